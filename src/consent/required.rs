//! What no layout may leave out.

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
    pub says: Vec<String>,
}

fn required<'a>(id: String, what: String, says: impl IntoIterator<Item = &'a str>) -> Required {
    Required {
        id,
        what,
        says: says.into_iter().map(str::to_owned).collect(),
    }
}

impl Consent {
    /// Everything that must be on the pages whatever the layout: who, what, which
    /// side and level, every risk, alternative, choice and statement.
    pub fn required(&self) -> Vec<Required> {
        let mut all = vec![self.identity(), self.site()];
        let procedure = &self.procedure;
        all.push(required(
            "benefits".into(),
            "the benefits".into(),
            self.benefits.iter().map(|b| b.says.as_str()),
        ));
        all.push(required(
            "limits".into(),
            "what the operation will not mend".into(),
            self.limits.iter().map(String::as_str),
        ));
        all.push(required(
            "outlook".into(),
            "the outlook".into(),
            self.outlook.iter().map(String::as_str),
        ));
        all.push(required(
            "warning-signs".into(),
            "the warning signs".into(),
            self.warning_signs.iter().map(String::as_str),
        ));
        for part in &self.parts {
            let says = [part.name.as_str(), part.lay_name.as_str()];
            let steps = part.reasons.iter().chain(&part.steps).map(String::as_str);
            all.push(required(
                format!("part:{}", part.id),
                format!("the description of `{}`", part.id),
                says.into_iter().chain(steps),
            ));
        }
        for risk in self
            .risks
            .iter()
            .flat_map(|group| group.tables.iter().flat_map(|table| &table.rows))
        {
            let says = [&risk.name, &risk.says, &risk.how_often, &risk.lasting];
            all.push(required(
                format!("risk:{}", risk.id),
                format!("the risk `{}`", risk.id),
                says.map(String::as_str),
            ));
        }
        for factor in &self.factors {
            let says = [&factor.name]
                .into_iter()
                .chain(&factor.says)
                .chain(&factor.lasting)
                .chain(&factor.raises);
            all.push(required(
                format!("factor:{}", factor.id),
                format!("the patient factor `{}`", factor.id),
                says.map(String::as_str),
            ));
        }
        for (index, risk) in self.specific_risks.iter().enumerate() {
            let more = [&risk.how_often, &risk.lasting, &risk.because];
            let says = [risk.risk.as_str()]
                .into_iter()
                .chain(more.into_iter().flatten().map(String::as_str));
            all.push(required(
                format!("specific-risk:{index}"),
                format!("the patient-specific risk {}", index + 1),
                says,
            ));
        }
        for alternative in &self.alternatives {
            let says = [&alternative.name, &alternative.benefits, &alternative.risks];
            all.push(required(
                format!("alternative:{}", alternative.id),
                format!("the alternative `{}`", alternative.id),
                says.map(String::as_str),
            ));
        }
        for choice in &self.choices {
            let options = choice.options.iter().map(|option| option.says.as_str());
            let says = [choice.name.as_str(), choice.says.as_str()]
                .into_iter()
                .chain(options);
            all.push(required(
                format!("choice:{}", choice.id),
                format!("the choice `{}`", choice.id),
                says,
            ));
        }
        for signatory in &self.signatories {
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
                .map(|statement| statement.says.as_str());
            all.push(required(
                format!("signatory:{role}"),
                format!("the signature block `{role}`"),
                own.into_iter().chain(known).chain(statements),
            ));
        }
        if self.draft_mark.is_some() {
            all.push(required("draft".into(), "the draft notice".into(), []));
        }
        all.push(required(
            "what-matters".into(),
            "what matters to the patient".into(),
            self.what_matters.iter().map(String::as_str),
        ));
        all.push(required(
            "indication".into(),
            "the reason for this operation".into(),
            procedure.indication.iter().map(String::as_str),
        ));
        all
    }

    fn identity(&self) -> Required {
        let patient = &self.patient;
        let says = [
            &patient.family_name,
            &patient.given_names,
            &patient.date_of_birth.words,
            &patient.record_number,
            &self.surgeon.name,
            &self.procedure.operation,
            &self.procedure.lay_name,
        ];
        required(
            "identity".into(),
            "the identity block".into(),
            says.map(String::as_str),
        )
    }

    /// Side and level in full words, where the operation has them.
    fn site(&self) -> Required {
        let procedure = &self.procedure;
        let says = [&procedure.side_words]
            .into_iter()
            .chain(&procedure.level_words);
        required(
            "site".into(),
            "side and level in full words".into(),
            says.map(String::as_str),
        )
    }

    /// What must stand in the running header and footer of every page.
    pub fn on_every_page(&self) -> Vec<(&'static str, String)> {
        let mark = self
            .draft_mark
            .iter()
            .map(|mark| ("the draft mark", mark.clone()));
        let always = [
            (
                "the patient's family name",
                self.patient.family_name.clone(),
            ),
            ("the record number", self.patient.record_number.clone()),
            ("the form id", self.form_id.clone()),
            ("the content version", self.content_version.clone()),
        ];
        always.into_iter().chain(mark).collect()
    }
}
