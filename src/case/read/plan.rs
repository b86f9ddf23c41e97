//! What is planned, and what could go wrong for this patient in particular.

use super::findings::Expected;
use super::reader::Table;
use crate::case::level::Levels;
use crate::case::model::{AddOn, AddOnStatus, PlannedProcedure, Position, Side, SpecificRisk};
use crate::case::text::{Breaks, FREE_LIMIT, NAME_LIMIT, RISK_LIMIT, quoted};
use crate::error::{Problem, nearest};
use crate::source::{Kind, Value};

/// `[procedure]`
pub(super) fn procedure(table: &Table<'_>) -> Option<PlannedProcedure> {
    table.require("pack", "\"foraminotomy\"");
    let pack = id(table, "pack");
    let side = choice(table, "side", &SIDES);
    let levels = levels(table);
    let approach = id(table, "approach");
    let position = choice(table, "position", &POSITIONS);
    let revision = table.flag("revision");
    let overlapping = table.flag("overlapping");
    let add_ons = add_ons(table, pack.as_deref());
    let anaesthesia = ids(table, "anaesthesia", true);
    let indication = free_text(table, "indication");
    let factors = ids(table, "factors", false);
    let planned_date = table.date("planned_date");
    let place = table.text("place");
    Some(PlannedProcedure {
        pack: pack?,
        side,
        levels,
        approach,
        position,
        revision,
        overlapping,
        add_ons,
        anaesthesia,
        indication,
        factors,
        planned_date,
        place,
    })
}

/// Whole words only: an `L` may mean left or lumbar, and abbreviations are how
/// wrong-side errors start.
const SIDES: [(&str, Side); 5] = [
    ("left", Side::Left),
    ("right", Side::Right),
    ("both", Side::Both),
    ("midline", Side::Midline),
    ("bilateral", Side::Both),
];

const POSITIONS: [(&str, Position); 4] = [
    ("prone", Position::Prone),
    ("supine", Position::Supine),
    ("lateral", Position::Lateral),
    ("sitting", Position::Sitting),
];

const STATUSES: [(&str, AddOnStatus); 2] = [
    ("planned", AddOnStatus::Planned),
    ("possible", AddOnStatus::Possible),
];

/// One of a few words, in upper or lower case.
pub(super) fn choice<T: Copy>(
    table: &Table<'_>,
    key: &'static str,
    words: &[(&str, T)],
) -> Option<T> {
    let value = table.value(key)?;
    let path = table.path(key);
    let typed = table.clean_value(|| path.clone(), value, Breaks::Folded, NAME_LIMIT)?;
    let lower = typed.to_lowercase();
    let chosen = words.iter().find(|(word, _)| *word == lower);
    if chosen.is_none() {
        let all: Vec<_> = words.iter().map(|(word, _)| *word).collect();
        let says = format!(
            "`{path}` must be one of {}, not `{}`",
            all.join(", "),
            quoted(&typed)
        );
        // Never a guess at a side: a tool that proposes one makes wrong-side errors.
        let near = nearest(&lower, all).filter(|_| key != "side");
        let hint = match near {
            Some(word) => format!("did you mean `{word}`?"),
            None => "write the whole word, as the record has it".to_owned(),
        };
        table.note(Problem::new(says).hint(hint), value);
    }
    chosen.map(|(_, choice)| *choice)
}

/// One text or a list of texts; the list may not name a level twice.
fn levels(table: &Table<'_>) -> Option<Levels> {
    let value = table.value("levels")?;
    let path = table.path("levels");
    let texts = match &value.kind {
        Kind::Text(_) => vec![(path, value)],
        _ => table.items(&path, Expected::TextOrTexts, value),
    };
    if let Value {
        kind: Kind::List(items),
        ..
    } = value
        && items.is_empty()
    {
        let problem = Problem::new("`procedure.levels` is empty");
        table.note(
            problem.hint("name a level such as L4–L5, or leave the key out"),
            value,
        );
    }
    let mut all: Option<Levels> = None;
    for (path, value) in texts {
        let Some(text) = table.clean_value(|| path.clone(), value, Breaks::Folded, FREE_LIMIT)
        else {
            continue;
        };
        let so_far = all.clone();
        let joined = Levels::parse(&text).and_then(|levels| match so_far {
            Some(so_far) => so_far.and(levels),
            None => Ok(levels),
        });
        match joined {
            Ok(levels) => all = Some(levels),
            Err(problem) => table.note(problem, value),
        }
    }
    all
}

