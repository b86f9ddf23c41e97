//! `countersign render`: one case, one form.

use std::mem::ManuallyDrop;
use std::path::{Path, PathBuf};

use clap::ValueEnum;

use super::archive::{ArchiveArguments, keep, words};
use super::input::{FormArguments, read_case};
use super::out::unable;
use super::print::{note_printed, print_out};
use super::{Failure, SiteArgument};
use crate::archive::Archive;
use crate::case::Case;
use crate::error::{Place, Problem, Problems};
use crate::generator::{Form, Generator, Record};
use crate::outside::Outside;
use crate::printer::{Job, Printer};
use crate::rules::{Outcome, Report};
use crate::site::Site;
use crate::typeset::Paper;

/// Arguments of `render`.
#[derive(Debug, clap::Args)]
pub(super) struct Render {
    /// Case file, TOML or JSON; `-` reads standard input
    case: PathBuf,
    /// Where the form goes, with its report beside it (FORM.report.json); `-` is standard
    /// output, without the report [default: FORM-ID.pdf here]
    #[arg(short, long, value_name = "FORM.pdf")]
    output: Option<PathBuf>,
    #[command(flatten)]
    form: FormArguments,
    /// Print a stage instead of making a PDF
    #[arg(long, value_enum, conflicts_with_all = ["output", "printer"])]
    emit: Option<Stage>,
    /// Carry in the file what it was made from, as JSON (makes it PDF/A-3a)
    #[arg(long)]
    embed_data: bool,
    /// CASE is the data of a form, as `show` prints it: make that form again, byte for byte
    #[arg(long, conflicts_with_all = ["layout", "theme", "paper", "profile", "embed_data", "emit"])]
    again: bool,
    /// Replace a file that is there
    #[arg(long)]
    force: bool,
    /// Print it: the name of a printer of this machine, or its address (ipp:, ipps:)
    #[arg(long, value_name = "PRINTER")]
    printer: Option<Printer>,
    /// How often it is printed, 1 to 9
    #[arg(long, value_name = "N", default_value_t = 1, requires = "printer")]
    #[arg(value_parser = clap::value_parser!(u8).range(1..=9))]
    copies: u8,
    /// How many seconds to wait for the printer to be done
    #[arg(
        long,
        value_name = "SECONDS",
        default_value_t = 60,
        requires = "printer"
    )]
    wait: u64,
    #[command(flatten)]
    archive: ArchiveArguments,
    #[command(flatten)]
    site: SiteArgument,
}

/// A stage between case and PDF.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Stage {
    /// What is said, as JSON
    Consent,
    /// The filled layout
    Markup,
    /// The tree
    Document,
    /// Every placed glyph, rule and field
    Pages,
    /// The tree that a screen reader walks
    Tags,
}

impl Render {
    pub(super) fn run(self) -> Result<(), Failure> {
        let outside = Outside::new().map_err(unable)?;
        let site = Site::find(self.site.site.as_deref(), &outside).map_err(Failure::Unable)?;
        if self.again {
            let text = outside.read_text(&self.case).map_err(unable)?;
            return self.again(&text, &site, &outside);
        }
        let files = site.files(&outside);
        let options = self.form.options(&site, &files, self.embed_data);
        let paper = options.paper;
        let generator = Generator::new(files, &outside, options).map_err(Failure::Unable)?;
        // The program ends with this form: to take it all apart would be work for nothing.
        let generator = ManuallyDrop::new(generator);
        let case = read_case(&self.case, &site, &outside)?;
        match self.emit {
            Some(stage) => self.emit(stage, &generator, &case, &outside),
            None => {
                let form = generator.only_form(&case).map_err(Failure::Refused)?;
                let record = || generator.record(&case);
                let days = generator.validity_days();
                let archive = self.keep(&form, record, days, &site, &outside)?;
                self.write(&form, &outside)?;
                self.print(&form, paper, archive)
            }
        }
    }

    /// Makes a form again from the data it carried.
    fn again(&self, text: &str, site: &Site, outside: &Outside) -> Result<(), Failure> {
        let record: Record = serde_json::from_str(text).map_err(|error| {
            let place = Place {
                file: self.case.display().to_string().into(),
                line: error.line() as u32,
                column: error.column() as u32,
            };
            let problem = Problem::new("this is not the data of a form").at(Some(place));
            Failure::Refused(problem.hint("`countersign show FORM.pdf` prints it").into())
        })?;
        let options = record.options(site.require_approved);
        let generator =
            Generator::new(site.files(outside), outside, options).map_err(Failure::Unable)?;
        let form = generator.form_again(&record).map_err(Failure::Refused)?;
        let kept = || Ok(record.clone());
        let archive = self.keep(&form, kept, generator.validity_days(), site, outside)?;
        self.write(&form, outside)?;
        self.print(&form, record.paper, archive)
    }

