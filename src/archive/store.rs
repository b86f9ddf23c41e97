//! The files of an archive: each under the hash of its bytes, written once.
//!
//! `objects/AB/ABCDEF…` in a folder or in a bucket. A name says what the bytes must be, so
//! writing the same file twice is harmless and a changed byte is found by hashing again.

use std::path::PathBuf;
use std::sync::Arc;

use futures_util::TryStreamExt;
use object_store::aws::AmazonS3Builder;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{Error, ObjectStore, ObjectStoreExt, PutMode, PutPayload};
use tokio::task::JoinSet;

use super::log::sha256;
use super::place::{Place, StorePlace};
use crate::error::Problem;
use crate::outside::Outside;

/// How many files are on their way at the same time.
const AT_ONCE: usize = 32;

/// The files of an archive.
#[derive(Debug, Clone)]
pub(super) struct Store {
    inner: Arc<dyn ObjectStore>,
    base: Path,
    /// The folder of the objects, if it is one.
    folder: Option<PathBuf>,
}

/// Something in the store that is under no name that a file can have.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Foreign(pub(super) String);

impl Store {
    /// Opens the store of a place; a folder is made, for its owner only.
    pub(super) fn open(place: &Place, outside: &Outside) -> Result<Self, Problem> {
        match &place.store {
            StorePlace::Folder(folder) => {
                let objects = folder.join("objects");
                outside.make_folder(&objects.join("file"))?;
                // A file is on the disk before its name is, and both before a row speaks of it.
                let inner = LocalFileSystem::new_with_prefix(&objects)
                    .map_err(|error| failed(&error))?
                    .with_fsync(true);
                Ok(Self {
                    inner: Arc::new(inner),
                    base: Path::default(),
                    folder: Some(objects),
                })
            }
            StorePlace::S3 { bucket, prefix } => {
                // Whoever came first has installed one already: either will do.
                let _ = rustls::crypto::ring::default_provider().install_default();
                let inner = AmazonS3Builder::from_env()
                    .with_bucket_name(bucket)
                    .build()
                    .map_err(|error| failed(&error))?;
                let parts = prefix.split('/').filter(|part| !part.is_empty());
                let base = Path::from_iter(parts.chain(["objects"]));
                Ok(Self {
                    inner: Arc::new(inner),
                    base,
                    folder: None,
                })
            }
        }
    }

    fn path(&self, hash: &str) -> Path {
        let parts = [&hash[..2], hash];
        Path::from_iter(self.base.parts().chain(parts.map(Into::into)))
    }

    /// Writes files that are not there yet; gives the hash of each.
    ///
    /// # Errors
    /// One cannot be written, or another file stands under its name.
    pub(super) async fn put_all(&self, files: Vec<Vec<u8>>) -> Result<Vec<String>, Problem> {
        let hashes: Vec<String> = files.iter().map(|bytes| sha256(bytes)).collect();
        let mut under_way = JoinSet::new();
        for (hash, bytes) in hashes.iter().cloned().zip(files) {
            if under_way.len() >= AT_ONCE {
                join(&mut under_way).await?;
            }
            let store = self.clone();
            under_way.spawn(async move { store.put(&hash, bytes).await });
        }
        while !under_way.is_empty() {
            join(&mut under_way).await?;
        }
        Ok(hashes)
    }

    async fn put(&self, hash: &str, bytes: Vec<u8>) -> Result<(), Problem> {
        let path = self.path(hash);
        let payload = PutPayload::from(bytes);
        let new = self
            .inner
            .put_opts(&path, payload, PutMode::Create.into())
            .await;
        match new {
            Ok(_) => Ok(()),
            // The same bytes have the same name: they are there already, if they are whole.
            Err(Error::AlreadyExists { .. }) => match self.get(hash).await? {
                Some(there) if sha256(&there) == hash => Ok(()),
                _ => Err(
                    Problem::new(format!("the object {hash} in the archive was changed"))
                        .hint("`countersign archive verify` says what it belongs to"),
                ),
            },
            Err(error) => Err(failed(&error)),
        }
    }

