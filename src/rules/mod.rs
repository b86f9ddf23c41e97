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
mod judge;
mod kept;
mod laid_out;
mod pictures;
mod report;

use chrono::NaiveDate;

pub use report::{Outcome, Report, Verdict};

use crate::consent::{Consent, LaySection};
use crate::document::Document;
use crate::error::{Problem, Problems, choose};
use crate::library::Profile;
use crate::readability::{Glossary, Reading};
use crate::typeset::Pages;
use laid_out::LaidOut;

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
    /// Hard words that may stand in lay text, because it explains them.
    pub glossary: &'a Glossary,
    /// Rules of the shipped profile that the site has taken out or weakened, by id.
    pub weakened: &'a [String],
    /// Files of the site that shape the form and are no content: layout, theme, drawings.
    pub changed_files: &'a [String],
    /// Drafts and content that is due for review are refused, not only warned of.
    pub require_approved: bool,
    /// The day on which the form is made.
    pub today: NaiveDate,
}

/// Holds a form against its profile; says no by the report, never by an error.
pub fn judge(scene: &Scene<'_>) -> Report {
    let laid_out = LaidOut::of(scene.document, scene.pages);
    let dropped = kept::dropped(scene.consent, scene.document, &laid_out);
    let sections = scene.consent.lay_sections();
    let reading = |(section, texts): &LaySection<'_>| Reading::of(section, texts, scene.glossary);
    let readings: Vec<Reading> = sections.iter().map(reading).collect();
    let judge = judge::Judge::new(scene, &laid_out, &dropped, &readings);
    let verdicts = scene.profile.rules.iter().map(|rule| judge.verdict(rule));
    Report {
        form_id: scene.consent.form_id.clone(),
        profile: scene.profile.id.clone(),
        verdicts: verdicts.collect(),
        dropped: dropped.iter().map(ToString::to_string).collect(),
        by_hand: laid_out
            .fields
            .keys()
            .map(|name| (*name).to_owned())
            .collect(),
        readability: readings,
    }
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
