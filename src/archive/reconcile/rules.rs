//! Which fields of a form have to be filled, and what their ink means.
//!
//! Whoever decides signs, and whoever explained; the interpreter where there is one. Each
//! choice has one answer. The block for a change of mind stays empty. Every other block may
//! stay empty, but not half empty. A signature that a site's own layout adds is required.

use crate::archive::log::ScannedPage;
use crate::scan::{Field, FieldKind, Ink};

/// Blocks that may stay empty.
const OPTIONAL: [&str; 2] = ["witness", "confirmation"];
/// The block that is signed only by somebody who changes their mind.
const WITHDRAWAL: &str = "withdrawal";

/// What is asked of the fields of one form.
#[derive(Debug, Clone, Default)]
pub(super) struct Rules {
    /// Each choice: its id, and the fields of its answers.
    choices: Vec<(String, Vec<String>)>,
    has_interpreter: bool,
}

impl Rules {
    /// What the record of a form asks.
    pub(super) fn of(record: &[u8]) -> Self {
        let record: serde_json::Value = serde_json::from_slice(record).unwrap_or_default();
        let consent = &record["consent"];
        let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
        let list = |value: &serde_json::Value| value.as_array().cloned().unwrap_or_default();
        let choice = |choice: &serde_json::Value| {
            let options = list(&choice["options"]);
            let fields = options
                .iter()
                .map(|option| text(&option["field"]))
                .collect();
            (text(&choice["id"]), fields)
        };
        Self {
            choices: list(&consent["choices"]).iter().map(choice).collect(),
            has_interpreter: !consent["interpreter"].is_null(),
        }
    }

    /// Whether a signature has to be there.
    pub(super) fn requires(&self, role: &str) -> bool {
        match role {
            "interpreter" => self.has_interpreter,
            role => role != WITHDRAWAL && !OPTIONAL.contains(&role),
        }
    }

    /// What the fields of a page look like, as the log has it.
    pub(super) fn judge(&self, fields: &[(&Field, Ink)]) -> (Vec<String>, Vec<String>) {
        let (mut unsigned, mut doubtful) = (Vec::new(), Vec::new());
        let signatures = fields
            .iter()
            .filter(|(field, _)| field.kind == FieldKind::Signature);
        for (field, _) in signatures {
            let role = field.name.as_str();
            let block = block(role, fields);
            let touched = block.iter().any(|(_, ink)| *ink != Ink::None);
            if role == WITHDRAWAL {
                if touched {
                    doubtful.push(role.to_owned());
                }
                continue;
            }
            let required = self.requires(role);
            for (name, ink) in block {
                match ink {
                    Ink::Doubtful => doubtful.push(name.to_owned()),
                    Ink::None if required => unsigned.push(name.to_owned()),
                    // Begun and not ended.
                    Ink::None if touched => doubtful.push(name.to_owned()),
                    Ink::None | Ink::Some => {}
                }
            }
        }
        for (id, options) in &self.choices {
            let own = fields
                .iter()
                .filter(|(field, _)| options.contains(&field.name));
            let inks: Vec<Ink> = own.map(|(_, ink)| *ink).collect();
            let count = |ink: Ink| inks.iter().filter(|one| **one == ink).count();
            match (inks.len(), count(Ink::Some), count(Ink::Doubtful)) {
                (0, ..) | (_, 1, 0) => {}
                (_, 0, 0) => unsigned.push(format!("choice:{id}")),
                _ => doubtful.push(format!("choice:{id}")),
            }
        }
        (unsigned, doubtful)
    }
}

/// Signature, date and time of a block, and all that is written by hand where it is left
/// empty.
fn block<'f>(role: &str, fields: &'f [(&Field, Ink)]) -> Vec<(&'f str, Ink)> {
    let own = |field: &Field| match field.name.strip_prefix(role) {
        Some("" | "-date" | "-time") => true,
        Some("-name") => role == WITHDRAWAL,
        _ => false,
    };
    let own = fields.iter().filter(|(field, _)| own(field));
    own.map(|(field, ink)| (field.name.as_str(), *ink))
        .collect()
}

/// A sheet as the log has it.
pub(super) fn scanned(sheet: usize, page: u16, open: (Vec<String>, Vec<String>)) -> ScannedPage {
    ScannedPage {
        sheet: sheet as u32 + 1,
        page,
        unsigned: open.0,
        doubtful: open.1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judge(record: &str, inks: &[(&str, Ink)]) -> (Vec<String>, Vec<String>) {
        let fields: Vec<(Field, Ink)> = inks
            .iter()
            .map(|(name, ink)| {
                let kind = match *name {
                    name if name.contains("-date") || name.contains("-time") => FieldKind::Text,
                    name if name.contains("blood") => FieldKind::CheckBox,
                    _ => FieldKind::Signature,
                };
                (Field::named(name, kind), *ink)
            })
            .collect();
        let fields: Vec<(&Field, Ink)> = fields.iter().map(|(field, ink)| (field, *ink)).collect();
        Rules::of(record.as_bytes()).judge(&fields)
    }

    const PLAIN: &str = r#"{"consent": {"interpreter": null, "choices": [{"id": "blood",
        "options": [{"field": "blood-accept"}, {"field": "blood-decline"}]}]}}"#;

    #[test]
    fn what_has_to_be_filled() {
        use Ink::{Doubtful, None, Some};
        let interpreter = r#"{"consent": {"interpreter": {"name": "x"}}}"#;
        let (yes, no): (&[&str], &[&str]) = (&["patient-date"], &[]);
        for (record, inks, unsigned, doubtful) in [
            (
                PLAIN,
                vec![("patient", Some), ("patient-date", None)],
                yes,
                no,
            ),
            (
                PLAIN,
                vec![("patient", Some), ("patient-date", Doubtful)],
                no,
                yes,
            ),
            (
                PLAIN,
                vec![("patient", Some), ("patient-date", Some)],
                no,
                no,
            ),
            (
                PLAIN,
                vec![("witness", None), ("witness-date", None)],
                no,
                no,
            ),
            (
                PLAIN,
                vec![("witness", Some), ("witness-date", None)],
                no,
                &["witness-date"],
            ),
            (
                PLAIN,
                vec![("withdrawal", None), ("withdrawal-date", None)],
                no,
                no,
            ),
            (
                PLAIN,
                vec![("withdrawal", Some), ("withdrawal-date", None)],
                no,
                &["withdrawal"],
            ),
            (PLAIN, vec![("interpreter", None)], no, no),
            (
                interpreter,
                vec![("interpreter", None)],
                &["interpreter"],
                no,
            ),
            (PLAIN, vec![("guardian", None)], &["guardian"], no),
            (
                PLAIN,
                vec![("blood-accept", None), ("blood-decline", None)],
                &["choice:blood"],
                no,
            ),
            (
                PLAIN,
                vec![("blood-accept", Some), ("blood-decline", None)],
                no,
                no,
            ),
            (
                PLAIN,
                vec![("blood-accept", Some), ("blood-decline", Some)],
                no,
                &["choice:blood"],
            ),
            (
                PLAIN,
                vec![("blood-accept", Some), ("blood-decline", Doubtful)],
                no,
                &["choice:blood"],
            ),
        ] {
            let judged = judge(record, &inks);
            assert_eq!(judged.0, unsigned, "{inks:?}");
            assert_eq!(judged.1, doubtful, "{inks:?}");
        }
    }
}
