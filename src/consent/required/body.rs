//! What the sections of a form must say.

use super::{Required, named, required};
use crate::consent::model::{Consent, PartStatus};
use crate::library::SignatoryRole;

impl Consent {
    /// Sections of running text, and tables that stand as a whole.
    pub(super) fn sections(&self) -> Vec<Required> {
        fn all(texts: &[String]) -> Vec<&str> {
            texts.iter().map(String::as_str).collect()
        }
        fn one(text: &Option<String>) -> Vec<&str> {
            text.iter().map(String::as_str).collect()
        }
        let benefits = self
            .benefits
            .iter()
            .flat_map(|b| [Some(&b.says), b.how_likely.as_ref()]);
        let recovery = self
            .recovery
            .iter()
            .flat_map(|r| [&r.topic].into_iter().chain(&r.says));
        let surgeon = [&self.surgeon.name]
            .into_iter()
            .chain(&self.surgeon.role)
            .chain(&self.surgeon.contact);
        let others = self
            .team
            .iter()
            .flat_map(|m| [&m.name].into_iter().chain(&m.role).chain(&m.tasks));
        let team = surgeon.chain(others);
        let talk = self.discussion.iter().flat_map(|d| {
            let date = d.date.as_ref().map(|date| &date.words);
            [&d.held_by].into_iter().chain(&d.role).chain(date)
        });
        let information = self
            .information
            .iter()
            .flat_map(|i| [&i.title].into_iter().chain(&i.version));
        let emergency = self
            .emergency
            .iter()
            .flat_map(|e| [&e.reason].into_iter().chain(&e.second_clinician));
        let sections: [(&str, &str, Vec<&str>); 17] = [
            (
                "indication",
                "the reason for this operation",
                all(&self.procedure.indication),
            ),
            (
                "reasons",
                "why the operation is considered",
                all(&self.reasons),
            ),
            (
                "symptoms",
                "the signs that lead to the operation",
                all(&self.symptoms),
            ),
            (
                "extra-procedures",
                "what else may have to be done",
                all(&self.extra_procedures),
            ),
            (
                "overlapping",
                "that the surgeon has another operation at the same time",
                one(&self.procedure.overlapping),
            ),
            (
                "information",
                "the written information that was given",
                information.map(String::as_str).collect(),
            ),
            (
                "emergency",
                "why the operation cannot wait",
                emergency.map(String::as_str).collect(),
            ),
            (
                "validity",
                "how long a signature holds",
                one(&self.validity),
            ),
            (
                "benefits",
                "the list of benefits",
                benefits.flatten().map(String::as_str).collect(),
            ),
            (
                "limits",
                "what the operation will not mend",
                all(&self.limits),
            ),
            (
                "recovery",
                "what happens after the operation",
                recovery.map(String::as_str).collect(),
            ),
            (
                "warning-signs",
                "the list of warning signs",
                all(&self.warning_signs),
            ),
            ("outlook", "the outlook", all(&self.outlook)),
            (
                "team",
                "the list of who does what",
                team.map(String::as_str).collect(),
            ),
            (
                "discussion",
                "who explained the operation",
                talk.map(String::as_str).collect(),
            ),
            (
                "what-matters",
                "what matters to the patient",
                all(&self.what_matters),
            ),
            (
                "sources",
                "the list of sources",
                self.sources.iter().map(|s| s.cite.as_str()).collect(),
            ),
        ];
        sections
            .into_iter()
            // What the case or the packs do not have need not be there; what matters to
            // the patient and why the operation is done have room for the pen instead.
            .filter(|(id, _, says)| !says.is_empty() || ["indication", "what-matters"].contains(id))
            .map(|(id, what, says)| required(id.into(), what.into(), says))
            .collect()
    }

    pub(super) fn parts_of_the_plan(&self) -> impl Iterator<Item = Required> {
        self.parts.iter().map(|part| {
            let own = [part.name.as_str(), part.lay_name.as_str()];
            let procedure = &self.procedure;
            let how = match part.status {
                PartStatus::Base => [&procedure.approach_says, &procedure.position_words]
                    .into_iter()
                    .flatten()
                    .map(String::as_str)
                    .collect(),
                PartStatus::Planned | PartStatus::Possible => vec![part.status_words.as_str()],
                PartStatus::Anaesthesia => Vec::new(),
            };
            let says = part.reasons.iter().chain(&part.steps).map(String::as_str);
            required(
                format!("part:{}", part.id),
                format!("the description of `{}`", part.id),
                own.into_iter().chain(how).chain(says),
            )
        })
    }

    pub(super) fn every_risk(&self) -> impl Iterator<Item = Required> {
        let rows = self
            .risks
            .iter()
            .flat_map(|group| group.tables.iter().flat_map(|table| &table.rows));
        rows.map(|risk| {
            let says = [
                ("its name", risk.name.as_str()),
                ("what can happen", risk.says.as_str()),
                ("how often", risk.how_often.as_str()),
                ("how lasting", risk.lasting.as_str()),
            ];
            named(
                format!("risk:{}", risk.id),
                format!("the risk `{}`", risk.id),
                says,
            )
        })
    }

    /// What this patient's health changes, and what the surgeon added.
    pub(super) fn what_is_particular(&self) -> impl Iterator<Item = Required> {
        let factors = self.factors.iter().map(|factor| {
            let says = [&factor.name]
                .into_iter()
                .chain(&factor.says)
                .chain(&factor.lasting)
                .chain(&factor.raises);
            required(
                format!("factor:{}", factor.id),
                format!("the patient factor `{}`", factor.id),
                says.map(String::as_str),
            )
        });
        let specific = self.specific_risks.iter().enumerate().map(|(index, risk)| {
            let more = [&risk.how_often, &risk.lasting, &risk.because];
            let says = [&risk.risk].into_iter().chain(more.into_iter().flatten());
            required(
                format!("specific-risk:{index}"),
                format!("the patient-specific risk {}", index + 1),
                says.map(String::as_str),
            )
        });
        factors.chain(specific)
    }

    pub(super) fn every_choice(&self) -> impl Iterator<Item = Required> {
        self.choices.iter().map(|choice| {
            let options = choice.options.iter().map(|option| option.says.as_str());
            required(
                format!("choice:{}", choice.id),
                format!("the choice `{}`", choice.id),
                [choice.name.as_str(), choice.says.as_str()]
                    .into_iter()
                    .chain(options),
            )
        })
    }

    pub(super) fn every_signatory(&self) -> impl Iterator<Item = Required> {
        self.signatories.iter().map(|signatory| {
            let role = signatory.role.name();
            let own = [signatory.title.as_str(), signatory.who.as_str()];
            let known = signatory
                .name
                .iter()
                .chain(&signatory.position)
                .map(String::as_str);
            let statements = signatory
                .statements
                .iter()
                .map(|statement| statement.says.as_str())
                .chain(self.told_of(signatory.role));
            required(
                format!("signatory:{role}"),
                format!("the signature block `{role}`"),
                own.into_iter().chain(known).chain(statements),
            )
        })
    }

    /// What the case knows of a signatory besides the name.
    fn told_of(&self, role: SignatoryRole) -> impl Iterator<Item = &str> {
        let known = match (role, &self.representative, &self.interpreter) {
            (SignatoryRole::Representative, Some(person), _) => {
                [person.authority.as_ref(), person.reason.as_ref()]
            }
            (SignatoryRole::Interpreter, _, Some(person)) => {
                [Some(&person.language), person.id.as_ref()]
            }
            _ => [None, None],
        };
        known.into_iter().flatten().map(String::as_str)
    }
}
