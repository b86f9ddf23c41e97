//! The command as it is typed: results, messages, exit status, files.

use std::fs;

use crate::judges;
use crate::support::{Desk, example_text, root};

fn desk_with_case() -> Desk {
    let desk = Desk::new();
    desk.write("case.toml", &example_text("lumbar-foraminotomy.toml"));
    desk
}

#[test]
fn render_writes_a_form_and_says_where() {
    let desk = desk_with_case();
    let run = desk.run(&["render", "case.toml", "-o", "form.pdf"]);
    assert_eq!(
        (run.status, run.text()),
        (0, "form.pdf\n"),
        "{}",
        run.stderr
    );
    judges::judge(&fs::read(desk.path("form.pdf")).unwrap(), None);
    assert!(run.stderr.contains("wait for the pen"), "{}", run.stderr);

    let named = desk.run(&["render", "case.toml"]);
    assert_eq!(named.status, 0);
    let name = named.text().trim();
    assert!(
        countersign::consent::is_valid_form_id(name.trim_end_matches(".pdf")),
        "{name}"
    );
    assert_eq!(
        fs::read(desk.path(name)).unwrap(),
        fs::read(desk.path("form.pdf")).unwrap()
    );
}

#[test]
fn standard_input_and_output_work_as_files() {
    let desk = Desk::new();
    for name in ["lumbar-foraminotomy.toml", "cervical-foraminotomy.json"] {
        let run = desk.run_with(&["render", "-", "-o", "-"], &example_text(name));
        assert_eq!(run.status, 0, "{}", run.stderr);
        assert!(run.stdout.starts_with(b"%PDF-1.7"));
        judges::judge(&run.stdout, None);
    }
    assert_eq!(
        fs::read_dir(desk.folder.path()).unwrap().count(),
        0,
        "nothing else is written"
    );
}

#[test]
fn a_file_is_replaced_only_when_asked_and_never_half() {
    let desk = desk_with_case();
    assert_eq!(
        desk.run(&["render", "case.toml", "-o", "form.pdf"]).status,
        0
    );
    assert_eq!(
        desk.run(&["render", "case.toml", "-o", "form.pdf"]).status,
        0,
        "the same bytes are no conflict"
    );
    desk.write("form.pdf", "something else");
    let run = desk.run(&["render", "case.toml", "-o", "form.pdf"]);
    assert_eq!(run.status, 2);
    assert!(
        run.stderr.contains("form.pdf is there already") && run.stderr.contains("--force"),
        "{}",
        run.stderr
    );
    assert_eq!(
        fs::read_to_string(desk.path("form.pdf")).unwrap(),
        "something else"
    );
    assert_eq!(
        desk.run(&["render", "case.toml", "-o", "form.pdf", "--force"])
            .status,
        0
    );
    assert!(
        fs::read(desk.path("form.pdf"))
            .unwrap()
            .starts_with(b"%PDF")
    );
    let run = desk.run(&["render", "case.toml", "-o", "missing/form.pdf"]);
    assert_eq!(run.status, 2);
    let mut left: Vec<_> = fs::read_dir(desk.folder.path())
        .unwrap()
        .map(|e| e.unwrap().file_name())
        .collect();
    left.sort();
    assert_eq!(
        left,
        ["case.toml", "form.pdf", "form.report.json"],
        "something was left behind"
    );
}

