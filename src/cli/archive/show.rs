//! `archive show`: one form.

use std::path::{Path, PathBuf};

use clap::ValueEnum;

use super::{Room, form_id};
use crate::archive::{Entry, FileRole, LogRecord, Row, Step, scan_ending};
use crate::cli::out::{columns, print, print_json, unable};
use crate::cli::{Failure, OutputFormat};
use crate::error::Problem;

/// Arguments of `archive show`.
#[derive(Debug, clap::Args)]
pub(super) struct Show {
    /// Id of the form
    #[arg(value_parser = form_id)]
    form: String,
    /// Write one of its files instead; the log notes that it was given out
    #[arg(long, value_enum, value_name = "FILE")]
    take: Option<Take>,
    /// Where the file goes; `-` is standard output
    #[arg(
        short,
        long,
        value_name = "PATH",
        default_value = "-",
        requires = "take"
    )]
    output: PathBuf,
    /// How the form is printed
    #[arg(long, value_enum, default_value_t, conflicts_with = "take")]
    format: OutputFormat,
}

/// A file of a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Take {
    /// The PDF
    Form,
    /// What it was made from: `render --again` makes the form from it
    Record,
    /// The verdicts of the rules
    Report,
    /// Signed pages as they were scanned; of several scans, into a folder that -o names
    Scan,
    /// What proves that it was destroyed
    Certificate,
}

impl Take {
    fn role(self) -> FileRole {
        match self {
            Self::Form => FileRole::Form,
            Self::Record => FileRole::Record,
            Self::Report => FileRole::Report,
            Self::Scan => FileRole::Scan,
            Self::Certificate => FileRole::Certificate,
        }
    }
}

impl Show {
    pub(super) fn run(self, room: &mut Room) -> Result<(), Failure> {
        let refused = |problem: crate::error::Problem| Failure::Refused(problem.into());
        if self.take == Some(Take::Scan) {
            return self.take_scans(room);
        }
        if let Some(take) = self.take {
            let bytes = room
                .archive
                .file(&self.form, take.role())
                .map_err(refused)?;
            if take != Take::Certificate {
                let form = std::slice::from_ref(&self.form);
                let noted = room.archive.change(form, &Step::Exported);
                noted.map_err(Failure::Refused)?;
            }
            let output: &Path = &self.output;
            return room.outside.write(output, &bytes, false).map_err(unable);
        }
        let entry = room.archive.entry(&self.form).map_err(refused)?;
        match self.format {
            OutputFormat::Json => print_json(&entry, &room.outside),
            OutputFormat::Text => print(&text(&entry), &room.outside),
        }
    }
}

impl Show {
    /// One scan goes where `--output` says; several go into a folder.
    fn take_scans(&self, room: &mut Room) -> Result<(), Failure> {
        let refused = |problem: Problem| Failure::Refused(problem.into());
        let id = &self.form;
        let scans = room.archive.scans(id).map_err(refused)?;
        let folder = room.outside.is_folder(&self.output);
        if scans.is_empty() {
            return Err(refused(Problem::new(format!(
                "form {id} has no scan in this archive"
            ))));
        }
        if scans.len() > 1 && !folder {
            let says = format!("form {id} has {} scans", scans.len());
            return Err(refused(
                Problem::new(says).hint("name a folder that is there with -o"),
            ));
        }
        let form = std::slice::from_ref(id);
        let noted = room.archive.change(form, &Step::Exported);
        noted.map_err(Failure::Refused)?;
        for (number, (_, bytes)) in (1..).zip(&scans) {
            let name = format!("{id}.scan-{number}.{}", scan_ending(bytes));
            let path = if folder {
                self.output.join(name)
            } else {
                self.output.clone()
            };
            room.outside.write(&path, bytes, false).map_err(unable)?;
        }
        Ok(())
    }
}

fn text(entry: &Entry) -> String {
    let names = Row::COLUMNS.iter();
    let hidden = ["family_first", "given_first", "surgeon_key", "last_change"];
    let rows = names
        .zip(entry.row.cells())
        .filter(|(name, cell)| !cell.is_empty() && !hidden.contains(name));
    let rows: Vec<Vec<String>> = rows
        .map(|(name, cell)| vec![name.replace('_', " "), cell.replace('\n', ", ")])
        .collect();
    let files: Vec<Vec<String>> = entry
        .files
        .iter()
        .map(|file| {
            let role = file.role.name().to_owned();
            vec![role, file.sha256.clone(), format!("{} bytes", file.bytes)]
        })
        .collect();
    let history: Vec<Vec<String>> = entry.history.iter().map(step).collect();
    [columns(&rows), columns(&files), columns(&history)].join("\n")
}

/// A record of the log as a line.
fn step(record: &LogRecord) -> Vec<String> {
    let (what, more) = record.action.words();
    let at = record.at.format("%Y-%m-%d %H:%M:%SZ").to_string();
    let seq = format!("#{}", record.seq);
    vec![seq, at, record.actor.clone(), what.to_owned(), more]
}
