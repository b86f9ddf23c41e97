use proptest::prelude::*;

use super::sentence::sentences;
use super::*;

fn glossary() -> Glossary {
    let file = include_str!("../../templates/glossary/en.toml");
    toml::from_str(file).expect("a valid glossary")
}

fn measure(texts: &[&str], glossary: &Glossary) -> Scores {
    Reader::new(glossary.clone()).reading("any", texts).scores
}

fn sentences_to_mend(texts: &[&str]) -> Vec<ToMend> {
    Reader::new(glossary()).reading("any", texts).to_mend
}

/// Words that count, sentence by sentence.
fn read(text: &str) -> Vec<String> {
    let mut read = Vec::new();
    for sentence in sentences(text) {
        let words: Vec<&str> = sentence.words.iter().map(|word| word.text).collect();
        read.push(words.join(" "));
    }
    read
}

fn syllables_of(words: &str) -> Vec<(&str, usize)> {
    words
        .split_whitespace()
        .map(|word| (word, syllables::count(word)))
        .collect()
}

#[test]
fn measures_known_sentences() {
    let scores = measure(
        &["The cat sat on the mat.", "The dog ran fast"],
        &glossary(),
    );
    assert_eq!(
        (scores.words, scores.sentences, scores.syllables),
        (10, 2, 10)
    );
    assert!((scores.grades.flesch_kincaid - (0.39 * 5.0 + 11.8 - 15.59)).abs() < 1e-9);
    assert!((scores.grades.smog - 3.1291).abs() < 1e-9);
    assert_eq!(scores.longest, 6);
    assert!(scores.too_long.is_empty() && scores.jargon.is_empty());
}

#[test]
fn counts_syllables_of_everyday_words() {
    for (count, words) in [
        (
            1,
            "the bone healed nerves won't screws eye tongue squeezed whole where",
        ),
        (
            2,
            "able muscle centre didn't being needed wider bruises sometimes careful doctor's X-ray",
        ),
        (
            3,
            "area hospital radius infection everyone vitamin medically hospital's oedema",
        ),
        (4, "operation emergency material operating"),
    ] {
        for (word, counted) in words.split_whitespace().map(|word| {
            let counts = sentence::parts(word).map(syllables::count);
            (word, counts.sum::<usize>())
        }) {
            assert_eq!(counted, count, "{word}");
        }
    }
}

#[test]
fn counts_syllables_of_medical_words_in_both_spellings() {
    assert_eq!(
        syllables_of("anaesthesia anesthesia haematoma hematoma foraminotomy osteomyelitis"),
        [
            ("anaesthesia", 4),
            ("anesthesia", 4),
            ("haematoma", 4),
            ("hematoma", 4),
            ("foraminotomy", 6),
            ("osteomyelitis", 7)
        ]
    );
    assert_eq!(
        syllables_of("CSF MRI LEFT e.g spasm pneumonia thrombophlebitis vertebrae"),
        [
            ("CSF", 3),
            ("MRI", 3),
            ("LEFT", 1),
            ("e.g", 2),
            ("spasm", 2),
            ("pneumonia", 3),
            ("thrombophlebitis", 5),
            ("vertebrae", 3)
        ]
    );
}

#[test]
fn names_in_brackets_do_not_count() {
    assert_eq!(
        read("A clot in a leg vein (deep vein thrombosis) can move [1, 3]."),
        ["A clot in a leg vein can move"]
    );
    assert_eq!(read("A leak (dural tear (durotomy))."), ["A leak"]);
    assert_eq!(
        read("(Only if needed.) It hurts."),
        ["Only if needed", "It hurts"]
    );
    assert_eq!(
        read("It may hurt (if it does, then tell the nurse at once)."),
        ["It may hurt if it does then tell the nurse at once"]
    );
    assert_eq!(
        read("A bracket (that stays open"),
        ["A bracket that stays open"]
    );
    assert_eq!(
        read("The graft [only if needed]"),
        ["The graft only if needed"]
    );
}

#[test]
fn shortened_words_end_no_sentence() {
    assert_eq!(
        read("Dr. Smith and Dr. J. Doe will operate, e.g. With a camera."),
        ["Dr Smith and Dr J Doe will operate e.g With a camera"]
    );
    assert_eq!(read("See No. 5 and Fig. 2 below"), ["See No and Fig below"]);
    assert_eq!(read("No. You can refuse."), ["No", "You can refuse"]);
    assert_eq!(
        read("Blood is tested for hepatitis B. You are told."),
        ["Blood is tested for hepatitis B", "You are told"]
    );
}

#[test]
fn a_number_can_begin_a_sentence() {
    assert_eq!(
        read("Some get worse. 5 in 100 need more care."),
        ["Some get worse", "in need more care"]
    );
}

