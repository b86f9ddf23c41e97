//! Encodings, delimiters, rows.

use super::*;
use crate::case::{AddOnStatus, Sex, Side};
use crate::schedule::delimited::Lines;
use crate::schedule::{Across, Field, FindingKind, Meaning};

#[test]
fn a_row_becomes_a_case_with_its_places() {
    let case = with("", "").expect("a case");
    assert_eq!(case.patient.family_name, "SECRETSON");
    assert_eq!(case.patient.given_names, "JANE Q");
    assert_eq!(case.patient.record_number, "00412907");
    assert_eq!(case.patient.date_of_birth, day(1961, 3, 14));
    assert_eq!(case.patient.sex, Some(Sex::Female));
    assert_eq!(case.surgeon.name, "Ines Albrecht, MD");
    assert_eq!(case.procedure.pack, "foraminotomy");
    assert_eq!(case.procedure.side, Some(Side::Left));
    assert_eq!(case.procedure.anaesthesia, ["general-anaesthesia"]);
    assert_eq!(case.procedure.planned_date, Some(day(2026, 12, 14)));
    let levels = case.procedure.levels.as_ref().expect("levels");
    assert_eq!(levels.display(), "L4–L5");
    let place = case.places.get("procedure.side").expect("a place");
    assert_eq!((place.line, place.column), (2, 6));
}

const UMLAUTS: &str = "MRN;Patient Name;DOB;Procedure;Laterality;Levels;Surgeon\r\n\
    00412907;MÜLLER-GROß, José;1961-03-14;Foraminotomy;Left;L4-5;Weiß, Änne\r\n";

#[test]
fn encodings_of_spreadsheets_are_read() {
    let check = |bytes: &[u8], name: &str| {
        let (mapping, packs) = &*STANDARD;
        let mut schedule = Schedule::open(bytes, "s.csv", mapping).expect(name);
        assert_eq!(schedule.understanding().encoding, name);
        assert_eq!(schedule.understanding().delimiter, Some(';'));
        let row = schedule.next().expect("a row");
        let case = row
            .case(Some(&facility()), packs)
            .unwrap_or_else(|it| panic!("{it}"));
        assert_eq!(case.patient.family_name, "MÜLLER-GROß", "{name}");
        assert_eq!(case.patient.given_names, "José", "{name}");
        assert_eq!(case.surgeon.name, "Änne Weiß", "{name}");
        assert!(schedule.next().is_none());
    };
    check(UMLAUTS.as_bytes(), "UTF-8");
    check(format!("\u{FEFF}{UMLAUTS}").as_bytes(), "UTF-8");
    let wide = |bytes: fn(u16) -> [u8; 2]| {
        let text = format!("\u{FEFF}{UMLAUTS}");
        text.encode_utf16().flat_map(bytes).collect::<Vec<u8>>()
    };
    check(&wide(u16::to_le_bytes), "UTF-16");
    check(&wide(u16::to_be_bytes), "UTF-16");
    let narrow: Vec<u8> = UMLAUTS.chars().map(|letter| letter as u8).collect();
    check(&narrow, "Windows-1252");
}

#[test]
fn what_is_no_schedule_is_refused_with_a_reason() {
    let noise: Vec<u8> = (0..=255).collect();
    let wide: Vec<u8> = UMLAUTS.bytes().flat_map(|it| [it, 0, 0, 0]).collect();
    let wide = [b"\xFF\xFE\0\0", &wide[..]].concat();
    for (bytes, part) in [
        (&b""[..], "is empty"),
        (b"%PDF-1.7", "is a PDF"),
        (b"\xD0\xCF\x11\xE0\xA1\xB1", "old Excel file"),
        (b"<html><table>", "web page"),
        (b"PK\x03\x04 nothing", "not an Excel workbook"),
        (b"SECRET,SECRET\n1,2\n", "no row has headers"),
        (&noise.repeat(9), "no row has headers"),
        (&[0, 7, 0, 0, 5, 9].repeat(99), "zero bytes"),
        (&wide, "UTF-32"),
    ] {
        let report = read_with(bytes, &STANDARD).expect_err(part);
        assert!(report.contains(part), "{report}");
        assert!(
            report.contains("hint: ") && !report.contains("SECRET"),
            "{report}"
        );
    }
}

