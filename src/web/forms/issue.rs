//! A form that is made for good: archived, printed, saved, changed into another one.

use std::sync::Arc;

use axum::Extension;
use axum::Router;
use axum::extract::{Path, State};
use axum::routing::{get, post};
use serde_json::json;

use super::check::check;
use super::draft::{Draft, Issued, Origin};
use super::origin::earlier;
use super::routes::{Who, may_make};
use crate::archive::{Added, Kept, Step};
use crate::printer::{Job, Printer};
use crate::web::answer::{Answer, Refusal, file, go, sentence};
use crate::web::print;
use crate::web::session::Session;
use crate::web::shared::{App, Shared};

/// Everything under `/forms/{id}` that needs a form.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/forms/{id}/made", get(made))
        .route("/forms/{id}/form.pdf", get(look))
        .route("/forms/{id}/open", post(open))
        .route("/forms/{id}/save", post(save))
        .route("/forms/{id}/print", post(print))
        .route("/forms/{id}/again", post(again))
}

/// Makes the form of a draft as it stands; back to the page if it cannot be made.
pub(super) async fn make(app: &App, session: &Session, id: &str) -> Answer {
    let draft = app.drafts.get(id, &session.actor)?;
    let (asked, actor, typed) = (app.clone(), session.actor.clone(), draft.typed.clone());
    let issued = app
        .work
        .run(move || issued(&asked, &typed, &actor))
        .await??;
    match issued {
        Some(issued) => {
            app.drafts.issue(id, issued);
            Ok(go(&format!("/forms/{id}/made")))
        }
        None => Ok(go(&format!("/forms/{id}"))),
    }
}

/// The form, in the archive before it is anywhere else; nothing if it is not complete.
fn issued(
    app: &Shared,
    typed: &super::tree::Typed,
    actor: &str,
) -> Result<Option<Issued>, Refusal> {
    let checked = check(app, typed);
    let (Some(form), Some(case)) = (checked.form, checked.case) else {
        return Ok(None);
    };
    let created = checked.created;
    let kept: Option<Added> = match &app.archive {
        None => None,
        Some(keeper) => {
            let record = app.generator.record_at(&case, created)?;
            let kept = Kept::of(&form, &record, app.generator.validity_days())?;
            keeper.add(&kept, actor)?
        }
    };
    Ok(Some(Issued { form, kept }))
}

/// Somebody's form that was made.
fn issued_of(app: &Shared, id: &str, session: &Session) -> Result<Arc<Issued>, Refusal> {
    made_of(app, id, session).map(|(_, issued)| issued)
}

/// The same with the draft that it was made of.
fn made_of(app: &Shared, id: &str, session: &Session) -> Result<(Draft, Arc<Issued>), Refusal> {
    may_make(session)?;
    let draft = app.drafts.get(id, &session.actor)?;
    let issued = draft.issued.clone().ok_or_else(Refusal::not_found)?;
    Ok((draft, issued))
}

/// `GET /forms/{id}/made`
async fn made(State(app): State<App>, Extension(session): Who, Path(id): Path<String>) -> Answer {
    let (draft, issued) = made_of(&app, &id, &session)?;
    let form = &issued.form;
    let earlier = match &draft.origin {
        Some(origin) => earlier(&app, &session, &origin.form_id, &issued).await,
        None => serde_json::Value::Null,
    };
    let pages: Vec<_> = (1..=form.pages)
        .map(|number| json!({ "number": number, "source": format!("/forms/{id}/pages/{number}") }))
        .collect();
    let data = json!({
        "id": id,
        "form_id": form.id,
        "count": form.pages,
        "pages": pages,
        "paper": app.generator.paper().name(),
        "news": session.told(&format!("/forms/{id}/made")),
        "earlier": earlier,
        "kept": issued.kept.as_ref().map(|it| sentence(&it.words())).unwrap_or_default(),
        "warnings": form.report.warnings(),
        "printer": app.printer.as_ref().map(Printer::name).unwrap_or_default(),
    });
    let title = format!("Form {}", form.id);
    app.pages
        .page("made", &title, "/forms", Some(&session), &data)
}

/// Writes a step into the archive's log, where there is an archive.
async fn log(app: &App, session: &Session, form_id: &str, step: Step) -> Result<(), Refusal> {
    let Some(keeper) = app.archive.clone() else {
        return Ok(());
    };
    let (actor, form_id) = (session.actor.clone(), form_id.to_owned());
    let done = app
        .work
        .wait_for(move || keeper.step(&form_id, &step, &actor));
    done.await?.map_err(Refusal::from)
}

/// `POST /forms/{id}/open`: to be printed by the browser.
async fn open(State(app): State<App>, Extension(session): Who, Path(id): Path<String>) -> Answer {
    let issued = issued_of(&app, &id, &session)?;
    log(&app, &session, &issued.form.id, Step::Printed).await?;
    Ok(go(&format!("/forms/{id}/form.pdf")))
}

/// `GET /forms/{id}/form.pdf`
async fn look(State(app): State<App>, Extension(session): Who, Path(id): Path<String>) -> Answer {
    let issued = issued_of(&app, &id, &session)?;
    let (form, name) = (&issued.form, format!("{}.pdf", issued.form.id));
    Ok(file(
        "application/pdf",
        form.bytes.to_vec(),
        "inline",
        &name,
    ))
}

/// `POST /forms/{id}/save`
async fn save(State(app): State<App>, Extension(session): Who, Path(id): Path<String>) -> Answer {
    let issued = issued_of(&app, &id, &session)?;
    log(&app, &session, &issued.form.id, Step::Exported).await?;
    let (form, name) = (&issued.form, format!("{}.pdf", issued.form.id));
    Ok(file(
        "application/pdf",
        form.bytes.to_vec(),
        "attachment",
        &name,
    ))
}

/// `POST /forms/{id}/print`: on the site's printer.
async fn print(State(app): State<App>, Extension(session): Who, Path(id): Path<String>) -> Answer {
    let issued = issued_of(&app, &id, &session)?;
    let printer = app.printer.clone().ok_or_else(Refusal::not_found)?;
    let (asked, actor, form_id) = (app.clone(), session.actor.clone(), issued.form.id.clone());
    let printed = print::once(&app, &form_id, move || {
        let form = &issued.form;
        let job = Job {
            name: &form.id,
            document: &form.bytes,
            copies: 1,
            media: asked.generator.paper().media(),
        };
        let ids = std::slice::from_ref(&form.id);
        print::print(&asked, &printer, &job, ids, &actor)
    });
    let path = format!("/forms/{id}/made");
    session.tell(&path, printed.await?);
    Ok(go(&path))
}

/// `POST /forms/{id}/again`: a new draft that says the same.
async fn again(State(app): State<App>, Extension(session): Who, Path(id): Path<String>) -> Answer {
    may_make(&session)?;
    let draft = app.drafts.get(&id, &session.actor)?;
    let origin = draft.issued.as_ref().map(|issued| Origin {
        form_id: issued.form.id.clone(),
        notes: Vec::new(),
    });
    let id = app.drafts.begin(&session.actor, draft.typed, origin)?;
    Ok(go(&format!("/forms/{id}")))
}
