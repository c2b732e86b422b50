//! Whole lines of a stream, piece by piece.

use std::io::{self, Cursor, Read};

/// Bytes of a piece.
pub(super) const SIZE: usize = 256 * 1024;
/// Pieces within which a line must end.
const LONGEST: usize = 8;

/// A buffer that is used again; its bytes past `used` are of no meaning.
#[derive(Debug, Default)]
pub(super) struct Buffer {
    bytes: Vec<u8>,
    /// What is passed over.
    passed: usize,
    used: usize,
}

impl Buffer {
    /// Its content.
    pub(super) fn content(&self) -> &[u8] {
        &self.bytes[self.passed..self.used]
    }

    /// Passes over the first bytes of the content.
    pub(super) fn pass(&mut self, bytes: usize) {
        self.passed = (self.passed + bytes).min(self.used);
    }

    /// Takes all that a stream holds, if that is at most so much; `false` where it is more.
    pub(super) fn fill(&mut self, stream: &mut dyn Read, most: usize) -> io::Result<bool> {
        (self.passed, self.used) = (0, 0);
        loop {
            if self.used > most {
                return Ok(false);
            }
            if self.used == self.bytes.len() {
                // One more than there may be, to see that there is not.
                self.bytes.resize((self.used * 2).clamp(SIZE.min(most), most) + 1, 0);
            }
            match stream.read(&mut self.bytes[self.used..]) {
                Ok(0) => return Ok(true),
                Ok(read) => self.used += read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }
}

/// Cuts a stream behind line ends.
pub(super) struct Pieces<R> {
    source: R,
    /// What was read of the stream before.
    head: Cursor<Vec<u8>>,
    /// Bytes of a piece.
    size: usize,
    /// The start of a line that the last piece could not hold.
    rest: Vec<u8>,
    ended: bool,
}

impl<R: Read> Pieces<R> {
    /// The pieces of a stream, of which `head` was read already.
    pub(super) fn new(source: R, head: Vec<u8>, size: usize) -> Self {
        Self { source, head: Cursor::new(head), size: size.max(1), rest: Vec::new(), ended: false }
    }

    /// Fills a buffer with whole lines; `false` at the end. `Err` of `None` where a line is too long for this road.
    pub(super) fn next(&mut self, buffer: &mut Buffer) -> Result<bool, Option<io::Error>> {
        buffer.passed = 0;
        let carried = self.rest.len();
        let mut wanted = self.size.max(carried + self.size.div_ceil(2));
        if buffer.bytes.len() < wanted {
            buffer.bytes.resize(wanted, 0);
        }
        buffer.bytes[..carried].copy_from_slice(&self.rest);
        self.rest.clear();
        let mut filled = carried;
        loop {
            while filled < wanted && !self.ended {
                match self.head.by_ref().chain(self.source.by_ref()).read(&mut buffer.bytes[filled..wanted]) {
                    Ok(0) => self.ended = true,
                    Ok(read) => filled += read,
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                    Err(error) => return Err(Some(error)),
                }
            }
            if self.ended {
                buffer.used = filled;
                return Ok(filled > 0);
            }
            if let Some(end) = memchr::memrchr(b'\n', &buffer.bytes[..filled]) {
                self.rest.extend_from_slice(&buffer.bytes[end + 1..filled]);
                buffer.used = end + 1;
                return Ok(true);
            }
            if filled >= LONGEST * self.size {
                self.rest.extend_from_slice(&buffer.bytes[..filled]);
                return Err(None);
            }
            wanted = filled * 2;
            buffer.bytes.resize(wanted, 0);
        }
    }

    /// Fills a buffer with bytes that need not be whole lines; `false` at the end.
    pub(super) fn rest(&mut self, buffer: &mut Buffer) -> io::Result<bool> {
        buffer.passed = 0;
        buffer.bytes.clear();
        buffer.bytes.append(&mut self.rest);
        self.head.by_ref().chain(self.source.by_ref()).take(self.size as u64).read_to_end(&mut buffer.bytes)?;
        buffer.used = buffer.bytes.len();
        Ok(buffer.used > 0)
    }

    /// The stream.
    pub(super) fn source(&self) -> &R {
        &self.source
    }

    /// The stream itself.
    pub(super) fn into_source(self) -> R {
        self.source
    }
}
