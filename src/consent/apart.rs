//! The texts of an own part, apart from what is left of it.

use std::borrow::Cow;

use super::model::{ComposedSignatory, DateWords, PatientWords};
use super::own::{Own, names_somebody};
use crate::case::{Encounter, Person, TeamMember};

/// The own texts of a consent, and everything else of its own part.
#[derive(Debug, Default)]
pub struct Apart<'a> {
    /// In the order of [`each_own_text`](super::each_own_text).
    pub texts: Vec<Cow<'a, str>>,
    /// What is left: the same for two forms that differ in own texts only.
    pub shape: String,
}

/// In a shape: here is an own text; here is nothing; here a text or a list ends. Texts of a
/// case and of packs have no such characters.
const OWN: char = '\u{1}';
const NOTHING: char = '\u{2}';
const END: char = '\u{3}';

impl Own {
    /// Its texts for the form of an id, and what is left of it.
    pub fn apart<'a>(&'a self, form_id: &'a str) -> Apart<'a> {
        let Self {
            validity,
            patient: _,
            encounter,
            surgeon,
            team,
            discussion,
            overlapping,
            indication,
            planned_date,
            place,
            signatories: _,
        } = self;
        let mut apart = Apart::default();
        apart.own(form_id);
        apart.own_or_nothing(validity.as_ref());
        apart.patient(self);
        let number = encounter.as_ref().map(|Encounter { number }| number);
        apart.own_or_nothing(number);
        let Person {
            name,
            role,
            contact,
        } = surgeon;
        apart.own(name);
        apart.own_or_nothing(role.as_ref());
        apart.own_or_nothing(contact.as_ref());
        team.iter().for_each(|member| apart.own(&member.name));
        apart.end();
        if let Some(talk) = discussion {
            apart.own(&talk.held_by);
            apart.own_or_nothing(talk.role.as_ref());
            apart.date(talk.date.as_ref());
        }
        apart.end();
        apart.own_or_nothing(overlapping.as_ref());
        indication.iter().for_each(|text| apart.own(text));
        apart.end();
        apart.date(planned_date.as_ref());
        apart.own_or_nothing(place.as_ref());
        apart.signatories(self);
        apart.rest(self);
        apart
    }
}

impl<'a> Apart<'a> {
    fn own(&mut self, text: &'a str) {
        if text.is_empty() {
            self.fixed(text);
        } else {
            self.shape.push(OWN);
            self.texts.push(text.into());
        }
    }

    fn own_or_nothing(&mut self, text: Option<&'a String>) {
        match text {
            Some(text) => self.own(text),
            None => self.shape.push(NOTHING),
        }
    }

    fn date(&mut self, date: Option<&'a DateWords>) {
        let Some(DateWords { iso, words }) = date else {
            self.shape.push(NOTHING);
            return;
        };
        self.shape.push(OWN);
        self.texts.push(iso.to_string().into());
        self.own(words);
    }

    fn fixed(&mut self, text: &str) {
        self.shape.push_str(text);
        self.end();
    }

    fn fixed_or_nothing(&mut self, text: Option<&String>) {
        match text {
            Some(text) => self.fixed(text),
            None => self.shape.push(NOTHING),
        }
    }

    fn end(&mut self) {
        self.shape.push(END);
    }

    fn patient(&mut self, own: &'a Own) {
        let patient = &own.patient;
        self.own(&patient.name);
        self.own(&patient.family_name);
        self.own(&patient.given_names);
        self.date(Some(&patient.date_of_birth));
        self.own(&patient.record_number);
        self.own_or_nothing(patient.sex.as_ref());
    }

    fn signatories(&mut self, own: &'a Own) {
        let signatories = &own.signatories;
        signatories
            .iter()
            .for_each(|one| self.own_or_nothing(one.name.as_ref()));
        self.end();
        signatories
            .iter()
            .for_each(|one| self.own_or_nothing(one.position.as_ref()));
        self.end();
        let statements = signatories.iter().flat_map(|one| &one.statements);
        for statement in statements {
            let names = [&own.patient.name, &own.surgeon.name];
            if names_somebody(&statement.says, names) {
                self.own(&statement.says);
            } else {
                self.fixed(&statement.says);
            }
        }
        self.end();
    }

