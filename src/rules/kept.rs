//! Whether what was composed is what was laid out. These checks hold for every
//! form whatever the profile: one failure, and there is no form.

use std::collections::BTreeMap;

use super::laid_out::{LaidOut, bare};
use super::pictures;
use crate::consent::{Consent, Required, Said};
use crate::document::{Document, FieldKind};
use crate::error::Problem;

/// Everything that was composed and is missing from the pages, parted, not on every page
/// or drawn otherwise.
pub(super) fn dropped(
    consent: &Consent,
    document: &Document,
    laid_out: &LaidOut<'_>,
) -> Vec<Problem> {
    let mut problems = pictures::untrue(consent, document);
    for item in &consent.required() {
        problems.extend(laid_out.missing(item));
    }
    problems.extend(not_on_every_page(consent, laid_out));
    problems.extend(laid_out.unnumbered_pages());
    for signatory in &consent.signatories {
        problems.extend(laid_out.unsignable(signatory.role.name(), signatory.name.is_none()));
    }
    for choice in &consent.choices {
        for option in &choice.options {
            problems.extend(laid_out.no_box(&option.field));
        }
    }
    problems
}

/// Identifiers that some page lacks.
pub(super) fn not_on_every_page(consent: &Consent, laid_out: &LaidOut<'_>) -> Vec<Problem> {
    let every_page = consent.on_every_page();
    every_page
        .iter()
        .filter_map(|item| laid_out.not_on_every_page(item))
        .collect()
}

/// Whether a text without white space says “1 of 14”, and not “11 of 14” or “1 of 140”.
fn says_number(words: &str, page: usize, count: usize) -> bool {
    let says = format!("{page}of{count}");
    words.match_indices(&says).any(|(at, _)| {
        let before = words[..at].chars().next_back();
        let after = words[at + says.len()..].chars().next();
        ![before, after]
            .into_iter()
            .flatten()
            .any(|c| c.is_ascii_digit())
    })
}

impl LaidOut<'_> {
    fn missing(&self, required: &Required) -> Option<Problem> {
        let hint = format!(
            "the layout must have an element with id=\"{}\" that holds it",
            required.id
        );
        let Some((words, _)) = self.named.get(required.id.as_str()) else {
            return Some(Problem::new(format!("{} is not on the form", required.what)).hint(hint));
        };
        let said = |said: &Said| words.contains(&bare(&said.text));
        let lost = required.says.iter().position(|says| !said(says))?;
        let without = match required.says[lost].what {
            "" => format!(
                "all of its words (part {} of {})",
                lost + 1,
                required.says.len()
            ),
            what => what.to_owned(),
        };
        Some(
            Problem::new(format!(
                "{} is on the form without {without}",
                required.what
            ))
            .hint(hint),
        )
    }

    fn not_on_every_page(&self, required: &Required) -> Option<Problem> {
        let missing = |(_, named): &(String, BTreeMap<&str, String>)| {
            let words = named.get(required.id.as_str()).map_or("", String::as_str);
            required
                .says
                .iter()
                .find(|said| !words.contains(&bare(&said.text)))
        };
        let mut running = self.running.iter().enumerate();
        let (page, said) = running.find_map(|(page, running)| Some((page, missing(running)?)))?;
        Some(
            Problem::new(format!(
                "page {} does not say {}: {}",
                page + 1,
                required.what,
                said.what
            ))
            .hint(format!(
                "the running header or footer must have an element with id=\"{}\" that says it",
                required.id
            )),
        )
    }

    pub(super) fn unnumbered_pages(&self) -> Option<Problem> {
        let count = self.running.len();
        let page = self
            .running
            .iter()
            .enumerate()
            .position(|(index, (words, _))| !says_number(words, index + 1, count))?;
        Some(
            Problem::new(format!(
                "page {} does not say “{} of {count}”",
                page + 1,
                page + 1
            ))
            .hint("write <page/> of <pages/> in the layout's <footer>"),
        )
    }

    /// A signature needs room, a date, a time and, where the name is not known, a line for
    /// it, all on the page of its statements.
    fn unsignable(&self, role: &str, nameless: bool) -> Option<Problem> {
        let pages = &self.named.get(format!("signatory:{role}").as_str())?.1;
        if pages.len() > 1 {
            return Some(
                Problem::new(format!(
                    "the signature block `{role}` is split over two pages"
                ))
                .hint("its section needs keep = true in the theme"),
            );
        }
        let has = |name: &str, kind: FieldKind| {
            self.fields
                .get(name)
                .is_some_and(|(page, field)| pages.contains(page) && field.kind == kind)
        };
        let wanted = [
            (role.to_owned(), FieldKind::Signature, "room to sign"),
            (format!("{role}-date"), FieldKind::Line, "line for the date"),
            (format!("{role}-time"), FieldKind::Line, "line for the time"),
        ];
        let name_line = (
            format!("{role}-name"),
            FieldKind::Line,
            "line for the printed name",
        );
        let wanted = wanted.into_iter().chain(nameless.then_some(name_line));
        let (name, _, what) = { wanted }.find(|(name, kind, _)| !has(name, *kind))?;
        Some(
            Problem::new(format!("the signature block `{role}` has no {what}")).hint(format!(
                "the layout needs a field with name=\"{name}\" in it"
            )),
        )
    }

    fn no_box(&self, field: &str) -> Option<Problem> {
        let there = self
            .fields
            .get(field)
            .is_some_and(|(_, found)| found.kind == FieldKind::CheckBox);
        (!there).then(|| {
            Problem::new(format!("the answer `{field}` has no box to tick"))
                .hint(format!("the layout needs <checkbox name=\"{field}\" …>"))
        })
    }
}
