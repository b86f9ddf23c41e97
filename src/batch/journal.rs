//! What is done already: one line a row, in the folder of the forms.
//!
//! A line is written after its form is. A run that was killed finds here what it need not
//! do again; a form without its line is made again and comes out the same.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::Paths;
use super::report::{Entry, HEAD, Summary, Verdict};
use crate::error::{Problem, Problems};
use crate::library::hexadecimal;
use crate::outside::{Appender, Outside};
use crate::rules::Report;

/// What a run is of: another schedule, mapping or library is another run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Start {
    /// SHA-256 over schedule, mapping, library and options, hexadecimal.
    pub of: String,
    /// When the run first began: the time in every form.
    pub began: DateTime<Utc>,
}

/// The journal of a run.
#[derive(Debug)]
pub struct Journal {
    path: PathBuf,
    start: Start,
    entries: Appender,
}

impl Journal {
    /// Opens the journal of a run in a folder, or begins one.
    ///
    /// # Errors
    /// The folder holds another run, or cannot be written.
    pub fn open(path: PathBuf, of: &str, outside: &Outside) -> Result<Self, Problems> {
        outside.make_folder(&path)?;
        let old = if path.is_file() {
            outside.read_text(&path)?
        } else {
            String::new()
        };
        // A line that was cut off when the run was killed is no line.
        let whole = old.rfind('\n').map_or(0, |end| end + 1);
        let start = match old[..whole].lines().next() {
            None => Start {
                of: of.to_owned(),
                began: outside.now(),
            },
            Some(first) => {
                let start: Start = serde_json::from_str(first).map_err(|_| other(&path))?;
                if start.of != of {
                    return Err(other(&path).into());
                }
                start
            }
        };
        let mut entries = outside.append(&path, whole as u64)?;
        if whole == 0 {
            entries.line(&to_line(&start)?)?;
        }
        Ok(Self {
            path,
            start,
            entries,
        })
    }

    /// When the run first began.
    pub fn began(&self) -> DateTime<Utc> {
        self.start.began
    }

    /// Notes what came of a row.
    pub(super) fn add(&mut self, entry: &Entry) -> Result<(), Problem> {
        self.entries.line(&to_line(entry)?)
    }

    /// Rows that are done: refused, or with a form that is there as it was written.
    pub(super) fn known(&self, folder: &Path, outside: &Outside) -> BTreeSet<u64> {
        let mut known = BTreeSet::new();
        let _ = self.each(outside, |entry| {
            let there = match &entry.verdict {
                Verdict::Refused { .. } => true,
                Verdict::Form { file, sha256, .. } => {
                    let path = folder.join(file);
                    let same = |bytes| hexadecimal(&Sha256::digest(bytes)) == *sha256;
                    Report::beside(&path).is_file() && outside.read(&path).is_ok_and(same)
                }
            };
            if there {
                known.insert(entry.row);
            }
            Ok(())
        });
        known
    }

    /// Goes through what is noted, in the order of the rows, the latest line of each. One
    /// entry is in memory at a time; of the others only where they stand.
    fn each(
        &self,
        outside: &Outside,
        mut look: impl FnMut(Entry) -> Result<(), Problem>,
    ) -> Result<(), Problem> {
        let mut lines = outside.lines(&self.path)?;
        let mut places: BTreeMap<u64, u64> = BTreeMap::new();
        lines.next()?;
        while let Some((place, line)) = lines.next()? {
            places.insert(self.entry(&line)?.row, place);
        }
        for place in places.into_values() {
            if let Some((_, line)) = lines.at(place)? {
                look(self.entry(&line)?)?;
            }
        }
        Ok(())
    }

    fn entry(&self, line: &str) -> Result<Entry, Problem> {
        serde_json::from_str(line).map_err(|error| {
            Problem::new(format!("{} was changed: {error}", self.path.display()))
                .hint("remove the file, and the run begins anew")
        })
    }

    /// Writes the report, as CSV and as JSON, from what is noted.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn report(&self, paths: &Paths, outside: &Outside) -> Result<Summary, Problems> {
        let mut summary = Summary::default();
        outside.write_from(&paths.csv, |to| {
            // A spreadsheet takes UTF-8 for what it is only with a mark.
            to.write_all(b"\xEF\xBB\xBF")?;
            let mut csv = csv::Writer::from_writer(to);
            csv.write_record(HEAD)?;
            self.each(outside, |entry| {
                summary.add(&entry);
                csv.write_record(entry.cells())
                    .map_err(|error| Problem::new(error.to_string()))
            })
            .map_err(|problem| io::Error::other(problem.says))?;
            csv.flush()
        })?;
        outside.write_from(&paths.json, |to| {
            let mut before = "[\n";
            self.each(outside, |entry| {
                let failed = |error: io::Error| Problem::new(error.to_string());
                to.write_all(before.as_bytes()).map_err(failed)?;
                before = ",\n";
                to.write_all(to_line(&entry)?.as_bytes()).map_err(failed)
            })
            .map_err(|problem| io::Error::other(problem.says))?;
            to.write_all(if before == "[\n" { b"[]\n" } else { b"\n]\n" })
        })?;
        Ok(summary)
    }
}

fn to_line(value: &impl Serialize) -> Result<String, Problem> {
    serde_json::to_string(value).map_err(|error| Problem::new(error.to_string()))
}

fn other(path: &Path) -> Problem {
    Problem::new(format!("{} is of another run", path.display()))
        .hint("give another folder with -o, or remove the file to begin anew")
}
