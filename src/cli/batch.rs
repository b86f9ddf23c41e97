//! `countersign batch`: a schedule in, a form or a reason for every row.

use std::io::IsTerminal;
use std::num::NonZeroUsize;
use std::path::PathBuf;

use indicatif::{ProgressBar, ProgressStyle};
use sha2::{Digest, Sha256};

use super::archive::{ArchiveArguments, keep, words};
use super::input::FormArguments;
use super::out::{columns, print, print_json, unable};
use super::packet::PacketArguments;
use super::print::note_printed;
use super::{Failure, OutputFormat, SiteArgument};
use crate::archive::Archive;
use crate::batch::{Batch as Run, Entry, Journal, Keep, Paths, Shard, Verdict};
use crate::day::{Made, Rows};
use crate::error::Problem;
use crate::generator::{Form, Generator, Options, Record};
use crate::library::{Files, Library, hexadecimal};
use crate::outside::{Outside, Steady};
use crate::schedule::{Mapping, Meaning, Packs, Schedule, Understanding};
use crate::site::Site;

/// Arguments of `batch`.
#[derive(Debug, clap::Args)]
pub(super) struct Batch {
    /// The schedule: CSV as the system exports it, or an Excel workbook (.xlsx)
    schedule: PathBuf,
    /// Folder for the forms and the report; made if it is not there
    #[arg(short, long, value_name = "DIR", required_unless_present = "dry_run")]
    output: Option<PathBuf>,
    /// What columns and words of this hospital mean, where the usual names do not say it
    #[arg(long, value_name = "M.toml")]
    mapping: Option<PathBuf>,
    /// Print how each column is understood, and make nothing
    #[arg(long)]
    dry_run: bool,
    /// How many forms are made at the same time [default: as many as there are processors]
    #[arg(long, value_name = "N")]
    jobs: Option<NonZeroUsize>,
    /// Take only part K of N of the rows, to be run beside the other parts
    #[arg(long, value_name = "K/N")]
    shard: Option<Shard>,
    #[command(flatten)]
    packet: PacketArguments,
    #[command(flatten)]
    form: FormArguments,
    /// Carry in each file what it was made from, as JSON (makes it PDF/A-3a)
    #[arg(long)]
    embed_data: bool,
    #[command(flatten)]
    archive: ArchiveArguments,
    /// How --dry-run prints
    #[arg(long, value_enum, default_value_t)]
    format: OutputFormat,
    #[command(flatten)]
    site: SiteArgument,
}

impl Batch {
    pub(super) fn run(self) -> Result<(), Failure> {
        let outside = Outside::new().map_err(unable)?;
        let site = Site::find(self.site.site.as_deref(), &outside).map_err(Failure::Unable)?;
        // All forms of a run are made from the same files, even if somebody changes them.
        let files = site.files(&outside).held().map_err(unable)?;
        let mapping_text = match &self.mapping {
            Some(path) => outside.read_text(path).map_err(unable)?,
            None => String::new(),
        };
        let mapping_file = self
            .mapping
            .as_deref()
            .map(|path| path.display().to_string());
        let own = mapping_file
            .as_deref()
            .map(|file| (mapping_text.as_str(), file));
        let mapping = Mapping::load(&files, own).map_err(Failure::Unable)?;
        let source = outside.steady(&self.schedule).map_err(unable)?;
        let schedule = self.open(&source, &mapping)?;
        let Some(folder) = self.output.as_deref().filter(|_| !self.dry_run) else {
            return self.dry_run(&schedule, &outside);
        };
        schedule.ready().map_err(Failure::Unable)?;
        let options = self.form.options(&site, &files, self.embed_data);
        let archive = self.archive.open_for_forms(&site, &outside)?;
        let place = archive.as_ref().map(|(place, _)| place.to_string());
        let texts = [mapping_text.as_str(), &place.unwrap_or_default()];
        let of = self.run_of(&source, &texts, &options, &files)?;
        let paths = Paths::of(folder, self.shard);
        let mut journal =
            Journal::open(paths.journal.clone(), &of, &outside).map_err(Failure::Unable)?;
        // The time in every form is that of the beginning, also when the run goes on later.
        let clock = Outside::at(journal.began());
        let library = Library::new(files.clone()).map_err(Failure::Unable)?;
        // A sheet that cannot be set is found out before the forms are made.
        let sheet = self.packet.sheet(&library, &options)?;
        let packs = Packs::of(&library, &mapping).map_err(Failure::Unable)?;
        let paper = options.paper;
        let generator = Generator::new(files, &clock, options).map_err(Failure::Unable)?;
        let unused = schedule.understanding().unused();
        if !unused.is_empty() {
            tell(&format!("columns that are not used: {}", unused.join(", ")));
        }
        let not_found = schedule.understanding().missed();
        if !not_found.is_empty() {
            let names = not_found.join(", ");
            tell(&format!(
                "the mapping names columns that are not there: {names}"
            ));
        }
        if let Some(sheets) = schedule.understanding().not_read() {
            tell(&sheets);
        }
        let rows = Rows::of(schedule, site.facility.clone(), &packs);
        let bar = self.bar(&source, &mapping)?;
        let run = Run {
            generator: &generator,
            folder,
            jobs: self.jobs.map_or_else(processors, NonZeroUsize::get),
            shard: self.shard,
            outside: &outside,
        };
        let (mut forms, mut refused) = (0, 0);
        let mut archive = archive.map(|(_, archive)| archive);
        let mut keep = archive.as_mut().map(|archive| {
            |forms: &[(&Form, &Record)]| keep_all(archive, forms, generator.validity_days())
        });
        let keep = keep.as_mut().map(|keep| keep as &mut Keep<'_>);
        let done = run.run_and_keep(rows, &mut journal, keep, &mut |entry: &Entry| {
            match entry.verdict {
                Verdict::Form { .. } => forms += 1,
                Verdict::Refused { .. } => refused += 1,
            }
            bar.set_message(format!("{forms} forms, {refused} refused"));
            bar.inc(1);
        });
        bar.finish_and_clear();
        done.map_err(Failure::Unable)?;
        let summary = journal.report(&paths, &outside).map_err(Failure::Unable)?;
        let csv = paths.csv;
        print(&csv.display().to_string(), &outside)?;
        tell(&format!(
            "{} forms with {} pages, {} rows refused; reasons are in {}",
            summary.forms,
            summary.pages,
            summary.refused,
            csv.display()
        ));
        if let Some((path, sheet)) = sheet {
            let made = Made {
                folder,
                journal: &journal,
                shard: self.shard,
                library: &library,
                packs: &packs,
                facility: site.facility.as_ref(),
                outside: &outside,
            };
            // Read again for times and rooms.
            let schedule = self.open(&source, &mapping)?;
            let packet = self.packet.make(path, schedule, &made, &sheet)?;
            tell(&format!("{}: {} pages", path.display(), packet.pages));
            if self.packet.print(&packet, path, paper)? {
                note_printed(archive, &made.form_ids().map_err(unable)?)?;
            }
        }
        if summary.refused == 0 {
            Ok(())
        } else {
            Err(Failure::Told)
        }
    }

    fn open(&self, source: &Steady, mapping: &Mapping) -> Result<Schedule<'static>, Failure> {
        let file = self.schedule.display().to_string();
        Schedule::from_reader(source.clone(), &file, mapping).map_err(Failure::Unable)
    }

