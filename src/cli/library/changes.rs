//! `countersign library diff`: what changed between two versions of a pack.

use std::path::Path;

use crate::cli::out::{print, print_json, unable};
use crate::cli::{Failure, OutputFormat, SiteArgument};
use crate::library::{ChangeKind, Library, Pack, diff};
use crate::outside::Outside;
use crate::site::Site;

/// Arguments of `library diff`.
#[derive(Debug, clap::Args)]
pub(super) struct Diff {
    /// The older version: the id of a pack, or the file of one
    a: String,
    /// The newer version [default: the site's version of A, which is then the shipped one]
    b: Option<String>,
    /// How it is printed
    #[arg(long, value_enum, default_value_t)]
    format: OutputFormat,
    #[command(flatten)]
    site: SiteArgument,
}

impl Diff {
    pub(super) fn run(self, outside: &Outside) -> Result<(), Failure> {
        let site = Site::find(self.site.site.as_deref(), outside).map_err(Failure::Unable)?;
        let files = site.files(outside);
        let shipped = Library::new(files.shipped()).map_err(Failure::Refused)?;
        let own = Library::new(files).map_err(Failure::Refused)?;
        let older = match self.b {
            None => &shipped,
            Some(_) => &own,
        };
        let before = pack(&self.a, older, outside)?;
        let after = pack(self.b.as_deref().unwrap_or(&self.a), &own, outside)?;
        let changes = diff(&before, &after);
        if self.format == OutputFormat::Json {
            return print_json(&changes, outside);
        }
        let mut text = format!(
            "{} {} → {} {}\n",
            before.id, before.review.version, after.id, after.review.version
        );
        for change in &changes {
            let sign = match change.kind {
                ChangeKind::Added => "added:  ",
                ChangeKind::Removed => "REMOVED:",
                ChangeKind::Changed => "changed:",
            };
            text.push_str(&format!("{sign} {}\n", change.what));
            for detail in &change.details {
                text.push_str(&format!("    {detail}\n"));
            }
        }
        if changes.is_empty() {
            text.push_str("nothing changed\n");
        }
        print(&text, outside)
    }
}

/// A pack by its id, or from a file.
fn pack(named: &str, library: &Library, outside: &Outside) -> Result<Pack, Failure> {
    let file = Path::new(named);
    if !library.pack_ids().any(|id| id == named) && file.extension().is_some() {
        let text = outside.read_text(file).map_err(unable)?;
        return library
            .read_pack(&text, None, named)
            .map_err(Failure::Refused);
    }
    let loaded = library.pack(named).map_err(Failure::Refused)?;
    Ok(loaded.pack.clone())
}
