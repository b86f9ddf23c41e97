//! The drawings of figures, each read once.

use std::sync::{Arc, Mutex, PoisonError};

use crate::document::Document;
use crate::drawing::{Drawing, Drawings};
use crate::error::Problems;
use crate::library::Library;

/// Every drawing that some form has shown.
#[derive(Debug, Default)]
pub(super) struct Figures(Mutex<Drawings>);

impl Figures {
    /// The drawings that a document shows.
    ///
    /// # Errors
    /// One is missing or not valid; all problems of all of them.
    pub(super) fn of(&self, document: &Document, library: &Library) -> Result<Drawings, Problems> {
        // A drawing is put in whole or not at all, whatever becomes of a thread.
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut problems = Vec::new();
        for name in &document.drawings {
            if known.get(name).is_some() {
                continue;
            }
            match read(name, library) {
                Ok(drawing) => known.insert(name, Arc::new(drawing)),
                Err(Problems(faults)) => problems.extend(faults),
            }
        }
        if problems.is_empty() {
            Ok(known.clone())
        } else {
            Err(Problems(problems))
        }
    }
}

fn read(name: &str, library: &Library) -> Result<Drawing, Problems> {
    let (svg, file) = library.figure(name)?;
    Drawing::parse(&svg, &file)
}
