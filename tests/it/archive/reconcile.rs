//! Scanned pages find their forms, and no page finds another one.

use std::fs;
use std::thread;
use std::time::Duration;

use lopdf::dictionary;
use serde_json::{Value, json};

use super::scans::{Printed, back, printed, printed_from, reconcile, scan, scan_plan, sights};
use super::{House, houses};
use crate::support::example_text;

const FORAMINOTOMY: &str = "lumbar-foraminotomy.toml";

/// Pages of the foraminotomy with what has to be signed, found by looking for its fields.
fn signed_pages(form: &Printed) -> Vec<u16> {
    let file = lopdf::Document::load(&form.file).unwrap();
    let is_field = |id: &lopdf::ObjectId| {
        let page = file.get_dictionary(*id).unwrap();
        page.get(b"Annots").is_ok()
    };
    let pages = file.page_iter().enumerate();
    let pages = pages.filter(|(_, id)| is_field(id));
    pages.map(|(at, _)| at as u16 + 1).collect()
}

#[test]
fn a_whole_form_comes_back_shuffled_and_is_signed() {
    let house = House::folder();
    let form = printed(&house, FORAMINOTOMY, true);
    let mut sheets: Vec<Value> = (1..=form.pages)
        .map(|page| {
            let slant = f64::from(page % 5) - 2.0;
            let turn = [0, 180, 90][usize::from(page % 3)];
            let more = json!({"sign": "all", "slant": slant, "turn": turn, "dpi": 120, "grain": 4});
            form.sheet(page, more)
        })
        .collect();
    sheets.swap(0, 9);
    sheets.rotate_left(5);
    if !scan(&house, &[("scan.pdf", sheets)]) {
        return;
    }
    let (run, report) = reconcile(&house, &["scan.pdf"]);
    assert_eq!(run.status, 0, "{report:#}");
    let found = back(&report, &form);
    assert_eq!(
        found["back"].as_array().unwrap().len(),
        usize::from(form.pages)
    );
    assert_eq!(
        (&found["status"], &found["marked_signed"]),
        (&"issued".into(), &false.into())
    );
    let listed = house.run(&["archive", "list", "--unsigned", "--before", "2026-12-31"]);
    let scanned = format!("issued, scanned {0}/{0}", form.pages);
    assert!(listed.text().contains(&scanned), "{}", listed.text());

    // The same file again files nothing twice, and marks what it was asked to mark.
    let (run, report) = reconcile(&house, &["--mark-signed", "--on", "2026-11-20", "scan.pdf"]);
    let already = |one: &String| one.starts_with("filed-already");
    assert!(sights(&report, 0).iter().all(already), "{report:#}");
    assert_eq!(
        (run.status, &back(&report, &form)["marked_signed"]),
        (0, &true.into())
    );
    assert_eq!(house.objects().len(), 4);
    // Begun, added, scanned, signed.
    assert_eq!(house.cell("SELECT CAST(count(*) AS TEXT) FROM log"), "4");

    let shown = house.run(&["archive", "show", &form.id]);
    for says in [
        "status           signed",
        "on day           2026-11-20",
        "pages 1–",
        "scan  ",
    ] {
        assert!(shown.text().contains(says), "{says}: {}", shown.text());
    }
    let taken = house.run(&["archive", "show", &form.id, "--take", "scan"]);
    assert_eq!(taken.stdout, fs::read(house.desk.path("scan.pdf")).unwrap());
    let exported = house.run(&["archive", "export", &form.id, "-o", "out"]);
    assert_eq!(exported.status, 0, "{}", exported.stderr);
    let copy = house.desk.path(&format!("out/{}.scan-1.pdf", form.id));
    assert_eq!(fs::read(copy).unwrap(), taken.stdout);
    house.is_whole(1);
}

