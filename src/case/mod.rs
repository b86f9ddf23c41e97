//! What a scheduler knows: one patient, one planned operation, one surgeon.
//!
//! A [`Case`] is input only. It is read from TOML or JSON, every problem is
//! reported at once with its place and a hint, and a `Case` that exists is
//! valid: dates are on the calendar, the side is a [`Side`], levels follow the
//! spine, text is in composed Unicode form and holds nothing invisible.
//!
//! What a schedule cannot know (who held the discussion, the witness, what
//! matters to the patient …) is `None` here and becomes a labelled line on the
//! form, to be completed by hand.

mod date;
mod key;
mod level;
mod model;
mod read;
mod text;

pub use crate::source::{Format, Places};
pub use key::search_key;
pub use level::{Level, Levels, Region, SpinePart, Vertebra};
pub use model::{
    AddOn, AddOnStatus, Case, Communication, Discussion, Emergency, Encounter, Facility,
    Information, Interpreter, InterpreterMode, Patient, Person, PlannedProcedure, Position,
    Representative, Sex, Side, SpecificRisk, TeamMember,
};
pub(crate) use text::{clean_line, fold, quoted};
