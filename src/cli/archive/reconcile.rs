//! `archive reconcile`: scanned pages find their forms.

use std::path::PathBuf;

use chrono::NaiveDate;

use super::Room;
use crate::archive::{FormBack, Incoming, Reconciled, ScanFiled, Sight, ranges};
use crate::cli::out::{columns, print, print_json, unable};
use crate::cli::{Failure, OutputFormat};
use crate::error::Problem;
use crate::scan::MOST_BYTES;

/// Arguments of `archive reconcile`.
#[derive(Debug, clap::Args)]
pub(super) struct Reconcile {
    /// Scans: PDF, TIFF, PNG or JPEG, in any order, with pages of any forms
    #[arg(required = true, value_name = "SCAN")]
    scans: Vec<PathBuf>,
    /// Mark a form as signed if all its pages are back and no field looks empty or doubtful
    #[arg(long)]
    mark_signed: bool,
    /// The day on which they were signed [default: today]
    #[arg(long, value_name = "DATE", requires = "mark_signed")]
    on: Option<NaiveDate>,
    /// How the report is printed
    #[arg(long, value_enum, default_value_t)]
    format: OutputFormat,
}

impl Reconcile {
    pub(super) fn run(self, room: &mut Room) -> Result<(), Failure> {
        let today = room.outside.today();
        let on = self.on.unwrap_or(today);
        if on > today {
            let problem = Problem::new("--on is a day that has not come yet");
            return Err(unable(
                problem.hint("give the day on which they were signed"),
            ));
        }
        let outside = room.outside.clone();
        let incoming = self.scans.iter().map(|path| Incoming {
            name: path.display().to_string(),
            bytes: outside.read_up_to(path, MOST_BYTES),
        });
        let signed_on = self.mark_signed.then_some(on);
        let reconciled = room
            .archive
            .reconcile(incoming, signed_on)
            .map_err(unable)?;
        match self.format {
            OutputFormat::Json => print_json(&reconciled, &room.outside)?,
            OutputFormat::Text => print(&text(&reconciled), &room.outside)?,
        }
        if reconciled.needs_attention {
            Err(Failure::Told)
        } else {
            Ok(())
        }
    }
}

fn text(reconciled: &Reconciled) -> String {
    let forms: Vec<Vec<String>> = reconciled.forms.iter().map(form).collect();
    let files: Vec<String> = reconciled.files.iter().map(file).collect();
    let end = if reconciled.needs_attention {
        "Somebody has to look at the lines with an arrow (→)."
    } else {
        "Nothing is left to do."
    };
    [columns(&forms), files.concat(), end.to_owned()].join("\n")
}

/// A form as a line: what is back, and what there is to do.
fn form(form: &FormBack) -> Vec<String> {
    let mut says = Vec::new();
    let list = |what: &str, names: &[String]| format!("{what}: {}", names.join(", "));
    if !form.missing.is_empty() {
        says.push(format!("missing: {}", ranges(&form.missing)));
    }
    if !form.twice.is_empty() {
        says.push(format!("more than once: {}", ranges(&form.twice)));
    }
    if !form.unsigned.is_empty() {
        says.push(list("looks empty", &form.unsigned));
    }
    if !form.doubtful.is_empty() {
        says.push(list("look at it by eye", &form.doubtful));
    }
    says.extend(form.notes.iter().cloned());
    let mut status = form.status.clone();
    if form.marked_signed {
        status.push_str(" now");
    }
    let arrow = if form.needs_attention { "→" } else { " " };
    vec![
        arrow.to_owned(),
        form.form_id.clone(),
        status,
        format!("{} of {} pages back", form.back.len(), form.pages),
        says.join("; "),
    ]
}

/// A file: how many of its sheets were filed, and each one that was not.
fn file(file: &ScanFiled) -> String {
    if let Some(problem) = &file.problem {
        // What cannot be opened names itself.
        return match problem.starts_with(&file.file) {
            true => format!("→ {problem}\n"),
            false => format!("→ {}: {problem}\n", file.file),
        };
    }
    let count = |sight: Sight| file.sheets.iter().filter(|one| one.sight == sight).count();
    let mut parts = vec![format!(
        "{} of {} sheets filed",
        count(Sight::Filed),
        file.sheets.len()
    )];
    for (sight, words) in [
        (Sight::FiledAlready, "filed before from the same file"),
        (Sight::Blank, "blank"),
    ] {
        if count(sight) > 0 {
            parts.push(format!("{} {words}", count(sight)));
        }
    }
    let mut lines = format!("  {}: {}\n", file.file, parts.join(", "));
    for sheet in file.sheets.iter().filter(|one| one.sight.needs_attention()) {
        let what = sheet.words();
        lines.push_str(&format!("→ {}: sheet {}: {what}\n", file.file, sheet.sheet));
    }
    lines
}
