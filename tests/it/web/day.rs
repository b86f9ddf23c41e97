//! A day on the page: a schedule comes in, rows are mended, forms are made and taken, found.

use std::io::{Cursor, Read};
use std::time::Duration;

use super::server::{Answer, Server, Visitor};
use crate::judges;
use crate::support::Desk;

const SCHEDULE: &str = include_str!("../../../examples/schedule.csv");

impl Visitor<'_> {
    /// Sends a schedule as a form with a file does.
    pub(super) fn bring(&self, csrf: &str, name: &str, schedule: &str) -> Answer {
        self.send(&[("csrf", csrf)], name, schedule.as_bytes())
    }

    /// The same with other fields before the file, and of any bytes.
    pub(super) fn send(&self, fields: &[(&str, &str)], name: &str, schedule: &[u8]) -> Answer {
        self.upload("/days", fields, "schedule", &[(name, schedule)])
    }

    /// Brings a schedule that can be read; gives the path of its page, once it is looked at.
    pub(super) fn brought(&self, schedule: &str) -> String {
        let answer = self.bring(&self.csrf, "day.csv", schedule);
        assert_eq!(answer.status, 303, "{}", answer.text());
        let path = answer.header("location").to_owned();
        self.idle(&path);
        path
    }

    /// Waits until no job is under way.
    pub(super) fn idle(&self, path: &str) {
        for _ in 0..600 {
            if self.get(&format!("{path}/progress")).text() == r#"{"job":null}"# {
                return;
            }
            std::thread::sleep(Duration::from_millis(200));
        }
        panic!("a job does not end");
    }

    pub(super) fn made(&self, path: &str) -> String {
        assert_eq!(self.post(&format!("{path}/make"), &[]).status, 303);
        self.idle(path);
        self.get(path).text()
    }
}

fn files_of(zip: Vec<u8>) -> Vec<(String, Vec<u8>)> {
    let mut zip = zip::ZipArchive::new(Cursor::new(zip)).unwrap();
    let mut files = Vec::new();
    for index in 0..zip.len() {
        let mut file = zip.by_index(index).unwrap();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        let name = file.name().unwrap().into_owned();
        files.push((name, bytes));
    }
    files
}

#[test]
fn a_day_is_mended_made_taken_and_found() {
    let desk = Desk::new();
    desk.write(
        "countersign.toml",
        "[facility]\nname = \"Harbour Spine Centre\"\n",
    );
    let server = Server::start(&desk, &["--port", "0", "--archive", "kept"]);
    let visitor = server.enter();
    let path = visitor.brought(SCHEDULE);
    let page = visitor.get(&path).text();
    assert!(
        page.contains("<strong>3</strong> good, <strong>1</strong> refused"),
        "{page}"
    );
    assert!(
        page.contains("Understood: Foraminotomy, left, L4–L5"),
        "{page}"
    );
    assert!(page.contains("Record numbers have 8 digits"), "{page}");
    // The same file again is the same schedule.
    assert_eq!(
        visitor
            .bring(&visitor.csrf, "day.csv", SCHEDULE)
            .header("location"),
        path
    );

    // With one row refused, the refusals name it and the packet has the others.
    let page = visitor.made(&path);
    assert!(
        page.contains("<strong>Forms: 3.</strong> Rows refused: 1."),
        "{page}"
    );
    let refusals = visitor.post(&format!("{path}/refusals"), &[]).text();
    assert_eq!(refusals.matches("refused").count(), 1, "{refusals}");
    assert!(refusals.contains("\n5,refused,"), "{refusals}");
    let zip = visitor.post(&format!("{path}/forms"), &[]);
    assert_eq!(zip.header("content-type"), "application/zip");
    let first = files_of(zip.body);
    assert_eq!(first.len(), 3);

    // The row is mended, and all is made again: what was made is the same, byte for byte.
    let row = format!("{path}/rows/5");
    let still = visitor.post(&row, &[("c9", "upwards")]);
    assert_eq!(still.status, 303, "{}", still.text());
    visitor.idle(&path);
    assert!(
        visitor
            .get(&format!("{path}?mended=5"))
            .text()
            .contains("Row 5 is still refused")
    );
    visitor.post(&row, &[("c9", "Left")]);
    visitor.idle(&path);
    assert!(
        visitor
            .get(&format!("{path}?mended=5"))
            .text()
            .contains("Row 5 is good now")
    );
    let early = visitor.post(&format!("{path}/packet"), &[]);
    assert_eq!(early.status, 403, "a packet of before the row was mended");
    let page = visitor.made(&path);
    assert!(
        page.contains("<strong>Forms: 4.</strong> Rows refused: 0."),
        "{page}"
    );
    let second = files_of(visitor.post(&format!("{path}/forms"), &[]).body);
    assert_eq!((&second[..3], second.len()), (&first[..], 4));
    let packet = visitor.post(&format!("{path}/packet"), &[]);
    assert_eq!(packet.header("content-type"), "application/pdf");
    judges::judge(&packet.body, None);
    let one = visitor.post(&format!("{path}/forms/2"), &[]);
    assert_eq!(one.body, second[0].1);
    // A row whose form is made stays as it is.
    assert_eq!(
        visitor
            .post(&format!("{path}/rows/2"), &[("c9", "Right")])
            .status,
        403
    );

    // The archive has each form once, found without its name in an address.
    let listed = desk.run(&["archive", "list", "--archive", "kept", "--format", "json"]);
    assert_eq!(
        listed.text().matches("\"form_id\"").count(),
        4,
        "{}",
        listed.text()
    );
    let found = visitor.post("/find", &[("name", "okafor")]).text();
    let id = second[0].0[6..].trim_end_matches(".pdf");
    assert!(found.contains(&format!("/find/forms/{id}")), "{found}");
    assert!(!found.contains("LINDQVIST"), "{found}");
    let open = visitor.get("/find/unsigned?day=2026-12-03").text();
    assert_eq!(open.matches("href=\"/find/forms/").count(), 4, "{open}");
    let taken = visitor.post(&format!("/find/forms/{id}/take"), &[]);
    assert_eq!(taken.body, second[0].1);
    let history = visitor.get(&format!("/find/forms/{id}")).text();
    assert_eq!(history.matches("<td>Added</td>").count(), 1, "{history}");
    // Two ZIPs, a packet, one by itself, and out of the archive.
    assert_eq!(
        history.matches("<td>Given out</td>").count(),
        5,
        "{history}"
    );
    let (status, says) = server.stop();
    assert_eq!(
        (status, says.as_str()),
        (Some(0), ""),
        "nothing is said of anybody"
    );
}

