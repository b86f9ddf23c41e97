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
