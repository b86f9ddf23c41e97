//! Nothing is dropped: whatever a layout leaves out, there is no form, and the
//! message says what is missing.

use countersign::error::Problems;
use countersign::generator::Form;

use crate::support::{Desk, example, refused};

const PARTIALS: &str = "templates/layouts/partials";

/// The third example, which has most of everything, with one shipped file changed.
fn with(file: &str, from: &str, to: &str) -> Result<Form, Problems> {
    let desk = Desk::new();
    desk.shadow(file, from, to);
    desk.form(&example("lumbar-fusion-two-levels.toml"))
}

#[test]
fn a_layout_without_one_risk_is_refused_whichever_risk_it_is() {
    let case = example("lumbar-fusion-two-levels.toml");
    let consent = Desk::new().stages(&case).unwrap().consent;
    let ids = consent
        .risks
        .iter()
        .flat_map(|group| group.tables.iter().flat_map(|table| &table.rows));
    for id in ids.map(|risk| risk.id.as_str()) {
        let desk = Desk::new();
        desk.shadow(
            &format!("{PARTIALS}/risks.hbs"),
            "<tr id=\"risk:{{id}}\">",
            &format!("{{{{#unless (eq id \"{id}\")}}}}<tr id=\"risk:{{{{id}}}}\">"),
        );
        let path = desk.path(&format!("{PARTIALS}/risks.hbs"));
        let text = std::fs::read_to_string(&path).unwrap();
        let at =
            text.find("<td>{{lasting}}</td></tr>").unwrap() + "<td>{{lasting}}</td></tr>".len();
        std::fs::write(
            &path,
            format!("{}{{{{/unless}}}}{}", &text[..at], &text[at..]),
        )
        .unwrap();
        let problems = refused(desk.form(&case));
        assert_eq!(
            problems.lines().next().unwrap(),
            format!("the risk `{id}` is not on the form"),
            "{problems}"
        );
    }
}

#[test]
fn a_layout_without_one_signature_block_is_refused_whichever_it_is() {
    let case = example("lumbar-fusion-two-levels.toml");
    for role in [
        "patient",
        "clinician",
        "interpreter",
        "witness",
        "confirmation",
        "withdrawal",
    ] {
        let desk = Desk::new();
        desk.shadow(
            "templates/layouts/standard.hbs",
            "{{> signature}}",
            &format!("{{{{#unless (eq role \"{role}\")}}}}{{{{> signature}}}}{{{{/unless}}}}"),
        );
        let problems = refused(desk.form(&case));
        assert!(
            problems.contains(&format!("the signature block `{role}` is not on the form")),
            "{problems}"
        );
    }
}

