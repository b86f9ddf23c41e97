//! A folder that only its owner may enter, gone when it is no longer needed.
//!
//! A process that is killed cannot remove its folder. So each has a file in it that its process
//! holds locked; the lock ends with the process, however that ends. A folder whose file nobody
//! holds has no owner any more, and the next process of the same user removes it. Process numbers
//! are not asked: they are given out again.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::{Outside, not_written};
use crate::error::Problem;

/// How the name of a folder begins once its file is locked; one without is nobody's business.
const READY: &str = "countersign-";
/// How it begins before that.
const NEW: &str = ".countersign-";
/// The file that its process holds.
const LOCK: &str = "in-use";

/// A folder for the owner of this process only, removed with all that is in it when this value
/// is dropped.
#[derive(Debug)]
pub struct PrivateFolder {
    path: PathBuf,
    /// Let go of after the folder is removed, and by the system if the process is killed.
    _lock: File,
}

impl Drop for PrivateFolder {
    fn drop(&mut self) {
        // What cannot be removed now is removed by whoever starts next.
        let _ = fs::remove_dir_all(&self.path);
    }
}

impl Outside {
    /// Makes a private folder where the operating system keeps temporary files.
    ///
    /// # Errors
    /// There is no room, or it cannot be made.
    pub fn private_folder(&self) -> Result<PrivateFolder, Problem> {
        private_folder().map_err(|error| {
            Problem::new(format!("no folder can be made for the forms: {error}"))
                .hint("check the room on the disk, and TMPDIR")
        })
    }

    /// Removes the private folders of processes of this user that were killed.
    pub fn remove_abandoned(&self) {
        for folder in self.list(&std::env::temp_dir()) {
            let name = folder.file_name().and_then(|name| name.to_str());
            let ours = name.is_some_and(|name| name.starts_with(READY)) && is_own(&folder);
            // Held until the folder is gone.
            let held = ours.then(|| abandoned(&folder)).flatten();
            if held.is_some() {
                let _ = fs::remove_dir_all(&folder);
            }
        }
    }
}

impl PrivateFolder {
    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

fn private_folder() -> io::Result<PrivateFolder> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(NEW);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o700));
    }
    let new: TempDir = builder.tempdir()?;
    let lock = File::create_new(new.path().join(LOCK))?;
    lock.try_lock()?;
    // Only now can it be taken for one that was abandoned.
    let random = new.path().file_name().and_then(|name| name.to_str());
    let random = random.and_then(|name| name.strip_prefix(NEW));
    let path = new
        .path()
        .with_file_name(format!("{READY}{}", random.unwrap_or_default()));
    fs::rename(new.path(), &path)?;
    // It is not there any more under the name that would be removed.
    let _ = new.keep();
    Ok(PrivateFolder { path, _lock: lock })
}

/// The file of a folder that no process holds, held by this one now.
#[expect(clippy::disallowed_methods, reason = "this is the door")]
fn abandoned(folder: &Path) -> Option<File> {
    let path = folder.join(LOCK);
    let is_file = path.symlink_metadata().is_ok_and(|about| about.is_file());
    let file = is_file.then(|| File::open(path).ok()).flatten()?;
    file.try_lock().is_ok().then_some(file)
}

/// Whether it is a folder of this user's that nobody else could put anything into.
fn is_own(folder: &Path) -> bool {
    let Ok(about) = folder.symlink_metadata() else {
        return false;
    };
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        about.is_dir()
            && about.uid() == rustix::process::geteuid().as_raw()
            && about.mode() & 0o077 == 0
    }
    #[cfg(not(unix))]
    {
        about.is_dir()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_private_held_and_gone() {
        let folder = Outside::default().private_folder().expect("a folder");
        let path = folder.path().to_owned();
        assert!(path.is_dir() && is_own(&path));
        let name = path.file_name().and_then(|it| it.to_str());
        assert!(name.is_some_and(|name| name.starts_with(READY)));
        // Another one, as another process would ask.
        assert!(abandoned(&path).is_none(), "somebody holds it");
        drop(folder);
        assert!(!path.exists());
    }

    #[test]
    fn what_nobody_holds_was_abandoned() {
        let folder = Outside::default().private_folder().expect("a folder");
        let path = folder.path().to_owned();
        let folder = std::mem::ManuallyDrop::new(folder);
        folder._lock.unlock().expect("let go");
        assert!(abandoned(&path).is_some());
        fs::remove_dir_all(&path).expect("removed");
    }

    #[cfg(unix)]
    #[test]
    fn what_others_may_enter_and_what_only_points_elsewhere_is_left() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let place = tempfile::tempdir().expect("a folder");
        let open = place.path().join("open");
        fs::create_dir(&open).expect("a folder");
        fs::set_permissions(&open, fs::Permissions::from_mode(0o755)).expect("a mode");
        assert!(!is_own(&open));
        fs::set_permissions(&open, fs::Permissions::from_mode(0o700)).expect("a mode");
        assert!(is_own(&open));
        let link = place.path().join("link");
        symlink(&open, &link).expect("a link");
        assert!(!is_own(&link));
        // Without the file it may be anything.
        assert!(abandoned(&open).is_none());
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
