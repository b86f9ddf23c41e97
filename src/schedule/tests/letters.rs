//! Files whose letters are not all of one kind.

use super::*;

/// A schedule with three rows; the second is changed, as bytes.
fn second(from: &str, to: &[u8]) -> Verdicts {
    let good = row("", "");
    let changed = good.replacen("00412907", "00412908", 1);
    let (before, after) = changed.split_once(from).expect("something to change");
    let last = good.replacen("00412907", "00412909", 1);
    let first = format!("{HEADER}\n{}\n{before}", good.replace("JANE", "JÄNE"));
    let bytes = [
        first.as_bytes(),
        to,
        after.as_bytes(),
        b"\n",
        last.as_bytes(),
    ]
    .concat();
    read(&bytes)
}

#[test]
fn a_row_that_lost_letters_costs_itself_only() {
    // Windows-1252 in a file that is UTF-8, and a zero byte.
    for letter in [&b"J\xC4NE"[..], b"J\0NE"] {
        let rows = second("JANE", letter);
        let verdicts: Vec<bool> = rows.iter().map(|(_, it)| it.is_ok()).collect();
        assert_eq!(verdicts, [true, false, true], "{rows:?}");
        let report = rows[1].1.clone().expect_err("lost");
        assert!(report.contains("s.csv:3:1: this row holds letters that are lost"));
        assert!(
            report.contains("hint: ") && !report.contains("SECRET"),
            "{report}"
        );
    }
}

#[test]
fn utf_16_is_known_without_its_mark() {
    let text = format!("{HEADER}\n{}\n", row("Patient Name", "GROß, ŁUCJA"));
    for bytes in [u16::to_le_bytes, u16::to_be_bytes] {
        let wide: Vec<u8> = text.encode_utf16().flat_map(bytes).collect();
        let case = only(&wide, &STANDARD).unwrap_or_else(|it| panic!("{it}"));
        assert_eq!(case.patient.family_name, "GROß");
        assert_eq!(case.patient.given_names, "ŁUCJA");
    }
}

#[test]
fn signs_behind_the_end_are_no_row() {
    for end in [&b"\x1A"[..], b"\n\x1A\n", b"\0\0\0\0"] {
        let text = format!("{HEADER}\n{}\n", row("", ""));
        let rows = read(&[text.as_bytes(), end].concat());
        assert!(matches!(&rows[..], [(2, Ok(_))]), "{rows:?}");
    }
}

#[test]
fn lines_of_totals_are_no_cases() {
    let end = "Total,2,,,,,,,,\n,,,,Total,2,,,,\n\"Grand Total\",\"\",\"\",\"\",\"2\",,,,,\n\
               2 cases\n*** End of report ***\nPage 1 of 1\n,,,,,,,,,Total: 1\n";
    let text = format!("{HEADER}\n{}\n{end}", row("", ""));
    assert_eq!(read(text.as_bytes()).len(), 1);
    // What may be about somebody is a row.
    for line in [
        ",Page,1961-03-14,,,,,,,",
        "Total,\"Page, Jane\",,,,,,,,",
        "Report,00412908,,,,,,,,",
        ",,,,Laminectomy,,,,,",
    ] {
        let text = format!("{HEADER}\n{}\n{line}\n", row("", ""));
        let rows = read(text.as_bytes());
        assert!(rows.len() == 2 && rows[1].1.is_err(), "{line}: {rows:?}");
    }
}

#[test]
fn a_mapping_may_name_a_row_of_headers_far_down() {
    let text = format!("{}{HEADER}\n{}\n", "A title\n".repeat(40), row("", ""));
    assert!(read_with(text.as_bytes(), &STANDARD).is_err());
    assert!(only(text.as_bytes(), &mapping("header-row = 41")).is_ok());
}
