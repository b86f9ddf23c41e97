//! The one door to the outside: files and the clock.
//!
//! Everything else in the library is a function of its arguments, so a test can
//! hold the clock still and the same input gives the same bytes.

mod ledger;
mod private;
mod steady;
mod temporary;

use std::fs;
use std::io::{self, IoSlice, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, Datelike, Local, NaiveDate, Utc};

pub use self::ledger::Ledger;
pub use self::private::{PrivateFile, PrivateFolder};
pub use self::steady::Steady;
use crate::error::Problem;

/// Files and the clock.
#[derive(Debug, Clone, Default)]
pub struct Outside {
    held: Option<DateTime<Utc>>,
    /// The run that its files belong to, if there is one.
    run: Option<Arc<str>>,
}

impl Outside {
    /// The machine as it is; the clock is `SOURCE_DATE_EPOCH` where that is set.
    ///
    /// # Errors
    /// `SOURCE_DATE_EPOCH` is set and is no number of seconds.
    #[expect(clippy::disallowed_methods, reason = "this is the door")]
    pub fn new() -> Result<Self, Problem> {
        let held = match std::env::var("SOURCE_DATE_EPOCH") {
            Err(_) => None,
            Ok(epoch) => Some(
                epoch
                    .parse()
                    .ok()
                    .and_then(|seconds| DateTime::from_timestamp(seconds, 0))
                    // What an XMP date can hold.
                    .filter(|time| (1..=9999).contains(&time.year()))
                    .ok_or_else(|| {
                        Problem::new("SOURCE_DATE_EPOCH is not a time between the years 1 and 9999")
                            .hint("unset it, or set it to whole seconds since 1970")
                    })?,
            ),
        };
        Ok(Self { held, run: None })
    }

    /// A clock that stands still.
    pub fn at(now: DateTime<Utc>) -> Self {
        let held = Some(now);
        Self { held, run: None }
    }

    /// The time.
    #[expect(clippy::disallowed_methods, reason = "this is the door")]
    pub fn now(&self) -> DateTime<Utc> {
        self.held.unwrap_or_else(Utc::now)
    }

    /// The day that people here call today.
    pub fn today(&self) -> NaiveDate {
        self.day_of(self.now())
    }

    /// The day on which a time falls here: by the time zone of this machine (`TZ`, else what
    /// the system is set to). UTC has another day than the people for hours each day.
    pub fn day_of(&self, time: DateTime<Utc>) -> NaiveDate {
        time.with_timezone(&Local).date_naive()
    }

    /// A text file, or standard input for `-`.
    ///
    /// # Errors
    /// It cannot be read, or is not UTF-8.
    pub fn read_text(&self, path: &Path) -> Result<String, Problem> {
        self.text(path, self.read(path)?)
    }

    /// What a file held, as text.
    ///
    /// # Errors
    /// It is not UTF-8.
    pub fn text(&self, path: &Path, bytes: Vec<u8>) -> Result<String, Problem> {
        String::from_utf8(bytes).map_err(|error| {
            Problem::new(format!(
                "{} is not UTF-8: byte {} does not belong there",
                path.display(),
                error.utf8_error().valid_up_to() + 1
            ))
            .hint("save it as UTF-8 in the program that wrote it")
        })
    }

    /// A file, or standard input for `-`.
    ///
    /// # Errors
    /// It cannot be read.
    #[expect(clippy::disallowed_methods, reason = "this is the door")]
    pub fn read(&self, path: &Path) -> Result<Vec<u8>, Problem> {
        let mut bytes = Vec::new();
        let done = if path == Path::new("-") {
            io::stdin().read_to_end(&mut bytes).map(|_| bytes)
        } else {
            fs::read(path)
        };
        done.map_err(|error| not_read(path, &error))
    }

    /// Whether there is a folder of that name.
    pub fn is_folder(&self, path: &Path) -> bool {
        path.is_dir()
    }

    /// A file that has no more than so many bytes.
    ///
    /// # Errors
    /// It has more, or cannot be read.
    pub fn read_up_to(&self, path: &Path, most: u64) -> Result<Vec<u8>, Problem> {
        let about = path.metadata().map_err(|error| not_read(path, &error))?;
        if about.is_file() && about.len() <= most {
            return self.read(path);
        }
        let says = if about.is_file() {
            format!("{} has more than {} MB", path.display(), most >> 20)
        } else {
            format!("{} is no file", path.display())
        };
        Err(Problem::new(says).hint("give one smaller file after the other"))
    }