#[test]
fn hostile_schedules_and_uploads_come_nowhere() {
    let desk = Desk::new();
    let server = Server::here(&desk);
    let visitor = server.enter();
    let hostile = "MRN,Patient Name,DOB,Primary Surgeon,Procedure(s),Laterality,Level(s)\n\
        =1+1,\"<script>alert(1)</script>, {{x}}\",1961-03-14,\"@SUM(A1), B MD\",Foraminotomy,Left,L4-5\n\
        00412931,\"O'NEIL, \"\"B\"\"\",14/03/61,\"Ito, Ken MD\",=HYPERLINK(1),Right,L4-5\n";
    let path = visitor.brought(hostile);
    let page = visitor.get(&path).text();
    assert!(page.contains("<strong>0</strong> good"), "{page}");
    assert!(
        !page.contains("<script>alert") && page.contains("&lt;script&gt;alert"),
        "{page}"
    );
    assert_eq!(visitor.post(&format!("{path}/make"), &[]).status, 403);
    assert_eq!(visitor.post(&format!("{path}/packet"), &[]).status, 403);

    let unread = visitor.bring(&visitor.csrf, "../../a.csv", "%PDF-1.7");
    assert_eq!(unread.status, 409, "{}", unread.text());
    assert!(
        unread.text().contains("not a schedule"),
        "{}",
        unread.text()
    );
    assert_eq!(visitor.bring(&visitor.csrf, "a.csv", "").status, 400);
    assert_eq!(visitor.bring("wrong", "a.csv", SCHEDULE).status, 403);
    let large = "x".repeat(9 * 1024 * 1024);
    assert_eq!(visitor.bring(&visitor.csrf, "a.csv", &large).status, 413);
    let line = "00412907,\"OKAFOR, MAYA\",1961-03-14,\"Ito, Ken MD\",Foraminotomy,Left,L4-5\n";
    let header = hostile.lines().next().unwrap();
    let long = format!("{header}\n{}", line.repeat(1001));
    assert!(
        visitor
            .bring(&visitor.csrf, "a.csv", &long)
            .text()
            .contains("more than 1000 rows")
    );

    // Nobody else sees it: not without a session, and not with the one of another server.
    assert_eq!(server.ask("GET", &path, &[], "").status, 401);
    let other_desk = Desk::new();
    let other = Server::here(&other_desk);
    let stranger = other.enter();
    assert_eq!(stranger.get(&path).status, 404);
    assert_eq!(server.ask("GET", &path, &stranger.lines(), "").status, 401);
    // Without an archive there is nothing to find.
    assert_eq!(visitor.get("/find").status, 404);
    assert_eq!(visitor.post(&format!("{path}/discard"), &[]).status, 303);
    assert_eq!(visitor.get(&path).status, 404);
}
