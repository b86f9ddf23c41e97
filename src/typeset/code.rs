//! Codes for scanners: which page of which form, and whose record.

mod place;

use std::sync::Arc;

use super::pages::Rect;
use super::theme::Align;
use crate::document::{CodeOf, CodeSpec, Inline};
use crate::page_code::PageCode;
use crate::symbol::{Symbol, code128, qr};

/// Modules around a QR code that nothing else may stand in.
const AROUND_QR: f32 = 4.0;
/// Narrowest bars that must be free on both sides of a Code 128.
const BESIDE_BARS: f32 = 10.0;

/// A code at its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Code {
    /// What it tells a scanner.
    pub of: CodeOf,
    /// The characters that a scanner gives.
    pub says: String,
    /// The code itself.
    pub symbol: Arc<Symbol>,
    /// Width and height of a module.
    pub module: (f32, f32),
    /// Left end and width of the column that it stands in.
    pub(super) column: (f32, f32),
    /// Where in its column.
    align: Align,
    /// Its upper edge.
    pub(super) top: f32,
    /// What it says, with what of it is the patient's own.
    pub(super) text: CodeText,
}

/// What a code says, stretch by stretch.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct CodeText {
    of: CodeOf,
    /// Each with the number of the own text that it is, if it is one.
    stretches: Vec<(Option<u32>, String)>,
    /// Page and pages, which a code of the record does not have.
    counters: (usize, usize),
}

/// Why a code cannot be made.
enum Fault {
    /// No form id and content version.
    NoPage,
    /// A character that the code does not have, or no character.
    Character(Option<char>),
}

impl Code {
    /// Where it is dark.
    pub fn rect(&self) -> Rect {
        let width = f32::from(self.symbol.columns) * self.module.0;
        Rect {
            x: self.column.0 + self.align.left(width, self.column.1),
            y: self.top,
            width,
            height: f32::from(self.symbol.rows) * self.module.1,
        }
    }

    /// Where nothing else may stand: the code with its quiet zones.
    pub fn zone(&self) -> Rect {
        let rect = self.rect();
        let beside = self.quiet();
        let above = match self.of {
            CodeOf::Page => beside,
            CodeOf::Record => 0.0,
        };
        Rect {
            x: rect.x - beside,
            y: rect.y - above,
            width: rect.width + 2.0 * beside,
            height: rect.height + 2.0 * above,
        }
    }

    /// Whether it says something that is the patient's own.
    pub(super) fn is_own(&self) -> bool {
        self.text.stretches.iter().any(|(own, _)| own.is_some())
    }

    /// Width of a quiet zone.
    fn quiet(&self) -> f32 {
        self.module.0
            * match self.of {
                CodeOf::Page => AROUND_QR,
                CodeOf::Record => BESIDE_BARS,
            }
    }

    /// The width that it takes in a column: at the edge where it stands, the quiet zone lies
    /// outside.
    fn needs(&self) -> f32 {
        let zones = match self.align {
            Align::Left | Align::Right => 1.0,
            Align::Centre => 2.0,
        };
        self.rect().width + zones * self.quiet()
    }

    fn fits(&self) -> bool {
        self.needs() <= self.column.1 + 0.01
    }

    /// The same place with another text; `None` if that cannot be written there.
    pub(super) fn with(&self, (says, symbol): &(String, Arc<Symbol>)) -> Option<Self> {
        let code = Self {
            says: says.clone(),
            symbol: symbol.clone(),
            ..self.clone()
        };
        code.fits().then_some(code)
    }

    /// The place alone.
    pub(super) fn blank(&self) -> Self {
        Self {
            says: String::new(),
            symbol: Arc::default(),
            text: self.text.blank(),
            ..self.clone()
        }
    }
}

impl CodeText {
    fn of(code: &CodeSpec, counters: (usize, usize)) -> Self {
        let mut stretches = Vec::new();
        gather(&code.text, counters, &mut stretches);
        Self {
            of: code.of,
            stretches,
            counters: match code.of {
                CodeOf::Page => counters,
                CodeOf::Record => (0, 0),
            },
        }
    }

    /// Without what is the patient's own in it.
    fn blank(&self) -> Self {
        let stretch = |(own, text): &(Option<u32>, String)| match own {
            Some(_) => (*own, String::new()),
            None => (None, text.clone()),
        };
        Self {
            stretches: self.stretches.iter().map(stretch).collect(),
            ..*self
        }
    }

    /// What a scanner gives, and the code that gives it, with other own texts.
    pub(super) fn symbol<'a>(&'a self, texts: &'a [String]) -> Option<(String, Arc<Symbol>)> {
        let other = |own: u32, _: &'a str| texts.get(own as usize).map_or("", String::as_str);
        self.encode(other).ok()
    }

    /// What a scanner gives, and the code that gives it; `own` has what it says for the number
    /// of an own text and the text that stands there.
    fn encode<'a>(
        &'a self,
        own: impl Fn(u32, &'a str) -> &'a str,
    ) -> Result<(String, Arc<Symbol>), Fault> {
        let stretch = |(number, text): &'a (Option<u32>, String)| match number {
            Some(number) => own(*number, text),
            None => text,
        };
        let text: String = self.stretches.iter().map(stretch).collect();
        let (says, symbol) = match self.of {
            CodeOf::Page => {
                let says = self.page(&text).ok_or(Fault::NoPage)?;
                let symbol = qr(&says).ok_or(Fault::NoPage)?;
                (says, symbol)
            }
            CodeOf::Record => {
                let says = text.trim();
                let other = says.chars().find(|c| *c != ' ' && !c.is_ascii_graphic());
                let symbol = code128(says).ok_or(Fault::Character(other))?;
                (says.to_owned(), symbol)
            }
        };
        Ok((says, Arc::new(symbol)))
    }

    fn page(&self, text: &str) -> Option<String> {
        let mut words = text.split_whitespace();
        let (form_id, content_version) = (words.next()?, words.next()?);
        let (page, pages) = self.counters;
        let code = PageCode {
            form_id: form_id.to_owned(),
            page: page.try_into().ok()?,
            pages: pages.try_into().ok()?,
            content_version: content_version.to_owned(),
        };
        words.next().is_none().then(|| code.to_payload())?
    }
}

fn gather(text: &[Inline], counters: (usize, usize), into: &mut Vec<(Option<u32>, String)>) {
    for inline in text {
        match inline {
            Inline::Text(text) => into.push((None, text.clone())),
            Inline::Own(number, text) => into.push((Some(*number), text.clone())),
            Inline::Span { content, .. } => gather(content, counters, into),
            Inline::Break => into.push((None, " ".into())),
            Inline::PageNumber => into.push((None, counters.0.to_string())),
            Inline::PageCount => into.push((None, counters.1.to_string())),
        }
    }
}
