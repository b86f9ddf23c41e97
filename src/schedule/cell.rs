//! One cell, and what spreadsheets do to cells.

use std::borrow::Cow;

use chrono::{Datelike, NaiveDateTime, NaiveTime};

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Cell {
    Text(String),
    /// A number of a workbook: how it was written (with leading zeros, or as text) is lost.
    Number(f64),
    /// A date or a time of a workbook, which can be read in only one way.
    Moment(NaiveDateTime),
    /// An error of a workbook, such as a formula without an answer.
    Broken,
    /// What a workbook shows struck through, whole or in part.
    Struck(Box<str>),
}

/// What has happened to a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Damage {
    Broken,
    Formula,
    TooNarrow,
    Scientific,
    Decimals,
    TooManyDigits,
    Misread,
    NoNumber,
    Several,
    Date,
    Signs,
    Zeros,
    Struck,
}

impl Damage {
    /// What is wrong, after the name of the column; and the next step.
    pub(super) fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Broken => (
                "holds an error of a spreadsheet in place of a value",
                "mend the formula, or export the schedule again",
            ),
            Self::Formula => (
                "holds a formula in place of a value",
                "export the schedule again from its source",
            ),
            Self::TooNarrow => (
                "holds only `#` signs: the column was too narrow when it was exported",
                "export the schedule again from its source",
            ),
            Self::Scientific => (
                "was turned into a rounded number such as 9.9E+09 by a spreadsheet",
                "export it again as text; the digits cannot be recovered",
            ),
            Self::Decimals => (
                "was turned into a number with decimals by a spreadsheet",
                "export it again as text, so that every digit stays",
            ),
            Self::TooManyDigits => (
                "has more digits than a spreadsheet keeps, and the last ones are lost",
                "export it again as text; the digits cannot be recovered",
            ),
            Self::NoNumber => (
                "holds no number, only words or zeros",
                "fill it in, as the record has it",
            ),
            Self::Date => (
                "was turned into a day by a spreadsheet",
                "export it again as text, so that every digit stays",
            ),
            Self::Zeros => (
                "is a number, and the workbook has formats that show zeros which no cell holds",
                "make the column text, or say `record-number-digits` in a mapping",
            ),
            Self::Struck => (
                "is struck through in the workbook",
                "remove the row if the operation is cancelled; otherwise write the value without the strike",
            ),
            Self::Signs => (
                "holds signs that are no part of a number",
                "leave the number alone, as the record has it",
            ),
            Self::Several => (
                "holds more than one number",
                "leave the one that the record has",
            ),
            Self::Misread => (
                "holds letters that were read in a wrong encoding",
                "export the schedule again as UTF-8",
            ),
        }
    }
}

impl Cell {
    /// The text of the cell, without what some programs put round it to keep zeros.
    pub(super) fn text(&self) -> Cow<'_, str> {
        match self {
            Self::Text(text) => Cow::Borrowed(bare(text)),
            Self::Number(number) => Cow::Owned(number.to_string()),
            Self::Moment(moment) => Cow::Owned(moment.format(shown(*moment)).to_string()),
            Self::Broken => Cow::Borrowed("#"),
            Self::Struck(text) => Cow::Borrowed(text),
        }
    }

    /// Whether there is nothing in it.
    pub(super) fn is_blank(&self) -> bool {
        matches!(self, Self::Text(text) if text.trim().is_empty())
    }

    /// What has happened to it, whatever the column means.
    pub(super) fn damage(&self) -> Option<Damage> {
        let text = match self {
            Self::Text(text) => text,
            Self::Broken => return Some(Damage::Broken),
            Self::Struck(_) => return Some(Damage::Struck),
            Self::Number(_) | Self::Moment(_) => return None,
        };
        let text = bare(text);
        if text.starts_with(['=', '@']) {
            return Some(Damage::Formula);
        }
        if !text.is_empty() && text.bytes().all(|byte| byte == b'#') {
            return Some(Damage::TooNarrow);
        }
        if let Some(rest) = text.strip_prefix('#') {
            let error = rest.ends_with(['!', '?']) || matches!(rest, "N/A" | "NV" | "n/a");
            let capitals = !rest.chars().any(|letter| letter.is_lowercase());
            if error && (capitals || rest == "n/a") {
                return Some(Damage::Broken);
            }
        }
        is_misread(text).then_some(Damage::Misread)
    }

    /// What has happened to a number that is a name: a record or an encounter.
    pub(super) fn number_damage(&self) -> Option<Damage> {
        match self {
            Self::Number(number) if number.fract() != 0.0 => Some(Damage::Decimals),
            Self::Number(number) if number.abs() >= 1e15 => Some(Damage::TooManyDigits),
            Self::Moment(_) => Some(Damage::Decimals),
            Self::Text(text) => text_damage(bare(text)),
            Self::Number(number) if *number <= 0.0 => Some(Damage::NoNumber),
            _ => None,
        }
    }
}

