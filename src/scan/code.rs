//! The page code of a sheet, wherever it is and however it lies.
//!
//! A code counts only if its own error correction, its check and the check character of its
//! form id all agree ([`PageCode::parse`]). What cannot be read is looked for again without
//! specks, without streaks, larger and with other thresholds; no attempt guesses.

use rxing::common::cpp_essentials::ConcentricPattern;
use rxing::common::{BitMatrix, DetectorRXingResult};
use rxing::qrcode::cpp_port::decoder::Decode;
use rxing::qrcode::cpp_port::detector::{FindFinderPatterns, GenerateFinderPatternSets, SampleQR};

use super::raster::{Point, Raster};
use super::streaks;
use crate::page_code::{NoPageCode, PageCode};

/// A sheet with more pixels than this each way is looked at smaller first.
const LARGE: usize = 2900;
/// A sheet with fewer is looked at larger, too.
const SMALL: usize = 2500;

/// A page code on a sheet.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// What it says.
    pub code: PageCode,
    /// Its corners in pixels of the sheet: those that are upper left, upper right, lower
    /// left and lower right when the page is upright.
    pub corners: [Point; 4],
}

/// What codes a sheet has.
#[derive(Debug, Clone, PartialEq)]
pub enum Codes {
    /// That of one page.
    One(Found),
    /// Those of more than one page.
    Several(Vec<PageCode>),
    /// One of ours that cannot be trusted.
    Bad(NoPageCode),
    /// None that can be read.
    None,
}

/// Looks for page codes on a sheet.
pub fn codes(sheet: &Raster) -> Codes {
    let mut bad = None;
    for attempt in ATTEMPTS {
        let Some((raster, scale)) = attempt(sheet) else {
            continue;
        };
        let thresholds = raster.threshold();
        for threshold in [thresholds, thresholds / 2 + 24, thresholds / 2 + 112] {
            let (found, refused) = decode(&raster, threshold, scale);
            match found.len() {
                0 => bad = bad.or(refused),
                1 => return found.into_iter().next().map_or(Codes::None, Codes::One),
                _ => return Codes::Several(found.into_iter().map(|one| one.code).collect()),
            }
            if raster.is_bilevel() {
                break;
            }
        }
    }
    bad.map_or(Codes::None, Codes::Bad)
}

/// A picture to look at, and how many pixels of the sheet one of its pixels is.
type Attempt = fn(&Raster) -> Option<(Raster, f32)>;

/// From what mostly works to what rarely has to.
const ATTEMPTS: [Attempt; 6] = [
    |sheet| {
        let by = shrink(sheet);
        Some((sheet.shrunk(by), by as f32))
    },
    |sheet| {
        let by = shrink(sheet);
        Some((sheet.shrunk(by).without_specks(), by as f32))
    },
    |sheet| {
        let by = shrink(sheet);
        Some((
            streaks::mended(&sheet.shrunk(by)).without_specks(),
            by as f32,
        ))
    },
    |sheet| {
        let small = sheet.width.max(sheet.height) < SMALL;
        small.then(|| (sheet.without_specks().doubled(), 0.5))
    },
    |sheet| {
        let small = sheet.width.max(sheet.height) < SMALL;
        small.then(|| (sheet.doubled().without_specks(), 0.5))
    },
    |sheet| {
        let large = shrink(sheet) > 1;
        large.then(|| (sheet.without_specks(), 1.0))
    },
];

fn shrink(sheet: &Raster) -> usize {
    (sheet.width.max(sheet.height) / LARGE).max(1)
}

/// All page codes of a picture, each page once; and why others are none.
fn decode(raster: &Raster, threshold: u8, scale: f32) -> (Vec<Found>, Option<NoPageCode>) {
    let (mut found, mut refused) = (Vec::<Found>::new(), None);
    let Some(dark) = dark(raster, threshold) else {
        return (found, None);
    };
    let mut patterns = FindFinderPatterns(&dark, true, 0);
    let mut used: Vec<ConcentricPattern> = Vec::new();
    for set in GenerateFinderPatternSets(&mut patterns) {
        let own = [set.bl, set.tl, set.tr];
        if own.iter().any(|pattern| used.contains(pattern)) {
            continue;
        }
        let Ok(sampled) = SampleQR(&dark, &set) else {
            continue;
        };
        let Ok(read) = Decode(sampled.getBits()) else {
            continue;
        };
        if !read.isValid() || read.isMirrored() {
            continue;
        }
        used.extend(own);
        match PageCode::parse(&read.text()) {
            Ok(code) if found.iter().all(|known| known.code != code) => {
                if let Some(corners) = corners(sampled.getPoints(), scale) {
                    found.push(Found { code, corners });
                }
            }
            Ok(_) | Err(NoPageCode::Alien) => {}
            Err(why) => refused = Some(why),
        }
    }
    (found, refused)
}

