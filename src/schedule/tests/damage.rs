//! What spreadsheets and exports do to values, and what can be read in two ways.

use super::*;

#[test]
fn damage_is_refused_with_row_and_column() {
    for (column, value, part) in [
        ("MRN", "1.23E+09", "rounded number"),
        ("MRN", "1,23E+09", "rounded number"),
        ("MRN", "1E+09", "rounded number"),
        ("MRN", "412907.0", "decimals"),
        ("MRN", "1234567890123450", "more digits"),
        ("MRN", "00412907\n00412908", "more than one number"),
        ("MRN", "00412907; 00412908", "more than one number"),
        ("MRN", "00412907 / 00412908", "more than one number"),
        ("MRN", "TBD", "holds no number"),
        ("MRN", "0000000", "holds no number"),
        ("MRN", "########", "too narrow"),
        ("MRN", "#REF!", "error of a spreadsheet"),
        ("MRN", "#N/A", "error of a spreadsheet"),
        ("MRN", "#BEZUG!", "error of a spreadsheet"),
        ("MRN", "=1+1", "formula"),
        ("MRN", "+41-29", "formula"),
        ("Surgeon", "@SUM(A1)", "formula"),
        ("Procedure", "=cmd|' /C calc'!A0", "formula"),
        ("MRN", "", "is empty"),
        ("MRN", "NULL", "is empty"),
        ("DOB", "########", "too narrow"),
        ("DOB", "22354", "number of days"),
        ("DOB", "45123", "number of days"),
        ("DOB", "45123.0", "number of days"),
        ("DOB", "03/04/1961", "day/month or as month/day"),
        ("DOB", "03.04.1961", "day/month or as month/day"),
        ("DOB", "14/03/61", "two digits"),
        ("DOB", "14-Mar-61", "two digits"),
        ("DOB", "1961-02-30", "calendar"),
        ("DOB", "14031961", "day/month"),
        ("DOB", "SECRET", "not written as a date"),
        ("DOB", "", "is empty"),
        ("DOB", "1900-01-01", "day that programs write"),
        ("DOB", "12/31/1899", "day that programs write"),
        ("DOB", "1861-03-14", "an age that nobody reaches"),
        ("Sched Date", "1960-01-01", "lies before `DOB`"),
        ("Sched Date", "03/04/2026", "day/month or as month/day"),
        ("Sched Date", "46370", "number of days"),
        ("Sched Date", "12/14/26", "two digits"),
        ("Patient Name", "JANE SECRET", "no comma"),
        ("Patient Name", "SECRET, JANE, MD", "more than one comma"),
        ("Patient Name", "SECRET,", "lacks the family name or"),
        ("Patient Name", "SECRET, JANE [00412907]", "digits or signs"),
        ("Patient Name", "SECR?T, JANE", "digits or signs"),
        ("Patient Name", "SECRETÃ¼, JANE", "wrong encoding"),
        ("Patient Name", "SECRET, JA\u{202E}NE", "direction"),
        ("Patient Name", "MÅ‚OT, JANE", "wrong encoding"),
        ("Patient Name", "MšLLER, JANE", "wrong encoding"),
        ("Patient Name", "M†LLER, JANE", "digits or signs"),
        ("Patient Name", "-DOE, JANE", "digits or signs"),
        ("Patient Name", "DOE & ROE, JANE", "more than one person"),
        ("Patient Name", "DOE, JANE and JOHN", "more than one person"),
        ("Patient Name", "-, -", "digits or signs"),
        ("Patient Name", "., .", "lacks the family name or"),
        ("Patient Name", "", "is empty"),
        ("Sex", "SECRET", "word for the sex"),
        ("MRN", "412907,412908", "more than one number"),
        ("MRN", "412907/412908", "more than one number"),
        ("MRN", "412907 and 412908", "more than one number"),
        ("MRN", "412,907", "decimals"),
        ("MRN", "412.907", "decimals"),
        ("MRN", "12-Mar", "turned into a day"),
        ("MRN", "Mar-61", "turned into a day"),
        ("MRN", "3/12/1961", "turned into a day"),
        ("MRN", "412907?", "signs that are no part"),
        ("MRN", "\"00412907\"", "signs that are no part"),
        ("Laterality", "Right SECRET", "whole word"),
        ("Levels", "SECRET, JANE", "not a level"),
        ("Levels", "L5-4", "refused"),
        ("Levels", "4-Mai", "not a level"),
        ("Surgeon", "", "is empty"),
        ("Surgeon", "Unassigned", "not say yet who"),
        ("Anesthesia Type", "SECRET", "no pack has"),
    ] {
        let report = refusal(column, value);
        assert!(report.contains(part), "{column} {value}: {report}");
    }
}

#[test]
fn what_can_be_read_in_one_way_is_read() {
    for text in [
        "14/03/1961",
        "3/14/1961",
        "14.03.1961",
        "14-Mar-1961",
        "14-MAR-1961",
        "Mar 14, 1961",
        "MAR 14,1961",
        "14. März 1961",
        "Tuesday, March 14, 1961",
        "Di, 14.03.1961",
        "1961/03/14",
        "1961-03-14 00:00:00",
        "1961-03-14T00:00:00.000Z",
        "3/14/1961 12:00 AM",
        "14th March 1961",
        "March 14th, 1961",
        "14MAR1961",
        "14. Mrz 1961",
        "1961–03–14",
        "1961‑03‑14",
        "1961-03-14T00:00:00+01:00",
        "1961-03-14 00:00:00.000+0000",
    ] {
        let case = with("DOB", text).unwrap_or_else(|it| panic!("{text}: {it}"));
        assert_eq!(case.patient.date_of_birth, day(1961, 3, 14), "{text}");
    }
    for (text, number) in [
        ("=\"00412907\"", "00412907"),
        ("'00412907", "00412907"),
        (" 00412907 ", "00412907"),
        ("MR 553 008 417", "MR 553 008 417"),
        ("12E345", "12E345"),
        ("12.345.678", "12.345.678"),
        ("12-34-56", "12-34-56"),
        ("943 476 5919", "943 476 5919"),
        ("AB-412907/3", "AB-412907/3"),
    ] {
        let case = with("MRN", text).unwrap_or_else(|it| panic!("{text}: {it}"));
        assert_eq!(case.patient.record_number, number);
    }
}

