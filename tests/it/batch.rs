//! Many rows: one verdict each, the same whatever the number of workers and however
//! often the run was broken off.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use countersign::batch::{Batch, Entry, Journal, Paths, Row, Shard, Summary, Verdict};
use countersign::case::Case;
use countersign::error::Problems;
use countersign::outside::Outside;
use countersign::typeset::Paper;

use crate::judges;
use crate::support::{Desk, clock, example_text, read};

/// A row that is a case file with another patient; every third has no side.
#[derive(Clone)]
struct Patient(u64);

impl Patient {
    fn name(&self) -> String {
        format!(
            "Family{}",
            "abcdefghij".chars().nth(self.0 as usize % 10).unwrap()
        )
    }

    fn record_number(&self) -> String {
        format!("{:08}", 700_000 + self.0)
    }

    fn is_refused(&self) -> bool {
        self.0.is_multiple_of(3)
    }
}

impl Row for Patient {
    fn number(&self) -> u64 {
        self.0
    }

    fn case(&self) -> Result<Cow<'_, Case>, Problems> {
        let text = example_text("carpal-tunnel-both-hands.toml");
        let mut changed = String::new();
        for line in text.lines() {
            let line = match line.split(" = ").next().unwrap() {
                "family_name" => format!("family_name = \"{}\"", self.name()),
                "record_number" => format!("record_number = \"{}\"", self.record_number()),
                "side" if self.is_refused() => continue,
                _ => line.to_owned(),
            };
            changed.push_str(&line);
            changed.push('\n');
        }
        read(&changed, &format!("row {}.toml", self.0)).map(Cow::Owned)
    }

    fn warnings(&self) -> Vec<String> {
        Vec::new()
    }
}

fn outside() -> Outside {
    Outside::at(clock())
}

/// Runs rows into a folder; what was told, in order, and the summary.
fn run(
    folder: &Path,
    rows: &[Patient],
    jobs: usize,
    shard: Option<Shard>,
) -> (Vec<Entry>, Summary) {
    let outside = outside();
    let desk = Desk::new();
    let generator = desk.generator(Paper::A4).unwrap();
    let mut journal = Journal::open(folder.join("journal.jsonl"), "test", &outside).unwrap();
    let batch = Batch {
        generator: &generator,
        folder,
        jobs,
        shard,
        outside: &outside,
    };
    let mut told = Vec::new();
    batch
        .run(rows.iter().cloned(), &mut journal, &mut |entry| {
            told.push(entry.clone())
        })
        .unwrap();
    let paths = Paths::of(folder, shard);
    let summary = journal.report(&paths, &outside).unwrap();
    (told, summary)
}

fn rows(n: u64) -> Vec<Patient> {
    (1..=n).map(Patient).collect()
}

fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let all = fs::read_dir(folder).unwrap();
    all.map(|file| file.unwrap())
        .map(|file| {
            (
                file.file_name().into_string().unwrap(),
                fs::read(file.path()).unwrap(),
            )
        })
        .collect()
}

#[test]
fn every_row_gets_one_verdict_and_the_jobs_do_not_matter() {
    let (one, many) = (Desk::new(), Desk::new());
    let (told, summary) = run(one.folder.path(), &rows(7), 1, None);
    let numbers: Vec<u64> = told.iter().map(|entry| entry.row).collect();
    assert_eq!(numbers, [1, 2, 3, 4, 5, 6, 7]);
    assert_eq!((summary.forms, summary.refused), (5, 2));
    run(many.folder.path(), &rows(7), 4, None);
    let files = files(one.folder.path());
    assert_eq!(files, self::files(many.folder.path()));
    let mut forms = Vec::new();
    for entry in &told {
        let patient = Patient(entry.row);
        match &entry.verdict {
            Verdict::Refused { reasons } => {
                assert!(patient.is_refused());
                assert!(reasons[0].contains("needs a side"), "{reasons:?}");
            }
            Verdict::Form { file, pages, .. } => {
                let report = file.replace(".pdf", ".report.json");
                assert!(files.contains_key(&report), "no report beside {file}");
                assert!(!patient.is_refused() && *pages > 5);
                forms.push((patient, files[file].clone()));
            }
        }
    }
    // No patient's data on another's form.
    for (patient, bytes) in &forms {
        let Some(text) = judges::text_of(bytes) else {
            return;
        };
        for (other, _) in &forms {
            let own = other.0 == patient.0;
            assert_eq!(
                text.contains(&other.record_number()),
                own,
                "{} on {}",
                other.0,
                patient.0
            );
            assert_eq!(text.contains(&other.name()), own);
        }
    }
    let all: Vec<Vec<u8>> = forms.into_iter().map(|(_, bytes)| bytes).collect();
    judges::all_conform(&all);
}

