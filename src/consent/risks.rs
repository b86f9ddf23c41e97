//! The full risk list: gathered from every pack of the plan, merged by id,
//! arranged in tables. Nothing that holds is ever left out.
//!
//! Of several published figures the gravest is printed; a figure of the site's own
//! takes the place of them all, and the provenance keeps every one.

use std::collections::BTreeMap;

use super::because::because;
use super::citations::Citations;
use super::figures;
use super::model::{ComposedRisk, Provenance, RiskGroup, RiskTable};
use super::plan::{Part, Plan};
use super::wording::{Wording, inside_a_sentence};
use crate::error::Problem;
use crate::library::{Estimate, Group, OwnResult, Profile, Risk, Severity};

/// How figures are told on this form.
pub(super) struct Telling<'a> {
    pub wording: &'a Wording<'a>,
    /// Has the words that go with figures, if any do.
    pub profile: &'a Profile,
    /// Figures of the site.
    pub own_results: &'a [OwnResult],
    /// Whose figures they are.
    pub facility: &'a str,
}

/// One harm, with every pack that asks for it and every figure that holds.
struct Merged<'a> {
    /// Of the pack that takes it gravest.
    gravest: (&'a Part, &'a Risk),
    severity: Severity,
    group: Group,
    /// Every published figure, the gravest first.
    figures: Vec<(&'a Part, &'a Risk, &'a Estimate)>,
    /// Packs that ask for the risk without a figure.
    without: Vec<(&'a Part, &'a Risk)>,
    /// The site's own figure.
    own: Option<&'a OwnResult>,
}

impl Merged<'_> {
    /// The figure that is printed: events in one person.
    fn rate(&self) -> Option<f64> {
        let published = self.figures.first().map(|(_, _, estimate)| estimate.rate());
        self.own.map(OwnResult::rate).or(published)
    }
}

/// All risks of the plan in groups and tables.
pub(super) fn compose(
    plan: &Plan,
    telling: &Telling<'_>,
    citations: &mut Citations,
) -> Result<Vec<RiskGroup>, Problem> {
    let merged = merge(plan, telling.own_results);
    let mut groups = Vec::new();
    for (group, title) in [
        (Group::Specific, "risks-specific"),
        (Group::General, "risks-general"),
        (Group::Anaesthesia, "risks-anaesthesia"),
    ] {
        let risks: Vec<&Merged<'_>> = merged.iter().filter(|risk| risk.group == group).collect();
        let tables = tables(&risks, plan, telling, citations)?;
        if !tables.is_empty() {
            let name = inside_a_sentence(&plan.base().pack().name);
            groups.push(RiskGroup {
                group,
                title: telling.wording.phrase(title, &[("operation", name)])?,
                tables,
            });
        }
    }
    Ok(groups)
}

fn merge<'a>(plan: &'a Plan, own_results: &'a [OwnResult]) -> Vec<Merged<'a>> {
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
                    own: own(plan, own_results, &risk.id),
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
                merged.without.push((part, risk));
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

/// The site's figure for a risk after the operation itself; the gravest, if there are several.
fn own<'a>(plan: &Plan, results: &'a [OwnResult], risk: &str) -> Option<&'a OwnResult> {
    let base = plan.base();
    results
        .iter()
        .filter(|result| result.risk == risk && result.procedure == base.pack().id)
        .filter(|result| plan.circumstances.hold(&result.when, base.role()))
        .max_by(|a, b| a.rate().total_cmp(&b.rate()))
}

