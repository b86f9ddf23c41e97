//! Profiles: every rule of every profile holds on the examples and can fail, one by one.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use countersign::consent::{DateWords, DiscussionWords};
use countersign::generator::Stages;
use countersign::library::{Files, Library, Profile, RuleSeverity, Severity};
use countersign::outside::Outside;
use countersign::rules::{Outcome, Report, Scene, Verdict, judge};
use countersign::typeset::{Item, Mark, Reads};

use crate::support::{Desk, EXAMPLES, clock, example, example_text, read, refused, root};

const PROFILES: [&str; 10] = [
    "core",
    "us-cms",
    "us-cms-well-designed",
    "us-vha",
    "uk-gmc",
    "uk-form-1",
    "au-qld",
    "de-630e",
    "us-jc",
    "ca",
];

/// A form with the rules that it is held against, all of which a test may change.
struct Bench {
    stages: Stages,
    profile: Profile,
    library: Library,
    weakened: Vec<String>,
    require_approved: bool,
    today: NaiveDate,
}

impl Bench {
    /// A case that has everything a rule can ask for, under a profile.
    fn new(name: &str, profile: &str) -> Self {
        let mut text =
            example_text(name).replace("[procedure]\n", "[procedure]\noverlapping = true\n");
        if !text.contains("[encounter]") {
            text.push_str("\n[encounter]\nnumber = \"E-2026-7\"\n");
        }
        text.push_str("\n[emergency]\nreason = \"The nerve is being crushed\"\n");
        text.push_str("[[information]]\ntitle = \"Your back\"\n");
        let mut desk = Desk::new();
        desk.profile = profile.to_owned();
        let files = Files::new(Outside::at(clock()), None);
        let library = Library::new(files).unwrap();
        Self {
            stages: desk.stages(&read(&text, name).unwrap()).unwrap(),
            profile: library.profile(profile).unwrap(),
            library,
            weakened: Vec::new(),
            require_approved: false,
            today: clock().date_naive(),
        }
    }

    fn report(&self) -> Report {
        judge(&Scene {
            consent: &self.stages.consent,
            document: &self.stages.document,
            pages: &self.stages.pages,
            profile: &self.profile,
            glossary: &self.library.glossary("en").unwrap(),
            weakened: &self.weakened,
            changed_files: &[],
            require_approved: self.require_approved,
            today: self.today,
        })
    }

    fn without_field(&mut self, name: &str) {
        let other = |item: &Item| !matches!(&item.mark, Mark::Field(field) if field.name == name);
        self.items(|items| items.retain(other));
    }

    fn without_choice(&mut self, id: &str) {
        self.stages.consent.choices.retain(|choice| choice.id != id);
    }

    fn without_statement(&mut self, id: &str) {
        for signatory in &mut self.stages.consent.signatories {
            signatory.statements.retain(|statement| statement.id != id);
        }
    }

    /// Takes everything from the pages that stands under a named node.
    fn without_block(&mut self, name: &str) {
        let nodes = self.stages.document.nodes.clone();
        let under = move |item: &Item| {
            let mut at = Some(item.node);
            while let Some(id) = at {
                let facts = &nodes[id.0 as usize];
                if facts.name.as_deref() == Some(name) {
                    return true;
                }
                at = facts.parent;
            }
            false
        };
        self.items(|items| items.retain(|item| !under(item)));
    }

    fn items(&mut self, change: impl Fn(&mut Vec<Item>)) {
        for page in &mut self.stages.pages.pages {
            change(&mut page.items);
        }
    }

    /// Changes the first run of text that is read as content under a named node.
    fn first_run(&mut self, name: &str, change: impl Fn(&mut countersign::typeset::GlyphRun)) {
        let nodes = self.stages.document.nodes.clone();
        for page in &mut self.stages.pages.pages {
            for item in &mut page.items {
                let mut at = Some(item.node);
                let mut under = false;
                while let Some(id) = at {
                    under |= nodes[id.0 as usize].name.as_deref() == Some(name);
                    at = nodes[id.0 as usize].parent;
                }
                if let (true, Mark::Glyphs(run)) = (under, &mut item.mark) {
                    change(run);
                    return;
                }
            }
        }
        panic!("nothing stands under {name}");
    }
}

type Break = fn(&mut Bench);

