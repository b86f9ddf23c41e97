//! Scans on the page: they are dropped, filed, reported by form and by sheet; hostile ones come
//! nowhere.

use serde_json::json;

use super::server::{Answer, Server, Visitor};
use crate::archive::scans::{printed, scan};
use crate::archive::{House, Patient};
use crate::support::{Desk, EPOCH};

const FORAMINOTOMY: &str = "lumbar-foraminotomy.toml";

impl Visitor<'_> {
    /// Sends files as a form does.
    pub(super) fn drop_scans(&self, fields: &[(&str, &str)], files: &[(&str, &[u8])]) -> Answer {
        self.upload("/scans", fields, "scans", files)
    }

    /// Files them with the token of the session; gives the path of the page once it is done.
    pub(super) fn filed(&self, more: &[(&str, &str)], files: &[(&str, &[u8])]) -> String {
        let path = self.dropped(more, files);
        self.idle(&path);
        path
    }

    fn dropped(&self, more: &[(&str, &str)], files: &[(&str, &[u8])]) -> String {
        let answer = self.drop_scans(&[&[("csrf", &*self.csrf)], more].concat(), files);
        assert_eq!(answer.status, 303, "{}", answer.text());
        answer.header("location").to_owned()
    }
}

fn serve(house: &House) -> Server {
    let now = (EPOCH + 86_400).to_string();
    let arguments = ["--port", "0", "--archive", &house.store];
    Server::start_with(&house.desk, &arguments, &[("SOURCE_DATE_EPOCH", &now)])
}

fn bytes(house: &House, name: &str) -> Vec<u8> {
    std::fs::read(house.desk.path(name)).unwrap()
}

