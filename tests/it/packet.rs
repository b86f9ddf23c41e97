//! The packet of a day: every form where the index says, whole or saying that it is not,
//! the same bytes whatever the way to them.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;

use crate::judges;
use crate::support::{Desk, Run, bare, root};

const HEAD: &str =
    "MRN,Patient Name,DOB,Sched Date,Start,Room,Primary Surgeon,Procedure,Laterality,Level(s)\n";

/// A desk with a site and a schedule: so many forms, then rows without a side.
fn desk(forms: usize, refused: usize) -> Desk {
    let desk = Desk::new();
    desk.write(
        "site/countersign.toml",
        "[facility]\nname = \"Harbour Hospital\"\n",
    );
    let mut day = HEAD.to_owned();
    for n in 0..forms + refused {
        // The pages of one are even in number, of the other odd.
        let operation = match n {
            _ if n >= forms => "Carpal tunnel release,,",
            _ if n % 2 == 0 => "Carpal tunnel release,Left,",
            _ => "Total knee replacement,Right,",
        };
        day.push_str(&format!(
            "7001{n:03},\"DOE{}, JANE\",1961-03-14,2026-12-03,{:02}:15,OR {},\"Ito, Ken MD\",{operation}\n",
            ["A", "B", "C"][n % 3],
            7 + n % 12,
            1 + n % 4,
        ));
    }
    desk.write("day.csv", &day);
    desk
}

fn batch(desk: &Desk, more: &[&str]) -> Run {
    let all = [&["batch", "day.csv", "--site", "site"], more].concat();
    desk.run(&all)
}

/// Makes a packet; its bytes.
fn packet(desk: &Desk, more: &[&str]) -> Vec<u8> {
    let run = batch(
        desk,
        &[&["-o", "out", "--packet", "day.pdf"], more].concat(),
    );
    assert!(run.status < 2, "{}", run.stderr);
    assert!(run.text().ends_with("day.pdf\n"), "{}", run.text());
    fs::read(desk.path("day.pdf")).unwrap()
}

/// The ids of the forms, in the order of the rows, with the words of their pages.
fn forms(desk: &Desk) -> Vec<(String, Vec<String>)> {
    let report = fs::read_to_string(desk.path("out/report.json")).unwrap();
    let report: Vec<Value> = serde_json::from_str(&report).unwrap();
    let forms = report.iter().filter(|row| row["verdict"] == "form");
    forms
        .map(|row| {
            let file = desk.path("out").join(row["file"].as_str().unwrap());
            let text = judges::text(&file).unwrap_or_default();
            (row["form_id"].as_str().unwrap().to_owned(), pages(&text))
        })
        .collect()
}

fn pages(text: &str) -> Vec<String> {
    let mut pages: Vec<String> = text.split('\u{c}').map(bare).collect();
    pages.pop();
    pages
}

/// What the judge of packets says of it.
fn put_together(desk: &Desk) -> Option<Value> {
    let says = judges::script("packet.py", &[desk.path("day.pdf").to_str().unwrap()])?;
    Some(serde_json::from_str(&says).unwrap())
}

