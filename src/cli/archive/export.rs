//! `archive export`: forms for another system.

use std::path::PathBuf;

use super::find::Filter;
use super::{Room, form_id};
use crate::archive::{Query, Row, Status};
use crate::cli::Failure;
use crate::cli::out::{print, unable};
use crate::error::{Problem, Problems};

/// Arguments of `archive export`.
#[derive(Debug, clap::Args)]
pub(super) struct Export {
    /// Ids of the forms; without any, those that the other arguments choose
    #[arg(value_name = "FORM-ID", value_parser = form_id)]
    forms: Vec<String>,
    /// Folder for the files; made if it is not there
    #[arg(short, long, value_name = "DIR")]
    output: PathBuf,
    #[command(flatten)]
    filter: Filter,
}

impl Export {
    pub(super) fn run(self, room: &mut Room) -> Result<(), Failure> {
        let rows = if self.forms.is_empty() {
            let mut rows = room.archive.find(&self.filter.query()).map_err(unable)?;
            rows.retain(|row| !is_gone(row));
            rows
        } else {
            self.named(room)?
        };
        let files = room
            .archive
            .export(&rows, &self.output)
            .map_err(Failure::Refused)?;
        let folder = self.output.display();
        print(
            &format!("{} forms, {files} files in {folder}", rows.len()),
            &room.outside,
        )
    }

    fn named(&self, room: &mut Room) -> Result<Vec<Row>, Failure> {
        let (mut rows, mut problems) = (Vec::new(), Vec::new());
        for id in &self.forms {
            let query = Query {
                form_id: Some(id.clone()),
                ..Query::default()
            };
            let found = room.archive.find(&query).map_err(unable)?;
            match found.into_iter().find(|row| !is_gone(row)) {
                Some(row) => rows.push(row),
                None => problems.push(Problem::new(format!("there is no form {id} to export"))),
            }
        }
        if problems.is_empty() {
            Ok(rows)
        } else {
            Err(Failure::Refused(Problems(problems)))
        }
    }
}

/// Nothing is left of it to give out.
fn is_gone(row: &Row) -> bool {
    let gone = [Status::Destroying, Status::Destroyed];
    gone.iter().any(|status| status.name() == row.status)
}
