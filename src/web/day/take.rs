//! What was made of a schedule is taken: the packet, the forms, the refusals.
//!
//! An archive's log has it before it is given out.

use std::io::{Cursor, Write};
use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::post;
use axum::{Extension, Router};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::make::{PACKET, REFUSALS, form_id};
use super::routes::{Open, Who, open};
use super::sheet::Made;
use super::sheets::Sheets;
use crate::archive::Step;
use crate::batch::Verdict;
use crate::day::form_file;
use crate::error::Problem;
use crate::outside::Outside;
use crate::web::answer::{Answer, Refusal, file};
use crate::web::session::Session;
use crate::web::shared::App;

/// Everything under `/days/{id}` that is a file.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/days/{id}/packet", post(packet))
        .route("/days/{id}/forms", post(forms))
        .route("/days/{id}/forms/{row}", post(form))
        .route("/days/{id}/refusals", post(refusals))
}

/// The forms of a schedule as it is now.
pub(super) fn made_of(sheets: &Sheets, session: &Session, id: &str) -> Result<Arc<Made>, Refusal> {
    let sheet = open(sheets, session, id)?;
    let made = sheet.state().made_now(&sheet);
    made.ok_or_else(|| {
        let says = "The forms of the rows as they are now are not made yet.";
        Refusal::forbidden(says, "Make them first.")
    })
}

/// Notes in the archive's log that forms are given out, and by whom.
async fn log(app: &App, session: &Session, ids: Vec<String>) -> Result<(), Refusal> {
    let Some(keeper) = app.archive.clone().filter(|_| !ids.is_empty()) else {
        return Ok(());
    };
    let actor = session.actor.clone();
    let noted = app
        .work
        .wait_for(move || keeper.open(&actor)?.change(&ids, &Step::Exported));
    noted.await?.map_err(Refusal::from)
}

pub(super) fn ids(made: &Made) -> Vec<String> {
    let ids = made.entries.values().filter_map(form_id);
    ids.map(str::to_owned).collect()
}

/// `POST /days/{id}/packet`
async fn packet(
    State(app): State<App>,
    Extension(session): Who,
    Extension(sheets): Open,
    Path(id): Path<String>,
) -> Answer {
    let made = made_of(&sheets, &session, &id)?;
    log(&app, &session, ids(&made)).await?;
    given(&app, made, PACKET, "application/pdf", "day-packet.pdf").await
}

/// `POST /days/{id}/refusals`
async fn refusals(
    State(app): State<App>,
    Extension(session): Who,
    Extension(sheets): Open,
    Path(id): Path<String>,
) -> Answer {
    let made = made_of(&sheets, &session, &id)?;
    given(&app, made, REFUSALS, "text/csv; charset=utf-8", REFUSALS).await
}

/// A file beside the forms.
async fn given(
    app: &App,
    made: Arc<Made>,
    name: &'static str,
    kind: &'static str,
    shown: &str,
) -> Answer {
    let outside = app.outside.clone();
    let bytes = app
        .work
        .wait_for(move || outside.read(&made.folder.join(name)));
    Ok(file(kind, bytes.await??, "attachment", shown))
}

/// `POST /days/{id}/forms`: all of them, as a ZIP.
async fn forms(
    State(app): State<App>,
    Extension(session): Who,
    Extension(sheets): Open,
    Path(id): Path<String>,
) -> Answer {
    let made = made_of(&sheets, &session, &id)?;
    log(&app, &session, ids(&made)).await?;
    let outside = app.outside.clone();
    let bytes = app.work.run(move || zipped(&made, &outside)).await??;
    Ok(file("application/zip", bytes, "attachment", "forms.zip"))
}

/// `POST /days/{id}/forms/{row}`: one form.
async fn form(
    State(app): State<App>,
    Extension(session): Who,
    Extension(sheets): Open,
    Path((id, row)): Path<(String, u64)>,
) -> Answer {
    let made = made_of(&sheets, &session, &id)?;
    let entry = made
        .entries
        .get(&row)
        .cloned()
        .ok_or_else(Refusal::not_found)?;
    let form_id = form_id(&entry).ok_or_else(Refusal::not_found)?.to_owned();
    log(&app, &session, vec![form_id.clone()]).await?;
    let outside = app.outside.clone();
    let bytes = app
        .work
        .wait_for(move || form_file(&entry, &made.folder, &outside));
    Ok(pdf(bytes.await??, &form_id))
}

fn pdf(bytes: Vec<u8>, form_id: &str) -> Response {
    file(
        "application/pdf",
        bytes,
        "attachment",
        &format!("{form_id}.pdf"),
    )
}

/// The forms in one file, each as it was made. They are compressed already.
fn zipped(made: &Made, outside: &Outside) -> Result<Vec<u8>, Problem> {
    let failed = |error: &dyn std::fmt::Display| Problem::new(format!("no ZIP: {error}"));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for entry in made.entries.values() {
        let Verdict::Form { file, .. } = &entry.verdict else {
            continue;
        };
        let bytes = form_file(entry, &made.folder, outside)?;
        zip.start_file(file.as_str(), options)
            .map_err(|error| failed(&error))?;
        zip.write_all(&bytes).map_err(|error| failed(&error))?;
    }
    let done = zip.finish().map_err(|error| failed(&error))?;
    Ok(done.into_inner())
}
