//! Which risks belong to a case, computed a second time from the files.

use std::collections::BTreeSet;
use std::fs;

use countersign::consent::Consent;
use countersign::typeset::{Mark, Paper};
use toml::Value;

use crate::judges;
use crate::support::{Desk, read, root, rows};

/// A case as the second computation sees it: nothing of the program's own types.
#[derive(Debug, Clone, Default)]
struct Plain {
    base: String,
    add_ons: Vec<String>,
    side: Option<String>,
    /// `L4`, `L5` for L4–L5, from the head down.
    levels: Vec<(String, String)>,
    approach: Option<String>,
    position: Option<String>,
    anaesthesia: Option<String>,
    factors: Vec<String>,
    revision: bool,
    sex: Option<String>,
    age: Option<i64>,
}

fn pack(id: &str) -> Value {
    let path = root().join(format!("templates/packs/{id}.toml"));
    toml::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

fn texts(value: Option<&Value>) -> Vec<String> {
    let items = value.and_then(Value::as_array).into_iter().flatten();
    items
        .map(|item| item.as_str().unwrap().to_owned())
        .collect()
}

fn tables<'a>(pack: &'a Value, key: &str) -> Vec<&'a Value> {
    let items = pack
        .get(key)
        .and_then(Value::as_array)
        .into_iter()
        .flatten();
    items.collect()
}

fn region(vertebra: &str) -> String {
    match vertebra.chars().next().unwrap() {
        'C' => "cervical",
        'T' => "thoracic",
        _ => "lumbar",
    }
    .into()
}

impl Plain {
    /// Fills in what the operation's pack takes for usual.
    fn usual(mut self) -> Self {
        let base = pack(&self.base);
        let first = |key: &str| texts(base.get(key)).into_iter().next();
        self.position = self.position.or_else(|| first("positions"));
        self.anaesthesia = self.anaesthesia.or_else(|| first("anaesthesia"));
        let approach = tables(&base, "approaches")
            .first()
            .map(|way| way["id"].as_str().unwrap().to_owned());
        self.approach = self.approach.or(approach);
        let knows = |id: &str| {
            let known = |factor: &&Value| factor["id"].as_str() == Some(id);
            let packs = [&self.base].into_iter().chain(&self.add_ons);
            let mut packs = packs.map(|id| pack(id));
            packs.any(|pack| tables(&pack, "factors").iter().any(&known))
        };
        let again = "previous-surgery".to_owned();
        if self.revision && knows(&again) && !self.factors.contains(&again) {
            self.factors.push(again);
        }
        self
    }

    fn holds(&self, when: Option<&Value>, role: Option<&str>) -> bool {
        let Some(when) = when else { return true };
        let has = |key: &str, have: &[String]| {
            let wanted = texts(when.get(key));
            wanted.is_empty() || wanted.iter().any(|id| have.contains(id))
        };
        let one = |of: &Option<String>| of.iter().cloned().collect::<Vec<_>>();
        let regions: Vec<String> = self
            .levels
            .iter()
            .flat_map(|(a, b)| [region(a), region(b)])
            .collect();
        let nerves: Vec<String> = self.levels.iter().map(|(a, _)| region(a)).collect();
        let never = texts(when.get("no-add-on"));
        let flag = |key: &str, is: bool| {
            when.get(key)
                .is_none_or(|wanted| wanted.as_bool() == Some(is))
        };
        let number = |key: &str| when.get(key).and_then(Value::as_integer);
        let sexes = texts(when.get("sex"));
        let sex_holds = sexes.is_empty()
            || self
                .sex
                .as_ref()
                .is_none_or(|sex| sexes.contains(sex) || sex == "other" || sex == "unknown");
        has("region", &regions)
            && has("nerve", &nerves)
            && has("side", &one(&self.side))
            && has("approach", &one(&self.approach))
            && has("position", &one(&self.position))
            && has("anaesthesia", &one(&self.anaesthesia))
            && has("add-on", &self.add_ons)
            && has("factor", &self.factors)
            && !never
                .iter()
                .any(|id| *id == self.base || self.add_ons.contains(id))
            && flag("revision", self.revision)
            && flag("several-levels", self.levels.len() > 1)
            && when
                .get("role")
                .is_none_or(|wanted| wanted.as_str() == role)
            && sex_holds
            && self.age.is_none_or(|age| {
                number("age-from").is_none_or(|from| age >= from)
                    && number("age-to").is_none_or(|to| age <= to)
            })
    }

