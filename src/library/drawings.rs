//! Drawings of a library, each read once.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::OnceLock;

use roxmltree::Document as Xml;

use super::approvals::content_hash;
use super::files::Files;
use crate::error::{Place, Problem};

/// The prefix of the id of a group in a drawing that marks a place.
pub(crate) const MARK: &str = "mark:";

/// A drawing with what proves which one it was.
#[derive(Debug)]
pub struct LoadedDrawing {
    /// As SVG.
    pub svg: Cow<'static, str>,
    /// The file's name for messages.
    pub file: String,
    /// SHA-256 of the file, hexadecimal.
    pub sha256: String,
    marks: OnceLock<Result<BTreeSet<String>, Problem>>,
}

impl LoadedDrawing {
    /// Reads `templates/figures/NAME.svg`.
    pub(super) fn load(name: &str, files: &Files) -> Result<Self, Problem> {
        let (svg, file) = files.text(&format!("templates/figures/{name}.svg"))?;
        Ok(Self {
            sha256: content_hash([&*svg]),
            svg,
            file,
            marks: OnceLock::new(),
        })
    }

    /// The places that it can mark.
    ///
    /// # Errors
    /// It is not valid XML.
    pub fn marks(&self) -> Result<&BTreeSet<String>, Problem> {
        let marks = self.marks.get_or_init(|| marks(&self.svg, &self.file));
        marks.as_ref().map_err(Clone::clone)
    }
}

fn marks(svg: &str, file: &str) -> Result<BTreeSet<String>, Problem> {
    let xml = Xml::parse(svg).map_err(|error| {
        let place = Place {
            file: file.into(),
            line: error.pos().row,
            column: error.pos().col,
        };
        Problem::new(format!("the drawing is not valid: {error}"))
            .at(Some(place))
            .hint("`countersign check PACK` says what a drawing may hold")
    })?;
    Ok(xml
        .descendants()
        .filter_map(|node| node.attribute("id")?.strip_prefix(MARK))
        .map(str::to_owned)
        .collect())
}