#[test]
fn delimiters_and_line_ends_are_found() {
    for delimiter in [",", ";", "\t", "|"] {
        for line_end in ["\n", "\r\n", "\r"] {
            let text = format!("{HEADER}\n{}\n{}\n", row("", ""), row("", ""));
            let text = text
                .replace("\"SECRETSON, JANE Q\"", "\"SECRETSON^JANE\"")
                .replace("\"Albrecht, Ines MD\"", "Albrecht^Ines")
                .replace(',', delimiter)
                .replace('\n', line_end);
            let rows = read(text.as_bytes());
            assert_eq!(rows.len(), 2, "{delimiter:?} {line_end:?}");
            assert!(
                rows.iter().all(|(_, it)| it.is_ok()),
                "{delimiter:?} {rows:?}"
            );
        }
    }
    let excels = format!("sep=;\n{}\n", UMLAUTS);
    assert_eq!(read(excels.as_bytes())[0].0, 3);
}

#[test]
fn quotes_hold_breaks_delimiters_and_quotes() {
    let value = "Foraminotomy L4-5;\nLaminectomy \"SECRET\"";
    let error = with("Procedure", value).expect_err("a word that nobody knows");
    assert!(error.contains("s.csv:2:5"), "{error}");
    let case = with("Procedure", "Foraminotomy L4-5\r\nLaminectomy").expect("two operations");
    assert_eq!(case.procedure.add_ons[0].pack, "laminectomy");
    assert_eq!(case.procedure.add_ons[0].status, AddOnStatus::Planned);
}

#[test]
fn rows_are_counted_as_a_spreadsheet_counts_them() {
    let text = format!(
        "Schedule of 14 December\n\nOR 1 and 2\n{HEADER}\n\n{}\n,,,,,,,,,\n{}\n{HEADER}\n{}\nTotal: 3\n\"Printed, 1\"\n",
        row("Procedure", "Foraminotomy\nLaminectomy"),
        row("", ""),
        row("", ""),
    );
    let (mapping, _) = &*STANDARD;
    let mut schedule = Schedule::open(text.as_bytes(), "s.csv", mapping).expect("rows");
    assert_eq!(schedule.understanding().header_row, 4);
    let numbers: Vec<u32> = schedule.by_ref().map(|row| row.number()).collect();
    assert_eq!(numbers, [6, 8, 10]);
    assert_eq!(schedule.passed_over(), [9, 11, 12]);
}

#[test]
fn a_bad_row_costs_itself_only() {
    let good = row("", "");
    let stray = good.replacen("\"SECRETSON, JANE Q\"", "\"SECRETSON", 1);
    let open = good.replace("General", "\"General");
    let text = format!(
        "{HEADER}\n{good}\n{stray}\n{good}\n{good},surplus\nMRN only\n{good},,\n{open}\n{good}\n"
    );
    let rows = read(text.as_bytes());
    let verdicts: Vec<(u32, bool)> = rows.iter().map(|(at, it)| (*at, it.is_ok())).collect();
    let expected = [
        (2, true),
        (3, false),
        (4, true),
        (5, false),
        (6, false),
        (7, true),
        (8, false),
        (9, true),
    ];
    assert_eq!(verdicts, expected);
    let report = |at: usize| rows[at].1.clone().expect_err("refused");
    assert!(report(1).contains("s.csv:3:1: ") && report(1).contains("quotation mark"));
    assert!(report(3).contains("s.csv:5:1: this row has 11 cells, and there are 10 columns"));
    assert!(report(4).contains("has 1 cells"));
    assert!(report(6).contains("s.csv:8:1: text follows a closing quotation mark"));
    let last = format!("{HEADER}\n{good}\n{open}\n");
    let report = read(last.as_bytes())[1].1.clone().expect_err("open");
    assert!(report.contains("s.csv:3:1: a quotation mark is opened in this row"));
}

