//! A code gets its place, or a reason why it has none.

use super::{Code, CodeText, Fault};
use crate::document::{CodeOf, CodeSpec, Node};
use crate::error::Problem;
use crate::typeset::block::Setter;
use crate::typeset::flow::{Flow, Strip};
use crate::typeset::pages::{Item, Mark, Reads};
use crate::typeset::theme::{CodeLooks, PT_PER_MM, Style};

impl Setter<'_> {
    /// A code; below that of a record its text.
    pub(in crate::typeset) fn code(
        &mut self,
        node: &Node,
        code: &CodeSpec,
        style: &Style,
        width: f32,
    ) -> Strip {
        let mut flow = Flow::default();
        let Some(counters) = self.counters else {
            let says = "codes for scanners stand only in <header> and <footer>";
            self.problem(Problem::new(says));
            return flow.into_strip(node.id, 0.0);
        };
        if let Some(problem) = too_small(&self.theme.codes) {
            self.problem(problem);
        }
        match place(
            CodeText::of(code, counters),
            &self.theme.codes,
            style,
            width,
        ) {
            Ok(placed) => {
                let height = placed.rect().height;
                let item = Item {
                    node: node.id,
                    reads: Reads::Content,
                    mark: Mark::Code(placed),
                };
                let mut strip = Flow::default().into_strip(node.id, 0.0);
                (strip.height, strip.items) = (height, vec![item]);
                flow.push(strip);
            }
            Err(problem) => self.problem(problem),
        }
        if code.of == CodeOf::Record {
            flow.space(style.gap);
            for line in self.lines(node.id, &code.text, style, width) {
                let strip = self.line_strip(node.id, line, style, width);
                flow.push(strip);
            }
        }
        flow.into_strip(node.id, 0.0)
    }
}

fn place(text: CodeText, looks: &CodeLooks, style: &Style, width: f32) -> Result<Code, Problem> {
    let (says, symbol) = text
        .encode(|_, as_it_is| as_it_is)
        .map_err(|fault| fault.problem())?;
    // Up to the thousandth of a point that is written, so that nothing gets smaller.
    let points = |mm: f32| (mm * PT_PER_MM * 1000.0).ceil() / 1000.0;
    let module = match text.of {
        CodeOf::Page => (points(looks.module), points(looks.module)),
        CodeOf::Record => (points(looks.bar), points(looks.bar_height)),
    };
    let code = Code {
        of: text.of,
        says,
        symbol,
        module,
        column: (0.0, width),
        align: style.align,
        top: 0.0,
        text,
    };
    if code.fits() {
        return Ok(code);
    }
    let mm = |points: f32| points / PT_PER_MM;
    let (needs, room) = (mm(code.needs()), mm(width));
    let (what, hint) = match code.of {
        CodeOf::Page => ("page's code", "widen its column in the layout"),
        CodeOf::Record => (
            "record's bar code",
            "shorten `record` in [codes] of countersign.toml (\"\" for no bar code), or widen \
             its column in the layout",
        ),
    };
    let says = format!("the {what} needs {needs:.1} mm with its quiet zone and has {room:.1} mm");
    Err(Problem::new(says).hint(hint))
}

impl Fault {
    fn problem(&self) -> Problem {
        let other = match self {
            Self::NoPage => {
                return Problem::new("the page's code has no form id and content version to say")
                    .hint("write <barcode of=\"page\">{{form_id}} {{content_version}}</barcode>");
            }
            Self::Character(other) => other,
        };
        let says = match other {
            Some(other) => format!(
                "the record's bar code cannot hold the character U+{:04X}: Code 128 has the \
                 printable characters of ASCII",
                u32::from(*other)
            ),
            None => "the record's bar code has nothing to say".to_owned(),
        };
        let hint = "change `record` in [codes] of countersign.toml; \"\" is no bar code";
        Problem::new(says).hint(hint)
    }
}

/// A size of the theme that no copier leaves readable.
fn too_small(looks: &CodeLooks) -> Option<Problem> {
    let least = CodeLooks::default();
    let sizes = [
        ("module", looks.module, least.module),
        ("bar", looks.bar, least.bar),
        ("bar-height", looks.bar_height, least.bar_height),
    ];
    let small = { sizes.into_iter() }.find(|(_, size, least)| size.is_nan() || size < least);
    small.map(|(name, _, least)| {
        Problem::new(format!(
            "the theme's [codes] has a `{name}` below {least} mm"
        ))
        .hint("smaller codes cannot be read after copying")
    })
}
