//! Placed things as a page's content stream.
//!
//! Drawing is dumb: it writes down what stands where. printpdf could do this
//! (the tests put the same pages through it and compare), but it makes an
//! object of every glyph, which costs more than everything else together.

use super::fonts::{EmbeddedFont, EmbeddedFonts, shown};
use crate::document::NodeId;
use crate::typeset::{Colour, Glyph, GlyphRun, Item, Mark, Page, Pages, Reads, Rect};

/// One page's content stream, and what its marked content belongs to.
pub(super) struct Content {
    /// The stream, not compressed.
    pub bytes: Vec<u8>,
    /// Node and way of reading of each marked-content sequence, by its number.
    pub marked: Vec<(NodeId, Reads)>,
}

/// Writes one page. Everything is marked: as the content of a node, or as an artifact.
pub(super) fn encode(page: &Page, pages: &Pages, fonts: &EmbeddedFonts) -> Content {
    let mut encoder = Encoder {
        out: Vec::with_capacity(16 * 1024),
        pages,
        fonts,
        height: pages.paper.size().1,
        open: None,
        marked: Vec::new(),
        fill: None,
        stroke: None,
        thickness: None,
    };
    for item in page
        .items
        .iter()
        .filter(|item| !matches!(item.mark, Mark::Field(_)))
    {
        encoder.item(item);
    }
    encoder.close();
    Content {
        bytes: encoder.out,
        marked: encoder.marked,
    }
}

