//! How long forms are kept, and how they end.

use std::fs;

use chrono::{DateTime, Utc};
use countersign::archive::{Outcome, Step};

use super::house::form_id;
use super::{House, Patient, houses};
use crate::support::{EPOCH, root};

/// A site whose lawyers have checked one rule: eight years, minors until 25.
fn site(house: &House) -> String {
    let shipped = root().join("templates/retention/standard.toml");
    let table = fs::read_to_string(shipped).unwrap();
    let own = table.replace(
        "profiles = [\"uk-form-1\", \"uk-gmc\"]",
        "profiles = [\"core\"]",
    );
    let (before, after) = own.split_once("id = \"uk-nhs\"").unwrap();
    let after = after.replacen("verified = false", "verified = true", 1);
    let own = format!("{before}id = \"uk-nhs\"{after}");
    house
        .desk
        .write("site/templates/retention/standard.toml", &own);
    house.desk.path("site").to_str().unwrap().to_owned()
}

fn years_later(years: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(EPOCH + years * 31_557_600, 0).unwrap()
}

/// Runs the command so many years later.
pub(super) fn run(house: &House, years: i64, arguments: &[&str]) -> (i32, String, String) {
    let site = site(house);
    let arguments = [&["archive"], arguments, &["--site", &site]].concat();
    let epoch = years_later(years).timestamp().to_string();
    let output = house
        .command(&arguments)
        .env("SOURCE_DATE_EPOCH", epoch)
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (
        output.status.code().unwrap(),
        text(output.stdout),
        text(output.stderr),
    )
}

#[test]
fn nothing_is_destroyed_before_its_time_by_an_unchecked_rule_or_under_hold() {
    let house = House::folder();
    let mut odd = Patient::new(2);
    odd.profile = "us-vha".into();
    house.add(&[Patient::new(1), odd, Patient::new(3)]);
    house
        .open()
        .change(&[form_id(3)], &Step::Held("M-7".into()))
        .unwrap();

    let (status, _, says) = run(&house, 5, &["destroy", &form_id(1)]);
    assert_eq!(status, 1);
    assert!(
        says.contains("must be kept until 2034-12-01 by the rule `uk-nhs`"),
        "{says}"
    );
    let (status, _, says) = run(&house, 90, &["destroy", &form_id(2)]);
    assert_eq!(status, 1);
    assert!(
        says.contains("the rule of retention `us-vha` was not verified"),
        "{says}"
    );
    let (status, _, says) = run(&house, 9, &["destroy", &form_id(1), &form_id(3)]);
    assert_eq!(status, 1);
    assert!(says.contains("is under legal hold"), "{says}");
    let (_, due, _) = run(&house, 9, &["due"]);
    assert!(
        due.contains(&form_id(1)) && !due.contains(&form_id(3)),
        "{due}"
    );
    let (_, due, _) = run(&house, 0, &["due"]);
    assert_eq!(due.trim(), "");
    house.is_whole(3);
    assert_eq!(house.objects().len(), 9);
}

#[test]
fn destruction_leaves_a_certificate_and_nothing_else() {
    houses(|house| {
        house.add(&[Patient::new(1), Patient::new(2)]);
        let mut again = Patient::new(1);
        again.made = 60;
        house.add(&[again]);
        house
            .open()
            .change(&[form_id(2)], &Step::Held("M-7".into()))
            .unwrap();
        let (status, certificates, says) = run(house, 9, &["destroy", "--due", "--actor", "dpo"]);
        assert_eq!(status, 0, "{says}");
        let certificates: serde_json::Value = serde_json::from_str(&certificates).unwrap();
        let one = &certificates[0];
        assert_eq!(certificates.as_array().unwrap().len(), 1);
        assert_eq!(one["form_id"], form_id(1));
        assert_eq!(one["rule"], "uk-nhs");
        assert_eq!(one["kept_until"], "2034-12-01");
        assert_eq!(one["destroyed_by"], "dpo");
        assert_eq!(one["files"].as_array().unwrap().len(), 6);
        // Of the other form three files, and the certificate.
        assert_eq!(house.objects().len(), 4);
        let kept = house.run(&["archive", "show", &form_id(1), "--take", "certificate"]);
        assert!(!kept.text().contains("Müller"), "{}", kept.text());
        assert!(
            kept.text().contains("Records Management Code"),
            "{}",
            kept.text()
        );
        let shown = house.run(&["archive", "show", &form_id(1)]);
        assert!(shown.text().contains("destroyed") && !shown.text().contains("Müller"));
        house.is_whole(2);
        // It does not come back.
        assert_eq!(house.add(&[Patient::new(1)])[0].outcome, Outcome::Destroyed);
        let (_, _, says) = run(house, 9, &["hold", &form_id(1), "--reference", "M-8"]);
        assert!(says.contains("is destroyed: it cannot be held"), "{says}");
        // Released, the other one follows.
        let (status, _, _) = run(house, 9, &["release", &form_id(2), "--reference", "M-7"]);
        assert_eq!(status, 0);
        let (_, due, _) = run(house, 18, &["due"]);
        assert!(due.contains(&form_id(2)), "{due}");
        // A file of a form that was destroyed, put back, is no orphan but a fault.
        let form = Patient::new(1).kept().form;
        house.put(one["files"][0]["sha256"].as_str().unwrap(), &form);
        let says = house.verify().faults[0].says.clone();
        assert!(
            says.starts_with("it was destroyed, but its form is in the store"),
            "{says}"
        );
    });
}

#[test]
fn no_byte_of_a_destroyed_patient_is_left_in_the_folder() {
    let house = House::folder();
    let mut patient = Patient::new(1);
    patient.family = "Unmistakable".into();
    house.add(&[patient, Patient::new(2)]);
    let (status, _, says) = run(&house, 9, &["destroy", &form_id(1)]);
    assert_eq!(status, 0, "{says}");
    let mut folders = vec![std::path::PathBuf::from(&house.store)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let bytes = fs::read(&path).unwrap();
            for name in ["Unmistakable", "unmistakable"] {
                let found = bytes
                    .windows(name.len())
                    .any(|piece| piece == name.as_bytes());
                assert!(!found, "{}", path.display());
            }
        }
    }
}

#[test]
fn the_shipped_table_is_dated_cited_and_not_verified() {
    let shipped = fs::read_to_string(root().join("templates/retention/standard.toml")).unwrap();
    let table: toml::Table = toml::from_str(&shipped).unwrap();
    for rule in table["rule"].as_array().unwrap() {
        assert!(!rule["cite"].as_str().unwrap().is_empty());
        assert_eq!(rule["checked"].as_str().map(str::len), Some(10));
        assert_eq!(rule["verified"].as_bool(), Some(false), "{rule}");
    }
}