/// `add_ons`: tables with `pack` and `status`, or ids of packs that are planned.
fn add_ons(table: &Table<'_>, base: Option<&str>) -> Vec<AddOn> {
    let Some(value) = table.value("add_ons") else {
        return Vec::new();
    };
    let mut add_ons: Vec<AddOn> = Vec::new();
    for (path, item) in table.items(&table.path("add_ons"), Expected::TablesOrTexts, value) {
        let read = match &item.kind {
            Kind::Text(_) => id_of(table, &path, item).map(|pack| AddOn {
                pack,
                status: AddOnStatus::Planned,
            }),
            _ => table.table_of(path.clone(), item, add_on),
        };
        let Some(add_on) = read else { continue };
        if Some(add_on.pack.as_str()) == base {
            let says = format!("`{path}` is the operation itself, `{}`", add_on.pack);
            table.note(
                Problem::new(says).hint("remove it; `procedure.pack` names it already"),
                item,
            );
        } else if add_ons.iter().any(|earlier| earlier.pack == add_on.pack) {
            table.repeats(&path, item);
        } else {
            add_ons.push(add_on);
        }
    }
    add_ons
}

fn add_on(table: &Table<'_>) -> Option<AddOn> {
    table.require("pack", "\"laminectomy\"");
    let pack = id(table, "pack");
    // A status that is there but wrong has been noted; the default then only lets reading go on.
    let status = choice(table, "status", &STATUSES).unwrap_or(AddOnStatus::Planned);
    Some(AddOn {
        pack: pack?,
        status,
    })
}

fn id(table: &Table<'_>, key: &'static str) -> Option<String> {
    id_of(table, &table.path(key), table.value(key)?)
}

/// Ids are file names of packs and keys of tables: lower case, digits, hyphens.
fn id_of(table: &Table<'_>, path: &str, value: &Value) -> Option<String> {
    let id = table.clean_value(|| path.to_owned(), value, Breaks::Folded, NAME_LIMIT)?;
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    if id.bytes().all(plain) && !id.starts_with('-') && !id.ends_with('-') {
        return Some(id);
    }
    let problem = Problem::new(format!("`{path}` is not an id"));
    table.note(
        problem
            .hint("ids are lower-case letters, digits and hyphens, such as `general-anaesthesia`"),
        value,
    );
    None
}

/// A list of ids, none of them twice; where declared, one text stands for a list of one.
fn ids(table: &Table<'_>, key: &'static str, or_one: bool) -> Vec<String> {
    let Some(value) = table.value(key) else {
        return Vec::new();
    };
    let path = table.path(key);
    let items = match &value.kind {
        Kind::Text(_) if or_one => vec![(path, value)],
        _ if or_one => table.items(&path, Expected::TextOrTexts, value),
        _ => table.items(&path, Expected::Texts, value),
    };
    let mut ids = Vec::new();
    for (path, item) in items {
        match id_of(table, &path, item) {
            Some(id) if ids.contains(&id) => table.repeats(&path, item),
            Some(id) => ids.push(id),
            None => {}
        }
    }
    ids
}

/// Text of a risk: it stands in a row of a table, which is never split over pages.
fn risk_text(table: &Table<'_>, key: &'static str) -> Option<String> {
    table.clean_text(key, Breaks::Kept, RISK_LIMIT)
}

/// Text that may have several lines.
pub(super) fn free_text(table: &Table<'_>, key: &'static str) -> Option<String> {
    table.clean_text(key, Breaks::Kept, FREE_LIMIT)
}

/// `[[specific_risks]]`
pub(super) fn specific_risk(table: &Table<'_>) -> Option<SpecificRisk> {
    table.require("risk", "\"The old scar may make a tear more likely.\"");
    let risk = risk_text(table, "risk");
    let how_often = risk_text(table, "how_often");
    let lasting = risk_text(table, "lasting");
    let because = risk_text(table, "because");
    Some(SpecificRisk {
        risk: risk?,
        how_often,
        lasting,
        because,
    })
}
