use proptest::prelude::*;

use super::*;

proptest! {
    #[test]
    fn no_text_panics(text in any::<String>()) {
        for format in [Format::Toml, Format::Json, Format::sniff(&text)] {
            if let Err(problems) = Case::read(&text, "a", format, None) {
                prop_assert!(!problems.0.is_empty());
            }
        }
    }

    #[test]
    fn no_damaged_example_panics(which in 0usize..4, at in any::<prop::sample::Index>(), what in any::<char>(), cut: bool) {
        let (text, format) = example(EXAMPLES[which]);
        let mut letters: Vec<char> = text.chars().collect();
        let at = at.index(letters.len());
        match cut {
            true => letters.truncate(at),
            false => letters[at] = what,
        }
        let damaged: String = letters.into_iter().collect();
        if let Err(problems) = Case::read(&damaged, "a", format, None) {
            prop_assert!(!problems.0.is_empty());
            prop_assert!(problems.0.iter().all(|it| it.place.is_some()), "{}", problems);
        }
    }

    #[test]
    fn no_value_of_a_person_is_repeated(date in "[0-9]{2}/[0-9]{2}/[0-9]{4}", name in "[A-Z]{12}\u{202E}?") {
        let text = least("", "", "[[team]]\nname = 5").replace("1961-03-14", &format!("\"{date}\"")).replace("SECRET", &name);
        let report = toml(&text).expect_err("team is wrong");
        prop_assert!(!report.contains(&date), "{report}");
        prop_assert!(!report.contains(&name[..12]), "{report}");
    }
}
