//! The form as it was made: what its pages look like without a hand on them, and where its
//! fields are.

use hayro::hayro_syntax::Pdf;
use lopdf::{Dictionary, Document, Object, ObjectId};

use super::code::{Codes, Found, codes};
use super::raster::Raster;
use super::read::pdf;
use crate::error::Problem;

/// Dots an inch at which originals are drawn.
pub(super) const DENSITY: f32 = 200.0;
/// Dots a point.
const SCALE: f32 = DENSITY / 72.0;
/// Dots a millimetre.
pub(super) const DOTS_PER_MM: f32 = DENSITY / 25.4;

/// A form as it was made.
pub struct Original {
    pdf: Pdf,
    fields: Vec<Field>,
}

/// What a hand does with a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    /// Signs.
    Signature,
    /// Writes.
    Text,
    /// Ticks.
    CheckBox,
}

/// A field of a form.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// As the file names it, such as `patient-date`.
    pub name: String,
    /// What it is.
    pub kind: FieldKind,
    /// Page, from 1.
    pub page: u16,
    /// Left, top, right and bottom, dots of the drawn page.
    pub(super) room: [f32; 4],
}

impl Field {
    /// A field that is nowhere.
    #[cfg(test)]
    pub(crate) fn named(name: &str, kind: FieldKind) -> Self {
        Self {
            name: name.to_owned(),
            kind,
            page: 1,
            room: [0.0; 4],
        }
    }
}

/// A page as it was made.
#[derive(Debug)]
pub struct OriginalPage {
    pub(super) raster: Raster,
    pub(super) found: Found,
}

impl std::fmt::Debug for Original {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Original({} pages)", self.pages())
    }
}

impl Original {
    /// Reads the file of a form.
    ///
    /// # Errors
    /// It is no form of this program.
    pub fn open(form: &[u8]) -> Result<Self, Problem> {
        let not = || Problem::new("the form in the archive cannot be drawn");
        let pdf = pdf::open(form)?;
        let file = Document::load_mem(form).map_err(|_| not())?;
        let fields = fields(&file).ok_or_else(not)?;
        Ok(Self { pdf, fields })
    }

    /// How many pages it has.
    pub fn pages(&self) -> u16 {
        self.pdf.pages().len() as u16
    }

    /// Its fields, page by page.
    pub fn fields(&self) -> &[Field] {
        &self.fields
    }

    /// Draws a page, from 1; nothing if it is not there or has no code.
    pub fn page(&self, number: u16) -> Option<OriginalPage> {
        let page = self.pdf.pages().get(usize::from(number).checked_sub(1)?)?;
        let raster = pdf::draw(page, (SCALE, SCALE));
        match codes(&raster) {
            Codes::One(found) => Some(OriginalPage { raster, found }),
            _ => None,
        }
    }
}

impl OriginalPage {
    /// What its code says.
    pub fn code(&self) -> &crate::page_code::PageCode {
        &self.found.code
    }
}

fn fields(file: &Document) -> Option<Vec<Field>> {
    let form = file.catalog().ok()?.get_deref(b"AcroForm", file);
    let Ok(form) = form.and_then(Object::as_dict) else {
        return Some(Vec::new());
    };
    let all = form
        .get_deref(b"Fields", file)
        .and_then(Object::as_array)
        .ok()?;
    let pages: Vec<ObjectId> = file.page_iter().collect();
    let mut fields = Vec::new();
    for field in all {
        let field = field
            .as_reference()
            .and_then(|id| file.get_dictionary(id))
            .ok()?;
        fields.push(one(file, field, &pages)?);
    }
    fields.sort_by(|a, b| (a.page, &a.name).cmp(&(b.page, &b.name)));
    Some(fields)
}

fn one(file: &Document, field: &Dictionary, pages: &[ObjectId]) -> Option<Field> {
    let name = lopdf::decode_text_string(field.get(b"T").ok()?).ok()?;
    let kind = match field.get(b"FT").and_then(Object::as_name).ok()? {
        b"Sig" => FieldKind::Signature,
        b"Btn" => FieldKind::CheckBox,
        _ => FieldKind::Text,
    };
    let own = field.get(b"P").and_then(Object::as_reference).ok()?;
    let page = pages.iter().position(|id| *id == own)?;
    let rect = numbers(field.get_deref(b"Rect", file).ok()?)?;
    let media = file
        .get_dictionary(own)
        .ok()?
        .get_deref(b"MediaBox", file)
        .ok()?;
    let media = numbers(media)?;
    let room = [
        rect[0] - media[0],
        media[3] - rect[3],
        rect[2] - media[0],
        media[3] - rect[1],
    ];
    Some(Field {
        name,
        kind,
        page: page as u16 + 1,
        room: room.map(|points| points * SCALE),
    })
}

fn numbers(array: &Object) -> Option<[f32; 4]> {
    let numbers = array.as_array().ok()?.iter();
    let numbers: Result<Vec<f32>, _> = numbers.map(Object::as_float).collect();
    numbers.ok()?.try_into().ok()
}
