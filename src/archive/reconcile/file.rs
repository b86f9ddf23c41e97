//! One file: its sheets go to their forms, as objects and as one transaction.

use std::collections::BTreeMap;

use super::forms::Forms;
use super::sheets::Judged;
use super::{Along, Incoming, ScanFiled, SheetSeen, Sight};
use crate::archive::Inner;
use crate::archive::add::{parsed, step};
use crate::archive::entry::{FileOf, FileRole};
use crate::archive::log::{Action, ScannedPage, sha256};
use crate::error::Problem;
use crate::scan::ScanFile;

/// What a file has of one form.
struct Share {
    form_id: String,
    of: u16,
    pages: Vec<ScannedPage>,
}

impl Inner {
    /// Files the sheets of one file.
    pub(super) async fn reconcile_file(
        &mut self,
        incoming: Incoming,
        forms: &mut Forms,
        tell: &mut dyn FnMut(Along) -> bool,
    ) -> Result<ScanFiled, Problem> {
        let mut filed = ScanFiled {
            file: incoming.name,
            sha256: String::new(),
            problem: None,
            sheets: Vec::new(),
        };
        let opened = incoming.bytes.and_then(|bytes| {
            filed.sha256 = sha256(&bytes);
            ScanFile::open(bytes)
        });
        let file = match opened {
            Ok(file) => file,
            Err(problem) => {
                tell(Along::Opened(0));
                filed.problem = Some(in_a_line(problem));
                return Ok(filed);
            }
        };
        tell(Along::Opened(file.sheets()));
        let Some(judged) = self.look_at(&file, forms, tell).await? else {
            let says = "it was stopped, and nothing of it is filed; give it again";
            filed.problem = Some(says.to_owned());
            return Ok(filed);
        };
        let shares = shares(&judged, forms);
        filed.sheets = judged.into_iter().map(|one| one.seen).collect();
        self.file_shares(&file, &shares, &mut filed).await?;
        Ok(filed)
    }

    /// Objects first; then log and index in one transaction.
    async fn file_shares(
        &mut self,
        file: &ScanFile,
        shares: &[Share],
        filed: &mut ScanFiled,
    ) -> Result<(), Problem> {
        let whole = shares.len() == 1 && filed.sheets.iter().all(belongs);
        let mut steps = Vec::new();
        for share in shares {
            if self.is_filed(share, &filed.sha256).await? {
                say(&mut filed.sheets, share, Sight::FiledAlready, None);
                continue;
            }
            let bytes = if whole {
                file.bytes().to_vec()
            } else {
                let sheets = share.pages.iter().map(|page| page.sheet as usize - 1);
                match file.only(&sheets.collect::<Vec<_>>()) {
                    Ok(part) => part,
                    Err(problem) => {
                        let note = Some(in_a_line(problem));
                        say(&mut filed.sheets, share, Sight::NotParted, note);
                        continue;
                    }
                }
            };
            let size = bytes.len() as u64;
            let hashes = self.store.put_all(vec![bytes]).await?;
            let kept = FileOf {
                role: FileRole::Scan,
                sha256: hashes.into_iter().next().unwrap_or_default(),
                bytes: size,
            };
            steps.push((share, kept));
        }
        if steps.is_empty() {
            return Ok(());
        }
        self.write(&steps, filed).await
    }

    async fn write(
        &mut self,
        steps: &[(&Share, FileOf)],
        filed: &mut ScanFiled,
    ) -> Result<(), Problem> {
        let mut refused = Vec::new();
        let mut writing = self.index.write(&self.actor, self.outside.now()).await?;
        for (share, kept) in steps {
            let action = Action::Scanned {
                file: kept.clone(),
                source: filed.sha256.clone(),
                of: share.of,
                pages: share.pages.clone(),
            };
            // Somebody may have begun to destroy it since.
            if step(&mut writing, &share.form_id, action).await.is_err() {
                say(&mut filed.sheets, share, Sight::DestroyedForm, None);
                refused.push(kept.sha256.clone());
            }
        }
        if refused.len() == steps.len() {
            writing.abandon().await?;
        } else {
            writing.commit().await?;
        }
        for hash in refused {
            if !self.index.others_use(&hash, "").await? {
                self.store.delete(&hash, &self.outside).await?;
            }
        }
        Ok(())
    }

    /// Whether all of a share was filed from the same file before.
    async fn is_filed(&mut self, share: &Share, source: &str) -> Result<bool, Problem> {
        let id = &share.form_id;
        let history = parsed(id, &self.index.history(id).await?)?;
        let before = history.iter().flat_map(|record| match &record.action {
            Action::Scanned {
                source: earlier,
                pages,
                ..
            } if earlier == source => pages.as_slice(),
            _ => &[],
        });
        let before: Vec<(u32, u16)> = before.map(|page| (page.sheet, page.page)).collect();
        let pages = share.pages.iter();
        Ok(pages
            .into_iter()
            .all(|page| before.contains(&(page.sheet, page.page))))
    }
}

/// What is wrong and what to do about it, for a line of a report.
pub(super) fn in_a_line(problem: Problem) -> String {
    match problem.hint {
        Some(hint) => format!("{}; {hint}", problem.says),
        None => problem.says,
    }
}

/// What each form has in a file, by its id.
fn shares(judged: &[Judged], forms: &mut Forms) -> Vec<Share> {
    let mut shares: BTreeMap<String, Share> = BTreeMap::new();
    for one in judged {
        let (Some(id), Some(page)) = (&one.seen.form_id, &one.page) else {
            continue;
        };
        forms.saw(id, page.clone());
        let share = shares.entry(id.clone()).or_insert_with(|| Share {
            form_id: id.clone(),
            of: one.of,
            pages: Vec::new(),
        });
        share.pages.push(page.clone());
    }
    shares.into_values().collect()
}

/// Whether a sheet may be kept with the pages of the one form that a file has.
fn belongs(sheet: &SheetSeen) -> bool {
    matches!(sheet.sight, Sight::Filed | Sight::Blank)
}

fn say(sheets: &mut [SheetSeen], share: &Share, sight: Sight, note: Option<String>) {
    for page in &share.pages {
        if let Some(sheet) = sheets.get_mut(page.sheet as usize - 1) {
            sheet.sight = sight;
            sheet.note.clone_from(&note);
        }
    }
}