/// Common, rare and not well known harms apart, so that all figures in one table
/// are out of the same number of people.
fn tables(
    risks: &[&Merged<'_>],
    plan: &Plan,
    telling: &Telling<'_>,
    citations: &mut Citations,
) -> Result<Vec<RiskTable>, Problem> {
    let mut kinds: [Vec<&Merged<'_>>; 3] = Default::default();
    for risk in risks {
        let kind = match risk.rate() {
            Some(rate) if figures::is_common(rate) => 0,
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
        let rate = |risk: &Merged<'_>| risk.rate().unwrap_or(0.0);
        kind.sort_by(|a, b| {
            rate(b)
                .total_cmp(&rate(a))
                .then_with(|| b.severity.cmp(&a.severity))
        });
        let known = title != "table-unknown";
        let denominator = known.then(|| figures::denominator(kind.iter().map(|risk| rate(risk))));
        let rows: Result<Vec<ComposedRisk>, Problem> = kind
            .iter()
            .map(|risk| row(risk, denominator, plan, telling, citations))
            .collect();
        tables.push(RiskTable {
            title: telling.wording.phrase(title, &[])?,
            denominator,
            rows: rows?,
        });
    }
    Ok(tables)
}

fn row(
    risk: &Merged<'_>,
    denominator: Option<u32>,
    plan: &Plan,
    telling: &Telling<'_>,
    citations: &mut Citations,
) -> Result<ComposedRisk, Problem> {
    let figure = risk.figures.first();
    // The words of the pack whose figure is printed, so that text and figure belong
    // together; without a figure those of the pack that takes the harm gravest.
    let (part, pack_risk) = figure.map_or(risk.gravest, |(part, risk, _)| (*part, *risk));
    let wording = telling.wording;
    let fill = |text: &str| wording.fill(text, &part.loaded.file);
    let mut lasting = fill(&pack_risk.lasting)?;
    let (graver_part, graver) = risk.gravest;
    if graver.severity > pack_risk.severity {
        // How it can end is said, whichever pack knows how often.
        let how = wording.fill(&graver.lasting, &graver_part.loaded.file)?;
        if !lasting.contains(&how) {
            lasting = format!("{lasting} {how}");
        }
    }
    let printed = figure.map(|(_, _, estimate)| estimate.horizon.clone());
    Ok(ComposedRisk {
        horizon: risk.own.map(|own| own.horizon.clone()).or(printed),
        id: pack_risk.id.clone(),
        name: fill(&pack_risk.name)?,
        says: fill(&pack_risk.says)?,
        how_often: how_often(risk, denominator, telling, citations)?,
        lasting,
        severity: risk.severity,
        people: denominator.and_then(|of| match (risk.own, figure) {
            (Some(own), _) => figures::people(&as_estimate(own), of),
            (None, figure) => figures::people(figure?.2, of),
        }),
        provenance: provenance(risk, plan, telling.facility),
    })
}

fn how_often(
    risk: &Merged<'_>,
    denominator: Option<u32>,
    telling: &Telling<'_>,
    citations: &mut Citations,
) -> Result<String, Problem> {
    let wording = telling.wording;
    let (Some(of), Some(rate)) = (denominator, risk.rate()) else {
        return wording.phrase("no-figure", &[]);
    };
    let banded = |figure: String| match telling.profile.band(rate) {
        Some(band) => wording.phrase("banded", &[("figure", figure), ("band", band.into())]),
        None => Ok(figure),
    };
    match (risk.own, risk.figures.first()) {
        (Some(own), _) => wording.phrase(
            "how-often-own",
            &[
                (
                    "figure",
                    banded(figures::words(&as_estimate(own), of, wording)?)?,
                ),
                ("events", figures::grouped(u64::from(own.events))),
                ("people", figures::grouped(u64::from(own.people))),
                ("period", own.period.clone()),
                ("horizon", own.horizon.clone()),
            ],
        ),
        (None, Some((part, _, estimate))) => wording.phrase(
            "how-often",
            &[
                ("figure", banded(figures::words(estimate, of, wording)?)?),
                ("horizon", estimate.horizon.clone()),
                ("cited", citations.cite(part, &estimate.source)),
            ],
        ),
        (None, None) => wording.phrase("no-figure", &[]),
    }
}

/// A figure of the site in the shape of a published one.
fn as_estimate(own: &OwnResult) -> Estimate {
    Estimate {
        typical: Some(own.events.into()),
        low: None,
        high: None,
        per: own.people,
        horizon: own.horizon.clone(),
        population: own.period.clone(),
        source: String::new(),
        when: own.when.clone(),
    }
}

fn provenance(risk: &Merged<'_>, plan: &Plan, facility: &str) -> Vec<Provenance> {
    let own = risk.own.map(|own| Provenance {
        pack: "own-results".into(),
        because: because(&own.when, &plan.circumstances),
        source: Some(format!("{facility}, {}", own.period)),
        figure: Some(format!("{} in {}", own.events, own.people)),
        population: Some(format!("people operated on here, {}", own.period)),
        printed: true,
    });
    let figures = risk
        .figures
        .iter()
        .enumerate()
        .map(|(index, (part, risk_of_pack, estimate))| Provenance {
            pack: part.pack().id.clone(),
            because: [&risk_of_pack.when, &estimate.when]
                .into_iter()
                .flat_map(|when| because(when, &plan.circumstances))
                .collect(),
            source: Some(estimate.source.clone()),
            figure: Some(estimate.as_written()),
            population: Some(estimate.population.clone()),
            printed: index == 0 && risk.own.is_none(),
        });
    let without = risk.without.iter().map(|(part, risk)| Provenance {
        pack: part.pack().id.clone(),
        because: because(&risk.when, &plan.circumstances),
        source: None,
        figure: None,
        population: None,
        printed: false,
    });
    own.into_iter().chain(figures).chain(without).collect()
}
