//! What a column of a schedule can mean.

use serde::{Deserialize, Serialize};

/// What a column means. The names are the keys of `[columns]` and `[constants]` in a mapping.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Field {
    /// The facility's number of the patient.
    RecordNumber,
    /// The whole name in one cell.
    PatientName,
    /// Family name in a column of its own.
    FamilyName,
    /// Given names in a column of their own.
    GivenNames,
    /// Middle name or initial, which goes after the given names.
    MiddleName,
    /// Date of birth.
    DateOfBirth,
    /// Age, which must be that of the date of birth; several columns may mean it.
    Age,
    /// Sex as recorded.
    Sex,
    /// Encounter, account or visit number.
    Encounter,
    /// The operation, and what is planned with it.
    Procedure,
    /// Further operations of the same plan; several columns may mean it.
    OtherProcedures,
    /// Codes of the operations; several columns may mean it.
    Codes,
    /// Left, right, both, midline.
    Side,
    /// Levels of the spine.
    Levels,
    /// Id of one of the pack's approaches.
    Approach,
    /// Kind of anaesthesia.
    Anaesthesia,
    /// Who operates.
    Surgeon,
    /// The surgeon's job title.
    SurgeonRole,
    /// How the surgeon is reached.
    SurgeonContact,
    /// Others who will do important tasks; several columns may mean it.
    Team,
    /// Diagnosis or reason, in words.
    Indication,
    /// Day of the operation.
    PlannedDate,
    /// When it begins: a time of day, or day and time.
    Start,
    /// Operating room.
    Room,
    /// Building or area the room is in.
    Location,
    /// Hospital.
    Facility,
    /// Department.
    Department,
    /// Whether an interpreter is needed, or the language for which one is.
    Interpreter,
    /// Language of the patient.
    Language,
    /// Hearing aid, large print …; several columns may mean it.
    CommunicationNeeds,
    /// Illnesses, habits and drugs that change risks; several columns may mean it.
    Conditions,
    /// Allergies; only some change a risk. Several columns may mean it.
    Allergies,
    /// Body mass index, in kilograms for each square metre.
    Bmi,
    /// How the patient lies during the operation.
    Position,
    /// Whether the surgeon has another operation going on at the same time.
    Overlapping,
    /// Whether it is planned or an emergency.
    Priority,
    /// Who explained the operation.
    DiscussedBy,
    /// On which day it was explained.
    DiscussedOn,
    /// Who decides for the patient.
    Representative,
    /// What the representative is to the patient.
    RepresentativeRelationship,
    /// Document or law that gives the authority.
    RepresentativeAuthority,
    /// Why the patient does not sign.
    RepresentativeReason,
    /// Name of the interpreter.
    InterpreterName,
    /// Number of the interpreter.
    InterpreterId,
    /// In person, by telephone or by video.
    InterpreterMode,
    /// State of the booking; a case that is cancelled gets no form.
    Status,
}

impl Field {
    /// The name in mappings and messages.
    pub fn name(self) -> &'static str {
        match self {
            Self::RecordNumber => "record-number",
            Self::PatientName => "patient-name",
            Self::FamilyName => "family-name",
            Self::GivenNames => "given-names",
            Self::MiddleName => "middle-name",
            Self::DateOfBirth => "date-of-birth",
            Self::Age => "age",
            Self::Sex => "sex",
            Self::Encounter => "encounter",
            Self::Procedure => "procedure",
            Self::OtherProcedures => "other-procedures",
            Self::Codes => "codes",
            Self::Side => "side",
            Self::Levels => "levels",
            Self::Approach => "approach",
            Self::Anaesthesia => "anaesthesia",
            Self::Surgeon => "surgeon",
            Self::SurgeonRole => "surgeon-role",
            Self::SurgeonContact => "surgeon-contact",
            Self::Team => "team",
            Self::Indication => "indication",
            Self::PlannedDate => "planned-date",
            Self::Start => "start",
            Self::Room => "room",
            Self::Location => "location",
            Self::Facility => "facility",
            Self::Department => "department",
            Self::Interpreter => "interpreter",
            Self::Language => "language",
            Self::CommunicationNeeds => "communication-needs",
            Self::Conditions => "conditions",
            Self::Allergies => "allergies",
            Self::Bmi => "bmi",
            Self::Position => "position",
            Self::Overlapping => "overlapping",
            Self::Priority => "priority",
            Self::DiscussedBy => "discussed-by",
            Self::DiscussedOn => "discussed-on",
            Self::Representative => "representative",
            Self::RepresentativeRelationship => "representative-relationship",
            Self::RepresentativeAuthority => "representative-authority",
            Self::RepresentativeReason => "representative-reason",
            Self::InterpreterName => "interpreter-name",
            Self::InterpreterId => "interpreter-id",
            Self::InterpreterMode => "interpreter-mode",
            Self::Status => "status",
        }
    }

    /// Several columns may mean it.
    pub(super) fn may_repeat(self) -> bool {
        matches!(
            self,
            Self::Age
                | Self::OtherProcedures
                | Self::Codes
                | Self::Team
                | Self::CommunicationNeeds
                | Self::Conditions
                | Self::Allergies
        )
    }

    /// It may be the same for all rows of a schedule.
    pub(super) fn may_be_constant(self) -> bool {
        matches!(
            self,
            Self::Surgeon
                | Self::SurgeonRole
                | Self::SurgeonContact
                | Self::PlannedDate
                | Self::Room
                | Self::Location
                | Self::Facility
                | Self::Department
                | Self::Anaesthesia
                | Self::Language
                | Self::Position
                | Self::DiscussedBy
                | Self::RepresentativeRelationship
                | Self::InterpreterMode
        )
    }
}
