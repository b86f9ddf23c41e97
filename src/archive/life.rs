//! The life of a form: which step may follow which.
//!
//! ```text
//! issued ──► printed ──► signed ──► withdrawn
//!    │          │          ├─────► superseded ─┐
//!    ├──────────┼──────────┴─────► expired ────┤ made again
//!    │          └─► refused, withdrawn ────────┤
//!    ▼                                         ▼
//!  (any) ──► destroying ──► destroyed        issued
//! ```

use std::collections::BTreeSet;

use chrono::{DateTime, Days, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::back::Back;
use super::entry::{FileOf, FileRole};
use super::log::{Action, LogRecord};

/// Where a form is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Made, and waiting.
    Issued,
    /// On paper, and waiting for a signature.
    Printed,
    /// Signed, and in force.
    Signed,
    /// The patient does not consent.
    Refused,
    /// The patient took the consent back.
    Withdrawn,
    /// Another form took its place.
    Superseded,
    /// Its time is over.
    Expired,
    /// Its files are being destroyed.
    Destroying,
    /// Its files are gone.
    Destroyed,
}

impl Status {
    /// All of them, in order.
    pub const ALL: [Self; 9] = [
        Self::Issued,
        Self::Printed,
        Self::Signed,
        Self::Refused,
        Self::Withdrawn,
        Self::Superseded,
        Self::Expired,
        Self::Destroying,
        Self::Destroyed,
    ];

    /// As it is written.
    pub fn name(self) -> &'static str {
        match self {
            Self::Issued => "issued",
            Self::Printed => "printed",
            Self::Signed => "signed",
            Self::Refused => "refused",
            Self::Withdrawn => "withdrawn",
            Self::Superseded => "superseded",
            Self::Expired => "expired",
            Self::Destroying => "destroying",
            Self::Destroyed => "destroyed",
        }
    }

    /// The one that is written so.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.name() == name)
    }

    /// Whether it waits for a signature or has one that counts.
    pub fn is_live(self) -> bool {
        matches!(self, Self::Issued | Self::Printed | Self::Signed)
    }

    /// What it becomes by an action; nothing if the action is not allowed.
    pub(super) fn after(self, action: &Action) -> Option<Self> {
        use Status::*;
        match (self, action) {
            (Issued | Printed, Action::Printed) => Some(Printed),
            (Signed, Action::Printed) => Some(Signed),
            (Issued | Printed, Action::Signed { .. }) => Some(Signed),
            (Issued | Printed, Action::Refused { .. }) => Some(Refused),
            (Issued | Printed | Signed, Action::Withdrawn { .. }) => Some(Withdrawn),
            (Issued | Printed | Signed, Action::Superseded { .. }) => Some(Superseded),
            (Issued | Printed | Signed, Action::Expired) => Some(Expired),
            (Issued | Printed | Signed, Action::MadeAgain { .. }) => Some(self),
            (Refused | Withdrawn | Superseded | Expired, Action::MadeAgain { .. }) => Some(Issued),
            (
                Destroying | Destroyed,
                Action::Held { .. } | Action::Exported | Action::Scanned { .. },
            ) => None,
            (any, Action::Held { .. } | Action::Released { .. }) => Some(any),
            (any, Action::Exported | Action::Scanned { .. }) => Some(any),
            (Destroyed | Destroying, Action::Destroying { .. }) => None,
            (_, Action::Destroying { .. }) => Some(Destroying),
            (Destroying, Action::Destroyed { .. }) => Some(Destroyed),
            _ => None,
        }
    }
}

/// What the log says of one form so far.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct State {
    pub(super) status: Status,
    pub(super) since: DateTime<Utc>,
    pub(super) added: DateTime<Utc>,
    pub(super) on: Option<NaiveDate>,
    pub(super) superseded_by: String,
    pub(super) holds: BTreeSet<String>,
    pub(super) validity_days: Option<u32>,
    pub(super) last_change: u64,
    /// Each file, with the number of the record that brought it.
    pub(super) files: Vec<(u64, FileOf)>,
    /// What each form file claims to be.
    pub(super) claims: Vec<String>,
    /// Which pages came back as scans.
    pub(super) back: Back,
}

