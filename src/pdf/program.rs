//! A face cut to some glyphs, with the tables that a PDF needs of it and no others.

use subsetter::GlyphRemapper;
use write_fonts::FontBuilder;
use write_fonts::read::{FontRef, TableProvider};
use write_fonts::tables::cmap::Cmap;
use write_fonts::types::{GlyphId, Tag};

/// What a viewer reads of a TrueType program (ISO 32000-1, 9.9, table 126); names of the font
/// and of its glyphs are not among it.
const TABLES: [&[u8; 4]; 9] = [
    b"cvt ", b"fpgm", b"glyf", b"head", b"hhea", b"hmtx", b"loca", b"maxp", b"prep",
];

/// The glyphs of a face under their new numbers; with a character map of `characters`, by
/// their new numbers, if there are any. A face that is not TrueType is only cut. `None` if it
/// may not be embedded.
pub(super) fn cut(
    face: &[u8],
    glyphs: &GlyphRemapper,
    characters: &[(char, u16)],
) -> Option<Vec<u8>> {
    let cut = subsetter::subset(face, 0, glyphs).ok()?;
    let mut program = FontBuilder::new();
    let subset = FontRef::new(&cut).ok()?;
    for tag in TABLES.map(Tag::new) {
        if let Some(table) = subset.data_for_tag(tag) {
            program.add_raw(tag, table.as_bytes());
        }
    }
    if !program.contains(Tag::new(b"glyf")) {
        return Some(cut);
    }
    if !characters.is_empty() {
        let characters = characters.iter();
        let characters = characters.map(|(character, glyph)| (*character, GlyphId::from(*glyph)));
        let map = Cmap::from_mappings(characters).ok()?;
        program.add_table(&map).ok()?;
    }
    Some(program.build())
}