#[test]
fn every_form_stands_where_the_index_says_on_a_right_hand_page() {
    let desk = desk(2, 1);
    let bytes = packet(&desk, &["--copies", "2"]);
    judges::judge(&bytes, None);
    let Some(text) = judges::text_of(&bytes) else {
        return;
    };
    let read = pages(&text);
    let index = &read[0];
    assert!(index.contains(&bare("This packet is not whole")), "{index}");
    assert!(
        index.contains(&bare("without a form: 1 (row 4).")),
        "{index}"
    );
    assert!(
        index.contains(&bare("carpal-tunnel-release")) && index.contains(&bare("needs a side"))
    );
    assert!(index.contains(&bare("Copies of each form: 2")), "{index}");
    assert_eq!(read[1], "", "the back of the index is blank");
    assert!(
        !text
            .split('\u{c}')
            .next()
            .unwrap()
            .to_uppercase()
            .contains("DOE")
    );
    let mut next = 3;
    let mut begins = vec![("Index of this packet".to_owned(), 1)];
    for (row, (id, own)) in forms(&desk).into_iter().enumerate() {
        let number = format!("7001{row:03}");
        let operation = ["Carpaltunnelrelease,left", "Totalkneereplacement,right"][row % 2];
        assert_eq!(own.len() % 2, row % 2, "{id}");
        let mut places = Vec::new();
        for copy in 1..=2 {
            assert_eq!(next % 2, 1);
            begins.push((format!("{number} · {id} · copy {copy}"), next));
            places.push(next.to_string());
            assert_eq!(
                &read[next - 1..next - 1 + own.len()],
                own.as_slice(),
                "{id}"
            );
            next += own.len();
            if next % 2 == 0 {
                assert_eq!(read[next - 1], "", "a blank page ends {id}");
                next += 1;
            }
        }
        let line = format!(
            "{:02}:15OR{}{number}{operation}{id}{}{}",
            7 + row,
            1 + row,
            places.join(","),
            own.len()
        );
        assert!(index.contains(&line), "{line} in {index}");
    }
    assert_eq!(read.len(), next - 1);
    let Some(verdict) = put_together(&desk) else {
        return;
    };
    let outline: Vec<(String, usize)> = serde_json::from_value(verdict["outline"].clone()).unwrap();
    assert_eq!(outline, begins);
    assert_eq!(verdict["parts"], 5);
    assert_eq!(verdict["wishes"]["/Duplex"], "/DuplexFlipLongEdge");
    assert_eq!(verdict["wishes"]["/PrintScaling"], "/None");
    let signatures = verdict["signatures"].as_array().unwrap();
    let id = &forms(&desk)[0].0;
    let copies = [format!("{id}.patient"), format!("{id}-2.patient")];
    for name in &copies {
        assert!(
            signatures.contains(&Value::from(name.as_str())),
            "{signatures:?}"
        );
    }
    // Fields are fields: two copies are signed, one after the other.
    let font = root().join("fonts/source-sans-3/SourceSans3-Regular.ttf");
    let paths = [desk.path("day.pdf"), font, desk.folder.path().to_owned()];
    let paths = paths.each_ref().map(|path| path.to_str().unwrap());
    let names = copies.each_ref().map(String::as_str);
    judges::script("sign.py", &[&paths[..], &names].concat());
    judges::all_conform(&[fs::read(desk.path("2.pdf")).unwrap()]);
}

#[test]
fn the_bytes_are_the_same_whatever_the_way_to_them() {
    let desk = desk(4, 1);
    let whole = packet(&desk, &["--jobs", "1"]);
    // Made again: there is nothing to write.
    assert_eq!(whole, packet(&desk, &["--jobs", "2"]));
    // Broken off: the journal ends in the second row, and a form of it is lost.
    let journal = fs::read_to_string(desk.path("out/journal.jsonl")).unwrap();
    let lines: Vec<&str> = journal.lines().collect();
    fs::write(
        desk.path("out/journal.jsonl"),
        lines[..3].join("\n") + "\n{\"row\"",
    )
    .unwrap();
    let lost = fs::read_dir(desk.path("out"))
        .unwrap()
        .map(|file| file.unwrap().path());
    let mut lost = lost.filter(|path| path.extension().is_some_and(|ending| ending == "pdf"));
    fs::remove_file(lost.next().unwrap()).unwrap();
    fs::remove_file(desk.path("day.pdf")).unwrap();
    assert_eq!(whole, packet(&desk, &["--jobs", "2"]));
    judges::all_conform(&[whole]);
}

