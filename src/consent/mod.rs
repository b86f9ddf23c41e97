//! A `Case` and the `Library` become a [`Consent`]: what will be said to this
//! patient, every risk with its id and where it came from.
//!
//! ```text
//! case ──► plan ──► circumstances ──► passages, risks, choices … ──► consent
//!          which    region, side,     whatever holds here, merged    + form id
//!          packs    factors, age      by id, figures in one table
//!                                     share a denominator
//! ```
//!
//! The consent is complete and plain data: layouts only arrange it, and an
//! archive keeps it beside the PDF. It also knows what no layout may leave out
//! ([`Consent::required`]).

mod again;
mod apart;
mod asked;
mod because;
mod circumstances;
mod citations;
mod compose;
mod figures;
mod gist;
mod id;
mod lay;
mod model;
mod own;
mod phrases;
mod plan;
mod required;
mod risks;
mod wording;

pub use again::CaseAgain;
pub use apart::Apart;
pub use asked::Asked;
pub use compose::Setting;
pub use gist::Gist;
pub use id::{check_character, is_valid_form_id};
pub use lay::LaySection;
pub use model::{
    ComposedAlternative, ComposedBenefit, ComposedChoice, ComposedFactor, ComposedFigure,
    ComposedOption, ComposedPart, ComposedRecovery, ComposedRisk, ComposedSignatory,
    ComposedStatement, Consent, ContentRecord, DateWords, DiscussionWords, NumberedSource,
    PartStatus, PatientWords, PictureRow, ProcedureWords, Provenance, RiskGroup, RiskPicture,
    RiskTable,
};
pub use own::{Own, each_own_text};
pub use phrases::Phrases;
pub use required::{Required, Said};
