//! What a draft comes to: the form, or everything that keeps it from being one, each thing
//! with the field on which it can be mended.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::fields;
use super::tree::Typed;
use super::words::{field_in, plain, plain_hint};
use crate::case::Case;
use crate::error::{Problem, Problems};
use crate::generator::Form;
use crate::rules::{Outcome, Report, Verdict};
use crate::web::answer::sentence;
use crate::web::shared::Shared;

/// What a draft comes to.
#[derive(Debug)]
pub(super) struct Checked {
    /// The case, if it is valid.
    pub(super) case: Option<Case>,
    /// The form, if there is one.
    pub(super) form: Option<Form>,
    /// When it was made.
    pub(super) created: DateTime<Utc>,
    /// What keeps it from being one, or should be mended.
    pub(super) findings: Vec<Finding>,
    /// What the rules came to, in one sentence.
    pub(super) rules: String,
    /// Content nobody has approved: the form says so on every page.
    pub(super) is_draft_content: bool,
}

/// Something to mend.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Finding {
    /// Name of the field.
    pub(super) field: String,
    /// What the field is called; empty where there is none.
    pub(super) label: String,
    pub(super) says: String,
    pub(super) hint: String,
    /// Nothing was filled in yet: no reason to raise one's voice.
    pub(super) is_missing: bool,
    /// The form can be made all the same.
    pub(super) is_warning: bool,
}

/// Makes the form of what was typed, or says why not. Heavy.
pub(super) fn check(app: &Shared, typed: &Typed) -> Checked {
    let created = app.outside.now();
    let mut checked = Checked {
        case: None,
        form: None,
        created,
        findings: Vec::new(),
        rules: String::new(),
        is_draft_content: false,
    };
    let case = match typed.case(app.site.facility.as_ref(), &app.site.surgeons) {
        Ok(case) => case,
        Err(problems) => {
            checked.findings = findings(app, typed, &problems);
            return checked;
        }
    };
    match app.generator.form_at(&case, created) {
        Ok(form) => {
            checked.take_report(app, &form.report);
            checked.form = Some(form);
        }
        // The rules said no, or there was nothing to judge.
        Err(problems) => match app.generator.report_at(&case, created) {
            Ok(report) if !report.may_be_issued() => checked.take_report(app, &report),
            _ => checked.findings = findings(app, typed, &problems),
        },
    }
    checked.case = Some(case);
    checked
}

impl Checked {
    fn take_report(&mut self, app: &Shared, report: &Report) {
        self.rules = format!(
            "{} rules hold, {} wait for the pen, {} warn.",
            report.count(Outcome::Pass),
            report.count(Outcome::ByHand),
            report.count(Outcome::Warn),
        );
        let dropped = report.dropped.iter().map(|says| Finding {
            field: String::new(),
            label: String::new(),
            says: sentence(says),
            hint: String::new(),
            is_missing: false,
            is_warning: false,
        });
        self.findings.extend(dropped);
        for outcome in [Outcome::Fail, Outcome::Warn] {
            let verdicts = report.verdicts_of(outcome);
            self.findings.extend(verdicts.map(|it| of_rule(app, it)));
        }
        self.is_draft_content = report
            .verdicts_of(Outcome::Warn)
            .any(|verdict| verdict.rule.starts_with("GV"));
    }

    /// Whether nothing keeps it from being made.
    pub(super) fn is_complete(&self) -> bool {
        self.form.is_some()
    }
}

/// Problems of the library, each at its field.
fn findings(app: &Shared, typed: &Typed, problems: &Problems) -> Vec<Finding> {
    let found = problems.0.iter().map(|it| finding(app, typed, it));
    let mut found: Vec<Finding> = found.collect();
    found.sort_by_key(|it| fields::order(&it.field));
    found
}

fn finding(app: &Shared, typed: &Typed, problem: &Problem) -> Finding {
    let library = app.generator.library();
    let path = problem.place.as_ref().map_or("", |place| &place.file);
    let field = fields::of_path(path).unwrap_or_default();
    let label = fields::label(&field).unwrap_or_default();
    let is_chosen = field == "procedure.add_ons" && !typed.add_ons().is_empty();
    let is_missing = !field.is_empty() && !is_chosen && typed.all(&field).is_empty();
    // An empty field is only empty, whatever a case file would have to say instead.
    let (says, hint) = match is_missing {
        true => (format!("{label}: not filled in yet."), String::new()),
        false => (
            sentence(&plain(&problem.says, library)),
            plain_hint(problem.hint.as_deref().unwrap_or_default(), library),
        ),
    };
    Finding {
        field,
        label,
        says,
        hint,
        is_missing,
        is_warning: false,
    }
}

/// A rule that fails or warns, with the field that a value it asks for comes from.
fn of_rule(app: &Shared, verdict: &Verdict) -> Finding {
    let mut rules = app.generator.profile().rules.iter();
    let rule = rules.find(|rule| rule.id == verdict.rule);
    let paths = rule
        .into_iter()
        .flat_map(|it| it.known.iter().chain(&it.printed));
    let field = paths.filter_map(|path| fields::of_path(path)).next();
    let because = verdict.because.as_deref().unwrap_or_default();
    let field = field.or_else(|| field_in(because)).unwrap_or_default();
    Finding {
        label: fields::label(&field).unwrap_or_default(),
        field,
        says: sentence(&plain(&verdict.says, app.generator.library())),
        hint: format!(
            "{} (rule {})",
            sentence(&plain(because, app.generator.library())),
            verdict.rule
        ),
        is_missing: false,
        is_warning: verdict.outcome == Outcome::Warn,
    }
}
