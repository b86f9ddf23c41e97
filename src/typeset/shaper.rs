//! Words that were shaped once are not shaped again.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

use super::font::{Faces, Glyph};

/// Shaped words, by face.
#[derive(Debug, Default)]
pub(super) struct Shapes(Vec<HashMap<Box<str>, Arc<[Glyph]>>>);

/// Shapes the words of one form.
#[derive(Debug)]
pub(super) struct Shaper<'a> {
    pub faces: &'a Faces,
    /// Words that other forms of the kind have too.
    kept: Option<&'a Shapes>,
    shared: RefCell<Shapes>,
    /// Apart, so that what is one patient's own is never kept.
    own: RefCell<Shapes>,
}

impl Shapes {
    fn get(&self, face: usize, words: &str) -> Option<&Arc<[Glyph]>> {
        self.0.get(face)?.get(words)
    }

    fn add(&mut self, face: usize, words: &str, glyphs: Arc<[Glyph]>) {
        if self.0.len() <= face {
            self.0.resize_with(face + 1, HashMap::new);
        }
        self.0[face].insert(words.into(), glyphs);
    }
}

impl<'a> Shaper<'a> {
    pub(super) fn new(faces: &'a Faces, kept: Option<&'a Shapes>) -> Self {
        Self {
            faces,
            kept,
            shared: RefCell::default(),
            own: RefCell::default(),
        }
    }

    /// As [`Face::shape`](super::Face::shape).
    pub(super) fn shape(&self, face: usize, words: &str, own: bool) -> Option<Arc<[Glyph]>> {
        let kept = self.kept.filter(|_| !own);
        if let Some(known) = kept.and_then(|kept| kept.get(face, words)) {
            return Some(Arc::clone(known));
        }
        let shapes = if own { &self.own } else { &self.shared };
        if let Some(known) = shapes.borrow().get(face, words) {
            return Some(Arc::clone(known));
        }
        let glyphs: Arc<[Glyph]> = self.faces.all[face].shape(words)?.into();
        shapes.borrow_mut().add(face, words, Arc::clone(&glyphs));
        Some(glyphs)
    }

    /// What was shaped and is nobody's own.
    pub(super) fn into_shared(self) -> Shapes {
        self.shared.into_inner()
    }
}
