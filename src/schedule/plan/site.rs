//! Side and levels, of their columns and of the texts of operations.

use std::collections::BTreeSet;

use crate::case::{Level, Levels, Side};
use crate::schedule::field::Field;
use crate::schedule::mapping::{Mapping, has};
use crate::schedule::operations::Part;
use crate::schedule::read::{Reading, Said};
use crate::schedule::tree::Branch;
use crate::schedule::words::{value_key, words};
use crate::source::Kind;

impl Reading<'_> {
    /// The side of the column and of the texts, which must agree.
    pub(super) fn side(&mut self, branch: &mut Branch, parts: &[(Said, Part)]) {
        let mut found: Option<(Side, Said)> = None;
        self.side_elsewhere(parts);
        if let Some(said) = self.text(Field::Side) {
            match self.side_of_column(&said.text) {
                Some(side) => found = Some((side, said)),
                None => self.note(
                    &said,
                    "is not a whole word for a side",
                    "write left, right, both or midline; letters count where a mapping declares them under `[sides]`",
                ),
            }
        }
        for (said, part) in parts {
            if part.sides.len() > 1 {
                let hint = "write `bilateral` for both sides, or a schedule row for each side";
                self.note(said, "names more than one side", hint);
                return;
            }
            let Some(side) = part.sides.first() else {
                continue;
            };
            match &found {
                Some((known, other)) if known != side => {
                    let says = match other.column == said.column {
                        true => "names operations on different sides".to_owned(),
                        false => format!("names another side than {}", other.header),
                    };
                    self.note(
                        said,
                        &says,
                        "correct it against the record before any form is made",
                    );
                    return;
                }
                Some(_) => {}
                None => found = Some((*side, said.clone())),
            }
        }
        if let Some((side, said)) = found {
            let word = match side {
                Side::Left => "left",
                Side::Right => "right",
                Side::Both => "both",
                Side::Midline => "midline",
            };
            self.from("procedure.side", &said);
            branch.put("side", Kind::Text(word.into()), &said.place);
        }
    }

    /// A side, and nothing else, in a column that nobody knows: it must not be left out.
    fn side_elsewhere(&mut self, parts: &[(Said, Part)]) {
        let column = self.text(Field::Side);
        let column = column.and_then(|said| self.side_of_column(&said.text));
        let texts = parts
            .iter()
            .flat_map(|(_, part)| part.sides.iter().copied());
        let known: BTreeSet<Side> = texts.chain(column).collect();
        for said in self.unused() {
            let sides = &self.sheet.mapping.said.sides;
            let side = sides.get(&value_key(said.text.trim_matches(['[', ']', '(', ')'])));
            if side.is_some_and(|side| !known.contains(side)) {
                let hint =
                    "say in a mapping what the column means: [columns] side = \"…\", or ignore";
                self.note(
                    &said,
                    "names a side, and nobody knows what the column means",
                    hint,
                );
            }
        }
    }

    /// The same for levels.
    fn levels_elsewhere(&mut self, column: Option<&Levels>, parts: &[(Said, Part)]) {
        let texts = parts.iter().flat_map(|(_, part)| &part.levels);
        let known: BTreeSet<Level> = texts
            .chain(column)
            .flat_map(Levels::as_slice)
            .copied()
            .collect();
        for said in self.unused() {
            let text = listed(&said.text, &self.sheet.mapping);
            let segments = text.contains(['-', '–', '/']);
            let levels = Levels::parse(&text).ok().filter(|_| segments);
            let new = |levels: Levels| levels.as_slice().iter().any(|it| !known.contains(it));
            if levels.is_some_and(new) {
                let hint =
                    "say in a mapping what the column means: [columns] levels = \"…\", or ignore";
                self.note(
                    &said,
                    "names a level, and nobody knows what the column means",
                    hint,
                );
            }
        }
    }

    /// The side that a text says in a column that says nothing else: `Left side`, `[RIGHT]`, and
    /// letters that would mean more than one thing in the text of an operation.
    fn side_of_column(&self, text: &str) -> Option<Side> {
        let said = &self.sheet.mapping.said;
        let text = text.trim_matches(['[', ']', '(', ')', '{', '}', '.', ' ']);
        let key = value_key(text);
        let whole = said.sides.get(&key).or_else(|| said.side_letters.get(&key));
        // A sign may put it in doubt: `right?`, `left/right`.
        let plain = |it: char| it.is_alphanumeric() || matches!(it, ' ' | '-');
        whole.copied().or_else(|| {
            let mut words = words(text);
            words.retain(|word| !has(&said.noise, word));
            match &words[..] {
                [word] if text.chars().all(plain) => said.sides.get(word).copied(),
                _ => None,
            }
        })
    }

    /// The levels of the column and of the texts, which must agree.
    pub(super) fn levels(&mut self, branch: &mut Branch, parts: &[(Said, Part)]) {
        let mut found: Option<(Levels, Said)> = None;
        if let Some(said) = self.text(Field::Levels) {
            match Levels::parse(&listed(&said.text, &self.sheet.mapping)) {
                Ok(levels) => found = Some((levels, said)),
                Err(problem) => {
                    // A text that is no level at all may be anything, so it is not repeated.
                    let level =
                        |it: char| it.is_ascii_digit() || " CTDLSHctdlsh-–/,;&+".contains(it);
                    let says = match said.text.chars().all(level) {
                        true => format!("is refused: {}", problem.says),
                        false => "is not a level of the spine".to_owned(),
                    };
                    let hint = problem.hint.unwrap_or_default();
                    self.note(&said, &says, hint);
                    return;
                }
            }
        }
        self.levels_elsewhere(found.as_ref().map(|it| &it.0), parts);
        for (said, part) in parts {
            let mut whole: Option<Levels> = None;
            for levels in &part.levels {
                let joined = match whole {
                    None => Ok(levels.clone()),
                    Some(whole) => whole.and(levels.clone()),
                };
                match joined {
                    Ok(levels) => whole = Some(levels),
                    Err(_) => {
                        self.note(said, "names a level twice", "name each level once");
                        return;
                    }
                }
            }
            if part.bad_level {
                let hint = "write levels such as L4–L5, C5/6 or T7; several with a comma between";
                self.note(said, "holds a level that cannot be", hint);
                return;
            }
            let Some(levels) = whole else { continue };
            match &found {
                Some((known, other)) if *known != levels => {
                    let says = match other.column == said.column {
                        true => "names operations at different levels, and a form has one list"
                            .to_owned(),
                        false => format!("names other levels than {}", other.header),
                    };
                    self.note(
                        said,
                        &says,
                        "correct it against the record before any form is made",
                    );
                    return;
                }
                Some(_) => {}
                None => found = Some((levels, said.clone())),
            }
        }
        let Some((levels, said)) = found else { return };
        let count = levels.as_slice().len();
        if let Some((said, _)) = parts
            .iter()
            .find(|(_, part)| part.counts.iter().any(|it| *it != count))
        {
            let says = "says another number of levels than are named";
            self.note(said, says, "name each level, such as L3–L4, L4–L5");
            return;
        }
        let regions = levels.regions();
        if parts
            .iter()
            .any(|(_, part)| !part.regions.is_subset(&regions))
        {
            let hint = "correct it against the record before any form is made";
            self.note(
                &said,
                "and the region of the spine that the row names disagree",
                hint,
            );
            return;
        }
        let text: Vec<String> = levels.as_slice().iter().map(ToString::to_string).collect();
        self.from("procedure.levels", &said);
        branch.put("levels", Kind::Text(text.join(", ")), &said.place);
    }
}

/// The text of a column of levels with commas in place of line breaks, a dash in place of the
/// words for a range, and without brackets.
fn listed(text: &str, mapping: &Mapping) -> String {
    let text = text.trim_matches(['[', ']', '(', ')', '.', ' ']);
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let lines = lines.iter().filter(|line| !line.is_empty());
    let joined: Vec<&str> = lines
        .map(|line| line.trim_end_matches([',', ';']))
        .collect();
    let text = match joined.len() {
        0 | 1 => text.to_owned(),
        _ => joined.join(", "),
    };
    let words = text.split(' ').map(|word| match word {
        "und" => "and",
        _ if has(&mapping.said.ranges, word) => "-",
        _ => word,
    });
    words.collect::<Vec<_>>().join(" ")
}
