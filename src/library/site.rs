//! Where on the body an operation is done, and how the place is reached.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::case::{Level, Levels, Vertebra};

/// What must be known of side and level.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Site {
    /// Whether the side must be given.
    pub laterality: Need,
    /// Sides that make sense; empty: all.
    pub sides: Vec<crate::case::Side>,
    /// Whether the level must be given.
    pub level: Need,
    /// What a level of this operation is.
    pub level_unit: LevelUnit,
    /// Regions of the spine it is done in; empty: not a spine operation.
    pub regions: Vec<crate::case::Region>,
    /// The uppermost vertebra that it can touch (`C2`), where the regions say too little.
    pub highest: Option<String>,
    /// The lowest one (`T1`).
    pub lowest: Option<String>,
    /// The part of the body that has the side (`knee`), so that the form says `left knee`.
    pub part: Option<Part>,
}

/// A part of the body of which there are two.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Part {
    /// One (`knee`).
    pub one: String,
    /// Both (`knees`).
    pub both: String,
}

/// Whether something must be given.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Need {
    /// Must be given, or there is no form.
    Required,
    /// May be given.
    Optional,
    /// Has no meaning here; giving it is an error.
    #[default]
    None,
}

/// What a level of an operation is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum LevelUnit {
    /// The space between two vertebrae, such as L4–L5.
    MotionSegment,
    /// One vertebra, such as L4, or the space between two.
    #[default]
    Any,
}

/// A way to reach the place.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Approach {
    /// Id for cases and conditions.
    pub id: String,
    /// Its name, technical.
    pub name: String,
    /// What is done, in lay words.
    pub says: String,
}

/// A vertebra by its name.
pub(super) fn vertebra(name: &str) -> Option<Vertebra> {
    match Levels::parse(name).ok()?.as_slice() {
        [Level::Vertebra(vertebra)] => Some(*vertebra),
        _ => None,
    }
}

impl Site {
    /// The uppermost and the lowest vertebra that the operation can touch, where the pack
    /// says so.
    pub fn bounds(&self) -> (Option<Vertebra>, Option<Vertebra>) {
        let bound = |end: &Option<String>| end.as_deref().and_then(vertebra);
        (bound(&self.highest), bound(&self.lowest))
    }
}
