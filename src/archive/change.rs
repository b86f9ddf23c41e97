//! Steps in the life of forms that somebody says: printed, signed, held …

use chrono::NaiveDate;

use super::Inner;
use super::add::step;
use super::entry::Row;
use super::index::Writing;
use super::life::Status;
use super::log::Action;
use crate::error::{Problem, Problems};

/// A step that somebody says a form has taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// It was printed.
    Printed,
    /// It was signed on a day.
    Signed(NaiveDate),
    /// The patient refused on a day.
    Refused(NaiveDate),
    /// The patient took the consent back on a day.
    Withdrawn(NaiveDate),
    /// It must be kept, because of a matter with this number.
    Held(String),
    /// That matter no longer needs it.
    Released(String),
    /// A copy was given out.
    Exported,
}

impl Step {
    /// Whether a form can take it from where it is in its life.
    pub fn may_follow(&self, status: Status) -> bool {
        status.after(&self.action()).is_some()
    }

    fn action(&self) -> Action {
        match self.clone() {
            Self::Printed => Action::Printed,
            Self::Signed(on) => Action::Signed { on },
            Self::Refused(on) => Action::Refused { on },
            Self::Withdrawn(on) => Action::Withdrawn { on },
            Self::Held(reference) => Action::Held { reference },
            Self::Released(reference) => Action::Released { reference },
            Self::Exported => Action::Exported,
        }
    }
}

impl Inner {
    /// Takes forms one step further, all of them or none.
    pub(super) async fn change(&mut self, ids: &[String], to: &Step) -> Result<(), Problems> {
        let mut writing = self.index.write(&self.actor, self.outside.now()).await?;
        let mut problems: Vec<Problem> = Vec::new();
        for id in ids {
            if let Err(problem) = step(&mut writing, id, to.action()).await {
                problems.push(problem);
            }
        }
        if ids.is_empty() || !problems.is_empty() {
            writing.abandon().await?;
        } else {
            writing.commit().await?;
        }
        if problems.is_empty() {
            Ok(())
        } else {
            Err(Problems(problems))
        }
    }

    /// Notes of each form that it is on paper; gives why it cannot be said of some. The paper
    /// is there whatever the archive says, so those that can be noted are.
    pub(super) async fn printed(&mut self, ids: &[String]) -> Result<Vec<Problem>, Problem> {
        let mut writing = self.index.write(&self.actor, self.outside.now()).await?;
        let mut problems: Vec<Problem> = Vec::new();
        for id in ids {
            if let Err(problem) = step(&mut writing, id, Action::Printed).await {
                problems.push(problem);
            }
        }
        if ids.len() == problems.len() {
            writing.abandon().await?;
        } else {
            writing.commit().await?;
        }
        Ok(problems)
    }

    /// Marks every form that no longer holds on a day; gives their ids.
    pub(super) async fn expire(&mut self, today: NaiveDate) -> Result<Vec<String>, Problem> {
        let due = self.index.expired(today).await?;
        if due.is_empty() {
            return Ok(Vec::new());
        }
        let mut writing = self.index.write(&self.actor, self.outside.now()).await?;
        let expired = expire_each(&mut writing, due).await;
        match &expired {
            Ok(_) => writing.commit().await.map(|_| ())?,
            Err(_) => writing.abandon().await?,
        }
        expired
    }
}

async fn expire_each(writing: &mut Writing<'_>, due: Vec<Row>) -> Result<Vec<String>, Problem> {
    let mut expired = Vec::new();
    for row in due {
        // Somebody may have changed it since.
        if writing.row(&row.form_id).await?.as_ref() == Some(&row) {
            step(writing, &row.form_id, Action::Expired).await?;
            expired.push(row.form_id);
        }
    }
    Ok(expired)
}
