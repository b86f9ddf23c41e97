//! The people of a row: patient, surgeon, team, interpreter; and the place they meet.

mod age;
mod beside;

use super::field::Field;
use super::mapping::Mapping;
use super::names;
use super::read::{Reading, Said};
use super::tree::Branch;
use super::words::value_key;
use crate::case::{Facility, Sex};
use crate::error::Place;
use crate::source::{Kind, Value};

impl Reading<'_> {
    pub(super) fn patient(&mut self) -> Branch {
        let mut branch = Branch::default();
        self.patient_name(&mut branch);
        match self.text(Field::DateOfBirth) {
            Some(said) => self.date(&mut branch, "date_of_birth", "patient.date_of_birth", &said),
            None => self.lacks_unless_noted(Field::DateOfBirth),
        }
        self.record_number(&mut branch);
        if let Some(said) = self.text(Field::Sex) {
            match self.sheet.mapping.said.sexes.get(&value_key(&said.text)) {
                Some(sex) => {
                    let word = match sex {
                        Sex::Female => "female",
                        Sex::Male => "male",
                        Sex::Other => "other",
                        Sex::Unknown => "unknown",
                    };
                    branch.put("sex", Kind::Text(word.into()), &said.place);
                }
                None => self.note(
                    &said,
                    "holds a word for the sex that no mapping knows",
                    "add it to `[sexes]` in a mapping: female, male, other or unknown",
                ),
            }
        }
        if let Some(said) = self.text(Field::Language)
            && let Some(tag) = language_tag(&said.text, &self.sheet.mapping)
        {
            self.from("patient.language", &said);
            branch.put("language", Kind::Text(tag), &said.place);
        }
        self.communication_needs(&mut branch);
        branch
    }

    fn patient_name(&mut self, branch: &mut Branch) {
        if let Some(said) = self.name(Field::PatientName) {
            match names::patient(&said.text, &self.sheet.mapping) {
                Ok((family, given)) => {
                    self.from("patient.family_name", &said);
                    self.from("patient.given_names", &said);
                    branch.put("family_name", Kind::Text(family), &said.place);
                    branch.put("given_names", Kind::Text(given), &said.place);
                }
                Err(fault) => {
                    let (says, hint) = fault.words();
                    self.note(&said, says, hint);
                }
            }
            return;
        }
        if self.sheet.has(Field::PatientName) {
            self.lacks_unless_noted(Field::PatientName);
            return;
        }
        let family = self.name(Field::FamilyName);
        let given = self.name(Field::GivenNames);
        let middle = self.name(Field::MiddleName);
        for said in [&family, &given, &middle].into_iter().flatten() {
            if let Err(fault) = names::plausible(&said.text) {
                let (says, hint) = fault.words();
                self.note(said, says, hint);
            }
        }
        if family.is_none() {
            self.lacks_unless_noted(Field::FamilyName);
        }
        self.copy(branch, "family_name", "patient.family_name", family);
        let given = match (given, middle) {
            (Some(mut given), Some(middle)) => {
                given.text = format!("{} {}", given.text, middle.text);
                Some(given)
            }
            (Some(given), None) => Some(given),
            (None, _) => {
                self.lacks_unless_noted(Field::GivenNames);
                None
            }
        };
        self.copy(branch, "given_names", "patient.given_names", given);
    }

    fn record_number(&mut self, branch: &mut Branch) {
        let Some(said) = self.number(Field::RecordNumber) else {
            self.lacks_unless_noted(Field::RecordNumber);
            return;
        };
        let count = said.text.chars().count();
        if let Some(digits) = self.sheet.digits
            && count != digits
            && (self.sheet.mapping.said.record_number_digits.is_some()
                || count < digits && said.text.bytes().all(|byte| byte.is_ascii_digit()))
        {
            let says = format!("has {count} characters, and record numbers here have {digits}");
            self.note(
                &said,
                &says,
                "leading zeros may be lost: export the column as text; or say `record-number-digits` in a mapping, 0 if they differ in length",
            );
            return;
        }
        self.copy(branch, "record_number", "patient.record_number", Some(said));
    }

    pub(super) fn encounter(&mut self) -> Branch {
        let mut branch = Branch::default();
        let said = self.number(Field::Encounter);
        self.copy(&mut branch, "number", "encounter.number", said);
        branch
    }

    pub(super) fn facility(&mut self, site: Option<&Facility>) -> Branch {
        let mut branch = Branch::default();
        let name = self.text(Field::Facility);
        if name.is_none() && site.is_none() {
            let said = Said {
                text: String::new(),
                place: self.row.place(0),
                header: "the facility".into(),
                column: None,
            };
            self.note(
                &said,
                "is not known",
                "say its name in countersign.toml, [facility], or in a mapping: [constants] facility = \"…\"",
            );
        }
        self.copy(&mut branch, "name", "facility.name", name);
        let department = self.text(Field::Department);
        self.copy(&mut branch, "department", "facility.department", department);
        branch
    }

    pub(super) fn surgeon(&mut self, surgeons: &[(String, Said)]) -> Branch {
        let mut branch = Branch::default();
        match surgeons.first() {
            Some((name, said)) => {
                self.from("surgeon.name", said);
                branch.put("name", Kind::Text(name.clone()), &said.place);
            }
            None => self.lacks_unless_noted(Field::Surgeon),
        }
        let role = self.text(Field::SurgeonRole);
        self.copy(&mut branch, "role", "surgeon.role", role);
        let contact = self.text(Field::SurgeonContact);
        self.copy(&mut branch, "contact", "surgeon.contact", contact);
        branch
    }

    /// Names in the surgeon's column; the first is the one who answers for it.
    pub(super) fn surgeons(&mut self) -> Vec<(String, Said)> {
        let Some(said) = self.text(Field::Surgeon) else {
            return Vec::new();
        };
        let hint = "fill in the name, as the record has it";
        let nobody = &self.sheet.mapping.said.nobody;
        if super::mapping::has(nobody, &said.text) {
            self.note(&said, "does not say yet who operates", hint);
            return Vec::new();
        }
        let names = names::clinicians(&said.text, &self.sheet.mapping);
        if names.is_empty() {
            self.note(&said, "names nobody", hint);
        }
        names.into_iter().map(|name| (name, said.clone())).collect()
    }

    /// Those in the surgeon's column behind the first, and those in columns of their own.
    pub(super) fn team(&mut self, mut surgeons: Vec<(String, Said)>) -> Vec<Value> {
        let mut members: Vec<(String, Place)> = Vec::new();
        let surgeon = (!surgeons.is_empty()).then(|| surgeons.remove(0).0);
        let mut add = |name: String, place: Place| {
            let known = surgeon.as_ref() == Some(&name) || members.iter().any(|it| it.0 == name);
            if !known {
                members.push((name, place));
            }
        };
        for (name, said) in surgeons {
            add(name, said.place);
        }
        for column in self.sheet.of(Field::Team) {
            let Some(said) = self.at(*column) else {
                continue;
            };
            let nobody = &self.sheet.mapping.said.nobody;
            if self.sheet.mapping.is_empty(&said.text) || super::mapping::has(nobody, &said.text) {
                continue;
            }
            for name in names::clinicians(&said.text, &self.sheet.mapping) {
                add(name, said.place.clone());
            }
        }
        let values = members.into_iter().map(|(name, place)| {
            let mut branch = Branch::default();
            branch.text("name", Some((name, place.clone())));
            branch.value(&place)
        });
        values.collect()
    }

    /// `Yes` with the language of its column, or the language itself.
    pub(super) fn interpreter(&mut self) -> Branch {
        let mut branch = Branch::default();
        let Some(said) = self.text(Field::Interpreter) else {
            return branch;
        };
        let mapping = &self.sheet.mapping;
        let key = value_key(&said.text);
        let (answer, rest) = match mapping.said.answers.get(&key) {
            Some(answer) => (Some(*answer), None),
            // `Yes - Spanish`, `Y: Spanish`, `Spanish`.
            None => match said.text.split_once([' ', '-', ':', ',', '/', '(']) {
                Some((first, rest))
                    if mapping.said.answers.get(&value_key(first)) == Some(&true) =>
                {
                    // What follows must be a language: `Yes/No` and `Yes - declined` say nothing.
                    let signs = |it: char| !it.is_alphanumeric();
                    let rest = rest.trim_matches(signs).to_owned();
                    let known = language_tag(&rest, mapping).is_some() || rest.is_empty();
                    (known.then_some(true), Some(rest))
                }
                _ if language_tag(&said.text, mapping).is_some() => {
                    (Some(true), Some(said.text.clone()))
                }
                _ => (None, None),
            },
        };
        match answer {
            Some(false) => return branch,
            Some(true) => {}
            None => {
                self.note(
                    &said,
                    "is neither yes nor no, nor a language that a mapping knows",
                    "add the word to `[answers]` or `[languages]` in a mapping",
                );
                return branch;
            }
        }
        let language = match rest.filter(|rest| !rest.is_empty()) {
            Some(text) => Some(Said {
                text,
                ..said.clone()
            }),
            None => self.text(Field::Language),
        };
        if language.is_none() {
            self.note(
                &said,
                "says that an interpreter is needed, and no column says for which language",
                "fill in the language",
            );
        }
        self.copy(&mut branch, "language", "interpreter.language", language);
        self.interpreter_details(&mut branch);
        branch
    }

    /// Notes that a value is missing, unless its cell holds something that was refused.
    fn lacks_unless_noted(&mut self, field: Field) {
        let column = self.sheet.of(field).first();
        let cell = column.and_then(|column| self.row.cells.get(*column));
        let empty = |text: &str| self.sheet.mapping.is_empty(text);
        if cell.is_none_or(|cell| cell.is_blank() || empty(&cell.text())) {
            self.lacks(field);
        }
    }
}

/// The tag of a language that is written as a word, or as a tag already.
pub(super) fn language_tag(text: &str, mapping: &Mapping) -> Option<String> {
    let key = value_key(text);
    if let Some(tag) = mapping.said.languages.get(&key) {
        return Some(tag.clone());
    }
    let known = mapping.said.languages.values();
    let primary = key.split(['-', '_']).next().unwrap_or_default();
    let mut tags = known.filter(|tag| tag.as_str() == primary);
    let (_, rest) = text.trim().split_at_checked(primary.len())?;
    tags.next()
        .map(|tag| format!("{tag}{}", rest.replace('_', "-")))
}
