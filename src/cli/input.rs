//! What several commands read: a case, and how its form is to look.

use std::path::Path;

use clap::ValueEnum;

use super::Failure;
use super::out::unable;
use crate::case::{Case, Format};
use crate::generator::Options;
use crate::library::Files;
use crate::outside::Outside;
use crate::site::Site;
use crate::typeset::Paper;

/// How a form is to look, and by which rules it is judged.
#[derive(Debug, clap::Args)]
pub(super) struct FormArguments {
    /// Layout, by name
    #[arg(long, default_value = "standard")]
    layout: String,
    /// Theme, by name [default: the one that is called as the layout, or standard]
    #[arg(long)]
    theme: Option<String>,
    /// Size of the sheet [default: the site's, or a4]
    #[arg(long, value_enum)]
    paper: Option<PaperArgument>,
    /// Rules that the form is held against: a file of templates/profiles [default: the site's, or core]
    #[arg(long)]
    profile: Option<String>,
}

/// A sheet, by name.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum PaperArgument {
    Letter,
    A4,
}

impl FormArguments {
    /// With what the site says where the arguments do not.
    pub(super) fn options(&self, site: &Site, files: &Files, embed_data: bool) -> Options {
        let paper = self.paper.map(|paper| match paper {
            PaperArgument::Letter => Paper::Letter,
            PaperArgument::A4 => Paper::A4,
        });
        Options {
            theme: Options::theme_of(&self.layout, self.theme.as_deref(), files),
            layout: self.layout.clone(),
            paper: paper.unwrap_or(site.paper),
            profile: self.profile.clone().unwrap_or_else(|| site.profile.clone()),
            require_approved: site.require_approved,
            embed_data,
            record_code: site.record_code.clone(),
            ..Options::default()
        }
    }
}

/// Reads a case of a site from a file, or from standard input for `-`.
pub(super) fn read_case(path: &Path, site: &Site, outside: &Outside) -> Result<Case, Failure> {
    let text = outside.read_text(path).map_err(unable)?;
    parse_case(&text, path, site)
}

/// Reads a case of a site whose text is known; `path` is for messages.
pub(super) fn parse_case(text: &str, path: &Path, site: &Site) -> Result<Case, Failure> {
    let format = Format::of(path).unwrap_or_else(|| Format::sniff(text));
    let file = path.display().to_string();
    Case::read(text, &file, format, site.facility.as_ref()).map_err(Failure::Refused)
}
