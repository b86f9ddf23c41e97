//! Who answers for the content: own results, approval, what changed, why a risk is there.

use std::fs;

use countersign::typeset::Paper;

use crate::support::{Desk, example, refused, root, rows};

#[test]
fn own_results_take_the_place_of_published_ones_and_both_are_kept() {
    let desk = Desk::new();
    desk.write(
        "own-results.toml",
        "[[results]]\nrisk = \"dural-tear\"\nprocedure = \"foraminotomy\"\nevents = 9\npeople = 214\n\
         period = \"2023 to 2025\"\nhorizon = \"during the operation\"\n",
    );
    let case = example("lumbar-foraminotomy.toml");
    let consent = desk.stages(&case).unwrap().consent;
    let tear = rows(&consent)
        .into_iter()
        .find(|risk| risk.id == "dural-tear")
        .unwrap();
    assert_eq!(
        tear.how_often,
        "about 4 in 100 in this hospital (9 of 214 people, 2023 to 2025), during the operation"
    );
    assert_eq!(tear.people, Some(4));
    assert_eq!(tear.provenance[0].pack, "own-results");
    assert!(tear.provenance[0].printed);
    let published = tear
        .provenance
        .iter()
        .find(|from| from.figure.as_deref() == Some("5.8 (0.4–15.8) in 100"));
    assert!(!published.expect("the published figure is kept").printed);
    let form = desk.form(&case).unwrap();
    let plain = Desk::new().form(&case).unwrap();
    assert_ne!(form.id, plain.id, "another figure is another form");
    // Counted after another operation, it says nothing of this one.
    let other = desk
        .stages(&example("lumbar-discectomy.toml"))
        .unwrap()
        .consent;
    let tear = rows(&other)
        .into_iter()
        .find(|risk| risk.id == "dural-tear")
        .unwrap();
    assert!(
        !tear.how_often.contains("this hospital"),
        "{}",
        tear.how_often
    );
}

#[test]
fn own_results_that_cannot_stand_are_refused() {
    let good = "[[results]]\nrisk = \"dural-tear\"\nprocedure = \"foraminotomy\"\nevents = 9\npeople = 214\nperiod = \"2023 to 2025\"\nhorizon = \"during the operation\"\n";
    for (from, to, says) in [
        (
            "events = 9",
            "events = 0",
            "the published figure is printed",
        ),
        ("events = 9", "events = 215", "from 1 to `people`"),
        ("dural-tear", "dural-teer", "did you mean `dural-tear`?"),
        (
            "foraminotomy",
            "foraminotmy",
            "did you mean `foraminotomy`?",
        ),
        ("people", "poeple", "did you mean `people`?"),
    ] {
        let desk = Desk::new();
        desk.write("own-results.toml", &good.replace(from, to));
        let problems = refused(desk.generator(Paper::A4).map(|_| ()));
        assert!(
            problems.contains(says) && problems.contains("own-results.toml"),
            "{to}: {problems}"
        );
    }
}

