//! Who signs what.

use super::STATEMENTS;
use super::own::OwnWords;
use crate::consent::model::{ComposedSignatory, ComposedStatement};
use crate::consent::phrases::Variables;
use crate::error::Problem;
use crate::library::{SignatoryRole, Statements};

impl OwnWords<'_> {
    pub(super) fn signatories(
        &self,
        statements: &Statements,
        operation: &str,
    ) -> Result<Vec<ComposedSignatory>, Problem> {
        let case = self.case;
        let file = format!("templates/statements/{STATEMENTS}.toml");
        let mut variables = Variables::from([
            ("operation", operation.to_owned()),
            ("surgeon", case.surgeon.name.clone()),
            (
                "patient",
                format!("{} {}", case.patient.given_names, case.patient.family_name),
            ),
            ("facility", case.facility.name.clone()),
        ]);
        if let Some(representative) = &case.representative {
            variables.insert("representative", representative.name.clone());
            variables.insert("relationship", representative.relationship.clone());
        }
        let mut all = Vec::new();
        for signatory in &statements.signatories {
            let role = signatory.role;
            // Whoever decides signs: the representative where there is one, otherwise the patient.
            let other = if case.representative.is_some() {
                SignatoryRole::Patient
            } else {
                SignatoryRole::Representative
            };
            if role == other {
                continue;
            }
            let (name, position) = self.known_signatory(role);
            let says = signatory.statements.iter().map(|statement| {
                Ok(ComposedStatement {
                    id: [role.name(), "-", &statement.id].concat(),
                    says: self.phrases.fill_with(&statement.says, &variables, &file)?,
                })
            });
            all.push(ComposedSignatory {
                role,
                title: signatory.title.clone(),
                who: signatory.who.clone(),
                note: signatory.note.clone(),
                name,
                position,
                statements: says.collect::<Result<_, Problem>>()?,
            });
        }
        Ok(all)
    }

    /// Printed name and role where the case knows who will sign; a witness and the
    /// person who confirms on the day are never known beforehand.
    fn known_signatory(&self, role: SignatoryRole) -> (Option<String>, Option<String>) {
        let case = self.case;
        match role {
            SignatoryRole::Patient => (
                Some(format!(
                    "{} {}",
                    case.patient.given_names, case.patient.family_name
                )),
                None,
            ),
            SignatoryRole::Representative => {
                case.representative.as_ref().map_or((None, None), |r| {
                    (Some(r.name.clone()), Some(r.relationship.clone()))
                })
            }
            SignatoryRole::Interpreter => (
                case.interpreter
                    .as_ref()
                    .and_then(|interpreter| interpreter.name.clone()),
                None,
            ),
            SignatoryRole::Clinician => case
                .discussion
                .as_ref()
                .map_or((None, None), |d| (Some(d.held_by.clone()), d.role.clone())),
            SignatoryRole::Witness | SignatoryRole::Confirmation | SignatoryRole::Withdrawal => {
                (None, None)
            }
        }
    }
}
