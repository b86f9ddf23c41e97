//! The operation: its name, side, level, parts and dates.

use std::collections::BTreeSet;

use super::{Finding, unless};
use crate::case::{Level, Levels, Side};
use crate::consent::{PartStatus, Provenance};
use crate::library::SignatoryRole;
use crate::rules::OwnScene;
use crate::rules::judge::Judge;
use crate::rules::laid_out::bare;

/// No abbreviation outside brackets in what is signed for.
pub(super) fn full_words(judge: &Judge<'_>) -> Finding {
    let outside = outside_brackets(&judge.scene.consent.procedure.operation);
    let words: Vec<&str> = outside
        .split(|c: char| !c.is_alphanumeric() && c != '/' && c != '.')
        .collect();
    let abbreviations = &judge.scene.profile.words.abbreviations;
    let short = abbreviations
        .iter()
        .find(|short| words.contains(&short.as_str()));
    unless(short.map(|short| {
        format!("the operation's name has the abbreviation `{short}` outside brackets")
    }))
}

fn outside_brackets(text: &str) -> String {
    let mut depth = 0;
    let outside = text.chars().filter(|c| {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth -= 1,
            _ => return depth == 0,
        }
        false
    });
    outside.collect()
}

pub(super) fn side_stated(judge: &Judge<'_>) -> Finding {
    match judge.scene.consent.procedure.side {
        // The packs say which operations need a side; composing refuses one without it.
        None => Finding::NotApplicable("the operation has no side, and the form says so".into()),
        Some(_) => site_is_readable(judge),
    }
}

pub(super) fn level_stated(judge: &Judge<'_>) -> Finding {
    match judge.scene.consent.procedure.level {
        None => Finding::NotApplicable("the operation has no spinal level".into()),
        Some(_) => site_is_readable(judge),
    }
}

/// Side and level in full words, in their block.
fn site_is_readable(judge: &Judge<'_>) -> Finding {
    let procedure = &judge.scene.consent.procedure;
    let block = judge.laid_out.named.get("site");
    let words = block.map_or("", |(words, _)| words.as_str());
    let said = [&procedure.side_words]
        .into_iter()
        .chain(&procedure.level_words);
    unless(
        { said }
            .find(|text| !words.contains(&bare(text)))
            .map(|_| "side and level cannot be read in full words in their block".to_owned()),
    )
}

/// The same operation, side and level in title block, body and signature blocks.
pub(super) fn same_everywhere(judge: &Judge<'_>) -> Finding {
    let consent = judge.scene.consent;
    let operation = bare(&consent.procedure.operation);
    let signs = |role: SignatoryRole| {
        let block = format!("signatory:{}", role.name());
        (role != SignatoryRole::Interpreter && role != SignatoryRole::Witness).then_some(block)
    };
    let blocks = consent.signatories.iter().filter_map(|s| signs(s.role));
    let lost = ["identity".to_owned()]
        .into_iter()
        .chain(blocks)
        .find(|block| {
            let words = judge.laid_out.named.get(block.as_str());
            !words.is_some_and(|(words, _)| words.contains(&operation))
        });
    unless(lost.map(|block| {
        format!("the block `{block}` does not name the operation with side, level and add-ons")
    }))
}

/// Nothing that the case says in its own words names only another side or level.
pub(super) fn own_words_agree(scene: &OwnScene<'_>) -> Finding {
    let gist = scene.gist;
    let said = [
        ("procedure.indication", scene.own.indication.join("\n")),
        (
            "specific_risks",
            gist.specific_risks
                .iter()
                .flat_map(|risk| [Some(&risk.risk), risk.because.as_ref()])
                .flatten()
                .cloned()
                .collect::<Vec<_>>()
                .join("\n"),
        ),
    ];
    let other = said.iter().find_map(|(path, text)| {
        let what = other_side(gist.side, text).or_else(|| other_level(&gist.level_words, text))?;
        Some(format!(
            "`{path}` names another {what} than the operation and never the operation's own; \
             correct the one that is wrong, or name both in the text"
        ))
    });
    unless(other)
}

