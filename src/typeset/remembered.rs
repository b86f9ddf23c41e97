//! Paragraphs that were set once are not set again: forms of all kinds share most of them.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use super::shaper::Shaper;
use super::text::{Line, MissingGlyph, Span, lines};
use crate::document::NodeId;

/// How many paragraphs are remembered; a form has some 400, most of them those of others.
const KEPT: usize = 8_000;

/// The lines of a paragraph, for all who show it.
type Set = Arc<[Line]>;

/// Paragraphs that some faces have set, by everything that lines depend on. None of them
/// holds what is a patient's own.
#[derive(Debug, Clone, Default)]
pub struct Remembered(Arc<RwLock<HashMap<Vec<u8>, Set>>>);

impl Remembered {
    /// The lines of a paragraph without anything of a patient's own, as
    /// [`lines`] sets them.
    pub(super) fn lines(
        &self,
        spans: &[Span<'_>],
        width: f32,
        shaper: &Shaper<'_>,
    ) -> Result<Vec<Line>, MissingGlyph> {
        let key = key(spans, width);
        let mut set = match self.known(&key) {
            Some(known) => known.to_vec(),
            None => self.set(key, spans, width, shaper)?,
        };
        for (node, _) in set.iter_mut().flat_map(|line| &mut line.runs) {
            *node = spans[node.0 as usize].node;
        }
        Ok(set)
    }

    fn known(&self, key: &[u8]) -> Option<Set> {
        let all = self.0.read().unwrap_or_else(PoisonError::into_inner);
        all.get(key).map(Arc::clone)
    }

    /// Sets and remembers a paragraph; the node of each run is the number of its span.
    fn set(
        &self,
        key: Vec<u8>,
        spans: &[Span<'_>],
        width: f32,
        shaper: &Shaper<'_>,
    ) -> Result<Vec<Line>, MissingGlyph> {
        let mut numbered = spans.to_vec();
        for (number, span) in numbered.iter_mut().enumerate() {
            span.node = NodeId(number as u32);
        }
        let set = lines(&numbered, width, shaper).map_err(|missing| MissingGlyph {
            node: spans[missing.node.0 as usize].node,
            ..missing
        })?;
        let mut all = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= KEPT {
            all.clear();
        }
        all.insert(key, set.as_slice().into());
        Ok(set)
    }
}

/// Everything that lines depend on: no two paragraphs that differ in it have the same.
fn key(spans: &[Span<'_>], width: f32) -> Vec<u8> {
    let mut key = width.to_bits().to_be_bytes().to_vec();
    for span in spans {
        let style = &span.style;
        for text in [style.face.as_str(), &span.text] {
            key.extend((text.len() as u64).to_be_bytes());
            key.extend(text.as_bytes());
        }
        key.push(span.own.is_some().into());
        key.extend(style.size.to_bits().to_be_bytes());
        key.extend(
            style
                .colour
                .0
                .iter()
                .flat_map(|part| part.to_bits().to_be_bytes()),
        );
    }
    key
}
