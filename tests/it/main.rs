//! The one integration-test binary. Each module holds one promise.
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test that fails should stop"
)]
#![allow(clippy::print_stderr, reason = "a skipped judge is said aloud")]

mod archive;
mod batch;
mod batch_faults;
mod breaks;
mod codes;
mod command;
mod composition;
mod content;
mod drawing;
mod dropped;
mod examples;
mod figures;
mod goldens;
mod injection;
mod judges;
mod layout;
mod library;
mod mixing;
mod moulds;
mod oracle;
mod packet;
mod packs;
mod printing;
mod ready;
mod record;
mod recount;
mod reproducible;
mod rules;
mod support;
mod web;