#[test]
fn a_run_that_was_broken_off_ends_as_one_that_was_not() {
    let whole = Desk::new();
    run(whole.folder.path(), &rows(6), 2, None);
    let broken = Desk::new();
    run(broken.folder.path(), &rows(4), 2, None);
    // Cut off in the middle of a line, one file lost, one form without its line.
    let journal = broken.path("journal.jsonl");
    let text = fs::read_to_string(&journal).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    fs::write(&journal, lines[..4].join("\n") + "\n{\"row\":4,\"verd").unwrap();
    let lost = files(broken.folder.path())
        .into_keys()
        .find(|name| name.starts_with("00002-") && name.ends_with(".pdf"))
        .unwrap();
    fs::remove_file(broken.path(&lost)).unwrap();
    let (told, _) = run(broken.folder.path(), &rows(6), 2, None);
    let again: BTreeSet<u64> = told.iter().map(|entry| entry.row).collect();
    assert_eq!(
        again,
        BTreeSet::from([2, 4, 5, 6]),
        "the others are not done again"
    );
    let without_journal = |desk: &Desk| {
        let mut files = files(desk.folder.path());
        files.remove("journal.jsonl");
        files
    };
    assert_eq!(without_journal(&whole), without_journal(&broken));
}

#[test]
fn shards_part_the_rows_and_leave_none_out() {
    let desk = Desk::new();
    let mut seen = BTreeSet::new();
    for part in 1..=3 {
        let folder = desk.path(&format!("{part}"));
        fs::create_dir(&folder).unwrap();
        let (told, _) = run(&folder, &rows(7), 1, Some(Shard { part, of: 3 }));
        for entry in told {
            assert!(seen.insert(entry.row), "row {} twice", entry.row);
        }
    }
    assert_eq!(seen.len(), 7);
    assert!("2/4".parse::<Shard>().is_ok());
    for wrong in ["0/4", "5/4", "2", "a/b", "1/0"] {
        assert!(wrong.parse::<Shard>().is_err(), "{wrong}");
    }
}

#[test]
fn the_report_reads_as_a_table_and_as_json() {
    let desk = Desk::new();
    run(desk.folder.path(), &rows(3), 2, None);
    let csv = fs::read_to_string(desk.path("report.csv")).unwrap();
    let csv = csv
        .strip_prefix('\u{FEFF}')
        .expect("spreadsheets need the mark");
    let mut table = csv::Reader::from_reader(csv.as_bytes());
    let lines: Vec<csv::StringRecord> = table.records().map(Result::unwrap).collect();
    let verdicts: Vec<&str> = lines.iter().map(|line| &line[1]).collect();
    assert_eq!(verdicts, ["form", "form", "refused"]);
    assert!(lines[2][2].contains("needs a side"), "{:?}", lines[2]);
    let json = fs::read_to_string(desk.path("report.json")).unwrap();
    let json: Vec<Entry> = serde_json::from_str(&json).unwrap();
    assert_eq!(json.len(), 3);
    for text in [csv, &serde_json::to_string(&json).unwrap()] {
        for patient in rows(3) {
            assert!(!text.contains(&patient.name()) && !text.contains(&patient.record_number()));
        }
    }
}

#[test]
fn a_folder_of_another_run_is_refused() {
    let desk = Desk::new();
    run(desk.folder.path(), &rows(1), 1, None);
    let path = desk.path("journal.jsonl");
    let problems = Journal::open(path, "other", &outside())
        .unwrap_err()
        .to_string();
    assert!(
        problems.contains("is of another run") && problems.contains("hint: "),
        "{problems}"
    );
}

#[test]
fn a_folder_that_cannot_be_written_ends_the_run_with_a_message() {
    let desk = Desk::new();
    let outside = outside();
    let generator = desk.generator(Paper::A4).unwrap();
    let mut journal = Journal::open(desk.path("journal.jsonl"), "test", &outside).unwrap();
    let gone = desk.path("gone");
    let batch = Batch {
        generator: &generator,
        folder: &gone,
        jobs: 2,
        shard: None,
        outside: &outside,
    };
    let problems = batch
        .run(rows(4).into_iter(), &mut journal, &mut |_| {})
        .unwrap_err()
        .to_string();
    assert!(problems.contains("cannot be written"), "{problems}");
}

