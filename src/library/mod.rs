//! What can be said: procedure packs, modules, statements, words of the form.
//!
//! All of it is data in `templates/`, travels inside the program and is
//! shadowed file by file by a site's folder. Packs are read when they are
//! needed and kept; a [`Library`] is shared by every form and never changes.

mod approvals;
mod diff;
mod faults;
mod files;
mod lay;
mod lint;
mod locale;
mod own_results;
mod pack;
mod profile;
mod read;
mod schema;
mod statements;
mod when;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

pub use approvals::{Approval, Approvals, Status};
pub(crate) use approvals::{content_hash, hexadecimal};
pub use diff::{Change, ChangeKind, diff};
pub use files::{Files, shipped_files};
pub use locale::Locale;
pub use own_results::{OwnResult, OwnResults};
pub use pack::{
    Alternative, Approach, Benefit, Choice, ChoiceOption, Estimate, Factor, Figure, Group, Include,
    Kind, LevelUnit, Need, Pack, Part, Passage, Recovery, Review, Risk, Severity, Site, Source,
};
pub use profile::{Band, Basis, Profile, Rule, RuleSeverity, Words};
pub use schema::pack_schema;
pub use statements::{Signatory, SignatoryRole, Statement, Statements};
pub use when::{Role, When};

pub(crate) use read::read_toml;

use crate::error::{Problem, Problems, choose};
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

type Slot = OnceLock<Result<Arc<LoadedPack>, Problems>>;

/// Packs, statements and words.
#[derive(Debug)]
pub struct Library {
    files: Files,
    packs: BTreeMap<String, Slot>,
    approvals: Approvals,
    own_results: OwnResults,
    /// The file of `own_results`, as text, for the content version.
    own_results_source: String,
}

impl Library {
    /// Opens the shipped library with a site's files before it.
    ///
    /// # Errors
    /// The site's record of approvals or its own results are not valid.
    pub fn new(files: Files) -> Result<Self, Problems> {
        let approvals = Approvals::load(&files)?;
        let (own_results, own_results_source) = OwnResults::load(&files)?;
        let packs = files
            .names("templates/packs", "toml")
            .into_iter()
            .map(|id| (id, OnceLock::new()))
            .collect();
        let library = Self {
            files,
            packs,
            approvals,
            own_results,
            own_results_source,
        };
        library.own_results_fit()?;
        Ok(library)
    }

    /// The files behind it.
    pub fn files(&self) -> &Files {
        &self.files
    }

    /// What the site has approved, by hash.
    pub fn approvals(&self) -> &Approvals {
        &self.approvals
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
        let pack = Pack::read(&source, Some(id), &file, &packs)?;
        let mut content = vec![source.clone()];
        for figure in &pack.figures {
            content.push(self.figure(&figure.svg)?.0);
        }
        let sha256 = content_hash(content.iter().map(|part| &**part));
        Ok(LoadedPack {
            pack,
            changed_here: self.files.is_changed(&path, &source),
            source: source.into_owned(),
            file,
            approval: self.approvals.of(&path, &sha256).cloned(),
            sha256,
        })
    }

    /// A drawing as SVG, and the name to show for it in messages.
    ///
    /// # Errors
    /// There is no such file.
    pub fn figure(&self, name: &str) -> Result<(Cow<'static, str>, String), Problem> {
        self.files.text(&format!("templates/figures/{name}.svg"))
    }

