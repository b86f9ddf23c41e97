//! Fields to fill and sign on a screen, each where the page has room for the pen.
//!
//! Boxes and lines are page content; a widget adds only what a hand puts there.
//! Every state has an appearance, so that no viewer has to make one up.

use std::collections::BTreeMap;

use lopdf::{Dictionary, Document, Object, ObjectId, Stream, dictionary};

use super::text::text;
use crate::document::FieldKind;
use crate::typeset::{Field, Mark, Pages, Rect};

/// Size of type in text fields, points.
const SIZE: f32 = 12.0;
/// Name of the fields' font in their resources.
const FONT: &str = "FieldFont";
/// Annotation flag: printed with the page.
const PRINT: i64 = 4;
/// Field flag: more than one line.
const MULTILINE: i64 = 1 << 12;

/// A widget in the file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Widget {
    pub id: ObjectId,
    /// Page, from 0.
    pub page: usize,
}

/// Widgets by field name.
pub(super) type Widgets = BTreeMap<String, Widget>;

/// Adds every field of the pages and the form that holds them; values are shown in a font.
pub(super) fn add(
    file: &mut Document,
    pages: &Pages,
    page_ids: &[ObjectId],
    font: ObjectId,
) -> Widgets {
    let mut widgets = Widgets::new();
    let mut fields: Vec<Object> = Vec::new();
    let mut annotations: BTreeMap<usize, Vec<Object>> = BTreeMap::new();
    // What appearances may use: the fields' font, under one name.
    let resources = file.add_object(dictionary! { "Font" => dictionary! { FONT => font } });
    for (number, page) in pages.pages.iter().enumerate() {
        for item in &page.items {
            let Mark::Field(field) = &item.mark else {
                continue;
            };
            let rect = upright(field.rect, pages.paper.size().1);
            let mut widget = dictionary! {
                "Type" => "Annot",
                "Subtype" => "Widget",
                "T" => text(&field.name),
                "TU" => text(&field.says),
                "Rect" => rect.to_vec(),
                "F" => PRINT,
                "P" => page_ids[number],
            };
            describe(file, field, &mut widget, resources);
            let id = file.add_object(widget);
            fields.push(id.into());
            annotations.entry(number).or_default().push(id.into());
            widgets.insert(field.name.clone(), Widget { id, page: number });
        }
    }
    for (number, annotations) in annotations {
        if let Ok(page) = file
            .get_object_mut(page_ids[number])
            .and_then(Object::as_dict_mut)
        {
            page.set("Annots", annotations);
            page.set("Tabs", "S");
        }
    }
    if !fields.is_empty() {
        let form = dictionary! {
            "Fields" => fields,
            "DR" => resources,
            "DA" => Object::string_literal(default_appearance()),
        };
        let form = file.add_object(form);
        if let Ok(catalog) = file.catalog_mut() {
            catalog.set("AcroForm", form);
        }
    }
    widgets
}

fn default_appearance() -> String {
    format!("/{FONT} {SIZE} Tf 0 g")
}

/// What is particular to each kind of field.
fn describe(file: &mut Document, field: &Field, widget: &mut Dictionary, resources: ObjectId) {
    let size = (field.rect.width, field.rect.height);
    match field.kind {
        FieldKind::CheckBox => {
            let off = appearance(file, size, String::new(), None);
            let on = appearance(file, size, tick(size), None);
            widget.set("FT", "Btn");
            widget.set("V", "Off");
            widget.set("AS", "Off");
            widget.set(
                "AP",
                dictionary! { "N" => dictionary! { "Off" => off, "Yes" => on } },
            );
        }
        FieldKind::Line | FieldKind::Area => {
            let empty = appearance(file, size, "/Tx BMC\nEMC\n".into(), Some(resources));
            widget.set("FT", "Tx");
            widget.set("DA", Object::string_literal(default_appearance()));
            widget.set("AP", dictionary! { "N" => empty });
            if field.kind == FieldKind::Area {
                widget.set("Ff", MULTILINE);
            }
        }
        FieldKind::Signature => {
            let empty = appearance(file, size, String::new(), None);
            widget.set("FT", "Sig");
            widget.set("AP", dictionary! { "N" => empty });
        }
    }
}

/// A rectangle as PDF has it: lower left and upper right corner.
pub(super) fn upright(rect: Rect, height: f32) -> [Object; 4] {
    let exact = |length: f32| Object::Real((length * 100.0).round() / 100.0);
    [
        exact(rect.x),
        exact(height - rect.y - rect.height),
        exact(rect.x + rect.width),
        exact(height - rect.y),
    ]
}

fn appearance(
    file: &mut Document,
    (width, height): (f32, f32),
    content: String,
    resources: Option<ObjectId>,
) -> ObjectId {
    let exact = |length: f32| Object::Real((length * 100.0).round() / 100.0);
    let mut dict = dictionary! {
        "Type" => "XObject",
        "Subtype" => "Form",
        "BBox" => vec![0.into(), 0.into(), exact(width), exact(height)],
    };
    match resources {
        Some(resources) => dict.set("Resources", resources),
        None => dict.set("Resources", Dictionary::new()),
    }
    file.add_object(Stream::new(dict, content.into_bytes()))
}

/// A tick drawn as strokes, as large as its box.
fn tick((width, height): (f32, f32)) -> String {
    let at = |x: f32, y: f32| format!("{:.2} {:.2}", width * x, height * y);
    format!(
        "q 1.8 w 1 J 1 j 0 G {} m {} l {} l S Q\n",
        at(0.2, 0.52),
        at(0.42, 0.26),
        at(0.82, 0.8)
    )
}
