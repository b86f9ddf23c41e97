//! Many files become one: pages, tags, fields and bookmarks of all under one roof.

use std::collections::BTreeSet;

use lopdf::{Dictionary, Document, Object, ObjectId, dictionary};

use super::Packet;
use super::copy::Shared;
use super::take::{Fault, Looks, Place, Taken, take};
use super::written::Written;
use crate::error::Problem;
use crate::pdf::text;

/// One file on its way into the packet.
pub(super) struct Part<'a> {
    /// Name of its bookmark.
    pub title: String,
    /// Name of the field that its fields stand under.
    pub name: &'a str,
    /// The page that it is to begin with, from 1.
    pub page: usize,
    /// How many pages it is to have.
    pub pages: usize,
}

/// A packet that grows part by part.
pub(super) struct Merge {
    written: Written,
    /// What is not written yet.
    file: Document,
    shared: Shared,
    /// Roots of the pages, of the tags, the topmost tag, root of the bookmarks.
    roots: [ObjectId; 4],
    page_trees: Vec<Object>,
    tags: Vec<Object>,
    bookmarks: Vec<(ObjectId, Dictionary)>,
    fields: Vec<Object>,
    names: BTreeSet<String>,
    looks: Option<Looks>,
    /// Leaves of the parent tree.
    parents: Vec<Object>,
    next_key: i64,
    pages: usize,
    /// Language, colours, metadata and information: those of the first part.
    about: (Dictionary, Object),
}

impl Merge {
    pub(super) fn new() -> Self {
        let mut file = Document::new();
        Self {
            written: Written::new(),
            roots: [(); 4].map(|()| file.new_object_id()),
            file,
            shared: Shared::new(),
            page_trees: Vec::new(),
            tags: Vec::new(),
            bookmarks: Vec::new(),
            fields: Vec::new(),
            names: BTreeSet::new(),
            looks: None,
            parents: Vec::new(),
            next_key: 0,
            pages: 0,
            about: (Dictionary::new(), Object::Null),
        }
    }

    /// Adds a file, and a blank page if it would not end on a left-hand one.
    ///
    /// # Errors
    /// It is not as the forms and the index are written, or not where the index says.
    pub(super) fn add(&mut self, file: &Document, part: &Part<'_>) -> Result<(), Problem> {
        self.take(file, part).map_err(|fault| {
            let says = format!("{} cannot be put into the packet: {fault}", part.name);
            Problem::new(says).hint("print it by itself, and report what happened")
        })
    }

    fn take(&mut self, from: &Document, part: &Part<'_>) -> Result<(), Fault> {
        let count = from.get_pages().len();
        if (part.page, part.pages) != (self.pages + 1, count) {
            return Err("its pages are not where the index says".into());
        }
        let [pages, _, document, outlines] = self.roots;
        let place = Place {
            document,
            bookmark: self.file.new_object_id(),
            key: self.next_key,
        };
        let taken = take(from, &mut self.file, &mut self.shared, &place)?;
        let tree = self.file.get_dictionary_mut(taken.pages)?;
        tree.set("Parent", pages);
        self.page_trees.push(taken.pages.into());
        self.pages += count;
        if count % 2 == 1 {
            self.blank(&taken)?;
        }
        let tag = self.file.get_dictionary_mut(taken.tag)?;
        tag.set("S", "Part");
        tag.set("T", text(&part.title));
        tag.set("Lang", taken.catalog.get(b"Lang")?.clone());
        self.tags.push(taken.tag.into());
        if let (Some(first), [.., last, _]) = (taken.parents.first(), taken.parents.as_slice()) {
            let limits = vec![first.clone(), last.clone()];
            let leaf = dictionary! { "Limits" => limits, "Nums" => taken.parents.clone() };
            self.parents.push(self.file.add_object(leaf).into());
        }
        self.next_key = taken.next_key;
        let mut bookmark = dictionary! {
            "Title" => text(&part.title),
            "Parent" => outlines,
            "Dest" => vec![taken.first_page.into(), "Fit".into()],
        };
        if let Some((first, last, count)) = &taken.bookmarks {
            bookmark.set("First", first.clone());
            bookmark.set("Last", last.clone());
            // Closed until they are asked for.
            bookmark.set("Count", -count);
        }
        self.bookmarks.push((place.bookmark, bookmark));
        self.put_fields(&taken, part.name)?;
        if self.about.0.is_empty() {
            self.about = (taken.catalog, taken.information);
        }
        self.written.take(&mut self.file)?;
        Ok(())
    }

