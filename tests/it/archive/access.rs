//! The archive is for its owner only, at every moment, and no message names a patient.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::house::form_id;
use super::{House, Patient, houses};
use crate::support::root;

/// Everything in a folder that others may look at.
fn open_to_others(folder: &Path, found: &mut BTreeSet<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        let Ok(about) = path.symlink_metadata() else {
            continue;
        };
        if about.permissions().mode() & 0o077 != 0 {
            found.insert(path.clone());
        }
        if about.is_dir() {
            open_to_others(&path, found);
        }
    }
}

#[test]
fn folders_are_0700_and_files_0600_also_while_they_are_written() {
    let house = House::folder();
    let case = root().join("examples/cataract-right-eye.toml");
    let program = env!("CARGO_BIN_EXE_countersign");
    // Under a mask that hides nothing.
    let script = format!(
        "umask 000; exec {program} render {} -o form.pdf --archive {}",
        case.display(),
        house.store
    );
    let mut child = Command::new("sh")
        .args(["-c", &script])
        .current_dir(house.desk.folder.path())
        .stderr(std::process::Stdio::null())
        .stdout(std::process::Stdio::null())
        .spawn()
        .unwrap();
    let mut found = BTreeSet::new();
    while child.try_wait().unwrap().is_none() {
        open_to_others(house.desk.folder.path(), &mut found);
    }
    open_to_others(house.desk.folder.path(), &mut found);
    assert!(child.wait().unwrap().success());
    assert_eq!(found, BTreeSet::new());
    house.is_whole(1);
}

#[test]
fn a_folder_that_others_may_look_into_is_refused() {
    let house = House::folder();
    house.add(&[Patient::new(1)]);
    fs::set_permissions(&house.store, fs::Permissions::from_mode(0o755)).unwrap();
    let run = house.run(&["archive", "find"]);
    assert_eq!(run.status, 2);
    assert!(
        run.stderr.contains("others may look into the archive"),
        "{}",
        run.stderr
    );
    assert!(run.stderr.contains("hint: chmod 700"), "{}", run.stderr);
}

#[test]
fn an_archive_that_is_not_there_is_not_made_by_looking() {
    let house = House::folder();
    for verb in ["find", "list", "verify", "head", "due"] {
        let run = house.run(&["archive", verb]);
        assert_eq!(run.status, 2, "{verb}");
        assert!(
            run.stderr.contains("there is no archive in"),
            "{}",
            run.stderr
        );
    }
    assert!(!Path::new(&house.store).exists());
    let none = Command::new(env!("CARGO_BIN_EXE_countersign"))
        .args(["archive", "find"])
        .current_dir(house.desk.folder.path())
        .env_remove("COUNTERSIGN_ARCHIVE")
        .output()
        .unwrap();
    assert_eq!(none.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&none.stderr).contains("no archive is named"));
}

#[test]
fn messages_name_ids_only() {
    houses(|house| {
        house.add(&[Patient::new(1), Patient::new(2)]);
        let first = form_id(1);
        house.run(&["archive", "mark", "refused", &first]);
        let name = house.cell(&format!(
            "SELECT sha256 FROM files WHERE role = 'record' AND form_id = '{first}'"
        ));
        house.put(&name, b"no longer");
        let all = [
            house.run(&["archive", "mark", "signed", &first, &form_id(9)]),
            house.run(&["archive", "verify"]),
            house.run(&["archive", "export", "-o", "out"]),
            house.run(&["archive", "show", &first, "--take", "record"]),
            house.run(&["archive", "destroy", &first]),
            house.run(&["archive", "release", &first, "--reference", "M-1"]),
        ];
        for run in all {
            assert_eq!(run.status, 1, "{}", run.stderr);
            let says = format!("{}{}", run.stderr, run.text());
            assert!(says.contains(&first), "{says}");
            for word in [
                "Müller",
                "muller",
                "Ägidius",
                "1961-03-14",
                "00000001 ",
                "Example",
            ] {
                assert!(!says.contains(word), "{says}");
            }
        }
    });
}

#[test]
fn no_message_shows_a_password() {
    let Some(house) = House::group() else { return };
    let index = house.index.clone().unwrap();
    let wrong = index.replace("countersign@", "nobody:hunter2@");
    let nowhere = "postgres://nobody:hunter2@127.0.0.1:1/none".to_owned();
    let odd = "postgres://nobody:hunter2@[bad".to_owned();
    for index in [wrong, nowhere, odd] {
        let mut command = house.command(&["archive", "find"]);
        let output = command
            .env("COUNTERSIGN_ARCHIVE_INDEX", index)
            .output()
            .unwrap();
        let says = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{says}");
        assert!(!says.contains("hunter2"), "{says}");
    }
    house.add(&[Patient::new(1)]);
    let mut command = house.command(&["archive", "verify"]);
    let output = command
        .env("AWS_SECRET_ACCESS_KEY", "hunter2")
        .output()
        .unwrap();
    let says = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{says}");
    assert!(
        !says.contains("hunter2") && !says.contains("countersign-test"),
        "{says}"
    );
}
