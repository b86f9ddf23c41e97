//! Faces, and text shaped with them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::ops::RangeInclusive;
use std::sync::{Arc, OnceLock};

use harfrust::{Buffer, Direction, Font, Script, ShapeOptions, ShapePlan, ShaperFont};

use super::remembered::Remembered;

/// The ASCII characters that can be seen, and the space.
pub(super) const PLAIN: RangeInclusive<u8> = b' '..=b'~';

/// A font file: shipped inside the program, or read from a site's folder.
pub type FontBytes = Arc<dyn AsRef<[u8]> + Send + Sync>;

/// A font file, parsed. Cheap to clone.
#[derive(Clone)]
pub struct Face {
    /// PostScript-like name, from the file's name (`SourceSans3-Regular`).
    pub name: Arc<str>,
    /// The whole file.
    pub bytes: FontBytes,
    /// Font units in an em.
    pub units_per_em: u16,
    /// Above the baseline, font units.
    pub ascent: f32,
    /// Below the baseline, font units, negative.
    pub descent: f32,
    /// Height of capitals, font units.
    pub cap_height: f32,
    /// Left, bottom, right, top of all glyphs, font units.
    pub bounds: [f32; 4],
    font: Font,
    /// Glyphs of the ASCII characters, which are most of any text; 0 for none.
    ascii: Arc<[u16]>,
    /// Whether it has all of those that can be seen, and the space.
    pub(super) has_ascii: bool,
    /// How to shape Latin text, which is nearly all of it; made on first use.
    latin: Arc<OnceLock<ShapePlan>>,
}

impl fmt::Debug for Face {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Face({})", self.name)
    }
}

impl Face {
    /// Parses a TrueType or OpenType file. `None` if it is not one.
    pub fn parse(name: &str, bytes: FontBytes) -> Option<Self> {
        let font = Font::new(Arc::clone(&bytes), 0)?;
        let metrics = font.metrics();
        let line = metrics.hhea_line?;
        let bounds = metrics.bounds;
        let cap_height = metrics
            .cap_height
            .map_or(line.ascender, |height| height)
            .to_f32();
        let glyph_of = |c: u8| nominal(&font, c.into()).unwrap_or(0);
        let ascii: Arc<[u16]> = (0..128).map(glyph_of).collect();
        Some(Self {
            name: name.into(),
            bytes,
            units_per_em: font.units_per_em(),
            ascent: line.ascender.to_f32(),
            descent: line.descender.to_f32(),
            cap_height,
            bounds: [bounds.x_min, bounds.y_min, bounds.x_max, bounds.y_max]
                .map(|side| side.to_f32()),
            has_ascii: { PLAIN }.all(|byte| ascii[usize::from(byte)] != 0),
            ascii,
            font,
            latin: Arc::default(),
        })
    }

    /// The glyph of a character by itself.
    pub fn glyph(&self, character: char) -> Option<u16> {
        match self.ascii.get(character as usize) {
            Some(glyph) => Some(*glyph).filter(|glyph| *glyph != 0),
            None => nominal(&self.font, character.into()),
        }
    }

    /// The first character whose glyph this is.
    pub fn character(&self, glyph: u16) -> Option<char> {
        let found = self
            .font
            .charmap()
            .unicodes()
            .find(|(_, id)| id.to_u32() == u32::from(glyph));
        found.and_then(|(character, _)| char::from_u32(character))
    }

    /// Advance of a character by itself, font units.
    pub fn advance(&self, character: char) -> Option<i32> {
        Some(
            self.shape(character.encode_utf8(&mut [0; 4]))?
                .first()?
                .advance,
        )
    }

    /// Whether it can draw a character.
    pub fn has(&self, character: char) -> bool {
        self.glyph(character).is_some()
    }

    /// Whether its outlines are TrueType's.
    fn is_true_type(&self) -> bool {
        !self.bytes.as_ref().as_ref().starts_with(b"OTTO")
    }

