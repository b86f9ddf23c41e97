//! The file as a legal record: accessible, fillable, signable, and honest about it.

use std::collections::BTreeMap;
use std::fs;

use countersign::typeset::{Holds, Mark, Pages, Paper, Reads, Tag};
use lopdf::{Dictionary, Document, Object};
use unicode_normalization::UnicodeNormalization;

use crate::judges;
use crate::support::{Desk, EXAMPLES, FORAMINOTOMIES, bare, example, example_text, root};

/// The text under a tag, in the order of the tree.
fn read_aloud(tag: &Tag, pages: &Pages, out: &mut String) {
    match &tag.holds {
        Holds::Tags(tags) => tags.iter().for_each(|tag| read_aloud(tag, pages, out)),
        Holds::Field(_) => {}
        Holds::Placed(node, reads) => {
            for item in pages.pages.iter().flat_map(|page| &page.items) {
                if let Mark::Glyphs(run) = &item.mark
                    && (pages.leaf(item.node), item.reads) == (*node, *reads)
                {
                    out.push_str(&run.text);
                }
            }
        }
    }
}

#[test]
fn what_is_read_aloud_is_what_is_seen_in_the_same_order() {
    let desk = Desk::new();
    for name in EXAMPLES {
        let stages = desk.stages(&example(name)).unwrap();
        let pages = &stages.pages;
        let mut aloud = String::new();
        read_aloud(&pages.tags, pages, &mut aloud);
        let seen: String = pages
            .pages
            .iter()
            .flat_map(|page| &page.items)
            .filter(|item| matches!(item.reads, Reads::Content | Reads::Label))
            .filter_map(|item| match &item.mark {
                Mark::Glyphs(run) => Some(&*run.text),
                _ => None,
            })
            .collect();
        assert_eq!(bare(&aloud), bare(&seen), "{name}");

        let form = desk.form(&example(name)).unwrap();
        let Some(structure) = judges::structure(&form.bytes) else {
            return;
        };
        // A letter set from several glyphs reads as letter and accents here.
        let composed = |text: &str| bare(&text.nfc().collect::<String>());
        assert_eq!(
            composed(&structure),
            composed(&seen),
            "{name}: poppler walks another tree"
        );
    }
}

#[test]
fn values_filled_by_three_tools_show_in_three_renderers() {
    let desk = Desk::new();
    let form = desk.form(&example("lumbar-foraminotomy.toml")).unwrap();
    let path = desk.write("form.pdf", "");
    fs::write(&path, &form.bytes).unwrap();
    let folder = desk.folder.path().to_str().unwrap();
    judges::script(
        "fill.py",
        &[
            path.to_str().unwrap(),
            "witness-name",
            "blood-accept",
            folder,
        ],
    );
    judges::script(
        "fill.py",
        &[
            path.to_str().unwrap(),
            "what-matters",
            "photographs-no",
            folder,
        ],
    );
}

#[test]
fn every_field_can_be_signed_in_turn_and_the_file_stays_what_it_is() {
    let desk = Desk::new();
    let form = desk
        .form(&example("interpreter-and-representative.toml"))
        .unwrap();
    let path = desk.write("form.pdf", "");
    fs::write(&path, &form.bytes).unwrap();
    let roles = [
        "representative",
        "interpreter",
        "clinician",
        "witness",
        "confirmation",
        "withdrawal",
    ];
    let font = root().join("fonts/source-sans-3/SourceSans3-Regular.ttf");
    let mut arguments = vec![
        path.to_str().unwrap(),
        font.to_str().unwrap(),
        desk.folder.path().to_str().unwrap(),
    ];
    arguments.extend(roles);
    if judges::script("sign.py", &arguments).is_none() {
        return;
    }
    for number in 1..=roles.len() {
        let signed = desk.path(&format!("{number}.pdf"));
        let Some((passes, says)) = judges::conformance(&signed, "2a,ua1") else {
            return;
        };
        assert!(passes, "after signature {number}: {says}");
        assert!(
            fs::read(&signed).unwrap().starts_with(&form.bytes),
            "a signed byte changed"
        );
    }
}

