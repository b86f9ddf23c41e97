//! The archive as the page uses it: opened for each action, in the name of whoever acts.

use crate::archive::{Added, Archive, Kept, Place, Step};
use crate::error::{Problem, Problems};
use crate::outside::Outside;

/// Where forms are kept.
#[derive(Debug, Clone)]
pub(super) struct Keeper {
    place: Place,
    outside: Outside,
}

impl Keeper {
    /// Keeps forms in an archive, which is begun if it is not there yet.
    ///
    /// # Errors
    /// It cannot be opened.
    pub(super) fn new(place: Place, outside: &Outside) -> Result<Self, Problem> {
        Archive::open(&place, &outside.user(), true, outside)?;
        let outside = outside.clone();
        Ok(Self { place, outside })
    }

    /// The archive, with somebody at work in it. Holds up its thread.
    ///
    /// # Errors
    /// It cannot be opened.
    pub(super) fn open(&self, actor: &str) -> Result<Archive, Problem> {
        Archive::open(&self.place, actor, true, &self.outside)
    }

    /// Adds a form.
    ///
    /// # Errors
    /// It cannot be written, or the form was destroyed before.
    pub(super) fn add(&self, kept: &Kept, actor: &str) -> Result<Option<Added>, Problem> {
        let added = self.open(actor)?.add(std::slice::from_ref(kept))?.pop();
        match added {
            Some(added) if added.is_refused() => {
                let says = format!("form {} was destroyed and cannot be added", added.form_id);
                Err(Problem::new(says))
            }
            added => Ok(added),
        }
    }

    /// Notes of forms that they were printed; gives why it cannot be said of some.
    ///
    /// # Errors
    /// The archive cannot be written.
    pub(super) fn printed(&self, ids: &[String], actor: &str) -> Result<Vec<Problem>, Problem> {
        self.open(actor)?.printed(ids)
    }

    /// Writes down a step in the life of a form.
    ///
    /// # Errors
    /// The form cannot take it, or the archive cannot be written.
    pub(super) fn step(&self, form_id: &str, step: &Step, actor: &str) -> Result<(), Problems> {
        let ids = [form_id.to_owned()];
        self.open(actor)?.change(&ids, step)
    }
}