#[test]
fn exit_status_tells_a_refusal_from_a_failure_to_run() {
    let desk = desk_with_case();
    let text = example_text("lumbar-foraminotomy.toml");
    desk.write("no-side.toml", &text.replace("side = \"left\"\n", ""));
    desk.write(
        "bad-date.toml",
        &text.replace("1958-03-09", "\"03/04/1958\""),
    );
    desk.write("broken.toml", "[patient\n");
    fs::write(
        desk.path("latin.toml"),
        b"[patient]\nfamily_name = \"M\xfcller\"\n",
    )
    .unwrap();
    for (arguments, status, says) in [
        (vec!["render", "no-side.toml"], 1, "needs a side"),
        (vec!["render", "bad-date.toml"], 1, "bad-date.toml:7:"),
        (vec!["render", "broken.toml"], 1, "broken.toml:1:"),
        (vec!["render", "latin.toml"], 2, "is not UTF-8"),
        (
            vec!["render", "nowhere.toml"],
            2,
            "nowhere.toml cannot be read",
        ),
        (
            vec!["render", "case.toml", "--layout", "none"],
            2,
            "there is no templates/layouts/none.hbs",
        ),
        (
            vec!["render", "case.toml", "--site", "nowhere"],
            2,
            "the site folder nowhere is not there",
        ),
        (
            vec!["render", "case.toml", "--paper", "a5"],
            2,
            "invalid value 'a5'",
        ),
        (vec!["rendr"], 2, "render"),
        (vec![], 2, "Usage"),
    ] {
        let run = desk.run(&arguments);
        assert_eq!(run.status, status, "{arguments:?}: {}", run.stderr);
        assert!(run.stderr.contains(says), "{arguments:?}: {}", run.stderr);
        assert!(run.stdout.is_empty(), "{arguments:?} wrote a result");
    }
    let help = desk.run(&["--help"]);
    assert_eq!(help.status, 0);
    assert!(help.text().contains("Exit status: 0 all good; 1"));
}

#[test]
fn all_problems_are_told_at_once_and_none_names_a_patient() {
    let desk = Desk::new();
    let text = example_text("lumbar-foraminotomy.toml")
        .replace("1958-03-09", "\"31.02.1958\"")
        .replace("record_number = \"00412907\"", "record_number = 412907")
        .replace("sex = \"female\"", "sx = \"female\"")
        .replace("side = \"left\"", "side = \"L\"")
        .replace("levels = \"L4–L5\"", "levels = \"L5–L4\"");
    desk.write("case.toml", &text);
    let run = desk.run(&["render", "case.toml", "-o", "form.pdf"]);
    assert_eq!(run.status, 1);
    let places = run
        .stderr
        .lines()
        .filter(|line| line.starts_with("case.toml:"))
        .count();
    assert_eq!(places, 5, "{}", run.stderr);
    assert_eq!(run.stderr.matches("hint: ").count(), 5, "{}", run.stderr);
    for secret in [
        "Nguyễn",
        "Małgorzata",
        "412907",
        "1958",
        "hearing",
        "Larkfield",
    ] {
        assert!(
            !run.stderr.contains(secret),
            "{secret} is in the message: {}",
            run.stderr
        );
    }
    assert!(!desk.path("form.pdf").exists());
}

#[test]
fn no_hint_guesses_a_side() {
    let desk = Desk::new();
    for typed in ["light", "lright", "rleft", "L"] {
        let text = example_text("lumbar-foraminotomy.toml")
            .replace("side = \"left\"", &format!("side = \"{typed}\""));
        desk.write("case.toml", &text);
        let run = desk.run(&["render", "case.toml"]);
        assert_eq!(run.status, 1);
        assert!(
            run.stderr
                .contains("write the whole word, as the record has it"),
            "{}",
            run.stderr
        );
        assert!(!run.stderr.contains("did you mean"), "{}", run.stderr);
    }
}

#[test]
fn a_site_is_read_as_strictly_as_a_case() {
    let desk = desk_with_case();
    for (name, says) in [
        ("", "facility.name"),
        ("Hos\u{ad}pital", "U+00AD"),
        ("a\u{202e}b", "U+202E"),
    ] {
        desk.write(
            "countersign.toml",
            &format!("[facility]\nname = \"{name}\"\n"),
        );
        let run = desk.run(&["render", "case.toml"]);
        assert_eq!(run.status, 2, "{}", run.stderr);
        assert!(
            run.stderr.contains(says) && run.stderr.contains("countersign.toml"),
            "{}",
            run.stderr
        );
    }
}

#[test]
fn every_stage_can_be_printed() {
    let desk = desk_with_case();
    for (stage, start) in [
        ("consent", "{\n  \"form_id\": \""),
        ("markup", "<form lang=\"en\""),
        ("document", "form lang=en"),
        ("pages", "a4 595.3 x 841.9"),
    ] {
        let run = desk.run(&["render", "case.toml", "--emit", stage]);
        assert_eq!(run.status, 0, "{}", run.stderr);
        assert!(
            run.text().trim_start().starts_with(start),
            "{stage}: {:?}",
            &run.text()[..80]
        );
    }
}

