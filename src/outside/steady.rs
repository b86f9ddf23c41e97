//! A file that must not change while it is read.
//!
//! A schedule is read several times: for its hash, its encoding, its headers, its rows. All of
//! them must see the same bytes, or a form could be made of a row that the run knows nothing
//! of. The file is hashed block by block when it is opened (32 bytes for 64 KiB); every block
//! that is read later is held against its hash.

use std::fs;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use sha2::{Digest, Sha256};

use super::{Outside, not_read};
use crate::error::Problem;

/// How much is read and hashed at a time.
const BLOCK: usize = 64 * 1024;

/// A reader of a file that has not changed since it was opened. Copies read on their own.
#[derive(Debug, Clone)]
pub struct Steady {
    shared: Arc<Shared>,
    at: u64,
    /// The block that is in memory, once one is.
    number: Option<usize>,
    block: Vec<u8>,
}

#[derive(Debug)]
struct Shared {
    file: Mutex<fs::File>,
    hashes: Vec<[u8; 32]>,
    length: u64,
}

impl Outside {
    /// Opens a file that must not change while it is read.
    ///
    /// # Errors
    /// It is no file, or cannot be read.
    #[expect(clippy::disallowed_methods, reason = "this is the door")]
    pub fn steady(&self, path: &Path) -> Result<Steady, Problem> {
        let failed = |error| not_read(path, &error);
        let no_file = || {
            let says = format!(
                "{} is no file, and it is read more than once",
                path.display()
            );
            Problem::new(says).hint("write it into a file, and give the name of that")
        };
        if path == Path::new("-") {
            return Err(no_file());
        }
        // Opening a pipe would wait for whoever writes into it.
        if !fs::metadata(path).map_err(failed)?.is_file() {
            return Err(no_file());
        }
        let mut file = fs::File::open(path).map_err(failed)?;
        let (mut hashes, mut length) = (Vec::new(), 0);
        let mut block = Vec::with_capacity(BLOCK);
        loop {
            read_block(&mut file, &mut block).map_err(failed)?;
            length += block.len() as u64;
            if block.is_empty() {
                break;
            }
            hashes.push(Sha256::digest(&block).into());
        }
        let file = Mutex::new(file);
        let shared = Arc::new(Shared {
            file,
            hashes,
            length,
        });
        Ok(Steady {
            shared,
            at: 0,
            number: None,
            block,
        })
    }
}

fn read_block(file: &mut fs::File, block: &mut Vec<u8>) -> io::Result<()> {
    block.clear();
    file.take(BLOCK as u64).read_to_end(block).map(|_| ())
}

impl Steady {
    /// Hashes over all its bytes.
    pub fn hashes(&self) -> &[[u8; 32]] {
        &self.shared.hashes
    }

    fn load(&mut self, number: usize) -> io::Result<()> {
        self.number = None;
        let shared = &self.shared;
        let mut file = shared.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start((number * BLOCK) as u64))?;
        read_block(&mut file, &mut self.block)?;
        let hash: [u8; 32] = Sha256::digest(&self.block).into();
        if shared.hashes.get(number) != Some(&hash) {
            return Err(io::Error::other("it was changed since this run began"));
        }
        self.number = Some(number);
        Ok(())
    }
}

impl Read for Steady {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.at >= self.shared.length {
            return Ok(0);
        }
        let number = (self.at / BLOCK as u64) as usize;
        if self.number != Some(number) {
            self.load(number)?;
        }
        let rest = &self.block[(self.at % BLOCK as u64) as usize..];
        let count = rest.len().min(into.len());
        into[..count].copy_from_slice(&rest[..count]);
        self.at += count as u64;
        Ok(count)
    }
}

impl Seek for Steady {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let at = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.shared.length.checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        self.at = at.ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
        Ok(self.at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[expect(clippy::disallowed_methods, reason = "a test changes the file")]
    fn a_file_that_changed_is_not_read_on() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("f");
        let bytes: Vec<u8> = (0..3 * BLOCK + 7).map(|n| (n % 251) as u8).collect();
        fs::write(&path, &bytes).expect("written");
        let outside = Outside::default();
        let steady = outside.steady(&path).expect("opened");
        let mut all = Vec::new();
        steady.clone().read_to_end(&mut all).expect("read");
        assert!(all == bytes);
        let mut end = Vec::new();
        let mut reader = steady.clone();
        reader.seek(SeekFrom::End(-9)).expect("sought");
        reader.read_to_end(&mut end).expect("read");
        assert!(bytes.ends_with(&end) && end.len() == 9);
        let same = outside.steady(&path).expect("opened");
        assert_eq!(steady.hashes(), same.hashes());
        // One byte of the second block; then the end is gone; then there is more of it.
        let mut changed = bytes.clone();
        changed[BLOCK + 1] ^= 1;
        let longer = [bytes.as_slice(), b"more"].concat();
        for now in [&changed, &bytes[..BLOCK].to_vec(), &longer] {
            fs::write(&path, now).expect("written");
            let mut all = Vec::new();
            let error = steady.clone().read_to_end(&mut all).expect_err("changed");
            assert!(error.to_string().contains("changed"));
            assert!(bytes.starts_with(&all), "only what did not change");
        }
    }
}
