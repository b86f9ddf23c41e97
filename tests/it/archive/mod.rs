//! The archive: whole after any fault, and every changed byte is found.
//!
//! What is promised of an archive is tested in each [`House`]: a folder with SQLite, and a
//! bucket with PostgreSQL. Without servers the second is skipped aloud; `tests/run` starts them.

mod access;
mod crash;
mod export;
mod find;
mod flips;
mod house;
mod life;
mod million;
mod proof;
mod reconcile;
mod retention;
pub(crate) mod scans;
mod writers;

pub(crate) use house::{House, Patient, houses};
