//! What every request must be before it reaches a room, and what every answer carries.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::header::{self, HeaderName};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures_util::FutureExt;
use serde::de::DeserializeOwned;
use serde_json::json;

use super::answer::{self, Refusal};
use super::session::Session;
use super::shared::{App, Gate};

/// How much the fields of a page may hold, in bytes.
pub(super) const FIELDS: usize = 256 * 1024;
/// How long a request may take, until its last byte came and its answer is there.
const LONGEST: Duration = Duration::from_secs(120);
/// How much the head of a request may hold, in bytes.
const HEAD: usize = 16 * 1024;
/// How long the fields of a page may take to come.
const SOON: Duration = Duration::from_secs(20);
/// What scripts of ours send the token in.
const CSRF_HEADER: &str = "x-csrf-token";
/// The same among the fields of a page.
const CSRF_FIELD: &str = "csrf";

/// Nothing from elsewhere, nothing inline, in nobody's frame.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
    connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
/// A PDF is drawn by the browser's own viewer, which brings its styles.
const POLICY_OF_FILES: &str = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; \
    base-uri 'none'; frame-ancestors 'none'";

/// What every answer says of itself.
const HEADERS: [(HeaderName, &str); 7] = [
    (header::CACHE_CONTROL, "no-store"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), geolocation=(), microphone=()",
    ),
];

/// Around everything: time, panics, host and origin; then the headers.
pub(super) async fn outer(State(app): State<App>, request: Request, next: Next) -> Response {
    let wants_json = wants_json(request.headers());
    let response = match address(&app.gate, &request) {
        Err(refusal) => refusal.into_response(),
        Ok(()) => {
            let inner = AssertUnwindSafe(next.run(request)).catch_unwind();
            match tokio::time::timeout(LONGEST, inner).await {
                Ok(Ok(response)) => response,
                Ok(Err(_)) => Refusal::broken().into_response(),
                Err(_) => slow().into_response(),
            }
        }
    };
    dressed(&app, response, wants_json)
}

/// A request that is meant for us, and from one of our own pages if it changes something.
fn address(gate: &Gate, request: &Request) -> Result<(), Refusal> {
    let headers = request.headers();
    let size: usize = headers
        .iter()
        .map(|(name, it)| name.as_str().len() + it.len())
        .sum();
    if size > HEAD {
        let says = "This request says more of itself than a browser does.";
        let status = StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE;
        return Err(Refusal::new(
            status,
            says,
            "Delete the cookies of this page.",
        ));
    }
    let host = only(headers, &header::HOST);
    // A request can name its server twice: at its beginning, and as its host.
    let target = request.uri().authority();
    let is_ours = |host: &str| gate.knows_host(host);
    if !host.is_some_and(is_ours) || target.is_some_and(|it| !is_ours(it.as_str())) {
        let says = "This server is not known under that name.";
        let hint = "Open the address that `countersign serve` printed.";
        return Err(Refusal::new(StatusCode::MISDIRECTED_REQUEST, says, hint));
    }
    if reads(request.method()) {
        return Ok(());
    }
    let fetched_by = only(headers, &HeaderName::from_static("sec-fetch-site"));
    let own = match only(headers, &header::ORIGIN) {
        // Without a referrer browsers keep back the origin of a form, and say instead
        // whether it was sent from the same place.
        Some("null") | None => fetched_by == Some("same-origin"),
        Some(origin) => gate.is_own_origin(origin),
    };
    if own { Ok(()) } else { Err(elsewhere()) }
}

/// Methods that change nothing.
fn reads(method: &Method) -> bool {
    [Method::GET, Method::HEAD].contains(method)
}

/// A header that is there once.
fn only<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    let mut all = headers.get_all(name).iter();
    match (all.next(), all.next()) {
        (Some(value), None) => value.to_str().ok(),
        _ => None,
    }
}

/// Before every room: a session, and its token where something changes.
pub(super) async fn inner(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let token = app.gate.token(request.headers());
    let Some(session) = token.and_then(|token| app.sessions.of(token)) else {
        return without_session(&app, &request);
    };
    if !reads(request.method()) {
        request = match with_token(request, &session).await {
            Ok(request) => request,
            Err(refusal) => return refusal.into_response(),
        };
    }
    request.extensions_mut().insert::<Arc<Session>>(session);
    next.run(request).await
}

/// Where users have names, they can sign in; else only the printed address opens the page.
fn without_session(app: &App, request: &Request) -> Response {
    let looks = reads(request.method()) && !wants_json(request.headers());
    if app.users.is_some() && looks {
        return answer::go("/login");
    }
    let says = "This page is not open here.";
    let hint = match app.users.is_some() {
        true => "Sign in again.",
        false => {
            "Stop `countersign serve`, start it again and open the address that it prints. \
                  Each address opens the page once, in one browser."
        }
    };
    Refusal::new(StatusCode::UNAUTHORIZED, says, hint).into_response()
}

