//! `countersign library show`: what a pack says, and what puts each risk on a form.

use std::path::PathBuf;

use serde::Serialize;

use crate::cli::input::read_case;
use crate::cli::out::{columns, print, print_json};
use crate::cli::{Failure, OutputFormat, SiteArgument};
use crate::consent::{ComposedRisk, Consent};
use crate::error::{Problem, choose};
use crate::generator::{Generator, Options};
use crate::library::{Library, Pack};
use crate::outside::Outside;
use crate::site::Site;

/// Arguments of `library show`.
#[derive(Debug, clap::Args)]
pub(super) struct Show {
    /// A pack; with a case also a risk
    id: String,
    /// A case: print the risks that its form has from this pack (all of them, if the pack
    /// is the case's operation)
    #[arg(long, value_name = "CASE")]
    case: Option<PathBuf>,
    /// For each risk: which pack, which condition and which source put it there
    #[arg(long, requires = "case")]
    why: bool,
    /// How it is printed
    #[arg(long, value_enum, default_value_t)]
    format: OutputFormat,
    #[command(flatten)]
    site: SiteArgument,
}

/// A risk of a form, under the heading where it is printed.
#[derive(Debug, Serialize)]
struct Printed<'a> {
    heading: String,
    #[serde(flatten)]
    risk: &'a ComposedRisk,
}

impl Show {
    pub(super) fn run(self, outside: &Outside) -> Result<(), Failure> {
        let site = Site::find(self.site.site.as_deref(), outside).map_err(Failure::Unable)?;
        let Some(case) = &self.case else {
            let library = Library::new(site.files(outside)).map_err(Failure::Refused)?;
            let loaded = library.pack(&self.id).map_err(Failure::Refused)?;
            return match self.format {
                OutputFormat::Json => print_json(&loaded.pack, outside),
                OutputFormat::Text => print(&pack_as_text(&loaded.pack), outside),
            };
        };
        let case = read_case(case, &site, outside)?;
        let options = Options {
            profile: site.profile.clone(),
            ..Options::default()
        };
        let generator =
            Generator::new(site.files(outside), outside, options).map_err(Failure::Unable)?;
        let consent = generator.consent(&case).map_err(Failure::Refused)?;
        let printed = self.printed(&consent)?;
        match self.format {
            OutputFormat::Json => print_json(&printed, outside),
            OutputFormat::Text => print(&self.as_text(&printed), outside),
        }
    }

    /// The risks of the form that are asked for.
    fn printed<'a>(&self, consent: &'a Consent) -> Result<Vec<Printed<'a>>, Failure> {
        let base = consent.procedure.pack == self.id;
        let mut printed = Vec::new();
        let mut known: Vec<&str> = vec![&consent.procedure.pack];
        for group in &consent.risks {
            for table in &group.tables {
                for risk in &table.rows {
                    let from_pack = risk.provenance.iter().any(|from| from.pack == self.id);
                    known.extend(risk.provenance.iter().map(|from| from.pack.as_str()));
                    known.push(&risk.id);
                    if base || from_pack || risk.id == self.id {
                        let heading = format!("{}: {}", group.title, table.title);
                        printed.push(Printed { heading, risk });
                    }
                }
            }
        }
        if printed.is_empty() {
            let says = format!(
                "neither a pack nor a risk of this form is called `{}`",
                self.id
            );
            let problem = Problem::new(says).hint(choose(&self.id, &known));
            return Err(Failure::Refused(problem.into()));
        }
        Ok(printed)
    }

    fn as_text(&self, printed: &[Printed<'_>]) -> String {
        let mut text = String::new();
        let mut heading = "";
        for Printed { heading: own, risk } in printed {
            if own != heading {
                text.push_str(&format!("\n{own}\n"));
                heading = own;
            }
            text.push_str(&format!(
                "  {}: {}. {}\n",
                risk.id, risk.name, risk.how_often
            ));
            if self.why {
                text.push_str(&why(risk));
            }
        }
        text.push_str(&format!("\n{} risks\n", printed.len()));
        text
    }
}

/// Where a risk and its figures come from.
fn why(risk: &ComposedRisk) -> String {
    let mut text = String::new();
    for from in &risk.provenance {
        let because = match from.because.is_empty() {
            true => "always".to_owned(),
            false => from.because.join("; "),
        };
        let figure = match (&from.figure, &from.source) {
            (Some(figure), Some(source)) => {
                let population = from.population.as_deref().unwrap_or_default();
                let printed = if from.printed { "printed" } else { "kept" };
                format!("figure {figure} [{source}: {population}], {printed}")
            }
            _ => "no figure".to_owned(),
        };
        text.push_str(&format!("      from {} ({because}): {figure}\n", from.pack));
    }
    text
}

fn pack_as_text(pack: &Pack) -> String {
    let review = &pack.review;
    let mut text = format!(
        "{}: {}\n{}\nversion {} by {}, to be reviewed by {}\n\n",
        pack.id, pack.name, pack.lay_name, review.version, review.author, review.next_review
    );
    let rows: Vec<Vec<String>> = pack
        .risks
        .iter()
        .map(|risk| {
            let figures: Vec<String> = risk
                .estimates
                .iter()
                .map(|estimate| format!("{} [{}]", estimate.as_written(), estimate.source))
                .collect();
            let figures = match figures.is_empty() {
                true => "no figure".to_owned(),
                false => figures.join(", "),
            };
            vec![risk.id.clone(), figures, risk.name.clone()]
        })
        .collect();
    text.push_str(&columns(&rows));
    text.push_str(&format!("\n{} risks; sources:\n", pack.risks.len()));
    for (id, source) in &pack.sources {
        text.push_str(&format!("  [{id}] {} ({})\n", source.cite, source.year));
    }
    text
}
