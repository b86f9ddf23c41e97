//! The ways of a tray.

use std::sync::Arc;

use axum::extract::{DefaultBodyLimit, Path, State};
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};
use axum::{Extension, Router};
use serde_json::json;

use super::run::start;
use super::tray::Tray;
use super::trays::Trays;
use super::{picture, upload, view};
use crate::web::answer::{Answer, Refusal, go, json as as_json, typed};
use crate::web::guard;
use crate::web::session::Session;
use crate::web::shared::App;

/// Who asks.
type Who = Extension<Arc<Session>>;
/// The trays that are open.
type Open = Extension<Arc<Trays>>;

/// Everything under `/scans`. The upload is guarded by itself.
pub(in crate::web) fn routes(app: &App) -> Router<App> {
    let trays = Arc::new(Trays::new());
    Router::new()
        .route("/scans", get(list))
        .route("/scans/{id}", get(page))
        .route("/scans/{id}/progress", get(progress))
        .route("/scans/{id}/stop", post(stop))
        .route("/scans/{id}/again", post(again))
        .route("/scans/{id}/discard", post(discard))
        .route("/scans/{id}/files/{file}/sheets/{sheet}", get(sheet))
        .layer(from_fn_with_state(app.clone(), guard::inner))
        .merge(
            Router::new()
                .route("/scans", post(upload::upload))
                .layer(DefaultBodyLimit::max(upload::LIMIT)),
        )
        .layer(Extension(trays))
}

/// Only some file scans, and only where there is an archive.
pub(super) fn may_file(app: &App, session: &Session) -> Result<(), Refusal> {
    if app.archive.is_none() {
        return Err(Refusal::not_found());
    }
    if session.role.files_scans() {
        return Ok(());
    }
    let says = "You may not file scans.";
    let hint = "Ask a scheduler or somebody of the records to do it.";
    Err(Refusal::forbidden(says, hint))
}

/// Of these only some say that a form is signed.
pub(super) fn may_mark(session: &Session) -> Result<(), Refusal> {
    if session.role.marks_forms() {
        return Ok(());
    }
    let says = "You may file scans, and not say that a form is signed.";
    let hint = "File them without it, and ask a clinician or somebody of the records.";
    Err(Refusal::forbidden(says, hint))
}

/// Somebody's tray.
fn open(app: &App, trays: &Trays, session: &Session, id: &str) -> Result<Arc<Tray>, Refusal> {
    may_file(app, session)?;
    trays.get(id, &session.actor)
}

/// `GET /scans`: open trays, and a new one.
async fn list(State(app): State<App>, Extension(session): Who, Extension(trays): Open) -> Answer {
    may_file(&app, &session)?;
    let data = json!({
        "trays": trays.of(&session.actor),
        "limit": upload::LIMIT / 1024 / 1024,
        "of_one": upload::OF_ONE / 1024 / 1024,
        "files": upload::FILES,
        "marks": session.role.marks_forms(),
        "today": app.outside.today().to_string(),
    });
    app.pages
        .page("scans", "File scans", "/scans", Some(&session), &data)
}

/// `GET /scans/{id}`
async fn page(
    State(app): State<App>,
    Extension(session): Who,
    Extension(trays): Open,
    Path(id): Path<String>,
) -> Answer {
    let tray = open(&app, &trays, &session, &id)?;
    let data = view::page(&id, &tray);
    app.pages
        .page("tray", "File scans", "/scans", Some(&session), &data)
}

/// `GET /scans/{id}/progress`: how far the job is.
async fn progress(
    State(app): State<App>,
    Extension(session): Who,
    Extension(trays): Open,
    Path(id): Path<String>,
) -> Answer {
    let tray = open(&app, &trays, &session, &id)?;
    Ok(as_json(&json!({ "job": view::job(&tray) })))
}

/// `POST /scans/{id}/stop`: the file that it is at is not filed.
async fn stop(
    State(app): State<App>,
    Extension(session): Who,
    Extension(trays): Open,
    Path(id): Path<String>,
) -> Answer {
    let tray = open(&app, &trays, &session, &id)?;
    tray.stop();
    if let Some(job) = tray.state().job {
        job.wait(std::time::Duration::from_secs(2)).await;
    }
    Ok(go(&format!("/scans/{id}")))
}

/// `POST /scans/{id}/again`: after it was stopped, or failed. What is filed is not filed twice.
async fn again(
    State(app): State<App>,
    Extension(session): Who,
    Extension(trays): Open,
    Path(id): Path<String>,
) -> Answer {
    let tray = open(&app, &trays, &session, &id)?;
    if !tray.is_busy() && !view::can_go_on(&tray) {
        let says = "There is nothing to go on with.";
        return Err(Refusal::forbidden(says, "Bring other files."));
    }
    start(&app, &trays, &tray, &session.actor).await;
    Ok(go(&format!("/scans/{id}")))
}

/// `POST /scans/{id}/discard`
async fn discard(
    State(app): State<App>,
    Extension(session): Who,
    Extension(trays): Open,
    Path(id): Path<String>,
) -> Answer {
    may_file(&app, &session)?;
    trays.discard(&id, &session.actor);
    Ok(go("/scans"))
}

/// `GET /scans/{id}/files/{file}/sheets/{sheet}`: a sheet that was not filed, as a picture.
async fn sheet(
    State(app): State<App>,
    Extension(session): Who,
    Extension(trays): Open,
    Path((id, file, sheet)): Path<(String, usize, usize)>,
) -> Answer {
    let tray = open(&app, &trays, &session, &id)?;
    if !view::is_shown(&tray, file, sheet) {
        return Err(Refusal::not_found());
    }
    let scan = file.checked_sub(1).and_then(|at| tray.scans.get(at));
    let path = scan.ok_or_else(Refusal::not_found)?.path.clone();
    let outside = app.outside.clone();
    let picture = app.work.run(move || {
        let bytes = outside.read_up_to(&path, upload::OF_ONE as u64);
        // A message of the door would name a file that nobody knows by that name.
        bytes.map_or(Ok(None), |bytes| picture::sheet(bytes, sheet))
    });
    let png = picture.await??.ok_or_else(Refusal::not_found)?;
    Ok(typed("image/png", png))
}