/// How each rule is broken, one way or several.
const BREAKS: &[(&str, Break)] = &[
    ("ID-01", |b| {
        b.stages.consent.facility.name = "Elsewhere".into()
    }),
    ("ID-02", |b| {
        b.stages.consent.patient.record_number = "99-1".into()
    }),
    ("ID-02", |b| {
        b.stages.consent.patient.family_name = "Elsewhere".into()
    }),
    ("ID-02", |b| {
        b.stages.consent.patient.date_of_birth.words = "1 May 1901".into()
    }),
    ("ID-03", |b| {
        b.items(|items| items.retain(|item| item.reads != Reads::Header))
    }),
    ("ID-04", |b| {
        b.stages.pages.pages[1]
            .items
            .retain(|item| item.reads != Reads::Footer)
    }),
    ("ID-05", |b| b.stages.consent.form_id.clear()),
    ("ID-05", |b| {
        b.stages.consent.content_version = "9.9.9".into()
    }),
    ("ID-07", |b| b.stages.pages.lang = "fr".into()),
    ("ID-08", |b| b.stages.consent.surgeon.role = None),
    ("ID-10", |b| {
        b.stages.consent.encounter.as_mut().unwrap().number = "E-0".into()
    }),
    ("PR-01", |b| {
        b.stages.consent.procedure.operation = "PLIF on the left side".into()
    }),
    ("PR-01", |b| b.stages.consent.procedure.name.clear()),
    ("PR-02", |b| {
        b.stages.consent.procedure.lay_name = "something else".into()
    }),
    ("PR-03", |b| {
        b.stages.consent.procedure.side_words = "RIGHT side of another".into()
    }),
    ("PR-04", |b| {
        b.stages.consent.procedure.level_words = vec!["L1–L2: elsewhere".into()]
    }),
    ("PR-05", |b| {
        b.stages.consent.procedure.operation.push_str(" and more")
    }),
    ("PR-05", |b| {
        b.stages.consent.procedure.indication = vec!["Pain in the right leg.".into()]
    }),
    ("PR-05", |b| {
        b.stages.consent.procedure.indication = vec!["Narrow at L1/2.".into()]
    }),
    ("PR-06", |b| {
        for group in &mut b.stages.consent.risks {
            for table in &mut group.tables {
                for risk in &mut table.rows {
                    risk.provenance.retain(|from| from.pack != "laminectomy");
                }
            }
        }
    }),
    ("PR-07", |b| b.stages.consent.procedure.indication.clear()),
    ("PR-08", |b| b.stages.consent.parts[0].steps.clear()),
    ("PR-08", |b| {
        b.stages.consent.parts.last_mut().unwrap().steps.clear()
    }),
    ("PR-09", |b| {
        b.stages.consent.procedure.anaesthesia = vec!["Chloroform".into()]
    }),
    ("PR-10", |b| b.stages.consent.extra_procedures.clear()),
    ("PR-10", |b| b.without_field("not-wanted")),
    ("PR-11", |b| b.without_choice("blood")),
    ("PR-11", |b| b.without_choice("implants")),
    ("PR-11", |b| b.without_choice("donor-bone")),
    ("PR-12", |b| {
        let planned = b.stages.consent.procedure.planned_date.clone().unwrap();
        let iso = NaiveDate::from_ymd_opt(2027, 1, 2).unwrap();
        b.stages.consent.discussion = Some(DiscussionWords {
            held_by: "Dr. X".into(),
            role: None,
            date: Some(DateWords { iso, ..planned }),
        });
    }),
    ("BR-01", |b| b.stages.consent.benefits.clear()),
    ("BR-02", |b| b.stages.consent.limits.clear()),
    ("BR-02", |b| {
        for benefit in &mut b.stages.consent.benefits {
            benefit.how_likely = None;
        }
    }),
    ("RK-01", |b| {
        b.stages.consent.risks.pop();
    }),
    ("RK-02", |b| b.stages.consent.risks.clear()),
    ("RK-03", |b| {
        b.stages.consent.risks[0].tables[0].rows[0].says = "Not laid out.".into()
    }),
    ("RK-03", |b| b.without_block("risk:dural-tear")),
    ("RK-04", |b| {
        for from in &mut b.stages.consent.risks[0].tables[0].rows[0].provenance {
            from.source = None;
        }
    }),
    ("RK-05", |b| {
        for table in &mut b.stages.consent.risks[0].tables {
            for risk in &mut table.rows {
                risk.how_often = risk.how_often.replace(" (common)", "");
            }
        }
    }),
    ("RK-06", |b| {
        for group in &mut b.stages.consent.risks {
            for table in &mut group.tables {
                table.rows.retain(|risk| risk.severity != Severity::Death);
            }
        }
    }),
    ("RK-07", |b| b.without_field("specific-risks")),
    ("RK-08", |b| {
        b.stages
            .consent
            .alternatives
            .retain(|choice| choice.id != "no-treatment")
    }),
    ("AL-01", |b| b.stages.consent.alternatives.clear()),
    ("AL-01", |b| {
        b.stages
            .consent
            .alternatives
            .retain(|choice| choice.id != "no-treatment")
    }),
    ("AL-02", |b| b.stages.consent.alternatives[1].risks.clear()),
    ("AL-03", |b| b.without_field("what-matters")),
    ("RC-01", |b| b.stages.consent.recovery.clear()),
    ("RC-01", |b| b.stages.consent.warning_signs.clear()),
    ("PP-01", |b| {
        b.stages.consent.surgeon.name = "Dr. Nobody".into()
    }),
    ("PP-02", |b| {
        b.stages.consent.discussion = None;
        b.without_field("discussed-by");
    }),
    ("PP-03", |b| {
        b.stages.consent.team.clear();
        b.without_field("team");
    }),
    ("PP-04", |b| {
        b.stages.consent.team.clear();
        b.without_field("team");
    }),
    ("PP-05", |b| b.without_choice("training-examinations")),
    ("PP-06", |b| b.without_choice("photographs")),
    ("PP-07", |b| {
        b.stages.consent.procedure.overlapping = Some("Not laid out".into())
    }),
    ("PP-08", |b| b.without_statement("patient-surgeon")),
    ("ST-01", |b| b.without_statement("patient-explained")),
    ("ST-02", |b| b.without_statement("patient-questions")),
    ("ST-02", |b| b.without_statement("clinician-questions")),
    ("ST-03", |b| b.without_statement("patient-withdraw")),
    ("ST-03", |b| b.without_statement("patient-voluntary")),
    ("ST-04", |b| {
        b.stages.consent.information.clear();
        b.without_field("information");
    }),
    ("ST-05", |b| {
        b.stages.consent.patient.date_of_birth.iso = NaiveDate::from_ymd_opt(2015, 1, 1).unwrap();
    }),
    ("ST-08", |b| {
        b.stages.consent.patient.language_tag = Some("pt-BR".into());
        b.without_field("interpreter");
    }),
    ("ST-08", |b| b.without_block("signatory:interpreter")),
    ("ST-09", |b| {
        b.profile.words.waivers.push("i decide freely".into())
    }),
    ("ST-10", |b| b.without_statement("patient-information")),
    ("ST-11", |b| {
        b.stages.consent.emergency.as_mut().unwrap().reason = "Not laid out".into()
    }),
    ("ST-12", |b| b.without_field("advance-decision")),
    ("SG-01", |b| b.without_field("patient-date")),
    ("SG-01", |b| b.without_field("patient-time")),
    ("SG-02", |b| {
        b.stages.consent.signatories[0].who = "Somebody".into()
    }),
    ("SG-03", |b| b.without_block("signatory:clinician")),
    ("SG-04", |b| b.without_block("signatory:witness")),
    ("SG-04", |b| {
        let patient = b.stages.consent.patient.name.clone();
        for signatory in &mut b.stages.consent.signatories {
            if signatory.title.contains("witness") {
                signatory.name = Some(patient.clone());
            }
        }
    }),
    ("SG-05", |b| b.without_block("signatory:witness")),
    ("SG-06", |b| b.without_block("signatory:confirmation")),
    ("SG-07", |b| b.without_block("signatory:withdrawal")),
    ("SG-08", |b| b.stages.consent.validity = None),
    ("SG-08", |b| {
        let planned = b.stages.consent.procedure.planned_date.clone().unwrap();
        let iso = NaiveDate::from_ymd_opt(2026, 1, 2).unwrap();
        b.stages.consent.discussion = Some(DiscussionWords {
            held_by: "Dr. X".into(),
            role: None,
            date: Some(DateWords { iso, ..planned }),
        });
    }),
    ("GV-01", |b| b.stages.consent.content[0].author.clear()),
    ("GV-01", |b| b.require_approved = true),
    ("GV-02", |b| {
        b.today = NaiveDate::from_ymd_opt(2028, 1, 1).unwrap();
        b.require_approved = true;
    }),
    ("GV-03", |b| {
        b.profile
            .words
            .unresolved
            .push("Consent to an operation".into())
    }),
    ("GV-04", |b| b.stages.consent.content[0].sha256.clear()),
    ("GV-05", |b| b.weakened = vec!["ID-01".into()]),
    ("GV-05", |b| b.stages.consent.content[0].changed_here = true),
    ("RD-01", |b| {
        b.stages.consent.symptoms.clear();
        b.stages.consent.reasons = vec![
            "Intraoperative neurophysiological monitoring characteristically demonstrates multisegmental radiculopathy.".into(),
        ];
    }),
    ("RD-02", |b| {
        b.stages.consent.reasons = vec!["this and ".repeat(20) + "that."]
    }),
    ("RD-03", |b| {
        b.first_run("risk:dural-tear", |run| run.size = 9.0)
    }),
    ("RD-03", |b| {
        b.first_run("risk:dural-tear", |run| {
            run.colour = countersign::typeset::Colour([0.7; 3])
        });
    }),
    ("RD-04", |b| b.stages.pages.title.clear()),
    ("RD-05", |b| {
        let moved = b.stages.pages.pages[0].items.pop().unwrap();
        let last = b
            .stages
            .document
            .nodes
            .iter()
            .position(|facts| facts.name.as_deref() == Some("signatory:patient"));
        let node = countersign::document::NodeId(last.unwrap() as u32);
        b.stages.pages.pages[0].items.push(Item {
            node,
            reads: Reads::Content,
            ..moved
        });
    }),
    ("RD-06", |b| {
        b.first_run("risk:dural-tear", |run| run.origin.0 = 3.0)
    }),
];