/// Words beside which “left” and “right” are sides of the body.
const BODY: [&str; 29] = [
    "leg",
    "arm",
    "foot",
    "hand",
    "thigh",
    "calf",
    "toe",
    "finger",
    "thumb",
    "buttock",
    "shoulder",
    "wrist",
    "elbow",
    "ankle",
    "knee",
    "eye",
    "side",
    "sided",
    "nerve",
    "root",
    "foramen",
    "sciatica",
    "radiculopathy",
    "big",
    "lower",
    "upper",
    "heel",
    "groin",
    "palm",
];

/// Whether a text names only the side that is not operated on. A side counts where it
/// stands by a part of the body; “right away” and “has left” are none.
fn other_side(side: Option<Side>, text: &str) -> Option<&'static str> {
    let (own, other) = match side? {
        Side::Left => (["left", "lt"], ["right", "rt"]),
        Side::Right => (["right", "rt"], ["left", "lt"]),
        Side::Both | Side::Midline => return None,
    };
    let lower = text.to_lowercase();
    let words: Vec<&str> = lower
        .split(|c: char| !c.is_alphabetic())
        .filter(|word| !word.is_empty())
        .collect();
    let word = |index: Option<usize>| index.and_then(|at| words.get(at)).copied().unwrap_or("");
    let names = |sides: [&str; 2]| {
        words.iter().enumerate().any(|(index, found)| {
            let (before, after) = (word(index.checked_sub(1)), word(Some(index + 1)));
            let on_the = before == "the" && word(index.checked_sub(2)) == "on";
            let letter = sides[0].starts_with(found) && found.len() == 1 && after == "sided";
            let joined = found.strip_prefix(sides[0]) == Some("sided");
            let by_body = BODY.contains(&after.trim_end_matches('s'));
            sides.contains(found) && (by_body || on_the) || letter || joined
        })
    };
    let both = ["both", "bilateral", "bilaterally"];
    let own_too = names(own) || words.iter().any(|word| both.contains(word));
    (names(other) && !own_too).then_some("side")
}

/// Whether a text names segments of the spine (`L4–L5`, `c5/6`), and none of them is
/// operated on. Single vertebrae are not looked at: `T2` is a word of radiologists as well.
fn other_level(level_words: &[String], text: &str) -> Option<&'static str> {
    let parse = |word: &str| -> BTreeSet<String> {
        let levels = Levels::parse(word).ok();
        let segments = levels.iter().flat_map(|levels| levels.as_slice());
        segments
            .filter(|level| matches!(level, Level::Segment(..)))
            .map(ToString::to_string)
            .collect()
    };
    let named: BTreeSet<String> = text
        .split(|c: char| c.is_whitespace() || ",;:.()[]\"'“”‘’".contains(c))
        .filter(|word| word.contains(['/', '-', '–']))
        .flat_map(|word| parse(&word.to_uppercase()))
        .collect();
    if named.is_empty() {
        return None;
    }
    let own: BTreeSet<String> = level_words
        .iter()
        .filter_map(|words| words.split(':').next())
        .flat_map(parse)
        .collect();
    (!own.is_empty() && named.is_disjoint(&own)).then_some("level")
}

/// Every add-on says whether it is planned or possible and brings risks of its own.
pub(super) fn add_ons_have_risks(judge: &Judge<'_>) -> Finding {
    let consent = judge.scene.consent;
    let add_ons = consent
        .parts
        .iter()
        .filter(|part| matches!(part.status, PartStatus::Planned | PartStatus::Possible));
    let add_ons: Vec<_> = add_ons.collect();
    if add_ons.is_empty() {
        return Finding::NotApplicable("nothing is added to the operation".into());
    }
    let asks = |provenance: &Provenance, id: &str| provenance.pack == id;
    let rows = || {
        consent
            .risks
            .iter()
            .flat_map(|group| &group.tables)
            .flat_map(|table| &table.rows)
    };
    let without = add_ons
        .iter()
        .find(|part| !rows().any(|risk| risk.provenance.iter().any(|from| asks(from, &part.id))));
    unless(without.map(|part| format!("the add-on `{}` brings no risk", part.id)))
}

/// What is done, the anaesthetic included.
pub(super) fn described(judge: &Judge<'_>) -> Finding {
    let parts = &judge.scene.consent.parts;
    let described = |status: PartStatus| {
        let mut of_status = parts.iter().filter(|part| part.status == status);
        of_status.any(|part| !part.steps.is_empty())
    };
    unless(if !described(PartStatus::Base) {
        Some("the steps of the operation are not described".into())
    } else if !described(PartStatus::Anaesthesia) {
        Some("the anaesthetic is not described".into())
    } else {
        None
    })
}

