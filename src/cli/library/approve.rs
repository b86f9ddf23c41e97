//! `countersign library approve`: who approved which content, by its hash.

use crate::cli::out::{print, unable};
use crate::cli::{Failure, SiteArgument};
use crate::error::Problem;
use crate::library::{
    Approval, Approvals, Library, OwnResults, locale_path, pack_path, statements_path,
};
use crate::outside::Outside;
use crate::site::Site;

/// Arguments of `library approve`.
#[derive(Debug, clap::Args)]
pub(super) struct Approve {
    /// Packs, `statements/NAME`, `locales/LANG` or `own-results`; look at each first
    #[arg(required = true)]
    ids: Vec<String>,
    /// The clinician who approves, as it is to be recorded
    #[arg(long, value_name = "NAME")]
    by: String,
    #[command(flatten)]
    site: SiteArgument,
}

impl Approve {
    pub(super) fn run(self, outside: &Outside) -> Result<(), Failure> {
        let site = Site::find(self.site.site.as_deref(), outside).map_err(Failure::Unable)?;
        let Some(folder) = &site.folder else {
            let problem = Problem::new("there is no site to record the approval in");
            let hint = "`countersign init DIR` makes one; then give it with --site DIR";
            return Err(unable(problem.hint(hint)));
        };
        let by = self.by.trim();
        if by.is_empty() || by.chars().any(char::is_control) {
            let problem = Problem::new("--by must be the name of a clinician, on one line");
            return Err(unable(problem));
        }
        let library = Library::new(site.files(outside)).map_err(Failure::Refused)?;
        let mut given = Vec::new();
        for id in &self.ids {
            let approval = self.approval(id, &library, outside)?;
            let known = library.approvals().of(&approval.file, &approval.sha256);
            if known.is_none() && !given.contains(&approval) {
                given.push(approval);
            }
        }
        let text = library.approvals().with(&given).map_err(unable)?;
        outside
            .write(&folder.join(Approvals::FILE), text.as_bytes(), true)
            .map_err(unable)?;
        let lines = given.iter().map(|approval| {
            format!(
                "{} {} approved by {} on {}, SHA-256 {}\n",
                approval.file, approval.version, approval.by, approval.date, approval.sha256
            )
        });
        let told: String = lines.collect();
        print(
            if told.is_empty() {
                "approved already, as it stands"
            } else {
                &told
            },
            outside,
        )
    }

    fn approval(
        &self,
        id: &str,
        library: &Library,
        outside: &Outside,
    ) -> Result<Approval, Failure> {
        let plain = match id.strip_prefix("locales/") {
            Some(lang) => Some(locale_path(lang)),
            None if id == "own-results" => Some(OwnResults::FILE.to_owned()),
            None => None,
        };
        if let Some(file) = plain {
            let proof = library.proof(&file).map_err(unable)?;
            return Ok(Approval {
                file,
                version: proof.sha256.chars().take(8).collect(),
                sha256: proof.sha256,
                by: self.by.trim().to_owned(),
                date: outside.today(),
            });
        }
        let (file, version, sha256) = match id.strip_prefix("statements/") {
            Some(name) => {
                let loaded = library.statements(name).map_err(Failure::Refused)?;
                let version = loaded.statements.review.version.clone();
                (statements_path(name), version, loaded.sha256.clone())
            }
            None => {
                let loaded = library.pack(id).map_err(Failure::Refused)?;
                let version = loaded.pack.review.version.clone();
                (pack_path(id), version, loaded.sha256.clone())
            }
        };
        Ok(Approval {
            file,
            version,
            sha256,
            by: self.by.trim().to_owned(),
            date: outside.today(),
        })
    }
}
