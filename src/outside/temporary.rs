//! Files that are not whole yet: what they are called, when they are on the disk, and what a
//! killed run left of them.

use std::fs;
use std::io;
use std::path::Path;

use tempfile::{NamedTempFile, PersistError};

use super::{Outside, not_written};
use crate::error::Problem;

/// What a temporary file is called outside a run.
const NO_RUN: &str = "countersign";
/// How its name ends.
const ENDING: &str = ".tmp";
/// How many letters or digits stand before that, to tell one from another.
const LETTERS: usize = 6;

impl Outside {
    /// The same for a run that has a ledger of this name. Its temporary files are called after
    /// it, so that those of a killed run are known. Its files are not forced onto the disk one
    /// by one, which is slower than making them: [`settle`](Self::settle) does it for all at
    /// the end. After a loss of power before that the ledger tells which of them are whole.
    #[must_use]
    pub fn of_run(&self, ledger: &Path) -> Self {
        let run = ledger.file_stem().map(|name| name.to_string_lossy().into());
        Self {
            run,
            ..self.clone()
        }
    }

    /// Removes what a killed run of this name left unfinished in a folder. Whoever holds the
    /// run's ledger may do this: no other process then writes such files.
    #[expect(clippy::disallowed_methods, reason = "this is the door")]
    pub fn sweep(&self, folder: &Path) {
        let Some(run) = &self.run else { return };
        let begin = beginning(run);
        for path in self.list(folder) {
            let name = path.file_name().and_then(|name| name.to_str());
            let random = name
                .and_then(|name| name.strip_prefix(&begin))
                .and_then(|name| name.strip_suffix(ENDING));
            let ours = |random: &str| {
                random.len() == LETTERS && random.bytes().all(|it| it.is_ascii_alphanumeric())
            };
            if random.is_some_and(ours) {
                // One that cannot be removed does no harm: nothing takes it for a form.
                let _ = fs::remove_file(path);
            }
        }
    }

    /// Forces the files of a folder onto the disk, so that they outlast a loss of power.
    ///
    /// # Errors
    /// The disk fails.
    #[cfg(target_os = "linux")]
    #[expect(clippy::disallowed_methods, reason = "this is the door")]
    pub fn settle(&self, folder: &Path) -> Result<(), Problem> {
        let failed = |error: io::Error| not_written(folder, &error);
        let opened = fs::File::open(folder).map_err(failed)?;
        rustix::fs::syncfs(&opened).map_err(|error| failed(error.into()))
    }

    /// Forces the files of a folder onto the disk, so that they outlast a loss of power.
    ///
    /// # Errors
    /// The disk fails.
    #[cfg(not(target_os = "linux"))]
    #[expect(clippy::disallowed_methods, reason = "this is the door")]
    pub fn settle(&self, folder: &Path) -> Result<(), Problem> {
        for path in self.list(folder).iter().filter(|path| path.is_file()) {
            let opened = fs::OpenOptions::new().write(true).open(path);
            let settled = opened.and_then(|file| file.sync_all());
            settled.map_err(|error| not_written(path, &error))?;
        }
        Ok(())
    }

    /// A file beside another one, to take its place when it is whole.
    #[expect(clippy::disallowed_methods, reason = "this is the door")]
    pub(super) fn beside(&self, path: &Path) -> io::Result<NamedTempFile> {
        let folder = path
            .parent()
            .filter(|p| !p.as_os_str().is_empty())
            .unwrap_or(Path::new("."));
        tempfile::Builder::new()
            .prefix(&beginning(self.run.as_deref().unwrap_or(NO_RUN)))
            .suffix(ENDING)
            .rand_bytes(LETTERS)
            .tempfile_in(folder)
    }

    /// Gives a temporary file its name; outside a run it is on the disk before.
    ///
    /// # Errors
    /// Why it could not have that name, and the file.
    pub(super) fn finish(
        &self,
        temporary: NamedTempFile,
        path: &Path,
        replace: bool,
    ) -> Result<(), PersistError> {
        if self.run.is_none()
            && let Err(error) = temporary.as_file().sync_all()
        {
            let file = temporary;
            return Err(PersistError { error, file });
        }
        match replace {
            true => temporary.persist(path),
            false => temporary.persist_noclobber(path),
        }?;
        Ok(())
    }
}

fn beginning(run: &str) -> String {
    format!(".{run}.")
}
