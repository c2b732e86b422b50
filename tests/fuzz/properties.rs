//! What must hold for any bytes: shared by the fuzz targets beside this file and by the ordinary tests (`tests/properties.rs`).

use std::io::Read;
use std::path::Path;

use lingtan::input::encoding::Text;
use lingtan::input::field::{self, DateOrder};
use lingtan::input::manifest::Manifest;
use lingtan::input::scan::{Delimiter, Records};
use lingtan::input::{Overrides, read};

/// Bytes that come a few at a time.
struct Drops<'a>(&'a [u8], usize);

impl Read for Drops<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let take = buffer.len().min(self.1).min(self.0.len());
        buffer[..take].copy_from_slice(&self.0[..take]);
        self.0 = &self.0[take..];
        Ok(take)
    }
}

type Rows = Vec<(u64, bool, Vec<Vec<u8>>)>;

/// The records, or `None` where the bytes are refused as text of no known encoding.
fn rows(stream: impl Read, delimiter: Delimiter) -> Option<Rows> {
    let text = Text::open(stream, None).ok()?;
    let mut records = Records::new(text, delimiter);
    let mut all = Rows::new();
    while let Some(record) = records.next().ok()? {
        all.push((record.line, record.broken, record.fields().map(<[u8]>::to_vec).collect()));
    }
    Some(all)
}

/// Records are the same however the bytes arrive; their lines rise, and are lines of the file.
pub(crate) fn scanner(bytes: &[u8]) {
    for delimiter in [Delimiter::Byte(b','), Delimiter::Byte(b';'), Delimiter::Byte(b'\t'), Delimiter::WideComma] {
        let whole = rows(bytes, delimiter);
        for size in [1, 7] {
            assert_eq!(whole, rows(Drops(bytes, size), delimiter), "in drops of {size}");
        }
        let whole = whole.unwrap_or_default();
        // a line ends at LF, CR or CRLF; U+0A0D and the like of UTF-16 hold such bytes too, so that this is the most
        let most = bytes.iter().filter(|b| matches!(b, b'\n' | b'\r')).count() as u64 + 1;
        assert!(whole.iter().all(|(line, ..)| (1..=most).contains(line)), "{most} lines: {whole:?}");
        assert!(whole.windows(2).all(|w| w[0].0 < w[1].0), "{whole:?}");
    }
}

/// The fast path of a stamp agrees with the reference, blanks around it and full-width digits change nothing.
pub(crate) fn time(text: &str) {
    let any = field::stamp(text, None);
    if let Some(fast) = field::fixed_stamp(text.as_bytes()) {
        assert_eq!(any.as_ref().ok(), Some(&fast), "{text}");
    }
    assert_eq!(field::stamp(&format!(" {text}\u{3000}"), None).ok(), any.ok(), "{text}");
    for order in [DateOrder::Ymd, DateOrder::Dmy, DateOrder::Mdy] {
        let ordered = field::stamp(text, Some(order));
        // what can be read without an order is not ambiguous: where it can be read in this one too, it is the same
        if let (Ok(any), Ok(ordered)) = (&any, &ordered) {
            assert_eq!(any, ordered, "{text} {order:?}");
        }
    }
    let _ = (field::month(text), field::day(text, None), field::Serial::parse(text), field::plain_date(text), field::plain_time(text));
}

/// The fast path of a number agrees with the reference, which agrees with the exact one.
pub(crate) fn number(text: &str) {
    let slow = field::decimal_text(text, &[]);
    if let Some(fast) = field::decimal(text.as_bytes()) {
        assert_eq!(slow.as_ref().ok().copied().flatten(), Some(fast), "{text}");
    }
    let exact = field::number(text, &[]);
    if let (Ok(Some((mantissa, decimals))), Ok(Some(exact))) = (&slow, &exact) {
        let ten = (0..*decimals).fold(lingtan::measure::Exact::one(), |n, _| n * lingtan::measure::Exact::from(10_i64));
        assert_eq!(lingtan::measure::Exact::from(*mantissa), exact * &ten, "{text}");
    }
    assert_eq!(matches!(slow, Ok(None)), matches!(exact, Ok(None)), "{text}");
}

/// A manifest is read, or refused with a reason.
pub(crate) fn manifest(text: &str) {
    if let Err(errors) = Manifest::parse(text) {
        assert!(!errors.is_empty() && errors.iter().all(|e| !e.message.is_empty()), "{text}");
    }
}

fn park(folder: &Path, manifest: &str, files: &[(&str, &[u8])]) {
    let common = "[park]\nname = \"x\"\n[period]\nstart = \"2025-01-01\"\nend = \"2025-01-02\"\n[meters]\nfile = \"meters.csv\"\n";
    let registry = b"meter_id,carrier,flow,unit,digits,rating_kw\nM1,electricity,grid-import,kWh,6,\nM2,electricity,grid-import,kWh,,50\n";
    std::fs::write(folder.join("park.toml"), format!("{common}{manifest}")).expect("a file");
    std::fs::write(folder.join("meters.csv"), registry).expect("a file");
    for (name, bytes) in files {
        std::fs::write(folder.join(name), bytes).expect("a file");
    }
}

/// A park that is read counts every interval once, and every defect has a place in the file; one that is not is refused with a reason.
fn judged(folder: &Path, bytes: &[u8]) {
    let most = bytes.iter().filter(|b| matches!(b, b'\n' | b'\r')).count() as u64 + 2;
    match read(folder, &Overrides::default()) {
        Err(errors) => assert!(!errors.is_empty() && errors.iter().all(|e| !e.message.is_empty())),
        Ok(submission) => {
            for defect in submission.dossier.defects.iter() {
                assert!(defect.count > 0 && !defect.message.is_empty(), "{defect:?}");
                assert!(defect.position.is_none_or(|p| p.line <= most), "{defect:?} of {most} lines");
            }
            for (meter, complete) in submission.dossier.meters.iter().zip(&submission.dossier.completeness) {
                assert_eq!(complete.expected, complete.present + complete.missing, "{} {complete:?}", meter.id);
            }
        }
    }
}

/// A whole file of readings, in a layout that its length chooses.
pub(crate) fn readings(folder: &Path, bytes: &[u8]) {
    let layout = ["long", "wide", "register", "bill"][bytes.len() % 4];
    park(folder, &format!("[[readings]]\nfiles = [\"r.csv\"]\nlayout = \"{layout}\"\n"), &[("r.csv", bytes)]);
    judged(folder, bytes);
}

/// A whole ledger of certificates.
pub(crate) fn certificates(folder: &Path, bytes: &[u8]) {
    let tables = "[[readings]]\nfiles = [\"r.csv\"]\nlayout = \"long\"\n[certificates]\nfiles = [\"c.csv\"]\nbeneficiaries = [\"x\"]\n";
    park(folder, tables, &[("r.csv", b"meter_id,time,value\nM1,2025-01-01,5\nM1,2025-01-02,5\n"), ("c.csv", bytes)]);
    judged(folder, &[bytes, b"\n\n\n"].concat());
}
