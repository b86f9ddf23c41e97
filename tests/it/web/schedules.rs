//! Schedules as scheduling systems give them: workbooks, other headers, a thousand rows, and
//! files that mean harm.

use std::io::{Cursor, Write};
use std::time::Instant;

use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet};

use super::load::peak;
use super::server::Server;
use crate::support::Desk;

/// What its columns are called.
pub(super) const HEADER: &str = "MRN,Patient Name,DOB,Sched Date,Start,Primary Surgeon,Procedure(s),Laterality,Level(s),Pre-op Dx";

/// A schedule of so many rows; those of `sideless` (from 0) name no side.
pub(super) fn rows(count: usize, sideless: &[usize]) -> String {
    let row = |number: usize| {
        let side = if sideless.contains(&number) {
            ""
        } else {
            "Left"
        };
        let record = 500_000 + number;
        format!(
            "{record:08},\"PATIENT{}, JANE\",1961-03-14,2026-12-03,07:30,\"Albrecht, Ines MD\",\
             Foraminotomy,{side},L4-5,Pain in the leg\n",
            letters(number)
        )
    };
    let rows: String = (0..count).map(row).collect();
    format!("{HEADER}\n{rows}")
}

/// The same rows, of which the first are like no other: their forms share nothing, and take long
/// enough for somebody to say stop.
pub(super) fn slow(schedule: &str, first: usize) -> String {
    let line = |(number, line): (usize, &str)| match number {
        0 => format!("{line},Communication Needs\n"),
        _ if number <= first => format!("{line},Sits in place {number}\n"),
        _ => format!("{line},\n"),
    };
    schedule.lines().enumerate().map(line).collect()
}

/// A number as letters: names have no digits.
fn letters(number: usize) -> String {
    let digits = format!("{number:04}");
    digits
        .bytes()
        .map(|it| (it - b'0' + b'A') as char)
        .collect()
}

/// The desk of a hospital.
pub(super) fn desk() -> Desk {
    let desk = Desk::new();
    desk.write(
        "countersign.toml",
        "[facility]\nname = \"Harbour Spine Centre\"\n",
    );
    desk
}

/// A schedule as a workbook, with its days as days.
pub(super) fn workbook(schedule: &str) -> Vec<u8> {
    sheets(&[schedule])
}

/// A workbook with a sheet for each schedule.
fn sheets(schedules: &[&str]) -> Vec<u8> {
    let mut book = Workbook::new();
    for schedule in schedules {
        fill(book.add_worksheet(), schedule);
    }
    book.save_to_buffer().unwrap()
}

fn fill(sheet: &mut Worksheet, schedule: &str) {
    let day = Format::new().set_num_format("dd/mm/yyyy");
    let mut lines = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(schedule.as_bytes());
    for (row, line) in (0..).zip(lines.records()) {
        for (column, cell) in (0..).zip(line.unwrap().iter()) {
            match ExcelDateTime::parse_from_str(cell)
                .ok()
                .filter(|_| cell.len() == 10)
            {
                Some(date) => sheet.write_with_format(row, column, &date, &day),
                None => sheet.write(row, column, cell),
            }
            .unwrap();
        }
    }
}

/// Rows of a sheet that is not read get no form: that is said where nobody can miss it.
#[test]
fn sheets_that_are_not_read_are_named_before_anything_that_is_folded() {
    let desk = desk();
    let server = Server::here(&desk);
    let visitor = server.enter();
    let csrf = [("csrf", &*visitor.csrf)];
    let (monday, tuesday) = (rows(1, &[]), rows(2, &[]));
    let brought = visitor.send(&csrf, "days.xlsx", &sheets(&[&monday, &tuesday]));
    let path = brought.header("location").to_owned();
    visitor.idle(&path);
    for page in [visitor.get(&path).text(), visitor.made(&path)] {
        let says = "Only the sheet “Sheet1” is read. These sheets are not: Sheet2.";
        let says = page.find(says).unwrap_or_else(|| panic!("{page}"));
        assert!(says < page.find("<details").unwrap(), "{page}");
    }
}

#[test]
fn a_workbook_is_a_schedule_like_any_other() {
    let desk = desk();
    let server = Server::here(&desk);
    let visitor = server.enter();
    let csrf = [("csrf", &*visitor.csrf)];
    let brought = visitor.send(&csrf, "day.xlsx", &workbook(&rows(1, &[])));
    assert_eq!(brought.status, 303, "{}", brought.text());
    let path = brought.header("location").to_owned();
    visitor.idle(&path);
    let page = visitor.get(&path).text();
    assert!(page.contains("Excel workbook, sheet “Sheet1”"), "{page}");
    assert!(
        page.contains("Foraminotomy, left, L4–L5, on 2026-12-03"),
        "{page}"
    );
    // A day that is looked at and not changed stays the day that it is, in whatever order it is shown.
    visitor.post(&format!("{path}/rows/2"), &[("c9", "Pain in the left leg")]);
    visitor.idle(&path);
    let page = visitor.get(&path).text();
    assert!(
        page.contains("Good, mended") && page.contains("value=\"1961-03-14\""),
        "{page}"
    );
    assert!(visitor.made(&path).contains("<strong>Forms: 1.</strong>"));
}

