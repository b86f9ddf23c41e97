//! What goes wrong around a batch: a full disk, a folder that cannot be written, files that
//! change or stand in the way, two runs at once. Each ends with a message and status 2, leaves
//! nothing half-written, and the same command completes once the fault is mended.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use countersign::batch::Journal;
use countersign::library::Files;
use countersign::outside::Outside;

use crate::support::{Desk, EPOCH, clock};

const BINARY: &str = env!("CARGO_BIN_EXE_countersign");

/// A folder with a schedule `day.csv` of some rows and a site. Rows without a side are refused.
fn desk(rows: &[&str]) -> Desk {
    let desk = Desk::new();
    desk.write(
        "site/countersign.toml",
        "[facility]\nname = \"Harbour Hospital\"\n",
    );
    let mut schedule =
        String::from("MRN,Patient Name,DOB,Primary Surgeon,Procedure,Laterality,Comments\n");
    for (n, row) in rows.iter().enumerate() {
        let letter = (b'A' + (n % 26) as u8) as char;
        let end = if row.contains(',') { "" } else { "," };
        schedule.push_str(&format!(
            "7{n:05},\"DOE, {letter}\",1961-03-14,\"Ito, Ken MD\",Carpal tunnel release,{row}{end}\n"
        ));
    }
    desk.write("day.csv", &schedule);
    desk
}

fn arguments(folder: &str) -> Vec<&str> {
    vec![
        "batch", "day.csv", "-o", folder, "--site", "site", "--jobs", "2",
    ]
}

fn command(desk: &Desk, program: &str) -> Command {
    let mut command = Command::new(program);
    command
        .current_dir(desk.folder.path())
        .env("SOURCE_DATE_EPOCH", EPOCH.to_string())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

fn batch(desk: &Desk, folder: &str) -> Command {
    let mut command = command(desk, BINARY);
    command.args(arguments(folder));
    command
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// Runs it and expects status 2; the message.
fn fails(mut command: Command, says: &[&str]) -> String {
    let output = command.output().unwrap();
    let message = stderr(&output);
    assert_eq!(output.status.code(), Some(2), "{message}");
    for part in says.iter().chain(&["hint: "]) {
        assert!(message.contains(part), "no {part:?} in {message}");
    }
    assert!(!message.contains("DOE"), "{message}");
    message
}

/// Every file of a folder by name.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let all = fs::read_dir(folder).unwrap().map(|file| file.unwrap());
    all.map(|file| {
        let name = file.file_name().into_string().unwrap();
        (name, fs::read(file.path()).unwrap())
    })
    .collect()
}

/// Runs into a folder, now that nothing is in the way, and expects what an undisturbed run makes.
fn completes(desk: &Desk, folder: &str) {
    for folder in [folder, "undisturbed"] {
        let output = batch(desk, folder).output().unwrap();
        assert!(
            matches!(output.status.code(), Some(0 | 1)),
            "{}",
            stderr(&output)
        );
    }
    let (ours, theirs) = (files(&desk.path(folder)), files(&desk.path("undisturbed")));
    assert_eq!(
        ours.keys().collect::<Vec<_>>(),
        theirs.keys().collect::<Vec<_>>()
    );
    for (name, bytes) in &ours {
        // A form that was made again has a second line there.
        assert!(name == "journal.jsonl" || theirs[name] == *bytes, "{name}");
    }
}

/// What stands in a folder under the name of a form is the whole form.
fn nothing_is_half_written(desk: &Desk, folder: &str) {
    let output = batch(desk, "undisturbed").output().unwrap();
    assert!(matches!(output.status.code(), Some(0 | 1)));
    let whole = files(&desk.path("undisturbed"));
    for (name, bytes) in files(&desk.path(folder)) {
        assert!(!name.ends_with(".tmp"), "{name} was left behind");
        assert!(
            name == "journal.jsonl" || whole.get(&name) == Some(&bytes),
            "{name}"
        );
    }
}

fn form_of_row(desk: &Desk, folder: &str, row: u64) -> PathBuf {
    let begin = format!("{row:05}-");
    let name = files(&desk.path(folder))
        .into_keys()
        .find(|name| name.starts_with(&begin) && name.ends_with(".pdf"));
    desk.path(folder).join(name.expect("a form of this row"))
}

/// Starts a run and waits until its journal has some lines.
fn started(desk: &Desk, folder: &str, lines: usize) -> Child {
    let child = batch(desk, folder).spawn().unwrap();
    let (journal, since) = (desk.path(folder).join("journal.jsonl"), Instant::now());
    while fs::read_to_string(&journal).map_or(0, |text| text.lines().count()) <= lines {
        assert!(since.elapsed().as_secs() < 60, "the run did not begin");
        std::thread::sleep(Duration::from_millis(5));
    }
    child
}

#[test]
#[cfg(unix)]
fn a_file_that_grows_too_large_ends_the_run_and_the_next_one_completes() {
    let desk = desk(&["", "Left", "Right"]);
    // A form is larger than 16 blocks of at most a kilobyte, its journal is not.
    let script = "trap '' XFSZ; ulimit -f 16; exec \"$0\" \"$@\"";
    let mut limited = command(&desk, "sh");
    limited.args(["-c", script, BINARY]).args(arguments("out"));
    let says = ["out/0000", ".pdf cannot be written: ", "larger than files"];
    fails(limited, &says);
    let journal = fs::read_to_string(desk.path("out/journal.jsonl")).unwrap();
    assert!(journal.contains("{\"row\":2,\"verdict\":\"refused\""));
    nothing_is_half_written(&desk, "out");
    completes(&desk, "out");
}

/// A real disk that is full, where a name space of its own may be made.
#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_ends_the_run_and_the_next_one_completes() {
    let desk = desk(&["Left", "", "Right", "Left", "Right"]);
    fs::create_dir(desk.path("disk")).unwrap();
    // Room for some forms, then for all; what is on the disk goes with the name space.
    completes(&desk, "whole");
    let size: usize = files(&desk.path("whole")).values().map(Vec::len).sum();
    let half = size / 2;
    let script = format!(
        "mount -t tmpfs -o size={half} none disk || exit 77
        \"$0\" \"$@\"; echo status $? >&2
        cp -a disk/out first
        mount -o remount,size=64m disk || exit 77
        \"$0\" \"$@\" 2>&1; cp -a disk/out second"
    );
    let mut unshared = command(&desk, "unshare");
    unshared.args(["--user", "--map-root-user", "--mount", "sh", "-c", &script]);
    unshared.arg(BINARY).args(arguments("disk/out"));
    let output = match unshared.output() {
        Ok(output) if output.status.code() == Some(0) => output,
        _ => return eprintln!("skipped: no name space of its own can be made here"),
    };
    let message = stderr(&output);
    assert!(message.contains("status 2"), "{message}");
    assert!(
        message.contains("cannot be written: the disk is full"),
        "{message}"
    );
    assert!(message.contains("hint: make room"), "{message}");
    let first = files(&desk.path("first"));
    let forms = first.keys().filter(|name| name.ends_with(".pdf")).count();
    assert!((1..4).contains(&forms), "{:?}", first.keys());
    nothing_is_half_written(&desk, "first");
    completes(&desk, "second");
}

