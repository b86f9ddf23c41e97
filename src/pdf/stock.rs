//! What the files of one library have in common, made once.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use lopdf::{Dictionary, Stream};
use sha2::{Digest, Sha256};

use super::deflate;
use super::skeleton::Skeletons;

/// How many bytes of compressed streams are kept.
const KEPT: usize = 8 << 20;

/// What forms that are set with the same faces have in common: skeletons and drawn pages.
/// It changes no byte of any file, and nothing in it is of a patient's own.
#[derive(Debug, Default)]
pub struct Stock {
    pub(super) skeletons: Skeletons,
    streams: Mutex<Streams>,
}

/// Compressed streams, by the SHA-256 of what they hold: forms of all kinds share most.
#[derive(Debug, Default)]
struct Streams {
    packed: HashMap<[u8; 32], Arc<[u8]>>,
    bytes: usize,
}

impl Stock {
    /// A stream of some bytes, compressed.
    pub(super) fn stream(&self, bytes: &[u8]) -> Stream {
        let hash = Sha256::digest(bytes).into();
        let known = self.streams().packed.get(&hash).map(Arc::clone);
        let packed = known.unwrap_or_else(|| {
            let packed: Arc<[u8]> = deflate::whole(bytes).into();
            self.streams().add(hash, Arc::clone(&packed));
            packed
        });
        let mut dict = Dictionary::new();
        dict.set("Filter", "FlateDecode");
        Stream::new(dict, packed.to_vec())
    }

    fn streams(&self) -> std::sync::MutexGuard<'_, Streams> {
        // A stream is put in whole or not at all, whatever becomes of a thread.
        self.streams.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Streams {
    fn add(&mut self, hash: [u8; 32], packed: Arc<[u8]>) {
        if self.bytes + packed.len() > KEPT {
            self.packed.clear();
            self.bytes = 0;
        }
        self.bytes += packed.len();
        self.packed.insert(hash, packed);
    }
}
