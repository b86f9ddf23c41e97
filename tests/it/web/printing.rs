//! The site's printer from the page, before a real IPP printer.

use std::fs;

use super::server::{Server, Visitor, case};
use crate::printing::{IppPrinter, free_port, same, told};
use crate::support::Desk;

const SCHEDULE: &str = include_str!("../../../examples/schedule.csv");

/// A site with a printer.
fn site(desk: &Desk, printer: &str) {
    let facility = "[facility]\nname = \"Harbour Spine Centre\"\n";
    let text = format!("printer = \"{printer}\"\n{facility}");
    desk.write("countersign.toml", &text);
}

/// What the archive says of every form.
fn statuses(desk: &Desk) -> Vec<String> {
    let listed = ["archive", "find", "--archive", "kept", "--format", "json"];
    let listed: serde_json::Value = serde_json::from_slice(&desk.run(&listed).stdout).unwrap();
    let rows = listed.as_array().unwrap().iter();
    rows.map(|row| row["status"].as_str().unwrap().to_owned())
        .collect()
}

/// A form that is made; gives its path.
fn form(visitor: &Visitor<'_>) -> String {
    let path = visitor.begin();
    let fields = [&case(&[])[..], &[("revision", "0"), ("then", "make")]].concat();
    let made = visitor.post(&path, &fields);
    assert_eq!(made.header("location"), format!("{path}/made"));
    path
}

#[test]
fn a_form_and_a_day_come_out_of_the_sites_printer() {
    let desk = Desk::new();
    let Some(printer) = IppPrinter::start(&desk, &["-f", "application/pdf"], "") else {
        return;
    };
    site(&desk, &printer.uri());
    let server = Server::start(&desk, &["--port", "0", "--archive", "kept"]);
    let visitor = server.enter();
    let path = form(&visitor);
    let made = format!("{path}/made");
    assert!(visitor.get(&made).text().contains("Print on ipp://"));
    let twice = std::thread::scope(|scope| {
        let print = || visitor.post(&format!("{path}/print"), &[]);
        let other = scope.spawn(print);
        [print(), other.join().unwrap()]
    });
    let [printed, other] = twice;
    assert_eq!(other.header("location"), made);
    // A double click prints once, and a page that is loaded again prints nothing again.
    assert_eq!((printed.status, printed.header("location")), (303, &*made));
    let page = visitor.get(&made).text();
    assert!(
        page.contains("Printed on ipp://") && page.contains("number 1."),
        "{page}"
    );
    assert!(page.contains("on one side of the sheet only"), "{page}");
    assert!(
        !visitor.get(&made).text().contains("Printed on"),
        "said once"
    );
    let form = visitor.post(&format!("{path}/save"), &[]).body;
    assert_eq!(fs::read(desk.path("job.pdf")).unwrap(), form);
    assert_eq!(statuses(&desk), ["printed"]);

    let day = visitor.brought(SCHEDULE);
    let early = visitor.post(&format!("{day}/print"), &[]);
    assert_eq!(early.status, 403, "no forms are made yet");
    assert!(
        visitor
            .made(&day)
            .contains("Print the day’s packet on ipp://")
    );
    assert_eq!(statuses(&desk), ["printed", "issued", "issued", "issued"]);
    assert_eq!(visitor.post(&format!("{day}/print"), &[]).status, 303);
    visitor.idle(&day);
    let page = visitor.get(&day).text();
    assert!(
        page.contains("Printed on ipp://") && page.contains("number 2."),
        "{page}"
    );
    desk.write("packet.pdf", "");
    let packet = visitor.post(&format!("{day}/packet"), &[]).body;
    fs::write(desk.path("packet.pdf"), packet).unwrap();
    same(&desk, "packet.pdf", "job.pdf");
    let told = told(&desk);
    assert!(
        told.contains(&"IPP_JOB_NAME=countersign day packet".to_owned()),
        "{told:?}"
    );
    assert_eq!(statuses(&desk), ["printed"; 4]);
    // Made again after a row was mended, nothing was printed yet.
    visitor.post(&format!("{day}/rows/5"), &[("c9", "Left")]);
    visitor.idle(&day);
    assert!(!visitor.made(&day).contains("Printed on ipp://"));
    let (status, says) = server.stop();
    assert_eq!((status, says.as_str()), (Some(0), ""));
}

#[test]
fn a_printer_that_does_not_print_is_spoken_of_on_the_page() {
    let desk = Desk::new();
    site(&desk, &format!("ipp://localhost:{}/ipp/print", free_port()));
    let server = Server::start(&desk, &["--port", "0", "--archive", "kept"]);
    let visitor = server.enter();
    let path = form(&visitor);
    let page = |path: &str| {
        visitor.post(&format!("{path}/print"), &[]);
        visitor.get(&format!("{path}/made")).text()
    };
    let says = page(&path);
    assert!(
        says.contains("role=\"alert\"") && says.contains("cannot be reached"),
        "{says}"
    );
    assert!(says.contains("Check that it is switched on"), "{says}");
    let day = visitor.brought(SCHEDULE);
    visitor.made(&day);
    visitor.post(&format!("{day}/print"), &[]);
    visitor.idle(&day);
    let says = visitor.get(&day).text();
    assert!(says.contains("cannot be reached"), "{says}");
    assert!(says.contains("Save the day’s packet"), "{says}");
    drop(server.stop());

    let Some(printer) = IppPrinter::start(&desk, &["-f", "application/pdf"], "exit 1") else {
        return;
    };
    site(&desk, &printer.uri());
    let server = Server::start(&desk, &["--port", "0", "--archive", "kept"]);
    let visitor = server.enter();
    let path = form(&visitor);
    visitor.post(&format!("{path}/print"), &[]);
    let says = visitor.get(&format!("{path}/made")).text();
    assert!(
        says.contains("has not printed job 1: it was given up"),
        "{says}"
    );
    assert!(statuses(&desk).iter().all(|it| it == "issued"));
}