#[test]
fn numbers_units_and_levels_do_not_count() {
    assert_eq!(
        read("Your operation is at L4–L5, C5/6 and the 2nd level."),
        ["Your operation is at and the level"]
    );
    assert_eq!(
        read("A cut of 3–5 mm, 1.5 cm or 20 % heals in 10,000 days from 8 a.m. to noon"),
        ["A cut of or heals in days from to noon"]
    );
    assert_eq!(
        read("A 2-level, follow-up X-ray"),
        ["A level follow-up X-ray"]
    );
    assert_eq!(read("27 [3]. 12 mm!"), Vec::<String>::new());
}

#[test]
fn nothing_scores_nothing() {
    for texts in [&[][..], &[""], &[" ", "12", "—"]] {
        let scores = measure(texts, &glossary());
        assert_eq!((scores.words, scores.sentences, scores.longest), (0, 0, 0));
        assert_eq!(scores.grades.flesch_kincaid, 0.0);
        assert_eq!(scores.grades, scores.grades_without_terms);
        assert!(sentences_to_mend(texts).is_empty());
    }
}

#[test]
fn terms_lower_the_second_score() {
    let scores = measure(
        &["General anaesthetics and vertebrae are hard words for many."],
        &glossary(),
    );
    assert!(scores.grades_without_terms.flesch_kincaid < scores.grades.flesch_kincaid - 3.0);
    assert!(scores.grades_without_terms.smog < scores.grades.smog);
    assert!(!scores.grades.smog_is_reliable);
    // The sentence keeps its four words, and the other three decide how hard words are.
    let without = measure(&["Anaesthesia helps you sleep."], &glossary()).grades_without_terms;
    assert!((without.flesch_kincaid - (0.39 * 4.0 + 11.8 - 15.59)).abs() < 1e-9);
    assert!(scores.jargon.is_empty());
    assert!(
        measure(&["It heals."; 30], &glossary())
            .grades
            .smog_is_reliable
    );
}

#[test]
fn finds_hard_words_that_no_term_explains() {
    let text =
        "Contraindications to a graft were seen by Alexandria Papadopoulos in the operation.";
    let jargon = measure(&[text], &glossary()).jargon;
    assert_eq!(
        jargon,
        ["contraindications", "graft"].map(str::to_owned).into()
    );
}

#[test]
fn the_glossary_knows_forms_and_plurals() {
    let glossary = glossary();
    assert_eq!(glossary.lang(), "en");
    for form in [
        "Vertebrae",
        "ligaments",
        "anesthesia",
        "Deep vein thrombosis",
    ] {
        assert!(glossary.term(form).is_some(), "{form}");
    }
    assert!(glossary.term("vein").is_none());
}

#[test]
fn a_term_is_there_once() {
    let twice = "lang = \"en\"\nplain = []\nhard = []\n\
        [[terms]]\nterm = \"disc\"\nsays = \"A pad.\"\n\
        [[terms]]\nterm = \"disk\"\nalso = [\"Disc\"]\nsays = \"A pad.\"\n";
    let problem = toml::from_str::<Glossary>(twice).expect_err("not valid");
    assert!(problem.to_string().contains("`Disc` is there twice"));
}

#[test]
fn explanations_are_easy_to_read() {
    let glossary = glossary();
    let hard: Vec<_> = glossary
        .terms()
        .iter()
        .flat_map(|term| sentences_to_mend(&[&term.says]))
        .collect();
    assert!(hard.is_empty(), "{hard:#?}");
}

#[test]
fn as_many_words_as_allowed_are_not_too_many() {
    let allowed = "so ".repeat(LONGEST_SENTENCE);
    assert!(sentences_to_mend(&[&allowed]).is_empty());
    assert!(measure(&[&allowed], &glossary()).too_long.is_empty());
    assert_eq!(sentences_to_mend(&[&format!("{allowed} so")]).len(), 1);
}

#[test]
fn names_sentences_to_mend_with_the_hardest_first() {
    let long = "and so it goes on ".repeat(6);
    let hard = "Considerable postoperative complications necessitate immediate neurological re-evaluation by specialists.";
    let to_mend = sentences_to_mend(&[&long, "Unavoidable complications.", hard, "All is well."]);
    let sentences: Vec<&str> = to_mend.iter().map(|one| one.sentence.as_str()).collect();
    assert_eq!(sentences, [hard, long.trim()]);
    assert!(to_mend[0].to_string().starts_with("grade "));
    assert_eq!(
        to_mend[1].to_string().split(';').next(),
        Some("30 words, at most 25")
    );
    assert_eq!(measure(&[&long], &glossary()).too_long, [long.trim()]);
}

proptest! {
    #[test]
    fn no_text_panics(text in any::<String>(), near in "[a-zA-Z0-9éß (\\[)\\].,!?’'-]{0,60}") {
        for text in [&text, &near] {
            let scores = measure(&[text], &glossary());
            prop_assert!(scores.syllables >= scores.words);
            prop_assert!(scores.words >= scores.sentences);
            prop_assert!(scores.grades.flesch_kincaid.is_finite());
        }
    }
}
