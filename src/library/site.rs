//! Where on the body an operation is done, and how the place is reached.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::case::{Level, Levels, Side, Vertebra};

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

    /// Whether two operations are done at the same place: both on the spine, both on the same
    /// part of the body, or neither.
    pub fn is_at(&self, other: &Self) -> bool {
        let part = |site: &Self| site.part.as_ref().map(|part| part.one.clone());
        self.regions.is_empty() == other.regions.is_empty() && part(self) == part(other)
    }

    /// Whether it is done between two vertebrae and a level is one of them.
    pub fn wants_two(&self, level: Level) -> bool {
        self.level_unit == LevelUnit::MotionSegment && matches!(level, Level::Vertebra(_))
    }

    /// Whether a level lies above or below all that it can touch.
    pub fn is_beyond(&self, level: Level) -> bool {
        let ((highest, lowest), (upper, lower)) = (self.bounds(), level.ends());
        highest.is_some_and(|highest| upper < highest) || lowest.is_some_and(|it| lower > it)
    }

    /// The sides on which it can be done; none if it has no side.
    pub fn offered_sides(&self) -> Vec<Side> {
        let all = [Side::Left, Side::Right, Side::Both, Side::Midline];
        match (self.laterality, self.sides.is_empty()) {
            (Need::None, _) => Vec::new(),
            (_, true) => all.into(),
            (_, false) => all
                .into_iter()
                .filter(|it| self.sides.contains(it))
                .collect(),
        }
    }

    /// The levels at which it can be done, from the head down; none if it has no level.
    pub fn offered_levels(&self) -> Vec<Level> {
        let done_at = |level: &Level| {
            let (upper, lower) = level.ends();
            let inside = [upper, lower].map(|it| self.regions.contains(&it.region()));
            inside == [true, true] && !self.wants_two(*level) && !self.is_beyond(*level)
        };
        match self.level {
            Need::None => Vec::new(),
            _ => Level::all().filter(done_at).collect(),
        }
    }
}
