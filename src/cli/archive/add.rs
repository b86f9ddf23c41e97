//! `archive add`: forms that carry their data.

use std::path::PathBuf;

use super::Room;
use crate::archive::{Added, Archive, Kept};
use crate::cli::Failure;
use crate::cli::out::{print, unable};
use crate::error::{Problem, Problems};
use crate::generator::{Form, Generator, Options, Record};
use crate::pdf::embedded_data;

/// Arguments of `archive add`.
#[derive(Debug, clap::Args)]
pub(super) struct Add {
    /// Forms that were made with --embed-data
    #[arg(required = true, value_name = "FORM.pdf")]
    forms: Vec<PathBuf>,
}

impl Add {
    pub(super) fn run(self, room: &mut Room) -> Result<(), Failure> {
        let mut problems = Vec::new();
        let mut generators = Vec::new();
        for path in &self.forms {
            let bytes = room.outside.read(path).map_err(unable)?;
            match self.remade(&bytes, &mut generators, room) {
                Ok(kept) => {
                    let added = room.archive.add(&[kept]).map_err(unable)?;
                    for added in &added {
                        print(&line(added), &room.outside)?;
                        if added.is_refused() {
                            problems.push(Problem::new(words(added)));
                        }
                    }
                }
                Err(refused) => problems.extend(refused.0.into_iter().map(|problem| Problem {
                    says: format!("{}: {}", path.display(), problem.says),
                    ..problem
                })),
            }
        }
        if problems.is_empty() {
            Ok(())
        } else {
            Err(Failure::Refused(Problems(problems)))
        }
    }

    /// The form made again from the data it carries: so the archive has its report, and knows
    /// that not a byte of it was changed.
    fn remade(
        &self,
        bytes: &[u8],
        generators: &mut Vec<(Options, Generator)>,
        room: &Room,
    ) -> Result<Kept, Problems> {
        let data = embedded_data(bytes).map_err(|problem| {
            problem.hint("`render --archive` and `batch --archive` add forms as they are made")
        })?;
        let record: Record = serde_json::from_slice(&data)
            .map_err(|_| Problem::new("its data cannot be read by this version of countersign"))?;
        let options = record.options(room.site.require_approved);
        let known = generators.iter().position(|(known, _)| *known == options);
        let known = match known {
            Some(known) => known,
            None => {
                let files = room.site.files(&room.outside);
                let generator = Generator::new(files, &room.outside, options.clone())?;
                generators.push((options, generator));
                generators.len() - 1
            }
        };
        let generator = &generators[known].1;
        let form = generator.form_again(&record)?;
        if *form.bytes != *bytes {
            return Err(
                Problem::new("it is not as it was made: it was filled in, or changed")
                    .hint("add the form as countersign made it")
                    .into(),
            );
        }
        Kept::of(&form, &record, generator.validity_days()).map_err(Into::into)
    }
}

/// Adds forms that were just made.
pub(in crate::cli) fn keep(
    archive: &mut Archive,
    forms: &[(&Form, &Record)],
    validity_days: Option<u32>,
) -> Result<Vec<Added>, Problem> {
    let kept: Result<Vec<Kept>, Problem> = forms
        .iter()
        .map(|(form, record)| Kept::of(form, record, validity_days))
        .collect();
    archive.add(&kept?)
}

fn line(added: &Added) -> String {
    format!("{}  {}", added.form_id, words(added))
}

/// What came of adding a form, in words.
pub(in crate::cli) fn words(added: &Added) -> String {
    added.words()
}
