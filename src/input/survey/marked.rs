//! The first bytes of a file: what they are of, where it is no text, and the mark of UTF-8.

use std::io::{self, Chain, Cursor, Read};

use crate::input::error::InputError;
use crate::say;
use crate::say::Message;

/// First bytes of kinds of files, and what to do with them.
const KINDS: &[(&[u8], fn() -> Message)] = &[
    (b"\x1f\x8b", || say!("this is a gzip archive inside another: unpack it once")),
    (b"PK\x03\x04", || say!("this is an Excel workbook or another ZIP archive: save the sheet as CSV, or unpack it")),
    (b"\xd0\xcf\x11\xe0", || say!("this is an old Excel workbook: save the sheet as CSV")),
    (b"%PDF", || say!("this is a PDF: ask for the data as CSV or Excel")),
    (b"PAR1", || say!("this is a Parquet file: export it as CSV")),
    (b"SQLite format", || say!("this is a database: export the table as CSV")),
];

/// A stream whose first bytes were looked at.
pub(super) struct Marked<R> {
    rest: Chain<Cursor<Vec<u8>>, R>,
    mark: bool,
}

impl<R: Read> Marked<R> {
    /// Looks at the first bytes; a file that is no text is an error with its remedy.
    pub(super) fn open(mut raw: R, name: &str) -> Result<Self, InputError> {
        let mut head = vec![0; 16];
        let mut filled = 0;
        while filled < head.len() {
            match raw.read(&mut head[filled..]) {
                Ok(0) => break,
                Ok(read) => filled += read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(InputError::io(name, 0, &error)),
            }
        }
        head.truncate(filled);
        if let Some((_, remedy)) = KINDS.iter().find(|(magic, _)| head.starts_with(magic)) {
            return Err(InputError::at(name, 0, remedy()));
        }
        let mark = head.starts_with(b"\xef\xbb\xbf");
        Ok(Self { rest: Cursor::new(head).chain(raw), mark })
    }

    /// Whether it starts with the UTF-8 byte order mark.
    pub(super) fn has_mark(&self) -> bool {
        self.mark
    }
}

impl<R: Read> Read for Marked<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.rest.read(buffer)
    }
}
