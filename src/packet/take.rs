//! What is taken over of one file: its pages with all that they show, its tags, fields and
//! bookmarks.

use std::error::Error;

use lopdf::{Dictionary, Document, Object, ObjectId};

use super::copy::{Copy, Shared};

/// Why a file cannot be taken over.
pub(super) type Fault = Box<dyn Error>;

/// Keys of a catalog that are looked at, or of which the packet has its own.
const CATALOG: &[&str] = &[
    "Type",
    "Pages",
    "StructTreeRoot",
    "AcroForm",
    "Outlines",
    "Lang",
    "MarkInfo",
    "ViewerPreferences",
    "OutputIntents",
    "Metadata",
    "PageLayout",
    "PageMode",
    // Data for programs: they stay in the form.
    "AF",
    "Names",
];
const TAGS: &[&str] = &["Type", "K", "ParentTree", "ParentTreeNextKey"];
const FORM: &[&str] = &["Fields", "DR", "DA"];

/// Where in the packet a file goes.
pub(super) struct Place {
    /// The tag that its tags stand under.
    pub document: ObjectId,
    /// The bookmark that its bookmarks stand under.
    pub bookmark: ObjectId,
    /// The first number of the parent tree that is free.
    pub key: i64,
}

/// A file as it stands in the packet. Every id is one of the packet.
pub(super) struct Taken {
    pub pages: ObjectId,
    pub first_page: ObjectId,
    pub last_page: ObjectId,
    /// Its topmost tag.
    pub tag: ObjectId,
    /// Numbers of the parent tree with what they stand for.
    pub parents: Vec<Object>,
    /// The first number after these.
    pub next_key: i64,
    /// First and last bookmark, and how many there are beside each other.
    pub bookmarks: Option<(Object, Object, i64)>,
    pub fields: Vec<Object>,
    /// What appearances of fields may use, and how these are set.
    pub looks: Option<Looks>,
    /// Language, colours and metadata.
    pub catalog: Dictionary,
    pub information: Object,
}

/// What appearances of fields may use, and how these are set.
#[derive(Clone, PartialEq)]
pub(super) struct Looks {
    pub resources: Object,
    pub default: Object,
}

/// Takes a file over.
///
/// # Errors
/// It holds something that is not known here, and might be lost.
pub(super) fn take(
    from: &Document,
    to: &mut Document,
    shared: &mut Shared,
    place: &Place,
) -> Result<Taken, Fault> {
    let catalog = only(from.catalog()?, CATALOG)?;
    let root = catalog.get(b"StructTreeRoot")?.as_reference()?;
    let tags = only(from.get_dictionary(root)?, TAGS)?;
    let [topmost] = tags.get(b"K")?.as_array()?.as_slice() else {
        return Err("it has no topmost tag".into());
    };
    let form = catalog.get(b"AcroForm").and_then(Object::as_reference);
    let form = form.and_then(|form| from.get_dictionary(form)).ok();
    let outlines = catalog.get(b"Outlines").and_then(Object::as_reference).ok();
    let pages: Vec<ObjectId> = from.get_pages().into_values().collect();
    let (Some(first), Some(last)) = (pages.first(), pages.last()) else {
        return Err("it has no pages".into());
    };

    let mut copy = Copy::new(from, to, shared, place.key);
    copy.becomes(root, place.document);
    if let Some(outlines) = outlines {
        copy.becomes(outlines, place.bookmark);
    }
    let mut own = Dictionary::new();
    for key in ["Lang", "OutputIntents", "Metadata"] {
        own.set(key, copy.object(catalog.get(key.as_bytes())?.clone())?);
    }
    let taken = Taken {
        pages: copy.id(catalog.get(b"Pages")?.as_reference()?)?,
        first_page: copy.id(*first)?,
        last_page: copy.id(*last)?,
        tag: copy.id(topmost.as_reference()?)?,
        parents: parents(from, tags, &mut copy, place.key)?,
        next_key: place.key + tags.get(b"ParentTreeNextKey")?.as_i64()?,
        bookmarks: outlines
            .map(|outlines| bookmarks(from.get_dictionary(outlines)?, &mut copy))
            .transpose()?,
        fields: match form {
            Some(form) => match copy.object(form.get(b"Fields")?.clone())? {
                Object::Array(fields) => fields,
                _ => return Err("its fields are no list".into()),
            },
            None => Vec::new(),
        },
        looks: form.map(|form| looks(form, &mut copy)).transpose()?,
        catalog: own,
        information: copy.object(from.trailer.get(b"Info")?.clone())?,
    };
    copy.finish()?;
    Ok(taken)
}

/// A dictionary, if it has none but these keys.
fn only<'a>(dict: &'a Dictionary, keys: &[&str]) -> Result<&'a Dictionary, Fault> {
    let known = |key: &[u8]| keys.iter().any(|known| known.as_bytes() == key);
    match dict.iter().find(|(key, _)| !known(key)) {
        None => Ok(dict),
        Some((key, _)) => {
            let key = String::from_utf8_lossy(key);
            Err(format!("it has a `{key}`, which would be lost").into())
        }
    }
}

fn parents(
    from: &Document,
    tags: &Dictionary,
    copy: &mut Copy<'_>,
    offset: i64,
) -> Result<Vec<Object>, Fault> {
    let tree = tags.get(b"ParentTree")?.as_reference()?;
    let tree = only(from.get_dictionary(tree)?, &["Nums"])?;
    let mut parents = Vec::new();
    for entry in tree.get(b"Nums")?.as_array()? {
        parents.push(match entry {
            Object::Integer(number) => Object::Integer(number + offset),
            other => copy.object(other.clone())?,
        });
    }
    Ok(parents)
}

fn bookmarks(outlines: &Dictionary, copy: &mut Copy<'_>) -> Result<(Object, Object, i64), Fault> {
    Ok((
        copy.object(outlines.get(b"First")?.clone())?,
        copy.object(outlines.get(b"Last")?.clone())?,
        outlines.get(b"Count")?.as_i64()?,
    ))
}

fn looks(form: &Dictionary, copy: &mut Copy<'_>) -> Result<Looks, Fault> {
    let form = only(form, FORM)?;
    Ok(Looks {
        resources: copy.object(form.get(b"DR")?.clone())?,
        default: form.get(b"DA")?.clone(),
    })
}
