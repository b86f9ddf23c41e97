//! What is kept of a form, and what the index knows of it.

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};

use super::life::State;
use crate::case::search_key;
use crate::error::Problem;
use crate::generator::{Form, Record};

/// A form as it goes into an archive.
#[derive(Debug, Clone)]
pub struct Kept {
    /// The PDF file.
    pub form: Vec<u8>,
    /// What it was made from, as JSON: the same version of the program makes the form again from it.
    pub record: Vec<u8>,
    /// The verdicts of the rules, as JSON.
    pub report: Vec<u8>,
    /// Days for which a signature holds by the form's profile.
    pub validity_days: Option<u32>,
}

impl Kept {
    /// A form, with what it was made from.
    ///
    /// # Errors
    /// The record is that of another form.
    pub fn of(form: &Form, record: &Record, validity_days: Option<u32>) -> Result<Self, Problem> {
        if record.consent.form_id != form.id {
            let says = format!("the record of form {} is that of another form", form.id);
            return Err(Problem::new(says));
        }
        Ok(Self {
            form: form.bytes.to_vec(),
            record: record.to_json()?,
            report: form.report.to_json()?.into_bytes(),
            validity_days,
        })
    }
}

/// What a file is of a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FileRole {
    /// The PDF file.
    Form,
    /// What it was made from.
    Record,
    /// The verdicts of the rules.
    Report,
    /// Signed pages, as they were scanned.
    Scan,
    /// What proves that the others were destroyed.
    Certificate,
}

impl FileRole {
    /// As it is written.
    pub fn name(self) -> &'static str {
        match self {
            Self::Form => "form",
            Self::Record => "record",
            Self::Report => "report",
            Self::Scan => "scan",
            Self::Certificate => "certificate",
        }
    }
}

/// One file of a form: what it is, and what its bytes are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileOf {
    /// What it is.
    pub role: FileRole,
    /// SHA-256 of its bytes, hexadecimal: also its name in the store.
    pub sha256: String,
    /// How many bytes.
    pub bytes: u64,
}

/// What the index takes from the record of a form. Read without the types of a consent, so
/// that records of other versions can be read as well.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Facts {
    pub(super) form_id: String,
    pub(super) created: String,
    pub(super) record_number: String,
    pub(super) encounter: String,
    pub(super) family_name: String,
    pub(super) given_names: String,
    pub(super) date_of_birth: String,
    pub(super) procedure: String,
    pub(super) operation: String,
    pub(super) side: String,
    pub(super) level: String,
    pub(super) surgeon: String,
    pub(super) planned_date: String,
    pub(super) profile: String,
    pub(super) content_version: String,
}

impl Facts {
    /// Those of a record.
    ///
    /// # Errors
    /// It is no record of a form.
    pub(super) fn of(record: &[u8]) -> Result<Self, Problem> {
        let not = || Problem::new("this is not the record of a form");
        let record: serde_json::Value = serde_json::from_slice(record).map_err(|_| not())?;
        let text = |path: &str| record.pointer(path).and_then(|value| value.as_str());
        let must = |path: &str| text(path).map(str::to_owned).ok_or_else(not);
        let may = |path: &str| text(path).unwrap_or_default().to_owned();
        Ok(Self {
            form_id: must("/consent/form_id")?,
            created: DateTime::parse_from_rfc3339(&must("/created")?)
                .map(|time| time.to_utc().to_rfc3339_opts(SecondsFormat::Millis, true))
                .map_err(|_| not())?,
            record_number: must("/consent/patient/record_number")?,
            encounter: may("/consent/encounter/number"),
            family_name: must("/consent/patient/family_name")?,
            given_names: must("/consent/patient/given_names")?,
            date_of_birth: must("/consent/patient/date_of_birth/iso")?,
            procedure: must("/consent/procedure/pack")?,
            operation: must("/consent/procedure/operation")?,
            side: may("/consent/procedure/side"),
            level: may("/consent/procedure/level"),
            surgeon: must("/consent/surgeon/name")?,
            planned_date: may("/consent/procedure/planned_date/iso"),
            profile: must("/consent/profile")?,
            content_version: must("/consent/content_version")?,
        })
    }
}

