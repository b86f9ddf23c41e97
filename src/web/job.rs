//! Work that takes longer than a request: it is asked to stop, and those who wait hear its end.
//! How far it is, each kind of work counts in its own way.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::watch;

use crate::error::Problems;

/// Counters only; nothing else hangs on them.
pub(super) const ORDER: Ordering = Ordering::Relaxed;

/// How a job ended.
#[derive(Debug, Clone)]
pub(super) enum End {
    Done,
    /// Somebody stopped it.
    Stopped,
    Failed(Problems),
}

/// A job, as those who wait for it see it.
#[derive(Debug)]
pub(super) struct Job<C> {
    /// What it does, and how far it is.
    pub(super) counts: C,
    stop: AtomicBool,
    end: Mutex<Option<End>>,
    over: watch::Sender<bool>,
}

impl<C> Job<C> {
    pub(super) fn counting(counts: C) -> Self {
        Self {
            counts,
            stop: AtomicBool::new(false),
            end: Mutex::default(),
            over: watch::Sender::new(false),
        }
    }

    /// Asks it to stop; what is under way is finished.
    pub(super) fn stop(&self) {
        self.stop.store(true, ORDER);
    }

    pub(super) fn is_stopped(&self) -> bool {
        self.stop.load(ORDER)
    }

    pub(super) fn finish(&self, end: End) {
        *self.end.lock().unwrap_or_else(PoisonError::into_inner) = Some(end);
        self.over.send_replace(true);
    }

    /// How it ended, once it has.
    pub(super) fn end(&self) -> Option<End> {
        let end = self.end.lock().unwrap_or_else(PoisonError::into_inner);
        end.clone()
    }

    /// Waits for its end, but no longer than this.
    pub(super) async fn wait(&self, longest: Duration) {
        let mut over = self.over.subscribe();
        let _ = tokio::time::timeout(longest, over.wait_for(|over| *over)).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_job_ends_once_for_all_who_wait() {
        let job = Job::counting(());
        assert!(job.end().is_none() && !job.is_stopped());
        job.stop();
        job.finish(End::Stopped);
        assert!(job.is_stopped() && matches!(job.end(), Some(End::Stopped)));
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .build()
            .expect("a runtime");
        // Whoever comes late waits for nothing.
        let began = std::time::Instant::now();
        runtime.block_on(job.wait(Duration::from_secs(60)));
        assert!(began.elapsed() < Duration::from_secs(30));
    }
}
