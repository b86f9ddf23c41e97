use super::*;

#[test]
fn ten_planted_problems_are_all_reported_where_they_stand() {
    let text = "\
[patient]
family_name = \"SECRET\u{202E}\"
given_nams = \"SECRET\"
date_of_birth = \"03/04/1961\"
record_number = 412907
sex = \"F\"
[procedure]
pack = \"foraminotomy\"
side = \"L\"
levels = \"L5–L4\"
add_ons = [\"fusion\", \"foraminotomy\"]
factors = [\"smoking\", \"diabetes\", \"smoking\"]
revision = \"no\"
[[team]]
name = \"SECRET\"
[[team]]
name = \"SECRET\"
[facility]
name = \"Here\"
";
    let problems = Case::read(text, "a", Format::Toml, None).expect_err("full of problems");
    let at: Vec<_> = problems
        .0
        .iter()
        .filter_map(|it| it.place.as_ref())
        .map(|it| it.line)
        .collect();
    assert_eq!(
        at,
        [1, 1, 2, 3, 4, 5, 6, 9, 10, 11, 12, 13, 16],
        "{problems}"
    );
    assert!(problems.0.iter().all(|it| it.hint.is_some()), "{problems}");
    let report = problems.to_string();
    for part in [
        "a:1:1: [surgeon] lacks `name`\n  hint: add a line such as `name = \"Dr. Ines Albrecht\"`",
        "[patient] lacks `given_names`",
        "U+202E, as character 7",
        "[patient] has no key `given_nams`\n  hint: did you mean `given_names`?",
        "day/month or as month/day",
        "`patient.record_number` must be a text, not a number\n  hint: put it in quotes",
        "`patient.sex` must be one of female, male, other, unknown, not `F`",
        "must be one of left, right, both, midline, bilateral, not `L`\n  hint: write the whole word",
        "name the upper vertebra first: L4–L5",
        "a:11:22: `procedure.add_ons.1` is the operation itself",
        "a:12:35: `procedure.factors.2` repeats",
        "`procedure.revision` must be true or false, not a text",
        "`team.1` repeats",
    ] {
        assert!(report.contains(part), "{part}\n---\n{report}");
    }
    assert!(!report.contains("SECRET"), "{report}");
    assert!(!report.contains("412907"), "{report}");
}

/// Where the lines go, the lines, what the report says. A slash with spaces is a line break.
const FAULTS: &str = r#"
patient | language = "Portuguese" | `patient.language` is not a language tag
patient | language = "en_US" | not a language tag
patient | sex = "" | `patient.sex` is empty
patient | communication_needs = ["a", 1] | `patient.communication_needs.1` must be a text
patient | communication_needs = true | must be a text or a list of texts, not true or false
patient | "x\u001by" = 1 | [patient] has no key `x�y` / hint: known keys: family_name
procedure | side = "links" | not `links`
procedure | side = "rigth" | write the whole word, as the record has it
procedure | side = ["left"] | `procedure.side` must be a text, not a list
procedure | levels = [] | `procedure.levels` is empty
procedure | levels = ["L4-5", "L3-5"] | a:11:19: the level L4–L5 is given twice
procedure | levels = 5 | `procedure.levels` must be a text or a list
procedure | position = "pron" | did you mean `prone`?
procedure | approach = "Open Approach" | `procedure.approach` is not an id
procedure | add_ons = [{ status = "possible" }] | [procedure.add_ons.0] lacks `pack`
procedure | add_ons = [{ pack = "fusion", status = "maybe" }] | not `maybe`
procedure | add_ons = ["fusion", { pack = "fusion" }] | `procedure.add_ons.1` repeats
procedure | anaesthesia = ["a", "a"] | `procedure.anaesthesia.1` repeats
procedure | factors = "smoking" | must be a list of texts, not a text
procedure | planned_date = 2026-12-03T07:30:00 | must be a date, not a date with a time of day
procedure | planned_date = 1961-03-13 | `procedure.planned_date` lies before
procedure | planned_date = 2201-01-01 | not in a plausible year
procedure | planned_date = 2150-01-01 | a:4:17: `patient.date_of_birth` gives an age
rest | [discussion] / date = 1950-01-01 | [discussion] lacks `held_by`
rest | [discussion] / date = 1950-01-01 | `discussion.date` lies before
rest | [representative] / name = "SECRET" | [representative] lacks `relationship`
rest | [representative] / relationship = "son" | [representative] lacks `name`
rest | [encounter] | [encounter] lacks `number`
rest | [interpreter] / mode = "phone" | [interpreter] lacks `language`
rest | [interpreter] / mode = "phone" | must be one of in-person, telephone, video
rest | [team] / name = "SECRET" | `team` must be a list of tables, not a table
rest | [[team]] / name = "A" / tasks = "a" | `team.0.tasks` must be a list of texts
rest | [[specific_risks]] / because = "SECRET" | [specific_risks.0] lacks `risk`
rest | what_matters = "SECRET" | [facility] has no key `what_matters` / hint: it belongs to no table
rest | [intepreter] | a case has no key `intepreter` / hint: did you mean `interpreter`?
"#;

#[test]
fn each_fault_is_named() {
    for row in FAULTS.trim().lines() {
        let cells: Vec<_> = row.split(" | ").collect();
        let lines = cells[1].replace(" / ", "\n");
        let text = match cells[0] {
            "patient" => least(&lines, "", ""),
            "procedure" => least("", &lines, ""),
            _ => least("", "", &lines),
        };
        let report = toml(&text).expect_err(row);
        let message = cells[2].replace(" / ", "\n  ");
        assert!(report.contains(&message), "{row}\n---\n{report}");
        assert!(!report.contains("SECRET"), "{report}");
    }
}

#[test]
fn a_discussion_comes_before_the_operation() {
    let discussed = |day: &str| {
        let rest = format!("[discussion]\nheld_by = \"A\"\ndate = 2026-12-{day}");
        toml(&least("", "planned_date = 2026-12-03", &rest))
    };
    assert!(discussed("03").is_ok());
    let report = discussed("04").expect_err("too late");
    assert!(report.contains("`discussion.date` lies after"), "{report}");
}