impl State {
    /// What a history comes to; nothing for an empty one.
    ///
    /// # Errors
    /// The first record that cannot follow those before it, by its number.
    pub(super) fn of<'a>(
        history: impl IntoIterator<Item = &'a LogRecord>,
    ) -> Result<Option<Self>, u64> {
        let mut state: Option<Self> = None;
        for record in history {
            match &mut state {
                None => state = Some(Self::first(record).ok_or(record.seq)?),
                Some(state) => state.apply(record).ok_or(record.seq)?,
            }
        }
        Ok(state)
    }

    /// A form that just came in.
    fn first(record: &LogRecord) -> Option<Self> {
        let Action::Added {
            files,
            pdfa,
            validity_days,
        } = &record.action
        else {
            return None;
        };
        let files = files.iter().map(|file| (record.seq, file.clone()));
        Some(Self {
            status: Status::Issued,
            since: record.at,
            added: record.at,
            on: None,
            superseded_by: String::new(),
            holds: BTreeSet::new(),
            validity_days: *validity_days,
            last_change: record.seq,
            files: files.collect(),
            claims: vec![pdfa.clone()],
            back: Back::default(),
        })
    }

    /// Goes one record on; nothing if it cannot follow.
    pub(super) fn apply(&mut self, record: &LogRecord) -> Option<()> {
        let next = self.status.after(&record.action)?;
        match &record.action {
            Action::Held { reference } => {
                self.holds.insert(reference.clone()).then_some(())?;
            }
            Action::Released { reference } => {
                self.holds.remove(reference).then_some(())?;
            }
            Action::Destroying { .. } if !self.holds.is_empty() => return None,
            Action::Signed { on } | Action::Refused { on } | Action::Withdrawn { on } => {
                self.on = Some(*on);
            }
            Action::Superseded { by, .. } => self.superseded_by = by.clone(),
            Action::MadeAgain { files, pdfa } => {
                let files = files.iter().map(|file| (record.seq, file.clone()));
                self.files.extend(files);
                self.claims.push(pdfa.clone());
                if next != self.status {
                    self.superseded_by = String::new();
                    self.on = None;
                    // What came back before was signed on other paper.
                    self.back = Back::default();
                }
            }
            Action::Scanned {
                file, of, pages, ..
            } => {
                self.files.push((record.seq, file.clone()));
                self.back.add(*of, pages);
            }
            Action::Destroyed { certificate } => {
                self.back = Back::default();
                self.files = vec![(record.seq, certificate.clone())];
                self.claims.clear();
            }
            _ => {}
        }
        if next != self.status {
            self.since = record.at;
        }
        self.status = next;
        // An export changes nothing but the log.
        if record.action != Action::Exported {
            self.last_change = record.seq;
        }
        Some(())
    }

    /// Whether nothing is left but the id.
    pub(super) fn is_destroyed(&self) -> bool {
        self.status == Status::Destroyed
    }

    /// The latest file of a kind.
    pub(super) fn file(&self, role: FileRole) -> Option<&FileOf> {
        let mut files = self.files.iter().rev().map(|(_, file)| file);
        files.find(|file| file.role == role)
    }

    /// The first day on which the form no longer holds: of an unsigned form, the day after the
    /// operation; of a signed one, the day after its signature runs out, where that comes
    /// before the operation or the day of the operation is not known.
    pub(super) fn expires(&self, planned: Option<NaiveDate>) -> Option<NaiveDate> {
        let next = |day: NaiveDate| day.checked_add_days(Days::new(1));
        match self.status {
            Status::Issued | Status::Printed => planned.and_then(next),
            Status::Signed => {
                let days = Days::new(self.validity_days?.into());
                let last = self.on?.checked_add_days(days)?;
                (planned.is_none_or(|planned| planned > last))
                    .then(|| next(last))
                    .flatten()
            }
            _ => None,
        }
    }
}
