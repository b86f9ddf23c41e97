//! Forms of one kind are made from what they share: the bytes and the verdicts must be
//! those of a generator that walks the whole line, for whatever names and reasons.

use chrono::NaiveDate;
use countersign::case::{Case, Sex};
use countersign::generator::{Form, Generator};
use countersign::typeset::Paper;

use crate::judges;
use crate::support::{Desk, bare, example_text, read};

/// Family name, given names, record number, born, planned, surgeon, reason.
type Row = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
);

const ROWS: [Row; 16] = [
    (
        "Okafor",
        "Maya Ines",
        "10412907",
        "1961-03-14",
        "2026-12-03",
        "Dr. Ines Albrecht",
        "Pain in the left leg.",
    ),
    (
        "Li",
        "Bo",
        "10000001",
        "1950-01-02",
        "2026-12-04",
        "Dr. K. Wong",
        "Pain in the left leg.",
    ),
    (
        "Griffith-Effron",
        "Tiffany",
        "10000002",
        "1972-11-30",
        "2026-12-28",
        "Prof. Dr. R. Ødegård",
        "Numb foot.",
    ),
    (
        "Şahin",
        "Ömer Łukasz",
        "10000003",
        "1988-05-05",
        "2026-12-11",
        "Dr. K. Wong",
        "Weak foot, worse at night.",
    ),
    (
        "Nguyễn",
        "Thị Hương",
        "10000004",
        "1990-06-07",
        "2026-12-12",
        "Dr. K. Wong",
        "Pain in the left leg.",
    ),
    // Letters that the shared fonts lack.
    (
        "Παπαδοπούλου",
        "Ελένη",
        "10000005",
        "1945-02-28",
        "2026-12-13",
        "Dr. K. Wong",
        "Pain.",
    ),
    // Longer than a line.
    (
        "Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh",
        "Hubert Blaine Maximilian Alexander Ferdinand",
        "MRN-0000-0000-0000-0006",
        "1931-12-31",
        "2026-12-14",
        "Dr. K. Wong",
        "Pain in the left leg for many months, in spite of exercise, tablets and an injection; \
         the scan shows that bone presses on the nerve where it leaves the spine.",
    ),
    // Like markup, templates and other words of the form.
    (
        "{{patient.name}}",
        "<b>&amp;",
        "1",
        "1960-01-01",
        "2026-12-15",
        "Dr. M",
        "]]></p>{{#each risks}}",
    ),
    (
        "Page",
        "Risk",
        "of 15",
        "1960-01-01",
        "2026-12-16",
        "Dr. Left",
        "(a) \\ /Type",
    ),
    // Verdicts that depend on what is the patient's own.
    (
        "Young",
        "Ada",
        "10000009",
        "2015-01-01",
        "2026-12-17",
        "Dr. M",
        "Pain in the left leg.",
    ),
    (
        "Other",
        "Side",
        "10000010",
        "1960-01-01",
        "2026-12-18",
        "Dr. M",
        "Pain down the right leg.",
    ),
    (
        "Past",
        "Day",
        "10000011",
        "1960-01-01",
        "2026-01-05",
        "Dr. M",
        "Pain in the left leg.",
    ),
    (
        "Open",
        "End",
        "10000012",
        "1960-01-01",
        "2026-12-19",
        "Dr. TBD",
        "Pain in the left leg.",
    ),
    (
        "Okafor",
        "Maya Ines",
        "10412908",
        "1961-03-14",
        "2026-12-03",
        "Dr. Ines Albrecht",
        "Pain in the left leg.",
    ),
    (
        "O’Brien",
        "Seán",
        "10000014",
        "1979-09-09",
        "2026-12-20",
        "Dr. K. Wong",
        "Pain in the left leg.",
    ),
    (
        "Meyer",
        "Karl",
        "10000015",
        "1966-04-01",
        "2026-12-21",
        "Dr. K. Wong",
        "Numb foot.",
    ),
];

