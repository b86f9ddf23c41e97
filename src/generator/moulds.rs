//! Forms of one kind, made from what they share.
//!
//! ```text
//! case ──► kind ──► mould? ── no ──► the whole line; from the second form of a kind on,
//!                     │              a mould is made from it and proven on one before
//!                    yes
//!                     ▼
//!          own texts ──► own paragraphs set ──► own rules judged ──► frozen file filled
//! ```
//!
//! A mould is made from one form and proven on another: an earlier one of the kind is cast
//! in it and compared with what the whole line made of it, byte for byte and verdict for
//! verdict. A kind with one that differs is never cast. Where a case does not fit (a name
//! takes two lines instead of one), the whole line is walked, which can give another mould of
//! the same kind; not where the fonts had to take in rare letters of one name, which no other
//! form has.

use std::sync::atomic::Ordering;

use chrono::{DateTime, Utc};

use super::kind::{Kind, kind};
use super::shelf::{Proof, Seen};
use super::{Form, Generator, Made, Stages};
use crate::case::{Case, Places};
use crate::consent::{Apart, Consent, Gist, Own};
use crate::error::Problems;
use crate::pdf::{Filled, Frozen};
use crate::rules::{self, Judged, OwnScene};
use crate::typeset::{Item, PageMould, Paper};

/// What forms of one kind and shape share. Nothing in it is a patient's.
#[derive(Debug)]
pub(super) struct Mould {
    gist: Gist,
    /// For nobody; only where files carry what they were made from.
    consent: Option<Consent>,
    pub content_digest: [u8; 32],
    /// What is left of the own part when its texts are taken out.
    shape: String,
    pages: PageMould,
    frozen: Frozen,
    judged: Judged,
    paper: Paper,
}

impl Generator {
    /// How many forms were made from what forms of their kind share, and not by walking
    /// the whole line.
    pub fn cast(&self) -> u64 {
        self.moulds.cast.load(Ordering::Relaxed)
    }

    /// Lets go of the cases that are kept to prove moulds on: for a program that runs on
    /// when whoever brought them is done.
    pub fn forget(&self) {
        self.moulds.forget();
    }

    /// One form of a case, from a mould where there is one.
    pub(super) fn form_of_kind(
        &self,
        case: &Case,
        created: DateTime<Utc>,
    ) -> Result<Form, Problems> {
        self.printable(case, created)?;
        // What is shared has been judged on a day (a review that falls due is a verdict), so
        // the next day begins anew.
        let kind = kind(case, &self.library, self.outside.day_of(created));
        for mould in self.moulds.of(&kind) {
            if let Some(form) = self.pour(&mould, case, created) {
                self.moulds.cast.fetch_add(1, Ordering::Relaxed);
                return form;
            }
        }
        let stages = self.lay_out(self.composed(case)?)?;
        let made = self.made(&stages, created)?;
        Ok(self.learn(kind, (case, created), &stages, made))
    }

    /// Takes a form that the whole line made for others of its kind: a mould, if one before
    /// can be cast in it; or one to prove a later mould on.
    fn learn(
        &self,
        kind: Kind,
        (case, created): (&Case, DateTime<Utc>),
        stages: &Stages,
        made: Made,
    ) -> Form {
        let Made {
            form,
            frozen,
            judged,
        } = made;
        if !(stages.document.own_is_text && frozen.serves_others()) {
            return form;
        }
        let content = stages.consent.content_digest();
        let Some(seen) = self.moulds.seen(kind, content) else {
            return form;
        };
        if !seen.is_empty() {
            let mould = self.mould(stages, content, frozen, judged);
            for before in &seen {
                match self.pour(&mould, &before.case, before.created) {
                    None => {}
                    Some(Ok(cast)) if Proof::of(&cast) == before.proof => {
                        self.moulds.put(kind, mould, before);
                        return form;
                    }
                    Some(_) => {
                        self.moulds.never(kind);
                        return form;
                    }
                }
            }
        }
        let case = Case {
            places: Places::default(),
            ..case.clone()
        };
        let proof = Proof::of(&form);
        let seen = Seen {
            case,
            created,
            proof,
        };
        self.moulds.remember(kind, content, seen);
        form
    }

    fn mould(
        &self,
        stages: &Stages,
        content_digest: [u8; 32],
        frozen: Frozen,
        judged: Judged,
    ) -> Mould {
        let consent = &stages.consent;
        Mould {
            gist: Gist::of(consent),
            consent: self.options.embed_data.then(|| consent.for_nobody()),
            content_digest,
            shape: consent.own().apart().shape,
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
        let own = self.own_of(&mould.gist, case)?;
        let apart = own.apart();
        let id = apart.form_id(&mould.content_digest, &self.edition);
        let Apart {
            texts,
            of_patient,
            shape,
        } = apart.of_form(&id);
        if shape != mould.shape {
            return None;
        }
        let pieces = mould.pages.pour(&texts, &of_patient, &self.faces)?;
        let pieces: Vec<&[Item]> = pieces.iter().map(Vec::as_slice).collect();
        let on_page = |numbers: &Vec<usize>| numbers.iter().map(|number| pieces[*number]).collect();
        let pages: Vec<Vec<&[Item]>> = mould.pages.pages().iter().map(on_page).collect();
        let version = &mould.gist.content_version;
        if !rules::codes_are_right(&id, version, &pages) {
            return None;
        }
        let clear = |items: &&[Item]| rules::stand_clear(items, mould.paper);
        if !whose(&own, &id, &pieces, mould.pages.pages()) || !pieces.iter().all(clear) {
            return None;
        }
        let scene = OwnScene {
            gist: &mould.gist,
            own: &own,
            profile: &self.profile,
            today: self.outside.day_of(created),
        };
        let report = mould.judged.report(&scene, &id);
        if let Err(refused) = report.refusal() {
            return Some(Err(refused));
        }
        let consent = mould.consent.as_ref();
        let consent = consent.map(|consent| consent.for_another(own.clone(), id.clone()));
        let metadata = match self.metadata(&id, consent.as_ref(), created) {
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
    let must: [&str; 5] = [
        &patient.family_name,
        &patient.given_names,
        &patient.date_of_birth.words,
        &patient.record_number,
        id,
    ];
    let must = must.map(rules::bare);
    let words = |items: &&[Item]| rules::own_words(items).map(rules::bare).collect();
    let words: Vec<String> = pieces.iter().map(words).collect();
    // What runs along the pages is the same piece on all of them.
    let mut found = vec![[None; 5]; words.len()];
    pages.iter().all(|numbers| {
        let said = |(index, text): (usize, &String)| {
            numbers.iter().any(|number| {
                let found = &mut found[*number][index];
                *found.get_or_insert_with(|| words[*number].contains(text))
            })
        };
        // What stands in two pieces is rare.
        must.iter().enumerate().all(said) || {
            let on_page = numbers.iter().map(|number| words[*number].as_str());
            let on_page: String = on_page.collect();
            must.iter().all(|text| on_page.contains(text))
        }
    })
}
