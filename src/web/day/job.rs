//! Work that takes longer than a request: how far it is, and how it ended.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::watch;

use crate::error::Problems;

/// Counters only; nothing else hangs on them.
const ORDER: Ordering = Ordering::Relaxed;

/// What a job does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    /// Every row is looked at.
    Look,
    /// Forms are made.
    Make,
    /// Their packet is printed.
    Print,
}

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
pub(super) struct Job {
    pub(super) what: What,
    total: AtomicU64,
    forms: AtomicU64,
    refused: AtomicU64,
    packing: AtomicBool,
    stop: AtomicBool,
    end: Mutex<Option<End>>,
    over: watch::Sender<bool>,
}

/// How far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Progress {
    pub(super) total: u64,
    pub(super) forms: u64,
    pub(super) refused: u64,
    /// The rows are done, and the packet is put together.
    pub(super) packing: bool,
}

impl Job {
    pub(super) fn new(what: What) -> Self {
        Self {
            what,
            total: AtomicU64::new(0),
            forms: AtomicU64::new(0),
            refused: AtomicU64::new(0),
            packing: AtomicBool::new(false),
            stop: AtomicBool::new(false),
            end: Mutex::default(),
            over: watch::Sender::new(false),
        }
    }

    /// How many rows there are.
    pub(super) fn of(&self, total: u64) {
        self.total.store(total, ORDER);
    }

    /// One row more is done, with a form or without.
    pub(super) fn count(&self, form: bool) {
        let counter = if form { &self.forms } else { &self.refused };
        counter.fetch_add(1, ORDER);
    }

    pub(super) fn packing(&self) {
        self.packing.store(true, ORDER);
    }

    pub(super) fn progress(&self) -> Progress {
        Progress {
            total: self.total.load(ORDER),
            forms: self.forms.load(ORDER),
            refused: self.refused.load(ORDER),
            packing: self.packing.load(ORDER),
        }
    }

    /// How far forms are that were being made when it was stopped, and why that is no loss.
    pub(super) fn broken_off(&self) -> Option<String> {
        let Progress {
            total,
            forms,
            refused,
            ..
        } = self.progress();
        let done = forms + refused;
        let is_half = self.what == What::Make && !matches!(self.end(), Some(End::Done));
        is_half.then(|| {
            format!(
                "the forms of a schedule were being made: {done} of {total} rows are done, \
                 {forms} with a form\n  hint: bring the schedule again and make the others; an \
                 archive keeps what is done"
            )
        })
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
    fn a_job_counts_and_ends_once_for_all_who_wait() {
        let job = Job::new(What::Make);
        job.of(3);
        job.count(true);
        job.count(false);
        let (total, forms, refused) = (3, 1, 1);
        let progress = Progress {
            total,
            forms,
            refused,
            packing: false,
        };
        assert_eq!(job.progress(), progress);
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
