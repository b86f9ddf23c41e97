//! One sheet: what it is, and what is on it.

use std::sync::Arc;
use std::thread;

use super::file::in_a_line;
use super::forms::{Forms, Known};
use super::rules::scanned;
use super::{Along, SheetSeen, Sight};
use crate::archive::Inner;
use crate::archive::life::Status;
use crate::archive::log::ScannedPage;
use crate::error::Problem;
use crate::page_code::PageCode;
use crate::scan::{Codes, Found, Inked, Raster, ScanFile, codes, is_blank, place};

/// A sheet is the page that its code names if at least this part of the page is found on it.
/// Of fax pages with noise, streaks and a slant nearly all is found; of another page of the
/// same form up to a fifth, its head and foot.
const AGREEMENT: f32 = 0.4;

/// A page covers at least this part of its sheet: on a larger one another page can lie beside
/// it, whose code nobody could read. A4 on A3 covers half; at 90 % on its own paper, 0.81.
const COVERS: f32 = 0.62;

/// A sheet, and the page that it is, if it is one.
pub(super) struct Judged {
    pub(super) seen: SheetSeen,
    pub(super) page: Option<ScannedPage>,
    /// How many pages the form has.
    pub(super) of: u16,
}

/// What a look at a sheet alone tells.
enum Look {
    Damaged(Problem),
    Blank,
    Codes(Raster, Codes),
}

impl Inner {
    /// Looks at every sheet of a file, some at the same time; nothing if it is stopped.
    pub(super) async fn look_at(
        &mut self,
        file: &ScanFile,
        forms: &mut Forms,
        tell: &mut dyn FnMut(Along) -> bool,
    ) -> Result<Option<Vec<Judged>>, Problem> {
        let at_once = thread::available_parallelism().map_or(1, |n| n.get().min(4));
        let all: Vec<usize> = (0..file.sheets()).collect();
        let mut judged = Vec::new();
        for some in all.chunks(at_once) {
            let looks = at_the_same_time(some, |sheet| look(file, *sheet));
            let mut work = Vec::new();
            for (sheet, look) in some.iter().zip(looks) {
                work.push((*sheet, self.whose(*sheet, look, forms).await?));
            }
            judged.extend(at_the_same_time(&work, |(sheet, whose)| match whose {
                Whose::Nobody(seen) => Judged {
                    seen: seen.clone(),
                    page: None,
                    of: 0,
                },
                Whose::Form(raster, found, known) => judge(*sheet, raster, found, known),
            }));
            if !tell(Along::Looked(some.len())) {
                return Ok(None);
            }
        }
        Ok(Some(judged))
    }

    /// Which form a sheet is of, if it can be one.
    async fn whose(
        &mut self,
        sheet: usize,
        look: Look,
        forms: &mut Forms,
    ) -> Result<Whose, Problem> {
        let nobody =
            |sight, note: Option<String>| Ok(Whose::Nobody(seen(sheet, sight, None, note)));
        let (raster, codes) = match look {
            Look::Damaged(problem) => {
                return nobody(Sight::Damaged, Some(in_a_line(problem)));
            }
            Look::Blank => return nobody(Sight::Blank, None),
            Look::Codes(raster, codes) => (raster, codes),
        };
        let found = match codes {
            Codes::One(found) => found,
            Codes::None => return nobody(Sight::Unreadable, None),
            Codes::Bad(why) => return nobody(Sight::Unreadable, Some(why.to_string())),
            Codes::Several(codes) => {
                let pages = codes
                    .iter()
                    .map(|code| format!("{} {}", code.form_id, code.page));
                let pages = pages.collect::<Vec<_>>().join(", ");
                return nobody(Sight::SeveralPages, Some(pages));
            }
        };
        let of = |sight, note| Ok(Whose::Nobody(seen(sheet, sight, Some(&found.code), note)));
        let id = &found.code.form_id;
        let Some(row) = self.index.row(id).await? else {
            return of(Sight::UnknownForm, None);
        };
        let gone = [Status::Destroyed, Status::Destroying];
        if gone.iter().any(|status| status.name() == row.status) {
            return of(Sight::DestroyedForm, None);
        }
        let Some(known) = self.known(id, forms).await? else {
            return of(Sight::UnknownForm, None);
        };
        if known.content_version != found.code.content_version {
            return of(Sight::OtherContent, None);
        }
        Ok(Whose::Form(raster, found, known))
    }
}

enum Whose {
    Nobody(SheetSeen),
    Form(Raster, Found, Arc<Known>),
}

fn look(file: &ScanFile, sheet: usize) -> Look {
    match file.sheet(sheet) {
        Err(problem) => Look::Damaged(problem),
        Ok(raster) if is_blank(&raster) => Look::Blank,
        Ok(raster) => {
            let codes = codes(&raster);
            Look::Codes(raster, codes)
        }
    }
}

/// Whether a sheet is the page that its code names, and what is in its fields.
fn judge(sheet: usize, raster: &Raster, found: &Found, known: &Known) -> Judged {
    let code = &found.code;
    let not = |sight, note: Option<&str>| Judged {
        seen: seen(sheet, sight, Some(code), note.map(str::to_owned)),
        page: None,
        of: 0,
    };
    let same_length = known
        .originals
        .iter()
        .filter(|one| one.pages() == code.pages);
    let mut best = None;
    for original in same_length {
        let Some(page) = original.page(code.page) else {
            continue;
        };
        if page.code() != code {
            continue;
        }
        let placed = place(&page, raster, &found.corners);
        if let Some(placed) = placed.filter(|placed| placed.agreement >= AGREEMENT) {
            best = Some((original, page, placed));
            break;
        }
    }
    let Some((original, page, placed)) = best else {
        return not(Sight::NotThePage, None);
    };
    if placed.covers(&page, raster) < COVERS {
        return not(
            Sight::SeveralPages,
            Some("the sheet is much larger than the page"),
        );
    }
    let fields = original
        .fields()
        .iter()
        .filter(|field| field.page == code.page);
    let fields: Vec<_> = fields.collect();
    let open = if fields.is_empty() {
        (Vec::new(), Vec::new())
    } else {
        let inked = Inked::new(raster, placed);
        let inks = fields
            .iter()
            .map(|field| (*field, inked.look(&page, field)));
        known.rules.judge(&inks.collect::<Vec<_>>())
    };
    Judged {
        seen: seen(sheet, Sight::Filed, Some(code), None),
        page: Some(scanned(sheet, code.page, open)),
        of: code.pages,
    }
}

fn seen(sheet: usize, sight: Sight, code: Option<&PageCode>, note: Option<String>) -> SheetSeen {
    SheetSeen {
        sheet: sheet as u32 + 1,
        sight,
        form_id: code.map(|code| code.form_id.clone()),
        page: code.map(|code| code.page),
        note,
    }
}

/// Does the same with each, in threads of their own.
fn at_the_same_time<T: Sync, R: Send>(all: &[T], what: impl Fn(&T) -> R + Sync) -> Vec<R> {
    thread::scope(|scope| {
        let what = &what;
        let threads: Vec<_> = all
            .iter()
            .map(|one| scope.spawn(move || what(one)))
            .collect();
        let done = threads.into_iter().map(|thread| match thread.join() {
            Ok(done) => done,
            Err(panic) => std::panic::resume_unwind(panic),
        });
        done.collect()
    })
}
