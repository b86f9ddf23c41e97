//! What the page of a schedule says, in the words of the schedule.

use super::schedules::{HEADER, desk, rows};
use super::server::Server;

/// What is not there is marked where it belongs, and called what the schedule calls it.
#[test]
fn a_missing_side_is_marked_at_its_cell() {
    let desk = desk();
    let server = Server::here(&desk);
    let visitor = server.enter();
    let path = visitor.brought(&rows(1, &[0]));
    let page = visitor.get(&path).text();
    let cell = page.split("name=\"c7\"").nth(1).unwrap();
    assert!(
        cell.starts_with(" value=\"\" aria-invalid=\"true\""),
        "{cell}"
    );
    assert_eq!(page.matches("aria-invalid").count(), 1, "{page}");
    assert!(page.contains("Foraminotomy needs a side."), "{page}");
    assert!(
        page.contains("Add “Laterality”: left, right, both or midline"),
        "{page}"
    );
    assert!(!page.contains('`'), "{page}");
}

/// Messages call things what the schedule calls them; what nobody can do here is said to be so.
#[test]
fn messages_speak_of_what_the_page_shows() {
    let desk = desk();
    let server = Server::here(&desk);
    let visitor = server.enter();
    let good =
        "\"DOE, ANN\",1961-03-14,2026-12-03,07:30,\"Ito, Ken MD\",Foraminotomy,Left,L4-5,Pain";
    let table = [
        (
            "1961-03-14",
            "03/04/1961",
            "“DOB” can be read as day/month",
            2,
        ),
        ("Ito, Ken MD", "", "“Primary Surgeon” is empty", 5),
        (
            "Foraminotomy",
            "Brain swap",
            "an operation that is not known here",
            6,
        ),
        (",Left", ",D", "Write left, right, both or midline.", 7),
        (
            ",Left",
            ",Midline",
            "Foraminotomy is not done on this side",
            7,
        ),
        ("L4-5", "", "Add “Level(s)”, such as L4–L5", 8),
        ("L4-5", "L4", "Name both, such as L4–L5.", 8),
        (
            ",Pain",
            ",Pain in the right leg",
            "“Pre-op Dx” names another side",
            9,
        ),
        ("1961", "2015", "say who represents the patient", 99),
    ];
    let rows = table.iter().enumerate().map(|(number, (from, to, ..))| {
        assert!(good.contains(from), "{from}");
        format!("{:08},{}\n", 412_000 + number, good.replacen(from, to, 1))
    });
    let path = visitor.brought(&format!("{HEADER}\n{}", rows.collect::<String>()));
    let page = visitor.get(&path).text();
    assert!(page.contains("<strong>0</strong> good"), "{page}");
    for (number, (_, to, says, column)) in table.iter().enumerate() {
        let row = page
            .split(&format!("id=\"row-{}\"", number + 2))
            .nth(1)
            .unwrap();
        let row = row.split("</article>").next().unwrap();
        assert!(row.contains(says), "{to:?}: {row}");
        let marked = row.split("<input").find(|it| it.contains("aria-invalid"));
        let marked = marked.map(|it| it.contains(&format!("name=\"c{column}\"")));
        assert_eq!(marked, (*column < 10).then_some(true), "{to:?}: {row}");
        let hint = row.split("For hospital IT").next().unwrap();
        for jargon in [
            "`",
            "mapping",
            "--",
            "procedure.",
            "decides_alone",
            "[[",
            " pack ",
        ] {
            assert!(!hint.contains(jargon), "{to:?}: {jargon:?} in {row}");
        }
    }
}

/// Without a column for the side it stands behind the operation, and is mended there.
#[test]
fn a_side_without_a_column_is_mended_behind_the_operation() {
    let desk = desk();
    let server = Server::here(&desk);
    let visitor = server.enter();
    let schedule = "MRN,Patient Name,DOB,Primary Surgeon,Procedure(s)\n\
         00412907,\"DOE, ANN\",1961-03-14,\"Ito, Ken MD\",Foraminotomy\n";
    let path = visitor.brought(schedule);
    let page = visitor.get(&path).text();
    let cell = page.split("name=\"c4\"").nth(1).unwrap();
    assert!(
        cell.starts_with(" value=\"Foraminotomy\" aria-invalid"),
        "{cell}"
    );
    assert!(
        page.contains("Add the side behind the operation: left, right"),
        "{page}"
    );
    assert!(
        page.contains("Add the level behind the operation, such as L4–L5"),
        "{page}"
    );
    visitor.post(
        &format!("{path}/rows/2"),
        &[("c4", "Foraminotomy left L4-5")],
    );
    visitor.idle(&path);
    let page = visitor.get(&path).text();
    assert!(
        page.contains("Understood: Foraminotomy, left, L4–L5"),
        "{page}"
    );
}