fn verdict<'a>(report: &'a Report, rule: &str) -> &'a Verdict {
    let mut verdicts = report.verdicts.iter();
    verdicts
        .find(|verdict| verdict.rule == rule)
        .unwrap_or_else(|| panic!("no verdict on {rule}"))
}

#[test]
fn every_rule_of_every_profile_can_be_broken_and_is_then_noticed() {
    let mut broken: BTreeSet<&str> = BTreeSet::new();
    let mut all: BTreeSet<String> = BTreeSet::new();
    for profile in PROFILES {
        let sound = Bench::new("lumbar-fusion-two-levels.toml", profile);
        let rules: BTreeMap<String, RuleSeverity> = sound
            .profile
            .rules
            .iter()
            .map(|rule| (rule.id.clone(), rule.severity))
            .collect();
        let report = sound.report();
        let failed: Vec<&Verdict> = report.verdicts_of(Outcome::Fail).collect();
        assert!(
            report.may_be_issued(),
            "{profile}: {failed:?} {:?}",
            report.dropped
        );
        for (rule, break_it) in BREAKS {
            let Some(severity) = rules.get(*rule) else {
                continue;
            };
            let mut bench = Bench {
                stages: sound.stages.clone(),
                profile: sound.profile.clone(),
                library: Library::new(Files::new(Outside::at(clock()), None)).unwrap(),
                weakened: Vec::new(),
                require_approved: false,
                today: sound.today,
            };
            break_it(&mut bench);
            let expected = match severity {
                RuleSeverity::Required => Outcome::Fail,
                RuleSeverity::Should => Outcome::Warn,
            };
            // What needs words for frequencies, or a time limit, cannot fail where there is none.
            let idle = match *rule {
                "RK-05" => bench.profile.bands.is_empty(),
                "SG-08" => bench.profile.validity_days.is_none(),
                _ => false,
            };
            if idle {
                continue;
            }
            let report = bench.report();
            let found = verdict(&report, rule);
            assert_eq!(
                found.outcome, expected,
                "{profile} {rule}: {:?}",
                found.because
            );
            assert!(
                expected == Outcome::Warn || !report.may_be_issued(),
                "{rule}"
            );
            broken.insert(rule);
        }
        all.extend(rules.into_keys());
    }
    // Those of a representative need a case with one; see below.
    let elsewhere = ["ST-06", "ST-07"];
    let never: Vec<&String> = all
        .iter()
        .filter(|rule| !broken.contains(rule.as_str()) && !elsewhere.contains(&rule.as_str()))
        .collect();
    assert!(never.is_empty(), "no test breaks {never:?}");
}

