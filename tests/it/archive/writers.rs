//! Two who write at once: the chain never forks, and nothing is lost.

use std::thread;

use countersign::archive::Step;

use super::house::form_id;
use super::{House, Patient, houses};
use crate::support::root;

#[test]
fn two_writers_in_turns() {
    houses(|house| {
        thread::scope(|scope| {
            for writer in 0..2 {
                scope.spawn(move || {
                    let mut archive = house.open();
                    for n in 0..20 {
                        let n = 1 + writer * 100 + n;
                        archive.add(&[Patient::new(n).kept()]).unwrap();
                        archive.change(&[form_id(n)], &Step::Printed).unwrap();
                    }
                });
            }
        });
        let verified = house.is_whole(40);
        assert_eq!(verified.records, 81);
        assert_eq!(verified.notes, []);
    });
}

#[test]
fn the_same_form_by_two_at_once_is_there_once() {
    houses(|house| {
        thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| {
                    for n in 1..=10 {
                        house.add(&[Patient::new(n)]);
                    }
                });
            }
        });
        assert_eq!(house.is_whole(10).records, 11);
    });
}

#[test]
fn two_processes_begin_the_same_archive() {
    houses(|house| {
        let case = |name: &str| root().join("examples").join(name).display().to_string();
        let render = |name: &str| {
            let (case, out) = (case(name), format!("{name}.pdf"));
            let arguments = ["render", &case, "-o", &out, "--archive", &house.store];
            house.command(&arguments).spawn().unwrap()
        };
        let both = [
            render("cataract-right-eye.toml"),
            render("lumbar-discectomy.toml"),
        ];
        for child in both {
            let output = child.wait_with_output().unwrap();
            let says = String::from_utf8(output.stderr).unwrap();
            assert!(output.status.success(), "{says}");
        }
        house.is_whole(2);
    });
}

#[test]
fn reading_goes_on_while_somebody_writes() {
    let house = House::folder();
    house.add(&[Patient::new(1)]);
    thread::scope(|scope| {
        scope.spawn(|| {
            for n in 2..=30 {
                house.add(&[Patient::new(n)]);
            }
        });
        for _ in 0..10 {
            assert_eq!(house.verify().faults, []);
        }
    });
    house.is_whole(30);
}
