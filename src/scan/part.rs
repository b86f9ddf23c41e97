//! A PDF of some sheets of a scan file, with nothing of the others in it.
//!
//! Pictures of a PDF are taken over as they are, byte for byte; those of a TIFF are packed
//! without loss. What a page does not draw is left behind: annotations, metadata, pictures
//! that it shares a list with.

mod inside;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use lopdf::{Dictionary, Document, Object, ObjectId, Stream, dictionary};

use super::read::tiff::{Dots, Sheet};
use crate::error::Problem;
use inside::{inherited, names, pictures};

/// Dots an inch of a sheet that does not say.
const USUAL: f32 = 200.0;
/// What objects say beside what is drawn.
const BESIDE: [&[u8]; 9] = [
    b"Metadata",
    b"PieceInfo",
    b"OC",
    b"StructParent",
    b"StructParents",
    b"Parent",
    b"AF",
    b"Alternates",
    b"OPI",
];
/// Entries of a page that say how it is drawn; the first four can come from above it.
const OF_PAGE: [&[u8]; 5] = [
    b"MediaBox",
    b"CropBox",
    b"Rotate",
    b"Resources",
    b"UserUnit",
];

/// Some pages of a PDF, from 0.
pub(super) fn of_pdf(pdf: &[u8], sheets: &[usize]) -> Result<Vec<u8>, Problem> {
    let from = Document::load_mem(pdf).map_err(|_| apart())?;
    let pages: Vec<ObjectId> = from.page_iter().collect();
    let mut taker = Taker {
        from: &from,
        to: Document::with_version("1.7"),
        taken: BTreeMap::new(),
        pictures: BTreeSet::new(),
    };
    let mut kids = Vec::new();
    for sheet in sheets {
        let page = pages.get(*sheet).ok_or_else(apart)?;
        kids.push(taker.page(*page).ok_or_else(apart)?);
    }
    let others = pages
        .iter()
        .enumerate()
        .filter(|(at, _)| !sheets.contains(at));
    for (_, other) in others {
        let mut of_other = BTreeSet::new();
        pictures(&from, *other, &mut of_other);
        if !of_other.is_disjoint(&taker.pictures) {
            return Err(apart());
        }
    }
    finish(taker.to, kids)
}

/// Sheets of a TIFF.
pub(super) fn of_pictures(sheets: &[Sheet]) -> Result<Vec<u8>, Problem> {
    let mut to = Document::with_version("1.7");
    let mut kids = Vec::new();
    for sheet in sheets {
        let (across, down) = sheet.density.unwrap_or((USUAL, USUAL));
        let width = sheet.width as f32 * 72.0 / across;
        let height = sheet.height as f32 * 72.0 / down;
        let (bits, space, dots) = match &sheet.dots {
            Dots::BlackOrWhite(dots) => (1, "DeviceGray", dots),
            Dots::Grey(dots) => (8, "DeviceGray", dots),
            Dots::Colour(dots) => (8, "DeviceRGB", dots),
        };
        let picture = to.add_object(Stream::new(
            dictionary! {
                "Type" => "XObject",
                "Subtype" => "Image",
                "Width" => sheet.width as i64,
                "Height" => sheet.height as i64,
                "BitsPerComponent" => bits,
                "ColorSpace" => space,
                "Filter" => "FlateDecode",
            },
            packed(dots)?,
        ));
        let content = format!("q {width} 0 0 {height} 0 0 cm /Sheet Do Q");
        let content = to.add_object(Stream::new(dictionary! {}, content.into_bytes()));
        kids.push(to.add_object(dictionary! {
            "Type" => "Page",
            "MediaBox" => vec![0.into(), 0.into(), width.into(), height.into()],
            "Contents" => content,
            "Resources" => dictionary! { "XObject" => dictionary! { "Sheet" => picture } },
        }));
    }
    finish(to, kids)
}

fn packed(dots: &[u8]) -> Result<Vec<u8>, Problem> {
    let mut to = ZlibEncoder::new(Vec::new(), Compression::default());
    let done = to.write_all(dots).and_then(|()| to.finish());
    done.map_err(|error| Problem::new(error.to_string()))
}

