//! A changed byte in any file, cell or record is found, and named.

use countersign::archive::{Row, Step, Verified};

use super::{House, Patient, houses};
use crate::archive::house::form_id;

/// Three forms: a signed one under hold, one that another superseded.
fn furnish(house: &House) {
    let first = Patient::new(1);
    let mut other_side = first.other(2, 60);
    other_side.side = "right".into();
    house.add(&[first, Patient::new(3)]);
    house.add(&[other_side]);
    let mut archive = house.open();
    let signed = [form_id(3)];
    let day = "2026-11-22".parse().unwrap();
    archive.change(&signed, &Step::Signed(day)).unwrap();
    archive.change(&signed, &Step::Held("M-1".into())).unwrap();
    house.is_whole(3);
}

/// Changes something, looks what verify says, changes it back.
fn finds(house: &House, there: &str, back: &str, needle: &str) {
    assert!(house.sql(there) > 0, "{there} changes nothing");
    let verified = house.verify();
    assert!(says(&verified, needle), "{there}: {:?}", verified.faults);
    house.sql(back);
}

fn says(verified: &Verified, needle: &str) -> bool {
    let mut faults = verified.faults.iter();
    faults.any(|fault| {
        let id = fault.form_id.as_deref().unwrap_or_default();
        format!("{id}: {}", fault.says).contains(needle)
    })
}

#[test]
fn every_cell_of_every_row() {
    houses(|house| {
        furnish(house);
        for n in [1, 3] {
            let id = form_id(n);
            for column in Row::COLUMNS.iter().filter(|column| **column != "form_id") {
                let there =
                    format!("UPDATE entries SET {column} = {column} || 'x' WHERE form_id = '{id}'");
                let back = format!(
                    "UPDATE entries SET {column} = substr({column}, 1, length({column}) - 1)
                     WHERE form_id = '{id}'"
                );
                finds(house, &there, &back, &format!("{id}: the column {column} "));
            }
        }
        let (id, other) = (form_id(1), form_id(9));
        finds(
            house,
            &format!("UPDATE entries SET form_id = '{other}' WHERE form_id = '{id}'"),
            &format!("UPDATE entries SET form_id = '{id}' WHERE form_id = '{other}'"),
            &format!("{id}: its row in the index is missing"),
        );
        house.is_whole(3);
    });
}

#[test]
fn a_cell_that_is_no_text_at_all() {
    let house = House::folder();
    furnish(&house);
    let id = form_id(3);
    for (cell, column) in [
        ("x'00ff'", "surgeon"),
        ("17", "surgeon"),
        ("x'00'", "status"),
    ] {
        let before = house.cell(&format!(
            "SELECT {column} FROM entries WHERE form_id = '{id}'"
        ));
        finds(
            &house,
            &format!("UPDATE entries SET {column} = {cell} WHERE form_id = '{id}'"),
            &format!("UPDATE entries SET {column} = '{before}' WHERE form_id = '{id}'"),
            &format!("{id}: the column {column} "),
        );
    }
    house.is_whole(3);
}

#[test]
fn every_record_of_the_log() {
    houses(|house| {
        furnish(house);
        let last: i64 = house
            .cell("SELECT CAST(max(seq) AS TEXT) FROM log")
            .parse()
            .unwrap();
        assert_eq!(last, 7);
        for seq in 1..=last {
            let cell = |column| house.cell(&format!("SELECT {column} FROM log WHERE seq = {seq}"));
            let (record, hash, form) = (cell("record"), cell("hash"), cell("form_id"));
            let set = |column: &str, value: &str| {
                format!("UPDATE log SET {column} = '{value}' WHERE seq = {seq}")
            };
            let named = format!("record {seq} of the log");
            // A server takes longer: fewer bytes there.
            let step = if house.index.is_some() { 61 } else { 17 };
            for at in (0..record.len()).step_by(step) {
                let mut changed = record.clone().into_bytes();
                changed[at] = if changed[at] == b'7' { b'8' } else { b'7' };
                let changed = String::from_utf8(changed).unwrap();
                finds(
                    house,
                    &set("record", &changed),
                    &set("record", &record),
                    &named,
                );
            }
            let wrong = format!("{}0", &hash[1..]);
            finds(house, &set("hash", &wrong), &set("hash", &hash), &named);
            let other = if form.is_empty() {
                form_id(1)
            } else {
                form_id(8)
            };
            finds(
                house,
                &set("form_id", &other),
                &set("form_id", &form),
                &named,
            );
            finds(
                house,
                &format!("UPDATE log SET seq = 99 WHERE seq = {seq}"),
                &format!("UPDATE log SET seq = {seq} WHERE seq = 99"),
                "record 99 of the log has another number inside",
            );
            let needle = if seq == last {
                "`head` does not name the end of the log".to_owned()
            } else {
                format!("records of the log are missing: from {seq} ")
            };
            finds(
                house,
                &format!("DELETE FROM log WHERE seq = {seq}"),
                &format!(
                    "INSERT INTO log (seq, form_id, record, hash) VALUES ({seq}, '{form}', '{record}', '{hash}')"
                ),
                &needle,
            );
        }
        house.is_whole(3);
    });
}

