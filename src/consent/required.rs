//! What no layout may leave out.

mod body;

use super::model::Consent;

/// Something that must be on the pages: a node with this id, under which these
/// words can be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Required {
    /// The `id` that the layout gives its node.
    pub id: String,
    /// What it is, for the message.
    pub what: String,
    /// Texts that must stand under the node, white space aside.
    pub says: Vec<Said>,
}

/// One text that must be on the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// What it is (“the side in full words”), for the message; empty for one text of many.
    pub what: &'static str,
    /// The text.
    pub text: String,
}

/// Texts that need no name of their own.
fn required<'a>(id: String, what: String, says: impl IntoIterator<Item = &'a str>) -> Required {
    named(id, what, says.into_iter().map(|text| ("", text)))
}

/// Texts with what each of them is.
fn named<'a>(
    id: String,
    what: String,
    says: impl IntoIterator<Item = (&'static str, &'a str)>,
) -> Required {
    let said = |(what, text): (&'static str, &str)| Said {
        what,
        text: text.to_owned(),
    };
    Required {
        id,
        what,
        says: says.into_iter().map(said).collect(),
    }
}

impl Consent {
    /// Everything that must be on the pages whatever the layout: who, what, which
    /// side and level, every risk, alternative, choice and statement.
    pub fn required(&self) -> Vec<Required> {
        let mut all = vec![self.identity(), self.site()];
        all.extend(
            self.draft_mark
                .as_ref()
                .map(|_| required("draft".into(), "the draft notice".into(), [])),
        );
        all.extend(self.sections());
        all.extend(self.parts_of_the_plan());
        all.extend(self.every_risk());
        // A drawing has no words here; which marks it shows, the rules look at.
        all.extend(self.figures.iter().map(|figure| {
            let what = format!("the drawing `{}`", figure.svg);
            required(format!("figure:{}", figure.svg), what, [])
        }));
        all.extend(self.what_is_particular());
        all.extend(self.alternatives.iter().map(|alternative| {
            let says = [&alternative.name, &alternative.benefits, &alternative.risks];
            required(
                format!("alternative:{}", alternative.id),
                format!("the alternative `{}`", alternative.id),
                says.map(String::as_str),
            )
        }));
        all.extend(self.every_choice());
        all.extend(self.every_signatory());
        all
    }

    fn identity(&self) -> Required {
        let (patient, procedure) = (&self.patient, &self.procedure);
        let always = [
            ("the family name", &patient.family_name),
            ("the given names", &patient.given_names),
            ("the date of birth", &patient.date_of_birth.words),
            ("the record number", &patient.record_number),
            ("the surgeon", &self.surgeon.name),
            (
                "the operation with side, level and add-ons",
                &procedure.operation,
            ),
            ("the operation in lay words", &procedure.lay_name),
        ];
        let date = procedure.planned_date.as_ref().map(|date| &date.words);
        let encounter = self.encounter.as_ref().map(|encounter| &encounter.number);
        let known = [
            ("the sex", patient.sex.as_ref()),
            ("the language", patient.language.as_ref()),
            (
                "why the patient decides alone",
                patient.decides_alone.as_ref(),
            ),
            ("the encounter", encounter),
            ("the planned date", date),
            ("the place", procedure.place.as_ref()),
        ];
        let known = known
            .into_iter()
            .filter_map(|(what, text)| Some((what, text?)));
        let needs = patient
            .communication_needs
            .iter()
            .map(|need| ("the communication needs", need));
        let anaesthesia = procedure
            .anaesthesia
            .iter()
            .map(|kind| ("the anaesthesia", kind));
        let says = always
            .into_iter()
            .chain(known)
            .chain(needs)
            .chain(anaesthesia);
        named(
            "identity".into(),
            "the identity block".into(),
            says.map(|(what, text)| (what, text.as_str())),
        )
    }

    /// Side and level in full words, where the operation has them.
    fn site(&self) -> Required {
        let side = ("the side in full words", self.procedure.side_words.as_str());
        let levels = self.procedure.level_words.iter();
        let levels = levels.map(|level| ("the level in full words", level.as_str()));
        named(
            "site".into(),
            "the block of side and level".into(),
            [side].into_iter().chain(levels),
        )
    }

    /// What must stand in the running header and footer of every page: whose form
    /// it is and which.
    pub fn on_every_page(&self) -> Vec<Required> {
        let patient = &self.patient;
        let whose = [
            ("the family name", patient.family_name.as_str()),
            ("the given names", patient.given_names.as_str()),
            ("the date of birth", patient.date_of_birth.words.as_str()),
            ("the record number", patient.record_number.as_str()),
        ];
        let which = [
            ("the form id", self.form_id.as_str()),
            ("the content version", self.content_version.as_str()),
        ];
        let mark = self
            .draft_mark
            .iter()
            .map(|mark| ("the draft mark", mark.as_str()));
        vec![
            named("running:patient".into(), "whose form it is".into(), whose),
            named(
                "running:form".into(),
                "which form it is".into(),
                which.into_iter().chain(mark),
            ),
        ]
    }
}
