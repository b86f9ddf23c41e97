//! Who approved which content, by its hash: `approvals.toml` of a site.
//!
//! Content is a draft until its hash stands there, and again after any change.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::files::Files;
use super::own_results::OwnResults;
use super::{Library, LoadedPack, pack_path, read_toml, statements_path};
use crate::error::{Problem, Problems};

/// Whether the site's clinicians have approved content as it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Not approved: every page says so.
    Draft,
    /// Approved by clinicians of the place.
    Approved,
}

/// That somebody approved a file of content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Approval {
    /// The file, from the site's folder: `templates/packs/foraminotomy.toml`.
    pub file: String,
    /// The version that it called itself.
    pub version: String,
    /// SHA-256 of the content, hexadecimal.
    pub sha256: String,
    /// Who approved it.
    pub by: String,
    /// On which day.
    pub date: NaiveDate,
}

/// Every approval of a site, in the order in which they were given.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Approvals {
    /// The oldest first.
    #[serde(default)]
    pub approvals: Vec<Approval>,
}

impl Approvals {
    /// The name of the file in a site's folder.
    pub const FILE: &str = "approvals.toml";

    /// The approvals of a site; none without one.
    ///
    /// # Errors
    /// The file cannot be read or is not valid.
    pub(super) fn load(files: &Files) -> Result<Self, Problems> {
        match files.own_text(Self::FILE)? {
            Some((text, file)) => read_toml(&text, &file),
            None => Ok(Self::default()),
        }
    }

    /// The file with some more approvals at its end.
    ///
    /// # Errors
    /// Never for what was read from such a file.
    pub fn with(&self, given: &[Approval]) -> Result<String, Problem> {
        let all = Self {
            approvals: [self.approvals.as_slice(), given].concat(),
        };
        let text = toml::to_string(&all).map_err(|error| Problem::new(error.to_string()))?;
        Ok(format!(
            "# Who approved which content, by its hash. Written by `countersign library approve`.\n\n{text}"
        ))
    }

    /// The latest approval of a file with exactly this content.
    pub fn of(&self, file: &str, sha256: &str) -> Option<&Approval> {
        self.approvals
            .iter()
            .rev()
            .find(|approval| approval.file == file && approval.sha256 == sha256)
    }
}

impl Library {
    /// What the site has approved, by hash.
    pub fn approvals(&self) -> &Approvals {
        &self.approvals
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
            let sha256 = self.statements(&name)?.sha256.clone();
            current.insert(statements_path(&name), sha256);
        }
        for name in self.files.names("templates/locales", "toml") {
            let path = locale_path(&name);
            let sha256 = self.proof(&path)?.sha256;
            current.insert(path, sha256);
        }
        if self.files.has(OwnResults::FILE) {
            let sha256 = self.proof(OwnResults::FILE)?.sha256;
            current.insert(OwnResults::FILE.to_owned(), sha256);
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
}

/// What proves which file of a site's words and figures was used.
#[derive(Debug, Clone)]
pub struct Proof {
    /// SHA-256 of the file, hexadecimal.
    pub sha256: String,
    /// It is not as it was shipped.
    pub changed_here: bool,
    /// Who approved it as it stands, if anybody did.
    pub approval: Option<Approval>,
}

impl Library {
    /// What proves a file that is no pack and no set of statements: words of the form
    /// (`templates/locales/en.toml`), a site's own results.
    ///
    /// # Errors
    /// There is no such file.
    pub fn proof(&self, path: &str) -> Result<Proof, Problem> {
        let (text, _) = self.files.text(path)?;
        let sha256 = content_hash([&*text]);
        Ok(Proof {
            approval: self.approvals.of(path, &sha256).cloned(),
            changed_here: self.files.is_changed(path, &text),
            sha256,
        })
    }
}

/// Where the words of the form in one language stand in a site's folder.
pub fn locale_path(lang: &str) -> String {
    format!("templates/locales/{lang}.toml")
}

/// SHA-256 over the parts of one content (a pack and its drawings), hexadecimal.
pub(crate) fn content_hash<'a>(parts: impl IntoIterator<Item = &'a str>) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    hexadecimal(&hash.finalize())
}

/// Bytes as two digits each.
pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    let digit = |half: u8| char::from(b"0123456789abcdef"[usize::from(half)]);
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits.map(digit).collect()
}
