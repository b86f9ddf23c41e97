//! Printing what was made, and saying what came of it.

use std::path::Path;
use std::time::Duration;

use super::Failure;
use super::out::unable;
use crate::archive::Archive;
use crate::error::Problems;
use crate::printer::{Job, Printer};

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

/// Notes in the archive that a printer took these forms. What cannot be noted is said: the
/// paper is there, and somebody should know of it.
#[expect(clippy::print_stderr, reason = "this is the command line's edge")]
pub(super) fn note_printed(archive: Option<Archive>, ids: &[String]) -> Result<(), Failure> {
    let Some(mut archive) = archive else {
        return Ok(());
    };
    let not_noted = archive.printed(ids).map_err(|problem| {
        let hint = problem.hint.clone().unwrap_or_default();
        let more = "it was printed; say so with `countersign archive mark printed FORM-ID`";
        unable(match hint.is_empty() {
            true => problem.hint(more),
            false => problem.hint(format!("{hint}; {more}")),
        })
    })?;
    for problem in &not_noted {
        eprintln!("printed, though the archive cannot note it: {problem}");
    }
    Ok(())
}
