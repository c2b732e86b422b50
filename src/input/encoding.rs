//! Bytes to UTF-8 text, as a stream: BOM, else strict UTF-8, else GB18030; a declared label overrides.

use std::io::{self, Read};

use crate::say;
use encoding_rs::{CoderResult, Decoder, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

/// Size of a raw read.
pub const CHUNK: usize = 256 * 1024;

/// A stream of UTF-8 text decoded from raw bytes.
pub struct Text<R> {
    raw: R,
    mode: Mode,
    /// Raw bytes not yet decoded (an incomplete character at the end of a chunk, or the sniffed head).
    pending: Vec<u8>,
    /// Whether anything beyond ASCII has passed in UTF-8 mode.
    beyond_ascii: bool,
    declared: bool,
    ended: bool,
    name: &'static str,
}

enum Mode {
    Utf8,
    Other(Box<Decoder>),
}

impl<R: Read> Text<R> {
    /// Opens a stream; `label` is a WHATWG encoding label, if one is declared and known.
    pub fn open(mut raw: R, label: Option<&'static Encoding>) -> io::Result<Self> {
        let mut pending = vec![0; 4];
        let mut filled = 0;
        while filled < pending.len() {
            match raw.read(&mut pending[filled..])? {
                0 => break,
                read => filled += read,
            }
        }
        pending.truncate(filled);
        let (encoding, skip) = match (Encoding::for_bom(&pending), label) {
            (Some((found, length)), None) => (Some(found), length),
            (Some((found, length)), Some(stated)) if found == stated => (Some(found), length),
            (_, stated) => (stated, 0),
        };
        pending.drain(..skip);
        let encoding = match encoding {
            // UTF-16 without a mark shows as alternating zero bytes.
            None if pending.len() == 4 && pending[1] == 0 && pending[3] == 0 && pending[0] != 0 => Some(UTF_16LE),
            None if pending.len() == 4 && pending[0] == 0 && pending[2] == 0 && pending[1] != 0 => Some(UTF_16BE),
            other => other,
        };
        let mode = match encoding {
            None => Mode::Utf8,
            Some(found) if found == UTF_8 => Mode::Utf8,
            Some(found) => Mode::Other(Box::new(found.new_decoder_without_bom_handling())),
        };
        Ok(Self {
            raw,
            mode,
            pending,
            beyond_ascii: false,
            declared: label.is_some(),
            ended: false,
            name: encoding.unwrap_or(UTF_8).name(),
        })
    }

    /// Name of the encoding in use.
    pub fn encoding(&self) -> &'static str {
        self.name
    }

    /// Whether the text so far is ASCII, and of no other encoding by its mark.
    pub fn is_ascii(&self) -> bool {
        matches!(self.mode, Mode::Utf8) && !self.beyond_ascii
    }

    /// The raw stream, once all text was taken.
    pub fn into_raw(self) -> R {
        self.raw
    }

    /// Appends more text to `out`; `false` at the end.
    pub fn fill(&mut self, out: &mut Vec<u8>) -> io::Result<bool> {
        if self.ended {
            return Ok(false);
        }
        if matches!(self.mode, Mode::Utf8) { self.fill_utf8(out) } else { self.fill_other(out) }
    }

    fn fill_utf8(&mut self, out: &mut Vec<u8>) -> io::Result<bool> {
        let start = out.len();
        out.append(&mut self.pending);
        let carried = out.len();
        out.resize(carried + CHUNK, 0);
        // A whole chunk, so that what is decided by it does not depend on how the bytes arrive.
        let mut read = 0;
        while carried + read < out.len() {
            match self.raw.read(&mut out[carried + read..]) {
                Ok(0) => {
                    self.ended = true;
                    break;
                }
                Ok(more) => read += more,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        out.truncate(carried + read);
        let (valid, incomplete) = match std::str::from_utf8(&out[start..]) {
            Ok(_) => (out.len(), true),
            Err(error) => (start + error.valid_up_to(), error.error_len().is_none() && !self.ended),
        };
        if valid == out.len() || incomplete {
            self.beyond_ascii |= !out[start..valid].is_ascii();
            self.pending = out.split_off(valid);
            return Ok(!self.ended || out.len() > start);
        }
        // Not UTF-8, as a whole. Where characters beyond ASCII stand before and the rest is no GB18030 either, some bytes are damaged: each shows
        // as U+FFFD, and the row in which it matters is told by its line. Else what passed was ASCII, which is the same in GB18030: go on in that.
        let damaged = !self.declared && (self.beyond_ascii || !out[start..valid].is_ascii()) && !is_gb18030(&out[start..], self.ended);
        if damaged {
            self.pending = out.split_off(start);
            self.mode = Mode::Other(Box::new(UTF_8.new_decoder_without_bom_handling()));
            self.decode_pending(out);
            return Ok(true);
        }
        if self.beyond_ascii || self.declared {
            let what = if self.declared {
                say!("the text is not in the declared encoding")
            } else {
                say!("the text is neither UTF-8 nor, as a whole, GB18030")
            };
            return Err(io::Error::new(io::ErrorKind::InvalidData, say!("{what}; declare it with `encoding = \"…\"`", what => what)));
        }
        self.pending = out.split_off(start);
        self.mode = Mode::Other(Box::new(GB18030.new_decoder_without_bom_handling()));
        self.name = GB18030.name();
        self.decode_pending(out);
        Ok(true)
    }

    fn fill_other(&mut self, out: &mut Vec<u8>) -> io::Result<bool> {
        let start = self.pending.len();
        self.pending.resize(start + CHUNK, 0);
        let read = self.raw.read(&mut self.pending[start..])?;
        self.pending.truncate(start + read);
        self.ended = read == 0;
        let before = out.len();
        self.decode_pending(out);
        Ok(!self.ended || out.len() > before)
    }

    fn decode_pending(&mut self, out: &mut Vec<u8>) {
        let Mode::Other(decoder) = &mut self.mode else { return };
        let mut source = &self.pending[..];
        loop {
            let at = out.len();
            out.resize(at + decoder.max_utf8_buffer_length(source.len()).unwrap_or(CHUNK * 3).max(16), 0);
            let (result, read, written, _) = decoder.decode_to_utf8(source, &mut out[at..], self.ended);
            out.truncate(at + written);
            source = &source[read..];
            if result == CoderResult::InputEmpty {
                break;
            }
        }
        self.pending.clear();
    }
}
/// Whether bytes decode as GB18030 without a fault; they may end within a character unless they are the last.
fn is_gb18030(bytes: &[u8], last: bool) -> bool {
    let mut decoder = GB18030.new_decoder_without_bom_handling();
    let mut text = vec![0; decoder.max_utf8_buffer_length_without_replacement(bytes.len()).unwrap_or(bytes.len() * 4)];
    let (result, _, _) = decoder.decode_to_utf8_without_replacement(bytes, &mut text, last);
    result == encoding_rs::DecoderResult::InputEmpty
}
