//! The people of a case, and the place where they meet.

use super::findings::Expected;
use super::plan::choice;
use super::reader::Table;
use crate::case::model::{
    Discussion, Emergency, Encounter, Facility, Information, Interpreter, InterpreterMode, Patient,
    Person, Representative, Sex, TeamMember,
};
use crate::case::text::{Breaks, FREE_LIMIT, NUMBER_LIMIT};
use crate::error::Problem;
use crate::source::{Kind, Value};

/// `[patient]`
pub(super) fn patient(table: &Table<'_>) -> Option<Patient> {
    let family_name = table.required_text("family_name", "\"Okafor-Lindqvist\"");
    let given_names = table.required_text("given_names", "\"Maya Ingrid\"");
    let date_of_birth = table.date("date_of_birth");
    table.require("date_of_birth", "\"14 March 1961\"");
    table.require("record_number", "\"00412907\"");
    let record_number = table.clean_text("record_number", Breaks::Folded, NUMBER_LIMIT);
    let sex = choice(table, "sex", &SEXES);
    let language = language(table);
    let communication_needs = table.texts_or_one("communication_needs");
    let decides_alone = table.text("decides_alone");
    Some(Patient {
        family_name: family_name?,
        given_names: given_names?,
        date_of_birth: date_of_birth?,
        record_number: record_number?,
        sex,
        language,
        communication_needs,
        decides_alone,
    })
}

const SEXES: [(&str, Sex); 4] = [
    ("female", Sex::Female),
    ("male", Sex::Male),
    ("other", Sex::Other),
    ("unknown", Sex::Unknown),
];

/// The shape of a BCP 47 tag; whether the language exists is not checked.
fn language(table: &Table<'_>) -> Option<String> {
    let value = table.value("language")?;
    let path = table.path("language");
    let tag = table.clean_value(|| path.clone(), value, Breaks::Folded, NUMBER_LIMIT)?;
    let mut parts = tag.split('-');
    let primary = parts.next().is_some_and(|part| {
        (2..=3).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphabetic())
    });
    let others = parts.all(|part| {
        (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
    });
    if primary && others {
        return Some(tag);
    }
    let problem = Problem::new(format!("`{path}` is not a language tag"));
    table.note(
        problem.hint("write a tag such as `en`, `pt-BR` or `yue`"),
        value,
    );
    None
}

/// `[encounter]`
pub(super) fn encounter(table: &Table<'_>) -> Option<Encounter> {
    let number = table.required_text("number", "\"E-2026-118\"")?;
    Some(Encounter { number })
}

/// `[facility]`, each key of which overrides the site's.
pub(super) fn facility(root: &Table<'_>, site: Option<&Facility>) -> Option<Facility> {
    let read = |table: &Table<'_>| {
        let name = match site {
            Some(site) => table.text("name").or_else(|| Some(site.name.clone())),
            None => table.required_text("name", "\"Harbour Spine Centre\""),
        };
        let department = table.text("department");
        let address = address(table);
        let phone = table.text("phone");
        Some(Facility {
            name: name?,
            department: department.or_else(|| site?.department.clone()),
            address: address
                .or_else(|| Some(site?.address.clone()))
                .unwrap_or_default(),
            phone: phone.or_else(|| site?.phone.clone()),
        })
    };
    root.required_table("facility", read)
}

/// A list of lines, or one text with line breaks.
fn address(table: &Table<'_>) -> Option<Vec<String>> {
    let value = table.value("address")?;
    let path = table.path("address");
    let Value {
        kind: Kind::Text(_),
        ..
    } = value
    else {
        return Some(table.texts_of(&path, Expected::TextOrTexts, value));
    };
    let text = table.clean_value(|| path.clone(), value, Breaks::Kept, FREE_LIMIT)?;
    let lines = text.lines().filter(|line| !line.is_empty());
    Some(lines.map(str::to_owned).collect())
}

/// `[surgeon]`
pub(super) fn person(table: &Table<'_>) -> Option<Person> {
    let name = table.required_text("name", "\"Dr. Ines Albrecht\"");
    let role = table.text("role");
    let contact = table.text("contact");
    Some(Person {
        name: name?,
        role,
        contact,
    })
}

/// `[[team]]`; whoever is named twice is a slip of the list.
pub(super) fn team(root: &Table<'_>) -> Vec<TeamMember> {
    let Some(value) = root.value("team") else {
        return Vec::new();
    };
    let mut team: Vec<TeamMember> = Vec::new();
    for (path, item) in root.items("team", Expected::Tables, value) {
        let Some(member) = root.table_of(path.clone(), item, member) else {
            continue;
        };
        let same = |other: &TeamMember| other.name == member.name && other.role == member.role;
        match team.iter().any(same) {
            true => root.repeats(&path, item),
            false => team.push(member),
        }
    }
    team
}

fn member(table: &Table<'_>) -> Option<TeamMember> {
    let name = table.required_text("name", "\"Dr. Tomas Berg\"");
    let role = table.text("role");
    let tasks = table.texts("tasks");
    Some(TeamMember {
        name: name?,
        role,
        tasks,
    })
}

/// `[discussion]`
pub(super) fn discussion(table: &Table<'_>) -> Option<Discussion> {
    let held_by = table.required_text("held_by", "\"Dr. Ines Albrecht\"");
    let role = table.text("role");
    let date = table.date("date");
    Some(Discussion {
        held_by: held_by?,
        role,
        date,
    })
}

/// `[interpreter]`
pub(super) fn interpreter(table: &Table<'_>) -> Option<Interpreter> {
    let language = table.required_text("language", "\"Portuguese\"");
    let name = table.text("name");
    let id = table.text("id");
    let mode = choice(table, "mode", &MODES);
    Some(Interpreter {
        language: language?,
        name,
        id,
        mode,
    })
}

const MODES: [(&str, InterpreterMode); 3] = [
    ("in-person", InterpreterMode::InPerson),
    ("telephone", InterpreterMode::Telephone),
    ("video", InterpreterMode::Video),
];

/// `[representative]`
pub(super) fn representative(table: &Table<'_>) -> Option<Representative> {
    let name = table.required_text("name", "\"Lena Okafor\"");
    let relationship = table.required_text("relationship", "\"daughter\"");
    let authority = table.text("authority");
    let reason = table.text("reason");
    Some(Representative {
        name: name?,
        relationship: relationship?,
        authority,
        reason,
    })
}

/// `[[information]]`
pub(super) fn information(table: &Table<'_>) -> Option<Information> {
    let title = table.required_text("title", "\"Your operation on the spine\"");
    let version = table.text("version");
    Some(Information {
        title: title?,
        version,
    })
}

/// `[emergency]`
pub(super) fn emergency(table: &Table<'_>) -> Option<Emergency> {
    let reason = table.required_text("reason", "\"The spinal cord is being pressed\"");
    let second_clinician = table.text("second_clinician");
    Some(Emergency {
        reason: reason?,
        second_clinician,
    })
}
