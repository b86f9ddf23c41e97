//! Killed at any moment, or out of room: every form that is in the archive is whole.

use std::collections::BTreeSet;
use std::fs;
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use countersign::archive::Query;

use super::{House, Patient, houses};
use crate::support::{example_text, root};

/// A number that nobody expects, but the same in every run.
fn chance(seed: &mut u64, below: u64) -> u64 {
    *seed = seed
        .wrapping_mul(6_364_136_223_846_793_005)
        .wrapping_add(1_442_695_040_888_963_407);
    (*seed >> 33) % below
}

/// Starts a command and kills it after a while, if it still runs. Whether it ended by itself.
fn ended_in(command: &mut Command, milliseconds: u64) -> bool {
    let mut child = command.spawn().unwrap();
    let end = Instant::now() + Duration::from_millis(milliseconds);
    let mut ended = false;
    while !ended && Instant::now() < end {
        thread::sleep(Duration::from_millis(5));
        ended = child.try_wait().unwrap().is_some();
    }
    let _ = child.kill();
    child.wait().unwrap();
    ended
}

#[test]
fn adding_is_killed_at_any_moment() {
    houses(|house| {
        let mut files = Vec::new();
        for (n, name) in (1..).zip(["cataract-right-eye.toml", "lumbar-discectomy.toml"]) {
            house.desk.write("case.toml", &example_text(name));
            let file = format!("{n}.pdf");
            let run = house.run(&["render", "case.toml", "--embed-data", "-o", &file]);
            assert_eq!(run.status, 0, "{}", run.stderr);
            files.push(file);
        }
        house.add(&[Patient::new(1)]);
        let mut seed = 7;
        let mut arguments = vec!["archive", "add"];
        arguments.extend(files.iter().map(String::as_str));
        for _ in 0..10 {
            ended_in(&mut house.command(&arguments), 50 + chance(&mut seed, 2500));
            assert_eq!(house.verify().faults, []);
        }
        assert_eq!(house.run(&arguments).status, 0);
        house.is_whole(3);
    });
}

/// A schedule of so many rows, each another patient.
fn schedule(house: &House, rows: u32) -> String {
    let mut text = String::from(
        "Case #,MRN,Patient Name,DOB,Sched Date,Primary Surgeon,Procedure,Laterality,Level(s)\n",
    );
    for n in 1..=rows {
        text.push_str(&format!(
            "C{n},{n:06},\"Example, Ada\",1961-03-14,2026-12-01,Dr. Bela Surgeon,\
             Lumbar foraminotomy,Left,L4-L5\n"
        ));
    }
    house.desk.write("day.csv", &text);
    house.desk.write(
        "countersign.toml",
        "[facility]\nname = \"Example Hospital\"\n",
    );
    "day.csv".into()
}

