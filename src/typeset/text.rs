//! A paragraph becomes lines: faces chosen, text shaped, lines broken.

use std::borrow::Cow;
use std::sync::Arc;

use icu_segmenter::options::{LineBreakOptions, LineBreakStrictness};
use icu_segmenter::{
    GraphemeClusterSegmenter, GraphemeClusterSegmenterBorrowed, LineSegmenter,
    LineSegmenterBorrowed,
};
use unicode_normalization::char::is_combining_mark;
use unicode_script::{Script, UnicodeScript};

use super::font::{Faces, Glyph, PLAIN};
use super::pages::GlyphRun;
use super::shaper::Shaper;
use super::theme::Style;
use crate::document::NodeId;

const GRAPHEMES: GraphemeClusterSegmenterBorrowed<'static> = GraphemeClusterSegmenter::new();

/// Text of one look, as it stands in the document. A line feed is a forced break.
#[derive(Debug, Clone)]
pub(super) struct Span<'a> {
    pub text: Cow<'a, str>,
    pub style: Arc<Style>,
    pub node: NodeId,
    /// The number of the own text that it is, if it is the patient's own.
    pub own: Option<u32>,
}

/// One set line, its left end at x = 0 and its baseline at y = 0.
#[derive(Debug, Clone)]
pub(super) struct Line {
    /// Glyphs by look, left to right.
    pub runs: Vec<(NodeId, GlyphRun)>,
    /// Without trailing space.
    pub width: f32,
}

/// A character that no face of the stack can draw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct MissingGlyph {
    pub character: char,
    pub face: String,
    pub node: NodeId,
}

/// Sets a paragraph in lines no wider than `width`.
pub(super) fn lines(
    spans: &[Span<'_>],
    width: f32,
    shaper: &Shaper<'_>,
) -> Result<Vec<Line>, MissingGlyph> {
    let paragraph = Paragraph::shape(spans, shaper)?;
    Ok(paragraph
        .break_lines(width)
        .into_iter()
        .map(|(start, end)| paragraph.line(start, end))
        .collect())
}

/// A stretch of one span that one face draws.
struct Piece<'a> {
    start: usize,
    end: usize,
    span: &'a Span<'a>,
    face: usize,
    /// Of its letters; a font may draw the same character otherwise in another script.
    script: Option<Script>,
    /// Points for one font unit.
    scale: f32,
    /// Byte ranges are those of its own text.
    glyphs: Arc<[Glyph]>,
}

impl<'a> Piece<'a> {
    /// Not shaped yet.
    fn of(
        span: &'a Span<'a>,
        (start, end): (usize, usize),
        face: usize,
        script: Option<Script>,
        faces: &Faces,
    ) -> Self {
        Self {
            start,
            end,
            span,
            face,
            script,
            scale: span.style.size / f32::from(faces.all[face].units_per_em),
            glyphs: Arc::default(),
        }
    }

    /// The glyphs of a part of its text, with the byte ranges there.
    fn cut(&self, from: usize, to: usize) -> Arc<[Glyph]> {
        let (from, to) = ((from - self.start) as u32, (to - self.start) as u32);
        let shown = self.glyphs.iter().filter(|glyph| {
            (from..to).contains(&glyph.start) || glyph.start == to && glyph.start == glyph.end
        });
        let shown = shown.map(|glyph| Glyph {
            start: glyph.start - from,
            end: glyph.end - from,
            ..*glyph
        });
        shown.collect()
    }
}

struct Paragraph<'a> {
    text: String,
    pieces: Vec<Piece<'a>>,
    /// Distance of each byte's glyph from the start of the paragraph, set in one endless line.
    x: Vec<f32>,
}

