//! Files that come in: the one kind of request that is not plain fields. It stands outside the
//! guard's reading of fields; session and token are asked for here, both before anything of a
//! file is read.

use std::sync::Arc;

use axum::extract::multipart::{Field, MultipartError};
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::StatusCode;

use super::answer::Refusal;
use super::session::Session;
use super::shared::App;

/// How many letters of the name of a file are shown.
const NAME: usize = 80;

/// Whose request it is.
///
/// # Errors
/// Nobody's whom we know.
pub(super) fn session_of(app: &App, request: &Request) -> Result<Arc<Session>, Refusal> {
    let token = app.gate.token(request.headers());
    let session = token.and_then(|token| app.sessions.of(token));
    session.ok_or_else(|| {
        let says = "This page is not open here.";
        let hint = "Open it again, as when you began.";
        Refusal::new(StatusCode::UNAUTHORIZED, says, hint)
    })
}

/// The parts of a request in their order. None is given out before the token of the session,
/// and none twice, but for one name: of two values nobody knows which one is meant.
pub(super) struct Parts<'a> {
    parts: Multipart,
    session: &'a Session,
    limit: usize,
    many: Option<&'static str>,
    known: Vec<String>,
}

impl<'a> Parts<'a> {
    /// `limit` in bytes is for the whole request; of `many` there may be several.
    ///
    /// # Errors
    /// It has no parts.
    pub(super) async fn of(
        app: &App,
        request: Request,
        session: &'a Session,
        limit: usize,
        many: Option<&'static str>,
    ) -> Result<Self, Refusal> {
        let parts = Multipart::from_request(request, app).await;
        let mut parts = Self {
            parts: parts.map_err(|_| unreadable())?,
            session,
            limit,
            many,
            known: Vec::new(),
        };
        parts.token().await?;
        Ok(parts)
    }

    /// The token comes first; it is of a page of this session.
    async fn token(&mut self) -> Result<(), Refusal> {
        let (limit, session) = (self.limit, self.session);
        match self.next().await? {
            Some((name, part)) if name == "csrf" => {
                let is_own = session.csrf.is(&text(part, limit).await?);
                is_own.then_some(()).ok_or_else(foreign)
            }
            _ => Err(foreign()),
        }
    }

    /// The next part with its name.
    ///
    /// # Errors
    /// There was one of this name already, or the request is too large or broken off.
    pub(super) async fn next(&mut self) -> Result<Option<(String, Field<'_>)>, Refusal> {
        let limit = self.limit;
        let part = self.parts.next_field().await;
        let Some(part) = part.map_err(|error| broken_off(&error, limit))? else {
            return Ok(None);
        };
        let name = part.name().unwrap_or_default().to_owned();
        if self.known.contains(&name) && self.many != Some(name.as_str()) {
            return Err(unreadable());
        }
        self.known.push(name.clone());
        Ok(Some((name, part)))
    }
}

/// A part that is a text.
///
/// # Errors
/// It is too large, or broken off.
pub(super) async fn text(part: Field<'_>, limit: usize) -> Result<String, Refusal> {
    part.text().await.map_err(|error| broken_off(&error, limit))
}

/// Why a part cannot be read to its end; `limit` in bytes is for the whole request.
pub(super) fn broken_off(error: &MultipartError, limit: usize) -> Refusal {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        return too_large(limit);
    }
    unreadable()
}

/// More came than there may be.
pub(super) fn too_large(limit: usize) -> Refusal {
    let says = format!("That is more than {} MB.", limit / 1024 / 1024);
    let hint = "Bring it in smaller pieces.";
    Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, &says, hint)
}

pub(super) fn unreadable() -> Refusal {
    Refusal::bad(
        "What was sent cannot be read.",
        "Load the page again, then repeat it.",
    )
}

/// It does not know the token of its session.
fn foreign() -> Refusal {
    let says = "This was not sent from a page of countersign.";
    Refusal::forbidden(says, "Load the page again, then repeat it.")
}

/// The name of a file as it can be shown: without its folders, on one line.
pub(super) fn shown(name: &str, nameless: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let plain = last.chars().filter(|letter| !letter.is_control());
    let shown: String = plain.take(NAME).collect();
    match shown.trim() {
        "" => nameless.to_owned(),
        shown => shown.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::shown;

    #[test]
    fn a_name_is_one_line_without_folders() {
        let shown = |name: &str| shown(name, "Schedule");
        assert_eq!(shown("C:\\plans\\day 3.csv"), "day 3.csv");
        assert_eq!(shown("../../etc/passwd"), "passwd");
        assert_eq!(shown("a\r\nb\u{7}.csv"), "ab.csv");
        assert_eq!(shown(" "), "Schedule");
        assert_eq!(shown(&"x".repeat(500)).len(), 80);
    }
}
