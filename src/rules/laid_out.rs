//! The pages by node: what can be read, and where.

use std::collections::{BTreeMap, BTreeSet};

use crate::document::{Document, NodeId};
use crate::typeset::{Field, Mark, Pages};

/// What a reader finds on the pages.
pub(super) struct LaidOut<'a> {
    /// Text and pages of each named node, with everything below it.
    pub named: BTreeMap<&'a str, (String, BTreeSet<usize>)>,
    /// Text of the running header and footer by page: all of it, and by named node.
    pub running: Vec<(String, BTreeMap<&'a str, String>)>,
    /// All text of the pages, the running parts aside, without white space.
    pub words: String,
    /// The same without what is the patient's own, for which a space stands.
    pub shared_words: String,
    /// Page and field, by name.
    pub fields: BTreeMap<&'a str, (usize, &'a Field)>,
}

impl<'a> LaidOut<'a> {
    pub(super) fn of(document: &'a Document, pages: &'a Pages) -> Self {
        let mut laid_out = Self {
            named: BTreeMap::new(),
            words: String::new(),
            shared_words: String::new(),
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
                        let text = bare(&run.text);
                        laid_out.words.push_str(&text);
                        let shared = if run.own { " " } else { &text };
                        laid_out.shared_words.push_str(shared);
                        laid_out.read(document, item.node, number, &text);
                    }
                    Mark::Field(field) => {
                        laid_out.fields.insert(&field.name, (number, field));
                        laid_out.read(document, item.node, number, "");
                    }
                    Mark::Figure(_) if !item.is_artifact() => {
                        laid_out.read(document, item.node, number, "");
                    }
                    Mark::Rule { .. }
                    | Mark::Box { .. }
                    | Mark::Path(_)
                    | Mark::Signs { .. }
                    | Mark::Code(_)
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
}

/// The names of a node and of everything around it.
fn names(document: &Document, node: NodeId) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(node), |id| document.nodes[id.0 as usize].parent)
        .filter_map(|id| document.nodes[id.0 as usize].name.as_deref())
}

/// Text without white space: line breaks and folded spaces do not count.
pub(crate) fn bare(text: &str) -> String {
    if !text.is_ascii() {
        return text.split_whitespace().collect();
    }
    let mut bare = vec![0; text.len()];
    let mut length = 0;
    for byte in text.bytes() {
        bare[length] = byte;
        length += usize::from(!matches!(byte, b' ' | b'\t'..=b'\r'));
    }
    bare.truncate(length);
    String::from_utf8(bare).unwrap_or_default()
}
