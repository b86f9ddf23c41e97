//! Who signs, for whom, and until when.

use chrono::Days;

use super::{Finding, unless};
use crate::library::SignatoryRole;
use crate::rules::OwnScene;
use crate::rules::judge::Judge;
use crate::rules::laid_out::bare;

/// Patients decide for themselves from this age on where the profile names none.
const ADULT: u32 = 18;

pub(super) fn signature_with_date_and_time(judge: &Judge<'_>) -> Finding {
    let role = judge.decider().name();
    let missing = ["", "-date", "-time"]
        .into_iter()
        .map(|field| format!("{role}{field}"))
        .find(|field| !judge.has_field(field));
    unless(missing.map(|field| format!("the form has no field `{field}`")))
}

pub(super) fn names_and_roles_printed(judge: &Judge<'_>) -> Finding {
    let signatories = &judge.scene.consent.signatories;
    let missing = signatories.iter().find_map(|signatory| {
        let role = signatory.role.name();
        let block = judge
            .laid_out
            .named
            .get(format!("signatory:{role}").as_str());
        let words = block.map_or("", |(words, _)| words.as_str());
        let says = |text: &str| words.contains(&bare(text));
        let named =
            judge.has_field(&format!("{role}-name")) || signatory.name.as_deref().is_some_and(says);
        (!named || !says(&signatory.who)).then_some(role)
    });
    unless(missing.map(|role| format!("`{role}` signs without printed name or role")))
}

pub(super) fn minor_has_representative(scene: &OwnScene<'_>) -> Finding {
    let adult = scene.profile.adult_from.unwrap_or(ADULT);
    let planned = scene.own.planned_date.as_ref();
    let day = planned.map_or(scene.today, |date| date.iso);
    let patient = &scene.own.patient;
    let age = day.years_since(patient.date_of_birth.iso).unwrap_or(0);
    if age >= adult {
        return Finding::NotApplicable(format!("the patient is {adult} or older"));
    }
    if scene.gist.has_representative || patient.decides_alone.is_some() {
        return Finding::Holds;
    }
    Finding::Breach(format!(
        "the patient is younger than {adult}: add [representative], \
         or `decides_alone` under [patient] with the reason"
    ))
}

/// An interpreter where the patient reads another language best than that of the form.
pub(super) fn interpreter_named(judge: &Judge<'_>) -> Finding {
    let consent = judge.scene.consent;
    let primary = |tag: &str| tag.split('-').next().unwrap_or_default().to_lowercase();
    let reads = consent.patient.language_tag.as_deref().map(primary);
    let other = reads.is_some_and(|reads| reads != primary(&consent.lang));
    let named = consent
        .interpreter
        .as_ref()
        .is_some_and(|person| person.name.is_some() || person.id.is_some());
    if named {
        return Finding::Holds;
    }
    if !other && consent.interpreter.is_none() {
        return Finding::NotApplicable("no interpreter is needed, as far as the case says".into());
    }
    let fields = ["interpreter", "interpreter-name"].map(str::to_owned);
    match fields.iter().find(|field| !judge.has_field(field)) {
        Some(lost) => Finding::Breach(format!(
            "an interpreter is needed, and the form has no field `{lost}`"
        )),
        None => Finding::ByHand(fields.into()),
    }
}

pub(super) fn witness_is_somebody_else(judge: &Judge<'_>) -> Finding {
    let signatories = &judge.scene.consent.signatories;
    let name_of = |role| {
        let of_role = signatories.iter().find(|signatory| signatory.role == role);
        of_role.and_then(|signatory| signatory.name.as_deref())
    };
    let Some(witness) = name_of(SignatoryRole::Witness) else {
        return Finding::ByHand(vec!["witness-name".into()]);
    };
    let others = [judge.decider(), SignatoryRole::Clinician];
    let same = others
        .into_iter()
        .find(|role| name_of(*role) == Some(witness));
    unless(same.map(|role| format!("the witness is the {} as well", role.name())))
}

/// How long a signature holds is printed, and a talk that is dated is not too long ago.
pub(super) fn within_validity(scene: &OwnScene<'_>) -> Finding {
    let Some(days) = scene.profile.validity_days else {
        return Finding::NotApplicable(
            "these rules set no time after which a signature is void".into(),
        );
    };
    let planned = scene.own.planned_date.as_ref();
    let talk = scene.own.discussion.as_ref();
    let talk = talk.and_then(|talk| talk.date.as_ref());
    let (Some(planned), Some(talk)) = (planned, talk) else {
        return Finding::Holds;
    };
    let expires = talk.iso.checked_add_days(Days::new(u64::from(days)));
    unless(
        expires
            .filter(|expires| *expires < planned.iso)
            .map(|expires| {
                format!(
                    "what is signed on the day of the talk holds {days} days, until {expires}, \
             and the operation is planned for {}",
                    planned.iso
                )
            }),
    )
}

/// Kinds of anaesthesia under which a patient cannot say no.
const ASLEEP: [&str; 2] = ["general-anaesthesia", "sedation"];

/// Examinations for training are a choice of their own where the patient is not awake.
pub(super) fn training_choice_asked(judge: &Judge<'_>) -> Finding {
    let consent = judge.scene.consent;
    let asked = consent
        .choices
        .iter()
        .any(|choice| choice.id == "training-examinations");
    let asleep = consent
        .parts
        .iter()
        .any(|part| ASLEEP.contains(&part.id.as_str()));
    match (asked, asleep) {
        (true, _) => Finding::Holds,
        (false, true) => Finding::Breach("the choice `training-examinations` is not asked".into()),
        (false, false) => Finding::NotApplicable("the patient is awake".into()),
    }
}

/// Who gives the anaesthetic is in the team, or there is a line for it.
pub(super) fn anaesthetist_named(judge: &Judge<'_>) -> Finding {
    let named = judge.scene.consent.team.iter().any(|member| {
        let role = member.role.iter().chain(&member.tasks);
        let words: String = role.map(|text| text.to_lowercase()).collect();
        words.contains("anaesthe") || words.contains("anesthe")
    });
    if named {
        Finding::Holds
    } else if judge.has_field("team") {
        Finding::ByHand(vec!["team".into()])
    } else {
        Finding::Breach(
            "who gives the anaesthetic is not named, and the form has no field `team`".into(),
        )
    }
}
