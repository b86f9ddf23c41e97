//! The library: which risks belong to a case, computed a second time from the files;
//! packs that are broken; own results; approval; what changed.

use std::collections::BTreeSet;
use std::fs;

use countersign::consent::Consent;
use countersign::library::{Files, Library};
use countersign::outside::Outside;
use countersign::typeset::{Mark, Paper};
use toml::Value;

use crate::judges;
use crate::support::{Desk, clock, example, example_text, read, refused, root, rows};

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

#[test]
fn no_pack_of_the_library_has_a_fault_that_only_shows_with_the_others() {
    let library = Library::new(Files::new(Outside::at(clock()), None)).unwrap();
    for id in library.pack_ids() {
        let faults = library.lint(id).unwrap();
        assert!(faults.is_empty(), "{id}: {faults:?}");
    }
}

#[test]
fn a_broken_pack_is_refused_with_file_line_key_and_a_hint() {
    let shipped = fs::read_to_string(root().join("templates/packs/foraminotomy.toml")).unwrap();
    for (from, to, key, hint) in [
        (
            "symptoms = ",
            "symptons = ",
            "`symptons`",
            "did you mean `symptoms`?",
        ),
        (
            "severity = \"serious\"",
            "severity = \"serius\"",
            "severity`",
            "did you mean `serious`?",
        ),
        (
            "lasting = ",
            "lastng = ",
            "lastng`",
            "did you mean `lasting`?",
        ),
        (
            "typical = 5.8",
            "typical = \"five\"",
            "estimates[0].typical`",
            "of the kind that is expected",
        ),
        (
            "typical = 5.8",
            "typical = 58",
            "estimates[0]`",
            "at least one of them",
        ),
        (
            "typical = 5.8, low = 0.4, high = 15.8, ",
            "",
            "estimates[0]`",
            "at least one of them",
        ),
        (
            "per = 100",
            "per = 0",
            "estimates[0]`",
            "events in `per` people",
        ),
        (
            "source = \"alshameeri-2021\"",
            "source = \"alshameri-2021\"",
            "source`",
            "cannot be printed",
        ),
        (
            "horizon = \"during the operation\"",
            "horizon = \" \"",
            "horizon`",
            "lay words",
        ),
        (
            "module = \"any-operation\"",
            "module = \"any-operaton\"",
            "includes[0].module`",
            "did you mean `any-operation`?",
        ),
        (
            "region = [\"cervical\"]",
            "region = [\"cervicl\"]",
            "region[0]`",
            "did you mean `cervical`?",
        ),
        (
            "id = \"dural-tear\"",
            "id = \"haematoma\"",
            "id`",
            "one entry a harm",
        ),
        (
            "next-review = \"2027-11-22\"",
            "next-review = \"next year\"",
            "`review.next-review`",
            "write a day as",
        ),
        (
            "{{limbs}}",
            "{{limb}}",
            "`{{limb}}`",
            "did you mean `limbs`?",
        ),
        (
            "says = \"The bundle",
            "says = \"One in ten. The bundle",
            "says`",
            "put it under `estimates`",
        ),
        (
            "id = \"foraminotomy\"",
            "id = \"foraminotomie\"",
            "`id`",
            "the name of the file",
        ),
        (
            "id = \"foraminotomy\"",
            "id = \"foraminotomy",
            "foraminotomy.toml:",
            "check quotes",
        ),
        ("name = \"Foraminotomy\"\n", "", "`name`", "add `name = …`"),
        (
            "when = { role = \"base\" }",
            "when = { age-from = 60, age-to = 20 }",
            "age-from`",
            "never printed",
        ),
        (
            "add-on = [\"laminectomy\"",
            "add-on = [\"laminectmy\"",
            "-add-on`",
            "did you mean `laminectomy`?",
        ),
    ] {
        assert!(shipped.contains(from), "the pack no longer holds {from:?}");
        let broken = shipped.replacen(from, to, 1);
        let desk = Desk::new();
        let path = desk.write("templates/packs/foraminotomy.toml", &broken);
        let problems = refused(desk.form(&example("lumbar-foraminotomy.toml")));
        let first = problems.lines().next().unwrap();
        let place = first.strip_prefix(&format!("{}:", path.display()));
        let line: usize = place
            .and_then(|rest| rest.split(':').next()?.parse().ok())
            .unwrap_or_else(|| panic!("{to:?} has no place: {problems}"));
        let differs = shipped
            .lines()
            .zip(broken.lines())
            .position(|(a, b)| a != b);
        let expected = differs.unwrap() + 1;
        // Keys that are missing are missed at the head of their table.
        assert!(
            line.abs_diff(expected) <= 1
                || line < expected && to.is_empty()
                || hint == "one entry a harm"
                || key == "estimates[0]`"
                || hint == "never printed",
            "{to:?}: line {line}, not {expected}: {problems}"
        );
        assert!(
            problems.contains(key),
            "{to:?} does not name {key}: {problems}"
        );
        assert!(
            problems.contains(hint),
            "{to:?} does not hint {hint:?}: {problems}"
        );
        let run = desk.run(&["check", path.to_str().unwrap()]);
        assert_eq!(run.status, 1, "{}", run.text());
        assert!(run.text().contains("FAULT"), "{}", run.text());
    }
}

