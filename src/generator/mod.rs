//! What forms share, and the one verb: [`Generator::form`].

mod edition;
mod figures;
mod kind;
mod moulds;
mod printable;
mod record;
mod shelf;

use chrono::{DateTime, Utc};

pub use record::Record;

use edition::edition;
pub(crate) use edition::faces;
use figures::Figures;
use shelf::Moulds;

use crate::case::Case;
use crate::consent::{Consent, Gist, Own, Phrases, Setting};
use crate::document::Document;
use crate::error::{Problem, Problems};
use crate::layout::{Layout, Markup};
use crate::library::{Files, Library, Profile};
use crate::outside::Outside;
use crate::pdf::{self, Bytes, Filled, Frozen, Metadata, Stock};
use crate::readability::Reader;
use crate::record_code::RecordCode;
use crate::rules::{self, Judged, OwnScene, Report, Scene};
use crate::typeset::{Faces, Pages, Paper, Theme, typeset};

/// Which layout, theme, paper and language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// `templates/layouts/NAME.hbs`.
    pub layout: String,
    /// `templates/themes/NAME.toml`.
    pub theme: String,
    /// `templates/profiles/NAME.toml`.
    pub profile: String,
    /// Sheet.
    pub paper: Paper,
    /// `templates/locales/LANG.toml`.
    pub lang: String,
    /// Content that is a draft, or due for review, is refused.
    pub require_approved: bool,
    /// The file carries its [`Record`].
    pub embed_data: bool,
    /// What the bar code for the site's record system says.
    pub record_code: RecordCode,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            layout: "standard".into(),
            theme: "standard".into(),
            profile: "core".into(),
            paper: Paper::A4,
            lang: "en".into(),
            require_approved: false,
            embed_data: false,
            record_code: RecordCode::default(),
        }
    }
}

impl Options {
    /// The theme that goes with a layout: the one that is named, or the layout's own (of
    /// the same name), or the standard one.
    pub fn theme_of(layout: &str, named: Option<&str>, files: &Files) -> String {
        let own = files.has(&format!("templates/themes/{layout}.toml"));
        named
            .unwrap_or(if own { layout } else { "standard" })
            .to_owned()
    }
}

/// Library, layout, theme and fonts, read once and shared by every form.
#[derive(Debug)]
pub struct Generator {
    library: Library,
    layout: Layout,
    phrases: Phrases,
    profile: Profile,
    reader: Reader,
    /// Rules of the shipped profile that the site has weakened.
    weakened: Vec<String>,
    /// Files of the site that shape forms and are no content.
    changed_files: Vec<String>,
    theme: Theme,
    faces: Faces,
    figures: Figures,
    moulds: Moulds,
    stock: Stock,
    options: Options,
    /// What shapes a form besides its consent, for the form id.
    edition: String,
    now: DateTime<Utc>,
    /// Says which day a time is here.
    outside: Outside,
}

/// A finished form.
#[derive(Debug, Clone, PartialEq)]
pub struct Form {
    /// Short id with a check character; no patient data in it.
    pub id: String,
    /// The PDF file.
    pub bytes: Bytes,
    /// SHA-256 of it.
    pub sha256: [u8; 32],
    /// How many pages.
    pub pages: usize,
    /// What was checked, and what is left to the pen.
    pub report: Report,
}

/// A form, and what others of its kind can be made from.
struct Made {
    form: Form,
    frozen: Frozen,
    judged: Judged,
}