fn case(row: &Row) -> Case {
    let (family, given, number, born, planned, surgeon, reason) = row;
    let quoted = |text: &str| format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""));
    let text = format!(
        "what_matters = \"To walk the dog.\"\n\
         [patient]\nfamily_name = {}\ngiven_names = {}\ndate_of_birth = {born}\n\
         record_number = {}\nsex = \"female\"\n\
         [encounter]\nnumber = \"E{number}\"\n\
         [facility]\nname = \"St. Anna Hospital\"\n\
         [surgeon]\nname = {}\nrole = \"Consultant\"\n\
         [procedure]\npack = \"foraminotomy\"\nside = \"left\"\nlevels = [\"L4-5\"]\n\
         indication = {}\nplanned_date = {planned}\nplace = \"OR 4\"\n",
        quoted(family),
        quoted(given),
        quoted(number),
        quoted(surgeon),
        quoted(reason),
    );
    read(&text, "row.toml").unwrap_or_else(|problems| panic!("{problems}\n{text}"))
}

/// What a generator that has made nothing else makes.
fn alone(desk: &Desk, case: &Case) -> Result<Form, String> {
    let generator = desk.generator(Paper::A4).unwrap();
    generator
        .form(case)
        .map_err(|problems| problems.to_string())
}

fn by(generator: &Generator, case: &Case) -> Result<Form, String> {
    generator
        .form(case)
        .map_err(|problems| problems.to_string())
}

#[test]
fn a_form_from_a_mould_is_the_form_of_the_whole_line() {
    let desk = Desk::new();
    let generator = desk.generator(Paper::A4).unwrap();
    // Until the moulds are made and proven.
    for row in [0, 1, 15, 1, 2] {
        by(&generator, &case(&ROWS[row])).unwrap();
    }
    let (before, mut refused) = (generator.cast(), 0);
    assert!(before > 0, "no form was cast");
    // Twice: names that did not fit have moulds of their own by then.
    for round in 0..2 {
        for row in &ROWS {
            let case = case(row);
            let (ours, expected) = (by(&generator, &case), alone(&desk, &case));
            assert_eq!(ours, expected, "round {round}, {}", row.2);
            refused += usize::from(ours.is_err());
            if let (Ok(form), 1) = (&ours, round) {
                let pages = generator.stages(&case).unwrap().pages;
                judges::judge(&form.bytes, Some(&pages));
            }
        }
    }
    assert_eq!(
        refused, 6,
        "a child, the other side and an open name, twice each"
    );
    let cast = generator.cast() - before;
    assert!(cast >= 18, "only {cast} forms were cast");
}

/// What one form's fonts had to take in is in no other form.
#[test]
fn rare_letters_of_one_name_are_in_no_other_form() {
    let desk = Desk::new();
    let generator = desk.generator(Paper::A4).unwrap();
    let named = |family: &'static str, given: &'static str| {
        let mut row = ROWS[4];
        (row.0, row.1) = (family, given);
        case(&row)
    };
    let (rare, plain) = (named("Шевченко", "Олена"), named("Nguyen", "Thi Huong"));
    let of = [&rare, &plain].map(|case| alone(&desk, case));
    // The rare name comes first, and often enough to have a mould made and proven of it.
    for number in [0, 0, 0, 0, 1, 1, 1, 1, 0, 1] {
        let made = by(&generator, [&rare, &plain][number]);
        assert_eq!(made, of[number]);
    }
    let cast = generator.cast();
    assert!(cast > 0, "the plain name is cast");
    // Letters of Latin script are not rare.
    let marked = named("Nguyễn", "Thị Hường");
    let made = by(&generator, &marked);
    assert_eq!(made, alone(&desk, &marked));
    assert_eq!(generator.cast(), cast + 1);
}

#[test]
fn every_example_is_cast_as_it_is_made() {
    let desk = Desk::new();
    for name in ["lumbar-fusion-two-levels.toml", "cataract-right-eye.toml"] {
        let generator = desk.generator(Paper::Letter).unwrap();
        // A letter that the fonts of forms do not have makes no mould.
        let text = example_text(name).replace('ṣ', "s");
        let others = ["family_name = \"Andersson\"", "family_name = \"Brandt\""];
        let line = text
            .lines()
            .find(|line| line.starts_with("family_name"))
            .unwrap();
        let cases: Vec<Case> = [line, others[0], others[1], others[0]]
            .iter()
            .map(|other| read(&text.replace(line, other), name).unwrap())
            .collect();
        for case in &cases {
            let expected = desk.generator(Paper::Letter).unwrap().form(case).unwrap();
            assert_eq!(generator.form(case).unwrap(), expected, "{name}");
        }
        assert!(generator.cast() > 0, "{name}: the fourth is cast");
    }
}

