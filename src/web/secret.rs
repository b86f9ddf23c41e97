//! Tokens that nobody can guess, and comparing them.

use std::fmt;

use subtle::ConstantTimeEq;

use crate::error::Problem;
use crate::library::hexadecimal;

/// How many random bytes a token has.
const BYTES: usize = 32;

/// A token that nobody can guess. It is not shown by accident.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Secret(String);

impl Secret {
    /// A new one, from the randomness of the operating system.
    ///
    /// # Errors
    /// The operating system gives none.
    pub(super) fn new() -> Result<Self, Problem> {
        let mut bytes = [0; BYTES];
        getrandom::fill(&mut bytes)
            .map_err(|error| Problem::new(format!("there is no randomness: {error}")))?;
        Ok(Self(hexadecimal(&bytes)))
    }

    /// As it is handed over.
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether somebody knows it, in a time that does not depend on how much of it.
    pub(super) fn is(&self, told: &str) -> bool {
        self.0.as_bytes().ct_eq(told.as_bytes()).into()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_another_and_is_not_shown() {
        let (one, two) = (
            Secret::new().expect("random"),
            Secret::new().expect("random"),
        );
        assert_eq!(one.as_str().len(), 2 * BYTES);
        assert!(!one.is(two.as_str()) && !one.is("") && !one.is(&one.as_str()[1..]));
        assert!(one.is(one.as_str()));
        assert!(!format!("{one:?}").contains(one.as_str()));
    }
}
