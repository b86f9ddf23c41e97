//! Coming in and going out: the start address, signing in, the first page.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use serde::Deserialize;
use serde_json::json;

use super::answer::{Answer, Refusal, go};
use super::guard;
use super::session::Session;
use super::shared::App;
use super::users::Role;

/// What somebody types to sign in.
#[derive(Deserialize)]
pub(super) struct SignIn {
    name: String,
    password: String,
}

/// `GET /start/{token}`: the printed address. Works once.
pub(super) async fn start(
    State(app): State<App>,
    headers: HeaderMap,
    Path(token): Path<String>,
) -> Answer {
    // Whoever is in already (the address opened twice) is let through to the page.
    let known = app.gate.token(&headers).and_then(|it| app.sessions.of(it));
    if known.is_some() {
        return Ok(go("/"));
    }
    if !app.start.take(&token) {
        let says = "This address has opened the page already.";
        let hint = "Go on in the browser that opened it first. To open it elsewhere, stop \
                    `countersign serve`, start it again and open the address that it prints.";
        return Err(Refusal::forbidden(says, hint));
    }
    entered(&app, &app.actor, Role::Admin)
}

/// Begins a session and goes to the first page, so that no token stays in the address.
fn entered(app: &App, actor: &str, role: Role) -> Answer {
    let token = app.sessions.begin(actor, role)?;
    let seconds = app.sessions.lifetime().as_secs();
    Ok(with_cookie(
        go("/"),
        &app.gate.set_cookie(token.as_str(), seconds),
    ))
}

fn with_cookie(mut response: Response, cookie: &str) -> Response {
    if let Ok(value) = HeaderValue::from_str(cookie) {
        response.headers_mut().insert(header::SET_COOKIE, value);
    }
    response
}

/// `GET /login`
pub(super) async fn login_page(State(app): State<App>) -> Answer {
    if app.users.is_none() {
        return Err(Refusal::not_found());
    }
    let data = json!({ "says": "" });
    app.pages.page("login", "Sign in", "", None, &data)
}

/// `POST /login`
pub(super) async fn login(State(app): State<App>, request: Request) -> Answer {
    if app.users.is_none() {
        return Err(Refusal::not_found());
    }
    let said: SignIn = guard::fields_of(request).await?;
    let (name, password, asked) = (said.name.clone(), said.password, app.clone());
    let role = app.work.run(move || {
        let users = asked.users.as_ref();
        users.map_or(Ok(None), |users| users.role_of(&name, &password))
    });
    let says = match role.await? {
        Ok(Some(role)) => return entered(&app, &said.name, role),
        Ok(None) => "Name and password do not fit together.".to_owned(),
        Err(wait) => format!(
            "Too many wrong passwords. Wait {} seconds, then try again.",
            wait.as_secs().max(1)
        ),
    };
    let data = json!({ "says": says });
    let mut page = app.pages.page("login", "Sign in", "", None, &data)?;
    *page.status_mut() = StatusCode::FORBIDDEN;
    Ok(page)
}

/// `POST /logout`
pub(super) async fn logout(State(app): State<App>, headers: HeaderMap) -> Answer {
    if let Some(token) = app.gate.token(&headers) {
        app.sessions.end(token);
    }
    Ok(with_cookie(go("/login"), &app.gate.set_cookie("", 0)))
}

/// `GET /`
pub(super) async fn home(
    State(app): State<App>,
    Extension(session): Extension<Arc<Session>>,
) -> Answer {
    let drafts = app.drafts.of(&session.actor);
    let data = json!({
        "drafts": drafts,
        "archive": app.archive.is_some(),
        "makes_forms": session.role.makes_forms(),
        "files_scans": session.role.files_scans(),
    });
    app.pages.page("home", "Start", "/", Some(&session), &data)
}
