//! The data a form was made from, inside the form.

use lopdf::{Dictionary, Document, Object, ObjectId, dictionary};

use super::Metadata;
use super::text::{date, text};
use crate::error::Problem;

/// The name of the file in the file.
const NAME: &str = "consent.json";

/// Adds the data as an associated file of the document: its specification, and the number
/// of the stream that will hold it.
pub(super) fn add(file: &mut Document, id: ObjectId, stream: ObjectId) -> lopdf::Result<()> {
    let specification = dictionary! {
        "Type" => "Filespec",
        "F" => text(NAME),
        "UF" => text(NAME),
        "Desc" => text("What this form was made from, for programs"),
        "AFRelationship" => "Data",
        "EF" => dictionary! { "F" => stream, "UF" => stream },
    };
    file.objects.insert(id, specification.into());
    let names = dictionary! {
        "EmbeddedFiles" => dictionary! { "Names" => vec![text(NAME), id.into()] },
    };
    let catalog = file.catalog_mut()?;
    catalog.set("AF", vec![id.into()]);
    catalog.set("Names", names);
    Ok(())
}

/// The dictionary of the stream that holds so many bytes of data, compressed.
pub(super) fn stream(size: usize, about: &Metadata) -> Dictionary {
    dictionary! {
        "Type" => "EmbeddedFile",
        "Subtype" => "application/json",
        "Filter" => "FlateDecode",
        "Params" => dictionary! {
            "Size" => size as i64,
            "CreationDate" => date(about.created),
            "ModDate" => date(about.created),
        },
    }
}

/// Reads the data back.
pub(super) fn read(bytes: &[u8]) -> Result<Vec<u8>, Problem> {
    let file = Document::load_mem(bytes).map_err(|error| {
        Problem::new(format!("this is not a PDF file that can be read: {error}"))
    })?;
    find(&file).ok_or_else(|| {
        Problem::new("this file carries no data").hint("make the form with --embed-data")
    })
}

fn find(file: &Document) -> Option<Vec<u8>> {
    let associated = file.catalog().ok()?.get(b"AF").ok()?;
    let (_, associated) = file.dereference(associated).ok()?;
    associated
        .as_array()
        .ok()?
        .iter()
        .find_map(|specification| {
            let (_, specification) = file.dereference(specification).ok()?;
            let specification = specification.as_dict().ok()?;
            let named = specification.get(b"UF").and_then(Object::as_str).ok()? == NAME.as_bytes();
            let embedded = specification.get(b"EF").and_then(Object::as_dict).ok()?;
            let stream = embedded.get(b"F").and_then(Object::as_reference).ok()?;
            let stream = file.get_object(stream).and_then(Object::as_stream).ok()?;
            named.then(|| stream.decompressed_content().ok()).flatten()
        })
}