/// Modules that bring something into the body, and the choice that each must ask.
const MATERIALS: [(&str, &str); 3] = [
    ("blood-products", "blood"),
    ("implants", "implants"),
    ("donor-bone", "donor-bone"),
];

pub(super) fn materials_have_choices(judge: &Judge<'_>) -> Finding {
    let consent = judge.scene.consent;
    let used: Vec<_> = MATERIALS
        .iter()
        .filter(|(module, _)| consent.content.iter().any(|record| record.id == *module))
        .collect();
    if used.is_empty() {
        return Finding::NotApplicable("no blood, implant or donor tissue is foreseen".into());
    }
    let asked = |choice: &str| consent.choices.iter().any(|asked| asked.id == choice);
    let unasked = used.iter().find(|(_, choice)| !asked(choice));
    unless(unasked.map(|(module, choice)| {
        format!("`{module}` is part of the plan, and the choice `{choice}` is not asked")
    }))
}

/// A place for what the patient does not want to be done without further talk.
pub(super) fn refusals_have_room(judge: &Judge<'_>) -> Finding {
    let there = judge.has_field("not-wanted");
    unless((!there).then(|| "the form has no field `not-wanted`".into()))
}

pub(super) fn dates_in_order(scene: &OwnScene<'_>) -> Finding {
    let own = scene.own;
    let Some(planned) = &own.planned_date else {
        return Finding::ByHand(vec!["planned-date".into()]);
    };
    let discussed = own.discussion.as_ref().and_then(|talk| talk.date.as_ref());
    if discussed.is_some_and(|talk| talk.iso > planned.iso) {
        return Finding::Breach("the talk is dated after the operation".into());
    }
    if planned.iso < scene.today {
        return Finding::Warning("the planned date has passed".into());
    }
    match own.place {
        Some(_) => Finding::Holds,
        None => Finding::ByHand(vec!["place".into()]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_names_only_the_other_side_is_found() {
        for wrong in [
            "Pain down the right leg.",
            "Right-sided weakness",
            "R-sided pain",
            "right-leg pain",
            "Numb Rt foot",
            "Pain on the right",
            "Rightsided sciatica",
        ] {
            assert_eq!(other_side(Some(Side::Left), wrong), Some("side"), "{wrong}");
        }
        for fine in [
            "Pain down the left leg, more than the right.",
            "Pain in both legs, worse on the right",
            "Needs to be done right away.",
            "She is right-handed.",
            "Pain right after standing up; the right time, the right choice",
            "Right hip replaced in 2019",
            "The scan shows that bone presses on the nerve.",
        ] {
            assert_eq!(other_side(Some(Side::Left), fine), None, "{fine}");
        }
        for fine in [
            "What is left of the disc presses",
            "Pain has left her unable to work",
            "She left her job",
            "Only an operation is left as a choice",
            "There is nothing left to try",
        ] {
            assert_eq!(other_side(Some(Side::Right), fine), None, "{fine}");
        }
        let left_foot = other_side(Some(Side::Right), "Left foot weak");
        assert_eq!(left_foot, Some("side"));
        assert_eq!(other_side(Some(Side::Both), "right leg"), None);
    }

    #[test]
    fn a_text_that_names_only_other_segments_is_found() {
        let own = ["L4–L5: between the 4th and 5th …".to_owned()];
        for wrong in [
            "Narrowing at L5/S1.",
            "l5-s1",
            "“L5–S1”",
            "L5/S1: narrow",
            "T1–T2",
        ] {
            assert_eq!(other_level(&own, wrong), Some("level"), "{wrong}");
        }
        for fine in [
            "Narrowing at L4/5 and L5/S1.",
            "The L4 nerve",
            "T2 signal change",
            "TNM T1 tumour",
            "S1 joint pain ruled out",
            "No level named",
        ] {
            assert_eq!(other_level(&own, fine), None, "{fine}");
        }
        let thoracic = ["T10–T11: between …".to_owned()];
        assert_eq!(other_level(&thoracic, "Disc at T1–T2"), Some("level"));
    }

    #[test]
    fn abbreviations_count_outside_brackets_only() {
        assert_eq!(
            outside_brackets("Fusion (ACDF) left [planned]").trim(),
            "Fusion  left"
        );
    }
}
