//! What is given out is what is kept, and can be read elsewhere.

use std::fs;

use super::house::form_id;
use super::{House, Patient, houses};
use crate::judges;
use crate::support::{example_text, root};

#[test]
fn another_program_reads_the_index_and_checks_the_manifest() {
    houses(|house| {
        let mut odd = Patient::new(2);
        odd.family = "=cmd|' /C calc'!A0".into();
        odd.given = "Comma, \"Quote\"\nLine".into();
        house.add(&[Patient::new(1), odd]);
        let run = house.run(&["archive", "export", "-o", "out"]);
        assert_eq!(run.status, 0, "{}", run.stderr);
        let folder = house.desk.path("out");
        for n in [1, 2] {
            let file = fs::read(folder.join(format!("{}.pdf", form_id(n)))).unwrap();
            let name = house.cell(&format!(
                "SELECT sha256 FROM files WHERE role = 'form' AND form_id = '{}'",
                form_id(n)
            ));
            assert_eq!(file, house.object(&name));
        }
        if let Some(says) = judges::script("index.py", &[folder.to_str().unwrap()]) {
            assert_eq!(says.trim(), "2 forms, 7 files");
        }
        // That copies were given out is in the log.
        assert_eq!(
            house.cell("SELECT CAST(count(*) AS TEXT) FROM log WHERE record LIKE '%exported%'"),
            "2"
        );
        // Again into the same folder: the same files.
        assert_eq!(
            house
                .run(&["archive", "export", "-o", "out", &form_id(1)])
                .status,
            0
        );
        house.is_whole(2);
    });
}

#[test]
fn a_form_that_was_changed_is_not_given_out() {
    let house = House::folder();
    house.add(&[Patient::new(1)]);
    let name = house.cell("SELECT sha256 FROM files WHERE role = 'form'");
    house.put(&name, b"something else");
    let run = house.run(&["archive", "export", "-o", "out"]);
    assert_eq!(run.status, 1);
    assert!(
        run.stderr.contains("is missing or was changed"),
        "{}",
        run.stderr
    );
}

#[test]
fn the_form_is_made_again_from_its_record_byte_for_byte() {
    let house = House::folder();
    let case = root().join("examples/carpal-tunnel-both-hands.toml");
    let case = case.to_str().unwrap();
    for (name, more) in [("plain", None), ("carrying", Some("--embed-data"))] {
        let made = format!("{name}.pdf");
        let mut arguments = vec!["render", case, "-o", &made, "--archive", &house.store];
        arguments.extend(more);
        let run = house.run(&arguments);
        assert_eq!(run.status, 0, "{}", run.stderr);
        let id = run
            .stderr
            .split_whitespace()
            .nth(1)
            .unwrap()
            .trim_end_matches(':')
            .to_owned();
        let record = format!("{name}.json");
        let run = house.run(&["archive", "show", &id, "--take", "record", "-o", &record]);
        assert_eq!(run.status, 0, "{}", run.stderr);
        let again = format!("{name}-again.pdf");
        let run = house.run(&["render", "--again", &record, "-o", &again]);
        assert_eq!(run.status, 0, "{}", run.stderr);
        let read = |file: &str| fs::read(house.desk.path(file)).unwrap();
        assert!(read(&made) == read(&again), "{name}");
    }
    house.is_whole(1);
}

#[test]
fn only_a_form_as_it_was_made_can_be_added() {
    let house = House::folder();
    house
        .desk
        .write("case.toml", &example_text("cataract-right-eye.toml"));
    for (file, more) in [("plain.pdf", None), ("carrying.pdf", Some("--embed-data"))] {
        let mut arguments = vec!["render", "case.toml", "-o", file];
        arguments.extend(more);
        assert_eq!(house.run(&arguments).status, 0);
    }
    let plain = house.run(&["archive", "add", "plain.pdf"]);
    assert_eq!(plain.status, 1);
    assert!(
        plain
            .stderr
            .contains("plain.pdf: this file carries no data"),
        "{}",
        plain.stderr
    );
    let mut bytes = fs::read(house.desk.path("carrying.pdf")).unwrap();
    let added = house.run(&["archive", "add", "carrying.pdf"]);
    assert_eq!(added.status, 0, "{}", added.stderr);
    // One more byte at the end, and it is another file.
    bytes.push(b'\n');
    fs::write(house.desk.path("changed.pdf"), bytes).unwrap();
    let changed = house.run(&["archive", "add", "changed.pdf"]);
    assert_eq!(changed.status, 1);
    assert!(
        changed.stderr.contains("it is not as it was made"),
        "{}",
        changed.stderr
    );
    house.is_whole(1);
}