#[test]
fn rows_that_are_gone_or_new() {
    houses(|house| {
        furnish(house);
        let id = form_id(2);
        house.sql(&format!(
            "CREATE TABLE aside AS SELECT * FROM entries WHERE form_id = '{id}'"
        ));
        finds(
            house,
            &format!("DELETE FROM entries WHERE form_id = '{id}'"),
            "INSERT INTO entries SELECT * FROM aside",
            &format!("{id}: its row in the index is missing"),
        );
        house.sql(&format!("UPDATE aside SET form_id = '{}'", form_id(8)));
        finds(
            house,
            "INSERT INTO entries SELECT * FROM aside",
            &format!("DELETE FROM entries WHERE form_id = '{}'", form_id(8)),
            &format!("{}: the index has a row that no record", form_id(8)),
        );
        house.sql("DROP TABLE aside");
        house.is_whole(3);
    });
}

#[test]
fn the_table_of_files_and_the_head() {
    houses(|house| {
        furnish(house);
        let id = form_id(2);
        house.sql(&format!(
            "CREATE TABLE aside AS SELECT * FROM files WHERE form_id = '{id}'"
        ));
        let back = "INSERT INTO files SELECT * FROM aside";
        let none = format!("DELETE FROM files WHERE form_id = '{id}'");
        let whose = format!("WHERE form_id = '{id}' AND role = 'record'");
        for change in [
            format!("UPDATE files SET seq = 99 {whose}"),
            format!("UPDATE files SET role = 'scan' {whose}"),
            format!("UPDATE files SET sha256 = '{}' {whose}", "ab".repeat(32)),
            format!("UPDATE files SET bytes = bytes + 1 {whose}"),
            format!("UPDATE files SET form_id = '{}' {whose}", form_id(8)),
            format!("DELETE FROM files {whose}"),
        ] {
            assert_eq!(house.sql(&change), 1);
            let needle =
                format!("{id}: the record of record 4 is missing or changed in the table of files");
            let verified = house.verify();
            assert!(says(&verified, &needle), "{change}: {:?}", verified.faults);
            house.sql(&none);
            house.sql(&format!(
                "DELETE FROM files WHERE form_id = '{}'",
                form_id(8)
            ));
            house.sql(back);
        }
        house.sql("DROP TABLE aside");
        let (hash, wrong) = (house.cell("SELECT hash FROM head"), "cd".repeat(32));
        let end = "`head` does not name the end of the log";
        let set = |hash: &str| format!("UPDATE head SET hash = '{hash}'");
        finds(house, &set(&wrong), &set(&hash), end);
        finds(
            house,
            "UPDATE head SET seq = seq + 1",
            "UPDATE head SET seq = seq - 1",
            end,
        );
        house.is_whole(3);
        house.sql("UPDATE head SET steps = steps + 1");
        let run = house.run(&["archive", "verify"]);
        assert_eq!(run.status, 2);
        assert!(
            run.stderr.contains("a later version of countersign"),
            "{}",
            run.stderr
        );
        house.sql("UPDATE head SET steps = steps - 1");
        house.sql("DELETE FROM head");
        let run = house.run(&["archive", "verify"]);
        assert_ne!(run.status, 0, "{}", run.text());
    });
}

#[test]
fn every_object() {
    houses(|house| {
        furnish(house);
        let objects = house.objects();
        assert_eq!(objects.len(), 9);
        for name in &objects {
            let bytes = house.object(name);
            for at in [0, bytes.len() / 2, bytes.len() - 1] {
                let mut changed = bytes.clone();
                changed[at] ^= 1;
                house.put(name, &changed);
                assert!(
                    says(&house.verify(), &format!("was changed: object {name}")),
                    "{name}"
                );
            }
            house.put(name, &bytes[..bytes.len() - 1]);
            assert!(says(
                &house.verify(),
                &format!("bytes instead of {}: object {name}", bytes.len())
            ));
            house.delete(name);
            assert!(says(
                &house.verify(),
                &format!("is missing in the store: object {name}")
            ));
            house.put(name, &bytes);
        }
        house.is_whole(3);
    });
}

#[test]
fn what_lies_there_besides_harms_nobody() {
    houses(|house| {
        furnish(house);
        let orphan = "ab".repeat(32);
        house.put(&orphan, b"left by a run that was broken off");
        house.put("ab/readme.txt", b"by a person");
        house.put("notes.txt", b"by a person");
        let notes = house.is_whole(3).notes;
        let said: Vec<&str> = notes.iter().map(|note| note.says.as_str()).collect();
        assert_eq!(said.len(), 3, "{said:?}");
        for needle in [&orphan, "ab/readme.txt", "notes.txt"] {
            assert!(said.iter().any(|says| says.contains(needle)), "{said:?}");
        }
    });
}

#[test]
fn a_changed_object_is_not_taken_for_the_form_that_is_added() {
    houses(|house| {
        let patient = Patient::new(1);
        house.add(std::slice::from_ref(&patient));
        let name = house.cell("SELECT sha256 FROM files WHERE role = 'form'");
        let mut bytes = house.object(&name);
        bytes[0] ^= 1;
        house.put(&name, &bytes);
        let problem = house.open().add(&[patient.kept()]).unwrap_err();
        assert!(problem.says.contains(&name), "{problem}");
        assert_eq!(
            house.object(&name),
            bytes,
            "what is there is never written over"
        );
    });
}