#[test]
fn a_workbook_that_is_a_bomb_is_refused_in_words() {
    use zip::write::SimpleFileOptions;
    let desk = desk();
    let server = Server::here(&desk);
    let visitor = server.enter();
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    zip.start_file("xl/worksheets/sheet1.xml", options).unwrap();
    for _ in 0..2048 {
        zip.write_all(&vec![b'<'; 1 << 20]).unwrap();
    }
    let bomb = zip.finish().unwrap().into_inner();
    assert!(bomb.len() < 8 << 20, "{}", bomb.len());
    let before = peak(server.id());
    let refused = visitor.send(&[("csrf", &*visitor.csrf)], "day.xlsx", &bomb);
    assert_eq!(refused.status, 409);
    assert!(
        refused
            .text()
            .contains("unpacks to more than a schedule can hold")
    );
    if let (Some(before), Some(now)) = (before, peak(server.id())) {
        assert!(now < before + 40, "{before} MiB, then {now}");
    }
    desk.write("bomb.xlsx", "");
    std::fs::write(desk.path("bomb.xlsx"), bomb).unwrap();
    let run = desk.run(&["batch", "bomb.xlsx", "-o", "out"]);
    assert_eq!(run.status, 2, "{}", run.stderr);
    assert!(
        run.stderr.contains("bomb.xlsx unpacks to more"),
        "{}",
        run.stderr
    );
}

#[test]
fn the_mapping_that_is_chosen_counts() {
    let desk = desk();
    desk.write(
        "templates/mappings/theatre.toml",
        "[columns]\nrecord-number = \"Hospital no\"\npatient-name = \"Who\"\ndate-of-birth = \"Born\"\n\
         surgeon = \"Boss\"\nprocedure = \"What\"\nside = \"Which\"\nlevels = \"Where\"\n",
    );
    let server = Server::start(&desk, &["--port", "0", "--site", "."]);
    let visitor = server.enter();
    assert!(
        visitor
            .get("/days")
            .text()
            .contains("<option value=\"theatre\">")
    );
    let schedule = "Hospital no,Who,Born,Boss,What,Which,Where\n\
         00412907,\"OKAFOR, MAYA\",1961-03-14,Dr. Ito,Foraminotomy,Left,L4-5\n";
    let send = |mapping: &str| {
        let fields = [("csrf", &*visitor.csrf), ("mapping", mapping)];
        visitor.send(&fields, "day.csv", schedule.as_bytes())
    };
    let unknown = send("");
    assert_eq!(unknown.status, 409, "{}", unknown.text());
    assert!(
        unknown
            .text()
            .contains("For hospital IT: name the columns in a mapping")
    );
    assert_eq!(send("../../secret").status, 409);
    let brought = send("theatre");
    assert_eq!(brought.status, 303, "{}", brought.text());
    let path = brought.header("location").to_owned();
    visitor.idle(&path);
    let page = visitor.get(&path).text();
    assert!(page.contains("Mapping: theatre."), "{page}");
    assert!(page.contains("<strong>1</strong> good"), "{page}");
}

/// A thousand rows: what is wrong is at hand, the page is small enough to be read on a tablet.
#[test]
fn a_thousand_rows_can_be_mended() {
    let desk = desk();
    let server = Server::here(&desk);
    let visitor = server.enter();
    let path = visitor.brought(&rows(1000, &[420, 990]));
    let began = Instant::now();
    let page = visitor.get(&path).text();
    eprintln!(
        "a page of 1,000 rows: {} KB, {:?}",
        page.len() / 1024,
        began.elapsed()
    );
    assert!(
        page.contains("<strong>998</strong> good, <strong>2</strong> refused"),
        "{page}"
    );
    // Those that are refused come first.
    assert_eq!(page.matches("<article").count(), 2);
    assert!(page.contains("id=\"row-422\"") && page.contains("id=\"row-992\""));
    let all = visitor.get(&format!("{path}?show=all")).text();
    assert_eq!(all.matches("<article").count(), 100);
    assert!(all.len() < 1024 * 1024, "{} KB", all.len() / 1024);
    let last = visitor.get(&format!("{path}?show=all&part=10")).text();
    assert!(last.contains("id=\"row-1001\""));

    let began = Instant::now();
    let mended = visitor.post(
        &format!("{path}/rows/422"),
        &[("c7", "Left"), ("show", "refused")],
    );
    assert_eq!(mended.status, 303);
    visitor.idle(&path);
    eprintln!("looked at 1,000 rows again in {:?}", began.elapsed());
    let page = visitor.get(mended.header("location")).text();
    assert!(
        page.contains("<strong>999</strong> good, <strong>1</strong> refused"),
        "{page}"
    );
    assert!(page.contains("Row 422 is good now"), "{page}");
}
