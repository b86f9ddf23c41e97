//! Each form: history, files, row.

use std::collections::BTreeSet;

use super::{PAGE, Verified};
use crate::archive::Inner;
use crate::archive::add::pdfa_claim;
use crate::archive::entry::{Facts, FileOf, FileRole, Row};
use crate::archive::index::{Line, file_cells};
use crate::archive::life::{State, Status};
use crate::archive::log::{Action, LogRecord, sha256};
use crate::error::Problem;

impl Inner {
    pub(super) async fn verify_forms(&mut self, verified: &mut Verified) -> Result<(), Problem> {
        let (mut id, mut seq) = (String::new(), i64::MAX);
        let mut lines: Vec<Line> = Vec::new();
        loop {
            let page = self.index.log_by_form((&id, seq), PAGE).await?;
            let ended = page.is_empty();
            if let Some(last) = page.last() {
                (id, seq) = (last.form_id.clone(), last.seq);
            }
            for line in page {
                if lines
                    .first()
                    .is_some_and(|first| first.form_id != line.form_id)
                {
                    self.verify_form(&std::mem::take(&mut lines), verified)
                        .await?;
                }
                lines.push(line);
            }
            if ended {
                break;
            }
        }
        if !lines.is_empty() {
            self.verify_form(&lines, verified).await?;
        }
        for id in self.index.rows_without_log().await? {
            verified.fault(
                Some(&id),
                "the index has a row that no record of the log speaks of",
            );
        }
        for id in self.index.files_without_log().await? {
            verified.fault(
                Some(&id),
                "the index has files that no record of the log speaks of",
            );
        }
        Ok(())
    }

    async fn verify_form(
        &mut self,
        lines: &[Line],
        verified: &mut Verified,
    ) -> Result<(), Problem> {
        let Some(id) = lines.first().map(|line| line.form_id.clone()) else {
            return Ok(());
        };
        verified.forms += 1;
        let history: Vec<LogRecord> = lines.iter().filter_map(Line::parse).collect();
        let row = self.index.row(&id).await?;
        if row.is_none() {
            verified.fault(Some(&id), "its row in the index is missing");
        }
        let state = match State::of(&history) {
            Ok(Some(state)) if history.len() == lines.len() => state,
            Ok(_) => {
                verified.fault(Some(&id), "its history in the log cannot be read");
                return Ok(());
            }
            Err(seq) => {
                let says = format!("record {seq} of the log cannot follow those before it");
                verified.fault(Some(&id), says);
                return Ok(());
            }
        };
        self.verify_file_rows(&id, &state, verified).await?;
        self.verify_gone(&id, &state, &history, verified).await?;
        let record = self.verify_files(&id, &state, verified).await?;
        let Some(row) = row else { return Ok(()) };
        let expected = if state.is_destroyed() {
            let facts = Facts {
                form_id: id.clone(),
                ..Facts::default()
            };
            Some(Row::of(&facts, &state))
        } else if state.status == Status::Destroying && record.is_none() {
            // Its record may be gone already.
            Some(row.after(&state))
        } else {
            let facts = record.as_deref().and_then(|record| Facts::of(record).ok());
            facts.map(|facts| Row::of(&facts, &state))
        };
        let Some(expected) = expected else {
            verified.fault(
                Some(&id),
                "its row cannot be checked: its record is missing or changed",
            );
            return Ok(());
        };
        let cells = expected.cells().into_iter().zip(row.cells());
        for (column, (should, is)) in Row::COLUMNS.iter().zip(cells) {
            if should != is {
                let says = format!(
                    "the column {column} of its row in the index does not follow from its record \
                     and the log"
                );
                verified.fault(Some(&id), says);
            }
        }
        Ok(())
    }

    /// The table of files against the log.
    async fn verify_file_rows(
        &mut self,
        id: &str,
        state: &State,
        verified: &mut Verified,
    ) -> Result<(), Problem> {
        let files = state.files.iter();
        let should: BTreeSet<_> = files.map(|(seq, file)| file_cells(*seq, file)).collect();
        let is: BTreeSet<_> = self.index.files(id).await?.into_iter().collect();
        for (seq, role, ..) in should.difference(&is) {
            let says =
                format!("the {role} of record {seq} is missing or changed in the table of files");
            verified.fault(Some(id), says);
        }
        for (seq, role, ..) in is.difference(&should) {
            let says =
                format!("the table of files has a {role} of record {seq} that the log has not");
            verified.fault(Some(id), says);
        }
        Ok(())
    }

    /// Hashes the files of a form again; gives its latest record, if that is whole.
    async fn verify_files(
        &mut self,
        id: &str,
        state: &State,
        verified: &mut Verified,
    ) -> Result<Option<Vec<u8>>, Problem> {
        let mut latest = None;
        let mut claims = state.claims.iter();
        for (seq, file) in &state.files {
            let claim = match file.role {
                FileRole::Form => claims.next(),
                _ => None,
            };
            verified.files += 1;
            let what = format!("its {} of record {seq}", file.role.name());
            let Some(bytes) = self.store.get(&file.sha256).await? else {
                if state.status == Status::Destroying {
                    continue;
                }
                verified.fault(
                    Some(id),
                    format!("{what} is missing in the store: object {}", file.sha256),
                );
                continue;
            };
            let fault = fault_of(&bytes, file, claim);
            if let Some(fault) = &fault {
                verified.fault(Some(id), format!("{what} {fault}: object {}", file.sha256));
            }
            if file.role == FileRole::Record {
                latest = fault.is_none().then_some(bytes);
            }
        }
        if state.status == Status::Destroying {
            verified.note(
                Some(id),
                "its destruction was begun and not ended: `countersign archive destroy` ends it",
            );
        }
        Ok(latest)
    }

    /// Of a form that was destroyed, nothing may be left.
    async fn verify_gone(
        &mut self,
        id: &str,
        state: &State,
        history: &[LogRecord],
        verified: &mut Verified,
    ) -> Result<(), Problem> {
        if !state.is_destroyed() {
            return Ok(());
        }
        let files = history.iter().flat_map(|record| match &record.action {
            Action::Added { files, .. } | Action::MadeAgain { files, .. } => files.as_slice(),
            Action::Scanned { file, .. } => std::slice::from_ref(file),
            _ => &[],
        });
        for file in files {
            if !self.index.others_use(&file.sha256, id).await?
                && self.store.get(&file.sha256).await?.is_some()
            {
                let says = format!(
                    "it was destroyed, but its {} is in the store: object {}",
                    file.role.name(),
                    file.sha256
                );
                verified.fault(Some(id), says);
            }
        }
        Ok(())
    }
}

/// What is wrong with the bytes of a file, if anything is.
fn fault_of(bytes: &[u8], file: &FileOf, claim: Option<&String>) -> Option<String> {
    if bytes.len() as u64 != file.bytes {
        return Some(format!(
            "has {} bytes instead of {}",
            bytes.len(),
            file.bytes
        ));
    }
    if sha256(bytes) != file.sha256 {
        return Some("was changed".into());
    }
    let claim = claim?;
    (pdfa_claim(bytes).as_ref() != Some(claim)).then(|| format!("is not the PDF/A-{claim} it was"))
}