/// The request, if it knows the token of its session: in a header, or among its fields.
async fn with_token(request: Request, session: &Session) -> Result<Request, Refusal> {
    let header = HeaderName::from_static(CSRF_HEADER);
    if let Some(told) = only(request.headers(), &header) {
        return if session.csrf.is(told) {
            Ok(request)
        } else {
            Err(elsewhere())
        };
    }
    if !has_fields(request.headers()) {
        return Err(elsewhere());
    }
    let (parts, body) = request.into_parts();
    let bytes = fields(body).await?;
    let told = field(&bytes, CSRF_FIELD);
    if !told.is_some_and(|told| session.csrf.is(&told)) {
        return Err(elsewhere());
    }
    Ok(Request::from_parts(parts, Body::from(bytes)))
}

/// Whether what comes are the fields of a form.
fn has_fields(headers: &HeaderMap) -> bool {
    let kind = only(headers, &header::CONTENT_TYPE).unwrap_or_default();
    kind.split(';').next().unwrap_or_default().trim() == "application/x-www-form-urlencoded"
}

/// The fields of a request as they came, soon and not too many.
async fn fields(body: Body) -> Result<Bytes, Refusal> {
    let all = tokio::time::timeout(SOON, to_bytes(body, FIELDS)).await;
    let all = all.map_err(|_| slow())?;
    all.map_err(|_| Refusal::too_large())
}

/// What somebody sent who has no session yet.
///
/// # Errors
/// They are no fields of a form, too many, too slow, or not those that are asked for.
pub(super) async fn fields_of<T: DeserializeOwned>(request: Request) -> Result<T, Refusal> {
    let unreadable = || Refusal::bad("The fields cannot be read.", "Load the page again.");
    if !has_fields(request.headers()) {
        return Err(unreadable());
    }
    let bytes = fields(request.into_body()).await?;
    serde_urlencoded::from_bytes(&bytes).map_err(|_| unreadable())
}

/// One field of a form. The token is plain letters, so only plain letters are looked for.
fn field(body: &[u8], name: &str) -> Option<String> {
    let text = std::str::from_utf8(body).ok()?;
    let mut pairs = text.split('&').filter_map(|pair| pair.split_once('='));
    pairs.find_map(|(key, value)| (key == name).then(|| value.to_owned()))
}

fn elsewhere() -> Refusal {
    let says = "This did not come from a page of this server.";
    let hint = "Go back, load the page again and try once more.";
    Refusal::forbidden(says, hint)
}

fn slow() -> Refusal {
    let says = "That took too long.";
    Refusal::new(StatusCode::REQUEST_TIMEOUT, says, "Try again.")
}

fn wants_json(headers: &HeaderMap) -> bool {
    only(headers, &header::ACCEPT).is_some_and(|kind| kind.starts_with("application/json"))
}

/// The answer with what every answer carries; a refusal as a page, or as JSON for a script.
fn dressed(app: &App, response: Response, wants_json: bool) -> Response {
    let mut response = match response.extensions().get::<Refusal>().cloned() {
        Some(refusal) => refused(app, &refusal, wants_json),
        None if plain_error(&response) => {
            let refusal = match response.status() {
                StatusCode::PAYLOAD_TOO_LARGE => Refusal::too_large(),
                StatusCode::NOT_FOUND => Refusal::not_found(),
                status => Refusal::new(status, "This cannot be done here.", ""),
            };
            refused(app, &refusal, wants_json)
        }
        None => response,
    };
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    let kind = headers.get(header::CONTENT_TYPE);
    let is_file = kind.is_some_and(|kind| kind == "application/pdf");
    let policy = if is_file { POLICY_OF_FILES } else { POLICY };
    let policy = HeaderValue::from_static(policy);
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    if app.gate.tls {
        let year = HeaderValue::from_static("max-age=31536000");
        headers.insert(header::STRICT_TRANSPORT_SECURITY, year);
    }
    response
}

/// An error of the router itself, which has no words of ours.
fn plain_error(response: &Response) -> bool {
    let status = response.status();
    status.is_client_error() || status.is_server_error()
}

fn refused(app: &App, refusal: &Refusal, wants_json: bool) -> Response {
    let page = if wants_json {
        let value = json!({ "says": refusal.says, "hint": refusal.hint });
        Ok(answer::json(&value))
    } else {
        let data = json!({ "says": refusal.says, "hint": refusal.hint });
        app.pages.page("refused", "Not done", "", None, &data)
    };
    // A fault in the template of faults has no template.
    let mut response = page.unwrap_or_else(|_| refusal.says.clone().into_response());
    *response.status_mut() = refusal.status;
    if refusal.status == StatusCode::SERVICE_UNAVAILABLE {
        let seconds = HeaderValue::from_static("2");
        response.headers_mut().insert(header::RETRY_AFTER, seconds);
    }
    response
}
