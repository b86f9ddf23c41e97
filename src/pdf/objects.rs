//! Objects as they stand in a file (ISO 32000-1, 7.3).

use std::fmt::Arguments;
use std::io::Write;

use lopdf::{Dictionary, Object, ObjectId, StringFormat};

/// Objects as they will stand in a file, by number; none of them is a stream.
pub(super) type Written = Vec<(ObjectId, Vec<u8>)>;

/// An object with its number.
pub(super) fn numbered(id: ObjectId, object: &Object, out: &mut Vec<u8>) {
    begin(id, out);
    write(object, out);
    end(out);
}

/// A stream with its number; `dict` has everything but its length.
pub(crate) fn stream(id: ObjectId, dict: &Dictionary, content: &[u8], out: &mut Vec<u8>) {
    begin(id, out);
    let length = Object::Integer(content.len() as i64);
    out.extend(b"<<");
    for (key, value) in dict {
        let value = if key == b"Length" { &length } else { value };
        entry(key, value, out);
    }
    if !dict.has(b"Length") {
        entry(b"Length", &length, out);
    }
    out.extend(b">>");
    body(content, out);
}

/// A stream with its number, of which the dictionary is written but for its end and length.
pub(super) fn begun(id: ObjectId, dict: &[u8], content: &[u8], out: &mut Vec<u8>) {
    begin(id, out);
    out.extend(dict);
    out.extend(b"/Length ");
    digits(content.len() as u64, out);
    out.extend(b">>");
    body(content, out);
}

/// Content of a page that one form has by itself. It is short, and not compressed: that
/// costs more time than it saves room.
pub(super) fn content(id: ObjectId, content: &[u8], out: &mut Vec<u8>) {
    begun(id, b"<<", content, out);
}

fn body(content: &[u8], out: &mut Vec<u8>) {
    out.extend(b"stream\n");
    out.extend(content);
    out.extend(b"\nendstream");
    end(out);
}

fn begin(id: ObjectId, out: &mut Vec<u8>) {
    digits(id.0, out);
    out.push(b' ');
    digits(id.1, out);
    out.extend(b" obj\n");
}

/// A reference to an object.
pub(super) fn reference(id: ObjectId, out: &mut Vec<u8>) {
    digits(id.0, out);
    out.push(b' ');
    digits(id.1, out);
    out.extend(b" R");
}

/// A number; a file has thousands, so none makes a text of its own first.
pub(super) fn digits(number: impl Into<u64>, out: &mut Vec<u8>) {
    let mut digits = [0; 20];
    let (mut rest, mut at) = (number.into(), digits.len());
    loop {
        at -= 1;
        digits[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    out.extend(&digits[at..]);
}

fn end(out: &mut Vec<u8>) {
    out.extend(b"\nendobj\n");
}

fn put(words: Arguments<'_>, out: &mut Vec<u8>) {
    // Bytes in memory take whatever is written to them.
    let _ = out.write_fmt(words);
}

/// Two digits for each byte.
pub(super) fn hexadecimal(bytes: &[u8], out: &mut Vec<u8>) {
    let digit = |half: u8| b"0123456789ABCDEF"[usize::from(half & 15)];
    let digits = bytes.iter().map(|byte| [digit(byte >> 4), digit(*byte)]);
    let digits: Vec<[u8; 2]> = digits.collect();
    out.extend_from_slice(digits.as_flattened());
}

/// An object by itself.
pub(crate) fn write(object: &Object, out: &mut Vec<u8>) {
    match object {
        Object::Null => out.extend(b"null"),
        Object::Boolean(true) => out.extend(b"true"),
        Object::Boolean(false) => out.extend(b"false"),
        Object::Integer(number) => match u64::try_from(*number) {
            Ok(number) => digits(number, out),
            Err(_) => put(format_args!("{number}"), out),
        },
        Object::Real(number) => put(format_args!("{number}"), out),
        Object::Name(text) => name(text, out),
        Object::String(text, format) => string(text, format, out),
        Object::Array(items) => {
            out.push(b'[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(b' ');
                }
                write(item, out);
            }
            out.push(b']');
        }
        Object::Dictionary(dict) => dictionary(dict, out),
        Object::Stream(stream) => dictionary(&stream.dict, out),
        Object::Reference(id) => reference(*id, out),
    }
}

fn dictionary(dict: &Dictionary, out: &mut Vec<u8>) {
    out.extend(b"<<");
    for (key, value) in dict {
        entry(key, value, out);
    }
    out.extend(b">>");
}

/// An entry of a dictionary.
fn entry(key: &[u8], value: &Object, out: &mut Vec<u8>) {
    name(key, out);
    if !matches!(
        value,
        Object::Name(_) | Object::String(..) | Object::Array(_) | Object::Dictionary(_)
    ) {
        out.push(b' ');
    }
    write(value, out);
}

fn name(text: &[u8], out: &mut Vec<u8>) {
    out.push(b'/');
    for byte in text {
        if byte.is_ascii_graphic() && !b"()<>[]{}/%#".contains(byte) {
            out.push(*byte);
        } else {
            put(format_args!("#{byte:02X}"), out);
        }
    }
}

fn string(text: &[u8], format: &StringFormat, out: &mut Vec<u8>) {
    match format {
        StringFormat::Literal => {
            out.push(b'(');
            for byte in text {
                match byte {
                    b'(' | b')' | b'\\' => out.extend([b'\\', *byte]),
                    // An end of line in a string would be read as a line feed.
                    b'\r' => out.extend(b"\\r"),
                    b'\n' => out.extend(b"\\n"),
                    _ => out.push(*byte),
                }
            }
            out.push(b')');
        }
        StringFormat::Hexadecimal => {
            out.push(b'<');
            hexadecimal(text, out);
            out.push(b'>');
        }
    }
}
