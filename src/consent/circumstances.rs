//! What is true of a case, and whether a condition holds in it.

use std::collections::BTreeSet;

use crate::case::{Case, Position, Region, Sex, Side};
use crate::library::{Answer, Role, When};

/// Everything a condition can ask about.
#[derive(Debug, Clone)]
pub(super) struct Circumstances {
    pub base: String,
    pub regions: BTreeSet<Region>,
    pub nerves: BTreeSet<Region>,
    pub side: Option<Side>,
    pub approach: Option<String>,
    pub position: Option<Position>,
    pub add_ons: BTreeSet<String>,
    pub factors: BTreeSet<String>,
    pub anaesthesia: BTreeSet<String>,
    pub revision: bool,
    pub levels: usize,
    pub sex: Option<Sex>,
    pub age: Option<u32>,
}

impl Circumstances {
    /// What the case says; approach, position and anaesthesia are those of the plan.
    pub(super) fn of(
        case: &Case,
        approach: Option<String>,
        position: Option<Position>,
        anaesthesia: &[String],
    ) -> Self {
        let procedure = &case.procedure;
        Self {
            base: procedure.pack.clone(),
            nerves: procedure
                .levels
                .as_ref()
                .map(|levels| levels.nerve_regions())
                .unwrap_or_default(),
            regions: procedure
                .levels
                .as_ref()
                .map(|levels| levels.regions())
                .unwrap_or_default(),
            side: procedure.side,
            approach,
            position,
            add_ons: procedure
                .add_ons
                .iter()
                .map(|add_on| add_on.pack.clone())
                .collect(),
            factors: procedure.factors.iter().cloned().collect(),
            anaesthesia: anaesthesia.iter().cloned().collect(),
            revision: procedure.revision,
            levels: procedure
                .levels
                .as_ref()
                .map_or(0, |levels| levels.as_slice().len()),
            sex: case.patient.sex,
            age: procedure.planned_date.map(|date| case.patient.age_on(date)),
        }
    }

    /// Whether a condition of a pack holds. What the case does not know (sex, age)
    /// never rules anything out: a risk too many does less harm than one too few.
    pub(super) fn hold(&self, when: &When, role: Option<Role>) -> bool {
        let any = |list: &[String], have: &BTreeSet<String>| {
            list.is_empty() || list.iter().any(|id| have.contains(id))
        };
        let one_of = |list: &[String], have: Option<&String>| {
            list.is_empty() || have.is_some_and(|id| list.contains(id))
        };
        (when.region.is_empty() || when.region.iter().any(|r| self.regions.contains(r)))
            && (when.nerve.is_empty() || when.nerve.iter().any(|r| self.nerves.contains(r)))
            && (when.side.is_empty() || self.side.is_some_and(|side| when.side.contains(&side)))
            && one_of(&when.approach, self.approach.as_ref())
            && (when.position.is_empty()
                || self.position.is_some_and(|p| when.position.contains(&p)))
            && any(&when.add_on, &self.add_ons)
            && !when
                .no_add_on
                .iter()
                .any(|id| *id == self.base || self.add_ons.contains(id))
            && any(&when.factor, &self.factors)
            && any(&when.anaesthesia, &self.anaesthesia)
            && when
                .revision
                .is_none_or(|revision| revision == self.revision)
            && when.role.is_none_or(|wanted| role == Some(wanted))
            && when
                .several_levels
                .is_none_or(|several| several == (self.levels > 1))
            && when.answer(self.sex, self.age) != Answer::No
    }
}
