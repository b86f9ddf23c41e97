//! Goldens that a reviewer can read. `INSTA_UPDATE=always cargo test` rewrites them.

use crate::support::{Desk, example};

/// A case and a layout small enough to check every position by eye.
#[test]
fn a_small_document_is_set_as_it_always_was() {
    let desk = Desk::new();
    desk.write(
        "templates/figures/small.svg",
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 40 20\">\
         <rect x=\"1\" y=\"1\" width=\"38\" height=\"18\" fill=\"#eee\" stroke=\"#333\"/>\
         <text x=\"20\" y=\"12\" font-size=\"5\" text-anchor=\"middle\">spine</text>\
         <g id=\"mark:left\"><circle cx=\"8\" cy=\"10\" r=\"3\"/></g>\
         <g id=\"mark:right\"><circle cx=\"32\" cy=\"10\" r=\"3\"/></g></svg>",
    );
    desk.write(
        "templates/layouts/small.hbs",
        "<form lang=\"{{lang}}\" title=\"Small\">\n\
         <header><p class=\"running\">{{patient.family_name}}</p></header>\n\
         <footer><p class=\"running-right\"><page/> of <pages/></p></footer>\n\
         <body><h1>{{procedure.name}}</h1>\n\
         <p>Plain, <strong>strong</strong> and <strong class=\"id\">{{patient.record_number}}</strong>; office and flow.</p>\n\
         <ul><li>first</li><li>second, which is long enough that it must run on to another line of the list, hanging below its own first word</li></ul>\n\
         <table widths=\"1 2\"><thead><tr><th scope=\"col\">Head</th><th scope=\"col\">Other</th></tr></thead>\n\
         <tbody><tr id=\"row\"><td>cell</td><td>another cell</td></tr></tbody></table>\n\
         <figure id=\"picture\" svg=\"small\" show=\"left\" width=\"50\" alt=\"The left side\"/>\n\
         <columns widths=\"1 2\"><icons of=\"100\" count=\"6\" alt=\"6 of 100\"/><p>6 of 100</p></columns>\n\
         <section class=\"signature\"><checkbox name=\"yes\" label=\"Yes\">Yes, I do.</checkbox>\n\
         <columns widths=\"2 1\"><signature name=\"patient\" label=\"Signature\"></signature><line name=\"date\" label=\"Date\"></line></columns>\n\
         <area name=\"words\" label=\"Words\" rows=\"2\"></area><line name=\"known\" label=\"Known\">{{surgeon.name}}</line></section></body></form>",
    );
    let run = {
        desk.write(
            "case.toml",
            &crate::support::example_text("lumbar-foraminotomy.toml"),
        );
        |stage: &str| {
            let run = desk.run(&[
                "render",
                "case.toml",
                "--site",
                ".",
                "--layout",
                "small",
                "--emit",
                stage,
            ]);
            assert_eq!(run.status, 0, "{}", run.stderr);
            run.text().to_owned()
        }
    };
    insta::assert_snapshot!("small_document", run("document"));
    insta::assert_snapshot!("small_pages", run("pages"));
    insta::assert_snapshot!("small_tags", run("tags"));
}

/// What is said in the richest example: a reviewer sees each change of content here.
#[test]
fn the_third_example_says_what_it_always_said() {
    let stages = Desk::new()
        .stages(&example("lumbar-fusion-two-levels.toml"))
        .unwrap();
    let document = stages
        .document
        .to_string()
        .replace(&stages.consent.form_id, "FORM-ID")
        .replace(&stages.consent.content_version, "CONTENT-VERSION");
    insta::assert_snapshot!("lumbar_fusion_two_levels", document);
}
