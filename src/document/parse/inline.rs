//! Running text, and fields with text beside them.

use roxmltree::Node as XmlNode;

use super::{INLINES, Parser, fold, is_blank};
use crate::document::{CodeOf, CodeSpec, FieldKind, FieldSpec, Inline, NodeId};
use crate::error::Problem;
use crate::layout::{Stretch, stretches};

impl Parser<'_, '_> {
    pub(super) fn field(
        &mut self,
        xml: XmlNode<'_, '_>,
        element: &'static str,
        id: NodeId,
    ) -> FieldSpec {
        let name = xml.attribute("name").unwrap_or_default().to_owned();
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
        if name.is_empty() || !name.chars().all(plain) {
            self.problem(
                xml,
                Problem::new(format!(
                    "<{element}> needs a `name` of letters, digits and hyphens"
                )),
            );
        }
        if xml.attribute("label").is_none_or(is_blank) {
            self.problem(
                xml,
                Problem::new(format!("<{element}> needs a `label`"))
                    .hint("it is what a screen reader says"),
            );
        }
        FieldSpec {
            name,
            kind: match element {
                "checkbox" => FieldKind::CheckBox,
                "area" => FieldKind::Area,
                "signature" => FieldKind::Signature,
                _ => FieldKind::Line,
            },
            label: fold(xml.attribute("label").unwrap_or_default()),
            says: fold(
                xml.attribute("says")
                    .or_else(|| xml.attribute("label"))
                    .unwrap_or_default(),
            ),
            text: self.known(xml, element, id),
            rows: xml
                .attribute("rows")
                .and_then(|rows| rows.parse().ok())
                .unwrap_or(3),
        }
    }

    pub(super) fn code(&mut self, xml: XmlNode<'_, '_>, id: NodeId) -> CodeSpec {
        let of = match xml.attribute("of") {
            Some("page") => Some(CodeOf::Page),
            Some("record") => Some(CodeOf::Record),
            _ => None,
        };
        if of.is_none() {
            let problem = Problem::new("<barcode> needs `of`, which is page or record");
            self.problem(xml, problem.hint("write: of=\"page\""));
        }
        CodeSpec {
            of: of.unwrap_or(CodeOf::Page),
            text: self.words(xml, "barcode", id),
        }
    }

    /// What a field says already; blank text is no answer and leaves room for one.
    fn known(&mut self, xml: XmlNode<'_, '_>, element: &str, id: NodeId) -> Vec<Inline> {
        let mut inlines = self.inlines(xml, element, id);
        if inlines
            .iter()
            .all(|inline| matches!(inline, Inline::Text(text) if is_blank(text)))
        {
            inlines.clear();
        }
        inlines
    }

    /// Notes that a node holds what is the patient's own.
    fn holds_own(&mut self, node: NodeId) {
        let mut around = Some(node);
        while let Some(id) = around {
            let facts = &self.nodes[id.0 as usize];
            self.own_heading |= matches!(facts.element, "h1" | "h2" | "h3");
            around = facts.parent;
        }
    }

    /// Text that must say something: an empty item or cell is a value that got lost.
    pub(super) fn words(&mut self, xml: XmlNode<'_, '_>, element: &str, id: NodeId) -> Vec<Inline> {
        let says = |text: XmlNode<'_, '_>| {
            text.text().is_some_and(|t| text.is_text() && !is_blank(t))
                || text.has_tag_name("page")
                || text.has_tag_name("pages")
        };
        if !xml.descendants().any(says) {
            self.problem(
                xml,
                Problem::new(format!("<{element}> is empty"))
                    .hint("a value is not known in this case: put {{#if}} around the element"),
            );
        }
        self.inlines(xml, element, id)
    }

    pub(super) fn inlines(
        &mut self,
        xml: XmlNode<'_, '_>,
        inside: &str,
        parent: NodeId,
    ) -> Vec<Inline> {
        let mut inlines = Vec::new();
        for child in xml.children() {
            if let Some(text) = child.is_text().then(|| child.text()).flatten() {
                inlines.extend(stretches(text).into_iter().map(|stretch| match stretch {
                    Stretch::Shared(text) => Inline::Text(fold(text)),
                    Stretch::Own(number, text) => {
                        self.holds_own(parent);
                        Inline::Own(number, fold(text))
                    }
                }));
                continue;
            }
            if !child.is_element() {
                continue;
            }
            let tag = child.tag_name().name();
            let Some(element) = INLINES.iter().copied().find(|known| *known == tag) else {
                self.unknown(child, inside, INLINES);
                continue;
            };
            let id = self.number(child, element, Some(parent), &[]);
            if let Some(lang) = child.attribute("lang") {
                self.span_langs.insert(id, lang.to_owned());
            }
            inlines.push(match element {
                "br" => Inline::Break,
                "page" => Inline::PageNumber,
                "pages" => Inline::PageCount,
                _ => Inline::Span {
                    id,
                    element,
                    class: child.attribute("class").map(str::to_owned),
                    content: self.inlines(child, element, id),
                },
            });
        }
        inlines
    }
}