#[test]
fn a_representative_is_named_with_reason_and_authority_or_the_pen_is_asked() {
    let sound = || Bench::new("interpreter-and-representative.toml", "core");
    let report = sound().report();
    for rule in ["ST-06", "ST-07"] {
        assert_eq!(verdict(&report, rule).outcome, Outcome::Pass, "{rule}");
    }
    for (rule, break_it) in [
        (
            "ST-06",
            (|b| b.without_statement("clinician-capacity")) as Break,
        ),
        ("ST-06", |b| {
            b.stages.consent.representative.as_mut().unwrap().reason = None
        }),
        ("ST-07", |b| {
            b.stages.consent.representative.as_mut().unwrap().authority = None
        }),
        ("ST-07", |b| {
            b.stages.consent.representative.as_mut().unwrap().name = "Somebody".into();
        }),
    ] {
        let mut bench = sound();
        break_it(&mut bench);
        assert_eq!(
            verdict(&bench.report(), rule).outcome,
            Outcome::Fail,
            "{rule}"
        );
    }
    let text = example_text("interpreter-and-representative.toml");
    let lines = text
        .lines()
        .filter(|line| !line.starts_with("reason = ") && !line.starts_with("authority = "));
    let text: String = lines.map(|line| format!("{line}\n")).collect();
    let report = Desk::new()
        .generator(countersign::typeset::Paper::A4)
        .unwrap()
        .report(&read(&text, "case.toml").unwrap())
        .unwrap();
    for rule in ["ST-06", "ST-07"] {
        assert_eq!(verdict(&report, rule).outcome, Outcome::ByHand, "{rule}");
    }
}