#[test]
fn leaving_out_anything_else_is_refused_and_named() {
    for (file, from, to, says) in [
        (
            "identity.hbs",
            "<strong>{{procedure.side_words}}</strong>",
            "{{t.side}}",
            "the block of side and level is on the form without the side in full words",
        ),
        (
            "identity.hbs",
            "<tbody id=\"site\">",
            "<tbody>",
            "the block of side and level is not on the form",
        ),
        (
            "identity.hbs",
            "<strong>{{this}}</strong>",
            "{{@root.t.level}}",
            "the block of side and level is on the form without the level in full words",
        ),
        (
            "identity.hbs",
            "{{procedure.operation}}",
            "{{procedure.name}}",
            "the identity block is on the form without the operation with side, level and add-ons",
        ),
        (
            "risks.hbs",
            "{{how_often}}</td><td>{{lasting}}</td></tr>\n{{/each}}\n</tbody>\n</table>\n{{/each}}\n{{/each}}",
            "{{@root.t.unknown}}</td><td>{{lasting}}</td></tr>\n{{/each}}\n</tbody>\n</table>\n{{/each}}\n{{/each}}",
            "is on the form without how often",
        ),
        (
            "risks.hbs",
            "<tr id=\"factor:{{id}}\">",
            "<tr>",
            "the patient factor `diabetes` is not on the form",
        ),
        (
            "risks.hbs",
            "<tr id=\"specific-risk:{{@index}}\">",
            "<tr>",
            "the patient-specific risk 1 is not on the form",
        ),
        (
            "alternatives.hbs",
            "<tr id=\"alternative:{{id}}\">",
            "<tr>",
            "the alternative `no-treatment` is not on the form",
        ),
        (
            "choice.hbs",
            "<checkbox name=\"{{field}}\" label=\"{{../name}}: {{says}}\">{{says}}</checkbox>",
            "<p>{{says}}</p>",
            "has no box to tick",
        ),
        (
            "signature.hbs",
            "<li>{{says}}</li>",
            "<li>{{id}}</li>",
            "the signature block `patient` is on the form without all of its words",
        ),
        (
            "signature.hbs",
            "<line name=\"{{role}}-time\"",
            "<line name=\"{{role}}-hour\"",
            "has no line for the time",
        ),
        (
            "identity.hbs",
            "{{t.language}}: {{patient.language}}",
            "{{t.language}}",
            "the identity block is on the form without the language",
        ),
        (
            "sources.hbs",
            "{{cite}}",
            "{{number}}",
            "the list of sources is on the form without all of its words",
        ),
        (
            "draft-notice.hbs",
            "id=\"draft\"",
            "",
            "the draft notice is not on the form",
        ),
        (
            "matters.hbs",
            "<section id=\"what-matters\">",
            "<section>",
            "what matters to the patient is not on the form",
        ),
        (
            "recovery.hbs",
            "<section id=\"warning-signs\">",
            "<section>",
            "the list of warning signs is not on the form",
        ),
        (
            "running-header.hbs",
            "{{patient.family_name}}, ",
            "",
            "page 1 does not say whose form it is: the ",
        ),
        (
            "running-header.hbs",
            "{{patient.record_number}}",
            "{{form_id}}",
            "page 1 does not say whose form it is: the ",
        ),
        (
            "running-header.hbs",
            "{{patient.date_of_birth.words}}",
            "{{patient.record_number}}",
            "page 1 does not say whose form it is: the ",
        ),
        (
            "signature.hbs",
            "name=\"{{role}}-name\"",
            "name=\"{{role}}-print\"",
            "has no line for the printed name",
        ),
        (
            "part.hbs",
            "{{status_words}}",
            "{{id}}",
            "the description of `laminectomy` is on the form without all of its words",
        ),
        (
            "running-footer.hbs",
            "<strong class=\"id\">{{form_id}}</strong>",
            "{{lang}}",
            "page 1 does not say which form it is: the ",
        ),
        (
            "running-footer.hbs",
            "{{content_version}} · {{procedure.pack}}",
            "{{lang}}",
            "page 1 does not say which form it is: the ",
        ),
        (
            "running-footer.hbs",
            "<strong>{{draft_mark}}</strong>",
            "{{lang}}",
            "page 1 does not say which form it is: the ",
        ),
        (
            "running-footer.hbs",
            "<page/> {{t.page-of}} <pages/>",
            "<page/>",
            "page 1 does not say",
        ),
        (
            "running-footer.hbs",
            "<barcode of=\"page\">{{form_id}} {{content_version}}</barcode>",
            "<p>no code</p>",
            "page 1 has no code that says which page it is",
        ),
        (
            "running-footer.hbs",
            "<barcode of=\"page\">{{form_id}} {{content_version}}</barcode>",
            "<barcode of=\"page\">{{form_id}} 1.2.3-ABCD</barcode>",
            "the code on page 1 is that of another page or form",
        ),
    ] {
        let problems = refused(with(&format!("{PARTIALS}/{file}"), from, to));
        assert!(problems.contains(says), "{file} without {from}: {problems}");
        assert!(problems.contains("hint: "), "{problems}");
    }
}

#[test]
fn a_theme_that_parts_a_statement_from_its_signature_is_refused() {
    let desk = Desk::new();
    desk.shadow(
        "templates/themes/standard.toml",
        "\"section.signature\" = { border = 0.8, border-colour = \"#10324a\", padding = 8, before = 8, after = 8, keep = true }",
        "\"section.signature\" = { before = 8 }",
    );
    let mut split = 0;
    for name in crate::support::EXAMPLES {
        if let Err(problems) = desk.form(&example(name)) {
            assert!(
                problems.to_string().contains("is split over two pages"),
                "{problems}"
            );
            split += 1;
        }
    }
    assert!(
        split > 0,
        "no example splits a block: the test proves nothing"
    );
}

#[test]
fn room_to_sign_is_never_less_than_sixty_by_fifteen_millimetres() {
    for (from, to) in [
        ("signature-height = 15.5", "signature-height = 12"),
        ("signature-width = 120", "signature-width = 50"),
    ] {
        let problems = refused(with("templates/themes/standard.toml", from, to));
        assert!(
            problems.contains("it needs at least 60 × 15 mm"),
            "{problems}"
        );
    }
    let narrow = refused(with(
        &format!("{PARTIALS}/signature.hbs"),
        "<columns widths=\"8 6 3\">",
        "<columns widths=\"3 6 3\">",
    ));
    assert!(narrow.contains("it needs at least 60 × 15 mm"), "{narrow}");
}
