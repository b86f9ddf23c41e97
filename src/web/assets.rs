//! Style sheet, scripts and sign of the page.

use axum::extract::{Path, State};

use super::answer::{Answer, Refusal, typed};
use super::shared::App;

/// What there is. A closed list: no path of a request ever becomes a path of a file.
const ASSETS: [(&str, &str); 6] = [
    ("style.css", "text/css; charset=utf-8"),
    ("form.js", "text/javascript; charset=utf-8"),
    ("day.js", "text/javascript; charset=utf-8"),
    ("progress.js", "text/javascript; charset=utf-8"),
    ("scans.js", "text/javascript; charset=utf-8"),
    ("sign.svg", "image/svg+xml"),
];

/// `GET /assets/{name}`
pub(super) async fn asset(State(app): State<App>, Path(name): Path<String>) -> Answer {
    let known = ASSETS.iter().find(|(known, _)| *known == name);
    let (name, kind) = known.ok_or_else(Refusal::not_found)?;
    let files = app.generator.library().files();
    let (text, _) = files.text(&format!("templates/web/{name}"))?;
    Ok(typed(kind, text.into_owned().into_bytes()))
}
