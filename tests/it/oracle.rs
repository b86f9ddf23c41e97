//! The oracle: the same pages through plain printpdf operations and whole fonts.
//!
//! It shares no code with the program's own encoder, so what both agree on,
//! text and ink, was neither lost nor moved. Wrong widths and wrong resource
//! names are found in no other way.

use std::collections::BTreeMap;

use countersign::typeset::{
    Cap, Code, Colour, Face, Glyph, GlyphRun, Join, Mark, Page, Pages, Paper, Path, Rect, Segment,
};
use printpdf::{
    Codepoint, Color, DictItem, FontId, Line, LineCapStyle, LineJoinStyle, LinePoint, Mm, Op,
    PaintMode, ParsedFont, PdfDocument, PdfFont, PdfFontHandle, PdfPage, PdfSaveOptions, Point, Pt,
    Rect as PdfRect, Rgb, TextItem,
};

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::judges;
use crate::support::{Desk, EXAMPLES, bare, example};

#[test]
fn text_and_ink_agree_with_plain_printpdf_on_every_example() {
    let desk = Desk::new();
    for paper in [Paper::A4, Paper::Letter] {
        let generator = desk.generator(paper).unwrap();
        for name in EXAMPLES {
            let case = example(name);
            let pages = generator.stages(&case).unwrap().pages;
            let ours = generator.form(&case).unwrap().bytes;
            agree(name, &pages, &ours);
        }
    }
}

/// Text and ink of a file are those of its pages as plain printpdf draws them.
pub(crate) fn agree(name: &str, pages: &Pages, ours: &[u8]) {
    let plain = draw(pages);
    let (Some(read), Some(plain_read)) = (judges::text_of(ours), judges::text_of(&plain)) else {
        return;
    };
    assert_eq!(
        letters(&read),
        letters(&plain_read),
        "{name}: the two read differently"
    );
    let (Some(ink), Some(plain_ink)) = (judges::raster(ours), judges::raster(&plain)) else {
        return;
    };
    assert_eq!(
        ink.len(),
        plain_ink.len(),
        "{name}: pages of different size"
    );
    let off = ink
        .iter()
        .zip(&plain_ink)
        .filter(|(a, b)| a.abs_diff(**b) > 24)
        .count();
    // The edges of small signs are smoothed otherwise when they are drawn by a form object.
    assert!(
        off * 6_000 <= ink.len(),
        "{name}: {off} of {} pixels differ",
        ink.len()
    );
}

/// Without white space and accents. Plain printpdf gives each glyph one text, so a
/// letter set from several glyphs loses its accents there; the round trip of the
/// program's own files, accents and all, is `judges::judge`.
fn letters(text: &str) -> String {
    bare(text)
        .nfd()
        .filter(|c| !is_combining_mark(*c))
        .collect()
}

/// The pages as a PDF, by printpdf alone.
fn draw(pages: &Pages) -> Vec<u8> {
    let mut document = PdfDocument::new("oracle");
    let mut fonts = BTreeMap::new();
    for (index, face) in pages.faces.iter().enumerate() {
        let font = whole(face);
        document
            .resources
            .fonts
            .map
            .insert(id(index), PdfFont::new(font.clone()));
        fonts.insert(index, font);
    }
    let (width, height) = pages.paper.size();
    for page in &pages.pages {
        let ops = Drawing {
            fonts: &fonts,
            height,
        }
        .page(page);
        document
            .pages
            .push(PdfPage::new(Mm::from(Pt(width)), Mm::from(Pt(height)), ops));
    }
    let options = PdfSaveOptions {
        secure: false,
        ..PdfSaveOptions::default()
    };
    let mut file = document.to_lopdf_document(&options, &mut Vec::new());
    for page in file.get_pages().into_values() {
        // printpdf has the size by way of millimetres, a thousandth off.
        let page = file.get_object_mut(page).unwrap().as_dict_mut().unwrap();
        page.set(
            "MediaBox",
            vec![0.into(), 0.into(), width.into(), height.into()],
        );
        page.remove(b"CropBox");
    }
    let mut bytes = Vec::new();
    file.save_to(&mut bytes).unwrap();
    bytes
}

fn id(index: usize) -> FontId {
    FontId(format!("Whole{index}"))
}

fn whole(face: &Face) -> ParsedFont {
    ParsedFont::from_bytes(face.bytes.as_ref().as_ref(), 0, &mut Vec::new()).unwrap()
}