#[test]
fn what_came_back_is_filed_and_the_rest_is_shown() {
    let house = House::folder();
    let one = printed(&house, FORAMINOTOMY, true);
    let other = printed(&house, "carpal-tunnel-both-hands.toml", true);
    let stranger = printed(&house, "cataract-right-eye.toml", false);
    let mixed = vec![
        other.sheet(2, json!({"dpi": 150})),
        json!({"blank": true, "dpi": 150}),
        stranger.sheet(1, json!({"dpi": 150})),
        json!({"note": true, "dpi": 150}),
    ];
    if !scan(&house, &[("whole.pdf", one.signed()), ("mixed.pdf", mixed)]) {
        return;
    }
    let server = serve(&house);
    let visitor = server.enter();
    let (whole, mixed) = (bytes(&house, "whole.pdf"), bytes(&house, "mixed.pdf"));
    let files: [(&str, &[u8]); 3] = [
        ("ward/whole.pdf", &whole),
        ("mixed.pdf", &mixed),
        ("form.pdf", b"PK\x03\x04 a ZIP that is called a PDF"),
    ];
    let path = visitor.dropped(&[("mark", "yes"), ("on", "2026-11-22")], &files);
    // Stopped at its first file, nothing is filed; it goes on from there.
    let progress = visitor.get(&format!("{path}/progress")).text();
    assert!(progress.contains("File 1 of 3"), "{progress}");
    assert_eq!(visitor.post(&format!("{path}/stop"), &[]).status, 303);
    visitor.idle(&path);
    let page = visitor.get(&path).text();
    assert!(page.contains("It was stopped."), "{page}");
    assert!(
        page.contains("nothing of it is filed; give it again"),
        "{page}"
    );
    assert_eq!(page.matches("It was not read").count(), 2, "{page}");
    let shown = visitor.get(&format!("/find/forms/{}", one.id)).text();
    assert!(!shown.contains("Scanned"), "{shown}");
    assert_eq!(visitor.post(&format!("{path}/again"), &[]).status, 303);
    visitor.idle(&path);
    assert_eq!(
        visitor.post(&format!("{path}/again"), &[]).status,
        403,
        "it is done"
    );
    let page = visitor.get(&path).text();
    let pages = one.pages;
    for says in [
        "<h1>whole.pdf and 2 other files</h1>",
        "Somebody has to look",
        "Sheets that were not filed: 2.",
        "<span class=\"verdict\">Signed now</span>",
        &format!("<strong class=\"number\">{pages} of {pages}</strong>"),
        "Brâncoveanu, Ignatius Paul",
        "Missing pages: 1, 3–",
        "Not marked as signed: pages are missing.",
        &format!("Sheets filed: {pages} of {pages}."),
        "Sheets filed: 1 of 4. Blank: 1.",
        &format!(
            "Sheet 3:</strong> Page 1 of form {} belongs to no form",
            stranger.id
        ),
        "Sheet 4:</strong> No page code can be read on it",
        "This is no PDF, TIFF, PNG or JPEG file",
    ] {
        assert!(page.contains(says), "{says}: {page}");
    }
    // What was not filed is seen, and nothing else.
    let picture = visitor.get(&format!("{path}/files/2/sheets/4"));
    assert_eq!(picture.header("content-type"), "image/png");
    assert!(picture.body.starts_with(b"\x89PNG"));
    for other in [
        "files/2/sheets/1",
        "files/1/sheets/1",
        "files/3/sheets/1",
        "files/0/sheets/0",
        "files/9/sheets/9",
    ] {
        assert_eq!(
            visitor.get(&format!("{path}/{other}")).status,
            404,
            "{other}"
        );
    }
    // The archive has it under the name of whoever brought it.
    let shown = visitor.get(&format!("/find/forms/{}", one.id)).text();
    assert!(
        shown.contains(&format!("<td>Scanned pages 1–{pages} of {pages}</td>")),
        "{shown}"
    );
    assert!(shown.contains("<td>Signed on 2026-11-22</td>"), "{shown}");
    let taken = visitor.post(&format!("/find/forms/{}/take", one.id), &[("scan", "1")]);
    assert_eq!(taken.body, whole, "the scan as it came");
    assert!(
        taken
            .header("content-disposition")
            .contains(&format!("{}.scan-1.pdf", one.id))
    );
    // Dropped again, nothing is filed twice.
    let again = visitor.filed(&[], &[("whole.pdf", &whole)]);
    let page = visitor.get(&again).text();
    assert!(page.contains("Nothing is left to do"), "{page}");
    assert!(
        page.contains(&format!("Filed before from the same file: {pages}.")),
        "{page}"
    );
    // Put away, the files are gone, and what is filed stays.
    assert_eq!(visitor.post(&format!("{path}/discard"), &[]).status, 303);
    assert_eq!(visitor.get(&path).status, 404);
    house.is_whole(2);
    let (status, says) = server.stop();
    assert_eq!(
        (status, says.as_str()),
        (Some(0), ""),
        "nothing is said of anybody"
    );
}

/// A server that ends does not wait for a tray, and files nothing of it by half.
#[test]
fn a_server_that_ends_leaves_a_tray_unfiled() {
    let house = House::folder();
    let form = printed(&house, FORAMINOTOMY, true);
    if !scan(&house, &[("whole.pdf", form.signed())]) {
        return;
    }
    let server = serve(&house);
    let visitor = server.enter();
    let whole = bytes(&house, "whole.pdf");
    let path = visitor.dropped(&[], &[("whole.pdf", &whole)]);
    assert!(visitor.get(&path).text().contains("Under way"));
    let (status, says) = server.stop();
    assert_eq!((status, says.as_str()), (Some(0), ""));
    house.is_whole(1);
    let shown = house.run(&["archive", "show", &form.id]);
    assert!(!shown.text().contains("scanned"), "{}", shown.text());
}

