//! Where moulds are kept, and the forms that they are proven on.

use std::collections::HashMap;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};

use super::Form;
use super::kind::Kind;
use super::moulds::Mould;
use crate::case::Case;

/// How many moulds are kept: each takes about a fifth of a megabyte.
const KEPT: usize = 400;
/// How many kinds are remembered that no mould was made for yet: each takes a few kilobytes.
const REMEMBERED: usize = 4_000;
/// How many moulds a kind may have, for names and reasons of different length; and how many
/// forms of it are remembered to prove them on.
const OF_A_KIND: usize = 6;

/// A form that the whole line made.
#[derive(Debug)]
pub(super) struct Seen {
    pub case: Case,
    pub created: DateTime<Utc>,
    pub proof: Proof,
}

/// What two forms that are the same have in common.
#[derive(Debug, PartialEq)]
pub(super) struct Proof {
    id: String,
    sha256: [u8; 32],
    pages: usize,
    /// SHA-256 of the report.
    report: Option<[u8; 32]>,
}

impl Proof {
    pub(super) fn of(form: &Form) -> Self {
        let report = form.report.to_json().ok();
        Self {
            id: form.id.clone(),
            sha256: form.sha256,
            pages: form.pages,
            report: report.map(|json| Sha256::digest(json).into()),
        }
    }
}

/// The moulds of a generator.
#[derive(Debug, Default)]
pub(super) struct Moulds {
    /// How many forms were cast.
    pub cast: AtomicU64,
    shelf: Mutex<Shelf>,
}

#[derive(Debug, Default)]
struct Shelf {
    kinds: HashMap<Kind, OfKind>,
    /// How many times any kind was asked for.
    times: u64,
}

#[derive(Debug)]
enum OfKind {
    Castable {
        /// What the content of all its forms hashes to.
        content: [u8; 32],
        /// Forms that fitted no mould.
        seen: Vec<Arc<Seen>>,
        /// Each proven.
        moulds: Vec<Arc<Mould>>,
        /// When it was asked for last: how many times any kind was until then.
        asked: u64,
    },
    /// Something is taken for the patient's own that forms of the kind differ in otherwise.
    Never,
}

impl OfKind {
    fn moulds(&self) -> &[Arc<Mould>] {
        match self {
            Self::Castable { moulds, .. } => moulds,
            Self::Never => &[],
        }
    }
}

impl Shelf {
    /// Lets go of the kinds with moulds that nobody has asked for the longest.
    fn make_room(&mut self) {
        let mut kept: usize = self.kinds.values().map(|of| of.moulds().len()).sum();
        while kept > KEPT {
            let with_moulds = self.kinds.iter().filter_map(|(kind, of)| match of {
                OfKind::Castable { moulds, asked, .. } if !moulds.is_empty() => {
                    Some((asked, *kind, moulds.len()))
                }
                _ => None,
            });
            let Some((_, oldest, count)) = with_moulds.min() else {
                return;
            };
            self.kinds.remove(&oldest);
            kept -= count;
        }
    }

    /// Remembers a kind that no mould is made for yet.
    fn begin(&mut self, kind: Kind, content: [u8; 32]) -> &mut OfKind {
        if self.kinds.len() >= REMEMBERED + KEPT {
            self.kinds.retain(|_, of| !of.moulds().is_empty());
        }
        self.kinds.entry(kind).or_insert(OfKind::Castable {
            content,
            seen: Vec::new(),
            moulds: Vec::new(),
            asked: 0,
        })
    }
}

impl Moulds {
    fn shelf(&self) -> MutexGuard<'_, Shelf> {
        // A mould is put in whole or not at all, whatever becomes of a thread.
        self.shelf.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The moulds of a kind.
    pub(super) fn of(&self, kind: &Kind) -> Vec<Arc<Mould>> {
        let mut shelf = self.shelf();
        shelf.times += 1;
        let now = shelf.times;
        match shelf.kinds.get_mut(kind) {
            Some(OfKind::Castable { moulds, asked, .. }) => {
                *asked = now;
                moulds.clone()
            }
            Some(OfKind::Never) | None => Vec::new(),
        }
    }

    /// Forms of a kind to prove a mould on that would be made from one with this content;
    /// `None` if there is to be none.
    pub(super) fn seen(&self, kind: Kind, content: [u8; 32]) -> Option<Vec<Arc<Seen>>> {
        let mut shelf = self.shelf();
        match shelf.begin(kind, content) {
            OfKind::Castable {
                content: before,
                seen,
                moulds,
                ..
            } if *before == content => (moulds.len() < OF_A_KIND).then(|| seen.clone()),
            // Content depends on something that is taken for the patient's own.
            of => {
                *of = OfKind::Never;
                None
            }
        }
    }

    /// Remembers a form that fits no mould, to prove one on that it would fit.
    pub(super) fn remember(&self, kind: Kind, content: [u8; 32], form: Seen) {
        if let OfKind::Castable { seen, .. } = self.shelf().begin(kind, content)
            && seen.len() < OF_A_KIND
        {
            seen.push(Arc::new(form));
        }
    }

    /// Puts in a mould that was proven on a form.
    pub(super) fn put(&self, kind: Kind, mould: Mould, on: &Arc<Seen>) {
        let mut shelf = self.shelf();
        let now = shelf.times;
        if let OfKind::Castable {
            seen,
            moulds,
            asked,
            ..
        } = shelf.begin(kind, mould.content_digest)
        {
            seen.retain(|known| !Arc::ptr_eq(known, on));
            moulds.push(Arc::new(mould));
            *asked = now;
            shelf.make_room();
        }
    }

    /// Lets go of all forms that moulds were to be proven on.
    pub(super) fn forget(&self) {
        self.shelf().kinds.retain(|_, of| match of {
            OfKind::Castable { seen, moulds, .. } => {
                seen.clear();
                !moulds.is_empty()
            }
            OfKind::Never => true,
        });
    }

    pub(super) fn never(&self, kind: Kind) {
        self.shelf().kinds.insert(kind, OfKind::Never);
    }
}
