//! Shipped files, shadowed one by one by those of a site.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::NaiveDate;
use include_dir::{Dir, include_dir};
use sha2::{Digest, Sha256};

use super::approvals::{Approvals, hexadecimal};
use super::own_results::OwnResults;
use crate::error::Problem;
use crate::outside::Outside;
use crate::typeset::FontBytes;

static TEMPLATES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/templates");
static FONTS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/fonts");

/// Templates and fonts by path: `templates/packs/foraminotomy.toml`, `fonts/…`.
#[derive(Debug, Clone)]
pub struct Files {
    outside: Outside,
    site: Option<PathBuf>,
    /// What the site's files held at one moment, if they are to stay as they were.
    held: Option<Arc<BTreeMap<PathBuf, Vec<u8>>>>,
}

impl Files {
    /// The shipped files, and those of a site's folder before them.
    pub fn new(outside: Outside, site: Option<PathBuf>) -> Self {
        let held = None;
        Self {
            outside,
            site,
            held,
        }
    }

    /// The same as they are now, whatever happens to the site's folder later.
    ///
    /// # Errors
    /// Something of the site cannot be read.
    pub fn held(self) -> Result<Self, Problem> {
        let mut held = BTreeMap::new();
        for path in self.site.iter().flat_map(|site| self.of_site(site)) {
            let bytes = self.outside.read(&path)?;
            held.insert(path, bytes);
        }
        let held = Some(Arc::new(held));
        Ok(Self { held, ..self })
    }

    /// A text and the name to show for it in messages.
    ///
    /// # Errors
    /// There is no such file, or the site's cannot be read.
    pub fn text(&self, path: &str) -> Result<(Cow<'static, str>, String), Problem> {
        if let Some(own) = self.own(path) {
            let text = self.read_text(&own)?;
            return Ok((text.into(), own.display().to_string()));
        }
        shipped(path)
            .and_then(|bytes| std::str::from_utf8(bytes).ok())
            .map(|text| (text.into(), path.to_owned()))
            .ok_or_else(|| self.missing(path))
    }

    /// The day that people here call today.
    pub(crate) fn today(&self) -> NaiveDate {
        self.outside.today()
    }

    /// Whether a site can shadow anything.
    pub fn have_a_site(&self) -> bool {
        self.site.is_some()
    }

    /// The same without a site.
    pub fn shipped(&self) -> Self {
        Self {
            outside: self.outside.clone(),
            site: None,
            held: None,
        }
    }

    /// Whether there is such a file.
    pub fn has(&self, path: &str) -> bool {
        self.own(path).is_some() || shipped(path).is_some()
    }

    /// Whether a text is not the shipped one of its path.
    pub fn is_changed(&self, path: &str, text: &str) -> bool {
        shipped(path) != Some(text.as_bytes())
    }

    /// The files of some folders of templates that a site has changed or added.
    ///
    /// # Errors
    /// One cannot be read.
    pub fn changed(&self, folders: &[&str]) -> Result<Vec<String>, Problem> {
        let mut changed = Vec::new();
        let Some(site) = &self.site else {
            return Ok(changed);
        };
        for folder in folders {
            for path in self.list(&site.join("templates").join(folder)) {
                let name = path
                    .strip_prefix(site)
                    .unwrap_or(&path)
                    .display()
                    .to_string();
                if self.is_file(&path) && shipped(&name) != Some(&self.read(&path)?) {
                    changed.push(name);
                }
            }
        }
        Ok(changed)
    }

