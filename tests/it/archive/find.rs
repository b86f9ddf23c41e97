//! Forms are found again.

use countersign::archive::Query;

use super::house::form_id;
use super::{House, Patient, houses};

fn furnish(house: &House) {
    let patient = |n: u32, family: &str, given: &str, born: &str| Patient {
        family: family.into(),
        given: given.into(),
        born: born.into(),
        ..Patient::new(n)
    };
    let mut third = patient(3, "O'Brien-Łukaszewicz", "Zoë", "1958-02-28");
    third.procedure = "knee-replacement".into();
    third.surgeon = "Prof. Ángel José Fernández".into();
    third.planned = "2027-01-14".into();
    house.add(&[
        patient(1, "Müller", "Ägidius", "1961-03-14"),
        patient(2, "Mueller", "Anna Maria", "1961-03-14"),
        third,
        patient(4, "Muller-Lüdenscheidt", "Åse", "1990-12-31"),
    ]);
}

#[test]
fn by_everything_that_people_ask_for() {
    houses(|house| {
        furnish(house);
        let third = form_id(3);
        for (arguments, expected) in [
            (vec!["muller"], vec![1, 4]),
            (vec!["MÜLLER"], vec![1, 4]),
            (vec!["Müller Äg"], vec![1]),
            (vec!["anna m"], vec![2]),
            (vec!["o'brien"], vec![3]),
            (vec!["O Brien Lukasz"], vec![3]),
            (vec!["zoe"], vec![3]),
            (vec!["nobody"], vec![]),
            (vec!["mu", "--born", "1961-03-14"], vec![2, 1]),
            (vec!["--born", "1990-12-31"], vec![4]),
            (vec!["--record-number", "00000002"], vec![2]),
            (vec!["--record-number", "2"], vec![]),
            (vec!["--procedure", "knee-replacement"], vec![3]),
            (vec!["--surgeon", "fernandez"], vec![3]),
            (vec!["--surgeon", "ang fern"], vec![3]),
            (vec!["--surgeon", "nobody"], vec![]),
            (vec!["--planned", "2027-01-14"], vec![3]),
            (vec!["--from", "2026-12-02"], vec![3]),
            (vec!["--before", "2027-01-14"], vec![1, 2, 4]),
            (vec!["--status", "signed"], vec![]),
            (vec!["--unsigned", "--from", "2027-01-01"], vec![3]),
            (vec!["--form", &third], vec![3]),
            (vec!["--limit", "2"], vec![1, 2]),
        ] {
            let all = [
                vec!["archive", "find", "--format", "json"],
                arguments.clone(),
            ]
            .concat();
            let run = house.run(&all);
            assert_eq!(run.status, 0, "{}", run.stderr);
            let rows: Vec<serde_json::Value> = serde_json::from_str(run.text()).unwrap();
            let ids: Vec<&str> = rows
                .iter()
                .map(|row| row["form_id"].as_str().unwrap())
                .collect();
            let expected: Vec<String> = expected.into_iter().map(form_id).collect();
            assert_eq!(ids, expected, "{arguments:?}");
        }
        let table = house.run(&["archive", "find", "zoe"]);
        assert!(
            table.text().contains("O'Brien-Łukaszewicz, Zoë"),
            "{}",
            table.text()
        );
        let more = house.run(&["archive", "list", "--limit", "2"]);
        assert_eq!(
            more.stderr.trim(),
            "there are more than 2: --limit 0 prints all"
        );
    });
}

#[test]
fn what_is_asked_is_a_value_and_never_a_statement() {
    houses(|house| {
        furnish(house);
        for text in [
            "' OR 1=1 --",
            "%",
            "_",
            "\"; DROP TABLE log; --",
            "\u{10FFFF}",
            "",
        ] {
            let query = Query {
                record_number: Some(text.into()),
                procedure: Some(text.into()),
                ..Query::default()
            };
            assert_eq!(house.open().find(&query).unwrap(), []);
            let surgeon = Query {
                surgeon: Some(text.into()),
                name: Some(text.into()),
                ..Query::default()
            };
            house.open().find(&surgeon).unwrap();
        }
        house.is_whole(4);
    });
}

#[test]
fn a_form_is_shown_with_files_and_history() {
    let house = House::folder();
    furnish(&house);
    let id = form_id(3);
    // As people copy an id.
    let run = house.run(&["archive", "show", &id.to_lowercase().replace('-', "")]);
    for word in ["issued", "Fernández", "certificate", "added", "2027-01-14"] {
        assert_eq!(
            run.text().contains(word),
            word != "certificate",
            "{word}: {}",
            run.text()
        );
    }
    let run = house.run(&["archive", "show", &id, "--format", "json"]);
    let entry: serde_json::Value = serde_json::from_str(run.text()).unwrap();
    assert_eq!(entry["history"][0]["action"], "added");
    assert_eq!(entry["files"][0]["role"], "form");
    let wrong = house.run(&["archive", "show", "0000-0000-0031"]);
    assert_eq!(wrong.status, 2);
    assert!(
        wrong.stderr.contains("this is no form id"),
        "{}",
        wrong.stderr
    );
    let none = house.run(&["archive", "show", &form_id(77)]);
    assert_eq!(none.status, 1);
}
