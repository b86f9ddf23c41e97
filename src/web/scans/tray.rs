//! A tray of scans: the files that somebody brought together, and what came of them.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::AtomicUsize;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use chrono::NaiveDate;

use crate::archive::{Along, Reconciled, Row};
use crate::outside::PrivateFolder;
use crate::web::job::{self, ORDER};

/// A job on the files of a tray.
pub(super) type Job = job::Job<Files>;

/// The files that it goes through, and the sheets of the one that it is at.
#[derive(Debug, Default)]
pub(super) struct Files {
    done: AtomicUsize,
    sheets: AtomicUsize,
    looked: AtomicUsize,
}

impl Files {
    /// Hears how far it is.
    pub(super) fn note(&self, along: Along) {
        match along {
            Along::Opened(sheets) => {
                self.looked.store(0, ORDER);
                self.sheets.store(sheets, ORDER);
            }
            Along::Looked(sheets) => {
                self.looked.fetch_add(sheets, ORDER);
            }
            Along::Done => {
                self.sheets.store(0, ORDER);
                self.looked.store(0, ORDER);
                self.done.fetch_add(1, ORDER);
            }
        }
    }

    /// Files that are done; sheets of the next one, and how many of them were looked at.
    pub(super) fn progress(&self) -> (usize, usize, usize) {
        let [done, sheets, looked] =
            [&self.done, &self.sheets, &self.looked].map(|it| it.load(ORDER));
        (done, sheets, looked.min(sheets))
    }
}

/// A file of a tray.
#[derive(Debug)]
pub(super) struct Scan {
    /// As it was called, for whoever brought it.
    pub(super) name: String,
    pub(super) path: PathBuf,
}

/// Files that somebody brought together.
#[derive(Debug)]
pub(super) struct Tray {
    pub(super) owner: String,
    pub(super) scans: Vec<Scan>,
    /// On which day the forms were signed that are complete, if they are to be marked.
    pub(super) signed_on: Option<NaiveDate>,
    /// Gone with all files when the tray is.
    pub(super) _folder: PrivateFolder,
    seen: Mutex<Instant>,
    state: Mutex<State>,
}

/// What changes.
#[derive(Debug, Clone, Default)]
pub(super) struct State {
    pub(super) job: Option<Arc<Job>>,
    pub(super) report: Option<Arc<Report>>,
}

/// What came of the files.
#[derive(Debug)]
pub(super) struct Report {
    pub(super) reconciled: Reconciled,
    /// Whose forms they are, by id.
    pub(super) rows: BTreeMap<String, Row>,
}

impl Tray {
    pub(super) fn new(
        owner: &str,
        scans: Vec<Scan>,
        signed_on: Option<NaiveDate>,
        folder: PrivateFolder,
    ) -> Self {
        Self {
            owner: owner.to_owned(),
            scans,
            signed_on,
            _folder: folder,
            seen: Mutex::new(Instant::now()),
            state: Mutex::default(),
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // Each part is put in whole.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn state(&self) -> State {
        self.lock().clone()
    }

    /// Begins a job, unless one is under way; gives the one that is.
    pub(super) fn begin(&self) -> (Arc<Job>, bool) {
        let mut state = self.lock();
        if let Some(job) = state.job.as_ref().filter(|job| job.end().is_none()) {
            return (job.clone(), false);
        }
        let job = Arc::new(Job::counting(Files::default()));
        state.job = Some(job.clone());
        state.report = None;
        (job, true)
    }

    pub(super) fn keep(&self, report: Report) {
        self.lock().report = Some(Arc::new(report));
    }

    /// Asks what is under way to stop.
    pub(super) fn stop(&self) {
        if let Some(job) = &self.lock().job {
            job.stop();
        }
    }

    pub(super) fn is_busy(&self) -> bool {
        let state = self.lock();
        state.job.as_ref().is_some_and(|job| job.end().is_none())
    }

    /// What it is called in a list.
    pub(super) fn name(&self) -> String {
        let first = self.scans.first().map_or("", |it| &it.name);
        match self.scans.len() {
            0 | 1 => first.to_owned(),
            2 => format!("{first} and another file"),
            many => format!("{first} and {} other files", many - 1),
        }
    }

    /// How far it is, in words.
    pub(super) fn words(&self) -> &'static str {
        match (self.is_busy(), self.state().report) {
            (true, _) => "Under way",
            (false, None) => "Not filed",
            (false, Some(report)) if report.reconciled.needs_attention => "Somebody has to look",
            (false, Some(_)) => "Nothing is left to do",
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_and_sheets_are_counted() {
        let files = Files::default();
        files.note(Along::Opened(5));
        files.note(Along::Looked(2));
        assert_eq!(files.progress(), (0, 5, 2));
        files.note(Along::Done);
        files.note(Along::Opened(0));
        assert_eq!(files.progress(), (1, 0, 0));
    }
}
