//! The forms of a day, broken off: by who makes them, by whoever stops the server, by a loss of
//! power.

use std::fs;
use std::path::Path;
use std::time::Duration;

use super::schedules::{rows, slow};
use super::server::{Server, Visitor};
use crate::support::Desk;

/// How many rows a run has: more than are done before somebody can say stop.
const ROWS: usize = 120;

fn server(desk: &Desk) -> Server {
    let facility = "[facility]\nname = \"Harbour Spine Centre\"\n";
    desk.write("countersign.toml", facility);
    fs::create_dir_all(desk.path("temporary")).unwrap();
    let variables = [("TMPDIR", &*desk.path("temporary"))];
    let arguments = ["--port", "0", "--archive", "kept"];
    Server::start_with(desk, &arguments, &variables)
}

/// Begins to make the forms; comes back when some are made and not all.
fn begun(visitor: &Visitor<'_>, path: &str) -> u64 {
    assert_eq!(visitor.post(&format!("{path}/make"), &[]).status, 303);
    for _ in 0..1000 {
        let said = visitor.get(&format!("{path}/progress")).body;
        let said: serde_json::Value = serde_json::from_slice(&said).unwrap();
        let done = said["job"]["done"].as_u64().expect("it is done already");
        if done > 0 {
            return done;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    panic!("no form is made");
}

/// How many forms the archive has.
fn kept(desk: &Desk) -> usize {
    let listed = ["archive", "find", "--archive", "kept", "--format", "json"];
    desk.run(&listed).text().matches("\"form_id\"").count()
}

fn folders(desk: &Desk) -> usize {
    fs::read_dir(desk.path("temporary")).unwrap().count()
}

#[test]
fn a_run_that_is_cancelled_goes_on_where_it_stopped() {
    let desk = Desk::new();
    let server = server(&desk);
    let visitor = server.enter();
    let path = visitor.brought(&slow(&rows(ROWS, &[]), 60));
    begun(&visitor, &path);
    assert_eq!(visitor.post(&format!("{path}/stop"), &[]).status, 303);
    visitor.idle(&path);
    let page = visitor.get(&path).text();
    assert!(page.contains("Making the forms was stopped."), "{page}");
    let half = kept(&desk);
    assert!((1..ROWS).contains(&half), "{half} of {ROWS}");
    let early = visitor.post(&format!("{path}/packet"), &[]);
    assert_eq!(early.status, 403, "a packet that lacks forms");
    // What is done is counted, and not done again.
    let page = visitor.made(&path);
    assert!(
        page.contains(&format!("<strong>Forms: {ROWS}.</strong>")),
        "{page}"
    );
    assert_eq!(kept(&desk), ROWS);
    let found = visitor
        .post("/find", &[("record_number", "00500000")])
        .text();
    let id = found.split("/find/forms/").nth(1).unwrap();
    let id = id.split('"').next().unwrap();
    let history = visitor.get(&format!("/find/forms/{id}")).text();
    assert_eq!(history.matches("<td>Added</td>").count(), 1, "{history}");
    assert!(!history.contains("Made again"), "{history}");
}

#[test]
fn a_server_that_is_stopped_finishes_the_rows_under_way_and_says_so() {
    let desk = Desk::new();
    let server = server(&desk);
    let visitor = server.enter();
    let path = visitor.brought(&slow(&rows(ROWS, &[]), 60));
    begun(&visitor, &path);
    assert_eq!(folders(&desk), 1);
    let (status, says) = server.stop();
    assert_eq!(status, Some(0), "{says}");
    let whole = desk.run(&["archive", "verify", "--archive", "kept"]);
    assert_eq!(whole.status, 0, "{}", whole.stderr);
    let forms = kept(&desk);
    assert!((1..ROWS).contains(&forms), "{forms} of {ROWS}");
    let line = format!("{forms} of {ROWS} rows are done, {forms} with a form\n");
    assert!(says.contains(&line), "{says} but {forms}");
    assert!(!says.contains("PATIENT"), "{says}");
    assert_eq!(folders(&desk), 0, "nothing of a patient stays behind");
}

#[test]
fn what_a_killed_server_left_is_removed_by_the_next_one() {
    let desk = Desk::new();
    let one = server(&desk);
    let other = server(&desk);
    for server in [&one, &other] {
        let visitor = server.enter();
        let path = visitor.brought(&rows(2, &[]));
        visitor.made(&path);
    }
    assert_eq!(folders(&desk), 2);
    one.killed();
    assert_eq!(folders(&desk), 2, "it could not remove it any more");
    // Somebody else's things of a similar name stay.
    let stranger = desk.path("temporary/countersign-notes");
    fs::create_dir(&stranger).unwrap();
    fs::write(stranger.join("note"), "x").unwrap();
    let next = server(&desk);
    assert_eq!(
        folders(&desk),
        2,
        "of the server at work, and the stranger’s"
    );
    assert!(stranger.join("note").is_file());
    assert!(other_is_whole(&desk.path("temporary"), &stranger));
    drop((next, other));
}

/// The folder of the server that is at work has its packet still.
fn other_is_whole(temporary: &Path, stranger: &Path) -> bool {
    let folders = fs::read_dir(temporary)
        .unwrap()
        .map(|it| it.unwrap().path());
    let mut folders = folders.filter(|it| it != stranger);
    let own = folders.next().unwrap();
    let mut runs = fs::read_dir(own).unwrap().map(|it| it.unwrap().path());
    runs.any(|run| run.join("packet.pdf").is_file())
}
