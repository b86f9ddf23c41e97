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
            Self::Status => "status",
        }
    }

    /// Several columns may mean it.
    pub(super) fn may_repeat(self) -> bool {
        matches!(self, Self::OtherProcedures | Self::Codes | Self::Team)
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
        )
    }
}
