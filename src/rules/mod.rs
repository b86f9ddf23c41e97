//! Whether a form may be issued.
//!
//! ```text
//! consent + pages ──► nothing dropped?  always, whatever the profile
//!                 ──► profile           each rule: passed, failed, warned,
//!                                       not applicable, left to the pen
//!                 ──► Report            goes beside the form, or says why there is none
//! ```
//!
//! Rules are data (`templates/profiles`); `checks` has those that need code.

mod checks;
mod codes;
mod judge;
mod kept;
mod laid_out;
mod pictures;
mod report;

use std::sync::{Arc, OnceLock};

use chrono::NaiveDate;

pub use report::{Findings, Outcome, Report, Verdict};

use crate::consent::{Consent, Gist, LaySection, Own};
use crate::document::Document;
use crate::error::{Problem, Problems, choose};
use crate::library::{Profile, Rule};
use crate::readability::{Reader, Reading};
use crate::typeset::{Item, Mark, Pages, Paper};
use checks::Finding;
use laid_out::LaidOut;
pub(crate) use laid_out::bare;

/// What is held against a profile.
#[derive(Debug, Clone, Copy)]
pub struct Scene<'a> {
    /// What is said.
    pub consent: &'a Consent,
    /// The tree.
    pub document: &'a Document,
    /// The placed glyphs.
    pub pages: &'a Pages,
    /// The rules.
    pub profile: &'a Profile,
    /// Measures lay text, with the terms at hand that may stand in it.
    pub reader: &'a Reader,
    /// Rules of the shipped profile that the site has taken out or weakened, by id.
    pub weakened: &'a [String],
    /// Files of the site that shape the form and are no content: layout, theme, drawings.
    pub changed_files: &'a [String],
    /// Drafts and content that is due for review are refused, not only warned of.
    pub require_approved: bool,
    /// The day on which the form is made.
    pub today: NaiveDate,
}

/// What is the patient's own, for the rules that look at it.
#[derive(Debug, Clone, Copy)]
pub struct OwnScene<'a> {
    /// What is said besides.
    pub gist: &'a Gist,
    /// Whom the form is for.
    pub own: &'a Own,
    /// The rules.
    pub profile: &'a Profile,
    /// The day on which the form is made.
    pub today: NaiveDate,
}

/// A form held against its profile, but for what is the patient's own.
#[derive(Debug, Clone)]
pub struct Judged {
    /// By rule, in the order of the profile.
    findings: Vec<Finding>,
    dropped: Vec<String>,
    by_hand: Vec<String>,
    readability: Vec<Reading>,
    /// What the own checks found for the first form of the kind, and all of it together:
    /// mostly they find the same for the next.
    usual: OnceLock<(Vec<Option<Finding>>, Arc<Findings>)>,
}

/// Holds a form against its profile; says no by the report, never by an error.
pub fn judge(scene: &Scene<'_>) -> Report {
    let own = scene.consent.own();
    let gist = Gist::of(scene.consent);
    let scene_of_own = OwnScene {
        gist: &gist,
        own: &own,
        profile: scene.profile,
        today: scene.today,
    };
    Judged::of(scene).report(&scene_of_own, &scene.consent.form_id)
}

impl Judged {
    /// Holds everything that forms of a kind share against the profile.
    pub fn of(scene: &Scene<'_>) -> Self {
        let laid_out = LaidOut::of(scene.document, scene.pages);
        let mut dropped = kept::dropped(scene.consent, scene.document, &laid_out);
        dropped.extend(codes::wrong_code(scene.consent, scene.pages));
        let sections = scene.consent.lay_sections();
        let reading = |(section, texts): &LaySection<'_>| scene.reader.reading(section, texts);
        let readings: Vec<Reading> = sections.iter().map(reading).collect();
        let judge = judge::Judge::new(scene, &laid_out, &dropped, &readings);
        let findings = scene.profile.rules.iter().map(|rule| judge.finding(rule));
        Self {
            findings: findings.collect(),
            dropped: dropped.iter().map(ToString::to_string).collect(),
            by_hand: laid_out
                .fields
                .keys()
                .map(|name| (*name).to_owned())
                .collect(),
            readability: readings,
            usual: OnceLock::new(),
        }
    }

