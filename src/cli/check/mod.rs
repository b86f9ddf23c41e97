//! `countersign check`: is it complete, readable, approved?

mod case;
mod content;

use std::path::PathBuf;

use super::input::FormArguments;
use super::out::unable;
use super::{Failure, OutputFormat, SiteArgument};
use crate::case::Format;
use crate::error::{Problem, choose};
use crate::library::Library;
use crate::outside::Outside;
use crate::site::Site;

/// Arguments of `check`.
#[derive(Debug, clap::Args)]
pub(super) struct Check {
    /// A case (TOML, JSON or `-`), a pack (its id or its file), or the folder of a site;
    /// without it, the site in use
    what: Option<PathBuf>,
    #[command(flatten)]
    form: FormArguments,
    /// How the report is printed
    #[arg(long, value_enum, default_value_t)]
    format: OutputFormat,
    #[command(flatten)]
    site: SiteArgument,
}

impl Check {
    pub(super) fn run(self) -> Result<(), Failure> {
        let outside = Outside::new().map_err(unable)?;
        let folder = self.what.as_deref().filter(|what| what.is_dir());
        let folder = folder.or(self.site.site.as_deref());
        let site = Site::find(folder, &outside).map_err(Failure::Unable)?;
        let own = ["countersign.toml", "templates", "fonts", "own-results.toml"];
        if let Some(folder) = folder
            && !own.iter().any(|name| outside.is_there(&folder.join(name)))
        {
            let problem = Problem::new(format!("{} is no site", folder.display()));
            return Err(unable(problem.hint("`countersign init DIR` makes one")));
        }
        let Some(what) = self.what.as_deref().filter(|what| !what.is_dir()) else {
            return content::site(&site, self.format, &outside);
        };
        let library = Library::new(site.files(&outside)).map_err(Failure::Refused)?;
        let id = what.to_str().unwrap_or_default();
        if library.pack_ids().any(|known| known == id) {
            return content::pack(&library, id, self.format, &outside);
        }
        if what.extension().is_none() && !outside.is_there(what) && id != "-" {
            let known: Vec<&str> = library.pack_ids().collect();
            let problem = Problem::new(format!("there is no file and no pack `{id}`"));
            return Err(unable(problem.hint(choose(id, &known))));
        }
        let text = outside.read_text(what).map_err(unable)?;
        if Format::of(what) == Some(Format::Toml) && is_pack(&text) {
            let file = what.display().to_string();
            return content::pack_file(&library, &text, &file, self.format, &outside);
        }
        case::check(&self, &text, &site, &outside)
    }
}

/// Whether a file wants to be a pack: it says of which kind it is.
fn is_pack(text: &str) -> bool {
    text.lines().any(|line| {
        let key = line.split('=').next().unwrap_or_default().trim();
        key == "kind" || key == "[review]"
    })
}
