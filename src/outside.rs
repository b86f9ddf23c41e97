//! The one door to the outside: files and the clock.
//!
//! Everything else in the library is a function of its arguments, so a test can
//! hold the clock still and the same input gives the same bytes.

use std::fs;
use std::io::{self, BufRead, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use chrono::{DateTime, Datelike, Utc};

use crate::error::Problem;

/// Files and the clock.
#[derive(Debug, Clone, Default)]
pub struct Outside {
    held: Option<DateTime<Utc>>,
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
        Ok(Self { held })
    }

    /// A clock that stands still.
    pub fn at(now: DateTime<Utc>) -> Self {
        Self { held: Some(now) }
    }

    /// The time.
    #[expect(clippy::disallowed_methods, reason = "this is the door")]
    pub fn now(&self) -> DateTime<Utc> {
        self.held.unwrap_or_else(Utc::now)
    }

    /// A text file, or standard input for `-`.
    ///
    /// # Errors
    /// It cannot be read, or is not UTF-8.
    pub fn read_text(&self, path: &Path) -> Result<String, Problem> {
        String::from_utf8(self.read(path)?).map_err(|error| {
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

    /// Whether something is there, or it cannot be known.
    pub fn is_there(&self, path: &Path) -> bool {
        match path.symlink_metadata() {
            Ok(_) => true,
            Err(error) => {
                ![io::ErrorKind::NotFound, io::ErrorKind::NotADirectory].contains(&error.kind())
            }
        }
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
        fs::create_dir_all(folder)
            .map_err(|error| Problem::new(format!("{} cannot be made: {error}", folder.display())))
    }

    /// Writes a file whole or not at all; `-` is standard output.
    ///
    /// A file that is there already is left alone if it holds the same bytes.
    ///
    /// # Errors
    /// The folder cannot be written, or another file stands there and `force` is not given.
    #[expect(clippy::disallowed_methods, reason = "this is the door")]
    pub fn write(&self, path: &Path, bytes: &[u8], force: bool) -> Result<(), Problem> {
        let failed = |error: io::Error| not_written(path, &error);
        if path.exists() && !path.is_file() {
            let says = format!("{} is there and is no file", path.display());
            return Err(Problem::new(says).hint("give the name of a file"));
        }
        if path == Path::new("-") {
            let mut out = io::stdout().lock();
            return match out.write_all(bytes).and_then(|()| out.flush()) {
                // Whoever reads has seen enough, as `head` does.
                Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
                done => done.map_err(failed),
            };
        }
        if !force && path.exists() {
            return match fs::read(path) {
                Ok(old) if old == bytes => Ok(()),
                _ => Err(Problem::new(format!(
                    "{} is there already, with other content",
                    path.display()
                ))
                .hint("give another name with -o, or --force to replace it")),
            };
        }
        let mut temporary = beside(path).map_err(failed)?;
        temporary.write_all(bytes).map_err(failed)?;
        temporary.as_file().sync_all().map_err(failed)?;
        if force {
            temporary
                .persist(path)
                .map_err(|error| failed(error.error))?;
        } else {
            temporary
                .persist_noclobber(path)
                .map_err(|error| failed(error.error))?;
        }
        Ok(())
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
        let mut to = io::BufWriter::new(beside(path).map_err(failed)?);
        fill(&mut to).map_err(failed)?;
        let temporary = to
            .into_inner()
            .map_err(|error| failed(error.into_error()))?;
        temporary.as_file().sync_all().map_err(failed)?;
        temporary
            .persist(path)
            .map_err(|error| failed(error.error))?;
        Ok(())
    }

    /// A file to add lines to, after its first `keep` bytes; what follows them is cut off.
    ///
    /// # Errors
    /// It cannot be written.
    #[expect(clippy::disallowed_methods, reason = "this is the door")]
    pub fn append(&self, path: &Path, keep: u64) -> Result<Appender, Problem> {
        let open = || {
            let mut options = fs::OpenOptions::new();
            options.write(true).create(true).truncate(false);
            #[cfg(unix)]
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
            let mut file = options.open(path)?;
            file.set_len(keep)?;
            file.seek(SeekFrom::End(0))?;
            Ok(file)
        };
        let file = open().map_err(|error| not_written(path, &error))?;
        let path = path.to_owned();
        Ok(Appender { file, path })
    }

    /// A file to be read piece by piece.
    ///
    /// # Errors
    /// It cannot be opened.
    #[expect(clippy::disallowed_methods, reason = "this is the door")]
    pub fn reader(&self, path: &Path) -> Result<io::BufReader<fs::File>, Problem> {
        let file = fs::File::open(path).map_err(|error| not_read(path, &error))?;
        Ok(io::BufReader::new(file))
    }

    /// Reads a file piece by piece, each of which is looked at and let go.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn read_through(&self, path: &Path, mut look: impl FnMut(&[u8])) -> Result<(), Problem> {
        let mut from = self.reader(path)?;
        loop {
            let piece = from.fill_buf().map_err(|error| not_read(path, &error))?;
            if piece.is_empty() {
                return Ok(());
            }
            look(piece);
            let read = piece.len();
            from.consume(read);
        }
    }

    /// The lines of a file, one at a time.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn lines(&self, path: &Path) -> Result<Lines, Problem> {
        let from = self.reader(path)?;
        let path = path.to_owned();
        Ok(Lines { from, path, at: 0 })
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

/// A file that grows line by line.
#[derive(Debug)]
pub struct Appender {
    file: fs::File,
    path: PathBuf,
}

impl Appender {
    /// Adds a line, whole even if the program ends right after.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn line(&mut self, text: &str) -> Result<(), Problem> {
        self.file
            .write_all(format!("{text}\n").as_bytes())
            .map_err(|error| not_written(&self.path, &error))
    }
}

/// The lines of a file, with the places where they begin.
#[derive(Debug)]
pub struct Lines {
    from: io::BufReader<fs::File>,
    path: PathBuf,
    at: u64,
}

impl Lines {
    /// The next line with its place, or none at the end.
    ///
    /// # Errors
    /// It cannot be read.
    #[expect(
        clippy::should_implement_trait,
        reason = "an iterator cannot fail and go on"
    )]
    pub fn next(&mut self) -> Result<Option<(u64, String)>, Problem> {
        let mut line = String::new();
        let read = self
            .from
            .read_line(&mut line)
            .map_err(|error| not_read(&self.path, &error))?;
        let place = self.at;
        self.at += read as u64;
        Ok((read > 0).then(|| (place, line.trim_end_matches('\n').to_owned())))
    }

    /// The line that begins at a place.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn at(&mut self, place: u64) -> Result<Option<(u64, String)>, Problem> {
        self.from
            .seek(SeekFrom::Start(place))
            .map_err(|error| not_read(&self.path, &error))?;
        self.at = place;
        self.next()
    }
}

/// A file beside another one, to take its place when it is whole.
#[expect(clippy::disallowed_methods, reason = "this is the door")]
fn beside(path: &Path) -> io::Result<tempfile::NamedTempFile> {
    let folder = path
        .parent()
        .filter(|p| !p.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    tempfile::NamedTempFile::new_in(folder)
}

fn not_written(path: &Path, error: &io::Error) -> Problem {
    Problem::new(format!("{} cannot be written: {error}", path.display()))
        .hint("nothing was left behind; check the folder and the room on the disk")
}

fn not_read(path: &Path, error: &io::Error) -> Problem {
    Problem::new(format!("{} cannot be read: {error}", path.display()))
}
