//! What printpdf writes: page objects, resources, font dictionaries, widths and
//! the way back from glyphs to characters. The pages are blank; `content` fills them.

use printpdf::{
    Codepoint, FontId, Mm, Op, PdfDocument, PdfFontHandle, PdfPage, PdfSaveOptions, Pt, TextItem,
};

use super::fonts::{EmbeddedFont, EmbeddedFonts, EmbeddedGlyph, Programs};
use crate::error::{Problem, Problems};
use crate::typeset::Pages;

/// printpdf's document as lopdf has it.
pub(super) fn skeleton(
    pages: &Pages,
    fonts: &EmbeddedFonts,
    programs: Programs,
) -> Result<lopdf::Document, Problems> {
    let mut document = PdfDocument::new(&pages.title);
    for (index, program) in programs {
        let id = FontId(fonts[&index].resource.clone());
        document.resources.fonts.map.insert(id, program);
    }
    let (width, height) = pages.paper.size();
    let size = (Mm::from(Pt(width)), Mm::from(Pt(height)));
    for number in 0..pages.pages.len() {
        // Widths and characters are written only for glyphs that printpdf has seen.
        let ops = if number == 0 {
            every_glyph(fonts)
        } else {
            Vec::new()
        };
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

fn every_glyph(fonts: &EmbeddedFonts) -> Vec<Op> {
    let mut ops = vec![Op::StartTextSection];
    for font in fonts.values() {
        ops.push(Op::SetFont {
            font: PdfFontHandle::External(FontId(font.resource.clone())),
            size: Pt(1.0),
        });
        ops.push(Op::ShowText {
            items: vec![TextItem::GlyphIds(glyphs(font))],
        });
    }
    ops.push(Op::EndTextSection);
    ops
}

fn glyphs(font: &EmbeddedFont) -> Vec<Codepoint> {
    let glyph = |glyph: &EmbeddedGlyph| Codepoint {
        gid: glyph.id,
        offset: 0.0,
        cid: Some(glyph.text.clone()),
    };
    font.glyphs().map(glyph).collect()
}
