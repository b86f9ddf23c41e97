//! The page: forms are made, printed and found in a browser (`countersign serve`).
//!
//! ```text
//! connection ──► server ──► guard ──────────────► routes ──► work ──► the library
//!                TLS,       host, origin,         one room    at most as much at once
//!                timeouts   session, CSRF, role   a flow      as there are processors
//! ```
//!
//! The page owns no rule. What is typed becomes the same tree that a case file becomes; what
//! the library says of it is shown beside the field that mends it. What a pack offers (sides,
//! levels, factors …) is asked of the library. Pages are Handlebars (`templates/web`), filled
//! as strictly as layouts are; every value is escaped.
//!
//! What is typed stays in this process's memory, bounded, and nowhere else, until somebody
//! makes the form: not on the disk, not in the browser.
//!
//! One room for each flow: `forms` makes a form, `day` those of a schedule, `find` looks into the
//! archive, `scans` files what came back. Each has `routes()`, which `router` merges;
//! what is in them needs a session, and a CSRF token where it changes something.

mod answer;
mod archive;
mod assets;
mod day;
mod find;
mod forms;
mod guard;
mod home;
mod job;
mod pages;
mod print;
mod router;
mod scanned;
mod scans;
mod secret;
mod server;
mod session;
mod shared;
mod tls;
mod upload;
mod users;
mod words;
mod work;

pub use server::{Address, Settings, serve};
pub use tls::Tls;
pub use users::{Role, Users};
