//! The ways of finding.

use std::sync::Arc;

use axum::extract::{Path, Query as Asked, State};
use axum::routing::{get, post};
use axum::{Extension, Form, Router};
use chrono::{Days, NaiveDate};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{mark, view};
use crate::archive::{Archive, FileRole, Query, Row, Status, Step, scan_ending};
use crate::error::{Problem, Problems};
use crate::web::answer::{Answer, Refusal, file};
use crate::web::session::Session;
use crate::web::shared::App;

/// The most forms of one answer.
const LIMIT: u32 = 200;
/// The longest text that is looked for, in bytes.
const LONGEST: usize = 200;

/// Who asks.
pub(super) type Who = Extension<Arc<Session>>;

/// Everything under `/find`.
pub(in crate::web) fn routes() -> Router<App> {
    Router::new()
        .route("/find", get(ask).post(find))
        .route("/find/unsigned", get(unsigned))
        .route("/find/forms/{id}", get(one))
        .route("/find/forms/{id}/take", post(take))
        .merge(mark::routes())
}

/// What somebody looks for, as it was typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Words {
    pub(super) name: String,
    pub(super) record_number: String,
    pub(super) form_id: String,
    pub(super) planned: String,
    pub(super) status: String,
}

/// The day that somebody asks for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct OfDay {
    day: String,
}

/// Something done with the archive, in the name of whoever asks.
pub(super) async fn with_archive<T: Send + 'static>(
    app: &App,
    session: &Session,
    what: impl FnOnce(&mut Archive) -> Result<T, Problems> + Send + 'static,
) -> Result<T, Refusal> {
    let keeper = app.archive.clone().ok_or_else(Refusal::not_found)?;
    let actor = session.actor.clone();
    let done = app.work.wait_for(move || what(&mut keeper.open(&actor)?));
    done.await?.map_err(Refusal::from)
}

/// `GET /find`: nothing is looked for yet.
async fn ask(State(app): State<App>, Extension(session): Who) -> Answer {
    if app.archive.is_none() {
        return Err(Refusal::not_found());
    }
    shown(&app, &session, &Words::default(), None, "")
}

/// `POST /find`
async fn find(State(app): State<App>, Extension(session): Who, Form(words): Form<Words>) -> Answer {
    let query = words.query()?;
    let rows = with_archive(&app, &session, move |archive| Ok(archive.find(&query)?));
    let rows = rows.await?;
    shown(&app, &session, &words, Some(&rows), "")
}

/// `GET /find/unsigned?day=`: what waits for a signature on a day, tomorrow without one.
async fn unsigned(
    State(app): State<App>,
    Extension(session): Who,
    Asked(asked): Asked<OfDay>,
) -> Answer {
    let day = match asked.day.as_str() {
        "" => tomorrow(&app)?,
        day => date(day)?,
    };
    let query = Query {
        planned_from: Some(day),
        planned_before: day.succ_opt(),
        status: vec![Status::Issued, Status::Printed],
        limit: Some(LIMIT + 1),
        ..Query::default()
    };
    let rows = with_archive(&app, &session, move |archive| Ok(archive.find(&query)?));
    let rows = rows.await?;
    let words = Words {
        planned: day.to_string(),
        status: "unsigned".to_owned(),
        ..Words::default()
    };
    let title = format!("Not signed yet for {day}");
    shown(&app, &session, &words, Some(&rows), &title)
}

fn tomorrow(app: &App) -> Result<NaiveDate, Refusal> {
    let tomorrow = app.outside.today().checked_add_days(Days::new(1));
    tomorrow.ok_or_else(Refusal::broken)
}

pub(super) fn date(text: &str) -> Result<NaiveDate, Refusal> {
    text.parse().map_err(|_| {
        Refusal::bad(
            "There is no such day.",
            "Write it as year-month-day, such as 2026-12-03.",
        )
    })
}

/// The page with what was found.
fn shown(
    app: &App,
    session: &Session,
    words: &Words,
    rows: Option<&Vec<Row>>,
    title: &str,
) -> Answer {
    let found = rows.map(|rows| {
        let more = rows.len() > LIMIT as usize;
        let rows: Vec<Value> = rows.iter().take(LIMIT as usize).map(view::line).collect();
        json!({ "rows": rows, "count": rows.len(), "more": more, "limit": LIMIT })
    });
    let data = json!({
        "words": view::words(words),
        "found": found,
        "said": title,
        "tomorrow": tomorrow(app)?.to_string(),
    });
    app.pages
        .page("find", "Find", "/find", Some(session), &data)
}

impl Words {
    /// What is asked of the archive.
    fn query(&self) -> Result<Query, Refusal> {
        let said = |text: &str| Some(text.trim().to_owned()).filter(|it| !it.is_empty());
        let all = [&self.name, &self.record_number, &self.form_id];
        if all.iter().any(|text| text.len() > LONGEST) {
            let says = "That is too long for a name or a number.";
            return Err(Refusal::bad(says, "Look for its beginning."));
        }
        let day = said(&self.planned).map(|it| date(&it)).transpose()?;
        let status = match self.status.as_str() {
            "" => Vec::new(),
            "unsigned" => vec![Status::Issued, Status::Printed],
            name => {
                let known = Status::named(name);
                vec![known.ok_or_else(|| Refusal::bad("There is no such status.", ""))?]
            }
        };
        Ok(Query {
            name: said(&self.name),
            record_number: said(&self.record_number),
            form_id: said(&self.form_id),
            planned_from: day,
            planned_before: day.and_then(|day| day.succ_opt()),
            status,
            limit: Some(LIMIT + 1),
            ..Query::default()
        })
    }
}

/// What was just done with a form.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Just {
    told: String,
}

/// `GET /find/forms/{id}`: one form with its history.
async fn one(
    State(app): State<App>,
    Extension(session): Who,
    Path(id): Path<String>,
    Asked(just): Asked<Just>,
) -> Answer {
    let entry = with_archive(&app, &session, move |archive| Ok(archive.entry(&id)?)).await?;
    let title = format!("Form {}", entry.row.form_id);
    let mut data = view::entry(&entry);
    data["told"] = mark::told(&just.told).into();
    data["mark"] = mark::offers(&entry.row, &session, app.outside.today());
    data["makes_forms"] = session.role.makes_forms().into();
    app.pages
        .page("found", &title, "/find", Some(&session), &data)
}

/// Which file of a form somebody takes: the form itself, or one of its scans, from 1.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Which {
    scan: Option<usize>,
}

/// `POST /find/forms/{id}/take`: the form or a scan of it as a file. The log has it first.
async fn take(
    State(app): State<App>,
    Extension(session): Who,
    Path(id): Path<String>,
    Form(which): Form<Which>,
) -> Answer {
    let asked = id.clone();
    let taken = with_archive(&app, &session, move |archive| {
        let bytes = match which.scan {
            None => archive.file(&asked, FileRole::Form)?,
            Some(number) => {
                let scans = archive.scans(&asked)?;
                let scan = number
                    .checked_sub(1)
                    .and_then(|at| scans.into_iter().nth(at));
                scan.ok_or_else(|| Problem::new("there is no such scan"))?.1
            }
        };
        archive.change(&[asked], &Step::Exported)?;
        Ok(bytes)
    });
    let bytes = taken.await?;
    let Some(number) = which.scan else {
        let name = format!("{id}.pdf");
        return Ok(file("application/pdf", bytes, "attachment", &name));
    };
    let name = format!("{id}.scan-{number}.{}", scan_ending(&bytes));
    Ok(file("application/octet-stream", bytes, "attachment", &name))
}
