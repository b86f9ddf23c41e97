//! A file but for what is one patient's own: everything that forms of a kind share is
//! drawn, tagged, compressed and written once, and a form only fills it.
//!
//! ```text
//! Pages ──► skeleton ──► completed ──► head │ own objects of a form │ cross-reference
//!           printpdf     lopdf         once │ own contents, XMP,    │ shared entries
//!                                           │ Info, data            │ once
//! ```
//!
//! What stands on a page is several streams, one for each piece: those that all share are
//! in the head.
//!
//! The finishing pass owns everything printpdf does not write, or writes wrongly.

use std::sync::Arc;

use lopdf::{Document, Object, ObjectId, Stream, StringFormat, dictionary};
use sha2::{Digest, Sha256};

use super::content::{Strings, Tools};
use super::deflate;
use super::head::{Beginning, Place, head, runs};
use super::signs::Signs;
use super::skeleton::Skeleton;
use super::structure::Marked;
use super::{Bytes, Metadata, Stock, attachment, fields, metadata, objects, outlines, structure};
use crate::document::NodeId;
use crate::error::{Problem, Problems};
use crate::typeset::{Item, PagePiece, Pages, Reads};

/// What the files of one kind of form share. Holds nothing of a patient where what is the
/// patient's own stands in own pieces only.
#[derive(Debug)]
pub struct Frozen {
    tools: Tools,
    /// In the order of their numbers.
    own: Vec<OwnPiece>,
    /// The file through the last object that all share: as others with the same fonts begin,
    /// and the rest.
    shared: [Arc<[u8]>; 2],
    /// SHA-256 so far.
    hashed: Sha256,
    /// Where the shared objects stand, as the cross-reference has it.
    entries: deflate::Piece,
    /// The dictionary of the cross-reference as it is written, without its end.
    table: Vec<u8>,
    /// Numbers of a form's own objects begin here: contents, XMP, information, data.
    first_own: u32,
    title: String,
    lang: String,
    carries_data: bool,
}

/// A piece that is made anew for every form.
#[derive(Debug)]
struct OwnPiece {
    /// Number of its first marked-content sequence.
    first: usize,
    /// What each of them belongs to; the tags know them by this.
    marked: Vec<(NodeId, Reads)>,
}

/// The bytes of a file, and their SHA-256.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs, reason = "the names say it")]
pub struct Filled {
    pub bytes: Bytes,
    pub sha256: [u8; 32],
}

impl Frozen {
    /// Freezes what is not own in some pages.
    ///
    /// # Errors
    /// A font that cannot be subset, or any warning of the PDF backend: a file about which
    /// the backend has doubts is not a form.
    pub fn of(pages: &Pages, carries_data: bool, stock: &Stock) -> Result<Self, Problems> {
        let Skeleton {
            file,
            beginning,
            fonts,
            form_font,
            rare,
        } = stock.skeletons.of(pages)?;
        let tools = Tools {
            height: pages.paper.size().1,
            leaves: pages.leaves.clone(),
            span_langs: pages.span_langs.clone(),
            fonts,
            rare,
            signs: Signs::of(pages),
        };
        let contents = Contents::of(pages, &tools, stock)?;
        let begun = (file, beginning);
        Self::complete(begun, tools, form_font, contents, pages, carries_data)
            .map_err(|error| unwritable(&error).into())
    }

    /// Whether other forms of the kind can be made from it: its fonts have nothing that only
    /// the form it was frozen from needs.
    pub fn serves_others(&self) -> bool {
        !self.tools.rare
    }

