//! Scans come back: files are dropped, their sheets find their forms in the archive, and what
//! did not find one is shown.
//!
//! ```text
//! files ──► Tray: a private folder ──► job: archive::reconcile ──► report by form and by file
//!                                                                  pictures of sheets not filed
//! ```
//!
//! The page owns no rule of what is filed: it calls what `countersign archive reconcile` calls, in
//! the name of whoever brought the files. A file goes to the disk as it comes, and one at a time
//! is read; trays come one after another. A file of which everything was filed is removed at
//! once, the others when the tray is put away: they are all that has the sheets that were not
//! filed. What a scan shows is in no log and in no message.

mod picture;
mod routes;
mod run;
mod tray;
mod trays;
mod upload;
mod view;

pub(super) use routes::routes;
