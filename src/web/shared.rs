//! What all requests share.

use std::sync::{Arc, Mutex, PoisonError};

use axum::http::{HeaderMap, header};

use super::archive::Keeper;
use super::forms::{Drafts, Pictures};
use super::pages::Pages;
use super::print::Printing;
use super::secret::Secret;
use super::session::Sessions;
use super::users::Users;
use super::work::Work;
use crate::generator::Generator;
use crate::outside::Outside;
use crate::printer::Printer;
use crate::site::Site;

/// As handlers get it.
pub(super) type App = Arc<Shared>;

/// What all requests share.
#[derive(Debug)]
pub(super) struct Shared {
    pub(super) generator: Generator,
    pub(super) site: Site,
    pub(super) outside: Outside,
    pub(super) pages: Pages,
    pub(super) sessions: Sessions,
    /// Users, where the page is open to others; otherwise whoever started it is the only one.
    pub(super) users: Option<Users>,
    pub(super) start: Start,
    pub(super) work: Work,
    pub(super) archive: Option<Keeper>,
    pub(super) printer: Option<Printer>,
    pub(super) printing: Printing,
    /// Whoever started it.
    pub(super) actor: String,
    pub(super) drafts: Drafts,
    pub(super) pictures: Pictures,
    pub(super) gate: Gate,
}

/// The names under which the page is reached, and its cookie.
#[derive(Debug)]
pub(super) struct Gate {
    /// `127.0.0.1:8421`, `localhost:8421` …
    pub(super) hosts: Vec<String>,
    pub(super) tls: bool,
    /// Cookies do not know ports: each server has one of its own name.
    pub(super) cookie: String,
}

impl Gate {
    /// Whether a request was meant for this server and not only sent to its address.
    pub(super) fn knows_host(&self, host: &str) -> bool {
        self.hosts
            .iter()
            .any(|known| known.eq_ignore_ascii_case(host))
    }

    /// Whether an origin is one of our own pages.
    pub(super) fn is_own_origin(&self, origin: &str) -> bool {
        let scheme = if self.tls { "https://" } else { "http://" };
        let host = origin.strip_prefix(scheme);
        host.is_some_and(|host| self.knows_host(host))
    }

    /// What our cookie says in a request.
    pub(super) fn token<'a>(&self, headers: &'a HeaderMap) -> Option<&'a str> {
        let cookies = headers.get_all(header::COOKIE).iter();
        let texts = cookies.filter_map(|value| value.to_str().ok());
        texts
            .flat_map(|text| text.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .find_map(|(name, value)| (name == self.cookie).then_some(value))
    }

    /// The cookie of a session, as it is set.
    pub(super) fn set_cookie(&self, token: &str, seconds: u64) -> String {
        let secure = if self.tls { "; Secure" } else { "" };
        let name = &self.cookie;
        format!("{name}={token}; Path=/; HttpOnly; SameSite=Strict; Max-Age={seconds}{secure}")
    }
}

/// The token of the start URL, which opens the page once.
#[derive(Debug)]
pub(super) struct Start(Mutex<Option<Secret>>);

impl Start {
    pub(super) fn new(secret: Option<Secret>) -> Self {
        Self(Mutex::new(secret))
    }

    /// Whether this is the token; it is none from then on.
    pub(super) fn take(&self, told: &str) -> bool {
        let mut secret = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let right = secret.as_ref().is_some_and(|secret| secret.is(told));
        if right {
            *secret = None;
        }
        right
    }
}
