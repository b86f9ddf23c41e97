//! The rooms of the page, each behind its guard.

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};

use super::day::{self, Sheets};
use super::guard::{self, FIELDS};
use super::shared::App;
use super::{assets, find, forms, home, scans};

/// Every room. What is not public needs a session.
pub(super) fn router(app: App, sheets: &Arc<Sheets>) -> Router {
    let rooms = Router::new()
        .route("/", get(home::home))
        .route("/logout", post(home::logout))
        .merge(forms::routes())
        .merge(find::routes())
        .layer(from_fn_with_state(app.clone(), guard::inner));
    Router::new()
        .route("/start/{token}", get(home::start))
        .route("/login", get(home::login_page).post(home::login))
        .route("/assets/{name}", get(assets::asset))
        .merge(rooms)
        .merge(day::routes(&app, sheets))
        .merge(scans::routes(&app))
        .layer(DefaultBodyLimit::max(FIELDS))
        .layer(from_fn_with_state(app.clone(), guard::outer))
        .with_state(app)
}
