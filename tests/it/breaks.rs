//! A form that can be broken in every way that a rule must notice.

use chrono::NaiveDate;
use countersign::consent::{DateWords, DiscussionWords};
use countersign::generator::Stages;
use countersign::library::{Files, Library, Profile, Severity};
use countersign::outside::Outside;
use countersign::readability::Reader;
use countersign::rules::{Report, Scene, judge};
use countersign::typeset::{Code, Item, Mark, Reads};

use crate::support::{Desk, clock, example_text, read};

/// A form with the rules that it is held against, all of which a test may change.
pub(crate) struct Bench {
    pub(crate) stages: Stages,
    pub(crate) profile: Profile,
    pub(crate) library: Library,
    pub(crate) weakened: Vec<String>,
    pub(crate) require_approved: bool,
    pub(crate) today: NaiveDate,
}

impl Bench {
    /// A case that has everything a rule can ask for, under a profile.
    pub(crate) fn new(name: &str, profile: &str) -> Self {
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

    pub(crate) fn report(&self) -> Report {
        judge(&Scene {
            consent: &self.stages.consent,
            document: &self.stages.document,
            pages: &self.stages.pages,
            profile: &self.profile,
            reader: &Reader::new(self.library.glossary("en").unwrap()),
            weakened: &self.weakened,
            changed_files: &[],
            require_approved: self.require_approved,
            today: self.today,
        })
    }

    pub(crate) fn without_field(&mut self, name: &str) {
        let other = |item: &Item| !matches!(&item.mark, Mark::Field(field) if field.name == name);
        self.items(|items| items.retain(other));
    }

    pub(crate) fn without_choice(&mut self, id: &str) {
        self.stages.consent.choices.retain(|choice| choice.id != id);
    }

    pub(crate) fn without_statement(&mut self, id: &str) {
        for signatory in &mut self.stages.consent.signatories {
            signatory.statements.retain(|statement| statement.id != id);
        }
    }

    /// Takes everything from the pages that stands under a named node.
    pub(crate) fn without_block(&mut self, name: &str) {
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

    pub(crate) fn items(&mut self, change: impl Fn(&mut Vec<Item>)) {
        for page in &mut self.stages.pages.pages {
            change(&mut page.items);
        }
    }

    pub(crate) fn codes(&mut self, change: impl Fn(&mut Code)) {
        self.items(|items| {
            for item in items {
                if let Mark::Code(code) = &mut item.mark {
                    change(code);
                }
            }
        });
    }

    /// Changes the first run of text that is read as content under a named node.
    pub(crate) fn first_run(
        &mut self,
        name: &str,
        change: impl Fn(&mut countersign::typeset::GlyphRun),
    ) {
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

pub(crate) type Break = fn(&mut Bench);

/// How each rule is broken, one way or several.
pub(crate) const BREAKS: &[(&str, Break)] = &[
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
    ("ID-06", |b| {
        b.stages.pages.pages[1]
            .items
            .retain(|item| !matches!(item.mark, Mark::Code(_)))
    }),
    ("ID-06", |b| b.stages.pages.pages.swap(1, 2)),
    ("ID-06", |b| {
        b.codes(|code| code.says = code.says.replace("CS1:", "CS1:0"))
    }),
    ("ID-06", |b| {
        b.codes(|code| code.module = (code.module.0 * 1.5, code.module.1))
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
