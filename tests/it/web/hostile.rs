//! Requests that no browser sends: in pieces, twice over, one inside another.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use super::server::{Answer, Server, Visitor, encoded};
use crate::support::Desk;

/// How many answers came back on one connection.
fn answers(all: &[u8]) -> usize {
    String::from_utf8_lossy(all).matches("HTTP/1.1 ").count()
}

/// The head of a request, with a session.
fn head(visitor: &Visitor<'_>, line: &str, more: &[&str]) -> String {
    let host = format!("Host: 127.0.0.1:{}", visitor.server.port);
    let mut lines = vec![line.to_owned(), host];
    lines.extend(visitor.lines());
    lines.push(format!("X-CSRF-Token: {}", visitor.csrf));
    lines.extend(more.iter().map(|it| (*it).to_owned()));
    lines.join("\r\n") + "\r\n\r\n"
}

#[test]
fn no_request_hides_in_another() {
    let desk = Desk::new();
    let server = Server::here(&desk);
    let visitor = server.enter();
    let fields = "Content-Type: application/x-www-form-urlencoded";
    let inner = head(
        &visitor,
        "POST /forms HTTP/1.1",
        &[fields, "Content-Length: 0"],
    );
    let drafts = |visitor: &Visitor<'_>| visitor.get("/forms").text().matches("/discard").count();
    let before = drafts(&visitor);
    let length = format!("Content-Length: {}", inner.len() + 5);
    for lengths in [
        // Whoever stands between may believe one, and we the other.
        &["Content-Length: 4", "Content-Length: 0"][..],
        &["Content-Length: 0, 4"],
        &["Content-Length: +4"],
        &["Content-Length: 4", "Transfer-Encoding: identity"],
        &["Transfer-Encoding: chunked, identity"],
        &["Transfer-Encoding: xchunked"],
        &["Transfer-Encoding : chunked"],
        &["Transfer-Encoding: gzip"],
        &["X: y\r\n Transfer-Encoding: chunked", "Content-Length : 5"],
    ] {
        let outer = head(&visitor, "GET /assets/style.css HTTP/1.1", lengths);
        let all = server.all(format!("{outer}0\r\n\r\n{inner}").as_bytes());
        assert_eq!(drafts(&visitor), before, "{lengths:?}");
        assert!(answers(&all) <= 1, "{lengths:?}: {}", answers(&all));
    }
    // Chunks count before a length: what follows the last chunk is no request of this connection.
    for more in [
        &["Transfer-Encoding: chunked", &*length][..],
        &[&*length, "Transfer-Encoding: chunked"],
    ] {
        let outer = head(
            &visitor,
            "POST /logout-not HTTP/1.1",
            &[&[fields], more].concat(),
        );
        let all = server.all(format!("{outer}0\r\n\r\n{inner}").as_bytes());
        assert_eq!(drafts(&visitor), before, "{more:?}");
        assert!(
            answers(&all) <= 1,
            "{more:?}: {}",
            String::from_utf8_lossy(&all)
        );
    }
}

#[test]
fn a_request_names_one_server() {
    let desk = Desk::new();
    let server = Server::here(&desk);
    let visitor = server.enter();
    for line in [
        "GET http://evil.example/ HTTP/1.1",
        "GET http://evil.example:80/forms HTTP/1.1",
        "CONNECT evil.example:443 HTTP/1.1",
        "OPTIONS * HTTP/1.1",
    ] {
        let answer = server.raw(head(&visitor, line, &["Connection: close"]).as_bytes());
        assert!(
            answer.status >= 400 || answer.status == 0,
            "{line}: {}",
            answer.status
        );
    }
    let own = format!("GET http://127.0.0.1:{}/ HTTP/1.1", server.port);
    let answer = server.raw(head(&visitor, &own, &["Connection: close"]).as_bytes());
    assert_eq!(answer.status, 200);
}

#[test]
fn methods_and_kinds_are_what_they_say() {
    let desk = Desk::new();
    let server = Server::here(&desk);
    let visitor = server.enter();
    let path = visitor.begin();
    // What changes something is not done by looking, whatever else is claimed.
    for line in [
        format!("GET {path}/discard HTTP/1.1"),
        format!("HEAD {path}/discard HTTP/1.1"),
        format!("get {path}/discard HTTP/1.1"),
        format!("POST /forms/../{path}/discard/ HTTP/1.1"),
        format!("DELETE {path} HTTP/1.1"),
        format!("GET {path}?_method=DELETE HTTP/1.1"),
    ] {
        let more = [
            "X-HTTP-Method-Override: POST",
            "Content-Length: 0",
            "Connection: close",
        ];
        let answer = server.raw(head(&visitor, &line, &more).as_bytes());
        assert_ne!(answer.status, 303, "{line}");
        assert_eq!(visitor.get(&path).status, 200, "{line}");
    }
    let body = encoded(&[("revision", "0"), ("patient.family_name", "Zebra")]);
    for kind in [
        "application/json",
        "text/plain",
        "multipart/form-data; boundary=x",
        "x",
    ] {
        let length = format!("Content-Length: {}", body.len());
        let more = [
            &format!("Content-Type: {kind}"),
            &*length,
            "Connection: close",
        ];
        let head = head(&visitor, &format!("POST {path} HTTP/1.1"), &more);
        let answer = server.raw(format!("{head}{body}").as_bytes());
        assert!(
            (400..500).contains(&answer.status),
            "{kind}: {}",
            answer.status
        );
        assert!(!visitor.get(&path).text().contains("Zebra"), "{kind}");
    }
}

