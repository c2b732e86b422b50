//! Ranges of a large text file that can be read side by side, each of whole lines.

use std::io::{Read, Seek as _, SeekFrom, Take};
use std::path::{Path, PathBuf};

use super::{FileError, Stream};

/// Bytes from which on a file is large.
const LARGE: u64 = 16 << 20;
/// Bytes of a range, but for the rest of its last line.
const RANGE: u64 = 8 << 20;
/// Bytes of one look for the end of a line.
const STRIDE: u64 = 1 << 16;

/// A large text file and its ranges, which do not depend on the number of threads.
#[derive(Clone, Debug)]
pub struct Ranges {
    path: PathBuf,
    shown: String,
    /// Where each range starts and ends.
    bounds: Vec<(u64, u64)>,
}

impl Ranges {
    /// The ranges of a file of at least [`LARGE`] bytes; `None` of a file that is smaller, packed, or no text of single bytes.
    pub fn of(path: &Path, shown: &str) -> Result<Option<Self>, FileError> {
        let size = Stream::open(path, shown)?.file.metadata().map_err(|error| FileError::Io(shown.to_owned(), error))?.len();
        if size < LARGE { Ok(None) } else { Self::in_pieces(path, shown, RANGE) }
    }

    /// The ranges of a file of any size, each of so many bytes and the rest of its last line.
    pub fn in_pieces(path: &Path, shown: &str, bytes: u64) -> Result<Option<Self>, FileError> {
        let io = |error| FileError::Io(shown.to_owned(), error);
        let mut file = Stream::open(path, shown)?.file;
        let size = file.metadata().map_err(io)?.len();
        let mut head = Vec::new();
        (&mut file).take(STRIDE).read_to_end(&mut head).map_err(io)?;
        let packed = [&b"PK"[..], b"\x1f\x8b", b"\xd0\xcf"].iter().any(|magic| head.starts_with(magic));
        if packed || memchr::memchr(0, &head).is_some() {
            return Ok(None);
        }
        let mut bounds = Vec::new();
        let mut from = 0;
        while from < size {
            let mut until = size;
            let mut at = from.saturating_add(bytes);
            while at < size {
                file.seek(SeekFrom::Start(at)).map_err(io)?;
                let mut text = Vec::new();
                (&mut file).take(STRIDE).read_to_end(&mut text).map_err(io)?;
                if let Some(end) = memchr::memchr(b'\n', &text) {
                    until = at + end as u64 + 1;
                    break;
                }
                at += STRIDE;
            }
            bounds.push((from, until));
            from = until;
        }
        Ok(Some(Self { path: path.to_path_buf(), shown: shown.to_owned(), bounds }))
    }

    /// How many ranges there are.
    pub fn count(&self) -> usize {
        self.bounds.len()
    }

    /// The bytes of a range.
    pub fn open(&self, number: usize) -> Result<Take<impl Read + use<>>, FileError> {
        let (from, until) = self.bounds.get(number).copied().unwrap_or_default();
        let mut file = Stream::open(&self.path, &self.shown)?.file;
        file.seek(SeekFrom::Start(from)).map_err(|error| FileError::Io(self.shown.clone(), error))?;
        Ok(file.take(until - from))
    }
}
