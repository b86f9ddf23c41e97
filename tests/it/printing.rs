//! Printing, before a real IPP printer that keeps what it gets.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::judges;
use crate::support::{Desk, EPOCH, root};

/// A printer on a port of this machine, and the bus without which it does not start.
pub(crate) struct IppPrinter {
    bus: Child,
    printer: Child,
    port: u16,
}

impl Drop for IppPrinter {
    fn drop(&mut self) {
        for child in [&mut self.printer, &mut self.bus] {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

impl IppPrinter {
    /// Starts one that keeps the job in `job.pdf` and what it was told in `job.env`, and
    /// then does as `then` says; `None` if it is not there and need not be.
    pub(crate) fn start(desk: &Desk, options: &[&str], then: &str) -> Option<Self> {
        if !judges::is_there("ippeveprinter") || !judges::is_there("dbus-daemon") {
            return None;
        }
        let folder = desk.folder.path().display();
        let script = format!(
            "#!/bin/sh\ncp \"$1\" {folder}/job.tmp && mv {folder}/job.tmp {folder}/job.pdf\n\
             env | grep ^IPP_ >{folder}/job.env\n{then}\n"
        );
        let script = desk.write("command", &script);
        fs::set_permissions(&script, fs::Permissions::from_mode(0o700)).unwrap();
        fs::create_dir_all(desk.path("spool")).unwrap();
        let mut bus = Command::new("dbus-daemon")
            .args(["--session", "--nofork", "--nopidfile", "--print-address=1"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut address = String::new();
        let said = bus.stdout.take().unwrap();
        BufReader::new(said).read_line(&mut address).unwrap();
        let port = free_port();
        let log = fs::File::create(desk.path("printer.log")).unwrap();
        let printer = Command::new("ippeveprinter")
            .env("DBUS_SYSTEM_BUS_ADDRESS", address.trim())
            .env("HOME", desk.folder.path())
            .args([
                "-r",
                "off",
                "-k",
                "-n",
                "localhost",
                "-p",
                &port.to_string(),
            ])
            .arg("-d")
            .arg(desk.path("spool"))
            .arg("-c")
            .arg(&script)
            .args(options)
            .arg("Ward 3")
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .spawn()
            .unwrap();
        let started = Self { bus, printer, port };
        for _ in 0..100 {
            if TcpStream::connect(("localhost", port)).is_ok() {
                return Some(started);
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        panic!("the printer does not listen: {}", read(desk, "printer.log"));
    }

    pub(crate) fn uri(&self) -> String {
        format!("ipp://localhost:{}/ipp/print", self.port)
    }
}

pub(crate) fn free_port() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    listener.local_addr().unwrap().port()
}

fn read(desk: &Desk, name: &str) -> String {
    fs::read_to_string(desk.path(name)).unwrap_or_default()
}

/// What the printer was told of the job, such as `IPP_COPIES=2`.
pub(crate) fn told(desk: &Desk) -> Vec<String> {
    read(desk, "job.env").lines().map(str::to_owned).collect()
}

/// What an archive in the folder `kept` says of its forms.
fn statuses(desk: &Desk) -> Vec<String> {
    let listed = ["archive", "find", "--archive", "kept", "--format", "json"];
    let listed: serde_json::Value = serde_json::from_slice(&desk.run(&listed).stdout).unwrap();
    let listed = listed.as_array().unwrap().iter();
    listed
        .map(|row| row["status"].as_str().unwrap().to_owned())
        .collect()
}

/// Renders an example and prints it; exit status and what was said.
fn render(desk: &Desk, printer: &str, more: &[&str]) -> (i32, String) {
    let case = root().join("examples/lumbar-foraminotomy.toml");
    let case = case.to_str().unwrap();
    let print = [
        "render",
        case,
        "-o",
        "form.pdf",
        "--force",
        "--printer",
        printer,
    ];
    let output = Command::new(env!("CARGO_BIN_EXE_countersign"))
        .args(print)
        .args(more)
        .current_dir(desk.folder.path())
        .env("SOURCE_DATE_EPOCH", EPOCH.to_string())
        // What is a patient's goes by no proxy.
        .env("HTTP_PROXY", "http://127.0.0.1:9")
        .env("HTTPS_PROXY", "http://127.0.0.1:9")
        .env("SSL_CERT_FILE", desk.path("localhost.crt"))
        .output()
        .unwrap();
    assert!(
        desk.path("form.pdf").is_file(),
        "the form is there in any case"
    );
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "form.pdf\n");
    let says = String::from_utf8(output.stderr).unwrap();
    assert!(
        !says.contains("Okafor") && !says.contains("00412907"),
        "{says}"
    );
    (output.status.code().unwrap(), says)
}

pub(crate) fn same(desk: &Desk, one: &str, other: &str) {
    let [one, other] = [one, other].map(|name| fs::read(desk.path(name)).unwrap());
    assert!(one == other, "what arrives is not what was sent");
}

#[test]
fn what_arrives_is_the_form_as_it_is_to_be_printed() {
    let desk = Desk::new();
    let Some(printer) = IppPrinter::start(&desk, &["-2", "-f", "application/pdf"], "") else {
        return;
    };
    let (status, says) = render(&desk, &printer.uri(), &["--copies", "3"]);
    assert_eq!(status, 0, "{says}");
    assert!(
        says.ends_with(&format!("printed: job 1 of {}\n", printer.uri())),
        "{says}"
    );
    same(&desk, "form.pdf", "job.pdf");
    let id = says
        .strip_prefix("form ")
        .unwrap()
        .split(':')
        .next()
        .unwrap();
    let told = told(&desk);
    for says in [
        "IPP_COPIES=3",
        "IPP_SIDES=two-sided-long-edge",
        "IPP_MEDIA=iso_a4_210x297mm",
        "IPP_DOCUMENT_FORMAT_SUPPLIED=application/pdf",
        "IPP_JOB_ORIGINATING_USER_NAME=countersign",
        &format!("IPP_JOB_NAME={id}"),
    ] {
        assert!(told.iter().any(|line| line == says), "{says} in {told:?}");
    }
    judges::judge(&fs::read(desk.path("job.pdf")).unwrap(), None);
}

#[test]
fn a_printer_that_cannot_do_all_of_it_prints_and_it_is_said() {
    let desk = Desk::new();
    let Some(printer) = IppPrinter::start(&desk, &["-f", "application/pdf"], "") else {
        return;
    };
    let (status, says) = render(&desk, &printer.uri(), &["--paper", "letter"]);
    assert_eq!(status, 0, "{says}");
    assert!(
        says.contains("it prints on one side of the sheet only"),
        "{says}"
    );
    let told = told(&desk);
    assert!(told.contains(&"IPP_SIDES=one-sided".to_owned()), "{told:?}");
    assert!(
        told.contains(&"IPP_MEDIA=na_letter_8.5x11in".to_owned()),
        "{told:?}"
    );
    assert!(
        !told.iter().any(|line| line.starts_with("IPP_COPIES=")),
        "{told:?}"
    );
}

#[test]
fn the_packet_of_a_day_is_one_job() {
    let desk = Desk::new();
    let Some(printer) = IppPrinter::start(&desk, &["-2", "-f", "application/pdf"], "") else {
        return;
    };
    desk.write(
        "site/countersign.toml",
        "[facility]\nname = \"Harbour Hospital\"\n",
    );
    let list = fs::read_to_string(root().join("examples/schedule.csv")).unwrap();
    let list: Vec<&str> = list.lines().take(3).collect();
    desk.write("day.csv", &list.join("\n"));
    let day = [
        "batch", "day.csv", "-o", "out", "--site", "site", "--packet", "day.pdf",
    ];
    let print = ["--copies", "2", "--printer", &printer.uri()];
    let run = desk.run(&[&day[..], &print].concat());
    assert_eq!(run.status, 0, "{}", run.stderr);
    assert!(run.stderr.contains("printed: job 1 of "), "{}", run.stderr);
    same(&desk, "day.pdf", "job.pdf");
    let told = told(&desk);
    assert!(
        told.contains(&"IPP_JOB_NAME=countersign day packet".to_owned()),
        "{told:?}"
    );
    // The copies are in the packet.
    assert!(
        !told.iter().any(|line| line.starts_with("IPP_COPIES=")),
        "{told:?}"
    );
    for line in told {
        assert!(!line.to_uppercase().contains("OKAFOR"), "{line}");
    }
    judges::all_conform(&[fs::read(desk.path("job.pdf")).unwrap()]);
}

#[test]
fn a_printer_that_gives_up_is_believed() {
    let desk = Desk::new();
    let Some(printer) = IppPrinter::start(&desk, &["-f", "application/pdf"], "exit 1") else {
        return;
    };
    let (status, says) = render(&desk, &printer.uri(), &[]);
    assert_eq!(status, 1, "{says}");
    let gave_up = format!(
        "the printer {} has not printed job 1: it was given up",
        printer.uri()
    );
    assert!(
        says.contains(&gave_up) && says.contains("aborted-by-system"),
        "{says}"
    );
    assert!(
        says.contains("what was to be printed is in form.pdf"),
        "{says}"
    );
    assert!(!says.contains("printed: job"), "{says}");
}

#[test]
fn a_printer_without_paper_says_so_itself() {
    let desk = Desk::new();
    let empty = "echo 'STATE: +media-empty-error' >&2\nsleep 20";
    let Some(printer) = IppPrinter::start(&desk, &["-f", "application/pdf"], empty) else {
        return;
    };
    let (status, says) = render(&desk, &printer.uri(), &["--wait", "2"]);
    assert_eq!(status, 1, "{says}");
    assert!(
        says.contains("has not printed job 1") && says.contains("media-empty"),
        "{says}"
    );
    // Whoever waits for nothing is told what is known, and that is not that it is printed.
    let desk = Desk::new();
    let Some(printer) = IppPrinter::start(&desk, &["-f", "application/pdf"], "sleep 20") else {
        return;
    };
    let (status, says) = render(&desk, &printer.uri(), &["--wait", "0"]);
    assert_eq!(status, 0, "{says}");
    assert!(says.contains("sent, and not printed yet: job 1"), "{says}");
    // A printer that is at work says so to the next one.
    let (status, says) = render(&desk, &printer.uri(), &["--wait", "1"]);
    assert_eq!(status, 1, "{says}");
    assert!(says.contains("refuses: "), "{says}");
}

#[test]
fn a_printer_that_takes_no_pdf_gets_none() {
    let desk = Desk::new();
    let Some(printer) = IppPrinter::start(&desk, &["-f", "image/jpeg"], "") else {
        return;
    };
    let (status, says) = render(&desk, &printer.uri(), &[]);
    assert_eq!(status, 1, "{says}");
    assert!(
        says.contains("does not take PDF\n  hint: choose another"),
        "{says}"
    );
    assert!(!desk.path("job.pdf").exists());
    // Another queue of the same machine.
    let (status, says) = render(
        &desk,
        &printer.uri().replace("/ipp/print", "/printers/x"),
        &[],
    );
    assert_eq!(status, 1, "{says}");
    assert!(says.contains("is not known there"), "{says}");
}

#[test]
fn where_nobody_listens_the_printer_is_named() {
    let desk = Desk::new();
    let uri = format!("ipp://localhost:{}/ipp/print", free_port());
    let (status, says) = render(&desk, &uri, &[]);
    assert_eq!(status, 1, "{says}");
    assert!(
        says.contains(&format!("the printer {uri} cannot be reached")),
        "{says}"
    );
    assert!(
        says.contains("hint: check that it is switched on"),
        "{says}"
    );
    assert!(
        says.contains("what was to be printed is in form.pdf"),
        "{says}"
    );
}

#[test]
fn what_is_no_printer_is_not_taken_for_one() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    let web = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut asked = [0; 4096];
        let _ = stream.read(&mut asked).unwrap();
        let page = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello";
        stream.write_all(page.as_bytes()).unwrap();
    });
    let desk = Desk::new();
    let (status, says) = render(&desk, &format!("ipp://127.0.0.1:{port}/"), &[]);
    web.join().unwrap();
    assert_eq!(status, 1, "{says}");
    assert!(says.contains("does not answer as a printer does"), "{says}");
}

#[test]
fn over_tls_only_a_printer_that_the_system_trusts() {
    let desk = Desk::new();
    let keys = desk.path("keys");
    fs::create_dir(&keys).unwrap();
    if judges::script("certificate.py", &[keys.to_str().unwrap()]).is_none() {
        return;
    }
    fs::copy(keys.join("localhost.crt"), desk.path("localhost.crt")).unwrap();
    let keys = ["-K", keys.to_str().unwrap(), "-f", "application/pdf"];
    let Some(printer) = IppPrinter::start(&desk, &keys, "") else {
        return;
    };
    let uri = printer.uri().replace("ipp:", "ipps:");
    let (status, says) = render(&desk, &uri, &[]);
    assert_eq!(status, 0, "{says}");
    same(&desk, "form.pdf", "job.pdf");
    fs::remove_file(desk.path("job.pdf")).unwrap();
    // Another certificate of the same name.
    judges::script("certificate.py", &[desk.folder.path().to_str().unwrap()]);
    let (status, says) = render(&desk, &uri, &[]);
    assert_eq!(status, 1, "{says}");
    assert!(says.contains("is not trusted"), "{says}");
    assert!(!desk.path("job.pdf").exists());
}

#[test]
fn the_archive_knows_what_a_printer_took() {
    let desk = Desk::new();
    let kept = ["--archive", "kept"];
    // Nobody listens: the form is kept, and not printed.
    let nobody = format!("ipp://localhost:{}/ipp/print", free_port());
    let (status, says) = render(&desk, &nobody, &kept);
    assert_eq!(
        (status, statuses(&desk)),
        (1, vec!["issued".into()]),
        "{says}"
    );
    let Some(printer) = IppPrinter::start(&desk, &["-f", "application/pdf"], "") else {
        return;
    };
    let (status, says) = render(&desk, &printer.uri(), &kept);
    assert_eq!(
        (status, statuses(&desk)),
        (0, vec!["printed".into()]),
        "{says}"
    );
    // What has an end in the archive is printed again, and somebody is told.
    let id = says
        .strip_prefix("form ")
        .unwrap()
        .split(':')
        .next()
        .unwrap();
    let mark = ["archive", "mark", "refused", id, "--on", "2026-11-22"];
    let marked = desk.run(&[&mark[..], &kept].concat());
    assert_eq!(marked.status, 0, "{}", marked.stderr);
    let (status, says) = render(&desk, &printer.uri(), &kept);
    assert_eq!(
        (status, statuses(&desk)),
        (0, vec!["refused".into()]),
        "{says}"
    );
    assert!(
        says.contains("printed, though the archive cannot note it"),
        "{says}"
    );
}

#[test]
fn the_archive_knows_the_forms_of_a_packet_that_a_printer_took() {
    let desk = Desk::new();
    let Some(printer) = IppPrinter::start(&desk, &["-f", "application/pdf"], "") else {
        return;
    };
    let site = "[facility]\nname = \"Harbour Hospital\"\n";
    desk.write("site/countersign.toml", site);
    let list = fs::read_to_string(root().join("examples/schedule.csv")).unwrap();
    desk.write("day.csv", &list);
    let day = [
        "batch",
        "day.csv",
        "-o",
        "out",
        "--site",
        "site",
        "--archive",
        "kept",
    ];
    let run = desk.run(&day);
    assert_eq!(run.status, 1, "{}", run.stderr);
    assert_eq!(statuses(&desk), ["issued"; 3]);
    let uri = printer.uri();
    let print = ["--packet", "day.pdf", "--printer", &uri];
    let run = desk.run(&[&day[..], &print].concat());
    assert_eq!(run.status, 1, "a row is refused: {}", run.stderr);
    assert_eq!(statuses(&desk), ["printed"; 3], "{}", run.stderr);
    let kept = desk.run(&["archive", "verify", "--archive", "kept"]);
    assert_eq!(kept.status, 0, "{}", kept.stderr);
}
