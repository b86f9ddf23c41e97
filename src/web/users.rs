//! Named users of a page that others reach: names, roles, passwords as argon2 hashes.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use serde::{Deserialize, Serialize};

use crate::case::clean_line;
use crate::error::{Problem, Problems};
use crate::library::read_toml;
use crate::outside::Outside;

/// The shortest password, in characters.
const SHORTEST: usize = 12;
/// The longest, in bytes: hashing takes longer for longer ones.
const LONGEST: usize = 1024;
/// After so many wrong passwords in a row a name has to wait.
const TRIES: u32 = 5;
/// How long it has to wait.
const WAIT: Duration = Duration::from_secs(60);
/// How many names are remembered for that; whoever tries more names makes others be forgotten.
const REMEMBERED: usize = 1024;

/// What somebody may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Makes and prints forms, finds them, files scans of what comes back.
    Scheduler,
    /// Makes, prints and finds forms, and says that one was signed, refused or withdrawn.
    Clinician,
    /// Finds forms, files what comes back and says what became of them; makes none.
    Records,
    /// Everything.
    Admin,
}

impl Role {
    /// As it is shown.
    pub fn name(self) -> &'static str {
        match self {
            Self::Scheduler => "scheduler",
            Self::Clinician => "clinician",
            Self::Records => "records",
            Self::Admin => "admin",
        }
    }

    /// Whether they may make forms and print them.
    pub(super) fn makes_forms(self) -> bool {
        self != Self::Records
    }

    /// Whether they may file scans of what came back.
    pub(super) fn files_scans(self) -> bool {
        self != Self::Clinician
    }

    /// Whether they may say that a form was signed, refused or withdrawn.
    pub(super) fn marks_forms(self) -> bool {
        self != Self::Scheduler
    }
}

/// One user as the file has it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct User {
    name: String,
    role: Role,
    /// A hash in the format of the password hashing competition (`$argon2id$…`).
    password: String,
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
struct UsersFile {
    users: Vec<User>,
}

/// The users of a page.
#[derive(Debug)]
pub struct Users {
    all: BTreeMap<String, User>,
    /// What a password is held against where there is no such user, so that it takes as long.
    nobody: String,
    failed: Mutex<BTreeMap<String, (u32, Instant)>>,
}

impl Users {
    /// The users of a file, which nobody but its owner may read.
    ///
    /// # Errors
    /// The file cannot be read, others may read it, or it is not valid.
    pub fn read(path: &Path, outside: &Outside) -> Result<Self, Problems> {
        let users = read_file(path, outside)?;
        if users.users.is_empty() {
            let says = format!("{} names no users", path.display());
            let hint = "`countersign serve --users FILE --add-user NAME --role ROLE` adds one";
            return Err(Problem::new(says).hint(hint).into());
        }
        let mut all = BTreeMap::new();
        for user in users.users {
            PasswordHash::new(&user.password).map_err(|_| {
                let says = format!("{}: a password is not an argon2 hash", path.display());
                Problem::new(says).hint("`--add-user` writes one")
            })?;
            let name = user.name.clone();
            if all.insert(name, user).is_some() {
                let says = format!("{} names a user twice", path.display());
                return Err(Problem::new(says).hint("keep one of the two").into());
            }
        }
        Ok(Self {
            all,
            nobody: hashed("the password of nobody")?,
            failed: Mutex::default(),
        })
    }

    /// Adds a user to a file, which is made if it is not there.
    ///
    /// # Errors
    /// The name is there already or is none, the password is too short, or the file cannot be
    /// written.
    pub fn add(
        path: &Path,
        name: &str,
        role: Role,
        password: &str,
        outside: &Outside,
    ) -> Result<(), Problems> {
        let name = clean_line(name, "name")?;
        let length = password.chars().count();
        if length < SHORTEST || password.len() > LONGEST {
            let says = format!("a password has {SHORTEST} characters at least");
            return Err(Problem::new(says)
                .hint("choose a longer one, such as four words")
                .into());
        }
        let mut users = match outside.is_there(path) {
            true => read_file(path, outside)?,
            false => UsersFile::default(),
        };
        if users.users.iter().any(|user| user.name == name) {
            let says = format!("{} has a user of this name", path.display());
            let hint = "take the old entry out first, or choose another name";
            return Err(Problem::new(says).hint(hint).into());
        }
        let password = hashed(password)?;
        users.users.push(User {
            name,
            role,
            password,
        });
        let text = toml::to_string(&users).map_err(|error| Problem::new(error.to_string()))?;
        outside
            .write(path, text.as_bytes(), true)
            .map_err(Into::into)
    }

