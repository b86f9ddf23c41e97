//! Marks around what is the patient's own, so that it can be told from what all forms of a
//! kind share wherever the layout puts it.
//!
//! A mark is three characters of the private use area, which no text of a case may have:
//! one that opens, one that says which own text it is, one that closes.

use serde_json::Value;

use crate::consent::each_own_text;

const OPENS: char = '\u{f0000}';
const CLOSES: char = '\u{f0001}';
/// The first of the characters that number own texts.
const FIRST: u32 = 0xf_0100;

/// A stretch of text: shared, or the patient's own with its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stretch<'a> {
    /// What all forms of a kind say.
    Shared(&'a str),
    /// What only this form says; own texts are numbered from 0.
    Own(u32, &'a str),
}

/// Marks every own text among a consent's values.
pub(super) fn mark(values: &mut Value) {
    let mut number = 0;
    each_own_text(values, &mut |text| {
        if let Some(which) = char::from_u32(FIRST + number) {
            *text = format!("{OPENS}{which}{text}{CLOSES}");
        }
        number += 1;
    });
}

/// Text without its marks.
pub(super) fn without(text: &str) -> String {
    text.chars().filter(|c| !is_mark(*c)).collect()
}

pub(super) fn is_marked(text: &str) -> bool {
    text.contains(OPENS)
}

fn is_mark(c: char) -> bool {
    matches!(c, OPENS | CLOSES) || u32::from(c) >= FIRST && u32::from(c) <= 0xf_ffff
}

/// The stretches of marked text, in order. A character of a mark that is none stays in the
/// text, where no font has it.
pub fn stretches(text: &str) -> Vec<Stretch<'_>> {
    let mut stretches = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(OPENS) {
        let which = after.chars().next();
        let number = which.and_then(|which| u32::from(which).checked_sub(FIRST));
        let (Some(which), Some(number)) = (which, number) else {
            let (shared, later) = rest.split_at(rest.len() - after.len());
            stretches.push(Stretch::Shared(shared));
            rest = later;
            continue;
        };
        if !before.is_empty() {
            stretches.push(Stretch::Shared(before));
        }
        let own = &after[which.len_utf8()..];
        let (own, after) = own.split_once(CLOSES).unwrap_or((own, ""));
        stretches.push(Stretch::Own(number, own));
        rest = after;
    }
    if !rest.is_empty() {
        stretches.push(Stretch::Shared(rest));
    }
    stretches
}

/// Takes the marks out of elements' tags, where the tree has no room for them; whether
/// there were any.
pub(super) fn out_of_tags(markup: &mut String) -> bool {
    let mut inside = false;
    let mut found = false;
    let mut clean = String::new();
    for (at, c) in markup.char_indices() {
        match c {
            '<' => inside = true,
            '>' => inside = false,
            _ => {}
        }
        let drop = inside && is_mark(c);
        if drop && !found {
            found = true;
            clean.push_str(&markup[..at]);
        }
        if found && !drop {
            clean.push(c);
        }
    }
    if found {
        *markup = clean;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_go_around_own_texts_and_come_off_again() {
        let mut values = serde_json::json!({
            "form_id": "", "patient": {"name": "Ada Low", "sex": "female", "language": "German"},
            "surgeon": {"name": "Dr. M"},
            "signatories": [{"statements": [{"says": "Dr. M operates."}, {"says": "I agree."}]}],
        });
        mark(&mut values);
        let text = |path: &str| values.pointer(path).and_then(Value::as_str).unwrap_or("");
        assert_eq!(
            stretches(text("/patient/name")),
            [Stretch::Own(0, "Ada Low")]
        );
        assert_eq!(stretches(text("/patient/sex")), [Stretch::Own(1, "female")]);
        assert_eq!(stretches(text("/surgeon/name")), [Stretch::Own(2, "Dr. M")]);
        assert_eq!(text("/patient/language"), "German");
        let says = text("/signatories/0/statements/0/says");
        assert_eq!(stretches(says), [Stretch::Own(3, "Dr. M operates.")]);
        assert_eq!(text("/signatories/0/statements/1/says"), "I agree.");
        let around = format!("for {}, born", text("/patient/name"));
        let expected = [
            Stretch::Shared("for "),
            Stretch::Own(0, "Ada Low"),
            Stretch::Shared(", born"),
        ];
        assert_eq!(stretches(&around), expected);
        assert_eq!(without(&around), "for Ada Low, born");
    }

    #[test]
    fn what_only_looks_like_a_mark_is_text() {
        let text = format!("a {OPENS}b {OPENS}");
        let parts = [format!("a {OPENS}"), format!("b {OPENS}")];
        let expected: Vec<Stretch<'_>> = parts.iter().map(|part| Stretch::Shared(part)).collect();
        assert_eq!(stretches(&text), expected);
    }

    #[test]
    fn marks_in_tags_are_found() {
        let name = format!("{OPENS}\u{f0100}Ada{CLOSES}");
        let mut markup = format!("<p id=\"a\">{name}</p>");
        let before = markup.clone();
        assert!(!out_of_tags(&mut markup));
        assert_eq!(markup, before);
        let mut markup = format!("<line label=\"{name}\">{name}</line>");
        assert!(out_of_tags(&mut markup));
        assert_eq!(markup, format!("<line label=\"Ada\">{name}</line>"));
    }
}
