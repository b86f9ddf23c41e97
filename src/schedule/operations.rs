//! The text of an operation taken apart: operations, sides, levels, codes, what is only possible.

mod list;
mod part;

use self::list::items;
pub(super) use self::part::Part;
use self::part::{looks_like_level, number};
use super::mapping::{Mapping, has};
use super::packs::Packs;
use super::words::value_key;

/// All operations of a cell, in its order.
pub(super) fn parts(cell: &str, mapping: &Mapping, packs: &Packs) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    let pieces = cell.split(['\n', '\r', ';', '|', '•', '\u{2028}']);
    for piece in pieces.flat_map(|piece| items(piece.trim(), mapping)) {
        let tokens = tokens(piece, mapping);
        for (possible, tokens) in at_possible(&tokens, mapping) {
            let found = split(tokens, mapping, packs);
            for part in found {
                match parts.last_mut() {
                    // A line with the side or the level alone says it of the operation before.
                    Some(last) if part.is_bare() && !possible => last.absorb(part),
                    _ => parts.push(Part { possible, ..part }),
                }
            }
        }
    }
    parts
}

/// Words, and brackets and commas as tokens of their own.
fn tokens(text: &str, mapping: &Mapping) -> Vec<String> {
    let said = &mapping.said;
    let mut spaced = String::with_capacity(text.len() + 16);
    for letter in text.replace("+/-", "±").chars() {
        match letter {
            '[' | ']' | '(' | ')' | ',' | '{' | '}' | '±' => {
                spaced.extend([' ', letter, ' ']);
            }
            _ => spaced.push(letter),
        }
    }
    let mut tokens: Vec<String> = Vec::new();
    let mut words = spaced.split_whitespace().peekable();
    while let Some(word) = words.next() {
        let lower = word.to_lowercase();
        let next = words.peek().copied().unwrap_or_default();
        match tokens.last_mut() {
            // `L4 to L5` is `L4-L5`.
            Some(last) if has(&said.ranges, word) && goes_on(last, "-", next) => last.push('-'),
            // `followed by` is one joint.
            Some(last) if has(&said.joints, &format!("{last} {word}")) => {
                last.push(' ');
                last.push_str(word);
            }
            // `L4 - L5`, `L4- L5` and `L4 -L5` are one level.
            Some(last) if goes_on(last, word, next) => last.push_str(word),
            // `2 levels` is `2-level`.
            Some(last) if lower.starts_with("level") && number(last).is_some() => {
                last.push_str("-level");
            }
            _ if lower.starts_with("w/") && !lower.starts_with("w/o") => {
                tokens.push("with".to_owned());
                tokens.extend(word.get(2..).filter(|it| !it.is_empty()).map(str::to_owned));
            }
            _ => tokens.push(word.to_owned()),
        }
    }
    tokens
}

/// Whether a word goes on with the level before it; a dash alone, whether the next one does.
fn goes_on(last: &str, word: &str, next: &str) -> bool {
    let dash = ['-', '–', '—', '/'];
    let begun = last.trim_end_matches(dash);
    let rest = word.trim_start_matches(dash);
    let dashes = last.len() > begun.len() || word.len() > rest.len();
    let end = if rest.is_empty() { next } else { rest };
    let digits = !end.is_empty() && end.bytes().all(|byte| byte.is_ascii_digit());
    looks_like_level(begun) && dashes && (looks_like_level(end) || digits)
}

/// The tokens before, between and behind words such as `possible`; what follows one is possible.
fn at_possible<'a>(tokens: &'a [String], mapping: &Mapping) -> Vec<(bool, &'a [String])> {
    let marks = |token: &String| has(&mapping.said.possible, token);
    let mut pieces = Vec::new();
    let mut possible = false;
    let says = |token: &String| token.chars().any(char::is_alphanumeric);
    let mut split = tokens.split(marks).peekable();
    while let Some(mut piece) = split.next() {
        // `with possible fusion` is `possible fusion`.
        while let [rest @ .., last] = piece
            && split.peek().is_some_and(|next| next.iter().any(says))
            && has(&mapping.said.joints, last)
        {
            piece = rest;
        }
        if piece.iter().any(says) {
            pieces.push((possible, piece));
        }
        possible = true;
    }
    pieces
}

/// One operation if the whole text is the name of one; otherwise as many as its joints say,
/// and at last as commas and `and` say, if then each is known.
fn split(tokens: &[String], mapping: &Mapping, packs: &Packs) -> Vec<Part> {
    let whole = Part::of(tokens, mapping);
    if whole.is_known(packs) {
        return vec![whole];
    }
    let joint = |token: &String| has(&mapping.said.joints, token);
    let by_joints = all(tokens.split(joint), mapping);
    if by_joints.len() > 1 && by_joints.iter().all(|part| part.is_known(packs)) {
        return by_joints;
    }
    let loose = |token: &String| {
        let key = value_key(token);
        joint(token)
            || matches!(
                key.as_str(),
                "," | "&" | "and" | "und" | "/" | "-" | "–" | "·"
            )
    };
    let apart = at_slashes(tokens);
    let by_commas = all(apart.split(loose), mapping);
    if by_commas.len() > 1 && by_commas.iter().all(|part| part.is_known(packs)) {
        return by_commas;
    }
    match by_joints.len() {
        0 | 1 => vec![whole],
        _ => by_joints,
    }
}

/// `laminectomy/discectomy` and `left+laminectomy` as three tokens; levels and joints stay whole.
fn at_slashes(tokens: &[String]) -> Vec<String> {
    let mut apart = Vec::new();
    for token in tokens {
        let split = token.split_once(['/', '+', '&']);
        match split.filter(|_| !looks_like_level(token)) {
            Some((before, after)) if before.len() > 1 && !after.is_empty() => {
                apart.extend([before.to_owned(), "/".to_owned(), after.to_owned()]);
            }
            _ => apart.push(token.clone()),
        }
    }
    apart
}

/// Each piece as a part; one that has only a side or a level belongs to the part before it,
/// or at the beginning to the one behind it.
fn all<'a>(pieces: impl Iterator<Item = &'a [String]>, mapping: &Mapping) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    for piece in pieces {
        let mut part = Part::of(piece, mapping);
        match parts.last_mut() {
            Some(last) if part.is_bare() => last.absorb(part),
            Some(last) if last.is_bare() => {
                part.absorb(std::mem::take(last));
                *last = part;
            }
            _ => parts.push(part),
        }
    }
    parts.retain(|part| *part != Part::default());
    parts
}
