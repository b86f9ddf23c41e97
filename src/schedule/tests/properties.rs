//! No bytes make a schedule panic.

use proptest::prelude::*;

use super::*;
use crate::schedule::delimited::Lines;

/// Reads everything; a problem is fine, a panic is not.
fn survives(bytes: &[u8]) {
    if let Ok(rows) = read_with(bytes, &STANDARD) {
        for (_, case) in rows {
            if let Err(report) = case {
                assert!(!report.is_empty());
            }
        }
    }
}

/// Cells that a schedule may hold, and cells that it should not.
fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[LRCTS0-9/ ,;+\\-\\[\\]()\"a-z.]{0,20}",
        "[0-9]{1,4}[./-][0-9]{1,4}[./-][0-9]{1,4}( [0-9:]{1,8})?",
        Just("Foraminotomy L4-5 [LEFT]".to_owned()),
    ]
}

proptest! {
    #[test]
    fn any_bytes(bytes in any::<Vec<u8>>()) {
        survives(&bytes);
    }

    #[test]
    fn any_bytes_under_headers(bytes in any::<Vec<u8>>()) {
        survives(&[HEADER.as_bytes(), b"\n", &bytes].concat());
    }

    #[test]
    fn any_cells(cells in proptest::collection::vec(cell(), 10)) {
        let cells: Vec<String> =
            cells.iter().map(|it| format!("\"{}\"", it.replace('"', "\"\""))).collect();
        survives(format!("{HEADER}\n{}\n", cells.join(",")).as_bytes());
    }

    /// What the csv crate writes is read back, with rows counted as a spreadsheet does.
    #[test]
    fn rows_of_the_csv_crate_are_read_back(
        rows in proptest::collection::vec(proptest::collection::vec("[a-z,\"\n;é]{1,8}", 3), 1..8)
    ) {
        let mut writer = csv::Writer::from_writer(Vec::new());
        for row in &rows {
            writer.write_record(row).expect("memory");
        }
        let text = String::from_utf8(writer.into_inner().expect("memory")).expect("UTF-8");
        let mut lines = Lines::of_text(text, ',');
        for (number, row) in (1..).zip(&rows) {
            if row.iter().all(|cell| cell.trim().is_empty()) {
                continue;
            }
            let record = lines.next().expect("no file").expect("a row");
            prop_assert_eq!(record.fault, None);
            prop_assert_eq!(record.row, number);
            let ours: Vec<&str> = record.cells.iter().map(|it| it.trim()).collect();
            let theirs: Vec<&str> = row.iter().map(|it| it.trim()).collect();
            prop_assert_eq!(ours, theirs);
        }
        prop_assert!(lines.next().expect("no file").is_none());
    }
}
