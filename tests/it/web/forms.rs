//! A form is made on the page; what is wrong is said at its field.

use std::fs;

use serde_json::Value;

use super::server::{Server, Visitor, case};
use crate::judges;
use crate::support::Desk;

fn json(visitor: &Visitor<'_>, path: &str, fields: &[(&str, &str)]) -> Value {
    let answer = visitor.script(path, fields);
    assert_eq!(answer.status, 200, "{}", answer.text());
    serde_json::from_slice(&answer.body).unwrap()
}

fn at_field<'a>(said: &'a Value, field: &str) -> Vec<&'a str> {
    let findings = said["findings"].as_array().unwrap().iter();
    let at = findings.filter(|it| it["field"] == field);
    at.map(|it| it["says"].as_str().unwrap()).collect()
}

/// The file of a form that was made.
fn saved(visitor: &Visitor<'_>, path: &str) -> Vec<u8> {
    let file = visitor.post(&format!("{path}/save"), &[]);
    assert_eq!(file.status, 200);
    assert!(
        file.header("content-disposition")
            .starts_with("attachment; filename=\"")
    );
    assert!(file.body.starts_with(b"%PDF-"));
    file.body
}

#[test]
fn a_form_is_made_archived_and_logged() {
    let desk = Desk::new();
    let server = Server::start(
        &desk,
        &["--port", "0", "--archive", "kept", "--actor", "ada"],
    );
    let visitor = server.enter();
    let path = visitor.begin();
    let said = json(
        &visitor,
        &path,
        &[&case(&[])[..], &[("revision", "0")]].concat(),
    );
    assert_eq!(said["complete"], true, "{said}");
    let pages = said["pages"].as_array().unwrap();
    let picture = visitor.get(pages[0]["source"].as_str().unwrap());
    assert!(picture.body.starts_with(b"\x89PNG"), "{}", picture.head);
    assert_eq!(picture.header("content-type"), "image/png");
    let beyond = format!("{path}/pages/{}", pages.len() + 1);
    assert_eq!(visitor.get(&beyond).status, 404);
    let made = visitor.post(
        &path,
        &[&case(&[])[..], &[("revision", "1"), ("then", "make")]].concat(),
    );
    assert_eq!(
        made.header("location"),
        format!("{path}/made"),
        "{}",
        made.text()
    );
    let form = saved(&visitor, &path);
    judges::judge(&form, None);
    let text = judges::text_of(&form);
    if let Some(text) = text {
        assert!(text.contains("Okafor") && text.contains("LEFT side") && text.contains("L4–L5"));
    }
    // Looked at for printing: the log has every step, by whom.
    assert_eq!(visitor.post(&format!("{path}/open"), &[]).status, 303);
    assert_eq!(visitor.get(&format!("{path}/form.pdf")).body, form);
    let found = desk.run(&[
        "archive",
        "find",
        "okafor",
        "--archive",
        "kept",
        "--format",
        "json",
    ]);
    let found: Value = serde_json::from_slice(&found.stdout).unwrap();
    let id = found[0]["form_id"].as_str().unwrap().to_owned();
    assert_eq!(found[0]["status"], "printed");
    let shown = desk.run(&[
        "archive",
        "show",
        &id,
        "--archive",
        "kept",
        "--format",
        "json",
    ]);
    let shown: Value = serde_json::from_slice(&shown.stdout).unwrap();
    let history = shown["history"].as_array().unwrap();
    assert_eq!(history.len(), 3, "{shown}");
    let kept = desk.run(&["archive", "verify", "--archive", "kept"]);
    assert_eq!(kept.status, 0, "{}", kept.stderr);
    // It stays as it is.
    let late = visitor.post(
        &path,
        &[("revision", "1"), ("patient.family_name", "Other")],
    );
    assert_eq!(late.status, 403);
    assert_eq!(saved(&visitor, &path), form);
    let (status, says) = server.stop();
    assert_eq!((status, says.as_str()), (Some(0), ""));
}

