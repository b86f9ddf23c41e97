//! When and where the operation is.

use crate::schedule::date;
use crate::schedule::field::Field;
use crate::schedule::read::Reading;
use crate::schedule::tree::Branch;

impl Reading<'_> {
    /// The day, of its column or of the start; where both say one they must agree.
    pub(super) fn day(&mut self, branch: &mut Branch) {
        let start = self.text(Field::Start).filter(|said| {
            self.cell(said).is_some_and(|cell| {
                let dated = said.text.contains(['/', '-', '.', '@']) || said.column.is_none();
                !date::is_only_time(cell) && dated
            })
        });
        let day = self.text(Field::PlannedDate);
        if let (Some(day), Some(start)) = (&day, &start)
            && let (Ok(a), Ok(b)) = (self.day_of(day, false), self.day_of(start, false))
            && a != b
        {
            let says = format!("names another day than {}", day.header);
            self.note(start, &says, "correct it against the record");
        }
        let planned = day.or(start);
        if let Some(said) = &planned {
            self.date(branch, "planned_date", "procedure.planned_date", said);
        }
        self.age(planned.as_ref());
    }

    pub(super) fn place_of_operation(&mut self, branch: &mut Branch) {
        let location = self.text(Field::Location);
        let room = self.text(Field::Room).map(|mut room| {
            if room.text.bytes().all(|byte| byte.is_ascii_digit()) {
                room.text = format!("Room {}", room.text);
            }
            room
        });
        let place = match (location, room) {
            (Some(mut location), Some(room)) => {
                location.text = format!("{}, {}", location.text, room.text);
                Some(location)
            }
            (location, room) => location.or(room),
        };
        self.copy(branch, "place", "procedure.place", place);
    }
}
