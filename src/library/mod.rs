//! What can be said: procedure packs, modules, statements, words of the form.
//!
//! All of it is data in `templates/`, travels inside the program and is
//! shadowed file by file by a site's folder. Packs are read when they are
//! needed and kept; a [`Library`] is shared by every form and never changes.

mod faults;
mod files;
mod locale;
mod pack;
mod statements;
mod when;

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use serde::de::DeserializeOwned;

pub use files::{Files, shipped_files};
pub use locale::Locale;
pub use pack::{
    Alternative, Approach, Benefit, Choice, ChoiceOption, Estimate, Factor, Group, Include, Kind,
    LevelUnit, Need, Pack, Passage, Recovery, Review, Risk, Severity, Site, Source, Status,
};
pub use statements::{Signatory, SignatoryRole, Statement, Statements};
pub use when::{Role, When};

use crate::error::{Place, Problem, Problems, choose};

/// A pack with what proves which one it was.
#[derive(Debug)]
pub struct LoadedPack {
    /// What it says.
    pub pack: Pack,
    /// Its file, as text, for the content version.
    pub source: String,
    /// The file's name for messages.
    pub file: String,
}

type Slot = OnceLock<Result<Arc<LoadedPack>, Problems>>;

/// Packs, statements and words.
#[derive(Debug)]
pub struct Library {
    files: Files,
    packs: BTreeMap<String, Slot>,
}

impl Library {
    /// Opens the shipped library with a site's files before it.
    pub fn new(files: Files) -> Self {
        let packs = files
            .names("templates/packs", "toml")
            .into_iter()
            .map(|id| (id, OnceLock::new()))
            .collect();
        Self { files, packs }
    }

    /// The files behind it.
    pub fn files(&self) -> &Files {
        &self.files
    }

    /// Ids of all packs.
    pub fn pack_ids(&self) -> impl Iterator<Item = &str> {
        self.packs.keys().map(String::as_str)
    }

    /// One pack.
    ///
    /// # Errors
    /// There is none of that id (the hint has the nearest), or its file is not a valid pack.
    pub fn pack(&self, id: &str) -> Result<Arc<LoadedPack>, Problems> {
        let Some(slot) = self.packs.get(id) else {
            let known: Vec<&str> = self.pack_ids().collect();
            let problem = Problem::new(format!("there is no pack `{id}`"));
            return Err(problem.hint(choose(id, &known)).into());
        };
        slot.get_or_init(|| self.load(id).map(Arc::new)).clone()
    }

    fn load(&self, id: &str) -> Result<LoadedPack, Problems> {
        let (source, file) = self.files.text(&format!("templates/packs/{id}.toml"))?;
        let pack: Pack = read_toml(&source, &file)?;
        let problems = pack.faults(id, &file);
        if problems.is_empty() {
            Ok(LoadedPack {
                pack,
                source: source.into_owned(),
                file,
            })
        } else {
            Err(Problems(problems))
        }
    }

    /// A set of statements and signatories, with its file's text.
    ///
    /// # Errors
    /// There is no such file, or it is not valid.
    pub fn statements(&self, name: &str) -> Result<(Statements, String), Problems> {
        let (source, file) = self
            .files
            .text(&format!("templates/statements/{name}.toml"))?;
        Ok((read_toml(&source, &file)?, source.into_owned()))
    }

    /// The words of the form in one language.
    ///
    /// # Errors
    /// There is no such file, or it is not valid.
    pub fn locale(&self, lang: &str) -> Result<Locale, Problems> {
        let (source, file) = self.files.text(&format!("templates/locales/{lang}.toml"))?;
        read_toml(&source, &file)
    }
}

/// Reads a TOML file into its type; the problem has line and column.
pub(crate) fn read_toml<T: DeserializeOwned>(text: &str, file: &str) -> Result<T, Problems> {
    toml::from_str(text).map_err(|error| {
        let place = error.span().map(|span| Place::at(file, text, span.start));
        let message = error.message().trim().to_owned();
        Problem::new(message)
            .at(place.or_else(|| {
                Some(Place {
                    file: file.to_owned(),
                    line: 1,
                    column: 1,
                })
            }))
            .into()
    })
}
