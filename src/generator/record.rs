//! What a form was made from, to be kept and used again.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::Options;
use crate::consent::Consent;
use crate::error::Problem;
use crate::library::hexadecimal;
use crate::record_code::RecordCode;
use crate::typeset::Paper;

/// What a form was made from, complete: the same version of the program makes the
/// same bytes from it again. Travels inside the PDF with `--embed-data`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// Version of the program.
    pub countersign: String,
    /// When the form was made.
    pub created: DateTime<Utc>,
    /// Layout by name.
    pub layout: String,
    /// Theme by name.
    pub theme: String,
    /// Sheet.
    pub paper: Paper,
    /// Whether the form carries this record.
    #[serde(default = "yes", skip_serializing_if = "is_so")]
    pub embed_data: bool,
    /// What the bar code for the site's record system says, with names for its values.
    #[serde(default)]
    pub record_code: RecordCode,
    /// What the form says.
    pub consent: Consent,
    /// SHA-256 of all of the above, hexadecimal.
    pub digest: String,
}

fn yes() -> bool {
    true
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde asks for a reference"
)]
fn is_so(said: &bool) -> bool {
    *said
}

impl Record {
    /// The record of a form made with some options.
    pub(super) fn of(consent: Consent, options: &Options, created: DateTime<Utc>) -> Self {
        Self {
            countersign: env!("CARGO_PKG_VERSION").into(),
            created,
            layout: options.layout.clone(),
            theme: options.theme.clone(),
            paper: options.paper,
            embed_data: options.embed_data,
            record_code: options.record_code.clone(),
            consent,
            digest: String::new(),
        }
    }

    /// The options that its form was made with; whether drafts are refused is not in it.
    pub fn options(&self, require_approved: bool) -> Options {
        Options {
            layout: self.layout.clone(),
            theme: self.theme.clone(),
            paper: self.paper,
            embed_data: self.embed_data,
            record_code: self.record_code.clone(),
            lang: self.consent.lang.clone(),
            profile: self.consent.profile.clone(),
            require_approved,
        }
    }

    /// The record with its digest, as it travels in a form and lies in an archive.
    ///
    /// # Errors
    /// Never: strings, numbers and lists always serialize.
    pub fn to_json(&self) -> Result<Vec<u8>, Problem> {
        let signed = Self {
            digest: self.own_digest(),
            ..self.clone()
        };
        serde_json::to_vec_pretty(&signed).map_err(|error| Problem::new(error.to_string()))
    }

    /// Whether it is as it was made, and by this version.
    pub(super) fn check(&self) -> Result<(), Problem> {
        let id = &self.consent.form_id;
        if self.countersign != env!("CARGO_PKG_VERSION") {
            let says = format!("form {id} was made by another version of countersign");
            return Err(Problem::new(says).hint("use the version that its data names"));
        }
        if self.digest != self.own_digest() {
            let says = format!("the data of form {id} was changed");
            let hint = "read it again from the form: `countersign show FORM.pdf`";
            return Err(Problem::new(says).hint(hint));
        }
        Ok(())
    }

    /// The digest that the rest of the record should have.
    fn own_digest(&self) -> String {
        let bare = Self {
            digest: String::new(),
            ..self.clone()
        };
        // Strings, numbers and lists always serialize.
        hexadecimal(&Sha256::digest(
            serde_json::to_vec(&bare).unwrap_or_default(),
        ))
    }
}
