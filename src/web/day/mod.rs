//! Make a day: a schedule comes in, every row is looked at, rows are mended, forms are made.
//!
//! ```text
//! upload ──► Sheet ──► job: look ──► Looked ──► page ──► mended cells ─┐
//!            │  ▲                                                      │
//!            │  └──────────────────────────────────────────────────────┘
//!            └──► job: make ──► Batch, journal, packet in a private folder ──► taken
//! ```
//!
//! What came in stays as it is; mended cells are beside it. Looking and making go through the
//! same rows (`crate::day`), so that what the page says of a row is what becomes of it. The
//! time in the forms of a schedule is that of its upload: made again, they are the same bytes,
//! and an archive knows them.
//!
//! Jobs run one after another in threads of their own, beside the turns of `work`: a long
//! schedule does not hold up who makes a single form.

mod job;
mod make;
mod print;
mod routes;
mod row;
mod sheet;
mod sheets;
mod take;
mod upload;
mod view;
mod words;

pub(super) use routes::routes;
pub(super) use sheets::Sheets;
