//! Many previews at once: none fails, and memory does not grow with them.

use std::fs;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::server::{Server, Visitor, case};
use crate::support::Desk;

/// How many ask at the same time.
const AT_ONCE: usize = 64;

/// The most memory that a process has had, in MiB.
pub(super) fn peak(id: u32) -> Option<usize> {
    let status = fs::read_to_string(format!("/proc/{id}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM"))?;
    let kib: usize = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kib / 1024)
}

fn previews(visitor: &Visitor<'_>, paths: &[String], failed: &AtomicUsize) {
    std::thread::scope(|scope| {
        for number in 0..AT_ONCE {
            scope.spawn(move || {
                let path = &paths[number % paths.len()];
                let answer = visitor.get(&format!("{path}/pages/1"));
                if !answer.body.starts_with(b"\x89PNG") {
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
    previews(&visitor, &paths, &failed);
    let first = peak(server.id());
    previews(&visitor, &paths, &failed);
    assert_eq!(failed.into_inner(), 0);
    if let (Some(first), Some(now)) = (first, peak(server.id())) {
        assert!(now < 400, "{now} MiB");
        assert!(now < first + 60, "{first} MiB, then {now}");
    }
}
