//! `archive find` and `archive list`.

use chrono::NaiveDate;
use clap::ValueEnum;
use clap::builder::PossibleValue;

use super::{Room, form_id};
use crate::archive::{Query, Row, Status};
use crate::cli::out::{columns, print, print_json, unable};
use crate::cli::{Failure, OutputFormat};

/// How many forms are printed if nothing else is said.
const LIMIT: u32 = 200;

/// Which forms.
#[derive(Debug, Default, clap::Args)]
pub(super) struct Filter {
    /// Record number, exactly
    #[arg(long, value_name = "NUMBER")]
    record_number: Option<String>,
    /// Date of birth, such as 1961-03-14
    #[arg(long, value_name = "DATE")]
    born: Option<NaiveDate>,
    /// Id of the operation's pack
    #[arg(long, value_name = "PACK")]
    procedure: Option<String>,
    /// Surgeon: how words of the name begin
    #[arg(long, value_name = "NAME")]
    surgeon: Option<String>,
    /// Planned on this day
    #[arg(long, value_name = "DATE", conflicts_with_all = ["from", "before"])]
    planned: Option<NaiveDate>,
    /// Planned on this day or later
    #[arg(long, value_name = "DATE")]
    from: Option<NaiveDate>,
    /// Planned before this day
    #[arg(long, value_name = "DATE")]
    before: Option<NaiveDate>,
    /// Status; more than one may be given
    #[arg(long, value_enum)]
    status: Vec<Status>,
    /// Waiting for a signature: issued or printed
    #[arg(long, conflicts_with = "status")]
    unsigned: bool,
}

impl ValueEnum for Status {
    fn value_variants<'a>() -> &'a [Self] {
        &Self::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.name()))
    }
}

impl Filter {
    /// What is asked for.
    pub(super) fn query(&self) -> Query {
        let status = if self.unsigned {
            vec![Status::Issued, Status::Printed]
        } else {
            self.status.clone()
        };
        Query {
            record_number: self.record_number.clone(),
            born: self.born,
            procedure: self.procedure.clone(),
            surgeon: self.surgeon.clone(),
            planned_from: self.planned.or(self.from),
            planned_before: self.planned.and_then(|day| day.succ_opt()).or(self.before),
            status,
            ..Query::default()
        }
    }
}

/// How many forms, and how they are printed.
#[derive(Debug, clap::Args)]
struct Output {
    /// Print no more than this; 0 prints all
    #[arg(long, value_name = "N", default_value_t = LIMIT)]
    limit: u32,
    /// How the forms are printed
    #[arg(long, value_enum, default_value_t)]
    format: OutputFormat,
}

/// Arguments of `archive find`.
#[derive(Debug, clap::Args)]
pub(super) struct Find {
    /// How the patient's name begins, family or given name first; case and accents do not count
    name: Option<String>,
    /// Id of the form
    #[arg(long, value_name = "FORM-ID", value_parser = form_id)]
    form: Option<String>,
    #[command(flatten)]
    filter: Filter,
    #[command(flatten)]
    output: Output,
}

impl Find {
    pub(super) fn run(self, room: &mut Room) -> Result<(), Failure> {
        let query = Query {
            name: self.name,
            form_id: self.form,
            ..self.filter.query()
        };
        self.output.print(query, room)
    }
}

/// Arguments of `archive list`.
#[derive(Debug, clap::Args)]
pub(super) struct List {
    #[command(flatten)]
    filter: Filter,
    #[command(flatten)]
    output: Output,
}

impl List {
    pub(super) fn run(self, room: &mut Room) -> Result<(), Failure> {
        self.output.print(self.filter.query(), room)
    }
}

impl Output {
    /// One form more than is printed is asked for, to know whether there are more.
    fn print(&self, mut query: Query, room: &mut Room) -> Result<(), Failure> {
        query.limit = (self.limit > 0).then_some(self.limit.saturating_add(1));
        let mut rows = room.archive.find(&query).map_err(unable)?;
        let more = query
            .limit
            .is_some_and(|limit| rows.len() == limit as usize);
        if more {
            rows.pop();
        }
        match self.format {
            OutputFormat::Json => print_json(&rows, &room.outside)?,
            OutputFormat::Text if rows.is_empty() => tell("no form was found"),
            OutputFormat::Text => print(&table(&rows), &room.outside)?,
        }
        if more {
            tell(&format!(
                "there are more than {}: --limit 0 prints all",
                self.limit
            ));
        }
        Ok(())
    }
}

#[expect(clippy::print_stderr, reason = "this is the command line's edge")]
fn tell(text: &str) {
    eprintln!("{text}");
}

fn table(rows: &[Row]) -> String {
    let head = [
        "form",
        "status",
        "planned",
        "name",
        "born",
        "record",
        "operation",
        "surgeon",
    ];
    let mut lines = vec![head.map(str::to_owned).to_vec()];
    for row in rows {
        let name = match row.family_name.as_str() {
            "" => String::new(),
            family => format!("{family}, {}", row.given_names),
        };
        let mut status = row.status.clone();
        if !row.pages_back.is_empty() {
            // A form that waits and whose pages are back should be looked at, not phoned for.
            let open = if row.open_fields.is_empty() {
                ""
            } else {
                ", fields open"
            };
            status.push_str(&format!(", scanned {}{open}", row.pages_back));
        }
        if !row.holds.is_empty() {
            status.push_str(", held");
        }
        lines.push(vec![
            row.form_id.clone(),
            status,
            row.planned_date.clone(),
            name,
            row.date_of_birth.clone(),
            row.record_number.clone(),
            row.operation.clone(),
            row.surgeon.clone(),
        ]);
    }
    columns(&lines)
}