    /// What is own by its place, but shared by all forms of a kind.
    fn rest(&mut self, own: &Own) {
        let PatientWords {
            name: _,
            family_name: _,
            given_names: _,
            date_of_birth: _,
            record_number: _,
            sex: _,
            language,
            language_tag,
            communication_needs,
            decides_alone,
        } = &own.patient;
        self.fixed_or_nothing(language.as_ref());
        self.fixed_or_nothing(language_tag.as_ref());
        communication_needs.iter().for_each(|need| self.fixed(need));
        self.end();
        self.fixed_or_nothing(decides_alone.as_ref());
        for member in &own.team {
            let TeamMember {
                name: _,
                role,
                tasks,
            } = member;
            self.fixed_or_nothing(role.as_ref());
            tasks.iter().for_each(|task| self.fixed(task));
            self.end();
        }
        for one in &own.signatories {
            let ComposedSignatory {
                role,
                title,
                who,
                note,
                name: _,
                position: _,
                statements,
            } = one;
            self.fixed(role.name());
            for text in [title, who, note] {
                self.fixed(text);
            }
            statements
                .iter()
                .for_each(|statement| self.fixed(&statement.id));
            self.end();
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use serde_json::Value;

    use super::*;
    use crate::case::{Case, Format};
    use crate::consent::{Consent, Phrases, Setting, each_own_text};
    use crate::library::{Files, Library};
    use crate::outside::Outside;

    fn consents() -> Vec<Consent> {
        let files = Files::new(Outside::at(chrono::DateTime::UNIX_EPOCH), None);
        let library = Library::new(files).expect("the shipped library");
        let phrases = Phrases::new(library.locale("en").expect("its words"));
        let profile = library.profile("core").expect("its rules");
        let setting = Setting {
            phrases: &phrases,
            edition: "",
            profile: &profile,
        };
        let cases = [
            include_str!("../../examples/interpreter-and-representative.toml"),
            include_str!("../../examples/lumbar-fusion-two-levels.toml"),
            include_str!("../../examples/carpal-tunnel-both-hands.toml"),
        ];
        cases
            .into_iter()
            .map(|text| {
                let mut case = Case::read(text, "example", Format::Toml, None).expect("a case");
                case.procedure.overlapping = true;
                case.procedure.planned_date = NaiveDate::from_ymd_opt(2026, 12, 3);
                case.procedure.place = Some("OR 4".into());
                Consent::compose(&case, &library, &setting).expect("a consent")
            })
            .collect()
    }

    #[test]
    fn own_texts_are_those_that_a_layout_has_marked_in_the_same_order() {
        for consent in consents() {
            let mut marked = Vec::new();
            let mut values = serde_json::to_value(&consent).expect("plain data");
            each_own_text(&mut values, &mut |text| marked.push(text.clone()));
            assert!(marked.len() > 15, "{}", marked.len());
            assert_eq!(consent.own().apart(&consent.form_id).texts, marked);
        }
    }

    /// Every text of an own part is an own text or changes the shape.
    #[test]
    fn nothing_of_an_own_part_is_passed_over() {
        for consent in consents() {
            let own = consent.own();
            let before = own.apart("id");
            let values = serde_json::to_value(&own).expect("plain data");
            let mut paths = Vec::new();
            texts_of(&values, String::new(), &mut paths);
            assert!(paths.len() > 30, "{}", paths.len());
            for path in paths {
                let mut other = values.clone();
                let text = other.pointer_mut(&path).expect("there");
                *text = changed(&path, text);
                let other: Own = serde_json::from_value(other).expect("an own part");
                let after = other.apart("id");
                let differs = after.shape != before.shape || after.texts != before.texts;
                assert!(differs, "{path}");
            }
        }
    }

    fn texts_of(value: &Value, path: String, found: &mut Vec<String>) {
        match value {
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    texts_of(item, format!("{path}/{index}"), found);
                }
            }
            Value::Object(fields) => {
                for (key, field) in fields {
                    texts_of(field, format!("{path}/{key}"), found);
                }
            }
            Value::String(_) => found.push(path),
            _ => {}
        }
    }

    /// Another date or role, or one letter more.
    fn changed(path: &str, text: &Value) -> Value {
        let text = text.as_str().expect("a text");
        let role = path.starts_with("/signatories") && path.ends_with("/role");
        match NaiveDate::parse_from_str(text, "%Y-%m-%d") {
            Ok(_) => "1999-09-09".into(),
            Err(_) if role && text == "patient" => "witness".into(),
            Err(_) if role => "patient".into(),
            Err(_) => format!("{text}x").into(),
        }
    }
}