struct Encoder<'a> {
    out: Vec<u8>,
    pages: &'a Pages,
    fonts: &'a EmbeddedFonts,
    /// PDF counts upwards from the lower edge.
    height: f32,
    /// What the open marked-content sequence belongs to.
    open: Option<(NodeId, Reads)>,
    marked: Vec<(NodeId, Reads)>,
    /// Graphics state as it is, so that nothing is said twice.
    fill: Option<Colour>,
    stroke: Option<Colour>,
    thickness: Option<f32>,
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
            self.out
                .extend(format!("/Span<</Lang({lang})>>BDC\n").as_bytes());
        }
        self.mark(&item.mark);
        if lang.is_some() {
            self.operator("EMC");
        }
    }

    fn open(&mut self, belongs: (NodeId, Reads)) {
        match belongs.1 {
            Reads::Header => self
                .out
                .extend(b"/Artifact<</Type/Pagination/Subtype/Header>>BDC\n"),
            Reads::Footer => self
                .out
                .extend(b"/Artifact<</Type/Pagination/Subtype/Footer>>BDC\n"),
            Reads::Decoration => self.out.extend(b"/Artifact<</Type/Layout>>BDC\n"),
            Reads::Content | Reads::Label => {
                let number = self.marked.len();
                self.marked.push(belongs);
                self.out
                    .extend(format!("/P<</MCID {number}>>BDC\n").as_bytes());
            }
        }
        self.open = Some(belongs);
    }

    fn close(&mut self) {
        if self.open.take().is_some() {
            self.operator("EMC");
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
                self.pen(*width, *colour);
                self.point(*from);
                self.operator("m");
                self.point(*to);
                self.operator("l");
                self.operator("S");
            }
            Mark::Box {
                rect,
                border,
                colour,
                fill,
            } => {
                if let Some(fill) = fill {
                    self.fill(*fill);
                    self.rectangle(rect);
                    self.operator("f");
                }
                if *border > 0.0 {
                    self.pen(*border, *colour);
                    self.rectangle(rect);
                    self.operator("S");
                }
            }
            Mark::Field(_) => {}
        }
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
        self.fill(run.colour);
        self.operator("BT");
        self.name(&font.resource);
        self.number(run.size);
        self.operator("Tf");
        let scale = run.size / f32::from(font.units_per_em);
        let mut pen = 0;
        for level in run.glyphs.chunk_by(|a, b| a.offset.1 == b.offset.1) {
            let x = run.origin.0 + (pen + level[0].offset.0) as f32 * scale;
            let y = run.origin.1 - level[0].offset.1 as f32 * scale;
            self.out.extend(b"1 0 0 1 ");
            self.point((x, y));
            self.operator("Tm");
            self.glyphs(level, font);
            pen += level.iter().map(|glyph| glyph.advance).sum::<i32>();
        }
        self.operator("ET");
        if !honest {
            self.operator("EMC");
        }
    }

    /// Strings of glyph numbers, and between them what must be taken off a glyph's
    /// own width so that the next stands where shaping put it.
    fn glyphs(&mut self, glyphs: &[Glyph], font: &EmbeddedFont) {
        let em = f32::from(font.units_per_em);
        self.out.extend(b"[(");
        for (index, glyph) in glyphs.iter().enumerate() {
            let gid = font.glyphs.get(glyph.id).unwrap_or(0);
            for byte in gid.to_be_bytes() {
                self.string_byte(byte);
            }
            let Some(next) = glyphs.get(index + 1) else {
                break;
            };
            let step = glyph.advance + next.offset.0 - glyph.offset.0;
            let width = i32::from(font.widths.get(&gid).copied().unwrap_or(0));
            if width != step {
                self.out.extend(b")");
                self.number((width - step) as f32 * 1000.0 / em);
                self.out.pop();
                self.out.extend(b"(");
            }
        }
        self.out.extend(b")]TJ\n");
    }

    fn string_byte(&mut self, byte: u8) {
        match byte {
            b'(' | b')' | b'\\' => self.out.extend([b'\\', byte]),
            // An end of line in a string would be read as a line feed.
            b'\r' => self.out.extend(b"\\r"),
            b'\n' => self.out.extend(b"\\n"),
            _ => self.out.push(byte),
        }
    }

    fn actual_text(&mut self, text: &str) {
        self.out.extend(b"/Span<</ActualText<FEFF");
        for unit in text.encode_utf16() {
            self.out.extend(format!("{unit:04X}").as_bytes());
        }
        self.out.extend(b">>>BDC\n");
    }

    fn fill(&mut self, colour: Colour) {
        if self.fill != Some(colour) {
            self.fill = Some(colour);
            self.colour(colour);
            self.operator("rg");
        }
    }

    fn pen(&mut self, thickness: f32, colour: Colour) {
        if self.stroke != Some(colour) {
            self.stroke = Some(colour);
            self.colour(colour);
            self.operator("RG");
        }
        if self.thickness != Some(thickness) {
            self.thickness = Some(thickness);
            self.number(thickness);
            self.operator("w");
        }
    }

    fn colour(&mut self, colour: Colour) {
        for part in colour.0 {
            self.number(part);
        }
    }

    fn rectangle(&mut self, rect: &Rect) {
        self.point((rect.x, rect.y + rect.height));
        self.number(rect.width);
        self.number(rect.height);
        self.operator("re");
    }

    fn point(&mut self, (x, y): (f32, f32)) {
        self.number(x);
        self.number(self.height - y);
    }

    fn name(&mut self, name: &str) {
        self.out.push(b'/');
        self.out.extend(name.as_bytes());
        self.out.push(b' ');
    }

    fn operator(&mut self, operator: &str) {
        self.out.extend(operator.as_bytes());
        self.out.push(b'\n');
    }

    /// To a thousandth, without trailing zeros, and a space.
    fn number(&mut self, number: f32) {
        let thousandths = (f64::from(number) * 1000.0).round() as i64;
        if thousandths < 0 {
            self.out.push(b'-');
        }
        let (whole, part) = (
            thousandths.unsigned_abs() / 1000,
            thousandths.unsigned_abs() % 1000,
        );
        self.out.extend(whole.to_string().as_bytes());
        if part > 0 {
            let digits = format!(".{part:03}");
            self.out.extend(digits.trim_end_matches('0').as_bytes());
        }
        self.out.push(b' ');
    }
}
