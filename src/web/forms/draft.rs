//! Drafts: what was typed so far, and the form that it makes, in memory and bounded.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use serde::Serialize;

use super::check::Checked;
use super::tree::Typed;
use crate::archive::Added;
use crate::generator::Form;
use crate::web::answer::Refusal;
use crate::web::secret::Secret;

/// How many drafts somebody may have open.
const OF_ONE: usize = 40;
/// How many there may be of everybody.
const OF_ALL: usize = 1000;
/// How many drafts keep the form that they make; others make it again when it is looked at.
const WITH_FORM: usize = 128;

/// A form that was made for good.
#[derive(Debug)]
pub(in crate::web) struct Issued {
    pub(super) form: Form,
    /// What the archive said, if there is one.
    pub(super) kept: Option<Added>,
}

/// The form that a draft began from.
#[derive(Debug, Clone, Serialize)]
pub(in crate::web) struct Origin {
    pub(super) form_id: String,
    /// What is not taken over, and what else to look at, in words.
    pub(super) notes: Vec<String>,
}

/// What somebody has typed for one form.
#[derive(Debug, Clone)]
pub(in crate::web) struct Draft {
    pub(super) owner: String,
    pub(super) typed: Typed,
    pub(super) origin: Option<Arc<Origin>>,
    /// Counts changes: a page that shows an older state may not write over a newer one.
    pub(super) revision: u64,
    changed: Instant,
    pub(super) checked: Option<Arc<Checked>>,
    pub(super) issued: Option<Arc<Issued>>,
}

/// A line of the list of drafts.
#[derive(Debug, Serialize)]
pub(in crate::web) struct Line {
    id: String,
    name: String,
    record_number: String,
    made: bool,
}

/// All drafts.
#[derive(Debug, Default)]
pub(in crate::web) struct Drafts(Mutex<BTreeMap<String, Draft>>);

impl Drafts {
    fn all(&self) -> MutexGuard<'_, BTreeMap<String, Draft>> {
        // A draft is put in whole.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Begins one, from another form or from nothing; gives its id, which nobody can guess.
    ///
    /// # Errors
    /// There are too many.
    pub(super) fn begin(
        &self,
        owner: &str,
        typed: Typed,
        origin: Option<Origin>,
    ) -> Result<String, Refusal> {
        let id = Secret::new()?.as_str()[..32].to_owned();
        let mut all = self.all();
        let own = all.values().filter(|draft| draft.owner == owner).count();
        if own >= OF_ONE || all.len() >= OF_ALL {
            let says = "There are too many open forms.";
            let hint = "Finish or discard some of them on the start page.";
            return Err(Refusal::forbidden(says, hint));
        }
        let draft = Draft {
            owner: owner.to_owned(),
            typed,
            origin: origin.map(Arc::new),
            revision: 0,
            changed: Instant::now(),
            checked: None,
            issued: None,
        };
        all.insert(id.clone(), draft);
        Ok(id)
    }

    /// Somebody's draft as it is now.
    ///
    /// # Errors
    /// There is none, or it is somebody else's: the answer is the same.
    pub(super) fn get(&self, id: &str, owner: &str) -> Result<Draft, Refusal> {
        let all = self.all();
        let draft = all.get(id).filter(|draft| draft.owner == owner);
        draft.cloned().ok_or_else(Refusal::not_found)
    }

    /// Writes down what was typed in a page that showed a revision; gives the next one.
    ///
    /// # Errors
    /// Somebody wrote since, or the form was made.
    pub(super) fn write(
        &self,
        id: &str,
        owner: &str,
        revision: u64,
        typed: Typed,
    ) -> Result<u64, Refusal> {
        let mut all = self.all();
        let draft = all.get_mut(id).filter(|draft| draft.owner == owner);
        let draft = draft.ok_or_else(Refusal::not_found)?;
        if draft.issued.is_some() {
            let says = "This form was made already and stays as it is.";
            let hint = "Open it from the start page; “Change and make again” begins a new one.";
            return Err(Refusal::forbidden(says, hint));
        }
        if draft.revision != revision {
            let says = "This draft was changed in another window.";
            let hint = "Load the page again to see what is in it now.";
            return Err(Refusal::forbidden(says, hint));
        }
        if draft.typed != typed {
            draft.typed = typed;
            draft.revision += 1;
            draft.checked = None;
        }
        draft.changed = Instant::now();
        Ok(draft.revision)
    }

    /// Keeps what a revision came to, for whoever looks at its pages.
    pub(super) fn keep(&self, id: &str, revision: u64, checked: &Arc<Checked>) {
        let mut all = self.all();
        if let Some(draft) = all.get_mut(id)
            && draft.revision == revision
        {
            draft.checked = Some(checked.clone());
        }
        let with_form = |draft: &Draft| draft.checked.as_ref().is_some_and(|it| it.form.is_some());
        let mut kept: Vec<(Instant, String)> = all
            .iter()
            .filter(|(_, draft)| with_form(draft))
            .map(|(id, draft)| (draft.changed, id.clone()))
            .collect();
        if kept.len() > WITH_FORM {
            kept.sort();
            for (_, id) in &kept[..kept.len() - WITH_FORM] {
                if let Some(draft) = all.get_mut(id) {
                    draft.checked = None;
                }
            }
        }
    }

    /// The form is made: it stays as it is.
    pub(super) fn issue(&self, id: &str, issued: Issued) {
        if let Some(draft) = self.all().get_mut(id) {
            draft.issued = Some(Arc::new(issued));
            draft.checked = None;
        }
    }

    /// Forgets one.
    pub(super) fn discard(&self, id: &str, owner: &str) {
        let mut all = self.all();
        if all.get(id).is_some_and(|draft| draft.owner == owner) {
            all.remove(id);
        }
    }

    /// Somebody's drafts, the latest first.
    pub(in crate::web) fn of(&self, owner: &str) -> Vec<Line> {
        let all = self.all();
        let mut own: Vec<_> = all
            .iter()
            .filter(|(_, draft)| draft.owner == owner)
            .collect();
        own.sort_by_key(|(_, draft)| std::cmp::Reverse(draft.changed));
        own.into_iter()
            .map(|(id, draft)| Line {
                id: id.clone(),
                name: draft.name(),
                record_number: draft.typed.one("patient.record_number").to_owned(),
                made: draft.issued.is_some(),
            })
            .collect()
    }
}

impl Draft {
    /// The patient's name as far as it is typed.
    fn name(&self) -> String {
        let parts = ["patient.family_name", "patient.given_names"];
        let parts = parts.map(|path| self.typed.one(path));
        let parts: Vec<&str> = parts.into_iter().filter(|it| !it.is_empty()).collect();
        parts.join(", ")
    }
}
