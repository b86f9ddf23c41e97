//! Printing over IPP, the protocol of printers and of the system's print service (CUPS).
//!
//! ```text
//! what can you do? ──► here is the job ──► how far are you? ──► printed, or why not
//! ```
//!
//! The only room that talks to the network. It knows bytes and options, nothing of forms:
//! a job is called what its caller calls it, and that is never a patient's name.

mod answer;
mod wire;

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use ipp::operation::IppOperation;
use ipp::parser::IppParseError;
use ipp::prelude::*;

use crate::error::Problem;
use answer::{Abilities, State};

/// Where the print service of this machine has its printers.
const QUEUES: &str = "ipp://localhost:631/printers/";
/// Who asks, for the lists of the print service.
const USER: &str = "countersign";
/// How long the printer may take for one answer.
const ANSWER: Duration = Duration::from_secs(30);
/// How long it may take to receive a document.
const RECEIVE: Duration = Duration::from_secs(300);
/// Between two looks at a job.
const LOOK: Duration = Duration::from_millis(500);

/// A printer, by its address.
#[derive(Debug, Clone)]
pub struct Printer {
    uri: Uri,
}

/// What is to be printed, and how.
#[derive(Debug, Clone, Copy)]
pub struct Job<'a> {
    /// Its name in the lists of the print service, which anybody can read.
    pub name: &'a str,
    /// A PDF file.
    pub document: &'a [u8],
    /// How often the whole document is printed.
    pub copies: u8,
    /// The sheet, as IPP calls it (PWG 5101.1).
    pub media: &'a str,
}

/// What became of a job that was not refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Printed {
    /// Its number at the printer.
    pub id: i32,
    /// Whether it is done. If not, the printer was still at it when waiting ended.
    pub done: bool,
    /// In which the printer does not do what it was asked for.
    pub notes: Vec<String>,
}

impl FromStr for Printer {
    type Err = String;

    /// `ipp://…` or `ipps://…` as it is; a name is that of a printer of this machine's
    /// print service.
    fn from_str(text: &str) -> Result<Self, String> {
        const SAYS: &str =
            "give the name of a printer, or an address such as ipp://printer.example/ipp/print";
        let known = ["ipp://", "ipps://"].iter().any(|it| text.starts_with(it));
        let address = match known {
            true => text.to_owned(),
            false if text.is_empty() || text.contains(['/', '?', '#', ' ', ':']) => {
                return Err(SAYS.into());
            }
            false => format!("{QUEUES}{text}"),
        };
        let uri: Uri = address.parse().map_err(|_| SAYS.to_owned())?;
        match uri.authority() {
            None => Err(SAYS.into()),
            // Messages name the printer.
            Some(authority) if authority.as_str().contains('@') => {
                Err("an address with a name or a password in it is not taken".into())
            }
            Some(_) => Ok(Self { uri }),
        }
    }
}

impl fmt::Display for Printer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.uri.fmt(f)
    }
}

impl Printer {
    /// What people call it: its name at the print service of this machine, else its address.
    pub fn name(&self) -> String {
        let text = self.uri.to_string();
        match text.strip_prefix(QUEUES) {
            Some(name) => name.to_owned(),
            None => text,
        }
    }

    /// Prints, and waits for it so long at most.
    ///
    /// # Errors
    /// The printer cannot be reached, does not take PDF, takes no jobs, or has not printed
    /// the job and says why.
    pub fn print(&self, job: &Job<'_>, wait: Duration) -> Result<Printed, Problem> {
        let abilities = self.abilities()?;
        if !abilities.takes_pdf() {
            let hint =
                "choose another printer, or print the file from a program that knows this one";
            return Err(self.problem("does not take PDF").hint(hint));
        }
        if !abilities.accepts_jobs() {
            let says = format!("takes no jobs now{}", abilities.reasons());
            return Err(self.problem(&says).hint(AGAIN));
        }
        let (options, mut notes) = abilities.options(job);
        let sent = self.send(job, options)?;
        notes.extend(answer::passed_over(&sent));
        let mut state = State::of(&sent);
        let id = state
            .id
            .ok_or_else(|| self.problem("gave the job no number").hint(LIST))?;
        let mut looks = wait.as_millis() / LOOK.as_millis();
        while state.under_way() && looks > 0 {
            std::thread::sleep(LOOK);
            looks -= 1;
            state = self.state(id)?;
        }
        let done = state.done();
        // Whoever does not wait does not ask. What keeps a job waiting is known to the
        // printer, often not to the job.
        if !done && !wait.is_zero() {
            let printer = self.abilities()?;
            if !state.under_way() || state.stopped() || printer.needs_somebody() {
                let says = format!(
                    "has not printed job {id}: {}{}",
                    state.says(),
                    printer.reasons()
                );
                return Err(self.problem(&says).hint(LIST));
            }
        }
        Ok(Printed { id, done, notes })
    }

