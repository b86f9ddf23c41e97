//! Streams that unpack to more than they should, found before anything unpacks them.

use std::io::Read;

use flate2::read::ZlibDecoder;

/// How often a stream can be packed into itself.
const LAYERS: usize = 4;

/// Whether a deflated stream of a PDF unpacks to more than so many bytes, in any layer.
///
/// Streams are found by the word that begins them, whatever the file says about itself: also
/// those that hold its own tables.
pub(super) fn unpacks_to_more_than(pdf: &[u8], most: u64) -> bool {
    let word = b"stream";
    let mut at = 0;
    while let Some(found) = find(&pdf[at..], word) {
        at += found + word.len();
        let after = &pdf[at..];
        let breaks = after
            .iter()
            .take_while(|byte| matches!(byte, b'\r' | b'\n' | b' '));
        let data = &after[breaks.count()..];
        if is_deflated(data) && is_larger(data, most) {
            return true;
        }
    }
    false
}

fn find(bytes: &[u8], word: &[u8]) -> Option<usize> {
    let first = word[0];
    let mut from = 0;
    loop {
        let at = from + bytes[from..].iter().position(|byte| *byte == first)?;
        if bytes[at..].starts_with(word) {
            return Some(at);
        }
        from = at + 1;
    }
}

/// Whether bytes begin as a deflated stream does (RFC 1950).
fn is_deflated(bytes: &[u8]) -> bool {
    let [method, flags, ..] = bytes else {
        return false;
    };
    method & 0x0f == 8 && (u16::from(*method) << 8 | u16::from(*flags)) % 31 == 0
}

fn is_larger(data: &[u8], most: u64) -> bool {
    for depth in 1..=LAYERS {
        if count(&mut *layer(data, depth), most) > most {
            return true;
        }
        let mut head = [0; 2];
        if layer(data, depth).read_exact(&mut head).is_err() || !is_deflated(&head) {
            return false;
        }
    }
    true
}

/// A stream, unpacked so often.
fn layer(data: &[u8], depth: usize) -> Box<dyn Read + '_> {
    let packed: Box<dyn Read + '_> = Box::new(data);
    (0..depth).fold(packed, |from, _| Box::new(ZlibDecoder::new(from)))
}

/// How many bytes there are, up to a few more than `most`.
fn count(from: &mut dyn Read, most: u64) -> u64 {
    let mut all = 0;
    let mut some = vec![0; 1 << 16];
    while all <= most {
        match from.read(&mut some) {
            Ok(0) | Err(_) => break,
            Ok(n) => all += n as u64,
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::ZlibEncoder;

    use super::*;

    fn packed(bytes: &[u8]) -> Vec<u8> {
        let mut to = ZlibEncoder::new(Vec::new(), Compression::best());
        to.write_all(bytes).expect("memory");
        to.finish().expect("memory")
    }

    fn file(stream: &[u8]) -> Vec<u8> {
        [
            b"%PDF-1.7\n1 0 obj <<>> stream\r\n",
            stream,
            b"\nendstream endobj",
        ]
        .concat()
    }

    #[test]
    fn what_unpacks_to_too_much_is_found_in_any_layer() {
        let plain = vec![0; 100_000];
        let once = packed(&plain);
        let twice = packed(&once);
        assert!(unpacks_to_more_than(&file(&once), 99_999));
        assert!(!unpacks_to_more_than(&file(&once), 100_000));
        assert!(unpacks_to_more_than(&file(&twice), 99_999));
        assert!(!unpacks_to_more_than(&file(&twice), 100_000));
        assert!(!unpacks_to_more_than(&file(&plain), 10));
        let many = [file(b"x"), file(&once), file(b"y")].concat();
        assert!(unpacks_to_more_than(&many, 99_999));
    }
}
