//! Levels as clinicians write them.

use super::{Level, SpinePart, Vertebra};
use crate::case::text::{self, Breaks, FREE_LIMIT, quoted};
use crate::error::Problem;

/// Reads one or more levels, in the order of the text.
pub(super) fn levels(text: &str) -> Result<Vec<Level>, Problem> {
    let text =
        text::clean(text, Breaks::Folded, FREE_LIMIT).map_err(|fault| fault.problem("levels"))?;
    let mut levels = Vec::new();
    for item in items(&text) {
        levels.extend(self::item(item.trim())?);
    }
    Ok(levels)
}

/// The texts between `,` `;` `&` `+` and the word `and`, which may follow a comma.
fn items(text: &str) -> Vec<String> {
    let words = text
        .split(' ')
        .map(|word| match word.eq_ignore_ascii_case("and") {
            true => "&",
            false => word,
        });
    let text = words.collect::<Vec<_>>().join(" ").replace(", &", "&");
    text.split([',', ';', '&', '+'])
        .map(str::to_owned)
        .collect()
}

/// One vertebra, one segment, or all segments of a range.
fn item(text: &str) -> Result<Vec<Level>, Problem> {
    if text.is_empty() {
        return Err(Problem::new("a level is missing between two separators")
            .hint("name the levels such as L3–L4, L4–L5"));
    }
    let dashes = [
        '-', '\u{2010}', '\u{2011}', '\u{2012}', '–', '—', '\u{2212}', '/',
    ];
    let Some((upper, lower)) = text.split_once(dashes) else {
        return Ok(vec![Level::Vertebra(vertebra(text, None)?)]);
    };
    let upper = vertebra(upper.trim_end(), None)?;
    let lower = vertebra(lower.trim_start(), Some(upper.part()))?;
    if lower <= upper {
        return Err(not_downwards(upper, lower));
    }
    let segments = segments(upper, lower);
    match segments.len() {
        // “L3/L5” may mean the two, or all between: a dash says the latter.
        2.. if text.contains('/') => {
            Err(
                Problem::new(format!("`{}` is not one segment", quoted(text))).hint(format!(
                    "write {upper}–{lower} for all segments between, or name each segment"
                )),
            )
        }
        _ => Ok(segments),
    }
}

fn segments(upper: Vertebra, lower: Vertebra) -> Vec<Level> {
    let between: Vec<_> = Vertebra::all()
        .filter(|vertebra| (upper..=lower).contains(vertebra))
        .collect();
    between
        .windows(2)
        .map(|pair| Level::Segment(pair[0], pair[1]))
        .collect()
}

/// One vertebra. Its letter may be left out after a dash (`C5/6`).
fn vertebra(text: &str, part: Option<SpinePart>) -> Result<Vertebra, Problem> {
    let (letters, digits) = text.split_at(
        text.find(|it: char| it.is_ascii_digit())
            .unwrap_or(text.len()),
    );
    let part = match (letters.to_ascii_lowercase().as_str(), part) {
        ("", Some(part)) => part,
        ("c", _) => SpinePart::Cervical,
        ("t" | "th" | "d", _) => SpinePart::Thoracic,
        ("l", _) => SpinePart::Lumbar,
        ("s", _) => SpinePart::Sacral,
        ("o" | "oc" | "occ" | "occiput" | "occipital", _) => return Err(occiput()),
        _ => return Err(unknown(text)),
    };
    let number = match (digits.len(), digits.parse()) {
        // `L04` or `C0005` are slips of the keyboard, not levels.
        (1..=2, Ok(number)) if !(digits.len() == 2 && digits.starts_with('0')) => number,
        _ => return Err(unknown(text)),
    };
    match Vertebra::new(part, number) {
        Some(vertebra) => Ok(vertebra),
        None if part == SpinePart::Cervical && number == 0 => Err(occiput()),
        None => Err(no_such(part, number)),
    }
}

fn unknown(text: &str) -> Problem {
    Problem::new(format!("`{}` is not a level of the spine", quoted(text)))
        .hint("write levels such as L4–L5, C5/6 or T7; several with a comma between")
}

fn no_such(part: SpinePart, number: u8) -> Problem {
    let letter = part.letter();
    let hint = match (part, number) {
        (SpinePart::Cervical, 8) => "C8 is a nerve; it leaves the spine at C7–T1".to_owned(),
        _ => format!("{letter}1 to {letter}{} can be named", part.count()),
    };
    Problem::new(format!("there is no vertebra {letter}{number}")).hint(hint)
}

fn occiput() -> Problem {
    Problem::new("the occiput is not a level that can be named")
        .hint("levels run from C1 to S5; no pack covers the joint above C1")
}

fn not_downwards(upper: Vertebra, lower: Vertebra) -> Problem {
    if upper == lower {
        return Problem::new(format!("`{upper}–{lower}` names one vertebra twice")).hint(format!(
            "write {upper} for the vertebra, or the segment's two vertebrae"
        ));
    }
    let hint = match (upper.part(), lower) {
        // “L5/1” is how some write the segment below L5.
        (SpinePart::Lumbar, lower)
            if upper.number() == 5 && lower.number() == 1 && lower.part() == SpinePart::Lumbar =>
        {
            "the segment below L5 is L5–S1".to_owned()
        }
        _ => format!("name the upper vertebra first: {lower}–{upper}"),
    };
    Problem::new(format!("`{upper}–{lower}` runs upwards")).hint(hint)
}