struct Drawing<'a> {
    fonts: &'a BTreeMap<usize, ParsedFont>,
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
                Mark::Path(path) => self.path(path, (0.0, 0.0), &mut ops),
                Mark::Signs { sign, at } => {
                    for place in at {
                        self.path(sign, *place, &mut ops);
                    }
                }
                Mark::Code(code) => self.code(code, &mut ops),
                Mark::Figure(_) | Mark::Field(_) => {}
            }
        }
        ops
    }

    /// A path, moved: first what is inside, then the line along it. printpdf's own
    /// polygons close every path and stroke each part by itself, so it only
    /// passes on the operators.
    fn path(&self, path: &Path, (dx, dy): (f32, f32), ops: &mut Vec<Op>) {
        let exact = |length: f32| (length * 1000.0).round() / 1000.0;
        let operator = |key: &str, points: &[(f32, f32)]| Op::Unknown {
            key: key.to_owned(),
            value: points
                .iter()
                .flat_map(|(x, y)| [exact(dx) + exact(*x), exact(self.height - dy) - exact(*y)])
                .map(DictItem::Real)
                .collect(),
        };
        let pieces = || {
            path.segments.iter().map(|segment| match segment {
                Segment::Move(to) => operator("m", &[*to]),
                Segment::Line(to) => operator("l", &[*to]),
                Segment::Curve(points) => operator("c", points),
                Segment::Close => operator("h", &[]),
            })
        };
        if let Some(fill) = path.fill {
            ops.push(Op::SetFillColor { col: rgb(fill) });
            ops.extend(pieces());
            ops.push(operator("f", &[]));
        }
        if let Some(line) = &path.stroke {
            ops.extend([
                Op::SaveGraphicsState,
                stroke(line.colour),
                Op::SetOutlineThickness { pt: Pt(line.width) },
                Op::SetMiterLimit { limit: Pt(4.0) },
                Op::SetLineCapStyle {
                    cap: match line.cap {
                        Cap::Butt => LineCapStyle::Butt,
                        Cap::Round => LineCapStyle::Round,
                        Cap::Square => LineCapStyle::ProjectingSquare,
                    },
                },
                Op::SetLineJoinStyle {
                    join: match line.join {
                        Join::Miter => LineJoinStyle::Miter,
                        Join::Round => LineJoinStyle::Round,
                        Join::Bevel => LineJoinStyle::Bevel,
                    },
                },
            ]);
            ops.extend(pieces());
            ops.extend([operator("S", &[]), Op::RestoreGraphicsState]);
        }
    }

    /// All bars in one path, so that no seam shows where two of them meet.
    fn code(&self, code: &Code, ops: &mut Vec<Op>) {
        let (at, (across, down)) = (code.rect(), code.module);
        ops.push(Op::SetFillColor {
            col: rgb(Colour([0.0; 3])),
        });
        for bar in &code.symbol.bars {
            let [x, y, width, height] = [bar.x, bar.y, bar.width, bar.height].map(f32::from);
            let lower = at.y + (y + height) * down;
            let numbers = [
                at.x + x * across,
                self.height - lower,
                width * across,
                height * down,
            ];
            ops.push(Op::Unknown {
                key: "re".to_owned(),
                value: numbers.map(DictItem::Real).to_vec(),
            });
        }
        ops.push(Op::Unknown {
            key: "f".to_owned(),
            value: Vec::new(),
        });
    }

    /// To a thousandth of a point, as the program writes it: a renderer that snaps
    /// glyphs to parts of a pixel would tell finer differences.
    fn point(&self, x: f32, y: f32) -> Point {
        let exact = |length: f32| Pt((length * 1000.0).round() / 1000.0);
        Point {
            x: exact(x),
            y: exact(self.height - y),
        }
    }

    fn rectangle(&self, rect: &Rect, mode: PaintMode) -> Op {
        let corner = self.point(rect.x, rect.y + rect.height);
        Op::DrawRectangle {
            rectangle: PdfRect {
                x: corner.x,
                y: corner.y,
                width: Pt(rect.width),
                height: Pt(rect.height),
                mode: Some(mode),
                winding_order: None,
            },
        }
    }

    fn run(&self, run: &GlyphRun, ops: &mut Vec<Op>) {
        let font = &self.fonts[&run.face];
        ops.push(Op::StartTextSection);
        ops.push(Op::SetFillColor {
            col: rgb(run.colour),
        });
        ops.push(Op::SetFont {
            font: PdfFontHandle::External(id(run.face)),
            size: Pt(run.size),
        });
        let scale = run.size / f32::from(font.units_per_em);
        let (mut pen, mut cursor) = (0, (0.0, 0.0));
        for level in run.glyphs.chunk_by(|a, b| a.offset.1 == b.offset.1) {
            let x = run.origin.0 + (pen + level[0].offset.0) as f32 * scale;
            let y = run.origin.1 - level[0].offset.1 as f32 * scale;
            let at = self.point(x, y);
            let pos = Point {
                x: Pt(at.x.0 - cursor.0),
                y: Pt(at.y.0 - cursor.1),
            };
            cursor = (at.x.0, at.y.0);
            ops.push(Op::SetTextCursor { pos });
            ops.push(Op::ShowText {
                items: vec![TextItem::GlyphIds(codepoints(level, run, font))],
            });
            pen += level.iter().map(|glyph| glyph.advance).sum::<i32>();
        }
        ops.push(Op::EndTextSection);
    }
}

fn codepoints(glyphs: &[Glyph], run: &GlyphRun, font: &ParsedFont) -> Vec<Codepoint> {
    let em = f32::from(font.units_per_em);
    glyphs
        .iter()
        .enumerate()
        .map(|(index, glyph)| {
            let next = glyphs
                .get(index + 1)
                .map_or(glyph.offset.0, |next| next.offset.0);
            let step = glyph.advance + next - glyph.offset.0;
            let width = i32::from(font.glyph_widths[&glyph.id]);
            let text = &run.text[glyph.start as usize..glyph.end as usize];
            Codepoint {
                gid: glyph.id,
                offset: (width - step) as f32 * 1000.0 / em,
                cid: Some(if text.trim().is_empty() {
                    " ".into()
                } else {
                    text.into()
                }),
            }
        })
        .collect()
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