#[test]
#[cfg(target_os = "linux")]
fn standard_output_that_is_full_is_a_failure() {
    let desk = desk(&["Left"]);
    let mut dry = command(&desk, BINARY);
    dry.args(["batch", "day.csv", "--dry-run"]);
    let full = fs::OpenOptions::new()
        .write(true)
        .open("/dev/full")
        .unwrap();
    dry.stdout(full);
    fails(dry, &["the disk is full"]);
}

#[test]
fn folders_that_are_files_and_files_that_are_folders_are_named() {
    let desk = desk(&["Left", ""]);
    desk.write("file", "not ours");
    fails(batch(&desk, "file"), &["file cannot be a folder"]);
    fails(batch(&desk, "file/below"), &["cannot be a folder"]);
    assert_eq!(fs::read_to_string(desk.path("file")).unwrap(), "not ours");
    fs::create_dir_all(desk.path("a/journal.jsonl")).unwrap();
    fails(batch(&desk, "a"), &["journal.jsonl cannot be written"]);
    // The forms are made, and only the report has no room to stand.
    fs::create_dir_all(desk.path("b/report.csv/x")).unwrap();
    fails(batch(&desk, "b"), &["report.csv"]);
    fs::remove_dir_all(desk.path("b/report.csv")).unwrap();
    completes(&desk, "b");
}

