//! Adding forms: files first, then one transaction for log and index.
//!
//! A crash before the transaction leaves files that no row speaks of, which harm nobody; a
//! crash after it leaves a form that is whole. There is no moment in between.

use serde::Serialize;

use super::Inner;
use super::entry::{Facts, FileOf, FileRole, Kept, Row};
use super::index::{Line, Writing};
use super::life::{State, Status};
use super::log::{Action, LogRecord};
use super::operation::{Superseded, give_way, gives_way};
use crate::error::Problem;

/// What came of adding a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Added {
    /// Id of the form.
    pub form_id: String,
    /// New, known, …
    pub outcome: Outcome,
    /// Where the form is in its life now.
    pub status: Status,
    /// Forms whose place it takes.
    pub supersedes: Vec<Superseded>,
    /// A later form for the same operation, which was there already.
    pub superseded_by: Option<Superseded>,
}

impl Added {
    /// What came of adding a form, in words.
    pub fn words(&self) -> String {
        let id = &self.form_id;
        let mut words = match self.outcome {
            Outcome::New => "added to the archive".into(),
            Outcome::MadeAgain => "was in the archive: this making of it is kept as well".into(),
            Outcome::Known => format!("was in the archive already, {}", self.status.name()),
            Outcome::Destroyed => format!("form {id} was destroyed and cannot be added again"),
        };
        let because = |one: &Superseded| one.because.join(", ");
        for older in &self.supersedes {
            words.push_str(&format!(
                "; supersedes form {} ({})",
                older.form_id,
                because(older)
            ));
        }
        if let Some(newer) = &self.superseded_by {
            words.push_str(&format!(
                "; superseded by form {} ({})",
                newer.form_id,
                because(newer)
            ));
        } else if self.status == Status::Superseded {
            words.push_str("; another form counts");
        }
        words
    }

    /// Whether a person should hear of it.
    pub fn is_news(&self) -> bool {
        !self.supersedes.is_empty()
            || self.superseded_by.is_some()
            || self.is_refused()
            || !self.status.is_live()
    }

    /// Whether the form is not in the archive all the same.
    pub fn is_refused(&self) -> bool {
        self.outcome == Outcome::Destroyed
    }
}

/// What came of adding a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// It was not there.
    New,
    /// It was there, made at another time: the further files are kept beside the first.
    MadeAgain,
    /// It was there, byte for byte: nothing was done.
    Known,
    /// A form of this id was destroyed, and stays so.
    Destroyed,
}

/// A form whose files are in the store.
struct Stored {
    facts: Facts,
    files: Vec<FileOf>,
    pdfa: String,
    validity_days: Option<u32>,
}

impl Inner {
    /// Adds forms, all of them or none.
    pub(super) async fn add(&mut self, forms: &[Kept]) -> Result<Vec<Added>, Problem> {
        let stored = self.store_all(forms).await?;
        let mut writing = self.index.write(&self.actor, self.outside.now()).await?;
        let added = add_each(&mut writing, &stored).await;
        let changes = |one: &Added| matches!(one.outcome, Outcome::New | Outcome::MadeAgain);
        if added.iter().flatten().any(changes) {
            writing.commit().await?;
        } else {
            writing.abandon().await?;
        }
        added
    }

    async fn store_all(&self, forms: &[Kept]) -> Result<Vec<Stored>, Problem> {
        let mut stored = Vec::new();
        let mut bytes = Vec::new();
        for form in forms {
            let facts = Facts::of(&form.record)?;
            let pdfa = pdfa_claim(&form.form).ok_or_else(|| {
                Problem::new(format!("the file of form {} is not PDF/A", facts.form_id))
                    .hint("add the file as countersign made it")
            })?;
            bytes.extend([&form.form, &form.record, &form.report].map(Clone::clone));
            stored.push(Stored {
                facts,
                files: Vec::new(),
                pdfa,
                validity_days: form.validity_days,
            });
        }
        let sizes: Vec<u64> = bytes.iter().map(|bytes| bytes.len() as u64).collect();
        let hashes = self.store.put_all(bytes).await?;
        let roles = [FileRole::Form, FileRole::Record, FileRole::Report];
        let files = hashes.into_iter().zip(sizes).zip(roles.into_iter().cycle());
        let files: Vec<FileOf> = files
            .map(|((sha256, bytes), role)| FileOf {
                role,
                sha256,
                bytes,
            })
            .collect();
        for (form, files) in stored.iter_mut().zip(files.chunks(roles.len())) {
            form.files = files.to_vec();
        }
        Ok(stored)
    }
}

