//! The packet of a batch: all forms in one file, for the printer.

use std::path::{Path, PathBuf};

use super::Failure;
use super::out::{print, unable};
use super::print::print_out;
use crate::day::Made;
use crate::error::Problem;
use crate::generator::Options;
use crate::library::Library;
use crate::packet::{Packet, Sheet};
use crate::printer::{Job, Printer};
use crate::schedule::Schedule;
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
        let packet = made.packet(schedule, sheet, self.copies.into());
        let packet = packet.map_err(Failure::Unable)?;
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

    /// Prints the packet, if it is to be printed; gives whether a printer took it.
    pub(super) fn print(
        &self,
        packet: &Packet,
        path: &Path,
        paper: Paper,
    ) -> Result<bool, Failure> {
        let Some(printer) = &self.printer else {
            return Ok(false);
        };
        let job = Job {
            name: "countersign day packet",
            document: &packet.bytes,
            // The packet has the copies in it, each form beside its own.
            copies: 1,
            media: paper.media(),
        };
        print_out(printer, &job, self.wait, path).map(|()| true)
    }
}
