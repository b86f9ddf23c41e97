//! What each role may do: every way that there is, and what it does with the archive.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::named::{PASSWORD, server};
use super::server::Visitor;
use crate::archive::{House, Patient};
use crate::support::{Desk, root};

/// Who may go a way.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum May {
    /// Everybody, signed in or not.
    Anybody,
    /// Whoever is signed in.
    In,
    /// Whoever makes forms.
    Make,
    /// Whoever files scans.
    File,
    /// Whoever says what became of a form.
    Mark,
}
use May::{Anybody, File, In, Make, Mark};

/// Every way there is. One that is not here fails the test below.
const WAYS: [(&str, &str, May); 35] = [
    ("GET", "/start/{token}", Anybody),
    ("GET", "/login", Anybody),
    ("POST", "/login", Anybody),
    ("GET", "/assets/{name}", Anybody),
    ("GET", "/", In),
    ("POST", "/logout", In),
    ("GET", "/operations", In),
    ("GET", "/forms", Make),
    ("POST", "/forms", Make),
    ("POST", "/forms/from/{id}", Make),
    ("GET", "/forms/{id}", Make),
    ("POST", "/forms/{id}", Make),
    ("GET", "/forms/{id}/pages/{number}", Make),
    ("POST", "/forms/{id}/discard", Make),
    ("GET", "/forms/{id}/made", Make),
    ("GET", "/forms/{id}/form.pdf", Make),
    ("POST", "/forms/{id}/open", Make),
    ("POST", "/forms/{id}/save", Make),
    ("POST", "/forms/{id}/print", Make),
    ("POST", "/forms/{id}/again", Make),
    ("GET", "/days", Make),
    ("POST", "/days", Make),
    ("GET", "/days/{id}", Make),
    ("GET", "/days/{id}/progress", Make),
    ("POST", "/days/{id}/rows/{row}", Make),
    ("POST", "/days/{id}/make", Make),
    ("POST", "/days/{id}/stop", Make),
    ("POST", "/days/{id}/discard", Make),
    ("POST", "/days/{id}/packet", Make),
    ("POST", "/days/{id}/forms", Make),
    ("POST", "/days/{id}/forms/{row}", Make),
    ("POST", "/days/{id}/refusals", Make),
    ("POST", "/days/{id}/print", Make),
    ("GET", "/find", In),
    ("POST", "/find", In),
];

/// The ways of one form of the archive.
const FOUND: [(&str, &str, May); 4] = [
    ("GET", "/find/unsigned", In),
    ("GET", "/find/forms/{id}", In),
    ("POST", "/find/forms/{id}/take", In),
    ("POST", "/find/forms/{id}/mark", Mark),
];

/// The ways of scans.
const SCANS: [(&str, &str, May); 8] = [
    ("GET", "/scans", File),
    ("POST", "/scans", File),
    ("GET", "/scans/{id}", File),
    ("GET", "/scans/{id}/progress", File),
    ("POST", "/scans/{id}/stop", File),
    ("POST", "/scans/{id}/again", File),
    ("POST", "/scans/{id}/discard", File),
    ("GET", "/scans/{id}/files/{file}/sheets/{sheet}", File),
];

pub(super) fn ways() -> impl Iterator<Item = (&'static str, &'static str, May)> {
    WAYS.into_iter().chain(FOUND).chain(SCANS)
}

/// Every way that the source has.
fn of_source(folder: &Path, found: &mut BTreeSet<(String, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            of_source(&path, found);
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        for route in text.split(".route(").skip(1) {
            let route = route.split(".route(").next().unwrap();
            let path = route.split('"').nth(1).unwrap();
            // Up to the bracket that closes it.
            let mut depth = 1;
            let end = route.find(|letter| {
                depth += match letter {
                    '(' => 1,
                    ')' => -1,
                    _ => 0,
                };
                depth == 0
            });
            let methods = &route[..end.unwrap()];
            let before = found.len();
            for (word, method) in [("get(", "GET"), ("post(", "POST")] {
                if methods.contains(word) {
                    found.insert((method.to_owned(), path.to_owned()));
                }
            }
            assert!(found.len() > before, "by what method does one go {path}?");
        }
    }
}

