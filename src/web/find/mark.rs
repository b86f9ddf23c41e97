//! What became of a form, said by hand: printed, signed, refused, withdrawn. Said once, shown
//! again with patient and operation, then written into the archive's log.

use axum::extract::{Path, State};
use axum::routing::post;
use axum::{Extension, Form, Router};
use chrono::NaiveDate;
use serde::Deserialize;
use serde_json::{Value, json};

use super::routes::{Who, date, with_archive};
use super::view;
use crate::archive::{Entry, Row, Status, Step};
use crate::error::{Problem, Problems};
use crate::web::answer::{Answer, Refusal, go};
use crate::web::session::Session;
use crate::web::shared::App;

/// What somebody says of a form.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct Said {
    what: String,
    /// The day, for what has one.
    on: String,
    /// What the page showed: the latest change of the form by its number in the log.
    seen: String,
    /// They have looked at it once more.
    sure: String,
}

/// What can be said: name, words for a button, words for what then stands in the log, and
/// whether it has a day.
const WHATS: [(&str, &str, &str, bool); 4] = [
    ("printed", "It is on paper", "printed", false),
    ("signed", "It was signed", "signed", true),
    ("refused", "The patient does not consent", "refused", true),
    (
        "withdrawn",
        "The patient took the consent back",
        "withdrawn",
        true,
    ),
];

pub(super) fn routes() -> Router<App> {
    Router::new().route("/find/forms/{id}/mark", post(mark))
}

/// Only some say what became of a form.
fn may_mark(session: &Session) -> Result<(), Refusal> {
    if session.role.marks_forms() {
        return Ok(());
    }
    let says = "You may find forms, and not say what became of them.";
    let hint = "Ask a clinician or somebody of the records to do it.";
    Err(Refusal::forbidden(says, hint))
}

fn step(what: &str, on: NaiveDate) -> Option<Step> {
    Some(match what {
        "printed" => Step::Printed,
        "signed" => Step::Signed(on),
        "refused" => Step::Refused(on),
        "withdrawn" => Step::Withdrawn(on),
        _ => return None,
    })
}

/// What the page of a form offers whoever may say it; nothing if there is nothing to say.
pub(super) fn offers(row: &Row, session: &Session, today: NaiveDate) -> Value {
    let status = Status::named(&row.status).filter(|_| session.role.marks_forms());
    let Some(status) = status else {
        return Value::Null;
    };
    let can = |what: &str| step(what, today).is_some_and(|step| step.may_follow(status));
    // A form that is printed once more is no news to whoever looks for what became of it.
    let is_news = |what: &str| what != "printed" || status == Status::Issued;
    let offered = WHATS.iter().filter(|(what, ..)| can(what) && is_news(what));
    let offered: Vec<Value> = offered
        .map(|(what, label, ..)| json!({ "what": what, "label": label }))
        .collect();
    match offered.is_empty() {
        true => Value::Null,
        false => json!({ "whats": offered, "today": today.to_string(), "seen": row.last_change }),
    }
}

/// `POST /find/forms/{id}/mark`: the question whether it is so; with `sure`, into the log.
async fn mark(
    State(app): State<App>,
    Extension(session): Who,
    Path(id): Path<String>,
    Form(said): Form<Said>,
) -> Answer {
    may_mark(&session)?;
    let known = WHATS.iter().find(|(what, ..)| *what == said.what);
    let Some((what, _, done, has_day)) = known else {
        let says = "Nothing was chosen.";
        return Err(Refusal::bad(says, "Go back and say what became of it."));
    };
    let today = app.outside.today();
    let on = match has_day {
        true => day(&said.on, today)?,
        false => today,
    };
    let step = step(what, on).ok_or_else(Refusal::broken)?;
    let (asked, sure, seen) = (id.clone(), said.sure == "yes", said.seen.clone());
    let entry = with_archive(&app, &session, move |archive| {
        let entry = archive.entry(&asked)?;
        if entry.row.last_change != seen {
            return Err(changed(&entry.row));
        }
        if sure {
            archive.change(&[asked], &step)?;
        }
        Ok(entry)
    });
    let entry = entry.await?;
    if sure {
        return Ok(go(&format!("/find/forms/{id}?told={what}")));
    }
    let on = has_day.then_some(on);
    let data = question(&entry, &said, done, on);
    let title = format!("Form {}", entry.row.form_id);
    app.pages
        .page("mark", &title, "/find", Some(&session), &data)
}

/// The day that somebody gives; not one that has yet to come.
fn day(text: &str, today: NaiveDate) -> Result<NaiveDate, Refusal> {
    let on = date(text)?;
    if on <= today {
        return Ok(on);
    }
    let says = "That is a day that has not come yet.";
    Err(Refusal::bad(says, "Give the day on which it happened."))
}

fn changed(row: &Row) -> Problems {
    let says = format!("form {} was changed since you looked at it", row.form_id);
    Problem::new(says)
        .hint("open it again, then say what became of it")
        .into()
}

/// What is about to be written, with what should be looked at before.
fn question(entry: &Entry, said: &Said, done: &str, on: Option<NaiveDate>) -> Value {
    let row = &entry.row;
    let mut cautions = Vec::new();
    let made = row.created.get(..10).and_then(|day| day.parse().ok());
    if let (Some(on), Some(made)) = (on, made)
        && on < made
    {
        cautions.push(format!("That day is before the form was made ({made})."));
    }
    if said.what == "signed" {
        cautions.extend(view::open_of(row));
    }
    json!({
        "form_id": row.form_id,
        "what": said.what,
        "done": done,
        "on": on.map(|on| on.to_string()).unwrap_or_default(),
        "on_words": on.map(|on| on.format("%-d %B %Y").to_string()).unwrap_or_default(),
        "seen": said.seen,
        "facts": view::facts(entry),
        "cautions": cautions,
    })
}

/// What was just written, for the page of the form.
pub(super) fn told(what: &str) -> String {
    let known = WHATS.iter().find(|(known, ..)| *known == what);
    known.map_or(String::new(), |(_, _, done, _)| {
        format!("The log has it now: {done}.")
    })
}
