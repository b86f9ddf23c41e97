//! The head of the log, written down elsewhere, proves that nothing was cut or written anew.

use countersign::archive::{Head, Step};

use super::house::form_id;
use super::{House, Patient, houses};

#[test]
fn a_log_continues_the_heads_that_it_had() {
    houses(|house| {
        let mut heads: Vec<Head> = Vec::new();
        for n in 1..=3 {
            house.add(&[Patient::new(n)]);
            heads.push(house.open().head().unwrap());
        }
        let verified = house.open().verify(&heads).unwrap();
        assert_eq!(verified.faults, []);
        assert_eq!(verified.head, heads[2]);
        let run = house.run(&["archive", "verify", "--head", &heads[0].to_string()]);
        assert_eq!(run.status, 0, "{}", run.text());
        assert_eq!(
            house.run(&["archive", "head"]).text().trim(),
            heads[2].to_string()
        );
    });
}

#[test]
fn an_archive_that_was_written_anew_does_not_continue_them() {
    let house = House::folder();
    house.add(&[Patient::new(1), Patient::new(2)]);
    let before = house.open().head().unwrap();
    // Somebody takes the last form out, with every trace of it.
    let id = form_id(2);
    for statement in [
        format!("DELETE FROM log WHERE form_id = '{id}'"),
        format!("DELETE FROM entries WHERE form_id = '{id}'"),
        format!("DELETE FROM files WHERE form_id = '{id}'"),
        "UPDATE head SET seq = 2, hash = (SELECT hash FROM log WHERE seq = 2)".into(),
    ] {
        house.sql(&statement);
    }
    let verified = house.is_whole(1);
    assert_eq!(
        verified.notes.len(),
        3,
        "only the objects tell, and they prove nothing"
    );
    let cut = house.run(&["archive", "verify", "--head", &before.to_string()]);
    assert_eq!(cut.status, 1);
    assert!(
        cut.text().contains("the log does not continue the head 3:"),
        "{}",
        cut.text()
    );
    // And goes on as if nothing had been.
    house.add(&[Patient::new(3)]);
    let anew = house.open().verify(&[before]).unwrap();
    assert!(
        anew.faults
            .iter()
            .any(|fault| fault.says.contains("does not continue the head 3:"))
    );
}

#[test]
fn the_log_says_who_what_when_and_which_object_and_no_patient() {
    houses(|house| {
        house.add(&[Patient::new(1)]);
        let run = house.run(&[
            "archive",
            "mark",
            "signed",
            &form_id(1),
            "--actor",
            "ward-5",
        ]);
        assert_eq!(run.status, 0, "{}", run.stderr);
        house
            .open()
            .change(&[form_id(1)], &Step::Held("M-1".into()))
            .unwrap();
        let last = "SELECT record FROM log WHERE seq = 3";
        let record: serde_json::Value = serde_json::from_str(&house.cell(last)).unwrap();
        assert_eq!(record["actor"], "ward-5");
        assert_eq!(record["action"], "signed");
        assert_eq!(record["form"], form_id(1));
        assert_eq!(record["on"], "2026-11-22");
        assert_eq!(record["at"], "2026-11-22T12:00:00Z");
        assert_eq!(
            record["object"],
            house.cell("SELECT sha256 FROM files WHERE role = 'form'")
        );
        for seq in 1..=4 {
            let record = house.cell(&format!("SELECT record FROM log WHERE seq = {seq}"));
            for word in ["Müller", "Ägidius", "1961", "00000001\"", "Example"] {
                assert!(!record.contains(word), "{record}");
            }
        }
        // Who it was is the user of the operating system, if nobody is named.
        let user = house.run(&["archive", "mark", "printed", &form_id(1)]);
        assert_eq!(user.status, 0, "{}", user.stderr);
        let record = house.cell("SELECT record FROM log WHERE seq = 5");
        let id = std::process::Command::new("id")
            .arg("-un")
            .output()
            .unwrap()
            .stdout;
        let id = String::from_utf8(id).unwrap();
        assert!(
            record.contains(&format!("\"actor\":\"{}\"", id.trim())),
            "{record}"
        );
    });
}
