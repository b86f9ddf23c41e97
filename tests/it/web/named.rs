//! A page with named users, one for each role, whom a real TLS client signs in.

use std::process::Command;

use super::server::{Server, encoded};
use crate::archive::House;

/// A page that others reach; users are called as their role.
pub(super) struct Named<'a> {
    house: &'a House,
    server: Server,
}

const PASSWORD: &str = "correct horse battery";

impl<'a> Named<'a> {
    /// Starts it on a house's archive; everybody is signed in.
    pub(super) fn start(house: &'a House, roles: &[&str]) -> Self {
        certificate(house);
        for role in roles {
            let add = [
                "serve",
                "--users",
                "u.toml",
                "--add-user",
                role,
                "--role",
                role,
            ];
            let added = house.desk.run_with(&add, &format!("{PASSWORD}\n"));
            assert_eq!(added.status, 0, "{}", added.stderr);
        }
        let arguments = "--listen 127.0.0.1:0 --name consent.test --certificate cert.pem \
                         --key key.pem --users u.toml --archive";
        let mut arguments: Vec<&str> = arguments.split_whitespace().collect();
        arguments.push(&house.store);
        let server = Server::start(&house.desk, &arguments);
        let named = Self { house, server };
        for role in roles {
            let body = encoded(&[("name", role), ("password", PASSWORD)]);
            let (status, says) = named.curl(role, "/login", &["-d", &body]);
            assert_eq!(status, 303, "{says}");
        }
        named
    }

    pub(super) fn get(&self, who: &str, path: &str) -> (u16, String) {
        self.curl(who, path, &[])
    }

    /// Fields with the token of whoever sends them.
    pub(super) fn post(&self, who: &str, path: &str, fields: &[(&str, &str)]) -> (u16, String) {
        let csrf = self.csrf(who);
        let body = encoded(&[&[("csrf", &*csrf)], fields].concat());
        self.curl(who, path, &["-d", &body])
    }

    /// Drops a picture that is none; gives the status.
    pub(super) fn drop_scan(&self, who: &str, fields: &[&str]) -> u16 {
        self.house.desk.write("a.png", "no picture");
        let csrf = format!("csrf={}", self.csrf(who));
        let mut arguments = vec!["-F", &*csrf];
        for field in fields {
            arguments.extend(["-F", field]);
        }
        arguments.extend(["-F", "scans=@a.png"]);
        self.curl(who, "/scans", &arguments).0
    }

    fn csrf(&self, who: &str) -> String {
        let (_, page) = self.get(who, "/find");
        let token = page.split("name=\"csrf\" value=\"").nth(1).unwrap();
        token.split('"').next().unwrap().to_owned()
    }

    fn curl(&self, who: &str, path: &str, more: &[&str]) -> (u16, String) {
        let base = format!("https://consent.test:{}", self.server.port);
        let resolve = format!("consent.test:{}:127.0.0.1", self.server.port);
        let origin = format!("Origin: {base}");
        let output = Command::new("curl")
            .args(["-s", "-w", "\n%{http_code}", "--cacert", "cert.pem"])
            .args(["--resolve", &resolve, "-b", who, "-c", who, "-H", &origin])
            .args(more)
            .arg(format!("{base}{path}"))
            .current_dir(self.house.desk.folder.path())
            .output()
            .unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        let (body, status) = text.rsplit_once('\n').unwrap();
        (status.parse().unwrap(), body.to_owned())
    }
}

/// A certificate of its own, and the key.
fn certificate(house: &House) {
    let arguments = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout key.pem \
                     -out cert.pem -days 2 -subj /CN=consent.test \
                     -addext subjectAltName=DNS:consent.test";
    let made = Command::new("openssl")
        .args(arguments.split_whitespace())
        .current_dir(house.desk.folder.path())
        .output()
        .unwrap();
    assert!(made.status.success());
}
