//! What changed between two versions of a pack, as a clinician asks for it.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Map, Value};

use super::pack::Pack;
use super::risk::Estimate;

/// One change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// Added, removed or changed.
    pub kind: ChangeKind,
    /// What: ``risk `dural-tear` ``.
    pub what: String,
    /// How, where something was changed: `severity: serious → permanent`.
    pub details: Vec<String>,
}

/// Kinds of change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "the names say it")]
pub enum ChangeKind {
    Added,
    Removed,
    Changed,
}

/// Lists of a pack, what one entry is called, and the key that tells entries apart. What
/// bears most on a decision comes first.
const LISTS: [(&str, &str, &str); 18] = [
    ("risks", "risk", "id"),
    ("benefits", "benefit", "id"),
    ("alternatives", "alternative", "id"),
    ("factors", "patient factor", "id"),
    ("choices", "choice", "id"),
    ("includes", "module", "module"),
    ("approaches", "approach", "id"),
    ("extra-procedures", "extra procedure", "says"),
    ("reasons", "reason", "says"),
    ("symptoms", "symptom", "says"),
    ("steps", "step", "says"),
    ("limits", "limit", "says"),
    ("recovery", "recovery topic", "topic"),
    ("warning-signs", "warning sign", "says"),
    ("outlook", "outlook", "says"),
    ("figures", "drawing", "svg"),
    ("sources", "source", ""),
    ("review", "review", ""),
];

/// Everything that differs between two versions of a pack.
pub fn diff(before: &Pack, after: &Pack) -> Vec<Change> {
    // Strings, numbers and lists always serialize.
    let (before, after) = (
        serde_json::to_value(before).unwrap_or_default(),
        serde_json::to_value(after).unwrap_or_default(),
    );
    let mut changes = Vec::new();
    for (list, what, key) in LISTS {
        let (before, after) = (entries(&before[list], key), entries(&after[list], key));
        let removed = before.iter().filter(|(id, _)| find(&after, id).is_none());
        changes.extend(removed.map(|(id, _)| change(ChangeKind::Removed, what, id)));
        for (id, entry) in &after {
            match find(&before, id) {
                None => changes.push(change(ChangeKind::Added, what, id)),
                Some(old) if old != entry => changes.push(Change {
                    details: details(old, entry),
                    ..change(ChangeKind::Changed, what, id)
                }),
                Some(_) => {}
            }
        }
    }
    let listed = |key: &String| LISTS.iter().any(|(list, _, _)| list == key);
    let plain = |pack: &Value| -> Value {
        let fields = pack.as_object().into_iter().flatten();
        let plain = fields.filter(|(key, _)| !listed(key));
        Value::Object(
            plain
                .map(|(key, value)| (key.clone(), value.clone()))
                .collect(),
        )
    };
    let details = details(&plain(&before), &plain(&after));
    if !details.is_empty() {
        changes.push(Change {
            kind: ChangeKind::Changed,
            what: "the operation itself".into(),
            details,
        });
    }
    changes
}

fn change(kind: ChangeKind, what: &str, id: &str) -> Change {
    Change {
        kind,
        what: format!("{what} `{id}`"),
        details: Vec::new(),
    }
}

/// The entries of a list by what tells them apart; an entry that stands twice under
/// different conditions is counted on.
fn entries(list: &Value, key: &str) -> Vec<(String, Value)> {
    match list {
        Value::Array(items) => {
            let mut seen: BTreeMap<String, usize> = BTreeMap::new();
            let mut named = Vec::new();
            for item in items {
                let id = item[key].as_str().unwrap_or_default().to_owned();
                let times = seen.entry(id.clone()).or_default();
                *times += 1;
                let id = if *times == 1 {
                    id
                } else {
                    format!("{id} ({times})")
                };
                named.push((id, item.clone()));
            }
            named
        }
        Value::Object(fields) => fields
            .iter()
            .map(|(id, value)| (id.clone(), value.clone()))
            .collect(),
        _ => Vec::new(),
    }
}

fn find<'a>(entries: &'a [(String, Value)], id: &str) -> Option<&'a Value> {
    entries
        .iter()
        .find(|(known, _)| known == id)
        .map(|(_, value)| value)
}

/// Key by key: `lasting: “…” → “…”`; figures as they are written.
fn details(before: &Value, after: &Value) -> Vec<String> {
    let empty = Map::new();
    let fields =
        |value: &Value| -> Map<String, Value> { value.as_object().unwrap_or(&empty).clone() };
    let (Some(_), Some(_)) = (before.as_object(), after.as_object()) else {
        return vec![format!("{} → {}", words(before), words(after))];
    };
    let (before, after) = (fields(before), fields(after));
    let mut keys: Vec<&String> = before.keys().chain(after.keys()).collect();
    keys.sort();
    keys.dedup();
    let mut details = Vec::new();
    for key in keys {
        let old = before.get(key).unwrap_or(&Value::Null);
        let new = after.get(key).unwrap_or(&Value::Null);
        if old == new {
            continue;
        }
        if key == "estimates" {
            let (old, new) = (figures(old), figures(new));
            let gone = old.iter().filter(|figure| !new.contains(figure));
            details.extend(gone.map(|figure| format!("figure removed: {figure}")));
            let come = new.iter().filter(|figure| !old.contains(figure));
            details.extend(come.map(|figure| format!("figure added: {figure}")));
        } else {
            details.push(format!("{key}: {} → {}", words(old), words(new)));
        }
    }
    details
}

fn figures(estimates: &Value) -> Vec<String> {
    let estimates: Vec<Estimate> = serde_json::from_value(estimates.clone()).unwrap_or_default();
    let figure = |estimate: &Estimate| {
        let when = serde_json::to_value(&estimate.when).unwrap_or_default();
        format!(
            "{}, {} ({}) [{}], when {}",
            estimate.as_written(),
            estimate.horizon,
            estimate.population,
            estimate.source,
            words(&when)
        )
    };
    estimates.iter().map(figure).collect()
}

/// A value as a person reads it; what is empty says nothing.
fn words(value: &Value) -> String {
    match value {
        Value::Null => "nothing".into(),
        Value::String(text) => format!("“{text}”"),
        Value::Array(items) if items.is_empty() => "nothing".into(),
        Value::Array(items) => items.iter().map(words).collect::<Vec<_>>().join(", "),
        Value::Object(fields) => {
            let said = fields.iter().filter(|(_, value)| {
                !value.is_null() && value.as_array().is_none_or(|items| !items.is_empty())
            });
            let said: Vec<String> = said
                .map(|(key, value)| format!("{key} {}", words(value)))
                .collect();
            if said.is_empty() {
                "always".into()
            } else {
                said.join("; ")
            }
        }
        other => other.to_string(),
    }
}