    /// Whether something is there, or it cannot be known.
    pub fn is_there(&self, path: &Path) -> bool {
        match path.symlink_metadata() {
            Ok(_) => true,
            Err(error) => {
                ![io::ErrorKind::NotFound, io::ErrorKind::NotADirectory].contains(&error.kind())
            }
        }
    }

    /// The value of an environment variable that has one.
    #[expect(clippy::disallowed_methods, reason = "this is the door")]
    pub fn variable(&self, name: &str) -> Option<String> {
        std::env::var(name).ok().filter(|value| !value.is_empty())
    }

    /// The user of the operating system.
    pub fn user(&self) -> String {
        whoami::username()
    }

    /// A password: asked for without showing it, or the first line of standard input where
    /// nobody sits before it.
    ///
    /// # Errors
    /// There is none.
    #[expect(clippy::disallowed_methods, reason = "this is the door")]
    pub fn password(&self, prompt: &str) -> Result<String, Problem> {
        let none = |error| Problem::new(format!("no password can be read: {error}"));
        if io::stdin().is_terminal() {
            return rpassword::prompt_password(prompt).map_err(none);
        }
        let mut line = String::new();
        io::stdin().read_line(&mut line).map_err(none)?;
        Ok(line.trim_end_matches(['\r', '\n']).to_owned())
    }

    /// From here on, every file and folder that this process makes is for its owner only,
    /// also those of libraries.
    pub fn keep_private(&self) {
        #[cfg(unix)]
        rustix::process::umask(rustix::fs::Mode::from_raw_mode(0o077));
    }

    /// Whether others than the owner may look into a folder that is there.
    pub fn others_may_enter(&self, folder: &Path) -> bool {
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let about = folder.metadata();
            about.is_ok_and(|about| about.permissions().mode() & 0o077 != 0)
        }
        #[cfg(not(unix))]
        {
            let _ = folder;
            false
        }
    }

    /// Takes a file away.
    ///
    /// # Errors
    /// It cannot be removed.
    #[expect(clippy::disallowed_methods, reason = "this is the door")]
    pub fn remove(&self, file: &Path) -> Result<(), Problem> {
        fs::remove_file(file)
            .map_err(|error| Problem::new(format!("{} cannot be removed: {error}", file.display())))
    }

    /// The paths of the files in a folder, sorted; none if there is no such folder.
    #[expect(clippy::disallowed_methods, reason = "this is the door")]
    pub fn list(&self, folder: &Path) -> Vec<PathBuf> {
        let mut paths: Vec<PathBuf> = fs::read_dir(folder)
            .into_iter()
            .flatten()
            .filter_map(|entry| Some(entry.ok()?.path()))
            .collect();
        paths.sort();
        paths
    }

    /// The nearest folder that holds a file, from the working directory upwards.
    #[expect(clippy::disallowed_methods, reason = "this is the door")]
    pub fn folder_above_with(&self, file: &str) -> Option<PathBuf> {
        let here = std::env::current_dir().ok()?;
        here.ancestors()
            .find(|folder| folder.join(file).is_file())
            .map(Path::to_owned)
    }

    /// Makes the folder that a file will stand in.
    ///
    /// # Errors
    /// It cannot be made.
    #[expect(clippy::disallowed_methods, reason = "this is the door")]
    pub fn make_folder(&self, file: &Path) -> Result<(), Problem> {
        let folder = file.parent().unwrap_or(file);
        fs::create_dir_all(folder).map_err(|error| {
            let folder = folder.display();
            match error.kind() {
                io::ErrorKind::AlreadyExists | io::ErrorKind::NotADirectory => {
                    Problem::new(format!("{folder} cannot be a folder: a file stands there"))
                        .hint("give the name of a folder, or of one that can be made")
                }
                _ => Problem::new(format!("{folder} cannot be made: {error}"))
                    .hint("check whether you may write there"),
            }
        })
    }

    /// Writes a file whole or not at all; `-` is standard output.
    ///
    /// A file that is there already is left alone if it holds the same bytes. What a loss of
    /// power left of the same bytes is no other file.
    ///
    /// # Errors
    /// The folder cannot be written, or another file stands there and `force` is not given.
    pub fn write(&self, path: &Path, bytes: &[u8], force: bool) -> Result<(), Problem> {
        self.write_parts(path, &[bytes], force)
    }

    /// The same for a file that is in memory in parts.
    ///
    /// # Errors
    /// As [`write`](Self::write).
    #[expect(clippy::disallowed_methods, reason = "this is the door")]
    pub fn write_parts(&self, path: &Path, parts: &[&[u8]], force: bool) -> Result<(), Problem> {
        let failed = |error: io::Error| no_file(path).unwrap_or_else(|| not_written(path, &error));
        if path == Path::new("-") {
            let mut out = io::stdout().lock();
            let written = write_all(&mut out, parts);
            return match written.and_then(|()| out.flush()) {
                // Whoever reads has seen enough, as `head` does.
                Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
                done => done.map_err(failed),
            };
        }
        let mut temporary = self.beside(path).map_err(failed)?;
        write_all(temporary.as_file_mut(), parts).map_err(failed)?;
        // Nearly always nothing stands there yet.
        let Err(unnamed) = self.finish(temporary, path, false) else {
            return Ok(());
        };
        if let Some(problem) = no_file(path) {
            return Err(problem);
        }
        if !force {
            let bytes = parts.concat();
            match fs::read(path) {
                Ok(old) if old == bytes => return Ok(()),
                Ok(old) if is_torn(&old, &bytes) => {}
                Ok(_) => {
                    let says = format!("{} is there already, with other content", path.display());
                    let hint = "move it away or give another name with -o; `render` replaces it with --force";
                    return Err(Problem::new(says).hint(hint));
                }
                // Some file systems, such as those of memory sticks, cannot name a file only
                // where none stands.
                Err(error)
                    if error.kind() == io::ErrorKind::NotFound
                        && unnamed.error.kind() != io::ErrorKind::AlreadyExists => {}
                Err(_) => return Err(failed(unnamed.error)),
            }
        }
        let named = self.finish(unnamed.file, path, true);
        named.map_err(|unnamed| failed(unnamed.error))
    }

    /// Writes a file piece by piece, in place of one that is there: whole or not at all.
    ///
    /// # Errors
    /// The folder cannot be written, or `fill` fails.
    pub fn write_from(
        &self,
        path: &Path,
        fill: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), Problem> {
        let failed = |error| not_written(path, &error);
        let mut to = io::BufWriter::new(self.beside(path).map_err(failed)?);
        fill(&mut to).map_err(failed)?;
        let temporary = to
            .into_inner()
            .map_err(|error| failed(error.into_error()))?;
        let named = self.finish(temporary, path, true);
        named.map_err(|unnamed| failed(unnamed.error))
    }

    /// Every file below a folder, sorted; none if there is no such folder.
    pub fn walk(&self, folder: &Path) -> Vec<PathBuf> {
        let mut files = Vec::new();
        for path in self.list(folder) {
            if path.is_dir() {
                files.extend(self.walk(&path));
            } else {
                files.push(path);
            }
        }
        files
    }
}

