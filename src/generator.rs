//! What forms share, and the one verb: [`Generator::form`].

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::case::Case;
use crate::consent::Consent;
use crate::document::Document;
use crate::error::{Problem, Problems};
use crate::layout::{Layout, Markup};
use crate::library::{Files, Library, Locale};
use crate::outside::Outside;
use crate::pdf::{self, Metadata};
use crate::rules::{self, Report};
use crate::typeset::{Face, Faces, Pages, Paper, Theme, typeset};

/// Which layout, theme, paper and language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// `templates/layouts/NAME.hbs`.
    pub layout: String,
    /// `templates/themes/NAME.toml`.
    pub theme: String,
    /// Sheet.
    pub paper: Paper,
    /// `templates/locales/LANG.toml`.
    pub lang: String,
    /// The file carries its [`Record`].
    pub embed_data: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            layout: "standard".into(),
            theme: "standard".into(),
            paper: Paper::A4,
            lang: "en".into(),
            embed_data: false,
        }
    }
}

/// Library, layout, theme and fonts, read once and shared by every form.
#[derive(Debug)]
pub struct Generator {
    library: Library,
    layout: Layout,
    locale: Locale,
    theme: Theme,
    faces: Faces,
    options: Options,
    /// What shapes a form besides its consent, for the form id.
    edition: String,
    now: DateTime<Utc>,
}

/// A finished form.
#[derive(Debug, Clone)]
pub struct Form {
    /// Short id with a check character; no patient data in it.
    pub id: String,
    /// The PDF file.
    pub bytes: Vec<u8>,
    /// How many pages.
    pub pages: usize,
    /// What was checked, and what is left to the pen.
    pub report: Report,
}

/// What a form was made from, complete: the same version of the program makes the
/// same bytes from it again. Travels inside the PDF with `--embed-data`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// Version of the program.
    pub countersign: String,
    /// When the form was made.
    pub created: DateTime<Utc>,
    /// Layout by name.
    pub layout: String,
    /// Theme by name.
    pub theme: String,
    /// Sheet.
    pub paper: Paper,
    /// What the form says.
    pub consent: Consent,
    /// SHA-256 of all of the above, hexadecimal.
    pub digest: String,
}

impl Record {
    /// The digest that the rest of the record should have.
    fn own_digest(&self) -> String {
        let bare = Self {
            digest: String::new(),
            ..self.clone()
        };
        // Strings, numbers and lists always serialize.
        hexadecimal(&Sha256::digest(
            serde_json::to_vec(&bare).unwrap_or_default(),
        ))
    }
}

/// Every stage of one form, for `--emit` and tests.
#[derive(Debug)]
pub struct Stages {
    /// What is said.
    pub consent: Consent,
    /// The filled layout.
    pub markup: Markup,
    /// The tree.
    pub document: Document,
    /// The placed glyphs.
    pub pages: Pages,
}

impl Generator {
    /// Reads what all forms share.
    ///
    /// # Errors
    /// A layout, theme, locale or font that is missing or not valid.
    pub fn new(files: Files, outside: &Outside, options: Options) -> Result<Self, Problems> {
        let library = Library::new(files);
        let layout = Layout::load(&options.layout, library.files())?;
        let locale = library.locale(&options.lang)?;
        let (theme_source, theme_file) = library
            .files()
            .text(&format!("templates/themes/{}.toml", options.theme))?;
        let theme: Theme = crate::library::read_toml(&theme_source, &theme_file)?;
        let faces = faces(&theme, &theme_file, library.files())?;
        let sources = [options.paper.name(), &layout.source, &theme_source];
        let edition = edition(&sources, &locale, &theme, library.files())?;
        Ok(Self {
            library,
            layout,
            locale,
            theme,
            faces,
            options,
            edition,
            now: outside.now(),
        })
    }

    /// Packs, statements and words.
    pub fn library(&self) -> &Library {
        &self.library
    }

