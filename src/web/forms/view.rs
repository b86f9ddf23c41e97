//! What the page shows: fields with what was typed, choices that the library offers.

use serde_json::{Value, json};

use super::check::Checked;
use super::draft::Draft;
use super::fields::{CHOICES, Field, GROUPS, Group, Kind, SECTIONS, Section};
use super::tree::{Typed, name_of};
use crate::case::{Position, Side};
use crate::library::{Library, Need, Offer, Offers};
use crate::web::shared::Shared;

/// Empty entries that a list shows behind those that are filled in.
const EMPTY_ENTRIES: usize = 1;

/// Everything that the page of a draft shows.
pub(super) fn page(app: &Shared, id: &str, draft: &Draft, checked: &Checked) -> Value {
    let typed = &draft.typed;
    json!({
        "id": id,
        "revision": draft.revision,
        "operation": operation(app.generator.library(), typed),
        "choices": choices(app.generator.library(), typed),
        "sections": SECTIONS.iter().map(|it| section(app, it, typed, checked)).collect::<Vec<_>>(),
        "groups": GROUPS.iter().map(|it| group(it, typed)).collect::<Vec<_>>(),
        "surgeons": app.site.surgeons.iter().map(|it| json!({
            "name": it.name,
            "role": it.role.as_deref().unwrap_or_default(),
        })).collect::<Vec<_>>(),
        "status": status(app, id, draft.revision, checked),
        "archive": app.archive.is_some(),
        "origin": draft.origin.as_deref(),
    })
}

/// How far the draft is, and its pages.
pub(super) fn status(app: &Shared, id: &str, revision: u64, checked: &Checked) -> Value {
    let (missing, wrong): (Vec<_>, Vec<_>) = checked
        .findings
        .iter()
        .filter(|finding| !finding.is_warning)
        .partition(|finding| finding.is_missing);
    let warnings: Vec<_> = checked.findings.iter().filter(|it| it.is_warning).collect();
    let pages = checked.form.as_ref().map_or(0, |form| form.pages);
    let numbers: Vec<Value> = (1..=pages)
        .map(|number| {
            json!({
                "number": number,
                "source": format!("/forms/{id}/pages/{number}?revision={revision}"),
            })
        })
        .collect();
    json!({
        "complete": checked.is_complete(),
        "missing": missing,
        "wrong": wrong,
        "warnings": warnings,
        "rules": checked.rules,
        "is_draft_content": checked.is_draft_content,
        "form_id": checked.form.as_ref().map_or("", |form| form.id.as_str()),
        "pages": numbers,
        "count": pages,
        "paper": app.generator.paper().name(),
    })
}

fn section(app: &Shared, section: &Section, typed: &Typed, checked: &Checked) -> Value {
    let filled = section
        .fields
        .iter()
        .any(|field| !typed.one(field.path).is_empty());
    let asked_for = checked
        .findings
        .iter()
        .any(|finding| section.fields.iter().any(|it| it.path == finding.field));
    // Without a hospital of the site its name has to be typed.
    let needed = section.id == "facility" && app.site.facility.is_none();
    let fields = section.fields.iter();
    let hint = match (section.id, &app.site.facility) {
        ("facility", Some(facility)) => format!("Empty: as for every form, {}.", facility.name),
        _ => String::new(),
    };
    json!({
        "id": section.id,
        "title": section.title,
        "hint": hint,
        "folded": section.folded && !needed,
        "open": filled || asked_for,
        "fields": fields.map(|it| field(it, it.path, typed)).collect::<Vec<_>>(),
    })
}

