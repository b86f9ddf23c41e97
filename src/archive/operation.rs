//! When one form takes the place of another.
//!
//! Two forms are for the *same operation* if record number and procedure are the same, and
//! either both name the same encounter, or the planned day is the same. Of those:
//!
//! - a form that was made later takes the place of an earlier one that is not signed, always:
//!   there is one form to sign;
//! - it takes the place of a signed one only if what was agreed to is different: side, level,
//!   surgeon, the operation with its add-ons, or the major version of the content;
//! - where an earlier form has the same side and level, only that one gives way, so that the
//!   forms for a left and a right hand stand side by side;
//! - forms that were made at the very same time come from one schedule, and none gives way.

use super::entry::Row;
use super::life::Status;

/// One form that took the place of another.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Superseded {
    /// Id of the other form.
    pub form_id: String,
    /// What is different: `side`, `level`, `surgeon`, `operation`, `content`; or only `newer`.
    pub because: Vec<String>,
}

/// Those of a patient's forms that give way to a newer one.
pub(super) fn give_way(newer: &Row, others: &[Row]) -> Vec<Superseded> {
    let older = |other: &&Row| other.created < newer.created && gives_way(newer, other).is_some();
    let older: Vec<&Row> = others.iter().filter(older).collect();
    let same_place = |other: &Row| other.side == newer.side && other.level == newer.level;
    let only_same_place = older.iter().any(|other| same_place(other));
    older
        .into_iter()
        .filter(|other| !only_same_place || same_place(other))
        .filter_map(|other| {
            Some(Superseded {
                form_id: other.form_id.clone(),
                because: gives_way(newer, other)?,
            })
        })
        .collect()
}

/// Why a form gives way to a newer one; nothing if it does not.
pub(super) fn gives_way(newer: &Row, older: &Row) -> Option<Vec<String>> {
    let signed = older.status == Status::Signed.name();
    let live =
        signed || older.status == Status::Issued.name() || older.status == Status::Printed.name();
    if !live || older.form_id == newer.form_id || !same_operation(newer, older) {
        return None;
    }
    let because = differences(newer, older);
    match (because.is_empty(), signed) {
        (false, _) => Some(because),
        (true, false) => Some(vec!["newer".into()]),
        (true, true) => None,
    }
}

fn same_operation(a: &Row, b: &Row) -> bool {
    let (here, there) = (&a.encounter, &b.encounter);
    let same_stay = !here.is_empty() && here == there;
    let same_day = a.planned_date == b.planned_date
        && (!a.planned_date.is_empty() || here.is_empty() || there.is_empty());
    a.record_number == b.record_number && a.procedure == b.procedure && (same_stay || same_day)
}

fn differences(a: &Row, b: &Row) -> Vec<String> {
    let major = |row: &Row| row.content_version.split('.').next().map(str::to_owned);
    let (side, level) = (a.side != b.side, a.level != b.level);
    let different = [
        ("side", side),
        ("level", level),
        ("surgeon", a.surgeon_key != b.surgeon_key),
        ("operation", !side && !level && a.operation != b.operation),
        ("content", major(a) != major(b)),
    ];
    let different = different.into_iter().filter(|(_, is)| *is);
    different.map(|(name, _)| name.to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(id: &str, created: &str) -> Row {
        Row {
            form_id: id.into(),
            created: created.into(),
            status: "issued".into(),
            record_number: "0042".into(),
            procedure: "carpal-tunnel-release".into(),
            operation: "Release, left".into(),
            side: "left".into(),
            surgeon_key: "dr example".into(),
            planned_date: "2026-12-01".into(),
            content_version: "1.2.0-ABCD".into(),
            ..Row::default()
        }
    }

    fn ids(newer: &Row, others: &[Row]) -> Vec<(String, Vec<String>)> {
        let all = give_way(newer, others).into_iter();
        all.map(|one| (one.form_id, one.because)).collect()
    }

    #[test]
    fn what_gives_way_to_what() {
        let old = row("A", "1");
        let new = |change: fn(&mut Row)| {
            let mut new = row("B", "2");
            change(&mut new);
            new
        };
        let says = |new: &Row| ids(new, std::slice::from_ref(&old));
        let because = |why: &[&str]| {
            vec![(
                "A".to_owned(),
                why.iter().map(ToString::to_string).collect::<Vec<_>>(),
            )]
        };
        assert_eq!(says(&new(|_| ())), because(&["newer"]));
        assert_eq!(
            says(&new(|new| new.side = "right".into())),
            because(&["side"])
        );
        assert_eq!(
            says(&new(|new| new.level = "L4–L5".into())),
            because(&["level"])
        );
        assert_eq!(
            says(&new(|new| new.surgeon_key = "x".into())),
            because(&["surgeon"])
        );
        assert_eq!(
            says(&new(|new| new.operation = "more".into())),
            because(&["operation"])
        );
        let content = new(|new| new.content_version = "2.0.0-ABCD".into());
        assert_eq!(says(&content), because(&["content"]));
        for other in [
            new(|new| new.record_number = "0043".into()),
            new(|new| new.procedure = "acdf".into()),
            new(|new| new.planned_date = "2026-12-02".into()),
            new(|new| new.created = "1".into()),
            new(|new| new.form_id = "A".into()),
        ] {
            assert_eq!(says(&other), []);
        }
    }

    #[test]
    fn a_signed_form_gives_way_only_to_another_agreement() {
        let mut old = row("A", "1");
        old.status = "signed".into();
        let mut new = row("B", "2");
        new.content_version = "1.3.0-EFGH".into();
        assert_eq!(ids(&new, std::slice::from_ref(&old)), []);
        new.side = "right".into();
        assert_eq!(ids(&new, &[old]), [("A".into(), vec!["side".into()])]);
    }

    #[test]
    fn both_hands_stand_side_by_side() {
        let (left, mut right) = (row("L", "1"), row("R", "1"));
        right.side = "right".into();
        assert_eq!(ids(&right, std::slice::from_ref(&left)), []);
        let mut left_again = row("M", "2");
        left_again.surgeon_key = "dr other".into();
        let only = [("L".into(), vec!["surgeon".into()])];
        assert_eq!(ids(&left_again, &[left, right]), only);
    }

    #[test]
    fn the_same_stay_is_the_same_operation_on_another_day() {
        let (mut old, mut new) = (row("A", "1"), row("B", "2"));
        new.planned_date = "2026-12-08".into();
        old.encounter = "E1".into();
        new.encounter = "E1".into();
        assert_eq!(ids(&new, std::slice::from_ref(&old)).len(), 1);
        new.encounter = "E2".into();
        assert_eq!(ids(&new, std::slice::from_ref(&old)), []);
        new.planned_date = String::new();
        old.planned_date = String::new();
        assert_eq!(ids(&new, &[old]), []);
    }
}
