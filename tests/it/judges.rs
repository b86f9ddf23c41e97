//! Independent tools that say whether a file is what it claims.
//!
//! `tests/judges/install` fetches them. Without them a test says what it
//! skipped; under `tests/run` it fails.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::Mutex;

use countersign::typeset::{Mark, Pages};

use crate::support::{Desk, bare, root};

/// Where `tests/judges/install` put what it fetched.
fn fetched() -> PathBuf {
    std::env::var("COUNTERSIGN_JUDGES")
        .map(PathBuf::from)
        .unwrap_or_else(|_| root().join(".judges"))
}

/// Runs a tool; `None` if it is not there and need not be.
fn tool(name: &str, arguments: &[&str]) -> Option<(bool, String)> {
    let program = match name {
        "python" | "verapdf" => fetched().join("bin").join(name),
        _ => PathBuf::from(name),
    };
    match Command::new(&program).args(arguments).output() {
        Ok(output) => {
            let text = [output.stdout, output.stderr].concat();
            Some((
                output.status.success(),
                String::from_utf8_lossy(&text).into_owned(),
            ))
        }
        Err(error) => {
            assert!(
                std::env::var("COUNTERSIGN_JUDGES_REQUIRED").is_err(),
                "the judge {name} is missing: {error}"
            );
            eprintln!("skipped: the judge {name} is missing; tests/judges/install fetches it");
            None
        }
    }
}

/// Whether a tool is there that a test starts by itself.
pub(crate) fn is_there(name: &str) -> bool {
    tool(name, &["--version"]).is_some()
}

/// Runs one of `tests/judges/*.py`; it must find nothing.
pub(crate) fn script(name: &str, arguments: &[&str]) -> Option<String> {
    let path = root().join("tests/judges").join(name);
    let arguments = [&[path.to_str().unwrap()], arguments].concat();
    tool("python", &arguments).map(|(fine, says)| {
        assert!(fine, "{name}: {says}");
        says
    })
}

/// Runs one of `tests/web/*.mjs`; it must find nothing.
pub(crate) fn browser(name: &str, arguments: &[&str]) -> Option<String> {
    let modules = fetched().join("node");
    let there = modules.join("node_modules/axe-core").is_dir() && is_there("chromium");
    if !there {
        assert!(
            std::env::var("COUNTERSIGN_JUDGES_REQUIRED").is_err(),
            "the judges playwright-core and axe-core are missing"
        );
        eprintln!("skipped: the browser is missing; tests/judges/install fetches it");
        return None;
    }
    let output = Command::new("node")
        .arg(root().join("tests/web").join(name))
        .args(arguments)
        .env("COUNTERSIGN_NODE", modules)
        .output()
        .unwrap();
    let says = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{name}: {says}");
    Some(says)
}

/// What veraPDF says of a file for some flavours; whether it passes.
pub(crate) fn conformance(path: &Path, flavours: &str) -> Option<(bool, String)> {
    verapdf(&[flavours, path.to_str().unwrap()])
}

/// One that has started and waits for files, and what it says.
struct Waiting(Child, BufReader<ChildStdout>);

/// Those that wait. They end with the tests: then nobody can ask them any more.
static WAITING: Mutex<Vec<Waiting>> = Mutex::new(Vec::new());

/// Asks a veraPDF that waits, or starts one: that takes longer than to judge a form.
fn verapdf(arguments: &[&str]) -> Option<(bool, String)> {
    let known = WAITING.lock().unwrap().pop();
    let Waiting(mut child, mut from) = match known {
        Some(known) => known,
        None => {
            tool("verapdf", &["2a"])?;
            let mut child = Command::new(fetched().join("bin/verapdf"))
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .spawn()
                .unwrap();
            let from = BufReader::new(child.stdout.take().unwrap());
            Waiting(child, from)
        }
    };
    let to = child.stdin.as_mut().unwrap();
    writeln!(to, "{}", arguments.join("\t")).unwrap();
    let mut says = String::new();
    let status = loop {
        let mut line = String::new();
        let read = from.read_line(&mut line).unwrap();
        assert!(read > 0, "veraPDF ended: {says}");
        match line.strip_prefix("exit ") {
            Some(status) => break status.trim().to_owned(),
            None => says.push_str(&line),
        }
    };
    WAITING.lock().unwrap().push(Waiting(child, from));
    Some((status == "0", says))
}

