//! Strings of a PDF file that are not page content.

use chrono::{DateTime, Utc};
use lopdf::{Object, StringFormat};

/// A text string: ASCII as it is, anything else as UTF-16 with its mark.
pub(crate) fn text(text: &str) -> Object {
    if text.is_ascii() {
        return Object::string_literal(text);
    }
    let utf16 = [0xfe, 0xff]
        .into_iter()
        .chain(text.encode_utf16().flat_map(u16::to_be_bytes));
    Object::String(utf16.collect(), StringFormat::Hexadecimal)
}

/// A date string.
pub(super) fn date(at: DateTime<Utc>) -> Object {
    Object::string_literal(at.format("D:%Y%m%d%H%M%SZ").to_string())
}