    /// A set of statements and signatories.
    ///
    /// # Errors
    /// There is no such file, or it is not valid.
    pub fn statements(&self, name: &str) -> Result<LoadedStatements, Problems> {
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

    /// Whether the site has approved a pack as it stands.
    pub fn status(&self, loaded: &LoadedPack) -> Status {
        match loaded.approval {
            Some(_) => Status::Approved,
            None => Status::Draft,
        }
    }

    /// Approvals of content that has another hash by now, the latest of each file.
    ///
    /// # Errors
    /// Some pack or set of statements is not valid.
    pub fn stale_approvals(&self) -> Result<Vec<Approval>, Problems> {
        let mut current: BTreeMap<String, String> = BTreeMap::new();
        for id in self.pack_ids() {
            current.insert(pack_path(id), self.pack(id)?.sha256.clone());
        }
        for name in self.files.names("templates/statements", "toml") {
            let sha256 = self.statements(&name)?.sha256;
            current.insert(statements_path(&name), sha256);
        }
        let latest: BTreeMap<&str, &Approval> = self
            .approvals
            .approvals
            .iter()
            .map(|approval| (approval.file.as_str(), approval))
            .collect();
        let stale = latest
            .into_values()
            .filter(|approval| current.get(&approval.file) != Some(&approval.sha256));
        Ok(stale.cloned().collect())
    }

    /// The site's own figures, and their file as text (empty without one).
    pub fn own_results(&self) -> (&[OwnResult], &str) {
        (&self.own_results.results, &self.own_results_source)
    }

    /// Every figure of the site must be of a risk that some pack has: one that is
    /// misspelt would never be printed.
    fn own_results_fit(&self) -> Result<(), Problems> {
        let mut risks: Vec<String> = Vec::new();
        let mut problems = Vec::new();
        for result in &self.own_results.results {
            if risks.is_empty() {
                for id in self.pack_ids() {
                    risks.extend(self.pack(id)?.pack.risks.iter().map(|risk| risk.id.clone()));
                }
            }
            let packs: Vec<&str> = self.pack_ids().collect();
            let known: Vec<&str> = risks.iter().map(String::as_str).collect();
            for (what, id, known) in [
                ("pack", &result.procedure, packs),
                ("risk", &result.risk, known),
            ] {
                if !known.contains(&id.as_str()) {
                    let says = format!("{}: there is no {what} `{id}`", OwnResults::FILE);
                    problems.push(Problem::new(says).hint(choose(id, &known)));
                }
            }
        }
        if problems.is_empty() {
            Ok(())
        } else {
            Err(Problems(problems))
        }
    }

    /// What a profile lacks of the shipped one that it is, or else of the shipped ones that
    /// it extends, or asks less for: rules by id, and settings. None where the site has left them as they were shipped.
    ///
    /// # Errors
    /// As [`profile`](Self::profile).
    pub fn weakened(&self, id: &str) -> Result<Vec<String>, Problems> {
        let shipped = Self::new(self.files.shipped())?;
        let own = self.profile(id)?;
        let mut weakened = Vec::new();
        let mut todo = vec![id.to_owned()];
        while let Some(id) = todo.pop() {
            let path = profile_path(&id);
            if shipped.files.has(&path) {
                weakened.extend(shipped.profile(&id)?.weakened_in(&own));
            } else {
                let (source, file) = self.files.text(&path)?;
                todo.extend(read_toml::<Profile>(&source, &file)?.extends);
            }
        }
        weakened.sort();
        weakened.dedup();
        Ok(weakened)
    }

    /// A profile with the rules of those that it extends.
    ///
    /// # Errors
    /// There is no such file, it is not valid, or it extends itself.
    pub fn profile(&self, id: &str) -> Result<Profile, Problems> {
        self.profile_of(id, &mut Vec::new())
    }

    /// `inside` are the profiles that are being read.
    fn profile_of(&self, id: &str, inside: &mut Vec<String>) -> Result<Profile, Problems> {
        let known = self.files.names("templates/profiles", "toml");
        if !known.contains(id) {
            let known: Vec<&str> = known.iter().map(String::as_str).collect();
            let problem = Problem::new(format!("there is no profile `{id}`"));
            return Err(problem.hint(choose(id, &known)).into());
        }
        let (source, file) = self.files.text(&profile_path(id))?;
        if inside.iter().any(|outer| outer == id) {
            let problem = Problem::new(format!("{file}: the profile extends itself"));
            return Err(problem.hint("remove it from `extends`").into());
        }
        inside.push(id.to_owned());
        let mut profile: Profile = read_toml(&source, &file)?;
        profile.faults(id, &file)?;
        for base in profile.extends.clone().iter().rev() {
            profile = profile.over(self.profile_of(base, inside)?);
        }
        inside.pop();
        Ok(profile)
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

/// Where the pack of an id stands in a site's folder.
pub fn pack_path(id: &str) -> String {
    format!("templates/packs/{id}.toml")
}

fn profile_path(id: &str) -> String {
    format!("templates/profiles/{id}.toml")
}

/// Where a set of statements stands in a site's folder.
pub fn statements_path(name: &str) -> String {
    format!("templates/statements/{name}.toml")
}
