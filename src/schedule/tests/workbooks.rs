//! Excel workbooks.

use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet};

use super::*;

/// A workbook whose only case has these cells at record number, birth and level.
pub(super) fn book(fill: impl Fn(&mut Worksheet)) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("Tomorrow").expect("a name");
    sheet.write(0, 0, "Schedule").expect("a cell");
    for (column, header) in (0..).zip(HEADER.split(',')) {
        sheet.write(2, column, header).expect("a cell");
    }
    let cells = row("", "");
    let cells = cells.replace("\"SECRETSON, JANE Q\"", "SECRETSON^JANE");
    let cells = cells.replace("\"Albrecht, Ines MD\"", "Albrecht");
    for (column, cell) in (0..).zip(cells.split(',')) {
        sheet.write(4, column, cell).expect("a cell");
    }
    fill(sheet);
    book.save_to_buffer().expect("memory")
}

fn born(sheet: &mut Worksheet) {
    let date = ExcelDateTime::from_ymd(1961, 4, 3).expect("a day");
    let format = Format::new().set_num_format("dd/mm/yyyy");
    sheet
        .write_with_format(4, 2, &date, &format)
        .expect("a cell");
}

#[test]
fn a_workbook_is_read_with_its_types() {
    let (mapping, packs) = &*STANDARD;
    let bytes = book(born);
    let mut schedule = Schedule::open(&bytes, "s.xlsx", mapping).expect("rows");
    let understanding = schedule.understanding();
    assert_eq!(understanding.encoding, "Excel workbook");
    assert_eq!(understanding.sheet.as_deref(), Some("Tomorrow"));
    assert_eq!(understanding.header_row, 3);
    let row = schedule.next().expect("a row");
    assert_eq!(row.number(), 5);
    let (case, warnings) = row.read(Some(&facility()), packs);
    let case = case.unwrap_or_else(|it| panic!("{it}"));
    // A date cell can be read in only one way.
    assert_eq!(case.patient.date_of_birth, day(1961, 4, 3));
    assert_eq!(case.patient.record_number, "00412907");
    assert!(warnings.is_empty());
    assert!(schedule.next().is_none());
}

#[test]
fn numbers_of_a_workbook_are_taken_with_care() {
    let number = |value: f64| {
        let bytes = book(|sheet| {
            sheet.write(4, 0, value).expect("a cell");
        });
        let (mapping, packs) = &*STANDARD;
        let row = Schedule::open(&bytes, "s.xlsx", mapping)
            .expect("rows")
            .next()
            .expect("a row");
        let (case, warnings) = row.read(Some(&facility()), packs);
        (
            case.map(|it| it.patient.record_number)
                .map_err(|it| it.to_string()),
            warnings.len(),
        )
    };
    assert_eq!(number(412907.0), (Ok("412907".into()), 1));
    assert!(
        number(412907.5)
            .0
            .expect_err("decimals")
            .contains("decimals")
    );
    assert!(number(1.23e18).0.expect_err("long").contains("more digits"));
    // The 60th day is one that the calendar does not have.
    let never = book(|sheet| {
        let format = Format::new().set_num_format("dd/mm/yyyy");
        sheet
            .write_with_format(4, 2, 60.0, &format)
            .expect("a cell");
    });
    let report = only(&never, &STANDARD).expect_err("no day");
    assert!(report.contains("day that programs write"), "{report}");
    let serial = book(|sheet| {
        sheet.write(4, 2, 22354.0).expect("a cell");
    });
    assert!(
        only(&serial, &STANDARD)
            .expect_err("a serial")
            .contains("number of days")
    );
    let digits = mapping("record-number-digits = 8");
    let short = book(|sheet| {
        sheet.write(4, 0, 412907.0).expect("a cell");
    });
    assert!(
        only(&short, &digits)
            .expect_err("short")
            .contains("6 characters")
    );
}

#[test]
fn sheets_are_chosen_by_name() {
    let bytes = book(born);
    assert!(only(&bytes, &mapping("sheet = \"Tomorrow\"")).is_ok());
    let report = read_with(&bytes, &mapping("sheet = \"Tomorow\"")).expect_err("no sheet");
    assert!(report.contains("did you mean `Tomorrow`"), "{report}");
}

#[test]
fn the_first_sheet_that_can_be_seen_is_read() {
    let mut book = Workbook::new();
    let hidden = book.add_worksheet();
    hidden.write(0, 0, "old").expect("a cell");
    let sheet = book.add_worksheet();
    sheet.set_active(true);
    for (column, header) in (0..).zip(HEADER.split(',')) {
        sheet.write(0, column, header).expect("a cell");
    }
    book.worksheet_from_index(0)
        .expect("a sheet")
        .set_hidden(true);
    let bytes = book.save_to_buffer().expect("memory");
    assert_eq!(read(&bytes), []);
}