fn ids_in_report(house: &House) -> BTreeSet<String> {
    let report = fs::read_to_string(house.desk.path("out/report.json")).unwrap();
    let rows: Vec<serde_json::Value> = serde_json::from_str(&report).unwrap();
    rows.iter()
        .map(|row| row["form_id"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn a_batch_that_is_killed_and_goes_on_misses_no_form_and_adds_none_twice() {
    houses(|house| {
        let rows = 16;
        let schedule = schedule(house, rows);
        let arguments = [
            "batch",
            &schedule,
            "-o",
            "out",
            "--jobs",
            "2",
            "--archive",
            &house.store,
        ];
        let mut seed = 11;
        let mut runs = 0;
        while !ended_in(
            &mut house.command(&arguments),
            300 + chance(&mut seed, 3000),
        ) && runs < 20
        {
            runs += 1;
            assert_eq!(house.verify().faults, []);
        }
        let run = house.run(&arguments);
        assert_eq!(run.status, 0, "{}", run.stderr);
        let verified = house.is_whole(rows.into());
        assert_eq!(
            verified.records,
            u64::from(rows) + 1,
            "each form came in once"
        );
        let mut archive = house.open();
        let kept = archive.find(&Query::default()).unwrap().into_iter();
        let kept: BTreeSet<String> = kept.map(|row| row.form_id).collect();
        assert_eq!(kept, ids_in_report(house));
    });
}

#[test]
fn a_batch_into_another_archive_is_another_run() {
    let house = House::folder();
    let schedule = schedule(&house, 1);
    assert_eq!(house.run(&["batch", &schedule, "-o", "out"]).status, 0);
    let other = house.run(&["batch", &schedule, "-o", "out", "--archive", &house.store]);
    assert_eq!(other.status, 2);
    assert!(
        other.stderr.contains("is of another run"),
        "{}",
        other.stderr
    );
}

#[test]
fn a_site_can_have_every_form_archived() {
    let house = House::folder();
    let schedule = schedule(&house, 2);
    let site =
        "[facility]\nname = \"Example Hospital\"\n[archive]\nstore = \"kept\"\nevery-form = true\n";
    house.desk.write("countersign.toml", site);
    let mut command = house.command(&["batch", &schedule, "-o", "out"]);
    let run = command.env_remove("COUNTERSIGN_ARCHIVE").output().unwrap();
    assert!(
        run.status.success(),
        "{}",
        String::from_utf8_lossy(&run.stderr)
    );
    let kept = House {
        store: house.desk.path("kept").display().to_string(),
        ..House::folder()
    };
    kept.is_whole(2);
}

/// A disk of a size of its own, if this user may have one.
struct Disk(String);

impl Disk {
    fn new(house: &House, size: &str) -> Option<Self> {
        fs::create_dir_all(&house.store).unwrap();
        let options = format!("size={size},mode=700");
        let mount = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &options, "tmpfs", &house.store])
            .output();
        if mount.is_ok_and(|mount| mount.status.success()) {
            return Some(Self(house.store.clone()));
        }
        eprintln!("skipped: the full disk; only root can make a small one");
        None
    }

    fn grow(&self, size: &str) {
        let options = format!("remount,size={size}");
        let done = Command::new("mount")
            .args(["-o", &options, &self.0])
            .status();
        assert!(done.unwrap().success());
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0).status();
    }
}

#[test]
fn a_full_disk_takes_nothing_that_is_there() {
    let house = House::folder();
    let Some(disk) = Disk::new(&house, "1m") else {
        return;
    };
    let mut archive = house.open();
    let mut n = 0;
    let problem = loop {
        n += 1;
        if let Err(problem) = archive.add(&[Patient::new(n).kept()]) {
            break problem;
        }
    };
    let says = problem.to_string();
    assert!(says.contains("full") || says.contains("No space"), "{says}");
    assert!(!says.contains("Müller"), "{says}");
    drop(archive);
    disk.grow("8m");
    house.is_whole(u64::from(n) - 1);
    house.add(&[Patient::new(n)]);
    house.is_whole(n.into());
}

#[test]
fn destroying_is_killed_at_any_moment_and_ended_later() {
    let house = House::folder();
    let patients: Vec<Patient> = (1..=60).map(Patient::new).collect();
    house.add(&patients);
    let shipped = fs::read_to_string(root().join("templates/retention/standard.toml")).unwrap();
    let own = shipped.replace("verified = false", "verified = true");
    house.desk.write("templates/retention/standard.toml", &own);
    house.desk.write(
        "countersign.toml",
        "[archive]\nretention = \"us-medicare\"\n",
    );
    let later = "2100000000";
    let arguments = ["archive", "destroy", "--due"];
    let mut seed = 3;
    for _ in 0..8 {
        let mut command = house.command(&arguments);
        ended_in(
            command.env("SOURCE_DATE_EPOCH", later),
            60 + chance(&mut seed, 240),
        );
        assert_eq!(house.verify().faults, []);
    }
    let mut command = house.command(&arguments);
    let run = command.env("SOURCE_DATE_EPOCH", later).output().unwrap();
    assert!(
        run.status.success(),
        "{}",
        String::from_utf8_lossy(&run.stderr)
    );
    house.is_whole(60);
    let left = house.cell("SELECT CAST(count(*) AS TEXT) FROM entries WHERE status <> 'destroyed'");
    assert_eq!(left, "0");
}
