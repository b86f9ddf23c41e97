//! The log: who did what to which form and when, each record with the hash of the one before.
//!
//! A record is one line of JSON, kept as it was written. It names forms and files by id and
//! hash, never a patient. The index is made from the log and from the records of the forms
//! and from nothing else, so that no cell of it can be changed unseen.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::entry::FileOf;
use crate::error::Problem;
use crate::library::hexadecimal;

/// One record of the log.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LogRecord {
    /// From 1, without a gap.
    pub seq: u64,
    /// When, in UTC.
    pub at: DateTime<Utc>,
    /// Who: the user of the operating system, or who was named.
    pub actor: String,
    /// Id of the form; empty where it is about the archive.
    pub form: String,
    /// SHA-256 of the form's file, hexadecimal; empty where it is about the archive.
    pub object: String,
    /// What.
    #[serde(flatten)]
    pub action: Action,
    /// Hash of the record before this one; zeros for the first.
    pub previous: String,
}

/// What was done.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "action", rename_all = "kebab-case")]
pub enum Action {
    /// The archive was begun.
    Begun,
    /// A form came into the archive.
    Added {
        /// Its files.
        files: Vec<FileOf>,
        /// The part of PDF/A that its file claims: `2a`, or `3a` with data inside.
        pdfa: String,
        /// Days for which a signature holds.
        validity_days: Option<u32>,
    },
    /// The same form was made again at another time.
    MadeAgain {
        /// The further files.
        files: Vec<FileOf>,
        /// The part of PDF/A that its file claims.
        pdfa: String,
    },
    /// It was printed.
    Printed,
    /// It was signed.
    Signed {
        /// On which day.
        on: NaiveDate,
    },
    /// The patient refused.
    Refused {
        /// On which day.
        on: NaiveDate,
    },
    /// The patient took the consent back.
    Withdrawn {
        /// On which day.
        on: NaiveDate,
    },
    /// Another form took its place.
    Superseded {
        /// Id of that form.
        by: String,
        /// What is different: `side`, `level`, `surgeon`, `content`, `operation`, `newer`.
        because: Vec<String>,
    },
    /// It no longer holds.
    Expired,
    /// It must not be destroyed.
    Held {
        /// Number of the matter.
        reference: String,
    },
    /// That matter no longer needs it.
    Released {
        /// Number of the matter.
        reference: String,
    },
    /// A copy was given out.
    Exported,
    /// Its time is over, and its files are about to be destroyed.
    Destroying {
        /// Id of the rule of retention.
        rule: String,
        /// Where the rule comes from.
        cite: String,
        /// The last day on which it had to be kept.
        kept_until: NaiveDate,
    },
    /// Its files are gone.
    Destroyed {
        /// What proves it.
        certificate: FileOf,
    },
}

impl Action {
    /// What was done, and what more there is to say of it.
    pub fn words(&self) -> (&'static str, String) {
        match self {
            Self::Begun => ("begun", String::new()),
            Self::Added { .. } => ("added", String::new()),
            Self::MadeAgain { .. } => ("made again", String::new()),
            Self::Printed => ("printed", String::new()),
            Self::Signed { on } => ("signed", format!("on {on}")),
            Self::Refused { on } => ("refused", format!("on {on}")),
            Self::Withdrawn { on } => ("withdrawn", format!("on {on}")),
            Self::Superseded { by, because } => {
                ("superseded", format!("by {by} ({})", because.join(", ")))
            }
            Self::Expired => ("expired", String::new()),
            Self::Held { reference } => ("held", format!("for {reference}")),
            Self::Released { reference } => ("released", format!("from {reference}")),
            Self::Exported => ("given out", String::new()),
            Self::Destroying { rule, .. } => ("to be destroyed", format!("by rule {rule}")),
            Self::Destroyed { .. } => ("destroyed", String::new()),
        }
    }
}

/// The last record of a log, to be written down elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Head {
    /// Its number.
    pub seq: u64,
    /// Its hash.
    pub hash: String,
}

impl Head {
    /// Where a log begins.
    pub(super) fn none() -> Self {
        Self {
            seq: 0,
            hash: "0".repeat(64),
        }
    }
}

impl fmt::Display for Head {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.seq, self.hash)
    }
}

impl FromStr for Head {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let hash = |text: &str| text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit());
        match text.split_once(':') {
            Some((seq, end)) if hash(end) => Ok(Self {
                seq: seq.parse().map_err(|_| "the number is none")?,
                hash: end.to_ascii_lowercase(),
            }),
            _ => Err("write it as `archive head` prints it, NUMBER:HASH".into()),
        }
    }
}

/// SHA-256 as hexadecimal digits.
pub(super) fn sha256(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

impl LogRecord {
    /// The line that is kept, and its hash.
    pub(super) fn to_line(&self) -> Result<(String, String), Problem> {
        let line = serde_json::to_string(self).map_err(|error| Problem::new(error.to_string()))?;
        let hash = sha256(line.as_bytes());
        Ok((line, hash))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_read_as_it_was_written() {
        let record = LogRecord {
            seq: 7,
            at: DateTime::from_timestamp(1_795_348_800, 0).expect("a time"),
            actor: "ward".into(),
            form: "K7QM-3XWT-9P2D".into(),
            object: "ab".repeat(32),
            action: Action::Superseded {
                by: "K7QM-3XWT-9P2E".into(),
                because: vec!["side".into()],
            },
            previous: Head::none().hash,
        };
        let (line, hash) = record.to_line().expect("it serializes");
        assert!(line.starts_with(r#"{"seq":7,"at":"2026-11-22T12:00:00Z","actor":"ward""#));
        assert_eq!(serde_json::from_str::<LogRecord>(&line).ok(), Some(record));
        let head = Head { seq: 7, hash };
        assert_eq!(head.to_string().parse(), Ok(head));
    }
}
