//! What each stage of one form costs, once everything is loaded; the last two are a form by
//! the whole line, and one from what forms of its kind share.
//!
//! `cargo bench --bench stages`

use std::hint::black_box;

use chrono::DateTime;
use countersign::case::{Case, Format};
use countersign::generator::{Generator, Options};
use countersign::library::Files;
use countersign::outside::Outside;
use countersign::pdf::{self, Metadata};
use divan::Bencher;

// As the program has it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    divan::main();
}

const CASE: &str = include_str!("../examples/lumbar-foraminotomy.toml");

fn case() -> Case {
    // Letters that the fonts of other forms lack would keep it from being cast.
    let text = CASE.replace(['ễ', 'ọ', '\u{300}'], "o");
    Case::read(&text, "case.toml", Format::Toml, None).expect("the example is a case")
}

fn generator() -> Generator {
    let outside = Outside::at(DateTime::from_timestamp(1_795_348_800, 0).expect("a time"));
    Generator::new(
        Files::new(outside.clone(), None),
        &outside,
        Options::default(),
    )
    .expect("what is shipped can be read")
}

#[divan::bench]
fn a_load(bencher: Bencher) {
    bencher.bench(generator);
}

#[divan::bench]
fn b_case(bencher: Bencher) {
    bencher.bench(case);
}

#[divan::bench]
fn c_consent(bencher: Bencher) {
    let (generator, case) = (generator(), case());
    bencher.bench(|| generator.consent(black_box(&case)).expect("a consent"));
}

#[divan::bench]
fn d_markup(bencher: Bencher) {
    let generator = generator();
    let consent = generator.consent(&case()).expect("a consent");
    bencher.bench(|| generator.markup(black_box(&consent)).expect("markup"));
}

#[divan::bench]
fn e_document(bencher: Bencher) {
    let generator = generator();
    let consent = generator.consent(&case()).expect("a consent");
    let markup = generator.markup(&consent).expect("markup");
    bencher.bench(|| generator.document(black_box(&markup)).expect("a document"));
}

#[divan::bench]
fn f_stages(bencher: Bencher) {
    let (generator, case) = (generator(), case());
    bencher.bench(|| generator.stages(black_box(&case)).expect("pages"));
}

#[divan::bench]
fn g_report(bencher: Bencher) {
    let (generator, case) = (generator(), case());
    bencher.bench(|| generator.report(black_box(&case)).expect("a report"));
}

#[divan::bench]
fn h_pdf(bencher: Bencher) {
    let generator = generator();
    let stages = generator.stages(&case()).expect("pages");
    let metadata = Metadata {
        form_id: stages.consent.form_id.clone(),
        created: DateTime::from_timestamp(1_795_348_800, 0).expect("a time"),
        data: None,
    };
    bencher.bench(|| pdf::write(black_box(&stages.pages), &metadata).expect("a file"));
}

/// By a generator that has made no other form of the kind.
#[divan::bench]
fn i_form_by_the_whole_line(bencher: Bencher) {
    let case = case();
    let fresh = || {
        let generator = generator();
        // Packs and phrases are read by the first form, of whatever kind.
        generator.consent(&case).expect("a consent");
        generator
    };
    bencher
        .with_inputs(fresh)
        .bench_refs(|generator| generator.form(black_box(&case)).expect("a form"));
}

#[divan::bench]
fn j_form_from_a_mould(bencher: Bencher) {
    let (generator, case) = (generator(), case());
    // The mould is made from the second form and proven on the third.
    for _ in 0..3 {
        generator.form(&case).expect("a form");
    }
    bencher.bench(|| generator.form(black_box(&case)).expect("a form"));
    assert!(generator.cast() > 0, "the forms were not cast");
}
