//! A folder that only its owner may enter, gone when it is no longer needed.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use super::{Outside, not_written};
use crate::error::Problem;

/// A folder for the owner of this process only, removed with all that is in it when this value
/// is dropped. A process that is killed leaves it behind.
#[derive(Debug)]
pub struct PrivateFolder(tempfile::TempDir);

impl Outside {
    /// Makes a private folder where the operating system keeps temporary files.
    ///
    /// # Errors
    /// There is no room, or it cannot be made.
    pub fn private_folder(&self) -> Result<PrivateFolder, Problem> {
        let mut builder = tempfile::Builder::new();
        builder.prefix("countersign-");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            builder.permissions(std::fs::Permissions::from_mode(0o700));
        }
        let folder = builder.tempdir().map_err(|error| {
            Problem::new(format!("no folder can be made for the forms: {error}"))
                .hint("check the room on the disk, and TMPDIR")
        })?;
        Ok(PrivateFolder(folder))
    }
}

impl PrivateFolder {
    /// Where it is.
    pub fn path(&self) -> &Path {
        self.0.path()
    }
}

/// A file of a private folder that is written piece by piece.
#[derive(Debug)]
pub struct PrivateFile {
    file: fs::File,
    path: PathBuf,
}

impl PrivateFolder {
    /// Begins a file, for its owner only.
    ///
    /// # Errors
    /// It is there already, or cannot be made.
    #[expect(clippy::disallowed_methods, reason = "this is the door")]
    pub fn file(&self, name: &str) -> Result<PrivateFile, Problem> {
        let path = self.path().join(name);
        let mut options = fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        match options.open(&path) {
            Ok(file) => Ok(PrivateFile { file, path }),
            Err(error) => Err(not_written(&path, &error)),
        }
    }
}

impl PrivateFile {
    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Writes the next piece.
    ///
    /// # Errors
    /// There is no room.
    pub fn add(&mut self, bytes: &[u8]) -> Result<(), Problem> {
        let written = self.file.write_all(bytes);
        written.map_err(|error| not_written(&self.path, &error))
    }
}
