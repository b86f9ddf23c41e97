//! What can be said: procedure packs, modules, statements, words of the form.
//!
//! All of it is data in `templates/`, travels inside the program and is
//! shadowed file by file by a site's folder. Packs are read when they are
//! needed and kept; a [`Library`] is shared by every form and never changes.

mod approvals;
mod diff;
mod drawings;
mod faults;
mod files;
mod hidden_figures;
mod lay;
mod lint;
mod locale;
mod looks_at;
mod offers;
mod own_results;
mod pack;
mod profile;
mod profiles;
mod read;
mod risk;
mod schema;
mod site;
mod statements;
mod when;

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use approvals::content_hash;
pub(crate) use approvals::hexadecimal;
pub use approvals::{Approval, Approvals, Proof, Status, locale_path};
pub use diff::{Change, ChangeKind, diff};
pub use drawings::LoadedDrawing;
pub(crate) use drawings::MARK;
pub use files::{Files, shipped_files};
pub use locale::Locale;
pub use looks_at::{Answer, LooksAt};
pub use offers::{Named, Offer, Offers};
pub use own_results::{OwnResult, OwnResults};
pub use pack::{
    Alternative, Benefit, Choice, ChoiceOption, Factor, Figure, Include, Kind, Pack, Passage,
    Recovery, Review,
};
pub use profile::{Band, Basis, Profile, Rule, RuleSeverity, Words};
pub use risk::{Estimate, Group, Risk, Severity, Source};
pub use schema::pack_schema;
pub use site::{Approach, LevelUnit, Need, Part, Site};
pub use statements::{Signatory, SignatoryRole, Statement, Statements};
pub use when::{Role, When};

pub(crate) use read::read_toml;

use crate::error::{Place, Problem, Problems, choose};
use crate::readability::Glossary;

/// A pack with what proves which one it was.
#[derive(Debug)]
pub struct LoadedPack {
    /// What it says.
    pub pack: Pack,
    /// Its file, as text, for the content version.
    pub source: String,
    /// The file's name for messages.
    pub file: String,
    /// SHA-256 of the file and of its drawings, hexadecimal.
    pub sha256: String,
    /// It is not as it was shipped.
    pub changed_here: bool,
    /// Who approved it as it stands, if anybody did.
    pub approval: Option<Approval>,
    /// What it looks at in whom it is for.
    pub looks_at: LooksAt,
}

/// A set of statements with what proves which one it was.
#[derive(Debug)]
pub struct LoadedStatements {
    /// What they say.
    pub statements: Statements,
    /// Its file, as text, for the content version.
    pub source: String,
    /// The file's name for messages.
    pub file: String,
    /// SHA-256 of the file, hexadecimal.
    pub sha256: String,
    /// They are not as they were shipped.
    pub changed_here: bool,
    /// Who approved them as they stand, if anybody did.
    pub approval: Option<Approval>,
}

type Slot<T, E = Problems> = OnceLock<Result<Arc<T>, E>>;

/// Packs, statements and words.
#[derive(Debug)]
pub struct Library {
    files: Files,
    packs: BTreeMap<String, Slot<LoadedPack>>,
    statements: BTreeMap<String, Slot<LoadedStatements>>,
    drawings: BTreeMap<String, Slot<LoadedDrawing, Problem>>,
    approvals: Approvals,
    own_results: OwnResults,
    /// The file of `own_results`, as text, for the content version.
    own_results_source: String,
    /// What the site's own results ask of a patient.
    own_results_ask: Vec<When>,
}