#[test]
fn every_example_may_be_issued_under_every_profile() {
    for profile in PROFILES {
        let mut desk = Desk::new();
        desk.profile = profile.to_owned();
        let generator = desk.generator(countersign::typeset::Paper::A4).unwrap();
        for name in EXAMPLES {
            let report = generator.report(&example(name)).unwrap();
            let failed: Vec<&Verdict> = report.verdicts_of(Outcome::Fail).collect();
            assert!(report.may_be_issued(), "{name} under {profile}: {failed:?}");
            let json = serde_json::to_string(&report).unwrap();
            let case = example(name);
            for secret in [
                &case.patient.family_name,
                &case.patient.given_names,
                &case.patient.record_number,
            ] {
                assert!(
                    !json.contains(secret.as_str()),
                    "{name}: the report names the patient"
                );
            }
        }
    }
}

#[test]
fn a_form_for_another_side_than_its_reason_is_refused() {
    let text = example_text("lumbar-foraminotomy.toml");
    let wrong = text
        .replace("down the left leg", "down the right leg")
        .replace("ear in the left", "ear in the right");
    let problems = refused(Desk::new().form(&read(&wrong, "case.toml").unwrap()));
    assert!(
        problems.contains("PR-05") && problems.contains("names another side"),
        "{problems}"
    );
}

#[test]
fn a_minor_needs_a_representative_or_a_reason_and_the_age_is_that_of_the_profile() {
    let text = example_text("lumbar-foraminotomy.toml").replace("1958-03-09", "2010-03-09");
    let text = text.replace("\"older-age\", ", "");
    let problems = refused(Desk::new().form(&read(&text, "case.toml").unwrap()));
    assert!(
        problems.contains("ST-05") && problems.contains("[representative]"),
        "{problems}"
    );
    let alone = text.replace(
        "sex = \"female\"",
        "sex = \"female\"\ndecides_alone = \"Married\"",
    );
    let mut desk = Desk::new();
    desk.form(&read(&alone, "case.toml").unwrap()).unwrap();
    desk.profile = "uk-form-1".into();
    desk.form(&read(&text, "case.toml").unwrap()).unwrap();
}

