//! What printers answer: what they can do, and how far a job is.

use ipp::prelude::*;

use super::Job;

/// The document format.
pub(super) const PDF: &str = "application/pdf";
const LONG_EDGE: &str = "two-sided-long-edge";

/// What a printer can do, and how it is.
pub(super) struct Abilities(IppAttributeGroup);

impl Abilities {
    /// What is asked for.
    pub(super) const ASKED: [&'static str; 9] = [
        "printer-state",
        "printer-state-reasons",
        "printer-is-accepting-jobs",
        "document-format-supported",
        "sides-supported",
        "copies-supported",
        "media-supported",
        "print-scaling-supported",
        "printer-name",
    ];

    pub(super) fn of(answer: &IppRequestResponse) -> Self {
        Self(group(answer, DelimiterTag::PrinterAttributes))
    }

    pub(super) fn takes_pdf(&self) -> bool {
        self.has("document-format-supported", PDF)
    }

    pub(super) fn accepts_jobs(&self) -> bool {
        let says = self.0.get("printer-is-accepting-jobs");
        says.is_none_or(|it| it.value() != &IppValue::Boolean(false))
    }

    /// Whether nothing more is printed until somebody goes there.
    pub(super) fn needs_somebody(&self) -> bool {
        let reasons = reasons(&self.0, "printer-state-reasons");
        number(&self.0, "printer-state") == Some(PrinterState::Stopped as i32)
            || !reasons.iter().all(|reason| is_harmless(reason))
    }

    /// Why the printer is as it is, to stand after other words.
    pub(super) fn reasons(&self) -> String {
        let reasons = reasons(&self.0, "printer-state-reasons");
        match reasons.is_empty() {
            true => String::new(),
            false => format!(" (printer: {})", reasons.join(", ")),
        }
    }

    /// The options of a job that the printer knows, and what it cannot do.
    pub(super) fn options(&self, job: &Job<'_>) -> (Vec<IppAttribute>, Vec<String>) {
        let (mut options, mut notes) = (Vec::new(), Vec::new());
        let keyword = |name: &str, value: &str| {
            let value = IppValue::new_keyword(value).ok()?;
            IppAttribute::with_name(name, value).ok()
        };
        match self.has("sides-supported", LONG_EDGE) {
            true => options.extend(keyword("sides", LONG_EDGE)),
            false => {
                options.extend(
                    keyword("sides", "one-sided")
                        .filter(|_| self.0.get("sides-supported").is_some()),
                );
                notes.push("it prints on one side of the sheet only".into());
            }
        }
        if self.has("media-supported", job.media) {
            options.extend(keyword("media", job.media));
        } else {
            notes.push(format!(
                "it does not say that it has the sheet {}",
                job.media
            ));
        }
        if self.has("print-scaling-supported", "none") {
            options.extend(keyword("print-scaling", "none"));
        }
        if job.copies > 1 {
            if self.most_copies() >= i32::from(job.copies) {
                let copies = IppValue::Integer(job.copies.into());
                options.extend(IppAttribute::with_name("copies", copies).ok());
            } else {
                notes.push(format!("it prints one copy, not {}", job.copies));
            }
        }
        (options, notes)
    }

    fn most_copies(&self) -> i32 {
        match self.0.get("copies-supported").map(IppAttribute::value) {
            Some(IppValue::RangeOfInteger { max, .. }) => *max,
            _ => 1,
        }
    }

    fn has(&self, name: &str, wanted: &str) -> bool {
        words(&self.0, name).iter().any(|word| word == wanted)
    }
}

/// How far a job is.
pub(super) struct State {
    pub id: Option<i32>,
    state: Option<i32>,
    reasons: Vec<String>,
}

impl State {
    pub(super) fn of(answer: &IppRequestResponse) -> Self {
        let job = group(answer, DelimiterTag::JobAttributes);
        Self {
            id: number(&job, "job-id"),
            state: number(&job, "job-state"),
            reasons: reasons(&job, "job-state-reasons"),
        }
    }

    pub(super) fn done(&self) -> bool {
        self.is(JobState::Completed)
    }

    /// Whether it may still be printed.
    pub(super) fn under_way(&self) -> bool {
        !self.done() && !self.is(JobState::Aborted) && !self.is(JobState::Canceled)
    }

    pub(super) fn stopped(&self) -> bool {
        self.is(JobState::ProcessingStopped)
    }

    fn is(&self, state: JobState) -> bool {
        self.state == Some(state as i32)
    }

    /// State and reasons in words.
    pub(super) fn says(&self) -> String {
        let says = match self.state {
            _ if self.is(JobState::Aborted) => "it was given up",
            _ if self.is(JobState::Canceled) => "it was cancelled",
            _ if self.is(JobState::PendingHeld) => "it is held",
            _ if self.is(JobState::Processing) => "it is being printed",
            _ if self.stopped() => "it was stopped",
            _ => "it waits",
        };
        match self.reasons.is_empty() {
            true => says.to_owned(),
            false => format!("{says} ({})", self.reasons.join(", ")),
        }
    }
}

/// The options of a job that a printer has passed over.
pub(super) fn passed_over(answer: &IppRequestResponse) -> Vec<String> {
    let group = group(answer, DelimiterTag::UnsupportedAttributes);
    let names = group.attributes().iter();
    names
        .map(|it| format!("it passes over `{}`", it.name()))
        .collect()
}

/// What an answer says of its status in words, to stand after other words.
pub(super) fn message(answer: &IppRequestResponse) -> String {
    let says = words(
        &group(answer, DelimiterTag::OperationAttributes),
        "status-message",
    );
    says.first()
        .map_or(String::new(), |says| format!(" ({says})"))
}

fn group(answer: &IppRequestResponse, tag: DelimiterTag) -> IppAttributeGroup {
    let first = answer.attributes().first_of(tag).cloned();
    first.unwrap_or_else(|| IppAttributeGroup::new(tag))
}

fn number(group: &IppAttributeGroup, name: &str) -> Option<i32> {
    match group.get(name)?.value() {
        IppValue::Integer(number) | IppValue::Enum(number) => Some(*number),
        _ => None,
    }
}

fn words(group: &IppAttributeGroup, name: &str) -> Vec<String> {
    let Some(attribute) = group.get(name) else {
        return Vec::new();
    };
    let values = attribute.value().into_iter();
    // What a printer says goes to a terminal.
    values
        .map(|value| value.to_string().replace(char::is_control, " "))
        .collect()
}

/// Whether a job can be done all the same: something is low, or the printer is talked to.
/// How grave a printer calls a reason is not asked: what lasts until waiting ends is grave.
fn is_harmless(reason: &str) -> bool {
    let low = ["-low", "-almost-", "connecting-to-device"];
    low.iter().any(|part| reason.contains(part)) || reason.starts_with("cups-")
}

/// Reasons; `none` is none.
fn reasons(group: &IppAttributeGroup, name: &str) -> Vec<String> {
    let mut reasons = words(group, name);
    reasons.retain(|reason| reason != "none");
    reasons
}
