//! The forms of which there were pages in a run.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use super::rules::Rules;
use crate::archive::Inner;
use crate::archive::add::{parsed, state_of};
use crate::archive::entry::FileRole;
use crate::archive::index::Writing;
use crate::archive::life::{State, Status};
use crate::archive::log::ScannedPage;
use crate::error::Problem;
use crate::scan::{FieldKind, Original};

/// How many originals are held: pages of one form mostly lie together.
const HELD: usize = 8;

/// What a run knows of forms.
#[derive(Debug, Default)]
pub(super) struct Forms {
    /// Every sheet of each form in this run.
    seen: BTreeMap<String, Vec<ScannedPage>>,
    /// Whether the form asks for a signature at all.
    signable: BTreeMap<String, bool>,
    held: VecDeque<(String, Arc<Known>)>,
}

/// A form as it was made.
#[derive(Debug)]
pub(super) struct Known {
    /// Each making of it, the latest first.
    pub(super) originals: Vec<Original>,
    pub(super) rules: Rules,
    pub(super) content_version: String,
}

/// Why a form is not marked as signed.
pub(super) enum Against {
    /// It is signed already.
    Already,
    /// This speaks against it.
    Because(String),
}

impl Forms {
    /// Their ids, in order.
    pub(super) fn touched(&self) -> Vec<String> {
        self.seen.keys().cloned().collect()
    }

    /// Notes a sheet that is a page of a form.
    pub(super) fn saw(&mut self, id: &str, page: ScannedPage) {
        self.seen.entry(id.to_owned()).or_default().push(page);
    }

    /// Pages that came more than once.
    pub(super) fn twice(&self, id: &str) -> Vec<u16> {
        let pages = self.by_page(id).into_iter();
        let twice = pages.filter(|(_, sheets)| sheets.len() > 1);
        twice.map(|(page, _)| page).collect()
    }

    fn by_page(&self, id: &str) -> BTreeMap<u16, Vec<&ScannedPage>> {
        let mut pages: BTreeMap<u16, Vec<&ScannedPage>> = BTreeMap::new();
        for sheet in self.seen.get(id).into_iter().flatten() {
            pages.entry(sheet.page).or_default().push(sheet);
        }
        pages
    }

    /// Pages that came more than once and do not look alike.
    fn contradict(&self, id: &str) -> Vec<u16> {
        let differ = |sheets: &[&ScannedPage]| {
            let first = sheets.first().map(|one| (&one.unsigned, &one.doubtful));
            let others = sheets
                .iter()
                .map(|one| Some((&one.unsigned, &one.doubtful)));
            others.into_iter().any(|other| other != first)
        };
        let pages = self.by_page(id).into_iter();
        let differ = pages.filter(|(_, sheets)| differ(sheets));
        differ.map(|(page, _)| page).collect()
    }

    /// What speaks against marking a form as signed.
    pub(super) async fn against_signed(
        &self,
        id: &str,
        writing: &mut Writing<'_>,
    ) -> Result<Option<Against>, Problem> {
        let history = parsed(id, &writing.history(id).await?)?;
        let Some(state) = state_of(id, &history)? else {
            return Ok(Some(Against::Because("it is not in the archive".into())));
        };
        let because = |why: String| Ok(Some(Against::Because(why)));
        match state.status {
            Status::Signed => return Ok(Some(Against::Already)),
            Status::Issued | Status::Printed => {}
            status => return because(format!("it is {}", status.name())),
        }
        if !self.signable.get(id).copied().unwrap_or(false) {
            return because("it has no field for a signature".into());
        }
        let contradict = self.contradict(id);
        let words = |pages: &[u16]| super::report::ranges(pages);
        if !contradict.is_empty() {
            let pages = words(&contradict);
            return because(format!("page {pages} came more than once, and not alike"));
        }
        Ok(open(&state).map(Against::Because))
    }
}

/// What is still open of a form.
fn open(state: &State) -> Option<String> {
    let back = &state.back;
    let missing = back.missing();
    if back.of == 0 || !missing.is_empty() {
        return Some("pages are missing".into());
    }
    if !back.unsigned().is_empty() {
        return Some("fields look empty".into());
    }
    let doubtful = !back.doubtful().is_empty();
    doubtful.then(|| "fields have to be looked at".into())
}

impl Inner {
    /// A form as it was made; nothing if its files cannot be had.
    pub(super) async fn known(
        &mut self,
        id: &str,
        forms: &mut Forms,
    ) -> Result<Option<Arc<Known>>, Problem> {
        if let Some((_, known)) = forms.held.iter().find(|(held, _)| held == id) {
            return Ok(Some(Arc::clone(known)));
        }
        let Some(row) = self.index.row(id).await? else {
            return Ok(None);
        };
        let (_, record) = self.take(id, FileRole::Record).await?;
        let rules = Rules::of(&record);
        let mut originals = Vec::new();
        for (_, role, hash, _) in self.index.files(id).await?.into_iter().rev() {
            if role == FileRole::Form.name() {
                let bytes = self.whole(id, FileRole::Form, &hash).await?;
                originals.extend(Original::open(&bytes).ok());
            }
        }
        let signable = originals.first().is_some_and(|original| {
            let fields = original.fields().iter();
            fields
                .into_iter()
                .any(|field| field.kind == FieldKind::Signature && rules.requires(&field.name))
        });
        forms.signable.insert(id.to_owned(), signable);
        let known = Arc::new(Known {
            originals,
            rules,
            content_version: row.content_version,
        });
        if forms.held.len() == HELD {
            forms.held.pop_front();
        }
        forms.held.push_back((id.to_owned(), Arc::clone(&known)));
        Ok(Some(known))
    }
}