    fn abilities(&self) -> Result<Abilities, Problem> {
        let ask = IppOperationBuilder::get_printer_attributes(self.uri.clone())
            .attributes(Abilities::ASKED)
            .build();
        Ok(Abilities::of(&self.ask(ask, &[], ANSWER)?))
    }

    fn send(
        &self,
        job: &Job<'_>,
        options: Vec<IppAttribute>,
    ) -> Result<IppRequestResponse, Problem> {
        let send = IppOperationBuilder::print_job(self.uri.clone(), IppPayload::empty())
            .user_name(USER)
            .job_title(job.name)
            .document_format(answer::PDF)
            .attributes(options)
            .build();
        self.ask(send, job.document, RECEIVE)
    }

    fn state(&self, id: i32) -> Result<State, Problem> {
        let ask = IppOperationBuilder::get_job_attributes(self.uri.clone(), id)
            .user_name(USER)
            .build();
        self.ask(ask, &[], ANSWER)
            .map(|answer| State::of(&answer))
            .map_err(|problem| {
                let says = format!("job {id} was sent, but then {}", problem.says);
                Problem { says, ..problem }
            })
    }

    /// One question, with a document behind it, and one answer.
    fn ask<O: IppOperation>(
        &self,
        question: Result<O, IppParseError>,
        document: &[u8],
        wait: Duration,
    ) -> Result<IppRequestResponse, Problem> {
        let question = question.map_err(|error| self.problem(&format!("is not asked: {error}")))?;
        let answer = wire::ask(&self.uri, question.into_ipp_request(), document, wait)
            .map_err(|fault| self.problem(&fault.says).hint(fault.hint))?;
        match answer.header().status_code() {
            status if status.is_success() => Ok(answer),
            StatusCode::ClientErrorNotFound => Err(self
                .problem("is not known there")
                .hint("`lpstat -e` prints the names of the printers of this machine")),
            status => {
                let says = format!("refuses: {status}{}", answer::message(&answer));
                Err(self.problem(&says).hint(AGAIN))
            }
        }
    }

    fn problem(&self, says: &str) -> Problem {
        Problem::new(format!("the printer {self} {says}"))
    }
}

const AGAIN: &str = "look at the printer, and print again";
const LIST: &str = "look at the printer and its list of jobs before you print again";

#[cfg(test)]
mod tests {
    use super::Printer;

    fn address(text: &str) -> Result<String, String> {
        text.parse().map(|it: Printer| it.to_string())
    }

    fn name(text: &str) -> Result<String, String> {
        text.parse().map(|it: Printer| it.name())
    }

    #[test]
    fn a_name_is_a_printer_of_this_machine() {
        let ward = "ipp://localhost:631/printers/ward3";
        assert_eq!(address("ward3").as_deref(), Ok(ward));
        assert_eq!(address(ward).as_deref(), Ok(ward));
        assert_eq!(name("ward3").as_deref(), Ok("ward3"));
        let far = "ipps://printer.example/ipp/print";
        assert_eq!(address(far).as_deref(), Ok(far));
        assert_eq!(name(far).as_deref(), Ok(far));
        for wrong in [
            "",
            "ward 3",
            "http://x/",
            "a/b",
            "ipp://",
            "ipp://me:word@x/ipp",
        ] {
            assert!(address(wrong).is_err(), "{wrong}");
        }
    }
}
