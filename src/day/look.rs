//! What each row would come to, before any form is made for good.

use chrono::{DateTime, Utc};

use super::ReadRow;
use crate::batch::attempt;
use crate::error::Problems;
use crate::generator::Generator;

/// A row and what its form would be, or every reason why there can be none.
#[derive(Debug, Clone)]
pub struct Look {
    /// The row.
    pub row: ReadRow,
    /// What its form would be.
    pub verdict: Result<Promise, Problems>,
}

/// What a form would be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Promise {
    /// How many pages it would have.
    pub pages: usize,
    /// Rules that warn.
    pub rules: Vec<String>,
}

impl Look {
    /// Makes the form of a row as it would be made at a time, and keeps nothing of it but what
    /// it came to. `before` is an earlier look at the same row at the same time: a row that
    /// says the same comes to the same.
    pub fn at(
        row: ReadRow,
        before: Option<&Self>,
        generator: &Generator,
        created: DateTime<Utc>,
    ) -> Self {
        let known = before.filter(|before| row.case.is_ok() && before.row.case == row.case);
        let verdict = match known {
            Some(before) => before.verdict.clone(),
            None => attempt(|| {
                let form = generator.form_at(&row.case.clone()?, created)?;
                Ok(Promise {
                    pages: form.pages,
                    rules: form.report.warnings(),
                })
            }),
        };
        Self { row, verdict }
    }
}
