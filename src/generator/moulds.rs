//! Forms of one kind, made from what they share.
//!
//! ```text
//! case ──► kind ──► mould? ── no ──► the whole line; from the second form of a kind on,
//!                     │              a mould is made from it
//!                    yes
//!                     ▼
//!          own texts ──► own paragraphs set ──► own rules judged ──► frozen file filled
//! ```
//!
//! A mould is made from one form and proven on another: its first cast is compared with
//! what the whole line makes of the same case, byte for byte and verdict for verdict. One
//! that differs is never used. Where a case does not fit (a name takes two lines instead
//! of one), the whole line is walked, and gives another mould of the same kind; not where
//! the fonts had to take in rare letters of one name, which no other form has.

use std::collections::{HashMap, VecDeque};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::Value;

use super::kind::{Kind, LooksAt, kind, take_own};
use super::{Form, Generator, Stages};
use crate::case::Case;
use crate::consent::{Consent, Own};
use crate::error::Problems;
use crate::library::Library;
use crate::pdf::{Filled, Frozen};
use crate::rules::{self, Judged, OwnScene};
use crate::typeset::{Item, PageMould, Paper};

/// How many moulds are kept: each takes about half a megabyte.
const KEPT: usize = 160;
/// How many kinds are remembered that had one form so far.
const REMEMBERED: usize = 20_000;
/// How many moulds a kind may have, for names and reasons of different length.
const OF_A_KIND: usize = 6;

/// What forms of one kind and shape share. Nothing in it is a patient's.
#[derive(Debug)]
pub(super) struct Mould {
    /// For nobody.
    consent: Consent,
    content_digest: [u8; 32],
    /// What is left of the own part when its texts are taken out.
    shape: Value,
    pages: PageMould,
    frozen: Frozen,
    judged: Judged,
    paper: Paper,
}

/// Where a mould is in its life.
#[derive(Debug, Clone)]
enum State {
    /// Made, and not compared yet.
    Unproven(Arc<Mould>),
    /// Its first cast was what the whole line made.
    Proven(Arc<Mould>),
}

/// The moulds of a generator.
#[derive(Debug, Default)]
pub(super) struct Moulds {
    looks_at: OnceLock<LooksAt>,
    /// How many forms were cast.
    cast: AtomicU64,
    shelf: Mutex<Shelf>,
}

#[derive(Debug, Default)]
struct Shelf {
    kinds: HashMap<Kind, OfKind>,
    /// Kinds with moulds, the one that was used last at the end.
    order: VecDeque<Kind>,
}

#[derive(Debug)]
enum OfKind {
    /// There was one form, with this content.
    Seen([u8; 32]),
    Moulds(Vec<State>),
    /// It cannot be cast.
    Never,
}

impl Shelf {
    /// Notes that a kind was asked for just now.
    fn used(&mut self, kind: Kind) {
        self.order.retain(|known| *known != kind);
        self.order.push_back(kind);
    }

    /// Lets go of the kinds that nobody has asked for the longest.
    fn make_room(&mut self) {
        let moulds = |of: &OfKind| match of {
            OfKind::Moulds(states) => states.len(),
            OfKind::Seen(_) | OfKind::Never => 0,
        };
        let mut kept: usize = self.kinds.values().map(moulds).sum();
        while kept > KEPT
            && let Some(oldest) = self.order.pop_front()
        {
            kept -= self.kinds.remove(&oldest).as_ref().map_or(0, moulds);
        }
    }
}

impl Moulds {
    /// The kind of a case on a day: what is shared has been judged on that day (a review that
    /// falls due is a verdict), so the next day begins anew.
    pub(super) fn kind(&self, case: &Case, library: &Library, day: NaiveDate) -> Kind {
        let looks_at = self.looks_at.get_or_init(|| LooksAt::of(library));
        kind(case, looks_at, day)
    }

    fn shelf(&self) -> MutexGuard<'_, Shelf> {
        // A mould is put in whole or not at all, whatever becomes of a thread.
        self.shelf.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The moulds of a kind.
    fn of(&self, kind: &Kind) -> Vec<State> {
        let mut shelf = self.shelf();
        let Some(OfKind::Moulds(states)) = shelf.kinds.get(kind) else {
            return Vec::new();
        };
        let states = states.clone();
        shelf.used(*kind);
        states
    }

    /// Whether a form of a kind is to be made into a mould: there was one before with the
    /// same content.
    fn wants(&self, kind: Kind, content: [u8; 32]) -> bool {
        let mut shelf = self.shelf();
        match shelf.kinds.get(&kind) {
            None => {
                if shelf.kinds.len() > REMEMBERED {
                    shelf.kinds.retain(|_, of| matches!(of, OfKind::Moulds(_)));
                }
                shelf.kinds.insert(kind, OfKind::Seen(content));
                false
            }
            Some(OfKind::Seen(before)) if *before == content => true,
            // Content depends on something that is taken for the patient's own.
            Some(OfKind::Seen(_)) => {
                shelf.kinds.insert(kind, OfKind::Never);
                false
            }
            Some(OfKind::Moulds(states)) => states.len() < OF_A_KIND,
            Some(OfKind::Never) => false,
        }
    }

    fn put(&self, kind: Kind, mould: Arc<Mould>) {
        let mut shelf = self.shelf();
        match shelf.kinds.get_mut(&kind) {
            Some(OfKind::Moulds(states)) => states.push(State::Unproven(mould)),
            // Another thread has found that out meanwhile.
            Some(OfKind::Never) => return,
            Some(OfKind::Seen(_)) | None => {
                let states = vec![State::Unproven(mould)];
                shelf.kinds.insert(kind, OfKind::Moulds(states));
            }
        }
        shelf.used(kind);
        shelf.make_room();
    }