#[test]
fn conditions_that_nothing_can_meet_are_found_by_check() {
    for (from, to, hint) in [
        (
            "raises = [\"wound-infection\"",
            "raises = [\"wound-infecton\"",
            "did you mean `wound-infection`?",
        ),
        (
            "approach = [\"tubular\"]",
            "approach = [\"tubulr\"]",
            "did you mean `tubular`?",
        ),
        (
            "module = \"any-operation\"",
            "module = \"laminectomy\"",
            "look at `kind`",
        ),
    ] {
        let desk = Desk::new();
        desk.shadow("templates/packs/foraminotomy.toml", from, to);
        let site = desk.path("");
        let run = desk.run(&["check", "foraminotomy", "--site", site.to_str().unwrap()]);
        assert_eq!(run.status, 1);
        let text = run.text();
        assert!(text.contains("FAULT") && text.contains(hint), "{text}");
        assert!(text.contains("foraminotomy.toml:"), "no place: {text}");
    }
}

#[test]
fn the_schema_in_the_documentation_is_that_of_the_types() {
    let path = root().join("docs/pack.schema.json");
    let run = Desk::new().run(&["library", "schema"]);
    assert_eq!(
        run.text(),
        fs::read_to_string(path).unwrap(),
        "write it again: countersign library schema > docs/pack.schema.json"
    );
}

#[test]
fn the_example_pack_of_the_documentation_is_one() {
    let docs = fs::read_to_string(root().join("docs/packs.md")).unwrap();
    let example = docs
        .split("```toml\n")
        .nth(1)
        .unwrap()
        .split("```")
        .next()
        .unwrap();
    let desk = Desk::new();
    desk.write("templates/packs/example-operation.toml", example);
    let case = example_text("knee-replacement.toml");
    let case = case.replace("total-knee-replacement", "example-operation");
    let kept = case.lines().filter(|line| {
        !["factors", "anaesthesia", "approach", "position"]
            .iter()
            .any(|key| line.starts_with(&format!("{key} =")))
    });
    let case: String = kept.map(|line| format!("{line}\n")).collect();
    desk.form(&read(&case, "case.toml").unwrap()).unwrap();
}

