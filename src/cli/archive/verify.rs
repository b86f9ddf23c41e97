//! `archive verify`: is everything as it was?

use super::Room;
use crate::archive::{Finding, Head, Verified};
use crate::cli::out::{print, print_json, unable};
use crate::cli::{Failure, OutputFormat};

/// Arguments of `archive verify`.
#[derive(Debug, clap::Args)]
pub(super) struct Verify {
    /// A head that `archive head` or an earlier `verify` printed: the log must continue it
    #[arg(long, value_name = "HEAD")]
    head: Vec<Head>,
    /// How the findings are printed
    #[arg(long, value_enum, default_value_t)]
    format: OutputFormat,
}

impl Verify {
    pub(super) fn run(self, room: &mut Room) -> Result<(), Failure> {
        let verified = room.archive.verify(&self.head).map_err(unable)?;
        match self.format {
            OutputFormat::Json => print_json(&verified, &room.outside)?,
            OutputFormat::Text => print(&text(&verified), &room.outside)?,
        }
        if verified.faults.is_empty() {
            Ok(())
        } else {
            Err(Failure::Told)
        }
    }
}

fn text(verified: &Verified) -> String {
    let mut lines = Vec::new();
    let line = |kind: &str, finding: &Finding| match &finding.form_id {
        Some(id) => format!("{kind}: form {id}: {}", finding.says),
        None => format!("{kind}: {}", finding.says),
    };
    lines.extend(verified.faults.iter().map(|finding| line("FAULT", finding)));
    lines.extend(verified.notes.iter().map(|finding| line("note", finding)));
    lines.push(format!(
        "{} forms, {} files, {} records of the log: {} faults, {} notes",
        verified.forms,
        verified.files,
        verified.records,
        verified.faults.len(),
        verified.notes.len()
    ));
    lines.push(format!("head {}", verified.head));
    lines.join("\n")
}
