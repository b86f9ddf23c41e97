//! `countersign init`: a folder in which a site changes what is shipped.

use std::path::PathBuf;

use crate::error::Problems;
use crate::library::{pack_schema, shipped_files};
use crate::outside::Outside;

/// Arguments of `init`.
#[derive(Debug, clap::Args)]
pub(super) struct Init {
    /// Folder to write into; made if it is not there
    #[arg(default_value = ".")]
    folder: PathBuf,
    /// Replace files that are there
    #[arg(long)]
    force: bool,
}

/// What a new site's `countersign.toml` says.
const SITE_FILE: &str = "\
# What is the same for every form of this site. A case may say otherwise.
# paper = \"letter\"
# profile = \"us-cms\"          # rules that forms are held against: templates/profiles
# require-approved = true       # refuse content that is a draft or due for review

[facility]
name = \"Name of your hospital\"
# department = \"\"
# address = \"\"
# phone = \"\"

[codes]
# What the bar code for the record system says: text, {{record_number}}, {{encounter}}, {{form_id}}.
# record = \"{{record_number}}\"   # \"\" for no bar code
";

impl Init {
    #[expect(clippy::print_stdout, reason = "this is the command line's edge")]
    pub(super) fn run(self) -> Result<(), Problems> {
        let outside = Outside::new()?;
        let schema = pack_schema();
        let own: [(String, &[u8]); 2] = [
            ("countersign.toml".into(), SITE_FILE.as_bytes()),
            ("pack.schema.json".into(), schema.as_bytes()),
        ];
        let shipped = shipped_files().collect::<Vec<(String, &[u8])>>();
        for (path, bytes) in own.into_iter().chain(shipped) {
            let path = self.folder.join(path);
            outside.make_folder(&path)?;
            outside.write(&path, bytes, self.force)?;
        }
        println!("{}", self.folder.join("countersign.toml").display());
        Ok(())
    }
}