/// Sheets of two patients, of nobody and of an unknown form in one file.
fn mixed(house: &House) -> Option<[Printed; 3]> {
    let one = printed(house, FORAMINOTOMY, true);
    let other = printed(house, "carpal-tunnel-both-hands.toml", true);
    let stranger = printed(house, "cataract-right-eye.toml", false);
    let mut sheets = vec![
        other.sheet(2, json!({"slant": 1.0})),
        json!({"blank": true, "specks": 0.002}),
        one.sheet(1, json!({"turn": 180})),
        stranger.sheet(1, json!({})),
        json!({"note": true, "bilevel": true}),
        one.sheet(4, json!({})),
        other.sheet(1, json!({"scale": 0.94})),
        one.sheet(5, json!({"stick": 6})),
    ];
    sheets
        .iter_mut()
        .for_each(|sheet| sheet["dpi"] = 150.into());
    let late = vec![one.sheet(1, json!({"dpi": 150}))];
    scan(house, &[("mixed.pdf", sheets), ("late.png", late)]).then_some([one, other, stranger])
}

#[test]
fn each_form_keeps_its_own_pages_and_they_end_with_it() {
    houses(|house| {
        let Some([one, other, stranger]) = mixed(house) else {
            return;
        };
        let run = house.run(&["archive", "reconcile", "mixed.pdf"]);
        assert_eq!(run.status, 1);
        let stuck = format!("sheet 8: does not look like page 6 of form {}", one.id);
        let unknown = format!("page 1 of form {}", stranger.id);
        for says in [
            "2 of 17 pages back",
            "1 blank",
            "sheet 5: no page code",
            &unknown,
            &stuck,
        ] {
            assert!(run.text().contains(says), "{says}: {}", run.text());
        }
        keeps_only(house, &one, &["filed 1", "filed 4"]);
        keeps_only(house, &other, &["filed 2", "filed 1"]);
        house.is_whole(2);
        changes_are_found(house, &one);

        let (own, others) = (scan_of(house, &one), scan_of(house, &other));
        let (status, certificate, says) = super::retention::run(house, 30, &["destroy", &one.id]);
        assert_eq!(status, 0, "{says}");
        assert!(certificate.contains(&own), "{certificate}");
        let left = house.objects();
        assert!(!left.contains(&own) && left.contains(&others));
        house.is_whole(2);
        let (_, report) = reconcile(house, &["late.png"]);
        assert_eq!(sights(&report, 0), ["destroyed-form 1"]);
        assert_eq!(house.objects(), left);
    });
}