    /// The report of one form of the kind.
    pub fn report(&self, scene: &OwnScene<'_>, form_id: &str) -> Report {
        let rules = scene.profile.rules.iter().zip(&self.findings);
        let own = |(rule, shared): (&Rule, &Finding)| match (shared, rule.test.as_deref()) {
            (Finding::Holds, Some(test)) => checks::run_own(test, scene),
            _ => None,
        };
        let own: Vec<Option<Finding>> = rules.map(own).collect();
        let findings = match self.usual.get() {
            Some((usual, findings)) if *usual == own => Arc::clone(findings),
            Some(_) => Arc::new(self.all(scene.profile, &own)),
            None => {
                let all = Arc::new(self.all(scene.profile, &own));
                // Another thread may have been first: that is as good.
                let _ = self.usual.set((own, Arc::clone(&all)));
                all
            }
        };
        Report {
            form_id: form_id.to_owned(),
            findings,
        }
    }

    /// What the kind shares and what is one form's own, together.
    fn all(&self, profile: &Profile, own: &[Option<Finding>]) -> Findings {
        let shared = profile.rules.iter().zip(&self.findings);
        let verdicts = shared
            .zip(own)
            .map(|((rule, shared), own)| judge::verdict(rule, own.as_ref().unwrap_or(shared)));
        Findings {
            profile: profile.id.clone(),
            verdicts: verdicts.collect(),
            dropped: self.dropped.clone(),
            by_hand: self.by_hand.clone(),
            readability: self.readability.clone(),
            json: OnceLock::new(),
        }
    }
}

/// What some items say that is the patient's own.
pub(crate) fn own_words(items: &[Item]) -> impl Iterator<Item = &str> {
    items.iter().filter_map(|item| match &item.mark {
        Mark::Glyphs(run) if run.own => Some(&*run.text),
        _ => None,
    })
}

/// Whether everything of some items stands clear of the edges of the paper.
pub(crate) fn stand_clear(items: &[Item], paper: Paper) -> bool {
    checks::stand_clear(items, paper)
}

/// Whether the codes among the own pieces of each page say which page of which form it is,
/// and a scanner can read them.
pub(crate) fn codes_are_right(form_id: &str, version: &str, pages: &[Vec<&[Item]>]) -> bool {
    codes::are_right(form_id, version, pages)
}

/// Checks that a profile asks only for what can be judged.
///
/// # Errors
/// A rule names a test that there is none of, or a statement without its signatory.
pub fn check_profile(profile: &Profile) -> Result<(), Problems> {
    let known = checks::names();
    let mut problems = Vec::new();
    for rule in &profile.rules {
        let mut problem = |says: String, hint: String| {
            let of = format!("profile `{}`, rule `{}`: ", profile.id, rule.id);
            problems.push(Problem::new(of + &says).hint(hint));
        };
        if let Some(test) = &rule.test
            && !known.contains(&test.as_str())
        {
            problem(format!("there is no test `{test}`"), choose(test, &known));
        }
        for statement in rule.statements.iter().filter(|id| !id.contains(':')) {
            problem(
                format!("the statement `{statement}` lacks its signatory"),
                "write it as `decider:questions`".into(),
            );
        }
        let empty = rule.test.is_none()
            && [
                &rule.known,
                &rule.fields,
                &rule.printed,
                &rule.statements,
                &rule.choices,
                &rule.signatories,
            ]
            .iter()
            .all(|list| list.is_empty());
        if empty {
            problem(
                "it asks for nothing".into(),
                "give it `known`, `printed`, `fields`, `statements`, `choices`, `signatories` or `test`".into(),
            );
        }
    }
    if problems.is_empty() {
        Ok(())
    } else {
        Err(Problems(problems))
    }
}
