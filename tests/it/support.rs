//! A desk to work at: a temporary folder, a site in it, a clock that stands still.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use chrono::{DateTime, Utc};
use countersign::case::{Case, Format};
use countersign::consent::{ComposedRisk, Consent};
use countersign::error::Problems;
use countersign::generator::{Form, Generator, Options, Stages};
use countersign::library::Files;
use countersign::outside::Outside;
use countersign::typeset::Paper;
use tempfile::TempDir;

/// 22 November 2026, 12:00 UTC.
pub(crate) const EPOCH: i64 = 1_795_348_800;

/// Every example.
pub(crate) const EXAMPLES: [&str; 10] = [
    "carpal-tunnel-both-hands.toml",
    "cataract-right-eye.toml",
    "cervical-acdf.toml",
    "cervical-foraminotomy.json",
    "interpreter-and-representative.toml",
    "knee-replacement.toml",
    "laparoscopic-cholecystectomy.toml",
    "lumbar-discectomy.toml",
    "lumbar-foraminotomy.toml",
    "lumbar-fusion-two-levels.toml",
];

/// Those of the operation that the project started with.
pub(crate) const FORAMINOTOMIES: [&str; 4] = [
    "cervical-foraminotomy.json",
    "interpreter-and-representative.toml",
    "lumbar-foraminotomy.toml",
    "lumbar-fusion-two-levels.toml",
];

pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

pub(crate) fn clock() -> DateTime<Utc> {
    DateTime::from_timestamp(EPOCH, 0).unwrap()
}

pub(crate) fn example_text(name: &str) -> String {
    fs::read_to_string(root().join("examples").join(name)).unwrap()
}

pub(crate) fn read(text: &str, name: &str) -> Result<Case, Problems> {
    let format = Format::of(name).unwrap_or_else(|| Format::sniff(text));
    Case::read(text, name, format, None)
}

pub(crate) fn example(name: &str) -> Case {
    read(&example_text(name), name).unwrap()
}

/// A temporary folder that can be a site.
pub(crate) struct Desk {
    pub(crate) folder: TempDir,
    /// Layout of its forms; the theme goes with it.
    pub(crate) layout: String,
    /// Rules that its forms are held against.
    pub(crate) profile: String,
}

/// What a command did.
pub(crate) struct Run {
    pub(crate) status: i32,
    pub(crate) stdout: Vec<u8>,
    pub(crate) stderr: String,
}

impl Desk {
    pub(crate) fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            layout: "standard".into(),
            profile: "core".into(),
        }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        path
    }

    /// Puts a changed copy of a shipped file before the shipped one.
    pub(crate) fn shadow(&self, path: &str, from: &str, to: &str) {
        let shipped = fs::read_to_string(root().join(path)).unwrap();
        assert!(shipped.contains(from), "{path} no longer holds {from:?}");
        self.write(path, &shipped.replace(from, to));
    }

    pub(crate) fn generator(&self, paper: Paper) -> Result<Generator, Problems> {
        let outside = Outside::at(clock());
        let files = Files::new(outside.clone(), Some(self.folder.path().to_owned()));
        let options = Options {
            paper,
            theme: Options::theme_of(&self.layout, None, &files),
            layout: self.layout.clone(),
            profile: self.profile.clone(),
            ..Options::default()
        };
        Generator::new(files, &outside, options)
    }

    /// Makes a form with this desk's site.
    pub(crate) fn form(&self, case: &Case) -> Result<Form, Problems> {
        self.generator(Paper::A4)?.form(case)
    }

    pub(crate) fn stages(&self, case: &Case) -> Result<Stages, Problems> {
        self.generator(Paper::A4)?.stages(case)
    }

    /// Runs the command in this folder, the clock at [`EPOCH`].
    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        self.run_with(arguments, "")
    }

    pub(crate) fn run_with(&self, arguments: &[&str], input: &str) -> Run {
        use std::io::Write;
        let mut child = Command::new(env!("CARGO_BIN_EXE_countersign"))
            .args(arguments)
            .current_dir(self.folder.path())
            .env("SOURCE_DATE_EPOCH", EPOCH.to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // A command that refuses its arguments does not read.
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        let output = child.wait_with_output().unwrap();
        Run {
            status: output.status.code().unwrap(),
            stdout: output.stdout,
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

impl Run {
    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.stdout).unwrap()
    }
}

/// The problems of something that must not work, as they are shown.
pub(crate) fn refused<T>(result: Result<T, Problems>) -> String {
    match result {
        Ok(_) => panic!("it should have been refused"),
        Err(problems) => problems.to_string(),
    }
}

/// Text without white space.
pub(crate) fn bare(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// Every risk of a consent, in the order of the form.
pub(crate) fn rows(consent: &Consent) -> Vec<&ComposedRisk> {
    consent
        .risks
        .iter()
        .flat_map(|group| group.tables.iter().flat_map(|table| &table.rows))
        .collect()
}
