//! Layouts and themes: strict where Handlebars is lenient, clear where somebody slips.

use countersign::document::Document;

use crate::judges;
use crate::support::{Desk, example, refused, root};

fn with_partial(name: &str, text: &str) -> String {
    let desk = Desk::new();
    desk.write(&format!("templates/layouts/partials/{name}.hbs"), text);
    refused(desk.form(&example("lumbar-foraminotomy.toml")))
}

#[test]
fn a_misspelt_name_is_an_error_everywhere() {
    for template in [
        "<p>{{pateint.name}}</p>",
        "{{#if pateint}}<p>a</p>{{/if}}",
        "{{#unless patient.nmae}}<p>a</p>{{/unless}}",
        "{{#each riks}}<p>a</p>{{/each}}",
        "{{#if (eq patient.nmae \"x\")}}<p>a</p>{{/if}}",
        "{{#if (or draft_mark drafty)}}<p>a</p>{{/if}}",
        "<p>{{t.no-such-label}}</p>",
    ] {
        let problems = with_partial("about", template);
        assert!(problems.contains("about.hbs:1:"), "{template}: {problems}");
        assert!(
            problems.contains("--emit consent"),
            "{template}: {problems}"
        );
    }
}

#[test]
fn raw_output_and_hidden_else_are_refused() {
    let problems = with_partial("about", "<p>{{{patient.name}}}</p>");
    assert!(
        problems.contains("about.hbs:1:4: a layout may not print anything raw"),
        "{problems}"
    );
    let problems = with_partial(
        "about",
        "{{#if draft_mark}}{{#each riks}}a{{else}}<p>b</p>{{/each}}{{/if}}",
    );
    assert!(
        problems.contains("would hide a misspelt name"),
        "{problems}"
    );
    let problems = with_partial("about", "<p>{{#if draft_mark}}</p>");
    assert!(problems.contains("the template is not valid"), "{problems}");
}

#[test]
fn markup_outside_the_vocabulary_is_an_error_with_its_place() {
    for (template, says) in [
        ("<blink>a</blink>", "<blink> cannot stand in <body>"),
        ("<p colour=\"red\">a</p>", "<p> has no attribute `colour`"),
        ("<p clas=\"x\">a</p>", "did you mean `class`?"),
        ("<sectoin><p>a</p></sectoin>", "did you mean <section>?"),
        ("loose text", "<body> cannot hold text directly"),
        ("<p></p>", "<p> is empty"),
        ("<ul><li> </li></ul>", "<li> is empty"),
        ("<p>a", "not well-formed"),
        (
            "<table widths=\"1\"><tbody><tr><td>a</td><td>b</td></tr></tbody></table>",
            "<table> has 2 columns and 1 widths",
        ),
        (
            "<table widths=\"1 1\"><tbody><tr><td>a</td><td>b</td></tr><tr><td>a</td></tr></tbody></table>",
            "the same number of cells",
        ),
        (
            "<line name=\"a.b\" label=\"a\"></line>",
            "needs a `name` of letters, digits and hyphens",
        ),
        ("<line name=\"a\"></line>", "needs a `label`"),
        (
            "<checkbox name=\"patient\" label=\"a\">a</checkbox>",
            "the name `patient` stands twice",
        ),
        (
            "<section id=\"identity\"><p>a</p></section>",
            "the id `identity` stands twice",
        ),
        (
            "<p>page <page/></p>",
            "page numbers stand only in <header> and <footer>",
        ),
    ] {
        let problems = with_partial("about", template);
        assert!(problems.contains(says), "{template}: {problems}");
    }
}

#[test]
fn a_block_taller_than_a_page_is_an_error_not_an_overflow() {
    let rows = "<li>one line</li>".repeat(80);
    let desk = Desk::new();
    desk.write(
        "templates/layouts/partials/about.hbs",
        &format!("<section class=\"choice\"><ul>{rows}</ul></section>"),
    );
    let problems = refused(desk.form(&example("lumbar-foraminotomy.toml")));
    assert!(
        problems.contains("the block <section> (markup line "),
        "{problems}"
    );
    assert!(problems.contains("does not fit on one page"), "{problems}");
}

#[test]
fn a_slip_in_a_theme_or_pack_names_file_and_line() {
    for (file, from, to, place, says) in [
        (
            "templates/themes/standard.toml",
            "keep-with-next = true, colour",
            "keep-wiht-next = true, colour",
            "standard.toml:",
            "unknown key `keep-wiht-next`",
        ),
        (
            "templates/themes/standard.toml",
            "colour = \"#222222\"",
            "colour = \"black\"",
            "standard.toml:",
            "a colour is written #rrggbb",
        ),
        (
            "templates/themes/standard.toml",
            "SourceSans3-Regular.ttf",
            "Missing.ttf",
            "",
            "there is no fonts/source-sans-3/Missing.ttf",
        ),
        (
            "templates/packs/foraminotomy.toml",
            "lay-name =",
            "lay_name =",
            "foraminotomy.toml:",
            "unknown key `lay_name`",
        ),
        (
            "templates/packs/foraminotomy.toml",
            "id = \"no-treatment\"",
            "id = \"nothing\"",
            "foraminotomy.toml",
            "there is no alternative `no-treatment`",
        ),
        (
            "templates/packs/foraminotomy.toml",
            "{{nerve}}",
            "{{nreve}}",
            "foraminotomy.toml:",
            "no case can fill in `{{nreve}}`",
        ),
        (
            "templates/locales/en.toml",
            "list = \"{{first}} and {{last}}\"",
            "",
            "en.toml",
            "the phrase `list` is missing",
        ),
    ] {
        let desk = Desk::new();
        desk.shadow(file, from, to);
        let problems = refused(desk.form(&example("lumbar-fusion-two-levels.toml")));
        assert!(
            problems.contains(says) && problems.contains(place),
            "{file} with {to}: {problems}"
        );
    }
}