#[test]
fn heads_and_chunks_have_an_end() {
    let desk = Desk::new();
    let server = Server::here(&desk);
    let visitor = server.enter();
    let long = format!("X-Long: {}", "a".repeat(100_000));
    let many: Vec<String> = (0..500).map(|number| format!("X-{number}: y")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    for more in [&[&*long][..], &many] {
        let answer = server.raw(head(&visitor, "GET / HTTP/1.1", more).as_bytes());
        assert_eq!(answer.status, 431, "{}", answer.head);
    }
    let cookie = format!("Cookie: {}", "a=b; ".repeat(10_000));
    let answer = server.ask("GET", "/", &[cookie], "");
    assert_eq!(answer.status, 431);

    // Chunks without an end, as long as somebody takes them.
    let path = visitor.begin();
    for (path, kind) in [
        (&*path, "application/x-www-form-urlencoded"),
        ("/days", "multipart/form-data; boundary=x1"),
    ] {
        let kind = format!("Content-Type: {kind}");
        let more = [&*kind, "Transfer-Encoding: chunked"];
        let head = head(&visitor, &format!("POST {path} HTTP/1.1"), &more);
        let mut stream = TcpStream::connect(("127.0.0.1", server.port)).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_secs(60)))
            .unwrap();
        stream
            .set_write_timeout(Some(Duration::from_secs(60)))
            .unwrap();
        stream.write_all(head.as_bytes()).unwrap();
        let csrf = "--x1\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n";
        let csrf = format!("{csrf}{}\r\n", visitor.csrf);
        let file =
            "--x1\r\nContent-Disposition: form-data; name=\"schedule\"; filename=\"a\"\r\n\r\n";
        let begin = if path == "/days" {
            csrf + file
        } else {
            "a=".to_owned()
        };
        let chunk = |text: &str| format!("{:x}\r\n{text}\r\n", text.len());
        let mut sent = stream.write_all(chunk(&begin).as_bytes());
        let more = chunk(&"x".repeat(64 * 1024));
        let mut count = 0;
        while sent.is_ok() && count < 1000 {
            sent = stream.write_all(more.as_bytes());
            count += 1;
        }
        let mut all = Vec::new();
        let _ = stream.read_to_end(&mut all);
        let answer = Answer::of(&all);
        assert!([0, 413].contains(&answer.status), "{path}: {}", answer.head);
        assert!(count < 1000, "{path}: 64 MB were taken");
    }
    assert_eq!(visitor.get("/").status, 200);
}

#[test]
fn an_upload_says_everything_once_and_its_token_first() {
    let desk = Desk::new();
    let server = Server::here(&desk);
    let visitor = server.enter();
    let schedule = include_str!("../../../examples/schedule.csv").as_bytes();
    let csrf = ("csrf", &*visitor.csrf);
    let send = |fields: &[(&str, &str)]| visitor.send(fields, "day.csv", schedule).status;
    assert_eq!(send(&[]), 403);
    assert_eq!(send(&[("mapping", ""), csrf]), 403);
    assert_eq!(send(&[csrf, csrf]), 400);
    assert_eq!(send(&[csrf, ("mapping", ""), ("mapping", "x")]), 400);
    assert_eq!(send(&[csrf, ("schedule", "MRN,x")]), 400);
    assert_eq!(send(&[csrf, ("more", "x")]), 400);
    assert!(!visitor.get("/days").text().contains("day.csv"));
    // Cut off, without a boundary, with a name that is a path or a line.
    let mut lines = visitor.lines();
    lines.push("Content-Type: multipart/form-data".into());
    assert_eq!(server.ask("POST", "/days", &lines, "--x1--").status, 400);
    lines.pop();
    lines.push("Content-Type: multipart/form-data; boundary=x1".into());
    let cut = format!(
        "--x1\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n{}",
        visitor.csrf
    );
    assert_eq!(server.ask("POST", "/days", &lines, &cut).status, 400);
    let name = "../../x\r\nSet-Cookie: a=b";
    let answer = visitor.send(&[csrf], name, schedule);
    assert!(answer.header("set-cookie").is_empty(), "{}", answer.head);
}

/// Whoever sends slowly is cut off, in the head and in what follows; others do not wait.
#[test]
fn a_slow_request_is_cut_off() {
    let desk = Desk::new();
    let server = Server::here(&desk);
    let visitor = server.enter();
    let fields = "Content-Type: application/x-www-form-urlencoded";
    let heads = (0..100).map(|_| "GET / HTTP/1.1\r\nHost: 12".to_owned());
    let host = format!("Host: 127.0.0.1:{}", server.port);
    let own = visitor.lines().join("\r\n");
    let body = format!(
        "POST /forms HTTP/1.1\r\n{host}\r\n{own}\r\n{fields}\r\nContent-Length: 1000\r\n\r\ncsrf="
    );
    let mut slow: Vec<TcpStream> = heads
        .chain([body])
        .map(|text| {
            let mut stream = TcpStream::connect(("127.0.0.1", server.port)).unwrap();
            stream.write_all(text.as_bytes()).unwrap();
            stream
        })
        .collect();
    let began = Instant::now();
    assert_eq!(visitor.get("/").status, 200);
    assert!(began.elapsed() < Duration::from_secs(5));
    let body = slow.pop().unwrap();
    let head = slow.pop().unwrap();
    for (mut stream, longest) in [(head, 40), (body, 45)] {
        stream
            .set_read_timeout(Some(Duration::from_secs(longest)))
            .unwrap();
        let mut rest = Vec::new();
        let ended = stream.read_to_end(&mut rest);
        assert!(ended.is_ok(), "it is still open: {ended:?}");
        assert!(began.elapsed() > Duration::from_secs(5));
        assert!(!String::from_utf8_lossy(&rest).contains("200 OK"));
    }
}
