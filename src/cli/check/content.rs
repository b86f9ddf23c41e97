//! Whether packs, and a whole site, are sound, readable and approved.

use std::path::Path;

use serde::Serialize;

use crate::cli::out::{columns, print, print_json};
use crate::cli::{Failure, OutputFormat};
use crate::drawing::Drawing;
use crate::error::{Problem, Problems};
use crate::generator::{Generator, Options};
use crate::library::{Files, Library, Pack, Status};
use crate::outside::Outside;
use crate::readability::{self, Glossary, Reader, Reading};
use crate::rules::check_profile;
use crate::schedule::{Mapping, Packs, STANDARD};
use crate::site::Site;

/// What came of looking at a piece of content.
#[derive(Debug, Serialize)]
struct ContentReport {
    /// Pack id, or what else was looked at.
    of: String,
    /// What keeps it from being used.
    faults: Vec<String>,
    /// What should be mended.
    warnings: Vec<String>,
    /// How hard its lay text is to read.
    readability: Vec<Reading>,
}

impl ContentReport {
    fn of(what: &str) -> Self {
        Self {
            of: what.to_owned(),
            faults: Vec::new(),
            warnings: Vec::new(),
            readability: Vec::new(),
        }
    }

    fn fault(mut self, problems: Problems) -> Self {
        self.faults
            .extend(problems.0.iter().map(Problem::to_string));
        self
    }
}

/// One pack of the library.
pub(super) fn pack(
    library: &Library,
    id: &str,
    format: OutputFormat,
    outside: &Outside,
) -> Result<(), Failure> {
    tell(&[of_pack(library, id, outside)], format, outside)
}

/// A pack in a file that is not part of the library yet.
pub(super) fn pack_file(
    library: &Library,
    text: &str,
    file: &str,
    format: OutputFormat,
    outside: &Outside,
) -> Result<(), Failure> {
    let report = ContentReport::of(file);
    let id = Path::new(file).file_stem().and_then(|stem| stem.to_str());
    let report = match (library.read_pack(text, id, file), library.glossary("en")) {
        (Ok(pack), Ok(glossary)) => ContentReport {
            readability: readings(&pack, glossary),
            ..report
        },
        (Err(problems), _) | (_, Err(problems)) => report.fault(problems),
    };
    tell(&[report], format, outside)
}

/// Everything that a site has: packs, statements, profiles, layouts, approvals.
pub(super) fn site(site: &Site, format: OutputFormat, outside: &Outside) -> Result<(), Failure> {
    let files = site.files(outside);
    let library = Library::new(files.clone()).map_err(Failure::Refused)?;
    let ids: Vec<String> = library.pack_ids().map(str::to_owned).collect();
    let mut reports: Vec<ContentReport> = ids
        .iter()
        .map(|id| of_pack(&library, id, outside))
        .collect();
    for name in files.names("templates/statements", "toml") {
        let report = ContentReport::of(&format!("statements/{name}"));
        reports.push(match library.statements(&name) {
            Ok(loaded) if loaded.approval.is_some() => report,
            Ok(_) => ContentReport {
                warnings: vec!["a draft: not approved by this site".into()],
                ..report
            },
            Err(problems) => report.fault(problems),
        });
    }
    for name in files.names("templates/profiles", "toml") {
        let report = ContentReport::of(&format!("profiles/{name}"));
        let judged = library
            .profile(&name)
            .and_then(|profile| check_profile(&profile));
        reports.push(match (judged, library.weakened(&name)) {
            (Ok(()), Ok(weakened)) if weakened.is_empty() => report,
            (Ok(()), Ok(weakened)) => ContentReport {
                warnings: vec![format!(
                    "rules of the shipped profile are taken out or weakened: {}",
                    weakened.join(", ")
                )],
                ..report
            },
            (Err(problems), _) | (_, Err(problems)) => report.fault(problems),
        });
    }
    for layout in files.names("templates/layouts", "hbs") {
        let options = Options {
            theme: Options::theme_of(&layout, None, &files),
            layout: layout.clone(),
            ..Options::default()
        };
        let report = ContentReport::of(&format!("layouts/{layout}"));
        reports.push(match Generator::new(files.clone(), outside, options) {
            Ok(_) => report,
            Err(problems) => report.fault(problems),
        });
    }
    for name in files.names("templates/mappings", "toml") {
        let report = ContentReport::of(&format!("mappings/{name}"));
        reports.push(match mapping(&name, &files, &library) {
            Ok(()) => report,
            Err(problems) => report.fault(problems),
        });
    }
    if let Err(problems) = library.profile(&site.profile) {
        reports.push(ContentReport::of("countersign.toml: profile").fault(problems));
    }
    for stale in library.stale_approvals().map_err(Failure::Refused)? {
        let mut report = ContentReport::of(&format!("approval of {}", stale.file));
        report.warnings.push(format!(
            "the file was changed after {} approved version {}: it is a draft again",
            stale.by, stale.version
        ));
        reports.push(report);
    }
    tell(&reports, format, outside)
}

