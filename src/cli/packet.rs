//! The packet of a batch: all forms in one file, for the printer.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::Failure;
use super::out::{print, unable};
use super::print::print_out;
use crate::batch::{Entry, Journal, Shard, Verdict};
use crate::case::Facility;
use crate::error::{Problem, Problems};
use crate::generator::Options;
use crate::library::{Library, hexadecimal};
use crate::outside::Outside;
use crate::packet::{Day, Listed, Missing, Packet, Sheet};
use crate::printer::{Job, Printer};
use crate::schedule::{Packs, Row, Schedule};
use crate::typeset::Paper;

/// Arguments that make a packet.
#[derive(Debug, clap::Args)]
pub(super) struct PacketArguments {
    /// Put all forms into one PDF for the printer, in the order of the list, with an index
    /// sheet first; each form begins on the right-hand side of a sheet
    #[arg(long, value_name = "DAY.pdf", requires = "output")]
    packet: Option<PathBuf>,
    /// How often each form stands in the packet, 1 to 9
    #[arg(long, value_name = "N", default_value_t = 1, requires = "packet")]
    #[arg(value_parser = clap::value_parser!(u8).range(1..=9))]
    copies: u8,
    /// Replace a packet that is there
    #[arg(long, requires = "packet")]
    force: bool,
    /// Print the packet: the name of a printer of this machine, or its address (ipp:, ipps:)
    #[arg(long, value_name = "PRINTER", requires = "packet")]
    printer: Option<Printer>,
    /// How many seconds to wait for the printer to be done
    #[arg(
        long,
        value_name = "SECONDS",
        default_value_t = 60,
        requires = "printer"
    )]
    wait: u64,
}

/// Where the forms of a packet are, and what is known of them.
pub(super) struct Made<'a> {
    pub folder: &'a Path,
    pub journal: &'a Journal,
    pub shard: Option<Shard>,
    pub library: &'a Library,
    pub packs: &'a Packs,
    pub facility: Option<&'a Facility>,
    pub outside: &'a Outside,
}

impl PacketArguments {
    /// Where the packet is to be and how its index looks, if one is to be made.
    pub(super) fn sheet(
        &self,
        library: &Library,
        options: &Options,
    ) -> Result<Option<(&Path, Sheet)>, Failure> {
        let Some(path) = self.packet.as_deref() else {
            return Ok(None);
        };
        if path == Path::new("-") {
            let problem = Problem::new("a packet is not written to standard output");
            return Err(unable(
                problem.hint("give the name of a file with --packet"),
            ));
        }
        let sheet = Sheet::load(library, &options.lang, options.paper);
        Ok(Some((path, sheet.map_err(Failure::Unable)?)))
    }

    /// Makes the packet of a schedule whose forms are made, and writes it.
    pub(super) fn make(
        &self,
        path: &Path,
        schedule: Schedule<'_>,
        made: &Made<'_>,
        sheet: &Sheet,
    ) -> Result<Packet, Failure> {
        let mut entries = BTreeMap::new();
        let noted = made.journal.each(|entry| {
            entries.insert(entry.row, entry);
            Ok(())
        });
        noted.map_err(unable)?;
        let day = self
            .day(schedule, made, &entries)
            .map_err(Failure::Unable)?;
        let form = |listed: &Listed| made.form(&entries, listed).map_err(Problems::from);
        let packet = day.packet(sheet, form).map_err(Failure::Unable)?;
        made.outside
            .write(path, &packet.bytes, self.force)
            .map_err(|problem| {
                let there = !self.force && path.is_file();
                unable(match there {
                    true => problem.hint("give another name with --packet, or --force"),
                    false => problem,
                })
            })?;
        print(&path.display().to_string(), made.outside)?;
        Ok(packet)
    }

    /// Prints the packet, if it is to be printed.
    pub(super) fn print(&self, packet: &Packet, path: &Path, paper: Paper) -> Result<(), Failure> {
        let Some(printer) = &self.printer else {
            return Ok(());
        };
        let job = Job {
            name: "countersign day packet",
            document: &packet.bytes,
            // The packet has the copies in it, each form beside its own.
            copies: 1,
            media: paper.media(),
        };
        print_out(printer, &job, self.wait, path)
    }

    /// What is in the packet: the journal knows the forms, the schedule the rest.
    fn day(
        &self,
        schedule: Schedule<'_>,
        made: &Made<'_>,
        entries: &BTreeMap<u64, Entry>,
    ) -> Result<Day, Problems> {
        let (mut forms, mut missing) = (Vec::new(), Vec::new());
        for row in schedule {
            let Some(entry) = entries.get(&u64::from(row.number())) else {
                continue;
            };
            match &entry.verdict {
                Verdict::Form { form_id, pages, .. } => {
                    forms.push(made.listed(&row, form_id, *pages)?);
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
            facility: made.facility.cloned(),
            forms,
            missing,
            copies: self.copies.into(),
            part: made.shard.map(|shard| (shard.part, shard.of)),
            made: made.journal.began(),
        })
    }
}

impl Made<'_> {
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
        let Some(Verdict::Form { file, sha256, .. }) =
            entries.get(&listed.row).map(|entry| &entry.verdict)
        else {
            return Err(changed());
        };
        let path = self.folder.join(file);
        let bytes = self.outside.read(&path)?;
        if hexadecimal(&Sha256::digest(&bytes)) == *sha256 {
            return Ok(bytes);
        }
        let says = format!("{} is not as it was made", path.display());
        Err(Problem::new(says).hint("move it away, and run the batch again: it is made anew"))
    }
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