#[test]
fn the_words_and_days_of_a_profile_are_printed() {
    let mut desk = Desk::new();
    desk.profile = "us-vha".into();
    let case = example("lumbar-foraminotomy.toml");
    let validity = desk.stages(&case).unwrap().consent.validity.unwrap();
    // 60 days before 3 December 2026.
    assert!(
        validity.contains("60 days") && validity.contains("4 October 2026"),
        "{validity}"
    );
    desk.profile = "au-qld".into();
    let consent = desk.stages(&case).unwrap().consent;
    let tear = crate::support::rows(&consent)
        .into_iter()
        .find(|risk| risk.id == "dural-tear")
        .unwrap();
    assert!(tear.how_often.contains("(common)"), "{}", tear.how_often);
}

#[test]
fn a_profile_that_cannot_be_judged_is_refused_with_the_next_step() {
    for (rule, says) in [
        ("test = \"pages-numberd\"", "did you mean `pages-numbered`?"),
        (
            "statements = [\"questions\"]",
            "write it as `decider:questions`",
        ),
        ("", "it asks for nothing"),
        ("knwon = [\"risks\"]", "did you mean `known`?"),
    ] {
        let mut desk = Desk::new();
        desk.write(
            "templates/profiles/ours.toml",
            &format!(
                "id = \"ours\"\nname = \"Ours\"\nextends = [\"core\"]\n\
                 [[rules]]\nid = \"X-1\"\nseverity = \"required\"\nsays = \"X.\"\n{rule}\n"
            ),
        );
        desk.profile = "ours".into();
        let problems = refused(desk.generator(countersign::typeset::Paper::A4).map(|_| ()));
        assert!(problems.contains(says), "{rule}: {problems}");
    }
    let mut desk = Desk::new();
    desk.profile = "cor".into();
    let problems = refused(desk.generator(countersign::typeset::Paper::A4).map(|_| ()));
    assert!(problems.contains("did you mean `core`?"), "{problems}");
}

#[test]
fn a_rule_that_a_site_takes_out_or_weakens_is_reported() {
    let case = example("lumbar-foraminotomy.toml");
    let taken = |from: &str, to: &str| {
        let desk = Desk::new();
        desk.shadow("templates/profiles/core.toml", from, to);
        let generator = desk.generator(countersign::typeset::Paper::A4).unwrap();
        let report = generator.report(&case).unwrap();
        let found = verdict(&report, "GV-05");
        assert_eq!(found.outcome, Outcome::Warn);
        found.because.clone().unwrap()
    };
    assert!(taken("id = \"ID-04\"", "id = \"ID-99\"").contains("ID-04"));
    let weaker = "id = \"PR-05\"\nseverity = \"should\"";
    assert!(taken("id = \"PR-05\"\nseverity = \"required\"", weaker).contains("PR-05"));
    let other = taken("test = \"same-everywhere\"", "test = \"pages-numbered\"");
    assert!(other.contains("PR-05"), "{other}");
}

#[test]
fn the_table_of_the_documentation_has_every_rule_with_its_profiles() {
    let docs = std::fs::read_to_string(root().join("docs/completeness.md")).unwrap();
    let rows: BTreeMap<&str, &str> = docs
        .lines()
        .filter_map(|line| {
            let id = line.strip_prefix("| ")?.split(' ').next()?;
            let (kind, number) = id.split_once('-')?;
            let is_id = kind.len() == 2 && number.len() == 2 && number.parse::<u32>().is_ok();
            is_id.then_some((id, line))
        })
        .collect();
    // Identity 10, procedure 12, benefits and risks 16, people 8, statements 12, signatures 11,
    // governance 5, readability and page 6; those that are not judged yet say why.
    assert_eq!(rows.len(), 79, "{:?}", rows.keys());
    for profile in PROFILES {
        let path = root().join(format!("templates/profiles/{profile}.toml"));
        let own: Profile = toml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        for rule in own.rules {
            let row = rows
                .get(rule.id.as_str())
                .unwrap_or_else(|| panic!("{} is not in the table", rule.id));
            assert!(
                row.contains(&format!("`{profile}`")),
                "{}: {profile} is not named: {row}",
                rule.id
            );
        }
    }
    for (id, row) in rows {
        let judged = PROFILES
            .iter()
            .any(|profile| row.contains(&format!("`{profile}`")));
        assert!(
            judged || row.contains("ot yet"),
            "{id} is neither judged nor explained: {row}"
        );
    }
}
