//! The structure tree: tags, the marked content and fields they hold, and the way back.

use std::collections::BTreeMap;

use lopdf::{Document, Object, ObjectId, dictionary};

use super::fields::{Widgets, upright};
use super::objects::{self, Written};
use super::text::text;
use crate::document::NodeId;
use crate::typeset::{Holds, Mark, Pages, Reads, Tag, TagSays};

/// By page: what each marked-content sequence belongs to, by its number.
pub(super) type Marked = Vec<Vec<(NodeId, Reads)>>;

/// Page and number of each marked-content sequence of a node.
type Placed = BTreeMap<(NodeId, Reads), Vec<(usize, usize)>>;

/// Adds the structure tree, gives each page and widget its number in the parent
/// tree, and returns the root and the objects below it.
pub(super) fn add(
    file: &mut Document,
    pages: &Pages,
    contents: &Marked,
    page_ids: &[ObjectId],
    widgets: &Widgets,
) -> lopdf::Result<(ObjectId, Written)> {
    let mut placed = Placed::new();
    for (page, marked) in contents.iter().enumerate() {
        for (number, belongs) in marked.iter().enumerate() {
            placed.entry(*belongs).or_default().push((page, number));
        }
    }
    let mut tree = Tree {
        page_ids,
        widgets,
        placed,
        figures: figures(pages),
        parents: contents
            .iter()
            .map(|marked| vec![None; marked.len()])
            .collect(),
        widget_parents: BTreeMap::new(),
        written: Vec::new(),
        file,
    };
    let root = tree.file.new_object_id();
    let document = tree.tag(&pages.tags, root);
    let parents = std::mem::take(&mut tree.parents);
    let widget_parents = std::mem::take(&mut tree.widget_parents);
    let mut written = std::mem::take(&mut tree.written);

    let mut numbers: Vec<Object> = Vec::new();
    for (page, (id, parents)) in page_ids.iter().zip(parents).enumerate() {
        numbers.push((page as i64).into());
        let list = file.new_object_id();
        let mut out = Vec::new();
        references(parents.into_iter(), &mut out);
        written.push((list, out));
        numbers.push(list.into());
        file.get_object_mut(*id)?
            .as_dict_mut()?
            .set("StructParents", page as i64);
    }
    let mut next = page_ids.len() as i64;
    for (widget, parent) in widget_parents {
        numbers.push(next.into());
        numbers.push(parent.into());
        file.get_object_mut(widget)?
            .as_dict_mut()?
            .set("StructParent", next);
        next += 1;
    }
    let parent_tree = file.add_object(dictionary! { "Nums" => numbers });
    let mut dict = dictionary! {
        "Type" => "StructTreeRoot",
        "ParentTree" => parent_tree,
        "ParentTreeNextKey" => next,
    };
    if let Some(document) = document {
        dict.set("K", vec![document.into()]);
    }
    file.objects.insert(root, dict.into());
    Ok((root, written))
}

struct Tree<'a> {
    file: &'a mut Document,
    page_ids: &'a [ObjectId],
    widgets: &'a Widgets,
    placed: Placed,
    /// Left, bottom, right and top of each figure on its page.
    figures: BTreeMap<NodeId, [Object; 4]>,
    /// By page and marked-content number: the tag that holds it.
    parents: Vec<Vec<Option<ObjectId>>>,
    /// Widget to the tag that holds it.
    widget_parents: BTreeMap<ObjectId, ObjectId>,
    /// Tags are most of a file's objects: they are written at once.
    written: Written,
}

