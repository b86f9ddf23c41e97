//! Where an archive is: its files and its index.

use std::path::{Path, PathBuf};

use crate::error::Problem;

/// Where the files of an archive are, and where its index is.
#[derive(Clone, PartialEq, Eq)]
pub struct Place {
    pub(super) store: StorePlace,
    /// URL of the index as the database driver takes it. It can hold a password, so it is
    /// never shown.
    pub(super) index: String,
}

impl std::fmt::Debug for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{self}")
    }
}

/// Where the files are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum StorePlace {
    /// A folder of this machine.
    Folder(PathBuf),
    /// A bucket of an S3-compatible store, and the beginning of the names in it.
    S3 { bucket: String, prefix: String },
}

impl Place {
    /// Reads what was given: a folder, or `s3://BUCKET/PREFIX`; and the URL of the index,
    /// `postgres://USER@HOST/DATABASE`. A folder has its index inside if none is given.
    ///
    /// # Errors
    /// A URL of another kind, or a bucket without an index.
    pub fn parse(store: &str, index: Option<&str>) -> Result<Self, Problem> {
        let store = match store.split_once("://") {
            None => StorePlace::Folder(PathBuf::from(store)),
            Some(("file", path)) => StorePlace::Folder(PathBuf::from(path)),
            Some(("s3", rest)) => {
                let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
                StorePlace::S3 {
                    bucket: bucket.to_owned(),
                    prefix: prefix.trim_matches('/').to_owned(),
                }
            }
            Some((kind, _)) => {
                let says = format!("an archive cannot be kept at a {kind} URL");
                return Err(Problem::new(says).hint("give a folder, or s3://BUCKET/PREFIX"));
            }
        };
        let index = match (index, &store) {
            (Some(url), _)
                if url.starts_with("postgres://") || url.starts_with("postgresql://") =>
            {
                url.to_owned()
            }
            (Some(_), _) => {
                return Err(
                    Problem::new("the index of an archive is not at a URL of this kind")
                        .hint("give postgres://USER@HOST/DATABASE"),
                );
            }
            (None, StorePlace::Folder(folder)) => {
                format!("sqlite:{}", index_file(folder).display())
            }
            (None, StorePlace::S3 { .. }) => {
                return Err(
                    Problem::new("an archive in a bucket needs a database for its index").hint(
                        "set COUNTERSIGN_ARCHIVE_INDEX, or `index` in [archive] of \
                         countersign.toml, to postgres://USER@HOST/DATABASE",
                    ),
                );
            }
        };
        Ok(Self { store, index })
    }
}

/// The index of an archive in a folder.
pub(super) fn index_file(folder: &Path) -> PathBuf {
    folder.join("index.sqlite")
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.store {
            StorePlace::Folder(folder) => write!(f, "{}", folder.display()),
            StorePlace::S3 { bucket, prefix } => write!(f, "s3://{bucket}/{prefix}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_enough_and_a_bucket_needs_an_index() {
        let folder = Place::parse("consents", None).expect("a folder");
        assert_eq!(folder.index, "sqlite:consents/index.sqlite");
        let index = Some("postgres://me:secret@db/archive");
        let bucket = Place::parse("s3://consents/ward-5/", index).expect("a bucket");
        assert_eq!(bucket.to_string(), "s3://consents/ward-5");
        assert!(!format!("{bucket:?}").contains("secret"));
        assert!(Place::parse("s3://consents/ward-5", None).is_err());
        assert!(Place::parse("https://example.org/x", None).is_err());
        let wrong = Place::parse("consents", Some("mysql://me:secret@db/x")).expect_err("no");
        assert!(!wrong.to_string().contains("secret"));
    }
}