    /// The bytes that stand under a hash; nothing if none do.
    pub(super) async fn get(&self, hash: &str) -> Result<Option<Vec<u8>>, Problem> {
        let got = match self.inner.get(&self.path(hash)).await {
            Ok(got) => got.bytes().await,
            Err(error) => Err(error),
        };
        match got {
            Ok(bytes) => Ok(Some(bytes.into())),
            Err(Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(failed(&error)),
        }
    }

    /// Takes a file away, and what a process that was killed left of it; it is fine if it is
    /// gone.
    pub(super) async fn delete(&self, hash: &str, outside: &Outside) -> Result<(), Problem> {
        if let Some(folder) = &self.folder {
            let beside = outside.list(&folder.join(&hash[..2]));
            let left = format!("{hash}#");
            let is_left = |path: &&PathBuf| {
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                name.starts_with(&left)
            };
            for path in beside.iter().filter(is_left) {
                outside.remove(path)?;
            }
        }
        match self.inner.delete(&self.path(hash)).await {
            Ok(()) | Err(Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(failed(&error)),
        }
    }

    /// The hashes that begin with two digits, sorted, and what else lies there.
    pub(super) async fn shard(&self, digits: &str) -> Result<(Vec<String>, Vec<Foreign>), Problem> {
        let below = Path::from_iter(self.base.parts().chain([digits.into()]));
        let found = self.inner.list(Some(&below));
        let found: Vec<_> = found.try_collect().await.map_err(|error| failed(&error))?;
        let (mut hashes, mut foreign) = (Vec::new(), Vec::new());
        for object in found {
            let name = object.location.filename().unwrap_or_default();
            if is_hash(name) && object.location == self.path(name) {
                hashes.push(name.to_owned());
            } else {
                foreign.push(Foreign(object.location.to_string()));
            }
        }
        hashes.sort();
        Ok((hashes, foreign))
    }

    /// The two digits that names there are begin with, in order; and what lies beside the
    /// files and is no file of an archive.
    pub(super) async fn shards(
        &self,
        outside: &Outside,
    ) -> Result<(Vec<String>, Vec<Foreign>), Problem> {
        let top = self.inner.list_with_delimiter(Some(&self.base)).await;
        let top = top.map_err(|error| failed(&error))?;
        let objects = top.objects.into_iter().map(|object| object.location);
        let mut foreign: Vec<Foreign> = objects.map(|path| Foreign(path.to_string())).collect();
        let mut shards = Vec::new();
        for folder in top.common_prefixes {
            match folder.filename() {
                Some(name) if name.len() == 2 && is_hexadecimal(name) => {
                    shards.push(name.to_owned());
                }
                _ => foreign.push(Foreign(folder.to_string())),
            }
        }
        shards.sort();
        foreign.extend(self.unfinished(outside).into_iter().map(Foreign));
        Ok((shards, foreign))
    }

    /// Files that a process began and did not finish: the store does not list them.
    fn unfinished(&self, outside: &Outside) -> Vec<String> {
        let Some(folder) = &self.folder else {
            return Vec::new();
        };
        let all = outside.walk(folder).into_iter();
        let relative = all.filter_map(|path| {
            let path = path.strip_prefix(folder).ok()?;
            Some(path.display().to_string())
        });
        relative.filter(|path| path.contains('#')).collect()
    }
}

async fn join(under_way: &mut JoinSet<Result<(), Problem>>) -> Result<(), Problem> {
    match under_way.join_next().await {
        Some(Ok(done)) => done,
        Some(Err(error)) => Err(Problem::new(format!("a file was not written: {error}"))),
        None => Ok(()),
    }
}

fn is_hexadecimal(text: &str) -> bool {
    let digit = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    text.bytes().all(digit)
}

fn is_hash(text: &str) -> bool {
    text.len() == 64 && is_hexadecimal(text)
}

fn failed(error: &Error) -> Problem {
    Problem::new(format!("the archive's files: {error}"))
        .hint("nothing of a form was kept that is not whole; the same command again is safe")
}