    fn complete(
        (mut file, beginning): (Document, Arc<Beginning>),
        tools: Tools,
        form_font: ObjectId,
        contents: Contents,
        pages: &Pages,
        carries_data: bool,
    ) -> lopdf::Result<Self> {
        let page_ids: Vec<ObjectId> = file.get_pages().into_values().collect();
        tools.signs.add(&mut file, &page_ids)?;
        let widgets = fields::add(&mut file, pages, &page_ids, form_font);
        let marked = &contents.marked;
        let (structure, written) = structure::add(&mut file, pages, marked, &page_ids, &widgets)?;
        let outlines = outlines::add(&mut file, pages, &page_ids);
        let intent = metadata::output_intent(&mut file);
        // printpdf's own holds keys of PDF/X and dates of 1970: a form has another.
        if let Ok(information) = file.trailer.get(b"Info").and_then(Object::as_reference) {
            file.objects.remove(&information);
        }
        let shared = contents.shared.into_iter();
        let shared: Vec<ObjectId> = shared.map(|stream| file.add_object(stream)).collect();
        // From here on numbers are those of a form's own objects, but for the object stream.
        let specification = carries_data.then(|| file.new_object_id());
        let packed = file.new_object_id();
        let own: Vec<ObjectId> = (0..contents.own.len() + 3)
            .map(|_| file.new_object_id())
            .collect();
        let (own_contents, rest) = own.split_at(contents.own.len());
        let (xmp, information, data) = (rest[0], rest[1], rest[2]);
        for (page, pieces) in page_ids.iter().zip(&contents.pages) {
            let piece = |piece: &Which| match piece {
                Which::Shared(number) => shared[*number].into(),
                Which::Own(number) => own_contents[*number].into(),
            };
            let pieces: Vec<Object> = pieces.iter().map(piece).collect();
            let page = file.get_object_mut(*page)?.as_dict_mut()?;
            page.set("Contents", pieces);
        }
        if let Some(id) = specification {
            attachment::add(&mut file, id, data)?;
        }
        let root = file.trailer.get(b"Root")?.as_reference()?;
        let catalog = file.catalog_mut()?;
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
        let mode = match outlines {
            Some(_) => "UseOutlines",
            None => "UseNone",
        };
        catalog.set("PageMode", mode);
        if let Some(outlines) = outlines {
            catalog.set("Outlines", outlines);
        }
        let (head, places) = head(&beginning, &file, &written, packed);
        let last = if carries_data { data.0 } else { data.0 - 1 };
        // After the own objects comes the cross-reference itself.
        let numbers = places.iter().map(|(id, _)| *id).chain(own[0].0..=last + 1);
        let entries: Vec<u8> = places.iter().flat_map(|(_, place)| place.entry()).collect();
        Ok(Self {
            tools,
            own: contents.own,
            hashed: beginning.hashed.clone().chain_update(&head),
            shared: [Arc::clone(&beginning.bytes), head.into()],
            entries: deflate::piece(&entries),
            table: table(runs(numbers), (last + 2, root, information)),
            first_own: own[0].0,
            title: pages.title.clone(),
            lang: pages.lang.clone(),
            carries_data,
        })
    }

