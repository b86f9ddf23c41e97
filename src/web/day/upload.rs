//! A schedule comes in as a file of a form.

use std::sync::Arc;

use axum::Extension;
use axum::extract::multipart::MultipartError;
use axum::extract::{FromRequest, Multipart, Request, State};

use super::job::What;
use super::make::start;
use super::routes::may_make;
use super::sheet::Sheet;
use super::sheets::Sheets;
use crate::web::answer::{Answer, Refusal, go};
use crate::web::session::Session;
use crate::web::shared::App;
use crate::web::upload::{broken_off, foreign, session_of, shown, text, unreadable};

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
    let parts = Multipart::from_request(request, &app).await;
    let upload = read(parts.map_err(|_| unreadable())?, &session).await?;
    if upload.bytes.is_empty() {
        let hint = "Choose a file, or drop one on the field.";
        return Err(Refusal::bad("There is no schedule in it.", hint));
    }
    let (asked, owner) = (app.clone(), session.actor.clone());
    let sheet = app
        .work
        .run(move || Sheet::new(&asked, &owner, &upload.name, &upload.mapping, upload.bytes));
    let (id, sheet) = sheets.open(sheet.await??)?;
    drop(place);
    if sheet.state().looked.is_none() {
        start(&app, &sheets, &sheet, What::Look, &session.actor).await;
    }
    Ok(go(&format!("/days/{id}")))
}

/// The parts in their order; the token comes first.
async fn read(mut parts: Multipart, session: &Session) -> Result<Upload, Refusal> {
    let broken_off = |error: MultipartError| broken_off(&error, LIMIT);
    let mut upload = Upload::default();
    let mut is_own = false;
    let mut known: Vec<String> = Vec::new();
    while let Some(part) = parts.next_field().await.map_err(broken_off)? {
        let name = part.name().unwrap_or_default().to_owned();
        if !is_own && name != "csrf" {
            break;
        }
        // Of two schedules nobody knows which one is meant.
        if known.contains(&name) {
            return Err(unreadable());
        }
        known.push(name.clone());
        match name.as_str() {
            "csrf" => {
                is_own = session.csrf.is(&text(part, LIMIT).await?);
                if !is_own {
                    break;
                }
            }
            "mapping" => upload.mapping = text(part, LIMIT).await?,
            "schedule" => {
                upload.name = shown(part.file_name().unwrap_or_default(), "Schedule");
                upload.bytes = part.bytes().await.map_err(broken_off)?.to_vec();
            }
            _ => return Err(unreadable()),
        }
    }
    if is_own { Ok(upload) } else { Err(foreign()) }
}
