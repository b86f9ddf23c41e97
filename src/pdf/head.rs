//! The beginning of a file: its objects, and where each of them stands.

use lopdf::{Document, Object, ObjectId, dictionary};

use super::deflate;
use super::objects::{self, Written};

/// Where an object stands.
pub(super) enum Place {
    /// Nowhere: number 0, which every table begins with.
    Nowhere,
    /// So many bytes from the beginning.
    At(u32),
    /// In an object stream: its number, and the place there.
    In(u32, u16),
}

impl Place {
    /// Its entry in the cross-reference: one byte, four and two.
    pub(super) fn entry(&self) -> [u8; 7] {
        let (kind, where_, rest) = match self {
            Self::Nowhere => (0, 0, u16::MAX),
            Self::At(offset) => (1, *offset, 0),
            Self::In(stream, place) => (2, *stream, *place),
        };
        let ([a, b, c, d], [e, f]) = (where_.to_be_bytes(), rest.to_be_bytes());
        [kind, a, b, c, d, e, f]
    }
}

/// Header and all objects so far, those that are no streams in one object stream; and
/// where each stands, by number.
pub(super) fn head(
    file: &Document,
    written: &Written,
    packed: ObjectId,
) -> (Vec<u8>, Vec<(u32, Place)>) {
    // printpdf says 1.3, but what it writes (Identity-H fonts, marked content) is later.
    let mut out = b"%PDF-1.7\n%\xbb\xad\xc0\xde\n".to_vec();
    let mut places = vec![(0, Place::Nowhere)];
    let (mut numbers, mut bodies, mut count) = (Vec::new(), Vec::new(), 0_u16);
    let mut pack = |id: &ObjectId, places: &mut Vec<(u32, Place)>, body: &dyn Fn(&mut Vec<u8>)| {
        places.push((id.0, Place::In(packed.0, count)));
        count += 1;
        numbers.extend(format!("{} {} ", id.0, bodies.len()).as_bytes());
        body(&mut bodies);
        bodies.push(b'\n');
    };
    for (id, object) in &file.objects {
        if let Object::Stream(stream) = object {
            places.push((id.0, Place::At(out.len() as u32)));
            let mut dict = stream.dict.clone();
            if dict.has(b"Filter") {
                objects::stream(*id, &dict, &stream.content, &mut out);
            } else {
                dict.set("Filter", "FlateDecode");
                let packed = deflate::whole(&stream.content);
                objects::stream(*id, &dict, &packed, &mut out);
            }
        } else {
            pack(id, &mut places, &|out| objects::write(object, out));
        }
    }
    for (id, body) in written {
        pack(id, &mut places, &|out| out.extend(body));
    }
    let dict = dictionary! {
        "Type" => "ObjStm",
        "N" => i64::from(count),
        "First" => numbers.len() as i64,
        "Filter" => "FlateDecode",
    };
    numbers.extend(bodies);
    places.push((packed.0, Place::At(out.len() as u32)));
    objects::stream(packed, &dict, &deflate::whole(&numbers), &mut out);
    places.sort_by_key(|(id, _)| *id);
    (out, places)
}

/// Runs of numbers without a gap: first and count.
pub(super) fn runs(numbers: impl Iterator<Item = u32>) -> Vec<(u32, u32)> {
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for number in numbers {
        match runs.last_mut() {
            Some((first, count)) if *first + *count == number => *count += 1,
            _ => runs.push((number, 1)),
        }
    }
    runs
}
