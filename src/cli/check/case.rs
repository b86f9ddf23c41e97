//! Whether the form of a case may be issued, rule by rule.

use std::path::Path;

use super::Check;
use crate::cli::input::parse_case;
use crate::cli::out::{columns, print, print_json};
use crate::cli::{Failure, OutputFormat};
use crate::generator::Generator;
use crate::outside::Outside;
use crate::rules::{Outcome, Report};
use crate::site::Site;

pub(super) fn check(
    arguments: &Check,
    text: &str,
    site: &Site,
    outside: &Outside,
) -> Result<(), Failure> {
    let what = arguments.what.as_deref().unwrap_or(Path::new("-"));
    let case = parse_case(text, what, site)?;
    let files = site.files(outside);
    let options = arguments.form.options(site, &files, false);
    let generator = Generator::new(files, outside, options).map_err(Failure::Unable)?;
    let report = generator.report(&case).map_err(Failure::Refused)?;
    match arguments.format {
        OutputFormat::Json => print_json(&report, outside)?,
        OutputFormat::Text => print(&as_text(&report), outside)?,
    }
    if report.may_be_issued() {
        Ok(())
    } else {
        Err(Failure::Told)
    }
}

/// What does not hold first, then what waits, then what holds.
fn as_text(report: &Report) -> String {
    let mut text = format!("form {}, rules of `{}`\n\n", report.form_id, report.profile);
    for dropped in &report.dropped {
        text.push_str(&format!("DROPPED  {dropped}\n"));
    }
    let mut rows = Vec::new();
    for outcome in [
        Outcome::Fail,
        Outcome::Warn,
        Outcome::ByHand,
        Outcome::Pass,
        Outcome::NotApplicable,
    ] {
        for verdict in report.verdicts_of(outcome) {
            let because = verdict.because.iter().map(|why| format!(" [{why}]"));
            rows.push(vec![
                outcome.words().to_owned(),
                verdict.rule.clone(),
                verdict.says.clone() + &because.collect::<String>(),
            ]);
        }
    }
    text.push_str(&columns(&rows));
    text.push_str(
        "\nHow hard it is to read (grade: years of school; the goal is 6, never above 8)\n",
    );
    text.push_str(&super::content::reading_table(&report.readability));
    let count = |outcome| report.count(outcome);
    text.push_str(&format!(
        "\n{}: {} rules hold, {} fail, {} warn, {} wait for the pen, {} do not apply\n",
        if report.may_be_issued() {
            "may be issued"
        } else {
            "MUST NOT BE ISSUED"
        },
        count(Outcome::Pass),
        count(Outcome::Fail),
        count(Outcome::Warn),
        count(Outcome::ByHand),
        count(Outcome::NotApplicable),
    ));
    text
}
