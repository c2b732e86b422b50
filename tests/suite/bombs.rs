//! Small files that unpack to very much: each is read or refused with its reason, within a minute of processor time and 3 GiB of address space.

#![cfg(unix)]
#![allow(clippy::disallowed_methods, reason = "tests read and write files of their own")]
#![allow(clippy::format_collect, clippy::format_push_string, reason = "small texts")]

use std::io::Write as _;
use std::path::Path;
use std::process::Command;

use flate2::write::{DeflateEncoder, GzEncoder};
use flate2::{Compression, Crc};

const MIB: usize = 1 << 20;

/// A part of an archive: a text, then a text many times, then a text.
type Part<'a> = (&'a str, &'a str, (&'a str, usize), &'a str);

/// A zip archive as any packer writes it.
fn zip(parts: &[Part<'_>]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    let word = |n: usize| u32::try_from(n).expect("below 4 GiB").to_le_bytes();
    for (name, before, (text, times), after) in parts {
        let (mut packer, mut sum) = (DeflateEncoder::new(Vec::new(), Compression::fast()), Crc::new());
        // written in blocks, so that the test itself stays small
        let block = text.repeat((MIB / text.len().max(1)).clamp(1, MIB));
        let whole = (block.len() / text.len().max(1)).max(1);
        let mut put = |bytes: &[u8]| {
            packer.write_all(bytes).expect("memory");
            sum.update(bytes);
        };
        put(before.as_bytes());
        (0..times / whole).for_each(|_| put(block.as_bytes()));
        (0..times % whole).for_each(|_| put(text.as_bytes()));
        put(after.as_bytes());
        let size = before.len() + text.len() * times + after.len();
        let packed = packer.finish().expect("memory");
        let mut common = b"\x14\0\0\0\x08\0\0\0\0\0".to_vec();
        common.extend(sum.sum().to_le_bytes());
        common.extend([word(packed.len()), word(size)].concat());
        common.extend(u16::try_from(name.len()).expect("short").to_le_bytes());
        common.extend([0, 0]);
        directory.extend([b"PK\x01\x02\x14\0".as_slice(), &common, &[0; 10], &word(out.len()), name.as_bytes()].concat());
        out.extend([b"PK\x03\x04".as_slice(), &common, name.as_bytes(), &packed].concat());
    }
    let (at, size, count) = (word(out.len()), word(directory.len()), u16::try_from(parts.len()).expect("few").to_le_bytes());
    out.extend(directory);
    out.extend([b"PK\x05\x06\0\0\0\0".as_slice(), &count, &count, &size, &at, &[0, 0]].concat());
    out
}

const TYPES: &str = "<?xml version=\"1.0\"?><Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\
    <Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/>\
    <Override PartName=\"/xl/workbook.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/>\
    <Override PartName=\"/xl/worksheets/sheet1.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/>\
    <Override PartName=\"/xl/sharedStrings.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml\"/></Types>";
const RELATIONS: &str = "<?xml version=\"1.0\"?><Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
    <Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>";
const BOOK: &str = "<?xml version=\"1.0\"?><workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" \
    xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets><sheet name=\"表\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>";
const BOOK_RELATIONS: &str = "<?xml version=\"1.0\"?><Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
    <Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/>\
    <Relationship Id=\"rId2\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings\" Target=\"sharedStrings.xml\"/></Relationships>";
const SHEET: &str = "<?xml version=\"1.0\"?><worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>";
const STRINGS: &str = "<?xml version=\"1.0\"?><sst xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">";

/// Cells of a header and of one row, as a spreadsheet writes them.
const ROWS: &str = "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>meter_id</t></is></c><c r=\"B1\" t=\"inlineStr\"><is><t>time</t></is></c>\
    <c r=\"C1\" t=\"inlineStr\"><is><t>value</t></is></c></row><row r=\"2\"><c r=\"A2\" t=\"inlineStr\"><is><t>M1</t></is></c>\
    <c r=\"B2\" t=\"inlineStr\"><is><t>2025-01-01</t></is></c><c r=\"C2\"><v>5</v></c></row>";

/// A workbook of one sheet: its rows, something many times behind them, what follows the rows, and the shared strings.
fn book(rows: &str, many: (&str, usize), after: &str, strings: (&str, usize)) -> Vec<u8> {
    zip(&[
        ("[Content_Types].xml", TYPES, ("", 0), ""),
        ("_rels/.rels", RELATIONS, ("", 0), ""),
        ("xl/workbook.xml", BOOK, ("", 0), ""),
        ("xl/_rels/workbook.xml.rels", BOOK_RELATIONS, ("", 0), ""),
        ("xl/worksheets/sheet1.xml", &format!("{SHEET}{rows}"), many, &format!("</sheetData>{after}</worksheet>")),
        ("xl/sharedStrings.xml", &format!("{STRINGS}<si><t>x"), strings, "</t></si></sst>"),
    ])
}

/// Exit code and standard error of a run with 3 GiB.
fn limited(command: &str, path: &Path) -> (i32, String) {
    let line = format!("ulimit -v 3145728; ulimit -t 60; exec '{}' {command} '{}'", env!("CARGO_BIN_EXE_lingtan"), path.display());
    let output = Command::new("sh").args(["-c", &line]).output().expect("a shell");
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    let code = output.status.code().unwrap_or_else(|| panic!("{}: ended by a signal: {errors}", path.display()));
    assert!((0..=3).contains(&code), "{}: exit {code}: {errors}", path.display());
    assert!(!errors.contains("panicked") && !errors.contains("allocation"), "{}: {errors}", path.display());
    (code, errors)
}

/// A file without line ends takes no more memory than the longest line may have, whatever table it is of: 4 GiB of zeros that take no room on the disk.
#[test]
fn a_line_without_end_is_refused() {
    for table in [
        "[[readings]]\nfiles = [\"r.csv\"]\nlayout = \"long\"\n",
        "[trades]\nfiles = [\"r.csv\"]\n",
        "[certificates]\nfiles = [\"r.csv\"]\nbeneficiaries = [\"x\"]\n",
    ] {
        let folder = tempfile::tempdir().expect("a folder");
        let manifest = format!(
            "[park]\nname = \"x\"\n[period]\nyear = 2025\n[meters]\nfile = \"meters.csv\"\n{table}[[readings]]\nfiles = [\"g.csv\"]\nlayout = \"long\"\n"
        );
        let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("a file");
        write("park.toml", &manifest);
        write("meters.csv", "meter_id,carrier,flow,unit\nM1,electricity,grid-import,kWh\n");
        write("g.csv", "meter_id,time,value\nM1,2025-01-01,5\n");
        let head = if table.contains("readings") {
            "meter_id,time,value\n"
        } else if table.contains("trades") {
            "contract_id,month,mwh\n"
        } else {
            "certificate_id,generation_month,status,retired_on,beneficiary\n"
        };
        write("r.csv", head);
        let file = std::fs::OpenOptions::new().write(true).open(folder.path().join("r.csv")).expect("a file");
        file.set_len(4 << 30).expect("a sparse file");
        let (code, errors) = limited("check", folder.path());
        assert!(code == 2 && errors.contains("r.csv") && errors.contains("longer than 64 MiB"), "exit {code}: {errors}");
    }
}

#[test]
fn what_unpacks_to_very_much_is_bounded() {
    let packed = |head: &[u8], blocks: usize, block: &[u8]| {
        let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
        packer.write_all(head).expect("memory");
        (0..blocks).for_each(|_| packer.write_all(block).expect("memory"));
        packer.finish().expect("memory")
    };
    let long = "x".repeat(1000);
    let far: String = (3..50_000).map(|row| format!("<row r=\"{row}\"><c r=\"XFD{row}\"><v>1</v></c></row>")).collect();
    let shared: String = (3..50_000).map(|row| format!("<row r=\"{row}\"><c r=\"D{row}\" t=\"s\"><v>0</v></c></row>")).collect();
    let whole = "<mergeCells count=\"1\"><mergeCell ref=\"A2:XFD1048576\"/></mergeCells>";
    let all: [(&str, Vec<u8>, Option<&str>); 9] = [
        ("plain.xlsx", book(ROWS, ("", 0), "", ("", 0)), None),
        ("corner.xlsx", book(ROWS, ("<row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row>", 1), "", ("", 0)), None),
        ("blanks.xlsx", book(ROWS, (" ", 600 * MIB), "", ("", 0)), Some("more than 512 MiB")),
        ("strings.xlsx", book(ROWS, ("", 0), "", (&long, 600 * MIB / 1000)), Some("more than 512 MiB")),
        ("far.xlsx", book(ROWS, (&far, 1), "", ("", 0)), Some("too large")),
        ("shared.xlsx", book(ROWS, (&shared, 1), "", (&long, 30)), Some("too large")),
        ("merged.xlsx", book(ROWS, ("", 0), whole, ("", 0)), Some("merged cells cover too many places")),
        ("book.xlsx.gz", packed(b"PK\x03\x04", 600, &vec![0; MIB]), Some("more than 512 MiB")),
        ("lines.csv.gz", packed(b"meter_id,time,value\nM1,2025-01-01,5\n", 600, &b"\n".repeat(MIB)), None),
    ];
    for (name, bytes, refused) in all {
        let folder = tempfile::tempdir().expect("a folder");
        let manifest = format!(
            "[park]\nname = \"x\"\n[period]\nyear = 2025\n[meters]\nfile = \"meters.csv\"\n[[readings]]\nfiles = [\"{name}\"]\nlayout = \"long\"\n"
        );
        std::fs::write(folder.path().join("park.toml"), manifest).expect("a file");
        std::fs::write(folder.path().join("meters.csv"), "meter_id,carrier,flow,unit\nM1,electricity,grid-import,kWh\n").expect("a file");
        let file = folder.path().join(name);
        assert!(bytes.len() < 8 * MIB, "{name}: {} bytes", bytes.len());
        std::fs::write(&file, bytes).expect("a file");
        let (code, errors) = limited("check", folder.path());
        match refused {
            // a park that only imports fails
            None => assert_eq!(code, 1, "{name}: {errors}"),
            Some(words) => assert!(code == 2 && errors.contains(words) && errors.contains(name), "{name}: exit {code}: {errors}"),
        }
        let (code, errors) = limited("inspect", &file);
        assert!(refused.is_none_or(|words| code == 2 && errors.contains(words)), "{name}: exit {code}: {errors}");
    }
}
