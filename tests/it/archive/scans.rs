//! Forms that are printed, signed and scanned: real forms in an archive, and a copier.

use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};

use super::House;
use crate::judges;
use crate::support::{Run, example_text};

/// A form in an archive.
pub(crate) struct Printed {
    pub(crate) id: String,
    pub(crate) file: PathBuf,
    pub(crate) pages: u16,
}

/// Makes the form of an example and adds it to the archive, unless `kept` says otherwise.
pub(crate) fn printed(house: &House, example: &str, kept: bool) -> Printed {
    printed_from(house, &example_text(example), example, kept)
}

pub(crate) fn printed_from(house: &House, text: &str, name: &str, kept: bool) -> Printed {
    house.desk.write(name, text);
    let file = house.desk.path(&format!("{name}.pdf"));
    let path = file.to_str().unwrap();
    let mut arguments = vec!["render", name, "-o", path];
    if kept {
        arguments.extend(["--archive", &house.store]);
    }
    let run = house.run(&arguments);
    assert_eq!(run.status, 0, "{}", run.stderr);
    let report = fs::read_to_string(house.desk.path(&format!("{name}.report.json"))).unwrap();
    let report: Value = serde_json::from_str(&report).unwrap();
    Printed {
        id: report["form_id"].as_str().unwrap().to_owned(),
        pages: lopdf::Document::load(&file).unwrap().get_pages().len() as u16,
        file,
    }
}

impl Printed {
    /// Every page of it, signed, at a density that is quickly read.
    pub(crate) fn signed(&self) -> Vec<Value> {
        let sheet = |page| self.sheet(page, json!({"sign": "all", "dpi": 120}));
        (1..=self.pages).map(sheet).collect()
    }

    /// A page of it, with more about the sheet.
    pub(crate) fn sheet(&self, page: u16, more: Value) -> Value {
        let mut sheet = json!({"form": self.file, "page": page});
        for (key, value) in more.as_object().unwrap() {
            sheet[key] = value.clone();
        }
        sheet
    }
}

/// Makes scan files; `false` if the tools for it are not there and need not be.
pub(crate) fn scan(house: &House, files: &[(&str, Vec<Value>)]) -> bool {
    let plan: Vec<Value> = files
        .iter()
        .map(|(name, sheets)| json!({"to": house.desk.path(name), "sheets": sheets}))
        .collect();
    scan_plan(house, &Value::from(plan))
}

pub(crate) fn scan_plan(house: &House, plan: &Value) -> bool {
    let path = house.desk.write("plan.json", &plan.to_string());
    judges::script("scan.py", &[path.to_str().unwrap()]).is_some()
}

/// Reconciles files; gives what the command did and its report.
pub(crate) fn reconcile(house: &House, arguments: &[&str]) -> (Run, Value) {
    let arguments = [&["archive", "reconcile", "--format", "json"], arguments].concat();
    let run = house.run(&arguments);
    let report = serde_json::from_slice(&run.stdout);
    let report = report.unwrap_or_else(|error| panic!("{error}: {}", run.stderr));
    (run, report)
}

/// What each sheet of a file of the report is: `filed 3` for page 3.
pub(crate) fn sights(report: &Value, file: usize) -> Vec<String> {
    let sheets = report["files"][file]["sheets"].as_array().unwrap();
    let sight = |sheet: &Value| match sheet["page"].as_u64() {
        Some(page) => format!("{} {page}", sheet["sight"].as_str().unwrap()),
        None => sheet["sight"].as_str().unwrap().to_owned(),
    };
    sheets.iter().map(sight).collect()
}

/// What the report says of a form.
pub(crate) fn back<'r>(report: &'r Value, form: &Printed) -> &'r Value {
    let forms = report["forms"].as_array().unwrap();
    let found = forms.iter().find(|one| one["form_id"] == form.id.as_str());
    found.unwrap_or_else(|| panic!("{} is not in {report}", form.id))
}
