//! The ways of a draft: begun, typed into, looked at, discarded. `issue` has those of a form.

use std::sync::Arc;

use axum::Extension;
use axum::Router;
use axum::extract::{Path, Query, RawForm, State};
use axum::http::HeaderMap;
use axum::http::header::ACCEPT;
use axum::routing::{get, post};
use serde::Deserialize;
use serde_json::json;

use super::check::{Checked, check};
use super::draft::{Draft, Issued};
use super::tree::Typed;
use super::view;
use super::{issue, origin, picture};
use crate::generator::Form;
use crate::web::answer::{Answer, Refusal, go, json as as_json, typed as file};
use crate::web::session::Session;
use crate::web::shared::{App, Shared};

/// Who asks.
pub(super) type Who = Extension<Arc<Session>>;

/// Everything under `/forms`.
pub(in crate::web) fn routes() -> Router<App> {
    Router::new()
        .route("/forms", get(list).post(begin))
        .route("/forms/from/{id}", post(origin::from_archive))
        .route("/forms/{id}", get(page).post(write))
        .route("/forms/{id}/pages/{number}", get(picture_of))
        .route("/forms/{id}/discard", post(discard))
        .route("/operations", get(operations))
        .merge(issue::routes())
}

/// What was typed into a search field.
#[derive(Deserialize)]
struct Words {
    #[serde(default)]
    q: String,
}

/// `GET /operations?q=`: operations by any of their names.
async fn operations(State(app): State<App>, Query(words): Query<Words>) -> Answer {
    let library = app.generator.library();
    let found = library.operations_named(words.q.trim())?;
    let found: Vec<_> = found
        .iter()
        .map(
            |it| json!({ "id": it.id, "name": it.name, "lay": it.lay_name, "matched": it.matched }),
        )
        .collect();
    Ok(as_json(&json!({ "operations": found })))
}

/// `GET /forms`: drafts, and a new one.
async fn list(State(app): State<App>, Extension(session): Who) -> Answer {
    may_make(&session)?;
    let data = json!({ "drafts": app.drafts.of(&session.actor) });
    let title = "Make a form";
    app.pages
        .page("forms", title, "/forms", Some(&session), &data)
}

/// `POST /forms`: begins a draft.
async fn begin(State(app): State<App>, Extension(session): Who) -> Answer {
    may_make(&session)?;
    let id = app.drafts.begin(&session.actor, Typed::default(), None)?;
    Ok(go(&format!("/forms/{id}")))
}

/// Only some make forms.
pub(super) fn may_make(session: &Session) -> Result<(), Refusal> {
    if session.role.makes_forms() {
        return Ok(());
    }
    let says = "You may find forms, and not make any.";
    Err(Refusal::forbidden(says, "Ask a scheduler to make it."))
}

/// `GET /forms/{id}`
async fn page(State(app): State<App>, Extension(session): Who, Path(id): Path<String>) -> Answer {
    may_make(&session)?;
    let draft = app.drafts.get(&id, &session.actor)?;
    if draft.issued.is_some() {
        return Ok(go(&format!("/forms/{id}/made")));
    }
    let checked = checked(&app, &id, &draft).await?;
    let data = view::page(&app, &id, &draft, &checked);
    let title = "Make a form";
    app.pages
        .page("form", title, "/forms", Some(&session), &data)
}

/// `POST /forms/{id}`: what was typed so far. A script gets what there is to say; a browser
/// without one goes back to the page, or on to the form with `then=make`.
async fn write(
    State(app): State<App>,
    Extension(session): Who,
    Path(id): Path<String>,
    headers: HeaderMap,
    RawForm(body): RawForm,
) -> Answer {
    may_make(&session)?;
    let mut typed = typed_of(&body)?;
    let before = app.drafts.get(&id, &session.actor)?;
    let (revision, then) = (number(typed.one("revision"))?, typed.one("then").to_owned());
    typed.forget(&["csrf", "revision", "then"]);
    typed.in_order_of(&before.typed);
    choose_operation(&app, &mut typed);
    let now = app.drafts.write(&id, &session.actor, revision, typed)?;
    if then == "make" {
        return issue::make(&app, &session, &id).await;
    }
    let wants_json = headers
        .get(ACCEPT)
        .is_some_and(|it| it == "application/json");
    if !wants_json {
        return Ok(go(&format!("/forms/{id}")));
    }
    let draft = app.drafts.get(&id, &session.actor)?;
    let checked = checked(&app, &id, &draft).await?;
    let status = view::status(&app, &id, draft.revision, &checked);
    let new_choices = asks_for_choices(&before.typed, &draft.typed);
    let choices = match new_choices {
        true => {
            let data = json!({ "choices": view::choices(app.generator.library(), &draft.typed) });
            Some(app.pages.fill("choices", &data)?)
        }
        false => None,
    };
    Ok(as_json(&json!({
        "revision": now,
        "status": app.pages.fill("status", &json!({ "status": status }))?,
        "findings": checked.findings,
        "choices": choices,
        "complete": checked.is_complete(),
        "pages": status["pages"],
        "paper": status["paper"],
    })))
}

