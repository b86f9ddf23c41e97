//! What a workbook shows struck through.

use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

use super::hidden::hidden;
use super::workbooks::{book, with};
use super::*;
use crate::schedule::Mended;

/// Headers and the case of `book`, as cells.
pub(super) fn cells() -> Vec<(&'static str, String)> {
    let row = row("", "").replace("\"SECRETSON, JANE Q\"", "SECRETSON^JANE");
    let row = row.replace("\"Albrecht, Ines MD\"", "Albrecht");
    let cells = row.split(',').map(str::to_owned);
    HEADER.split(',').zip(cells.collect::<Vec<_>>()).collect()
}

pub(super) fn struck() -> Format {
    Format::new().set_font_strikethrough()
}

/// The report of the only case, which is refused for what is struck through in a column.
fn refused(bytes: &[u8], column: usize, header: &str) -> String {
    let report = only(bytes, &STANDARD).expect_err(header);
    let says = format!("s.csv:5:{column}: `{header}` is struck through in the workbook");
    assert!(report.contains(&says), "{header}: {report}");
    assert_eq!(report.matches("struck through in").count(), 1, "{report}");
    assert!(report.contains("hint: remove the row if"), "{report}");
    assert!(!report.contains("SECRET"), "{report}");
    report
}

/// The only case, with one more column.
fn with_column(header: &str, value: &str, format: &Format) -> Vec<u8> {
    book(|sheet| {
        sheet.write(2, 10, header).expect("a cell");
        sheet
            .write_with_format(4, 10, value, format)
            .expect("a cell");
    })
}

#[test]
fn a_value_that_is_struck_through_is_refused() {
    for (column, (header, value)) in (0..).zip(cells()) {
        let bytes = book(|sheet| {
            let written = sheet.write_with_format(4, column, &value, &struck());
            written.expect("a cell");
        });
        refused(&bytes, usize::from(column) + 1, header);
    }
    let number = book(|sheet| {
        let written = sheet.write_with_format(4, 0, 412_907, &struck());
        written.expect("a cell");
    });
    refused(&number, 1, "MRN");
    let birth = book(|sheet| {
        let date = ExcelDateTime::from_ymd(1961, 4, 3).expect("a day");
        let format = struck().set_num_format("dd/mm/yyyy");
        let written = sheet.write_with_format(4, 2, &date, &format);
        written.expect("a cell");
    });
    refused(&birth, 3, "DOB");
}

#[test]
fn a_row_that_is_struck_through_costs_itself_only() {
    let bytes = book(|sheet| {
        for (column, (_, value)) in (0..).zip(cells()) {
            let other = value.replace("00412907", "00412908");
            sheet.write(5, column, &other).expect("a cell");
            let written = sheet.write_with_format(4, column, &value, &struck());
            written.expect("a cell");
        }
        let written = sheet.write_with_format(6, 0, "Total: 2", &struck());
        written.expect("a cell");
    });
    let rows = read(&bytes);
    assert_eq!(rows.len(), 2, "{rows:?}");
    let report = rows[0].1.clone().expect_err("struck");
    assert_eq!(
        report.to_string(),
        "s.csv:5:1: this row is struck through in the workbook\n  hint: remove the row if the \
         operation is cancelled; otherwise write the value without the strike"
    );
    let case = rows[1].1.as_ref().unwrap_or_else(|it| panic!("{it}"));
    assert_eq!(case.patient.record_number, "00412908");
}

#[test]
fn text_of_which_a_word_is_struck_through_is_refused() {
    let (plain, bold) = (Format::new(), Format::new().set_bold());
    let operation = |runs: &[(&Format, &str)]| {
        book(|sheet| {
            sheet.write_rich_string(4, 4, runs).expect("a cell");
        })
    };
    for runs in [
        &[(&struck(), "Foraminotomy"), (&bold, " ")][..],
        &[(&bold, "Foraminotomy "), (&struck(), "L5-S1")],
        &[(&struck(), "Lamin&"), (&plain, "Foraminotomy")],
    ] {
        refused(&operation(runs), 5, "Procedure");
    }
    for runs in [
        &[(&bold, "Foramin"), (&plain, "otomy")][..],
        &[(&bold, "Foraminotomy"), (&struck(), " ")],
    ] {
        let case = only(&operation(runs), &STANDARD).unwrap_or_else(|it| panic!("{it}"));
        assert_eq!(case.procedure.pack, "foraminotomy");
    }
}

