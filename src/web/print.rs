//! The site's printer, as the page uses it: what came of printing, in words, and in the archive.

use std::time::Duration;

use super::answer::sentence;
use super::session::News;
use super::shared::Shared;
use super::words;
use crate::error::Problem;
use crate::printer::{Job, Printed, Printer};

/// How long the page waits until the printer is done; it has the job all the same.
const WAIT: Duration = Duration::from_secs(45);

/// Prints forms, and notes in the archive that they were printed. Mostly waits.
pub(super) fn print(
    app: &Shared,
    printer: &Printer,
    job: &Job<'_>,
    ids: &[String],
    actor: &str,
) -> News {
    match printer.print(job, WAIT) {
        Err(problem) => failed(printer, &problem),
        Ok(printed) => {
            let mut news = taken(printer, &printed);
            let not_noted = app.archive.as_ref().map(|it| it.printed(ids, actor));
            let not_noted = not_noted.transpose().unwrap_or_else(|problem| {
                let says = format!("it is not in the archive’s log: {}", problem.says);
                Some(vec![Problem::new(says)])
            });
            for problem in not_noted.iter().flatten() {
                news.failed = true;
                news.hint
                    .push_str(&format!(" But {}", sentence(&problem.says)));
            }
            news
        }
    }
}

fn failed(printer: &Printer, problem: &Problem) -> News {
    let hint = problem.hint.as_deref().unwrap_or_default();
    let says = problem.says.replace(&printer.to_string(), &printer.name());
    News {
        says: sentence(&words::plain(&says)),
        hint: words::hint(hint),
        failed: true,
    }
}

fn taken(printer: &Printer, printed: &Printed) -> News {
    let (name, id) = (printer.name(), printed.id);
    let says = match printed.done {
        true => format!("Printed on {name}."),
        false => format!("{name} has it, and is not done yet."),
    };
    let mut hint = format!("Its job has the number {id}.");
    for note in &printed.notes {
        hint.push_str(&format!(" {}", sentence(&words::plain(note))));
    }
    News {
        says,
        hint,
        failed: false,
    }
}
