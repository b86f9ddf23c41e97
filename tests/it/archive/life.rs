//! Which step may follow which, when forms expire, and which form takes the place of which.

use chrono::{Days, NaiveDate};
use countersign::archive::{Added, Archive, Outcome, Query, Status, Step};

use super::house::form_id;
use super::{House, Patient, houses};
use crate::support::clock;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn steps() -> [(&'static str, Step); 7] {
    let on = day("2026-11-20");
    [
        ("printed", Step::Printed),
        ("signed", Step::Signed(on)),
        ("refused", Step::Refused(on)),
        ("withdrawn", Step::Withdrawn(on)),
        ("held", Step::Held("M-1".into())),
        ("released", Step::Released("M-1".into())),
        ("exported", Step::Exported),
    ]
}

/// Brings a new form into a status.
fn bring(archive: &mut Archive, n: u32, status: Status) -> String {
    let patient = Patient::new(n);
    archive.add(&[patient.kept()]).unwrap();
    let id = [form_id(n)];
    match status {
        Status::Superseded => {
            let mut other = patient.other(5000 + n, 60);
            other.side = "right".into();
            archive.add(&[other.kept()]).unwrap();
        }
        Status::Expired => {
            archive.expire(day("2026-12-02")).unwrap();
        }
        Status::Issued => {}
        status => {
            let all = steps();
            let step = all.iter().find(|(name, _)| *name == status.name());
            archive.change(&id, &step.unwrap().1).unwrap();
        }
    }
    assert_eq!(archive.entry(&id[0]).unwrap().row.status, status.name());
    form_id(n)
}

#[test]
fn every_step_from_every_status() {
    houses(|house| {
        // Status; what it becomes by printed, signed, refused, withdrawn.
        let table = [
            (
                Status::Issued,
                ["printed", "signed", "refused", "withdrawn"],
            ),
            (
                Status::Printed,
                ["printed", "signed", "refused", "withdrawn"],
            ),
            (Status::Signed, ["signed", "-", "-", "withdrawn"]),
            (Status::Refused, ["-", "-", "-", "-"]),
            (Status::Withdrawn, ["-", "-", "-", "-"]),
            (Status::Superseded, ["-", "-", "-", "-"]),
            (Status::Expired, ["-", "-", "-", "-"]),
        ];
        let mut archive = house.open();
        let mut n = 0;
        for (status, becomes) in table {
            for ((name, step), expected) in steps().iter().zip(becomes) {
                n += 1;
                let id = bring(&mut archive, n, status);
                let done = archive.change(std::slice::from_ref(&id), step);
                let now = archive.entry(&id).unwrap().row.status;
                match expected {
                    "-" => {
                        let says = done.unwrap_err().to_string();
                        let wanted = format!("form {id} is {}: it cannot be {name}", status.name());
                        assert!(says.starts_with(&wanted), "{says}");
                        assert_eq!(now, status.name());
                    }
                    expected => {
                        done.unwrap();
                        assert_eq!(now, expected, "{} by {name}", status.name());
                    }
                }
            }
        }
        assert_eq!(house.verify().faults, []);
    });
}

#[test]
fn several_forms_change_together_or_not_at_all() {
    houses(|house| {
        house.add(&[Patient::new(1), Patient::new(2)]);
        let mut archive = house.open();
        let two = [form_id(2)];
        archive
            .change(&two, &Step::Refused(day("2026-11-20")))
            .unwrap();
        let all = [form_id(1), form_id(2), form_id(3)];
        let says = archive
            .change(&all, &Step::Printed)
            .unwrap_err()
            .to_string();
        assert!(
            says.contains(&format!("form {} is refused", form_id(2))),
            "{says}"
        );
        assert!(
            says.contains(&format!("there is no form {}", form_id(3))),
            "{says}"
        );
        assert_eq!(archive.entry(&form_id(1)).unwrap().row.status, "issued");
        house.is_whole(2);
    });
}

#[test]
fn expiry_is_against_the_planned_day_by_profile() {
    // Days a signature holds, planned day, signed on; first day without force.
    let table = [
        (None, "2026-12-01", None, "2026-12-02"),
        (None, "", None, ""),
        (None, "2026-12-01", Some("2026-11-20"), ""),
        (Some(60), "2026-12-01", Some("2026-11-20"), ""),
        (Some(60), "2027-01-19", Some("2026-11-20"), ""),
        (Some(60), "2027-01-20", Some("2026-11-20"), "2027-01-20"),
        (Some(60), "2027-06-01", Some("2026-11-20"), "2027-01-20"),
        (Some(60), "", Some("2026-11-20"), "2027-01-20"),
        (Some(60), "2026-12-01", None, "2026-12-02"),
    ];
    let house = House::folder();
    let mut archive = house.open();
    for (n, (validity_days, planned, signed, expires)) in (1..).zip(table) {
        let mut patient = Patient::new(n);
        patient.validity_days = validity_days;
        patient.planned = planned.into();
        archive.add(&[patient.kept()]).unwrap();
        let id = [form_id(n)];
        if let Some(on) = signed {
            archive.change(&id, &Step::Signed(day(on))).unwrap();
        }
        assert_eq!(
            archive.entry(&id[0]).unwrap().row.expires,
            expires,
            "line {n}"
        );
    }
    assert_eq!(
        archive.expire(day("2026-12-01")).unwrap(),
        Vec::<String>::new()
    );
    assert_eq!(
        archive.expire(day("2026-12-02")).unwrap(),
        [form_id(1), form_id(9)]
    );
    assert_eq!(
        archive.expire(day("2026-12-02")).unwrap(),
        Vec::<String>::new()
    );
    let later = archive.expire(day("2027-01-20")).unwrap();
    assert_eq!(later, [form_id(6), form_id(7), form_id(8)]);
    house.is_whole(9);
}

#[test]
fn another_side_takes_the_place_and_says_so() {
    houses(|house| {
        let left = Patient::new(1);
        let mut right = left.other(2, 60);
        right.side = "right".into();
        house.add(std::slice::from_ref(&left));
        let added = house.add(std::slice::from_ref(&right));
        let Added {
            outcome,
            supersedes,
            ..
        } = &added[0];
        assert_eq!(*outcome, Outcome::New);
        assert_eq!(supersedes[0].form_id, left.form_id);
        assert_eq!(supersedes[0].because, ["side"]);
        let mut archive = house.open();
        let old = archive.entry(&left.form_id).unwrap().row;
        assert_eq!(
            (old.status.as_str(), &old.superseded_by),
            ("superseded", &right.form_id)
        );
        let says = archive
            .change(std::slice::from_ref(&left.form_id), &Step::Printed)
            .unwrap_err();
        assert!(
            says.to_string()
                .contains(&format!("the form that counts is {}", right.form_id))
        );

        // Back to the left side: the same form id, made again.
        let mut again = left.clone();
        again.made = 120;
        let added = house.add(&[again]);
        assert_eq!(
            (added[0].outcome, added[0].status),
            (Outcome::MadeAgain, Status::Issued)
        );
        assert_eq!(added[0].supersedes[0].form_id, right.form_id);
        house.is_whole(2);
    });
}

#[test]
fn an_older_form_that_comes_late_gives_way() {
    let house = House::folder();
    let old = Patient::new(1);
    let mut new = old.other(2, 60);
    new.surgeon = "Dr. Bela Other".into();
    house.add(std::slice::from_ref(&new));
    let added = house.add(&[old]);
    assert_eq!(added[0].status, Status::Superseded);
    let by = added[0].superseded_by.as_ref().unwrap();
    assert_eq!(
        (&by.form_id, &by.because),
        (&new.form_id, &vec!["surgeon".to_owned()])
    );
    house.is_whole(2);
}

#[test]
fn both_hands_of_a_schedule_stay_when_the_schedule_is_run_again() {
    let house = House::folder();
    let left = Patient::new(1);
    let mut right = left.other(2, 0);
    right.side = "right".into();
    house.add(&[left.clone(), right.clone()]);
    let mut archive = house.open();
    let ids = [left.form_id.clone(), right.form_id.clone()];
    archive
        .change(&ids, &Step::Signed(day("2026-11-20")))
        .unwrap();
    // The same two the next day, the left hand with another surgeon.
    let (mut left, mut right) = (left.other(3, 86_400), right);
    left.surgeon = "Dr. Bela Other".into();
    right.made = 86_400;
    let added = house.add(&[left, right]);
    assert_eq!(added[0].supersedes[0].form_id, ids[0]);
    assert_eq!(
        (added[1].outcome, added[1].status),
        (Outcome::MadeAgain, Status::Signed)
    );
    house.is_whole(3);
}

#[test]
fn the_same_bytes_again_change_nothing() {
    houses(|house| {
        let patient = Patient::new(1);
        house.add(std::slice::from_ref(&patient));
        let head = house.open().head().unwrap();
        let added = house.add(std::slice::from_ref(&patient));
        assert_eq!(added[0].outcome, Outcome::Known);
        assert_eq!(house.open().head().unwrap(), head);
        let mut later = patient;
        later.made = 60;
        assert_eq!(house.add(&[later])[0].outcome, Outcome::MadeAgain);
        let mut archive = house.open();
        assert_eq!(archive.entry(&form_id(1)).unwrap().files.len(), 6);
        house.is_whole(1);
    });
}

#[test]
fn the_list_that_a_scheduler_phones_through() {
    let house = House::folder();
    let mut archive = house.open();
    for (n, planned) in [(1, 3), (2, 5), (3, 9), (4, 4)] {
        let mut patient = Patient::new(n);
        let day = clock().date_naive() + Days::new(planned);
        patient.planned = day.to_string();
        archive.add(&[patient.kept()]).unwrap();
    }
    archive
        .change(&[form_id(4)], &Step::Signed(day("2026-11-20")))
        .unwrap();
    archive.change(&[form_id(2)], &Step::Printed).unwrap();
    let query = Query {
        status: vec![Status::Issued, Status::Printed],
        planned_before: Some(clock().date_naive() + Days::new(7)),
        ..Query::default()
    };
    let found: Vec<String> = archive
        .find(&query)
        .unwrap()
        .into_iter()
        .map(|row| row.form_id)
        .collect();
    assert_eq!(found, [form_id(1), form_id(2)]);
    let run = house.run(&[
        "archive",
        "list",
        "--unsigned",
        "--before",
        "2026-11-29",
        "--format",
        "json",
    ]);
    let rows: serde_json::Value = serde_json::from_str(run.text()).unwrap();
    assert_eq!(rows.as_array().unwrap().len(), 2, "{}", run.stderr);
}