    /// One case becomes one form.
    ///
    /// # Errors
    /// Whatever keeps the form from being complete and true, all problems of a
    /// stage at once. There is no form with a warning.
    pub fn form(&self, case: &Case) -> Result<Form, Problems> {
        self.finish(self.stages(case)?, self.now)
    }

    /// The form that a record was taken from, byte for byte.
    ///
    /// # Errors
    /// The record was changed, or this library, layout or theme is not the one it
    /// was made with; otherwise as [`form`](Self::form).
    pub fn form_again(&self, record: &Record) -> Result<Form, Problems> {
        if record.countersign != env!("CARGO_PKG_VERSION") {
            return Err(Problem::new(format!(
                "form {} was made by another version of countersign",
                record.consent.form_id
            ))
            .hint("use the version that its data names")
            .into());
        }
        if record.digest != record.own_digest() {
            return Err(Problem::new(format!(
                "the data of form {} was changed",
                record.consent.form_id
            ))
            .hint("read it again from the form: `countersign show FORM.pdf`")
            .into());
        }
        if !record.consent.is_of(&self.edition) {
            return Err(Problem::new(format!(
                "the record of form {} does not fit this library",
                record.consent.form_id
            ))
            .hint("give the site that the form was made with: --site")
            .into());
        }
        self.finish(self.lay_out(record.consent.clone())?, record.created)
    }

    fn finish(&self, stages: Stages, created: DateTime<Utc>) -> Result<Form, Problems> {
        let report = rules::check(&stages.consent, &stages.document, &stages.pages)?;
        let id = stages.consent.form_id.clone();
        let mut record = Record {
            countersign: env!("CARGO_PKG_VERSION").into(),
            created,
            layout: self.options.layout.clone(),
            theme: self.options.theme.clone(),
            paper: self.options.paper,
            consent: stages.consent,
            digest: String::new(),
        };
        record.digest = record.own_digest();
        let data = self
            .options
            .embed_data
            .then(|| serde_json::to_vec_pretty(&record))
            .transpose()
            .map_err(|error| Problem::new(error.to_string()))?;
        let metadata = Metadata {
            form_id: id.clone(),
            created,
            data,
        };
        Ok(Form {
            bytes: pdf::write(&stages.pages, &metadata)?,
            pages: stages.pages.pages.len(),
            id,
            report,
        })
    }

    /// Every stage up to the pages, without the verdict of the rules.
    ///
    /// # Errors
    /// As [`form`](Self::form).
    pub fn stages(&self, case: &Case) -> Result<Stages, Problems> {
        self.lay_out(self.consent(case)?)
    }

    /// What will be said.
    ///
    /// # Errors
    /// As [`form`](Self::form).
    pub fn consent(&self, case: &Case) -> Result<Consent, Problems> {
        self.printable(case)?;
        Consent::compose(case, &self.library, &self.options.lang, &self.edition)
    }

    /// The filled layout.
    ///
    /// # Errors
    /// A name that the consent does not have.
    pub fn markup(&self, consent: &Consent) -> Result<Markup, Problems> {
        self.layout.fill(consent, &self.locale)
    }

    /// The tree.
    ///
    /// # Errors
    /// Markup outside the vocabulary.
    pub fn document(&self, markup: &Markup) -> Result<Document, Problems> {
        Document::parse(&markup.0, &self.layout.name)
    }

    fn lay_out(&self, consent: Consent) -> Result<Stages, Problems> {
        let markup = self.markup(&consent)?;
        let document = self.document(&markup)?;
        let pages = typeset(&document, &self.theme, &self.faces, self.options.paper)?;
        Ok(Stages {
            consent,
            markup,
            document,
            pages,
        })
    }
}

