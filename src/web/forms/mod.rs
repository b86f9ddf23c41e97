//! Make a form: what is typed becomes a draft, the draft a case, the case the real form, whose
//! pages are shown beside the fields.
//!
//! ```text
//! fields ──► Typed ──► tree ──► Case ──► form ──► pages as pictures
//!              │         │        │        └─► Issued: printed, saved, archived
//!              └─ draft  └── problems, each with the name of its field
//! ```
//!
//! A draft can begin from a form of the archive (`origin`, `refill`): its fields are filled in as
//! they were, or the page says which are not.

mod check;
mod draft;
mod fields;
mod issue;
mod origin;
mod picture;
mod pictures;
mod refill;
mod routes;
mod tree;
mod view;
mod words;

pub(super) use draft::Drafts;
pub(super) use pictures::Pictures;
pub(super) use routes::routes;