#[test]
fn every_way_is_in_the_table() {
    let mut found = BTreeSet::new();
    of_source(&root().join("src/web"), &mut found);
    let known: BTreeSet<_> = ways()
        .map(|(method, path, _)| (method.to_owned(), path.to_owned()))
        .collect();
    assert_eq!(found, known);
}

/// A path in which every name stands for nothing that there is.
pub(super) fn nowhere(path: &str) -> String {
    let path = path.replace("{number}", "1").replace("{row}", "2");
    let path = path.replace("{file}", "1").replace("{sheet}", "1");
    path.replace("{id}", "0123456789abcdef0123456789abcdef")
        .replace("{token}", "x")
        .replace("{name}", "style.css")
}

pub(super) fn ask(visitor: &Visitor<'_>, method: &str, path: &str) -> u16 {
    match method {
        "GET" => visitor.get(path).status,
        _ => visitor.post(path, &[]).status,
    }
}

#[test]
fn each_role_goes_its_own_ways() {
    let desk = Desk::new();
    let roles = ["scheduler", "clinician", "records", "admin"];
    let users = roles.map(|role| (role, role));
    let Some(server) = server(&desk, "kept", &users) else {
        return;
    };
    let origin = [format!("Origin: {}", server.origin())];
    for (method, path, may) in ways() {
        let answer = server.ask(method, &nowhere(path), &origin, "");
        let is_out = answer.status == 401 || answer.header("location") == "/login";
        assert_eq!(
            is_out,
            may != Anybody,
            "nobody, {method} {path}: {}",
            answer.status
        );
    }
    for role in roles {
        let visitor = server.sign_in(role, PASSWORD);
        let mut inside: Vec<_> = ways().filter(|(.., may)| *may != Anybody).collect();
        // It ends the session.
        inside.sort_by_key(|(_, path, _)| *path == "/logout");
        for (method, path, may) in inside {
            let status = ask(&visitor, method, &nowhere(path));
            let may_not = match may {
                Anybody | In => false,
                Make => role == "records",
                File => role == "clinician",
                Mark => role == "scheduler",
            };
            assert_eq!(status == 403, may_not, "{role}, {method} {path}: {status}");
            assert_ne!(status, 401, "{role}, {method} {path}");
            assert!(status < 500, "{role}, {method} {path}: {status}");
        }
        assert_eq!(visitor.get("/").status, 303, "{role} is out");
    }
}

/// Each role does what it may, and nothing else, whatever its page shows.
#[test]
fn each_role_files_and_marks_what_it_may() {
    let house = House::folder();
    house.add(&[Patient::new(1)]);
    let roles = ["scheduler", "clinician", "records"];
    let users = roles.map(|role| (role, role));
    let Some(server) = server(&house.desk, &house.store, &users) else {
        return;
    };
    let form = format!("/find/forms/{}", Patient::new(1).form_id);
    for (role, files, marks, makes) in [
        ("scheduler", true, false, true),
        ("clinician", false, true, true),
        ("records", true, true, false),
    ] {
        let visitor = server.sign_in(role, PASSWORD);
        for page in ["/", "/find"] {
            let page = visitor.get(page).text();
            assert_eq!(page.contains("href=\"/scans\""), files, "{role}: {page}");
        }
        let page = visitor.get(&form).text();
        assert_eq!(page.contains("What became of it"), marks, "{role}: {page}");
        let again = page.contains("Make again with a change");
        assert_eq!(again, makes, "{role}: {page}");
        let mark = [("what", "printed"), ("seen", "0")];
        let said = visitor.post(&format!("{form}/mark"), &mark);
        // Who may is told that the form is another by now.
        let status = if marks { 409 } else { 403 };
        assert_eq!(said.status, status, "{role}: {}", said.text());
        let csrf = ("csrf", &*visitor.csrf);
        let scan: [(&str, &[u8]); 1] = [("a.png", b"no picture")];
        let filed = visitor.drop_scans(&[csrf], &scan).status;
        assert_eq!(filed == 303, files, "{role}: {filed}");
        let marked = [csrf, ("mark", "yes"), ("on", "2020-11-22")];
        let marked = visitor.drop_scans(&marked, &scan).status;
        assert_eq!(marked == 303, files && marks, "{role}: {marked}");
    }
    house.is_whole(1);
}