    /// What this run is of: another schedule, mapping, site or option is another run.
    fn run_of(
        &self,
        source: &Steady,
        texts: &[&str],
        options: &Options,
        files: &Files,
    ) -> Result<String, Failure> {
        let mut hash = Sha256::new();
        source.hashes().iter().for_each(|it| hash.update(it));
        let parts = [
            env!("CARGO_PKG_VERSION"),
            &format!("{options:?}"),
            &format!("{:?}", self.shard),
            &files.own_hash().map_err(unable)?,
        ];
        for part in parts.iter().chain(texts) {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        Ok(hexadecimal(&hash.finalize()))
    }

    /// A bar with rate and time left, on a terminal only.
    fn bar(&self, source: &Steady, mapping: &Mapping) -> Result<ProgressBar, Failure> {
        if !std::io::stderr().is_terminal() {
            return Ok(ProgressBar::hidden());
        }
        let mine = |n: &u64| self.shard.is_none_or(|shard| shard.has(*n));
        let rows = (0..).zip(self.open(source, mapping)?);
        let count = rows.filter(|(n, _)| mine(n)).count();
        let style = "{bar:30} {pos}/{len} rows, {per_sec}, {eta} left; {msg}";
        let style = ProgressStyle::with_template(style)
            .map_err(|error| unable(Problem::new(error.to_string())))?;
        Ok(ProgressBar::new(count as u64).with_style(style))
    }

    fn dry_run(&self, schedule: &Schedule<'_>, outside: &Outside) -> Result<(), Failure> {
        let understanding = schedule.understanding();
        match self.format {
            OutputFormat::Json => print_json(understanding, outside)?,
            OutputFormat::Text => print(&as_text(understanding), outside)?,
        }
        schedule.ready().map_err(Failure::Refused)
    }
}

/// Adds forms to the archive; gives what people should hear of each.
fn keep_all(
    archive: &mut Archive,
    forms: &[(&Form, &Record)],
    validity_days: Option<u32>,
) -> Result<Vec<Vec<String>>, Problem> {
    let added = keep(archive, forms, validity_days)?;
    let news = added.iter().map(|one| one.is_news().then(|| words(one)));
    Ok(news.map(|news| news.into_iter().collect()).collect())
}

#[expect(clippy::print_stderr, reason = "this is the command line's edge")]
fn tell(text: &str) {
    eprintln!("{text}");
}

fn processors() -> usize {
    std::thread::available_parallelism().map_or(1, NonZeroUsize::get)
}

fn as_text(understanding: &Understanding) -> String {
    let mut text = format!(
        "{}: {}, headers in row {}\n\n",
        understanding.file, understanding.encoding, understanding.header_row
    );
    let mut rows = vec![
        ["column", "header", "understood as", "by"]
            .map(str::to_owned)
            .to_vec(),
    ];
    for column in &understanding.columns {
        let (meaning, by) = match column.meaning {
            Meaning::Field(field) => (field.name().to_owned(), column.by),
            Meaning::Twice(field) => (
                format!("{} TWICE: the mapping must choose", field.name()),
                column.by,
            ),
            Meaning::Ignored => ("not needed".into(), column.by),
            Meaning::Unknown => ("UNKNOWN: it is not used".into(), None),
        };
        rows.push(vec![
            column.number.to_string(),
            column.header.clone(),
            meaning,
            by.map_or_else(String::new, |by| format!("{by:?}").to_lowercase()),
        ]);
    }
    text.push_str(&columns(&rows));
    if let Some(sheets) = understanding.not_read() {
        text.push_str(&format!("\n{sheets}\n"));
    }
    text
}