/// The pages become a file.
fn finish(mut to: Document, kids: Vec<ObjectId>) -> Result<Vec<u8>, Problem> {
    let tree = to.new_object_id();
    for kid in &kids {
        let page = to.get_object_mut(*kid).and_then(Object::as_dict_mut);
        page.map_err(|_| apart())?.set("Parent", tree);
    }
    let count = kids.len() as i64;
    let kids: Vec<Object> = kids.into_iter().map(Object::from).collect();
    let pages = dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => count };
    to.objects.insert(tree, pages.into());
    let catalog = to.add_object(dictionary! { "Type" => "Catalog", "Pages" => tree });
    to.trailer.set("Root", catalog);
    let mut bytes = Vec::new();
    to.save_to(&mut bytes)
        .map_err(|error| Problem::new(error.to_string()))?;
    Ok(bytes)
}

fn apart() -> Problem {
    Problem::new("its pages cannot be parted from those of other forms")
        .hint("scan each form into a file of its own")
}

/// Takes objects over into another file, each once.
struct Taker<'d> {
    from: &'d Document,
    to: Document,
    taken: BTreeMap<ObjectId, ObjectId>,
    /// Large pictures among them.
    pictures: BTreeSet<ObjectId>,
}

impl Taker<'_> {
    fn page(&mut self, id: ObjectId) -> Option<ObjectId> {
        let page = self.from.get_dictionary(id).ok()?;
        let mut new = dictionary! { "Type" => "Page" };
        let content = self.from.get_page_content(id);
        let names = names(&content)?;
        for key in OF_PAGE {
            let Some(value) = inherited(self.from, page, key) else {
                continue;
            };
            let value = match key {
                b"Resources" => self.resources(value, &names)?,
                _ => self.object(value, 0)?,
            };
            new.set(key, value);
        }
        pictures(self.from, id, &mut self.pictures);
        let content = Stream::new(dictionary! {}, content);
        new.set("Contents", self.to.add_object(content));
        Some(self.to.add_object(new))
    }

    /// Those of the resources that are named by what is drawn.
    fn resources(&mut self, value: &Object, names: &BTreeSet<Vec<u8>>) -> Option<Object> {
        let all = self.from.dereference(value).ok()?.1.as_dict().ok()?;
        let mut kept = Dictionary::new();
        for (kind, some) in all {
            let Ok(some) = self
                .from
                .dereference(some)
                .and_then(|(_, some)| some.as_dict())
            else {
                continue;
            };
            let mut named = Dictionary::new();
            for (name, value) in some.iter().filter(|(name, _)| names.contains(*name)) {
                named.set(name.clone(), self.object(value, 0)?);
            }
            if !named.is_empty() {
                kept.set(kind.clone(), named);
            }
        }
        Some(kept.into())
    }

    fn object(&mut self, object: &Object, depth: usize) -> Option<Object> {
        if depth > 60 {
            return None;
        }
        Some(match object {
            Object::Reference(id) => match self.taken.get(id) {
                Some(known) => (*known).into(),
                None => {
                    let new = self.to.new_object_id();
                    self.taken.insert(*id, new);
                    let there = self.from.get_object(*id).unwrap_or(&Object::Null);
                    let there = self.object(there, depth + 1)?;
                    self.to.objects.insert(new, there);
                    new.into()
                }
            },
            Object::Array(array) => {
                let array = array.iter().map(|one| self.object(one, depth + 1));
                Object::Array(array.collect::<Option<_>>()?)
            }
            Object::Dictionary(dict) => self.dictionary(dict, depth)?.into(),
            Object::Stream(stream) => self.stream(stream, depth)?.into(),
            plain => plain.clone(),
        })
    }

    fn dictionary(&mut self, dict: &Dictionary, depth: usize) -> Option<Dictionary> {
        let mut new = Dictionary::new();
        for (key, value) in dict
            .iter()
            .filter(|(key, _)| !BESIDE.contains(&key.as_slice()))
        {
            new.set(key.clone(), self.object(value, depth + 1)?);
        }
        Some(new)
    }

    fn stream(&mut self, stream: &Stream, depth: usize) -> Option<Stream> {
        let mut dict = stream.dict.clone();
        let own = dict.remove(b"Resources");
        let mut new = self.dictionary(&dict, depth)?;
        if let Some(resources) = own {
            // A form inside the page: only what it draws goes with it.
            let content = stream
                .decompressed_content()
                .unwrap_or_else(|_| stream.content.clone());
            let resources = self.resources(&resources, &names(&content)?)?;
            new.set("Resources", resources);
        }
        Some(Stream::new(new, stream.content.clone()))
    }
}