#[test]
fn own_results_take_the_place_of_published_ones_and_both_are_kept() {
    let desk = Desk::new();
    desk.write(
        "own-results.toml",
        "[[results]]\nrisk = \"dural-tear\"\nprocedure = \"foraminotomy\"\nevents = 9\npeople = 214\n\
         period = \"2023 to 2025\"\nhorizon = \"during the operation\"\n",
    );
    let case = example("lumbar-foraminotomy.toml");
    let consent = desk.stages(&case).unwrap().consent;
    let tear = rows(&consent)
        .into_iter()
        .find(|risk| risk.id == "dural-tear")
        .unwrap();
    assert_eq!(
        tear.how_often,
        "about 4 in 100 in this hospital (9 of 214 people, 2023 to 2025), during the operation"
    );
    assert_eq!(tear.people, Some(4));
    assert_eq!(tear.provenance[0].pack, "own-results");
    assert!(tear.provenance[0].printed);
    let published = tear
        .provenance
        .iter()
        .find(|from| from.figure.as_deref() == Some("5.8 (0.4–15.8) in 100"));
    assert!(!published.expect("the published figure is kept").printed);
    let form = desk.form(&case).unwrap();
    let plain = Desk::new().form(&case).unwrap();
    assert_ne!(form.id, plain.id, "another figure is another form");
    // Counted after another operation, it says nothing of this one.
    let other = desk
        .stages(&example("lumbar-discectomy.toml"))
        .unwrap()
        .consent;
    let tear = rows(&other)
        .into_iter()
        .find(|risk| risk.id == "dural-tear")
        .unwrap();
    assert!(
        !tear.how_often.contains("this hospital"),
        "{}",
        tear.how_often
    );
}

#[test]
fn own_results_that_cannot_stand_are_refused() {
    let good = "[[results]]\nrisk = \"dural-tear\"\nprocedure = \"foraminotomy\"\nevents = 9\npeople = 214\nperiod = \"2023 to 2025\"\nhorizon = \"during the operation\"\n";
    for (from, to, says) in [
        (
            "events = 9",
            "events = 0",
            "the published figure is printed",
        ),
        ("events = 9", "events = 215", "from 1 to `people`"),
        ("dural-tear", "dural-teer", "did you mean `dural-tear`?"),
        (
            "foraminotomy",
            "foraminotmy",
            "did you mean `foraminotomy`?",
        ),
        ("people", "poeple", "did you mean `people`?"),
    ] {
        let desk = Desk::new();
        desk.write("own-results.toml", &good.replace(from, to));
        let problems = refused(desk.generator(Paper::A4).map(|_| ()));
        assert!(
            problems.contains(says) && problems.contains("own-results.toml"),
            "{to}: {problems}"
        );
    }
}