/// What is typed, the field at which the page says so, and what it says.
type Slip = (
    &'static [(&'static str, &'static str)],
    &'static str,
    &'static str,
);

/// The page makes what the command makes of the same case.
#[test]
fn what_is_wrong_stands_at_its_field() {
    let desk = Desk::new();
    let server = Server::here(&desk);
    let visitor = server.enter();
    let table: [Slip; 15] = [
        (&[("procedure.side", "")], "procedure.side", "not filled in"),
        (
            &[("procedure.levels", "")],
            "procedure.levels",
            "not filled in",
        ),
        (
            &[("patient.family_name", " ")],
            "patient.family_name",
            "not filled in",
        ),
        (
            &[("procedure.pack", ""), ("operation", "")],
            "procedure.pack",
            "not filled in",
        ),
        (&[("facility.name", "")], "facility.name", "not filled in"),
        (&[("procedure.side", "midline")], "procedure.side", "side"),
        (
            &[("procedure.levels", "L4")],
            "procedure.levels",
            "two vertebrae",
        ),
        (
            &[("patient.date_of_birth", "2090-01-01")],
            "patient.date_of_birth",
            "future",
        ),
        (
            &[("patient.family_name", "A\u{202E}B")],
            "patient.family_name",
            "“Family name”",
        ),
        (
            &[("procedure.factors", "no-such-factor")],
            "procedure.factors",
            "factor",
        ),
        (
            &[("patient.language", "??")],
            "patient.language",
            "language tag",
        ),
        (
            &[("procedure.indication", "Pain in the right leg.")],
            "procedure.indication",
            "side and level are the same",
        ),
        (
            &[("patient.date_of_birth", "2015-01-01")],
            "representative.name",
            "under age has a representative",
        ),
        (
            &[("procedure.add_ons.no-such-thing", "planned")],
            "procedure.add_ons",
            "There is no pack",
        ),
        (
            &[("team.0.role", "Registrar")],
            "team.0.name",
            "not filled in",
        ),
    ];
    for (other, field, says) in table {
        let path = visitor.begin();
        let fields = [&case(other)[..], &[("revision", "0")]].concat();
        let said = json(&visitor, &path, &fields);
        assert_eq!(said["complete"], false, "{field}: {said}");
        let at = at_field(&said, field);
        assert!(at.iter().any(|it| it.contains(says)), "{field}: {said}");
        assert!(!said.to_string().contains('`'), "a path of a file: {said}");
        // Asking for the form all the same gives none.
        let fields = [&case(other)[..], &[("revision", "1"), ("then", "make")]].concat();
        let made = visitor.post(&path, &fields);
        assert_eq!(made.header("location"), path, "{field}");
        assert_eq!(visitor.get(&format!("{path}/form.pdf")).status, 404);
    }
}

#[test]
fn text_is_text() {
    let desk = Desk::new();
    let server = Server::here(&desk);
    let visitor = server.enter();
    let path = visitor.begin();
    let hostile = "<script>alert(1)</script>\"'{{x}}&amp;";
    let other = [
        ("patient.family_name", hostile),
        ("what_matters", "</textarea><b>x"),
    ];
    json(
        &visitor,
        &path,
        &[&case(&other)[..], &[("revision", "0")]].concat(),
    );
    for page in [&path, "/", "/forms"] {
        let text = visitor.get(page).text();
        assert!(
            !text.contains("<script>alert") && !text.contains("</textarea><b>"),
            "{page}"
        );
        assert!(text.contains("&lt;script&gt;"), "{page}");
    }
}

/// A page that shows an older state never writes over a newer one.
#[test]
fn two_windows_do_not_mix() {
    let desk = Desk::new();
    let server = Server::here(&desk);
    let visitor = server.enter();
    let path = visitor.begin();
    let first = [&case(&[])[..], &[("revision", "0")]].concat();
    assert_eq!(json(&visitor, &path, &first)["revision"], 1);
    let other = case(&[("patient.family_name", "Elsewhere")]);
    let late = visitor.script(&path, &[&other[..], &[("revision", "0")]].concat());
    assert_eq!(late.status, 403);
    assert!(late.text().contains("another window"));
    assert!(visitor.get(&path).text().contains("value=\"Okafor\""));
}