/// The one scan of a form has these pages and no others: read again, by itself.
fn keeps_only(house: &House, form: &Printed, pages: &[&str]) {
    let name = format!("{}.scan.pdf", form.id);
    let run = house.run(&["archive", "show", &form.id, "--take", "scan", "-o", &name]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    let kept = lopdf::Document::load(house.desk.path(&name)).unwrap();
    assert_eq!(kept.get_pages().len(), pages.len());
    let pictures = kept
        .objects
        .values()
        .filter_map(|object| object.as_stream().ok());
    let pictures = pictures.filter(|stream| stream.dict.has(b"Width"));
    assert_eq!(
        pictures.count(),
        pages.len(),
        "no other picture is in the file"
    );
    let (_, report) = reconcile(house, &[&name]);
    assert_eq!(sights(&report, 0), pages, "{name}");
}

fn scan_of(house: &House, form: &Printed) -> String {
    let id = &form.id;
    house.cell(&format!(
        "SELECT sha256 FROM files WHERE role = 'scan' AND form_id = '{id}' ORDER BY seq"
    ))
}

fn changes_are_found(house: &House, form: &Printed) {
    let (id, own) = (&form.id, scan_of(house, form));
    let bytes = house.object(&own);
    let mut changed = bytes.clone();
    changed[bytes.len() / 2] ^= 1;
    house.put(&own, &changed);
    let faults = format!("{:?}", house.verify().faults);
    assert!(
        faults.contains(&format!("was changed: object {own}")),
        "{faults}"
    );
    house.put(&own, &bytes);
    for column in ["pages_back", "open_fields"] {
        let old = house.cell(&format!(
            "SELECT {column} FROM entries WHERE form_id = '{id}'"
        ));
        for value in ["17/17", &old] {
            let set = format!("UPDATE entries SET {column} = '{value}' WHERE form_id = '{id}'");
            house.sql(&set);
            let found = format!("{:?}", house.verify().faults).contains(column);
            assert_eq!(found, value != old, "{column}");
        }
    }
}

#[test]
fn the_sheets_of_a_tiff_are_parted_too() {
    let house = House::folder();
    let one = printed(&house, FORAMINOTOMY, true);
    let other = printed(&house, "carpal-tunnel-both-hands.toml", true);
    let forms = [&one, &other, &one];
    let sheets: Vec<Value> = (1..=3)
        .zip(forms)
        .map(|(page, form)| form.sheet(page, json!({"dpi": 150, "bilevel": page == 2})))
        .collect();
    let plan = json!([{"to": house.desk.path("mixed.tif"), "sheets": sheets,
        "compression": "tiff_lzw"}]);
    if !scan_plan(&house, &plan) {
        return;
    }
    let (run, report) = reconcile(&house, &["mixed.tif"]);
    assert_eq!(
        (run.status, sights(&report, 0).join(", ")),
        (1, "filed 1, filed 2, filed 3".into())
    );
    keeps_only(&house, &one, &["filed 1", "filed 3"]);
    keeps_only(&house, &other, &["filed 2"]);
    house.is_whole(2);
}

#[test]
fn pages_come_through_bad_copiers_and_empty_fields_stay_empty() {
    let house = House::folder();
    let form = printed(&house, FORAMINOTOMY, true);
    let pages = signed_pages(&form);
    let page = pages[pages.len() - 3];
    let settings = [
        json!({"slant": 3.0, "bilevel": true}),
        json!({"slant": -2.7, "scale": 0.94, "jpeg": 30, "grain": 6}),
        json!({"scale": 0.94, "bilevel": true, "specks": 0.03, "streaks": 3, "turn": 90}),
        json!({"dpi": 150, "slant": 1.4, "bilevel": true, "specks": 0.01, "turn": 180}),
        json!({"dpi": 300, "grain": 8, "turn": 270}),
        json!({"scale": 0.9, "slant": -1.0, "fade": 0.5, "jpeg": 50}),
    ];
    let mut sheets = Vec::new();
    for setting in &settings {
        for sign in [json!("all"), json!([])] {
            let mut sheet = form.sheet(page, setting.clone());
            sheet["sign"] = sign;
            sheets.push(sheet);
        }
    }
    let names: Vec<String> = (0..sheets.len())
        .map(|n| format!("{n}.{}", ["tif", "png", "pdf"][n / 2 % 3]))
        .collect();
    let plan = names.iter().zip(&sheets).map(|(name, sheet)| {
        let packed = if sheet["bilevel"] == true {
            "group4"
        } else {
            "jpeg"
        };
        json!({"to": house.desk.path(name), "sheets": [sheet], "compression": packed})
    });
    if !scan_plan(&house, &plan.collect::<Value>()) {
        return;
    }
    let mut empty = Vec::new();
    for (n, name) in names.iter().enumerate() {
        let (_, report) = reconcile(&house, &[name]);
        assert_eq!(
            sights(&report, 0),
            [format!("filed {page}")],
            "{name} {}",
            sheets[n]
        );
        let found = back(&report, &form);
        let open = found["unsigned"].as_array().unwrap();
        assert_eq!(found["doubtful"], json!([]), "{name} {}", sheets[n]);
        if n % 2 == 0 {
            assert_eq!(open.len(), 0, "{name} {} {open:?}", sheets[n]);
        } else {
            empty.push(open.clone());
        }
    }
    assert!(
        empty
            .iter()
            .all(|open| *open == empty[0] && open.len() >= 3),
        "{empty:?}"
    );
    house.is_whole(1);
}

#[test]
fn what_is_missing_twice_unsigned_or_does_not_count_is_said() {
    let house = House::folder();
    let text = example_text(FORAMINOTOMY);
    let old = printed_from(&house, &text, FORAMINOTOMY, true);
    let all = signed_pages(&old);
    let (patient, withdrawal) = (all[all.len() - 3], all[all.len() - 1]);
    let sheets = vec![
        old.sheet(patient, json!({"sign": "all", "but": ["patient-date"]})),
        old.sheet(withdrawal, json!({"sign": ["withdrawal"]})),
        old.sheet(2, json!({})),
        old.sheet(2, json!({"seed": 1})),
    ];
    if !scan(&house, &[("scan.pdf", sheets)]) {
        return;
    }
    let (run, report) = reconcile(&house, &["--mark-signed", "scan.pdf"]);
    let found = back(&report, &old);
    assert_eq!(run.status, 1);
    assert_eq!(found["unsigned"], json!(["patient-date"]));
    assert_eq!(found["doubtful"], json!(["withdrawal"]));
    assert_eq!(found["twice"], json!([2]));
    assert_eq!(
        found["missing"].as_array().unwrap().len(),
        usize::from(old.pages) - 3
    );
    assert_eq!(
        found["notes"],
        json!(["not marked as signed: pages are missing"])
    );
    assert_eq!(found["status"], "issued");
    let listed = house.run(&["archive", "list", "--unsigned"]);
    assert!(
        listed
            .text()
            .contains(&format!("scanned 3/{}, fields open", old.pages))
    );

    // Another form takes its place: its pages are filed with it, and do not count.
    let newer = text
        .replace("side = \"left\"", "side = \"right\"")
        .replace("left", "right");
    assert_ne!(newer, text);
    house.desk.write("newer.toml", &newer);
    let later = (crate::support::EPOCH + 600).to_string();
    let made = house
        .command(&[
            "render",
            "newer.toml",
            "-o",
            "newer.pdf",
            "--archive",
            &house.store,
        ])
        .env("SOURCE_DATE_EPOCH", later)
        .output()
        .unwrap();
    assert!(
        made.status.success(),
        "{}",
        String::from_utf8_lossy(&made.stderr)
    );
    let sheets = vec![old.sheet(3, json!({}))];
    scan(&house, &[("late.png", sheets)]);
    let (run, report) = reconcile(&house, &["--mark-signed", "late.png"]);
    assert_eq!(
        (run.status, sights(&report, 0)),
        (1, vec!["filed 3".to_owned()])
    );
    let notes = back(&report, &old)["notes"].to_string();
    assert!(
        notes.contains("superseded by ") && notes.contains("it is superseded"),
        "{notes}"
    );
}

#[test]
fn hostile_and_broken_files_spoil_nothing_but_themselves() {
    let house = House::folder();
    let form = printed(&house, FORAMINOTOMY, true);
    let sheets = vec![form.sheet(1, json!({"bilevel": true}))];
    if !scan(
        &house,
        &[("good.pdf", sheets.clone()), ("good.tif", sheets)],
    ) {
        return;
    }
    let good = fs::read(house.desk.path("good.pdf")).unwrap();
    let tif = fs::read(house.desk.path("good.tif")).unwrap();
    let write = |name: &str, bytes: &[u8]| fs::write(house.desk.path(name), bytes).unwrap();
    write("cut.pdf", &good[..good.len() / 3]);
    write("cut.tif", &tif[..tif.len() / 8]);
    write("empty.pdf", b"");
    write("text.png", b"hello");
    write("huge.tif", &huge_tiff());
    write("bomb.pdf", &bomb());
    write("wide.pdf", &wide_picture());
    let locked = String::from_utf8_lossy(&good).replace("/Root", "/Encrypt 9 0 R /Root");
    write("locked.pdf", locked.as_bytes());
    let names = [
        ("cut.pdf", ""),
        ("cut.tif", ""),
        ("empty.pdf", "no PDF, TIFF, PNG or JPEG"),
        ("text.png", "no PDF, TIFF, PNG or JPEG"),
        ("huge.tif", "100000 × 100000 dots is too large"),
        ("bomb.pdf", "unpacks to more than any scan"),
        ("wide.pdf", "is too large"),
        ("locked.pdf", "protected by a password"),
        ("nowhere.pdf", "cannot be read"),
    ];
    let mut arguments: Vec<&str> = names.iter().map(|(name, _)| *name).collect();
    arguments.push("good.pdf");
    let (run, report) = reconcile(&house, &arguments);
    assert_eq!(run.status, 1, "{}", run.stderr);
    for (at, (name, says)) in names.iter().enumerate() {
        let file = &report["files"][at];
        assert_eq!(file["file"], *name);
        let told = file.to_string();
        assert!(told.contains(says), "{name}: {told}");
        assert!(!told.contains("\"filed\""), "{name}: {told}");
    }
    assert_eq!(sights(&report, names.len()), ["filed 1"]);
    house.is_whole(1);
}

/// A TIFF that says it has 100,000 × 100,000 dots.
fn huge_tiff() -> Vec<u8> {
    let mut bytes = b"II*\0\x08\0\0\0".to_vec();
    let entries: [(u16, u16, u32, u32); 9] = [
        (256, 4, 1, 100_000),
        (257, 4, 1, 100_000),
        (258, 3, 1, 1),
        (259, 3, 1, 4),
        (262, 3, 1, 0),
        (273, 4, 1, 8),
        (277, 3, 1, 1),
        (278, 4, 1, 100_000),
        (279, 4, 1, 4),
    ];
    bytes.extend((entries.len() as u16).to_le_bytes());
    for (tag, kind, count, value) in entries {
        bytes.extend(tag.to_le_bytes());
        bytes.extend(kind.to_le_bytes());
        bytes.extend(count.to_le_bytes());
        bytes.extend(value.to_le_bytes());
    }
    bytes.extend([0; 4]);
    bytes
}

/// A PDF with one page, its picture and its content.
fn pdf(picture: lopdf::Stream, content: lopdf::Stream) -> Vec<u8> {
    let mut file = lopdf::Document::with_version("1.7");
    let (picture, content) = (file.add_object(picture), file.add_object(content));
    let pages = file.new_object_id();
    let page = file.add_object(dictionary! {
        "Type" => "Page", "Parent" => pages, "Contents" => content,
        "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
        "Resources" => dictionary! { "XObject" => dictionary! { "Im" => picture } },
    });
    let tree = dictionary! { "Type" => "Pages", "Kids" => vec![page.into()], "Count" => 1 };
    file.objects.insert(pages, tree.into());
    let catalog = file.add_object(dictionary! { "Type" => "Catalog", "Pages" => pages });
    file.trailer.set("Root", catalog);
    let mut bytes = Vec::new();
    file.save_to(&mut bytes).unwrap();
    bytes
}

fn picture(side: i64, bytes: Vec<u8>) -> lopdf::Stream {
    lopdf::Stream::new(
        dictionary! {
            "Type" => "XObject", "Subtype" => "Image", "Width" => side, "Height" => side,
            "ColorSpace" => "DeviceGray", "BitsPerComponent" => 8, "Filter" => "FlateDecode",
        },
        bytes,
    )
}

fn packed(bytes: u64) -> Vec<u8> {
    use std::io::{Read, Write};
    let to = Vec::new();
    let mut to = flate2::write::ZlibEncoder::new(to, flate2::Compression::fast());
    let mut zeros = std::io::repeat(0).take(bytes);
    std::io::copy(&mut zeros, &mut to).unwrap();
    to.flush().unwrap();
    to.finish().unwrap()
}

/// A content stream of 600 MB in 3 MB.
fn bomb() -> Vec<u8> {
    let filter = dictionary! { "Filter" => "FlateDecode" };
    pdf(
        picture(1, packed(1)),
        lopdf::Stream::new(filter, packed(600 << 20)),
    )
}

/// A picture that says it has 100,000 × 100,000 dots.
fn wide_picture() -> Vec<u8> {
    let content = b"595 0 0 842 0 0 cm /Im Do".to_vec();
    let content = lopdf::Stream::new(dictionary! {}, content);
    pdf(picture(100_000, packed(10)), content)
}

#[test]
fn reconciling_is_killed_at_any_moment() {
    houses(|house| {
        let form = printed(house, FORAMINOTOMY, true);
        let sheets = vec![form.sheet(1, json!({"bilevel": true}))];
        if !scan(house, &[("scan.pdf", sheets)]) {
            return;
        }
        let arguments = ["archive", "reconcile", "scan.pdf"];
        for milliseconds in [300, 1300, 2000] {
            let mut child = house.command(&arguments).spawn().unwrap();
            thread::sleep(Duration::from_millis(milliseconds));
            let _ = child.kill();
            child.wait().unwrap();
            assert_eq!(house.verify().faults, []);
        }
        let (run, report) = reconcile(house, &["scan.pdf"]);
        assert_eq!(run.status, 1);
        assert_eq!(back(&report, &form)["back"], json!([1]));
        let scans = house.cell("SELECT CAST(count(*) AS TEXT) FROM files WHERE role = 'scan'");
        assert_eq!(scans, "1");
        house.is_whole(1);
    });
}
