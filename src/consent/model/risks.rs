//! Risks as they are printed and pictured, and where they come from.

use serde::{Deserialize, Serialize};

use crate::library::{Group, Severity};

/// Risks under one heading.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RiskGroup {
    /// Which.
    pub group: Group,
    /// Heading.
    pub title: String,
    /// Tables in which all figures share a denominator.
    pub tables: Vec<RiskTable>,
}

/// A table of risks.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RiskTable {
    /// Heading.
    pub title: String,
    /// “Of … people” for every figure in it; `None` where no figure is known.
    pub denominator: Option<u32>,
    /// The rows, the most frequent first, then the gravest.
    pub rows: Vec<ComposedRisk>,
}

/// A risk as it is printed.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ComposedRisk {
    /// Risk id.
    pub id: String,
    /// Lay name with the technical one.
    pub name: String,
    /// What can happen.
    pub says: String,
    /// How often, in words, with source numbers.
    pub how_often: String,
    /// How lasting, and what is done.
    pub lasting: String,
    /// How grave.
    pub severity: Severity,
    /// By when the printed figure was counted, or where it holds.
    pub horizon: Option<String>,
    /// The printed figure: so many people of the table's denominator; `None` without a
    /// figure, or where only a bound is known.
    pub people: Option<u64>,
    /// Where it and its figures come from.
    pub provenance: Vec<Provenance>,
}

/// A pack that asks for a risk, and one figure it gives.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Provenance {
    /// Pack id, or `own-results` for a figure of the site.
    pub pack: String,
    /// Why the pack asks for the risk in this case; empty: it always does.
    pub because: Vec<String>,
    /// Source id, if the pack gives a figure.
    pub source: Option<String>,
    /// The figure as the source has it.
    pub figure: Option<String>,
    /// In whom it was counted.
    pub population: Option<String>,
    /// This is the figure that is printed.
    pub printed: bool,
}

/// Pictures that stand side by side.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PictureRow {
    /// What they have in common.
    pub title: String,
    /// At most three.
    pub pictures: Vec<RiskPicture>,
}

/// The figure of a risk as people of whom some are filled.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RiskPicture {
    /// Risk id.
    pub id: String,
    /// Lay name of the risk.
    pub name: String,
    /// How many it affects.
    pub people: u64,
    /// Of how many: 100 or 1,000.
    pub of: u32,
    /// The same in words (`6 of 100 people`).
    pub words: String,
}

/// A drawing on which the place of the operation is marked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ComposedFigure {
    /// Name of the drawing in `templates/figures`.
    pub svg: String,
    /// SHA-256 of the drawing, hexadecimal: no other may take its place.
    pub sha256: String,
    /// The marks that are shown (`L4-L5:left`); all others are left out.
    pub show: Vec<String>,
    /// What it shows, in words.
    pub alt: String,
}

/// What a patient factor changes.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ComposedFactor {
    /// Factor id.
    pub id: String,
    /// Lay name (“You smoke”).
    pub name: String,
    /// What it changes, one entry for each part of the plan that it touches.
    pub says: Vec<String>,
    /// What is done about it.
    pub lasting: Vec<String>,
    /// Names of the printed risks that it raises.
    pub raises: Vec<String>,
    /// Source numbers in brackets, or empty.
    pub cited: String,
}

/// A source with the number by which figures cite it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct NumberedSource {
    /// From 1.
    pub number: usize,
    /// Short citation.
    pub cite: String,
    /// Year.
    pub year: i32,
}
