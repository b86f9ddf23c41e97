//! `archive due` and `archive destroy`: the end of forms.

use chrono::NaiveDate;

use super::{Room, form_id};
use crate::archive::Retention;
use crate::cli::out::{columns, print, print_json, unable};
use crate::cli::{Failure, OutputFormat};

/// Arguments of `archive due`.
#[derive(Debug, clap::Args)]
pub(super) struct Due {
    /// As it will be on this day [default: today]
    #[arg(long, value_name = "DATE")]
    on: Option<NaiveDate>,
    /// Rule of retention [default: the site's, or the one for the profile of each form]
    #[arg(long, value_name = "ID")]
    rule: Option<String>,
    /// How the forms are printed
    #[arg(long, value_enum, default_value_t)]
    format: OutputFormat,
}

impl Due {
    pub(super) fn run(self, room: &mut Room) -> Result<(), Failure> {
        let on = self.on.unwrap_or_else(|| room.outside.today());
        let table = table(room)?;
        let rule = self.rule.or_else(|| room.site.archive.retention.clone());
        let due = room
            .archive
            .due(on, &table, rule.as_deref())
            .map_err(unable)?;
        if self.format == OutputFormat::Json {
            return print_json(&due, &room.outside);
        }
        let rows = due.into_iter().map(|one| {
            let until = format!("kept until {}", one.kept_until);
            vec![one.form_id, until, one.rule, one.cite]
        });
        print(&columns(&rows.collect::<Vec<_>>()), &room.outside)
    }
}

/// Arguments of `archive destroy`.
#[derive(Debug, clap::Args)]
pub(super) struct Destroy {
    /// Ids of the forms
    #[arg(value_name = "FORM-ID", value_parser = form_id, required_unless_present = "due")]
    forms: Vec<String>,
    /// Every form that `archive due` lists
    #[arg(long, conflicts_with = "forms")]
    due: bool,
    /// Rule of retention [default: the site's, or the one for the profile of each form]
    #[arg(long, value_name = "ID")]
    rule: Option<String>,
}

impl Destroy {
    pub(super) fn run(self, room: &mut Room) -> Result<(), Failure> {
        let today = room.outside.today();
        let table = table(room)?;
        let rule = self.rule.or_else(|| room.site.archive.retention.clone());
        let rule = rule.as_deref();
        let forms = if self.due {
            let due = room.archive.due(today, &table, rule).map_err(unable)?;
            due.into_iter().map(|one| one.form_id).collect()
        } else {
            self.forms
        };
        let certificates = room.archive.destroy(&forms, today, &table, rule);
        print_json(&certificates.map_err(Failure::Refused)?, &room.outside)
    }
}

fn table(room: &Room) -> Result<Retention, Failure> {
    let files = room.site.files(&room.outside);
    Retention::load(&files).map_err(Failure::Unable)
}
