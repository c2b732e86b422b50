//! Sheets with more than they hold, and texts longer than a cell.

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};

use super::lines::{Line, Put};
use super::write::Sheet;
use super::written;
use crate::report::view::Tone;
use crate::report::words::Lang;

fn row(text: &str) -> Line {
    Line::Row(vec![Put { number: None, text: text.to_owned(), tone: Tone::Plain }])
}

/// Every sheet by its name, with the texts of its first column.
fn read(bytes: Vec<u8>) -> Vec<(String, Vec<String>)> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).expect("a workbook");
    let first = |row: &[Data]| row.first().map(ToString::to_string).unwrap_or_default();
    book.worksheets().into_iter().map(|(name, range)| (name, range.rows().map(first).collect())).collect()
}

#[test]
fn what_a_sheet_cannot_hold_goes_on_in_further_sheets_and_both_say_so() {
    let mut lines = vec![Line::Title(Tone::Plain, "All".to_owned()), Line::Head(vec![("head".to_owned(), false)])];
    lines.extend((0..20).map(|number| row(&format!("row {number}"))));
    for (most, sheets) in [(22, 1), (21, 2), (10, 3), (5, 10)] {
        let sheet = Sheet { name: "All".to_owned(), lines: lines.clone(), computed: true };
        let read = read(written(&[sheet], &[], Lang::En, most).expect("a workbook"));
        assert_eq!(read.len(), sheets, "{most}: {read:?}");
        let rows: Vec<&String> = read.iter().flat_map(|(_, rows)| rows).filter(|text| text.starts_with("row ")).collect();
        assert_eq!(rows, (0..20).map(|number| format!("row {number}")).collect::<Vec<_>>().iter().collect::<Vec<_>>(), "{most}");
        for (at, (name, rows)) in read.iter().enumerate() {
            assert!(rows.len() <= most && rows[1] == "head", "{most}: {rows:?}");
            let (first, last) = (&rows[0], &rows[rows.len() - 1]);
            assert_eq!(first == "All", at == 0, "{name}: {first}");
            if let Some((next, _)) = read.get(at + 1) {
                assert!(last.contains(&format!("“{next}”")), "{name}: {last}");
            }
            if at > 0 {
                assert!(first.contains(&format!("“{}”", read[at - 1].0)), "{name}: {first}");
            }
        }
    }
}

#[test]
fn a_text_longer_than_a_cell_says_how_much_is_left_out() {
    // 40,000 characters of two units each: 16,000 are kept.
    let lines = vec![row(&"𠀀".repeat(40_000)), row(&"a".repeat(32_000))];
    let sheet = Sheet { name: "All".to_owned(), lines, computed: false };
    let read = read(written(&[sheet], &[], Lang::En, 10).expect("a workbook"));
    let [long, whole] = &read[0].1[..] else { panic!("two rows") };
    assert_eq!(long.chars().filter(|c| *c == '𠀀').count(), 16_000);
    assert!(long.contains("(24000 more characters"), "{}", &long[long.len() - 100..]);
    assert_eq!(whole.len(), 32_000);
}
