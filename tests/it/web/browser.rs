//! The page in a real browser: `tests/web/*.mjs`, by mouse and by keys, looked over by axe.

use super::server::Server;
use crate::judges;
use crate::support::Desk;

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
