//! The drawings of figures, each read once.

use std::sync::{Arc, Mutex, PoisonError};

use crate::consent::Consent;
use crate::document::Document;
use crate::drawing::{Drawing, Drawings};
use crate::error::{Problem, Problems};
use crate::library::Library;

/// Every drawing that some form has shown.
#[derive(Debug, Default)]
pub(super) struct Figures(Mutex<Drawings>);

impl Figures {
    /// The drawings that a document shows.
    ///
    /// # Errors
    /// One is missing or not valid; all problems of all of them.
    pub(super) fn of(
        &self,
        consent: &Consent,
        document: &Document,
        library: &Library,
    ) -> Result<Drawings, Problems> {
        are_those_of(consent, library)?;
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

/// The drawings are still those that the consent was composed with: it may be an old one.
fn are_those_of(consent: &Consent, library: &Library) -> Result<(), Problem> {
    for figure in &consent.figures {
        let drawing = library.drawing(&figure.svg)?;
        if drawing.sha256 != figure.sha256 {
            let file = &drawing.file;
            let says = format!("{file} is not the drawing that this form was made with");
            let hint = "give the site that the form was made with: --site";
            return Err(Problem::new(says).hint(hint));
        }
    }
    Ok(())
}

fn read(name: &str, library: &Library) -> Result<Drawing, Problems> {
    let drawing = library.drawing(name)?;
    Drawing::parse(&drawing.svg, &drawing.file)
}