#[test]
fn a_figure_without_a_source_is_no_pack() {
    let desk = Desk::new();
    desk.shadow(
        "templates/packs/foraminotomy.toml",
        "source = \"edinburgh\"",
        "source = \"hearsay\"",
    );
    let problems = refused(desk.form(&example("lumbar-foraminotomy.toml")));
    assert!(
        problems.contains("names the source `hearsay`, which is not under [sources]"),
        "{problems}"
    );
}

#[test]
fn content_is_a_draft_until_its_hash_is_approved_and_again_after_a_change() {
    let desk = Desk::new();
    let case = example("lumbar-foraminotomy.toml");
    let marked = || desk.stages(&case).unwrap().consent.draft_mark.is_some();
    assert!(marked());
    let records = desk.stages(&case).unwrap().consent.content;
    let approval = |record: &countersign::consent::ContentRecord| {
        let folder = if record.id == "standard" {
            "statements"
        } else {
            "packs"
        };
        format!(
            "[[approvals]]\nfile = \"templates/{folder}/{}.toml\"\nversion = \"{}\"\nsha256 = \"{}\"\nby = \"Dr. A\"\ndate = \"2026-11-22\"\n",
            record.id, record.version, record.sha256
        )
    };
    let all: Vec<String> = records.iter().map(approval).collect();
    desk.write("approvals.toml", &all[1..].concat());
    assert!(marked(), "the operation itself is still a draft");
    desk.write("approvals.toml", &all.concat());
    assert!(!marked());
    desk.form(&case).unwrap();
    desk.shadow(
        "templates/packs/foraminotomy.toml",
        "Foraminotomy",
        "Foraminotomy ",
    );
    assert!(marked(), "changed after it was approved");
}

/// The headings of a document that have nothing below them.
fn bare_headings(document: &Document) -> Vec<String> {
    let level = |element: &str| element.strip_prefix('h')?.parse::<u8>().ok();
    let holds_nothing_itself = [
        "section", "div", "form", "body", "ul", "ol", "table", "tbody",
    ];
    let told = document.nodes.iter().filter(|node| {
        !holds_nothing_itself.contains(&node.element) && !["strong", "span"].contains(&node.element)
    });
    let told: Vec<_> = told.collect();
    let bare = told.iter().enumerate().filter(|(at, node)| {
        let next = told.get(at + 1).map(|next| level(next.element));
        level(node.element).is_some_and(|own| match next {
            Some(Some(next)) => next <= own,
            Some(None) => false,
            None => true,
        })
    });
    bare.map(|(_, node)| format!("<{}> on line {} of the markup", node.element, node.line))
        .collect()
}

#[test]
fn no_heading_stands_over_nothing_where_a_pack_says_little() {
    let short = root().join("benches/short/templates/packs");
    for layout in ["standard", "uk-form-1"] {
        let mut desk = Desk::new();
        desk.layout = layout.to_owned();
        for pack in ["foraminotomy.toml", "general-anaesthesia.toml"] {
            let text = std::fs::read_to_string(short.join(pack)).unwrap();
            desk.write(&format!("templates/packs/{pack}"), &text);
        }
        let mut case = example("lumbar-foraminotomy.toml");
        let procedure = &mut case.procedure;
        procedure.approach = None;
        procedure.add_ons.clear();
        procedure.factors.clear();
        let stages = desk.stages(&case).unwrap();
        let consent = &stages.consent;
        let little = [&consent.outlook, &consent.limits];
        assert!(little.iter().any(|said| said.is_empty()) && consent.sources.is_empty());
        assert_eq!(bare_headings(&stages.document), [""; 0], "{layout}");
    }
}

#[test]
fn a_theme_may_have_faces_with_other_outlines() {
    let shipped = root().join("fonts/source-sans-3/SourceSans3-Regular.ttf");
    let case = example("lumbar-foraminotomy.toml");
    for role in ["body", "strong"] {
        let desk = Desk::new();
        let font = desk.write("fonts/outlines.otf", "");
        let paths = [shipped.to_str().unwrap(), font.to_str().unwrap()];
        if judges::script("otf.py", &paths).is_none() {
            return;
        }
        desk.shadow(
            "templates/themes/standard.toml",
            &format!("{role} = [\"source"),
            &format!("{role} = [\"outlines.otf\", \"source"),
        );
        // What is typed is shown in the next face, which has the outlines that it needs.
        let form = desk.form(&case).unwrap();
        judges::judge(&form.bytes, None);
    }
}