#[test]
fn columns_are_understood_or_named() {
    // A ward is no number of a patient.
    let text = format!("{HEADER},Unit\n{},4 West\n", row("", ""));
    assert!(only(text.as_bytes(), &STANDARD).is_ok());
    let (wrong, _) = mapping("[columns]\nside = [\"Laterality\", \"Seite \"]\nroom = \"Sall\"");
    let schedule = Schedule::open(text.as_bytes(), "s.csv", &wrong).expect("rows");
    assert_eq!(schedule.understanding().not_found, ["Seite ", "Sall"]);
    let text = format!("{HEADER},Case #,Hair colour\n{},12,red\n", row("", ""));
    let (mapping, packs) = mapping("[columns]\nindication = \"hair  COLOUR\"");
    for (mapping, meaning) in [
        (&STANDARD.0, Meaning::Unknown),
        (&mapping, Meaning::Field(Field::Indication)),
    ] {
        let mut schedule = Schedule::open(text.as_bytes(), "s.csv", mapping).expect("rows");
        schedule.ready().expect("all that is needed");
        let columns = &schedule.understanding().columns;
        assert_eq!(columns[0].meaning, Meaning::Field(Field::RecordNumber));
        assert_eq!(columns[10].meaning, Meaning::Ignored);
        assert_eq!(columns[11].meaning, meaning);
        assert!(
            schedule
                .next()
                .expect("a row")
                .case(Some(&facility()), &packs)
                .is_ok()
        );
        serde_json::to_string(schedule.understanding()).expect("JSON");
    }
}

#[test]
fn two_columns_for_the_same_are_an_error_unless_the_mapping_decides() {
    let text = format!("{HEADER},Patient ID\n{},999\n", row("", ""));
    let report = only(text.as_bytes(), &STANDARD).expect_err("two numbers");
    assert!(
        report.contains("`MRN` and `Patient ID` all mean `record-number`"),
        "{report}"
    );
    let decided = mapping("[columns]\nrecord-number = \"MRN\"");
    let case = only(text.as_bytes(), &decided).expect("decided");
    assert_eq!(case.patient.record_number, "00412907");
    let text = format!("{HEADER},Last Name\n{},DOE\n", row("", ""));
    let report = only(text.as_bytes(), &STANDARD).expect_err("two names");
    assert!(
        report.contains("`Patient Name` and `Last Name` both hold the name"),
        "{report}"
    );
    let decided = mapping("[columns]\npatient-name = \"Patient Name\"");
    assert!(only(text.as_bytes(), &decided).is_ok());
    let report = only(
        b"MRN,DOB,Procedure,Who\n1,1961-03-14,Foraminotomy,x\n",
        &STANDARD,
    );
    let report = report.expect_err("columns are missing");
    assert!(
        report.contains("no column is understood as `patient-name`"),
        "{report}"
    );
    assert!(report.contains("not understood here: `Who`"), "{report}");
}

#[test]
fn rows_are_compared_with_each_other() {
    let other = |from: &str, to: &str| row("", "").replace(from, to);
    let text = [
        HEADER.to_owned(),
        row("", ""),
        row("", ""),
        other("1961-03-14", "1961-03-15"),
        other("00412907", "00412908"),
        other("2026-12-14", "2026-12-15"),
    ]
    .join("\n");
    let (mapping, packs) = &*STANDARD;
    let mut across = Across::default();
    let mut found = Vec::new();
    for row in Schedule::open(text.as_bytes(), "s.csv", mapping).expect("rows") {
        let case = row.case(Some(&facility()), packs).expect("a case");
        let findings = across
            .row(&row)
            .into_iter()
            .chain(across.case(row.number(), &case));
        found.extend(findings.map(|it| (it.row, it.kind, it.earlier)));
    }
    use FindingKind::*;
    let expected = [
        (3, Duplicate, 2),
        (3, SamePatientSameDay, 2),
        (4, SameNumberOtherPatient, 2),
        (4, SamePatientSameDay, 2),
        (5, SamePatientOtherNumber, 2),
    ];
    assert_eq!(found, expected);
}

#[test]
fn delimited_rows_are_those_of_the_csv_crate() {
    let text = "a, b ,\"c\"\"d\"\r\n\"1\n2\",,\"x,y\"\rlast,\"\",z";
    let judge = csv::ReaderBuilder::new()
        .has_headers(false)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes())
        .into_records()
        .map(|record| record.expect("valid").iter().map(str::to_owned).collect())
        .collect::<Vec<Vec<String>>>();
    let mut lines = Lines::of_text(text.to_owned(), ',');
    let mut ours = Vec::new();
    while let Some(record) = lines.next().expect("no file") {
        ours.push(record.cells);
    }
    assert_eq!(ours, judge);
}
