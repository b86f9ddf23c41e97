use super::*;
use crate::case::{AddOnStatus, InterpreterMode, Position, Sex, Side};

#[test]
fn the_lumbar_example_is_read_whole() {
    let case = read_example(EXAMPLES[0]);
    assert_eq!(case.patient.given_names, "Małgorzata Zoë");
    assert_eq!(case.patient.record_number, "00412907");
    assert_eq!(case.patient.sex, Some(Sex::Female));
    assert_eq!(case.patient.communication_needs.len(), 2);
    assert_eq!(case.team.len(), 3);
    assert_eq!(case.procedure.side, Some(Side::Left));
    assert_eq!(case.procedure.position, Some(Position::Prone));
    assert_eq!(case.procedure.anaesthesia, ["general-anaesthesia"]);
    assert_eq!(case.procedure.levels.expect("levels").display(), "L4–L5");
    assert_eq!(case.procedure.indication.expect("text").lines().count(), 3);
    assert_eq!(case.specific_risks.len(), 1);
    assert_eq!(case.discussion.expect("discussion").date, None);
    assert_eq!(case.places.get("team.1.name").expect("a place").line, 33);
}

#[test]
fn the_other_examples_are_read_whole() {
    let cervical = read_example(EXAMPLES[1]);
    assert_eq!(cervical.facility.address.len(), 2);
    assert_eq!(
        cervical.procedure.levels.expect("levels").display(),
        "C5–C6"
    );
    assert_eq!(cervical.procedure.side, Some(Side::Right));
    let fusion = read_example(EXAMPLES[2]);
    let add_ons = &fusion.procedure.add_ons;
    assert_eq!(add_ons[0].status, AddOnStatus::Planned);
    assert_eq!(add_ons[1].status, AddOnStatus::Possible);
    assert_eq!(fusion.facility.address.len(), 3);
    assert!(fusion.procedure.revision);
    assert_eq!(fusion.what_matters.expect("text").lines().count(), 4);
    let thoracic = read_example(EXAMPLES[3]);
    let interpreter = thoracic.interpreter.expect("interpreter");
    assert_eq!(interpreter.mode, Some(InterpreterMode::Video));
    assert_eq!(
        thoracic.representative.expect("one").relationship,
        "daughter"
    );
}
