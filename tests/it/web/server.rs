//! A server on the loopback address, and requests as raw as they need to be.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tempfile::TempDir;

use crate::support::Desk;

/// `countersign serve` at work in a desk's folder.
pub(super) struct Server {
    child: Child,
    pub(super) port: u16,
    /// What it printed: the address that opens the page.
    pub(super) address: String,
    /// Where it keeps what is there for a while.
    pub(super) temporary: TempDir,
}

/// What came back.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) head: String,
    pub(super) body: Vec<u8>,
}

/// Somebody who came in.
pub(super) struct Visitor<'a> {
    pub(super) server: &'a Server,
    pub(super) cookie: String,
    pub(super) csrf: String,
}

impl Server {
    /// Starts one on any port.
    pub(super) fn start(desk: &Desk, arguments: &[&str]) -> Self {
        Self::start_with(desk, arguments, &[])
    }

    /// The same in another environment.
    pub(super) fn start_with(desk: &Desk, arguments: &[&str], more: &[(&str, &str)]) -> Self {
        let temporary = tempfile::tempdir().unwrap();
        let mut child = Command::new(env!("CARGO_BIN_EXE_countersign"))
            .args(["serve", "--no-open"])
            .args(arguments)
            .env("TMPDIR", temporary.path())
            .envs(more.iter().copied())
            .current_dir(desk.folder.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut address = String::new();
        let stdout = child.stdout.take().unwrap();
        BufReader::new(stdout).read_line(&mut address).unwrap();
        let rest = address.split("://").nth(1).unwrap_or_else(|| {
            let mut says = String::new();
            child
                .stderr
                .take()
                .unwrap()
                .read_to_string(&mut says)
                .unwrap();
            panic!("no address: {says}")
        });
        let host = rest.split('/').next().unwrap();
        let port = host.rsplit(':').next().unwrap().parse().unwrap();
        Self {
            child,
            port,
            address: address.trim().to_owned(),
            temporary,
        }
    }

    pub(super) fn here(desk: &Desk) -> Self {
        Self::start(desk, &["--port", "0"])
    }

    pub(super) fn id(&self) -> u32 {
        self.child.id()
    }

    /// The path of the start address.
    pub(super) fn start_path(&self) -> String {
        let at = self.address.find("/start/").unwrap();
        self.address[at..].to_owned()
    }

    /// A request, byte for byte as it is given.
    pub(super) fn raw(&self, request: &[u8]) -> Answer {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_secs(100)))
            .unwrap();
        // A server that refuses early does not read to the end.
        let _ = stream.write_all(request);
        let mut all = Vec::new();
        let _ = stream.read_to_end(&mut all);
        Answer::of(&all)
    }

    /// A request with some lines in its head besides `Host`.
    pub(super) fn ask(&self, method: &str, path: &str, lines: &[String], body: &str) -> Answer {
        let host = format!("Host: 127.0.0.1:{}", self.port);
        self.ask_host(method, path, &host, lines, body)
    }

    pub(super) fn ask_host(
        &self,
        method: &str,
        path: &str,
        host: &str,
        lines: &[String],
        body: &str,
    ) -> Answer {
        let mut head = format!("{method} {path} HTTP/1.1\r\n{host}\r\nConnection: close\r\n");
        for line in lines {
            head.push_str(&format!("{line}\r\n"));
        }
        if method == "POST" {
            head.push_str(&format!("Content-Length: {}\r\n", body.len()));
            if !head.contains("Content-Type") {
                head.push_str("Content-Type: application/x-www-form-urlencoded\r\n");
            }
        }
        self.raw(format!("{head}\r\n{body}").as_bytes())
    }

    /// A `POST` of anything.
    pub(super) fn send(&self, path: &str, lines: &[String], body: &[u8]) -> Answer {
        let (port, length) = (self.port, body.len());
        let mut head = format!("POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n");
        head.push_str(&format!(
            "Connection: close\r\nContent-Length: {length}\r\n"
        ));
        for line in lines {
            head.push_str(&format!("{line}\r\n"));
        }
        self.raw(&[head.as_bytes(), b"\r\n", body].concat())
    }

    /// Comes in by the start address.
    pub(super) fn enter(&self) -> Visitor<'_> {
        let entered = self.ask("GET", &self.start_path(), &[], "");
        assert_eq!((entered.status, entered.header("location")), (303, "/"));
        let cookie = entered
            .header("set-cookie")
            .split(';')
            .next()
            .unwrap()
            .to_owned();
        let mut visitor = Visitor {
            server: self,
            cookie,
            csrf: String::new(),
        };
        let home = visitor.get("/");
        assert_eq!(home.status, 200, "{}", home.text());
        let token = home
            .text()
            .split("name=\"csrf\" value=\"")
            .nth(1)
            .unwrap()
            .to_owned();
        visitor.csrf = token.split('"').next().unwrap().to_owned();
        visitor
    }

    /// Asks it to end; gives its exit status and what it said on standard error.
    pub(super) fn stop(self) -> (Option<i32>, String) {
        let id = self.child.id().to_string();
        assert!(
            Command::new("kill")
                .args(["-TERM", &id])
                .status()
                .unwrap()
                .success()
        );
        self.stop_after()
    }

    /// The same for one that was asked to end already.
    pub(super) fn stop_after(mut self) -> (Option<i32>, String) {
        let status = self.child.wait().unwrap();
        let mut says = String::new();
        self.child
            .stderr
            .take()
            .unwrap()
            .read_to_string(&mut says)
            .unwrap();
        (status.code(), says)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Answer {
    fn of(all: &[u8]) -> Self {
        let end = all.windows(4).position(|it| it == b"\r\n\r\n");
        let (head, body) = match end {
            Some(at) => (&all[..at], all[at + 4..].to_vec()),
            None => (all, Vec::new()),
        };
        let head = String::from_utf8_lossy(head).into_owned();
        let status = head.split(' ').nth(1).and_then(|it| it.parse().ok());
        Self {
            status: status.unwrap_or(0),
            head,
            body,
        }
    }

    pub(super) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(super) fn header(&self, name: &str) -> &str {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map_or("", |(_, value)| value)
    }
}

impl Visitor<'_> {
    pub(super) fn lines(&self) -> Vec<String> {
        let port = self.server.port;
        vec![
            format!("Cookie: {}", self.cookie),
            format!("Origin: http://127.0.0.1:{port}"),
        ]
    }

    pub(super) fn get(&self, path: &str) -> Answer {
        self.server.ask("GET", path, &self.lines(), "")
    }

    /// Fields with the token of the session.
    pub(super) fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = encoded(&[&[("csrf", &*self.csrf)], fields].concat());
        self.server.ask("POST", path, &self.lines(), &body)
    }

    /// The same as a script asks.
    pub(super) fn script(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let mut lines = self.lines();
        lines.push(format!("X-CSRF-Token: {}", self.csrf));
        lines.push("Accept: application/json".into());
        self.server.ask("POST", path, &lines, &encoded(fields))
    }

    /// Begins a draft; gives its path.
    pub(super) fn begin(&self) -> String {
        let begun = self.post("/forms", &[]);
        assert_eq!(begun.status, 303, "{}", begun.text());
        begun.header("location").to_owned()
    }
}