fn group(group: &Group, typed: &Typed) -> Value {
    let filled = typed.entries(group);
    let entry = |index: usize| {
        let fields = group.fields.iter();
        json!({
            "title": format!("{} {}", group.one, index + 1),
            "fields": fields
                .map(|it| field(it, &name_of(group, index, it), typed))
                .collect::<Vec<_>>(),
        })
    };
    let entries: Vec<Value> = (0..filled + EMPTY_ENTRIES).map(entry).collect();
    json!({
        "id": group.path,
        "title": group.title,
        "one": group.one.to_lowercase(),
        "open": filled > 0,
        "entries": entries,
    })
}

fn field(field: &Field, name: &str, typed: &Typed) -> Value {
    let value = typed.one(name);
    let (kind, options) = match field.kind {
        Kind::Line => ("line", &[][..]),
        Kind::Text | Kind::Lines => ("text", &[][..]),
        Kind::Date => ("date", &[][..]),
        Kind::Choice(options) => ("choice", options),
        Kind::Flag => ("flag", &[][..]),
        Kind::Directory => ("directory", &[][..]),
    };
    let options: Vec<Value> = options
        .iter()
        .map(|(id, label)| json!({ "id": id, "label": label, "chosen": *id == value }))
        .collect();
    json!({
        "name": name,
        "id": id_of(name),
        "label": field.label,
        "hint": field.hint,
        "half": field.half,
        "kind": kind,
        "value": value,
        "options": options,
    })
}

/// A name as the id of an element.
fn id_of(name: &str) -> String {
    name.replace('.', "-")
}

/// The chosen operation, or what was typed to find it.
fn operation(library: &Library, typed: &Typed) -> Value {
    let pack = typed.one("procedure.pack");
    let known = library.pack(pack).ok();
    let name = known.as_ref().map_or("", |loaded| &loaded.pack.name);
    let lay = known.as_ref().map_or("", |loaded| &loaded.pack.lay_name);
    let words = match name.is_empty() {
        true => typed.one("operation"),
        false => name,
    };
    // Without a script the list stands below the field until one is chosen.
    let found = library.operations_named(words).unwrap_or_default();
    let found: Vec<Value> = found
        .iter()
        .map(|it| json!({ "id": it.id, "name": it.name, "lay": it.lay_name, "chosen": it.id == pack }))
        .collect();
    json!({ "pack": pack, "words": words, "name": name, "lay": lay, "found": found })
}

/// What the operation offers; nothing before there is one.
pub(super) fn choices(library: &Library, typed: &Typed) -> Value {
    let add_ons: Vec<String> = typed.add_ons().into_iter().map(|(id, _)| id).collect();
    let anaesthesia = typed.all("procedure.anaesthesia");
    let offers = library.offers(typed.one("procedure.pack"), &add_ons, &anaesthesia);
    let Ok(offers) = offers else {
        return json!({ "there": false });
    };
    json!({
        "there": true,
        "name": offers.name,
        "side": sides(&offers, typed),
        "levels": levels(&offers, typed),
        "approach": usual_first(&offers.approaches, "procedure.approach", typed),
        "position": usual_first(&positions(&offers), "procedure.position", typed),
        "anaesthesia": several(&offers.anaesthesia, "procedure.anaesthesia", typed),
        "add_ons": statuses(&offers, typed),
        "factors": several(&offers.factors, "procedure.factors", typed),
        "revision": !typed.one("procedure.revision").is_empty(),
        "labels": labels(),
    })
}

fn labels() -> Value {
    let pairs = CHOICES.iter().map(|(path, label)| {
        let key = path.rsplit('.').next().unwrap_or_default();
        (key.to_owned(), Value::from(*label))
    });
    Value::Object(pairs.collect())
}

/// One button for each side that there is; none is chosen for anybody.
fn sides(offers: &Offers, typed: &Typed) -> Value {
    let chosen = typed.one("procedure.side");
    let words = |side: &Side| match side {
        Side::Left => ("left", "Left"),
        Side::Right => ("right", "Right"),
        Side::Both => ("both", "Both sides"),
        Side::Midline => ("midline", "Midline"),
    };
    let mut sides: Vec<(String, String)> = offers
        .sides
        .iter()
        .map(words)
        .map(|(id, label)| (id.to_owned(), label.to_owned()))
        .collect();
    keep_chosen(&mut sides, chosen);
    if offers.side == Need::Optional && !sides.is_empty() {
        sides.insert(0, (String::new(), "No side".into()));
    }
    buttons(&sides, &[chosen.to_owned()])
}

