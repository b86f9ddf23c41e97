//! Many cases, one verdict each: a form, or a refusal with its reasons.
//!
//! ```text
//! rows ──► workers ──► in the order of the rows ──► journal ──► report
//!          case, form,                             one line      CSV and JSON
//!          file                                    a row         at the end
//! ```
//!
//! A bad row never stops the others. What comes out does not depend on how many workers
//! there are, nor on whether the run was interrupted: the journal in the folder of the
//! forms knows what is done, and when the run began is the time in every form.

mod journal;
mod report;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, sync_channel};
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};

pub use journal::{Journal, Start};
pub(crate) use report::harmless;
pub use report::{Entry, Summary, Verdict};

use crate::case::Case;
use crate::error::{Place, Problem, Problems};
use crate::generator::{Form, Generator, Record};
use crate::library::hexadecimal;
use crate::outside::Outside;
use crate::rules::Report;

/// How many handfuls of each worker may be begun before the first of them is done.
const AHEAD: usize = 4;

/// One row of a schedule.
pub trait Row: Send {
    /// Its number as a person sees it in the schedule.
    fn number(&self) -> u64;
    /// What it says.
    ///
    /// # Errors
    /// Everything that keeps it from being a case, with row and column.
    fn case(&self) -> Result<Cow<'_, Case>, Problems>;
    /// What should be looked at, though it makes a form; names rows, never people.
    fn warnings(&self) -> Vec<String>;
    /// Where in the schedule a problem belongs that says nothing of it itself.
    fn place(&self, _problem: &Problem) -> Option<Place> {
        None
    }
    /// Why neither this row nor any after it can be read, if that is so. It ends the run.
    fn end(&self) -> Option<Problem> {
        None
    }
}

/// Which part of the rows this run takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shard {
    /// From 1.
    pub part: u64,
    /// How many parts there are.
    pub of: u64,
}

impl Shard {
    /// Whether the n-th row (from 0) is in this part.
    pub fn has(self, n: u64) -> bool {
        n % self.of == self.part - 1
    }
}

impl std::str::FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let numbers = text
            .split_once('/')
            .and_then(|(part, of)| Some((part.parse().ok()?, of.parse().ok()?)));
        match numbers {
            Some((part, of)) if (1..=of).contains(&part) => Ok(Self { part, of }),
            _ => Err("write it as K/N with K from 1 to N, such as 2/4".into()),
        }
    }
}

/// Takes forms elsewhere as well, some at a time and in the order of the rows, before the
/// journal says that they are done; gives warnings for each. The same forms can come again
/// after a run was broken off.
pub type Keep<'a> = dyn FnMut(&[(&Form, &Record)]) -> Result<Vec<Vec<String>>, Problem> + 'a;

/// How many forms are kept together.
const TOGETHER: usize = 64;

/// How long a form waits for others to be kept with.
const AT_MOST: Duration = Duration::from_secs(1);

/// A run over a schedule.
#[derive(Debug)]
pub struct Batch<'a> {
    /// Makes the forms.
    pub generator: &'a Generator,
    /// Where they go.
    pub folder: &'a Path,
    /// How many workers make them.
    pub jobs: usize,
    /// Which rows are taken; all without one.
    pub shard: Option<Shard>,
    /// Files and clock.
    pub outside: &'a Outside,
}

