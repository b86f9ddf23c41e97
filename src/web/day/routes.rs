//! The ways of a schedule. `take` has those of what was made.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{DefaultBodyLimit, Path, Query, RawForm, State};
use axum::middleware::from_fn_with_state;
use axum::response::Response;
use axum::routing::{get, post};
use axum::{Extension, Router};
use serde_json::json;

use super::job::What;
use super::make::{form_id, start};
use super::sheet::{self, Sheet};
use super::sheets::Sheets;
use super::view::{self, Shown};
use super::{print, take, upload};
use crate::web::answer::{Answer, Refusal, go, json as as_json};
use crate::web::guard;
use crate::web::session::Session;
use crate::web::shared::App;

/// Who asks.
pub(super) type Who = Extension<Arc<Session>>;
/// The schedules that are open.
pub(super) type Open = Extension<Arc<Sheets>>;

/// Everything under `/days`. The upload is guarded by itself.
pub(in crate::web) fn routes(app: &App, sheets: &Arc<Sheets>) -> Router<App> {
    Router::new()
        .route("/days", get(list))
        .route("/days/{id}", get(page))
        .route("/days/{id}/progress", get(progress))
        .route("/days/{id}/rows/{row}", post(mend))
        .route("/days/{id}/make", post(make))
        .route("/days/{id}/stop", post(stop))
        .route("/days/{id}/discard", post(discard))
        .merge(take::routes())
        .merge(print::routes())
        .layer(from_fn_with_state(app.clone(), guard::inner))
        .merge(
            Router::new()
                .route("/days", post(upload::upload))
                .layer(DefaultBodyLimit::max(upload::LIMIT)),
        )
        .layer(Extension(sheets.clone()))
}

/// Only some make forms.
pub(super) fn may_make(session: &Session) -> Result<(), Refusal> {
    if session.role.makes_forms() {
        return Ok(());
    }
    let says = "You may find forms, and not make any.";
    Err(Refusal::forbidden(says, "Ask a scheduler to make them."))
}

/// Somebody's schedule.
pub(super) fn open(sheets: &Sheets, session: &Session, id: &str) -> Result<Arc<Sheet>, Refusal> {
    may_make(session)?;
    sheets.get(id, &session.actor)
}

/// `GET /days`: open schedules, and a new one.
async fn list(State(app): State<App>, Extension(session): Who, Extension(sheets): Open) -> Answer {
    may_make(&session)?;
    let data = json!({
        "sheets": sheets.of(&session.actor),
        "mappings": sheet::mappings(app.generator.library().files()),
        "limit": upload::LIMIT / 1024 / 1024,
        "rows": sheet::ROWS,
        "archive": app.archive.is_some(),
    });
    app.pages
        .page("days", "Make a day", "/days", Some(&session), &data)
}

/// `GET /days/{id}`
async fn page(
    State(app): State<App>,
    Extension(session): Who,
    Extension(sheets): Open,
    Path(id): Path<String>,
    Query(shown): Query<Shown>,
) -> Answer {
    let sheet = open(&sheets, &session, &id)?;
    let data = view::page(&app, &id, &sheet, &shown);
    app.pages
        .page("day", "Make a day", "/days", Some(&session), &data)
}

/// `GET /days/{id}/progress`: how far a job is.
async fn progress(
    Extension(session): Who,
    Extension(sheets): Open,
    Path(id): Path<String>,
) -> Answer {
    let sheet = open(&sheets, &session, &id)?;
    Ok(as_json(&json!({ "job": view::job(&sheet.state()) })))
}

/// `POST /days/{id}/rows/{row}`: mended cells. Then every row is looked at again, since rows
/// speak of each other.
async fn mend(
    State(app): State<App>,
    Extension(session): Who,
    Extension(sheets): Open,
    Path((id, number)): Path<(String, u32)>,
    RawForm(body): RawForm,
) -> Answer {
    let sheet = open(&sheets, &session, &id)?;
    let fields: BTreeMap<String, String> = serde_urlencoded::from_bytes(&body)
        .map_err(|_| Refusal::bad("The fields cannot be read.", "Load the page again."))?;
    let state = sheet.state();
    let made = state
        .made
        .as_ref()
        .and_then(|made| made.entries.get(&u64::from(number)));
    if made.and_then(form_id).is_some() {
        let says = "The form of this row is made, and stays as it is.";
        let hint = "If the row is wrong, make its form by itself under “Make a form”.";
        return Err(Refusal::forbidden(says, hint));
    }
    let looked = state.looked.ok_or_else(Refusal::not_found)?;
    let seen = looked
        .rows
        .iter()
        .find(|it| it.look.row.number == u64::from(number));
    let mut texts = seen.ok_or_else(Refusal::not_found)?.cells.clone();
    texts.resize(looked.understanding.columns.len(), String::new());
    for (index, text) in texts.iter_mut().enumerate() {
        if let Some(said) = fields.get(&format!("c{index}")) {
            text.clone_from(said);
        }
    }
    let mut rows = sheet.schedule(&Arc::default())?;
    let row = rows
        .find(|row| row.number() == number)
        .ok_or_else(Refusal::not_found)?;
    sheet.mend(|mended| mended.set(&row, texts))?;
    start(&app, &sheets, &sheet, What::Look, &session.actor).await;
    let view = |name: &str| fields.get(name).cloned().unwrap_or_default();
    Ok(back(&id, &view("show"), &view("part"), Some(number)))
}

/// Back to the page, where it was.
pub(super) fn back(id: &str, show: &str, part: &str, row: Option<u32>) -> Response {
    let query = serde_urlencoded::to_string([("show", show), ("part", part)]).unwrap_or_default();
    match row {
        Some(row) => go(&format!("/days/{id}?{query}&mended={row}#row-{row}")),
        None => go(&format!("/days/{id}?{query}")),
    }
}

/// `POST /days/{id}/make`: all good rows. While it is under way, a second wish is the same one.
async fn make(
    State(app): State<App>,
    Extension(session): Who,
    Extension(sheets): Open,
    Path(id): Path<String>,
) -> Answer {
    let sheet = open(&sheets, &session, &id)?;
    let state = sheet.state();
    if !sheet.is_busy() && !view::can_make(&sheet, &state) {
        let says = "There is nothing to make.";
        return Err(Refusal::forbidden(says, "Mend a row first."));
    }
    start(&app, &sheets, &sheet, What::Make, &session.actor).await;
    Ok(back(&id, "", "", None))
}

/// `POST /days/{id}/stop`
async fn stop(Extension(session): Who, Extension(sheets): Open, Path(id): Path<String>) -> Answer {
    let sheet = open(&sheets, &session, &id)?;
    sheet.stop();
    if let Some(job) = sheet.state().job {
        job.wait(std::time::Duration::from_secs(2)).await;
    }
    Ok(back(&id, "", "", None))
}

/// `POST /days/{id}/discard`
async fn discard(
    State(app): State<App>,
    Extension(session): Who,
    Extension(sheets): Open,
    Path(id): Path<String>,
) -> Answer {
    may_make(&session)?;
    sheets.discard(&id, &session.actor);
    app.generator.forget();
    Ok(go("/days"))
}