    /// Adds the form to the archive before it is anywhere else; gives the archive, if there is
    /// one.
    #[expect(clippy::print_stderr, reason = "this is the command line's edge")]
    fn keep(
        &self,
        form: &Form,
        record: impl FnOnce() -> Result<Record, Problems>,
        validity_days: Option<u32>,
        site: &Site,
        outside: &Outside,
    ) -> Result<Option<Archive>, Failure> {
        let Some((_, mut archive)) = self.archive.open_for_forms(site, outside)? else {
            return Ok(None);
        };
        let record = record().map_err(Failure::Refused)?;
        for added in keep(&mut archive, &[(form, &record)], validity_days).map_err(unable)? {
            if added.is_refused() {
                return Err(Failure::Refused(Problem::new(words(&added)).into()));
            }
            eprintln!("form {}: {}", added.form_id, words(&added));
        }
        Ok(Some(archive))
    }

    #[expect(
        clippy::print_stdout,
        clippy::print_stderr,
        reason = "this is the command line's edge"
    )]
    fn write(&self, form: &Form, outside: &Outside) -> Result<(), Failure> {
        let path = self.path(form);
        outside
            .write(&path, &form.bytes, self.force)
            .map_err(unable)?;
        if path != Path::new("-") {
            let report = Report::beside(&path);
            let of_a_form = is_report(&report, outside);
            let text = form.report.to_json().map_err(unable)?;
            outside
                .write(&report, text.as_bytes(), self.force || of_a_form)
                .map_err(|problem| unable(problem.hint("the form is there, its report is not")))?;
            println!("{}", path.display());
        }
        eprintln!(
            "form {}: {} pages; rules of `{}`: {} hold, {} warn, {} wait for the pen",
            form.id,
            form.pages,
            form.report.profile,
            form.report.count(Outcome::Pass),
            form.report.count(Outcome::Warn),
            form.report.count(Outcome::ByHand),
        );
        Ok(())
    }

    /// Prints the form, if it is to be printed; the archive notes that a printer took it.
    fn print(&self, form: &Form, paper: Paper, archive: Option<Archive>) -> Result<(), Failure> {
        let Some(printer) = &self.printer else {
            return Ok(());
        };
        let job = Job {
            name: &form.id,
            document: &form.bytes,
            copies: self.copies,
            media: paper.media(),
        };
        print_out(printer, &job, self.wait, &self.path(form))?;
        note_printed(archive, std::slice::from_ref(&form.id))
    }

    /// Where the form goes.
    fn path(&self, form: &Form) -> PathBuf {
        let named = self.output.clone();
        named.unwrap_or_else(|| format!("{}.pdf", form.id).into())
    }

    fn emit(
        &self,
        stage: Stage,
        generator: &Generator,
        case: &Case,
        outside: &Outside,
    ) -> Result<(), Failure> {
        let text = stage_text(stage, generator, case).map_err(Failure::Refused)?;
        outside
            .write(Path::new("-"), text.as_bytes(), false)
            .map_err(unable)
    }
}

/// Whether the report of a form stands there: a newer one takes its place.
fn is_report(path: &Path, outside: &Outside) -> bool {
    let old = path
        .is_file()
        .then(|| outside.read(path))
        .and_then(Result::ok);
    let old: Option<serde_json::Value> = old.and_then(|old| serde_json::from_slice(&old).ok());
    old.is_some_and(|old| old.get("form_id").is_some() && old.get("verdicts").is_some())
}

/// One stage as text; no later stage is tried, so that a form that cannot be laid out
/// can still be looked into.
fn stage_text(stage: Stage, generator: &Generator, case: &Case) -> Result<String, Problems> {
    let consent = generator.consent(case)?;
    if let Stage::Consent = stage {
        return serde_json::to_string_pretty(&consent)
            .map(|json| json + "\n")
            .map_err(|error| Problem::new(error.to_string()).into());
    }
    let markup = generator.markup(&consent)?;
    Ok(match stage {
        Stage::Consent | Stage::Markup => markup.text(),
        Stage::Document => generator.document(&markup)?.to_string(),
        Stage::Pages => generator.stages(case)?.pages.to_string(),
        Stage::Tags => generator.stages(case)?.pages.tags_as_text(),
    })
}
