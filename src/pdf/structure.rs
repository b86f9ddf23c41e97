//! The structure tree: tags, the marked content and fields they hold, and the way back.

use std::collections::BTreeMap;

use lopdf::{Dictionary, Document, Object, ObjectId, dictionary};

use super::fields::{Widgets, upright};
use super::text::text;
use crate::document::NodeId;
use crate::typeset::{Holds, Mark, Pages, Reads, Tag, TagSays};

/// By page: what each marked-content sequence belongs to, by its number.
pub(super) type Marked = Vec<Vec<(NodeId, Reads)>>;

/// Page and number of each marked-content sequence of a node.
type Placed = BTreeMap<(NodeId, Reads), Vec<(usize, usize)>>;

/// Adds the structure tree, gives each page and widget its number in the parent
/// tree, and returns the root.
pub(super) fn add(
    file: &mut Document,
    pages: &Pages,
    contents: &Marked,
    page_ids: &[ObjectId],
    widgets: &Widgets,
) -> lopdf::Result<ObjectId> {
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
            .map(|marked| vec![Object::Null; marked.len()])
            .collect(),
        widget_parents: BTreeMap::new(),
        file,
    };
    let root = tree.file.new_object_id();
    let document = tree.tag(&pages.tags, root);
    let parents = std::mem::take(&mut tree.parents);
    let widget_parents = std::mem::take(&mut tree.widget_parents);

    let mut numbers: Vec<Object> = Vec::new();
    for (page, (id, parents)) in page_ids.iter().zip(parents).enumerate() {
        numbers.push((page as i64).into());
        numbers.push(file.add_object(parents).into());
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
    Ok(root)
}

struct Tree<'a> {
    file: &'a mut Document,
    page_ids: &'a [ObjectId],
    widgets: &'a Widgets,
    placed: Placed,
    /// Left, bottom, right and top of each figure on its page.
    figures: BTreeMap<NodeId, [Object; 4]>,
    /// By page and marked-content number: the tag that holds it.
    parents: Vec<Vec<Object>>,
    /// Widget to the tag that holds it.
    widget_parents: BTreeMap<ObjectId, ObjectId>,
}

impl Tree<'_> {
    /// Writes a tag and all below it; `None` if nothing of it was placed.
    fn tag(&mut self, tag: &Tag, parent: ObjectId) -> Option<ObjectId> {
        let id = self.file.new_object_id();
        let mut dict = dictionary! { "S" => tag.role, "P" => parent };
        match &tag.holds {
            Holds::Tags(tags) => {
                let kids: Vec<Object> = tags
                    .iter()
                    .filter_map(|tag| self.tag(tag, id))
                    .map(Object::from)
                    .collect();
                if kids.is_empty() {
                    return None;
                }
                dict.set("K", kids);
            }
            Holds::Placed(node, reads) => self.content(id, &mut dict, (*node, *reads))?,
            Holds::Field(name) => self.field(id, &mut dict, name)?,
        }
        if let Some(attributes) = self.attributes(tag) {
            dict.set("A", attributes);
        }
        if let TagSays::Alt(alt) = &tag.says {
            dict.set("Alt", text(alt));
        }
        if let Some(lang) = &tag.lang {
            dict.set("Lang", Object::string_literal(lang.as_str()));
        }
        self.file.objects.insert(id, dict.into());
        Some(id)
    }

    fn content(&mut self, id: ObjectId, dict: &mut Dictionary, of: (NodeId, Reads)) -> Option<()> {
        let sequences = self.placed.remove(&of)?;
        let first = sequences.first()?.0;
        dict.set("Pg", self.page_ids[first]);
        let mut kids = Vec::new();
        for (page, number) in sequences {
            self.parents[page][number] = id.into();
            kids.push(if page == first {
                Object::Integer(number as i64)
            } else {
                // A paragraph that goes on on another page says which.
                Object::Dictionary(dictionary! {
                    "Type" => "MCR",
                    "Pg" => self.page_ids[page],
                    "MCID" => number as i64,
                })
            });
        }
        dict.set("K", kids);
        Some(())
    }

    /// The kid of a Form is the reference itself, not a list of one: software that
    /// adds a second signature must be able to explain what it finds.
    fn field(&mut self, id: ObjectId, dict: &mut Dictionary, name: &str) -> Option<()> {
        let widget = self.widgets.get(name)?;
        self.widget_parents.insert(widget.id, id);
        dict.set("Pg", self.page_ids[widget.page]);
        dict.set(
            "K",
            dictionary! { "Type" => "OBJR", "Obj" => widget.id, "Pg" => self.page_ids[widget.page] },
        );
        Some(())
    }

    fn attributes(&self, tag: &Tag) -> Option<Dictionary> {
        match (&tag.says, &tag.holds) {
            (TagSays::ColumnHead, _) => Some(dictionary! { "O" => "Table", "Scope" => "Column" }),
            (TagSays::RowHead, _) => Some(dictionary! { "O" => "Table", "Scope" => "Row" }),
            (TagSays::Bullets, _) => Some(dictionary! { "O" => "List", "ListNumbering" => "Disc" }),
            (TagSays::Numbers, _) => {
                Some(dictionary! { "O" => "List", "ListNumbering" => "Decimal" })
            }
            (TagSays::Alt(_), Holds::Placed(node, _)) => {
                let area = self.figures.get(node)?.to_vec();
                Some(dictionary! { "O" => "Layout", "Placement" => "Block", "BBox" => area })
            }
            (TagSays::Alt(_) | TagSays::Nothing, _) => None,
        }
    }
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
