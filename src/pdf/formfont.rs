//! The font in which a viewer shows what is typed into a field.
//!
//! Viewers and form fillers write field values in a one-byte encoding, so this is
//! a simple font with `WinAnsiEncoding`: all Latin letters of Western Europe, cut
//! from the theme's body face. Cut by allsorts, which keeps a character map; a
//! simple font needs one.

use allsorts::binary::read::ReadScope;
use allsorts::font_data::FontData;
use allsorts::subset::{CmapTarget, SubsetProfile, subset};
use lopdf::{Dictionary, Document, Object, ObjectId, Stream, dictionary};

use crate::error::Problem;
use crate::typeset::{Face, Pages};

/// Codes 128 to 159 of WinAnsi (ISO 32000-1, annex D); the others are Latin-1.
const WINDOWS: [u32; 32] = [
    0x20ac, 0, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160, 0x2039,
    0x0152, 0, 0x017d, 0, 0, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x02dc,
    0x2122, 0x0161, 0x203a, 0x0153, 0, 0x017e, 0x0178,
];

/// The character of a WinAnsi code.
fn character(code: u8) -> Option<char> {
    let point = match code {
        128..=159 => WINDOWS[usize::from(code - 128)],
        _ => u32::from(code),
    };
    char::from_u32(point).filter(|c| !c.is_control())
}

/// Adds the font.
///
/// # Errors
/// The body face cannot serve.
pub(super) fn add(file: &mut Document, pages: &Pages) -> Result<ObjectId, Problem> {
    let face = pages.faces.get(pages.body_face);
    face.and_then(|face| font(file, face)).ok_or_else(|| {
        Problem::new("the font of the fields cannot be made from the theme's `body` face")
            .hint("the first face of `body` must be a TrueType font with Latin letters")
    })
}

fn font(file: &mut Document, face: &Face) -> Option<ObjectId> {
    let program = program(face)?;
    let widths: Vec<Object> = (32..=255_u8)
        .map(|code| {
            let width = character(code).and_then(|c| face.advance(c)).unwrap_or(0);
            Object::Integer(
                (i64::from(width) * 1000 + i64::from(face.units_per_em) / 2)
                    / i64::from(face.units_per_em),
            )
        })
        .collect();
    let em = |units: f32| (units * 1000.0 / f32::from(face.units_per_em)).round() as i64;
    let length = program.len() as i64;
    let program = file.add_object(Stream::new(dictionary! { "Length1" => length }, program));
    let name = format!("CSFORM+{}", face.name);
    let descriptor = file.add_object(dictionary! {
        "Type" => "FontDescriptor",
        "FontName" => name.as_str(),
        // Nonsymbolic: the encoding names the characters.
        "Flags" => 32,
        "FontBBox" => face.bounds.map(|side| Object::Integer(em(side))).to_vec(),
        "ItalicAngle" => 0,
        "Ascent" => em(face.ascent),
        "Descent" => em(face.descent),
        "CapHeight" => em(face.cap_height),
        "StemV" => 80,
        "FontFile2" => program,
    });
    let font: Dictionary = dictionary! {
        "Type" => "Font",
        "Subtype" => "TrueType",
        "BaseFont" => name.as_str(),
        "Encoding" => "WinAnsiEncoding",
        "FirstChar" => 32,
        "LastChar" => 255,
        "Widths" => widths,
        "FontDescriptor" => descriptor,
    };
    Some(file.add_object(font))
}

/// The face cut to the characters of WinAnsi, with a character map.
fn program(face: &Face) -> Option<Vec<u8>> {
    let data = face.bytes.as_ref().as_ref();
    let font = ReadScope::new(data).read::<FontData<'_>>().ok()?;
    let provider = font.table_provider(0).ok()?;
    let mut glyphs: Vec<u16> = (32..=255_u8)
        .filter_map(|code| face.glyph(character(code)?))
        .chain([0])
        .collect();
    glyphs.sort_unstable();
    glyphs.dedup();
    subset(&provider, &glyphs, &SubsetProfile::Pdf, CmapTarget::Unicode).ok()
}
