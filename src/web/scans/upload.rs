//! Scans come in: each goes to the disk as it comes.

use std::sync::Arc;

use axum::Extension;
use axum::extract::multipart::Field;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use chrono::NaiveDate;

use super::routes::{may_file, may_mark};
use super::run::start;
use super::tray::{Scan, Tray};
use super::trays::Trays;
use crate::outside::{PrivateFile, PrivateFolder};
use crate::web::answer::{Answer, Refusal, go};
use crate::web::session::Session;
use crate::web::shared::App;
use crate::web::upload::{Parts, broken_off, session_of, shown, text, too_large, unreadable};

/// How much may be brought at once, in bytes: some 2,000 sheets in black and white.
pub(super) const LIMIT: usize = 200 * 1024 * 1024;
/// How large one of them may be, in bytes: it is held whole while it is read.
pub(super) const OF_ONE: usize = 100 * 1024 * 1024;
/// How many files.
pub(super) const FILES: usize = 100;
/// How much is held of a file before it goes to the disk, in bytes.
const PIECE: usize = 1024 * 1024;

/// What came with the form.
#[derive(Default)]
struct Upload {
    scans: Vec<Scan>,
    mark: bool,
    on: String,
}

/// `POST /scans`
pub(super) async fn upload(
    State(app): State<App>,
    Extension(trays): Extension<Arc<Trays>>,
    request: Request,
) -> Answer {
    let session = session_of(&app, &request)?;
    may_file(&app, &session)?;
    trays.has_room(&session.actor)?;
    let place = trays.uploads.try_acquire().map_err(|_| Refusal::busy())?;
    let parts = Parts::of(&app, request, &session, LIMIT, Some("scans")).await?;
    let folder = app.outside.private_folder()?;
    let upload = read(&app, parts, &folder).await?;
    if upload.scans.is_empty() {
        let hint = "Choose files, or drop them on the field.";
        return Err(Refusal::bad("There is no scan in it.", hint));
    }
    let signed_on = signed_on(&app, &session, &upload)?;
    let tray = Tray::new(&session.actor, upload.scans, signed_on, folder);
    let (id, tray) = trays.open(tray)?;
    drop(place);
    start(&app, &trays, &tray, &session.actor).await;
    Ok(go(&format!("/scans/{id}")))
}

/// The day of the signatures, if what is complete is to be marked.
fn signed_on(app: &App, session: &Session, upload: &Upload) -> Result<Option<NaiveDate>, Refusal> {
    if !upload.mark {
        return Ok(None);
    }
    may_mark(session)?;
    let on: Option<NaiveDate> = upload.on.trim().parse().ok();
    let on = on.filter(|on| *on <= app.outside.today());
    let hint = "Give the day on which they were signed, not one that has yet to come.";
    on.map(Some)
        .ok_or_else(|| Refusal::bad("That is no day of signatures.", hint))
}

async fn read(app: &App, mut parts: Parts<'_>, folder: &PrivateFolder) -> Result<Upload, Refusal> {
    let mut upload = Upload::default();
    while let Some((name, part)) = parts.next().await? {
        match name.as_str() {
            "mark" => upload.mark = text(part, LIMIT).await? == "yes",
            "on" => upload.on = text(part, LIMIT).await?,
            "scans" => {
                let number = upload.scans.len() + 1;
                upload.scans.extend(scan(app, part, folder, number).await?);
            }
            _ => return Err(unreadable()),
        }
    }
    Ok(upload)
}

/// One file, piece by piece to the disk; nothing if it has nothing in it, as a browser sends
/// where none was chosen.
async fn scan(
    app: &App,
    mut part: Field<'_>,
    folder: &PrivateFolder,
    number: usize,
) -> Result<Option<Scan>, Refusal> {
    let name = shown(part.file_name().unwrap_or_default(), "Scan");
    let (mut file, mut piece, mut size) = (None, Vec::new(), 0);
    loop {
        let more = part.chunk().await;
        let more = more.map_err(|error| broken_off(&error, LIMIT))?;
        let is_end = more.is_none();
        piece.extend(more.into_iter().flatten());
        if (piece.len() >= PIECE || is_end) && !piece.is_empty() {
            size += piece.len();
            if number > FILES {
                return Err(too_many());
            }
            if size > OF_ONE {
                return Err(too_large(OF_ONE));
            }
            let to = match file.take() {
                Some(file) => file,
                None => folder.file(&number.to_string())?,
            };
            file = Some(written(app, to, std::mem::take(&mut piece)).await?);
        }
        if is_end {
            break;
        }
    }
    Ok(file.map(|file: PrivateFile| Scan {
        name,
        path: file.path().to_owned(),
    }))
}

/// A piece more of a file, on a thread that may be held up.
async fn written(app: &App, mut to: PrivateFile, piece: Vec<u8>) -> Result<PrivateFile, Refusal> {
    let written = app.work.wait_for(move || to.add(&piece).map(|()| to));
    written.await?.map_err(Refusal::from)
}

fn too_many() -> Refusal {
    let says = format!("These are more than {FILES} files.");
    let hint = "Bring them in smaller pieces.";
    Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, &says, hint)
}
