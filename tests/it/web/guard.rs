//! What does not come from our own page, or from nobody we know, reaches nothing.

use super::server::{Server, encoded};
use crate::support::Desk;

#[test]
fn the_start_address_opens_the_page_once() {
    let desk = Desk::new();
    let server = Server::here(&desk);
    assert!(server.address.starts_with("http://127.0.0.1:"));
    let visitor = server.enter();
    assert!(
        visitor
            .cookie
            .starts_with(&format!("countersign-{}=", server.port))
    );
    let again = server.ask("GET", &server.start_path(), &[], "");
    assert_eq!((again.status, again.header("set-cookie")), (403, ""));
    let guessed = server.ask("GET", &format!("/start/{}", "0".repeat(64)), &[], "");
    assert_eq!(guessed.status, 403);
    // Nobody but the owner of the cookie is in.
    for cookie in ["", "Cookie: x=y", "Cookie: countersign=1"] {
        let lines: Vec<String> = (!cookie.is_empty())
            .then(|| cookie.into())
            .into_iter()
            .collect();
        for path in ["/", "/forms", "/operations?q=a", "/forms/0/form.pdf"] {
            assert_eq!(server.ask("GET", path, &lines, "").status, 401, "{path}");
        }
    }
    assert_eq!(visitor.get("/").status, 200);
}

