//! A folder that only its owner may enter, gone when it is no longer needed.

use std::path::Path;

use super::Outside;
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
