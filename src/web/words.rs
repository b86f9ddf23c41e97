//! Messages of the library in the words of a page.
//!
//! The library speaks to whoever has files and a command line: of keys, options and mappings.
//! Here its messages become those of a screen. Nothing is said twice: the texts stay the
//! library's, only names are exchanged, and what only hospital IT can do is said to be so.

use super::answer::sentence;

/// What a step of a hint has in it that nobody can do on the page.
const FOR_IT: [&str; 7] = [
    "mapping",
    "countersign ",
    "lpstat",
    "`--",
    ".toml",
    "print service",
    "ipps://",
];

/// What is said of a file and holds for a page in other words.
const ON_A_PAGE: [(&str, &str); 4] = [
    ("or leave the key out", "or leave it empty"),
    ("leave the key out", "leave it empty"),
    (
        "make the form from a case file with `[emergency]`",
        "make it by itself under “Make a form”, where an emergency has its field",
    ),
    ("run the batch again", "make the forms again"),
];

/// The same message, with other quotation marks for names.
pub(super) fn plain(message: &str) -> String {
    renamed(message, |_| None)
}

/// The same message with names of this page. `called` knows what something is called here, if
/// it is called otherwise; names stand between backticks, paths of a case file also without.
pub(super) fn renamed(message: &str, called: impl Fn(&str) -> Option<String>) -> String {
    let mut plain = String::new();
    for (index, piece) in message.split('`').enumerate() {
        if index % 2 == 1 {
            plain.push_str(&called(piece).unwrap_or_else(|| format!("“{piece}”")));
            continue;
        }
        for (index, word) in piece.split(' ').enumerate() {
            if index > 0 {
                plain.push(' ');
            }
            let path = word.trim_end_matches(['.', ',', ':']);
            match called(path).filter(|_| path.contains('.')) {
                Some(name) => plain.push_str(&format!("{name}{}", &word[path.len()..])),
                None => plain.push_str(word),
            }
        }
    }
    plain
}

/// A hint as sentences, with other quotation marks for names.
pub(super) fn hint(hint: &str) -> String {
    steps(hint, plain)
}

/// A hint as sentences, first what can be done here; `said` puts each step into other words.
pub(super) fn steps(hint: &str, said: impl Fn(&str) -> String) -> String {
    let page = ON_A_PAGE.iter();
    let hint = page.fold(hint.to_owned(), |hint, (file, page)| {
        hint.replace(file, page)
    });
    let steps = hint.split("; ").flat_map(|it| it.split(", or "));
    let steps = steps.map(str::trim).filter(|it| !it.is_empty());
    let is_for_it = |step: &&str| FOR_IT.iter().any(|word| step.contains(word));
    let (for_it, here): (Vec<&str>, Vec<&str>) = steps.partition(is_for_it);
    let mut text: Vec<String> = Vec::new();
    if !here.is_empty() {
        text.push(sentence(&said(&here.join(", or "))));
    }
    if !for_it.is_empty() {
        text.push(format!("For hospital IT: {}.", said(&for_it.join("; "))));
    }
    text.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_only_it_can_do_is_said_to_be_so() {
        assert_eq!(
            hint("check that it is switched on; `lpstat -e` prints the names"),
            "Check that it is switched on. For hospital IT: “lpstat -e” prints the names."
        );
        assert_eq!(
            hint("write left or right, or name the column in a mapping"),
            "Write left or right. For hospital IT: name the column in a mapping."
        );
        assert_eq!(hint("look at the printer"), "Look at the printer.");
        assert_eq!(hint(""), "");
    }

    #[test]
    fn names_are_those_of_the_page() {
        let called = |word: &str| (word == "procedure.side").then(|| "“Side”".to_owned());
        let said = |message: &str| renamed(message, called);
        assert_eq!(
            said("`procedure.side` and `x` differ"),
            "“Side” and “x” differ"
        );
        assert_eq!(
            said("see procedure.side, then e.g. x.y."),
            "see “Side”, then e.g. x.y."
        );
        assert_eq!(said("a  b"), "a  b");
    }
}