#[test]
fn a_clinician_approves_and_a_change_makes_it_a_draft_again() {
    let desk = Desk::new();
    assert_eq!(desk.run(&["init", "site"]).status, 0);
    let list = || {
        let run = desk.run(&["library", "list", "--site", "site", "--format", "json"]);
        let list: serde_json::Value = serde_json::from_str(run.text()).unwrap();
        let rows = list.as_array().unwrap().clone();
        rows.into_iter()
            .find(|row| row["id"] == "foraminotomy")
            .unwrap()
    };
    assert_eq!(list()["status"], "draft");
    let run = desk.run(&[
        "library",
        "approve",
        "foraminotomy",
        "statements/standard",
        "--by",
        "Dr. A. Ba",
        "--site",
        "site",
    ]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    assert_eq!(list()["status"], "approved");
    assert_eq!(list()["approved_by"], "Dr. A. Ba");
    assert_eq!(list()["changed_here"], false);
    let record = fs::read_to_string(desk.path("site/approvals.toml")).unwrap();
    assert_eq!(record.matches("[[approvals]]").count(), 2);
    assert_eq!(record.matches("sha256 = ").count(), 2);
    // The same content is not approved twice.
    desk.run(&[
        "library",
        "approve",
        "foraminotomy",
        "--by",
        "Dr. B",
        "--site",
        "site",
    ]);
    assert_eq!(
        fs::read_to_string(desk.path("site/approvals.toml")).unwrap(),
        record
    );
    let pack = desk.path("site/templates/packs/foraminotomy.toml");
    let text = fs::read_to_string(&pack).unwrap();
    fs::write(&pack, text.replacen("typical = 5.8", "typical = 6.1", 1)).unwrap();
    assert_eq!(list()["status"], "draft");
    assert_eq!(list()["changed_here"], true);
    let check = desk.run(&["check", "--site", "site"]);
    assert!(
        check.text().contains("it is a draft again"),
        "{}",
        check.text()
    );
    let diff = desk.run(&["library", "diff", "foraminotomy", "--site", "site"]);
    let text = diff.text();
    assert!(text.contains("changed: risk `dural-tear`"), "{text}");
    assert!(
        text.contains("figure removed: 5.8 (0.4–15.8) in 100"),
        "{text}"
    );
    assert!(
        text.contains("figure added: 6.1 (0.4–15.8) in 100"),
        "{text}"
    );
    assert!(!text.contains("haematoma"), "only what changed: {text}");
    let run = desk.run(&[
        "library",
        "approve",
        "foraminotmy",
        "--by",
        "Dr. B",
        "--site",
        "site",
    ]);
    assert_eq!(run.status, 1);
    assert!(
        run.stderr.contains("did you mean `foraminotomy`?"),
        "{}",
        run.stderr
    );
    // A drawing is part of what was approved.
    fs::write(
        &pack,
        fs::read_to_string(root().join("templates/packs/foraminotomy.toml")).unwrap(),
    )
    .unwrap();
    assert_eq!(list()["status"], "approved");
    let drawing = desk.path("site/templates/figures/spine-lumbar.svg");
    let svg = fs::read_to_string(&drawing).unwrap();
    fs::write(&drawing, svg.replacen("750", "751", 1)).unwrap();
    assert_eq!(list()["status"], "draft");
}

#[test]
fn a_difference_names_risks_that_come_and_go() {
    let desk = Desk::new();
    let shipped = fs::read_to_string(root().join("templates/packs/foraminotomy.toml")).unwrap();
    let newer = shipped
        .replace("id = \"scar-tissue\"", "id = \"scar-round-the-nerve\"")
        .replace("version = \"0.1.0\"", "version = \"0.2.0\"");
    desk.write("old.toml", &shipped);
    desk.write("new.toml", &newer);
    let run = desk.run(&["library", "diff", "old.toml", "new.toml"]);
    let lines: Vec<&str> = run.text().lines().collect();
    assert_eq!(lines[0], "foraminotomy 0.1.0 → foraminotomy 0.2.0");
    assert!(lines.contains(&"REMOVED: risk `scar-tissue`"), "{lines:?}");
    assert!(
        lines.contains(&"added:   risk `scar-round-the-nerve`"),
        "{lines:?}"
    );
    let run = desk.run(&["library", "diff", "old.toml", "old.toml"]);
    assert!(run.text().contains("nothing changed"));
}

#[test]
fn why_names_pack_condition_and_source_of_each_risk() {
    let desk = Desk::new();
    let case = root().join("examples/lumbar-fusion-two-levels.toml");
    let case = case.to_str().unwrap();
    let all = desk.run(&["library", "show", "foraminotomy", "--case", case, "--why"]);
    let consent = desk
        .stages(&example("lumbar-fusion-two-levels.toml"))
        .unwrap()
        .consent;
    for risk in rows(&consent) {
        assert!(
            all.text().contains(&format!("  {}: ", risk.id)),
            "{} is not explained",
            risk.id
        );
    }
    let one = desk.run(&["library", "show", "dural-tear", "--case", case, "--why"]);
    let text = one.text();
    assert!(text.contains("from laminectomy (region: lumbar; operated on here before): figure 9 in 100 [sport-stenosis"), "{text}");
    assert!(
        text.contains("from foraminotomy (always): figure 5.8 (0.4–15.8) in 100 [alshameeri-2021"),
        "{text}"
    );
    assert!(
        text.contains(", printed") && text.contains(", kept"),
        "{text}"
    );
    let wrong = desk.run(&["library", "show", "dural-teer", "--case", case]);
    assert_eq!(wrong.status, 1);
    assert!(
        wrong.stderr.contains("did you mean `dural-tear`?"),
        "{}",
        wrong.stderr
    );
}
