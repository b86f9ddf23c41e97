//! Nobody's data on another's form.
//!
//! A day of sixty rows, made to confuse: names that are parts of each other or words of the
//! form, template syntax, markup, formulas, signs that are refused. Every text of every row
//! holds a token that no other text has. A form must hold its own row's tokens, the patient's
//! on every page, and nothing of any other row: not on its pages, not in its fields, tags,
//! bookmarks, metadata or attachments. Refused rows leave no trace at all.
//!
//! Whatever a generator keeps from one form to the next can mix them up, so the forms are made
//! four at a time by one process, and again by one generator in another order: the bytes must
//! be those of a generator that has made nothing else.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use countersign::case::{Case, Facility};
use countersign::generator::{Generator, Options};
use countersign::library::{Files, Library};
use countersign::outside::Outside;
use countersign::schedule::{Mapping, Packs, Schedule};

use crate::judges;
use crate::support::{Desk, bare, clock};

const ROWS: usize = 60;

/// Headers, whether what stands there is printed, and whether only some rows have it.
const COLUMNS: [(&str, Kind); 24] = [
    ("MRN", Kind::Every),
    ("Last Name", Kind::Every),
    ("First Name", Kind::Every),
    ("Middle Name", Kind::Every),
    ("CSN", Kind::Printed),
    ("Primary Surgeon", Kind::Printed),
    ("Surgeon Role", Kind::Printed),
    ("Surgeon Phone", Kind::Printed),
    ("Assistant", Kind::Printed),
    ("Pre-op Dx", Kind::Printed),
    ("Room", Kind::Printed),
    ("Location", Kind::Printed),
    ("Facility", Kind::Printed),
    ("Department", Kind::Printed),
    ("Communication Needs", Kind::Printed),
    ("Consent By", Kind::Printed),
    ("Interpreter Name", Kind::Some),
    ("Interpreter ID", Kind::Some),
    ("Guardian", Kind::Some),
    ("Relationship", Kind::Some),
    ("Legal Basis", Kind::Some),
    ("Incapacity Reason", Kind::Some),
    ("Comments", Kind::Never),
    ("Phone", Kind::Never),
];

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    /// On every page.
    Every,
    /// On the form.
    Printed,
    /// On the forms of every fourth row, which have an interpreter and a representative.
    Some,
    /// Nowhere.
    Never,
}

const NAMES: [&str; 12] = [
    "Li",
    "Lin",
    "Linda",
    "Ann",
    "Anna",
    "Left",
    "Right",
    "Risk",
    "Consent",
    "Page",
    "Null",
    "O’Brien-Ng",
];

const OPERATIONS: [(&str, &str); 10] = [
    ("Carpal tunnel release", "Left"),
    ("Total knee replacement", "Right"),
    ("Laparoscopic cholecystectomy", ""),
    ("Cataract surgery", "Right"),
    ("Foraminotomy L4-5", "Left"),
    ("Discectomy L5-S1", "Right"),
    ("ACDF C5-6", ""),
    ("Laminectomy L3-4; possible fusion", ""),
    ("Carpal tunnel release", "Bilateral"),
    ("Foraminotomy C6-7", "Right"),
];

const REASONS: [&str; 10] = [
    "<b>bold</b> &amp; &#60;",
    "{{patient.family_name}} {{{this}}}",
    "{{#each risks}} {{> identity}}",
    "]]><!-- --></p></section><h1>",
    "endstream endobj (a) \\(b\\) <</Type/Catalog>>",
    "see \"quoted\" = +1 @x %s %n",
    "Ελένη Юлия Łódź NGUYỄN",
    "Patient: Record number: Date of birth:",
    "Page 1 of 1",
    "${jndi:x} $(id) `id`",
];

/// A word for a row and a column that stands in no other word.
fn token(row: usize, column: usize) -> String {
    let letter = |n: usize| (b'b' + n as u8) as char;
    format!(
        "Q{}{}{}{}z",
        letter(row / 20),
        letter(row % 20),
        letter(column / 20),
        letter(column % 20)
    )
}

/// Rows that must be refused.
fn is_refused(row: usize) -> bool {
    row % 10 == 9 || row == 33
}

/// The cell of a row and a column, as it is printed.
fn cell(row: usize, column: usize) -> String {
    let token = token(row, column);
    match COLUMNS[column].0 {
        "MRN" | "CSN" | "Interpreter ID" => format!("{}{token}", row + 1),
        "Last Name" => format!("{} {token}", NAMES[row % NAMES.len()]),
        "First Name" => format!("{token} {}", NAMES[(row + 5) % NAMES.len()]),
        "Primary Surgeon" => format!("Dr. {} {token}", NAMES[row % NAMES.len()]),
        "Pre-op Dx" => {
            let reason = REASONS[row % REASONS.len()];
            match row % 50 {
                9 => format!("\u{202E}{token}"),
                19 => format!("{token}\u{7}"),
                29 => format!("=HYPERLINK(\"{token}\")"),
                39 => format!("{token} \u{645}\u{631}\u{64A}\u{636}"),
                49 => "#REF!".to_owned(),
                _ => format!("{reason} {token}"),
            }
        }
        _ => token,
    }
}

