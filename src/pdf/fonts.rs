//! Each face cut to the glyphs that a form needs, under names of our own.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use printpdf::{ParsedFont, PdfFont};
use sha2::{Digest, Sha256};
use subsetter::GlyphRemapper;

use super::{formfont, program};
use crate::error::{Problem, Problems};
use crate::typeset::{Face, Glyph, GlyphRun, Mark, Pages};

/// A face as page content uses it.
#[derive(Debug)]
pub(super) struct EmbeddedFont {
    /// Resource name in page content.
    pub resource: String,
    /// That of the subset.
    pub name: String,
    /// By glyph number of the whole face.
    glyphs: Vec<Option<EmbeddedGlyph>>,
    /// Font units in an em.
    pub units_per_em: u16,
}

/// A glyph as the file has it.
#[derive(Debug)]
pub(super) struct EmbeddedGlyph {
    /// Its number in the subset.
    pub id: u16,
    /// Its advance, font units, as `/W` has it.
    pub width: u16,
    /// Characters that text search finds for it.
    pub text: String,
    /// The same where it is one letter, digit or sign of ASCII, or a space.
    pub plain: Option<u8>,
}

impl EmbeddedFont {
    /// A glyph by its number in the whole face.
    pub(super) fn glyph(&self, id: u16) -> Option<&EmbeddedGlyph> {
        self.glyphs.get(usize::from(id))?.as_ref()
    }

    /// Every glyph, by its number in the whole face.
    pub(super) fn glyphs(&self) -> impl Iterator<Item = &EmbeddedGlyph> {
        self.glyphs.iter().flatten()
    }
}

/// The faces that a form uses, by their index in [`Pages::faces`].
pub(super) type EmbeddedFonts = BTreeMap<usize, EmbeddedFont>;

/// What printpdf embeds, by the same index.
pub(super) type Programs = BTreeMap<usize, PdfFont>;

/// Characters of a glyph of a face.
type Texts = BTreeMap<usize, BTreeMap<u16, String>>;

/// The glyphs that the file of a form must have.
#[derive(Debug, PartialEq)]
pub(super) struct Needed {
    /// Those that names are usually written with.
    usual: Arc<Usual>,
    /// Those that this form needs besides.
    others: Texts,
    /// Whether some are needed by this form's own texts only.
    pub rare: bool,
}

/// The glyphs that names and reasons are usually written with, in the main faces, and those of
/// what is typed; every form has them, so that a name changes nothing but itself.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Usual {
    /// By face, and number of the glyph: its characters.
    texts: BTreeMap<usize, Vec<Option<String>>>,
}

impl Usual {
    pub(super) fn of(pages: &Pages) -> Self {
        let mut texts = BTreeMap::new();
        let main = pages.main_faces.iter().copied();
        let all: BTreeSet<usize> = main.chain([pages.typed_face]).collect();
        for index in all {
            let Some(face) = pages.faces.get(index) else {
                continue;
            };
            let is_main = pages.main_faces.contains(&index);
            let mut of_face: Vec<Option<String>> = Vec::new();
            let mut note = |glyph: u16, text: String| {
                let glyph = usize::from(glyph);
                of_face.resize(of_face.len().max(glyph + 1), None);
                of_face[glyph].get_or_insert(text);
            };
            let usual = usual_characters().filter(|_| is_main);
            let typed = formfont::characters().filter(|_| index == pages.typed_face);
            for character in usual.chain(typed) {
                if let Some(glyph) = face.glyph(character) {
                    let text = String::from(character);
                    note(glyph, shown(&text).to_owned());
                }
            }
            for text in LIGATURES.into_iter().filter(|_| is_main) {
                let glyphs = face.shape(text).unwrap_or_default();
                for (number, glyph) in glyphs.iter().enumerate() {
                    note(glyph.id, characters(face, text, &glyphs, number));
                }
            }
            texts.insert(index, of_face);
        }
        Self { texts }
    }

    fn has(&self, face: usize, glyph: u16) -> bool {
        let of_face = self.texts.get(&face);
        let text = of_face.and_then(|texts| texts.get(usize::from(glyph)));
        text.is_some_and(Option::is_some)
    }

    fn texts(&self) -> Texts {
        let of_face = |texts: &Vec<Option<String>>| {
            let texts = texts.iter().enumerate();
            let some = texts.filter_map(|(glyph, text)| Some((glyph as u16, text.clone()?)));
            some.collect()
        };
        let faces = self.texts.iter();
        faces.map(|(face, texts)| (*face, of_face(texts))).collect()
    }
}

impl Needed {
    /// What some pages need besides the usual. What is the patient's own comes last, so that
    /// it changes nothing for others unless it needs rare letters.
    pub(super) fn of(pages: &Pages, usual: Arc<Usual>) -> Self {
        let runs = || {
            let items = pages.pages.iter().flat_map(|page| &page.items);
            items.filter_map(|item| match &item.mark {
                Mark::Glyphs(run) => Some(run),
                _ => None,
            })
        };
        let mut others = Texts::new();
        for run in runs().filter(|run| !run.own) {
            note(run, pages, &usual, &mut others);
        }
        let count = |texts: &Texts| texts.values().map(BTreeMap::len).sum::<usize>();
        let shared = count(&others);
        for run in runs().filter(|run| run.own) {
            note(run, pages, &usual, &mut others);
        }
        Self {
            rare: count(&others) > shared,
            usual,
            others,
        }
    }

    /// All of them.
    fn texts(&self) -> Texts {
        let mut texts = self.usual.texts();
        for (face, others) in &self.others {
            let of_face = texts.entry(*face).or_default();
            of_face.extend(others.iter().map(|(glyph, text)| (*glyph, text.clone())));
        }
        texts
    }
}

