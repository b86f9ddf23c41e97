//! What the two-dimensional code on each page of a form says.
//!
//! ```text
//! CS1:K7QM3XWT9P2D:3/16:0.1.0-F2TT:A4C1
//! │   │            │    │          └ check over everything before it
//! │   │            │    └ content version
//! │   │            └ page and pages
//! │   └ form id without its hyphens
//! └ version of this format
//! ```
//!
//! It holds no patient data: whoever finds a page learns nothing from its code. All of its
//! characters are in the alphanumeric set of QR codes (ISO/IEC 18004), which makes it small.

use std::fmt;

use crc::{CRC_16_IBM_3740, Crc};
use thiserror::Error;

use crate::consent::is_valid_form_id;

/// How every page code begins; the number grows with the format.
const BEGINS: &str = "CS1:";
/// How a page code of any version begins.
const OURS: &str = "CS";
/// No form has more pages.
const MOST_PAGES: u16 = 999;
/// Longest content version: three numbers of ten digits and four characters.
const LONGEST_VERSION: usize = 37;
/// Finds every change within two neighbouring characters.
const CHECK: Crc<u16> = Crc::<u16>::new(&CRC_16_IBM_3740);

/// One page of one form.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PageCode {
    /// As it is printed, with hyphens: `K7QM-3XWT-9P2D`.
    pub form_id: String,
    /// From 1.
    pub page: u16,
    /// How many pages the form has.
    pub pages: u16,
    /// Which content the form was made from: `0.1.0-F2TT`.
    pub content_version: String,
}

/// Why a text is no page code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum NoPageCode {
    /// A code of somebody else.
    #[error("this is no page code of countersign")]
    Alien,
    /// Ours, of a later version of the format.
    #[error("this page code is of a later version; update countersign")]
    Later,
    /// Ours, and something in it is wrong.
    #[error("this page code is damaged; scan the page again")]
    Damaged,
}

impl PageCode {
    /// What stands in the code, at most 67 characters.
    ///
    /// `None` if it could not be read back: a form id or content version that is none, or a
    /// page that the form has not.
    pub fn to_payload(&self) -> Option<String> {
        self.is_sound().then(|| self.payload())
    }

    /// Reads a code as it was scanned.
    ///
    /// # Errors
    /// It is not ours, of a later version, or differs from every code that
    /// [`to_payload`](Self::to_payload) gives.
    pub fn parse(text: &str) -> Result<Self, NoPageCode> {
        let Some(fields) = text.strip_prefix(BEGINS) else {
            return Err(if is_of_later_version(text) {
                NoPageCode::Later
            } else {
                NoPageCode::Alien
            });
        };
        let code = Self::of_fields(fields).ok_or(NoPageCode::Damaged)?;
        // One page has one code: no leading zeros, nothing before or after, the right check.
        let same = code.to_payload().is_some_and(|payload| payload == text);
        same.then_some(code).ok_or(NoPageCode::Damaged)
    }

    fn of_fields(fields: &str) -> Option<Self> {
        let mut fields = fields.split(':');
        let id = fields.next().filter(|id| id.is_ascii() && id.len() == 12)?;
        let (page, pages) = fields.next()?.split_once('/')?;
        Some(Self {
            form_id: format!("{}-{}-{}", &id[..4], &id[4..8], &id[8..]),
            page: page.parse().ok()?,
            pages: pages.parse().ok()?,
            content_version: fields.next()?.to_owned(),
        })
    }

    fn payload(&self) -> String {
        let mut says = String::with_capacity(80);
        says.push_str(BEGINS);
        says.extend(self.form_id.split('-'));
        for (before, number) in [(':', self.page), ('/', self.pages)] {
            says.push(before);
            for place in [10_000, 1_000, 100, 10, 1] {
                if number >= place || place == 1 {
                    says.extend(char::from_digit(u32::from(number / place % 10), 10));
                }
            }
        }
        says.push(':');
        says.push_str(&self.content_version);
        let check = CHECK.checksum(says.as_bytes());
        says.push(':');
        let digit = |shift: u32| char::from_digit(u32::from(check >> shift) & 15, 16);
        let digits = [12, 8, 4, 0].into_iter().filter_map(digit);
        says.extend(digits.map(|digit| digit.to_ascii_uppercase()));
        says
    }

    fn is_sound(&self) -> bool {
        let hyphens = [4, 9].map(|at| self.form_id.as_bytes().get(at));
        let version = &self.content_version;
        let plain = |c: u8| matches!(c, b'0'..=b'9' | b'A'..=b'Z' | b'.' | b'-');
        self.form_id.len() == 14
            && hyphens == [Some(&b'-'); 2]
            && is_valid_form_id(&self.form_id)
            && (1..=self.pages).contains(&self.page)
            && self.pages <= MOST_PAGES
            && (1..=LONGEST_VERSION).contains(&version.len())
            && version.bytes().all(plain)
    }
}

impl fmt::Display for PageCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.payload())
    }
}

/// Whether a text begins like a page code of another version than this one.
fn is_of_later_version(text: &str) -> bool {
    let number = text
        .strip_prefix(OURS)
        .and_then(|rest| rest.split_once(':'));
    number.is_some_and(|(number, _)| {
        !number.starts_with('0') && number.parse::<u32>().is_ok_and(|number| number > 1)
    })
}

#[cfg(test)]
mod tests;
