//! What a row plans: operation, add-ons, side, levels, anaesthesia, day and place.

mod day;
mod site;

use std::collections::BTreeSet;

use super::field::Field;
use super::operations::{self, Part};
use super::packs::{Found, Meant};
use super::read::{Reading, Said};
use super::tree::Branch;
use super::words::{value_key, words};
use crate::error::Place;
use crate::source::{Kind, Value};

impl Reading<'_> {
    /// `[procedure]`, and where the row names the operation.
    pub(super) fn procedure(&mut self) -> (Branch, Place) {
        let mut branch = Branch::default();
        let parts = self.parts();
        let place = match parts.first() {
            Some((said, _)) => said.place.clone(),
            None => self.row.place(0),
        };
        let packs = self.packs_of(&parts);
        self.operation(&mut branch, &packs);
        self.side(&mut branch, &parts);
        self.levels(&mut branch, &parts);
        if parts.iter().any(|(_, part)| part.revision) {
            branch.put("revision", Kind::Bool(true), &place);
        }
        let approach = self.text(Field::Approach);
        match (approach, packs.first()) {
            (Some(mut said), _) => {
                said.text = words(&said.text).join("-");
                self.copy(&mut branch, "approach", "procedure.approach", Some(said));
            }
            (
                None,
                Some((
                    said,
                    Meant {
                        approach: Some(approach),
                        ..
                    },
                    _,
                )),
            ) => {
                branch.put("approach", Kind::Text(approach.clone()), &said.place);
            }
            _ => {}
        }
        self.anaesthesia(&mut branch);
        self.position(&mut branch);
        self.factors(&mut branch, &packs);
        if let Some(true) = self.answer(Field::Overlapping) {
            branch.put("overlapping", Kind::Bool(true), &place);
        }
        let indication = self.text(Field::Indication);
        self.copy(
            &mut branch,
            "indication",
            "procedure.indication",
            indication,
        );
        self.day(&mut branch);
        self.place_of_operation(&mut branch);
        (branch, place)
    }

    /// All operations that the row names, each with its cell.
    fn parts(&mut self) -> Vec<(Said, Part)> {
        let mut all: Vec<(Said, Part)> = Vec::new();
        let columns = [
            self.sheet.of(Field::Procedure),
            self.sheet.of(Field::OtherProcedures),
        ];
        for column in columns.concat() {
            let Some(said) = self.at(column) else {
                continue;
            };
            if self.sheet.mapping.is_empty(&said.text) {
                continue;
            }
            let parts = operations::parts(&said.text, &self.sheet.mapping, self.packs);
            if parts.is_empty() {
                self.note(
                    &said,
                    "names no operation",
                    "fill it in, as the record has it",
                );
            }
            all.extend(parts.into_iter().map(|part| (said.clone(), part)));
        }
        self.codes(&mut all);
        if all.is_empty() && !self.is_noted(Field::Procedure) {
            self.lacks(Field::Procedure);
        }
        all
    }

    /// What the columns of codes say: the operation where no text names it; otherwise nothing
    /// that contradicts the texts.
    fn codes(&mut self, all: &mut Vec<(Said, Part)>) {
        let mut codes: Vec<(Said, String)> = Vec::new();
        for column in self.sheet.of(Field::Codes) {
            let Some(said) = self.at(*column) else {
                continue;
            };
            let signs = |it: char| !it.is_alphanumeric() && it != '-' && it != '.';
            for code in said.text.split(signs).map(value_key) {
                if matches!(self.packs.operation(&words(&code)), Found::One(_)) {
                    codes.push((said.clone(), code));
                }
            }
        }
        if let [(_, part)] = &mut all[..] {
            part.codes.extend(codes.into_iter().map(|(_, code)| code));
        } else if all.is_empty() {
            all.extend(codes.into_iter().map(|(said, code)| {
                let codes = vec![code];
                (
                    said,
                    Part {
                        codes,
                        ..Part::default()
                    },
                )
            }));
        } else {
            let found: Vec<Found> = all.iter().map(|(_, part)| part.found(self.packs)).collect();
            for (said, code) in codes {
                let meant = self.packs.operation(&words(&code));
                let same = |it: &Found| matches!((it, &meant), (Found::One(a), Found::One(b)) if a.pack == b.pack);
                if !found.iter().any(same) {
                    let says = "has a code of an operation that the row does not name";
                    self.note(
                        &said,
                        says,
                        "correct the code or the operation against the record",
                    );
                }
            }
        }
    }

    fn is_noted(&self, field: Field) -> bool {
        let cells = self.sheet.of(field).iter();
        cells
            .filter_map(|it| self.row.cells.get(*it))
            .any(|cell| !cell.is_blank() && !self.sheet.mapping.is_empty(&cell.text()))
    }

    /// The pack of each operation, none twice.
    fn packs_of(&mut self, parts: &[(Said, Part)]) -> Vec<(Said, Meant, bool)> {
        let mut packs: Vec<(Said, Meant, bool)> = Vec::new();
        for (index, (said, part)) in parts.iter().enumerate() {
            let which = match parts.len() {
                1 => String::new(),
                _ => format!(" (number {} of {} in this row)", index + 1, parts.len()),
            };
            match part.found(self.packs) {
                Found::One(meant) => {
                    match packs
                        .iter_mut()
                        .find(|(_, known, _)| known.pack == meant.pack)
                    {
                        Some((_, _, possible)) => *possible &= part.possible,
                        None => packs.push((said.clone(), meant, part.possible)),
                    }
                }
                Found::Several(ids) => {
                    let says = format!("can mean several packs{which}: {}", ids.join(", "));
                    self.note(
                        said,
                        &says,
                        "say in a mapping which one: [[procedures]] pack = \"…\", names = [\"…\"]",
                    );
                }
                Found::None => self.unknown_operation(said, part, &which),
            }
        }
        packs
    }

    fn unknown_operation(&mut self, said: &Said, part: &Part, which: &str) {
        let says = format!("names an operation that no pack has{which}");
        let near = self.packs.nearest_operations(&part.words);
        let add = "add the text to `[[procedures]]` in a mapping";
        let hint = match (part.maybe_side, near.is_empty()) {
            (true, _) => format!(
                "it holds letters that may be a side: declare them under `[sides]` in a mapping, or {add}"
            ),
            (false, true) => add.to_owned(),
            (false, false) => format!("the nearest are {near}; {add}"),
        };
        self.note(said, &says, hint);
    }

    fn operation(&mut self, branch: &mut Branch, packs: &[(Said, Meant, bool)]) {
        let Some(((said, first, possible), others)) = packs.split_first() else {
            return;
        };
        if *possible {
            self.note(
                said,
                "names only operations that are possible",
                "name first the operation that is planned",
            );
        }
        self.from("procedure.pack", said);
        branch.put("pack", Kind::Text(first.pack.clone()), &said.place);
        let add_ons = others.iter().map(|(said, meant, possible)| {
            let mut add_on = Branch::default();
            let status = if *possible { "possible" } else { "planned" };
            add_on.put("pack", Kind::Text(meant.pack.clone()), &said.place);
            add_on.put("status", Kind::Text(status.into()), &said.place);
            add_on.value(&said.place)
        });
        let add_ons: Vec<Value> = add_ons.collect();
        if !add_ons.is_empty() {
            branch.put("add_ons", Kind::List(add_ons), &said.place);
        }
    }

    fn anaesthesia(&mut self, branch: &mut Branch) {
        let Some(said) = self.text(Field::Anaesthesia) else {
            return;
        };
        let mut ids = BTreeSet::new();
        let open = &self.sheet.mapping.said.anaesthesia_open;
        if super::mapping::has(open, &said.text) {
            return;
        }
        let texts = match self.packs.anaesthesia(&words(&said.text)) {
            Found::One(_) => vec![said.text.clone()],
            _ => {
                let spaced = said
                    .text
                    .to_lowercase()
                    .replace(" and ", ";")
                    .replace(" with ", ";");
                let texts = spaced.split([';', '/', '+', ',', '\n', '&', '|']);
                texts
                    .map(|it| it.trim().to_owned())
                    .filter(|it| !it.is_empty())
                    .collect()
            }
        };
        for text in texts {
            let words = words(&text);
            match self.packs.anaesthesia(&words) {
                Found::One(meant) => {
                    ids.insert(meant.pack);
                }
                Found::Several(packs) => {
                    let says = format!("can mean several packs: {}", packs.join(", "));
                    self.note(&said, &says, "say in a mapping which one: [[anaesthesia]]");
                }
                Found::None => {
                    let near = self.packs.nearest_anaesthesia(&words);
                    let add = "add the text to `[[anaesthesia]]` in a mapping";
                    let hint = match near.is_empty() {
                        true => add.to_owned(),
                        false => format!("the nearest are {near}; {add}"),
                    };
                    self.note(&said, "names a kind of anaesthesia that no pack has", hint);
                }
            }
        }
        let ids = ids.into_iter().map(|id| Value {
            kind: Kind::Text(id),
            place: said.place.clone(),
        });
        self.from("procedure.anaesthesia", &said);
        branch.put("anaesthesia", Kind::List(ids.collect()), &said.place);
    }
}