#[test]
fn copies_share_what_they_show() {
    let desk = desk(1, 0);
    let one = packet(&desk, &[]);
    let nine = packet(&desk, &["--copies", "9", "--force"]);
    let form = fs::metadata(
        desk.path("out")
            .join(format!("00002-{}.pdf", forms(&desk)[0].0)),
    );
    let form = form.unwrap().len() as usize;
    assert!(
        nine.len() - one.len() < 8 * form / 3,
        "{} and {} bytes for a form of {form}",
        one.len(),
        nine.len()
    );
    judges::all_conform(&[one, nine]);
    put_together(&desk);
    for wrong in ["0", "10", "two"] {
        let run = batch(
            &desk,
            &["-o", "out", "--packet", "x.pdf", "--copies", wrong],
        );
        assert_eq!(run.status, 2, "{}", run.stderr);
    }
}

#[test]
fn a_form_that_was_changed_is_in_no_packet() {
    let desk = desk(2, 0);
    packet(&desk, &[]);
    let (id, _) = &forms(&desk)[1];
    let path = desk.path("out").join(format!("00003-{id}.pdf"));
    let mut bytes = fs::read(&path).unwrap();
    bytes.push(b'\n');
    fs::write(&path, &bytes).unwrap();
    let run = batch(&desk, &["-o", "out", "--packet", "other.pdf"]);
    assert_eq!(run.status, 2);
    assert!(
        run.stderr.contains(&format!("00003-{id}.pdf")),
        "{}",
        run.stderr
    );
    assert!(run.stderr.contains("hint: "), "{}", run.stderr);
    assert!(!desk.path("other.pdf").exists());
}

#[test]
fn a_packet_that_is_there_is_replaced_only_when_asked() {
    let desk = desk(1, 0);
    desk.write("day.pdf", "mine");
    let run = batch(&desk, &["-o", "out", "--packet", "day.pdf"]);
    assert_eq!(run.status, 2);
    let says =
        "day.pdf is there already, with other content\n  hint: give another name with --packet";
    assert!(run.stderr.contains(says), "{}", run.stderr);
    assert_eq!(fs::read_to_string(desk.path("day.pdf")).unwrap(), "mine");
    packet(&desk, &["--force"]);
    for (arguments, says) in [
        (&["--dry-run", "--packet", "x.pdf"][..], "--output"),
        (&["-o", "out", "--copies", "2"], "--packet"),
        (&["-o", "out", "--printer", "ward3"], "--packet"),
        (&["-o", "out", "--packet", "-"], "standard output"),
    ] {
        let run = batch(&desk, arguments);
        assert_eq!(run.status, 2, "{}", run.stderr);
        assert!(run.stderr.contains(says), "{}", run.stderr);
    }
}

#[test]
fn data_for_programs_stay_in_the_forms() {
    let desk = desk(1, 0);
    let bytes = packet(&desk, &["--embed-data", "--paper", "letter"]);
    judges::all_conform(std::slice::from_ref(&bytes));
    put_together(&desk);
    if let Some(info) = judges::info(&bytes) {
        assert!(info["Page size"].starts_with("612 x 792"), "{info:?}");
    }
}

#[test]
fn a_long_index_goes_on_and_the_forms_begin_after_it() {
    let desk = desk(3, 90);
    let bytes = packet(&desk, &[]);
    judges::judge(&bytes, None);
    let Some(text) = judges::text_of(&bytes) else {
        return;
    };
    let read = pages(&text);
    let first = read
        .iter()
        .position(|page| page.contains(&bare("Page 1 of")) && page.contains("DOEA"));
    let first = first.unwrap();
    assert!(
        first >= 4 && first % 2 == 0,
        "the first form begins after {first} pages"
    );
    let index = read[..first].concat();
    for row in 2..=94 {
        assert!(index.contains(&format!("{row}")), "row {row}");
    }
    assert_eq!(index.matches(&bare("needs a side")).count(), 90);
    let head = bare("Row Time Room Column First reason");
    assert!(index.matches(&head).count() >= 2, "the head is repeated");
    let ids: BTreeSet<String> = forms(&desk).into_iter().map(|(id, _)| id).collect();
    assert!(ids.len() == 3 && ids.iter().all(|id| index.contains(id)));
    assert!(index.contains(&format!(
        "{}{}",
        ids.iter().find(|id| read[first].contains(*id)).unwrap(),
        first + 1
    )));
}

