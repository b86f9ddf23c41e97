//! Rules by which a workbook strikes cells through (conditional formatting). Whether a rule holds
//! is not found out.

use std::collections::BTreeSet;

use quick_xml::events::Event;

use super::Row;
use super::parts::{Part, attribute, is_on, place};

/// The formats of rules that strike through, by their numbers.
pub(super) fn striking(mut styles: Part<'_, '_>) -> Option<BTreeSet<usize>> {
    let mut formats = BTreeSet::new();
    let (mut count, mut buffer) = (0_usize, Vec::new());
    loop {
        buffer.clear();
        match styles.read_event_into(&mut buffer).ok()? {
            Event::Start(it) => match it.local_name().as_ref() {
                "dxf" => count += 1,
                "strike" if is_on(attribute(&it, "val").as_deref()) => {
                    formats.extend(count.checked_sub(1));
                }
                _ => {}
            },
            Event::End(it) if it.local_name().as_ref() == "dxfs" => return Some(formats),
            Event::Eof => return Some(formats),
            _ => {}
        }
    }
}

/// Rows in which some rule may strike something through; `sheet` is read from behind its cells.
pub(super) fn ruled(
    mut sheet: Part<'_, '_>,
    striking: &BTreeSet<usize>,
    rows: &[Row],
) -> Option<BTreeSet<u32>> {
    // How many such rules begin or end with a row, so that any number of them takes no room.
    let mut changes = vec![0_i64; rows.len() + 1];
    let (mut places, mut in_places, mut strikes) = (String::new(), false, false);
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match sheet.read_event_into(&mut buffer).ok()? {
            Event::Start(it) => match it.local_name().as_ref() {
                "conditionalFormatting" => {
                    places = attribute(&it, "sqref").unwrap_or_default();
                    strikes = false;
                }
                "cfRule" => {
                    let format = attribute(&it, "dxfId").and_then(|it| it.parse().ok());
                    strikes |= format.is_some_and(|it: usize| striking.contains(&it));
                }
                // A rule may have its format, and its places, within it.
                "strike" => strikes |= is_on(attribute(&it, "val").as_deref()),
                "sqref" => in_places = true,
                _ => {}
            },
            Event::Text(it) if in_places => places.push_str(&it),
            Event::End(it) => match it.local_name().as_ref() {
                "sqref" => in_places = false,
                "conditionalFormatting" if strikes => {
                    for range in places.split_whitespace() {
                        let (from, to) = within(rows, range);
                        changes[from] += 1;
                        changes[to] -= 1;
                    }
                }
                _ => {}
            },
            Event::Eof => break,
            _ => {}
        }
    }
    let mut open = 0;
    let ruled = rows
        .iter()
        .zip(changes)
        .filter_map(|((number, _), change)| {
            open += change;
            (open > 0).then_some(*number)
        });
    Some(ruled.collect())
}

/// Which rows lie within `B3:K9` or `B3`; of places that are written otherwise, all.
fn within(rows: &[Row], range: &str) -> (usize, usize) {
    let (first, last) = range.split_once(':').unwrap_or((range, range));
    let (Some((first, _)), Some((last, _))) = (place(first), place(last)) else {
        return (0, rows.len());
    };
    let from = rows.partition_point(|(number, _)| *number <= first.min(last));
    let to = rows.partition_point(|(number, _)| *number <= first.max(last).saturating_add(1));
    (from, to)
}