/// Names of operations in any words; levels and sides that are offered are those that are taken.
#[test]
fn what_is_offered_is_taken() {
    let desk = Desk::new();
    let server = Server::here(&desk);
    let visitor = server.enter();
    for (words, id) in [
        ("FORAM", "foraminotomy"),
        ("nerve leaves", "foraminotomy"),
        ("keyhole", "laparoscopic-cholecystectomy"),
        ("foraminotmy", "foraminotomy"),
        ("cataract", "cataract-surgery"),
    ] {
        let found = visitor.get(&format!("/operations?q={}", words.replace(' ', "%20")));
        let found: Value = serde_json::from_slice(&found.body).unwrap();
        let ids: Vec<&str> = found["operations"]
            .as_array()
            .unwrap()
            .iter()
            .map(|it| it["id"].as_str().unwrap())
            .collect();
        assert!(ids.contains(&id), "{words}: {ids:?}");
    }
    let generator = desk.generator(countersign::typeset::Paper::A4).unwrap();
    let library = generator.library();
    for named in library.operations_named("").unwrap() {
        let offers = library.offers(&named.id, &[], &[]).unwrap();
        let site = &library.pack(&named.id).unwrap().pack.site;
        for side in &offers.sides {
            assert!(site.sides.is_empty() || site.sides.contains(side));
        }
        let levels = offers.levels.iter().map(ToString::to_string);
        let levels: Vec<Option<String>> = match offers.levels.is_empty() {
            true => vec![None],
            false => levels.map(Some).collect(),
        };
        for level in levels {
            let side = offers
                .sides
                .first()
                .map(|side| serde_json::to_value(side).unwrap());
            let mut procedure = serde_json::json!({ "pack": named.id });
            if let Some(side) = side {
                procedure["side"] = side;
            }
            if let Some(level) = &level {
                procedure["levels"] = level.as_str().into();
            }
            let text = serde_json::json!({
                "patient": { "family_name": "A", "given_names": "B", "date_of_birth": "1961-03-14", "record_number": "1" },
                "surgeon": { "name": "C" }, "facility": { "name": "D" }, "procedure": procedure,
            });
            let case = crate::support::read(&text.to_string(), "a.json").unwrap();
            assert!(
                generator.consent(&case).is_ok(),
                "{} at {level:?}",
                named.id
            );
        }
    }
}

#[test]
fn a_stop_finishes_what_runs_and_nothing_names_anybody() {
    let desk = Desk::new();
    let server = Server::start(&desk, &["--port", "0", "--archive", "kept"]);
    let visitor = server.enter();
    let path = visitor.begin();
    let fields = [&case(&[])[..], &[("revision", "0"), ("then", "make")]].concat();
    let (id, made) = std::thread::scope(|scope| {
        let made = scope.spawn(|| visitor.post(&path, &fields));
        std::thread::sleep(std::time::Duration::from_millis(60));
        let id = server.id().to_string();
        let killed = std::process::Command::new("kill")
            .args(["-INT", &id])
            .status();
        (killed.unwrap().success(), made.join().unwrap())
    });
    assert!(id);
    assert_eq!(made.header("location"), format!("{path}/made"));
    let (status, says) = server.stop_after();
    assert_eq!((status, says.as_str()), (Some(0), ""));
    let found = desk.run(&["archive", "find", "okafor", "--archive", "kept"]);
    assert!(found.text().contains("issued"), "{}", found.text());
    let own: Vec<_> = fs::read_dir(desk.folder.path())
        .unwrap()
        .map(|it| it.unwrap().file_name())
        .collect();
    assert_eq!(own, ["kept"], "nothing else is written");
}