/// A format such as `00000000` shows zeros that no cell has.
#[test]
fn a_number_that_may_be_shown_with_zeros_is_refused() {
    let bytes = book(|sheet| {
        let format = Format::new().set_num_format("00000000");
        sheet
            .write_with_format(4, 0, 412907.0, &format)
            .expect("a cell");
    });
    let report = only(&bytes, &STANDARD).expect_err("zeros");
    assert!(report.contains(":5:1: `MRN` is a number"), "{report}");
    let six = only(&bytes, &mapping("record-number-digits = 6")).expect("six digits");
    assert_eq!(six.patient.record_number, "412907");
    assert!(only(&bytes, &mapping("record-number-digits = 8")).is_err());
}

#[test]
fn the_sheet_with_headers_is_read_and_others_are_named() {
    let mut book = Workbook::new();
    book.add_worksheet();
    let cover = book.add_worksheet().set_name("Cover").expect("a name");
    cover.write(0, 0, "Schedule").expect("a cell");
    for name in ["Monday", "Tuesday"] {
        let sheet = book.add_worksheet().set_name(name).expect("a name");
        for (column, header) in (0..).zip(HEADER.split(',')) {
            sheet.write(0, column, header).expect("a cell");
        }
    }
    let bytes = book.save_to_buffer().expect("memory");
    let (mapping, _) = &*STANDARD;
    let schedule = Schedule::open(&bytes, "s.xlsx", mapping).expect("rows");
    let understanding = schedule.understanding();
    assert_eq!(understanding.sheet.as_deref(), Some("Monday"));
    assert_eq!(understanding.other_sheets, ["Cover", "Tuesday"]);
    let says = understanding.not_read().expect("two sheets");
    assert!(
        says.contains("`Monday` is read") && says.contains("`Tuesday`"),
        "{says}"
    );
}

#[test]
fn what_a_workbook_does_not_say_of_a_row_is_not_guessed() {
    // Two rows with one side in a cell that was merged over both.
    let merged = book(|sheet| {
        for (column, header) in (0..).zip(row("MRN", "00412908").split(',')) {
            let cell = header.trim_matches('"');
            sheet.write(5, column, cell).expect("a cell");
        }
        let plain = Format::new();
        sheet
            .merge_range(4, 5, 5, 5, "Left", &plain)
            .expect("merged");
    });
    let rows = read(&merged);
    assert!(rows[0].1.is_ok());
    let report = rows[1].1.as_ref().expect_err("whose side");
    assert!(report.contains("`Laterality` holds an error"), "{report}");
}

#[test]
fn a_cell_far_away_takes_no_memory() {
    let bytes = book(|sheet| {
        sheet.write(1_048_575, 16_383, "x").expect("a cell");
    });
    assert!(only(&bytes, &STANDARD).is_ok());
}

#[test]
fn a_damaged_workbook_is_refused() {
    let bytes = book(born);
    for cut in (0..bytes.len()).step_by(61) {
        let _ = read_with(&bytes[..cut], &STANDARD);
        let mut flipped = bytes.clone();
        flipped[cut] ^= 0x55;
        let _ = read_with(&flipped, &STANDARD);
    }
}

/// A workbook with one part more than it needs, or with another one in its place.
pub(super) fn with(part: &str, bytes: impl Iterator<Item = Vec<u8>>) -> Vec<u8> {
    use std::io::{Cursor, Read, Write};
    use zip::write::SimpleFileOptions;
    let mut plain = zip::ZipArchive::new(Cursor::new(book(born))).expect("a ZIP file");
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    for index in 0..plain.len() {
        let mut from = plain.by_index(index).expect("a part");
        let name = from.name().expect("a name").into_owned();
        if name != part {
            let mut whole = Vec::new();
            from.read_to_end(&mut whole).expect("a part");
            zip.start_file(name, options).expect("a part");
            zip.write_all(&whole).expect("a part");
        }
    }
    zip.start_file(part, options).expect("a part");
    for bytes in bytes {
        zip.write_all(&bytes).expect("a part");
    }
    zip.finish().expect("a ZIP file").into_inner()
}

#[test]
fn a_workbook_that_unpacks_too_far_is_refused() {
    let mebibytes = |count: usize| std::iter::repeat_n(vec![b' '; 1 << 20], count);
    let (mapping, _) = &*STANDARD;
    let open = |bytes: &[u8]| Schedule::open(bytes, "s.xlsx", mapping).map(Iterator::count);
    // Something large that nobody reads is no reason to refuse it.
    assert_eq!(open(&with("xl/media/a.png", mebibytes(20))), Ok(1));
    for (part, count) in [
        ("xl/worksheets/sheet2.xml", 257),
        ("xl/worksheets/sheet1.xml", 257),
        ("xl/sharedStrings.xml", 49),
        ("xl/workbook.xml", 49),
        ("nobody/reads.this", 49),
    ] {
        let bytes = with(part, mebibytes(count));
        assert!(bytes.len() < 1 << 20, "{part}: {} bytes", bytes.len());
        let says = open(&bytes).expect_err(part).to_string();
        assert!(
            says.contains("s.xlsx unpacks to more than"),
            "{part}: {says}"
        );
    }
}