/// veraPDF on many forms at once: PDF/A-2a and PDF/UA-1, all of them.
pub(crate) fn all_conform(forms: &[impl AsRef<[u8]>]) {
    let desk = Desk::new();
    let mut arguments = vec!["2a,ua1".to_owned()];
    for (index, bytes) in forms.iter().enumerate() {
        let path = desk.path(&format!("{index}.pdf"));
        fs::write(&path, bytes).unwrap();
        arguments.push(path.to_str().unwrap().to_owned());
    }
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    if let Some((passes, says)) = verapdf(&arguments) {
        assert!(passes, "veraPDF: {says}");
        assert_eq!(says.matches("pass ").count(), 2 * forms.len(), "{says}");
    }
}

/// Every judge on one file. Call it for every PDF that a test makes.
pub(crate) fn judge(bytes: &[u8], pages: Option<&Pages>) {
    let desk = Desk::new();
    let path = desk.path("form.pdf");
    fs::write(&path, bytes).unwrap();
    if let Some((clean, says)) = tool("qpdf", &["--check", path.to_str().unwrap()]) {
        assert!(clean && !says.contains("WARNING"), "qpdf: {says}");
    }
    if let Some((passes, says)) = conformance(&path, "2a,ua1") {
        assert!(passes, "veraPDF: {says}");
    }
    script("fields.py", &[path.to_str().unwrap()]);
    script("render.py", &[path.to_str().unwrap()]);
    fonts(&path);
    if let (Some(pages), Some(text)) = (pages, text(&path)) {
        let read: Vec<String> = text.split('\u{c}').map(bare).collect();
        for (index, page) in pages.pages.iter().enumerate() {
            let placed: String = page
                .items
                .iter()
                .filter_map(|item| match &item.mark {
                    Mark::Glyphs(run) => Some(bare(&run.text)),
                    _ => None,
                })
                .collect();
            assert_eq!(
                read[index],
                placed,
                "page {} reads otherwise than it was set",
                index + 1
            );
        }
    }
}

/// Every font embedded, subset and mapped to Unicode.
fn fonts(path: &Path) {
    let Some((_, says)) = tool("pdffonts", &[path.to_str().unwrap()]) else {
        return;
    };
    let rows: Vec<&str> = says.lines().skip(2).collect();
    assert!(!rows.is_empty(), "pdffonts found no font");
    for row in rows {
        let columns: Vec<&str> = row.split_whitespace().collect();
        let flags = &columns[columns.len() - 5..columns.len() - 2];
        // The font of the fields has its characters by name, not by a table.
        let unicode = if row.contains("WinAnsi") { "no" } else { "yes" };
        assert_eq!(
            flags,
            ["yes", "yes", unicode],
            "embedded, subset, Unicode: {row}"
        );
    }
}

/// What poppler reads, in the order of the file.
pub(crate) fn text(path: &Path) -> Option<String> {
    tool(
        "pdftotext",
        &["-raw", "-enc", "UTF-8", path.to_str().unwrap(), "-"],
    )
    .map(|(ok, text)| {
        assert!(ok, "pdftotext: {text}");
        text
    })
}

pub(crate) fn text_of(bytes: &[u8]) -> Option<String> {
    let desk = Desk::new();
    let path = desk.path("form.pdf");
    fs::write(&path, bytes).unwrap();
    text(&path)
}

/// What poppler says of the file: title, producer, page size.
pub(crate) fn info(bytes: &[u8]) -> Option<BTreeMap<String, String>> {
    let desk = Desk::new();
    let path = desk.path("form.pdf");
    fs::write(&path, bytes).unwrap();
    tool("pdfinfo", &[path.to_str().unwrap()]).map(|(_, says)| {
        says.lines()
            .filter_map(|line| line.split_once(':'))
            .map(|(key, value)| (key.to_owned(), value.trim().to_owned()))
            .collect()
    })
}

