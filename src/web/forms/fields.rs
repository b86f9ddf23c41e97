//! The fields of the page: which part of a case each one fills, and what it is called.
//!
//! A field has the path of its value in a case file for a name (`patient.family_name`), so
//! what is wrong with the value can stand beside the field. Whether it must be filled in is
//! the library's business; here it only says what an empty one is called.

/// What is typed or chosen in a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// One line.
    Line,
    /// Text with line breaks.
    Text,
    /// One entry a line.
    Lines,
    /// A day.
    Date,
    /// One of a few: value and words.
    Choice(&'static [(&'static str, &'static str)]),
    /// Yes or not.
    Flag,
    /// A name, with a directory to choose from.
    Directory,
}

/// A field.
#[derive(Debug, Clone, Copy)]
pub(super) struct Field {
    pub(super) path: &'static str,
    pub(super) label: &'static str,
    pub(super) kind: Kind,
    /// A table of a case cannot be without this; an empty one is passed on, so that the
    /// library can say so.
    pub(super) key: bool,
    pub(super) hint: &'static str,
    /// Takes half a row.
    pub(super) half: bool,
}

/// Fields that belong together.
#[derive(Debug, Clone, Copy)]
pub(super) struct Section {
    pub(super) id: &'static str,
    pub(super) title: &'static str,
    /// Rarely needed: closed until somebody opens it or something in it is filled in.
    pub(super) folded: bool,
    pub(super) fields: &'static [Field],
}

/// A list of tables: each entry has these fields.
#[derive(Debug, Clone, Copy)]
pub(super) struct Group {
    /// Path of the list.
    pub(super) path: &'static str,
    pub(super) title: &'static str,
    /// What one entry is called.
    pub(super) one: &'static str,
    /// Paths are seen from the entry.
    pub(super) fields: &'static [Field],
}

const fn line(path: &'static str, label: &'static str) -> Field {
    Field {
        path,
        label,
        kind: Kind::Line,
        key: false,
        hint: "",
        half: true,
    }
}

const fn key(path: &'static str, label: &'static str) -> Field {
    Field {
        key: true,
        ..line(path, label)
    }
}

const fn of(kind: Kind, field: Field) -> Field {
    Field { kind, ..field }
}

const fn wide(field: Field) -> Field {
    Field {
        half: false,
        ..field
    }
}

const fn hinted(hint: &'static str, field: Field) -> Field {
    Field { hint, ..field }
}

const SEXES: &[(&str, &str)] = &[
    ("", "Not given"),
    ("female", "Female"),
    ("male", "Male"),
    ("other", "Other"),
    ("unknown", "Unknown"),
];
const MODES: &[(&str, &str)] = &[
    ("", "Not known yet"),
    ("in-person", "In person"),
    ("telephone", "By telephone"),
    ("video", "By video"),
];

/// All sections but that of the operation, which depends on the library.
pub(super) const SECTIONS: [Section; 9] = [
    Section {
        id: "patient",
        title: "Patient",
        folded: false,
        fields: &[
            key("patient.family_name", "Family name"),
            key("patient.given_names", "Given names"),
            of(Kind::Date, key("patient.date_of_birth", "Date of birth")),
            key("patient.record_number", "Record number"),
            of(Kind::Choice(SEXES), line("patient.sex", "Sex")),
            hinted(
                "A tag such as en, pt-BR or yue",
                line("patient.language", "Language the patient reads best"),
            ),
            key("encounter.number", "Encounter number"),
        ],
    },
    Section {
        id: "surgeon",
        title: "Surgeon",
        folded: false,
        fields: &[
            wide(of(
                Kind::Directory,
                key("surgeon.name", "Surgeon’s name with title"),
            )),
            line("surgeon.role", "Surgeon’s job title"),
            line("surgeon.contact", "Surgeon’s contact"),
        ],
    },
    Section {
        id: "reason",
        title: "Reason and day",
        folded: false,
        fields: &[
            wide(hinted(
                "Diagnosis or reason, in plain words",
                of(
                    Kind::Text,
                    line("procedure.indication", "Reason for the operation"),
                ),
            )),
            of(Kind::Date, line("procedure.planned_date", "Planned day")),
            line("procedure.place", "Theatre, building or site"),
        ],
    },
    Section {
        id: "interpreter",
        title: "Interpreter",
        folded: true,
        fields: &[
            hinted(
                "In words, as it is to be printed",
                key("interpreter.language", "Language to interpret"),
            ),
            of(Kind::Choice(MODES), line("interpreter.mode", "How")),
            line("interpreter.name", "Interpreter’s name"),
            line("interpreter.id", "Staff or agency number"),
        ],
    },
    Section {
        id: "representative",
        title: "Representative",
        folded: true,
        fields: &[
            key("representative.name", "Representative’s name"),
            key("representative.relationship", "Relationship to the patient"),
            line(
                "representative.authority",
                "Document or law that gives the authority",
            ),
            wide(of(
                Kind::Text,
                line("representative.reason", "Why the patient does not sign"),
            )),
            wide(hinted(
                "For a patient under age: married, judged to understand …",
                line(
                    "patient.decides_alone",
                    "Why a patient under age decides alone",
                ),
            )),
        ],
    },
    Section {
        id: "wishes",
        title: "What matters to the patient",
        folded: true,
        fields: &[
            wide(of(
                Kind::Text,
                line("what_matters", "In the patient’s own words"),
            )),
            wide(hinted(
                "One on each line: hearing aid, large print, easy read …",
                of(
                    Kind::Lines,
                    line("patient.communication_needs", "Communication needs"),
                ),
            )),
        ],
    },
    Section {
        id: "discussion",
        title: "The talk before",
        folded: true,
        fields: &[
            key("discussion.held_by", "Who explained the operation"),
            line("discussion.role", "Their job title"),
            of(Kind::Date, line("discussion.date", "Day of the talk")),
        ],
    },
    Section {
        id: "circumstances",
        title: "Special circumstances",
        folded: true,
        fields: &[
            wide(of(
                Kind::Flag,
                line(
                    "procedure.overlapping",
                    "The surgeon has another operation during part of this one",
                ),
            )),
            wide(of(
                Kind::Text,
                key("emergency.reason", "Emergency: why it cannot wait"),
            )),
            line(
                "emergency.second_clinician",
                "Emergency: second clinician who agrees",
            ),
        ],
    },
    Section {
        id: "facility",
        title: "Hospital",
        folded: true,
        fields: &[
            wide(key("facility.name", "Name of the hospital")),
            line("facility.department", "Department"),
            line("facility.phone", "Telephone"),
            wide(hinted(
                "One line for each line of the address",
                of(Kind::Text, line("facility.address", "Address")),
            )),
        ],
    },
];

