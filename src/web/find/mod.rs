//! Find: what the archive has, and what became of it. Only where there is an archive.
//!
//! What somebody looks for is sent, not put into the address: no name of a patient stays in the
//! browser's history. A form is taken out as `archive show --take` does it: the log has it, and
//! who took it, before it is given out.
//!
//! From a form's page ways lead on: what became of it is said by hand (`mark`), and it is made
//! again with a change (`forms`, which begins a draft of its record).

mod mark;
mod routes;
mod view;

pub(super) use routes::routes;
