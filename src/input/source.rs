//! The bytes of a file, told apart by their first ones and never by the file's name: text as it is, text unpacked from gzip, or a workbook,
//! whose sheets become text with a line for each spreadsheet row. The digest is always of the file's own bytes.

use std::io::{self, Cursor, Read};

use flate2::read::MultiGzDecoder;

use super::error::InputError;
use super::markup;
use super::workbook::{Book, LARGEST, SheetText};
use crate::files::{Digested, Stream};
use crate::say;

/// A stream of the text of a file.
pub enum Source {
    /// The file as it is.
    Plain(Plain),
    /// Unpacked.
    Gzip(Unpacked),
    /// One sheet of a workbook.
    Sheet(Cursor<Vec<u8>>, Digested),
}

/// A file whose first bytes were looked at.
pub type Plain = io::Chain<Cursor<Vec<u8>>, Stream>;
/// What a gzip archive holds, its first bytes looked at.
pub type Unpacked = io::Chain<Cursor<Vec<u8>>, Box<MultiGzDecoder<Plain>>>;

/// A file as opened.
pub(super) enum Opened {
    /// Text.
    Text(Source),
    /// A workbook.
    Book(Box<Book>, Digested),
}

/// Opens a stream; `name` is the file's in messages.
pub(super) fn open(stream: Stream, name: &str) -> Result<Opened, InputError> {
    let io = |e: io::Error| InputError::io(name, 0, &e);
    let (head, plain) = sniffed(stream).map_err(io)?;
    if is_workbook(&head) {
        return book(plain, name).and_then(|(book, plain)| Ok(Opened::Book(book, finish(plain).map_err(io)?)));
    }
    if !is_packed(&head) {
        return Ok(Opened::Text(Source::Plain(plain)));
    }
    let (head, unpacked) = sniffed(Box::new(MultiGzDecoder::new(plain))).map_err(|e| io(damaged(&e)))?;
    if is_workbook(&head) {
        let (book, unpacked) = book(unpacked, name)?;
        return Ok(Opened::Book(book, finish(unpacked.into_inner().1.into_inner()).map_err(io)?));
    }
    Ok(Opened::Text(Source::Gzip(unpacked)))
}

impl Source {
    /// The text of one sheet, of a file with this digest.
    pub(super) fn of_sheet(sheet: SheetText, digested: Digested) -> Self {
        Self::Sheet(Cursor::new(sheet.text), digested)
    }

    /// Digest and size of the file.
    pub fn finish(self) -> io::Result<Digested> {
        match self {
            Self::Plain(plain) => finish(plain),
            Self::Gzip(unpacked) => finish(unpacked.into_inner().1.into_inner()),
            Self::Sheet(_, digested) => Ok(digested),
        }
    }
}

impl Read for Source {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Plain(plain) => plain.read(buffer),
            Self::Gzip(unpacked) => unpacked.read(buffer).map_err(|e| damaged(&e)),
            Self::Sheet(text, _) => text.read(buffer),
        }
    }
}

fn damaged(error: &io::Error) -> io::Error {
    let message = say!("the gzip archive is damaged or cut short ({error}); copy it again from where it came", error);
    io::Error::new(io::ErrorKind::InvalidData, message)
}

/// The first bytes of a stream, and the stream with them.
fn sniffed<R: Read>(mut stream: R) -> io::Result<(Vec<u8>, io::Chain<Cursor<Vec<u8>>, R>)> {
    let mut head = Vec::new();
    stream.by_ref().take(markup::HEAD as u64).read_to_end(&mut head)?;
    let chained = Cursor::new(head.clone()).chain(stream);
    Ok((head, chained))
}

/// Whether a file opens as a zip archive (`.xlsx`, `.xlsb`, `.ods`) or as a compound file (`.xls`) does, or as markup that a spreadsheet opens.
pub(super) fn is_workbook(head: &[u8]) -> bool {
    head.starts_with(b"PK\x03\x04") || head.starts_with(&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]) || markup::is_markup(head)
}

/// Whether a file opens as a gzip archive does.
pub(super) fn is_packed(head: &[u8]) -> bool {
    head.starts_with(&[0x1f, 0x8b])
}

fn book<R: Read>(mut stream: R, name: &str) -> Result<(Box<Book>, R), InputError> {
    let mut bytes = Vec::new();
    stream.by_ref().take(LARGEST as u64 + 1).read_to_end(&mut bytes).map_err(|e| InputError::io(name, 0, &e))?;
    if bytes.len() > LARGEST {
        return Err(InputError::at(name, 0, say!("a workbook of more than 512 MiB; export its sheets as CSV")));
    }
    Book::open(bytes).map(|book| (Box::new(book), stream)).map_err(|why| InputError::at(name, 0, why))
}

/// Reads what is left, so that the digest is of the whole file.
fn finish(mut plain: Plain) -> io::Result<Digested> {
    io::copy(&mut plain, &mut io::sink())?;
    Ok(plain.into_inner().1.finish())
}
