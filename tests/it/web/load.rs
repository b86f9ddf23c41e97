//! Many previews at once: none fails, and memory does not grow with them.

use std::fs;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use super::server::{Server, Visitor, case};
use crate::support::Desk;

/// How many ask at the same time; COUNTERSIGN_LOAD says otherwise, for a longer look.
fn at_once() -> usize {
    let asked = std::env::var("COUNTERSIGN_LOAD").ok();
    asked.and_then(|it| it.parse().ok()).unwrap_or(200)
}

/// The most memory that a process has had, in MiB.
pub(super) fn peak(id: u32) -> Option<usize> {
    let status = fs::read_to_string(format!("/proc/{id}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM"))?;
    let kib: usize = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kib / 1024)
}

/// All at once, each another page of a few drafts; whoever is told to come again does so.
fn previews(visitor: &Visitor<'_>, paths: &[String], failed: &AtomicUsize) {
    std::thread::scope(|scope| {
        for number in 0..at_once() {
            let path = &paths[number % paths.len()];
            let page = number / paths.len() % 10 + 1;
            let ask = move || {
                let mut answer = visitor.get(&format!("{path}/pages/{page}"));
                while answer.status == 503 {
                    std::thread::sleep(Duration::from_secs(2));
                    answer = visitor.get(&format!("{path}/pages/{page}"));
                }
                if !answer.body.starts_with(b"\x89PNG") {
                    failed.fetch_add(1, Ordering::Relaxed);
                }
            };
            let small = std::thread::Builder::new().stack_size(256 * 1024);
            small.spawn_scoped(scope, ask).unwrap();
        }
    });
}

/// Somebody types in each draft at the same time, again and again.
fn edits(visitor: &Visitor<'_>, paths: &[String], round: u64, failed: &AtomicUsize) {
    std::thread::scope(|scope| {
        for path in paths {
            scope.spawn(move || {
                let (number, revision) = (format!("{:08}", 77_000 + round), round.to_string());
                let other = [
                    ("patient.record_number", &*number),
                    ("revision", &*revision),
                ];
                let answer = visitor.script(path, &case(&other));
                if answer.status != 200 || !answer.text().contains("\"complete\":true") {
                    failed.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
    });
}

#[test]
fn many_previews_at_once_neither_fail_nor_grow() {
    let desk = Desk::new();
    let server = Server::here(&desk);
    let visitor = server.enter();
    let paths: Vec<String> = (0..4)
        .map(|number| {
            let (path, name) = (visitor.begin(), format!("Patient {number}"));
            let other = [("patient.family_name", &*name), ("revision", "0")];
            assert_eq!(visitor.script(&path, &case(&other)).status, 200);
            path
        })
        .collect();
    let failed = AtomicUsize::new(0);
    let began = Instant::now();
    previews(&visitor, &paths, &failed);
    let first = peak(server.id());
    let took = began.elapsed();
    edits(&visitor, &paths, 1, &failed);
    previews(&visitor, &paths, &failed);
    let count = at_once();
    eprintln!(
        "{count} previews at once: {took:?}, {first:?} MiB, then {:?}",
        peak(server.id())
    );
    assert_eq!(failed.into_inner(), 0);
    if let (Some(first), Some(now)) = (first, peak(server.id())) {
        assert!(now < 400, "{now} MiB");
        assert!(now < first + 80, "{first} MiB, then {now}");
    }
}