/// Cuts each face to the glyphs that are needed.
pub(super) fn cut(needed: &Needed, pages: &Pages) -> Result<(EmbeddedFonts, Programs), Problems> {
    let (mut fonts, mut programs) = (EmbeddedFonts::new(), Programs::new());
    for (index, texts) in needed.texts() {
        let face = &pages.faces[index];
        let typed = index == pages.typed_face;
        let (font, program) = embed(index, face, texts, typed).ok_or_else(|| {
            Problem::new(format!("the font {} cannot be subset", face.name))
                .hint("use a TrueType font whose licence lets it be embedded")
        })?;
        fonts.insert(index, font);
        programs.insert(index, program);
    }
    Ok((fonts, programs))
}

/// What names and reasons are usually written with: Latin letters, digits and signs.
fn usual_characters() -> impl Iterator<Item = char> {
    let signs = "\u{2013}\u{2014}\u{2018}\u{2019}\u{201c}\u{201d}\u{2026}";
    // Azerbaijani, Vietnamese, Chinese in Latin letters, Romanian.
    let more = "ƏəƠơƯưǍǎǏǐǑǒǓǔǦǧȘșȚț";
    // Marks of letters that Unicode has in parts only: Yoruba, Igbo, Lithuanian.
    let marks = "\u{300}\u{301}\u{302}\u{303}\u{304}\u{308}\u{30c}\u{323}\u{331}";
    let letters = (' '..='~').chain('\u{a0}'..='\u{17f}');
    let marked = '\u{1e00}'..='\u{1eff}';
    letters
        .chain(more.chars())
        .chain(marked)
        .chain(marks.chars())
        .chain(signs.chars())
}

/// Letters that many fonts draw as one.
const LIGATURES: [&str; 10] = [
    "ff", "fi", "fj", "fl", "ft", "tt", "Th", "ffi", "ffj", "ffl",
];

/// Notes the glyphs of a run that are not there yet, each with the characters of its first
/// use.
fn note(run: &GlyphRun, pages: &Pages, usual: &Usual, others: &mut Texts) {
    for (index, glyph) in run.glyphs.iter().enumerate() {
        if usual.has(run.face, glyph.id) {
            continue;
        }
        let text = || characters(&pages.faces[run.face], &run.text, &run.glyphs, index);
        let of_face = others.entry(run.face).or_default();
        of_face.entry(glyph.id).or_insert_with(text);
    }
}

/// The characters that one glyph of a text stands for.
fn characters(face: &Face, text: &str, glyphs: &[Glyph], index: usize) -> String {
    let glyph = &glyphs[index];
    let text = &text[glyph.start as usize..glyph.end as usize];
    let goes_on = glyphs
        .get(index + 1)
        .is_some_and(|next| next.start == next.end);
    if text.is_empty() || goes_on {
        // One of several glyphs for a letter: by itself it is what the font calls it.
        let own = face.character(glyph.id);
        own.map_or_else(|| "\u{200b}".to_owned(), String::from)
    } else {
        shown(text).to_owned()
    }
}

/// Characters as text search should find them: every space is a space.
pub(super) fn shown(text: &str) -> &str {
    if text.chars().all(|c| c.is_whitespace()) && !text.is_empty() {
        " "
    } else {
        text
    }
}

/// With a character map if it is `typed` in too.
fn embed(
    index: usize,
    face: &Face,
    texts: BTreeMap<u16, String>,
    typed: bool,
) -> Option<(EmbeddedFont, PdfFont)> {
    let mut glyphs = GlyphRemapper::new();
    for glyph in texts.keys() {
        glyphs.remap(*glyph);
    }
    let typed = formfont::characters().filter(|_| typed);
    let typed =
        typed.filter_map(|character| Some((character, glyphs.get(face.glyph(character)?)?)));
    let typed: Vec<(char, u16)> = typed.collect();
    let bytes = program::cut(face.bytes.as_ref().as_ref(), &glyphs, &typed)?;
    // It warns of a subset without a character map; on pages glyphs are shown by number.
    let mut parsed = ParsedFont::from_bytes(&bytes, 0, &mut Vec::new())?;
    let name = format!("{}+{}", tag(face, &texts), face.name);
    parsed.font_name = Some(name.clone());
    let mut by_number: Vec<Option<EmbeddedGlyph>> = Vec::new();
    for (number, text) in texts {
        let id = glyphs.get(number)?;
        by_number.resize_with(usize::from(number) + 1, || None);
        by_number[usize::from(number)] = Some(EmbeddedGlyph {
            id,
            width: parsed.glyph_widths.get(&id).copied().unwrap_or(0),
            plain: match text.as_bytes() {
                [one @ b' '..=b'~'] => Some(*one),
                _ => None,
            },
            text,
        });
    }
    let font = EmbeddedFont {
        resource: format!("Face{index}"),
        name,
        glyphs: by_number,
        units_per_em: face.units_per_em,
    };
    Some((font, PdfFont::new(parsed)))
}

/// Six capitals that tell one subset of a face from another (ISO 32000-1, 9.6.4).
fn tag(face: &Face, texts: &BTreeMap<u16, String>) -> String {
    let mut hash = Sha256::new();
    hash.update(face.name.as_bytes());
    for glyph in texts.keys() {
        hash.update(glyph.to_be_bytes());
    }
    hash.finalize()[..6]
        .iter()
        .map(|byte| char::from(b'A' + byte % 26))
        .collect()
}
