//! The schedules that are open, in memory and bounded.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde::Serialize;
use tokio::sync::Semaphore;

use super::job::Job;
use super::sheet::Sheet;
use crate::web::answer::Refusal;
use crate::web::secret::Secret;

/// How many schedules somebody may have open.
const OF_ONE: usize = 8;
/// How many there may be of everybody.
const OF_ALL: usize = 64;
/// How long a schedule that nobody looks at is kept.
const IDLE: Duration = Duration::from_secs(12 * 3600);
/// How many schedules may come in at once: each is held whole.
const UPLOADS: usize = 4;

/// All schedules, and the turns of what is done with them.
#[derive(Debug)]
pub(in crate::web) struct Sheets {
    all: Mutex<BTreeMap<String, Arc<Sheet>>>,
    /// Jobs come one after another.
    pub(super) jobs: Arc<Semaphore>,
    pub(super) uploads: Semaphore,
    /// What was under way when the server was stopped.
    stopped: Mutex<Vec<Arc<Job>>>,
}

/// A line of the list of schedules.
#[derive(Debug, Serialize)]
pub(super) struct Line {
    id: String,
    name: String,
    state: &'static str,
}

impl Sheets {
    pub(in crate::web) fn new() -> Self {
        Self {
            all: Mutex::default(),
            jobs: Arc::new(Semaphore::new(1)),
            uploads: Semaphore::new(UPLOADS),
            stopped: Mutex::default(),
        }
    }

    fn all(&self) -> MutexGuard<'_, BTreeMap<String, Arc<Sheet>>> {
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|_, sheet| sheet.is_busy() || sheet.idle() < IDLE);
        all
    }

    /// Opens a schedule; gives its id, which nobody can guess. The same file again is the same
    /// schedule, with what was mended in it.
    ///
    /// # Errors
    /// There are too many.
    pub(super) fn open(&self, sheet: Sheet) -> Result<(String, Arc<Sheet>), Refusal> {
        let mut all = self.all();
        let same = all.iter().find(|(_, other)| other.is_same(&sheet));
        if let Some((id, same)) = same {
            return Ok((id.clone(), same.clone()));
        }
        let own = all.values().filter(|it| it.owner == sheet.owner).count();
        if own >= OF_ONE || all.len() >= OF_ALL {
            let says = "There are too many open schedules.";
            return Err(Refusal::forbidden(says, "Put some of them away first."));
        }
        let id = Secret::new()?.as_str()[..32].to_owned();
        let sheet = Arc::new(sheet);
        all.insert(id.clone(), sheet.clone());
        Ok((id, sheet))
    }

    /// Somebody's schedule.
    ///
    /// # Errors
    /// There is none, or it is somebody else's: the answer is the same.
    pub(super) fn get(&self, id: &str, owner: &str) -> Result<Arc<Sheet>, Refusal> {
        let all = self.all();
        let sheet = all.get(id).filter(|sheet| sheet.owner == owner);
        let sheet = sheet.cloned().ok_or_else(Refusal::not_found)?;
        sheet.touch();
        Ok(sheet)
    }

    /// The server stops: what is under way comes to its end, and no more rows are begun.
    pub(in crate::web) fn stop_all(&self) {
        let stopped = self.all().values().filter_map(|it| it.stop()).collect();
        *self.stopped.lock().unwrap_or_else(PoisonError::into_inner) = stopped;
    }

    /// Waits for what was stopped, but no longer than this; says how far forms are that were
    /// being made.
    pub(in crate::web) async fn ended(&self, longest: Duration) -> Vec<String> {
        let jobs = {
            let mut stopped = self.stopped.lock().unwrap_or_else(PoisonError::into_inner);
            std::mem::take(&mut *stopped)
        };
        let all = async {
            for job in &jobs {
                job.wait(longest).await;
            }
        };
        let _ = tokio::time::timeout(longest, all).await;
        jobs.iter().filter_map(|job| job.broken_off()).collect()
    }

    /// Forgets one, with the forms that were made of it.
    pub(super) fn discard(&self, id: &str, owner: &str) {
        let mut all = self.all();
        if let Some(sheet) = all.get(id).filter(|sheet| sheet.owner == owner) {
            sheet.stop();
            all.remove(id);
        }
    }

    /// Somebody's schedules.
    pub(super) fn of(&self, owner: &str) -> Vec<Line> {
        let all = self.all();
        let own = all.iter().filter(|(_, sheet)| sheet.owner == owner);
        own.map(|(id, sheet)| Line {
            id: id.clone(),
            name: sheet.name.clone(),
            state: sheet.words(),
        })
        .collect()
    }
}
