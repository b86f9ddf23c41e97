//! The archive: every form with what it was made from, found again, followed through its life.
//!
//! ```text
//! form, record, report ──► store ───────────► one transaction ──► there, whole
//!                          objects by hash    log + index
//!                                              │
//!            verify: log ──► rows, files, objects, each by hash, both ways
//! ```
//!
//! Files go into a folder or an S3-compatible store (`store`), the index into SQLite or
//! PostgreSQL (`index`). Objects come first and are named by their bytes; the transaction
//! that adds to the log is the moment at which a form is in the archive. The log is the truth:
//! every cell of the index follows from it and from the records of the forms.

mod add;
mod back;
mod change;
mod destroy;
mod entry;
mod export;
mod index;
mod life;
mod log;
mod operation;
mod place;
mod reconcile;
mod retention;
mod store;
mod verify;

use std::path::Path;

use chrono::NaiveDate;
use serde::Serialize;
use tokio::runtime::Runtime;

pub use add::{Added, Outcome};
pub use change::Step;
pub use destroy::{Certificate, Due};
pub use entry::{FileOf, FileRole, Kept, Row};
pub use export::scan_ending;
pub use index::Query;
pub use life::Status;
pub use log::{Action, Head, LogRecord, ScannedPage};
pub use operation::Superseded;
pub use place::Place;
pub use reconcile::{Along, FormBack, Incoming, Reconciled, ScanFiled, SheetSeen, Sight, ranges};
pub use retention::{Retention, RetentionRule};
pub use verify::{Finding, Verified};

use crate::error::{Problem, Problems};
use crate::outside::Outside;
use index::Index;
use place::{StorePlace, index_file};
use store::Store;

/// An archive of forms.
#[derive(Debug)]
pub struct Archive {
    runtime: Runtime,
    inner: Inner,
}

/// What the verbs work on.
#[derive(Debug)]
struct Inner {
    store: Store,
    index: Index,
    actor: String,
    outside: Outside,
}

/// All that is known of one form.
#[derive(Debug, Clone, Serialize)]
pub struct Entry {
    /// Its row in the index.
    #[serde(flatten)]
    pub row: Row,
    /// Its files.
    pub files: Vec<FileOf>,
    /// Its history.
    pub history: Vec<LogRecord>,
}

