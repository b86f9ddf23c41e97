//! `archive mark`, `expire`, `hold` and `release`: the life of forms.

use chrono::NaiveDate;
use clap::ValueEnum;

use super::{Room, form_id};
use crate::archive::Step;
use crate::case::clean_line;
use crate::cli::Failure;
use crate::cli::out::{print, unable};
use crate::error::Problem;

/// Arguments of `archive mark`.
#[derive(Debug, clap::Args)]
pub(super) struct Mark {
    /// What happened
    #[arg(value_enum)]
    what: What,
    /// Ids of the forms
    #[arg(required = true, value_name = "FORM-ID", value_parser = form_id)]
    forms: Vec<String>,
    /// The day on which it was signed, refused or withdrawn [default: today]
    #[arg(long, value_name = "DATE")]
    on: Option<NaiveDate>,
}

/// What happened to a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum What {
    /// It is on paper
    Printed,
    /// It was signed
    Signed,
    /// The patient does not consent
    Refused,
    /// The patient took the consent back
    Withdrawn,
}

impl Mark {
    pub(super) fn run(self, room: &mut Room) -> Result<(), Failure> {
        let today = room.outside.today();
        let on = self.on.unwrap_or(today);
        if on > today {
            let problem = Problem::new("--on is a day that has not come yet");
            return Err(unable(problem.hint("give the day on which it happened")));
        }
        let step = match self.what {
            What::Printed => Step::Printed,
            What::Signed => Step::Signed(on),
            What::Refused => Step::Refused(on),
            What::Withdrawn => Step::Withdrawn(on),
        };
        change(&self.forms, &step, room)
    }
}

/// Arguments of `archive expire`.
#[derive(Debug, clap::Args)]
pub(super) struct Expire {}

impl Expire {
    pub(super) fn run(self, room: &mut Room) -> Result<(), Failure> {
        let today = room.outside.today();
        let expired = room.archive.expire(today).map_err(unable)?;
        if expired.is_empty() {
            return Ok(());
        }
        print(&expired.join("\n"), &room.outside)
    }
}

/// Arguments of `archive hold`.
#[derive(Debug, clap::Args)]
pub(super) struct Hold {
    /// Ids of the forms
    #[arg(required = true, value_name = "FORM-ID", value_parser = form_id)]
    forms: Vec<String>,
    /// Number of the matter that needs them; no names
    #[arg(long, value_name = "NUMBER")]
    reference: String,
}

impl Hold {
    pub(super) fn run(self, room: &mut Room) -> Result<(), Failure> {
        let reference = clean_line(&self.reference, "--reference").map_err(unable)?;
        change(&self.forms, &Step::Held(reference), room)
    }
}

/// Arguments of `archive release`.
#[derive(Debug, clap::Args)]
pub(super) struct Release {
    /// Ids of the forms
    #[arg(required = true, value_name = "FORM-ID", value_parser = form_id)]
    forms: Vec<String>,
    /// Number of the matter that no longer needs them
    #[arg(long, value_name = "NUMBER")]
    reference: String,
}

impl Release {
    pub(super) fn run(self, room: &mut Room) -> Result<(), Failure> {
        let reference = clean_line(&self.reference, "--reference").map_err(unable)?;
        change(&self.forms, &Step::Released(reference), room)
    }
}

fn change(forms: &[String], step: &Step, room: &mut Room) -> Result<(), Failure> {
    room.archive.change(forms, step).map_err(Failure::Refused)
}