fn levels(offers: &Offers, typed: &Typed) -> Value {
    let chosen = typed.all("procedure.levels");
    let mut levels: Vec<(String, String)> = offers
        .levels
        .iter()
        .map(|level| (level.to_string(), level.to_string()))
        .collect();
    for level in &chosen {
        keep_chosen(&mut levels, level);
    }
    buttons(&levels, &chosen)
}

/// What was chosen stays in sight where it is not offered: the library says what is wrong
/// with it, and nothing is taken back in silence.
fn keep_chosen(offered: &mut Vec<(String, String)>, chosen: &str) {
    if !chosen.is_empty() && !offered.iter().any(|(id, _)| id == chosen) {
        offered.push((chosen.to_owned(), chosen.to_owned()));
    }
}

fn buttons(offered: &[(String, String)], chosen: &[String]) -> Value {
    let buttons = offered.iter().enumerate().map(|(index, (id, label))| {
        json!({
            "id": id,
            "label": label,
            "first": index == 0,
            "chosen": chosen.contains(id),
        })
    });
    Value::Array(buttons.collect())
}

fn positions(offers: &Offers) -> Vec<Offer> {
    let words = |position: &Position| match position {
        Position::Prone => ("prone", "On the front (prone)"),
        Position::Supine => ("supine", "On the back (supine)"),
        Position::Lateral => ("lateral", "On the side (lateral)"),
        Position::Sitting => ("sitting", "Sitting"),
    };
    let offer = |(id, name): (&str, &str)| Offer {
        id: id.to_owned(),
        name: name.to_owned(),
        says: String::new(),
    };
    offers.positions.iter().map(words).map(offer).collect()
}

/// A choice of one, with the usual one where nothing is chosen.
fn usual_first(offers: &[Offer], path: &str, typed: &Typed) -> Value {
    let chosen = typed.one(path);
    if offers.len() < 2 && chosen.is_empty() {
        return json!([]);
    }
    let usual = offers.first().map_or("", |offer| &offer.name);
    let mut options = vec![(String::new(), format!("As usual: {usual}"))];
    options.extend(offers.iter().map(|it| (it.id.clone(), it.name.clone())));
    keep_chosen(&mut options, chosen);
    buttons(&options, &[chosen.to_owned()])
}

fn several(offers: &[Offer], path: &str, typed: &Typed) -> Value {
    let chosen = typed.all(path);
    let mut options: Vec<(String, String)> = offers
        .iter()
        .map(|it| (it.id.clone(), it.name.clone()))
        .collect();
    for one in &chosen {
        keep_chosen(&mut options, one);
    }
    buttons(&options, &chosen)
}

fn statuses(offers: &Offers, typed: &Typed) -> Value {
    let chosen = typed.add_ons();
    let mut add_ons: Vec<(String, String)> = offers
        .add_ons
        .iter()
        .map(|it| (it.id.clone(), it.name.clone()))
        .collect();
    for (id, _) in &chosen {
        keep_chosen(&mut add_ons, id);
    }
    let rows = add_ons.iter().map(|(id, name)| {
        let status = chosen.iter().find(|(known, _)| known == id);
        let status = status.map_or("", |(_, status)| status.as_str());
        let options = [("", "No"), ("planned", "Planned"), ("possible", "Possible")];
        let options = options.map(|(id, label)| (id.to_owned(), label.to_owned()));
        json!({ "id": id, "name": name, "options": buttons(&options, &[status.to_owned()]) })
    });
    Value::Array(rows.collect())
}