async fn add_each(writing: &mut Writing<'_>, forms: &[Stored]) -> Result<Vec<Added>, Problem> {
    let mut added = Vec::new();
    for form in forms {
        added.push(add_one(writing, form).await?);
    }
    Ok(added)
}

async fn add_one(writing: &mut Writing<'_>, form: &Stored) -> Result<Added, Problem> {
    let id = &form.facts.form_id;
    let history = parsed(id, &writing.history(id).await?)?;
    let mut state = state_of(id, &history)?;
    let object = &form.files[0].sha256;
    let mut added = Added {
        form_id: id.clone(),
        outcome: Outcome::Known,
        status: Status::Issued,
        supersedes: Vec::new(),
        superseded_by: None,
    };
    let (files, pdfa) = (form.files.clone(), form.pdfa.clone());
    let action = match &state {
        None => {
            added.outcome = Outcome::New;
            let validity_days = form.validity_days;
            Action::Added {
                files,
                pdfa,
                validity_days,
            }
        }
        Some(known) => {
            added.status = known.status;
            if matches!(known.status, Status::Destroying | Status::Destroyed) {
                added.outcome = Outcome::Destroyed;
                return Ok(added);
            }
            if known.files.iter().any(|(_, file)| file.sha256 == *object) {
                return Ok(added);
            }
            added.outcome = Outcome::MadeAgain;
            Action::MadeAgain { files, pdfa }
        }
    };
    let was_live = state.as_ref().is_some_and(|state| state.status.is_live());
    let record = writing.log(id, object, action).await?;
    writing.files(id, record.seq, &form.files).await?;
    match &mut state {
        Some(state) => state.apply(&record).ok_or_else(|| unfit(id, record.seq))?,
        None => state = State::of([&record]).map_err(|seq| unfit(id, seq))?,
    }
    let state = state.ok_or_else(|| unfit(id, record.seq))?;
    let row = Row::of(&form.facts, &state);
    match added.outcome {
        Outcome::New => writing.insert(&row).await?,
        _ => writing.update(&row).await?,
    }
    added.status = state.status;
    // What stood beside a live form before it was made again stands beside it still.
    if !was_live {
        supersede(writing, &row, &mut added).await?;
    }
    Ok(added)
}

/// Lets older forms for the same operation give way, or this one to a newer one.
async fn supersede(writing: &mut Writing<'_>, row: &Row, added: &mut Added) -> Result<(), Problem> {
    let others = writing.rows_of_patient(&row.record_number).await?;
    let newer = others.iter().find_map(|other| {
        let live = Status::named(&other.status).is_some_and(Status::is_live);
        let because = gives_way(other, row).filter(|_| live && other.created > row.created)?;
        Some((other, because))
    });
    if let Some((newer, because)) = newer {
        let by = newer.form_id.clone();
        give_place(writing, &row.form_id, &by, because.clone()).await?;
        added.status = Status::Superseded;
        added.superseded_by = Some(Superseded {
            form_id: by,
            because,
        });
        return Ok(());
    }
    added.supersedes = give_way(row, &others);
    for older in &added.supersedes {
        give_place(writing, &older.form_id, &row.form_id, older.because.clone()).await?;
    }
    Ok(())
}

async fn give_place(
    writing: &mut Writing<'_>,
    older: &str,
    newer: &str,
    because: Vec<String>,
) -> Result<(), Problem> {
    let by = newer.to_owned();
    step(writing, older, Action::Superseded { by, because }).await
}

