//! Whether what was composed is what was laid out.
//!
//! After typesetting, every id that the consent requires must be on the pages,
//! with its words; every page must carry the identifiers; no statement may be
//! parted from its signature. One failure, and there is no form.

use std::collections::{BTreeMap, BTreeSet};

use crate::consent::{Consent, Required, Said};
use crate::document::{Document, FieldKind, NodeId};
use crate::error::{Problem, Problems};
use crate::typeset::{Field, Mark, Pages};

/// What the pen still has to add: fields by kind.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Rules that were checked and hold.
    pub passed: usize,
    /// Names of the fields that are to be completed by hand.
    pub by_hand: Vec<String>,
}

/// Holds the pages against the consent.
///
/// # Errors
/// Everything that is missing, parted or not on every page; all at once.
pub fn check(consent: &Consent, document: &Document, pages: &Pages) -> Result<Report, Problems> {
    let laid_out = LaidOut::of(document, pages);
    let mut problems = Vec::new();
    let required = consent.required();
    for item in &required {
        problems.extend(laid_out.missing(item));
    }
    let every_page = consent.on_every_page();
    for item in &every_page {
        problems.extend(laid_out.not_on_every_page(item));
    }
    problems.extend(laid_out.unnumbered_pages());
    for signatory in &consent.signatories {
        problems.extend(laid_out.unsignable(signatory.role.name(), signatory.name.is_none()));
    }
    for choice in &consent.choices {
        for option in &choice.options {
            problems.extend(laid_out.no_box(&option.field));
        }
    }
    if !problems.is_empty() {
        return Err(Problems(problems));
    }
    Ok(Report {
        passed: required.len() + every_page.len() + 1 + consent.signatories.len(),
        by_hand: laid_out
            .fields
            .values()
            .map(|(_, field)| field.name.clone())
            .collect(),
    })
}

/// The pages by node: what can be read, and where.
struct LaidOut<'a> {
    /// Text and pages of each named node, with everything below it.
    named: BTreeMap<&'a str, (String, BTreeSet<usize>)>,
    /// Text of the running header and footer by page: all of it, and by named node.
    running: Vec<(String, BTreeMap<&'a str, String>)>,
    /// Page and field, by name.
    fields: BTreeMap<&'a str, (usize, &'a Field)>,
}

impl<'a> LaidOut<'a> {
    fn of(document: &'a Document, pages: &'a Pages) -> Self {
        let mut laid_out = Self {
            named: BTreeMap::new(),
            running: vec![Default::default(); pages.pages.len()],
            fields: BTreeMap::new(),
        };
        for (number, page) in pages.pages.iter().enumerate() {
            for item in &page.items {
                match &item.mark {
                    Mark::Glyphs(run) if item.is_artifact() => {
                        laid_out.run(document, item.node, number, &bare(&run.text));
                    }
                    Mark::Glyphs(run) => {
                        laid_out.read(document, item.node, number, &bare(&run.text))
                    }
                    Mark::Figure(_) if !item.is_artifact() => {
                        laid_out.read(document, item.node, number, "");
                    }
                    Mark::Field(field) => {
                        laid_out.fields.insert(&field.name, (number, field));
                        laid_out.read(document, item.node, number, "");
                    }
                    Mark::Rule { .. }
                    | Mark::Box { .. }
                    | Mark::Path(_)
                    | Mark::Signs { .. }
                    | Mark::Figure(_) => {}
                }
            }
        }
        laid_out
    }

    /// Adds text of the running header or footer.
    fn run(&mut self, document: &'a Document, node: NodeId, page: usize, text: &str) {
        let (all, named) = &mut self.running[page];
        all.push_str(text);
        for name in names(document, node) {
            named.entry(name).or_default().push_str(text);
        }
    }

    /// Adds text to a node and every named one around it.
    fn read(&mut self, document: &'a Document, node: NodeId, page: usize, text: &str) {
        for name in names(document, node) {
            let (words, pages) = self.named.entry(name).or_default();
            words.push_str(text);
            pages.insert(page);
        }
    }

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

    fn unnumbered_pages(&self) -> Option<Problem> {
        let count = self.running.len();
        let page = self
            .running
            .iter()
            .enumerate()
            .position(|(index, (words, _))| !words.contains(&format!("{}of{count}", index + 1)))?;
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

/// The names of a node and of everything around it.
fn names(document: &Document, node: NodeId) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(node), |id| document.nodes[id.0 as usize].parent)
        .filter_map(|id| document.nodes[id.0 as usize].name.as_deref())
}

/// Text without white space: line breaks and folded spaces do not count.
fn bare(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}
