//! Each face cut to the glyphs the form shows, under names of our own.

use std::collections::BTreeMap;

use printpdf::{ParsedFont, PdfFont};
use sha2::{Digest, Sha256};
use subsetter::GlyphRemapper;

use crate::error::{Problem, Problems};
use crate::typeset::{Face, Mark, Pages};

/// A face as the file has it.
pub(super) struct EmbeddedFont {
    /// Resource name in page content.
    pub resource: String,
    /// What printpdf embeds.
    pub font: PdfFont,
    /// Glyph numbers of the whole face to those of the subset.
    pub glyphs: GlyphRemapper,
    /// Advance of each glyph of the subset, font units, as `/W` has it.
    pub widths: BTreeMap<u16, u16>,
    /// Characters that text search finds for a glyph of the whole face.
    pub texts: BTreeMap<u16, String>,
    /// Font units in an em.
    pub units_per_em: u16,
}

/// The faces that a form uses, by their index in [`Pages::faces`].
pub(super) type EmbeddedFonts = BTreeMap<usize, EmbeddedFont>;

pub(super) fn subset(pages: &Pages) -> Result<EmbeddedFonts, Problems> {
    texts_by_face(pages)
        .into_iter()
        .map(|(index, texts)| {
            embed(index, &pages.faces[index], texts)
                .map(|font| (index, font))
                .ok_or_else(|| {
                    let name = &pages.faces[index].name;
                    Problem::new(format!("the font {name} cannot be subset"))
                        .hint("use a TrueType font whose licence lets it be embedded")
                        .into()
                })
        })
        .collect()
}

/// For each face the glyphs that are shown, and the characters each stands for:
/// those of its first use, but a plain space before any other space.
fn texts_by_face(pages: &Pages) -> BTreeMap<usize, BTreeMap<u16, String>> {
    let mut faces: BTreeMap<usize, BTreeMap<u16, String>> = BTreeMap::new();
    for item in pages.pages.iter().flat_map(|page| &page.items) {
        let Mark::Glyphs(run) = &item.mark else {
            continue;
        };
        let texts = faces.entry(run.face).or_default();
        for (index, glyph) in run.glyphs.iter().enumerate() {
            let text = &run.text[glyph.start as usize..glyph.end as usize];
            let goes_on = run
                .glyphs
                .get(index + 1)
                .is_some_and(|next| next.start == next.end);
            texts.entry(glyph.id).or_insert_with(|| {
                if text.is_empty() || goes_on {
                    // One of several glyphs for a letter: by itself it is what the font calls it.
                    let own = pages.faces[run.face].character(glyph.id);
                    own.map_or_else(|| "\u{200b}".to_owned(), String::from)
                } else {
                    shown(text).to_owned()
                }
            });
        }
    }
    faces
}

/// Characters as text search should find them: every space is a space.
pub(super) fn shown(text: &str) -> &str {
    if text.chars().all(|c| c.is_whitespace()) && !text.is_empty() {
        " "
    } else {
        text
    }
}

fn embed(index: usize, face: &Face, texts: BTreeMap<u16, String>) -> Option<EmbeddedFont> {
    let mut glyphs = GlyphRemapper::new();
    for glyph in texts.keys() {
        glyphs.remap(*glyph);
    }
    let bytes = subsetter::subset(face.bytes.as_ref().as_ref(), 0, &glyphs).ok()?;
    // It warns that the subset has no character map; none is needed, glyphs are shown by number.
    let mut parsed = ParsedFont::from_bytes(&bytes, 0, &mut Vec::new())?;
    parsed.font_name = Some(format!("{}+{}", tag(face, &texts), face.name));
    Some(EmbeddedFont {
        resource: format!("Face{index}"),
        widths: parsed.glyph_widths.clone(),
        font: PdfFont::new(parsed),
        glyphs,
        texts,
        units_per_em: face.units_per_em,
    })
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
