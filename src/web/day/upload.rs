//! A schedule comes in: as a file of a form, the one kind of request that is not plain fields.

use std::sync::Arc;

use axum::Extension;
use axum::extract::multipart::{Field, MultipartError};
use axum::extract::{FromRequest, Multipart, Request, State};
use axum::http::StatusCode;

use super::job::What;
use super::make::start;
use super::routes::may_make;
use super::sheet::Sheet;
use super::sheets::Sheets;
use crate::web::answer::{Answer, Refusal, go};
use crate::web::session::Session;
use crate::web::shared::App;

/// How large a schedule may be, in bytes.
pub(super) const LIMIT: usize = 8 * 1024 * 1024;
/// How many letters of its name are shown.
const NAME: usize = 80;

/// What came with the form.
#[derive(Default)]
struct Upload {
    name: String,
    mapping: String,
    bytes: Vec<u8>,
}

/// `POST /days`. It stands outside the guard's reading of fields, which knows plain ones only:
/// session and token are asked for here, both before anything of the file is read.
pub(super) async fn upload(
    State(app): State<App>,
    Extension(sheets): Extension<Arc<Sheets>>,
    request: Request,
) -> Answer {
    let token = app.gate.token(request.headers());
    let session = token.and_then(|token| app.sessions.of(token));
    let session = session.ok_or_else(no_session)?;
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
                is_own = session.csrf.is(&text(part).await?);
                if !is_own {
                    break;
                }
            }
            "mapping" => upload.mapping = text(part).await?,
            "schedule" => {
                upload.name = shown(part.file_name().unwrap_or_default());
                upload.bytes = part.bytes().await.map_err(broken_off)?.to_vec();
            }
            _ => return Err(unreadable()),
        }
    }
    if is_own {
        return Ok(upload);
    }
    let says = "This was not sent from a page of countersign.";
    Err(Refusal::forbidden(
        says,
        "Load the page again, then repeat it.",
    ))
}

async fn text(part: Field<'_>) -> Result<String, Refusal> {
    part.text().await.map_err(broken_off)
}

fn broken_off(error: MultipartError) -> Refusal {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        let says = format!("The schedule has more than {} MB.", LIMIT / 1024 / 1024);
        let hint = "Export one day only, or split it.";
        return Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, &says, hint);
    }
    unreadable()
}

/// The name of a file as it can be shown: without its folders, on one line.
fn shown(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let plain = last.chars().filter(|letter| !letter.is_control());
    let shown: String = plain.take(NAME).collect();
    match shown.trim() {
        "" => "Schedule".to_owned(),
        shown => shown.to_owned(),
    }
}

fn unreadable() -> Refusal {
    Refusal::bad(
        "What was sent cannot be read.",
        "Load the page again, then repeat it.",
    )
}

fn no_session() -> Refusal {
    let says = "This page is not open here.";
    let hint = "Open it again, as when you began.";
    Refusal::new(StatusCode::UNAUTHORIZED, says, hint)
}

#[cfg(test)]
mod tests {
    use super::shown;

    #[test]
    fn a_name_is_one_line_without_folders() {
        assert_eq!(shown("C:\\plans\\day 3.csv"), "day 3.csv");
        assert_eq!(shown("../../etc/passwd"), "passwd");
        assert_eq!(shown("a\r\nb\u{7}.csv"), "ab.csv");
        assert_eq!(shown(" "), "Schedule");
        assert_eq!(shown(&"x".repeat(500)).len(), 80);
    }
}