    /// Ids of all risks that the files say belong to this case.
    fn risks(&self) -> BTreeSet<String> {
        let mut plan: Vec<(String, Option<&str>)> = vec![(self.base.clone(), Some("base"))];
        plan.extend(self.add_ons.iter().map(|id| (id.clone(), Some("add-on"))));
        let mut at = 0;
        while at < plan.len() {
            let (id, role) = plan[at].clone();
            for include in tables(&pack(&id), "includes") {
                let module = include["module"].as_str().unwrap().to_owned();
                let there = plan.iter().any(|(have, _)| *have == module);
                if !there && self.holds(include.get("when"), role) {
                    plan.push((module, None));
                }
            }
            at += 1;
        }
        plan.extend(self.anaesthesia.iter().map(|id| (id.clone(), None)));
        let mut ids = BTreeSet::new();
        for (id, role) in plan {
            for risk in tables(&pack(&id), "risks") {
                if self.holds(risk.get("when"), role) {
                    ids.insert(risk["id"].as_str().unwrap().to_owned());
                }
            }
        }
        ids
    }

    /// The same as a case file.
    fn case(&self) -> String {
        let mut text = String::from(
            "[patient]\nfamily_name = \"Doe\"\ngiven_names = \"Jo\"\nrecord_number = \"77\"\n",
        );
        let born = 2026 - self.age.unwrap_or(50);
        text.push_str(&format!("date_of_birth = {born}-01-01\n"));
        if let Some(sex) = &self.sex {
            text.push_str(&format!("sex = \"{sex}\"\n"));
        }
        text.push_str("[surgeon]\nname = \"Dr X\"\n[facility]\nname = \"H\"\n[procedure]\n");
        text.push_str(&format!(
            "pack = \"{}\"\nrevision = {}\n",
            self.base, self.revision
        ));
        for (key, value) in [
            ("side", &self.side),
            ("approach", &self.approach),
            ("position", &self.position),
            ("anaesthesia", &self.anaesthesia),
        ] {
            if let Some(value) = value {
                text.push_str(&format!("{key} = \"{value}\"\n"));
            }
        }
        if self.age.is_some() {
            text.push_str("planned_date = 2026-12-01\n");
        }
        let levels: Vec<String> = self
            .levels
            .iter()
            .map(|(a, b)| format!("{a}–{b}"))
            .collect();
        for (key, list) in [("add_ons", &self.add_ons), ("factors", &self.factors)] {
            text.push_str(&format!("{key} = {list:?}\n"));
        }
        if !levels.is_empty() {
            text.push_str(&format!("levels = {levels:?}\n"));
        }
        text
    }
}

/// Numbers that look random and are the same every time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % n
    }

    fn one<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())].clone()
    }

    fn maybe<T: Clone>(&mut self, of: &[T]) -> Option<T> {
        (self.below(2) == 0 && !of.is_empty()).then(|| self.one(of))
    }
}

const OPERATIONS: [&str; 10] = [
    "foraminotomy",
    "laminectomy",
    "fusion",
    "discectomy",
    "acdf",
    "epidural-injection",
    "carpal-tunnel-release",
    "total-knee-replacement",
    "laparoscopic-cholecystectomy",
    "cataract-surgery",
];

const SEGMENTS: [(&str, &str); 12] = [
    ("C3", "C4"),
    ("C5", "C6"),
    ("C6", "C7"),
    ("C7", "T1"),
    ("T4", "T5"),
    ("T11", "T12"),
    ("T12", "L1"),
    ("L2", "L3"),
    ("L3", "L4"),
    ("L4", "L5"),
    ("L5", "S1"),
    ("L1", "L2"),
];

