//! Names as they are searched for: without case, accents and marks.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// What a name is found by: small letters without accents, words parted by one space.
///
/// ```
/// use countersign::case::search_key;
///
/// assert_eq!(search_key("Łukasz  O’Brien-Muñoz"), "lukasz o brien munoz");
/// ```
pub fn search_key(text: &str) -> String {
    let mut key = String::new();
    for character in text.nfkd().filter(|one| !is_combining_mark(*one)) {
        for small in character.to_lowercase() {
            match plain(small) {
                Some(letters) => key.push_str(letters),
                None if small.is_alphanumeric() => key.push(small),
                None if key.ends_with(' ') => {}
                None => key.push(' '),
            }
        }
    }
    key.trim().to_owned()
}

/// Letters that no decomposition takes apart.
fn plain(letter: char) -> Option<&'static str> {
    Some(match letter {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'þ' => "th",
        'ħ' => "h",
        'ı' => "i",
        'ς' => "σ",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_accents_and_marks_do_not_count() {
        for (name, key) in [
            ("Müller", "muller"),
            ("MÜLLER", "muller"),
            ("Mu\u{308}ller", "muller"),
            ("Strauß", "strauss"),
            ("D'Angelo", "d angelo"),
            ("  van der  Berg ", "van der berg"),
            ("Ødegård", "odegard"),
            ("Παπαδόπουλος", "παπαδοπουλοσ"),
            ("Щёлокова", "щелокова"),
            ("—", ""),
        ] {
            assert_eq!(search_key(name), key, "{name}");
        }
    }
}