impl Archive {
    /// Opens an archive in which `actor` works. With `make`, one that is not there yet is
    /// begun; a folder is made for its owner only.
    ///
    /// From here on everything that this process writes is for its owner only.
    ///
    /// # Errors
    /// It is not there, others may look into its folder, or store or index cannot be reached.
    pub fn open(
        place: &Place,
        actor: &str,
        make: bool,
        outside: &Outside,
    ) -> Result<Self, Problem> {
        outside.keep_private();
        if let StorePlace::Folder(folder) = &place.store {
            if place.index.starts_with("sqlite:") && !make && !index_file(folder).is_file() {
                return Err(Problem::new(format!("there is no archive in {place}"))
                    .hint("`countersign archive add` begins one"));
            }
            if outside.others_may_enter(folder) {
                let says = format!("others may look into the archive {place}");
                return Err(Problem::new(says).hint(format!("chmod 700 {place}")));
            }
        }
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| Problem::new(format!("the archive cannot be opened: {error}")))?;
        let (store, index) = runtime.block_on(async {
            let store = Store::open(place, outside)?;
            Ok::<_, Problem>((store, Index::open(place).await?))
        })?;
        let inner = Inner {
            store,
            index,
            actor: actor.to_owned(),
            outside: outside.clone(),
        };
        Ok(Self { runtime, inner })
    }

    /// Adds forms, all of them or none; gives what came of each.
    ///
    /// # Errors
    /// Store or index cannot be written: none of the forms was added, and the same again is
    /// safe.
    pub fn add(&mut self, forms: &[Kept]) -> Result<Vec<Added>, Problem> {
        self.runtime.block_on(self.inner.add(forms))
    }

    /// Finds forms, by planned day; those of a name by name.
    ///
    /// # Errors
    /// The index cannot be read.
    pub fn find(&mut self, query: &Query) -> Result<Vec<Row>, Problem> {
        self.runtime.block_on(self.inner.index.find(query))
    }

    /// All that is known of a form.
    ///
    /// # Errors
    /// There is no such form, or the index cannot be read.
    pub fn entry(&mut self, form_id: &str) -> Result<Entry, Problem> {
        self.runtime.block_on(self.inner.entry(form_id))
    }

    /// The latest file of a kind of a form.
    ///
    /// # Errors
    /// There is none, or it is not as it was.
    pub fn file(&mut self, form_id: &str, role: FileRole) -> Result<Vec<u8>, Problem> {
        let taken = self.runtime.block_on(self.inner.take(form_id, role));
        taken.map(|(_, bytes)| bytes)
    }

    /// Takes forms one step further in their life, all of them or none.
    ///
    /// # Errors
    /// Every form that is not there or cannot take that step.
    pub fn change(&mut self, form_ids: &[String], step: &Step) -> Result<(), Problems> {
        self.runtime.block_on(self.inner.change(form_ids, step))
    }

    /// Notes of forms that a printer took them, of each for itself; gives why it cannot be said
    /// of some, such as one that another form took the place of meanwhile.
    ///
    /// # Errors
    /// The index cannot be written: nothing was noted.
    pub fn printed(&mut self, form_ids: &[String]) -> Result<Vec<Problem>, Problem> {
        self.runtime.block_on(self.inner.printed(form_ids))
    }

    /// Marks every form that no longer holds on a day; gives their ids.
    ///
    /// # Errors
    /// The index cannot be written.
    pub fn expire(&mut self, today: NaiveDate) -> Result<Vec<String>, Problem> {
        self.runtime.block_on(self.inner.expire(today))
    }

    /// Forms that need not be kept any longer on a day, and are not held.
    ///
    /// # Errors
    /// The index cannot be read.
    pub fn due(
        &mut self,
        today: NaiveDate,
        table: &Retention,
        rule: Option<&str>,
    ) -> Result<Vec<Due>, Problem> {
        self.runtime.block_on(self.inner.due(today, table, rule))
    }

    /// Destroys forms that need not be kept any longer, and ends what an earlier run has begun
    /// with; gives the certificates.
    ///
    /// # Errors
    /// A form that must be kept or is held: then none of them is destroyed.
    pub fn destroy(
        &mut self,
        form_ids: &[String],
        today: NaiveDate,
        table: &Retention,
        rule: Option<&str>,
    ) -> Result<Vec<Certificate>, Problems> {
        let done = self.inner.destroy(form_ids, today, table, rule);
        self.runtime.block_on(done)
    }

    /// The scans of a form, in the order in which they came: the hash of each, and its bytes.
    ///
    /// # Errors
    /// One is not as it was, or the index cannot be read.
    pub fn scans(&mut self, form_id: &str) -> Result<Vec<(String, Vec<u8>)>, Problem> {
        self.runtime.block_on(self.inner.scans(form_id))
    }

    /// Files scanned pages with their forms, and says what is missing. With `signed_on`, a
    /// form of which all pages are back and no field looks empty is marked as signed on that
    /// day.
    ///
    /// # Errors
    /// Store or index cannot be read or written: of the file that was read then, nothing was
    /// filed; the same again is safe.
    pub fn reconcile(
        &mut self,
        files: impl IntoIterator<Item = Incoming>,
        signed_on: Option<NaiveDate>,
    ) -> Result<Reconciled, Problem> {
        self.reconcile_and_tell(files, signed_on, &mut |_| true)
    }

    /// The same; `tell` hears how far it is, and says whether it goes on. Of a file that it
    /// is stopped at nothing is filed, those after it are not asked for, and no form is marked.
    ///
    /// # Errors
    /// As [`reconcile`](Self::reconcile).
    pub fn reconcile_and_tell(
        &mut self,
        files: impl IntoIterator<Item = Incoming>,
        signed_on: Option<NaiveDate>,
        tell: &mut dyn FnMut(Along) -> bool,
    ) -> Result<Reconciled, Problem> {
        let reconciled = self.inner.reconcile(files, signed_on, tell);
        self.runtime.block_on(reconciled)
    }

    /// Writes forms into a folder, with an index as CSV and a manifest; gives how many files.
    ///
    /// # Errors
    /// A file is not as it was, or another file stands in the folder under its name.
    pub fn export(&mut self, rows: &[Row], folder: &Path) -> Result<u64, Problems> {
        self.runtime.block_on(self.inner.export(rows, folder))
    }

    /// Hashes everything again and holds it against the log, which must continue the earlier
    /// heads.
    ///
    /// # Errors
    /// Store or index cannot be read. What was changed is no error but a finding.
    pub fn verify(&mut self, earlier: &[Head]) -> Result<Verified, Problem> {
        self.runtime.block_on(self.inner.verify(earlier))
    }

    /// Where the log ends: to be written down elsewhere, for a later `verify`.
    ///
    /// # Errors
    /// The index cannot be read.
    pub fn head(&mut self) -> Result<Head, Problem> {
        self.runtime.block_on(self.inner.index.head())
    }
}

impl Inner {
    async fn entry(&mut self, id: &str) -> Result<Entry, Problem> {
        let row = self.index.row(id).await?.ok_or_else(|| {
            Problem::new(format!("there is no form {id} in this archive"))
                .hint("`countersign archive find` finds a form by name, date or record number")
        })?;
        let history = add::parsed(id, &self.index.history(id).await?)?;
        let state = add::state_of(id, &history)?;
        let files = state.map(|state| state.files).unwrap_or_default();
        Ok(Entry {
            row,
            files: files.into_iter().map(|(_, file)| file).collect(),
            history,
        })
    }
}
