//! Named users of one server: what each role may do, by every way there is, and that nobody
//! reaches what is another's.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use super::schedules::rows;
use super::server::{Server, Visitor, case};
use super::tls;
use crate::judges;
use crate::support::{Desk, root};

const PASSWORD: &str = "correct horse battery";

/// Who may go a way.
#[derive(Debug, Clone, Copy, PartialEq)]
enum May {
    /// Everybody, signed in or not.
    Anybody,
    /// Whoever is signed in.
    In,
    /// Whoever makes forms.
    Make,
}
use May::{Anybody, In, Make};

/// Every way there is. One that is not here fails the test below.
const WAYS: [(&str, &str, May); 34] = [
    ("GET", "/start/{token}", Anybody),
    ("GET", "/login", Anybody),
    ("POST", "/login", Anybody),
    ("GET", "/assets/{name}", Anybody),
    ("GET", "/", In),
    ("POST", "/logout", In),
    ("GET", "/operations", In),
    ("GET", "/forms", Make),
    ("POST", "/forms", Make),
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
const FOUND: [(&str, &str, May); 3] = [
    ("GET", "/find/unsigned", In),
    ("GET", "/find/forms/{id}", In),
    ("POST", "/find/forms/{id}/take", In),
];

fn ways() -> impl Iterator<Item = (&'static str, &'static str, May)> {
    WAYS.into_iter().chain(FOUND)
}

/// A server for named users, with an archive; `None` if there is nothing to make keys with.
fn server(desk: &Desk, users: &[(&str, &str)]) -> Option<Server> {
    if !judges::is_there("openssl") {
        return None;
    }
    tls::certificate(desk);
    desk.write(
        "countersign.toml",
        "printer = \"ward3\"\n[facility]\nname = \"Harbour Spine Centre\"\n",
    );
    for (name, role) in users {
        let add = [
            "serve",
            "--users",
            "u.toml",
            "--add-user",
            name,
            "--role",
            role,
        ];
        assert_eq!(desk.run_with(&add, &format!("{PASSWORD}\n")).status, 0);
    }
    let listen = [
        "--listen",
        "127.0.0.1:0",
        "--name",
        "consent.test",
        "--archive",
        "kept",
    ];
    let keys = [
        "--certificate",
        "cert.pem",
        "--key",
        "key.pem",
        "--users",
        "u.toml",
    ];
    let mut server = Server::start(desk, &[&listen[..], &keys].concat());
    server.tls = Some(Arc::new(tls::client(desk)));
    Some(server)
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
fn nowhere(path: &str) -> String {
    let path = path.replace("{number}", "1").replace("{row}", "2");
    path.replace("{id}", "0123456789abcdef0123456789abcdef")
        .replace("{token}", "x")
        .replace("{name}", "style.css")
}

fn ask(visitor: &Visitor<'_>, method: &str, path: &str) -> u16 {
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
    let Some(server) = server(&desk, &users) else {
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
            let may_not = may == Make && role == "records";
            assert_eq!(status == 403, may_not, "{role}, {method} {path}: {status}");
            assert_ne!(status, 401, "{role}, {method} {path}");
            assert!(status < 500, "{role}, {method} {path}: {status}");
        }
        assert_eq!(visitor.get("/").status, 303, "{role} is out");
    }
}

#[test]
fn nobody_reaches_what_is_anothers() {
    let desk = Desk::new();
    let Some(server) = server(&desk, &[("bob", "scheduler"), ("eve", "scheduler")]) else {
        return;
    };
    let (bob, eve) = (
        server.sign_in("bob", PASSWORD),
        server.sign_in("eve", PASSWORD),
    );
    let draft = bob.begin();
    let made = bob.begin();
    let fields = [&case(&[])[..], &[("revision", "0"), ("then", "make")]].concat();
    assert_eq!(
        bob.post(&made, &fields).header("location"),
        format!("{made}/made")
    );
    let typed = case(&[("revision", "0")]);
    assert_eq!(bob.script(&draft, &typed).status, 200);
    let day = bob.brought(&rows(2, &[]));
    bob.made(&day);

    for page in ["/", "/forms", "/days"] {
        let shown = eve.get(page).text();
        for secret in [
            "Okafor",
            "00412907",
            "day.csv",
            &draft[7..],
            &made[7..],
            &day[6..],
        ] {
            assert!(!shown.contains(secret), "{page} shows {secret}");
        }
        assert_ne!(bob.get(page).text(), shown);
    }
    for (method, path, _) in ways() {
        for own in [&draft, &made, &day] {
            let room = &own[..own.rfind('/').unwrap()];
            if !path.starts_with(&format!("{room}/{{id}}")) {
                continue;
            }
            let rest = nowhere(&path[room.len() + "/{id}".len()..]);
            let answer = ask(&eve, method, &format!("{own}{rest}"));
            // Putting away what is not there is no fault, and does nothing.
            let fine = if path.ends_with("/discard") { 303 } else { 404 };
            assert_eq!(answer, fine, "{method} {path}");
        }
    }
    // The same schedule is another one for somebody else.
    assert_ne!(eve.brought(&rows(2, &[])), day);
    // A token of one session is worth nothing in another.
    let mixed = Visitor {
        server: &server,
        cookie: bob.cookie.clone(),
        csrf: eve.csrf.clone(),
    };
    assert_eq!(mixed.post("/forms", &[]).status, 403);
    // All of it is there still, and the log knows whose it is.
    assert!(bob.get(&draft).text().contains("value=\"Okafor\""));
    assert!(bob.get(&day).text().contains("<strong>Forms: 2.</strong>"));
    assert_eq!(bob.get(&format!("{made}/form.pdf")).status, 200);
    let form = bob.post("/find", &[("name", "okafor")]).text();
    let id = form
        .split("/find/forms/")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    let history = eve.get(&format!("/find/forms/{id}")).text();
    assert!(
        history.contains("<td>bob</td>") && !history.contains("<td>eve</td>"),
        "{history}"
    );
}
