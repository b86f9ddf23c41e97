//! The font in which a viewer shows what is typed into a field.
//!
//! Viewers and form fillers write field values in a one-byte encoding, so this is
//! a simple font with `WinAnsiEncoding`: all Latin letters of Western Europe, in the
//! program of the theme's body face, or the next that is TrueType; it has a character map
//! for that.

use lopdf::{Dictionary, Document, Object, ObjectId, dictionary};

use super::fonts::{EmbeddedFont, EmbeddedFonts};
use crate::error::Problem;
use crate::typeset::{Face, Pages};

/// The first code of WinAnsi, a space.
const FIRST: u8 = 32;
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

/// The characters that it has.
pub(super) fn characters() -> impl Iterator<Item = char> {
    (FIRST..=u8::MAX).filter_map(character)
}

/// Adds the font to a file that has the faces of the pages.
///
/// # Errors
/// No face can serve.
pub(super) fn add(
    file: &mut Document,
    pages: &Pages,
    fonts: &EmbeddedFonts,
) -> Result<ObjectId, Problem> {
    let typed = pages.typed_face;
    let both = pages.faces.get(typed).zip(fonts.get(&typed));
    both.and_then(|(face, cut)| font(file, face, cut))
        .ok_or_else(|| {
            Problem::new("the font of the fields cannot be made from the theme's faces")
                .hint("add a TrueType font with Latin letters to `body` of the theme's [faces]")
        })
}

fn font(file: &mut Document, face: &Face, cut: &EmbeddedFont) -> Option<ObjectId> {
    let em = |units: f32| (units * 1000.0 / f32::from(face.units_per_em)).round() as i64;
    let width = |code: u8| {
        let glyph = character(code).and_then(|c| cut.glyph(face.glyph(c)?));
        Object::Integer(em(glyph.map_or(0.0, |glyph| f32::from(glyph.width))))
    };
    let widths: Vec<Object> = (FIRST..=u8::MAX).map(width).collect();
    let program = program(file, &cut.name)?;
    let descriptor = file.add_object(dictionary! {
        "Type" => "FontDescriptor",
        "FontName" => cut.name.as_str(),
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
        "BaseFont" => cut.name.as_str(),
        "Encoding" => "WinAnsiEncoding",
        "FirstChar" => i64::from(FIRST),
        "LastChar" => 255,
        "Widths" => widths,
        "FontDescriptor" => descriptor,
    };
    Some(file.add_object(font))
}

/// The program of a face that the file has.
fn program(file: &Document, name: &str) -> Option<ObjectId> {
    let dictionaries = file.objects.values().flat_map(Object::as_dict);
    let mut programs = dictionaries.filter_map(|dictionary| {
        let of_face = dictionary.get(b"FontName").and_then(Object::as_name);
        let of_face = of_face.is_ok_and(|known| known == name.as_bytes());
        let program = || dictionary.get(b"FontFile2").ok()?.as_reference().ok();
        of_face.then(program)?
    });
    programs.next()
}
