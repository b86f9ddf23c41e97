//! The rows of a schedule as a run takes them: each read, and held against the others.

use std::borrow::Cow;

use crate::batch;
use crate::case::{Case, Facility};
use crate::error::{Place, Problem, Problems};
use crate::schedule::{Across, Packs, Row, Schedule};

/// The rows of a schedule with what they say of each other.
#[derive(Debug)]
pub struct Rows<'a> {
    schedule: Schedule<'a>,
    across: Across,
    facility: Option<Facility>,
    packs: &'a Packs,
}

impl<'a> Rows<'a> {
    /// Those of a schedule, in which the site's own facility is meant where no column names
    /// one.
    pub fn of(schedule: Schedule<'a>, facility: Option<Facility>, packs: &'a Packs) -> Self {
        let across = Across::default();
        Self {
            schedule,
            across,
            facility,
            packs,
        }
    }
}

/// A row that has been read.
#[derive(Debug, Clone)]
pub struct ReadRow {
    /// As a person sees it in the schedule.
    pub number: u64,
    /// What it says, or everything that keeps it from being a case.
    pub case: Result<Case, Problems>,
    /// What should be looked at, though it makes a form.
    pub warnings: Vec<String>,
    /// Where it begins.
    pub start: Place,
    /// Why neither this row nor any after it can be read, if that is so.
    pub end: Option<Problem>,
}

impl Iterator for Rows<'_> {
    type Item = ReadRow;

    fn next(&mut self) -> Option<ReadRow> {
        let row: Row = self.schedule.next()?;
        let (case, odd) = match self.across.row(&row) {
            Some(finding) => {
                let says = format!("this row {} {}", finding.kind.words(), finding.earlier);
                let hint = "remove one of the two";
                (Err(Problem::new(says).hint(hint).into()), Vec::new())
            }
            None => row.read(self.facility.as_ref(), self.packs),
        };
        let mut warnings: Vec<String> = odd.into_iter().map(|one| one.says).collect();
        if let Ok(case) = &case {
            let findings = self.across.case(row.number(), case);
            warnings.extend(
                findings.iter().map(|finding| {
                    format!("this row {} {}", finding.kind.words(), finding.earlier)
                }),
            );
        }
        Some(ReadRow {
            number: row.number().into(),
            start: row.start_place(),
            end: row.end().cloned(),
            case,
            warnings,
        })
    }
}

impl batch::Row for ReadRow {
    fn number(&self) -> u64 {
        self.number
    }

    fn case(&self) -> Result<Cow<'_, Case>, Problems> {
        match &self.case {
            Ok(case) => Ok(Cow::Borrowed(case)),
            Err(problems) => Err(problems.clone()),
        }
    }

    fn warnings(&self) -> Vec<String> {
        self.warnings.clone()
    }

    /// The cell of the value that a problem names, otherwise where the row begins.
    fn place(&self, problem: &Problem) -> Option<Place> {
        let words = problem.says.split(['`', ' ']);
        let case = self.case.as_ref().ok();
        let cell = case.and_then(|case| words.into_iter().find_map(|it| case.places.get(it)));
        Some(cell.unwrap_or(&self.start).clone())
    }

    fn end(&self) -> Option<Problem> {
        self.end.clone()
    }
}
