//! Whether the case says what a pack of the plan needs: position, side, level.

use super::{Finder, Part};
use crate::case::{Levels, Position, Region, Side};
use crate::error::Problem;
use crate::library::{Need, Pack, Role};

impl Finder<'_> {
    /// How the patient lies: as the case says, otherwise as is usual for the operation.
    pub(super) fn position(&self, base: &Pack) -> Option<Position> {
        self.case
            .procedure
            .position
            .or_else(|| base.positions.first().copied())
    }

    /// Checks the operation and every add-on.
    pub(super) fn all_fit(&mut self, parts: &[Part], position: Option<Position>) {
        for (index, part) in parts.iter().enumerate() {
            let path = match index.checked_sub(1) {
                None => "procedure.pack".to_owned(),
                Some(add_on) => format!("procedure.add_ons.{add_on}"),
            };
            if !parts[0].pack().site.is_at(&part.pack().site) {
                let (base, add_on) = (&parts[0].pack().id, &part.pack().id);
                let says = format!("`{add_on}` is done at another place of the body than `{base}`");
                let hint =
                    "make a form of its own for each operation: side, level and risks differ";
                self.problem(&path, Problem::new(says).hint(hint));
                continue;
            }
            let role = part.role().unwrap_or(Role::Base);
            self.fits(part.pack(), role, &path, position);
        }
    }

    /// Checks the operation or an add-on; `path` is where the case names the pack.
    fn fits(&mut self, pack: &Pack, role: Role, path: &str, position: Option<Position>) {
        let listed = |position| pack.positions.is_empty() || pack.positions.contains(&position);
        if position.is_some_and(|position| !listed(position)) {
            let problem = Problem::new(format!("`{}` is not done in this position", pack.id));
            let place = if role == Role::Base {
                "procedure.position"
            } else {
                path
            };
            self.problem(
                place,
                problem.hint("leave `position` out for the usual one, or plan another add-on"),
            );
        }
        // The nearest table, where there is no such key.
        let at = |key: &'static str| if role == Role::Base { key } else { path };
        match self.case.procedure.side {
            None if pack.site.laterality == Need::Required => self.problem(
                at("procedure.side"),
                Problem::new(format!("`{}` needs a side", pack.id))
                    .hint("add `side`: left, right, both or midline, as the record has it"),
            ),
            None => {}
            Some(side) => self.side(pack, role, side),
        }
        match &self.case.procedure.levels {
            None if pack.site.level == Need::Required => self.problem(
                at("procedure.levels"),
                Problem::new(format!("`{}` needs a level", pack.id))
                    .hint("add `levels`, such as L4–L5, as the record has it"),
            ),
            None => {}
            Some(levels) => self.levels(pack, role, levels),
        }
    }

    fn side(&mut self, pack: &Pack, role: Role, side: Side) {
        let (site, id) = (&pack.site, &pack.id);
        if site.laterality == Need::None && role == Role::Base {
            let problem = Problem::new(format!("`{id}` has no side"));
            self.problem("procedure.side", problem.hint("leave `side` out"));
        } else if !site.sides.is_empty() && !site.sides.contains(&side) {
            let problem = Problem::new(format!("`{id}` is not done on this side"));
            self.problem(
                "procedure.side",
                problem.hint("check `side` against the record"),
            );
        }
    }

    fn levels(&mut self, pack: &Pack, role: Role, levels: &Levels) {
        let (site, id) = (&pack.site, &pack.id);
        let mut problem = |says: String, hint: &str| {
            self.problem("procedure.levels", Problem::new(says).hint(hint));
        };
        if site.level == Need::None {
            // The level is the operation's; an add-on without one takes no notice of it.
            if role == Role::Base {
                problem(format!("`{id}` has no level"), "leave `levels` out");
            }
            return;
        }
        let all = levels.as_slice();
        if let Some(single) = all.iter().find(|level| site.wants_two(**level)) {
            problem(
                format!("`{id}` is done between two vertebrae, and {single} is one"),
                "name both, such as L4–L5",
            );
        }
        if let Some(beyond) = all.iter().find(|level| site.is_beyond(**level)) {
            problem(
                format!("`{id}` is not done at {beyond}"),
                "check the level, or choose another pack",
            );
        }
        let outside: Vec<Region> = levels
            .regions()
            .into_iter()
            .filter(|region| !site.regions.contains(region))
            .collect();
        if !outside.is_empty() {
            problem(
                format!("`{id}` is not done in this region of the spine ({outside:?})"),
                "check the level, or choose another pack",
            );
        }
    }
}
