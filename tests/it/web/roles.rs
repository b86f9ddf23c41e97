//! What each role may do with the archive, by a real TLS client.

use super::named::Named;
use crate::archive::{House, Patient};
use crate::judges;

/// Each role does what it may, and nothing else, whatever its page shows.
#[test]
fn each_role_files_and_marks_what_it_may() {
    if !judges::is_there("openssl") || !judges::is_there("curl") {
        return;
    }
    let house = House::folder();
    house.add(&[Patient::new(1)]);
    let named = Named::start(&house, &["scheduler", "clinician", "records"]);
    let id = Patient::new(1).form_id;
    for (role, files, marks, makes) in [
        ("scheduler", 200, false, true),
        ("clinician", 403, true, true),
        ("records", 200, true, false),
    ] {
        assert_eq!(named.get(role, "/scans").0, files, "{role}");
        let (_, page) = named.get(role, "/find");
        assert_eq!(
            page.contains("href=\"/scans\""),
            files == 200,
            "{role}: {page}"
        );
        let (_, page) = named.get(role, &format!("/find/forms/{id}"));
        assert_eq!(page.contains("What became of it"), marks, "{role}: {page}");
        assert_eq!(
            page.contains("Make again with a change"),
            makes,
            "{role}: {page}"
        );
        let said = named.post(
            role,
            &format!("/find/forms/{id}/mark"),
            &[("what", "printed"), ("seen", "0")],
        );
        // Who may is told that the form is another by now.
        assert_eq!(said.0, if marks { 409 } else { 403 }, "{role}: {}", said.1);
        let again = named.post(role, &format!("/forms/from/{id}"), &[]);
        assert_eq!(again.0 == 403, !makes, "{role}: {}", again.1);
        let filed = named.drop_scan(role, &[]);
        assert_eq!(filed == 303, files == 200, "{role}: {filed}");
        let marked = named.drop_scan(role, &["mark=yes", "on=2020-11-22"]);
        assert_eq!(marked == 303, files == 200 && marks, "{role}: {marked}");
    }
    // The log has who it was; the page of a tray is nobody else's.
    house.is_whole(1);
}
