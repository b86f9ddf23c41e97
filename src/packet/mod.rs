//! The forms of a day as one file for the printer.
//!
//! ```text
//! rows of the day ──► index sheet ──┐
//!                     a layout      ├──► one PDF, each part on a right-hand page
//! forms, as they were written ──────┘    lopdf: pages, tags, fields, bookmarks
//! ```
//!
//! Forms are not set again: their pages are taken over byte for byte, and what many forms
//! share (fonts, signs, colours) is kept once. The tree of tags, the fields and the
//! bookmarks of all forms become one of each, so that the packet holds what each form
//! does: PDF/A-2a and PDF/UA-1. What a form carries for programs (`--embed-data`) stays
//! out of it.

mod copy;
mod index;
mod merge;
mod take;
mod words;
mod written;

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use lopdf::Document;
use sha2::{Digest, Sha256};

pub use index::Sheet;

use crate::case::{Facility, Levels, Side};
use crate::error::{Problem, Problems};
use crate::library::hexadecimal;
use crate::pdf::{self, Metadata};

use merge::{Merge, Part};

/// What a packet is of.
#[derive(Debug, Clone)]
pub struct Day {
    /// Whose list it is, if the site says so.
    pub facility: Option<Facility>,
    /// The forms, in the order of the list.
    pub forms: Vec<Listed>,
    /// The rows of which there is no form.
    pub missing: Vec<Missing>,
    /// How often each form stands in the packet.
    pub copies: usize,
    /// Which part of the list this is, and of how many; the whole list without it.
    pub part: Option<(u64, u64)>,
    /// When the forms were made.
    pub made: DateTime<Utc>,
}

/// A form, as the index names it: by what schedulers look for, not by the patient's name.
#[derive(Debug, Clone)]
pub struct Listed {
    /// Its row in the schedule.
    pub row: u64,
    /// When the operation begins.
    pub start: Option<NaiveTime>,
    /// Operating room.
    pub room: Option<String>,
    /// Day of the operation.
    pub date: Option<NaiveDate>,
    /// The facility's number of the patient.
    pub record_number: String,
    /// Name of the operation.
    pub operation: String,
    /// Its side.
    pub side: Option<Side>,
    /// Its levels of the spine.
    pub levels: Option<Levels>,
    /// Id of the form.
    pub form_id: String,
    /// How many pages the form has.
    pub pages: usize,
}

/// A row of which there is no form.
#[derive(Debug, Clone)]
pub struct Missing {
    /// The row in the schedule.
    pub row: u64,
    /// When the operation begins.
    pub start: Option<NaiveTime>,
    /// Operating room.
    pub room: Option<String>,
    /// The first of the reasons, without its place.
    pub reason: String,
    /// The column that the reason is about.
    pub column: Option<u32>,
}

/// A packet.
#[derive(Debug, Clone)]
pub struct Packet {
    /// The PDF file.
    pub bytes: Vec<u8>,
    /// How many pages it has, blank ones counted.
    pub pages: usize,
}

impl Day {
    /// Makes the packet. `form` gives the file of one of [`forms`](Self::forms), by index;
    /// one is in memory at a time besides the packet.
    ///
    /// # Errors
    /// A form that `form` cannot give or that cannot be taken over; an index sheet whose
    /// layout is not valid or leaves something out.
    pub fn packet(
        &self,
        sheet: &Sheet,
        mut form: impl FnMut(&Listed) -> Result<Vec<u8>, Problems>,
    ) -> Result<Packet, Problems> {
        let index = sheet.index(self)?;
        let metadata = Metadata {
            form_id: self.id(),
            created: self.made,
            data: None,
        };
        let name = "the index";
        let first = Part {
            title: sheet.word("index")?.to_owned(),
            name,
            page: 1,
            pages: index.pages.pages.len(),
        };
        let mut merge = Merge::new();
        merge.add(&open(&pdf::write(&index.pages, &metadata)?, name)?, &first)?;
        for (listed, places) in self.forms.iter().zip(index.places) {
            let file = open(&form(listed)?, &listed.form_id)?;
            for (copy, page) in (1..).zip(places) {
                let mut title = format!("{} · {}", listed.record_number, listed.form_id);
                if self.copies > 1 {
                    title.push_str(&format!(" · {} {copy}", sheet.word("copy")?));
                }
                let part = Part {
                    title,
                    name: &listed.form_id,
                    page,
                    pages: listed.pages,
                };
                merge.add(&file, &part)?;
            }
        }
        Ok(merge.finish()?)
    }

    /// An id from what is in the packet.
    fn id(&self) -> String {
        let mut hash = Sha256::new();
        for listed in &self.forms {
            hash.update(listed.form_id.as_bytes());
            hash.update(listed.row.to_be_bytes());
        }
        for missing in &self.missing {
            hash.update(missing.row.to_be_bytes());
        }
        hash.update([self.copies as u8]);
        hexadecimal(&hash.finalize())[..16].to_owned()
    }
}

fn open(bytes: &[u8], name: &str) -> Result<Document, Problem> {
    Document::load_mem(bytes).map_err(|error| {
        Problem::new(format!("{name} cannot be read as a PDF file: {error}"))
            .hint("remove the file and its line in the journal, and run the batch again")
    })
}
