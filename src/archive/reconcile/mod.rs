//! Scanned pages find their forms.
//!
//! ```text
//! file ─► sheets ─► page code ─► form in the archive ─► looks like that page? ─► ink in fields
//!                                                                                    │
//!   one form, and nothing but its pages: the file as it came ──► object ─┐           │
//!   more than one: a PDF of its own pages for each form ───────► object ─┴► one transaction
//! ```
//!
//! A sheet is filed with a form only if its code is whole, the form is in the archive with
//! that content and that many pages, and the sheet looks like the page. Every other sheet is
//! in the report, with the reason. What is kept of a form never shows another patient: a
//! file with sheets of other forms, or with sheets that nobody could read, is not kept as it
//! came, but its hash is in the log.

mod file;
mod forms;
mod report;
mod rules;
mod sheets;

use chrono::NaiveDate;
use serde::Serialize;

use super::Inner;
use super::add::step;
use super::log::Action;
use crate::error::Problem;
use forms::Forms;
pub use report::ranges;

/// A file that came from the scanner: its name, and its bytes or why it cannot be read.
#[derive(Debug)]
pub struct Incoming {
    /// What the report calls it.
    pub name: String,
    /// What it holds.
    pub bytes: Result<Vec<u8>, Problem>,
}

/// How far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Along {
    /// The next file was opened, and has so many sheets; none if it cannot be read.
    Opened(usize),
    /// So many more of its sheets were looked at.
    Looked(usize),
    /// That file is done.
    Done,
}

/// What came of some files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reconciled {
    /// Each file, sheet by sheet.
    pub files: Vec<ScanFiled>,
    /// Each form of which there was a page, by its id.
    pub forms: Vec<FormBack>,
    /// Whether a person has to do something.
    pub needs_attention: bool,
}

/// What came of one file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ScanFiled {
    /// Its name.
    pub file: String,
    /// SHA-256 of its bytes, hexadecimal; empty if they cannot be had.
    pub sha256: String,
    /// Why it cannot be read.
    pub problem: Option<String>,
    /// Its sheets, in order.
    pub sheets: Vec<SheetSeen>,
}

/// One sheet of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SheetSeen {
    /// From 1.
    pub sheet: u32,
    /// What it is.
    pub sight: Sight,
    /// The form that its code names.
    pub form_id: Option<String>,
    /// The page that its code names.
    pub page: Option<u16>,
    /// More about it.
    pub note: Option<String>,
}

/// What a sheet is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sight {
    /// A page that is now with its form.
    Filed,
    /// A page that was filed from the same file before.
    FiledAlready,
    /// Nothing is on it.
    Blank,
    /// It has no code that can be trusted.
    Unreadable,
    /// It has the codes of more than one page.
    SeveralPages,
    /// Its form is not in this archive.
    UnknownForm,
    /// Its form was destroyed.
    DestroyedForm,
    /// Its code names other content than the form has.
    OtherContent,
    /// It does not look like the page that its code names.
    NotThePage,
    /// It cannot be parted from the sheets of other forms.
    NotParted,
    /// It cannot be read at all.
    Damaged,
}

impl Sight {
    /// Whether a person has to look.
    pub fn needs_attention(self) -> bool {
        !matches!(self, Self::Filed | Self::FiledAlready | Self::Blank)
    }
}

/// What is back of one form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FormBack {
    /// Its id.
    pub form_id: String,
    /// Where it is in its life now.
    pub status: String,
    /// How many pages it has.
    pub pages: u16,
    /// Pages that are back, from this run and from earlier ones.
    pub back: Vec<u16>,
    /// Pages that are not.
    pub missing: Vec<u16>,
    /// Pages that came more than once in this run.
    pub twice: Vec<u16>,
    /// Fields that have to be filled and look empty.
    pub unsigned: Vec<String>,
    /// Fields that a person has to look at.
    pub doubtful: Vec<String>,
    /// Whether this run has marked it as signed.
    pub marked_signed: bool,
    /// What else a person should know: superseded, why it was not marked …
    pub notes: Vec<String>,
    /// Whether a person has to do something.
    pub needs_attention: bool,
}

impl Inner {
    /// Files what some files hold, one file after the other.
    pub(super) async fn reconcile(
        &mut self,
        files: impl IntoIterator<Item = Incoming>,
        signed_on: Option<NaiveDate>,
        tell: &mut dyn FnMut(Along) -> bool,
    ) -> Result<Reconciled, Problem> {
        let mut forms = Forms::default();
        let mut all = Vec::new();
        let mut goes_on = true;
        for file in files {
            all.push(self.reconcile_file(file, &mut forms, tell).await?);
            goes_on = tell(Along::Done);
            if !goes_on {
                break;
            }
        }
        let mut back = Vec::new();
        for id in forms.touched() {
            let marked = match signed_on {
                Some(on) if goes_on => self.mark_signed(&id, on, &forms).await?,
                // The files that were not read may have other pages of it.
                Some(_) => Err("it was stopped before all files were read".into()),
                None => Ok(false),
            };
            back.push(self.form_back(&id, marked, &forms).await?);
        }
        let needs = |file: &ScanFiled| {
            let sheets = file.sheets.iter();
            file.problem.is_some() || sheets.into_iter().any(|one| one.sight.needs_attention())
        };
        let needs_attention =
            all.iter().any(needs) || back.iter().any(|form: &FormBack| form.needs_attention);
        Ok(Reconciled {
            files: all,
            forms: back,
            needs_attention,
        })
    }

    /// Marks a form as signed if nothing speaks against it; else says what does.
    async fn mark_signed(
        &mut self,
        id: &str,
        on: NaiveDate,
        forms: &Forms,
    ) -> Result<Result<bool, String>, Problem> {
        let mut writing = self.index.write(&self.actor, self.outside.now()).await?;
        let against = forms.against_signed(id, &mut writing).await?;
        let done = match against {
            Some(why) => Ok(why),
            None => Err(step(&mut writing, id, Action::Signed { on }).await),
        };
        match done {
            Ok(forms::Against::Already) => writing.abandon().await.map(|()| Ok(false)),
            Ok(forms::Against::Because(why)) => writing.abandon().await.map(|()| Err(why)),
            Err(Ok(())) => writing.commit().await.map(|_| Ok(true)),
            Err(Err(problem)) => {
                writing.abandon().await?;
                Ok(Err(problem.says))
            }
        }
    }
}