/// Declares the row of the index once: its columns, in order, and how to walk them.
macro_rules! row {
    ($($(#[$about:meta])* $column:ident,)*) => {
        /// What the index knows of a form. Text in every column, empty where there is nothing
        /// to say; each one follows from the record of the form and the log.
        #[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
        pub struct Row { $($(#[$about])* pub $column: String,)* }

        impl Row {
            /// The names of the columns, in order.
            pub const COLUMNS: &'static [&'static str] = &[$(stringify!($column)),*];

            /// What stands in them.
            pub fn cells(&self) -> Vec<&str> {
                vec![$(&self.$column),*]
            }

            /// The row that has these cells.
            pub(super) fn from_cells(cells: Vec<String>) -> Self {
                let mut cells = cells.into_iter();
                Self { $($column: cells.next().unwrap_or_default(),)* }
            }
        }
    };
}

row! {
    /// Id of the form.
    form_id,
    /// Where it is in its life.
    status,
    /// Since when, in UTC.
    since,
    /// The day that was given for the signature, refusal or withdrawal.
    on_day,
    /// The first day on which it no longer holds, as far as can be said now.
    expires,
    /// The form that took its place.
    superseded_by,
    /// References of the legal holds on it, one a line.
    holds,
    /// Days for which a signature holds.
    validity_days,
    /// When it came into the archive, in UTC.
    added,
    /// When it was made, in UTC.
    created,
    /// The patient's record number.
    record_number,
    /// Number of the stay or visit.
    encounter,
    /// The patient's family name.
    family_name,
    /// The patient's given names.
    given_names,
    /// What the patient is found by, family name first.
    family_first,
    /// What the patient is found by, given names first.
    given_first,
    /// The patient's date of birth.
    date_of_birth,
    /// Id of the operation's pack.
    procedure,
    /// The operation with side, level and add-ons, in words.
    operation,
    /// Side.
    side,
    /// Level.
    level,
    /// The surgeon's name.
    surgeon,
    /// What the surgeon is found by.
    surgeon_key,
    /// Planned day of the operation.
    planned_date,
    /// The rules that the form was held against.
    profile,
    /// Version of its content.
    content_version,
    /// Pages that came back as scans, and how many the form has: `12/15`.
    pages_back,
    /// Fields of those pages that look empty or have to be looked at, one a line.
    open_fields,
    /// Number of the latest record of the log that changed this row.
    last_change,
}

impl Row {
    /// The row that a record and a history give. Of a form that was destroyed, only the id.
    pub(super) fn of(facts: &Facts, state: &State) -> Self {
        let mut row = Self {
            form_id: facts.form_id.clone(),
            ..Self::default()
        };
        row.set_state(state);
        if state.is_destroyed() {
            return row;
        }
        let key = |first: &str, second: &str| search_key(&format!("{first} {second}"));
        row.created = facts.created.clone();
        row.record_number = facts.record_number.clone();
        row.encounter = facts.encounter.clone();
        row.family_first = key(&facts.family_name, &facts.given_names);
        row.given_first = key(&facts.given_names, &facts.family_name);
        row.family_name = facts.family_name.clone();
        row.given_names = facts.given_names.clone();
        row.date_of_birth = facts.date_of_birth.clone();
        row.procedure = facts.procedure.clone();
        row.operation = facts.operation.clone();
        row.side = facts.side.clone();
        row.level = facts.level.clone();
        row.surgeon_key = search_key(&facts.surgeon);
        row.surgeon = facts.surgeon.clone();
        row.planned_date = facts.planned_date.clone();
        row.profile = facts.profile.clone();
        row.content_version = facts.content_version.clone();
        row.set_expiry(state);
        row
    }

    /// The same row after more of its history.
    pub(super) fn after(&self, state: &State) -> Self {
        let mut row = if state.is_destroyed() {
            Self {
                form_id: self.form_id.clone(),
                ..Self::default()
            }
        } else {
            self.clone()
        };
        row.set_state(state);
        row.set_expiry(state);
        row
    }

    fn set_state(&mut self, state: &State) {
        let day = |day: Option<NaiveDate>| day.map_or(String::new(), |day| day.to_string());
        self.status = state.status.name().into();
        self.since = moment(state.since);
        self.added = moment(state.added);
        self.on_day = day(state.on);
        self.superseded_by = state.superseded_by.clone();
        self.holds = state.holds.iter().cloned().collect::<Vec<_>>().join("\n");
        self.pages_back = state.back.words();
        self.open_fields = state.back.open_fields().join("\n");
        self.validity_days = state.validity_days.map_or(String::new(), |n| n.to_string());
        self.last_change = state.last_change.to_string();
    }

    fn set_expiry(&mut self, state: &State) {
        let planned = self.planned_date.parse().ok();
        self.expires = state
            .expires(planned)
            .map_or(String::new(), |day| day.to_string());
    }
}

/// A time as index and log have it.
pub(super) fn moment(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Secs, true)
}
