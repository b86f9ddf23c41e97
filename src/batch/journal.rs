//! What is done already: one line a row, in the folder of the forms.
//!
//! A line is written after its form is. A run that was killed finds here what it need not
//! do again; a form without its line is made again and comes out the same.
//!
//! Neither is forced onto the disk before the end: a loss of power may leave a line whose form
//! is torn or gone. So nothing is taken for done because of its line alone. The form must have
//! the hash that the line says, and its report must be whole; otherwise both are made again.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::Paths;
use super::report::{Entry, HEAD, Summary, Verdict};
use crate::error::{Problem, Problems};
use crate::library::hexadecimal;
use crate::outside::{Ledger, Outside};
use crate::rules::Report;

/// What a run is of: another schedule, mapping or library is another run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Start {
    /// SHA-256 over schedule, mapping, library and options, hexadecimal.
    pub of: String,
    /// When the run first began: the time in every form.
    pub began: DateTime<Utc>,
}

/// Which row a line is about.
#[derive(Deserialize)]
struct OfRow {
    row: u64,
}

/// The journal of a run.
#[derive(Debug)]
pub struct Journal {
    path: PathBuf,
    start: Start,
    lines: Ledger,
}

impl Journal {
    /// Opens the journal of a run in a folder, or begins one. What a killed run of it left
    /// unfinished beside it is removed.
    ///
    /// # Errors
    /// The folder holds another run, the same one goes on there, or it cannot be written.
    pub fn open(path: PathBuf, of: &str, outside: &Outside) -> Result<Self, Problems> {
        outside.make_folder(&path)?;
        let mut lines = outside.ledger(&path)?;
        let (mut start, mut whole) = (None, 0);
        lines.each(|place, line| {
            whole = place + line.len() as u64 + 1;
            if place == 0 {
                let first: Option<Start> = serde_json::from_str(line).ok();
                start = Some(first.filter(|it| it.of == of).ok_or_else(|| other(&path))?);
            }
            Ok(())
        })?;
        lines.cut(whole)?;
        let start = match start {
            Some(start) => start,
            None => {
                let (of, began) = (of.to_owned(), outside.now());
                let start = Start { of, began };
                lines.add(&to_line(&start)?)?;
                start
            }
        };
        outside.of_run(&path).sweep(path.parent().unwrap_or(&path));
        Ok(Self { path, start, lines })
    }

    /// Where it stands.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// When the run first began.
    pub fn began(&self) -> DateTime<Utc> {
        self.start.began
    }

    /// Notes what came of a row.
    pub(super) fn add(&mut self, entry: &Entry) -> Result<(), Problem> {
        self.lines.add(&to_line(entry)?)
    }

    /// Rows that are done: refused, or with a form that is there as it was written.
    ///
    /// # Errors
    /// The journal cannot be read, or somebody changed it.
    pub(super) fn known(&self, folder: &Path, outside: &Outside) -> Result<BTreeSet<u64>, Problem> {
        let mut known = BTreeSet::new();
        self.each(|entry| {
            let there = match &entry.verdict {
                Verdict::Refused { .. } => true,
                Verdict::Form { file, sha256, .. } => {
                    let path = folder.join(file);
                    let same = |bytes| hexadecimal(&Sha256::digest(bytes)) == *sha256;
                    let report = outside.read(&Report::beside(&path));
                    let whole = |json: Vec<u8>| serde_json::from_slice::<IgnoredAny>(&json).is_ok();
                    report.is_ok_and(whole) && outside.read(&path).is_ok_and(same)
                }
            };
            if there {
                known.insert(entry.row);
            }
            Ok(())
        })?;
        Ok(known)
    }

    /// Goes through what is noted, in the order of the rows, the latest line of each. One
    /// entry is in memory at a time; of the others only where they stand.
    ///
    /// # Errors
    /// The journal cannot be read, somebody changed it, or `look` fails.
    pub fn each(&self, mut look: impl FnMut(Entry) -> Result<(), Problem>) -> Result<(), Problem> {
        let latest = self.latest()?;
        self.lines.at(&latest, |line| look(self.read(line)?))
    }

    /// Where the latest line of each row stands, in the order of the rows.
    fn latest(&self) -> Result<Vec<u64>, Problem> {
        let mut places: BTreeMap<u64, u64> = BTreeMap::new();
        self.lines.each(|place, line| {
            if place > 0 {
                places.insert(self.read::<OfRow>(line)?.row, place);
            }
            Ok(())
        })?;
        Ok(places.into_values().collect())
    }

    fn read<'a, T: Deserialize<'a>>(&self, line: &'a str) -> Result<T, Problem> {
        serde_json::from_str(line).map_err(|error| {
            let says = format!("{} was changed: {error}", self.path.display());
            Problem::new(says).hint("give another folder with -o")
        })
    }

    /// Writes the report, as CSV and as JSON, from what is noted.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn report(&self, paths: &Paths, outside: &Outside) -> Result<Summary, Problems> {
        let mut summary = Summary::default();
        let latest = self.latest()?;
        outside.write_from(&paths.csv, |to| {
            self.csv(to, &latest, |entry| {
                summary.add(entry);
                true
            })
        })?;
        // Each line has been read by now, and is an entry as JSON.
        outside.write_from(&paths.json, |to| {
            let mut before = "[\n";
            let copied = self.lines.at(&latest, |line| {
                let failed = |error: io::Error| Problem::new(error.to_string());
                to.write_all(before.as_bytes()).map_err(failed)?;
                before = ",\n";
                to.write_all(line.as_bytes()).map_err(failed)
            });
            copied.map_err(|problem| io::Error::other(problem.says))?;
            to.write_all(if before == "[\n" { b"[]\n" } else { b"\n]\n" })
        })?;
        Ok(summary)
    }

    /// The rows of the report that were refused, as CSV.
    ///
    /// # Errors
    /// The journal cannot be read.
    pub fn refusals(&self) -> Result<Vec<u8>, Problem> {
        let mut bytes = Vec::new();
        let refused = |entry: &Entry| matches!(entry.verdict, Verdict::Refused { .. });
        let written = self.csv(&mut bytes, &self.latest()?, refused);
        written.map_err(|error| Problem::new(error.to_string()))?;
        Ok(bytes)
    }

    /// Writes those of some entries that `takes` wants.
    fn csv(
        &self,
        to: &mut dyn Write,
        places: &[u64],
        mut takes: impl FnMut(&Entry) -> bool,
    ) -> io::Result<()> {
        // A spreadsheet takes UTF-8 for what it is only with a mark.
        to.write_all(b"\xEF\xBB\xBF")?;
        let mut csv = csv::Writer::from_writer(to);
        csv.write_record(HEAD)?;
        let written = self.lines.at(places, |line| {
            let entry = self.read(line)?;
            match takes(&entry) {
                false => Ok(()),
                true => csv
                    .write_record(entry.cells())
                    .map_err(|error| Problem::new(error.to_string())),
            }
        });
        written.map_err(|problem| io::Error::other(problem.says))?;
        csv.flush()
    }
}

fn to_line(value: &impl Serialize) -> Result<String, Problem> {
    serde_json::to_string(value).map_err(|error| Problem::new(error.to_string()))
}

fn other(path: &Path) -> Problem {
    Problem::new(format!("{} is of another run", path.display()))
        .hint("give another folder with -o; forms of two runs do not belong in one")
}
