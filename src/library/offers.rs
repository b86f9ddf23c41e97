//! What can be planned: operations by any of their names, and what each lets a case choose from.

use std::sync::Arc;

use super::{Kind, Library, LoadedPack, Need, Pack};
use crate::case::{Level, Position, Side, search_key};
use crate::error::Problems;

/// How alike two words must be for one to be a slip of the other.
const ALIKE: f64 = 0.9;

/// An operation that was found by a name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Named {
    /// How well it fits, the best first.
    rank: u8,
    /// Technical name.
    pub name: String,
    /// Lay name.
    pub lay_name: String,
    /// The name that was meant, if it is another one.
    pub matched: Option<String>,
    /// Id of the pack.
    pub id: String,
}

/// Something that can be chosen, by its id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// Id for a case.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// More about it, in lay words.
    pub says: String,
}

/// What an operation lets a case choose from.
#[derive(Debug, Clone)]
pub struct Offers {
    /// Technical name of the operation.
    pub name: String,
    /// Lay name.
    pub lay_name: String,
    /// Whether a side must be given.
    pub side: Need,
    /// Sides it can be done on.
    pub sides: Vec<Side>,
    /// Whether a level must be given.
    pub level: Need,
    /// Levels it can be done at.
    pub levels: Vec<Level>,
    /// Ways to reach the place, the usual one first.
    pub approaches: Vec<Offer>,
    /// How the patient may lie, the usual one first.
    pub positions: Vec<Position>,
    /// Kinds of anaesthesia, the usual one first.
    pub anaesthesia: Vec<Offer>,
    /// Operations that can be added: those at the same place.
    pub add_ons: Vec<Offer>,
    /// Factors of the patient that some pack of the plan knows.
    pub factors: Vec<Offer>,
}

impl Named {
    /// Whether what was typed is one of its names, letter for letter but for case and accents.
    pub fn is_named(&self) -> bool {
        self.rank == 0
    }
}

impl Library {
    /// Operations by any of their names: the beginnings of words count, case and accents do
    /// not; where nothing fits, words that are nearly the same. All of them for no words.
    ///
    /// # Errors
    /// A pack is not valid.
    pub fn operations_named(&self, words: &str) -> Result<Vec<Named>, Problems> {
        let key = search_key(words);
        let mut found = Vec::new();
        for pack in self.operations()? {
            found.extend(fits(&pack.pack, &key));
        }
        found.sort();
        let best = found.iter().map(|named: &Named| named.rank).min();
        // Slips of the keyboard are looked for only where nothing is right.
        found.retain(|named| named.rank < NEARLY || best == Some(NEARLY));
        Ok(found)
    }

    /// What an operation, planned with some add-ons and kinds of anaesthesia, lets a case
    /// choose from. Those of them that are not there are left out.
    ///
    /// # Errors
    /// There is no such operation, or a pack is not valid.
    pub fn offers(
        &self,
        operation: &str,
        add_ons: &[String],
        anaesthesia: &[String],
    ) -> Result<Offers, Problems> {
        let base = self.pack(operation)?;
        let pack = &base.pack;
        let usual = pack.anaesthesia.first().cloned();
        let kinds: Vec<String> = match anaesthesia.is_empty() {
            true => usual.into_iter().collect(),
            false => anaesthesia.to_vec(),
        };
        let named = |id: &String| {
            let known = self.pack(id).ok()?;
            Some(offer(id, &known.pack.name, &known.pack.lay_name))
        };
        let others = self.operations()?;
        let others = others
            .iter()
            .filter(|other| other.pack.id != pack.id && other.pack.site.is_at(&pack.site));
        Ok(Offers {
            name: pack.name.clone(),
            lay_name: pack.lay_name.clone(),
            side: pack.site.laterality,
            sides: pack.site.offered_sides(),
            level: pack.site.level,
            levels: pack.site.offered_levels(),
            approaches: pack
                .approaches
                .iter()
                .map(|it| offer(&it.id, &it.name, &it.says))
                .collect(),
            positions: pack.positions.clone(),
            anaesthesia: pack.anaesthesia.iter().filter_map(named).collect(),
            add_ons: others
                .map(|it| offer(&it.pack.id, &it.pack.name, &it.pack.lay_name))
                .collect(),
            factors: self.factors_of([std::slice::from_ref(&pack.id), add_ons, &kinds].concat()),
        })
    }

    fn operations(&self) -> Result<Vec<Arc<LoadedPack>>, Problems> {
        let mut operations = Vec::new();
        for id in self.pack_ids() {
            let loaded = self.pack(id)?;
            if loaded.pack.kind == Kind::Procedure {
                operations.push(loaded);
            }
        }
        Ok(operations)
    }

    /// Factors that some packs, or modules that may come with them, know; each once.
    fn factors_of(&self, mut ids: Vec<String>) -> Vec<Offer> {
        let mut factors: Vec<Offer> = Vec::new();
        let mut at = 0;
        while at < ids.len() {
            let loaded = self.pack(&ids[at]);
            at += 1;
            let Ok(loaded) = loaded else { continue };
            for factor in &loaded.pack.factors {
                if !factors.iter().any(|known| known.id == factor.id) {
                    factors.push(offer(&factor.id, &words_of(&factor.id), &factor.name));
                }
            }
            for include in &loaded.pack.includes {
                if !ids.contains(&include.module) {
                    ids.push(include.module.clone());
                }
            }
        }
        factors.sort_by(|a, b| a.name.cmp(&b.name));
        factors
    }
}

fn offer(id: &str, name: &str, says: &str) -> Offer {
    Offer {
        id: id.to_owned(),
        name: name.to_owned(),
        says: says.to_owned(),
    }
}

/// An id as words: `blood-thinners` is “Blood thinners”.
fn words_of(id: &str) -> String {
    let words = id.replace('-', " ");
    let mut letters = words.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => words,
    }
}

/// The rank of names that only nearly fit.
const NEARLY: u8 = 4;

/// The pack with how well one of its names fits, if any does.
fn fits(pack: &Pack, key: &str) -> Option<Named> {
    let own = [&pack.name, &pack.lay_name, &pack.id];
    let names = own.into_iter().chain(&pack.other_names);
    let ranked = names.filter_map(|name| Some((rank(&search_key(name), key)?, name)));
    let (rank, name) = ranked.min_by_key(|(rank, _)| *rank)?;
    let shown = [&pack.name, &pack.lay_name, &pack.id].contains(&name);
    Some(Named {
        rank,
        name: pack.name.clone(),
        lay_name: pack.lay_name.clone(),
        matched: (!shown).then(|| name.clone()),
        id: pack.id.clone(),
    })
}

/// How well a name fits what was typed.
fn rank(name: &str, typed: &str) -> Option<u8> {
    if name == typed {
        return Some(0);
    }
    if name.starts_with(typed) {
        return Some(1);
    }
    let begins = |word: &str| name.split(' ').any(|it| it.starts_with(word));
    if typed.split(' ').all(begins) {
        return Some(2);
    }
    if typed.chars().count() >= 4 && name.contains(typed) {
        return Some(3);
    }
    let alike = |word: &str| {
        let near = |it: &str| strsim::jaro_winkler(it, word) >= ALIKE;
        word.len() >= 4 && name.split(' ').any(near)
    };
    typed.split(' ').all(alike).then_some(NEARLY)
}
