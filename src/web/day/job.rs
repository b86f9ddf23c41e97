//! Jobs on the rows of a schedule, and how far they are.

use std::sync::atomic::{AtomicBool, AtomicU64};

pub(super) use crate::web::job::End;
use crate::web::job::{self, ORDER};

/// A job on the rows of a schedule.
pub(super) type Job = job::Job<Rows>;

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

/// The rows that it goes through.
#[derive(Debug)]
pub(super) struct Rows {
    what: What,
    total: AtomicU64,
    forms: AtomicU64,
    refused: AtomicU64,
    packing: AtomicBool,
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

impl job::Job<Rows> {
    pub(super) fn new(what: What) -> Self {
        Self::counting(Rows {
            what,
            total: AtomicU64::new(0),
            forms: AtomicU64::new(0),
            refused: AtomicU64::new(0),
            packing: AtomicBool::new(false),
        })
    }

    pub(super) fn what(&self) -> What {
        self.counts.what
    }

    /// How many rows there are.
    pub(super) fn of(&self, total: u64) {
        self.counts.total.store(total, ORDER);
    }

    /// One row more is done, with a form or without.
    pub(super) fn count(&self, form: bool) {
        let Rows { forms, refused, .. } = &self.counts;
        let counter = if form { forms } else { refused };
        counter.fetch_add(1, ORDER);
    }

    pub(super) fn packing(&self) {
        self.counts.packing.store(true, ORDER);
    }

    pub(super) fn progress(&self) -> Progress {
        Progress {
            total: self.counts.total.load(ORDER),
            forms: self.counts.forms.load(ORDER),
            refused: self.counts.refused.load(ORDER),
            packing: self.counts.packing.load(ORDER),
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
        let is_half = self.what() == What::Make && !matches!(self.end(), Some(End::Done));
        is_half.then(|| {
            format!(
                "the forms of a schedule were being made: {done} of {total} rows are done, \
                 {forms} with a form\n  hint: bring the schedule again and make the others; an \
                 archive keeps what is done"
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_counted() {
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
        assert_eq!((job.what(), job.progress()), (What::Make, progress));
    }
}