fn has(row: usize, column: usize) -> bool {
    match COLUMNS[column].1 {
        Kind::Some => row.is_multiple_of(4),
        _ => true,
    }
}

fn schedule() -> String {
    let more = "DOB,Sched Date,Procedure,Laterality,Interpreter Needed,Language";
    let headers = COLUMNS.map(|(header, _)| header).join(",");
    let mut text = format!("{headers},{more}\n");
    for row in 0..ROWS {
        let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
        for column in 0..COLUMNS.len() {
            if has(row, column) {
                text.push_str(&quoted(&cell(row, column)));
            }
            text.push(',');
        }
        let (operation, side) = OPERATIONS[row % OPERATIONS.len()];
        let side = if row == 33 { "Left or right" } else { side };
        let interpreter = if row.is_multiple_of(4) {
            "Yes,Spanish"
        } else {
            "No,"
        };
        let (month, day) = (1 + row % 12, 1 + row % 28);
        text.push_str(&format!(
            "19{:02}-{month:02}-{day:02},2026-12-{day:02},{operation},{side},{interpreter}\n",
            30 + row
        ));
    }
    text
}

/// All that a file holds and a page does not show: strings and streams, with letters of two
/// bytes each, or written as hexadecimal digits, as letters.
fn hidden(bytes: &[u8]) -> String {
    let file = lopdf::Document::load_mem(bytes).unwrap();
    let mut found = String::new();
    for object in file.objects.values() {
        gather(object, &mut found);
    }
    for (_, object) in file.trailer.iter() {
        gather(object, &mut found);
    }
    found
}

fn gather(object: &lopdf::Object, found: &mut String) {
    use lopdf::Object;
    match object {
        Object::String(bytes, _) | Object::Name(bytes) => as_letters(bytes, found),
        Object::Array(objects) => objects.iter().for_each(|it| gather(it, found)),
        Object::Dictionary(entries) => entries.iter().for_each(|(_, it)| gather(it, found)),
        // A program of a font holds outlines, and takes long to look through.
        Object::Stream(stream) if stream.dict.has(b"Length1") => {}
        Object::Stream(stream) if is_font(&stream.dict) => {}
        Object::Stream(stream) => {
            stream.dict.iter().for_each(|(_, it)| gather(it, found));
            let content = stream.decompressed_content();
            as_letters(&content.unwrap_or_else(|_| stream.content.clone()), found);
        }
        _ => {}
    }
}

fn is_font(dictionary: &lopdf::Dictionary) -> bool {
    let kind = dictionary.get(b"Subtype").and_then(|it| it.as_name());
    kind.is_ok_and(|kind| matches!(kind, b"CIDFontType0C" | b"OpenType" | b"Type1C"))
}

fn as_letters(bytes: &[u8], found: &mut String) {
    found.push('\n');
    found.extend(
        bytes
            .iter()
            .filter(|byte| **byte != 0)
            .map(|byte| *byte as char),
    );
    let digits: Vec<u8> = bytes
        .iter()
        .copied()
        .filter(u8::is_ascii_hexdigit)
        .collect();
    for from in 0..2 {
        found.push('\n');
        for pair in digits.get(from..).unwrap_or_default().chunks_exact(2) {
            let pair = std::str::from_utf8(pair).unwrap();
            let byte = u8::from_str_radix(pair, 16).unwrap();
            found.extend((byte != 0).then_some(byte as char));
        }
    }
}

/// Every token that stands in a text.
fn tokens(text: &str) -> BTreeSet<&str> {
    let places = text.match_indices('Q').map(|(at, _)| at);
    let words = places.filter_map(|at| text.get(at..at + 6));
    let letters = |it: &&str| it[1..5].bytes().all(|byte| byte.is_ascii_lowercase());
    words
        .filter(|it| it.ends_with('z'))
        .filter(letters)
        .collect()
}

