//! Which packs a case calls for, and whether it says what they need.

use std::sync::Arc;

use super::circumstances::Circumstances;
use super::model::PartStatus;
use crate::case::{AddOnStatus, Case, Level, Position, Region};
use crate::error::{Problem, Problems, nearest};
use crate::library::{Approach, Kind, LevelUnit, Library, LoadedPack, Need, Pack, Role};

/// A pack with its place in the plan.
#[derive(Debug, Clone)]
pub(super) struct Part {
    pub loaded: Arc<LoadedPack>,
    /// `None`: a module that comes with another pack.
    pub status: Option<PartStatus>,
}

/// Everything that will be said comes from these packs, under these circumstances.
#[derive(Debug)]
pub(super) struct Plan {
    /// The operation first, then add-ons, modules and anaesthesia.
    pub parts: Vec<Part>,
    pub circumstances: Circumstances,
    pub approach: Option<Approach>,
    pub position: Option<Position>,
}

impl Part {
    pub(super) fn pack(&self) -> &Pack {
        &self.loaded.pack
    }

    /// What the pack is, for conditions.
    pub(super) fn role(&self) -> Option<Role> {
        match self.status {
            Some(PartStatus::Base) => Some(Role::Base),
            Some(PartStatus::Planned | PartStatus::Possible) => Some(Role::AddOn),
            Some(PartStatus::Anaesthesia) | None => None,
        }
    }
}

impl Plan {
    /// Finds the packs and checks the case against them; all problems at once.
    pub(super) fn of(case: &Case, library: &Library) -> Result<Self, Problems> {
        let mut finder = Finder {
            case,
            library,
            problems: Vec::new(),
        };
        let base = finder.find(&case.procedure.pack, "procedure.pack", Kind::Procedure);
        let mut parts: Vec<Part> = Vec::new();
        let mut add = |found: Option<Arc<LoadedPack>>, status| {
            parts.extend(found.map(|loaded| Part {
                loaded,
                status: Some(status),
            }));
        };
        add(base.clone(), PartStatus::Base);
        for (index, add_on) in case.procedure.add_ons.iter().enumerate() {
            let status = match add_on.status {
                AddOnStatus::Planned => PartStatus::Planned,
                AddOnStatus::Possible => PartStatus::Possible,
            };
            let path = format!("procedure.add_ons.{index}");
            add(finder.find(&add_on.pack, &path, Kind::Procedure), status);
        }
        let Some(base) = base else {
            return Err(Problems(finder.problems));
        };
        let anaesthesia = if case.procedure.anaesthesia.is_empty() {
            base.pack.anaesthesia.iter().take(1).cloned().collect()
        } else {
            case.procedure.anaesthesia.clone()
        };
        let mut last = Vec::new();
        for id in &anaesthesia {
            last.extend(finder.find(id, "procedure.anaesthesia", Kind::Anaesthesia));
        }
        let approach = finder.approach(&base.pack);
        let position = finder.position(&base.pack);
        finder.site(&base.pack);
        finder.no_treatment(&base);
        let circumstances = Circumstances::of(
            case,
            approach.as_ref().map(|a| a.id.clone()),
            position,
            &anaesthesia,
        );
        finder.modules(&mut parts, &circumstances);
        parts.extend(last.into_iter().map(|loaded| Part {
            loaded,
            status: Some(PartStatus::Anaesthesia),
        }));
        finder.factors(&parts);
        if finder.problems.is_empty() {
            Ok(Self {
                parts,
                circumstances,
                approach,
                position,
            })
        } else {
            Err(Problems(finder.problems))
        }
    }

    /// The operation itself.
    pub(super) fn base(&self) -> &Part {
        &self.parts[0]
    }
}

struct Finder<'a> {
    case: &'a Case,
    library: &'a Library,
    problems: Vec<Problem>,
}