#[test]
fn a_clinician_approves_and_a_change_makes_it_a_draft_again() {
    let desk = Desk::new();
    assert_eq!(desk.run(&["init", "site"]).status, 0);
    let list = || {
        let run = desk.run(&["library", "list", "--site", "site", "--format", "json"]);
        let list: serde_json::Value = serde_json::from_str(run.text()).unwrap();
        let rows = list.as_array().unwrap().clone();
        rows.into_iter()
            .find(|row| row["id"] == "foraminotomy")
            .unwrap()
    };
    assert_eq!(list()["status"], "draft");
    let run = desk.run(&[
        "library",
        "approve",
        "foraminotomy",
        "statements/standard",
        "--by",
        "Dr. A. Ba",
        "--site",
        "site",
    ]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    assert_eq!(list()["status"], "approved");
    assert_eq!(list()["approved_by"], "Dr. A. Ba");
    assert_eq!(list()["changed_here"], false);
    let record = fs::read_to_string(desk.path("site/approvals.toml")).unwrap();
    assert_eq!(record.matches("[[approvals]]").count(), 2);
    assert_eq!(record.matches("sha256 = ").count(), 2);
    // The same content is not approved twice.
    desk.run(&[
        "library",
        "approve",
        "foraminotomy",
        "--by",
        "Dr. B",
        "--site",
        "site",
    ]);
    assert_eq!(
        fs::read_to_string(desk.path("site/approvals.toml")).unwrap(),
        record
    );
    let pack = desk.path("site/templates/packs/foraminotomy.toml");
    let text = fs::read_to_string(&pack).unwrap();
    fs::write(&pack, text.replacen("typical = 5.8", "typical = 6.1", 1)).unwrap();
    assert_eq!(list()["status"], "draft");
    assert_eq!(list()["changed_here"], true);
    let check = desk.run(&["check", "--site", "site"]);
    assert!(
        check.text().contains("it is a draft again"),
        "{}",
        check.text()
    );
    let diff = desk.run(&["library", "diff", "foraminotomy", "--site", "site"]);
    let text = diff.text();
    assert!(text.contains("changed: risk `dural-tear`"), "{text}");
    assert!(
        text.contains("figure removed: 5.8 (0.4–15.8) in 100"),
        "{text}"
    );
    assert!(
        text.contains("figure added: 6.1 (0.4–15.8) in 100"),
        "{text}"
    );
    assert!(!text.contains("haematoma"), "only what changed: {text}");
    let run = desk.run(&[
        "library",
        "approve",
        "foraminotmy",
        "--by",
        "Dr. B",
        "--site",
        "site",
    ]);
    assert_eq!(run.status, 1);
    assert!(
        run.stderr.contains("did you mean `foraminotomy`?"),
        "{}",
        run.stderr
    );
    // A drawing is part of what was approved.
    fs::write(
        &pack,
        fs::read_to_string(root().join("templates/packs/foraminotomy.toml")).unwrap(),
    )
    .unwrap();
    assert_eq!(list()["status"], "approved");
    let drawing = desk.path("site/templates/figures/spine-lumbar.svg");
    let svg = fs::read_to_string(&drawing).unwrap();
    fs::write(&drawing, svg.replacen("750", "751", 1)).unwrap();
    assert_eq!(list()["status"], "draft");
}

#[test]
fn a_difference_names_risks_that_come_and_go() {
    let desk = Desk::new();
    let shipped = fs::read_to_string(root().join("templates/packs/foraminotomy.toml")).unwrap();
    let newer = shipped
        .replace("id = \"scar-tissue\"", "id = \"scar-round-the-nerve\"")
        .replace("version = \"0.1.0\"", "version = \"0.2.0\"");
    desk.write("old.toml", &shipped);
    desk.write("new.toml", &newer);
    let run = desk.run(&["library", "diff", "old.toml", "new.toml"]);
    let lines: Vec<&str> = run.text().lines().collect();
    assert_eq!(lines[0], "foraminotomy 0.1.0 → foraminotomy 0.2.0");
    assert!(lines.contains(&"REMOVED: risk `scar-tissue`"), "{lines:?}");
    assert!(
        lines.contains(&"added:   risk `scar-round-the-nerve`"),
        "{lines:?}"
    );
    let run = desk.run(&["library", "diff", "old.toml", "old.toml"]);
    assert!(run.text().contains("nothing changed"));
}

#[test]
fn why_names_pack_condition_and_source_of_each_risk() {
    let desk = Desk::new();
    let case = root().join("examples/lumbar-fusion-two-levels.toml");
    let case = case.to_str().unwrap();
    let all = desk.run(&["library", "show", "foraminotomy", "--case", case, "--why"]);
    let consent = desk
        .stages(&example("lumbar-fusion-two-levels.toml"))
        .unwrap()
        .consent;
    for risk in rows(&consent) {
        assert!(
            all.text().contains(&format!("  {}: ", risk.id)),
            "{} is not explained",
            risk.id
        );
    }
    let one = desk.run(&["library", "show", "dural-tear", "--case", case, "--why"]);
    let text = one.text();
    assert!(text.contains("from laminectomy (region: lumbar; operated on here before): figure 9 in 100 [sport-stenosis"), "{text}");
    assert!(
        text.contains("from foraminotomy (always): figure 5.8 (0.4–15.8) in 100 [alshameeri-2021"),
        "{text}"
    );
    assert!(
        text.contains(", printed") && text.contains(", kept"),
        "{text}"
    );
    let wrong = desk.run(&["library", "show", "dural-teer", "--case", case]);
    assert_eq!(wrong.status, 1);
    assert!(
        wrong.stderr.contains("did you mean `dural-tear`?"),
        "{}",
        wrong.stderr
    );
}
