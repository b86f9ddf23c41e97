//! Levels of the spine: single vertebrae and the segments between two of them.

mod parse;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize, Serializer};

use crate::error::Problem;

/// A region of the spine for which packs list risks. The sacrum counts as lumbar.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Region {
    /// The neck, C1 to C7.
    Cervical,
    /// The chest, T1 to T12.
    Thoracic,
    /// The lower back, L1 to L5, and the sacrum.
    Lumbar,
}

/// A part of the spine as its vertebrae are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SpinePart {
    /// C1 to C7.
    Cervical,
    /// T1 to T12.
    Thoracic,
    /// L1 to L5.
    Lumbar,
    /// S1 to S5.
    Sacral,
}

impl SpinePart {
    /// All parts, from the head down.
    const ALL: [Self; 4] = [Self::Cervical, Self::Thoracic, Self::Lumbar, Self::Sacral];

    /// The letter that names its vertebrae.
    fn letter(self) -> char {
        match self {
            Self::Cervical => 'C',
            Self::Thoracic => 'T',
            Self::Lumbar => 'L',
            Self::Sacral => 'S',
        }
    }

    /// How many vertebrae it has.
    fn count(self) -> u8 {
        match self {
            Self::Cervical => 7,
            Self::Thoracic => 12,
            Self::Lumbar | Self::Sacral => 5,
        }
    }
}

/// One vertebra, C1 to S5. Ordered from the head down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Vertebra {
    part: SpinePart,
    number: u8,
}

impl Vertebra {
    /// A vertebra, if the part has one of that number.
    pub fn new(part: SpinePart, number: u8) -> Option<Self> {
        (1..=part.count())
            .contains(&number)
            .then_some(Self { part, number })
    }

    /// The part of the spine it is counted in.
    pub fn part(self) -> SpinePart {
        self.part
    }

    /// Its number in that part, from 1 at the top.
    pub fn number(self) -> u8 {
        self.number
    }

    /// The region whose risks hold for it.
    pub fn region(self) -> Region {
        match self.part {
            SpinePart::Cervical => Region::Cervical,
            SpinePart::Thoracic => Region::Thoracic,
            SpinePart::Lumbar | SpinePart::Sacral => Region::Lumbar,
        }
    }

    /// All vertebrae, from the head down.
    fn all() -> impl Iterator<Item = Self> {
        SpinePart::ALL
            .into_iter()
            .flat_map(|part| (1..=part.count()).map(move |number| Self { part, number }))
    }
}

impl fmt::Display for Vertebra {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.part.letter(), self.number)
    }
}

/// One level that is operated on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Level {
    /// A whole vertebra, `L4`.
    Vertebra(Vertebra),
    /// The disc and joints between two adjacent vertebrae, upper one first, `L4–L5`.
    Segment(Vertebra, Vertebra),
}

impl Level {
    /// Name of the nerve that leaves the spine at a segment, such as `L4` at L4–L5.
    ///
    /// The neck has eight nerves for seven vertebrae: its nerves leave above
    /// the vertebra of their number and C8 leaves at C7–T1; from there down
    /// they leave below. `None` for a whole vertebra, where two leave.
    pub fn exiting_nerve(&self) -> Option<String> {
        match self {
            Self::Vertebra(_) => None,
            Self::Segment(upper, _) if upper.part == SpinePart::Cervical => {
                Some(format!("C{}", upper.number + 1))
            }
            Self::Segment(upper, _) => Some(upper.to_string()),
        }
    }

    /// Every level there is, from the head down: each vertebra, and the segment below it.
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        let below = Vertebra::all().skip(1).map(Some).chain([None]);
        Vertebra::all().zip(below).flat_map(|(upper, lower)| {
            let segment = lower.map(|lower| Self::Segment(upper, lower));
            [Some(Self::Vertebra(upper)), segment].into_iter().flatten()
        })
    }

    /// Upper and lower end; the same for a whole vertebra.
    pub fn ends(self) -> (Vertebra, Vertebra) {
        match self {
            Self::Vertebra(vertebra) => (vertebra, vertebra),
            Self::Segment(upper, lower) => (upper, lower),
        }
    }
}

/// From the head down; a vertebra comes before the segment below it.
impl Ord for Level {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.ends().cmp(&other.ends())
    }
}

impl PartialOrd for Level {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

/// The technical form with an en dash: `L4`, `L4–L5`.
impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Vertebra(vertebra) => vertebra.fmt(f),
            Self::Segment(upper, lower) => write!(f, "{upper}–{lower}"),
        }
    }
}

impl Serialize for Level {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// All levels of one operation: at least one, each once, from the head down.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct Levels(Vec<Level>);

impl Levels {
    /// Reads levels as clinicians write them: `L4–L5`, `C5/6`, `T12-L1`,
    /// `L3–L5` (all segments between), several joined by `,` `;` `and` `&` `+`.
    ///
    /// ```
    /// use countersign::case::Levels;
    ///
    /// let levels = Levels::parse("l3-5").expect("two segments");
    /// assert_eq!(levels.display(), "L3–L4 and L4–L5");
    /// assert!(Levels::parse("L5–L4").is_err()); // the upper one comes first
    /// ```
    ///
    /// # Errors
    ///
    /// A problem without a place where the text holds anything else, a vertebra
    /// that does not exist, or a level twice.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let mut levels = parse::levels(text)?;
        levels.sort();
        match levels.windows(2).find(|pair| pair[0] == pair[1]) {
            Some(pair) => Err(given_twice(pair[0])),
            None => Ok(Self(levels)),
        }
    }

    /// Both together.
    ///
    /// # Errors
    ///
    /// A problem without a place where a level stands in both.
    pub(crate) fn and(self, other: Self) -> Result<Self, Problem> {
        if let Some(level) = other.0.iter().find(|level| self.0.contains(level)) {
            return Err(given_twice(*level));
        }
        let mut levels = self.0;
        levels.extend(other.0);
        levels.sort();
        Ok(Self(levels))
    }

    /// The levels, from the head down. Never empty.
    pub fn as_slice(&self) -> &[Level] {
        &self.0
    }

    /// The technical forms as an English list: `A`, `A and B`, `A, B and C`.
    pub fn display(&self) -> String {
        let mut words: Vec<String> = self.0.iter().map(Level::to_string).collect();
        let last = words.pop().unwrap_or_default();
        match words.is_empty() {
            true => last,
            false => format!("{} and {last}", words.join(", ")),
        }
    }

    /// Regions of the nerves that leave at these levels; a single vertebra counts as
    /// its own region. C7–T1 is cervical (C8), T12–L1 thoracic (T12).
    pub fn nerve_regions(&self) -> BTreeSet<Region> {
        let of = |level: &Level| match level {
            Level::Vertebra(vertebra) => vertebra.region(),
            // The nerve of a segment is named after its upper part of the spine.
            Level::Segment(upper, _) => upper.region(),
        };
        self.as_slice().iter().map(of).collect()
    }

    /// The regions of all vertebrae that are touched. C7–T1 counts in both, so
    /// that no risk of either is dropped.
    pub fn regions(&self) -> BTreeSet<Region> {
        self.0
            .iter()
            .flat_map(|level| [level.ends().0, level.ends().1])
            .map(Vertebra::region)
            .collect()
    }
}

fn given_twice(level: Level) -> Problem {
    Problem::new(format!("the level {level} is given twice")).hint("name each level once")
}
