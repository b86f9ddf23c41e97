//! Looks as data: `templates/themes/*.toml`.
//!
//! There is no cascade. An element takes the style called like it, then the one
//! called `element.class`; what neither says comes from `[styles.base]`.

use std::collections::BTreeMap;

use serde::Deserialize;

/// Points in a millimetre.
pub const PT_PER_MM: f32 = 72.0 / 25.4;

/// A theme file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Theme {
    /// Semantic version, part of the content version of a form.
    pub version: String,
    /// Paper edges.
    pub page: PageLooks,
    /// Font stacks by role (`body`, `strong`, `identifier`): the first face that has a character draws it.
    pub faces: BTreeMap<String, Vec<String>>,
    /// Styles by element or `element.class`.
    pub styles: BTreeMap<String, StylePatch>,
    /// Fields that a pen fills.
    pub fields: FieldLooks,
    /// Codes for scanners.
    #[serde(default)]
    pub codes: CodeLooks,
}

/// Paper edges, in millimetres.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct PageLooks {
    /// From the top edge to the running header.
    pub top: f32,
    /// From the bottom edge to the running footer.
    pub bottom: f32,
    /// Left margin.
    pub left: f32,
    /// Right margin.
    pub right: f32,
    /// Between running header or footer and the text.
    pub gap: f32,
}

/// Sizes of fields, in millimetres; rules in points.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct FieldLooks {
    /// Side of a box to tick.
    pub box_side: f32,
    /// Height of one line to write on.
    pub line_height: f32,
    /// Height of the room to sign; at least 15.
    pub signature_height: f32,
    /// Width of the room to sign; at least 60.
    pub signature_width: f32,
    /// Thickness of the lines, in points.
    pub rule: f32,
    /// Colour of lines and boxes.
    pub colour: Colour,
}

/// Sizes of codes for scanners, in millimetres. Smaller ones than these do not survive a
/// copier or a fax and are refused.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct CodeLooks {
    /// Side of a module of the page's QR code.
    pub module: f32,
    /// Width of the narrowest bar of the record's Code 128.
    pub bar: f32,
    /// Height of its bars.
    pub bar_height: f32,
}

impl Default for CodeLooks {
    fn default() -> Self {
        Self {
            module: 0.5,
            bar: 0.33,
            bar_height: 10.0,
        }
    }
}

/// What a style says; everything is optional.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
#[allow(missing_docs, reason = "`Style` has the same names, explained")]
pub struct StylePatch {
    pub face: Option<String>,
    pub size: Option<f32>,
    pub leading: Option<f32>,
    pub colour: Option<Colour>,
    pub before: Option<f32>,
    pub after: Option<f32>,
    pub indent: Option<f32>,
    pub measure: Option<f32>,
    pub align: Option<Align>,
    pub keep: Option<bool>,
    pub keep_with_next: Option<bool>,
    pub new_page: Option<bool>,
    pub padding: Option<f32>,
    pub border: Option<f32>,
    pub border_colour: Option<Colour>,
    pub background: Option<Colour>,
    pub gap: Option<f32>,
    pub room: Option<f32>,
    pub bullet: Option<String>,
}

/// How an element looks. Lengths in points.
#[derive(Debug, Clone, PartialEq)]
pub struct Style {
    /// Role in [`Theme::faces`].
    pub face: String,
    /// Size of type.
    pub size: f32,
    /// From baseline to baseline.
    pub leading: f32,
    /// Colour of type, and of icons.
    pub colour: Colour,
    /// Least space above; the greater of two that meet counts.
    pub before: f32,
    /// Least space below.
    pub after: f32,
    /// Greatest length of lines; a paragraph or list is no wider.
    pub measure: f32,
    /// Hanging indent of list items.
    pub indent: f32,
    /// Where lines stand.
    pub align: Align,
    /// Never split over pages.
    pub keep: bool,
    /// Never the last thing on a page.
    pub keep_with_next: bool,
    /// Begins a page.
    pub new_page: bool,
    /// Between border and content, all sides; in tables, inside cells.
    pub padding: f32,
    /// Thickness of a border around it, 0 for none; in tables, the rule below a row.
    pub border: f32,
    /// Colour of the border.
    pub border_colour: Colour,
    /// Colour behind it.
    pub background: Option<Colour>,
    /// Between columns; beside a box to tick.
    pub gap: f32,
    /// Height of one line to write on, in millimetres.
    pub room: f32,
    /// What stands before an item of an unordered list.
    pub bullet: String,
}

/// Where the lines of a paragraph stand, or an icon array.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "the names say it")]
pub enum Align {
    Left,
    Right,
    Centre,
}

impl Align {
    /// The left end of something `width` wide in a column that has `room`.
    pub(super) fn left(self, width: f32, room: f32) -> f32 {
        match self {
            Self::Left => 0.0,
            Self::Right => room - width,
            Self::Centre => (room - width) / 2.0,
        }
    }
}

/// A colour of the screen, each part 0 to 1. Written `#rrggbb`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Colour(pub [f32; 3]);

impl<'de> Deserialize<'de> for Colour {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        let part = |at: usize| {
            text.get(at..at + 2)
                .and_then(|two| u8::from_str_radix(two, 16).ok())
        };
        match (text.len(), text.starts_with('#'), part(1), part(3), part(5)) {
            (7, true, Some(r), Some(g), Some(b)) => {
                Ok(Self([r, g, b].map(|part| f32::from(part) / 255.0)))
            }
            _ => Err(serde::de::Error::custom("a colour is written #rrggbb")),
        }
    }
}

impl Theme {
    /// The style of an element.
    pub fn style(&self, element: &str, class: Option<&str>) -> Style {
        let mut style = Style {
            face: "body".into(),
            size: 12.0,
            leading: 15.6,
            colour: Colour([0.0; 3]),
            before: 0.0,
            after: 0.0,
            measure: f32::INFINITY,
            indent: 0.0,
            align: Align::Left,
            keep: false,
            keep_with_next: false,
            new_page: false,
            padding: 0.0,
            border: 0.0,
            border_colour: Colour([0.0; 3]),
            background: None,
            gap: 0.0,
            room: self.fields.line_height,
            bullet: "•".into(),
        };
        let names = ["base".to_owned(), element.to_owned()]
            .into_iter()
            .chain(class.map(|class| format!("{element}.{class}")));
        for patch in names.filter_map(|name| self.styles.get(&name)) {
            style.apply(patch);
        }
        style
    }

    /// What a style changes in running text: face, size and colour.
    pub fn inline(&self, around: &Style, element: &str, class: Option<&str>) -> Style {
        let mut style = around.clone();
        let names = [
            Some(element.to_owned()),
            class.map(|class| format!("{element}.{class}")),
        ];
        for patch in names
            .into_iter()
            .flatten()
            .filter_map(|name| self.styles.get(&name))
        {
            style.apply(patch);
        }
        style
    }
}

impl Style {
    fn apply(&mut self, patch: &StylePatch) {
        macro_rules! take {
            ($($field:ident),*) => {
                $(if let Some(value) = &patch.$field { self.$field = value.clone(); })*
            };
        }
        take!(
            face,
            size,
            leading,
            colour,
            before,
            after,
            measure,
            indent,
            align,
            keep,
            keep_with_next,
            new_page,
            padding,
            border,
            border_colour,
            gap,
            room,
            bullet
        );
        if patch.background.is_some() {
            self.background = patch.background;
        }
    }
}
