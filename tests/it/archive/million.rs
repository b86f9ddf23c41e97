//! A million forms: found again without waiting.
//!
//! `cargo test --release --test it -- --ignored million --nocapture` makes an index of a
//! million forms, by statements of the database, and measures the command on it.

use std::process::Command;

use super::House;

/// How many forms.
const FORMS: u32 = 1_000_000;

/// A million rows out of numbers: 400 family names, 200 given names, 300 surgeons.
const FILL: &str = "
    WITH RECURSIVE count(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM count WHERE n < {forms})
    INSERT INTO entries SELECT
        printf('%012d', n), CASE n % 5 WHEN 0 THEN 'issued' WHEN 1 THEN 'printed' ELSE 'signed' END,
        '2026-11-22T12:00:00Z', '', CASE WHEN n % 5 < 2 THEN date('2026-01-01', (n % 700 + 1) || ' days') ELSE '' END,
        '', '', '', '2026-11-22T12:00:00Z', '2026-11-22T12:00:00.000Z',
        printf('%08d', n / 2), 'E' || n, 'Family' || (n * 7 % 400), 'Given' || (n * 13 % 200),
        'family' || (n * 7 % 400) || ' given' || (n * 13 % 200),
        'given' || (n * 13 % 200) || ' family' || (n * 7 % 400),
        date('1930-01-01', (n * 17 % 30000) || ' days'),
        'pack-' || (n % 40), 'Operation ' || (n % 40) || ', left', 'left', '',
        'Dr. Surgeon' || (n % 300), 'dr surgeon' || (n % 300),
        date('2026-01-01', (n % 700) || ' days'), 'core', '1.0.0-ABCD', n
    FROM count";

#[test]
#[ignore = "a million forms take a minute to make"]
fn finding_takes_less_than_50_ms_among_a_million_forms() {
    let house = House::folder();
    drop(house.open());
    house.sql(&FILL.replace("{forms}", &FORMS.to_string()));
    let mut slow = Vec::new();
    for arguments in [
        "find --record-number 00123456",
        "find family77 --limit 50",
        "find family7",
        "find 'given77 family3'",
        "find --born 1961-03-14",
        "find family123 --born 1961-03-14",
        "find --procedure pack-7 --planned 2026-12-01",
        "find --procedure pack-7",
        "find --surgeon surgeon77",
        "find --surgeon surgeon77 --status signed --planned 2026-12-01",
        "find --surgeon surgeon77 --procedure pack-7",
        "find --planned 2026-12-01",
        "find --form 0000-0012-3457",
        "list --status signed",
        "list --unsigned --before 2026-03-01",
        "list --unsigned --from 2026-11-22 --before 2026-11-29",
        "list",
        "list --from 2027-06-01",
    ] {
        let program = env!("CARGO_BIN_EXE_countersign");
        let script = format!(
            "TIMEFORMAT='%U %S'; time {program} archive {arguments} --format json | grep -c form_id"
        );
        let run = Command::new("bash")
            .args(["-c", &script])
            .env("COUNTERSIGN_ARCHIVE", &house.store)
            .output()
            .unwrap();
        let found = String::from_utf8(run.stdout).unwrap();
        let says = String::from_utf8(run.stderr).unwrap();
        let seconds: f64 = says
            .lines()
            .last()
            .unwrap()
            .split(' ')
            .map(|part| part.parse::<f64>().unwrap())
            .sum();
        eprintln!(
            "{:5.0} ms  {:>4} found  {arguments}",
            seconds * 1000.0,
            found.trim()
        );
        if seconds >= 0.05 {
            slow.push(arguments);
        }
    }
    assert_eq!(slow, [""; 0]);
}