fn dark(raster: &Raster, threshold: u8) -> Option<BitMatrix> {
    let (width, height) = (raster.width as u32, raster.height as u32);
    let mut dark = BitMatrix::new(width, height).ok()?;
    for (y, row) in raster.rows().enumerate() {
        for (x, _) in row
            .iter()
            .enumerate()
            .filter(|(_, pixel)| **pixel < threshold)
        {
            dark.set(x as u32, y as u32);
        }
    }
    Some(dark)
}

fn corners(points: &[rxing::Point], scale: f32) -> Option<[Point; 4]> {
    let points: Vec<Point> = points.iter().map(|p| (p.x * scale, p.y * scale)).collect();
    points.try_into().ok()
}

#[cfg(test)]
mod tests {
    use qrcodegen::{QrCode, QrCodeEcc};

    use super::*;
    use crate::consent::check_character;

    /// Pixels of a module.
    const MODULE: usize = 3;

    fn code(eleven: &str) -> PageCode {
        let check = check_character(eleven).expect("of the alphabet");
        PageCode {
            form_id: format!("{}-{}-{}{check}", &eleven[..4], &eleven[4..8], &eleven[8..]),
            page: 3,
            pages: 16,
            content_version: "0.1.0-F2TT".into(),
        }
    }

    /// A white sheet with a code on it, some of its modules turned over.
    fn sheet(code: &PageCode, seed: &mut u32, wrong: u32) -> Raster {
        let says = code.to_payload().expect("a sound code");
        let qr = QrCode::encode_text(&says, QrCodeEcc::Quartile).expect("it fits");
        let side = qr.size() as usize;
        let mut sheet = Raster::white(side * MODULE + 80, side * MODULE + 80);
        for at in 0..side * side {
            let (x, y) = (at % side, at / side);
            *seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let finder = (x < 8 || x + 8 >= side) && (y < 8 || y + 8 >= side);
            let turned = !finder && (*seed >> 8) % 1000 < wrong;
            if qr.get_module(x as i32, y as i32) != turned {
                for row in 0..MODULE {
                    let first = (y * MODULE + row + 40) * sheet.width + x * MODULE + 40;
                    sheet.pixels[first..first + MODULE].fill(0);
                }
            }
        }
        sheet
    }

    #[test]
    fn a_damaged_code_is_read_right_or_not_at_all() {
        let code = code("K7QM3XWT9P2");
        let (mut seed, mut read, mut not) = (1, 0, 0);
        for wrong in (0..120).step_by(10) {
            for _ in 0..6 {
                match codes(&sheet(&code, &mut seed, wrong)) {
                    Codes::One(found) => {
                        assert_eq!(found.code, code);
                        read += 1;
                    }
                    Codes::None | Codes::Bad(_) => not += 1,
                    other => panic!("{other:?}"),
                }
            }
        }
        assert!(read >= 15 && not >= 15, "{read} read, {not} not");
    }

    #[test]
    fn two_pages_on_one_sheet_are_told() {
        let (one, other) = (code("K7QM3XWT9P2"), code("K7QM3XWT9P3"));
        let (left, right) = (sheet(&one, &mut 1, 0), sheet(&other, &mut 1, 0));
        let mut both = Raster::white(left.width * 2, left.height);
        let rows = left.rows().zip(right.rows());
        for (to, (left, right)) in both.pixels.chunks_exact_mut(left.width * 2).zip(rows) {
            to[..left.len()].copy_from_slice(left);
            to[left.len()..].copy_from_slice(right);
        }
        assert_eq!(codes(&both), Codes::Several(vec![one, other]));
        assert_eq!(codes(&Raster::white(300, 300)), Codes::None);
    }
}
