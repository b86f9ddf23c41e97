//! The file of a packet, written while its parts come: of what is written only the bytes
//! stay in memory.

use std::collections::BTreeMap;
use std::io::{self, Write};

use flate2::Compression;
use flate2::write::ZlibEncoder;
use lopdf::{Dictionary, Document, Object, ObjectId, StringFormat, dictionary};
use sha2::{Digest, Sha256};

use crate::pdf::objects;

/// The most objects in one object stream.
const MOST: usize = 1000;

/// A file that grows.
pub(super) struct Written {
    out: Vec<u8>,
    /// The entry of each number in the cross-reference: one byte, four and two.
    entries: BTreeMap<u32, [u8; 7]>,
}

impl Written {
    pub(super) fn new() -> Self {
        Self {
            out: b"%PDF-1.7\n%\xbb\xad\xc0\xde\n".to_vec(),
            entries: BTreeMap::new(),
        }
    }

    /// Takes every object out of a document and writes it: those that are no streams in
    /// object streams.
    pub(super) fn take(&mut self, from: &mut Document) -> io::Result<()> {
        let mut others = Vec::new();
        for (id, object) in std::mem::take(&mut from.objects) {
            match object {
                Object::Stream(stream) => {
                    self.here(id)?;
                    objects::stream(id, &stream.dict, &stream.content, &mut self.out);
                }
                other => others.push((id, other)),
            }
        }
        for some in others.chunks(MOST) {
            self.object_stream(from.new_object_id(), some)?;
        }
        Ok(())
    }

    fn object_stream(&mut self, id: ObjectId, some: &[(ObjectId, Object)]) -> io::Result<()> {
        let (mut numbers, mut bodies) = (String::new(), Vec::new());
        for (place, ((number, _), object)) in (0_u16..).zip(some) {
            numbers.push_str(&format!("{number} {} ", bodies.len()));
            objects::write(object, &mut bodies);
            bodies.push(b'\n');
            self.entries.insert(*number, entry(2, id.0, place));
        }
        let dict = dictionary! {
            "Type" => "ObjStm",
            "N" => some.len() as i64,
            "First" => numbers.len() as i64,
        };
        self.deflated(id, dict, &[numbers.as_bytes(), &bodies].concat())
    }

    fn deflated(&mut self, id: ObjectId, mut dict: Dictionary, bytes: &[u8]) -> io::Result<()> {
        let mut packed = ZlibEncoder::new(Vec::new(), Compression::new(6));
        packed.write_all(bytes)?;
        dict.set("Filter", "FlateDecode");
        self.here(id)?;
        objects::stream(id, &dict, &packed.finish()?, &mut self.out);
        Ok(())
    }

    /// The next object stands at the end of what is written.
    fn here(&mut self, id: ObjectId) -> io::Result<()> {
        let large = |_| io::Error::other("it is larger than four gigabytes");
        let place = u32::try_from(self.out.len()).map_err(large)?;
        self.entries.insert(id.0, entry(1, place, 0));
        Ok(())
    }

    /// The whole file. The same content has the same id; other content has another.
    pub(super) fn finish(
        mut self,
        cross_reference: ObjectId,
        root: ObjectId,
        information: Object,
    ) -> io::Result<Vec<u8>> {
        let hash = Sha256::digest(&self.out)[..16].to_vec();
        let id = Object::String(hash, StringFormat::Hexadecimal);
        let start = self.out.len();
        self.here(cross_reference)?;
        let free = entry(0, 0, u16::MAX);
        let numbers = 0..=cross_reference.0;
        let entries = numbers.flat_map(|number| *self.entries.get(&number).unwrap_or(&free));
        let entries: Vec<u8> = entries.collect();
        let dict = dictionary! {
            "Type" => "XRef",
            "Size" => i64::from(cross_reference.0) + 1,
            "W" => vec![1.into(), 4.into(), 2.into()],
            "Root" => root,
            "Info" => information,
            "ID" => vec![id.clone(), id],
        };
        self.deflated(cross_reference, dict, &entries)?;
        // What a signature appends must begin on a line of its own.
        let end = format!("startxref\n{start}\n%%EOF\n");
        self.out.extend(end.as_bytes());
        Ok(self.out)
    }
}

fn entry(kind: u8, first: u32, second: u16) -> [u8; 7] {
    let ([a, b, c, d], [e, f]) = (first.to_be_bytes(), second.to_be_bytes());
    [kind, a, b, c, d, e, f]
}