#[test]
fn names_known_from_the_case_are_text_and_signatures_are_named_by_role() {
    let desk = Desk::new();
    let kinds = |name: &str| -> Option<BTreeMap<String, String>> {
        let path = desk.write("form.pdf", "");
        fs::write(&path, desk.form(&example(name)).unwrap().bytes).unwrap();
        judges::script("fields.py", &[path.to_str().unwrap()])
            .map(|json| serde_json::from_str(&json).unwrap())
    };
    let Some(fields) = kinds("lumbar-foraminotomy.toml") else {
        return;
    };
    for role in [
        "patient",
        "witness",
        "interpreter",
        "clinician",
        "confirmation",
        "withdrawal",
    ] {
        assert_eq!(fields[role], "/Sig");
        assert_eq!(fields[&format!("{role}-date")], "/Tx");
        assert_eq!(fields[&format!("{role}-time")], "/Tx");
    }
    assert!(
        !fields.contains_key("patient-name"),
        "the patient's printed name is known"
    );
    assert!(fields.contains_key("witness-name"));
    assert!(!fields.contains_key("representative"));
    let fields = kinds("interpreter-and-representative.toml").unwrap();
    assert_eq!(fields["representative"], "/Sig");
    assert!(!fields.contains_key("patient"));
}

/// A judge that always says yes is worthless: each broken copy must be refused.
#[test]
fn the_judges_find_what_is_broken() {
    let desk = Desk::new();
    let form = desk.form(&example("lumbar-foraminotomy.toml")).unwrap();
    type Break = fn(&mut Document);
    let breaks: [(&str, Break); 8] = [
        ("not marked", |file| drop(catalog(file).remove(b"MarkInfo"))),
        ("no structure", |file| {
            drop(catalog(file).remove(b"StructTreeRoot"))
        }),
        ("no language", |file| drop(catalog(file).remove(b"Lang"))),
        ("no metadata", |file| {
            drop(catalog(file).remove(b"Metadata"))
        }),
        ("no output intent", |file| {
            drop(catalog(file).remove(b"OutputIntents"))
        }),
        ("title not shown", |file| {
            drop(catalog(file).remove(b"ViewerPreferences"))
        }),
        ("a field without tooltip", |file| {
            each_widget(file, |widget| drop(widget.remove(b"TU")))
        }),
        ("a field that is not printed", |file| {
            each_widget(file, |widget| widget.set("F", 0))
        }),
    ];
    for (what, change) in breaks {
        let mut file = Document::load_mem(&form.bytes).unwrap();
        change(&mut file);
        let path = desk.path("broken.pdf");
        file.save(&path).unwrap();
        let Some((passes, _)) = judges::conformance(&path, "2a,ua1") else {
            return;
        };
        assert!(!passes, "veraPDF passes a file that is {what}");
    }
    let path = desk.path("half.pdf");
    fs::write(&path, &form.bytes[..form.bytes.len() / 2]).unwrap();
    if let Some((passes, _)) = judges::conformance(&path, "2a,ua1") {
        assert!(!passes, "veraPDF passes half a file");
    }
    let long =
        "Antidisestablishmentarianism necessitates extraordinarily comprehensive deliberation";
    let sections = BTreeMap::from([("hard".to_owned(), vec![long.to_owned()])]);
    if let Some(measured) = judges::readability(&sections) {
        assert!(
            measured["hard"].0 > 12.0,
            "textstat finds hard text easy: {measured:?}"
        );
    }
}

fn catalog(file: &mut Document) -> &mut Dictionary {
    file.catalog_mut().unwrap()
}

fn each_widget(file: &mut Document, change: impl Fn(&mut Dictionary)) {
    for object in file.objects.values_mut() {
        if let Object::Dictionary(dict) = object
            && dict
                .get(b"Subtype")
                .and_then(Object::as_name)
                .is_ok_and(|name| name == b"Widget")
        {
            change(dict);
        }
    }
}

#[test]
fn a_form_is_small() {
    let desk = Desk::new();
    for (name, pages) in FORAMINOTOMIES.iter().zip([18, 18, 17, 20]) {
        let form = desk.form(&example(name)).unwrap();
        // Three faces with the letters of European names weigh about 52 KB, a drawing up to
        // 20, a page about 6: what forms share is compressed piece by piece, what is the
        // patient's own is stored as it is.
        let allowed = 76_000 + form.pages * 6_400;
        assert!(
            form.pages <= pages,
            "{name} has grown to {} pages",
            form.pages
        );
        assert!(
            form.bytes.len() < allowed,
            "{name}: {} bytes on {} pages",
            form.bytes.len(),
            form.pages
        );
    }
}