#[test]
fn the_command_makes_a_form_or_says_why_not_for_every_row_of_a_schedule() {
    let desk = Desk::new();
    desk.write(
        "site/countersign.toml",
        "[facility]\nname = \"Harbour Hospital\"\n",
    );
    let schedule = crate::support::root().join("examples/schedule.csv");
    let schedule = schedule.to_str().unwrap();
    let dry = desk.run(&["batch", schedule, "--dry-run", "--site", "site"]);
    assert_eq!(dry.status, 0, "{}", dry.stderr);
    assert!(
        dry.text().contains("Patient Name     patient-name"),
        "{}",
        dry.text()
    );
    assert!(!desk.path("out").exists());
    let run = |folder: &str, jobs: &str| {
        let run = desk.run(&[
            "batch", schedule, "-o", folder, "--site", "site", "--jobs", jobs,
        ]);
        assert_eq!(run.status, 1, "one row has no side: {}", run.stderr);
        assert!(run.stderr.contains("3 forms"), "{}", run.stderr);
        assert!(run.stderr.contains("1 rows refused"), "{}", run.stderr);
    };
    run("out", "1");
    run("again", "3");
    // Except for the time at which the run began.
    let forms = |folder: &str| -> Vec<String> {
        let names = files(&desk.path(folder)).into_keys();
        names.filter(|name| name.ends_with(".pdf")).collect()
    };
    assert_eq!(forms("out"), forms("again"));
    assert_eq!(forms("out").len(), 3);
    let before = files(&desk.path("out"));
    run("out", "2");
    assert_eq!(
        before,
        files(&desk.path("out")),
        "what is done is left alone"
    );
    let report = fs::read_to_string(desk.path("out/report.csv")).unwrap();
    assert!(
        report.contains("schedule.csv:5:10: `foraminotomy` needs a side"),
        "{report}"
    );
    for secret in ["OKAFOR", "00412907", "LINDQVIST"] {
        assert!(!report.to_uppercase().contains(secret));
    }
    let all: Vec<Vec<u8>> = before
        .into_iter()
        .filter(|(name, _)| name.ends_with(".pdf"))
        .map(|(_, bytes)| bytes)
        .collect();
    judges::all_conform(&all);
    // Another mapping is another run, and needs another folder.
    desk.write("m.toml", "date-order = \"mdy\"\n");
    let other = desk.run(&[
        "batch",
        schedule,
        "-o",
        "out",
        "--site",
        "site",
        "--mapping",
        "m.toml",
    ]);
    assert_eq!(other.status, 2);
    assert!(
        other.stderr.contains("is of another run"),
        "{}",
        other.stderr
    );
}

#[test]
fn a_killed_run_goes_on_and_ends_byte_for_byte_as_an_undisturbed_one() {
    let desk = Desk::new();
    desk.write(
        "site/countersign.toml",
        "[facility]\nname = \"Harbour Hospital\"\n",
    );
    let mut schedule = String::from("MRN,Patient Name,DOB,Primary Surgeon,Procedure,Laterality\n");
    for n in 0..16 {
        let side = if n % 5 == 4 { "" } else { "Left" };
        schedule.push_str(&format!(
            "7001{n:02},\"DOE, {}\",1961-03-14,\"Ito, Ken MD\",Carpal tunnel release,{side}\n",
            (b'A' + n) as char
        ));
    }
    let schedule = desk.write("day.csv", &schedule);
    let command = |folder: &str| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_countersign"));
        command
            .current_dir(desk.folder.path())
            .env("SOURCE_DATE_EPOCH", crate::support::EPOCH.to_string())
            .args(["batch", schedule.to_str().unwrap(), "-o", folder])
            .args(["--site", "site", "--jobs", "2"]);
        command
    };
    assert_eq!(command("whole").output().unwrap().status.code(), Some(1));
    let whole = files(&desk.path("whole"));
    let mut killed = 0;
    for wait in [150, 400, 900, 1600] {
        let mut child = command("broken").spawn().unwrap();
        std::thread::sleep(std::time::Duration::from_millis(wait));
        killed += usize::from(child.try_wait().unwrap().is_none());
        child.kill().unwrap();
        child.wait().unwrap();
        // Whatever stands there under its own name is whole.
        for (name, bytes) in files(&desk.path("broken")) {
            if name.starts_with("000") {
                assert_eq!(whole.get(&name), Some(&bytes), "{name} after {wait} ms");
            }
        }
    }
    assert!(killed > 0, "every run ended before it was killed");
    assert_eq!(command("broken").output().unwrap().status.code(), Some(1));
    assert_eq!(whole, files(&desk.path("broken")));
}

/// A row at which the program fails.
struct Failing(u64);

impl Row for Failing {
    fn number(&self) -> u64 {
        self.0
    }

    fn case(&self) -> Result<Cow<'_, Case>, Problems> {
        assert_ne!(self.0, 2, "row 2 fails");
        Patient(1).case().map(|case| Cow::Owned(case.into_owned()))
    }

    fn warnings(&self) -> Vec<String> {
        Vec::new()
    }
}

#[test]
fn a_row_at_which_the_program_fails_stops_no_other() {
    let desk = Desk::new();
    let outside = outside();
    let generator = desk.generator(Paper::A4).unwrap();
    let mut journal = Journal::open(desk.path("journal.jsonl"), "test", &outside).unwrap();
    let batch = Batch {
        generator: &generator,
        folder: desk.folder.path(),
        jobs: 2,
        shard: None,
        outside: &outside,
    };
    let mut told = Vec::new();
    let rows = (1..=3).map(Failing);
    batch
        .run(rows, &mut journal, &mut |entry| told.push(entry.clone()))
        .unwrap();
    let refused: Vec<bool> = told
        .iter()
        .map(|entry| matches!(entry.verdict, Verdict::Refused { .. }))
        .collect();
    assert_eq!(refused, [false, true, false]);
}
