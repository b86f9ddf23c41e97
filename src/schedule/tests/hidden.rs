//! Rows that a workbook hides, or may strike through by a rule: forms with a warning.

use rust_xlsxwriter::{ConditionalFormatFormula, FilterCondition, Format, Worksheet};

use super::struck::{cells, sheet, struck};
use super::workbooks::book;
use super::*;

/// Of each row, whether a warning says this of it.
fn warned(bytes: &[u8], says: &str) -> Vec<(u32, bool)> {
    let (mapping, packs) = &*STANDARD;
    let rows = Schedule::open(bytes, "s.csv", mapping).expect("rows");
    let read = rows.map(|row| {
        let (case, odd) = row.read(Some(&facility()), packs);
        case.unwrap_or_else(|it| panic!("{it}"));
        let start = format!("s.csv:{}:1: {says}", row.number());
        let says = odd.iter().any(|it| it.to_string().starts_with(&start));
        (row.number(), says)
    });
    read.collect()
}

pub(super) fn hidden(bytes: &[u8]) -> Vec<(u32, bool)> {
    warned(bytes, "this row is hidden in the workbook")
}

/// Three cases in different rooms, before something is done to the sheet.
fn three(change: impl Fn(&mut Worksheet)) -> Vec<u8> {
    book(|sheet| {
        for (at, room) in [(4, "OR 1"), (5, "OR 2"), (6, "OR 1")] {
            for (column, (_, value)) in (0..).zip(cells()) {
                sheet.write(at, column, &value).expect("a cell");
            }
            sheet.write(at, 10, room).expect("a cell");
        }
        sheet.write(2, 10, "Room").expect("a cell");
        change(sheet);
    })
}

#[test]
fn a_hidden_row_gets_its_form_and_a_warning() {
    let by_hand = three(|sheet| {
        sheet.set_row_hidden(5).expect("a row");
    });
    let by_filter = three(|sheet| {
        sheet.autofilter(2, 0, 6, 10).expect("a filter");
        let one = FilterCondition::new().add_list_filter("OR 1");
        sheet.filter_column(10, &one).expect("a filter");
    });
    let by_height = three(|sheet| {
        sheet.set_row_height(5, 0).expect("a row");
    });
    for bytes in [by_hand, by_filter, by_height] {
        assert_eq!(hidden(&bytes), [(5, false), (6, true), (7, false)]);
    }
    assert_eq!(hidden(&three(|_| ())), [(5, false), (6, false), (7, false)]);
}

const RULED: &str = "a rule of the workbook may strike this row through";

#[test]
fn a_row_that_a_rule_may_strike_through_gets_its_form_and_a_warning() {
    let ruled = |format: Format, last| {
        let bytes = three(|sheet| {
            let rule = ConditionalFormatFormula::new().set_rule("=$L5=\"off\"");
            let rule = rule.set_format(format.clone());
            let added = sheet.add_conditional_format(4, 0, last, 9, &rule);
            added.expect("a rule");
        });
        warned(&bytes, RULED)
    };
    assert_eq!(ruled(struck(), 5), [(5, true), (6, true), (7, false)]);
    assert_eq!(ruled(struck(), 4), [(5, true), (6, false), (7, false)]);
    let bold = Format::new().set_bold();
    assert_eq!(ruled(bold, 5), [(5, false), (6, false), (7, false)]);
}

/// Rules that refer to another sheet have their format and their places within them.
#[test]
fn a_rule_is_seen_however_it_is_written() {
    let ruled = |format: &str, places: &str| {
        let rules = format!(
            "<conditionalFormatting><cfRule type=\"expression\"><dxf><font>{format}</font></dxf>\
             </cfRule><sqref>{places}</sqref></conditionalFormatting>"
        );
        let warned = warned(&sheet("<t>Foraminotomy</t>", &rules), RULED);
        warned == [(5, true)]
    };
    for places in ["A1:K9", "K9:A1", "B5", "A1 C4:D5", "A:K", "1:9"] {
        assert!(ruled("<strike/>", places), "{places}");
    }
    for places in ["", "A1:K4", "A6:K9", "B4 B6"] {
        assert!(!ruled("<strike/>", places), "{places}");
    }
    assert!(!ruled("<strike val=\"0\"/>", "A1:K9"));
    assert!(!ruled("<b/>", "A1:K9"));
}
