//! Packs as files: what is broken is refused with its place; the documentation is true.

use std::fs;

use countersign::library::{Files, Library};
use countersign::outside::Outside;

use crate::support::{Desk, clock, example, example_text, read, refused, root};

#[test]
fn no_pack_of_the_library_has_a_fault_that_only_shows_with_the_others() {
    let library = Library::new(Files::new(Outside::at(clock()), None)).unwrap();
    for id in library.pack_ids() {
        let faults = library.lint(id).unwrap();
        assert!(faults.is_empty(), "{id}: {faults:?}");
    }
}

#[test]
fn a_broken_pack_is_refused_with_file_line_key_and_a_hint() {
    let shipped = fs::read_to_string(root().join("templates/packs/foraminotomy.toml")).unwrap();
    for (from, to, key, hint) in [
        (
            "symptoms = ",
            "symptons = ",
            "`symptons`",
            "did you mean `symptoms`?",
        ),
        (
            "severity = \"serious\"",
            "severity = \"serius\"",
            "severity`",
            "did you mean `serious`?",
        ),
        (
            "lasting = ",
            "lastng = ",
            "lastng`",
            "did you mean `lasting`?",
        ),
        (
            "typical = 5.8",
            "typical = \"five\"",
            "estimates[0].typical`",
            "of the kind that is expected",
        ),
        (
            "typical = 5.8",
            "typical = 58",
            "estimates[0]`",
            "at least one of them",
        ),
        (
            "typical = 5.8, low = 0.4, high = 15.8, ",
            "",
            "estimates[0]`",
            "at least one of them",
        ),
        (
            "per = 100",
            "per = 0",
            "estimates[0]`",
            "events in `per` people",
        ),
        (
            "source = \"alshameeri-2021\"",
            "source = \"alshameri-2021\"",
            "source`",
            "cannot be printed",
        ),
        (
            "horizon = \"during the operation\"",
            "horizon = \" \"",
            "horizon`",
            "lay words",
        ),
        (
            "module = \"any-operation\"",
            "module = \"any-operaton\"",
            "includes[0].module`",
            "did you mean `any-operation`?",
        ),
        (
            "region = [\"cervical\"]",
            "region = [\"cervicl\"]",
            "region[0]`",
            "did you mean `cervical`?",
        ),
        (
            "id = \"dural-tear\"",
            "id = \"haematoma\"",
            "id`",
            "one entry a harm",
        ),
        (
            "next-review = \"2027-11-22\"",
            "next-review = \"next year\"",
            "`review.next-review`",
            "write a day as",
        ),
        (
            "{{limbs}}",
            "{{limb}}",
            "`{{limb}}`",
            "did you mean `limbs`?",
        ),
        (
            "says = \"The bundle",
            "says = \"One in ten. The bundle",
            "says`",
            "put it under `estimates`",
        ),
        (
            "id = \"foraminotomy\"",
            "id = \"foraminotomie\"",
            "`id`",
            "the name of the file",
        ),
        (
            "id = \"foraminotomy\"",
            "id = \"foraminotomy",
            "foraminotomy.toml:",
            "check quotes",
        ),
        ("name = \"Foraminotomy\"\n", "", "`name`", "add `name = …`"),
        (
            "when = { role = \"base\" }",
            "when = { age-from = 60, age-to = 20 }",
            "age-from`",
            "never printed",
        ),
        (
            "add-on = [\"laminectomy\"",
            "add-on = [\"laminectmy\"",
            "-add-on`",
            "did you mean `laminectomy`?",
        ),
    ] {
        assert!(shipped.contains(from), "the pack no longer holds {from:?}");
        let broken = shipped.replacen(from, to, 1);
        let desk = Desk::new();
        let path = desk.write("templates/packs/foraminotomy.toml", &broken);
        let problems = refused(desk.form(&example("lumbar-foraminotomy.toml")));
        let first = problems.lines().next().unwrap();
        let place = first.strip_prefix(&format!("{}:", path.display()));
        let line: usize = place
            .and_then(|rest| rest.split(':').next()?.parse().ok())
            .unwrap_or_else(|| panic!("{to:?} has no place: {problems}"));
        let differs = shipped
            .lines()
            .zip(broken.lines())
            .position(|(a, b)| a != b);
        let expected = differs.unwrap() + 1;
        // Keys that are missing are missed at the head of their table.
        assert!(
            line.abs_diff(expected) <= 1
                || line < expected && to.is_empty()
                || hint == "one entry a harm"
                || key == "estimates[0]`"
                || hint == "never printed",
            "{to:?}: line {line}, not {expected}: {problems}"
        );
        assert!(
            problems.contains(key),
            "{to:?} does not name {key}: {problems}"
        );
        assert!(
            problems.contains(hint),
            "{to:?} does not hint {hint:?}: {problems}"
        );
        let run = desk.run(&["check", path.to_str().unwrap()]);
        assert_eq!(run.status, 1, "{}", run.text());
        assert!(run.text().contains("FAULT"), "{}", run.text());
    }
}

#[test]
fn conditions_that_nothing_can_meet_are_found_by_check() {
    for (from, to, hint) in [
        (
            "raises = [\"wound-infection\"",
            "raises = [\"wound-infecton\"",
            "did you mean `wound-infection`?",
        ),
        (
            "approach = [\"tubular\"]",
            "approach = [\"tubulr\"]",
            "did you mean `tubular`?",
        ),
        (
            "module = \"any-operation\"",
            "module = \"laminectomy\"",
            "look at `kind`",
        ),
    ] {
        let desk = Desk::new();
        desk.shadow("templates/packs/foraminotomy.toml", from, to);
        let site = desk.path("");
        let run = desk.run(&["check", "foraminotomy", "--site", site.to_str().unwrap()]);
        assert_eq!(run.status, 1);
        let text = run.text();
        assert!(text.contains("FAULT") && text.contains(hint), "{text}");
        assert!(text.contains("foraminotomy.toml:"), "no place: {text}");
    }
}

#[test]
fn the_schema_in_the_documentation_is_that_of_the_types() {
    let path = root().join("docs/pack.schema.json");
    let run = Desk::new().run(&["library", "schema"]);
    assert_eq!(
        run.text(),
        fs::read_to_string(path).unwrap(),
        "write it again: countersign library schema > docs/pack.schema.json"
    );
}

#[test]
fn the_example_pack_of_the_documentation_is_one() {
    let docs = fs::read_to_string(root().join("docs/packs.md")).unwrap();
    let example = docs
        .split("```toml\n")
        .nth(1)
        .unwrap()
        .split("```")
        .next()
        .unwrap();
    let desk = Desk::new();
    desk.write("templates/packs/example-operation.toml", example);
    let case = example_text("knee-replacement.toml");
    let case = case.replace("total-knee-replacement", "example-operation");
    let kept = case.lines().filter(|line| {
        !["factors", "anaesthesia", "approach", "position"]
            .iter()
            .any(|key| line.starts_with(&format!("{key} =")))
    });
    let case: String = kept.map(|line| format!("{line}\n")).collect();
    desk.form(&read(&case, "case.toml").unwrap()).unwrap();
}