/// Some rows have no day, time or room where others have one.
#[test]
fn what_a_row_does_not_say_is_a_dash_on_the_index() {
    let desk = desk(3, 2);
    let day = fs::read_to_string(desk.path("day.csv")).unwrap();
    let day = day
        .replace(",07:15,OR 1,", ",,,")
        .replace(",2026-12-03,08:15,", ",,08:15,")
        .replace(",2026-12-03,09:15,", ",2026-12-04,09:15,")
        .replace(",10:15,OR 4,", ",,,");
    desk.write("day.csv", &day);
    let bytes = packet(&desk, &[]);
    judges::all_conform(std::slice::from_ref(&bytes));
    if let Some(text) = judges::text_of(&bytes) {
        let index = &pages(&text)[0];
        for row in ["3December2026––7001000", "–08:15OR27001001", "5––"] {
            assert!(index.contains(row), "{row}: {index}");
        }
    }
}

#[test]
fn a_part_of_the_list_says_so() {
    let desk = desk(3, 0);
    let bytes = packet(&desk, &["--shard", "2/2"]);
    judges::all_conform(std::slice::from_ref(&bytes));
    let Some(text) = judges::text_of(&bytes) else {
        return;
    };
    let read = pages(&text);
    assert!(read[0].contains(&bare("Part 2 of 2.")), "{}", read[0]);
    assert!(
        read[0].contains("7001001") && !read[0].contains("7001000"),
        "{}",
        read[0]
    );
}

#[test]
fn no_layout_of_the_index_leaves_anything_out() {
    let desk = desk(1, 1);
    let shipped = root().join("templates/layouts/day.hbs");
    let shipped = fs::read_to_string(shipped).unwrap();
    for (from, to, says) in [
        ("id=\"missing\"", "", "the element with the id `missing`"),
        ("id=\"missing:{{row}}\"", "", "row 3"),
        ("<td>{{reason}}</td>", "<td>-</td>", "row 3"),
        ("{{form_id}}", "-", "row 2"),
        ("{{record_number}}", "-", "row 2"),
        ("{{record_number}}", "{{patient}}", "day.hbs:"),
    ] {
        assert!(shipped.contains(from), "{from}");
        desk.write("site/templates/layouts/day.hbs", &shipped.replace(from, to));
        let run = batch(&desk, &["-o", "out", "--packet", "day.pdf"]);
        assert_eq!(run.status, 2, "{from}: {}", run.stderr);
        assert!(run.stderr.contains(says), "{from}: {}", run.stderr);
        assert!(!desk.path("day.pdf").exists());
        fs::remove_dir_all(desk.path("out")).unwrap();
    }
}

#[test]
fn nothing_on_a_list_keeps_the_packet_from_being_made() {
    let desk = desk(1, 1);
    let list = fs::read_to_string(desk.path("day.csv")).unwrap();
    let list = list.replace("OR 2", "手術室 \u{202e}2");
    desk.write(
        "day.csv",
        &list
            .replace("Sched Date,", "Ward,")
            .replace("2026-12-03", ""),
    );
    let bytes = packet(&desk, &[]);
    judges::all_conform(std::slice::from_ref(&bytes));
    if let Some(text) = judges::text_of(&bytes) {
        let index = &pages(&text)[0];
        assert!(
            index.contains(&bare("OR 1")) && index.contains("?2"),
            "{index}"
        );
    }
    // And where there is nobody to operate on at all, the index alone says why.
    let nobody = self::desk(0, 2);
    let bytes = packet(&nobody, &[]);
    judges::all_conform(&[bytes]);
}