impl Batch<'_> {
    /// Makes a form, or finds the reasons why not, for each row that the journal does not
    /// have yet. `told` is told of every row, in order.
    ///
    /// # Errors
    /// The folder cannot be written; what is done is in the journal, and the same run
    /// again goes on from there.
    pub fn run<R: Row>(
        &self,
        rows: impl Iterator<Item = R> + Send,
        journal: &mut Journal,
        told: &mut dyn FnMut(&Entry),
    ) -> Result<(), Problems> {
        self.run_and_keep(rows, journal, None, told)
    }

    /// As [`run`](Self::run); `keep` is given the forms.
    ///
    /// # Errors
    /// As [`run`](Self::run), or forms cannot be kept.
    pub fn run_and_keep<R: Row>(
        &self,
        rows: impl Iterator<Item = R> + Send,
        journal: &mut Journal,
        keep: Option<&mut Keep<'_>>,
        told: &mut dyn FnMut(&Entry),
    ) -> Result<(), Problems> {
        let jobs = self.jobs.max(1);
        let (give, take) = sync_channel::<Handful<R>>(AHEAD * jobs);
        let (send, done) = sync_channel::<Handful<Result<Made, Problem>>>(AHEAD * jobs);
        let take = Mutex::new(take);
        let stop = AtomicBool::new(false);
        let known = journal.known(self.folder, self.outside)?;
        let made_at = journal.began();
        let outside = &self.outside.of_run(journal.path());
        let run = &Batch { outside, ..*self };
        // No handful is begun while the one so many before it is not done: what waits for its
        // turn has a limit even if one form takes long.
        let (began, ended) = sync_channel::<()>(AHEAD * jobs);
        std::thread::scope(|scope| {
            let (known, stop, take) = (&known, &stop, &take);
            scope.spawn(move || {
                let mine = |n: &u64| self.shard.is_none_or(|shard| shard.has(*n));
                let rows = (0..).zip(rows);
                let new = rows.filter(|(n, row)| {
                    row.end().is_some() || mine(n) && !known.contains(&row.number())
                });
                let (mut first, mut handful) = (0, Vec::new());
                // Nobody takes it if the run has ended.
                let hand_on =
                    |handful: Handful<R>| began.send(()).is_ok() && give.send(handful).is_ok();
                for (_, row) in new {
                    if stop.load(Ordering::Relaxed) {
                        return;
                    }
                    handful.push(row);
                    if handful.len() as u64 >= handful_at(first) {
                        let next = first + handful.len() as u64;
                        if !hand_on((first, std::mem::take(&mut handful))) {
                            return;
                        }
                        first = next;
                    }
                }
                hand_on((first, handful));
            });
            let kept = keep.is_some();
            for _ in 0..jobs {
                let send = send.clone();
                scope.spawn(move || {
                    while let Some((first, rows)) = next(take) {
                        let made = rows.iter().map(|row| run.made(row, kept, made_at));
                        if send.send((first, made.collect())).is_err() {
                            break;
                        }
                    }
                });
            }
            drop(send);
            let mut last = Last {
                keep,
                waiting: Vec::new(),
                kept: Instant::now(),
                journal,
                told,
            };
            let written = in_order(&done, |handful| {
                let _ = ended.recv();
                handful.into_iter().try_for_each(|made| last.take(made?))
            });
            let written = written.and_then(|()| last.hand_on());
            // The rows that are under way are let go of.
            stop.store(true, Ordering::Relaxed);
            drop(ended);
            while done.recv().is_ok() {}
            written
        })?;
        Ok(outside.settle(self.folder)?)
    }

    /// The form of a row as it is made at a time, with its record if it is to be kept.
    fn form<R: Row>(
        &self,
        row: &R,
        kept: bool,
        created: DateTime<Utc>,
    ) -> Result<(Form, Option<Record>), Problems> {
        attempt(|| {
            let case = row.case()?;
            let form = self.generator.form_at(&case, created)?;
            let record = kept.then(|| self.generator.record_at(&case, created));
            Ok((form, record.transpose()?))
        })
    }

    /// What comes of one row. A reason to refuse is a verdict; a file that cannot be
    /// written ends the run.
    fn made<R: Row>(&self, row: &R, kept: bool, created: DateTime<Utc>) -> Result<Made, Problem> {
        if let Some(problem) = row.end() {
            return Err(problem);
        }
        let mut made = None;
        let verdict = match self.form(row, kept, created) {
            Err(problems) => {
                let placed = |problem: Problem| {
                    let place = problem.place.clone().or_else(|| row.place(&problem));
                    problem.at(place).to_string()
                };
                let reasons = problems.0.into_iter().map(placed).collect();
                Verdict::Refused { reasons }
            }
            Ok((form, record)) => {
                let file = format!("{:05}-{}.pdf", row.number(), form.id);
                let path = self.folder.join(&file);
                let (own, shared) = form.report.json_parts()?;
                let report = [own.as_bytes(), shared.as_bytes()];
                self.outside
                    .write_parts(&path, &form.bytes.parts(), false)?;
                self.outside
                    .write_parts(&Report::beside(&path), &report, true)?;
                let verdict = Verdict::Form {
                    file,
                    sha256: hexadecimal(&form.sha256),
                    pages: form.pages,
                    by_hand: form.report.by_hand.len(),
                    rules: form.report.warnings(),
                    form_id: form.id.clone(),
                };
                made = record.map(|record| (form, record));
                verdict
            }
        };
        let entry = Entry {
            row: row.number(),
            verdict,
            warnings: row.warnings(),
        };
        Ok(Made { entry, form: made })
    }
}

