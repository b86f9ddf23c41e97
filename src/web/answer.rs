//! What a request is answered: a page, a piece of JSON, a file, or why not.

use axum::body::Body;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, LOCATION};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

use super::words;
use crate::error::{Problem, Problems};

/// What a handler gives.
pub(super) type Answer = Result<Response, Refusal>;

/// Why there is no answer, in words for whoever sits before the screen. The guard makes a page
/// of it, or JSON for a script.
#[derive(Debug, Clone)]
pub(super) struct Refusal {
    pub(super) status: StatusCode,
    pub(super) says: String,
    pub(super) hint: String,
}

impl Refusal {
    pub(super) fn new(status: StatusCode, says: &str, hint: &str) -> Self {
        Self {
            status,
            says: says.to_owned(),
            hint: hint.to_owned(),
        }
    }

    /// There is no such page, draft or form here, or not for this user.
    pub(super) fn not_found() -> Self {
        let hint = "Go back to the start and open it from there.";
        Self::new(StatusCode::NOT_FOUND, "There is no such page.", hint)
    }

    pub(super) fn bad(says: &str, hint: &str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, says, hint)
    }

    pub(super) fn too_large() -> Self {
        let says = "That is more than can be taken at once.";
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, says, "Send less.")
    }

    pub(super) fn forbidden(says: &str, hint: &str) -> Self {
        Self::new(StatusCode::FORBIDDEN, says, hint)
    }

    pub(super) fn busy() -> Self {
        let says = "Too much is going on at the moment.";
        let hint = "Wait a moment, then try again. Nothing was lost.";
        Self::new(StatusCode::SERVICE_UNAVAILABLE, says, hint)
    }

    /// A fault of the program.
    pub(super) fn broken() -> Self {
        let says = "Something went wrong here.";
        let hint = "Try again. If it stays so, tell whoever looks after countersign.";
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, says, hint)
    }

    /// Something outside (archive, printer) said no.
    pub(super) fn outside(problem: &Problem) -> Self {
        let hint = words::hint(problem.hint.as_deref().unwrap_or_default());
        let says = sentence(&words::plain(&problem.says));
        Self::new(StatusCode::CONFLICT, &says, &hint)
    }
}

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Self {
        Self::outside(&problem)
    }
}

impl From<Problems> for Refusal {
    fn from(problems: Problems) -> Self {
        let says = problems.0.iter();
        let says = says.map(|it| sentence(&words::plain(&it.says)));
        let says: Vec<String> = says.collect();
        let hint = problems
            .0
            .iter()
            .find_map(|problem| problem.hint.as_deref());
        Self::new(
            StatusCode::CONFLICT,
            &says.join(" "),
            &words::hint(hint.unwrap_or_default()),
        )
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut response = (self.status, self.says.clone()).into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// A fragment of a message as a sentence.
pub(super) fn sentence(fragment: &str) -> String {
    let mut rest = fragment.trim().chars();
    let Some(first) = rest.next() else {
        return String::new();
    };
    let mut sentence: String = first.to_uppercase().chain(rest).collect();
    if !sentence.ends_with(['.', '?', '!', ':']) {
        sentence.push('.');
    }
    sentence
}

/// A page.
pub(super) fn html(text: String) -> Response {
    typed("text/html; charset=utf-8", text.into_bytes())
}

/// A value for a script of ours.
pub(super) fn json(value: &serde_json::Value) -> Response {
    typed("application/json", value.to_string().into_bytes())
}

/// Bytes of a kind.
pub(super) fn typed(kind: &'static str, bytes: impl Into<Body>) -> Response {
    let mut response = Response::new(bytes.into());
    let kind = HeaderValue::from_static(kind);
    response.headers_mut().insert(CONTENT_TYPE, kind);
    response
}

/// A file to look at (`inline`) or to save (`attachment`). The name has no patient data.
pub(super) fn file(kind: &'static str, bytes: Vec<u8>, how: &str, name: &str) -> Response {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    let name: String = name.chars().filter(|c| plain(*c)).collect();
    let mut response = typed(kind, bytes);
    if let Ok(value) = HeaderValue::from_str(&format!("{how}; filename=\"{name}\"")) {
        response.headers_mut().insert(CONTENT_DISPOSITION, value);
    }
    response
}

/// Go there, with a GET, whatever brought you here.
pub(super) fn go(to: &str) -> Response {
    let mut response = StatusCode::SEE_OTHER.into_response();
    if let Ok(to) = HeaderValue::from_str(to) {
        response.headers_mut().insert(LOCATION, to);
    }
    response
}
