//! Messages of the library in the words of a page.
//!
//! The library speaks to whoever has files and a command line: of keys, options and mappings.
//! Here its messages become those of a screen. Nothing is said twice: the texts stay the
//! library's, only names are exchanged, and what only hospital IT can do is said to be so.

use super::answer::sentence;

/// What a step of a hint has in it that nobody can do on the page.
const FOR_IT: [&str; 8] = [
    "mapping",
    "countersign ",
    "lpstat",
    "--",
    ".toml",
    "print service",
    "ipps://",
    "theme",
];

/// What is said of a file and holds for a page in other words.
const ON_A_PAGE: [(&str, &str); 7] = [
    ("that no pack has", "that is not known here"),
    ("that no mapping knows", "that is not known here"),
    (
        "add [representative], or `decides_alone` under [patient] with the reason",
        "say who represents the patient, or why the patient decides alone",
    ),
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
    for (index, piece) in on_a_page(message).split('`').enumerate() {
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
    let (mut here, mut for_it) = (String::new(), String::new());
    for (between, step) in parted(&on_a_page(hint)) {
        let is_for_it = FOR_IT.iter().any(|word| step.contains(word));
        let whose = if is_for_it { &mut for_it } else { &mut here };
        if !whose.is_empty() {
            whose.push_str(between);
        }
        whose.push_str(step);
    }
    let mut text = sentence(&said(&here));
    if !for_it.is_empty() {
        let gap = if text.is_empty() { "" } else { " " };
        text.push_str(&format!("{gap}For hospital IT: {}.", said(&for_it)));
    }
    text
}

/// The steps of a hint, each with what stands between it and the one before.
fn parted(hint: &str) -> Vec<(&'static str, &str)> {
    let mut steps = Vec::new();
    for (index, part) in hint.split("; ").enumerate() {
        for (place, step) in part.split(", or ").enumerate() {
            let between = if place > 0 || index == 0 {
                ", or "
            } else {
                "; "
            };
            steps.push((between, step.trim()));
        }
    }
    steps
}

fn on_a_page(message: &str) -> String {
    let page = ON_A_PAGE.iter();
    page.fold(message.to_owned(), |message, (file, page)| {
        message.replace(file, page)
    })
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
        assert_eq!(
            hint("export it again; the rest is lost"),
            "Export it again; the rest is lost."
        );
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