fn throw(dice: &mut Dice) -> Plain {
    let base = dice.one(&OPERATIONS).to_owned();
    let file = pack(&base);
    let ids = |key: &str| -> Vec<String> {
        tables(&file, key)
            .iter()
            .map(|item| item["id"].as_str().unwrap().to_owned())
            .collect()
    };
    let spine = file["site"].get("regions").is_some();
    let mut plain = Plain {
        approach: dice.maybe(&ids("approaches")),
        position: dice.maybe(&texts(file.get("positions"))),
        anaesthesia: dice.maybe(&texts(file.get("anaesthesia"))),
        revision: dice.below(3) == 0,
        sex: dice.maybe(&["female", "male", "other", "unknown"].map(str::to_owned)),
        age: dice.maybe(&[8, 25, 54, 60, 71, 88]),
        side: dice.maybe(&["left", "right", "both", "midline"].map(str::to_owned)),
        base,
        ..Plain::default()
    };
    if file["site"].get("laterality").and_then(Value::as_str) == Some("required")
        && plain.side.is_none()
    {
        plain.side = Some("left".into());
    }
    for _ in 0..dice.below(4) {
        if let Some(factor) = dice.maybe(&ids("factors"))
            && !plain.factors.contains(&factor)
        {
            plain.factors.push(factor);
        }
    }
    if spine {
        let at = dice.below(SEGMENTS.len());
        let own = |(a, b): (&str, &str)| (a.to_owned(), b.to_owned());
        plain.levels.push(own(SEGMENTS[at]));
        for _ in 0..dice.below(3) {
            let add_on = dice.one(&OPERATIONS[..4]).to_owned();
            if add_on != plain.base && !plain.add_ons.contains(&add_on) {
                plain.add_ons.push(add_on);
            }
        }
    }
    plain
}

fn ids(consent: &Consent) -> BTreeSet<String> {
    rows(consent)
        .into_iter()
        .map(|risk| risk.id.clone())
        .collect()
}

#[test]
fn the_risks_of_a_form_are_those_that_the_files_ask_for() {
    let desk = Desk::new();
    let generator = desk.generator(Paper::A4).unwrap();
    let mut dice = Dice(20_261_122);
    let (mut made, mut operations) = (0, BTreeSet::new());
    for _ in 0..600 {
        let plain = throw(&mut dice);
        let case = read(&plain.case(), "case.toml").unwrap();
        // What does not fit (a side, a position, a level) is refused; others test that.
        let Ok(consent) = generator.consent(&case) else {
            continue;
        };
        made += 1;
        operations.insert(plain.base.clone());
        assert_eq!(
            ids(&consent),
            plain.usual().risks(),
            "{}",
            case.procedure.pack
        );
    }
    assert!(made > 200, "only {made} of 600 fit");
    assert_eq!(operations.len(), OPERATIONS.len(), "{operations:?}");
}

#[test]
fn every_one_of_them_is_on_the_pages() {
    let generator = Desk::new().generator(Paper::A4).unwrap();
    let mut dice = Dice(7);
    let mut forms = Vec::new();
    while forms.len() < 12 {
        let plain = throw(&mut dice);
        if plain.age.is_some_and(|age| age < 18) {
            continue;
        }
        let case = read(&plain.case(), "case.toml").unwrap();
        let Ok(stages) = generator.stages(&case) else {
            continue;
        };
        let mut printed = BTreeSet::new();
        for item in stages.pages.pages.iter().flat_map(|page| &page.items) {
            let mut at = matches!(item.mark, Mark::Glyphs(_)).then_some(item.node);
            while let Some(id) = at {
                let facts = &stages.document.nodes[id.0 as usize];
                let name = facts.name.as_deref().unwrap_or_default();
                printed.extend(name.strip_prefix("risk:").map(str::to_owned));
                at = facts.parent;
            }
        }
        assert_eq!(printed, plain.usual().risks());
        forms.push(generator.form(&case).unwrap().bytes);
    }
    judges::all_conform(&forms);
}