    /// The file of one form, from what stands in its own pieces by their numbers; `None` if
    /// these do not fit: they are read aloud in another order, or have a glyph that the
    /// fonts lack.
    pub fn fill(&self, own: &[&[Item]], about: &Metadata) -> Option<Filled> {
        if own.len() != self.own.len() {
            return None;
        }
        let shared: usize = self.shared.iter().map(|part| part.len()).sum();
        let mut out = Vec::with_capacity(shared / 4);
        let mut ids = self.first_own..;
        let mut entries: Vec<u8> = Vec::new();
        let mut begin = |out: &[u8]| {
            entries.extend(Place::At((shared + out.len()) as u32).entry());
            Some((ids.next()?, 0))
        };
        let (mut drawn, mut strings) = (Vec::with_capacity(4096), Strings::default());
        for (piece, items) in self.own.iter().zip(own) {
            let content = self
                .tools
                .encode_to(drawn, items, piece.first, &mut strings)?;
            if content.marked != piece.marked {
                return None;
            }
            objects::content(begin(&out)?, &content.bytes, &mut out);
            drawn = content.bytes;
            drawn.clear();
        }
        let (dict, packet) = metadata::xmp(&self.title, &self.lang, about);
        objects::stream(begin(&out)?, &dict, packet.as_bytes(), &mut out);
        let content = metadata::information(&self.title, about).into();
        objects::numbered(begin(&out)?, &content, &mut out);
        if let Some(data) = about.data.as_ref().filter(|_| self.carries_data) {
            let packed = deflate::whole(data);
            let dict = attachment::stream(data.len(), about);
            objects::stream(begin(&out)?, &dict, &packed, &mut out);
        }
        // The file is known by all that it holds so far.
        let start = out.len();
        let hash = self.hashed.clone().chain_update(&out);
        let id = hash.clone().finalize()[..16].to_vec();
        let id = Object::String(id, StringFormat::Hexadecimal);
        let number = begin(&out)?;
        let entries = deflate::stored(&entries);
        let stream = deflate::stream([&self.entries, &entries].into_iter());
        let mut table = self.table.clone();
        table.extend(b"/ID");
        objects::write(&vec![id.clone(), id].into(), &mut table);
        table.extend(b"/Filter/FlateDecode");
        objects::begun(number, &table, &stream, &mut out);
        // What a signature appends must begin on a line of its own.
        out.extend(format!("startxref\n{}\n%%EOF\n", shared + start).as_bytes());
        let hash = hash.chain_update(&out[start..]);
        Some(Filled {
            bytes: Bytes::new(self.shared.clone(), out),
            sha256: hash.finalize().into(),
        })
    }
}

/// The dictionary of a cross-reference without its end: runs of object numbers, how many there
/// are, and which are the catalog and the information.
fn table(runs: Vec<(u32, u32)>, (size, root, information): (u32, ObjectId, ObjectId)) -> Vec<u8> {
    let runs = runs.into_iter();
    let index = runs.flat_map(|(first, count)| [i64::from(first).into(), i64::from(count).into()]);
    let dict = dictionary! {
        "Type" => "XRef",
        "Size" => i64::from(size),
        "W" => vec![1.into(), 4.into(), 2.into()],
        "Index" => index.collect::<Vec<Object>>(),
        "Root" => root,
        "Info" => information,
    };
    let mut table = Vec::new();
    objects::write(&dict.into(), &mut table);
    table.truncate(table.len() - 2);
    table
}

/// What stands on the pages, as it will be written.
#[derive(Default)]
struct Contents {
    /// Compressed.
    shared: Vec<Stream>,
    own: Vec<OwnPiece>,
    /// By page: what its content consists of.
    pages: Vec<Vec<Which>>,
    /// By page: what its marked content belongs to.
    marked: Marked,
}

/// A piece by its number.
enum Which {
    Shared(usize),
    Own(usize),
}

impl Contents {
    fn of(pages: &Pages, tools: &Tools, stock: &Stock) -> Result<Self, Problem> {
        let pieces = pages.pieces();
        let mut contents = Self::default();
        let missing = || Problem::new("a glyph of the form is in none of its fonts");
        for page in &pieces.pages {
            let (mut on_page, mut marked) = (Vec::new(), Vec::new());
            for piece in page {
                let first = marked.len();
                let encode = |items| tools.encode(items, first).ok_or_else(missing);
                on_page.push(match piece {
                    PagePiece::Shared(items) => {
                        let content = encode(items)?;
                        marked.extend(content.marked);
                        contents.shared.push(stock.stream(&content.bytes));
                        Which::Shared(contents.shared.len() - 1)
                    }
                    PagePiece::Own(number) => {
                        // What stands on an earlier page too is not read aloud.
                        if *number == contents.own.len() {
                            let of_piece = encode(pieces.own[*number])?.marked;
                            marked.extend(&of_piece);
                            let marked = of_piece;
                            contents.own.push(OwnPiece { first, marked });
                        }
                        Which::Own(*number)
                    }
                });
            }
            contents.pages.push(on_page);
            contents.marked.push(marked);
        }
        Ok(contents)
    }
}

pub(super) fn unwritable(error: &dyn std::fmt::Display) -> Problem {
    Problem::new(format!("the PDF cannot be written: {error}"))
}