#[test]
fn a_layout_that_looks_at_names_is_never_cast_and_never_wrong() {
    for (from, to) in [
        // Compared.
        (
            "{{#if validity}}",
            "{{#if (eq patient.family_name \"Li\")}}<p>Only for Li.</p>{{/if}}{{#if validity}}",
        ),
        // In an attribute, which a screen reader says.
        (
            "<h2>{{t.signatures-title}}</h2>",
            "<h2>{{t.signatures-title}}</h2><line name=\"of\" label=\"Of {{patient.name}}\"></line>",
        ),
        // In a heading, which becomes a bookmark.
        (
            "<h2>{{t.signatures-title}}</h2>",
            "<h2>{{t.signatures-title}}: {{patient.name}}</h2>",
        ),
    ] {
        let desk = Desk::new();
        desk.shadow("templates/layouts/standard.hbs", from, to);
        let generator = desk.generator(Paper::A4).unwrap();
        for row in [0, 1, 2, 1, 15] {
            let case = case(&ROWS[row]);
            assert_eq!(by(&generator, &case), alone(&desk, &case), "{to}");
        }
        assert_eq!(generator.cast(), 0, "{to}");
    }
}

#[test]
fn a_pack_that_names_the_surgeon_names_the_right_one() {
    let desk = Desk::new();
    desk.shadow(
        "templates/packs/foraminotomy.toml",
        "reasons = [\n",
        "reasons = [\n  { says = \"Ask {{surgeon}} about this.\" },\n",
    );
    let generator = desk.generator(Paper::A4).unwrap();
    for row in [0, 1, 2, 1, 4, 14, 15, 0] {
        let case = case(&ROWS[row]);
        let form = by(&generator, &case).unwrap();
        assert_eq!(Ok(form.clone()), alone(&desk, &case));
        if let Some(text) = judges::text_of(&form.bytes) {
            let says = bare(&format!("Ask {} about this.", ROWS[row].5));
            assert!(bare(&text).contains(&says), "{says}");
        }
    }
}

/// Sex and age are the patient's own, unless content asks for them: then they part kinds.
#[test]
fn content_for_some_patients_is_on_the_forms_of_no_others() {
    let desk = Desk::new();
    desk.write(
        "own-results.toml",
        "[[results]]\nrisk = \"dural-tear\"\nprocedure = \"foraminotomy\"\nevents = 9\npeople = 214\n\
         period = \"2023 to 2025\"\nhorizon = \"during the operation\"\nwhen = { age-from = 70 }\n",
    );
    let generator = desk.generator(Paper::A4).unwrap();
    let patient = |number: usize, sex, age| {
        let mut case = case(&ROWS[[0, 1, 15][number % 3]]);
        case.patient.sex = sex;
        let born = NaiveDate::from_ymd_opt(2026 - age, 1, 1);
        case.patient.date_of_birth = born.unwrap();
        case
    };
    let (woman, man, other) = (Some(Sex::Female), Some(Sex::Male), Some(Sex::Other));
    let kinds = [
        // May be with child.
        (woman, 40),
        (other, 40),
        (None, 40),
        (man, 40),
        (woman, 60),
        // One kind with the two before.
        (man, 60),
        (man, 72),
        (woman, 90),
    ];
    for number in 0..4 * kinds.len() {
        let (sex, age) = kinds[number % kinds.len()];
        let case = patient(number / kinds.len(), sex, age);
        let form = by(&generator, &case).unwrap();
        if number < 2 * kinds.len() || sex == man {
            assert_eq!(Ok(form), alone(&desk, &case), "{sex:?}, {age}");
        }
    }
    // Five kinds: the first two forms of each walk the whole line.
    assert_eq!(generator.cast(), 4 * 8 - 2 * 5);
}

/// What moulds are proven on is a patient's, and goes when somebody says so.
#[test]
fn a_case_that_is_forgotten_proves_no_mould() {
    let desk = Desk::new();
    let generator = desk.generator(Paper::A4).unwrap();
    let cast = |row: usize| {
        by(&generator, &case(&ROWS[row])).unwrap();
        generator.cast()
    };
    assert_eq!(cast(1), 0);
    generator.forget();
    assert_eq!(
        [cast(15), cast(1)],
        [0, 0],
        "no form is known before the second"
    );
    generator.forget();
    assert_eq!(cast(15), 1, "the mould itself is nobody's, and stays");
}