impl Generator {
    /// Whether the patient is born, and the fonts have every character of the case,
    /// so that a message can name the field and not only the page.
    fn printable(&self, case: &Case) -> Result<(), Problems> {
        let values = serde_json::to_value(case).map_err(|error| Problem::new(error.to_string()))?;
        let mut problems = Vec::new();
        if case.patient.date_of_birth > self.now.date_naive() {
            problems.push(
                Problem::new("patient.date_of_birth lies in the future")
                    .at(case.places.get("patient.date_of_birth").cloned())
                    .hint("check it against the record"),
            );
        }
        self.unprintable(&values, String::new(), case, &mut problems);
        if problems.is_empty() {
            Ok(())
        } else {
            Err(Problems(problems))
        }
    }

    fn unprintable(&self, value: &Value, path: String, case: &Case, problems: &mut Vec<Problem>) {
        let below = |key: &str| {
            if path.is_empty() {
                key.to_owned()
            } else {
                format!("{path}.{key}")
            }
        };
        match value {
            Value::String(text) => {
                let lost = text
                    .chars()
                    .find(|c| !c.is_whitespace() && !self.faces.have(*c));
                problems.extend(lost.map(|character| {
                    Problem::new(format!(
                        "{path} has the character {}, which no font of the theme has",
                        named(character)
                    ))
                    .at(case.places.get(&path).cloned())
                    .hint("write it in Latin letters, or add a font that has it to the theme's [faces]")
                }));
            }
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.unprintable(item, below(&index.to_string()), case, problems);
                }
            }
            Value::Object(fields) => {
                for (key, field) in fields {
                    self.unprintable(field, below(key), case, problems);
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
}

/// Everything outside the consent that shapes a form, for its id: layout, theme, paper,
/// words, the program's version, and fonts that are not the shipped ones.
fn edition(
    sources: &[&str],
    locale: &Locale,
    theme: &Theme,
    files: &Files,
) -> Result<String, Problems> {
    let words = serde_json::to_string(locale).map_err(|error| Problem::new(error.to_string()))?;
    let mut edition = [&[env!("CARGO_PKG_VERSION"), &words], sources]
        .concat()
        .join("\0");
    for path in theme
        .faces
        .values()
        .flatten()
        .map(|path| format!("fonts/{path}"))
    {
        if let Some(bytes) = files.own_font(&path)? {
            edition.push_str(&hexadecimal(&Sha256::digest(bytes)));
        }
    }
    Ok(edition)
}

/// A character by its number; a picture or sign also as it is. A letter is not
/// repeated: one may be a whole name.
fn named(character: char) -> String {
    let number = format!("U+{:04X}", u32::from(character));
    if character.is_alphanumeric() {
        number
    } else {
        format!("“{}” ({number})", character.escape_debug())
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The faces of a theme, each file once.
fn faces(theme: &Theme, theme_file: &str, files: &Files) -> Result<Faces, Problems> {
    let mut paths: Vec<&str> = Vec::new();
    let mut faces = Faces {
        all: Vec::new(),
        stacks: Default::default(),
    };
    for (role, stack) in &theme.faces {
        let mut indices = Vec::new();
        for path in stack {
            let index = match paths.iter().position(|known| known == path) {
                Some(index) => index,
                None => {
                    faces.all.push(face(path, theme_file, files)?);
                    paths.push(path);
                    paths.len() - 1
                }
            };
            indices.push(index);
        }
        faces.stacks.insert(role.clone(), indices);
    }
    Ok(faces)
}

fn face(path: &str, theme_file: &str, files: &Files) -> Result<Face, Problem> {
    let bytes = files.font(&format!("fonts/{path}"))?;
    let stem = path.rsplit('/').next().unwrap_or(path);
    let name = stem.rsplit_once('.').map_or(stem, |(name, _)| name);
    Face::parse(name, bytes).ok_or_else(|| {
        Problem::new(format!(
            "{theme_file}: fonts/{path} is not a font that can be used"
        ))
        .hint("use a static TrueType or OpenType file")
    })
}