#[test]
#[cfg(unix)]
fn a_folder_that_may_not_be_written_is_named() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    use std::os::unix::process::CommandExt;
    let desk = desk(&["Left"]);
    let allow = |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode));
    fs::create_dir(desk.path("out")).unwrap();
    // Whatever this process lets others read by itself.
    let mut readable = Command::new("chmod");
    readable.args(["-R", "a+rX"]).arg(desk.folder.path());
    assert!(readable.status().unwrap().success());
    allow(&desk.path("out"), 0o555).unwrap();
    let mut command = batch(&desk, "out");
    if fs::metadata(desk.folder.path()).unwrap().uid() == 0 {
        // Nothing keeps root from writing: be somebody else, with a program within reach.
        fs::copy(BINARY, desk.path("program")).unwrap();
        command = self::command(&desk, desk.path("program").to_str().unwrap());
        command.args(arguments("out")).uid(65_534).gid(65_534);
    }
    fails(command, &["journal.jsonl cannot be written: you may not"]);
    allow(&desk.path("out"), 0o755).unwrap();
    completes(&desk, "out");
}

#[test]
fn a_file_of_somebody_else_is_never_overwritten() {
    let desk = desk(&["Left", ""]);
    completes(&desk, "out");
    let form = form_of_row(&desk, "out", 2);
    let name = form.file_name().unwrap().to_str().unwrap();
    let theirs = desk.write(&format!("b/{name}"), "not ours");
    fails(
        batch(&desk, "b"),
        &[name, "is there already, with other content"],
    );
    assert_eq!(fs::read_to_string(&theirs).unwrap(), "not ours");
    fs::remove_file(&theirs).unwrap();
    completes(&desk, "b");
    // A form that was filled in where it stands is somebody's work too.
    let mut filled = fs::read(&form).unwrap();
    filled.extend_from_slice(b"filled in");
    fs::write(&form, &filled).unwrap();
    fails(batch(&desk, "out"), &[name, "is there already"]);
    assert_eq!(fs::read(&form).unwrap(), filled);
}

/// After a loss of power the journal may know forms that never reached the disk.
#[test]
fn forms_that_a_loss_of_power_tore_are_made_again() {
    let desk = desk(&["Left", "Right", "Left", "Right"]);
    completes(&desk, "out");
    let whole = files(&desk.path("out"));
    let torn = |row, tear: &dyn Fn(Vec<u8>) -> Vec<u8>| {
        let form = form_of_row(&desk, "out", row);
        let bytes = tear(fs::read(&form).unwrap());
        fs::write(&form, bytes).unwrap();
        form
    };
    torn(2, &|_| Vec::new());
    torn(3, &|bytes| bytes[..bytes.len() / 3].to_vec());
    torn(4, &|mut bytes| {
        let from = bytes.len() / 2;
        bytes[from..].fill(0);
        bytes
    });
    let report = form_of_row(&desk, "out", 5).with_extension("report.json");
    fs::write(&report, "{\"form_id\":").unwrap();
    completes(&desk, "out");
    let again = files(&desk.path("out"));
    for (name, bytes) in whole {
        assert!(name == "journal.jsonl" || again[&name] == bytes, "{name}");
    }
}

#[test]
fn a_schedule_that_is_no_file_is_refused() {
    let desk = desk(&["Left"]);
    let with = |schedule: &str| {
        let mut command = command(&desk, BINARY);
        command.args(["batch", schedule, "-o", "out", "--site", "site"]);
        command
    };
    fails(with("-"), &["- is no file, and it is read more than once"]);
    fails(with("site"), &["site is no file"]);
    fails_plainly(with("gone.csv"), "gone.csv cannot be read");
    #[cfg(unix)]
    if Command::new("mkfifo")
        .arg(desk.path("pipe"))
        .status()
        .is_ok()
    {
        fails(with("pipe"), &["pipe is no file"]);
    }
    assert!(!desk.path("out").exists());
}

fn fails_plainly(mut command: Command, says: &str) {
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains(says), "{}", stderr(&output));
}

/// Rows that take long, then some 150 kilobytes of rows that are read late.
fn long() -> Desk {
    let late = format!(",{}", "late ".repeat(600));
    let rows: Vec<&str> = [["Left,"; 14].as_slice(), &[late.as_str(); 50]].concat();
    desk(&rows)
}

#[test]
fn a_schedule_that_changes_during_the_run_ends_it() {
    let desk = long();
    let whole = fs::read(desk.path("day.csv")).unwrap();
    for (folder, change) in [("changed", false), ("cut", true)] {
        let run = started(&desk, folder, 1);
        let mut now = whole.clone();
        match change {
            true => now.truncate(whole.len() - 9_000),
            false => now[whole.len() - 8_000] = b'!',
        }
        fs::write(desk.path("day.csv"), &now).unwrap();
        let output = run.wait_with_output().unwrap();
        let message = stderr(&output);
        assert_eq!(output.status.code(), Some(2), "{message}");
        assert!(
            message.contains("the schedule cannot be read further: it was changed"),
            "{message}"
        );
        assert!(!desk.path(folder).join("report.csv").exists());
        // It is another schedule now, and needs another folder.
        fails(batch(&desk, folder), &["is of another run"]);
        fs::write(desk.path("day.csv"), &whole).unwrap();
        completes(&desk, folder);
    }
}

