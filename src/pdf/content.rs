//! Placed things as a page's content stream.
//!
//! Drawing is dumb: it writes down what stands where. printpdf could do this
//! (the tests put the same pages through it and compare), but it makes an
//! object of every glyph, which costs more than everything else together.

use super::canvas::{Canvas, thousandths};
use super::fonts::{EmbeddedFont, EmbeddedFonts, shown};
use super::signs::Signs;
use crate::document::NodeId;
use crate::typeset::{Glyph, GlyphRun, Item, Mark, Page, Pages, Path, Reads};

/// One page's content stream, and what its marked content belongs to.
pub(super) struct Content {
    /// The stream, not compressed.
    pub bytes: Vec<u8>,
    /// Node and way of reading of each marked-content sequence, by its number.
    pub marked: Vec<(NodeId, Reads)>,
}

/// Writes one page. Everything is marked: as the content of a node, or as an artifact.
pub(super) fn encode(page: &Page, pages: &Pages, fonts: &EmbeddedFonts, signs: &Signs) -> Content {
    let mut encoder = Encoder {
        canvas: Canvas::new(pages.paper.size().1),
        pages,
        fonts,
        signs,
        open: None,
        marked: Vec::new(),
    };
    for item in page
        .items
        .iter()
        .filter(|item| !matches!(item.mark, Mark::Field(_) | Mark::Figure(_)))
    {
        encoder.item(item);
    }
    encoder.close();
    Content {
        bytes: encoder.canvas.out,
        marked: encoder.marked,
    }
}

struct Encoder<'a> {
    canvas: Canvas,
    pages: &'a Pages,
    fonts: &'a EmbeddedFonts,
    signs: &'a Signs,
    /// What the open marked-content sequence belongs to.
    open: Option<(NodeId, Reads)>,
    marked: Vec<(NodeId, Reads)>,
}

impl Encoder<'_> {
    fn item(&mut self, item: &Item) {
        let node = if item.is_artifact() {
            NodeId(0)
        } else {
            self.pages.leaf(item.node)
        };
        let belongs = (node, item.reads);
        if self.open != Some(belongs) {
            self.close();
            self.open(belongs);
        }
        let lang = self
            .pages
            .span_langs
            .get(&item.node)
            .filter(|_| !item.is_artifact());
        if let Some(lang) = lang {
            self.canvas
                .out
                .extend(format!("/Span<</Lang({lang})>>BDC\n").as_bytes());
        }
        self.mark(&item.mark);
        if lang.is_some() {
            self.canvas.operator("EMC");
        }
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
                let number = self.marked.len();
                self.marked.push(belongs);
                self.canvas
                    .out
                    .extend(format!("/P<</MCID {number}>>BDC\n").as_bytes());
            }
        }
        self.open = Some(belongs);
    }

    fn close(&mut self) {
        if self.open.take().is_some() {
            self.canvas.operator("EMC");
        }
    }

    fn mark(&mut self, mark: &Mark) {
        match mark {
            Mark::Glyphs(run) => self.run(run),
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
            Mark::Field(_) | Mark::Figure(_) => {}
        }
    }

    /// One after the other, each from where the last one stands.
    fn signs(&mut self, sign: &Path, at: &[(f32, f32)]) {
        let Some(name) = self.signs.name(sign) else {
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

    fn run(&mut self, run: &GlyphRun) {
        let Some(font) = self.fonts.get(&run.face) else {
            return;
        };
        // Where one glyph stands for different characters in one form (Đ and Ð in
        // some faces), the run says itself what it reads.
        let honest = run.glyphs.iter().all(|glyph| {
            let text = shown(&run.text[glyph.start as usize..glyph.end as usize]);
            font.texts.get(&glyph.id).is_some_and(|known| known == text)
        });
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
            self.glyphs(level, font);
            pen += level.iter().map(|glyph| glyph.advance).sum::<i32>();
        }
        self.canvas.operator("ET");
        if !honest {
            self.canvas.operator("EMC");
        }
    }

    /// Strings of glyph numbers, and between them what must be taken off a glyph's
    /// own width so that the next stands where shaping put it.
    fn glyphs(&mut self, glyphs: &[Glyph], font: &EmbeddedFont) {
        let em = f32::from(font.units_per_em);
        self.canvas.out.extend(b"[(");
        for (index, glyph) in glyphs.iter().enumerate() {
            let gid = font.glyphs.get(glyph.id).unwrap_or(0);
            for byte in gid.to_be_bytes() {
                self.canvas.string_byte(byte);
            }
            let Some(next) = glyphs.get(index + 1) else {
                break;
            };
            let step = glyph.advance + next.offset.0 - glyph.offset.0;
            let width = i32::from(font.widths.get(&gid).copied().unwrap_or(0));
            if width != step {
                self.canvas.out.extend(b")");
                self.canvas.number((width - step) as f32 * 1000.0 / em);
                self.canvas.out.pop();
                self.canvas.out.extend(b"(");
            }
        }
        self.canvas.out.extend(b")]TJ\n");
    }

    fn actual_text(&mut self, text: &str) {
        self.canvas.out.extend(b"/Span<</ActualText<FEFF");
        for unit in text.encode_utf16() {
            self.canvas.out.extend(format!("{unit:04X}").as_bytes());
        }
        self.canvas.out.extend(b">>>BDC\n");
    }
}
