//! Destruction: decided in the log, done in the store, proved by a certificate.
//!
//! ```text
//! destroying ──► files deleted ──► certificate ──► destroyed
//!  log, rule                        an object       log; only the id is left in the index
//! ```
//!
//! A run that is broken off leaves forms that are being destroyed; the next run ends them.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

use super::Inner;
use super::add::{parsed, state_of, step};
use super::entry::{FileOf, FileRole, Row};
use super::index::Writing;
use super::life::Status;
use super::log::{Action, LogRecord};
use super::retention::Retention;
use crate::error::{Problem, Problems};

/// How many rows are looked at together.
const PAGE: i64 = 1000;

/// A form whose time is over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Due {
    /// Id of the form.
    pub form_id: String,
    /// The rule of retention.
    pub rule: String,
    /// Where that comes from.
    pub cite: String,
    /// The last day on which it had to be kept.
    pub kept_until: NaiveDate,
}

/// What proves that a form was destroyed. Names no patient.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Certificate {
    /// What this is.
    pub certificate: String,
    /// Id of the form.
    pub form_id: String,
    /// The files that were destroyed.
    pub files: Vec<FileOf>,
    /// The rule of retention.
    pub rule: String,
    /// Where that comes from.
    pub cite: String,
    /// The last day on which it had to be kept.
    pub kept_until: NaiveDate,
    /// Who said so.
    pub decided_by: String,
    /// When.
    pub decided_at: DateTime<Utc>,
    /// Who did it.
    pub destroyed_by: String,
    /// When it was done.
    pub destroyed_at: DateTime<Utc>,
    /// SHA-256 of the certificate as it is kept, hexadecimal.
    #[serde(skip)]
    pub sha256: String,
}

impl Inner {
    /// Forms that need not be kept any longer on a day, and are not held.
    pub(super) async fn due(
        &mut self,
        today: NaiveDate,
        table: &Retention,
        rule: Option<&str>,
    ) -> Result<Vec<Due>, Problem> {
        let mut due = Vec::new();
        let mut after = String::new();
        loop {
            let page = self.index.settled(today, &after, PAGE).await?;
            let Some(last) = page.last() else {
                return Ok(due);
            };
            after = last.form_id.clone();
            for row in page.iter().filter(|row| row.holds.is_empty()) {
                // A form without a rule is kept.
                if let Ok(one) = due_by(row, today, table, rule) {
                    due.push(one);
                }
            }
        }
    }

    /// Destroys forms whose time is over; first those that an earlier run has begun with.
    pub(super) async fn destroy(
        &mut self,
        ids: &[String],
        today: NaiveDate,
        table: &Retention,
        rule: Option<&str>,
    ) -> Result<Vec<Certificate>, Problems> {
        let mut certificates = self.finish_begun().await?;
        let mut problems = Vec::new();
        let mut writing = self.index.write(&self.actor, self.outside.now()).await?;
        for id in ids {
            let decided = decide(&mut writing, id, today, table, rule).await;
            problems.extend(decided.err());
        }
        if ids.is_empty() || !problems.is_empty() {
            writing.abandon().await?;
        } else {
            writing.commit().await?;
        }
        if !problems.is_empty() {
            return Err(Problems(problems));
        }
        certificates.extend(self.finish_begun().await?);
        Ok(certificates)
    }

    /// Ends what was begun.
    async fn finish_begun(&mut self) -> Result<Vec<Certificate>, Problem> {
        let query = super::Query {
            status: vec![Status::Destroying],
            ..super::Query::default()
        };
        let mut certificates = Vec::new();
        for row in self.index.find(&query).await? {
            certificates.push(self.finish(&row.form_id).await?);
        }
        if !certificates.is_empty() {
            self.index.forget().await?;
        }
        Ok(certificates)
    }

    async fn finish(&mut self, id: &str) -> Result<Certificate, Problem> {
        let history = parsed(id, &self.index.history(id).await?)?;
        let state = state_of(id, &history)?;
        let files: Vec<FileOf> = state
            .map(|state| state.files.into_iter().map(|(_, file)| file).collect())
            .unwrap_or_default();
        for file in &files {
            if !self.index.others_use(&file.sha256, id).await? {
                self.store.delete(&file.sha256, &self.outside).await?;
            }
        }
        let mut certificate = self.certificate(id, files, &history)?;
        let text = serde_json::to_vec_pretty(&certificate)
            .map_err(|error| Problem::new(error.to_string()))?;
        let bytes = text.len() as u64;
        let hashes = self.store.put_all(vec![text]).await?;
        certificate.sha256 = hashes.into_iter().next().unwrap_or_default();
        let file = FileOf {
            role: FileRole::Certificate,
            sha256: certificate.sha256.clone(),
            bytes,
        };
        let mut writing = self.index.write(&self.actor, self.outside.now()).await?;
        match step(&mut writing, id, Action::Destroyed { certificate: file }).await {
            Ok(()) => writing.commit().await.map(|_| certificate),
            Err(problem) => {
                writing.abandon().await?;
                Err(problem)
            }
        }
    }

    fn certificate(
        &self,
        id: &str,
        files: Vec<FileOf>,
        history: &[LogRecord],
    ) -> Result<Certificate, Problem> {
        let decided = history
            .iter()
            .rev()
            .find_map(|record| match &record.action {
                Action::Destroying {
                    rule,
                    cite,
                    kept_until,
                } => Some((record, rule, cite, kept_until)),
                _ => None,
            });
        let (record, rule, cite, kept_until) =
            decided.ok_or_else(|| Problem::new(format!("form {id} is not to be destroyed")))?;
        Ok(Certificate {
            certificate: "destruction of a consent form".into(),
            form_id: id.to_owned(),
            files,
            rule: rule.clone(),
            cite: cite.clone(),
            kept_until: *kept_until,
            decided_by: record.actor.clone(),
            decided_at: record.at,
            destroyed_by: self.actor.clone(),
            destroyed_at: self.outside.now(),
            sha256: String::new(),
        })
    }
}

/// Says in the log that a form is about to be destroyed.
async fn decide(
    writing: &mut Writing<'_>,
    id: &str,
    today: NaiveDate,
    table: &Retention,
    rule: Option<&str>,
) -> Result<(), Problem> {
    let row = writing.row(id).await?;
    let row = row.ok_or_else(|| Problem::new(format!("there is no form {id} in this archive")))?;
    let due = due_by(&row, today, table, rule)?;
    let action = Action::Destroying {
        rule: due.rule,
        cite: due.cite,
        kept_until: due.kept_until,
    };
    step(writing, id, action).await
}

/// By which rule a form need not be kept any longer.
fn due_by(
    row: &Row,
    today: NaiveDate,
    table: &Retention,
    rule: Option<&str>,
) -> Result<Due, Problem> {
    let id = &row.form_id;
    if [Status::Destroyed, Status::Destroying]
        .iter()
        .any(|gone| gone.name() == row.status)
    {
        return Err(Problem::new(format!("form {id} was destroyed")));
    }
    let rule = table.rule_for(row, rule)?;
    let kept_until = rule.kept_until(row).ok_or_else(|| {
        Problem::new(format!(
            "how long form {id} must be kept cannot be reckoned"
        ))
        .hint("`countersign archive verify` says what was changed")
    })?;
    if today <= kept_until {
        let says = format!(
            "form {id} must be kept until {kept_until} by the rule `{}`",
            rule.id
        );
        return Err(Problem::new(says));
    }
    Ok(Due {
        form_id: id.clone(),
        rule: rule.id.clone(),
        cite: rule.cite.clone(),
        kept_until,
    })
}
