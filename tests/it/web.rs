//! The page: hostile requests are refused, a form is made, many at once do no harm.

mod browser;
mod day;
mod fields;
mod find;
mod forms;
mod guard;
mod hostile;
mod load;
mod named;
mod open;
mod printing;
mod roles;
mod runs;
mod scans;
mod schedules;
mod server;
mod tls;
mod words;