/// Looks at the form of a row, page by page and below the pages.
fn judge(row: usize, bytes: &[u8]) {
    let Some(text) = judges::text_of(bytes) else {
        return;
    };
    let pages: Vec<String> = text
        .trim_end_matches('\x0c')
        .split('\x0c')
        .map(bare)
        .collect();
    let (all, hidden) = (pages.concat(), hidden(bytes));
    let columns = (0..COLUMNS.len()).filter(|it| has(row, *it));
    let (never, printed): (Vec<_>, Vec<_>) = columns.partition(|it| COLUMNS[*it].1 == Kind::Never);
    assert_eq!(never.len(), 2);
    let own: Vec<String> = printed.iter().map(|it| token(row, *it)).collect();
    let own: BTreeSet<&str> = own.iter().map(String::as_str).collect();
    assert_eq!(tokens(&all), own, "on the pages of row {row}");
    let below = tokens(&hidden);
    assert!(
        !below.is_empty() && below.is_subset(&own),
        "below the pages of row {row}: {below:?}"
    );
    for column in printed {
        let header = COLUMNS[column].0;
        let cell = bare(&cell(row, column));
        assert!(all.contains(&cell), "{header} of row {row} on its form");
        for page in pages.iter().filter(|_| COLUMNS[column].1 == Kind::Every) {
            assert!(
                page.contains(&token(row, column)),
                "{header} on each page of row {row}"
            );
        }
    }
}

/// An order that has nothing of the schedule's.
fn shuffled() -> Vec<usize> {
    let mut rows: Vec<usize> = (0..ROWS).collect();
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    for at in (1..ROWS).rev() {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        rows.swap(at, (state >> 33) as usize % (at + 1));
    }
    rows
}

/// The cases of the schedule, as the library reads them.
fn cases(desk: &Desk) -> Vec<Option<Case>> {
    let files = Files::new(Outside::at(clock()), Some(desk.path("site")));
    let mapping = Mapping::load(&files, None).unwrap();
    let packs = Packs::of(&Library::new(files).unwrap(), &mapping).unwrap();
    let text = schedule();
    let facility = Facility {
        name: "Harbour Hospital".into(),
        department: None,
        address: Vec::new(),
        phone: None,
    };
    let rows = Schedule::open(text.as_bytes(), "day.csv", &mapping).unwrap();
    rows.map(|row| row.case(Some(&facility), &packs).ok())
        .collect()
}

fn generator(desk: &Desk) -> Generator {
    let outside = Outside::at(clock());
    let files = Files::new(outside.clone(), Some(desk.path("site")));
    let options = Options {
        embed_data: true,
        ..Options::default()
    };
    Generator::new(files, &outside, options).unwrap()
}

#[test]
fn no_form_holds_anything_of_another_patient() {
    let desk = Desk::new();
    desk.write(
        "site/countersign.toml",
        "[facility]\nname = \"Harbour Hospital\"\n",
    );
    desk.write("day.csv", &schedule());
    let run = desk.run(&[
        "batch",
        "day.csv",
        "-o",
        "out",
        "--site",
        "site",
        "--jobs",
        "4",
        "--embed-data",
    ]);
    assert_eq!(run.status, 1, "{}", run.stderr);
    let mut forms: BTreeMap<usize, Vec<u8>> = BTreeMap::new();
    let mut others = format!("{}{}", run.stderr, run.text());
    for entry in fs::read_dir(desk.path("out")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let bytes = fs::read(&path).unwrap();
        others.push_str(&name);
        if name.ends_with(".pdf") {
            let row: usize = name[..5].parse().unwrap();
            forms.insert(row - 2, bytes);
        } else {
            others.push_str(&String::from_utf8(bytes).unwrap());
        }
    }
    for row in 0..ROWS {
        assert_eq!(
            forms.contains_key(&row),
            !is_refused(row),
            "row {row}: {others}"
        );
    }
    // Reports, journal and messages name nobody.
    assert_eq!(tokens(&others), BTreeSet::new());
    let cases = cases(&desk);
    let (kept, order) = (generator(&desk), shuffled());
    std::thread::scope(|scope| {
        for half in order.chunks(ROWS / 2) {
            let (kept, cases, forms, desk) = (&kept, &cases, &forms, &desk);
            scope.spawn(move || {
                for (n, row) in half.iter().enumerate() {
                    let made = cases[*row].as_ref().map(|case| kept.form(case));
                    let Some(Ok(form)) = made else {
                        assert!(is_refused(*row), "row {row}");
                        continue;
                    };
                    assert!(
                        *form.bytes == *forms[row],
                        "row {row} differs after other rows"
                    );
                    if n % 10 == 0 {
                        let case = cases[*row].as_ref().unwrap();
                        let alone = generator(desk).form(case).unwrap();
                        assert!(*alone.bytes == *forms[row], "row {row} differs when alone");
                    }
                    judge(*row, &form.bytes);
                }
            });
        }
    });
    // The judge is no stamp: it does not let the form of one row pass for another's.
    if judges::text_of(&forms[&0]).is_some() {
        let swapped = std::panic::catch_unwind(|| judge(1, &forms[&0]));
        assert!(swapped.is_err());
    }
}
