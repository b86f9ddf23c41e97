//! What only shows when all packs are looked at together.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::faults::{as_written, conditions};
use super::pack::Kind;
use super::{Library, LoadedPack};
use crate::error::{Problem, Problems, choose};
use crate::source::{Format, Places, Value};

/// Ids that conditions and factors of packs may name.
struct Known {
    risks: BTreeSet<String>,
    factors: BTreeSet<String>,
    approaches: BTreeSet<String>,
}

impl Library {
    /// Whether what a pack says of other packs can ever hold: factors that raise a risk
    /// which nobody has, conditions on factors or approaches which nobody knows, modules
    /// of the wrong kind. Such a slip would drop a risk in silence.
    ///
    /// # Errors
    /// Some pack is not valid.
    pub fn lint(&self, id: &str) -> Result<Vec<Problem>, Problems> {
        let known = self.known()?;
        let loaded = self.pack(id)?;
        self.read_pack(&loaded.source, Some(id), &loaded.file)?;
        let mut found: Vec<(String, String, String)> = Vec::new();
        let mut unknown = |path: String, what: &str, id: &str, known: &BTreeSet<String>| {
            if !known.contains(id) {
                let known: Vec<&str> = known.iter().map(String::as_str).collect();
                let says = format!("no pack has the {what} `{id}`");
                found.push((path, says, choose(id, &known)));
            }
        };
        for (index, factor) in loaded.pack.factors.iter().enumerate() {
            for (at, risk) in factor.raises.iter().enumerate() {
                unknown(
                    format!("factors.{index}.raises.{at}"),
                    "risk",
                    risk,
                    &known.risks,
                );
            }
        }
        for (path, when) in conditions(&loaded.pack) {
            for factor in &when.factor {
                unknown(
                    format!("{path}.when.factor"),
                    "factor",
                    factor,
                    &known.factors,
                );
            }
            for approach in &when.approach {
                unknown(
                    format!("{path}.when.approach"),
                    "approach",
                    approach,
                    &known.approaches,
                );
            }
        }
        found.extend(self.wrong_kinds(&loaded)?);
        let places = Places::of(&Value::parse(&loaded.source, &loaded.file, Format::Toml)?);
        let problem = |(path, says, hint): (String, String, String)| {
            Problem::new(format!("`{}`: {says}", as_written(&path)))
                .at(places.get(&path).cloned())
                .hint(hint)
        };
        Ok(found.into_iter().map(problem).collect())
    }

    fn known(&self) -> Result<Known, Problems> {
        let mut known = Known {
            risks: BTreeSet::new(),
            factors: BTreeSet::new(),
            approaches: BTreeSet::new(),
        };
        for id in self.pack_ids() {
            let loaded = self.pack(id)?;
            let pack = &loaded.pack;
            known
                .risks
                .extend(pack.risks.iter().map(|risk| risk.id.clone()));
            known
                .factors
                .extend(pack.factors.iter().map(|factor| factor.id.clone()));
            known
                .approaches
                .extend(pack.approaches.iter().map(|way| way.id.clone()));
        }
        Ok(known)
    }

    fn wrong_kinds(
        &self,
        loaded: &Arc<LoadedPack>,
    ) -> Result<Vec<(String, String, String)>, Problems> {
        let pack = &loaded.pack;
        let includes = pack.includes.iter().enumerate().map(|(index, include)| {
            (
                format!("includes.{index}.module"),
                &include.module,
                Kind::Module,
            )
        });
        let anaesthesia = pack
            .anaesthesia
            .iter()
            .enumerate()
            .map(|(index, id)| (format!("anaesthesia.{index}"), id, Kind::Anaesthesia));
        let mut found = Vec::new();
        for (path, id, kind) in includes.chain(anaesthesia) {
            if self.pack(id)?.pack.kind != kind {
                let says = format!("the pack `{id}` is of another kind");
                found.push((path, says, "look at `kind` in its file".into()));
            }
        }
        Ok(found)
    }
}
