//! The finishing pass: everything printpdf does not write, or writes wrongly.

use std::io::{self, Write};

use chrono::{DateTime, Utc};
use flate2::Compression;
use flate2::write::ZlibEncoder;
use lopdf::{Dictionary, Document, Object, ObjectId, StringFormat, dictionary};
use sha2::{Digest, Sha256};

use super::Metadata;
use crate::typeset::{Bookmark, Pages, Paper};

/// What made the file.
const PRODUCER: &str = concat!("countersign ", env!("CARGO_PKG_VERSION"));

pub(super) fn finish(
    mut file: Document,
    contents: Vec<Vec<u8>>,
    pages: &Pages,
    metadata: &Metadata,
) -> lopdf::Result<Vec<u8>> {
    // printpdf says 1.3, but what it writes (Identity-H fonts, marked content) is later.
    file.version = "1.7".into();
    fill_pages(&mut file, contents, pages.paper)?;
    let outlines = outlines(&mut file, pages);
    let catalog = file.catalog_mut()?;
    catalog.set("Lang", Object::string_literal(pages.lang.as_str()));
    catalog.set(
        "ViewerPreferences",
        dictionary! { "DisplayDocTitle" => true },
    );
    catalog.set("PageLayout", "OneColumn");
    catalog.set("PageMode", "UseNone");
    if let Some(outlines) = outlines {
        catalog.set("Outlines", outlines);
        catalog.set("PageMode", "UseOutlines");
    }
    // printpdf's own holds keys of PDF/X and dates of 1970.
    let info = file.add_object(dictionary! {
        "Title" => text(&pages.title),
        "Producer" => text(PRODUCER),
        "Creator" => text(PRODUCER),
        "CreationDate" => date(metadata.created),
        "ModDate" => date(metadata.created),
    });
    if let Ok(old) = file.trailer.get(b"Info").and_then(Object::as_reference) {
        file.objects.remove(&old);
    }
    file.trailer.set("Info", info);
    file.renumber_objects();
    deflate(&mut file)?;
    let id = Object::String(document_id(&file, metadata), StringFormat::Hexadecimal);
    file.trailer.set("ID", vec![id.clone(), id]);
    let mut bytes = Vec::new();
    file.save_to(&mut bytes)?;
    Ok(bytes)
}

/// Puts each page's content into its stream, and gives the page its true size:
/// printpdf has it by way of millimetres.
fn fill_pages(file: &mut Document, contents: Vec<Vec<u8>>, paper: Paper) -> lopdf::Result<()> {
    let (width, height) = paper.size();
    let page_ids: Vec<ObjectId> = file.get_pages().into_values().collect();
    for (page, content) in page_ids.into_iter().zip(contents) {
        let stream = file
            .get_dictionary(page)?
            .get(b"Contents")?
            .as_reference()?;
        file.get_object_mut(stream)?
            .as_stream_mut()?
            .set_plain_content(content);
        let page = file.get_object_mut(page)?.as_dict_mut()?;
        page.set(
            "MediaBox",
            vec![0.into(), 0.into(), width.into(), height.into()],
        );
        page.remove(b"CropBox");
        page.remove(b"TrimBox");
    }
    Ok(())
}

/// Bookmarks as nested outline items; `None` without headings.
fn outlines(file: &mut Document, pages: &Pages) -> Option<Object> {
    let page_ids: Vec<ObjectId> = file.get_pages().into_values().collect();
    let height = pages.paper.size().1;
    let root = file.new_object_id();
    let ids: Vec<ObjectId> = pages
        .bookmarks
        .iter()
        .map(|_| file.new_object_id())
        .collect();
    let parents = parents(&pages.bookmarks);
    let children = |parent: Option<usize>| -> Vec<usize> {
        (0..ids.len())
            .filter(|child| parents[*child] == parent)
            .collect()
    };
    let ends = |of: &[usize], into: &mut Dictionary| {
        if let (Some(first), Some(last)) = (of.first(), of.last()) {
            into.set("First", ids[*first]);
            into.set("Last", ids[*last]);
            into.set("Count", of.len() as i64);
        }
    };
    for (index, bookmark) in pages.bookmarks.iter().enumerate() {
        let siblings = children(parents[index]);
        let place = siblings.iter().position(|sibling| *sibling == index)?;
        let mut item = dictionary! {
            "Title" => text(&bookmark.title),
            "Parent" => parents[index].map_or(root, |parent| ids[parent]),
            "Dest" => vec![
                Object::Reference(*page_ids.get(bookmark.page)?),
                "XYZ".into(),
                Object::Null,
                Object::Real((height - bookmark.y + 4.0).round()),
                Object::Null,
            ],
        };
        if let Some(before) = place.checked_sub(1) {
            item.set("Prev", ids[siblings[before]]);
        }
        if let Some(after) = siblings.get(place + 1) {
            item.set("Next", ids[*after]);
        }
        let below = children(Some(index));
        ends(&below, &mut item);
        // A negative count keeps the branch closed until it is asked for.
        if !below.is_empty() {
            item.set("Count", -(below.len() as i64));
        }
        file.objects.insert(ids[index], item.into());
    }
    let mut outlines = dictionary! { "Type" => "Outlines" };
    let top = children(None);
    ends(&top, &mut outlines);
    file.objects.insert(root, outlines.into());
    (!top.is_empty()).then_some(Object::Reference(root))
}

/// The heading above each heading.
fn parents(bookmarks: &[Bookmark]) -> Vec<Option<usize>> {
    let mut open: Vec<usize> = Vec::new();
    bookmarks
        .iter()
        .enumerate()
        .map(|(index, bookmark)| {
            open.retain(|above| bookmarks[*above].level < bookmark.level);
            let parent = open.last().copied();
            open.push(index);
            parent
        })
        .collect()
}

/// The same form has the same id; another one has another.
fn document_id(file: &Document, metadata: &Metadata) -> Vec<u8> {
    let mut hash = Sha256::new();
    hash.update(metadata.form_id.as_bytes());
    hash.update(metadata.created.timestamp().to_be_bytes());
    for object in file.objects.values() {
        if let Object::Stream(stream) = object {
            hash.update(&stream.content);
        }
    }
    hash.finalize()[..16].to_vec()
}

/// Compresses every stream that is not compressed yet.
fn deflate(file: &mut Document) -> io::Result<()> {
    for object in file.objects.values_mut() {
        let Object::Stream(stream) = object else {
            continue;
        };
        if stream.dict.has(b"Filter") {
            continue;
        }
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::new(6));
        encoder.write_all(&stream.content)?;
        stream.set_content(encoder.finish()?);
        stream.dict.set("Filter", "FlateDecode");
    }
    Ok(())
}

/// A text string: ASCII as it is, anything else as UTF-16 with its mark.
fn text(text: &str) -> Object {
    if text.is_ascii() {
        return Object::string_literal(text);
    }
    let utf16 = [0xfe, 0xff]
        .into_iter()
        .chain(text.encode_utf16().flat_map(u16::to_be_bytes));
    Object::String(utf16.collect(), StringFormat::Hexadecimal)
}

fn date(at: DateTime<Utc>) -> Object {
    Object::string_literal(at.format("D:%Y%m%d%H%M%SZ").to_string())
}
