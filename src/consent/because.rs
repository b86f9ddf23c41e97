//! Why a condition holds, in words that a clinician can check against the case.

use super::circumstances::Circumstances;
use crate::library::{Role, When};

/// One entry for each key of a condition that holds; empty where it always does.
pub(super) fn because(when: &When, case: &Circumstances) -> Vec<String> {
    let mut reasons = Vec::new();
    let mut add = |key: &str, wanted: Vec<String>, found: Vec<String>| {
        if wanted.is_empty() {
            return;
        }
        let met: Vec<String> = found.into_iter().filter(|id| wanted.contains(id)).collect();
        let met = if met.is_empty() {
            "not known, so it is not ruled out".to_owned()
        } else {
            met.join(", ")
        };
        reasons.push(format!("{key}: {met}"));
    };
    add("region", ids(&when.region), ids(&case.regions));
    add("nerve", ids(&when.nerve), ids(&case.nerves));
    add("side", ids(&when.side), ids(&case.side));
    add("approach", ids(&when.approach), ids(&case.approach));
    add("position", ids(&when.position), ids(&case.position));
    add("add-on", ids(&when.add_on), ids(&case.add_ons));
    add("factor", ids(&when.factor), ids(&case.factors));
    add(
        "anaesthesia",
        ids(&when.anaesthesia),
        ids(&case.anaesthesia),
    );
    add("sex", ids(&when.sex), ids(&case.sex));
    if !when.no_add_on.is_empty() {
        reasons.push(format!(
            "not part of the plan: {}",
            when.no_add_on.join(", ")
        ));
    }
    if let Some(revision) = when.revision {
        let says = ["first operation here", "operated on here before"];
        reasons.push(says[usize::from(revision)].into());
    }
    if let Some(role) = when.role {
        let says = match role {
            Role::Base => "the pack is the operation itself",
            Role::AddOn => "the pack is an add-on",
        };
        reasons.push(says.into());
    }
    if let Some(several) = when.several_levels {
        reasons.push(["one level", "several levels"][usize::from(several)].into());
    }
    // The age itself is the patient's own: forms of a kind share everything else.
    let age = match case.age {
        Some(_) => "it is",
        None => "not known",
    };
    if let Some(from) = when.age_from {
        reasons.push(format!("age at least {from}: {age}"));
    }
    if let Some(to) = when.age_to {
        reasons.push(format!("age at most {to}: {age}"));
    }
    reasons
}

/// Values by the names that packs have for them.
fn ids<'a, T: serde::Serialize + 'a>(values: impl IntoIterator<Item = &'a T>) -> Vec<String> {
    values
        .into_iter()
        .filter_map(|value| match serde_json::to_value(value) {
            Ok(serde_json::Value::String(id)) => Some(id),
            _ => None,
        })
        .collect()
}
