//! Bookmarks for the viewer's side bar.
//!
//! printpdf's own are flat, sorted by name, and switch the side bar on by a string
//! where a name is asked for.

use lopdf::{Dictionary, Document, Object, ObjectId, dictionary};

use super::text::text;
use crate::typeset::{Bookmark, Pages};

/// Bookmarks as nested outline items; `None` without headings.
pub(super) fn add(file: &mut Document, pages: &Pages, page_ids: &[ObjectId]) -> Option<Object> {
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
