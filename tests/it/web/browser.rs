//! The page in a real browser: `tests/web/*.mjs`, by mouse and by keys, looked over by axe.

use serde_json::json;

use super::schedules::{rows, slow, workbook};
use super::server::Server;
use crate::archive::House;
use crate::archive::scans::{printed, scan};
use crate::judges;
use crate::printing::free_port;
use crate::support::{Desk, EPOCH};

#[test]
fn a_form_is_made_by_mouse_and_by_keys() {
    let desk = Desk::new();
    desk.write(
        "countersign.toml",
        "[facility]\nname = \"Harbour Spine Centre\"\n[[surgeons]]\n\
         name = \"Dr. Ines Albrecht\"\nrole = \"Consultant spinal surgeon\"\n",
    );
    let server = Server::start(&desk, &["--port", "0", "--archive", "kept"]);
    let shots = desk.path("shots");
    std::fs::create_dir(&shots).unwrap();
    let arguments = [server.address.as_str(), shots.to_str().unwrap()];
    if judges::browser("form.mjs", &arguments).is_some() {
        assert!(shots.join("form-complete.png").is_file());
        judges::judge(&std::fs::read(shots.join("saved.pdf")).unwrap(), None);
    }
}

#[test]
fn a_day_is_made_and_found() {
    let desk = Desk::new();
    let schedule = include_str!("../../../examples/schedule.csv");
    desk.write("schedule.csv", schedule);
    desk.write(
        "countersign.toml",
        "[facility]\nname = \"Harbour Spine Centre\"\n",
    );
    let server = Server::start(&desk, &["--port", "0", "--archive", "kept"]);
    let (shots, file) = (desk.path("shots"), desk.path("schedule.csv"));
    std::fs::create_dir(&shots).unwrap();
    let paths = [&shots, &file].map(|it| it.to_str().unwrap().to_owned());
    let arguments = [server.address.as_str(), &paths[0], &paths[1]];
    if judges::browser("day.mjs", &arguments).is_some() {
        assert!(shots.join("day-made.png").is_file());
        judges::judge(&std::fs::read(shots.join("packet.pdf")).unwrap(), None);
    }
}

#[test]
fn a_form_is_changed_marked_and_its_scans_are_filed() {
    let house = House::folder();
    let changed = printed(&house, "lumbar-foraminotomy.toml", true);
    let back = printed(&house, "carpal-tunnel-both-hands.toml", true);
    let stray = vec![
        changed.sheet(1, json!({"dpi": 120})),
        json!({"note": true, "dpi": 120}),
    ];
    if !scan(&house, &[("tray.pdf", back.signed()), ("stray.pdf", stray)]) {
        return;
    }
    let desk = &house.desk;
    let now = (EPOCH + 86_400).to_string();
    let arguments = ["--port", "0", "--archive", &house.store];
    let server = Server::start_with(desk, &arguments, &[("SOURCE_DATE_EPOCH", &now)]);
    let paths = ["shots", "tray.pdf", "stray.pdf"].map(|it| desk.path(it));
    std::fs::create_dir(&paths[0]).unwrap();
    let [shots, tray, stray] = paths.each_ref().map(|it| it.to_str().unwrap());
    let arguments = [
        &*server.address,
        shots,
        &*changed.id,
        &*back.id,
        tray,
        stray,
    ];
    if judges::browser("find.mjs", &arguments).is_some() {
        let taken = std::fs::read(paths[0].join("scan.pdf")).unwrap();
        assert_eq!(taken, std::fs::read(tray).unwrap());
        house.is_whole(3);
    }
}

#[test]
fn a_long_day_is_dropped_cancelled_and_made() {
    let desk = Desk::new();
    desk.write(
        "templates/mappings/theatre.toml",
        "[columns]\nside = \"Which\"\n",
    );
    let printer = format!("ipp://localhost:{}/ipp/print", free_port());
    desk.write(
        "countersign.toml",
        &format!("printer = \"{printer}\"\n[facility]\nname = \"Harbour Spine Centre\"\n"),
    );
    let schedule = rows(104, &[30, 90]).replace("Laterality", "Which");
    let schedule = slow(&schedule, 40);
    std::fs::write(desk.path("day.xlsx"), workbook(&schedule)).unwrap();
    let server = Server::start(&desk, &["--port", "0", "--archive", "kept"]);
    let (shots, file) = (desk.path("shots"), desk.path("day.xlsx"));
    std::fs::create_dir(&shots).unwrap();
    let paths = [&shots, &file].map(|it| it.to_str().unwrap().to_owned());
    let arguments = [server.address.as_str(), &paths[0], &paths[1]];
    if judges::browser("run.mjs", &arguments).is_some() {
        assert!(shots.join("run-printer.png").is_file());
        let (status, says) = server.stop();
        assert_eq!((status, says.as_str()), (Some(0), ""));
    }
}
