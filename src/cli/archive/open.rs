//! Which archive, and who works in it.

use std::path::Path;

use crate::archive::{Archive, Place};
use crate::cli::Failure;
use crate::cli::out::unable;
use crate::error::Problem;
use crate::outside::Outside;
use crate::site::Site;

/// Which archive, and who works in it.
#[derive(Debug, Default, clap::Args)]
pub(in crate::cli) struct ArchiveArguments {
    /// The archive: a folder, or s3://BUCKET/PREFIX with its index in PostgreSQL
    /// (COUNTERSIGN_ARCHIVE_INDEX) [default: COUNTERSIGN_ARCHIVE, or the site's]
    #[arg(long, value_name = "PATH|URL", global = true)]
    archive: Option<String>,
    /// Who the log says did this [default: the user of the operating system]
    #[arg(long, value_name = "WHO", global = true)]
    actor: Option<String>,
}

impl ArchiveArguments {
    /// The archive that is named here, in the environment or by the site.
    pub(in crate::cli) fn place(
        &self,
        site: &Site,
        outside: &Outside,
    ) -> Result<Option<Place>, Problem> {
        let named = self.archive.clone();
        let named = named.or_else(|| outside.variable("COUNTERSIGN_ARCHIVE"));
        let index = outside.variable("COUNTERSIGN_ARCHIVE_INDEX");
        let (store, index) = match named {
            // The site's database is for the site's files, or for those of a bucket.
            Some(store) if store.starts_with("s3://") => {
                (Some(store), index.or_else(|| site.archive.index.clone()))
            }
            Some(store) => (Some(store), index),
            None => {
                let index = index.or_else(|| site.archive.index.clone());
                (
                    site.archive
                        .store
                        .clone()
                        .map(|store| in_site(&store, site)),
                    index,
                )
            }
        };
        store
            .map(|store| Place::parse(&store, index.as_deref()))
            .transpose()
    }

    /// Opens it.
    pub(in crate::cli) fn open(
        &self,
        site: &Site,
        make: bool,
        outside: &Outside,
    ) -> Result<Archive, Failure> {
        let place = self.place(site, outside).map_err(unable)?.ok_or_else(|| {
            unable(
                Problem::new("no archive is named")
                    .hint("give --archive FOLDER, or set `store` in [archive] of countersign.toml"),
            )
        })?;
        self.open_place(&place, make, outside)
    }

    /// The archive that `render` and `batch` add to: the one that is given, or the site's if
    /// that is to have every form.
    pub(in crate::cli) fn open_for_forms(
        &self,
        site: &Site,
        outside: &Outside,
    ) -> Result<Option<(Place, Archive)>, Failure> {
        if self.archive.is_none() && !site.archive.every_form {
            return Ok(None);
        }
        let Some(place) = self.place(site, outside).map_err(unable)? else {
            return Err(unable(
                Problem::new("every form is to be archived, and no archive is named")
                    .hint("set `store` in [archive] of countersign.toml"),
            ));
        };
        let archive = self.open_place(&place, true, outside)?;
        Ok(Some((place, archive)))
    }

    /// Who the log says did it: the one that is given, or the user of the system.
    pub(in crate::cli) fn actor(&self, outside: &Outside) -> String {
        self.actor.clone().unwrap_or_else(|| outside.user())
    }

    fn open_place(&self, place: &Place, make: bool, outside: &Outside) -> Result<Archive, Failure> {
        Archive::open(place, &self.actor(outside), make, outside).map_err(unable)
    }
}

/// A folder that the site names is meant from the site's folder.
fn in_site(store: &str, site: &Site) -> String {
    let folder = site.folder.as_deref().unwrap_or(Path::new(""));
    if store.contains("://") {
        store.to_owned()
    } else {
        folder.join(store).display().to_string()
    }
}
