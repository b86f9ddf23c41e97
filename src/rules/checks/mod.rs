//! The checks of rules that need code, by the name that profiles use.

mod governance;
mod identity;
mod page;
mod people;
mod procedure;
mod risks;
mod wording;

pub(super) use page::stand_clear;

use super::OwnScene;
use super::judge::Judge;

/// What a check finds.
#[derive(Debug, Clone)]
pub(super) enum Finding {
    /// The rule holds.
    Holds,
    /// It does not, and this is why.
    Breach(String),
    /// It holds, but something should be mended, however grave the rule.
    Warning(String),
    /// It does not count here, and this is why.
    NotApplicable(String),
    /// These fields of the form wait for it.
    ByHand(Vec<String>),
}

type Check = fn(&Judge<'_>) -> Finding;

/// Looks at what is the patient's own, and at that only; the rest of the same rule is a
/// [`Check`].
type OwnCheck = fn(&OwnScene<'_>) -> Finding;

/// The checks that look at what is the patient's own.
const OWN_CHECKS: &[(&str, OwnCheck)] = &[
    ("same-everywhere", procedure::own_words_agree),
    ("dates-in-order", procedure::dates_in_order),
    ("minor-has-representative", people::minor_has_representative),
    ("within-validity", people::within_validity),
    ("no-unresolved-text", wording::nothing_left_open),
];

const CHECKS: &[(&str, Check)] = &[
    (
        "identifiers-on-every-page",
        identity::identifiers_on_every_page,
    ),
    ("pages-numbered", identity::pages_numbered),
    ("codes-on-every-page", identity::codes_on_every_page),
    ("language-of-the-form", identity::language_of_the_form),
    ("full-words", procedure::full_words),
    ("side-stated", procedure::side_stated),
    ("level-stated", procedure::level_stated),
    ("same-everywhere", procedure::same_everywhere),
    ("add-ons-have-risks", procedure::add_ons_have_risks),
    ("described", procedure::described),
    ("materials-have-choices", procedure::materials_have_choices),
    ("refusals-have-room", procedure::refusals_have_room),
    ("training-choice-asked", people::training_choice_asked),
    ("anaesthetist-named", people::anaesthetist_named),
    ("dates-in-order", holds),
    ("benefit-has-likelihood", risks::benefit_has_likelihood),
    ("risks-grouped", risks::risks_grouped),
    ("nothing-dropped", risks::nothing_dropped),
    ("figures-have-sources", risks::figures_have_sources),
    ("bands-fit", risks::bands_fit),
    ("gravest-harms-named", risks::gravest_harms_named),
    ("no-treatment-explained", risks::no_treatment_explained),
    ("alternatives-explained", risks::alternatives_explained),
    (
        "signature-with-date-and-time",
        people::signature_with_date_and_time,
    ),
    ("names-and-roles-printed", people::names_and_roles_printed),
    ("minor-has-representative", holds),
    ("interpreter-named", people::interpreter_named),
    ("witness-is-somebody-else", people::witness_is_somebody_else),
    ("within-validity", holds),
    ("no-waiver", wording::no_waiver),
    ("no-unresolved-text", wording::no_unresolved_text),
    ("grade", wording::grade),
    ("short-sentences", wording::short_sentences),
    ("type-size", page::type_size),
    ("tagged", page::tagged),
    ("blocks-whole", page::blocks_whole),
    ("print-safe", page::print_safe),
    ("content-approved", governance::content_approved),
    ("review-current", governance::review_current),
    ("hashes-recorded", governance::hashes_recorded),
    ("local-changes-named", governance::local_changes_named),
];

/// The names of all checks.
pub(super) fn names() -> Vec<&'static str> {
    CHECKS.iter().map(|(name, _)| *name).collect()
}

/// Runs a check.
pub(super) fn run(name: &str, judge: &Judge<'_>) -> Finding {
    match CHECKS.iter().find(|(known, _)| *known == name) {
        Some((_, check)) => check(judge),
        None => Finding::Breach(format!("there is no test `{name}`")),
    }
}

/// Runs the part of a check that looks at what is the patient's own, if there is one.
pub(super) fn run_own(name: &str, scene: &OwnScene<'_>) -> Option<Finding> {
    let (_, check) = OWN_CHECKS.iter().find(|(known, _)| *known == name)?;
    Some(check(scene))
}

/// For rules that look at nothing but what is the patient's own.
fn holds(_: &Judge<'_>) -> Finding {
    Finding::Holds
}

/// Holds, unless there is a reason why not.
fn unless(breach: Option<String>) -> Finding {
    breach.map_or(Finding::Holds, Finding::Breach)
}
