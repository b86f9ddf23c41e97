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
    /// By text: whether it says something of the patient. What does not (who operates, when
    /// and where) is the same for several patients of a day.
    pub of_patient: Vec<bool>,
    /// What is left: the same for two forms that differ in own texts only.
    pub shape: String,
}

/// In a shape: here is an own text; here is nothing; here a text or a list ends. Texts of a
/// case and of packs have no such characters.
const OWN: char = '\u{1}';
const NOTHING: char = '\u{2}';
const END: char = '\u{3}';

/// Of whom an own text says something.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Whose {
    Patients,
    /// Who operates or explains, when and where.
    Days,
}

use Whose::{Days, Patients};

impl Own {
    /// Its texts, and what is left of it.
    pub fn apart(&self) -> Apart<'_> {
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
        apart.own_or_nothing(validity.as_ref(), Days);
        apart.patient(self);
        let number = encounter.as_ref().map(|Encounter { number }| number);
        apart.own_or_nothing(number, Patients);
        let Person {
            name,
            role,
            contact,
        } = surgeon;
        apart.own(name, Days);
        apart.own_or_nothing(role.as_ref(), Days);
        apart.own_or_nothing(contact.as_ref(), Days);
        team.iter().for_each(|member| apart.own(&member.name, Days));
        apart.end();
        if let Some(talk) = discussion {
            apart.own(&talk.held_by, Days);
            apart.own_or_nothing(talk.role.as_ref(), Days);
            apart.date(talk.date.as_ref(), Days);
        }
        apart.end();
        apart.own_or_nothing(overlapping.as_ref(), Days);
        indication.iter().for_each(|text| apart.own(text, Patients));
        apart.end();
        apart.date(planned_date.as_ref(), Days);
        apart.own_or_nothing(place.as_ref(), Days);
        apart.signatories(self);
        apart.rest(self);
        apart
    }
}

impl<'a> Apart<'a> {
    /// The id of the form that this makes of some content in some edition.
    pub fn form_id(&self, content_digest: &[u8; 32], edition: &str) -> String {
        super::id::form_id(content_digest, self, edition)
    }

    /// With the id of its form, which is the first of the texts.
    #[must_use]
    pub fn of_form(mut self, form_id: &'a str) -> Self {
        self.texts.insert(0, form_id.into());
        self.of_patient.insert(0, true);
        self
    }

    fn own(&mut self, text: impl Into<Cow<'a, str>>, whose: Whose) {
        let text = text.into();
        if text.is_empty() {
            self.fixed(&text);
        } else {
            self.shape.push(OWN);
            self.texts.push(text);
            self.of_patient.push(whose == Whose::Patients);
        }
    }

    fn own_or_nothing(&mut self, text: Option<&'a String>, whose: Whose) {
        match text {
            Some(text) => self.own(text, whose),
            None => self.shape.push(NOTHING),
        }
    }

    fn date(&mut self, date: Option<&'a DateWords>, whose: Whose) {
        let Some(DateWords { iso, words }) = date else {
            self.shape.push(NOTHING);
            return;
        };
        self.own(iso.to_string(), whose);
        self.own(words, whose);
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
        self.own(&patient.name, Patients);
        self.own(&patient.family_name, Patients);
        self.own(&patient.given_names, Patients);
        self.date(Some(&patient.date_of_birth), Patients);
        self.own(&patient.record_number, Patients);
        self.own_or_nothing(patient.sex.as_ref(), Patients);
    }

    fn signatories(&mut self, own: &'a Own) {
        let signatories = &own.signatories;
        signatories
            .iter()
            .for_each(|one| self.own_or_nothing(one.name.as_ref(), Patients));
        self.end();
        signatories
            .iter()
            .for_each(|one| self.own_or_nothing(one.position.as_ref(), Patients));
        self.end();
        let statements = signatories.iter().flat_map(|one| &one.statements);
        for statement in statements {
            let says = &statement.says;
            if names_somebody(says, [&own.patient.name]) {
                self.own(says, Patients);
            } else if names_somebody(says, [&own.surgeon.name]) {
                self.own(says, Days);
            } else {
                self.fixed(says);
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
            let own = consent.own();
            assert_eq!(own.apart().of_form(&consent.form_id).texts, marked);
        }
    }

    /// What is remembered for others of a day says nothing of a patient.
    #[test]
    fn what_is_a_days_is_nothing_of_a_patient() {
        for consent in consents() {
            let own = consent.own();
            let apart = own.apart();
            let texts = apart.texts.iter().zip(&apart.of_patient);
            let (of_patient, of_day): (Vec<_>, Vec<_>) = texts.partition(|(_, of)| **of);
            assert!(of_day.iter().any(|(text, _)| **text == own.surgeon.name));
            let patient = &own.patient;
            let born = patient.date_of_birth.iso.to_string();
            let theirs = [
                &patient.name,
                &patient.family_name,
                &patient.given_names,
                &patient.record_number,
                &patient.date_of_birth.words,
                &born,
            ];
            for said in theirs {
                assert!(of_patient.iter().any(|(text, _)| *text == said), "{said}");
                let told = of_day.iter().find(|(text, _)| text.contains(said.as_str()));
                assert_eq!(told, None);
            }
        }
    }

    /// Every text of an own part is an own text or changes the shape.
    #[test]
    fn nothing_of_an_own_part_is_passed_over() {
        for consent in consents() {
            let own = consent.own();
            let before = own.apart();
            let values = serde_json::to_value(&own).expect("plain data");
            let mut paths = Vec::new();
            texts_of(&values, String::new(), &mut paths);
            assert!(paths.len() > 30, "{}", paths.len());
            for path in paths {
                let mut other = values.clone();
                let text = other.pointer_mut(&path).expect("there");
                *text = changed(&path, text);
                let other: Own = serde_json::from_value(other).expect("an own part");
                let after = other.apart();
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