#[test]
fn pages_look_as_they_did() {
    let mut desk = Desk::new();
    let update = std::env::var("INSTA_UPDATE").is_ok_and(|update| update == "always");
    let papers = [Paper::A4, Paper::Letter, Paper::A4, Paper::Letter];
    let standard = FORAMINOTOMIES
        .iter()
        .zip(papers)
        .map(|(name, paper)| (*name, paper, "standard"));
    for (name, paper, layout) in standard.chain([("knee-replacement.toml", Paper::A4, "uk-form-1")])
    {
        desk.layout = layout.to_owned();
        let form = desk.generator(paper).unwrap().form(&example(name)).unwrap();
        let path = desk.write("form.pdf", "");
        fs::write(&path, &form.bytes).unwrap();
        let stem = name.split('.').next().unwrap();
        let golden = root()
            .join("tests/it/images")
            .join(format!("{stem}-{}.png", paper.name()));
        let mut arguments = vec![path.to_str().unwrap(), golden.to_str().unwrap()];
        arguments.extend(update.then_some("update"));
        judges::script("images.py", &arguments);
    }
}

#[test]
fn a_form_carries_what_it_was_made_from_and_can_be_made_again() {
    let desk = Desk::new();
    for name in EXAMPLES {
        let case = desk.write(name, &example_text(name));
        let case = case.to_str().unwrap();
        let arguments = [
            "render",
            case,
            "-o",
            "-",
            "--embed-data",
            "--paper",
            "letter",
        ];
        let form = desk.run(&arguments).stdout;
        let path = desk.path("form.pdf");
        fs::write(&path, &form).unwrap();
        if let Some((passes, says)) = judges::conformance(&path, "3a,ua1") {
            assert!(passes, "{name}: {says}");
        }
        let data = desk.run(&["show", "form.pdf"]);
        assert_eq!(data.status, 0, "{}", data.stderr);
        let record: serde_json::Value = serde_json::from_slice(&data.stdout).unwrap();
        assert_eq!(record["paper"], "letter");
        assert!(record["consent"]["patient"]["record_number"].is_string());

        let again = desk.run_with(&["render", "--again", "-", "-o", "-"], data.text());
        assert_eq!(again.status, 0, "{}", again.stderr);
        assert!(again.stdout == form, "{name}: made again, the bytes differ");
    }
}

#[test]
fn data_that_was_changed_makes_no_form() {
    let desk = Desk::new();
    desk.write("case.toml", &example_text("lumbar-foraminotomy.toml"));
    desk.run(&["render", "case.toml", "-o", "form.pdf", "--embed-data"]);
    desk.run(&["render", "case.toml", "-o", "plain.pdf"]);
    let data = desk.run(&["show", "form.pdf"]);
    for (from, to, says) in [
        ("\"side\": \"left\"", "\"side\": \"right\"", "was changed"),
        ("about 27 in 10,000", "about 2 in 10,000", "was changed"),
        ("\"paper\": \"a4\"", "\"paper\": \"letter\"", "was changed"),
        (
            "\"paper\": \"a4\"",
            "\"papre\": \"a4\"",
            "this is not the data of a form",
        ),
    ] {
        assert!(data.text().contains(from), "{from}");
        let run = desk.run_with(
            &["render", "--again", "-", "-o", "-"],
            &data.text().replacen(from, to, 1),
        );
        assert_eq!(run.status, 1, "{to}: {}", run.stderr);
        assert!(run.stderr.contains(says), "{to}: {}", run.stderr);
        assert!(run.stdout.is_empty());
    }
    let none = desk.run(&["show", "plain.pdf"]);
    assert_eq!(none.status, 1);
    assert!(
        none.stderr.contains("make the form with --embed-data"),
        "{}",
        none.stderr
    );
    assert_eq!(desk.run(&["show", "case.toml"]).status, 1);
}

/// A consent holds the whole case: read back and composed again it is the same.
#[test]
fn the_case_behind_a_consent_is_read_back_whole() {
    let generator = Desk::new().generator(Paper::A4).unwrap();
    for name in EXAMPLES {
        let consent = generator.consent(&example(name)).unwrap();
        let again = consent.case_again(generator.library()).unwrap();
        assert_eq!(again.lost, [""; 0], "{name}");
        let composed = generator.consent(&again.case).unwrap();
        let [before, after] = [&consent, &composed].map(|it| serde_json::to_value(it).unwrap());
        assert_eq!(before, after, "{name}");
    }
}
