//! Placed things as printpdf operations. The plain way; it knows no layout.

use printpdf::{
    Codepoint, Color, DictItem, FontId, Line, LinePoint, Mm, Op, PaintMode, PdfDocument,
    PdfFontHandle, PdfPage, PdfSaveOptions, Point, Pt, Rect as PdfRect, Rgb, TextItem,
};

use super::fonts::{EmbeddedFont, EmbeddedFonts, shown};
use crate::error::{Problem, Problems};
use crate::typeset::{Colour, Glyph, GlyphRun, Mark, Page, Pages, Rect};

/// printpdf's document as lopdf has it: pages, resources, fonts.
pub(super) fn skeleton(pages: &Pages, fonts: &EmbeddedFonts) -> Result<lopdf::Document, Problems> {
    let mut document = PdfDocument::new(&pages.title);
    for embedded in fonts.values() {
        let id = FontId(embedded.resource.clone());
        document
            .resources
            .fonts
            .map
            .insert(id, embedded.font.clone());
    }
    let (width, height) = pages.paper.size();
    let size = (Mm::from(Pt(width)), Mm::from(Pt(height)));
    for page in &pages.pages {
        let ops = Drawing { fonts, height }.page(page);
        document.pages.push(PdfPage::new(size.0, size.1, ops));
    }
    let options = PdfSaveOptions {
        optimize: false,
        subset_fonts: false,
        secure: true,
        image_optimization: None,
    };
    let mut warnings = Vec::new();
    let skeleton = document.to_lopdf_document(&options, &mut warnings);
    match warnings.first() {
        None => Ok(skeleton),
        Some(warning) => Err(Problem::new(format!(
            "the PDF backend has {} doubts about this form, the first: {}",
            warnings.len(),
            warning.msg
        ))
        .into()),
    }
}

struct Drawing<'a> {
    fonts: &'a EmbeddedFonts,
    /// Of the page: PDF counts upwards from the lower edge.
    height: f32,
}

impl Drawing<'_> {
    fn page(&self, page: &Page) -> Vec<Op> {
        let mut ops = Vec::new();
        for item in &page.items {
            match &item.mark {
                Mark::Glyphs(run) => self.run(run, &mut ops),
                Mark::Rule {
                    from,
                    to,
                    width,
                    colour,
                } => {
                    ops.push(stroke(*colour));
                    ops.push(Op::SetOutlineThickness { pt: Pt(*width) });
                    let points = [from, to].map(|(x, y)| LinePoint {
                        p: self.point(*x, *y),
                        bezier: false,
                    });
                    ops.push(Op::DrawLine {
                        line: Line {
                            points: points.to_vec(),
                            is_closed: false,
                        },
                    });
                }
                Mark::Box {
                    rect,
                    border,
                    colour,
                    fill,
                } => {
                    if let Some(fill) = fill {
                        ops.push(Op::SetFillColor { col: rgb(*fill) });
                        ops.push(self.rectangle(rect, PaintMode::Fill));
                    }
                    if *border > 0.0 {
                        ops.push(stroke(*colour));
                        ops.push(Op::SetOutlineThickness { pt: Pt(*border) });
                        ops.push(self.rectangle(rect, PaintMode::Stroke));
                    }
                }
                Mark::Field(_) => {}
            }
        }
        ops
    }

    fn point(&self, x: f32, y: f32) -> Point {
        Point {
            x: Pt(exact(x)),
            y: Pt(exact(self.height - y)),
        }
    }

    fn rectangle(&self, rect: &Rect, mode: PaintMode) -> Op {
        let corner = self.point(rect.x, rect.y + rect.height);
        Op::DrawRectangle {
            rectangle: PdfRect {
                x: corner.x,
                y: corner.y,
                width: Pt(exact(rect.width)),
                height: Pt(exact(rect.height)),
                mode: Some(mode),
                winding_order: None,
            },
        }
    }

    fn run(&self, run: &GlyphRun, ops: &mut Vec<Op>) {
        let font = &self.fonts[&run.face];
        // Where one glyph stands for different characters in one form (Đ and Ð in
        // some faces), the run says itself what it reads.
        let honest = run.glyphs.iter().all(|glyph| {
            let text = shown(&run.text[glyph.start as usize..glyph.end as usize]);
            font.texts.get(&glyph.id).is_some_and(|known| known == text)
        });
        if !honest {
            ops.push(actual_text(&run.text));
        }
        ops.push(Op::StartTextSection);
        ops.push(Op::SetFillColor {
            col: rgb(run.colour),
        });
        ops.push(Op::SetFont {
            font: PdfFontHandle::External(FontId(font.resource.clone())),
            size: Pt(run.size),
        });
        let scale = run.size / f32::from(font.units_per_em);
        let (mut pen, mut cursor) = (0, (0.0, 0.0));
        for level in run.glyphs.chunk_by(|a, b| a.offset.1 == b.offset.1) {
            let x = run.origin.0 + (pen + level[0].offset.0) as f32 * scale;
            let y = run.origin.1 - level[0].offset.1 as f32 * scale;
            let at = self.point(x, y);
            let step = Point {
                x: Pt(exact(at.x.0 - cursor.0)),
                y: Pt(exact(at.y.0 - cursor.1)),
            };
            cursor = (at.x.0, at.y.0);
            ops.push(Op::SetTextCursor { pos: step });
            ops.push(Op::ShowText {
                items: vec![TextItem::GlyphIds(codepoints(level, font))],
            });
            pen += level.iter().map(|glyph| glyph.advance).sum::<i32>();
        }
        ops.push(Op::EndTextSection);
        if !honest {
            ops.push(Op::EndMarkedContent);
        }
    }
}

/// Glyphs with what must be taken off their own width so that the next one
/// stands where shaping put it, in thousandths of an em.
fn codepoints(glyphs: &[Glyph], font: &EmbeddedFont) -> Vec<Codepoint> {
    let em = f32::from(font.units_per_em);
    glyphs
        .iter()
        .enumerate()
        .map(|(index, glyph)| {
            let gid = font.glyphs.get(glyph.id).unwrap_or(0);
            let next = glyphs
                .get(index + 1)
                .map_or(glyph.offset.0, |next| next.offset.0);
            let step = glyph.advance + next - glyph.offset.0;
            let width = i32::from(font.widths.get(&gid).copied().unwrap_or(0));
            Codepoint {
                gid,
                offset: (width - step) as f32 * 1000.0 / em,
                cid: font.texts.get(&glyph.id).cloned(),
            }
        })
        .collect()
}

fn actual_text(text: &str) -> Op {
    let utf16 = [0xfe, 0xff]
        .into_iter()
        .chain(text.encode_utf16().flat_map(u16::to_be_bytes))
        .collect();
    let text = DictItem::String {
        data: utf16,
        literal: false,
    };
    Op::BeginMarkedContentWithProperties {
        tag: "Span".into(),
        properties: DictItem::Dict {
            map: [("ActualText".to_owned(), text)].into(),
        },
    }
}

/// To a thousandth of a point: shorter numbers, and no noise of floating point.
fn exact(length: f32) -> f32 {
    (length * 1000.0).round() / 1000.0
}

fn rgb(colour: Colour) -> Color {
    let [r, g, b] = colour.0;
    Color::Rgb(Rgb {
        r,
        g,
        b,
        icc_profile: None,
    })
}

fn stroke(colour: Colour) -> Op {
    Op::SetOutlineColor { col: rgb(colour) }
}
