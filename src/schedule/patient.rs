//! What is particular to a patient and changes risks: illnesses, habits, drugs, allergies,
//! weight. None of it is dropped in silence: what is not understood is a reason to refuse, or
//! where nearly everything is beside the point (allergies) a warning.

use std::collections::BTreeSet;

use super::field::Field;
use super::mapping::plain;
use super::packs::Meant;
use super::read::{Reading, Said};
use super::tree::Branch;
use super::words::{value_key, words};
use crate::case::Position;
use crate::source::{Kind, Value};

/// The factor of a high body mass index.
const OBESITY: &str = "obesity";
/// Body mass indices that people have.
const PLAUSIBLE: std::ops::RangeInclusive<f64> = 8.0..=150.0;

impl Reading<'_> {
    /// `factors`: those of all columns that some pack of the plan knows. One that none knows
    /// is a warning: it changes nothing that this form could say.
    pub(super) fn factors(&mut self, branch: &mut Branch, packs: &[(Said, Meant, bool)]) {
        let mut found: Vec<(BTreeSet<String>, Said)> = Vec::new();
        for column in self.sheet.of(Field::Conditions) {
            let Some(said) = self.filled(*column) else {
                continue;
            };
            match self.sheet.factor_of(*column) {
                Some(factor) => found.extend(self.one_factor(factor, said)),
                None => self.conditions(&said, &mut found),
            }
        }
        for column in self.sheet.of(Field::Allergies) {
            if let Some(said) = self.filled(*column) {
                self.allergies(&said, &mut found);
            }
        }
        found.extend(self.body_mass());
        let mut known: Vec<Value> = Vec::new();
        let mut there = BTreeSet::new();
        for (ids, said) in found {
            let in_plan = |id: &&String| {
                let mut packs = packs.iter();
                packs.any(|(_, meant, _)| self.packs.knows(&meant.pack, id))
            };
            let in_plan: Vec<&String> = ids.iter().filter(in_plan).collect();
            if in_plan.is_empty() && !packs.is_empty() {
                self.warn(
                    &said,
                    "says something of which no pack of this plan has a risk: it is not on the form",
                    "tell the patient, and add it to the pack",
                );
            }
            for id in in_plan {
                if there.insert(id.clone()) {
                    let kind = Kind::Text(id.clone());
                    let place = said.place.clone();
                    known.push(Value { kind, place });
                }
            }
        }
        if let Some(first) = known.first() {
            let place = first.place.clone();
            branch.put("factors", Kind::List(known), &place);
        }
    }

    /// The value of a column, unless it is as good as empty.
    fn filled(&mut self, column: usize) -> Option<Said> {
        let said = self.at(column)?;
        (!self.sheet.mapping.is_empty(&said.text)).then_some(said)
    }

    /// A column about one factor: yes, no, or words for it.
    fn one_factor(&mut self, factor: &str, said: Said) -> Option<(BTreeSet<String>, Said)> {
        let mapping = &self.sheet.mapping.said;
        if mapping.no_factors.contains(&plain(&said.text)) {
            return None;
        }
        let answer = |text: &str| mapping.answers.get(&value_key(text)).copied();
        // `Y - 10 a day`, `No (in the past)`: nothing behind the answer may turn it round.
        let all = words(&said.text);
        let first = all.first().and_then(|first| answer(first)).filter(|first| {
            let rest = plain(&all[1..].join(" "));
            let phrases = mapping.factors.get(factor);
            let again = phrases.is_some_and(|it| it.take_from(&mut rest.clone()));
            let other = all[1..].iter().any(|word| answer(word) == Some(!first));
            let turned = if *first {
                self.is_turned_round(&rest)
            } else {
                again
            };
            !other && !turned && !said.text.contains('?')
        });
        let answered = answer(&said.text).or(first);
        let yes = answered.unwrap_or_else(|| {
            let mut text = plain(&said.text);
            let phrases = mapping.factors.get(factor);
            phrases.is_some_and(|it| it.take_from(&mut text))
                && !self.is_turned_round(&text)
                && !all.iter().any(|word| answer(word).is_some())
        });
        if answered.is_none() && !yes {
            self.note(
                &said,
                "is neither yes nor no, nor words that a mapping knows",
                format!(
                    "add the words to `[factors]` ({factor}), or to `no-factors`, in a mapping"
                ),
            );
        }
        yes.then(|| ([factor.to_owned()].into(), said))
    }

    /// A list of illnesses, habits and drugs; each must be understood.
    fn conditions(&mut self, said: &Said, found: &mut Vec<(BTreeSet<String>, Said)>) {
        let mapping = &self.sheet.mapping.said;
        let mut not_understood = 0;
        for piece in said.text.split([';', ',', '\n', '\r', '|']) {
            let piece = plain(piece);
            if piece.trim().is_empty() || mapping.no_factors.contains(&piece) {
                continue;
            }
            let mut ids = BTreeSet::new();
            let mut rest = piece.clone();
            for (id, phrases) in &mapping.factors {
                if phrases.take_from(&mut piece.clone()) {
                    ids.insert(id.clone());
                    phrases.take_from(&mut rest);
                }
            }
            match ids.is_empty() || self.is_turned_round(&rest) {
                true => not_understood += 1,
                false => found.push((ids, said.clone())),
            }
        }
        if not_understood > 0 {
            let says = format!("holds {not_understood} conditions that no mapping knows");
            let hint = "add the words to `[factors]` in a mapping if they change a risk, otherwise to `no-factors`";
            self.note(said, &says, hint);
        }
    }

    /// Whether what stands beside a condition may say that it is none of the patient's.
    fn is_turned_round(&self, rest: &str) -> bool {
        let negations = &self.sheet.mapping.said.negations;
        let mut words = rest.split_whitespace();
        words.any(|word| negations.iter().any(|it| it == word))
    }

    /// Most allergies change nothing on a form; those that no mapping knows are a warning.
    fn allergies(&mut self, said: &Said, found: &mut Vec<(BTreeSet<String>, Said)>) {
        let mapping = &self.sheet.mapping.said;
        let mut unknown = false;
        for piece in said.text.split([';', ',', '\n', '\r', '|']) {
            let piece = plain(piece);
            if piece.trim().is_empty() || mapping.no_factors.contains(&piece) {
                continue;
            }
            let meant = mapping.allergies.iter();
            let meant = meant.filter(|(_, phrases)| phrases.take_from(&mut piece.clone()));
            let ids: BTreeSet<String> = meant.map(|(id, _)| id.clone()).collect();
            match ids.is_empty() {
                true => unknown = true,
                false => found.push((ids, said.clone())),
            }
        }
        if unknown {
            self.warn(
                said,
                "holds an allergy that no mapping knows, and the form does not name it",
                "check whether it matters; `[allergies]` and `no-factors` of a mapping hold the words",
            );
        }
    }

    /// A body mass index above the limit is the factor `obesity`.
    fn body_mass(&mut self) -> Option<(BTreeSet<String>, Said)> {
        let said = self.text(Field::Bmi)?;
        let limit = self.sheet.mapping.said.obesity_from?;
        let number = said.text.replace(',', ".").to_lowercase();
        let number = number.split("kg").next().unwrap_or_default().trim();
        match number.parse::<f64>() {
            Ok(index) if PLAUSIBLE.contains(&index) => {
                (index >= limit).then(|| ([OBESITY.to_owned()].into(), said))
            }
            _ => {
                let hint = "write kilograms for each square metre, such as 27.5, or leave it empty";
                self.note(&said, "is no body mass index", hint);
                None
            }
        }
    }

    /// How the patient lies.
    pub(super) fn position(&mut self, branch: &mut Branch) {
        let Some(said) = self.text(Field::Position) else {
            return;
        };
        match self
            .sheet
            .mapping
            .said
            .positions
            .get(&value_key(&said.text))
        {
            Some(position) => {
                let word = match position {
                    Position::Prone => "prone",
                    Position::Supine => "supine",
                    Position::Lateral => "lateral",
                    Position::Sitting => "sitting",
                };
                self.from("procedure.position", &said);
                branch.put("position", Kind::Text(word.into()), &said.place);
            }
            None => self.note(
                &said,
                "holds a position that no mapping knows",
                "add the word to `[positions]` in a mapping: prone, supine, lateral or sitting",
            ),
        }
    }

    /// Yes or no; anything else is refused.
    pub(super) fn answer(&mut self, field: Field) -> Option<bool> {
        let said = self.text(field)?;
        let answers = &self.sheet.mapping.said.answers;
        let answer = answers.get(&value_key(&said.text)).copied();
        if answer.is_none() {
            let hint = "write yes or no, or add the word to `[answers]` in a mapping";
            self.note(&said, "is neither yes nor no", hint);
        }
        answer
    }
}