impl Library {
    /// Opens the shipped library with a site's files before it.
    ///
    /// # Errors
    /// The site's record of approvals or its own results are not valid.
    pub fn new(files: Files) -> Result<Self, Problems> {
        let approvals = Approvals::load(&files)?;
        let (own_results, own_results_source) = OwnResults::load(&files)?;
        let packs = slots(&files, "templates/packs", "toml");
        let statements = slots(&files, "templates/statements", "toml");
        let drawings = slots(&files, "templates/figures", "svg");
        let own_results_ask = looks_at::conditions(&own_results);
        let library = Self {
            files,
            packs,
            statements,
            drawings,
            approvals,
            own_results,
            own_results_source,
            own_results_ask,
        };
        library.own_results_fit()?;
        Ok(library)
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

    /// A pack from another file: an older version, or one that is not in the library yet.
    /// With an id it must be that of this id. Its drawings are not looked at.
    ///
    /// # Errors
    /// It is not a valid pack.
    pub fn read_pack(&self, source: &str, id: Option<&str>, file: &str) -> Result<Pack, Problems> {
        let packs: Vec<&str> = self.pack_ids().collect();
        Pack::read(source, id, file, &packs)
    }

    fn load(&self, id: &str) -> Result<LoadedPack, Problems> {
        let path = pack_path(id);
        let (source, file) = self.files.text(&path)?;
        let packs: Vec<&str> = self.pack_ids().collect();
        let changed_here = self.files.is_changed(&path, &source);
        // The shipped packs are looked at by `check` and the tests, not for every form.
        let pack = if changed_here {
            Pack::read(&source, Some(id), &file, &packs)?
        } else {
            read_toml(&source, &file)?
        };
        let mut drawings = Vec::new();
        for figure in &pack.figures {
            drawings.push(self.drawing(&figure.svg).map_err(|problem| {
                let at = source.find(&figure.svg).unwrap_or(0);
                problem.at(Some(Place::at(&file, &source, at)))
            })?);
        }
        let drawings = drawings.iter().map(|drawing| &*drawing.svg);
        let sha256 = content_hash([&*source].into_iter().chain(drawings));
        Ok(LoadedPack {
            looks_at: LooksAt::of_pack(&pack, &source),
            pack,
            changed_here,
            source: source.into_owned(),
            file,
            approval: self.approvals.of(&path, &sha256).cloned(),
            sha256,
        })
    }

    /// A drawing.
    ///
    /// # Errors
    /// There is no such file.
    pub fn drawing(&self, name: &str) -> Result<Arc<LoadedDrawing>, Problem> {
        let load = || LoadedDrawing::load(name, &self.files).map(Arc::new);
        match self.drawings.get(name) {
            Some(slot) => slot.get_or_init(load).clone(),
            None => load(),
        }
    }

    /// A set of statements and signatories.
    ///
    /// # Errors
    /// There is no such file, or it is not valid.
    pub fn statements(&self, name: &str) -> Result<Arc<LoadedStatements>, Problems> {
        match self.statements.get(name) {
            Some(slot) => slot
                .get_or_init(|| self.load_statements(name).map(Arc::new))
                .clone(),
            None => self.load_statements(name).map(Arc::new),
        }
    }

    fn load_statements(&self, name: &str) -> Result<LoadedStatements, Problems> {
        let path = statements_path(name);
        let (source, file) = self.files.text(&path)?;
        let sha256 = content_hash([&*source]);
        Ok(LoadedStatements {
            statements: read_toml(&source, &file)?,
            approval: self.approvals.of(&path, &sha256).cloned(),
            changed_here: self.files.is_changed(&path, &source),
            source: source.into_owned(),
            file,
            sha256,
        })
    }

    /// Technical terms with their explanations in one language.
    ///
    /// # Errors
    /// There is no such file, or it is not valid.
    pub fn glossary(&self, lang: &str) -> Result<Glossary, Problems> {
        let (source, file) = self
            .files
            .text(&format!("templates/glossary/{lang}.toml"))?;
        read_toml(&source, &file)
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

/// An empty place for each file of a folder.
fn slots<T, E>(files: &Files, folder: &str, ending: &str) -> BTreeMap<String, Slot<T, E>> {
    let names = files.names(folder, ending).into_iter();
    names.map(|name| (name, OnceLock::new())).collect()
}

/// Where the pack of an id stands in a site's folder.
pub fn pack_path(id: &str) -> String {
    format!("templates/packs/{id}.toml")
}

/// Where a set of statements stands in a site's folder.
pub fn statements_path(name: &str) -> String {
    format!("templates/statements/{name}.toml")
}
