//! countersign turns a surgical case into an informed-consent form that is ready
//! to be signed.
//!
//! A case and a library become a consent; a layout and a theme turn the consent
//! into pages; the pages become one PDF. The line runs one way, each stage is a
//! type that can be printed, and no stage knows a later one:
//!
//! ```text
//! case ──► consent ──► markup ──► document ──► pages ──► form
//! ```
//!
//! [`Generator::form`](generator::Generator::form) walks the whole line.

pub mod archive;
pub mod batch;
pub mod case;
pub mod cli;
pub mod consent;
pub mod day;
pub mod document;
pub mod drawing;
pub mod error;
pub mod generator;
pub mod layout;
pub mod library;
pub mod outside;
pub mod packet;
pub mod page_code;
pub mod pdf;
pub mod printer;
pub mod readability;
pub mod record_code;
pub mod rules;
pub mod scan;
pub mod schedule;
pub mod site;
pub(crate) mod source;
pub mod symbol;
pub mod typeset;
pub mod web;
