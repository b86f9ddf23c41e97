//! A case as it would have been typed, and a form of the archive as a draft of it.
//!
//! ```text
//! archive ─► record ─► consent ─► Case ─► Typed ─► draft
//!                         │                 │
//!                         └─ compared with ─┘ what the fields come to: nothing is lost unsaid
//! ```

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::draft::Origin;
use super::fields::{self, CHOICES, GROUPS};
use super::tree::Typed;
use crate::case::{Case, Facility};
use crate::consent::{Consent, ContentRecord, PartStatus};
use crate::error::Problem;
use crate::generator::Record;
use crate::web::answer::Refusal;
use crate::web::shared::Shared;

const ADD_ONS: &str = "procedure.add_ons";

/// What was typed for a form of the archive, and what has to be typed anew. Heavy.
///
/// # Errors
/// Another version of the program made it, and its record says something else.
pub(super) fn of_record(
    app: &Shared,
    form_id: &str,
    record: &[u8],
) -> Result<(Typed, Origin), Refusal> {
    let record: Record = serde_json::from_slice(record).map_err(|_| unread(form_id))?;
    let again = record.consent.case_again(app.generator.library())?;
    let mut case = again.case;
    leave_to_site(&mut case.facility, app.site.facility.as_ref());
    let (mut typed, left) = typed_of(&case)?;
    let operation = app.generator.library().pack(&case.procedure.pack);
    if operation.is_err() {
        typed.put("operation", &record.consent.procedure.name);
    }
    let mut notes: BTreeMap<String, String> = BTreeMap::new();
    for path in left.iter().map(String::as_str).chain(again.lost) {
        notes.insert(path.to_owned(), anew(path, form_id));
    }
    let more = compared(app, &typed, &record, &mut notes);
    Ok((
        typed,
        Origin {
            form_id: form_id.to_owned(),
            notes: notes.into_values().chain(more).collect(),
        },
    ))
}

fn unread(form_id: &str) -> Refusal {
    let problem = Problem::new(format!(
        "the data of form {form_id} is that of another version of countersign"
    ));
    Refusal::outside(&problem.hint("begin a new form, and type from the old one"))
}

/// What a form has as the site says it needs no typing.
fn leave_to_site(facility: &mut Facility, site: Option<&Facility>) {
    let Some(site) = site else { return };
    if facility.name == site.name {
        facility.name.clear();
    }
    if facility.department == site.department {
        facility.department = None;
    }
    if facility.address == site.address {
        facility.address.clear();
    }
    if facility.phone == site.phone {
        facility.phone = None;
    }
}

/// A case in the fields of the page, and the paths of what has no field.
fn typed_of(case: &Case) -> Result<(Typed, Vec<String>), Refusal> {
    let mut tree = serde_json::to_value(case).map_err(|_| Refusal::broken())?;
    let mut pairs = Vec::new();
    for field in fields::all() {
        let values = taken(&mut tree, field.path);
        let value = values.join("\n");
        pairs.push((field.path.to_owned(), value));
    }
    for (path, _) in CHOICES.iter().filter(|(path, _)| *path != ADD_ONS) {
        let values = taken(&mut tree, path);
        pairs.extend(values.into_iter().map(|value| ((*path).to_owned(), value)));
    }
    for index in 0..length(&tree, ADD_ONS) {
        let [pack, status] =
            ["pack", "status"].map(|key| taken(&mut tree, &format!("{ADD_ONS}.{index}.{key}")));
        pairs.push((format!("{ADD_ONS}.{}", pack.concat()), status.concat()));
    }
    for group in &GROUPS {
        for index in 0..length(&tree, group.path).min(Typed::ENTRIES) {
            for field in group.fields {
                let name = super::tree::name_of(group, index, field);
                let values = taken(&mut tree, &name);
                pairs.push((name, values.join("\n")));
            }
        }
    }
    pairs.retain(|(_, value)| !value.is_empty());
    let mut left = Vec::new();
    leaves(&tree, "", &mut left);
    Ok((Typed::of(pairs), left))
}

fn pointer(path: &str) -> String {
    format!("/{}", path.replace('.', "/"))
}

fn length(tree: &Value, path: &str) -> usize {
    let list = tree.pointer(&pointer(path)).and_then(Value::as_array);
    list.map_or(0, Vec::len)
}

/// Takes a value out of the tree, as texts.
fn taken(tree: &mut Value, path: &str) -> Vec<String> {
    let value = tree.pointer_mut(&pointer(path)).map(Value::take);
    value.as_ref().map(texts).unwrap_or_default()
}

fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => vec![text.clone()],
        Value::Bool(true) => vec!["yes".to_owned()],
        Value::Array(items) => items.iter().flat_map(texts).collect(),
        Value::Null | Value::Bool(false) => Vec::new(),
        // Nothing of a case is a number or, where a field is, a table.
        Value::Number(_) | Value::Object(_) => vec![value.to_string()],
    }
}

