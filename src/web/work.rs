//! Heavy work, at most as much at once as there are processors; what is too much waits its
//! turn, and far too much is refused before it costs anything.

use std::num::NonZero;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Semaphore;

use super::answer::Refusal;

/// How many requests may wait for their turn. Each holds what it was sent, little more.
const WAITING: usize = 4096;

/// How long one waits for its turn.
const LONGEST: Duration = Duration::from_secs(60);

/// The turns.
#[derive(Debug, Clone)]
pub(super) struct Work {
    turns: Arc<Semaphore>,
    waiting: Arc<Semaphore>,
}

impl Work {
    /// As many turns as there are processors.
    pub(super) fn new() -> Self {
        let processors = std::thread::available_parallelism().map_or(1, NonZero::get);
        Self {
            turns: Arc::new(Semaphore::new(processors)),
            waiting: Arc::new(Semaphore::new(WAITING)),
        }
    }

    /// Does something heavy on a thread that may be held up, when it is its turn.
    ///
    /// # Errors
    /// Too many wait already, or the work broke off.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Refusal> {
        let _place = self.waiting.try_acquire().map_err(|_| Refusal::busy())?;
        // Whoever waits longer is better told to come again than left before an empty page.
        let turn = tokio::time::timeout(LONGEST, self.turns.clone().acquire_owned()).await;
        let turn = turn.map_err(|_| Refusal::busy())?;
        let turn = turn.map_err(|_| Refusal::busy())?;
        let done = tokio::task::spawn_blocking(move || {
            // Kept until the work is done, also when nobody waits for it any longer.
            let _turn = turn;
            work()
        });
        done.await.map_err(|_| Refusal::broken())
    }

    /// Does something that mostly waits (a printer, an archive), beside the turns.
    ///
    /// # Errors
    /// Too many wait already, or the work broke off.
    pub(super) async fn wait_for<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Refusal> {
        let _place = self.waiting.try_acquire().map_err(|_| Refusal::busy())?;
        let done = tokio::task::spawn_blocking(work);
        done.await.map_err(|_| Refusal::broken())
    }
}