/// Tries to make a form. A fault of the program itself is a reason to refuse this one and not
/// to give up the others.
pub(crate) fn attempt<T>(make: impl FnOnce() -> Result<T, Problems>) -> Result<T, Problems> {
    catch_unwind(AssertUnwindSafe(make)).unwrap_or_else(|_| {
        let problem = Problem::new("the program failed at this row");
        Err(problem
            .hint("make the form by itself, and report what happens")
            .into())
    })
}

/// What came of a row, and the form if it is to be kept.
struct Made {
    entry: Entry,
    form: Option<(Form, Record)>,
}

/// The end of the line: what came of each row, in order.
struct Last<'a, 'b> {
    keep: Option<&'a mut Keep<'b>>,
    waiting: Vec<Made>,
    kept: Instant,
    journal: &'a mut Journal,
    told: &'a mut dyn FnMut(&Entry),
}

impl Last<'_, '_> {
    fn take(&mut self, made: Made) -> Result<(), Problem> {
        self.waiting.push(made);
        let enough = self.waiting.len() >= TOGETHER || self.kept.elapsed() >= AT_MOST;
        if self.keep.is_none() || enough {
            self.hand_on()?;
        }
        Ok(())
    }

    /// Keeps the forms that wait; only then does the journal say that their rows are done.
    fn hand_on(&mut self) -> Result<(), Problem> {
        let mut waiting = std::mem::take(&mut self.waiting);
        if let Some(keep) = &mut self.keep {
            let forms = waiting.iter().filter_map(|made| made.form.as_ref());
            let forms: Vec<(&Form, &Record)> = forms.map(|(form, record)| (form, record)).collect();
            let warnings = if forms.is_empty() {
                Vec::new()
            } else {
                keep(&forms)?
            };
            self.kept = Instant::now();
            let with_form = waiting.iter_mut().filter(|made| made.form.is_some());
            for (made, warnings) in with_form.zip(warnings) {
                made.entry.warnings.extend(warnings);
            }
        }
        for made in waiting {
            self.journal.add(&made.entry)?;
            (self.told)(&made.entry);
        }
        Ok(())
    }
}

/// Rows that are handed on together, or what came of them: the place of the first among all,
/// and these.
type Handful<T> = (u64, Vec<T>);

/// How many rows are handed on together from a place on: the first by themselves, so that all
/// workers have some of a short schedule; later ones by the handful, which costs less.
fn handful_at(place: u64) -> u64 {
    (place / 16).clamp(1, 16)
}

fn next<R>(take: &Mutex<Receiver<Handful<R>>>) -> Option<Handful<R>> {
    take.lock().ok()?.recv().ok()
}

/// Hands on what comes, first place first.
fn in_order<T>(
    done: &Receiver<Handful<T>>,
    mut hand_on: impl FnMut(Vec<T>) -> Result<(), Problem>,
) -> Result<(), Problem> {
    let mut waiting = BTreeMap::new();
    let mut place = 0;
    while let Ok((first, made)) = done.recv() {
        waiting.insert(first, made);
        while let Some(made) = waiting.remove(&place) {
            place += made.len() as u64;
            hand_on(made)?;
        }
    }
    Ok(())
}

/// The files of a run in the folder of its forms; each part of a schedule has its own.
#[derive(Debug, Clone)]
pub struct Paths {
    /// What is done.
    pub journal: PathBuf,
    /// The report for people.
    pub csv: PathBuf,
    /// The report for programs.
    pub json: PathBuf,
}

impl Paths {
    /// Those of a whole schedule, or of one part of it.
    pub fn of(folder: &Path, shard: Option<Shard>) -> Self {
        let part = shard.map_or(String::new(), |shard| {
            format!("-{}-of-{}", shard.part, shard.of)
        });
        Self {
            journal: folder.join(format!("journal{part}.jsonl")),
            csv: folder.join(format!("report{part}.csv")),
            json: folder.join(format!("report{part}.json")),
        }
    }
}
