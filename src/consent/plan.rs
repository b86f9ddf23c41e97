//! Which packs a case calls for, and whether it says what they need.

mod fits;

use std::sync::Arc;

use super::circumstances::Circumstances;
use super::model::PartStatus;
use crate::case::{AddOnStatus, Case, Position};
use crate::error::{Problem, Problems, choose};
use crate::library::{Approach, Kind, Library, LoadedPack, Pack, Role};

/// The factor that `revision` stands for.
const OPERATED_BEFORE: &str = "previous-surgery";

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
    /// Ids of the patient's factors; an operation at the same place before is one.
    pub factors: Vec<String>,
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
        let anaesthesia = finder.anaesthesia(&base.pack);
        let mut last = Vec::new();
        for id in &anaesthesia {
            last.extend(finder.find(id, "procedure.anaesthesia", Kind::Anaesthesia));
        }
        finder.not_alone(&last);
        finder.site_packs(&parts, &last);
        let approach = finder.approach(&base.pack);
        let position = finder.position(&base.pack);
        finder.all_fit(&parts, position);
        let mut circumstances = Circumstances::of(
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
        let factors = finder.factors(&parts);
        circumstances.factors = factors.iter().cloned().collect();
        circumstances.revision |= circumstances.factors.contains(OPERATED_BEFORE);
        if finder.problems.is_empty() {
            Ok(Self {
                parts,
                circumstances,
                approach,
                position,
                factors,
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

/// The packs that a plan of this case can be made of, whatever their conditions say. One that
/// cannot be read is left out: there will be no form.
pub(super) fn packs_of(case: &Case, library: &Library) -> Vec<Arc<LoadedPack>> {
    let procedure = &case.procedure;
    let find = |id: &String| library.pack(id).ok();
    let named = [&procedure.pack].into_iter();
    let named = named.chain(procedure.add_ons.iter().map(|add_on| &add_on.pack));
    let mut packs: Vec<Arc<LoadedPack>> = named
        .chain(&procedure.anaesthesia)
        .filter_map(find)
        .collect();
    let mut at = 0;
    while let Some(loaded) = packs.get(at).cloned() {
        let usual = loaded.pack.anaesthesia.iter().take(1);
        let comes_with = loaded.pack.includes.iter().map(|include| &include.module);
        for id in usual.chain(comes_with) {
            if !packs.iter().any(|known| known.pack.id == *id) {
                packs.extend(find(id));
            }
        }
        at += 1;
    }
    packs
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
                let says = format!("the pack `{id}` is not {expected}");
                let hint = "`countersign library list` prints the kind of each pack";
                self.problem(path, Problem::new(says).hint(hint));
                None
            }
        }
    }

    /// Kinds of anaesthesia: as the case says, otherwise the operation's usual one. Each
    /// must be one that the operation is done under.
    fn anaesthesia(&mut self, base: &Pack) -> Vec<String> {
        let named = self.case.procedure.anaesthesia.clone();
        if named.is_empty() {
            return base.anaesthesia.iter().take(1).cloned().collect();
        }
        let known: Vec<&str> = base.anaesthesia.iter().map(String::as_str).collect();
        for (index, kind) in named.iter().enumerate() {
            if !known.contains(&kind.as_str()) {
                let says = format!("`{}` is not done under `{kind}`", base.id);
                let path = format!("procedure.anaesthesia.{index}");
                self.problem(&path, Problem::new(says).hint(choose(kind, &known)));
            }
        }
        named
    }

    /// A kind that is never enough by itself (sedation) needs another one beside it.
    fn not_alone(&mut self, kinds: &[Arc<LoadedPack>]) {
        if let [only] = kinds
            && only.pack.never_alone
        {
            let says = format!("`{}` is given together with another kind", only.pack.id);
            let hint = "name that kind as well, such as [\"sedation\", \"local-anaesthesia\"]";
            self.problem("procedure.anaesthesia", Problem::new(says).hint(hint));
        }
    }

    /// What a site's own packs say of other packs must be able to hold: a misspelt
    /// condition would drop a risk in silence. The shipped packs have been looked at.
    fn site_packs(&mut self, parts: &[Part], anaesthesia: &[Arc<LoadedPack>]) {
        let packs = parts.iter().map(|part| &part.loaded).chain(anaesthesia);
        for loaded in packs.filter(|loaded| loaded.changed_here) {
            match self.library.lint(&loaded.pack.id) {
                Ok(found) => self.problems.extend(found),
                Err(problems) => self.problems.extend(problems.0),
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

    /// The patient's factors. One that no pack of the plan knows would be silently dropped.
    fn factors(&mut self, parts: &[Part]) -> Vec<String> {
        let known: Vec<&str> = parts
            .iter()
            .flat_map(|part| part.pack().factors.iter().map(|factor| factor.id.as_str()))
            .collect();
        let mut factors = self.case.procedure.factors.clone();
        for (index, factor) in factors.iter().enumerate() {
            if !known.contains(&factor.as_str()) {
                let problem = Problem::new("no pack of this plan knows this factor");
                let path = format!("procedure.factors.{index}");
                self.problem(&path, problem.hint(choose(factor, &known)));
            }
        }
        let again = self.case.procedure.revision && known.contains(&OPERATED_BEFORE);
        if again && !factors.iter().any(|factor| factor == OPERATED_BEFORE) {
            factors.push(OPERATED_BEFORE.to_owned());
        }
        factors
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::Format;
    use crate::library::Files;
    use crate::outside::Outside;

    #[test]
    fn every_part_of_a_plan_is_among_the_packs_it_can_be_made_of() {
        let files = Files::new(Outside::at(chrono::DateTime::UNIX_EPOCH), None);
        let library = Library::new(files).expect("the shipped library");
        let examples = include_dir::include_dir!("$CARGO_MANIFEST_DIR/examples");
        let mut parts = 0;
        for example in examples.files() {
            let format = match example.path().extension().and_then(|kind| kind.to_str()) {
                Some("json") => Format::Json,
                Some("toml") => Format::Toml,
                _ => continue,
            };
            let text = example.contents_utf8().expect("a text");
            let case = Case::read(text, "example", format, None).expect("a case");
            let packs = packs_of(&case, &library);
            for part in Plan::of(&case, &library).expect("a plan").parts {
                let id = &part.pack().id;
                assert!(packs.iter().any(|known| known.pack.id == *id), "{id}");
                parts += 1;
            }
        }
        assert!(parts > 20, "only {parts} parts");
    }
}
