//! Placed things as a page's content stream.
//!
//! Drawing is dumb: it writes down what stands where. printpdf could do this
//! (the tests put the same pages through it and compare), but it makes an
//! object of every glyph, which costs more than everything else together.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use super::canvas::{Canvas, thousandths};
use super::fonts::{EmbeddedFont, EmbeddedFonts, shown};
use super::objects;
use super::signs::Signs;
use crate::document::NodeId;
use crate::typeset::{Glyph, GlyphRun, Item, Mark, Path, Reads};

/// A piece of a page's content stream, and what its marked content belongs to. Pieces
/// stand one after the other and know nothing of each other.
pub(super) struct Content {
    /// The operators, not compressed.
    pub bytes: Vec<u8>,
    /// Node and way of reading of each marked-content sequence, in order.
    pub marked: Vec<(NodeId, Reads)>,
}

/// What all pieces of a form are drawn with.
#[derive(Debug)]
pub(super) struct Tools {
    /// Of the paper, points.
    pub height: f32,
    /// For each node the one whose tag holds its text.
    pub leaves: Vec<NodeId>,
    /// Languages of spans that are not in the language around them.
    pub span_langs: BTreeMap<NodeId, String>,
    pub fonts: Arc<EmbeddedFonts>,
    /// Whether the fonts have glyphs that only one form's own texts need.
    pub rare: bool,
    pub signs: Signs,
}

/// Among how many texts before it one is looked for: what stands again stands again soon.
const NEAR: usize = 64;

/// Texts as they were written, so that what stands in several places is put together once.
#[derive(Default)]
pub(super) struct Strings<'a> {
    texts: Vec<Text<'a>>,
    bytes: Vec<u8>,
}

struct Text<'a> {
    run: &'a GlyphRun,
    /// Whether its glyphs read what it says.
    honest: bool,
    /// Where its strings stand.
    at: Range<usize>,
}

impl<'a> Strings<'a> {
    fn of(&self, run: &GlyphRun) -> Option<&Text<'a>> {
        self.texts.iter().rev().take(NEAR).find(|known| {
            Arc::ptr_eq(&known.run.glyphs, &run.glyphs)
                && known.run.face == run.face
                && known.run.text == run.text
        })
    }

    fn add(&mut self, run: &'a GlyphRun, honest: bool, strings: &[u8]) {
        let from = self.bytes.len();
        self.bytes.extend(strings);
        let at = from..self.bytes.len();
        self.texts.push(Text { run, honest, at });
    }
}

impl Tools {
    /// Writes a piece whose marked content is numbered from `first` on; `None` if a glyph
    /// is not in the fonts. Everything is marked: as the content of a node, or as an
    /// artifact.
    pub(super) fn encode(&self, items: &[Item], first: usize) -> Option<Content> {
        let out = Vec::with_capacity(16 * 1024);
        self.encode_to(out, items, first, &mut Strings::default())
    }

    /// The same, written to the end of `out`; what other pieces have in `strings` serves it.
    pub(super) fn encode_to<'a>(
        &self,
        out: Vec<u8>,
        items: &'a [Item],
        first: usize,
        strings: &mut Strings<'a>,
    ) -> Option<Content> {
        let mut encoder = Encoder {
            canvas: Canvas::new(self.height, out),
            tools: self,
            strings,
            open: None,
            first,
            marked: Vec::new(),
        };
        let drawn = |item: &&Item| !matches!(item.mark, Mark::Field(_) | Mark::Figure(_));
        for item in items.iter().filter(drawn) {
            encoder.item(item)?;
        }
        encoder.close();
        Some(Content {
            bytes: encoder.canvas.out,
            marked: encoder.marked,
        })
    }
}

struct Encoder<'t, 'w, 'a> {
    canvas: Canvas,
    tools: &'t Tools,
    strings: &'w mut Strings<'a>,
    /// What the open marked-content sequence belongs to.
    open: Option<(NodeId, Reads)>,
    /// Number of the first marked-content sequence.
    first: usize,
    marked: Vec<(NodeId, Reads)>,
}

impl<'a> Encoder<'_, '_, 'a> {
    fn item(&mut self, item: &'a Item) -> Option<()> {
        let node = if item.is_artifact() {
            NodeId(0)
        } else {
            self.tools.leaves[item.node.0 as usize]
        };
        let belongs = (node, item.reads);
        if self.open != Some(belongs) {
            self.close();
            self.open(belongs);
        }
        let langs = &self.tools.span_langs;
        let lang = langs.get(&item.node).filter(|_| !item.is_artifact());
        if let Some(lang) = lang {
            self.canvas
                .out
                .extend(format!("/Span<</Lang({lang})>>BDC\n").as_bytes());
        }
        self.mark(&item.mark)?;
        if lang.is_some() {
            self.canvas.operator("EMC");
        }
        Some(())
    }

    fn open(&mut self, belongs: (NodeId, Reads)) {
        match belongs.1 {
            Reads::Header => self
                .canvas
                .out
                .extend(b"/Artifact<</Type/Pagination/Subtype/Header>>BDC\n"),
            Reads::Footer => self
                .canvas
                .out
                .extend(b"/Artifact<</Type/Pagination/Subtype/Footer>>BDC\n"),
            Reads::Decoration => self.canvas.out.extend(b"/Artifact<</Type/Layout>>BDC\n"),
            Reads::Content | Reads::Label => {
                let number = self.first + self.marked.len();
                self.marked.push(belongs);
                self.canvas.out.extend(b"/P<</MCID ");
                objects::digits(number as u64, &mut self.canvas.out);
                self.canvas.out.extend(b">>BDC\n");
            }
        }
        self.open = Some(belongs);
    }