    /// A page that nothing stands on, of the size of the one before.
    fn blank(&mut self, after: &Taken) -> Result<(), Fault> {
        let before = self.file.get_dictionary(after.last_page)?;
        let page = dictionary! {
            "Type" => "Page",
            "Parent" => after.pages,
            "MediaBox" => before.get(b"MediaBox")?.clone(),
            "Resources" => Dictionary::new(),
        };
        let page = self.file.add_object(page);
        let tree = self.file.get_dictionary_mut(after.pages)?;
        tree.get_mut(b"Kids")?.as_array_mut()?.push(page.into());
        tree.set("Count", tree.get(b"Count")?.as_i64()? + 1);
        self.pages += 1;
        Ok(())
    }

    /// Fields of a part stand under a field of its name, so that all have names of their own.
    fn put_fields(&mut self, taken: &Taken, name: &str) -> Result<(), Fault> {
        if taken.fields.is_empty() {
            return Ok(());
        }
        if self.looks.is_some() && self.looks != taken.looks {
            return Err("its fields look otherwise than those of the forms before".into());
        }
        self.looks.clone_from(&taken.looks);
        let nth = |n: &usize| match n {
            1 => name.to_owned(),
            n => format!("{name}-{n}"),
        };
        let own = (1..)
            .map(|n| nth(&n))
            .find(|name| !self.names.contains(name));
        let own = own.unwrap_or_default();
        let parent = self.file.add_object(dictionary! {
            "T" => text(&own),
            "Kids" => taken.fields.clone(),
        });
        for field in &taken.fields {
            let field = self.file.get_dictionary_mut(field.as_reference()?)?;
            field.set("Parent", parent);
        }
        self.names.insert(own);
        self.fields.push(parent.into());
        Ok(())
    }

    /// The packet as a file.
    ///
    /// # Errors
    /// It cannot be written.
    pub(super) fn finish(mut self) -> Result<Packet, Problem> {
        self.roofs();
        let root = self.catalog();
        let last = self.written.take(&mut self.file);
        let number = self.file.new_object_id();
        let bytes = last.and_then(|()| self.written.finish(number, root, self.about.1));
        let bytes = bytes
            .map_err(|error| Problem::new(format!("the packet cannot be written: {error}")))?;
        Ok(Packet {
            bytes,
            pages: self.pages,
        })
    }

    /// What stands above all parts.
    fn roofs(&mut self) {
        let [pages, tags, document, outlines] = self.roots;
        let file = &mut self.file;
        let mut set = |id: ObjectId, dict: Dictionary| file.objects.insert(id, dict.into());
        set(
            pages,
            dictionary! { "Type" => "Pages", "Kids" => std::mem::take(&mut self.page_trees), "Count" => self.pages as i64 },
        );
        let root = |parents: ObjectId| {
            dictionary! {
                "Type" => "StructTreeRoot",
                "K" => vec![document.into()],
                "ParentTree" => parents,
                "ParentTreeNextKey" => self.next_key,
            }
        };
        set(
            document,
            dictionary! { "S" => "Document", "P" => tags, "K" => std::mem::take(&mut self.tags) },
        );
        let ids: Vec<ObjectId> = self.bookmarks.iter().map(|(id, _)| *id).collect();
        for (at, (id, mut bookmark)) in std::mem::take(&mut self.bookmarks).into_iter().enumerate()
        {
            if let Some(before) = at.checked_sub(1) {
                bookmark.set("Prev", ids[before]);
            }
            if let Some(after) = ids.get(at + 1) {
                bookmark.set("Next", *after);
            }
            set(id, bookmark);
        }
        let mut top = dictionary! { "Type" => "Outlines", "Count" => ids.len() as i64 };
        if let (Some(first), Some(last)) = (ids.first(), ids.last()) {
            top.set("First", *first);
            top.set("Last", *last);
        }
        set(outlines, top);
        let parents = file.add_object(dictionary! { "Kids" => std::mem::take(&mut self.parents) });
        file.objects.insert(tags, root(parents).into());
    }

    fn catalog(&mut self) -> ObjectId {
        let [pages, tags, _, outlines] = self.roots;
        let mut catalog = self.about.0.clone();
        catalog.extend(&dictionary! {
            "Type" => "Catalog",
            "Pages" => pages,
            "StructTreeRoot" => tags,
            "MarkInfo" => dictionary! { "Marked" => true },
            "Outlines" => outlines,
            "PageLayout" => "OneColumn",
            "PageMode" => "UseOutlines",
            "ViewerPreferences" => dictionary! {
                "DisplayDocTitle" => true,
                "Duplex" => "DuplexFlipLongEdge",
                "PrintScaling" => "None",
            },
        });
        if let Some(looks) = self.looks.take() {
            let form = self.file.add_object(dictionary! {
                "Fields" => std::mem::take(&mut self.fields),
                "DR" => looks.resources,
                "DA" => looks.default,
            });
            catalog.set("AcroForm", form);
        }
        self.file.add_object(catalog)
    }
}
