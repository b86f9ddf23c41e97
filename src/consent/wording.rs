//! Templates of packs and phrases of the locale, filled with what the case says.

use std::collections::BTreeSet;
use std::ops::Deref;

use super::phrases::{Phrases, Variables};
use crate::case::{Case, Level, Levels, Position, Region, Side, SpinePart, Vertebra};
use crate::error::Problem;
use crate::library::Site;

/// The phrases of a language, and what pack texts may use in a case.
pub(super) struct Wording<'a> {
    phrases: &'a Phrases,
    /// What pack texts may use in this case.
    pub variables: Variables,
}

impl Deref for Wording<'_> {
    type Target = Phrases;

    fn deref(&self) -> &Phrases {
        self.phrases
    }
}

impl<'a> Wording<'a> {
    /// The words for a case: `side`, `on_side`, `level`, `region`, `nerve`,
    /// `limbs` where they are known, and `surgeon`.
    pub(super) fn new(phrases: &'a Phrases, case: &Case, site: &Site) -> Result<Self, Problem> {
        let mut wording = Self {
            phrases,
            variables: Variables::new(),
        };
        let mut variables = Variables::from([("surgeon", case.surgeon.name.clone())]);
        if let Some(side) = case.procedure.side {
            variables.insert("side", wording.side("side", side)?);
            let part = match (&site.part, side) {
                (Some(part), Side::Both) => Some(part.both.clone()),
                (Some(part), Side::Left | Side::Right) => Some(part.one.clone()),
                (_, Side::Midline) | (None, _) => None,
            };
            let on_side = match part {
                Some(part) => wording.phrase(&Self::of_side("on-part", side), &[("part", part)])?,
                None => wording.side("on-side", side)?,
            };
            variables.insert("on_side", on_side);
        }
        if let Some(levels) = &case.procedure.levels {
            variables.insert(
                "level",
                wording.list(levels.as_slice().iter().map(ToString::to_string))?,
            );
            variables.insert("region", wording.regions("region", levels.regions())?);
            // The upper four nerves of the neck do not go to the arm.
            let upper = |nerve: &String| ["C1", "C2", "C3", "C4"].contains(&nerve.as_str());
            let nerves: Vec<String> = levels
                .as_slice()
                .iter()
                .filter_map(Level::exiting_nerve)
                .collect();
            let limbs = if !nerves.is_empty() && nerves.iter().all(upper) {
                wording.phrase("limbs-upper-cervical", &[])?
            } else {
                wording.regions("limbs", levels.nerve_regions())?
            };
            variables.insert("limbs", limbs);
            let both = case.procedure.side == Some(Side::Both);
            if let Some(nerve) = wording.nerve(levels, both)? {
                variables.insert("nerve", nerve);
            }
        }
        wording.variables = variables;
        Ok(wording)
    }

    /// Fills a pack's text. `file` is for the message.
    pub(super) fn fill(&self, template: &str, file: &str) -> Result<String, Problem> {
        self.fill_with(template, &self.variables, file)
    }

    /// A phrase that depends on the side (`on-side` → `on-side-left`).
    pub(super) fn side(&self, phrase: &str, side: Side) -> Result<String, Problem> {
        self.phrase(&Self::of_side(phrase, side), &[])
    }

    /// The name of a phrase for a side.
    fn of_side(phrase: &str, side: Side) -> String {
        let word = match side {
            Side::Left => "left",
            Side::Right => "right",
            Side::Both => "both",
            Side::Midline => "midline",
        };
        format!("{phrase}-{word}")
    }

    pub(super) fn position(&self, position: Position) -> Result<String, Problem> {
        let word = match position {
            Position::Prone => "prone",
            Position::Supine => "supine",
            Position::Lateral => "lateral",
            Position::Sitting => "sitting",
        };
        self.phrase(&format!("position-{word}"), &[])
    }

    /// A phrase for each region that the levels touch.
    fn regions(&self, phrase: &str, regions: BTreeSet<Region>) -> Result<String, Problem> {
        let words: Result<Vec<String>, Problem> = regions
            .into_iter()
            .map(|region| {
                let word = match region {
                    Region::Cervical => "cervical",
                    Region::Thoracic => "thoracic",
                    Region::Lumbar => "lumbar",
                };
                self.phrase(&format!("{phrase}-{word}"), &[])
            })
            .collect();
        self.list(words?.into_iter())
    }

    /// `L4 nerve`, `L3 and L4 nerves`; `None` if some level is no segment.
    fn nerve(&self, levels: &Levels, both_sides: bool) -> Result<Option<String>, Problem> {
        let nerves: Option<Vec<String>> =
            levels.as_slice().iter().map(Level::exiting_nerve).collect();
        let Some(nerves) = nerves else {
            return Ok(None);
        };
        let one = nerves.len() == 1 && !both_sides;
        let phrase = if one { "nerve" } else { "nerves" };
        let names = self.list(nerves.into_iter())?;
        self.phrase(phrase, &[("names", names)]).map(Some)
    }

    /// A level in full words, with its short form.
    pub(super) fn level(&self, level: &Level) -> Result<String, Problem> {
        let short = ("level", level.to_string());
        match level {
            Level::Vertebra(vertebra) => {
                let (number, part) = self.vertebra(*vertebra)?;
                self.phrase("vertebra", &[short, ("number", number), ("part", part)])
            }
            Level::Segment(upper, lower) => {
                let (upper, upper_part) = self.vertebra(*upper)?;
                let (lower, lower_part) = self.vertebra(*lower)?;
                let same = upper_part == lower_part;
                let mut variables = vec![short, ("upper", upper), ("lower", lower)];
                if same {
                    variables.push(("part", upper_part));
                    return self.phrase("segment", &variables);
                }
                variables.extend([("upper_part", upper_part), ("lower_part", lower_part)]);
                self.phrase("segment-across", &variables)
            }
        }
    }

    fn vertebra(&self, vertebra: Vertebra) -> Result<(String, String), Problem> {
        let part = match vertebra.part() {
            SpinePart::Cervical => "part-cervical",
            SpinePart::Thoracic => "part-thoracic",
            SpinePart::Lumbar => "part-lumbar",
            SpinePart::Sacral => "part-sacral",
        };
        let ordinal =
            self.locale.ordinals[usize::from(vertebra.number()).saturating_sub(1) % 12].clone();
        Ok((ordinal, self.phrase(part, &[])?))
    }
}

/// A name as it stands inside a sentence: `Laminectomy` becomes `laminectomy`, `ACDF` stays.
pub(super) fn inside_a_sentence(name: &str) -> String {
    let mut characters = name.chars();
    match (characters.next(), characters.clone().next()) {
        (Some(first), Some(second)) if second.is_lowercase() => {
            first.to_lowercase().chain(characters).collect()
        }
        _ => name.to_owned(),
    }
}
