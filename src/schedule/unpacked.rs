//! How far a workbook unpacks: a small file can hold more than any machine has room for.
//!
//! A workbook is a ZIP file, and what a ZIP file says of its sizes may be a lie. So each part is
//! unpacked once and counted, nothing of it is kept, and it is read only if there is little
//! enough of it.

use std::io::Read;

use zip::ZipArchive;

use super::Source;
use crate::error::Problem;

/// The most bytes of all sheets. One of 100,000 rows with 20 columns has about 150 MB.
const SHEETS: u64 = 256 << 20;
/// The most bytes of all other parts, which are held in memory: texts, styles, names.
const OTHERS: u64 = 48 << 20;
/// The part that says how numbers are shown.
const STYLES: &str = "xl/styles.xml";
/// The most parts; usual ones have about twenty.
const PARTS: usize = 10_000;

/// Unpacks every part and counts; whether the styles show numbers with zeros before them.
///
/// # Errors
/// It is no ZIP file, or there is too much in it.
pub(super) fn check(source: &mut dyn Source, file: &str) -> Result<bool, Problem> {
    let mut pads = false;
    let mut zip = ZipArchive::new(source).map_err(|_| unreadable(file))?;
    if zip.len() > PARTS {
        return Err(too_much(file));
    }
    let (mut sheets, mut others) = (SHEETS, OTHERS);
    for index in 0..zip.len() {
        let mut part = zip.by_index(index).map_err(|_| unreadable(file))?;
        let name = part.name().map_err(|_| unreadable(file))?;
        let is_styles = name == STYLES;
        let is_sheet = name.to_ascii_lowercase().contains("/worksheets/");
        let left = if is_sheet { &mut sheets } else { &mut others };
        *left = left
            .checked_sub(length(&mut part, *left))
            .ok_or_else(|| too_much(file))?;
        if is_styles {
            drop(part);
            pads = pads_numbers(&mut zip, index);
        }
    }
    Ok(pads)
}

/// Whether some format is `0000` or longer: the zeros are in no cell.
fn pads_numbers(zip: &mut ZipArchive<&mut dyn Source>, styles: usize) -> bool {
    let mut text = String::new();
    let part = zip.by_index(styles);
    let read = part.map(|part| part.take(OTHERS).read_to_string(&mut text));
    let codes = text.split("formatCode=\"").skip(1);
    let pads = |code: &str| {
        let code = code.split('"').next().unwrap_or_default();
        let zeros = code.chars().take_while(|it| *it == '0').count();
        zeros >= 4
    };
    read.is_ok() && codes.into_iter().any(pads)
}

/// How many bytes there are, counted to one more than `most`. What cannot be unpacked further
/// ends there, for whoever reads it later too.
fn length(part: &mut dyn Read, most: u64) -> u64 {
    let (mut buffer, mut count) = (vec![0; 64 * 1024], 0);
    while count <= most {
        match part.read(&mut buffer) {
            Ok(0) | Err(_) => break,
            Ok(read) => count += read as u64,
        }
    }
    count
}

/// It is something else, or has a password.
pub(super) fn unreadable(file: &str) -> Problem {
    Problem::new(format!("{file} is not an Excel workbook that can be read"))
        .hint("open it in Excel and save it as .xlsx without a password, or as CSV (UTF-8)")
}

fn too_much(file: &str) -> Problem {
    Problem::new(format!("{file} unpacks to more than a schedule can hold"))
        .hint("copy the schedule into a new workbook, or save it as CSV (UTF-8)")
}
