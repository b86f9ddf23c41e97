//! What content looks at in a case although it is the patient's own.

use serde::Serialize;
use serde_json::Value;

use super::pack::Pack;
use super::when::When;
use crate::case::Sex;

/// What texts and conditions look at in whom they are for. Forms that look alike to it
/// have the same content.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct LooksAt {
    /// Conditions that ask for sex or age, each once.
    pub conditions: Vec<When>,
    /// Some text has the surgeon's name in it.
    pub surgeon: bool,
}

/// What comes of a condition as far as it asks for sex and age.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Answer {
    /// It does not hold.
    No,
    /// It holds, as far as these go; with the sex if that was asked for and is known.
    Yes(Option<Sex>),
}

impl LooksAt {
    /// As a pack says, whose file this is.
    pub(super) fn of_pack(pack: &Pack, source: &str) -> Self {
        let mut names = source.split("{{").skip(1);
        Self {
            conditions: conditions(pack),
            surgeon: names.any(|rest| {
                let name = rest.split("}}").next().unwrap_or_default();
                name.contains("surgeon")
            }),
        }
    }
}

impl When {
    /// What comes of it for a patient, as far as it asks for sex and age in years. What is
    /// not known rules nothing out.
    pub fn answer(&self, sex: Option<Sex>, age: Option<u32>) -> Answer {
        let old_enough = |age: u32| self.age_from.is_none_or(|from| age >= from);
        let young_enough = |age: u32| self.age_to.is_none_or(|to| age <= to);
        let of_sex = match sex {
            None | Some(Sex::Other | Sex::Unknown) => true,
            Some(sex) => self.sex.is_empty() || self.sex.contains(&sex),
        };
        if of_sex && age.is_none_or(|age| old_enough(age) && young_enough(age)) {
            Answer::Yes(sex.filter(|sex| self.sex.contains(sex)))
        } else {
            Answer::No
        }
    }
}

/// The conditions on sex and age in something that is made of conditions and other things,
/// wherever they stand in it.
pub(super) fn conditions(of: &impl Serialize) -> Vec<When> {
    let mut found = Vec::new();
    // What was read from a file always serializes.
    collect(&serde_json::to_value(of).unwrap_or_default(), &mut found);
    found
}

fn collect(value: &Value, found: &mut Vec<When>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| collect(item, found)),
        Value::Object(fields) => {
            let of_patient = ["sex", "age-from", "age-to"];
            let asked: serde_json::Map<String, Value> = of_patient
                .into_iter()
                .filter_map(|key| Some((key.to_owned(), fields.get(key)?.clone())))
                .collect();
            // Only conditions have such keys.
            let when: When = serde_json::from_value(asked.into()).unwrap_or_default();
            if when != When::default() && !found.contains(&when) {
                found.push(when);
            }
            fields.values().for_each(|field| collect(field, found));
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_on_the_patient_are_found_wherever_they_stand() {
        let of = serde_json::json!({
            "risks": [
                {"when": {"sex": ["female"], "age-from": 11, "age-to": 55, "side": ["left"]}},
                {"estimates": [{"when": {"sex": [], "age-from": 70, "age-to": null}}]},
                {"when": {"sex": ["female"], "age-from": 11, "age-to": 55, "side": []}},
                {"when": {"sex": [], "age-from": null, "age-to": null, "revision": true}},
            ],
        });
        let found = conditions(&of);
        let asked = |when: &When| (when.sex.clone(), when.age_from, when.age_to);
        let expected = [
            (vec![Sex::Female], Some(11), Some(55)),
            (vec![], Some(70), None),
        ];
        assert_eq!(found.iter().map(asked).collect::<Vec<_>>(), expected);
        assert!(found.iter().all(|when| when.side.is_empty()));
    }

    #[test]
    fn what_is_not_known_rules_nothing_out() {
        let when = When {
            sex: vec![Sex::Female],
            age_from: Some(11),
            age_to: Some(55),
            ..When::default()
        };
        let answer = |sex, age| when.answer(sex, age);
        assert_eq!(answer(None, None), Answer::Yes(None));
        assert_eq!(answer(Some(Sex::Unknown), Some(30)), Answer::Yes(None));
        assert_eq!(answer(Some(Sex::Male), Some(30)), Answer::No);
        let yes = Answer::Yes(Some(Sex::Female));
        for (age, expected) in [(10, Answer::No), (11, yes), (55, yes), (56, Answer::No)] {
            assert_eq!(answer(Some(Sex::Female), Some(age)), expected, "{age}");
        }
    }
}
