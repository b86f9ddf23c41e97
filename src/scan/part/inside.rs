//! What is inside a page: names that it draws, and large pictures.

use std::collections::BTreeSet;

use lopdf::content::Content;
use lopdf::{Dictionary, Document, Object, ObjectId};

/// A picture with at least so many dots can show a sheet.
const LARGE: i64 = 100_000;

/// Every name in what is drawn.
pub(super) fn names(content: &[u8]) -> Option<BTreeSet<Vec<u8>>> {
    let content = Content::decode(content).ok()?;
    let operands = content.operations.into_iter().flat_map(|one| one.operands);
    let names = operands.filter_map(|operand| operand.as_name().map(<[u8]>::to_vec).ok());
    Some(names.collect())
}

/// An entry of a page, or of the nearest above it.
pub(super) fn inherited<'d>(
    file: &'d Document,
    page: &'d Dictionary,
    key: &[u8],
) -> Option<&'d Object> {
    let mut at = page;
    for _ in 0..32 {
        if let Ok(value) = at.get(key) {
            return Some(value);
        }
        at = at
            .get_deref(b"Parent", file)
            .and_then(Object::as_dict)
            .ok()?;
    }
    None
}

/// The large pictures that a page draws, also those of forms in it.
pub(super) fn pictures(file: &Document, page: ObjectId, into: &mut BTreeSet<ObjectId>) {
    let Ok(dict) = file.get_dictionary(page) else {
        return;
    };
    let content = file.get_page_content(page);
    if let Some(resources) = inherited(file, dict, b"Resources") {
        pictures_of(file, resources, names(&content).as_ref(), into, 0);
    }
}

fn pictures_of(
    file: &Document,
    resources: &Object,
    names: Option<&BTreeSet<Vec<u8>>>,
    into: &mut BTreeSet<ObjectId>,
    depth: usize,
) {
    let resources = file
        .dereference(resources)
        .and_then(|(_, one)| one.as_dict());
    let objects = resources.and_then(|all| all.get_deref(b"XObject", file));
    let Ok(objects) = objects.and_then(Object::as_dict) else {
        return;
    };
    for (_, object) in objects
        .iter()
        .filter(|(name, _)| names.is_none_or(|names| names.contains(*name)))
    {
        let (Ok(id), Ok(stream)) = (
            object.as_reference(),
            file.dereference(object)
                .and_then(|(_, stream)| stream.as_stream()),
        ) else {
            continue;
        };
        let side = |key: &[u8]| {
            let side = stream.dict.get_deref(key, file).and_then(Object::as_i64);
            side.unwrap_or(0)
        };
        if side(b"Width").saturating_mul(side(b"Height")) >= LARGE {
            into.insert(id);
        }
        if let Some(inner) = stream.dict.get(b"Resources").ok().filter(|_| depth < 8) {
            pictures_of(file, inner, None, into, depth + 1);
        }
    }
}
