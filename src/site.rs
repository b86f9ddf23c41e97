//! A site: what is the same for every form of one hospital, and its own files.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::case::Facility;
use crate::error::{Problem, Problems};
use crate::library::{Files, read_toml};
use crate::outside::Outside;
use crate::typeset::Paper;

/// The name of a site's file.
const FILE: &str = "countersign.toml";

/// A site, or the lack of one.
#[derive(Debug, Clone)]
pub struct Site {
    /// Folder with the site's own templates and fonts.
    pub folder: Option<PathBuf>,
    /// Facility of every case that names none.
    pub facility: Option<Facility>,
    /// Usual sheet.
    pub paper: Paper,
}

/// `countersign.toml` as it is written.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
struct SiteFile {
    paper: Option<Paper>,
    facility: Option<SiteFacility>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct SiteFacility {
    name: String,
    department: Option<String>,
    address: Option<String>,
    phone: Option<String>,
}

impl Site {
    /// The site of a folder, or of the nearest `countersign.toml` above the
    /// working directory, or none.
    ///
    /// # Errors
    /// The folder is not there, or its file is not valid.
    pub fn find(folder: Option<&Path>, outside: &Outside) -> Result<Self, Problems> {
        if let Some(folder) = folder
            && !folder.is_dir()
        {
            return Err(
                Problem::new(format!("the site folder {} is not there", folder.display()))
                    .hint("`countersign init DIR` makes one")
                    .into(),
            );
        }
        let folder = match folder {
            Some(folder) => Some(folder.to_owned()),
            None => outside.folder_above_with(FILE),
        };
        let file = folder
            .as_deref()
            .map(|folder| folder.join(FILE))
            .filter(|file| file.is_file());
        let said: SiteFile = match file {
            Some(path) => read_toml(&outside.read_text(&path)?, &path.display().to_string())?,
            None => SiteFile::default(),
        };
        Ok(Self {
            folder,
            facility: said.facility.map(Facility::from),
            paper: said.paper.unwrap_or(Paper::A4),
        })
    }

    /// Shipped files, shadowed by those of the site.
    pub fn files(&self, outside: &Outside) -> Files {
        Files::new(outside.clone(), self.folder.clone())
    }
}

impl From<SiteFacility> for Facility {
    fn from(said: SiteFacility) -> Self {
        let lines = |text: String| {
            text.lines()
                .map(|line| line.trim().to_owned())
                .filter(|l| !l.is_empty())
                .collect()
        };
        Self {
            name: said.name,
            department: said.department,
            address: said.address.map(lines).unwrap_or_default(),
            phone: said.phone,
        }
    }
}
