//! The full risk list: gathered from every pack of the plan, merged by id,
//! arranged in tables. Nothing that holds is ever left out.

use std::collections::BTreeMap;

use super::citations::Citations;
use super::figures;
use super::model::{ComposedRisk, Provenance, RiskGroup, RiskTable};
use super::plan::{Part, Plan};
use super::wording::{Wording, inside_a_sentence};
use crate::error::Problem;
use crate::library::{Estimate, Group, Risk, Severity};

/// One harm, with every pack that asks for it and every figure that holds.
struct Merged<'a> {
    /// Of the pack that takes it gravest.
    gravest: (&'a Part, &'a Risk),
    severity: Severity,
    group: Group,
    /// Every figure, the gravest first.
    figures: Vec<(&'a Part, &'a Risk, &'a Estimate)>,
    /// Packs that ask for the risk without a figure.
    without: Vec<&'a Part>,
}

/// All risks of the plan in groups and tables.
pub(super) fn compose(
    plan: &Plan,
    wording: &Wording<'_>,
    citations: &mut Citations,
) -> Result<Vec<RiskGroup>, Problem> {
    let merged = merge(plan);
    let mut groups = Vec::new();
    for (group, title) in [
        (Group::Specific, "risks-specific"),
        (Group::General, "risks-general"),
        (Group::Anaesthesia, "risks-anaesthesia"),
    ] {
        let risks: Vec<&Merged<'_>> = merged.iter().filter(|risk| risk.group == group).collect();
        let tables = tables(&risks, wording, citations)?;
        if !tables.is_empty() {
            let name = inside_a_sentence(&plan.base().pack().name);
            groups.push(RiskGroup {
                group,
                title: wording.phrase(title, &[("operation", name)])?,
                tables,
            });
        }
    }
    Ok(groups)
}

fn merge(plan: &Plan) -> Vec<Merged<'_>> {
    let mut order: Vec<Merged<'_>> = Vec::new();
    let mut by_id: BTreeMap<&str, usize> = BTreeMap::new();
    for part in &plan.parts {
        for risk in &part.pack().risks {
            if !plan.circumstances.hold(&risk.when, part.role()) {
                continue;
            }
            let index = *by_id.entry(&risk.id).or_insert_with(|| {
                order.push(Merged {
                    gravest: (part, risk),
                    severity: risk.severity,
                    group: risk.group,
                    figures: Vec::new(),
                    without: Vec::new(),
                });
                order.len() - 1
            });
            let merged = &mut order[index];
            if risk.severity > merged.severity {
                merged.severity = risk.severity;
                merged.gravest = (part, risk);
            }
            merged.group = merged.group.min(risk.group);
            let before = merged.figures.len();
            merged.figures.extend(
                risk.estimates
                    .iter()
                    .filter(|estimate| plan.circumstances.hold(&estimate.when, part.role()))
                    .map(|estimate| (part, risk, estimate)),
            );
            if merged.figures.len() == before {
                merged.without.push(part);
            }
        }
    }
    for merged in &mut order {
        // A stable sort: of equal figures the one of the operation itself comes first.
        merged
            .figures
            .sort_by(|a, b| b.2.rate().total_cmp(&a.2.rate()));
    }
    order
}

/// Common, rare and not well known harms apart, so that all figures in one table
/// are out of the same number of people.
fn tables(
    risks: &[&Merged<'_>],
    wording: &Wording<'_>,
    citations: &mut Citations,
) -> Result<Vec<RiskTable>, Problem> {
    let printed = |risk: &Merged<'_>| risk.figures.first().map(|figure| figure.2.clone());
    let mut kinds: [Vec<&Merged<'_>>; 3] = Default::default();
    for risk in risks {
        let kind = match printed(risk) {
            Some(estimate) if figures::is_common(&estimate) => 0,
            Some(_) => 1,
            None => 2,
        };
        kinds[kind].push(risk);
    }
    let mut tables = Vec::new();
    for (mut kind, title) in kinds
        .into_iter()
        .zip(["table-common", "table-rare", "table-unknown"])
    {
        if kind.is_empty() {
            continue;
        }
        let rate = |risk: &Merged<'_>| printed(risk).map_or(0.0, |estimate| estimate.rate());
        kind.sort_by(|a, b| {
            rate(b)
                .total_cmp(&rate(a))
                .then_with(|| b.severity.cmp(&a.severity))
        });
        let known = title != "table-unknown";
        let denominator = known.then(|| figures::denominator(kind.iter().map(|risk| rate(risk))));
        let rows: Result<Vec<ComposedRisk>, Problem> = kind
            .iter()
            .map(|risk| row(risk, denominator, wording, citations))
            .collect();
        tables.push(RiskTable {
            title: wording.phrase(title, &[])?,
            denominator,
            rows: rows?,
        });
    }
    Ok(tables)
}

fn row(
    risk: &Merged<'_>,
    denominator: Option<u32>,
    wording: &Wording<'_>,
    citations: &mut Citations,
) -> Result<ComposedRisk, Problem> {
    let figure = risk.figures.first();
    // The words of the pack whose figure is printed, so that text and figure belong
    // together; without a figure those of the pack that takes the harm gravest.
    let (part, pack_risk) = figure.map_or(risk.gravest, |(part, risk, _)| (*part, *risk));
    let how_often = match (figure, denominator) {
        (Some((part, _, estimate)), Some(of)) => wording.phrase(
            "how-often",
            &[
                ("figure", figures::words(estimate, of, wording)?),
                ("horizon", estimate.horizon.clone()),
                ("cited", citations.cite(part, &estimate.source)),
            ],
        )?,
        _ => wording.phrase("no-figure", &[])?,
    };
    let fill = |text: &str| wording.fill(text, &part.loaded.file);
    Ok(ComposedRisk {
        id: pack_risk.id.clone(),
        name: fill(&pack_risk.name)?,
        says: fill(&pack_risk.says)?,
        how_often,
        lasting: fill(&pack_risk.lasting)?,
        severity: risk.severity,
        provenance: provenance(risk),
    })
}

fn provenance(risk: &Merged<'_>) -> Vec<Provenance> {
    let figures = risk
        .figures
        .iter()
        .enumerate()
        .map(|(index, (part, _, estimate))| Provenance {
            pack: part.pack().id.clone(),
            source: Some(estimate.source.clone()),
            figure: Some(figure(estimate)),
            population: Some(estimate.population.clone()),
            printed: index == 0,
        });
    let without = risk.without.iter().map(|part| Provenance {
        pack: part.pack().id.clone(),
        source: None,
        figure: None,
        population: None,
        printed: false,
    });
    figures.chain(without).collect()
}

/// A figure as its source has it: `5.8 (0.4–15.8) in 100`.
fn figure(estimate: &Estimate) -> String {
    let typical = estimate.typical.map(|n| n.to_string());
    let range = match (estimate.low, estimate.high) {
        (Some(low), Some(high)) => Some(format!("({low}–{high})")),
        (Some(low), None) => Some(format!("(from {low})")),
        (None, Some(high)) => Some(format!("(up to {high})")),
        (None, None) => None,
    };
    let parts: Vec<String> = typical.into_iter().chain(range).collect();
    format!("{} in {}", parts.join(" "), estimate.per)
}