#[test]
fn what_is_struck_through_where_it_means_nothing_does_not_matter() {
    for (header, value) in [("Case #", "12"), ("Hair colour", "red")] {
        let bytes = with_column(header, value, &struck());
        let case = only(&bytes, &STANDARD);
        case.unwrap_or_else(|it| panic!("{header}: {it}"));
    }
    // A side in a column that nobody knows counts, unless it is struck through.
    let other = |format| only(&with_column("Remark", "Right", &format), &STANDARD);
    assert!(other(Format::new()).is_err());
    assert!(other(struck()).is_ok());
    let empty = book(|sheet| {
        sheet.write_blank(4, 3, &struck()).expect("a cell");
    });
    let case = only(&empty, &STANDARD).unwrap_or_else(|it| panic!("{it}"));
    assert_eq!(case.patient.sex, None);
}

/// These are read only if something else asks for them.
#[test]
fn what_is_struck_through_is_refused_where_no_form_needs_it_too() {
    for (header, value) in [
        ("Interpreter ID", "4711"),
        ("Consent Date", "2026-12-01"),
        ("Start", "07:30"),
        ("Relationship", "daughter"),
    ] {
        refused(&with_column(header, value, &struck()), 11, header);
    }
}

#[test]
fn a_value_that_is_mended_is_no_longer_struck_through() {
    let bytes = with_column("Room", "OR 3", &struck());
    let (mapping, packs) = &*STANDARD;
    let open = || Schedule::open(&bytes, "s.csv", mapping).expect("rows");
    let first = open().next().expect("a row");
    let mut texts: Vec<String> = first.texts().map(Into::into).collect();
    let mend = |texts: Vec<String>| {
        let mut mended = Mended::default();
        mended.set(&first, texts);
        let row = open().mended(mended.into()).next().expect("a row");
        row.case(Some(&facility()), packs)
    };
    assert_eq!(texts[10], "OR 3");
    assert!(mend(texts.clone()).is_err());
    texts[10] = "OR 4".to_owned();
    let case = mend(texts).unwrap_or_else(|it| panic!("{it}"));
    assert_eq!(case.procedure.place.as_deref(), Some("OR 4"));
}

/// A workbook whose cells carry their texts and not their places, with what stands behind them.
pub(super) fn sheet(operation: &str, behind: &str) -> Vec<u8> {
    let text = |text: &str| format!("<c t=\"inlineStr\"><is>{text}</is></c>");
    let plain = |it: &str| text(&format!("<t>{it}</t>"));
    let headers: String = HEADER.split(',').map(plain).collect();
    let cells = cells();
    let values = cells.iter().map(|(header, value)| match *header {
        "Procedure" => text(operation),
        _ => plain(value),
    });
    let values: String = values.collect();
    let ns = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let xml = format!(
        "<?xml version=\"1.0\"?><x:worksheet xmlns:x=\"{ns}\" xmlns=\"{ns}\"><x:sheetData>\
         <row>{headers}</row><row r=\"5\" hidden=\"true\">{values}</row></x:sheetData>\
         {behind}</x:worksheet>"
    );
    let xml = std::iter::once(xml.into_bytes());
    with("xl/worksheets/sheet1.xml", xml)
}

#[test]
fn what_is_struck_through_is_seen_however_the_sheet_is_written() {
    let run = |strike: &str| {
        let first = format!("<r><rPr>{strike}</rPr><t>Foraminotomy</t></r>");
        let rest = "<r><t xml:space=\"preserve\"> L4-5</t></r>";
        sheet(&format!("{first}{rest}"), "")
    };
    for strike in [
        "<strike/>",
        "<strike val=\"1\"/>",
        "<x:strike val=\"true\"/>",
    ] {
        refused(&run(strike), 5, "Procedure");
    }
    for strike in ["", "<b/>", "<strike val=\"0\"/>", "<strike val=\"false\"/>"] {
        let bytes = run(strike);
        let case = only(&bytes, &STANDARD);
        case.unwrap_or_else(|it| panic!("{strike}: {it}"));
        assert_eq!(hidden(&bytes), [(5, true)], "{strike}");
    }
}

#[test]
fn another_sheet_says_nothing_of_the_one_that_is_read() {
    let mut book = Workbook::new();
    for (name, format) in [("Old", struck()), ("New", Format::new())] {
        let sheet = book.add_worksheet().set_name(name).expect("a name");
        for (column, (header, value)) in (0..).zip(cells()) {
            sheet.write(0, column, header).expect("a cell");
            let written = sheet.write_with_format(1, column, &value, &format);
            written.expect("a cell");
        }
        if name == "Old" {
            sheet.set_row_hidden(1).expect("a row");
        }
    }
    let bytes = book.save_to_buffer().expect("memory");
    let one = |name: &str| only(&bytes, &mapping(&format!("sheet = \"{name}\"")));
    assert!(one("Old").is_err());
    assert!(one("New").is_ok());
}