#[test]
fn the_mapping_says_what_is_open() {
    let own = mapping(
        "date-order = \"dmy\"\nname-order = \"given-first\"\nbirth-year-pivot = 26\n\
         serial-dates = true\nrecord-number-digits = 8\n[sides]\nL = \"left\"\nLT = \"left\"\n",
    );
    let read = |column, value| {
        with_under(column, value, &own).unwrap_or_else(|it| panic!("{value}: {it}"))
    };
    assert_eq!(
        read("DOB", "03/04/1961").patient.date_of_birth,
        day(1961, 4, 3)
    );
    assert_eq!(
        read("DOB", "03/04/61").patient.date_of_birth,
        day(1961, 4, 3)
    );
    assert_eq!(
        read("DOB", "03/04/26").patient.date_of_birth,
        day(2026, 4, 3)
    );
    assert_eq!(read("DOB", "22354").patient.date_of_birth, day(1961, 3, 14));
    assert_eq!(
        read("DOB", "14031961").patient.date_of_birth,
        day(1961, 3, 14)
    );
    assert_eq!(
        read("Sched Date", "13/12/26").procedure.planned_date,
        Some(day(2026, 12, 13))
    );
    assert_eq!(
        read("Patient Name", "Jane Q. Doe").patient.family_name,
        "Doe"
    );
    assert_eq!(
        read("Patient Name", "Jane Q. Doe").patient.given_names,
        "Jane Q."
    );
    assert_eq!(
        read("Laterality", "lt").procedure.side,
        Some(crate::case::Side::Left)
    );
    assert!(with_under("DOB", "14/13/1961", &own).is_err());
    assert!(with_under("Patient Name", "Maria de la Cruz", &own).is_err());
    let report = with_under("MRN", "412907", &own).expect_err("short");
    assert!(report.contains("`MRN` has 6 characters"), "{report}");
}

#[test]
fn lost_zeros_are_seen_where_the_others_are_padded() {
    let text = format!("{HEADER}\n{}\n{}\n", row("", ""), row("MRN", "412907"));
    let rows = read(text.as_bytes());
    assert!(rows[0].1.is_ok());
    let report = rows[1].1.clone().expect_err("shorter");
    assert!(
        report.contains("s.csv:3:1: `MRN` has 6 characters"),
        "{report}"
    );
    let open = mapping("record-number-digits = 0");
    let rows = read_with(text.as_bytes(), &open).expect("rows");
    assert!(rows.iter().all(|(_, it)| it.is_ok()));
    let text = format!(
        "{HEADER}\n{}\n{}\n",
        row("MRN", "007"),
        row("MRN", "412907")
    );
    assert!(read(text.as_bytes()).iter().all(|(_, it)| it.is_ok()));
}

#[test]
fn a_mapping_that_is_wrong_says_where() {
    for (text, part) in [
        ("date-order = \"ydm\"", "m.toml:1:"),
        ("[columns]\nmrn = \"X\"", "m.toml:2:"),
        (
            "[columns]\nsex = \"A\"\nsurgeon = \"A\"",
            "named for two things",
        ),
        (
            "[constants]\nside = \"left\"",
            "cannot be the same for all rows",
        ),
        (
            "ignore = [\"A\"]\n[columns]\nsurgeon = \"a\"",
            "named for two things",
        ),
        ("birth-year-pivot = 126", "two digits"),
        ("colums = 1", "m.toml:1:"),
    ] {
        let report = Mapping::load(&files(), Some((text, "m.toml"))).expect_err(text);
        let report = report.to_string();
        assert!(
            report.contains(part) && report.contains("m.toml"),
            "{text}: {report}"
        );
        assert!(report.contains("hint: "), "{text}: {report}");
    }
    let text = "[[procedures]]\npack = \"foraminotomi\"\nnames = [\"x\"]";
    let mapping = Mapping::load(&files(), Some((text, "m.toml"))).expect("well formed");
    let report = Packs::of(&LIBRARY, &mapping)
        .expect_err("no such pack")
        .to_string();
    assert!(report.contains("did you mean `foraminotomy`"), "{report}");
    for name in ["*", "", "- *"] {
        let text = format!("[[procedures]]\npack = \"fusion\"\nnames = [\"{name}\"]");
        let mapping = Mapping::load(&files(), Some((&text, "m.toml"))).expect("well formed");
        let report = Packs::of(&LIBRARY, &mapping).expect_err("all texts");
        assert!(report.to_string().contains("has no word"), "{report}");
    }
}

/// The example of the documentation is a mapping, and names every key of `[columns]`.
#[test]
fn the_documented_mapping_is_valid() {
    let text = include_str!("../../../docs/schedules.md");
    let (_, rest) = text.split_once("```toml\n").expect("an example");
    let (example, keys) = rest.split_once("```").expect("its end");
    mapping(example);
    let (_, rest) = keys.split_once("```toml\n").expect("another example");
    mapping(rest.split_once("```").expect("its end").0);
    for field in STANDARD.0.fields() {
        assert!(
            keys.contains(&format!("`{}`", field.name())),
            "{}",
            field.name()
        );
    }
}
