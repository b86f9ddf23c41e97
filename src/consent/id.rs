//! Ids from content: the same case and library give the same id.

use sha2::{Digest, Sha256};

use super::apart::Apart;
use super::model::Consent;

/// Digits and capitals that are not taken for one another when read aloud or
/// copied by hand: no I, L, O, S, U. Thirty-one of them, a prime, so that the
/// check character finds every single wrong character and every swap.
const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKMNPQRTVWXYZ";

/// What the content of a consent hashes to, whoever it is for.
pub(super) fn content_digest(consent: &Consent) -> [u8; 32] {
    // A value of plain strings, numbers and lists always serializes.
    Sha256::digest(serde_json::to_vec(&consent.for_nobody()).unwrap_or_default()).into()
}

/// `K7QM-3XWT-9P2D`: eleven characters of a hash of content, what is the patient's own,
/// and edition; and a check character.
pub(super) fn form_id(content: &[u8; 32], own: &Apart<'_>, edition: &str) -> String {
    let mut hash = Sha256::new();
    hash.update(content);
    let texts = own.texts.iter().map(|text| &**text);
    for text in std::iter::once(own.shape.as_str()).chain(texts) {
        hash.update((text.len() as u64).to_be_bytes());
        hash.update(text.as_bytes());
    }
    hash.update(edition.as_bytes());
    let mut id = code(&hash.finalize(), 11);
    id.push(check_character(&id).unwrap_or('0'));
    format!("{}-{}-{}", &id[..4], &id[4..8], &id[8..])
}

/// Version of the operation's pack, and four characters for all content used.
pub(super) fn content_version<'a>(version: &str, sources: impl Iterator<Item = &'a str>) -> String {
    let mut hash = Sha256::new();
    for source in sources {
        hash.update((source.len() as u64).to_be_bytes());
        hash.update(source.as_bytes());
    }
    format!("{version}-{}", code(&hash.finalize(), 4))
}

fn code(hash: &[u8], length: usize) -> String {
    let mut number = hash[..16]
        .iter()
        .fold(0_u128, |n, byte| n << 8 | u128::from(*byte));
    (0..length)
        .map(|_| {
            let digit = (number % 31) as usize;
            number /= 31;
            char::from(ALPHABET[digit])
        })
        .collect()
}

/// The check character for the eleven others (hyphens are passed over): a sum
/// weighted by position, modulo 31. `None` if a character is not of the alphabet.
pub fn check_character(id: &str) -> Option<char> {
    let mut sum = 0;
    for (index, character) in id.bytes().filter(|byte| *byte != b'-').take(11).enumerate() {
        let value = ALPHABET.iter().position(|known| *known == character)?;
        sum += value * (index + 1);
    }
    Some(char::from(ALPHABET[sum % 31]))
}

/// Whether a form id is well-formed and its check character right.
pub fn is_valid_form_id(id: &str) -> bool {
    id.bytes().filter(|byte| *byte != b'-').count() == 12
        && id.chars().last() == check_character(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_check(id: &str) -> String {
        format!("{id}{}", check_character(id).expect("of the alphabet"))
    }

    #[test]
    fn every_single_error_and_every_swap_is_found() {
        let id = with_check("K7QM3XWT9P2");
        assert!(is_valid_form_id(&id));
        for at in 0..id.len() {
            for other in ALPHABET.iter().map(|byte| char::from(*byte)) {
                let mut wrong: Vec<char> = id.chars().collect();
                let right = std::mem::replace(&mut wrong[at], other);
                let wrong: String = wrong.into_iter().collect();
                assert_eq!(is_valid_form_id(&wrong), other == right, "{wrong}");
            }
        }
        for at in 1..id.len() - 1 {
            let mut swapped: Vec<char> = id.chars().collect();
            swapped.swap(at - 1, at);
            let swapped: String = swapped.into_iter().collect();
            assert_eq!(is_valid_form_id(&swapped), swapped == id, "{swapped}");
        }
    }
}
