//! What texts of a schedule mean which pack.

use std::collections::{BTreeMap, BTreeSet};

use super::mapping::{Alias, Mapping};
use super::words::{fits, sorted, words};
use crate::case::Region;
use crate::error::{Problem, Problems, choose};
use crate::library::{Kind, Library};

/// How many nearest names a refusal shows.
const NEAREST: usize = 3;
/// How near they must be.
const NEAR: f64 = 0.45;

/// Names of operations and of kinds of anaesthesia, made once for all rows: of the mapping,
/// and of the packs themselves with their other and lay names.
#[derive(Debug)]
pub struct Packs {
    operations: Dictionary,
    anaesthesia: Dictionary,
    sites: BTreeMap<String, BTreeSet<Region>>,
    /// Words for a part of the body or an approach, and the packs that have it.
    places: BTreeMap<String, BTreeMap<String, Place>>,
    /// Factors that a pack, its modules or its usual anaesthesia know.
    factors: BTreeMap<String, BTreeSet<String>>,
}

/// What a word says of where an operation is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// The part of the body that has a side.
    Part,
    /// Id of an approach.
    Approach,
}

/// A pack that a text means.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Meant {
    pub(super) pack: String,
    pub(super) approach: Option<String>,
}

/// What a text means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Found {
    One(Meant),
    /// Several packs equally.
    Several(Vec<String>),
    None,
}

impl Packs {
    /// From the packs of a library and the words of a mapping.
    ///
    /// # Errors
    /// The mapping names a pack that is not there or of another kind, or a pack is not valid.
    pub fn of(library: &Library, mapping: &Mapping) -> Result<Self, Problems> {
        let mut packs = Self {
            operations: Dictionary::new(mapping),
            anaesthesia: Dictionary::new(mapping),
            sites: BTreeMap::new(),
            places: BTreeMap::new(),
            factors: BTreeMap::new(),
        };
        for id in library.pack_ids() {
            let pack = &library.pack(id)?.pack;
            let known = factors_of(library, id)?;
            packs.factors.insert(id.to_owned(), known);
            let dictionary = match pack.kind {
                Kind::Procedure => &mut packs.operations,
                Kind::Anaesthesia => &mut packs.anaesthesia,
                Kind::Module => continue,
            };
            let regions = pack.site.regions.iter().copied().collect();
            packs.sites.insert(id.to_owned(), regions);
            let parts = pack
                .site
                .part
                .iter()
                .flat_map(|part| [&part.one, &part.both]);
            let parts = parts.map(|word| (word, Place::Part));
            let approaches = pack.approaches.iter().map(|it| (&it.id, Place::Approach));
            for (word, place) in parts.chain(approaches) {
                let packs = packs.places.entry(word.clone()).or_default();
                packs.insert(id.to_owned(), place);
            }
            dictionary.shown.push((pack.name.clone(), id.to_owned()));
            let names = [&pack.name, &pack.lay_name];
            for name in names.into_iter().chain(&pack.other_names) {
                dictionary.add_with_brackets(name, id);
            }
            dictionary.add(&id.replace('-', " "), id);
        }
        let said = &mapping.said;
        let mut problems = packs.operations.add_aliases(&said.procedures, mapping);
        problems.extend(packs.anaesthesia.add_aliases(&said.anaesthesia, mapping));
        problems.extend(packs.unknown_factors(mapping));
        match problems.is_empty() {
            true => Ok(packs),
            false => Err(Problems(problems)),
        }
    }

    /// Factors that a site's mapping names and no pack has.
    fn unknown_factors(&self, mapping: &Mapping) -> Vec<Problem> {
        let all: BTreeSet<&str> = self
            .factors
            .values()
            .flatten()
            .map(String::as_str)
            .collect();
        let known: Vec<&str> = all.into_iter().collect();
        let unknown = mapping.own_factors.iter();
        let unknown = unknown.filter(|id| !known.contains(&id.as_str()));
        let problem = |id: &String| {
            Problem::new(format!("no pack knows a factor `{id}`"))
                .at(Some(mapping.top()))
                .hint(choose(id, &known))
        };
        unknown.map(problem).collect()
    }

    /// The operation that words mean.
    pub(super) fn operation(&self, words: &[String]) -> Found {
        self.operations.find(words)
    }

    /// The kind of anaesthesia that words mean.
    pub(super) fn anaesthesia(&self, words: &[String]) -> Found {
        self.anaesthesia.find(words)
    }

    /// Whether an operation is done in a region of the spine.
    pub(super) fn is_done_in(&self, pack: &str, region: Region) -> bool {
        self.sites.get(pack).is_some_and(|it| it.contains(&region))
    }

    /// Whether a word says this of where some operation is done.
    pub(super) fn has_place(&self, word: &str, place: Place) -> bool {
        let packs = self.places.get(word);
        packs.is_some_and(|packs| packs.values().any(|it| *it == place))
    }

    /// What a word says of where an operation is done.
    pub(super) fn place(&self, pack: &str, word: &str) -> Option<Place> {
        self.places.get(word)?.get(pack).copied()
    }

    /// Whether a pack, one of its modules or its usual anaesthesia knows a factor.
    pub(super) fn knows(&self, pack: &str, factor: &str) -> bool {
        self.factors.get(pack).is_some_and(|it| it.contains(factor))
    }

    /// The names of operations nearest to words: names of packs, nothing of the text.
    pub(super) fn nearest_operations(&self, words: &[String]) -> String {
        self.operations.nearest(words)
    }

    /// The same for anaesthesia.
    pub(super) fn nearest_anaesthesia(&self, words: &[String]) -> String {
        self.anaesthesia.nearest(words)
    }
}