/// Writes parts one behind the other.
fn write_all(to: &mut impl Write, parts: &[&[u8]]) -> io::Result<()> {
    let mut parts: Vec<IoSlice<'_>> = parts.iter().map(|part| IoSlice::new(part)).collect();
    let mut rest = &mut parts[..];
    // What is empty is no part.
    IoSlice::advance_slices(&mut rest, 0);
    while !rest.is_empty() {
        match to.write_vectored(rest) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(written) => IoSlice::advance_slices(&mut rest, written),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Something stands at a path that no file can take the place of.
fn no_file(path: &Path) -> Option<Problem> {
    let there = path.metadata().ok()?;
    (!there.is_file()).then(|| {
        let says = format!("{} is there and is no file", path.display());
        Problem::new(says).hint("give the name of a file")
    })
}

/// Whether a file holds what a loss of power left of these bytes: no more of them, and zeros
/// in place of some.
fn is_torn(old: &[u8], bytes: &[u8]) -> bool {
    old.len() <= bytes.len() && old.iter().zip(bytes).all(|(a, b)| *a == 0 || a == b)
}

fn not_written(path: &Path, error: &io::Error) -> Problem {
    let path = path.display();
    let (says, hint) = match error.kind() {
        io::ErrorKind::StorageFull => ("the disk is full", "make room"),
        io::ErrorKind::QuotaExceeded => ("your share of the disk is used up", "make room"),
        io::ErrorKind::FileTooLarge => ("it would be larger than files may be here", "make room"),
        io::ErrorKind::ReadOnlyFilesystem => ("the disk is read-only", "give another folder"),
        io::ErrorKind::PermissionDenied => ("you may not write there", "give another folder"),
        io::ErrorKind::NotFound => ("its folder is not there", "make the folder"),
        _ => {
            return Problem::new(format!("{path} cannot be written: {error}"))
                .hint("nothing was left behind; check the folder and the room on the disk");
        }
    };
    Problem::new(format!("{path} cannot be written: {says}")).hint(format!(
        "{hint}, then give the same command again; nothing half-written was left behind"
    ))
}

fn not_read(path: &Path, error: &io::Error) -> Problem {
    Problem::new(format!("{} cannot be read: {error}", path.display()))
}
