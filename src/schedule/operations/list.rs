//! Lists with numbers, within one line: `1. X 2. Y`, `1) X 2) Y`, `(1) X (2) Y`.

use super::part::Part;
use super::tokens;
use crate::schedule::mapping::Mapping;

/// Signs behind the number of an item.
const SIGNS: [&str; 4] = [".)", ")", ".", ":"];

/// The items of a list, without their numbers; a text that is no list is one item.
pub(super) fn items<'a>(text: &'a str, mapping: &Mapping) -> Vec<&'a str> {
    let Some(first) = Number::at(text) else {
        return vec![text];
    };
    let (mut items, mut last) = (Vec::new(), first.clone());
    while let Some((at, next)) = last.next() {
        items.push(&last.rest[..at]);
        last = next;
    }
    items.push(last.rest);
    // What names no operation is not an item: `(1) Foraminotomy (2) levels`.
    let bare = |item: &&str| Part::of(&tokens(item, mapping), mapping).is_bare();
    match (items.len(), first.open) {
        (1, true) => vec![text],
        (2.., _) if items.iter().any(bare) => vec![text],
        _ => items,
    }
}

/// A number of a list, with what stands behind it.
#[derive(Clone)]
struct Number<'a> {
    number: u32,
    /// Whether a bracket opens before it.
    open: bool,
    sign: &'static str,
    rest: &'a str,
}

impl<'a> Number<'a> {
    /// The one at the beginning of a text.
    fn at(text: &'a str) -> Option<Self> {
        let inner = text.strip_prefix('(');
        let open = inner.is_some();
        let inner = inner.unwrap_or(text);
        let behind = inner.trim_start_matches(|letter: char| letter.is_ascii_digit());
        let digits = &inner[..inner.len() - behind.len()];
        let number = digits.parse().ok().filter(|_| digits.len() <= 2)?;
        let sign = SIGNS.into_iter().find(|sign| behind.starts_with(sign))?;
        let behind = &behind[sign.len()..];
        // `2.5` is no number of a list, and `(2) level` says how many.
        let parted = behind.starts_with(|it: char| it.is_whitespace() || it.is_alphabetic());
        let rest = behind.trim_start();
        let counts = rest
            .get(..5)
            .is_some_and(|it| it.eq_ignore_ascii_case("level"));
        let closes = !open || sign == ")";
        (parted && closes && !counts).then_some(Self {
            number,
            open,
            sign,
            rest,
        })
    }

    /// The number that comes next in the same list, and where it stands behind this one.
    fn next(&self) -> Option<(usize, Self)> {
        let ends = self.rest.char_indices();
        let ends = ends.filter(|(_, letter)| letter.is_whitespace() || *letter == ',');
        let mut numbers = ends.filter_map(|(at, letter)| {
            let at = at + letter.len_utf8();
            Some((at, Self::at(&self.rest[at..])?))
        });
        numbers.find(|(_, it)| {
            (it.number, it.open, it.sign) == (self.number + 1, self.open, self.sign)
        })
    }
}
