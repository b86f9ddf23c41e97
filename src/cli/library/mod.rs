//! `countersign library`: the content, for those who answer for it.

mod approve;
mod changes;
mod list;
mod show;

use clap::Subcommand;

use super::Failure;
use super::out::{print, unable};
use crate::library::pack_schema;
use crate::outside::Outside;

/// Arguments of `library`.
#[derive(Debug, clap::Args)]
pub(super) struct LibraryCommand {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Every pack with version, status, reviewers and the day of its next review
    List(list::List),
    /// What a pack says; with a case, what puts each risk on its form
    Show(show::Show),
    /// What changed between two versions of a pack: risks, figures, words
    Diff(changes::Diff),
    /// Record that a clinician has approved content as it stands; lifts its DRAFT mark
    Approve(approve::Approve),
    /// Print the JSON Schema of packs, for editors
    Schema,
}

impl LibraryCommand {
    pub(super) fn run(self) -> Result<(), Failure> {
        let outside = Outside::new().map_err(unable)?;
        match self.command.unwrap_or(Command::List(list::List::default())) {
            Command::List(list) => list.run(&outside),
            Command::Show(show) => show.run(&outside),
            Command::Diff(diff) => diff.run(&outside),
            Command::Approve(approve) => approve.run(&outside),
            Command::Schema => print(&pack_schema(), &outside),
        }
    }
}
