//! What stands compressed in the program is what forms have.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Read, Write};

use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;
use lopdf::{Document, Object};
use sha2::{Digest, Sha256};

use crate::support::{Desk, EXAMPLES, example, root};

const FILE: &str = "src/pdf/ready.bin";
/// What is shorter is not kept.
const SHORT: usize = 4096;

/// Programs of the faces of a form, and what their glyphs read: as they stand in it, by what
/// they hold.
fn streams(bytes: &[u8]) -> BTreeMap<Vec<u8>, Vec<u8>> {
    let file = Document::load_mem(bytes).unwrap();
    let dictionaries = file
        .objects
        .values()
        .filter_map(|object| object.as_dict().ok());
    let of_fonts = dictionaries.flat_map(|dictionary| {
        let keys: [&[u8]; 2] = [b"FontFile2", b"ToUnicode"];
        keys.into_iter().filter_map(|key| dictionary.get(key).ok())
    });
    let of_fonts = of_fonts.map(|id| file.get_object(id.as_reference().unwrap()));
    let packed = of_fonts.map(|stream| match stream.unwrap() {
        Object::Stream(stream) => stream.content.clone(),
        other => panic!("{other:?} is no stream"),
    });
    let held = |packed: Vec<u8>| {
        let mut held = Vec::new();
        ZlibDecoder::new(&*packed).read_to_end(&mut held).unwrap();
        (held, packed)
    };
    packed
        .map(held)
        .filter(|(held, _)| held.len() >= SHORT)
        .collect()
}

/// With `INSTA_UPDATE=always` the file is made anew, as the goldens are.
#[test]
fn streams_that_are_ready_are_those_of_all_forms() {
    let desk = Desk::new();
    let of_form = |name: &&str| streams(&desk.form(&example(name)).unwrap().bytes);
    let forms: Vec<_> = EXAMPLES.iter().map(of_form).collect();
    let mut common = forms[0].clone();
    common.retain(|held, _| forms.iter().all(|form| form.contains_key(held)));
    // Three faces, and what two of them read; the third has few glyphs.
    assert!(common.len() >= 5, "{}", common.len());
    let mut made = Vec::new();
    for held in common.keys() {
        let mut packed = ZlibEncoder::new(Vec::new(), Compression::best());
        packed.write_all(held).unwrap();
        let packed = packed.finish().unwrap();
        made.extend(Sha256::digest(held));
        made.extend((packed.len() as u32).to_be_bytes());
        made.extend(packed);
    }
    let path = root().join(FILE);
    if std::env::var("INSTA_UPDATE").is_ok_and(|update| update == "always") {
        fs::write(&path, &made).unwrap();
        return;
    }
    assert!(
        made == fs::read(&path).unwrap(),
        "{FILE} is out of date: make it with INSTA_UPDATE=always, and build again"
    );
    for (held, packed) in &common {
        let place = made.windows(packed.len()).any(|window| window == packed);
        assert!(place, "a stream of {} bytes was packed anew", held.len());
    }
}