    fn prove(&self, kind: &Kind, mould: &Arc<Mould>, holds: bool) {
        let mut shelf = self.shelf();
        if !holds {
            shelf.kinds.insert(*kind, OfKind::Never);
        } else if let Some(OfKind::Moulds(states)) = shelf.kinds.get_mut(kind) {
            for state in states {
                if matches!(state, State::Unproven(known) if Arc::ptr_eq(known, mould)) {
                    *state = State::Proven(mould.clone());
                }
            }
        }
    }
}

impl Generator {
    /// How many forms were made from what forms of their kind share, and not by walking
    /// the whole line.
    pub fn cast(&self) -> u64 {
        self.moulds.cast.load(Ordering::Relaxed)
    }

    /// One form of a case, from a mould where there is one.
    pub(super) fn form_of_kind(
        &self,
        case: &Case,
        created: DateTime<Utc>,
    ) -> Result<Form, Problems> {
        self.printable(case, created)?;
        let day = self.outside.day_of(created);
        let kind = self.moulds.kind(case, &self.library, day);
        let mut unproven = Vec::new();
        for state in self.moulds.of(&kind) {
            match state {
                State::Unproven(mould) => unproven.push(mould),
                State::Proven(mould) => {
                    if let Some(form) = self.pour(&mould, case, created) {
                        self.moulds.cast.fetch_add(1, Ordering::Relaxed);
                        return form;
                    }
                }
            }
        }
        let stages = self.lay_out(self.composed(case)?)?;
        let made = self.made(&stages, created)?;
        let mut fits = false;
        for mould in unproven {
            if let Some(cast) = self.pour(&mould, case, created) {
                fits = true;
                let same = cast.is_ok_and(|cast| cast == made.form);
                self.moulds.prove(&kind, &mould, same);
            }
        }
        let content = stages.consent.content_digest();
        let shares = stages.document.own_is_text && made.frozen.serves_others();
        if !fits && shares && self.moulds.wants(kind, content) {
            let (frozen, judged) = (made.frozen, made.judged);
            let mould = self.mould(&stages, content, frozen, judged);
            self.moulds.put(kind, Arc::new(mould));
        }
        Ok(made.form)
    }

    fn mould(
        &self,
        stages: &Stages,
        content_digest: [u8; 32],
        frozen: Frozen,
        judged: Judged,
    ) -> Mould {
        let consent = &stages.consent;
        let (_, shape) = take_own(consent.own().by_name(&consent.form_id));
        Mould {
            consent: consent.for_nobody(),
            content_digest,
            shape,
            pages: PageMould::of(&stages.pages),
            frozen,
            judged,
            paper: self.options.paper,
        }
    }

    /// The form of a case from a mould of its kind; `None` if it does not fit.
    fn pour(
        &self,
        mould: &Mould,
        case: &Case,
        created: DateTime<Utc>,
    ) -> Option<Result<Form, Problems>> {
        let own = self.own_of(&mould.consent, case)?;
        let id = own.form_id(&mould.content_digest, &self.edition);
        let (texts, shape) = take_own(own.by_name(&id));
        if shape != mould.shape {
            return None;
        }
        let pieces = mould.pages.pour(&texts, &self.faces)?;
        let pieces: Vec<&[Item]> = pieces.iter().map(Vec::as_slice).collect();
        let on_page = |numbers: &Vec<usize>| numbers.iter().map(|number| pieces[*number]).collect();
        let pages: Vec<Vec<&[Item]>> = mould.pages.pages().iter().map(on_page).collect();
        let version = &mould.consent.content_version;
        if !rules::codes_are_right(&id, version, &pages) {
            return None;
        }
        let clear = |items: &&[Item]| rules::stand_clear(items, mould.paper);
        if !whose(&own, &id, &pieces, mould.pages.pages()) || !pieces.iter().all(clear) {
            return None;
        }
        let scene = OwnScene {
            consent: &mould.consent,
            own: &own,
            profile: &self.profile,
            today: self.outside.day_of(created),
        };
        let report = mould.judged.report(&scene, &id);
        if let Err(refused) = report.refusal() {
            return Some(Err(refused));
        }
        let record = || mould.consent.for_another(own.clone(), id.clone());
        let metadata = match self.metadata(&id, record, created) {
            Ok(metadata) => metadata,
            Err(problems) => return Some(Err(problems)),
        };
        let Filled { bytes, sha256 } = mould.frozen.fill(&pieces, &metadata)?;
        Some(Ok(Form {
            bytes,
            sha256,
            pages: pages.len(),
            id,
            report,
        }))
    }
}

/// Whether every page says whose form it is and which: what would be another patient's
/// page is never a form. `pages` has the numbers of the pieces of each.
fn whose(own: &Own, id: &str, pieces: &[&[Item]], pages: &[Vec<usize>]) -> bool {
    let patient = &own.patient;
    let must = [
        &patient.family_name,
        &patient.given_names,
        &patient.date_of_birth.words,
        &patient.record_number,
    ];
    let must: Vec<String> = must
        .into_iter()
        .map(String::as_str)
        .chain([id])
        .map(rules::bare)
        .collect();
    let words = |items: &&[Item]| rules::own_words(items).map(rules::bare).collect();
    let words: Vec<String> = pieces.iter().map(words).collect();
    pages.iter().all(|numbers| {
        let on_page: String = numbers
            .iter()
            .map(|number| words[*number].as_str())
            .collect();
        must.iter().all(|text| on_page.contains(text))
    })
}
