//! From a form of the archive on: what became of it is said by hand, it is made again with a
//! change, and tomorrow is the day that people call so.

use super::fields::fields;
use super::server::{Server, Visitor, case};
use crate::support::{Desk, EPOCH, example_text};

const KEPT: [&str; 4] = ["--port", "0", "--archive", "kept"];

/// A server on the day after the forms were made.
fn next_day(desk: &Desk) -> Server {
    let now = (EPOCH + 86_400).to_string();
    Server::start_with(desk, &KEPT, &[("SOURCE_DATE_EPOCH", &now)])
}

/// A hospital of its own, and forms of examples in its archive; gives their ids.
fn archived(desk: &Desk, examples: &[&str]) -> Vec<String> {
    let id = |name: &&str| {
        desk.write(name, &example_text(name));
        let file = format!("{name}.pdf");
        let run = desk.run(&["render", name, "--archive", "kept", "-o", &file]);
        assert_eq!(run.status, 0, "{}", run.stderr);
        let report = std::fs::read_to_string(desk.path(&format!("{name}.report.json"))).unwrap();
        let report: serde_json::Value = serde_json::from_str(&report).unwrap();
        report["form_id"].as_str().unwrap().to_owned()
    };
    examples.iter().map(id).collect()
}

impl Visitor<'_> {
    /// A draft of a form of the archive: its path and its page.
    fn refilled(&self, form_id: &str) -> (String, String) {
        let begun = self.post(&format!("/forms/from/{form_id}"), &[]);
        assert_eq!(begun.status, 303, "{}", begun.text());
        let path = begun.header("location").to_owned();
        let page = self.get(&path).text();
        (path, page)
    }

    /// Makes the form of a draft with some fields otherwise; gives the page of the form.
    fn made_with(&self, path: &str, page: &str, other: &[(&str, &str)]) -> String {
        let shown = fields(page);
        let mut sent: Vec<(&str, &str)> = shown.iter().map(|(a, b)| (&**a, &**b)).collect();
        for (name, value) in other {
            sent.retain(|(known, _)| known != name);
            sent.push((name, value));
        }
        sent.push(("then", "make"));
        let made = self.post(path, &sent);
        assert_eq!(made.header("location"), format!("{path}/made"), "{page}");
        self.get(made.header("location")).text()
    }
}

fn form_id(page: &str) -> String {
    let at = page.find("<h1>Form <span class=\"number\">").unwrap() + 30;
    page[at..at + 14].to_owned()
}

/// Those with the most in them; of all, `record` looks at the case behind the consent.
const RICH: [&str; 4] = [
    "lumbar-foraminotomy.toml",
    "lumbar-fusion-two-levels.toml",
    "interpreter-and-representative.toml",
    "carpal-tunnel-both-hands.toml",
];

#[test]
fn a_form_fills_the_fields_again_and_gives_the_same_form() {
    let desk = Desk::new();
    let ids = archived(&desk, &RICH);
    let now = EPOCH.to_string();
    let server = Server::start_with(&desk, &KEPT, &[("SOURCE_DATE_EPOCH", &now)]);
    let visitor = server.enter();
    let mut same = 0;
    for (id, example) in ids.iter().zip(RICH) {
        let (path, page) = visitor.refilled(id);
        assert!(page.contains(&format!("as form <span class=\"number\">{id}")));
        assert!(
            !page.contains("Not all of it is as it was"),
            "{example}: {page}"
        );
        let made = visitor.made_with(&path, &page, &[]);
        let new = form_id(&made);
        if new == *id {
            same += 1;
            assert!(made.contains("Nothing was changed"), "{example}: {made}");
            continue;
        }
        // What is chosen comes back in the order of the page: another form that says the same.
        let mut before = fields(&page);
        let mut after = fields(&visitor.refilled(&new).1);
        before.sort();
        after.sort();
        assert_eq!(before, after, "{example}");
    }
    assert!(same >= 3, "{same}");
}

#[test]
fn a_form_made_again_with_a_change_takes_its_place_or_says_that_it_does_not() {
    let desk = Desk::new();
    let ids = archived(&desk, &["lumbar-foraminotomy.toml"]);
    let server = next_day(&desk);
    let visitor = server.enter();
    let before = visitor.get(&format!("/find/forms/{}", ids[0])).text();
    assert!(before.contains("Make again with a change"), "{before}");

    let (path, page) = visitor.refilled(&ids[0]);
    let made = visitor.made_with(&path, &page, &[("surgeon.name", "Dr. Tomas Berg")]);
    let new = form_id(&made);
    assert_ne!(new, ids[0]);
    assert!(made.contains("It takes the place of form"), "{made}");
    let old = visitor.get(&format!("/find/forms/{}", ids[0])).text();
    assert!(
        old.contains("Another form took its place") && old.contains(&new),
        "{old}"
    );

    // On another day it is another operation: both count, and the page says so.
    let (path, page) = visitor.refilled(&new);
    let later = [
        ("procedure.planned_date", "2027-01-15"),
        ("encounter.number", ""),
    ];
    let made = visitor.made_with(&path, &page, &later);
    assert!(
        made.contains("still counts beside this one; it is issued"),
        "{made}"
    );

    let nothing = visitor.post("/forms/from/0000-0000-0000", &[]);
    assert_eq!(nothing.status, 409, "{}", nothing.text());
    assert!(
        nothing.text().contains("has no record in this archive"),
        "{}",
        nothing.text()
    );
}