/// How a moment of a workbook is shown: a day without a time is a day, a time before the days
/// of a workbook begin is a time.
fn shown(moment: NaiveDateTime) -> &'static str {
    match moment.time() == NaiveTime::MIN {
        _ if moment.year() < 1900 => "%H:%M",
        true => "%Y-%m-%d",
        false => "%Y-%m-%d %H:%M",
    }
}

/// Whether letters of two bytes were read as two letters: `Ã¼` for `ü`, `Å‚` for `ł`.
fn is_misread(text: &str) -> bool {
    if text.is_ascii() {
        return false;
    }
    let mut before = ' ';
    for letter in text.chars() {
        let second = match letter {
            '\u{80}'..='\u{BF}' => true,
            _ => "‚ƒ„†‡ˆ‰Š‹ŒŽ•˜™š›œžŸ".contains(letter),
        };
        if second && matches!(before, 'Ã' | 'Â' | 'Å' | 'Ä') {
            return true;
        }
        before = letter;
    }
    false
}

fn text_damage(text: &str) -> Option<Damage> {
    if text.starts_with(['+', '-']) {
        return Some(Damage::Formula);
    }
    if !text.bytes().any(|byte| matches!(byte, b'1'..=b'9')) {
        return Some(Damage::NoNumber);
    }
    let parts = text.split(['\n', '\r', ';', '|']);
    let with_digits = parts.filter(|part| part.bytes().any(|byte| byte.is_ascii_digit()));
    if with_digits.count() > 1 || text.contains(" / ") || are_several(text) {
        return Some(Damage::Several);
    }
    if text.contains(['?', '"', '<', '>', '*']) {
        return Some(Damage::Signs);
    }
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let decimal = |part: &str| {
        part.split_once(['.', ','])
            .is_some_and(|(whole, rest)| digits(whole) && digits(rest))
    };
    if let Some((mantissa, exponent)) = text.split_once(['E', 'e']) {
        let signed = exponent.strip_prefix(['+', '-']);
        let scientific = match signed {
            Some(exponent) => digits(exponent) && (digits(mantissa) || decimal(mantissa)),
            None => digits(exponent) && decimal(mantissa),
        };
        if scientific {
            return Some(Damage::Scientific);
        }
    }
    let zeros = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte == b'0');
    if let Some((whole, rest)) = text.rsplit_once(['.', ','])
        && zeros(rest)
        && rest.len() < 3
        && whole
            .bytes()
            .all(|byte| byte.is_ascii_digit() || b".,".contains(&byte))
    {
        return Some(Damage::Decimals);
    }
    if is_grouped(text) {
        return Some(Damage::Decimals);
    }
    (digits(text) && text.len() > 15 && zeros(&text[15..])).then_some(Damage::TooManyDigits)
}

/// Whether two numbers of one length stand beside each other: `412907,412908`.
fn are_several(text: &str) -> bool {
    let spaced = text.replace([',', '/', '&'], " ");
    let mut words = spaced.split_whitespace().filter(|word| *word != "and");
    let Some(first) = words.next().filter(|it| it.len() > 4) else {
        return false;
    };
    let same = |it: &str| it.len() == first.len() && it.bytes().all(|it| it.is_ascii_digit());
    let rest: Vec<&str> = words.collect();
    same(first) && !rest.is_empty() && rest.iter().all(|it| same(it))
}

/// Whether a spreadsheet wrote a number in groups of three: `412,907`, `412.907`.
fn is_grouped(text: &str) -> bool {
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let grouped = |sign: char, most: usize| {
        let mut groups = text.split(sign);
        let first = groups
            .next()
            .is_some_and(|it| (1..=3).contains(&it.len()) && digits(it));
        let rest: Vec<&str> = groups.collect();
        first
            && (1..=most).contains(&rest.len())
            && rest.iter().all(|it| it.len() == 3 && digits(it))
    };
    // Some countries write their numbers of persons with several points.
    grouped(',', usize::MAX) || grouped('.', 1)
}

/// The value in `="00412907"` and `'00412907`, which keep spreadsheets from counting.
fn bare(text: &str) -> &str {
    let text = text.trim();
    if let Some(inner) = text.strip_prefix("=\"").and_then(|it| it.strip_suffix('"')) {
        return inner.trim();
    }
    match text.strip_prefix('\'') {
        Some(rest) if !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit()) => rest,
        _ => text,
    }
}
