//! Pieces of a large file, to see what it is like without reading all of it.

use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::Path;

use super::{FileError, Stream};

/// How many pieces are taken.
const PIECES: u64 = 64;
/// Bytes of a piece.
const PIECE: u64 = 1 << 16;
/// Bytes from which on a file is looked at in pieces.
const LARGE: u64 = 16 << 20;

/// Pieces of a large text file, evenly spread over it, its start and its end among them, each of whole lines. `None` of a file that is small, packed,
/// or no text of single bytes.
pub fn sample(path: &Path, shown: &str) -> Result<Option<Vec<u8>>, FileError> {
    let io = |error| FileError::Io(shown.to_owned(), error);
    let mut file = Stream::open(path, shown)?.file;
    let size = file.metadata().map_err(io)?.len();
    if size < LARGE {
        return Ok(None);
    }
    let mut text = Vec::new();
    for piece in 0..PIECES {
        let at = (size - PIECE) / (PIECES - 1) * piece;
        let at = if piece + 1 == PIECES { size - PIECE } else { at };
        file.seek(SeekFrom::Start(at)).map_err(io)?;
        let mut bytes = Vec::new();
        (&mut file).take(PIECE).read_to_end(&mut bytes).map_err(io)?;
        if piece == 0
            && (bytes.starts_with(b"PK")
                || bytes.starts_with(b"\x1f\x8b")
                || bytes.starts_with(b"\xd0\xcf")
                || memchr::memchr(0, &bytes).is_some())
        {
            return Ok(None);
        }
        let from = if piece == 0 { 0 } else { memchr::memchr(b'\n', &bytes).map_or(bytes.len(), |at| at + 1) };
        let to = if piece + 1 == PIECES { bytes.len() } else { memchr::memrchr(b'\n', &bytes).map_or(0, |at| at + 1) };
        text.extend_from_slice(bytes.get(from..to.max(from)).unwrap_or_default());
    }
    Ok(Some(text))
}