    /// A text that only a site can have, and the name to show for it in messages.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn own_text(&self, path: &str) -> Result<Option<(String, String)>, Problem> {
        let Some(own) = self.own(path) else {
            return Ok(None);
        };
        let text = self.read_text(&own)?;
        Ok(Some((text, own.display().to_string())))
    }

    /// A hash over everything that a site has of its own (templates, fonts, approvals, own
    /// results), hexadecimal; that of nothing without a site.
    ///
    /// # Errors
    /// Something cannot be read.
    pub fn own_hash(&self) -> Result<String, Problem> {
        let mut hash = Sha256::new();
        if let Some(site) = &self.site {
            for path in self.of_site(site) {
                let name = path.strip_prefix(site).unwrap_or(&path);
                hash.update(name.display().to_string());
                hash.update(Sha256::digest(self.read(&path)?));
            }
        }
        Ok(hexadecimal(&hash.finalize()))
    }

    /// A font file.
    ///
    /// # Errors
    /// There is no such file, or the site's cannot be read.
    pub fn font(&self, path: &str) -> Result<FontBytes, Problem> {
        if let Some(own) = self.own(path) {
            return Ok(Arc::new(self.read(&own)?));
        }
        match shipped(path) {
            Some(bytes) => Ok(Arc::new(bytes)),
            None => Err(self.missing(path)),
        }
    }

    /// The names, without ending, of the files of one kind (`templates/packs`, `toml`).
    pub fn names(&self, folder: &str, ending: &str) -> BTreeSet<String> {
        let own = self
            .site
            .iter()
            .flat_map(|site| self.list(&site.join(folder)));
        let shipped = TEMPLATES
            .get_dir(folder.trim_start_matches("templates/"))
            .into_iter()
            .flat_map(|dir| dir.files().map(|file| file.path().to_owned()));
        own.chain(shipped)
            .filter(|path| path.extension().is_some_and(|found| found == ending))
            .filter_map(|path| Some(path.file_stem()?.to_str()?.to_owned()))
            .collect()
    }

    /// A site's font file, if it is another than the shipped one.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn own_font(&self, path: &str) -> Result<Option<Vec<u8>>, Problem> {
        let Some(own) = self.own(path) else {
            return Ok(None);
        };
        let bytes = self.read(&own)?;
        Ok((shipped(path) != Some(&bytes)).then_some(bytes))
    }

    fn own(&self, path: &str) -> Option<PathBuf> {
        // What is there and cannot be read (a folder of that name, a link to nothing, no
        // right to look) is no reason to use the shipped file: reading it says why.
        self.site
            .as_ref()
            .map(|site| site.join(path))
            .filter(|own| self.is_there(own))
    }

    /// Every file of a site.
    fn of_site(&self, site: &Path) -> Vec<PathBuf> {
        if let Some(held) = &self.held {
            return held.keys().cloned().collect();
        }
        let mut files = self.outside.walk(&site.join("templates"));
        files.extend(self.outside.walk(&site.join("fonts")));
        let top = ["countersign.toml", Approvals::FILE, OwnResults::FILE];
        let top = top.map(|name| site.join(name));
        files.extend(top.into_iter().filter(|path| path.is_file()));
        files
    }

    fn is_there(&self, path: &Path) -> bool {
        match &self.held {
            // A folder of that name counts, as it does on the disk.
            Some(held) => held.keys().any(|file| file.starts_with(path)),
            None => self.outside.is_there(path),
        }
    }

    fn is_file(&self, path: &Path) -> bool {
        match &self.held {
            Some(held) => held.contains_key(path),
            None => path.is_file(),
        }
    }

    fn read(&self, path: &Path) -> Result<Vec<u8>, Problem> {
        match self.held.as_ref().and_then(|held| held.get(path)) {
            Some(bytes) => Ok(bytes.clone()),
            None => self.outside.read(path),
        }
    }

    fn read_text(&self, path: &Path) -> Result<String, Problem> {
        self.outside.text(path, self.read(path)?)
    }

    /// The files in a folder of a site, sorted.
    fn list(&self, folder: &Path) -> Vec<PathBuf> {
        let Some(held) = &self.held else {
            return self.outside.list(folder);
        };
        let files = held.keys().filter(|path| path.parent() == Some(folder));
        files.cloned().collect()
    }

    fn missing(&self, path: &str) -> Problem {
        Problem::new(format!("there is no {path}"))
            .hint("it is neither shipped nor in the site's folder; see --site")
    }
}

/// Every shipped file with its path, for `countersign init`.
pub fn shipped_files() -> impl Iterator<Item = (String, &'static [u8])> {
    [("templates", &TEMPLATES), ("fonts", &FONTS)]
        .into_iter()
        .flat_map(|(root, dir)| {
            walk(dir)
                .map(move |file| (format!("{root}/{}", file.path().display()), file.contents()))
        })
}

fn walk(
    dir: &'static Dir<'static>,
) -> Box<dyn Iterator<Item = &'static include_dir::File<'static>>> {
    Box::new(dir.files().chain(dir.dirs().flat_map(walk)))
}

fn shipped(path: &str) -> Option<&'static [u8]> {
    let (root, rest) = path.split_once('/')?;
    let dir = match root {
        "templates" => &TEMPLATES,
        "fonts" => &FONTS,
        _ => return None,
    };
    dir.get_file(rest).map(include_dir::File::contents)
}