    /// The role of a user who knows the password. Takes as long for a name that is not there.
    ///
    /// # Errors
    /// How long a name that failed too often has to wait.
    pub(super) fn role_of(&self, name: &str, password: &str) -> Result<Option<Role>, Duration> {
        self.may_try(name)?;
        let user = self.all.get(name);
        let hash = user.map_or(&self.nobody, |user| &user.password);
        let fits = password.len() <= LONGEST
            && PasswordHash::new(hash).is_ok_and(|hash| {
                let argon2 = Argon2::default();
                argon2.verify_password(password.as_bytes(), &hash).is_ok()
            });
        let role = user.filter(|_| fits).map(|user| user.role);
        self.note(name, role.is_some());
        Ok(role)
    }

    fn may_try(&self, name: &str) -> Result<(), Duration> {
        let failed = self.failed.lock().unwrap_or_else(PoisonError::into_inner);
        match failed.get(name) {
            Some((count, last)) if *count >= TRIES && last.elapsed() < WAIT => {
                Err(WAIT.saturating_sub(last.elapsed()))
            }
            _ => Ok(()),
        }
    }

    fn note(&self, name: &str, fits: bool) {
        let mut failed = self.failed.lock().unwrap_or_else(PoisonError::into_inner);
        if fits {
            failed.remove(name);
            return;
        }
        if failed.len() >= REMEMBERED {
            failed.retain(|_, (_, last)| last.elapsed() < WAIT);
        }
        if failed.len() >= REMEMBERED {
            failed.pop_first();
        }
        let entry = failed.entry(name.to_owned()).or_insert((0, Instant::now()));
        let passed = entry.1.elapsed() >= WAIT;
        *entry = (if passed { 1 } else { entry.0 + 1 }, Instant::now());
    }
}

fn read_file(path: &Path, outside: &Outside) -> Result<UsersFile, Problems> {
    if outside.others_may_enter(path) {
        let says = format!("others may read {}", path.display());
        let hint = format!("chmod 600 {}", path.display());
        return Err(Problem::new(says).hint(hint).into());
    }
    let shown: PathBuf = path.to_owned();
    read_toml(&outside.read_text(path)?, &shown.display().to_string())
}

fn hashed(password: &str) -> Result<String, Problem> {
    let hash = Argon2::default().hash_password(password.as_bytes());
    hash.map(|hash| hash.to_string())
        .map_err(|error| Problem::new(format!("the password cannot be hashed: {error}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn users_are_added_known_and_made_to_wait() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("users.toml");
        let outside = Outside::default();
        let add =
            |name: &str, password: &str| Users::add(&path, name, Role::Records, password, &outside);
        assert!(add("ada", "too short").is_err());
        add("ada", "correct horse battery").expect("added");
        assert!(add("ada", "correct horse battery").is_err(), "twice");
        let text = outside.read_text(&path).expect("read");
        assert!(text.contains("$argon2id$") && !text.contains("horse"));
        let users = Users::read(&path, &outside).expect("users");
        assert_eq!(
            users.role_of("ada", "correct horse battery"),
            Ok(Some(Role::Records))
        );
        assert_eq!(users.role_of("bob", "correct horse battery"), Ok(None));
        for _ in 0..TRIES {
            assert_eq!(users.role_of("ada", "wrong"), Ok(None));
        }
        assert!(
            users.role_of("ada", "correct horse battery").is_err(),
            "waits"
        );
    }
}