#[test]
fn a_schedule_that_vanishes_during_the_run_stays_open() {
    let desk = long();
    let whole = fs::read(desk.path("day.csv")).unwrap();
    let run = started(&desk, "out", 1);
    fs::remove_file(desk.path("day.csv")).unwrap();
    fs::write(desk.path("day.csv"), "somebody's new file").unwrap();
    assert_eq!(run.wait_with_output().unwrap().status.code(), Some(1));
    fs::write(desk.path("day.csv"), whole).unwrap();
    completes(&desk, "out");
}

#[test]
fn a_folder_that_vanishes_during_the_run_ends_it() {
    let desk = long();
    let run = started(&desk, "out", 1);
    fs::rename(desk.path("out"), desk.path("elsewhere")).unwrap();
    let output = run.wait_with_output().unwrap();
    let message = stderr(&output);
    assert_eq!(output.status.code(), Some(2), "{message}");
    assert!(message.contains("its folder is not there"), "{message}");
    nothing_is_half_written(&desk, "elsewhere");
    fs::rename(desk.path("elsewhere"), desk.path("out")).unwrap();
    completes(&desk, "out");
}

#[test]
fn a_site_that_changes_during_the_run_changes_nothing() {
    let desk = Desk::new();
    let path = "templates/statements/standard.toml";
    desk.shadow(path, "title", "title");
    let site = Some(desk.folder.path().to_owned());
    let files = Files::new(Outside::at(clock()), site).held().unwrap();
    let (hash, text) = (files.own_hash().unwrap(), files.text(path).unwrap());
    desk.write(path, "changed");
    desk.write("templates/packs/new.toml", "new");
    fs::remove_dir_all(desk.path("templates/statements")).unwrap();
    assert_eq!(files.text(path).unwrap(), text);
    assert_eq!(files.own_hash().unwrap(), hash);
    assert!(!files.has("templates/packs/new.toml"));
    assert!(!files.names("templates/packs", "toml").contains("new"));
}

#[test]
fn two_runs_in_one_folder_are_kept_apart() {
    let desk = desk(&["Left", "", "Right"]);
    fs::create_dir(desk.path("out")).unwrap();
    let journal = desk.path("out/journal.jsonl");
    let held = Journal::open(journal.clone(), "another", &Outside::at(clock())).unwrap();
    let says = ["journal.jsonl is in use: another run goes on there"];
    fails(batch(&desk, "out"), &says);
    drop(held);
    fails(batch(&desk, "out"), &["is of another run"]);
    fs::remove_file(journal).unwrap();
    // Parts of one schedule share a folder, and neither takes the other's unfinished files away.
    let part = |part: &str| {
        let mut command = batch(&desk, "out");
        command.args(["--shard", part]);
        command.spawn().unwrap()
    };
    for run in [part("1/2"), part("2/2")] {
        let output = run.wait_with_output().unwrap();
        assert!(output.status.code() < Some(2), "{}", stderr(&output));
    }
    let whole = batch(&desk, "whole").output().unwrap();
    assert_eq!(whole.status.code(), Some(1));
    let forms = |folder: &str| {
        let mut files = files(&desk.path(folder));
        files.retain(|name, _| name.ends_with(".pdf"));
        files
    };
    assert_eq!(forms("out"), forms("whole"));
}

#[test]
fn a_run_removes_what_it_left_when_it_was_killed_and_nothing_else() {
    let desk = desk(&["Left"]);
    let ours = desk.write("out/.journal.aB3xY9.tmp", "half");
    let others = [
        "out/.journal-1-of-2.aB3xY9.tmp",
        "out/.journal.notes.tmp",
        "out/.journal.aB3xY9.tmp.txt",
        "out/journal.aB3xY9.tmp",
        "out/.tmpaB3xY9",
    ]
    .map(|name| desk.write(name, "theirs"));
    assert_eq!(batch(&desk, "out").output().unwrap().status.code(), Some(0));
    assert!(!ours.exists());
    for other in others {
        assert!(other.exists(), "{}", other.display());
    }
}
