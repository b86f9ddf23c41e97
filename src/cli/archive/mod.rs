//! `countersign archive`: keep forms, find them, follow them, prove them.

mod add;
mod change;
mod destroy;
mod export;
mod find;
mod open;
mod reconcile;
mod show;
mod verify;

use std::path::PathBuf;

use clap::Subcommand;

use super::Failure;
use super::out::{print, unable};
use crate::archive::Archive;
use crate::consent::is_valid_form_id;
use crate::outside::Outside;
use crate::site::Site;

pub(super) use add::{keep, words};
pub(super) use open::ArchiveArguments;

/// Arguments of `archive`.
#[derive(Debug, clap::Args)]
pub(super) struct ArchiveCommand {
    #[command(flatten)]
    archive: ArchiveArguments,
    /// Folder with the site's own files; without it, countersign.toml is looked for in the
    /// working directory and above
    #[arg(long, value_name = "DIR", global = true)]
    site: Option<PathBuf>,
    #[command(subcommand)]
    command: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Add forms that carry their data (made with --embed-data)
    Add(add::Add),
    /// Find forms by how a name begins, record number, date of birth …
    Find(find::Find),
    /// List forms by status and planned day, such as those to be signed before a day
    List(find::List),
    /// Everything that is known of a form, or one of its files
    Show(show::Show),
    /// Write forms into a folder, with an index as CSV and a manifest
    Export(export::Export),
    /// File scanned pages with their forms, and say what is missing or looks unsigned
    Reconcile(reconcile::Reconcile),
    /// Say that forms were printed, signed, refused or withdrawn
    Mark(change::Mark),
    /// Mark every form whose time is over
    Expire(change::Expire),
    /// Put forms under legal hold
    Hold(change::Hold),
    /// End a legal hold
    Release(change::Release),
    /// List forms that need not be kept any longer
    Due(destroy::Due),
    /// Destroy forms that need not be kept any longer, and print the certificates
    Destroy(destroy::Destroy),
    /// Hash everything again and say exactly what is wrong
    Verify(verify::Verify),
    /// Print the head of the log, to be written down elsewhere
    Head,
}

/// What a verb works with.
struct Room {
    archive: Archive,
    site: Site,
    outside: Outside,
}

impl ArchiveCommand {
    pub(super) fn run(self) -> Result<(), Failure> {
        let outside = Outside::new().map_err(unable)?;
        let site = Site::find(self.site.as_deref(), &outside).map_err(Failure::Unable)?;
        let make = matches!(self.command, Verb::Add(_));
        let archive = self.archive.open(&site, make, &outside)?;
        let mut room = Room {
            archive,
            site,
            outside,
        };
        match self.command {
            Verb::Add(add) => add.run(&mut room),
            Verb::Find(find) => find.run(&mut room),
            Verb::List(list) => list.run(&mut room),
            Verb::Show(show) => show.run(&mut room),
            Verb::Export(export) => export.run(&mut room),
            Verb::Reconcile(reconcile) => reconcile.run(&mut room),
            Verb::Mark(mark) => mark.run(&mut room),
            Verb::Expire(expire) => expire.run(&mut room),
            Verb::Hold(hold) => hold.run(&mut room),
            Verb::Release(release) => release.run(&mut room),
            Verb::Due(due) => due.run(&mut room),
            Verb::Destroy(destroy) => destroy.run(&mut room),
            Verb::Verify(verify) => verify.run(&mut room),
            Verb::Head => {
                let head = room.archive.head().map_err(unable)?;
                print(&head.to_string(), &room.outside)
            }
        }
    }
}

/// A form id as people type it; one with a slip of the pen is refused.
fn form_id(text: &str) -> Result<String, String> {
    let plain: String = text
        .trim()
        .to_ascii_uppercase()
        .chars()
        .filter(|character| *character != '-')
        .collect();
    if !is_valid_form_id(&plain) {
        return Err(
            "this is no form id: a character is wrong, missing or in the wrong place".into(),
        );
    }
    Ok(format!("{}-{}-{}", &plain[..4], &plain[4..8], &plain[8..]))
}

#[cfg(test)]
mod tests {
    use super::form_id;

    #[test]
    fn ids_are_read_as_people_type_them() {
        assert!(form_id("K7QM").is_err());
        assert!(form_id("ÄÄÄÄÄÄÄÄÄÄÄÄ").is_err());
        let last = crate::consent::check_character("K7QM3XWT9P2").expect("of the alphabet");
        let id = format!("K7QM-3XWT-9P2{last}");
        assert_eq!(form_id(&id.to_lowercase().replace('-', "")), Ok(id));
    }
}