impl Tree<'_> {
    /// Writes a tag and all below it; `None` if nothing of it was placed.
    fn tag(&mut self, tag: &Tag, parent: ObjectId) -> Option<ObjectId> {
        let id = self.file.new_object_id();
        let mut out = Vec::with_capacity(64);
        out.extend(b"<</S/");
        out.extend(tag.role.as_bytes());
        out.extend(b"/P ");
        objects::reference(parent, &mut out);
        match &tag.holds {
            Holds::Tags(tags) => {
                let kids: Vec<ObjectId> = tags.iter().filter_map(|tag| self.tag(tag, id)).collect();
                if kids.is_empty() {
                    return None;
                }
                out.extend(b"/K");
                references(kids.into_iter().map(Some), &mut out);
            }
            Holds::Placed(node, reads) => self.content(id, (*node, *reads), &mut out)?,
            Holds::Field(name) => self.field(id, name, &mut out)?,
        }
        self.attributes(tag, &mut out);
        if let TagSays::Alt(alt) = &tag.says {
            out.extend(b"/Alt");
            objects::write(&text(alt), &mut out);
        }
        if let Some(lang) = &tag.lang {
            out.extend(b"/Lang");
            objects::write(&Object::string_literal(lang.as_str()), &mut out);
        }
        out.extend(b">>");
        self.written.push((id, out));
        Some(id)
    }

    fn content(&mut self, id: ObjectId, of: (NodeId, Reads), out: &mut Vec<u8>) -> Option<()> {
        let sequences = self.placed.remove(&of)?;
        let first = sequences.first()?.0;
        out.extend(b"/Pg ");
        objects::reference(self.page_ids[first], out);
        out.extend(b"/K[");
        for (page, number) in sequences {
            self.parents[page][number] = Some(id);
            if !out.ends_with(b"[") {
                out.push(b' ');
            }
            if page == first {
                objects::digits(number as u32, out);
            } else {
                // A paragraph that goes on on another page says which.
                let on = self.page_ids[page].0;
                out.extend(format!("<</Type/MCR/Pg {on} 0 R/MCID {number}>>").as_bytes());
            }
        }
        out.push(b']');
        Some(())
    }

    /// The kid of a Form is the reference itself, not a list of one: software that
    /// adds a second signature must be able to explain what it finds.
    fn field(&mut self, id: ObjectId, name: &str, out: &mut Vec<u8>) -> Option<()> {
        let widget = self.widgets.get(name)?;
        self.widget_parents.insert(widget.id, id);
        let (page, widget) = (self.page_ids[widget.page].0, widget.id.0);
        let kid = format!("/Pg {page} 0 R/K<</Type/OBJR/Obj {widget} 0 R/Pg {page} 0 R>>");
        out.extend(kid.as_bytes());
        Some(())
    }

    fn attributes(&self, tag: &Tag, out: &mut Vec<u8>) {
        let attributes: &[u8] = match (&tag.says, &tag.holds) {
            (TagSays::ColumnHead, _) => b"/A<</O/Table/Scope/Column>>",
            (TagSays::RowHead, _) => b"/A<</O/Table/Scope/Row>>",
            (TagSays::Bullets, _) => b"/A<</O/List/ListNumbering/Disc>>",
            (TagSays::Numbers, _) => b"/A<</O/List/ListNumbering/Decimal>>",
            (TagSays::Alt(_), Holds::Placed(node, _)) => {
                if let Some(area) = self.figures.get(node) {
                    out.extend(b"/A<</O/Layout/Placement/Block/BBox");
                    objects::write(&Object::Array(area.to_vec()), out);
                    out.extend(b">>");
                }
                return;
            }
            (TagSays::Alt(_) | TagSays::Nothing, _) => return,
        };
        out.extend(attributes);
    }
}

/// A list of references; what there is none of is null.
fn references(ids: impl Iterator<Item = Option<ObjectId>>, out: &mut Vec<u8>) {
    out.push(b'[');
    for (index, id) in ids.enumerate() {
        if index > 0 {
            out.push(b' ');
        }
        match id {
            Some(id) => objects::reference(id, out),
            None => out.extend(b"null"),
        }
    }
    out.push(b']');
}

fn figures(pages: &Pages) -> BTreeMap<NodeId, [Object; 4]> {
    let height = pages.paper.size().1;
    let items = pages.pages.iter().flat_map(|page| &page.items);
    items
        .filter(|item| !item.is_artifact())
        .filter_map(|item| match &item.mark {
            Mark::Figure(area) => Some((item.node, upright(*area, height))),
            _ => None,
        })
        .collect()
}
