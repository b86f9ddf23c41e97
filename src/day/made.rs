//! The packet of a day: the journal knows its forms, the schedule the rest.

use std::collections::BTreeMap;
use std::path::Path;

use sha2::{Digest, Sha256};

use crate::batch::{Entry, Journal, Shard, Verdict};
use crate::case::Facility;
use crate::error::{Problem, Problems};
use crate::library::{Library, hexadecimal};
use crate::outside::Outside;
use crate::packet::{Day, Listed, Missing, Packet, Sheet};
use crate::schedule::{Packs, Row, Schedule};

/// Where the forms of a schedule are, and what is known of them.
#[derive(Debug)]
pub struct Made<'a> {
    /// The folder of the forms.
    pub folder: &'a Path,
    /// What came of each row.
    pub journal: &'a Journal,
    /// Which part of the rows was taken; all without one.
    pub shard: Option<Shard>,
    /// Names of operations.
    pub library: &'a Library,
    /// What texts of the schedule mean.
    pub packs: &'a Packs,
    /// Whose list it is, if the site says so.
    pub facility: Option<&'a Facility>,
    /// Files.
    pub outside: &'a Outside,
}

impl Made<'_> {
    /// The packet of a schedule whose forms are made, with so many copies of each.
    ///
    /// # Errors
    /// A form is not as it was made, the schedule is another one, or the index sheet cannot
    /// be set.
    pub fn packet(
        &self,
        schedule: Schedule<'_>,
        sheet: &Sheet,
        copies: usize,
    ) -> Result<Packet, Problems> {
        let mut entries = BTreeMap::new();
        self.journal.each(|entry| {
            entries.insert(entry.row, entry);
            Ok(())
        })?;
        let day = self.day(schedule, &entries, copies)?;
        let form = |listed: &Listed| self.form(&entries, listed).map_err(Problems::from);
        day.packet(sheet, form)
    }

    /// Ids of the forms, in the order of the rows.
    ///
    /// # Errors
    /// The journal cannot be read.
    pub fn form_ids(&self) -> Result<Vec<String>, Problem> {
        let mut ids = Vec::new();
        self.journal.each(|entry| {
            if let Verdict::Form { form_id, .. } = entry.verdict {
                ids.push(form_id);
            }
            Ok(())
        })?;
        Ok(ids)
    }

    /// What is in the packet: the journal knows the forms, the schedule the rest.
    fn day(
        &self,
        schedule: Schedule<'_>,
        entries: &BTreeMap<u64, Entry>,
        copies: usize,
    ) -> Result<Day, Problems> {
        let (mut forms, mut missing) = (Vec::new(), Vec::new());
        for row in schedule {
            let Some(entry) = entries.get(&u64::from(row.number())) else {
                continue;
            };
            match &entry.verdict {
                Verdict::Form { form_id, pages, .. } => {
                    forms.push(self.listed(&row, form_id, *pages)?);
                }
                Verdict::Refused { reasons } => {
                    let (column, reason) = first(entry.row, reasons);
                    missing.push(Missing {
                        row: entry.row,
                        start: row.start(),
                        room: row.room(),
                        reason,
                        column,
                    });
                }
            }
        }
        if forms.len() + missing.len() != entries.len() {
            return Err(changed().into());
        }
        Ok(Day {
            facility: self.facility.cloned(),
            forms,
            missing,
            copies,
            part: self.shard.map(|shard| (shard.part, shard.of)),
            made: self.journal.began(),
        })
    }

    fn listed(&self, row: &Row, form_id: &str, pages: usize) -> Result<Listed, Problems> {
        let case = row.case(self.facility, self.packs).map_err(|_| changed())?;
        let operation = self.library.pack(&case.procedure.pack)?;
        Ok(Listed {
            row: row.number().into(),
            start: row.start(),
            room: row.room(),
            date: case.procedure.planned_date,
            record_number: case.patient.record_number,
            operation: operation.pack.name.clone(),
            side: case.procedure.side,
            levels: case.procedure.levels,
            form_id: form_id.to_owned(),
            pages,
        })
    }

    /// A form, as it was made.
    fn form(&self, entries: &BTreeMap<u64, Entry>, listed: &Listed) -> Result<Vec<u8>, Problem> {
        let entry = entries.get(&listed.row).ok_or_else(changed)?;
        form_file(entry, self.folder, self.outside)
    }
}

/// The form of an entry, as it was made.
///
/// # Errors
/// The entry has none, or the file is not as it was made.
pub fn form_file(entry: &Entry, folder: &Path, outside: &Outside) -> Result<Vec<u8>, Problem> {
    let Verdict::Form { file, sha256, .. } = &entry.verdict else {
        return Err(changed());
    };
    let path = folder.join(file);
    let bytes = outside.read(&path)?;
    if hexadecimal(&Sha256::digest(&bytes)) == *sha256 {
        return Ok(bytes);
    }
    let says = format!("{} is not as it was made", path.display());
    Err(Problem::new(says).hint("move it away, and run the batch again: it is made anew"))
}

fn changed() -> Problem {
    Problem::new("the schedule was changed while its forms were made")
        .hint("make the forms again, into another folder")
}

/// The first reason without its place and hint, and the column it is about.
fn first(row: u64, reasons: &[String]) -> (Option<u32>, String) {
    let first = reasons.first().map_or("", String::as_str);
    let says = first.lines().next().unwrap_or_default();
    let place = format!(":{row}:");
    let placed = says.split_once(&place).and_then(|(_, rest)| {
        let (column, says) = rest.split_once(": ")?;
        Some((column.parse().ok()?, says))
    });
    match placed {
        Some((column, says)) => (Some(column), says.to_owned()),
        None => (None, says.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::first;

    #[test]
    fn a_reason_loses_its_place_and_its_hint() {
        let reasons = ["day.csv:12:5: `Procedure` names nothing\n  hint: say it".to_owned()];
        let (column, says) = first(12, &reasons);
        assert_eq!(
            (column, says.as_str()),
            (Some(5), "`Procedure` names nothing")
        );
        let reasons = ["this row repeats row 3".to_owned()];
        let (column, says) = first(12, &reasons);
        assert_eq!((column, says.as_str()), (None, "this row repeats row 3"));
    }
}
