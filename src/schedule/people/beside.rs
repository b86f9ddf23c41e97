//! The people beside the patient: interpreter, representative, who explained.

use crate::case::InterpreterMode;
use crate::schedule::field::Field;
use crate::schedule::read::Reading;
use crate::schedule::tree::Branch;
use crate::schedule::words::value_key;
use crate::source::{Kind, Value};

impl Reading<'_> {
    /// Name, number and way of an interpreter who is needed.
    pub(super) fn interpreter_details(&mut self, branch: &mut Branch) {
        let name = self.text(Field::InterpreterName);
        self.copy(branch, "name", "interpreter.name", name);
        let id = self.number(Field::InterpreterId);
        self.copy(branch, "id", "interpreter.id", id);
        let Some(said) = self.text(Field::InterpreterMode) else {
            return;
        };
        let modes = &self.sheet.mapping.said.interpreter_modes;
        match modes.get(&value_key(&said.text)) {
            Some(mode) => {
                let word = match mode {
                    InterpreterMode::InPerson => "in-person",
                    InterpreterMode::Telephone => "telephone",
                    InterpreterMode::Video => "video",
                };
                branch.put("mode", Kind::Text(word.into()), &said.place);
            }
            None => self.note(
                &said,
                "holds a word that no mapping knows",
                "add it to `[interpreter-modes]` in a mapping: in-person, telephone or video",
            ),
        }
    }

    /// Who decides for the patient: a name with what they are to the patient.
    pub(in crate::schedule) fn representative(&mut self) -> Branch {
        let mut branch = Branch::default();
        let Some(said) = self.text(Field::Representative) else {
            return branch;
        };
        let answers = &self.sheet.mapping.said.answers;
        match answers.get(&value_key(&said.text)) {
            Some(false) => return branch,
            Some(true) => {
                let hint = "write the name, or make the form from a case file";
                self.note(&said, "says that somebody else decides, and not who", hint);
                return branch;
            }
            None => {}
        }
        let relationship = self.text(Field::RepresentativeRelationship);
        if relationship.is_none() {
            self.note(
                &said,
                "names somebody who decides for the patient, and no column says what they are to the patient",
                "fill in `representative-relationship`, or say it in a mapping's `[constants]`",
            );
        }
        self.copy(&mut branch, "name", "representative.name", Some(said));
        for (key, path, field) in [
            (
                "authority",
                "representative.authority",
                Field::RepresentativeAuthority,
            ),
            (
                "reason",
                "representative.reason",
                Field::RepresentativeReason,
            ),
        ] {
            let said = self.text(field);
            self.copy(&mut branch, key, path, said);
        }
        let path = "representative.relationship";
        self.copy(&mut branch, "relationship", path, relationship);
        branch
    }

    /// Who explained the operation, and when.
    pub(in crate::schedule) fn discussion(&mut self) -> Branch {
        let mut branch = Branch::default();
        let (by, on) = (self.text(Field::DiscussedBy), self.text(Field::DiscussedOn));
        let Some(by) = by else {
            if let Some(on) = on {
                let says = "says when it was explained, and no column says by whom: both are left to the pen";
                self.warn(&on, says, "fill in `discussed-by`");
            }
            return branch;
        };
        let names = super::names::clinicians(&by.text, &self.sheet.mapping);
        if let [name] = &names[..] {
            self.from("discussion.held_by", &by);
            branch.put("held_by", Kind::Text(name.clone()), &by.place);
        } else {
            self.note(&by, "does not name one person", "name who explained it");
        }
        if let Some(on) = on {
            self.date(&mut branch, "date", "discussion.date", &on);
        }
        branch
    }

    /// Communication needs, each in the words of the schedule.
    pub(super) fn communication_needs(&mut self, branch: &mut Branch) {
        let mut needs: Vec<Value> = Vec::new();
        for column in self.sheet.of(Field::CommunicationNeeds) {
            let Some(said) = self.at(*column) else {
                continue;
            };
            for text in said.text.split([';', '\n', '|']).map(str::trim) {
                let is_no = self.sheet.mapping.said.answers.get(&value_key(text)) == Some(&false);
                if !is_no && !self.sheet.mapping.is_empty(text) {
                    let kind = Kind::Text(text.to_owned());
                    let place = said.place.clone();
                    needs.push(Value { kind, place });
                }
            }
        }
        if let Some(first) = needs.first() {
            let place = first.place.clone();
            branch.put("communication_needs", Kind::List(needs), &place);
        }
    }
}
