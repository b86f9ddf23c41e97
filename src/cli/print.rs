//! Printing what was made, and saying what came of it.

use std::path::Path;
use std::time::Duration;

use super::Failure;
use crate::error::Problems;
use crate::printer::{Job, Printer};
use crate::typeset::Paper;

/// The sheet as IPP calls it (PWG 5101.1).
pub(super) fn media(paper: Paper) -> &'static str {
    match paper {
        Paper::A4 => "iso_a4_210x297mm",
        Paper::Letter => "na_letter_8.5x11in",
    }
}

/// Prints a file that is written already, so that it is there whatever comes.
#[expect(clippy::print_stderr, reason = "this is the command line's edge")]
pub(super) fn print_out(
    printer: &Printer,
    job: &Job<'_>,
    wait: u64,
    path: &Path,
) -> Result<(), Failure> {
    let printed = printer
        .print(job, Duration::from_secs(wait))
        .map_err(|problem| {
            let hint = problem.hint.clone().unwrap_or_default();
            let hint = format!("{hint}; what was to be printed is in {}", path.display());
            Failure::Refused(Problems::from(problem.hint(hint)))
        })?;
    for note in &printed.notes {
        eprintln!("the printer {printer}: {note}");
    }
    let id = printed.id;
    match printed.done {
        true => eprintln!("printed: job {id} of {printer}"),
        false => eprintln!("sent, and not printed yet: job {id} of {printer}"),
    }
    Ok(())
}