    /// Shapes text of one line or paragraph: kerning, ligatures, marks.
    ///
    /// Every character must be one that the face [`has`](Self::has). The byte
    /// ranges of the glyphs are those of `text`. `None` if the font's layout
    /// tables are broken.
    pub fn shape(&self, text: &str) -> Option<Vec<Glyph>> {
        let mut buffer = Buffer::new();
        buffer.push_str(text);
        buffer.guess_segment_properties();
        buffer.set_direction(Direction::LeftToRight);
        buffer.set_language(None);
        // Digits and punctuation alone have no script of their own.
        let script = buffer
            .script()
            .filter(|script| *script != Script::COMMON)
            .unwrap_or(Script::LATIN);
        buffer.set_script(Some(script));
        let plan = || ShapePlan::new(&self.font, Direction::LeftToRight, Some(script), None, &[]);
        let other;
        let plan = if script == Script::LATIN {
            self.latin.get_or_init(plan)
        } else {
            other = plan();
            &other
        };
        let shaper = ShaperFont::new(&self.font);
        harfrust::shape(&shaper, &mut buffer, ShapeOptions::new().plan(Some(plan))).ok()?;
        let mut glyphs: Vec<Glyph> = buffer
            .glyph_infos()
            .iter()
            .zip(buffer.glyph_positions())
            .map(|(info, position)| Glyph {
                id: info.glyph_id as u16,
                advance: position.x_advance,
                offset: (position.x_offset, position.y_offset),
                start: info.cluster,
                end: info.cluster,
            })
            .collect();
        close_clusters(&mut glyphs, text, |character| self.glyph(character));
        Some(glyphs)
    }
}

/// What the font's character map gives for a character.
fn nominal(font: &Font, character: u32) -> Option<u16> {
    u16::try_from(font.charmap().map_unicode(character)?.to_u32()).ok()
}

/// One glyph of shaped text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Glyph {
    /// Number in the face.
    pub id: u16,
    /// To the next glyph, in font units (kerned).
    pub advance: i32,
    /// From where it stands, in font units.
    pub offset: (i32, i32),
    /// First byte, in the text that was shaped, of the characters it shows.
    pub start: u32,
    /// One past the last byte; equal to `start` where an earlier glyph shows them.
    pub end: u32,
}

/// Gives each glyph the characters it shows. Where every glyph of a cluster is the
/// font's own for one character, they are shared out one to one; otherwise (a
/// ligature, accents put together in another way) the first glyph shows it all.
fn close_clusters(glyphs: &mut [Glyph], text: &str, nominal: impl Fn(char) -> Option<u16>) {
    let mut at = 0;
    while at < glyphs.len() {
        let start = glyphs[at].start;
        let next = at + glyphs[at..].iter().take_while(|g| g.start == start).count();
        let end = glyphs.get(next).map_or(text.len() as u32, |g| g.start);
        let cluster = &mut glyphs[at..next];
        if let [one] = cluster {
            one.end = end;
            at = next;
            continue;
        }
        let characters = text[start as usize..end as usize].chars();
        if cluster.len() == characters.clone().count()
            && cluster
                .iter()
                .zip(characters.clone())
                .all(|(glyph, c)| nominal(c) == Some(glyph.id))
        {
            let mut from = start;
            for (glyph, character) in cluster.iter_mut().zip(characters) {
                glyph.start = from;
                from += character.len_utf8() as u32;
                glyph.end = from;
            }
        } else {
            cluster[0].end = end;
            for glyph in &mut cluster[1..] {
                (glyph.start, glyph.end) = (end, end);
            }
        }
        at = next;
    }
}

/// Every face a theme names, and the stacks it makes of them.
#[derive(Debug, Clone)]
pub struct Faces {
    /// All faces, each once.
    pub all: Vec<Face>,
    /// Indices into `all` by role; the first face that has a character draws it.
    pub stacks: BTreeMap<String, Vec<usize>>,
    /// What they have set before.
    pub remembered: Remembered,
}

impl Faces {
    /// The first face of each stack, each once.
    pub fn main(&self) -> Vec<usize> {
        let first = self.stacks.values().filter_map(|stack| stack.first());
        let faces: BTreeSet<usize> = first.copied().collect();
        faces.into_iter().collect()
    }

    /// The face in which fields are filled: the first of `body` that is TrueType, as a simple
    /// font must be, or the first of all.
    pub fn typed(&self) -> Option<usize> {
        let body = self.stacks.get("body").into_iter().flatten().copied();
        let mut faces = body.chain(0..self.all.len());
        faces.find(|face| self.all[*face].is_true_type())
    }

    /// Whether every stack can draw all that can be seen of ASCII with one face.
    pub fn have_ascii(&self) -> bool {
        self.stacks
            .values()
            .all(|stack| stack.iter().any(|face| self.all[*face].has_ascii))
    }

    /// Whether every stack can draw a character.
    pub fn have(&self, character: char) -> bool {
        self.stacks
            .values()
            .all(|stack| stack.iter().any(|face| self.all[*face].has(character)))
    }
}