#[test]
fn hostile_scans_and_uploads_come_nowhere() {
    let house = House::folder();
    house.add(&[Patient::new(1)]);
    let server = serve(&house);
    let visitor = server.enter();
    let csrf = ("csrf", &*visitor.csrf);
    let png: &[u8] = b"\x89PNG\r\n\x1a\n and nothing";
    let scan = [("a.png", png)];
    for fields in [
        &[][..],
        &[("csrf", "")],
        &[("csrf", "0")],
        &[("mark", "yes"), csrf],
    ] {
        assert_eq!(visitor.drop_scans(fields, &scan).status, 403, "{fields:?}");
    }
    let from = [
        "Origin: http://evil.example".to_owned(),
        format!("Cookie: {}", visitor.cookie),
    ];
    assert_eq!(server.ask("POST", "/scans", &from, "--x1--").status, 403);
    let own = [visitor.lines().pop().unwrap()];
    assert_eq!(server.ask("POST", "/scans", &own, "--x1--").status, 401);
    // Nothing, a field that there is not, a day that is none.
    assert_eq!(visitor.drop_scans(&[csrf], &[("", b"")]).status, 400);
    assert_eq!(visitor.drop_scans(&[csrf, ("x", "y")], &scan).status, 400);
    let twice = [
        csrf,
        ("mark", "yes"),
        ("on", "2020-11-21"),
        ("on", "2020-11-22"),
    ];
    assert_eq!(visitor.drop_scans(&twice, &scan).status, 400);
    for on in ["", "soon", "2199-01-01"] {
        let fields = [csrf, ("mark", "yes"), ("on", on)];
        assert_eq!(visitor.drop_scans(&fields, &scan).status, 400, "{on}");
    }
    // Too much: one file, all of them, too many.
    let large = vec![0; 101 << 20];
    assert_eq!(
        visitor.drop_scans(&[csrf], &[("a.pdf", &large)]).status,
        413
    );
    let half = &large[..67 << 20];
    let three = [("a.pdf", half), ("b.pdf", half), ("c.pdf", half)];
    assert_eq!(visitor.drop_scans(&[csrf], &three).status, 413);
    let many = vec![("a.png", png); 101];
    assert_eq!(visitor.drop_scans(&[csrf], &many).status, 413);
    assert_eq!(left_behind(&server), 0, "what was refused is on no disk");
    // Names and damaged files do no harm; each is said to be what it is.
    let hostile = [
        (
            "../../<script>alert(1)<\\script>.pdf",
            &b"%PDF-1.7 and nothing"[..],
        ),
        ("a.tif", b"II*\0\xff\xff\xff\xff"),
        ("b.png", png),
    ];
    let path = visitor.filed(&[], &hostile);
    let page = visitor.get(&path).text();
    assert_eq!(
        page.matches("<strong>Not filed:</strong>").count(),
        3,
        "{page}"
    );
    assert!(!page.contains("<script>alert"), "{page}");
    assert!(left_behind(&server) > 0);
    // A fifth tray of one person is one too many.
    for _ in 0..3 {
        visitor.filed(&[], &scan);
    }
    let fifth = visitor.drop_scans(&[csrf], &scan);
    assert!(
        fifth.text().contains("too many open trays"),
        "{}",
        fifth.text()
    );
    assert!(server.stop().1.is_empty());
    house.is_whole(1);

    // Without an archive there is nothing to file into.
    let desk = Desk::new();
    let server = Server::here(&desk);
    let visitor = server.enter();
    assert_eq!(visitor.get("/scans").status, 404);
    assert_eq!(
        visitor.drop_scans(&[("csrf", &visitor.csrf)], &scan).status,
        404
    );
}

/// Scans in the private folders of a server.
fn left_behind(server: &Server) -> usize {
    let folders = std::fs::read_dir(server.temporary.path()).unwrap();
    let files = folders.flat_map(|it| std::fs::read_dir(it.unwrap().path()).unwrap());
    // Each folder has one that its process holds.
    let scans = files.filter(|it| it.as_ref().unwrap().file_name() != "in-use");
    scans.count()
}
