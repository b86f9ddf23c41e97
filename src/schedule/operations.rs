//! The text of an operation taken apart: operations, sides, levels, codes, what is only possible.

mod part;

pub(super) use self::part::Part;
use self::part::looks_like_level;
use super::mapping::{Mapping, has};
use super::packs::Packs;
use super::words::value_key;

/// All operations of a cell, in its order.
pub(super) fn parts(cell: &str, mapping: &Mapping, packs: &Packs) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    for piece in cell.split(['\n', '\r', ';', '|']) {
        let tokens = tokens(without_number(piece.trim()));
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

/// The text without a number of a list: `1. `, `2) `.
fn without_number(text: &str) -> &str {
    let rest = text.trim_start_matches(|letter: char| letter.is_ascii_digit());
    match (text.len() - rest.len(), rest.strip_prefix(['.', ')', ':'])) {
        (1..=2, Some(rest)) if rest.starts_with(' ') => rest.trim_start(),
        _ => text,
    }
}

/// Words, and brackets and commas as tokens of their own.
fn tokens(text: &str) -> Vec<String> {
    let mut spaced = String::with_capacity(text.len() + 16);
    for letter in text.chars() {
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
        // `L4 - L5` is one level.
        let dash = |it: &str| matches!(it, "-" | "–" | "—" | "/");
        let digit = |it: &String| it.len() == 1 && it.bytes().all(|byte| byte.is_ascii_digit());
        // `2 levels`, `2-level` say how many, not which.
        let lower = word.to_lowercase();
        if lower.starts_with("level") && tokens.last().is_some_and(digit) {
            tokens.pop();
        }
        if lower.len() > 1 && matches!(&lower.as_str().get(1..), Some("-level" | "-levels")) {
            continue;
        }
        if dash(word)
            && tokens.last().is_some_and(|last| looks_like_level(last))
            && words.peek().is_some_and(|next| {
                looks_like_level(next) || next.bytes().all(|byte| byte.is_ascii_digit())
            })
            && let (Some(last), Some(next)) = (tokens.last_mut(), words.next())
        {
            last.push('-');
            last.push_str(next);
            continue;
        }
        tokens.push(word.to_owned());
    }
    tokens
}

/// The tokens before, between and behind words such as `possible`; what follows one is possible.
fn at_possible<'a>(tokens: &'a [String], mapping: &Mapping) -> Vec<(bool, &'a [String])> {
    let marks = |token: &String| has(&mapping.said.possible, token);
    let mut pieces = Vec::new();
    let mut possible = false;
    for piece in tokens.split(marks) {
        let says = |token: &String| token.chars().any(char::is_alphanumeric);
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
        joint(token) || matches!(value_key(token).as_str(), "," | "&" | "and" | "und" | "/")
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

/// `laminectomy/discectomy` as three tokens; levels and joints stay whole.
fn at_slashes(tokens: &[String]) -> Vec<String> {
    let mut apart = Vec::new();
    for token in tokens {
        let split = token.split_once('/').filter(|_| !looks_like_level(token));
        match split {
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