    fn close(&mut self) {
        if self.open.take().is_some() {
            self.canvas.operator("EMC");
        }
    }

    fn mark(&mut self, mark: &'a Mark) -> Option<()> {
        match mark {
            Mark::Glyphs(run) => self.run(run)?,
            Mark::Rule {
                from,
                to,
                width,
                colour,
            } => {
                self.canvas.pen(*width, *colour);
                self.canvas.point(*from);
                self.canvas.operator("m");
                self.canvas.point(*to);
                self.canvas.operator("l");
                self.canvas.operator("S");
            }
            Mark::Box {
                rect,
                border,
                colour,
                fill,
            } => {
                if let Some(fill) = fill {
                    self.canvas.fill(*fill);
                    self.canvas.rectangle(rect);
                    self.canvas.operator("f");
                }
                if *border > 0.0 {
                    self.canvas.pen(*border, *colour);
                    self.canvas.rectangle(rect);
                    self.canvas.operator("S");
                }
            }
            Mark::Path(path) => self.canvas.path(path),
            Mark::Signs { sign, at } => self.signs(sign, at),
            Mark::Code(code) => {
                let at = code.rect();
                self.canvas.symbol(&code.symbol, (at.x, at.y), code.module);
            }
            Mark::Field(_) | Mark::Figure(_) => {}
        }
        Some(())
    }

    /// One after the other, each from where the last one stands.
    fn signs(&mut self, sign: &Path, at: &[(f32, f32)]) {
        let Some(name) = self.tools.signs.name(sign) else {
            return;
        };
        let canvas = &mut self.canvas;
        canvas.paint(sign);
        canvas.operator("q");
        let (mut x, mut y) = (0, 0);
        for place in at {
            let (to_x, to_y) = (thousandths(place.0), thousandths(canvas.height - place.1));
            canvas.out.extend(b"1 0 0 1 ");
            canvas.thousandths(to_x - x);
            canvas.thousandths(to_y - y);
            canvas.operator("cm");
            canvas.name(&name);
            canvas.operator("Do");
            (x, y) = (to_x, to_y);
        }
        canvas.operator("Q");
    }

    fn run(&mut self, run: &'a GlyphRun) -> Option<()> {
        let font = self.tools.fonts.get(&run.face)?;
        let known = self.strings.of(run);
        let strings = known.map(|known| known.at.clone());
        let honest = known.map_or_else(|| is_honest(run, font), |known| known.honest);
        if !honest {
            self.actual_text(&run.text);
        }
        self.canvas.fill(run.colour);
        self.canvas.operator("BT");
        self.canvas.name(&font.resource);
        self.canvas.number(run.size);
        self.canvas.operator("Tf");
        let scale = run.size / f32::from(font.units_per_em);
        let mut pen = 0;
        for level in run.glyphs.chunk_by(|a, b| a.offset.1 == b.offset.1) {
            let x = run.origin.0 + (pen + level[0].offset.0) as f32 * scale;
            let y = run.origin.1 - level[0].offset.1 as f32 * scale;
            self.canvas.out.extend(b"1 0 0 1 ");
            self.canvas.point((x, y));
            self.canvas.operator("Tm");
            let start = self.canvas.out.len();
            match &strings {
                Some(at) => self.canvas.out.extend(&self.strings.bytes[at.clone()]),
                None => self.glyphs(level, font)?,
            }
            if strings.is_none() && level.len() == run.glyphs.len() {
                self.strings.add(run, honest, &self.canvas.out[start..]);
            }
            pen += level.iter().map(|glyph| glyph.advance).sum::<i32>();
        }
        self.canvas.operator("ET");
        if !honest {
            self.canvas.operator("EMC");
        }
        Some(())
    }

    /// Strings of glyph numbers, and between them what must be taken off a glyph's
    /// own width so that the next stands where shaping put it.
    fn glyphs(&mut self, glyphs: &[Glyph], font: &EmbeddedFont) -> Option<()> {
        let em = f32::from(font.units_per_em);
        self.canvas.out.extend(b"[(");
        let mut following = glyphs.iter();
        while let Some(glyph) = following.next() {
            let known = font.glyph(glyph.id)?;
            self.canvas.string(known.id.to_be_bytes());
            let Some(next) = following.as_slice().first() else {
                break;
            };
            let step = glyph.advance + next.offset.0 - glyph.offset.0;
            let width = i32::from(known.width);
            if width != step {
                self.canvas.out.extend(b")");
                self.canvas.number((width - step) as f32 * 1000.0 / em);
                self.canvas.out.pop();
                self.canvas.out.extend(b"(");
            }
        }
        self.canvas.out.extend(b")]TJ\n");
        Some(())
    }

    fn actual_text(&mut self, text: &str) {
        self.canvas.out.extend(b"/Span<</ActualText<FEFF");
        for unit in text.encode_utf16() {
            self.canvas.out.extend(format!("{unit:04X}").as_bytes());
        }
        self.canvas.out.extend(b">>>BDC\n");
    }
}

/// Whether the glyphs of a text read what it says. Where one glyph stands for different
/// characters in one form (Đ and Ð in some faces), they do not.
fn is_honest(run: &GlyphRun, font: &EmbeddedFont) -> bool {
    let text = run.text.as_bytes();
    run.glyphs.iter().all(|glyph| {
        let Some(known) = font.glyph(glyph.id) else {
            return false;
        };
        let range = glyph.start as usize..glyph.end as usize;
        let one = (range.len() == 1).then(|| text[range.start]);
        one.is_some() && one == known.plain || known.text == shown(&run.text[range])
    })
}
