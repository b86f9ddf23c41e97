//! In which characters a schedule is written, and its text piece by piece.

use std::io::{self, Read, Seek, SeekFrom};

use encoding_rs::{Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::Source;
use crate::error::{Place, Problem};

/// How much is read at a time.
const PIECE: usize = 32 * 1024;

/// Finds the encoding: a byte order mark, otherwise as the mapping says, otherwise UTF-16 if every
/// second byte of the beginning is zero, UTF-8 if every byte agrees or some letters do, otherwise
/// Windows-1252, which is what spreadsheets write.
///
/// Where some rows are UTF-8 and some are not, these lose letters, which refuses them.
pub(super) fn detect(
    source: &mut dyn Source,
    file: &str,
    declared: Option<&str>,
) -> Result<(&'static Encoding, u64), Problem> {
    let failed = |error: io::Error| Problem::new(format!("{file} cannot be read: {error}"));
    source.seek(SeekFrom::Start(0)).map_err(failed)?;
    let start = beginning(source).map_err(failed)?;
    if start.starts_with(b"\xFF\xFE\0\0") || start.starts_with(b"\0\0\xFE\xFF") {
        let problem = Problem::new(format!("{file} is UTF-32, which nothing else writes"));
        return Err(problem.hint("save the schedule as CSV (UTF-8), or as .xlsx"));
    }
    if let Some((encoding, length)) = Encoding::for_bom(&start) {
        return Ok((encoding, length as u64));
    }
    if let Some(label) = declared {
        return Encoding::for_label(label.as_bytes())
            .map(|encoding| (encoding, 0))
            .ok_or_else(|| {
                Problem::new("the mapping's `encoding` is not known")
                    .hint("write a name such as `windows-1252`, `utf-8` or `macintosh`")
            });
    }
    if let Some(encoding) = unmarked(&start) {
        return Ok((encoding, 0));
    }
    source.seek(SeekFrom::Start(0)).map_err(failed)?;
    let census = Census::of(source).map_err(failed)?;
    let at = |line| {
        let (file, column) = (file.into(), 1);
        Some(Place { file, line, column })
    };
    match census {
        Census {
            zero: Some(line),
            zeros,
            bytes,
            ..
        } if zeros > bytes / 8 => Err(Problem::new(
            "the file is no text: there are zero bytes in it",
        )
        .at(at(line))
        .hint("save the schedule as CSV (UTF-8), or as .xlsx")),
        Census { wrong: false, .. } => Ok((UTF_8, 0)),
        Census {
            wrong: true,
            letters: 0,
            ..
        } => Ok((WINDOWS_1252, 0)),
        // Text that is UTF-8 in one row and not in the next: the others lose letters.
        Census { .. } => Ok((UTF_8, 0)),
    }
}

/// UTF-16 without its mark, as the letters of headers show.
fn unmarked(start: &[u8]) -> Option<&'static Encoding> {
    let zeros = |odd: usize| start.chunks_exact(2).filter(|pair| pair[odd] == 0).count();
    let pairs = start.len() / 2;
    match (zeros(0), zeros(1)) {
        (0, low) if pairs > 4 && low * 10 > pairs * 9 => Some(UTF_16LE),
        (high, 0) if pairs > 4 && high * 10 > pairs * 9 => Some(UTF_16BE),
        _ => None,
    }
}

/// The first bytes, as many as a signature needs.
pub(super) fn beginning(source: &mut dyn Source) -> io::Result<Vec<u8>> {
    let mut start = Vec::new();
    (&mut *source).take(512).read_to_end(&mut start)?;
    Ok(start)
}

/// What a pass over all bytes says of their encoding.
#[derive(Debug, Default)]
struct Census {
    /// Letters beyond ASCII that are well-formed UTF-8.
    letters: u64,
    /// Whether there is a byte that is not UTF-8.
    wrong: bool,
    /// Line of the first zero byte.
    zero: Option<u32>,
    zeros: u64,
    bytes: u64,
}

impl Census {
    fn of(source: &mut dyn Source) -> io::Result<Self> {
        let mut census = Self::default();
        let mut line = 1;
        let mut bytes: Vec<u8> = Vec::with_capacity(PIECE + 4);
        loop {
            let kept = bytes.len();
            (&mut *source).take(PIECE as u64).read_to_end(&mut bytes)?;
            let last = bytes.len() == kept;
            let mut used = 0;
            for chunk in bytes.utf8_chunks() {
                for letter in chunk.valid().chars() {
                    match letter {
                        '\n' => line += 1,
                        '\0' => {
                            census.zero.get_or_insert(line);
                            census.zeros += 1;
                        }
                        letter => census.letters += u64::from(!letter.is_ascii()),
                    }
                }
                used += chunk.valid().len();
                let ends_here = used + chunk.invalid().len() == bytes.len();
                // A letter may be cut in two by the end of the piece.
                if ends_here && !last && chunk.invalid().len() < 4 {
                    break;
                }
                if !chunk.invalid().is_empty() {
                    census.wrong = true;
                }
                used += chunk.invalid().len();
            }
            bytes.drain(..used);
            census.bytes += used as u64;
            if last {
                return Ok(census);
            }
        }
    }
}

/// The name of an encoding, as a person knows it.
pub(super) fn name(encoding: &'static Encoding) -> &'static str {
    match encoding {
        it if it == UTF_8 => "UTF-8",
        it if it == UTF_16LE || it == UTF_16BE => "UTF-16",
        it if it == WINDOWS_1252 => "Windows-1252",
        it => it.name(),
    }
}

/// A text that is decoded piece by piece.
pub(super) struct Decoded<'a> {
    source: Box<dyn Source + 'a>,
    decoder: Decoder,
    ended: bool,
}

impl<'a> Decoded<'a> {
    /// From the first byte after the mark.
    pub(super) fn new(
        mut source: Box<dyn Source + 'a>,
        encoding: &'static Encoding,
        mark: u64,
    ) -> io::Result<Self> {
        source.seek(SeekFrom::Start(mark))?;
        Ok(Self {
            source,
            decoder: encoding.new_decoder_without_bom_handling(),
            ended: false,
        })
    }

    /// What it was read from.
    pub(super) fn into_source(self) -> Box<dyn Source + 'a> {
        self.source
    }

    /// Adds the next piece; false at the end.
    pub(super) fn more(&mut self, text: &mut String) -> io::Result<bool> {
        if self.ended {
            return Ok(false);
        }
        let mut bytes = Vec::with_capacity(PIECE);
        (&mut *self.source)
            .take(PIECE as u64)
            .read_to_end(&mut bytes)?;
        self.ended = bytes.is_empty();
        let room = self.decoder.max_utf8_buffer_length(bytes.len());
        text.reserve(room.unwrap_or(4 * PIECE));
        let _ = self.decoder.decode_to_string(&bytes, text, self.ended);
        Ok(!self.ended)
    }
}
