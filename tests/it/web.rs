//! The page: hostile requests are refused, a form is made, many at once do no harm.

mod browser;
mod day;
mod fields;
mod find;
mod forms;
mod guard;
mod load;
mod named;
mod open;
mod roles;
mod scans;
mod server;