/// Where something is left.
fn leaves(value: &Value, path: &str, left: &mut Vec<String>) {
    let below = |key: &str| match path {
        "" => key.to_owned(),
        path => format!("{path}.{key}"),
    };
    match value {
        Value::Object(entries) => entries
            .iter()
            .for_each(|(key, value)| leaves(value, &below(key), left)),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .for_each(|(at, value)| leaves(value, &below(&at.to_string()), left)),
        value if texts(value).concat().is_empty() => {}
        _ => left.push(path.to_owned()),
    }
}

fn name_of(path: &str) -> String {
    fields::of_path(path)
        .and_then(|path| fields::label(&path))
        .or_else(|| {
            GROUPS
                .iter()
                .find(|it| it.path == path)
                .map(|it| it.title.to_owned())
        })
        .unwrap_or_else(|| path.to_owned())
}

fn anew(path: &str, form_id: &str) -> String {
    let name = name_of(path);
    format!("{name}: not as on form {form_id}. Look there, and type it anew.")
}

/// Notes what the fields would not say as the form does; gives what is different of the texts
/// around them.
fn compared(
    app: &Shared,
    typed: &Typed,
    record: &Record,
    notes: &mut BTreeMap<String, String>,
) -> Vec<String> {
    let case = typed.case(app.site.facility.as_ref(), &app.site.surgeons);
    let now = case.and_then(|case| app.generator.record_at(&case, app.outside.now()));
    let form_id = &record.consent.form_id;
    let Ok(now) = now else {
        let says = "What is filled in could not be compared with form";
        return vec![format!("{says} {form_id}: compare every field with it.")];
    };
    let (then, here) = (said(&record.consent), said(&now.consent));
    for (path, value) in then
        .iter()
        .filter(|(path, value)| here.get(*path) != Some(value))
    {
        let name = name_of(path);
        let says = match texts(value).join(", ").as_str() {
            "" => format!("{name}: form {form_id} says nothing here, the new one will."),
            text => format!("{name}: form {form_id} says “{text}”. Type it anew."),
        };
        notes.insert(path.clone(), says);
    }
    around(record, &now)
}

/// What is different of what stands around the fields: texts, and how the form looks.
fn around(then: &Record, now: &Record) -> Vec<String> {
    let mut notes = Vec::new();
    let mut changed = BTreeSet::new();
    for (one, other) in [(then, now), (now, then)] {
        let other = &other.consent.content;
        let is_other = |it: &&ContentRecord| other.iter().all(|known| known.sha256 != it.sha256);
        let names = one.consent.content.iter().filter(is_other);
        changed.extend(names.map(|it| it.name.as_str()));
    }
    if !changed.is_empty() || then.countersign != now.countersign {
        let names: Vec<&str> = changed.into_iter().collect();
        let says = "The texts were changed since that form was made";
        notes.push(match names.join(", ").as_str() {
            "" => format!("{says}. Read the new form."),
            names => format!("{says} ({names}). Read the new form."),
        });
    }
    let looks = |it: &Record| {
        let (layout, theme, paper) = (&it.layout, &it.theme, it.paper.name());
        let (lang, rules) = (&it.consent.lang, &it.consent.profile);
        format!("layout {layout}, theme {theme}, paper {paper}, language {lang}, rules {rules}")
    };
    if looks(then) != looks(now) {
        let (then, now) = (looks(then), looks(now));
        notes.push(format!(
            "That form has {then}; the new one will have {now}."
        ));
    }
    notes
}

/// What a consent says where a field of the page is, by its path.
fn said(consent: &Consent) -> BTreeMap<String, Value> {
    let tree = serde_json::to_value(consent).unwrap_or_default();
    let paths = fields::all().map(|field| field.path);
    let paths = paths.chain(CHOICES.iter().map(|(path, _)| *path));
    let paths = paths.chain(GROUPS.iter().map(|group| group.path));
    let value = |path: &str| {
        let at = match path {
            "patient.language" => "/patient/language_tag".to_owned(),
            "procedure.levels" => "/procedure/level".to_owned(),
            "patient.date_of_birth" | "procedure.planned_date" | "discussion.date" => {
                format!("{}/iso", pointer(path))
            }
            path => pointer(path),
        };
        tree.pointer(&at).cloned().unwrap_or_default()
    };
    let mut said: BTreeMap<String, Value> =
        paths.map(|path| (path.to_owned(), value(path))).collect();
    let of = |wanted: &[PartStatus]| {
        let parts = consent.parts.iter();
        let parts = parts.filter(|it| wanted.contains(&it.status));
        in_order(parts.map(|it| format!("{} ({})", it.name, it.status_words)))
    };
    let factors = consent.factors.iter().map(|it| it.name.clone());
    for (path, names) in [
        (ADD_ONS, of(&[PartStatus::Planned, PartStatus::Possible])),
        ("procedure.anaesthesia", of(&[PartStatus::Anaesthesia])),
        ("procedure.factors", in_order(factors)),
    ] {
        said.insert(path.to_owned(), names);
    }
    said
}

/// Names of which it does not matter which is first.
fn in_order(names: impl Iterator<Item = String>) -> Value {
    let names: BTreeSet<String> = names.collect();
    names.into_iter().collect()
}
