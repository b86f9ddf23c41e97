//! Same case, library and clock: same bytes.

use countersign::typeset::Paper;

use crate::support::{Desk, EXAMPLES, example};

#[test]
fn bytes_do_not_depend_on_what_ran_before_or_beside() {
    let desk = Desk::new();
    let alone: Vec<_> = EXAMPLES
        .iter()
        .map(|name| desk.form(&example(name)).unwrap().bytes)
        .collect();
    let shared = desk.generator(Paper::A4).unwrap();
    for (name, bytes) in EXAMPLES.iter().zip(&alone).rev() {
        assert!(
            shared.form(&example(name)).unwrap().bytes == *bytes,
            "{name} differs after other forms"
        );
    }
    let only = shared.only_form(&example(EXAMPLES[0])).unwrap();
    assert!(only.bytes == alone[0], "one that is the only one differs");
    std::thread::scope(|scope| {
        for (name, bytes) in EXAMPLES.iter().zip(&alone) {
            let shared = &shared;
            scope.spawn(move || {
                assert!(
                    shared.form(&example(name)).unwrap().bytes == *bytes,
                    "{name} differs on another thread"
                );
            });
        }
    });
}
