//! A form that is made again with a change: from the archive into a draft, and what became of
//! the earlier form once the new one is made.

use axum::Extension;
use axum::extract::{Path, State};
use serde_json::{Value, json};

use super::draft::Issued;
use super::refill::of_record;
use super::routes::{Who, may_make};
use crate::archive::{Added, FileRole, Status};
use crate::error::Problem;
use crate::web::answer::{Answer, Refusal, go};
use crate::web::session::Session;
use crate::web::shared::App;

/// `POST /forms/from/{id}`: a draft that says what a form of the archive says.
pub(super) async fn from_archive(
    State(app): State<App>,
    Extension(session): Who,
    Path(form_id): Path<String>,
) -> Answer {
    may_make(&session)?;
    let keeper = app.archive.clone().ok_or_else(Refusal::not_found)?;
    let (actor, asked) = (session.actor.clone(), form_id.clone());
    let record = app
        .work
        .wait_for(move || keeper.open(&actor)?.file(&asked, FileRole::Record));
    let record = record
        .await?
        .map_err(|problem: Problem| Refusal::from(problem))?;
    let made = app.clone();
    let refilled = app.work.run(move || of_record(&made, &form_id, &record));
    let (typed, origin) = refilled.await??;
    let id = app.drafts.begin(&session.actor, typed, Some(origin))?;
    Ok(go(&format!("/forms/{id}")))
}

/// What became of the form that a new one was made from; nothing without an archive. An
/// archive that cannot be asked now keeps nobody from the new form.
pub(super) async fn earlier(app: &App, session: &Session, origin: &str, issued: &Issued) -> Value {
    let (Some(keeper), Some(kept)) = (app.archive.clone(), &issued.kept) else {
        return Value::Null;
    };
    let (actor, asked) = (session.actor.clone(), origin.to_owned());
    let row = app
        .work
        .wait_for(move || Ok::<_, Problem>(keeper.open(&actor)?.entry(&asked)?.row));
    let status = match row.await {
        Ok(Ok(row)) => Status::named(&row.status),
        Ok(Err(_)) | Err(_) => None,
    };
    let same = origin == issued.form.id;
    json!({
        "form_id": origin,
        "same": same,
        "gave_way": gave_way(kept, origin),
        "counts": !same && status.is_some_and(Status::is_live),
        "signed": status == Some(Status::Signed),
        "status": status.map_or("", Status::name),
        "unknown": status.is_none(),
    })
}

fn gave_way(kept: &Added, form_id: &str) -> bool {
    kept.supersedes.iter().any(|it| it.form_id == form_id)
}
