//! A file that grows line by line, and belongs to one run at a time.

use std::fs::{self, TryLockError};
use std::io::{BufRead, BufReader, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::{Outside, not_read, not_written};
use crate::error::Problem;

/// A file of lines that only one run holds. It is read through the handle that is locked, so
/// that it stays the same file whatever happens to its name.
#[derive(Debug)]
pub struct Ledger {
    file: fs::File,
    path: PathBuf,
}

impl Outside {
    /// Opens a file of lines, or begins one, and holds it until it is dropped.
    ///
    /// # Errors
    /// Another run holds it, or it cannot be written.
    #[expect(clippy::disallowed_methods, reason = "this is the door")]
    pub fn ledger(&self, path: &Path) -> Result<Ledger, Problem> {
        let mut options = fs::OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options
            .open(path)
            .map_err(|error| not_written(path, &error))?;
        let path = path.to_owned();
        match file.try_lock() {
            Ok(()) => Ok(Ledger { file, path }),
            Err(TryLockError::WouldBlock) => {
                let says = format!("{} is in use: another run goes on there", path.display());
                Err(Problem::new(says).hint("wait until it has ended, or give another folder"))
            }
            Err(TryLockError::Error(error)) => {
                let says = format!("{} cannot be locked: {error}", path.display());
                Err(Problem::new(says)
                    .hint("give a folder on a disk that keeps two runs apart, such as a local one"))
            }
        }
    }
}

impl Ledger {
    /// Goes through its whole lines, each with the place where it begins.
    ///
    /// # Errors
    /// It cannot be read, or `look` fails.
    pub fn each(
        &self,
        mut look: impl FnMut(u64, &str) -> Result<(), Problem>,
    ) -> Result<(), Problem> {
        let mut from = self.from(0)?;
        let (mut line, mut place) = (String::new(), 0);
        loop {
            line.clear();
            let read = from
                .read_line(&mut line)
                .map_err(|error| not_read(&self.path, &error))?;
            // A line that was cut off when a run was killed is no line.
            let Some(text) = line.strip_suffix('\n') else {
                return Ok(());
            };
            look(place, text)?;
            place += read as u64;
        }
    }

    /// Goes through the lines that begin at some places.
    ///
    /// # Errors
    /// It cannot be read, or `look` fails.
    pub fn at(
        &self,
        places: &[u64],
        mut look: impl FnMut(&str) -> Result<(), Problem>,
    ) -> Result<(), Problem> {
        let mut from = self.from(0)?;
        let (mut line, mut at) = (String::new(), 0);
        for place in places {
            line.clear();
            // What is buffered stays: the places are nearly always one behind the other.
            let read = from
                .seek_relative(*place as i64 - at as i64)
                .and_then(|()| from.read_line(&mut line))
                .map_err(|error| not_read(&self.path, &error))?;
            at = place + read as u64;
            look(line.trim_end_matches('\n'))?;
        }
        Ok(())
    }

    /// Adds a line, whole even if the program ends right after.
    ///
    /// # Errors
    /// It cannot be written; then it is as before.
    pub fn add(&mut self, text: &str) -> Result<(), Problem> {
        let line = format!("{text}\n");
        let end = self.file.seek(SeekFrom::End(0));
        let end = end.map_err(|error| not_written(&self.path, &error))?;
        let written = self.file.write_all(line.as_bytes());
        written.map_err(|error| {
            // Even if this fails, a line without an end is no line.
            let _ = self.file.set_len(end);
            not_written(&self.path, &error)
        })
    }

    /// Cuts off what follows a place, and goes on there.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn cut(&mut self, keep: u64) -> Result<(), Problem> {
        let cut = self.file.set_len(keep);
        cut.map_err(|error| not_written(&self.path, &error))
    }

    fn from(&self, place: u64) -> Result<BufReader<&fs::File>, Problem> {
        let sought = (&self.file).seek(SeekFrom::Start(place));
        sought.map_err(|error| not_read(&self.path, &error))?;
        Ok(BufReader::new(&self.file))
    }
}
