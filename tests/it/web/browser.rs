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
