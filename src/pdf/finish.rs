//! The finishing pass: everything printpdf does not write, or writes wrongly.

use std::io;

use flate2::{Compress, Compression, FlushCompress, Status};
use lopdf::{Document, Object, ObjectId, SaveOptions, StringFormat, dictionary};
use sha2::{Digest, Sha256};

use super::content::Content;
use super::signs::Signs;
use super::{Metadata, attachment, fields, metadata, outlines, structure};
use crate::error::{Problem, Problems};
use crate::typeset::{Pages, Paper};

/// Completes printpdf's document and writes it.
///
/// # Errors
/// The font of the fields cannot be made, or lopdf cannot find or write an object.
pub(super) fn finish(
    mut file: Document,
    contents: Vec<Content>,
    signs: &Signs,
    pages: &Pages,
    about: &Metadata,
) -> Result<Vec<u8>, Problems> {
    complete(&mut file, &contents, signs, pages, about)?;
    write(file, about).map_err(|error| unwritable(&error).into())
}

fn unwritable(error: &dyn std::fmt::Display) -> Problem {
    Problem::new(format!("the PDF cannot be written: {error}"))
}

fn complete(
    file: &mut Document,
    contents: &[Content],
    signs: &Signs,
    pages: &Pages,
    about: &Metadata,
) -> Result<(), Problems> {
    // printpdf says 1.3, but what it writes (Identity-H fonts, marked content) is later.
    file.version = "1.7".into();
    let page_ids: Vec<ObjectId> = file.get_pages().into_values().collect();
    fill_pages(file, contents, &page_ids, pages.paper).map_err(|error| unwritable(&error))?;
    signs
        .add(file, &page_ids)
        .map_err(|error| unwritable(&error))?;
    let widgets = fields::add(file, pages, &page_ids)?;
    let structure = structure::add(file, pages, contents, &page_ids, &widgets)
        .map_err(|error| unwritable(&error))?;
    let outlines = outlines::add(file, pages, &page_ids);
    if let Some(data) = &about.data {
        attachment::add(file, data, about).map_err(|error| unwritable(&error))?;
    }
    let intent = metadata::output_intent(file);
    let xmp = metadata::xmp(file, pages, about);
    let catalog = file.catalog_mut().map_err(|error| unwritable(&error))?;
    catalog.set("Lang", Object::string_literal(pages.lang.as_str()));
    catalog.set(
        "ViewerPreferences",
        dictionary! { "DisplayDocTitle" => true },
    );
    catalog.set("MarkInfo", dictionary! { "Marked" => true });
    catalog.set("StructTreeRoot", structure);
    catalog.set("OutputIntents", vec![intent.into()]);
    catalog.set("Metadata", xmp);
    catalog.set("PageLayout", "OneColumn");
    catalog.set(
        "PageMode",
        if outlines.is_some() {
            "UseOutlines"
        } else {
            "UseNone"
        },
    );
    if let Some(outlines) = outlines {
        catalog.set("Outlines", outlines);
    }
    // printpdf's own holds keys of PDF/X and dates of 1970: this takes its place.
    let information = metadata::information(pages, about);
    let old = file.trailer.get(b"Info").and_then(Object::as_reference);
    let id = old.unwrap_or_else(|_| file.new_object_id());
    file.objects.insert(id, information.into());
    file.trailer.set("Info", id);
    Ok(())
}

fn write(mut file: Document, about: &Metadata) -> lopdf::Result<Vec<u8>> {
    deflate(&mut file)?;
    let id = Object::String(document_id(&file, about), StringFormat::Hexadecimal);
    file.trailer.set("ID", vec![id.clone(), id]);
    let mut bytes = Vec::new();
    let options = SaveOptions::builder()
        .use_object_streams(true)
        .use_xref_streams(true)
        .max_objects_per_stream(100_000)
        .compression_level(6)
        .build();
    file.save_with_options(&mut bytes, options)?;
    // What a signature appends must begin on a line of its own.
    bytes.push(b'\n');
    Ok(bytes)
}

/// Puts each page's content into its stream, and gives the page its true size:
/// printpdf has it by way of millimetres.
fn fill_pages(
    file: &mut Document,
    contents: &[Content],
    page_ids: &[ObjectId],
    paper: Paper,
) -> lopdf::Result<()> {
    let (width, height) = paper.size();
    for (page, content) in page_ids.iter().zip(contents) {
        let stream = file
            .get_dictionary(*page)?
            .get(b"Contents")?
            .as_reference()?;
        file.get_object_mut(stream)?
            .as_stream_mut()?
            .set_plain_content(content.bytes.clone());
        let page = file.get_object_mut(*page)?.as_dict_mut()?;
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

/// The same form has the same id; another one has another.
fn document_id(file: &Document, about: &Metadata) -> Vec<u8> {
    let mut hash = Sha256::new();
    hash.update(about.form_id.as_bytes());
    hash.update(about.created.timestamp().to_be_bytes());
    for object in file.objects.values() {
        if let Object::Stream(stream) = object {
            hash.update(&stream.content);
        }
    }
    hash.finalize()[..16].to_vec()
}

/// Below this many bytes a stream is not worth compressing.
const SMALL: usize = 120;

/// Compresses every stream that is not compressed yet and may be.
fn deflate(file: &mut Document) -> io::Result<()> {
    // One compressor for all: making one costs more than a short stream does.
    let mut compressor = Compress::new(Compression::new(6), true);
    for object in file.objects.values_mut() {
        let Object::Stream(stream) = object else {
            continue;
        };
        let done = stream.dict.has(b"Filter") || !stream.allows_compression;
        if done || stream.content.len() < SMALL {
            continue;
        }
        compressor.reset();
        let mut packed = Vec::with_capacity(stream.content.len() + stream.content.len() / 100 + 64);
        let status = compressor
            .compress_vec(&stream.content, &mut packed, FlushCompress::Finish)
            .map_err(io::Error::other)?;
        if status != Status::StreamEnd {
            return Err(io::Error::other("a stream was not compressed to its end"));
        }
        stream.set_content(packed);
        stream.dict.set("Filter", "FlateDecode");
    }
    Ok(())
}