/// Whether what can be chosen may be other than before.
fn asks_for_choices(before: &Typed, now: &Typed) -> bool {
    before.one("procedure.pack") != now.one("procedure.pack")
        || before.add_ons() != now.add_ons()
        || before.all("procedure.anaesthesia") != now.all("procedure.anaesthesia")
}

/// The operation that the typed words name. A script has put its id beside them; without one,
/// a choice from the list counts, then a name that only one operation has.
fn choose_operation(app: &Shared, typed: &mut Typed) {
    let library = app.generator.library();
    let (words, pack) = (
        typed.one("operation").to_owned(),
        typed.one("procedure.pack"),
    );
    let found = library.operations_named(&words).unwrap_or_default();
    let named = |it: &&crate::library::Named| it.is_named();
    let of_words = || found.iter().find(named).map(|it| it.id.clone());
    let pack = match library.pack(pack) {
        Ok(_) => pack.to_owned(),
        Err(_) if words.is_empty() => String::new(),
        Err(_) => of_words().unwrap_or_default(),
    };
    typed.put("procedure.pack", &pack);
    typed.put("operation", &words);
}

/// What a draft comes to: as it is known, or found out now.
pub(super) async fn checked(app: &App, id: &str, draft: &Draft) -> Result<Arc<Checked>, Refusal> {
    if let Some(checked) = &draft.checked {
        return Ok(checked.clone());
    }
    let (asked, typed) = (app.clone(), draft.typed.clone());
    let checked = Arc::new(app.work.run(move || check(&asked, &typed)).await?);
    app.drafts.keep(id, draft.revision, &checked);
    Ok(checked)
}

/// `GET /forms/{id}/pages/{number}`: one page of the form as a picture.
async fn picture_of(
    State(app): State<App>,
    Extension(session): Who,
    Path((id, number)): Path<(String, usize)>,
) -> Answer {
    may_make(&session)?;
    let draft = app.drafts.get(&id, &session.actor)?;
    let shown = match &draft.issued {
        Some(issued) => Shown::Issued(issued.clone()),
        None => Shown::Checked(checked(&app, &id, &draft).await?),
    };
    let form = shown.form().ok_or_else(Refusal::not_found)?;
    let key = (form.sha256, number);
    let draw = move || match shown.form() {
        Some(form) => picture::page(&form.bytes, number),
        None => Ok(None),
    };
    let picture = app.pictures.page(key, &app.work, draw).await?;
    Ok(file("image/png", picture.ok_or_else(Refusal::not_found)?))
}

/// The form of a draft: made for good, or as it would be.
enum Shown {
    Issued(Arc<Issued>),
    Checked(Arc<Checked>),
}

impl Shown {
    fn form(&self) -> Option<&Form> {
        match self {
            Self::Issued(issued) => Some(&issued.form),
            Self::Checked(checked) => checked.form.as_ref(),
        }
    }
}

/// `POST /forms/{id}/discard`
async fn discard(
    State(app): State<App>,
    Extension(session): Who,
    Path(id): Path<String>,
) -> Answer {
    may_make(&session)?;
    if let Ok(draft) = app.drafts.get(&id, &session.actor) {
        let of_checked = draft.checked.as_ref().and_then(|it| it.form.as_ref());
        let form = draft.issued.as_ref().map(|it| &it.form).or(of_checked);
        form.into_iter()
            .for_each(|it| app.pictures.forget(&it.sha256));
    }
    app.drafts.discard(&id, &session.actor);
    app.generator.forget();
    Ok(go("/forms"))
}

fn typed_of(body: &[u8]) -> Result<Typed, Refusal> {
    let pairs: Vec<(String, String)> = serde_urlencoded::from_bytes(body)
        .map_err(|_| Refusal::bad("The fields cannot be read.", "Load the page again."))?;
    Ok(Typed::of(pairs))
}

fn number(text: &str) -> Result<u64, Refusal> {
    text.parse()
        .map_err(|_| Refusal::bad("The page is not complete.", "Load it again."))
}
