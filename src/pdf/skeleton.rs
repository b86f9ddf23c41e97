//! What printpdf writes: page objects, resources, font dictionaries, widths and
//! the way back from glyphs to characters. The pages are blank; `content` fills them.
//! Nearly all forms of a library have the same glyphs, so few skeletons serve them.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use lopdf::{Document, ObjectId};
use printpdf::{
    Codepoint, FontId, Mm, Op, PdfDocument, PdfFontHandle, PdfPage, PdfSaveOptions, Pt, TextItem,
};

use super::fonts::{self, EmbeddedFont, EmbeddedFonts, EmbeddedGlyph, Needed, Programs, Usual};
use super::formfont;
use super::frozen::unwritable;
use super::head::Beginning;
use crate::error::{Problem, Problems};
use crate::typeset::{Pages, Paper};

/// How many skeletons are kept: one for each number of pages that forms have.
const KEPT: usize = 24;

/// The skeletons of forms that are set with the same faces.
#[derive(Debug, Default)]
pub(super) struct Skeletons {
    usual: OnceLock<Arc<Usual>>,
    kept: Mutex<Vec<Kept>>,
}

#[derive(Debug)]
struct Kept {
    needed: Needed,
    paper: Paper,
    pages: usize,
    skeleton: Skeleton,
}

/// A file with blank pages, and the fonts that it begins with.
#[derive(Debug, Clone)]
pub(super) struct Skeleton {
    /// Without what stands in its beginning.
    pub file: Document,
    pub beginning: Arc<Beginning>,
    pub fonts: Arc<EmbeddedFonts>,
    /// The font of the fields.
    pub form_font: ObjectId,
    /// Whether the fonts have glyphs that only one form's own texts need.
    pub rare: bool,
}

impl Skeletons {
    /// The skeleton for some pages.
    pub(super) fn of(&self, pages: &Pages) -> Result<Skeleton, Problems> {
        let usual = self.usual.get_or_init(|| Arc::new(Usual::of(pages)));
        let needed = Needed::of(pages, Arc::clone(usual));
        let (paper, count) = (pages.paper, pages.pages.len());
        // A skeleton is put in whole or not at all, whatever becomes of a thread.
        let kept = || self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let known = |one: &&Kept| one.needed == needed && one.paper == paper && one.pages == count;
        if let Some(known) = kept().iter().find(known) {
            return Ok(known.skeleton.clone());
        }
        let (fonts, programs) = fonts::cut(&needed, pages)?;
        let mut file = written(pages, &fonts, programs)?;
        let form_font = formfont::add(&mut file, pages, &fonts)?;
        bare_pages(&mut file, pages.paper).map_err(|error| unwritable(&error))?;
        let skeleton = Skeleton {
            beginning: Arc::new(Beginning::of(&mut file)),
            file,
            fonts: Arc::new(fonts),
            form_font,
            rare: needed.rare,
        };
        if !needed.rare {
            let mut kept = kept();
            kept.truncate(KEPT - 1);
            kept.insert(
                0,
                Kept {
                    needed,
                    paper,
                    pages: count,
                    skeleton: skeleton.clone(),
                },
            );
        }
        Ok(skeleton)
    }
}

/// Takes what printpdf put on the pages off, and gives each page its true size: printpdf
/// has it by way of millimetres.
fn bare_pages(file: &mut Document, paper: Paper) -> lopdf::Result<()> {
    let (width, height) = paper.size();
    for page in file.get_pages().into_values() {
        let content = file.get_dictionary(page)?.get(b"Contents")?;
        let content = content.as_reference()?;
        file.objects.remove(&content);
        let page = file.get_object_mut(page)?.as_dict_mut()?;
        page.set(
            "MediaBox",
            vec![0.into(), 0.into(), width.into(), height.into()],
        );
        page.remove(b"CropBox");
        page.remove(b"TrimBox");
        page.remove(b"Annots");
    }
    Ok(())
}

/// printpdf's document as lopdf has it.
fn written(pages: &Pages, fonts: &EmbeddedFonts, programs: Programs) -> Result<Document, Problems> {
    // What the file says of itself, its title too, is written for each form.
    let mut document = PdfDocument::new("");
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