/// Every stage of one form, for `--emit` and tests.
#[derive(Debug, Clone)]
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
        let library = Library::new(files)?;
        let layout = Layout::load(&options.layout, library.files())?;
        let locale = library.locale(&options.lang)?;
        let profile = library.profile(&options.profile)?;
        rules::check_profile(&profile)?;
        let glossary = library.glossary(&options.lang)?;
        let weakened = library.weakened(&options.profile)?;
        let folders = [
            "layouts",
            "layouts/partials",
            "themes",
            "figures",
            "glossary",
        ];
        let changed_files = library.files().changed(&folders)?;
        let (theme_source, theme_file) = library
            .files()
            .text(&format!("templates/themes/{}.toml", options.theme))?;
        let theme: Theme = crate::library::read_toml(&theme_source, &theme_file)?;
        let faces = faces(&theme, &theme_file, library.files())?;
        let record_code = options.record_code.to_string();
        let sources = [
            options.paper.name(),
            &layout.source,
            &theme_source,
            &record_code,
        ];
        let edition = edition(&sources, &locale, &theme, library.files())?;
        Ok(Self {
            library,
            layout,
            phrases: Phrases::new(locale),
            profile,
            reader: Reader::new(glossary),
            weakened,
            changed_files,
            theme,
            faces,
            figures: Figures::default(),
            moulds: Moulds::default(),
            stock: Stock::default(),
            options,
            edition,
            now: outside.now(),
            outside: outside.clone(),
        })
    }

    /// One case becomes one form.
    ///
    /// # Errors
    /// Whatever keeps the form from being complete and true, all problems of a
    /// stage at once. There is no form with a warning.
    pub fn form(&self, case: &Case) -> Result<Form, Problems> {
        self.form_of_kind(case, self.now)
    }

    /// The same for a case that is the only one: nothing is prepared for others of its kind.
    ///
    /// # Errors
    /// As [`form`](Self::form).
    pub fn only_form(&self, case: &Case) -> Result<Form, Problems> {
        self.printable(case, self.now)?;
        let stages = self.lay_out(self.composed(case)?)?;
        Ok(self.made(&stages, self.now)?.form)
    }

    /// The same at another time than that of this generator: for a program that runs on
    /// while days pass.
    ///
    /// # Errors
    /// As [`form`](Self::form).
    pub fn form_at(&self, case: &Case, created: DateTime<Utc>) -> Result<Form, Problems> {
        self.form_of_kind(case, created)
    }

    /// The form that a record was taken from, byte for byte.
    ///
    /// # Errors
    /// The record was changed, or this library, layout or theme is not the one it
    /// was made with; otherwise as [`form`](Self::form).
    pub fn form_again(&self, record: &Record) -> Result<Form, Problems> {
        record.check()?;
        if !record.consent.is_of(&self.edition) {
            return Err(Problem::new(format!(
                "the record of form {} does not fit this library",
                record.consent.form_id
            ))
            .hint("give the site that the form was made with: --site")
            .into());
        }
        let stages = self.lay_out(record.consent.clone())?;
        Ok(self.made(&stages, record.created)?.form)
    }

    /// What the form of a case is made from, to be kept beside it.
    ///
    /// # Errors
    /// As [`form`](Self::form).
    pub fn record(&self, case: &Case) -> Result<Record, Problems> {
        self.record_at(case, self.now)
    }

    /// What a form that was made at another time is made from.
    ///
    /// # Errors
    /// As [`form`](Self::form).
    pub fn record_at(&self, case: &Case, created: DateTime<Utc>) -> Result<Record, Problems> {
        self.printable(case, created)?;
        Ok(Record::of(self.composed(case)?, &self.options, created))
    }

    /// Days for which a signature holds by the profile.
    pub fn validity_days(&self) -> Option<u32> {
        self.profile.validity_days
    }

    fn made(&self, stages: &Stages, created: DateTime<Utc>) -> Result<Made, Problems> {
        let consent = &stages.consent;
        let judged = Judged::of(&self.scene(stages, created));
        let own = consent.own();
        let gist = Gist::of(consent);
        let scene = OwnScene {
            gist: &gist,
            own: &own,
            profile: &self.profile,
            today: self.outside.day_of(created),
        };
        let report = judged.report(&scene, &consent.form_id);
        report.refusal()?;
        let id = consent.form_id.clone();
        let metadata = self.metadata(&id, Some(consent), created)?;
        // Where own texts are not marked as such, nothing of the form may be kept.
        let (once, marked) = (Stock::default(), stages.document.own_is_text);
        let stock = if marked { &self.stock } else { &once };
        let frozen = Frozen::of(&stages.pages, metadata.data.is_some(), stock)?;
        let Filled { bytes, sha256 } = pdf::fill(&frozen, &stages.pages, &metadata)?;
        let pages = stages.pages.pages.len();
        Ok(Made {
            form: Form {
                id,
                bytes,
                sha256,
                pages,
                report,
            },
            frozen,
            judged,
        })
    }

    /// What a file says about itself, with the consent it was made from if it is to carry
    /// that.
    fn metadata(
        &self,
        form_id: &str,
        consent: Option<&Consent>,
        created: DateTime<Utc>,
    ) -> Result<Metadata, Problems> {
        let carried = consent.filter(|_| self.options.embed_data);
        let record =
            |consent: &Consent| Record::of(consent.clone(), &self.options, created).to_json();
        Ok(Metadata {
            form_id: form_id.to_owned(),
            created,
            data: carried.map(record).transpose()?,
        })
    }

    /// Whether the form of a case may be issued, rule by rule.
    ///
    /// # Errors
    /// There is nothing to judge: the case cannot be composed or laid out.
    pub fn report(&self, case: &Case) -> Result<Report, Problems> {
        self.report_at(case, self.now)
    }

    /// The same at another time than that of this generator.
    ///
    /// # Errors
    /// As [`report`](Self::report).
    pub fn report_at(&self, case: &Case, created: DateTime<Utc>) -> Result<Report, Problems> {
        self.printable(case, created)?;
        let stages = self.lay_out(self.composed(case)?)?;
        Ok(rules::judge(&self.scene(&stages, created)))
    }

    /// Packs, statements and words.
    pub fn library(&self) -> &Library {
        &self.library
    }

    /// The rules that its forms are held against.
    pub fn profile(&self) -> &Profile {
        &self.profile
    }

    /// The language of its forms, as the name of its words.
    pub fn lang(&self) -> &str {
        &self.options.lang
    }

    /// The sheet that its forms are set on.
    pub fn paper(&self) -> Paper {
        self.options.paper
    }

    fn scene<'a>(&'a self, stages: &'a Stages, created: DateTime<Utc>) -> Scene<'a> {
        Scene {
            consent: &stages.consent,
            document: &stages.document,
            pages: &stages.pages,
            profile: &self.profile,
            reader: &self.reader,
            weakened: &self.weakened,
            changed_files: &self.changed_files,
            require_approved: self.options.require_approved,
            today: self.outside.day_of(created),
        }
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
        self.printable(case, self.now)?;
        self.composed(case)
    }

    /// What will be said in a case that can be printed.
    fn composed(&self, case: &Case) -> Result<Consent, Problems> {
        Consent::compose(case, &self.library, &self.setting())
    }

    fn printable(&self, case: &Case, created: DateTime<Utc>) -> Result<(), Problems> {
        printable::check(case, &self.faces, self.outside.day_of(created))
    }

    fn setting(&self) -> Setting<'_> {
        Setting {
            phrases: &self.phrases,
            edition: &self.edition,
            profile: &self.profile,
        }
    }

    /// What a case of the kind of a gist has of its own; `None` if that cannot be said.
    fn own_of(&self, gist: &Gist, case: &Case) -> Option<Own> {
        gist.own_of(case, &self.library, &self.setting()).ok()
    }

    /// The filled layout.
    ///
    /// # Errors
    /// A name that the consent does not have.
    pub fn markup(&self, consent: &Consent) -> Result<Markup, Problems> {
        let code = &self.options.record_code;
        self.layout.fill(consent, self.phrases.locale(), code)
    }

    /// The tree.
    ///
    /// # Errors
    /// Markup outside the vocabulary.
    pub fn document(&self, markup: &Markup) -> Result<Document, Problems> {
        Document::parse(markup, &self.layout.name)
    }

    fn lay_out(&self, consent: Consent) -> Result<Stages, Problems> {
        let markup = self.markup(&consent)?;
        let document = self.document(&markup)?;
        let drawings = self.figures.of(&consent, &document, &self.library)?;
        let (theme, faces) = (&self.theme, &self.faces);
        let pages = typeset(&document, theme, faces, &drawings, self.options.paper)?;
        Ok(Stages {
            consent,
            markup,
            document,
            pages,
        })
    }
}
