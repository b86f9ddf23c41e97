//! The site's printer, as the page uses it: what came of printing, in words, and in the archive.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::watch::{self, Receiver};

use super::answer::{Refusal, sentence};
use super::session::News;
use super::shared::{App, Shared};
use super::words;
use crate::error::Problem;
use crate::printer::{Job, Printed, Printer};

/// How long the page waits until the printer is done; it has the job all the same.
const WAIT: Duration = Duration::from_secs(45);

/// The forms that are being printed, by id.
#[derive(Debug, Default)]
pub(super) struct Printing(Mutex<BTreeMap<String, Receiver<Option<News>>>>);

impl Printing {
    fn all(&self) -> MutexGuard<'_, BTreeMap<String, Receiver<Option<News>>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Prints a form, once: who asks again while it is being printed, as by a double click, is told
/// what came of the first time. It goes on whether somebody waits for it or not.
///
/// # Errors
/// The program failed at it.
pub(super) async fn once(
    app: &App,
    form_id: &str,
    print: impl FnOnce() -> News + Send + 'static,
) -> Result<News, Refusal> {
    let mut begun = None;
    let mut news = {
        let mut all = app.printing.all();
        let new = || {
            let (tell, news) = watch::channel(None);
            begun = Some(tell);
            news
        };
        all.entry(form_id.to_owned()).or_insert_with(new).clone()
    };
    if let Some(tell) = begun {
        let (app, form_id) = (app.clone(), form_id.to_owned());
        tokio::spawn(async move {
            let printed = app.work.wait_for(print).await;
            app.printing.all().remove(&form_id);
            if let Ok(printed) = printed {
                tell.send_replace(Some(printed));
            }
        });
    }
    let told = news.wait_for(Option::is_some).await;
    let told = told.ok().and_then(|it| it.clone());
    told.ok_or_else(Refusal::broken)
}

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
