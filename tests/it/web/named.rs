//! Named users of one server: how they come in, and that nobody reaches what is another's.

use std::sync::Arc;

use super::roles::{ask, nowhere, ways};
use super::schedules::rows;
use super::server::{Server, Visitor, case};
use super::tls;
use crate::judges;
use crate::support::Desk;

pub(super) const PASSWORD: &str = "correct horse battery";

/// A server for named users, each with a role, with an archive; `None` if there is nothing to
/// make keys with.
pub(super) fn server(desk: &Desk, archive: &str, users: &[(&str, &str)]) -> Option<Server> {
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
        archive,
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

#[test]
fn nobody_reaches_what_is_anothers() {
    let desk = Desk::new();
    let Some(server) = server(&desk, "kept", &[("bob", "scheduler"), ("eve", "scheduler")]) else {
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
    let tray = bob.filed(&[], &[("ward.png", b"no picture")]);

    for page in ["/", "/forms", "/days", "/scans"] {
        let shown = eve.get(page).text();
        for secret in [
            "Okafor",
            "00412907",
            "day.csv",
            &draft[7..],
            &made[7..],
            &day[6..],
            "ward.png",
            &tray[7..],
        ] {
            assert!(!shown.contains(secret), "{page} shows {secret}");
        }
        assert_ne!(bob.get(page).text(), shown);
    }
    for (method, path, _) in ways() {
        for own in [&draft, &made, &day, &tray] {
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
    assert!(bob.get(&tray).text().contains("<h3>ward.png</h3>"));
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