/// The factors of a pack, of every module that may come with it, and of its usual anaesthesia.
fn factors_of(library: &Library, id: &str) -> Result<BTreeSet<String>, Problems> {
    let mut factors = BTreeSet::new();
    let (mut seen, mut next) = (BTreeSet::new(), vec![id.to_owned()]);
    while let Some(id) = next.pop() {
        if !seen.insert(id.clone()) {
            continue;
        }
        let pack = &library.pack(&id)?.pack;
        factors.extend(pack.factors.iter().map(|factor| factor.id.clone()));
        next.extend(pack.includes.iter().map(|include| include.module.clone()));
        next.extend(pack.anaesthesia.first().cloned());
    }
    Ok(factors)
}

/// Names and what they mean.
#[derive(Debug, Default)]
struct Dictionary {
    /// The site's words, which count first.
    own: BTreeMap<String, BTreeSet<Meant>>,
    names: BTreeMap<String, BTreeSet<Meant>>,
    /// Patterns with `*`, over words in their order; the site's own first.
    patterns: Vec<(String, Meant)>,
    /// Names to show, and the ids of their packs.
    shown: Vec<(String, String)>,
    /// Words that say nothing.
    noise: Vec<String>,
}

impl Dictionary {
    fn new(mapping: &Mapping) -> Self {
        Self {
            noise: mapping.said.noise.clone(),
            ..Self::default()
        }
    }

    /// The words of a text that say something.
    fn words(&self, text: &str) -> Vec<String> {
        let mut words = words(text);
        words.retain(|word| !self.noise.contains(word));
        words
    }

    /// What a name is found by.
    fn key(&self, name: &str) -> String {
        sorted(self.words(name).iter().map(String::as_str).collect())
    }

    fn add(&mut self, name: &str, id: &str) {
        let meant = Meant {
            pack: id.to_owned(),
            approach: None,
        };
        let key = self.key(name);
        self.names.entry(key).or_default().insert(meant);
    }

    /// A name as it stands, without what is in brackets, and what is in brackets alone.
    fn add_with_brackets(&mut self, name: &str, id: &str) {
        self.add(name, id);
        if let Some((before, rest)) = name.split_once('(') {
            let (inside, after) = rest.split_once(')').unwrap_or((rest, ""));
            self.add(&format!("{before} {after}"), id);
            if !inside.contains(' ') && after.trim().is_empty() {
                self.add(inside, id);
            }
        }
    }

    fn add_aliases(&mut self, aliases: &[Alias], mapping: &Mapping) -> Vec<Problem> {
        let mut problems = Vec::new();
        for alias in aliases {
            let known: Vec<&str> = self.shown.iter().map(|(_, id)| id.as_str()).collect();
            if !known.contains(&alias.pack.as_str()) {
                // A site may have left out a pack that the shipped mapping has words for.
                if alias.own {
                    let says = format!(
                        "the mapping names a pack `{}`, which is not there",
                        alias.pack
                    );
                    let problem = Problem::new(says).at(Some(mapping.top()));
                    problems.push(problem.hint(choose(&alias.pack, &known)));
                }
                continue;
            }
            let meant = Meant {
                pack: alias.pack.clone(),
                approach: alias.approach.clone(),
            };
            for name in &alias.names {
                if self.words(name).is_empty() {
                    let says = format!("a name of `{}` has no word", alias.pack);
                    let hint = "write what the schedule says; `*` beside words stands for others";
                    problems.push(Problem::new(says).at(Some(mapping.top())).hint(hint));
                    continue;
                }
                if name.contains('*') {
                    let parts = name.split('*').map(|part| self.words(part).join(" "));
                    let pattern = parts.collect::<Vec<_>>().join("*");
                    self.patterns.push((pattern, meant.clone()));
                    continue;
                }
                let key = self.key(name);
                let names = match alias.own {
                    true => &mut self.own,
                    false => &mut self.names,
                };
                names.entry(key).or_default().insert(meant.clone());
            }
        }
        problems
    }

    fn find(&self, words: &[String]) -> Found {
        let says = |word: &&String| !self.noise.contains(word);
        let words: Vec<&str> = words.iter().filter(says).map(String::as_str).collect();
        if words.is_empty() {
            return Found::None;
        }
        let text = words.join(" ");
        let key = sorted(words);
        let patterns = || -> BTreeSet<Meant> {
            let fitting = self.patterns.iter().filter(|(it, _)| fits(it, &text));
            fitting.map(|(_, meant)| meant.clone()).collect()
        };
        let own = self.own.get(&key).cloned();
        let found = own
            .or_else(|| Some(patterns()).filter(|it| !it.is_empty()))
            .or_else(|| self.names.get(&key).cloned())
            .unwrap_or_default();
        let packs: BTreeSet<&String> = found.iter().map(|meant| &meant.pack).collect();
        match (packs.len(), found.first()) {
            (1, Some(first)) => Found::One(first.clone()),
            (0, _) | (_, None) => Found::None,
            _ => Found::Several(packs.into_iter().cloned().collect()),
        }
    }

    fn nearest(&self, words: &[String]) -> String {
        let text = words.join(" ");
        // No name is as long; comparing would take long instead.
        if text.len() > 500 {
            return String::new();
        }
        let mut scored: Vec<(f64, &str)> = self
            .shown
            .iter()
            .map(|(name, id)| {
                let names = self
                    .names
                    .iter()
                    .filter(|(_, it)| it.iter().any(|it| it.pack == *id));
                let scores = names.map(|(key, _)| strsim::sorensen_dice(&text, key));
                (scores.fold(0.0, f64::max), name.as_str())
            })
            .filter(|(score, _)| *score > NEAR)
            .collect();
        scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
        let names: Vec<String> = scored
            .iter()
            .take(NEAREST)
            .map(|it| format!("`{}`", it.1))
            .collect();
        names.join(", ")
    }
}
