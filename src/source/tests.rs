use super::*;

fn parse(text: &str, format: Format) -> Result<Value, Problem> {
    Value::parse(text, "a", format)
}

/// Line and column of a path.
fn at(text: &str, format: Format, path: &str) -> (u32, u32) {
    let root = parse(text, format).expect("valid");
    let places = Places::of(&root);
    let place = places.get(path).expect("known");
    (place.line, place.column)
}

const TOML: &str = "\u{FEFF}what = 1\r\n[b]\nname = \"é\" # x\nside='ü'\n[[team]]\nname = \"A\"\n\n\
    [[team]]\n  name = \"B\"\n[a.c]\nd = [1.5, true, 2020-01-31]\n";
const JSON: &str =
    "\u{FEFF}{\"b\": {\"é\": 1.5, \"name\":\n \"x\"},\n \"team\": [{}, {\"name\": false}]}";

#[test]
fn finds_the_format() {
    assert_eq!(Format::of("a/b.TOML"), Some(Format::Toml));
    assert_eq!(Format::of("b.json"), Some(Format::Json));
    assert_eq!(Format::of("b.csv"), None);
    assert_eq!(Format::of("json"), None);
    assert_eq!(Format::sniff(" \n\t{"), Format::Json);
    assert_eq!(Format::sniff("\u{FEFF}{"), Format::Json);
    assert_eq!(Format::sniff("[patient]"), Format::Toml);
    assert_eq!(Format::sniff(""), Format::Toml);
}

#[test]
fn knows_the_place_of_every_value() {
    for (path, place) in [
        ("", (1, 1)),
        ("what", (1, 8)),
        ("b", (2, 1)),
        ("b.name", (3, 8)),
        ("b.side", (4, 6)),
        ("team.0.name", (6, 8)),
        ("team.1.name", (9, 10)),
        ("a.c.d.2", (11, 17)),
    ] {
        assert_eq!(at(TOML, Format::Toml, path), place, "{path}");
    }
    for (path, place) in [
        ("", (1, 1)),
        ("b", (1, 7)),
        ("b.é", (1, 13)),
        ("b.name", (2, 2)),
        ("team.1.name", (3, 24)),
    ] {
        assert_eq!(at(JSON, Format::Json, path), place, "{path}");
    }
}

#[test]
fn a_path_that_is_not_there_has_its_parents_place() {
    assert_eq!(at(TOML, Format::Toml, "b.levels.3"), (2, 1));
    assert_eq!(at(TOML, Format::Toml, "nothing"), (1, 1));
    assert_eq!(Places::default().get("b"), None);
}

#[test]
fn places_do_not_make_cases_differ() {
    let toml = Places::of(&parse(TOML, Format::Toml).expect("valid"));
    assert_eq!(toml, Places::default());
}

#[test]
fn keys_stand_in_the_order_of_the_file() {
    let root = parse(TOML, Format::Toml).expect("valid");
    let Kind::Table(entries) = root.kind else {
        panic!("a table");
    };
    let keys: Vec<_> = entries.iter().map(|(key, _, _)| &**key).collect();
    assert_eq!(keys, ["what", "b", "team", "a"]);
}

#[test]
fn only_a_local_date_is_a_date() {
    let kind = |text: &str| {
        let root = parse(&format!("d = {text}"), Format::Toml).expect("valid");
        match root.kind {
            Kind::Table(mut entries) => entries.remove(0).2.kind,
            _ => panic!("a table"),
        }
    };
    assert!(matches!(kind("1961-03-14"), Kind::Date(_)));
    for text in [
        "1961-03-14T00:00:00",
        "1961-03-14T00:00:00Z",
        "1961-03-14 00:00",
        "07:30:00",
    ] {
        assert!(matches!(kind(text), Kind::Other(_)), "{text}");
    }
    assert!(parse("d = 1961-02-31", Format::Toml).is_err());
}

#[test]
fn syntax_errors_have_a_place_and_no_values() {
    for (text, format, place) in [
        ("[a]\nx = \"SECRET", Format::Toml, "a:2:"),
        ("[a]\nx = SECRET", Format::Toml, "a:2:5"),
        ("x = 1\nSECRET = 1\nSECRET = 2", Format::Toml, "a:3:1"),
        ("[patient]\n[patient]", Format::Toml, "a:2:"),
        ("{\"SECRET\": 1,\n \"SECRET\": 2}", Format::Json, "a:2:2"),
        ("{\"a\": {\"b\": 1, \"b\": 1}}", Format::Json, "a:1:16"),
        ("{\"a\": 1,}", Format::Json, "a:1:8"),
        ("{\"a\": 1 \"b\": 2}", Format::Json, "a:1:8"),
        ("{\n'a': 1}", Format::Json, "a:2:1"),
        ("{a: 1}", Format::Json, "a:1:2"),
        ("{} // SECRET", Format::Json, "a:1:"),
        ("{/* SECRET */}", Format::Json, "a:1:2"),
        ("{\"a\": 0x1F}", Format::Json, "a:1:"),
        ("{\"a\": +1}", Format::Json, "a:1:7"),
        ("{\"a\": .5}", Format::Json, "a:1:"),
        ("{\"a\": NaN}", Format::Json, "a:1:7"),
        ("{\"a\": \"\\x41\"}", Format::Json, "a:1:"),
        ("{\"a\": \"\\ud800\"}", Format::Json, "a:1:"),
        ("{\"a\": \"SECRET\n\"}", Format::Json, "a:1:14"),
        ("{\"a\": \"SECRET", Format::Json, "a:1:7"),
        ("{} {}", Format::Json, "a:1:4"),
        ("[\"SECRET\"]", Format::Json, "a:1:1"),
        ("", Format::Json, "a:1:1"),
    ] {
        let message = parse(text, format).expect_err(text).to_string();
        assert!(message.starts_with(place), "{text}: {message}");
        assert!(!message.contains("SECRET"), "{text}: {message}");
        assert!(message.contains("hint: "), "{text}: {message}");
    }
}

#[test]
fn json_escapes_are_read() {
    let root = parse("{\"a\": \"\\u00e9\\ud83d\\ude42\\n\\/\"}", Format::Json).expect("valid");
    let Kind::Table(entries) = root.kind else {
        panic!("a table");
    };
    assert_eq!(entries[0].2.kind, Kind::Text("é🙂\n/".into()));
}

#[test]
fn positions_agree_with_places_in_any_order() {
    let text = "é\n\nüx🙂\r\nz";
    let positions = positions::Positions::new("a", text);
    let forth = 0..=text.len();
    for offset in forth.clone().chain(forth.rev()) {
        assert_eq!(
            positions.at(offset),
            Place::at("a", text, offset),
            "{offset}"
        );
    }
}

#[test]
fn deep_nesting_and_long_lines_are_no_danger() {
    assert!(parse(&"[".repeat(100_000), Format::Json).is_err());
    let deep = format!("a = {}", "[".repeat(100_000));
    assert!(parse(&deep, Format::Toml).is_err());
    let long = format!("{{\"a\": [{}0]}}", "0,".repeat(100_000));
    assert!(parse(&long, Format::Json).is_ok());
}
