//! Forms for another system: files, an index as CSV, and a manifest.
//!
//! ```text
//! DIR/FORM-ID.pdf  .record.json  .report.json     the files
//! DIR/FORM-ID.scan-1.pdf …                        signed pages, as they were scanned
//! DIR/index.csv                                   a line a form, for the importer
//! DIR/SHA256SUMS                                  `sha256sum -c` checks everything
//! ```

use std::path::Path;

use super::Inner;
use super::change::Step;
use super::entry::{FileRole, Row};
use super::log::sha256;
use crate::batch::harmless;
use crate::error::{Problem, Problems};

/// The head of the index of an export.
const HEAD: [&str; 20] = [
    "file",
    "sha256",
    "media type",
    "document type",
    "title",
    "form id",
    "status",
    "status since",
    "signed on",
    "made",
    "record number",
    "encounter",
    "family name",
    "given names",
    "date of birth",
    "procedure",
    "side",
    "level",
    "surgeon",
    "planned date",
];

/// LOINC: surgical operation consent.
const DOCUMENT_TYPE: &str = "61358-8";

impl Inner {
    /// Writes forms into a folder; gives how many files there are. That they were given out is
    /// in the log before the first of them is.
    pub(super) async fn export(&mut self, rows: &[Row], folder: &Path) -> Result<u64, Problems> {
        let ids: Vec<String> = rows.iter().map(|row| row.form_id.clone()).collect();
        self.change(&ids, &Step::Exported).await?;
        self.outside.make_folder(&folder.join("index.csv"))?;
        let mut sums = Vec::new();
        let mut index = csv::Writer::from_writer(Vec::new());
        let wrong = |error: csv::Error| Problem::new(error.to_string());
        index.write_record(HEAD).map_err(wrong)?;
        for row in rows {
            let id = &row.form_id;
            let mut form = (String::new(), String::new());
            for (role, ending) in [
                (FileRole::Form, "pdf"),
                (FileRole::Record, "record.json"),
                (FileRole::Report, "report.json"),
            ] {
                let (hash, bytes) = self.take(id, role).await?;
                let name = format!("{id}.{ending}");
                self.outside.write(&folder.join(&name), &bytes, false)?;
                sums.push(format!("{hash}  {name}\n"));
                if role == FileRole::Form {
                    form = (name, hash);
                }
            }
            for (number, (hash, bytes)) in (1..).zip(self.scans(id).await?) {
                let name = format!("{id}.scan-{number}.{}", scan_ending(&bytes));
                self.outside.write(&folder.join(&name), &bytes, false)?;
                sums.push(format!("{hash}  {name}\n"));
            }
            index.write_record(cells(row, form)).map_err(wrong)?;
        }
        let index = index
            .into_inner()
            .map_err(|error| Problem::new(error.to_string()))?;
        sums.push(format!("{}  index.csv\n", sha256(&index)));
        self.outside
            .write(&folder.join("index.csv"), &index, true)?;
        let manifest = sums.concat();
        let path = folder.join("SHA256SUMS");
        self.outside.write(&path, manifest.as_bytes(), true)?;
        Ok(sums.len() as u64 + 1)
    }

    /// The scans of a form, in the order in which they came; each once.
    pub(super) async fn scans(&mut self, id: &str) -> Result<Vec<(String, Vec<u8>)>, Problem> {
        let mut scans: Vec<(String, Vec<u8>)> = Vec::new();
        for (_, role, hash, _) in self.index.files(id).await? {
            if role == FileRole::Scan.name() && scans.iter().all(|(known, _)| *known != hash) {
                let bytes = self.whole(id, FileRole::Scan, &hash).await?;
                scans.push((hash, bytes));
            }
        }
        Ok(scans)
    }

    /// The latest file of a kind, with its hash.
    pub(super) async fn take(
        &mut self,
        id: &str,
        role: FileRole,
    ) -> Result<(String, Vec<u8>), Problem> {
        let files = self.index.files(id).await?;
        let latest = files
            .into_iter()
            .rev()
            .find(|(_, name, ..)| name == role.name());
        let (_, _, hash, _) = latest.ok_or_else(|| {
            Problem::new(format!("form {id} has no {} in this archive", role.name()))
        })?;
        let bytes = self.whole(id, role, &hash).await?;
        Ok((hash, bytes))
    }

    /// The bytes of a file, if they are as they were.
    pub(super) async fn whole(
        &mut self,
        id: &str,
        role: FileRole,
        hash: &str,
    ) -> Result<Vec<u8>, Problem> {
        match self.store.get(hash).await? {
            Some(bytes) if sha256(&bytes) == hash => Ok(bytes),
            _ => Err(Problem::new(format!(
                "the {} of form {id} is missing or was changed",
                role.name()
            ))
            .hint("`countersign archive verify` says what was changed")),
        }
    }
}

/// What the name of a scan ends with, by what it is.
pub fn scan_ending(bytes: &[u8]) -> &'static str {
    match bytes {
        [b'\x89', b'P', b'N', b'G', ..] => "png",
        [0xff, 0xd8, ..] => "jpg",
        [b'I', b'I', ..] | [b'M', b'M', ..] => "tif",
        _ => "pdf",
    }
}

fn cells(row: &Row, (file, hash): (String, String)) -> [String; 20] {
    [
        file,
        hash,
        "application/pdf".into(),
        DOCUMENT_TYPE.into(),
        harmless(&row.operation),
        row.form_id.clone(),
        row.status.clone(),
        row.since.clone(),
        row.on_day.clone(),
        row.created.clone(),
        harmless(&row.record_number),
        harmless(&row.encounter),
        harmless(&row.family_name),
        harmless(&row.given_names),
        row.date_of_birth.clone(),
        row.procedure.clone(),
        row.side.clone(),
        row.level.clone(),
        harmless(&row.surgeon),
        row.planned_date.clone(),
    ]
}