impl<'a> Paragraph<'a> {
    fn shape(spans: &'a [Span<'a>], shaper: &Shaper<'_>) -> Result<Self, MissingGlyph> {
        let (text, ranges) = join(spans);
        let mut pieces = Vec::new();
        for (span, (start, end)) in spans.iter().zip(ranges) {
            itemize(&text, start, end, span, shaper.faces, &mut pieces)?;
        }
        let mut x = vec![0.0; text.len() + 1];
        let mut at = 0.0;
        let mut done = 0;
        for piece in &mut pieces {
            let words = &text[piece.start..piece.end];
            let shaped = shaper.shape(piece.face, words, piece.span.own.is_some());
            piece.glyphs = shaped.ok_or_else(|| MissingGlyph {
                character: words.chars().next().unwrap_or(' '),
                face: piece.span.style.face.clone(),
                node: piece.span.node,
            })?;
            for glyph in &*piece.glyphs {
                let start = piece.start + glyph.start as usize;
                x[done..=start].fill(at);
                done = done.max(start + 1);
                at += glyph.advance as f32 * piece.scale;
            }
        }
        x[done..].fill(at);
        Ok(Self { text, pieces, x })
    }

    /// Width of a stretch without the space at its end.
    fn width(&self, start: usize, end: usize) -> f32 {
        let trimmed = start + self.text[start..end].trim_end_matches([' ', '\n']).len();
        self.x[trimmed] - self.x[start]
    }

    /// First-fit line breaking: where each line starts and ends.
    fn break_lines(&self, width: f32) -> Vec<(usize, usize)> {
        if self.is_one_line(width) {
            return vec![(0, self.text.len())];
        }
        let mut lines = Vec::new();
        let mut start = 0;
        let mut fits = 0;
        for at in break_opportunities(&self.text) {
            if fits > start && self.width(start, at) > width {
                lines.push((start, fits));
                start = fits;
            }
            while self.width(start, at) > width {
                let end = self.emergency_break(start, at, width);
                lines.push((start, end));
                start = end;
            }
            fits = at;
            if self.text[..at].ends_with('\n') || at == self.text.len() {
                lines.push((start, at));
                start = at;
            }
        }
        lines.retain(|(start, end)| start < end);
        lines
    }

    /// Whether nothing has to be broken, which most paragraphs have not.
    fn is_one_line(&self, width: f32) -> bool {
        let end = self.text.len();
        // Where glyphs step back, a part can be wider than the whole.
        end > 0 && self.width(0, end) <= width && !self.text.contains('\n') && self.x.is_sorted()
    }

    /// The last place between two whole characters where a word longer than a line can be cut.
    fn emergency_break(&self, start: usize, end: usize, width: f32) -> usize {
        let mut best = None;
        for offset in GRAPHEMES.segment_str(&self.text[start..end]).skip(1) {
            if best.is_some() && self.width(start, start + offset) > width {
                break;
            }
            best = Some(start + offset);
        }
        best.unwrap_or(end)
    }

    fn line(&self, start: usize, end: usize) -> Line {
        let mut runs = Vec::new();
        for piece in self
            .pieces
            .iter()
            .filter(|p| p.start < end && p.end > start)
        {
            let (from, to) = (piece.start.max(start), piece.end.min(end));
            let whole = (from, to) == (piece.start, piece.end);
            let glyphs = match whole {
                true => Arc::clone(&piece.glyphs),
                false => piece.cut(from, to),
            };
            if glyphs.is_empty() {
                continue;
            }
            runs.push((
                piece.span.node,
                GlyphRun {
                    face: piece.face,
                    size: piece.span.style.size,
                    colour: piece.span.style.colour,
                    origin: (self.x[from] - self.x[start], 0.0),
                    width: self.x[to] - self.x[from],
                    text: self.text[from..to].into(),
                    own: piece.span.own.is_some(),
                    line: None,
                    indent: 0.0,
                    glyphs,
                },
            ));
        }
        Line {
            runs,
            width: self.width(start, end),
        }
    }
}

