//! What people would rather look at than read: a drawing with the place of the
//! operation marked, and figures as people.

use std::collections::BTreeSet;

use super::Composer;
use crate::case::{Level, Side};
use crate::consent::figures::grouped;
use crate::consent::model::{ComposedFigure, ComposedRisk, PictureRow, RiskGroup, RiskPicture};
use crate::consent::wording::Wording;
use crate::error::Problem;
use crate::library::{Group, MARK, Severity};

/// So many of the most frequent harms, and so many of the gravest, are pictured.
const PICTURES: usize = 3;

impl Composer<'_> {
    /// The drawings of the plan with the marks of this case. Where an operation has
    /// drawings, every place of the case is marked on one of them, or there is no form.
    pub(super) fn figures(&self) -> Result<Vec<ComposedFigure>, Problem> {
        let wanted = self.places();
        let mut shown = BTreeSet::new();
        let mut figures: Vec<ComposedFigure> = Vec::new();
        let mut without = None;
        for part in &self.plan.parts {
            for figure in &part.pack().figures {
                let there = figures.iter().any(|have| have.svg == figure.svg);
                if there || !self.plan.circumstances.hold(&figure.when, part.role()) {
                    continue;
                }
                let drawing = self.library.drawing(&figure.svg)?;
                let marks = drawing.marks()?;
                let show: Vec<String> = wanted
                    .iter()
                    // A place between two drawings is marked on the first.
                    .filter(|place| marks.contains(*place) && !shown.contains(*place))
                    .cloned()
                    .collect();
                without = Some(drawing.file.clone());
                if show.is_empty() {
                    continue;
                }
                shown.extend(show.iter().cloned());
                figures.push(ComposedFigure {
                    svg: figure.svg.clone(),
                    sha256: drawing.sha256.clone(),
                    show,
                    alt: self.wording.fill(&figure.alt, &part.loaded.file)?,
                });
            }
        }
        let lost = wanted.iter().find(|place| !shown.contains(*place));
        match (without, lost) {
            (Some(file), Some(lost)) => Err(Problem::new(format!(
                "{file}: no drawing of this operation has a mark for `{lost}`"
            ))
            .hint(format!(
                "add a group with id=\"{MARK}{lost}\" to the drawing, or a condition to the pack's [[figures]]"
            ))),
            _ => Ok(figures),
        }
    }

    /// The places of this case as marks name them: `L4-L5:left`, `right`.
    fn places(&self) -> Vec<String> {
        let procedure = &self.case.procedure;
        let sides: &[&str] = match procedure.side {
            Some(Side::Left) => &["left"],
            Some(Side::Right) => &["right"],
            Some(Side::Both) => &["left", "right"],
            Some(Side::Midline) => &["midline"],
            None => &["none"],
        };
        let levels = procedure.levels.iter().flat_map(|levels| levels.as_slice());
        let levels: Vec<String> = levels
            .map(|level| match level {
                Level::Vertebra(vertebra) => vertebra.to_string(),
                Level::Segment(upper, lower) => format!("{upper}-{lower}"),
            })
            .collect();
        if levels.is_empty() {
            return sides.iter().map(|side| (*side).to_owned()).collect();
        }
        let at = |level: &String| -> Vec<String> {
            sides.iter().map(|side| format!("{level}:{side}")).collect()
        };
        levels.iter().flat_map(at).collect()
    }
}

/// Some of the frequent harms of this operation and some of the gravest, as people.
/// Bounds and ranges cannot be pictured, nor what strikes fewer than 1 in 1,000.
pub(super) fn of(groups: &[RiskGroup], wording: &Wording<'_>) -> Result<Vec<PictureRow>, Problem> {
    let mut known: Vec<(f64, &ComposedRisk)> = groups
        .iter()
        .filter(|group| group.group != Group::Anaesthesia)
        .flat_map(|group| &group.tables)
        .flat_map(|table| {
            let rate =
                |risk: &ComposedRisk| Some(risk.people? as f64 / f64::from(table.denominator?));
            table
                .rows
                .iter()
                .filter_map(move |risk| Some((rate(risk)?, risk)))
        })
        .filter(|(rate, _)| can_be_pictured(*rate))
        .collect();
    known.sort_by(|a, b| b.0.total_cmp(&a.0));
    let frequent: Vec<(f64, &ComposedRisk)> = known
        .iter()
        .filter(|(rate, _)| *rate >= 0.01 - 1e-12)
        .take(PICTURES)
        .copied()
        .collect();
    let mut grave: Vec<(f64, &ComposedRisk)> = known
        .into_iter()
        .filter(|(_, risk)| risk.severity >= Severity::Permanent)
        .filter(|(_, risk)| frequent.iter().all(|(_, other)| other.id != risk.id))
        .collect();
    // The sort is stable: of equally grave harms the more frequent comes first.
    grave.sort_by_key(|(_, risk)| std::cmp::Reverse(risk.severity));
    grave.truncate(PICTURES);
    let mut rows = Vec::new();
    for (title, chosen) in [("pictures-frequent", frequent), ("pictures-gravest", grave)] {
        let pictures: Result<Vec<RiskPicture>, Problem> = chosen
            .into_iter()
            .map(|(rate, risk)| picture(rate, risk, wording))
            .collect();
        let (title, pictures) = (wording.phrase(title, &[])?, pictures?);
        if !pictures.is_empty() {
            rows.push(PictureRow { title, pictures });
        }
    }
    Ok(rows)
}

/// Of how many people a rate is pictured.
fn of_how_many(rate: f64) -> u32 {
    if rate >= 0.01 - 1e-12 { 100 } else { 1_000 }
}

/// Whether whole people tell a rate without rounding it by more than a tenth.
fn can_be_pictured(rate: f64) -> bool {
    let exact = rate * f64::from(of_how_many(rate));
    exact.round() >= 1.0 && (exact.round() - exact).abs() <= 0.1 * exact
}

fn picture(rate: f64, risk: &ComposedRisk, wording: &Wording<'_>) -> Result<RiskPicture, Problem> {
    let of = of_how_many(rate);
    let people = (rate * f64::from(of)).round() as u64;
    let horizon = risk.horizon.clone().unwrap_or_default();
    let variables = [
        ("people", grouped(people)),
        ("of", grouped(u64::from(of))),
        ("horizon", horizon),
    ];
    Ok(RiskPicture {
        id: risk.id.clone(),
        name: risk.name.clone(),
        people,
        of,
        words: wording.phrase("people-of", &variables)?,
    })
}