impl Finder<'_> {
    /// A problem with a value of the case, at its place.
    fn problem(&mut self, path: &str, problem: Problem) {
        let place = self.case.places.get(path).cloned();
        self.problems.push(problem.at(place));
    }

    fn find(&mut self, id: &str, path: &str, kind: Kind) -> Option<Arc<LoadedPack>> {
        match self.library.pack(id) {
            Err(problems) => {
                for problem in problems.0 {
                    let place = problem
                        .place
                        .clone()
                        .or_else(|| self.case.places.get(path).cloned());
                    self.problems.push(problem.at(place));
                }
                None
            }
            Ok(loaded) if loaded.pack.kind == kind => Some(loaded),
            Ok(_) => {
                let expected = match kind {
                    Kind::Procedure => "an operation",
                    Kind::Module => "a module",
                    Kind::Anaesthesia => "a kind of anaesthesia",
                };
                self.problem(
                    path,
                    Problem::new(format!("the pack `{id}` is not {expected}")),
                );
                None
            }
        }
    }

    fn modules(&mut self, parts: &mut Vec<Part>, circumstances: &Circumstances) {
        let mut at = 0;
        while let Some(part) = parts.get(at).cloned() {
            for include in &part.pack().includes {
                let there = parts.iter().any(|have| have.pack().id == include.module);
                if there || !circumstances.hold(&include.when, part.role()) {
                    continue;
                }
                let found = self.find(&include.module, "procedure.pack", Kind::Module);
                parts.extend(found.map(|loaded| Part {
                    loaded,
                    status: None,
                }));
            }
            at += 1;
        }
    }

    fn approach(&mut self, base: &Pack) -> Option<Approach> {
        let Some(wanted) = &self.case.procedure.approach else {
            return base.approaches.first().cloned();
        };
        let found = base
            .approaches
            .iter()
            .find(|approach| approach.id == *wanted)
            .cloned();
        if found.is_none() {
            let known: Vec<&str> = base.approaches.iter().map(|a| a.id.as_str()).collect();
            let problem = Problem::new(format!("`{}` has no approach `{wanted}`", base.id));
            self.problem("procedure.approach", problem.hint(choose(wanted, &known)));
        }
        found
    }

    fn position(&mut self, base: &Pack) -> Option<Position> {
        let wanted = self.case.procedure.position;
        if wanted.is_some_and(|position| !base.positions.contains(&position)) {
            let problem = Problem::new(format!("`{}` is not done in this position", base.id));
            self.problem(
                "procedure.position",
                problem.hint("leave it out for the usual one"),
            );
        }
        wanted.or_else(|| base.positions.first().copied())
    }

    fn site(&mut self, base: &Pack) {
        let procedure = &self.case.procedure;
        let (site, id) = (&base.site, &base.id);
        match (site.laterality, procedure.side) {
            (Need::Required, None) => self.problem(
                "procedure",
                Problem::new(format!("`{id}` needs a side"))
                    .hint("add side = \"left\", \"right\", \"both\" or \"midline\""),
            ),
            (Need::None, Some(_)) => self.problem(
                "procedure.side",
                Problem::new(format!("`{id}` has no side")).hint("leave `side` out"),
            ),
            _ => {}
        }
        match (site.level, &procedure.levels) {
            (Need::Required, None) => self.problem(
                "procedure",
                Problem::new(format!("`{id}` needs a level"))
                    .hint("add levels = \"L4–L5\", for example"),
            ),
            (Need::None, Some(_)) => self.problem(
                "procedure.levels",
                Problem::new(format!("`{id}` has no level")).hint("leave `levels` out"),
            ),
            (_, Some(levels)) => {
                if site.level_unit == LevelUnit::MotionSegment
                    && let Some(single) = levels
                        .as_slice()
                        .iter()
                        .find(|level| matches!(level, Level::Vertebra(_)))
                {
                    self.problem(
                        "procedure.levels",
                        Problem::new(format!(
                            "`{id}` is done between two vertebrae, and {single} is one"
                        ))
                        .hint("name both, such as L4–L5"),
                    );
                }
                let outside: Vec<Region> = levels
                    .regions()
                    .into_iter()
                    .filter(|region| !site.regions.contains(region))
                    .collect();
                if !outside.is_empty() {
                    self.problem(
                        "procedure.levels",
                        Problem::new(format!(
                            "`{id}` is not done in this region of the spine ({outside:?})"
                        ))
                        .hint("check the level, or choose another pack"),
                    );
                }
            }
            _ => {}
        }
    }

    fn no_treatment(&mut self, base: &LoadedPack) {
        if !base
            .pack
            .alternatives
            .iter()
            .any(|alternative| alternative.id == "no-treatment")
        {
            self.problems.push(
                Problem::new(format!(
                    "{}: there is no alternative `no-treatment`",
                    base.file
                ))
                .hint("a patient must be told what happens without the operation"),
            );
        }
    }

    /// A factor that no pack of the plan knows would be silently dropped.
    fn factors(&mut self, parts: &[Part]) {
        let known: Vec<&str> = parts
            .iter()
            .flat_map(|part| part.pack().factors.iter().map(|factor| factor.id.as_str()))
            .collect();
        for (index, factor) in self.case.procedure.factors.iter().enumerate() {
            if !known.contains(&factor.as_str()) {
                let problem =
                    Problem::new(format!("no pack of this plan knows the factor `{factor}`"));
                let path = format!("procedure.factors.{index}");
                self.problem(&path, problem.hint(choose(factor, &known)));
            }
        }
    }
}

/// The nearest known id, or all of them.
fn choose(wanted: &str, known: &[&str]) -> String {
    let mut known = known.to_vec();
    known.sort_unstable();
    known.dedup();
    match nearest(wanted, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None if known.is_empty() => "leave it out".into(),
        None => format!("choose from: {}", known.join(", ")),
    }
}
