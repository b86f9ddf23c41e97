//! A site: what is the same for every form of one hospital, and its own files.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::case::{Facility, Person, clean_line};
use crate::error::{Place, Problem, Problems};
use crate::library::{Files, read_toml};
use crate::outside::Outside;
use crate::record_code::RecordCode;
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
    /// Usual rules, by name.
    pub profile: String,
    /// Content that is a draft, or due for review, is a reason to refuse and not only to warn.
    pub require_approved: bool,
    /// Where its forms are kept.
    pub archive: SiteArchive,
    /// What the bar code for its record system says.
    pub record_code: RecordCode,
    /// Its printer: a name or an address.
    pub printer: Option<String>,
    /// Who operates there.
    pub surgeons: Vec<Person>,
}

/// Where a site keeps its forms.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct SiteArchive {
    /// A folder, seen from the site's, or a URL.
    pub store: Option<String>,
    /// URL of the index, where it is not in the folder.
    pub index: Option<String>,
    /// Rule of retention, by id; without one, the rule for the profile of each form.
    pub retention: Option<String>,
    /// `render` and `batch` add every form, also without --archive.
    pub every_form: bool,
}

/// `countersign.toml` as it is written.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
struct SiteFile {
    paper: Option<Paper>,
    profile: Option<String>,
    require_approved: bool,
    facility: Option<SiteFacility>,
    archive: SiteArchive,
    codes: SiteCodes,
    printer: Option<String>,
    surgeons: Vec<SiteSurgeon>,
}

/// What codes on the pages say.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
struct SiteCodes {
    record: RecordCode,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct SiteFacility {
    name: String,
    department: Option<String>,
    address: Option<String>,
    phone: Option<String>,
}

/// One line of the directory of surgeons.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct SiteSurgeon {
    name: String,
    role: Option<String>,
    contact: Option<String>,
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
        let name = file
            .as_ref()
            .map(|path| path.display().to_string())
            .unwrap_or_default();
        let said: SiteFile = match &file {
            Some(path) => read_toml(&outside.read_text(path)?, &name)?,
            None => SiteFile::default(),
        };
        let facility = said.facility.map(|facility| facility.facility(&name));
        Ok(Self {
            folder,
            facility: facility.transpose()?,
            paper: said.paper.unwrap_or(Paper::A4),
            profile: said.profile.unwrap_or_else(|| "core".into()),
            require_approved: said.require_approved,
            archive: said.archive,
            record_code: said.codes.record,
            printer: said.printer,
            surgeons: surgeons(said.surgeons, &name)?,
        })
    }

    /// Shipped files, shadowed by those of the site.
    pub fn files(&self, outside: &Outside) -> Files {
        Files::new(outside.clone(), self.folder.clone())
    }
}

/// Texts of a site's file, as clean as those of a case; all problems at once.
struct Cleaned<'a> {
    file: &'a str,
    problems: Vec<Problem>,
}

impl<'a> Cleaned<'a> {
    fn of(file: &'a str) -> Self {
        Self {
            file,
            problems: Vec::new(),
        }
    }

    fn line(&mut self, text: &str, key: &str) -> String {
        clean_line(text, key).unwrap_or_else(|problem| {
            let place = Place {
                file: self.file.into(),
                line: 1,
                column: 1,
            };
            self.problems.push(problem.at(Some(place)));
            String::new()
        })
    }

    fn done<T>(self, value: T) -> Result<T, Problems> {
        if self.problems.is_empty() {
            Ok(value)
        } else {
            Err(Problems(self.problems))
        }
    }
}

/// The directory.
fn surgeons(said: Vec<SiteSurgeon>, file: &str) -> Result<Vec<Person>, Problems> {
    let mut clean = Cleaned::of(file);
    let mut person = |it: SiteSurgeon| Person {
        name: clean.line(&it.name, "surgeons.name"),
        role: it.role.map(|text| clean.line(&text, "surgeons.role")),
        contact: it.contact.map(|text| clean.line(&text, "surgeons.contact")),
    };
    let surgeons = said.into_iter().map(&mut person).collect();
    clean.done(surgeons)
}

impl SiteFacility {
    fn facility(self, file: &str) -> Result<Facility, Problems> {
        let mut clean = Cleaned::of(file);
        let address = self.address.iter().flat_map(|text| text.lines());
        let address = address.filter(|line| !line.trim().is_empty());
        let facility = Facility {
            name: clean.line(&self.name, "facility.name"),
            department: self
                .department
                .map(|text| clean.line(&text, "facility.department")),
            address: address
                .map(|line| clean.line(line, "facility.address"))
                .collect(),
            phone: self.phone.map(|text| clean.line(&text, "facility.phone")),
        };
        clean.done(facility)
    }
}
