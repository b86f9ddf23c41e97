//! The trays that are open, bounded.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde::Serialize;
use tokio::sync::Semaphore;

use super::tray::Tray;
use crate::web::answer::Refusal;
use crate::web::secret::Secret;

/// How many trays somebody may have open.
const OF_ONE: usize = 4;
/// How many there may be of everybody.
const OF_ALL: usize = 16;
/// How long a tray that nobody looks at is kept.
const IDLE: Duration = Duration::from_secs(12 * 3600);
/// How many trays may come in at once.
const UPLOADS: usize = 2;

/// All trays, and the turns of what is done with them.
#[derive(Debug)]
pub(super) struct Trays {
    all: Mutex<BTreeMap<String, Arc<Tray>>>,
    /// Jobs come one after another: each reads a whole file, and takes all processors.
    pub(super) jobs: Arc<Semaphore>,
    pub(super) uploads: Semaphore,
}

/// A line of the list of trays.
#[derive(Debug, Serialize)]
pub(super) struct Line {
    id: String,
    name: String,
    state: &'static str,
}

impl Trays {
    pub(super) fn new() -> Self {
        Self {
            all: Mutex::default(),
            jobs: Arc::new(Semaphore::new(1)),
            uploads: Semaphore::new(UPLOADS),
        }
    }

    fn all(&self) -> MutexGuard<'_, BTreeMap<String, Arc<Tray>>> {
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|_, tray| tray.is_busy() || tray.idle() < IDLE);
        all
    }

    /// Whether somebody may open one more.
    ///
    /// # Errors
    /// There are too many.
    pub(super) fn has_room(&self, owner: &str) -> Result<(), Refusal> {
        let all = self.all();
        let own = all.values().filter(|it| it.owner == owner).count();
        if own < OF_ONE && all.len() < OF_ALL {
            return Ok(());
        }
        let says = "There are too many open trays.";
        Err(Refusal::forbidden(says, "Put some of them away first."))
    }

    /// Opens a tray; gives its id, which nobody can guess.
    ///
    /// # Errors
    /// There are too many.
    pub(super) fn open(&self, tray: Tray) -> Result<(String, Arc<Tray>), Refusal> {
        self.has_room(&tray.owner)?;
        let id = Secret::new()?.as_str()[..32].to_owned();
        let tray = Arc::new(tray);
        self.all().insert(id.clone(), tray.clone());
        Ok((id, tray))
    }

    /// Somebody's tray.
    ///
    /// # Errors
    /// There is none, or it is somebody else's: the answer is the same.
    pub(super) fn get(&self, id: &str, owner: &str) -> Result<Arc<Tray>, Refusal> {
        let all = self.all();
        let tray = all.get(id).filter(|tray| tray.owner == owner);
        let tray = tray.cloned().ok_or_else(Refusal::not_found)?;
        tray.touch();
        Ok(tray)
    }

    /// Forgets one, with its files. What was filed stays filed.
    pub(super) fn discard(&self, id: &str, owner: &str) {
        let mut all = self.all();
        if let Some(tray) = all.get(id).filter(|tray| tray.owner == owner) {
            tray.stop();
            all.remove(id);
        }
    }

    /// Somebody's trays.
    pub(super) fn of(&self, owner: &str) -> Vec<Line> {
        let all = self.all();
        let own = all.iter().filter(|(_, tray)| tray.owner == owner);
        own.map(|(id, tray)| Line {
            id: id.clone(),
            name: tray.name(),
            state: tray.words(),
        })
        .collect()
    }
}

impl Drop for Trays {
    /// The server ends: it waits for no tray. What was not filed yet is brought again.
    fn drop(&mut self) {
        for tray in self.all().values() {
            tray.stop();
        }
    }
}