/// Whether a mapping can be read, and the packs and factors that it names are there.
fn mapping(name: &str, files: &Files, library: &Library) -> Result<(), Problems> {
    let path = format!("templates/mappings/{name}.toml");
    let (text, file) = files.text(&path)?;
    let own = (path != STANDARD).then_some((text.as_ref(), file.as_str()));
    let mapping = Mapping::load(files, own)?;
    Packs::of(library, &mapping).map(|_| ())
}

fn of_pack(library: &Library, id: &str, outside: &Outside) -> ContentReport {
    let mut report = ContentReport::of(id);
    let (loaded, glossary) = match (library.pack(id), library.glossary("en")) {
        (Ok(loaded), Ok(glossary)) => (loaded, glossary),
        (Err(problems), _) | (_, Err(problems)) => return report.fault(problems),
    };
    for figure in &loaded.pack.figures {
        let drawing = library.drawing(&figure.svg).map_err(Problems::from);
        let parsed = drawing.and_then(|one| Drawing::parse(&one.svg, &one.file));
        if let Err(problems) = parsed {
            report = report.fault(problems);
        }
    }
    match library.lint(id) {
        Ok(found) => report.faults.extend(found.iter().map(Problem::to_string)),
        Err(problems) => report = report.fault(problems),
    }
    if library.status(&loaded) == Status::Draft {
        let draft = "a draft: not approved by this site".to_owned();
        report.warnings.push(draft);
    }
    if loaded.pack.review.next_review < outside.today() {
        let due = format!(
            "the day of review has passed: {}",
            loaded.pack.review.next_review
        );
        report.warnings.push(due);
    }
    report.readability = readings(&loaded.pack, glossary);
    for reading in &report.readability {
        let grade = reading.scores.grades.flesch_kincaid;
        if grade > readability::HARDEST_GRADE {
            report
                .warnings
                .push(format!("{} reads at grade {grade:.1}", reading.section));
        }
        for long in &reading.scores.too_long {
            report.warnings.push(format!(
                "too long a sentence in {}: {long}",
                reading.section
            ));
        }
    }
    report
}

/// The lay texts of a pack, measured by section; what a case fills in is one plain word.
fn readings(pack: &Pack, glossary: Glossary) -> Vec<Reading> {
    let sections = pack.lay_sections();
    let reader = Reader::new(glossary);
    let reading = |(section, texts): &(&str, Vec<String>)| {
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        reader.reading(section, &texts)
    };
    sections.iter().map(reading).collect()
}

/// Grades by section, and the sentences to mend.
pub(super) fn reading_table(readings: &[Reading]) -> String {
    let mut rows = vec![
        [
            "section",
            "grade",
            "terms aside",
            "SMOG",
            "longest sentence",
            "hard words",
        ]
        .map(str::to_owned)
        .to_vec(),
    ];
    for Reading {
        section, scores, ..
    } in readings
    {
        let smog = &scores.grades;
        let few = if smog.smog_is_reliable {
            ""
        } else {
            " (few sentences)"
        };
        let jargon: Vec<&str> = scores.jargon.iter().map(String::as_str).collect();
        rows.push(vec![
            section.clone(),
            format!("{:.1}", scores.grades.flesch_kincaid),
            format!("{:.1}", scores.grades_without_terms.flesch_kincaid),
            format!("{:.1}{few}", smog.smog),
            format!("{} words", scores.longest),
            jargon.join(", "),
        ]);
    }
    let mut text = columns(&rows);
    for reading in readings {
        for sentence in &reading.to_mend {
            let (section, says) = (&reading.section, &sentence.sentence);
            text.push_str(&format!("  mend in {section} ({sentence}): {says}\n"));
        }
    }
    text
}

fn tell(reports: &[ContentReport], format: OutputFormat, outside: &Outside) -> Result<(), Failure> {
    match format {
        OutputFormat::Json => print_json(&reports, outside)?,
        OutputFormat::Text => print(&as_text(reports), outside)?,
    }
    if reports.iter().all(|report| report.faults.is_empty()) {
        Ok(())
    } else {
        Err(Failure::Told)
    }
}

fn as_text(reports: &[ContentReport]) -> String {
    let mut text = String::new();
    for report in reports {
        text.push_str(&format!("{}\n", report.of));
        for fault in &report.faults {
            text.push_str(&format!("  FAULT  {}\n", fault.replace('\n', "\n  ")));
        }
        for warning in &report.warnings {
            text.push_str(&format!("  warn   {warning}\n"));
        }
        if let [only] = reports
            && !only.readability.is_empty()
        {
            text.push('\n');
            text.push_str(&reading_table(&only.readability));
        }
    }
    let faulty = reports
        .iter()
        .filter(|report| !report.faults.is_empty())
        .count();
    text.push_str(&format!(
        "\n{} looked at, {faulty} with faults\n",
        reports.len()
    ));
    text
}
