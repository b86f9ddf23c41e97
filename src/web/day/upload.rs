//! A schedule comes in as a file of a form.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Request, State};

use super::job::What;
use super::make::start;
use super::routes::may_make;
use super::sheet::Sheet;
use super::sheets::Sheets;
use crate::web::answer::{Answer, Refusal, go};
use crate::web::shared::App;
use crate::web::upload::{Parts, broken_off, session_of, shown, text, unreadable};

/// How large a schedule may be, in bytes.
pub(super) const LIMIT: usize = 8 * 1024 * 1024;

/// What came with the form.
#[derive(Default)]
struct Upload {
    name: String,
    mapping: String,
    bytes: Vec<u8>,
}

/// `POST /days`
pub(super) async fn upload(
    State(app): State<App>,
    Extension(sheets): Extension<Arc<Sheets>>,
    request: Request,
) -> Answer {
    let session = session_of(&app, &request)?;
    may_make(&session)?;
    let place = sheets.uploads.try_acquire().map_err(|_| Refusal::busy())?;
    let upload = read(Parts::of(&app, request, &session, LIMIT, None).await?).await?;
    if upload.bytes.is_empty() {
        let hint = "Choose a file, or drop one on the field.";
        return Err(Refusal::bad("There is no schedule in it.", hint));
    }
    let (asked, owner) = (app.clone(), session.actor.clone());
    let sheet = app
        .work
        .run(move || Sheet::new(&asked, &owner, &upload.name, &upload.mapping, upload.bytes));
    // Nothing stays of schedules that nobody has looked at for long either.
    app.generator.forget();
    let (id, sheet) = sheets.open(sheet.await??)?;
    drop(place);
    if sheet.state().looked.is_none() {
        start(&app, &sheets, &sheet, What::Look, &session.actor).await;
    }
    Ok(go(&format!("/days/{id}")))
}

async fn read(mut parts: Parts<'_>) -> Result<Upload, Refusal> {
    let mut upload = Upload::default();
    while let Some((name, part)) = parts.next().await? {
        match name.as_str() {
            "mapping" => upload.mapping = text(part, LIMIT).await?,
            "schedule" => {
                upload.name = shown(part.file_name().unwrap_or_default(), "Schedule");
                let bytes = part.bytes().await;
                upload.bytes = bytes.map_err(|error| broken_off(&error, LIMIT))?.to_vec();
            }
            _ => return Err(unreadable()),
        }
    }
    Ok(upload)
}
