//! A page that other machines reach: TLS, names and passwords, or nothing.

use super::server::Server;
use crate::support::Desk;

#[test]
fn others_are_let_in_only_with_tls_and_names() {
    let desk = Desk::new();
    desk.write("a.pem", "x");
    let listen = ["serve", "--no-open", "--listen", "0.0.0.0:0"];
    let parts: [&[&str]; 4] = [
        &[],
        &["--name", "a.example"],
        &[
            "--name",
            "a.example",
            "--certificate",
            "a.pem",
            "--key",
            "a.pem",
        ],
        &[
            "--users",
            "u.toml",
            "--certificate",
            "a.pem",
            "--key",
            "a.pem",
        ],
    ];
    for part in parts {
        let run = desk.run(&[&listen[..], part].concat());
        assert_eq!(run.status, 2, "{part:?}");
        assert!(
            run.stderr.contains("without TLS and names"),
            "{}",
            run.stderr
        );
    }
    let run = desk.run(&["serve", "--no-open", "--users", "u.toml"]);
    assert_eq!(run.status, 2, "{}", run.stderr);
}

#[test]
fn users_are_added_with_hashed_passwords() {
    let desk = Desk::new();
    let add = [
        "serve",
        "--users",
        "u.toml",
        "--add-user",
        "ada",
        "--role",
        "records",
    ];
    let short = desk.run_with(&add, "short\n");
    assert_eq!(short.status, 2, "{}", short.stderr);
    let added = desk.run_with(&add, "correct horse battery\n");
    assert_eq!(
        (added.status, added.text()),
        (0, "ada may come in as records\n")
    );
    let file = std::fs::read_to_string(desk.path("u.toml")).unwrap();
    assert!(file.contains("$argon2id$") && !file.contains("horse"));
}

/// A real TLS client signs in; a wrong password and another role come nowhere.
#[test]
fn a_named_user_comes_in_by_tls() {
    let desk = Desk::new();
    if !crate::judges::is_there("openssl") || !crate::judges::is_there("curl") {
        return;
    }
    super::tls::certificate(&desk);
    for (name, role) in [("ada", "records"), ("bob", "scheduler")] {
        let add = [
            "serve",
            "--users",
            "u.toml",
            "--add-user",
            name,
            "--role",
            role,
        ];
        assert_eq!(desk.run_with(&add, "correct horse battery\n").status, 0);
    }
    let server = Server::start(
        &desk,
        &[
            "--listen",
            "127.0.0.1:0",
            "--name",
            "consent.test",
            "--certificate",
            "cert.pem",
            "--key",
            "key.pem",
            "--users",
            "u.toml",
        ],
    );
    let base = format!("https://consent.test:{}", server.port);
    assert_eq!(server.address, format!("{base}/"));
    let resolve = format!("consent.test:{}:127.0.0.1", server.port);
    let curl = |jar: &str, path: &str, more: &[&str]| {
        let output = std::process::Command::new("curl")
            .args([
                "-s",
                "-i",
                "--cacert",
                "cert.pem",
                "--resolve",
                &resolve,
                "-b",
                jar,
                "-c",
                jar,
            ])
            .args(more)
            .arg(format!("{base}{path}"))
            .current_dir(desk.folder.path())
            .output()
            .unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    let origin = format!("Origin: {base}");
    let sign_in = |jar: &str, name: &str, password: &str| {
        let name = format!("name={name}");
        let password = format!("password={password}");
        curl(
            jar,
            "/login",
            &["-H", &origin, "-d", &name, "--data-urlencode", &password],
        )
    };
    assert!(curl("no", "/", &[]).contains("location: /login"));
    assert!(sign_in("no", "ada", "wrong").starts_with("HTTP/1.1 403"));
    assert!(sign_in("no", "eve", "correct horse battery").starts_with("HTTP/1.1 403"));
    assert!(curl("no", "/", &[]).contains("location: /login"));
    let ada = sign_in("ada", "ada", "correct horse battery");
    assert!(
        ada.contains("set-cookie: __Host-countersign=") && ada.contains("; Secure"),
        "{ada}"
    );
    assert!(ada.contains("strict-transport-security"));
    assert!(curl("ada", "/", &[]).starts_with("HTTP/1.1 200"));
    assert!(
        curl("ada", "/forms", &[]).starts_with("HTTP/1.1 403"),
        "records make no forms"
    );
    sign_in("bob", "bob", "correct horse battery");
    assert!(curl("bob", "/forms", &[]).starts_with("HTTP/1.1 200"));
    // In the clear there is nothing to hear.
    let clear = server.ask("GET", "/", &[], "");
    assert!(!clear.text().contains("Sign in"));
}
