//! What the page of a tray shows.

use serde_json::{Value, json};

use super::tray::{Report, State, Tray};
use crate::archive::{FormBack, Row, ScanFiled, SheetSeen, Sight, ranges};
use crate::error::Problem;
use crate::web::answer::sentence;
use crate::web::job::End;
use crate::web::{scanned, words};

/// How many steps of the bar are one file.
const STEPS: usize = 100;

/// Everything on the page.
pub(super) fn page(id: &str, tray: &Tray) -> Value {
    let state = tray.state();
    let report = state.report.as_deref();
    let mut page = json!({
        "id": id,
        "name": tray.name(),
        "job": job(tray),
        "stopped": stopped(&state),
        "trouble": trouble(&state),
        "can_go_on": can_go_on(tray),
        "signed_on": tray.signed_on.map(|on| on.to_string()).unwrap_or_default(),
        "report": { "there": false, "left": false, "forms": [], "files": [], "unfiled": 0 },
    });
    if let Some(report) = report {
        page["report"] = shown(id, tray, report);
    }
    page
}

/// What is under way; nothing if nothing is.
pub(super) fn job(tray: &Tray) -> Value {
    let job = tray.state().job.filter(|job| job.end().is_none());
    let Some(job) = job else {
        return Value::Null;
    };
    let (done, sheets, looked) = job.counts.progress();
    let files = tray.scans.len();
    let at = (done + 1).min(files);
    let words = match sheets {
        0 => format!("File {at} of {files}."),
        _ => format!("File {at} of {files}: {looked} of {sheets} sheets looked at."),
    };
    let part = (looked * STEPS).checked_div(sheets).unwrap_or(0);
    json!({ "words": words, "done": done * STEPS + part, "total": files * STEPS })
}

/// Whether it was stopped or failed, so that files are left.
pub(super) fn can_go_on(tray: &Tray) -> bool {
    matches!(last_end(&tray.state()), Some(End::Stopped | End::Failed(_)))
}

/// How the last job ended.
fn last_end(state: &State) -> Option<End> {
    state.job.as_ref()?.end()
}

/// That somebody stopped it, which is no fault.
fn stopped(state: &State) -> Value {
    let hint = "What was filed before is filed. “Go on” files the others.";
    match last_end(state) {
        Some(End::Stopped) => json!({ "says": "It was stopped.", "hint": hint }),
        _ => Value::Null,
    }
}

/// Why the job did not come to its end.
fn trouble(state: &State) -> Value {
    match last_end(state) {
        Some(End::Failed(problems)) => problems.0.iter().map(problem).collect(),
        _ => json!([]),
    }
}

fn problem(problem: &Problem) -> Value {
    let hint = words::hint(problem.hint.as_deref().unwrap_or_default());
    json!({ "says": sentence(&words::plain(&problem.says)), "hint": hint })
}

fn shown(id: &str, tray: &Tray, report: &Report) -> Value {
    let all = &report.reconciled;
    let forms = all.forms.iter();
    let forms: Vec<Value> = forms
        .map(|it| form(it, report.rows.get(&it.form_id)))
        .collect();
    let known = tray.scans.iter().enumerate();
    let files: Vec<Value> = known
        .map(|(at, scan)| match all.files.get(at) {
            Some(filed) => file(id, at + 1, filed),
            None => json!({
                "name": scan.name,
                "says": "",
                "problem": "It was not read, because it was stopped before.",
                "sheets": [],
            }),
        })
        .collect();
    let left = all.needs_attention || all.files.len() < tray.scans.len();
    let sheets = all.files.iter().flat_map(|file| &file.sheets);
    let unfiled = sheets.filter(|it| it.sight.needs_attention()).count();
    json!({ "there": true, "left": left, "forms": forms, "files": files, "unfiled": unfiled })
}

/// A form of which there was a page: what is back, and what there is to do.
fn form(form: &FormBack, row: Option<&Row>) -> Value {
    let mut todo = Vec::new();
    let names = |names: &[String]| scanned::fields(names.iter().map(String::as_str));
    let mut say = |what: &str, words: String| {
        if !words.is_empty() {
            todo.push(format!("{what}: {words}."));
        }
    };
    say("Missing pages", ranges(&form.missing));
    say("Pages that came more than once", ranges(&form.twice));
    say("Looks empty", names(&form.unsigned));
    say("Look at it by eye", names(&form.doubtful));
    todo.extend(form.notes.iter().map(|note| sentence(note)));
    let known = |of: fn(&Row) -> &String| row.map_or("", |row| of(row));
    let name = match known(|row| &row.family_name) {
        "" => String::new(),
        family => format!("{family}, {}", known(|row| &row.given_names)),
    };
    json!({
        "form_id": form.form_id,
        "status": sentence(&form.status).trim_end_matches('.'),
        "marked": form.marked_signed,
        "back": form.back.len(),
        "pages": form.pages,
        "todo": todo,
        "attention": form.needs_attention,
        "name": name,
        "record_number": known(|row| &row.record_number),
        "operation": known(|row| &row.operation),
    })
}

/// A file: how many of its sheets were filed, and each one that was not.
fn file(id: &str, number: usize, filed: &ScanFiled) -> Value {
    let count = |sight: Sight| filed.sheets.iter().filter(|it| it.sight == sight).count();
    let mut says = match filed.problem {
        Some(_) => String::new(),
        None => format!(
            "Sheets filed: {} of {}.",
            count(Sight::Filed),
            filed.sheets.len()
        ),
    };
    for (sight, words) in [
        (Sight::FiledAlready, "Filed before from the same file"),
        (Sight::Blank, "Blank"),
    ] {
        match count(sight) {
            0 => {}
            many => says.push_str(&format!(" {words}: {many}.")),
        }
    }
    let unfiled = filed.sheets.iter().filter(|it| it.sight.needs_attention());
    let sheet = |it: &SheetSeen| {
        json!({
            "number": it.sheet,
            "says": sentence(&it.words()),
            "picture": match it.sight {
                Sight::Damaged => String::new(),
                _ => format!("/scans/{id}/files/{number}/sheets/{}", it.sheet),
            },
        })
    };
    json!({
        "name": filed.file,
        "says": says,
        "problem": filed.problem.as_deref().map(sentence).unwrap_or_default(),
        "sheets": unfiled.map(sheet).collect::<Vec<_>>(),
    })
}

/// Whether a sheet is one of those that were not filed; files and sheets count from 1.
pub(super) fn is_shown(tray: &Tray, file: usize, sheet: usize) -> bool {
    let report = tray.state().report;
    let files = report.as_ref().map(|it| it.reconciled.files.as_slice());
    let file = file.checked_sub(1).and_then(|at| files?.get(at));
    let sheet = file.and_then(|file| file.sheets.iter().find(|it| it.sheet as usize == sheet));
    sheet.is_some_and(|it| it.sight.needs_attention() && it.sight != Sight::Damaged)
}