/// What the site no longer knows is said beside the fields, field by field.
#[test]
fn what_cannot_be_taken_over_is_named() {
    let desk = Desk::new();
    desk.write(
        "countersign.toml",
        "[facility]\nname = \"Harbour Spine Centre\"\n",
    );
    let ids = archived(
        &desk,
        &["lumbar-foraminotomy.toml", "lumbar-discectomy.toml"],
    );
    let pack = "templates/packs/foraminotomy.toml";
    let name = "name = \"minimally invasive tubular approach\"";
    desk.shadow(pack, name, "name = \"By another way\"");
    desk.write(
        "countersign.toml",
        "paper = \"letter\"\n[facility]\nname = \"Harbour Spine Centre\"\nphone = \"12\"\n\
         department = \"Bones\"\n",
    );
    let server = next_day(&desk);
    let visitor = server.enter();
    let (_, page) = visitor.refilled(&ids[0]);
    for says in [
        "Not all of it is as it was",
        "<li>Approach: form",
        "The texts were changed since that form was made (Foraminotomy)",
        "the new one will have layout standard, theme standard, paper letter,",
    ] {
        assert!(page.contains(says), "{says}: {page}");
    }
    // The pack is another one with the site's file: an operation that it does not touch is whole.
    let (_, page) = visitor.refilled(&ids[1]);
    assert!(!page.contains("<li>Approach: form"), "{page}");
}

#[test]
fn what_became_of_a_form_is_asked_twice_and_logged() {
    let desk = Desk::new();
    let ids = archived(&desk, &["lumbar-foraminotomy.toml"]);
    let server = next_day(&desk);
    let visitor = server.enter();
    let path = format!("/find/forms/{}", ids[0]);
    let page = visitor.get(&path).text();
    for what in ["printed", "signed", "refused", "withdrawn"] {
        assert!(
            page.contains(&format!("name=\"what\" value=\"{what}\"")),
            "{page}"
        );
    }
    let seen = page.split("name=\"seen\" value=\"").nth(1).unwrap();
    let seen = seen.split('"').next().unwrap().to_owned();
    let mark = format!("{path}/mark");
    let say = |more: &[(&str, &str)]| {
        visitor.post(
            &mark,
            &[&[("what", "signed"), ("seen", &seen)], more].concat(),
        )
    };
    // A day that is none, or has not come; nothing; a step that there is not.
    for bad in ["", "yesterday", "2026-02-30", "2199-01-01"] {
        assert_eq!(say(&[("on", bad)]).status, 400, "{bad}");
    }
    assert_eq!(visitor.post(&mark, &[("seen", &*seen)]).status, 400);
    let superseded = [("what", "superseded"), ("seen", &*seen), ("sure", "yes")];
    assert_eq!(visitor.post(&mark, &superseded).status, 400);
    // Once is a question, with patient and operation before one's eyes.
    let asked = say(&[("on", "2026-11-20")]).text();
    for says in [
        "Is it so?",
        "Nguyễn-Şahin",
        "signed on 20 November 2026",
        "before the form was made",
    ] {
        assert!(asked.contains(says), "{says}: {asked}");
    }
    assert!(
        visitor.get(&path).text().contains("<dd>Issued"),
        "nothing is written yet"
    );
    let done = say(&[("on", "2026-11-22"), ("sure", "yes")]);
    assert_eq!(done.header("location"), format!("{path}?told=signed"));
    let page = visitor.get(done.header("location")).text();
    assert!(page.contains("The log has it now: signed."), "{page}");
    assert!(page.contains("<td>Signed on 2026-11-22</td>"), "{page}");
    assert!(
        !page.contains("value=\"refused\""),
        "a signed form is not refused: {page}"
    );
    // Whoever still has the page of before does not write over it.
    let late = visitor.post(
        &mark,
        &[
            ("what", "withdrawn"),
            ("on", "2026-11-22"),
            ("seen", &*seen),
            ("sure", "yes"),
        ],
    );
    assert_eq!(late.status, 409, "{}", late.text());
    assert!(
        late.text().contains("changed since you looked at it"),
        "{}",
        late.text()
    );
    // Without the token of the session nothing is written.
    let bare = server.ask("POST", &mark, &visitor.lines(), "what=withdrawn&sure=yes");
    assert_eq!(bare.status, 403);
    let listed = desk.run(&["archive", "show", &ids[0], "--archive", "kept"]);
    assert!(listed.text().contains("signed"), "{}", listed.text());
    assert!(!listed.text().contains("withdrawn"), "{}", listed.text());
}

/// At noon of the 22nd by UTC, the 23rd has begun in the Pacific; on its other side it has not.
#[test]
fn tomorrow_is_by_the_time_zone_of_the_machine() {
    let desk = Desk::new();
    archived(&desk, &["lumbar-foraminotomy.toml"]);
    let now = EPOCH.to_string();
    for (zone, today, tomorrow) in [
        ("UTC0", "2026-11-22", "2026-11-23"),
        ("AAA-14", "2026-11-23", "2026-11-24"),
        ("BBB+13", "2026-11-21", "2026-11-22"),
    ] {
        let zone = [("SOURCE_DATE_EPOCH", &*now), ("TZ", zone)];
        let server = Server::start_with(&desk, &KEPT, &zone);
        let visitor = server.enter();
        let page = visitor.get("/find").text();
        assert!(
            page.contains(&format!("for tomorrow ({tomorrow})")),
            "{zone:?}: {page}"
        );
        let page = visitor.get("/find/unsigned").text();
        assert!(
            page.contains(&format!("Not signed yet for {tomorrow}")),
            "{zone:?}: {page}"
        );
        // Somebody who is born today is not born in the future.
        let path = visitor.begin();
        let born = case(&[("patient.date_of_birth", today), ("revision", "0")]);
        let said = visitor.script(&path, &born).text();
        assert!(!said.contains("in the future"), "{zone:?}: {said}");
    }
}
