//! Text that people typed: composed, trimmed, and nothing in it that cannot be seen.
//!
//! A form is read by people and searched by machines. Both must find the same
//! name, so text is kept in Unicode's composed form (NFC). Characters that
//! change what is seen without being seen themselves are refused rather than
//! removed: nobody should sign a text that differs from the record's.

use unicode_normalization::UnicodeNormalization;

use crate::error::Problem;

/// The most characters a name, title, number of a phone … may have.
pub(super) const NAME_LIMIT: usize = 300;
/// The most characters a record number may have.
pub(super) const NUMBER_LIMIT: usize = 40;
/// The most characters free text may have.
pub(super) const FREE_LIMIT: usize = 4_000;
/// The same for one text of a patient-specific risk.
pub(super) const RISK_LIMIT: usize = 1_000;

/// The most characters of a word that a message repeats.
const QUOTE_LIMIT: usize = 40;

/// What becomes of line breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Breaks {
    /// They stay; the field has several lines.
    Kept,
    /// They are white space like any other.
    Folded,
}

/// Why a text is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// Nothing is left after trimming.
    Empty,
    /// A character that must not stand in a text, and where (in characters, from 1).
    Character { letter: char, position: usize },
    /// Too many characters.
    TooLong { count: usize, limit: usize },
}

impl Fault {
    /// The problem with the value at a path, without a word of the value.
    pub(super) fn problem(self, path: &str) -> Problem {
        match self {
            Self::Empty => {
                Problem::new(format!("`{path}` is empty")).hint("fill it in, or leave the key out")
            }
            Self::Character { letter, position } => {
                let (name, hint) = describe(letter);
                let code = u32::from(letter);
                Problem::new(format!(
                    "`{path}` holds {name}, U+{code:04X}, as character {position}"
                ))
                .hint(hint)
            }
            Self::TooLong { count, limit } => Problem::new(format!(
                "`{path}` has {count} characters, more than {limit}"
            ))
            .hint("shorten it"),
        }
    }
}

/// One line of text from outside a case, as strict as a case's own; the problem calls
/// it by `path`.
pub(crate) fn clean_line(text: &str, path: &str) -> Result<String, Problem> {
    clean(text, Breaks::Folded, NAME_LIMIT).map_err(|fault| fault.problem(path))
}

/// The text in composed form, trimmed, runs of white space folded to one space.
pub(super) fn clean(text: &str, breaks: Breaks, limit: usize) -> Result<String, Fault> {
    if text.len() <= limit && is_clean(text.as_bytes()) {
        return Ok(text.to_owned());
    }
    if let Some((index, letter)) = text.chars().enumerate().find(|(_, it)| is_refused(*it)) {
        let position = index + 1;
        return Err(Fault::Character { letter, position });
    }
    let composed: String = match text.is_ascii() {
        true => text.to_owned(),
        false => text.nfc().collect(),
    };
    let folded = match breaks {
        Breaks::Folded => fold(&composed),
        Breaks::Kept => fold_lines(&composed),
    };
    match folded.chars().count() {
        0 => Err(Fault::Empty),
        count if count > limit => Err(Fault::TooLong { count, limit }),
        _ => Ok(folded),
    }
}

/// A word to quote in a message: its beginning, with nothing in it that a terminal obeys.
///
/// Only for words of a fixed vocabulary (sides, ids, levels, keys, headers): a
/// patient's values are never quoted.
pub(crate) fn quoted(text: &str) -> String {
    let shown = text.chars().take(QUOTE_LIMIT);
    let mut quoted: String = shown
        .map(
            |letter| match is_refused(letter) || letter.is_whitespace() {
                true if letter != ' ' => char::REPLACEMENT_CHARACTER,
                _ => letter,
            },
        )
        .collect();
    if text.chars().nth(QUOTE_LIMIT).is_some() {
        quoted.push('…');
    }
    quoted
}

/// Whether a text is plainly as it should be: letters and signs of ASCII with single spaces
/// between them, which most texts are.
fn is_clean(text: &[u8]) -> bool {
    let mut before = b' ';
    let mut clean = true;
    for byte in text {
        clean &= matches!(byte, b' '..=b'~') && (*byte != b' ' || before != b' ');
        before = *byte;
    }
    clean && before != b' '
}

/// The words of a text with single spaces between them.
pub(crate) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.push_str(word);
    }
    folded
}

fn fold_lines(text: &str) -> String {
    let lines = text.replace("\r\n", "\n");
    let lines = lines.split(['\n', '\r', '\u{2028}', '\u{2029}']).map(fold);
    let joined = lines.collect::<Vec<_>>().join("\n");
    joined.trim_matches('\n').to_owned()
}

fn is_refused(letter: char) -> bool {
    is_control(letter)
        || is_direction(letter)
        || is_invisible(letter)
        || is_private(letter)
        || is_noncharacter(letter)
        || letter == char::REPLACEMENT_CHARACTER
}

/// Control characters, other than the tab and the line breaks that keyboards have.
fn is_control(letter: char) -> bool {
    letter.is_control() && !matches!(letter, '\t' | '\n' | '\r')
}

fn is_direction(letter: char) -> bool {
    matches!(
        letter,
        '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}'
    )
}