#[test]
fn a_site_names_its_facility_once_and_shadows_single_files() {
    let desk = desk_with_case();
    let text = example_text("lumbar-foraminotomy.toml");
    let (before, after) = text.split_once("[facility]").unwrap();
    let after = &after[after.find("[surgeon]").unwrap()..];
    desk.write("case.toml", &format!("{before}{after}"));
    let run = desk.run(&["render", "case.toml", "-o", "form.pdf"]);
    assert_eq!(run.status, 1, "without a facility there is no form");
    desk.write(
        "countersign.toml",
        "paper = \"letter\"\n[facility]\nname = \"Site Hospital\"\n",
    );
    let run = desk.run(&["render", "case.toml", "--emit", "pages"]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    assert!(run.text().contains("Site Hospital") && run.text().starts_with("letter"));
    desk.write("countersign.toml", "papr = \"letter\"\n");
    let run = desk.run(&["render", "case.toml"]);
    assert_eq!(run.status, 2);
    assert!(
        run.stderr.contains("countersign.toml:1:1"),
        "{}",
        run.stderr
    );
}

#[test]
fn init_writes_a_site_that_works_and_keeps_what_is_changed() {
    let desk = desk_with_case();
    let run = desk.run(&["init", "site"]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    for file in [
        "countersign.toml",
        "templates/layouts/standard.hbs",
        "templates/packs/foraminotomy.toml",
        "fonts/source-sans-3/LICENSE",
    ] {
        assert!(desk.path("site").join(file).is_file(), "{file} is missing");
    }
    let plain = desk.run(&["render", "case.toml", "-o", "-"]);
    let with_site = desk.run(&["render", "case.toml", "-o", "-", "--site", "site"]);
    assert!(
        plain.stdout == with_site.stdout,
        "an unchanged site changes the form"
    );
    desk.write("site/templates/layouts/standard.hbs", "mine");
    assert_eq!(desk.run(&["init", "site"]).status, 2);
    assert_eq!(
        fs::read_to_string(desk.path("site/templates/layouts/standard.hbs")).unwrap(),
        "mine"
    );
}

#[test]
fn the_commands_in_the_readme_work() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    for name in crate::support::EXAMPLES {
        assert!(root().join("examples").join(name).is_file());
    }
    assert!(readme.contains("cargo run --release -- render examples/lumbar-foraminotomy.toml"));
}

#[test]
fn check_says_rule_by_rule_whether_a_form_may_be_issued() {
    let desk = desk_with_case();
    let run = desk.run(&["check", "case.toml"]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    let text = run.text();
    for words in [
        "pass            PR-05",
        "warn            GV-01",
        "may be issued: ",
        "grade",
        "SMOG",
    ] {
        assert!(text.contains(words), "{words} is missing: {text}");
    }
    let wrong = fs::read_to_string(desk.path("case.toml"))
        .unwrap()
        .replace("down the left leg", "down the right leg");
    desk.write("wrong.toml", &wrong);
    let run = desk.run(&["check", "wrong.toml"]);
    assert_eq!(run.status, 1);
    let first = run.text().lines().nth(2).unwrap();
    assert!(
        first.starts_with("FAIL") && first.contains("PR-05"),
        "what fails comes first: {first}"
    );
    assert!(run.text().contains("MUST NOT BE ISSUED"));
    let run = desk.run(&["check", "wrong.toml", "--format", "json"]);
    assert_eq!(run.status, 1);
    let report: serde_json::Value = serde_json::from_str(run.text()).unwrap();
    let verdicts = report["verdicts"].as_array().unwrap();
    let failed: Vec<_> = verdicts
        .iter()
        .filter(|one| one["outcome"] == "fail")
        .collect();
    assert_eq!(failed.len(), 1);
    assert_eq!(failed[0]["rule"], "PR-05");
    assert!(report["readability"][0]["scores"]["grades"]["flesch_kincaid"].is_number());
    // Another profile is the way round a rule; what no profile has stays.
    desk.write(
        "site/templates/profiles/none.toml",
        "id = \"none\"\nname = \"None\"\n",
    );
    let around = [
        "render",
        "wrong.toml",
        "--profile",
        "none",
        "--site",
        "site",
    ];
    let run = desk.run(&[&around[..], &["-o", "x.pdf"]].concat());
    assert_eq!(run.status, 0, "{}", run.stderr);
    let run = desk.run(&["render", "wrong.toml", "-o", "y.pdf"]);
    assert_eq!(run.status, 1);
    assert!(
        run.stderr.contains("PR-05") && run.stderr.contains("--profile"),
        "{}",
        run.stderr
    );
    assert!(!desk.path("y.pdf").exists() && !desk.path("y.report.json").exists());
}

#[test]
fn a_report_stands_beside_the_form() {
    let desk = desk_with_case();
    let run = desk.run(&["render", "case.toml"]);
    assert_eq!(run.status, 0);
    let id = run.text().trim().trim_end_matches(".pdf").to_owned();
    let report = fs::read_to_string(desk.path(&format!("{id}.report.json"))).unwrap();
    let report: serde_json::Value = serde_json::from_str(&report).unwrap();
    assert_eq!(report["profile"], "core");
    assert_eq!(report["form_id"], id.as_str());
}

#[test]
fn a_site_can_refuse_drafts() {
    let desk = desk_with_case();
    desk.write("site/countersign.toml", "require-approved = true\n");
    let render = ["render", "case.toml", "--site", "site", "-o", "form.pdf"];
    let run = desk.run(&render);
    assert_eq!(run.status, 1);
    assert!(
        run.stderr.contains("GV-01") && run.stderr.contains("not approved by this site"),
        "{}",
        run.stderr
    );
    let packs = fs::read_dir(crate::support::root().join("templates/packs")).unwrap();
    let id = |path: std::path::PathBuf| path.file_stem().unwrap().to_str().unwrap().to_owned();
    let ids: Vec<String> = packs.map(|file| id(file.unwrap().path())).collect();
    let mut approve = vec!["library", "approve", "--by", "Dr. A", "--site", "site"];
    approve.push("statements/standard");
    approve.extend(ids.iter().map(String::as_str));
    assert_eq!(desk.run(&approve).status, 0);
    let run = desk.run(&render);
    assert_eq!(run.status, 0, "{}", run.stderr);
}

#[test]
fn check_looks_at_the_mappings_of_a_site() {
    let desk = Desk::new();
    desk.write(
        "site/countersign.toml",
        "[facility]\nname = \"Harbour Hospital\"\n",
    );
    let checked = || desk.run(&["check", "site"]);
    desk.write(
        "site/templates/mappings/east.toml",
        "date-order = \"dmy\"\n",
    );
    assert_eq!(checked().status, 0, "{}", checked().text());
    for (text, says) in [
        ("\ndate-order = \"ydm\"", "mappings/east.toml:2:"),
        (
            "[[procedures]]\npack = \"foraminotomi\"\nnames = [\"x\"]",
            "did you mean `foraminotomy`",
        ),
        ("[factors]\nsmokng = [\"x\"]", "did you mean `smoking`"),
        ("[columns]\nsmoker = \"x\"", "mappings/east.toml:2:"),
    ] {
        desk.write("site/templates/mappings/east.toml", text);
        let run = checked();
        assert_eq!(run.status, 1, "{text}");
        assert!(run.text().contains(says), "{}", run.text());
    }
}

#[test]
fn check_finds_what_a_site_names_wrongly() {
    let desk = desk_with_case();
    desk.write("site/countersign.toml", "profile = \"us-cmss\"\n");
    let run = desk.run(&["check", "site"]);
    assert_eq!(run.status, 1);
    assert!(
        run.text().contains("did you mean `us-cms`?"),
        "{}",
        run.text()
    );
    desk.write("empty/notes.txt", "x");
    let run = desk.run(&["check", "empty"]);
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains("is no site"), "{}", run.stderr);
    let run = desk.run(&["check", "foraminotmy"]);
    assert_eq!(run.status, 2);
    assert!(
        run.stderr.contains("did you mean `foraminotomy`?"),
        "{}",
        run.stderr
    );
    desk.write("site/countersign.toml", "");
    let svg = std::fs::read_to_string(crate::support::root().join("templates/figures/hands.svg"))
        .unwrap();
    desk.write(
        "site/templates/figures/hands.svg",
        &svg.replacen("<rect", "<rekt", 1)
            .replacen("<path", "<paht", 1),
    );
    let run = desk.run(&["check", "carpal-tunnel-release", "--site", "site"]);
    assert_eq!(run.status, 1);
    assert!(run.text().contains("hands.svg:"), "{}", run.text());
}