/// Fields as a browser sends them.
pub(super) fn encoded(fields: &[(&str, &str)]) -> String {
    let plain = |text: &str| -> String {
        let letters = text.bytes().map(|it| match it {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => {
                (it as char).to_string()
            }
            other => format!("%{other:02X}"),
        });
        letters.collect()
    };
    let pairs = fields
        .iter()
        .map(|(name, value)| format!("{}={}", plain(name), plain(value)));
    pairs.collect::<Vec<_>>().join("&")
}

/// A whole case, as fields.
pub(super) const CASE: [(&str, &str); 11] = [
    ("operation", "Foraminotomy"),
    ("procedure.pack", "foraminotomy"),
    ("procedure.side", "left"),
    ("procedure.levels", "L4–L5"),
    ("patient.family_name", "Okafor"),
    ("patient.given_names", "Maya"),
    ("patient.date_of_birth", "1961-03-14"),
    ("patient.record_number", "00412907"),
    ("surgeon.name", "Dr. Ines Albrecht"),
    ("procedure.indication", "Pain in the left leg."),
    ("facility.name", "Harbour Spine Centre"),
];

/// The case with some fields otherwise.
pub(super) fn case<'a>(other: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut fields: Vec<(&str, &str)> = CASE.to_vec();
    for (name, value) in other {
        fields.retain(|(known, _)| known != name);
        fields.push((name, value));
    }
    fields
}
