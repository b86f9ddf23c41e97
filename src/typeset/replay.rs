//! Paragraphs that were set before: blocks of the same kind of form differ in a few only.

use std::borrow::Cow;

use super::text::Line;

/// One paragraph of some blocks, in the order in which they are set.
#[derive(Debug, Clone)]
pub(super) enum Known {
    /// It is the same in every form of a kind.
    Lines(Vec<Line>),
    /// It holds what is the patient's own; the same on every page.
    Own,
    /// It holds that, and the number of the page.
    OwnOnPage,
}

/// Paragraphs as they come by, or as they are known.
#[derive(Debug)]
pub(super) struct Replay<'a> {
    known: Cow<'a, [Known]>,
    next: usize,
    recording: bool,
    /// What is own and the same on every page, once it is set.
    own: Vec<Option<Vec<Line>>>,
}

impl<'a> Replay<'a> {
    pub(super) fn record() -> Self {
        Self {
            known: Cow::Owned(Vec::new()),
            next: 0,
            recording: true,
            own: Vec::new(),
        }
    }

    pub(super) fn of(known: &'a [Known]) -> Self {
        Self {
            known: Cow::Borrowed(known),
            next: 0,
            recording: false,
            own: vec![None; known.len()],
        }
    }

    /// The same blocks on another page.
    pub(super) fn on_page(self, known: &'a [Known]) -> Self {
        Self {
            known: Cow::Borrowed(known),
            next: 0,
            ..self
        }
    }

    pub(super) fn recorded(self) -> Vec<Known> {
        self.known.into_owned()
    }

    /// The next paragraph, if it is known.
    pub(super) fn next(&mut self) -> Option<Vec<Line>> {
        if self.recording {
            return None;
        }
        let at = self.next;
        self.next += 1;
        match self.known.get(at)? {
            Known::Lines(lines) => Some(lines.clone()),
            Known::Own => self.own.get(at)?.clone(),
            Known::OwnOnPage => None,
        }
    }

    /// The paragraph that was not known.
    pub(super) fn set(&mut self, lines: &[Line], own: bool, on_page: bool) {
        if self.recording {
            self.known.to_mut().push(match (own, on_page) {
                (false, _) => Known::Lines(lines.to_vec()),
                (true, false) => Known::Own,
                (true, true) => Known::OwnOnPage,
            });
        } else if let Some(at) = self.next.checked_sub(1)
            && matches!(self.known.get(at), Some(Known::Own))
            && let Some(own) = self.own.get_mut(at)
        {
            *own = Some(lines.to_vec());
        }
    }
}
