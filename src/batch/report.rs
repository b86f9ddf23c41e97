//! What came of each row, for people and programs.

use serde::{Deserialize, Serialize};

/// What came of one row. Names fields, rows and columns, never a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The row, as a person sees it in the schedule.
    pub row: u64,
    /// A form, or a refusal.
    #[serde(flatten)]
    pub verdict: Verdict,
    /// What should be looked at across rows.
    pub warnings: Vec<String>,
}

/// A form, or a refusal: one or the other for every row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "verdict", rename_all = "kebab-case")]
pub enum Verdict {
    /// There is a form.
    Form {
        /// Its file in the folder.
        file: String,
        /// Its id.
        form_id: String,
        /// SHA-256 of the file, hexadecimal.
        sha256: String,
        /// How many pages.
        pages: usize,
        /// How many fields wait for the pen.
        by_hand: usize,
        /// Rules that warn.
        rules: Vec<String>,
    },
    /// There is none, and this is why.
    Refused {
        /// Every reason, with row and column.
        reasons: Vec<String>,
    },
}

/// How many of each.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// Rows with a form.
    pub forms: u64,
    /// Rows that were refused.
    pub refused: u64,
    /// Pages of all forms.
    pub pages: u64,
}

impl Summary {
    /// Counts one more.
    pub fn add(&mut self, entry: &Entry) {
        match &entry.verdict {
            Verdict::Form { pages, .. } => {
                self.forms += 1;
                self.pages += *pages as u64;
            }
            Verdict::Refused { .. } => self.refused += 1,
        }
    }
}

/// The head of the report as CSV.
pub(super) const HEAD: [&str; 8] = [
    "row", "verdict", "reasons", "file", "form id", "SHA-256", "pages", "warnings",
];

impl Entry {
    /// A line of the report as CSV; no cell can be taken for a formula.
    pub(super) fn cells(&self) -> [String; 8] {
        let row = self.row.to_string();
        let all = |texts: &[String]| harmless(&texts.join("\n"));
        let warned = |own: &[String]| all(&[own, self.warnings.as_slice()].concat());
        match &self.verdict {
            Verdict::Form {
                file,
                form_id,
                sha256,
                pages,
                rules,
                ..
            } => [
                row,
                "form".into(),
                String::new(),
                harmless(file),
                harmless(form_id),
                sha256.clone(),
                pages.to_string(),
                warned(rules),
            ],
            Verdict::Refused { reasons } => [
                row,
                "refused".into(),
                all(reasons),
                String::new(),
                String::new(),
                String::new(),
                String::new(),
                warned(&[]),
            ],
        }
    }
}

/// A cell that a spreadsheet would take for a formula begins with an apostrophe.
pub(crate) fn harmless(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::harmless;

    #[test]
    fn no_cell_is_a_formula() {
        for text in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1"] {
            assert_eq!(harmless(text), format!("'{text}"));
        }
        assert_eq!(harmless("case.csv:3: side"), "case.csv:3: side");
    }
}