/// Takes one form one step further: log and row.
pub(super) async fn step(
    writing: &mut Writing<'_>,
    id: &str,
    action: Action,
) -> Result<(), Problem> {
    let history = parsed(id, &writing.history(id).await?)?;
    let not_there = || {
        Problem::new(format!("there is no form {id} in this archive"))
            .hint("`countersign archive find` finds a form by name, date or record number")
    };
    let mut state = state_of(id, &history)?.ok_or_else(not_there)?;
    let row = writing.row(id).await?.ok_or_else(|| unfit(id, 0))?;
    if state.status.after(&action).is_none() {
        return Err(not_now(id, &state, &action));
    }
    let object = state.file(FileRole::Form).map(|file| file.sha256.clone());
    let refused = not_now(id, &state, &action);
    let record = writing.log(id, &object.unwrap_or_default(), action).await?;
    state.apply(&record).ok_or(refused)?;
    let brings = match &record.action {
        Action::Destroyed { certificate } => {
            writing.no_files(id).await?;
            Some(certificate)
        }
        Action::Scanned { file, .. } => Some(file),
        _ => None,
    };
    if let Some(file) = brings {
        let file = std::slice::from_ref(file);
        writing.files(id, record.seq, file).await?;
    }
    writing.update(&row.after(&state)).await
}

/// The records of a history.
pub(super) fn parsed(id: &str, lines: &[Line]) -> Result<Vec<LogRecord>, Problem> {
    lines
        .iter()
        .map(|line| line.parse().ok_or_else(|| unfit(id, line.seq as u64)))
        .collect()
}

pub(super) fn state_of(id: &str, history: &[LogRecord]) -> Result<Option<State>, Problem> {
    State::of(history).map_err(|seq| unfit(id, seq))
}

fn unfit(id: &str, seq: u64) -> Problem {
    Problem::new(format!("record {seq} of the log does not fit form {id}"))
        .hint("`countersign archive verify` says what was changed")
}

/// Why a step cannot be taken.
fn not_now(id: &str, state: &State, action: &Action) -> Problem {
    let (status, wish) = (state.status.name(), wish(action));
    let problem = Problem::new(format!("form {id} is {status}: it cannot be {wish}"));
    match action {
        Action::Held { reference } if state.holds.contains(reference) => {
            Problem::new(format!("form {id} is held for {reference} already"))
        }
        Action::Released { reference } => {
            Problem::new(format!("form {id} is not held for {reference}"))
                .hint("`countersign archive show` prints the holds of a form")
        }
        Action::Destroying { .. } if !state.holds.is_empty() => Problem::new(format!(
            "form {id} is under legal hold: it cannot be destroyed"
        ))
        .hint("`countersign archive release` ends a hold"),
        _ if state.status == Status::Superseded => {
            problem.hint(format!("the form that counts is {}", state.superseded_by))
        }
        _ if state.status == Status::Expired => problem.hint("make a new form"),
        _ => problem,
    }
}

fn wish(action: &Action) -> &'static str {
    match action {
        Action::Begun | Action::Added { .. } => "added",
        Action::MadeAgain { .. } => "made again",
        Action::Printed => "printed",
        Action::Signed { .. } => "signed",
        Action::Refused { .. } => "refused",
        Action::Withdrawn { .. } => "withdrawn",
        Action::Superseded { .. } => "superseded",
        Action::Expired => "expired",
        Action::Held { .. } => "held",
        Action::Released { .. } => "released",
        Action::Scanned { .. } => "filed with scans",
        Action::Exported => "exported",
        Action::Destroying { .. } | Action::Destroyed { .. } => "destroyed",
    }
}

/// Part and level of PDF/A that a file claims in its metadata, such as `2a`, if it also
/// claims PDF/UA.
pub(super) fn pdfa_claim(form: &[u8]) -> Option<String> {
    let after = |tag: &str| {
        let at = form
            .windows(tag.len())
            .position(|piece| piece == tag.as_bytes())?;
        form.get(at + tag.len()).map(|byte| char::from(*byte))
    };
    let (part, level) = (after("<pdfaid:part>")?, after("<pdfaid:conformance>")?);
    after("<pdfuaid:part>")?;
    Some(format!("{part}{}", level.to_ascii_lowercase()))
}