/// What there can be several of.
pub(super) const GROUPS: [Group; 3] = [
    Group {
        path: "team",
        title: "Team",
        one: "Team member",
        fields: &[
            key("name", "Name with title"),
            line("role", "Job title"),
            wide(hinted(
                "One on each line: opening, closing, anaesthetic …",
                of(Kind::Lines, line("tasks", "Important tasks")),
            )),
        ],
    },
    Group {
        path: "specific_risks",
        title: "Risks of this patient only",
        one: "Risk",
        fields: &[
            wide(of(Kind::Text, key("risk", "What can happen"))),
            line("how_often", "How often, in words"),
            line("lasting", "How lasting, what is done about it"),
            wide(line("because", "Why this patient")),
        ],
    },
    Group {
        path: "information",
        title: "Leaflets that were given",
        one: "Leaflet",
        fields: &[key("title", "Title"), line("version", "Version")],
    },
];

/// What depends on the operation: path and what it is called.
pub(super) const CHOICES: [(&str, &str); 9] = [
    ("procedure.pack", "Operation"),
    ("procedure.side", "Side"),
    ("procedure.levels", "Level"),
    ("procedure.approach", "Approach"),
    ("procedure.position", "Position"),
    ("procedure.revision", "Operated on before at this place"),
    ("procedure.add_ons", "Added operations"),
    ("procedure.anaesthesia", "Anaesthesia"),
    ("procedure.factors", "About this patient"),
];

/// The section of one field.
pub(super) fn all() -> impl Iterator<Item = &'static Field> {
    SECTIONS.iter().flat_map(|section| section.fields)
}

/// What the field of a path is called; entries of lists are counted.
pub(super) fn label(path: &str) -> Option<String> {
    if let Some(field) = all().find(|field| field.path == path) {
        return Some(field.label.to_owned());
    }
    if let Some((_, label)) = CHOICES.iter().find(|(known, _)| *known == path) {
        return Some((*label).to_owned());
    }
    let mut steps = path.splitn(3, '.');
    let (list, number) = (steps.next()?, steps.next()?.parse::<usize>().ok()?);
    let group = GROUPS.iter().find(|group| group.path == list)?;
    let entry = format!("{} {}", group.one, number + 1);
    let rest = steps.next();
    let field = rest.and_then(|rest| group.fields.iter().find(|field| field.path == rest));
    Some(match field {
        Some(field) => format!("{entry}, {}", field.label.to_lowercase()),
        None => entry,
    })
}

/// Where a field stands on the page, from the top.
pub(super) fn order(path: &str) -> usize {
    let choices = CHOICES.iter().map(|(path, _)| *path);
    let mut known = choices.chain(all().map(|field| field.path));
    known.position(|known| known == path).unwrap_or(usize::MAX)
}

/// The field on which something about a path can be mended: its own, or the one it is an
/// entry of.
pub(super) fn of_path(path: &str) -> Option<String> {
    let mut path = path;
    loop {
        if label(path).is_some() {
            return Some(path.to_owned());
        }
        path = &path[..path.rfind('.')?];
    }
}