#[test]
fn the_cookie_and_every_answer_are_strict() {
    let desk = Desk::new();
    let server = Server::here(&desk);
    let entered = server.ask("GET", &server.start_path(), &[], "");
    let cookie = entered.header("set-cookie").to_owned();
    for must in ["HttpOnly", "SameSite=Strict", "Path=/"] {
        assert!(cookie.contains(must), "{cookie}");
    }
    assert!(!cookie.contains("Domain"));
    let line = format!("Cookie: {}", cookie.split(';').next().unwrap());
    for path in ["/", "/forms", "/assets/style.css", "/nothing", "/start/1"] {
        let answer = server.ask("GET", path, std::slice::from_ref(&line), "");
        assert_eq!(answer.header("cache-control"), "no-store", "{path}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("referrer-policy"), "no-referrer");
        let policy = answer.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none';"), "{policy}");
        assert!(policy.contains("frame-ancestors 'none'"));
        assert!(!policy.contains("unsafe"));
        assert_eq!(answer.header("access-control-allow-origin"), "");
    }
}

/// A page elsewhere whose name points here (DNS rebinding) has another host.
#[test]
fn only_its_own_names_are_served() {
    let desk = Desk::new();
    let server = Server::here(&desk);
    let visitor = server.enter();
    let port = server.port;
    for host in [
        "Host: evil.example".to_owned(),
        format!("Host: evil.example:{port}"),
        "Host: 127.0.0.1".to_owned(),
        format!("Host: 127.0.0.1:{}", port ^ 1),
        format!("Host: 127.0.0.1.evil.example:{port}"),
        format!("Host: 127.0.0.1:{port}\r\nHost: evil.example"),
        "X: y".to_owned(),
    ] {
        let answer = server.ask_host("GET", "/", &host, &visitor.lines(), "");
        assert!(
            [421, 400].contains(&answer.status),
            "{host}: {}",
            answer.status
        );
        assert!(!answer.text().contains("csrf"));
    }
    let local = format!("Host: LocalHost:{port}");
    assert_eq!(
        server
            .ask_host("GET", "/", &local, &visitor.lines(), "")
            .status,
        200
    );
}

#[test]
fn what_changes_something_comes_from_our_own_pages() {
    let desk = Desk::new();
    let server = Server::here(&desk);
    let visitor = server.enter();
    let cookie = format!("Cookie: {}", visitor.cookie);
    let token = encoded(&[("csrf", &visitor.csrf)]);
    let own = format!("Origin: http://127.0.0.1:{}", server.port);
    let post = |lines: &[&str], body: &str| {
        let lines: Vec<String> = lines.iter().map(|it| (*it).to_owned()).collect();
        server.ask("POST", "/forms", &lines, body).status
    };
    assert_eq!(post(&[&cookie, &own], &token), 303);
    assert_eq!(
        post(
            &[&cookie, "Origin: null", "Sec-Fetch-Site: same-origin"],
            &token
        ),
        303
    );
    let https = own.replace("http:", "https:");
    for origin in [
        "Origin: http://evil.example",
        "Origin: null",
        "Origin: null\r\nSec-Fetch-Site: cross-site",
        "Sec-Fetch-Site: same-site",
        "Origin: http://127.0.0.1",
        &https,
        "Accept: */*",
    ] {
        assert_eq!(post(&[&cookie, origin], &token), 403, "{origin}");
    }
    // Without the session's token, or with another.
    for body in ["", "csrf=", "csrf=0", "csrf", &token[..20], "x=1&y=2"] {
        assert_eq!(post(&[&cookie, &own], body), 403, "{body}");
    }
    assert_eq!(post(&[&cookie, &own, "X-CSRF-Token: 1"], &token), 403);
    assert_eq!(
        post(&[&cookie, &own, "Content-Type: text/plain"], &token),
        403
    );
    assert_eq!(post(&[&own], &token), 401);
    // Other methods reach nothing.
    for method in ["PUT", "DELETE", "OPTIONS", "PATCH", "TRACE"] {
        let lines = [
            cookie.clone(),
            own.clone(),
            format!("X-CSRF-Token: {}", visitor.csrf),
        ];
        let answer = server.ask(method, "/forms", &lines, "");
        assert!(
            [403, 405].contains(&answer.status),
            "{method}: {}",
            answer.status
        );
    }
}

#[test]
fn no_path_leads_out_of_the_page() {
    let desk = Desk::new();
    desk.write("templates/web/secret.txt", "SECRET");
    let server = Server::here(&desk);
    let visitor = server.enter();
    for path in [
        "/assets/secret.txt",
        "/assets/../countersign.toml",
        "/assets/..%2f..%2fpacks/acdf.toml",
        "/assets/%2e%2e/%2e%2e/etc/passwd",
        "/assets//etc/passwd",
        "/../../etc/passwd",
        "/forms/..%2f..%2fx",
        "/forms/x/pages/1",
        "/forms/x/pages/-1",
        "/forms/x/pages/99999999999999999999999",
        "/panic",
    ] {
        let answer = visitor.get(path);
        assert!(
            (400..500).contains(&answer.status),
            "{path}: {}",
            answer.status
        );
        assert!(!answer.text().contains("SECRET") && !answer.text().contains("root:"));
    }
}

#[test]
fn too_much_and_nonsense_are_refused_and_harm_nobody() {
    let desk = Desk::new();
    let server = Server::here(&desk);
    let visitor = server.enter();
    let path = visitor.begin();
    let long = "x".repeat(400 * 1024);
    let big = visitor.post(&path, &[("revision", "0"), ("what_matters", &long)]);
    assert_eq!(big.status, 413);
    let big = visitor.script(&path, &[("revision", "0"), ("what_matters", &long)]);
    assert_eq!(big.status, 413);
    assert!(big.text().starts_with("{\"hint\""), "{}", big.text());
    for nonsense in [
        b"\0\x01\x02\xff\r\n\r\n".to_vec(),
        b"GET / HTTP/9.9\r\n\r\n".to_vec(),
        [b"GET /".as_slice(), &b"a".repeat(100_000), b" HTTP/1.1\r\n\r\n"].concat(),
        b"POST /forms HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n".to_vec(),
        b"POST /forms HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n".to_vec(),
    ] {
        let answer = server.raw(&nonsense);
        assert!(answer.status == 0 || answer.status >= 400, "{answer:?}");
    }
    assert_eq!(visitor.get(&path).status, 200);
}