/// Joins spans, folds white space that meets across them, trims both ends.
fn join(spans: &[Span<'_>]) -> (String, Vec<(usize, usize)>) {
    let mut text = String::with_capacity(spans.iter().map(|span| span.text.len()).sum());
    let mut ranges = Vec::with_capacity(spans.len());
    for span in spans {
        let start = text.len();
        if is_folded(&text, &span.text) {
            text.push_str(&span.text);
            ranges.push((start, text.len()));
            continue;
        }
        for character in span.text.chars() {
            match character {
                ' ' if text.is_empty() || text.ends_with([' ', '\n']) => {}
                '\n' => {
                    text.truncate(text.trim_end_matches(' ').len().max(start));
                    text.push('\n');
                }
                _ => text.push(character),
            }
        }
        ranges.push((start, text.len()));
    }
    let end = text.trim_end_matches([' ', '\n']).len();
    text.truncate(end);
    for range in &mut ranges {
        *range = (range.0.min(end), range.1.min(end));
    }
    (text, ranges)
}

/// Whether a text goes on from another without white space to fold, which most do.
fn is_folded(before: &str, text: &str) -> bool {
    let mut last = before.bytes().next_back().unwrap_or(b' ');
    text.bytes().all(|byte| {
        let folded = byte != b'\n' && !(byte == b' ' && matches!(last, b' ' | b'\n'));
        last = byte;
        folded
    })
}

/// Splits a span at forced breaks and wherever another face of the stack must draw.
fn itemize<'a>(
    text: &str,
    start: usize,
    end: usize,
    span: &'a Span<'a>,
    faces: &Faces,
    pieces: &mut Vec<Piece<'a>>,
) -> Result<(), MissingGlyph> {
    let missing = |character| MissingGlyph {
        character,
        face: span.style.face.clone(),
        node: span.node,
    };
    let stack = faces
        .stacks
        .get(&span.style.face)
        .map_or(&[][..], Vec::as_slice);
    let words = &text[start..end];
    if let Some(face) = stack.first().copied()
        && faces.all[face].has_ascii
        && !words.is_empty()
        && words.bytes().all(|byte| PLAIN.contains(&byte))
    {
        let letters = words.bytes().any(|byte| byte.is_ascii_alphabetic());
        let script = letters.then_some(Script::Latin);
        pieces.push(Piece::of(span, (start, end), face, script, faces));
        return Ok(());
    }
    let mut open = false;
    for (offset, character) in words.char_indices() {
        let at = start + offset;
        if character == '\n' {
            open = false;
            continue;
        }
        let same = open
            .then(|| pieces.last().map(|piece: &Piece<'_>| piece.face))
            .flatten();
        // A mark stays with its letter where one face has both.
        let mark = !character.is_ascii() && is_combining_mark(character);
        let face = same
            .filter(|face| mark && faces.all[*face].has(character))
            .or_else(|| {
                stack
                    .iter()
                    .copied()
                    .find(|face| faces.all[*face].has(character))
            })
            .ok_or_else(|| missing(character))?;
        let next = at + character.len_utf8();
        let script = own_script(character);
        match pieces.last_mut() {
            Some(piece) if same == Some(face) && joins(piece.script, script) => {
                piece.end = next;
                piece.script = piece.script.or(script);
            }
            _ => pieces.push(Piece::of(span, (at, next), face, script, faces)),
        }
        open = true;
    }
    Ok(())
}

/// The script of a letter; digits, spaces and marks have none of their own.
fn own_script(character: char) -> Option<Script> {
    if character.is_ascii() {
        return character.is_ascii_alphabetic().then_some(Script::Latin);
    }
    let script = character.script();
    (!matches!(script, Script::Common | Script::Inherited | Script::Unknown)).then_some(script)
}

/// Whether a character can go on in a piece: it has the same script, or one has none.
fn joins(piece: Option<Script>, character: Option<Script>) -> bool {
    match (piece, character) {
        (Some(piece), Some(character)) => piece == character,
        _ => true,
    }
}

/// Where a line may end (UAX #14), but not inside `L4–L5` or `10–20`.
fn break_opportunities(text: &str) -> impl Iterator<Item = usize> + '_ {
    let mut options = LineBreakOptions::default();
    options.strictness = Some(LineBreakStrictness::Strict);
    let segmenter: LineSegmenterBorrowed<'static> =
        LineSegmenter::new_for_non_complex_scripts(options);
    segmenter.segment_str(text).skip(1).filter(|at| {
        let (before, after) = text.split_at(*at);
        let next_joins = after.starts_with(char::is_alphanumeric);
        !(next_joins && before.ends_with('–') && {
            before
                .trim_end_matches('–')
                .ends_with(char::is_alphanumeric)
        })
    })
}
