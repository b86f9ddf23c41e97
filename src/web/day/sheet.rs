//! A schedule that somebody opened: as it came, what was mended, what it came to.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};

use super::job::{Job, What};
use crate::batch::{Entry, Summary};
use crate::day::Look;
use crate::error::{Problem, Problems};
use crate::library::{Files, hexadecimal};
use crate::outside::PrivateFolder;
use crate::schedule::{Mapping, Mended, Packs, Schedule, Understanding};
use crate::web::answer::Refusal;
use crate::web::session::News;
use crate::web::shared::Shared;

/// What messages call the schedule: the name of an uploaded file may be anybody's.
pub(super) const FILE: &str = "schedule";
/// How many rows are taken.
pub(super) const ROWS: usize = 1000;

/// A schedule that somebody opened.
#[derive(Debug)]
pub(super) struct Sheet {
    pub(super) owner: String,
    /// As the file was called, for whoever brought it.
    pub(super) name: String,
    /// Name of the site's mapping; the shipped one without it.
    pub(super) mapping_name: String,
    /// The time in all forms of it.
    pub(super) began: DateTime<Utc>,
    pub(super) packs: Packs,
    /// How many rows there are.
    pub(super) count: u64,
    /// Where its forms go.
    pub(super) folder: PrivateFolder,
    bytes: Vec<u8>,
    hash: String,
    mapping: Mapping,
    seen: Mutex<Instant>,
    state: Mutex<State>,
}

/// What changes.
#[derive(Debug, Clone, Default)]
pub(super) struct State {
    pub(super) mended: Arc<Mended>,
    pub(super) looked: Option<Arc<Looked>>,
    pub(super) made: Option<Arc<Made>>,
    pub(super) job: Option<Arc<Job>>,
    pub(super) printout: Option<Printout>,
}

/// What came of printing.
#[derive(Debug, Clone)]
pub(super) struct Printout {
    /// Of what the forms were made.
    pub(super) edition: String,
    pub(super) news: News,
}

/// What the rows come to.
#[derive(Debug)]
pub(super) struct Looked {
    pub(super) understanding: Understanding,
    pub(super) rows: Vec<Seen>,
    /// Rows that hold no case: totals, headers again.
    pub(super) passed_over: Vec<u32>,
    /// Why no row can be read, or none after some row.
    pub(super) problems: Vec<Problem>,
}

/// A row: what stands in it, and what it comes to.
#[derive(Debug)]
pub(super) struct Seen {
    pub(super) look: Look,
    pub(super) cells: Vec<String>,
    pub(super) start: String,
    pub(super) room: String,
    pub(super) record_number: String,
    pub(super) name: String,
    pub(super) operation: String,
}

/// Forms that were made.
#[derive(Debug)]
pub(super) struct Made {
    /// Of what they were made.
    pub(super) edition: String,
    pub(super) folder: PathBuf,
    pub(super) entries: BTreeMap<u64, Entry>,
    pub(super) summary: Summary,
    pub(super) packet_pages: usize,
    /// Rows that had a form when forms were made before and have none or another one now.
    pub(super) gone: BTreeSet<(u64, String)>,
}

impl Sheet {
    /// A schedule as it came in, if it can be read at all.
    ///
    /// # Errors
    /// It is no schedule, its headers are not known, it has too many rows, or there is no
    /// such mapping.
    pub(super) fn new(
        app: &Shared,
        owner: &str,
        name: &str,
        mapping_name: &str,
        bytes: Vec<u8>,
    ) -> Result<Self, Problems> {
        let library = app.generator.library();
        let mapping = mapping(library.files(), mapping_name)?;
        let packs = Packs::of(library, &mapping)?;
        let rows = Schedule::open(&bytes, FILE, &mapping)?;
        let count = rows.take(ROWS + 1).count();
        if count > ROWS {
            let says = format!("the schedule has more than {ROWS} rows");
            let hint = "split it, or let hospital IT make its forms with `countersign batch`";
            return Err(Problem::new(says).hint(hint).into());
        }
        if count == 0 {
            let problem = Problem::new("the schedule has headers and no rows");
            return Err(problem.hint("export it again").into());
        }
        Ok(Self {
            owner: owner.to_owned(),
            name: name.to_owned(),
            mapping_name: mapping_name.to_owned(),
            began: app.outside.now(),
            packs,
            count: count as u64,
            folder: app.outside.private_folder()?,
            hash: hexadecimal(&Sha256::digest(&bytes)),
            bytes,
            mapping,
            seen: Mutex::new(Instant::now()),
            state: Mutex::default(),
        })
    }

