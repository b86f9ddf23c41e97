//! Whether an archive is what its log says: every hash, every cell, in both directions.
//!
//! ```text
//! log ──► chain whole? ──► each form: its history ──► files hashed ──► row and files as they
//!         (and continues     that can happen?          again            follow? ──► what is in
//!          an earlier head?)                                                 the store besides?
//! ```

mod chain;
mod forms;
mod objects;

use serde::Serialize;

use super::Inner;
use super::log::Head;
use crate::error::Problem;

/// How many rows are read together.
const PAGE: i64 = 1000;

/// Something that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The form that it is about, if it is about one.
    pub form_id: Option<String>,
    /// What it is. Names ids, hashes and columns, never what stands in them.
    pub says: String,
}

/// What came of verifying.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Verified {
    /// Where the log ends.
    pub head: Head,
    /// Records of the log.
    pub records: u64,
    /// Forms.
    pub forms: u64,
    /// Files that were hashed again.
    pub files: u64,
    /// What was changed, lost or added: the archive is not whole.
    pub faults: Vec<Finding>,
    /// What harms nobody, such as a file that a run left that was broken off.
    pub notes: Vec<Finding>,
}

impl Verified {
    fn fault(&mut self, form_id: Option<&str>, says: impl Into<String>) {
        self.faults.push(Finding {
            form_id: form_id.map(str::to_owned),
            says: says.into(),
        });
    }

    fn note(&mut self, form_id: Option<&str>, says: impl Into<String>) {
        self.notes.push(Finding {
            form_id: form_id.map(str::to_owned),
            says: says.into(),
        });
    }
}

impl Inner {
    /// Hashes everything again.
    pub(super) async fn verify(&mut self, earlier: &[Head]) -> Result<Verified, Problem> {
        self.index.hold_still().await?;
        let verified = self.verify_all(earlier).await;
        self.index.let_go().await?;
        verified
    }

    async fn verify_all(&mut self, earlier: &[Head]) -> Result<Verified, Problem> {
        let mut verified = Verified {
            head: Head::none(),
            records: 0,
            forms: 0,
            files: 0,
            faults: Vec::new(),
            notes: Vec::new(),
        };
        self.verify_chain(earlier, &mut verified).await?;
        self.verify_forms(&mut verified).await?;
        self.verify_objects(&mut verified).await?;
        Ok(verified)
    }
}
