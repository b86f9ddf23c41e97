//! Figures that hide in words, where they have no source.

/// Whether a text says how often something happens: `5 %`, `1 in 100`, `two in ten`.
pub(super) fn holds_a_figure(text: &str) -> bool {
    const NUMBERS: [&str; 14] = [
        "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "twenty",
        "hundred", "thousand", "million",
    ];
    let lower = text.to_lowercase();
    let words: Vec<&str> = lower
        .split_whitespace()
        .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric() && c != '%'))
        .collect();
    let is_number = |word: &str| {
        NUMBERS.contains(&word) || word.chars().next().is_some_and(|c| c.is_ascii_digit())
    };
    let out_of = words.windows(3).any(|three| {
        is_number(three[0]) && ["in", "of"].contains(&three[1]) && is_number(three[2])
    }) || words.windows(4).any(|four| {
        is_number(four[0]) && four[1] == "out" && four[2] == "of" && is_number(four[3])
    });
    // `1:100`, `1/100`; a level (`4/5`) has smaller numbers.
    let ratio = words.iter().any(|word| {
        let sides = word.split_once([':', '/']);
        let many = |text: &str| text.parse::<u32>().is_ok_and(|n| n >= 10);
        sides.is_some_and(|(one, of)| one.parse::<u32>().is_ok() && many(of))
    });
    let part = words.windows(3).any(|three| {
        let parts = ["half", "third", "quarter", "fifth", "tenth"];
        parts.contains(&three[0]) && three[1] == "of" && three[2] == "people"
    });
    let word = |index: usize| words.get(index).copied().unwrap_or_default();
    let percent = words.iter().enumerate().any(|(index, number)| {
        let cent = number.ends_with('%')
            || ["%", "percent"].contains(&word(index + 1))
            || (word(index + 1), word(index + 2)) == ("per", "cent");
        is_number(number) && cent
    });
    out_of || percent || ratio || part
}

#[cfg(test)]
mod tests {
    use super::holds_a_figure;

    #[test]
    fn figures_in_words_are_found_and_other_numbers_are_not() {
        for text in [
            "It happens to 5 % of people.",
            "About 3% of people.",
            "One in ten people feels it.",
            "1 in 100",
            "2 out of 50 people",
            "five per cent",
            "10 percent",
            "It is 1:100.",
            "About 1/100.",
            "A third of people feel it.",
        ] {
            assert!(holds_a_figure(text), "{text}");
        }
        for text in [
            "You may need 2 operations.",
            "It eases in 6 weeks.",
            "One of the screws may break.",
            "Two in the team know first aid.",
            "Weak shoulder (C5 palsy)",
            "per day one tablet",
        ] {
            assert!(!holds_a_figure(text), "{text}");
        }
    }
}
