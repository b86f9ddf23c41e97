//! Profiles of a library: found, extended, and held against the shipped ones.

use super::profile::Profile;
use super::{Library, read_toml};
use crate::error::{Problem, Problems, choose};

impl Library {
    /// What a profile lacks of the shipped one that it is, or else of the shipped ones that
    /// it extends, or asks less for: rules by id, and settings. None where the site has left them as they were shipped.
    ///
    /// # Errors
    /// As [`profile`](Self::profile).
    pub fn weakened(&self, id: &str) -> Result<Vec<String>, Problems> {
        if !self.files.have_a_site() {
            return Ok(Vec::new());
        }
        let shipped = Self::new(self.files.shipped())?;
        let own = self.profile(id)?;
        let mut weakened = Vec::new();
        let mut todo = vec![id.to_owned()];
        while let Some(id) = todo.pop() {
            let path = profile_path(&id);
            if shipped.files.has(&path) {
                weakened.extend(shipped.profile(&id)?.weakened_in(&own));
            } else {
                let (source, file) = self.files.text(&path)?;
                todo.extend(read_toml::<Profile>(&source, &file)?.extends);
            }
        }
        weakened.sort();
        weakened.dedup();
        Ok(weakened)
    }

    /// A profile with the rules of those that it extends.
    ///
    /// # Errors
    /// There is no such file, it is not valid, or it extends itself.
    pub fn profile(&self, id: &str) -> Result<Profile, Problems> {
        self.profile_of(id, &mut Vec::new())
    }

    /// `inside` are the profiles that are being read.
    fn profile_of(&self, id: &str, inside: &mut Vec<String>) -> Result<Profile, Problems> {
        let known = self.files.names("templates/profiles", "toml");
        if !known.contains(id) {
            let known: Vec<&str> = known.iter().map(String::as_str).collect();
            let problem = Problem::new(format!("there is no profile `{id}`"));
            return Err(problem.hint(choose(id, &known)).into());
        }
        let (source, file) = self.files.text(&profile_path(id))?;
        if inside.iter().any(|outer| outer == id) {
            let problem = Problem::new(format!("{file}: the profile extends itself"));
            return Err(problem.hint("remove it from `extends`").into());
        }
        inside.push(id.to_owned());
        let mut profile: Profile = read_toml(&source, &file)?;
        profile.faults(id, &file)?;
        for base in profile.extends.clone().iter().rev() {
            profile = profile.over(self.profile_of(base, inside)?);
        }
        inside.pop();
        Ok(profile)
    }
}

fn profile_path(id: &str) -> String {
    format!("templates/profiles/{id}.toml")
}
