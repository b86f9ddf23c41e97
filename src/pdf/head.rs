//! The beginning of a file: its objects, and where each of them stands.

use std::borrow::Cow;
use std::sync::Arc;

use lopdf::{Document, Object, ObjectId, Stream, dictionary};
use sha2::{Digest, Sha256};

use super::objects::{self, Written};
use super::{deflate, ready};

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

/// How all files with the same fonts begin.
#[derive(Debug)]
pub(super) struct Beginning {
    pub bytes: Arc<[u8]>,
    /// SHA-256 so far.
    pub hashed: Sha256,
    /// By number, where each object of it stands.
    places: Vec<(u32, u32)>,
}

impl Beginning {
    /// Header and streams of a file, which are taken out of it.
    pub(super) fn of(file: &mut Document) -> Self {
        // printpdf says 1.3, but what it writes (Identity-H fonts, marked content) is later.
        let mut bytes = b"%PDF-1.7\n%\xbb\xad\xc0\xde\n".to_vec();
        let mut places = Vec::new();
        file.objects.retain(|id, object| {
            let Object::Stream(stream) = object else {
                return true;
            };
            places.push((id.0, bytes.len() as u32));
            packed_stream(*id, stream, &mut bytes);
            false
        });
        Self {
            hashed: Sha256::new_with_prefix(&bytes),
            bytes: bytes.into(),
            places,
        }
    }
}

fn packed_stream(id: ObjectId, stream: &Stream, out: &mut Vec<u8>) {
    let mut dict = stream.dict.clone();
    if dict.has(b"Filter") {
        objects::stream(id, &dict, &stream.content, out);
        return;
    }
    dict.set("Filter", "FlateDecode");
    match ready::packed(&stream.content) {
        Some(packed) => objects::stream(id, &dict, packed, out),
        None => objects::stream(id, &dict, &deflate::whole(&stream.content), out),
    }
}

/// All other objects so far, those that are no streams in one object stream; and where each
/// object stands, by number.
pub(super) fn head(
    beginning: &Beginning,
    file: &Document,
    written: &Written,
    packed: ObjectId,
) -> (Vec<u8>, Vec<(u32, Place)>) {
    let (mut out, begun) = (Vec::new(), beginning.bytes.len());
    let mut places = vec![(0, Place::Nowhere)];
    let known = beginning.places.iter();
    places.extend(known.map(|(id, at)| (*id, Place::At(*at))));
    for (id, object) in &file.objects {
        if let Object::Stream(stream) = object {
            places.push((id.0, Place::At((begun + out.len()) as u32)));
            packed_stream(*id, stream, &mut out);
        }
    }
    let (mut numbers, mut bodies) = (Vec::new(), Vec::new());
    let written = written.iter().map(|(id, body)| (*id, Cow::from(body)));
    let plain: Vec<_> = plain(file).chain(written).collect();
    for (place, (id, body)) in plain.iter().enumerate() {
        places.push((id.0, Place::In(packed.0, place as u16)));
        for number in [id.0, bodies.len() as u32] {
            objects::digits(number, &mut numbers);
            numbers.push(b' ');
        }
        bodies.extend_from_slice(body);
        bodies.push(b'\n');
    }
    let dict = dictionary! {
        "Type" => "ObjStm",
        "N" => plain.len() as i64,
        "First" => numbers.len() as i64,
        "Filter" => "FlateDecode",
    };
    numbers.extend(bodies);
    places.push((packed.0, Place::At((begun + out.len()) as u32)));
    objects::stream(packed, &dict, &deflate::whole(&numbers), &mut out);
    places.sort_by_key(|(id, _)| *id);
    (out, places)
}

/// The objects of a file that are no streams, written.
fn plain(file: &Document) -> impl Iterator<Item = (ObjectId, Cow<'_, [u8]>)> {
    let plain = file.objects.iter();
    let plain = plain.filter(|(_, object)| !matches!(object, Object::Stream(_)));
    plain.map(|(id, object)| {
        let mut body = Vec::new();
        objects::write(object, &mut body);
        (*id, Cow::from(body))
    })
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
