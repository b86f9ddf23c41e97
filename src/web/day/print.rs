//! The packet of a schedule on the site's printer.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::routing::post;
use axum::{Extension, Router};

use super::job::What;
use super::make::{PACKET, start};
use super::routes::{Open, Who, back};
use super::sheet::{Printout, Sheet};
use super::take::{ids, made_of};
use crate::error::{Problem, Problems};
use crate::printer::Job;
use crate::web::answer::{Answer, Refusal};
use crate::web::print;
use crate::web::shared::{App, Shared};

/// What the lists of the print service call it, which anybody can read.
const NAME: &str = "countersign day packet";

/// Printing, under `/days/{id}`.
pub(super) fn routes() -> Router<App> {
    Router::new().route("/days/{id}/print", post(print))
}

/// `POST /days/{id}/print`: the day's packet. The printer takes its time, so the page waits as
/// it does for the forms.
async fn print(
    State(app): State<App>,
    Extension(session): Who,
    Extension(sheets): Open,
    Path(id): Path<String>,
) -> Answer {
    made_of(&sheets, &session, &id)?;
    if app.printer.is_none() {
        return Err(Refusal::not_found());
    }
    let sheet = sheets.get(&id, &session.actor)?;
    start(&app, &sheets, &sheet, What::Print, &session.actor).await;
    Ok(back(&id, "", "", None))
}

/// Prints the packet of the forms as they are made now.
pub(super) fn packet(app: &Shared, sheet: &Arc<Sheet>, actor: &str) -> Result<(), Problems> {
    let made = sheet.state().made_now(sheet);
    let (Some(made), Some(printer)) = (made, &app.printer) else {
        return Err(Problem::new("there is nothing to print").into());
    };
    let document = app.outside.read(&made.folder.join(PACKET))?;
    let job = Job {
        name: NAME,
        document: &document,
        copies: 1,
        media: app.generator.paper().media(),
    };
    let news = print::print(app, printer, &job, &ids(&made), actor);
    sheet.keep_printout(Printout {
        edition: made.edition.clone(),
        news,
    });
    Ok(())
}
