//! A server on the loopback address, and requests as raw as they need to be.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use tempfile::TempDir;

use super::fields::with_files;
pub(super) use super::fields::{case, encoded};
use crate::support::Desk;

/// `countersign serve` at work in a desk's folder.
pub(super) struct Server {
    child: Child,
    pub(super) port: u16,
    /// What it printed: the address that opens the page.
    pub(super) address: String,
    /// Where it keeps what is there for a while.
    pub(super) temporary: TempDir,
    /// How it is spoken to, if not in the clear.
    pub(super) tls: Option<Arc<rustls::ClientConfig>>,
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
        Self::start_with::<&str>(desk, arguments, &[])
    }

    /// The same with variables in its environment.
    pub(super) fn start_with<V: AsRef<OsStr>>(
        desk: &Desk,
        arguments: &[&str],
        variables: &[(&str, V)],
    ) -> Self {
        let temporary = tempfile::tempdir().unwrap();
        let mut child = Command::new(env!("CARGO_BIN_EXE_countersign"))
            .args(["serve", "--no-open"])
            .args(arguments)
            .env("TMPDIR", temporary.path())
            .current_dir(desk.folder.path())
            .envs(variables.iter().map(|(name, value)| (name, value)))
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
            tls: None,
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

    /// Scheme, host and port.
    pub(super) fn origin(&self) -> String {
        let parts: Vec<&str> = self.address.split('/').take(3).collect();
        parts.join("/")
    }

    fn host(&self) -> String {
        self.origin().split('/').next_back().unwrap().to_owned()
    }

    /// A request, byte for byte as it is given.
    pub(super) fn raw(&self, request: &[u8]) -> Answer {
        Answer::of(&self.all(request))
    }

    /// Everything that comes back.
    pub(super) fn all(&self, request: &[u8]) -> Vec<u8> {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_secs(100)))
            .unwrap();
        match &self.tls {
            None => talk(stream, request),
            Some(config) => {
                let host = self.host();
                let name = host.split(':').next().unwrap().to_owned();
                let name = rustls::pki_types::ServerName::try_from(name).unwrap();
                let client = rustls::ClientConnection::new(config.clone(), name).unwrap();
                talk(rustls::StreamOwned::new(client, stream), request)
            }
        }
    }

    /// A request with some lines in its head besides `Host`.
    pub(super) fn ask(
        &self,
        method: &str,
        path: &str,
        lines: &[String],
        body: impl AsRef<[u8]>,
    ) -> Answer {
        let host = format!("Host: {}", self.host());
        self.ask_host(method, path, &host, lines, body)
    }

    pub(super) fn ask_host(
        &self,
        method: &str,
        path: &str,
        host: &str,
        lines: &[String],
        body: impl AsRef<[u8]>,
    ) -> Answer {
        let body = body.as_ref();
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
        self.raw(&[head.as_bytes(), b"\r\n", body].concat())
    }

    /// Comes in by the start address.
    pub(super) fn enter(&self) -> Visitor<'_> {
        self.entered(&self.ask("GET", &self.start_path(), &[], ""))
    }

    /// Comes in by name and password.
    pub(super) fn sign_in(&self, name: &str, password: &str) -> Visitor<'_> {
        let origin = format!("Origin: {}", self.origin());
        let fields = encoded(&[("name", name), ("password", password)]);
        self.entered(&self.ask("POST", "/login", &[origin], &fields))
    }

    fn entered(&self, entered: &Answer) -> Visitor<'_> {
        assert_eq!((entered.status, entered.header("location")), (303, "/"));
        let cookie = entered.header("set-cookie").split(';').next();
        let mut visitor = Visitor {
            server: self,
            cookie: cookie.unwrap().to_owned(),
            csrf: String::new(),
        };
        let home = visitor.get("/");
        assert_eq!(home.status, 200, "{}", home.text());
        let text = home.text();
        let token = text.split("name=\"csrf\" value=\"").nth(1).unwrap();
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

    /// Ends it in an instant, as a loss of power would.
    pub(super) fn killed(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
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

/// Says something and listens to the end.
fn talk(mut stream: impl Read + Write, request: &[u8]) -> Vec<u8> {
    // A server that refuses early does not read to the end.
    let _ = stream.write_all(request);
    let _ = stream.flush();
    let mut all = Vec::new();
    let _ = stream.read_to_end(&mut all);
    all
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Answer {
    pub(super) fn of(all: &[u8]) -> Self {
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
        vec![
            format!("Cookie: {}", self.cookie),
            format!("Origin: {}", self.server.origin()),
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
        self.server.ask("POST", path, &lines, encoded(fields))
    }

    /// Fields, and files of the field `of`, as a form sends them.
    pub(super) fn upload(
        &self,
        path: &str,
        fields: &[(&str, &str)],
        of: &str,
        files: &[(&str, &[u8])],
    ) -> Answer {
        let mut lines = self.lines();
        lines.push("Content-Type: multipart/form-data; boundary=x1".into());
        let body = with_files(fields, of, files);
        self.server.ask("POST", path, &lines, &body)
    }

    /// Begins a draft; gives its path.
    pub(super) fn begin(&self) -> String {
        let begun = self.post("/forms", &[]);
        assert_eq!(begun.status, 303, "{}", begun.text());
        begun.header("location").to_owned()
    }
}
