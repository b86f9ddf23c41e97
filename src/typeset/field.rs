//! Fields: what a pen fills on paper and a hand on a screen, at the same place.

use super::block::Setter;
use super::flow::{Flow, Strip};
use super::pages::{Field, Item, Mark, Reads, Rect};
use super::theme::{PT_PER_MM, Style};
use crate::document::{FieldKind, FieldSpec, Inline, Node};
use crate::error::Problem;

/// Least room for a signature by hand, millimetres wide and high.
const ROOM_TO_SIGN: (f32, f32) = (60.0, 15.0);

impl Setter<'_> {
    pub(super) fn field(
        &mut self,
        node: &Node,
        field: &FieldSpec,
        style: &Style,
        width: f32,
    ) -> Strip {
        match field.kind {
            FieldKind::CheckBox => self.check_box(node, field, style, width),
            FieldKind::Line if field.text.is_empty() => self.ruled(node, field, style, width, 1),
            FieldKind::Line => self.known(node, field, style, width),
            FieldKind::Area => self.ruled(node, field, style, width, field.rows),
            FieldKind::Signature => self.signature(node, field, style, width),
        }
    }

    /// A box, and its text beside it.
    fn check_box(&mut self, node: &Node, field: &FieldSpec, style: &Style, width: f32) -> Strip {
        let looks = &self.theme.fields;
        let side = looks.box_side * PT_PER_MM;
        let (rule, colour) = (looks.rule, looks.colour);
        let indent = side + style.gap;
        let mut text = Flow::default();
        for line in self.lines(node.id, &field.text, style, width - indent) {
            text.push(self.line_strip(node.id, line, style, width - indent));
        }
        let mut strip = text.into_strip(node.id, 0.0);
        let drop = (side - style.leading) / 2.0;
        strip.shift(indent, drop.max(0.0));
        strip.height = (strip.height + drop.max(0.0)).max(side);
        let rect = Rect {
            x: 0.0,
            y: (-drop).max(0.0),
            width: side,
            height: side,
        };
        let outline = Mark::Box {
            rect,
            border: rule,
            colour,
            fill: None,
        };
        strip
            .items
            .splice(0..0, [decoration(node, outline), place(node, field, rect)]);
        strip
    }

    /// A label, and below it room to write: a line, or a box for several. No lines run
    /// through the box: what is typed into it on a screen would not stand on them.
    fn ruled(
        &mut self,
        node: &Node,
        field: &FieldSpec,
        style: &Style,
        width: f32,
        rows: u32,
    ) -> Strip {
        let mut strip = self.label(node, field, style, width);
        let looks = &self.theme.fields;
        let (line, rule, colour) = (style.room * PT_PER_MM, looks.rule, looks.colour);
        let top = strip.height;
        let rect = Rect {
            x: 0.0,
            y: top,
            width,
            height: line * rows as f32,
        };
        let bottom = rect.y + rect.height;
        let mark = match field.kind {
            FieldKind::Area => Mark::Box {
                rect,
                border: rule,
                colour,
                fill: None,
            },
            _ => Mark::Rule {
                from: (0.0, bottom),
                to: (width, bottom),
                width: rule,
                colour,
            },
        };
        strip.items.push(decoration(node, mark));
        strip.items.push(place(node, field, rect));
        strip.height = bottom;
        strip
    }

    /// A label, and below it what is known already: text, not a field.
    fn known(&mut self, node: &Node, field: &FieldSpec, style: &Style, width: f32) -> Strip {
        let mut strip = self.label(node, field, style, width);
        let value = self.theme.style("value", None);
        let mut below = Flow::default();
        for line in self.lines(node.id, &field.text, &value, width) {
            below.push(self.line_strip(node.id, line, &value, width));
        }
        let mut below = below.into_strip(node.id, 0.0);
        below.shift(0.0, strip.height);
        strip.height += below.height;
        strip.items.append(&mut below.items);
        strip
    }

    fn signature(&mut self, node: &Node, field: &FieldSpec, style: &Style, width: f32) -> Strip {
        let looks = &self.theme.fields;
        let room = (
            (looks.signature_width * PT_PER_MM).min(width),
            looks.signature_height * PT_PER_MM,
        );
        let (rule, colour) = (looks.rule, looks.colour);
        let least = (
            ROOM_TO_SIGN.0 * PT_PER_MM - 0.5,
            ROOM_TO_SIGN.1 * PT_PER_MM - 0.5,
        );
        if room.0 < least.0 || room.1 < least.1 {
            self.problem(
                Problem::new(format!(
                    "the room to sign `{}` is {:.0} × {:.0} mm; it needs at least {} × {} mm",
                    field.name,
                    room.0 / PT_PER_MM,
                    room.1 / PT_PER_MM,
                    ROOM_TO_SIGN.0,
                    ROOM_TO_SIGN.1
                ))
                .hint("widen its column in the layout, or [fields] in the theme"),
            );
        }
        let mut strip = self.label(node, field, style, width);
        let rect = Rect {
            x: 0.0,
            y: strip.height + 2.0,
            width: room.0,
            height: room.1,
        };
        strip.height = rect.y + rect.height;
        let outline = Mark::Box {
            rect,
            border: rule,
            colour,
            fill: None,
        };
        strip.items.push(decoration(node, outline));
        strip.items.push(place(node, field, rect));
        strip
    }

    fn label(&mut self, node: &Node, field: &FieldSpec, style: &Style, width: f32) -> Strip {
        let mut flow = Flow::default();
        for line in self.lines(node.id, &[Inline::Text(field.label.clone())], style, width) {
            flow.push(self.line_strip(node.id, line, style, width));
        }
        flow.into_strip(node.id, 0.0)
    }
}

fn decoration(node: &Node, mark: Mark) -> Item {
    Item {
        node: node.id,
        reads: Reads::Decoration,
        mark,
    }
}

fn place(node: &Node, field: &FieldSpec, rect: Rect) -> Item {
    let mark = Mark::Field(Field {
        name: field.name.clone(),
        kind: field.kind,
        rect,
        says: field.says.clone(),
    });
    Item {
        node: node.id,
        reads: Reads::Content,
        mark,
    }
}