/// The words of the structure tree, as poppler walks it.
pub(crate) fn structure(bytes: &[u8]) -> Option<String> {
    let desk = Desk::new();
    let path = desk.path("form.pdf");
    fs::write(&path, bytes).unwrap();
    tool("pdfinfo", &["-struct-text", path.to_str().unwrap()]).map(|(ok, says)| {
        assert!(ok, "pdfinfo: {says}");
        let quoted = says
            .lines()
            .filter_map(|line| line.trim().strip_prefix('"')?.strip_suffix('"'));
        quoted.collect()
    })
}

/// The bookmarks, indented by level.
pub(crate) fn bookmarks(bytes: &[u8]) -> Option<String> {
    let desk = Desk::new();
    let path = desk.path("form.pdf");
    fs::write(&path, bytes).unwrap();
    tool("mutool", &["show", path.to_str().unwrap(), "outline"]).map(|(ok, says)| {
        assert!(ok, "mutool: {says}");
        says
    })
}

/// Dots an inch of [`raster`].
pub(crate) const RASTER_DPI: u32 = 40;

/// Ink of each page, as grey pixels.
pub(crate) fn raster(bytes: &[u8]) -> Option<Vec<u8>> {
    let desk = Desk::new();
    let path = desk.path("form.pdf");
    fs::write(&path, bytes).unwrap();
    let out = desk.path("page");
    tool(
        "pdftoppm",
        &[
            "-r",
            &RASTER_DPI.to_string(),
            "-gray",
            path.to_str().unwrap(),
            out.to_str().unwrap(),
        ],
    )?;
    let mut files: Vec<PathBuf> = fs::read_dir(desk.folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "pgm"))
        .collect();
    files.sort();
    assert!(!files.is_empty());
    Some(
        files
            .iter()
            .flat_map(|file| fs::read(file).unwrap())
            .collect(),
    )
}

/// How many pixels a page is across, and all of them in grey, row by row.
pub(crate) fn page(bytes: &[u8], number: usize, dpi: usize) -> Option<(usize, Vec<u8>)> {
    let desk = Desk::new();
    let path = desk.path("form.pdf");
    fs::write(&path, bytes).unwrap();
    let out = desk.path("page");
    let (number, dpi) = (number.to_string(), dpi.to_string());
    let mut arguments = vec!["-singlefile", "-gray", "-r", &dpi, "-f", &number];
    arguments.extend([path.to_str().unwrap(), out.to_str().unwrap()]);
    let (ok, says) = tool("pdftoppm", &arguments)?;
    assert!(ok, "pdftoppm: {says}");
    // P5, width and height, the brightest grey, then a byte for each pixel.
    let image = fs::read(desk.path("page.pgm")).unwrap();
    let words: Vec<&[u8]> = image.splitn(4, u8::is_ascii_whitespace).collect();
    let size = |word: &[u8]| std::str::from_utf8(word).unwrap().parse::<usize>().unwrap();
    let (across, down) = (size(words[1]), size(words[2]));
    Some((across, image[image.len() - across * down..].to_vec()))
}

/// Flesch-Kincaid grade and longest sentence of each section, by textstat.
pub(crate) fn readability(
    sections: &BTreeMap<String, Vec<String>>,
) -> Option<BTreeMap<String, (f64, u64)>> {
    tool("python", &["-c", "import textstat"])?;
    let mut child = Command::new(fetched().join("bin/python"))
        .arg(root().join("tests/judges/readability.py"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let input = serde_json::to_vec(sections).unwrap();
    child.stdin.take().unwrap().write_all(&input).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "the readability judge failed");
    let verdict: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let measured = verdict.as_object().unwrap().iter().map(|(name, figures)| {
        let figures = (
            figures["grade"].as_f64().unwrap(),
            figures["longest"].as_u64().unwrap(),
        );
        (name.clone(), figures)
    });
    Some(measured.collect())
}