/// Unicode's default ignorable code points and annotation marks, as far as not above.
fn is_invisible(letter: char) -> bool {
    matches!(
        letter,
        '\u{00AD}' | '\u{034F}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}'
            | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200D}' | '\u{2060}'..='\u{2065}'
            | '\u{206A}'..='\u{206F}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}'
            | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFB}' | '\u{1BCA0}'..='\u{1BCA3}'
            | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E0FFF}'
    )
}

fn is_private(letter: char) -> bool {
    matches!(
        letter,
        '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{FFFFD}' | '\u{100000}'..='\u{10FFFD}'
    )
}

fn is_noncharacter(letter: char) -> bool {
    matches!(letter, '\u{FDD0}'..='\u{FDEF}') || u32::from(letter) & 0xFFFE == 0xFFFE
}

/// What such a character is, and what to do about it.
fn describe(letter: char) -> (&'static str, &'static str) {
    match letter {
        char::REPLACEMENT_CHARACTER => (
            "the replacement character",
            "a letter was lost: the file was probably not UTF-8; save it as UTF-8 from its source",
        ),
        _ if is_direction(letter) => (
            "an invisible text-direction control",
            "delete it; the direction of writing follows from the letters",
        ),
        _ if is_control(letter) => ("a control character", "delete it, or type the text anew"),
        _ if is_private(letter) => (
            "a private-use character",
            "replace it; it looks different, or like nothing, in another font",
        ),
        _ if is_noncharacter(letter) => (
            "a code point that is no character",
            "delete it, or type the text anew",
        ),
        _ => ("an invisible character", "delete it, or type the text anew"),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn folded(text: &str) -> Result<String, Fault> {
        clean(text, Breaks::Folded, NAME_LIMIT)
    }

    #[test]
    fn composes_trims_and_folds() {
        assert_eq!(
            folded("  Ma\u{142}gorzata\tZoe\u{308} "),
            Ok("Małgorzata Zoë".into())
        );
        assert_eq!(
            folded("a\u{A0}\u{2009}\u{3000}b\u{202F}c\r\nd"),
            Ok("a b c d".into())
        );
    }

    #[test]
    fn keeps_line_breaks_where_declared() {
        let kept = clean("\n a  b\r\n\r\nc\u{2028}d \n", Breaks::Kept, FREE_LIMIT);
        assert_eq!(kept, Ok("a b\n\nc\nd".into()));
    }

    #[test]
    fn ordinary_text_passes_unchanged() {
        for text in [
            "<b>",
            "{{patient}}",
            "&amp;",
            "🙂",
            "O’Brien-Ó",
            "佐藤",
            "عبد",
        ] {
            assert_eq!(folded(text).as_deref(), Ok(text));
        }
    }

    #[test]
    fn refuses_what_cannot_be_seen() {
        let refused = [
            0x00, 0x07, 0x0B, 0x0C, 0x1B, 0x7F, 0x85, 0xAD, 0x34F, 0x61C, 0x115F, 0x180E, 0x200B,
            0x200C, 0x200D, 0x200E, 0x200F, 0x202A, 0x202E, 0x2060, 0x2064, 0x2066, 0x2069, 0x3164,
            0xE000, 0xF8FF, 0xFDD0, 0xFE00, 0xFE0F, 0xFEFF, 0xFFFD, 0xFFFE, 0x1FFFF, 0xE0001,
            0xE0061, 0xE0100, 0xF0000, 0x10FFFD, 0x10FFFF,
        ];
        for code in refused {
            let letter = char::from_u32(code).expect("a scalar value");
            let fault = folded(&format!("né{letter}x"));
            let position = 3;
            assert_eq!(
                fault,
                Err(Fault::Character { letter, position }),
                "U+{code:04X}"
            );
        }
    }

    #[test]
    fn names_the_code_point_and_its_position() {
        let problem = folded("Ann\u{202E}a").map_err(|fault| fault.problem("patient.given_names"));
        let says = problem.expect_err("refused").says;
        assert_eq!(
            says,
            "`patient.given_names` holds an invisible text-direction control, U+202E, as character 4"
        );
        let lost = folded("Zo\u{FFFD}").expect_err("refused").problem("x");
        assert!(lost.hint.is_some_and(|hint| hint.contains("not UTF-8")));
    }

    #[test]
    fn refuses_empty_and_too_long() {
        assert_eq!(folded(" \u{A0}\n"), Err(Fault::Empty));
        assert!(clean(&"é".repeat(40), Breaks::Folded, NUMBER_LIMIT).is_ok());
        let (count, limit) = (41, NUMBER_LIMIT);
        assert_eq!(
            clean(&"é".repeat(41), Breaks::Folded, NUMBER_LIMIT),
            Err(Fault::TooLong { count, limit })
        );
    }

    proptest! {
        /// What is taken for clean is what the long way gives.
        #[test]
        fn what_is_clean_stays(text in "[ a-c~\t\u{7f}é]{0,6}") {
            for fold in [fold, fold_lines] {
                prop_assert!(!is_clean(text.as_bytes()) || fold(&text) == text);
            }
            let plain = text.is_ascii() && !text.is_empty() && !text.chars().any(is_refused);
            prop_assert_eq!(is_clean(text.as_bytes()), plain && fold(&text) == text);
        }

        #[test]
        fn cleaning_twice_changes_nothing(text in any::<String>()) {
            for breaks in [Breaks::Kept, Breaks::Folded] {
                if let Ok(once) = clean(&text, breaks, FREE_LIMIT) {
                    prop_assert_eq!(clean(&once, breaks, FREE_LIMIT), Ok(once));
                }
            }
        }
    }
}