    /// Whether it is the same file, brought by the same person to be read in the same way.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        self.owner == other.owner
            && self.hash == other.hash
            && self.mapping_name == other.mapping_name
    }

    /// Its rows, with what is mended.
    ///
    /// # Errors
    /// None that there was not when it came in.
    pub(super) fn schedule(&self, mended: &Arc<Mended>) -> Result<Schedule<'_>, Problems> {
        let schedule = Schedule::open(&self.bytes, FILE, &self.mapping)?;
        Ok(schedule.mended(mended.clone()))
    }

    /// What forms are made of, as a hash: the schedule with what is mended in it.
    ///
    /// # Errors
    /// A fault of the program.
    pub(super) fn edition(&self, mended: &Mended) -> Result<String, Problem> {
        let mended = serde_json::to_vec(mended).map_err(|error| Problem::new(error.to_string()))?;
        let mut hash = Sha256::new();
        hash.update(&self.hash);
        hash.update(mended);
        Ok(hexadecimal(&hash.finalize()))
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // Each part is put in whole.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// As it is now.
    pub(super) fn state(&self) -> State {
        self.lock().clone()
    }

    /// Begins a job, unless one is under way; gives the one that is.
    pub(super) fn begin(&self, what: What) -> (Arc<Job>, bool) {
        let mut state = self.lock();
        if let Some(job) = state.job.as_ref().filter(|job| job.end().is_none()) {
            return (job.clone(), false);
        }
        let job = Arc::new(Job::new(what));
        // How far a printer is, nobody knows.
        if what != What::Print {
            job.of(self.count);
        }
        state.job = Some(job.clone());
        (job, true)
    }

    /// Puts mended cells in.
    ///
    /// # Errors
    /// A job is under way, which works on what is there.
    pub(super) fn mend(&self, mend: impl FnOnce(&mut Mended)) -> Result<(), Refusal> {
        let mut state = self.lock();
        if state.job.as_ref().is_some_and(|job| job.end().is_none()) {
            let says = "The rows are being worked on at the moment.";
            let hint = "Wait until that is done, then mend this row again.";
            return Err(Refusal::forbidden(says, hint));
        }
        mend(Arc::make_mut(&mut state.mended));
        Ok(())
    }

    pub(super) fn keep_looked(&self, looked: Looked) {
        self.lock().looked = Some(Arc::new(looked));
    }

    pub(super) fn keep_made(&self, made: Made) {
        self.lock().made = Some(Arc::new(made));
    }

    pub(super) fn keep_printout(&self, printout: Printout) {
        self.lock().printout = Some(printout);
    }

    /// Asks what is under way to stop; gives it.
    pub(super) fn stop(&self) -> Option<Arc<Job>> {
        let job = self.lock().job.clone();
        let job = job.filter(|job| job.end().is_none())?;
        job.stop();
        Some(job)
    }

    pub(super) fn is_busy(&self) -> bool {
        let state = self.lock();
        state.job.as_ref().is_some_and(|job| job.end().is_none())
    }

    /// How far it is, in words.
    pub(super) fn words(&self) -> &'static str {
        match (self.is_busy(), self.state().made.is_some()) {
            (true, _) => "Under way",
            (false, true) => "Forms made",
            (false, false) => "No forms made yet",
        }
    }

    pub(super) fn touch(&self) {
        *self.seen.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
    }

    pub(super) fn idle(&self) -> Duration {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.elapsed()
    }
}

impl State {
    /// Forms of the rows as they are now; not of rows that were mended since.
    pub(super) fn made_now(&self, sheet: &Sheet) -> Option<Arc<Made>> {
        let edition = sheet.edition(&self.mended).ok()?;
        self.made.clone().filter(|made| made.edition == edition)
    }
}

/// The mapping of a name, or the shipped one.
fn mapping(files: &Files, name: &str) -> Result<Mapping, Problems> {
    if name.is_empty() {
        return Mapping::load(files, None);
    }
    if !mappings(files).iter().any(|known| known == name) {
        let problem = Problem::new("there is no such mapping");
        return Err(problem.hint("choose one of the list").into());
    }
    let (text, file) = files.text(&format!("templates/mappings/{name}.toml"))?;
    Mapping::load(files, Some((text.as_ref(), file.as_str())))
}

/// Names of the site's mappings, beside the standard one.
pub(super) fn mappings(files: &Files) -> Vec<String> {
    let names = files.names("templates/mappings", "toml");
    names
        .into_iter()
        .filter(|name| name != "standard")
        .collect()
}
