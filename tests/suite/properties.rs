//! The properties of `tests/fuzz` on drawn inputs, so that they hold in every run of the tests; and each input that fuzzing found.

#![allow(clippy::disallowed_methods, reason = "tests read and write files of their own")]

#[path = "../fuzz/properties.rs"]
mod fuzzed;

use proptest::prelude::*;

use crate::support::cases;

/// Pieces from which files are put together: what a parser turns on.
fn pieces() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop::sample::select(vec![
        "meter_id,time,value\n",
        "meter_id,date,v1,v2\n",
        "meter_id,start,end,start_reading,end_reading\n",
        "meter_id,time,reading\r\n",
        "certificate_id,generation_month,status,retired_on,beneficiary\n",
        "M1",
        "M2",
        "M9",
        ",",
        ";",
        "\t",
        "，",
        "\"",
        "\"\"",
        "\n",
        "\r\n",
        "\r",
        "2025-01-01",
        "2025-01-01 00:15",
        "2025-01-01 00:30",
        "2025-01-01 01:00",
        "2025年1月1日 0时15分",
        "24:00",
        "20250102",
        "45658.25",
        "1",
        "-1",
        "1e400",
        "99999999999999999999999999999999999999",
        "0.000000000000000000000000001",
        "--",
        "NULL",
        "合计",
        "1,234.5",
        "\u{ff11}",
        "\u{0}",
        "\u{feff}",
        "x",
        " ",
    ]);
    let bytes = prop_oneof![20 => piece.prop_map(|p| p.as_bytes().to_vec()), 1 => any::<u8>().prop_map(|b| vec![b])];
    (
        prop::sample::select(vec![
            "",
            "meter_id,time,value\n",
            "meter_id,time,reading\n",
            "\u{feff}",
            "certificate_id,generation_month,status,retired_on,beneficiary\n",
        ]),
        prop::collection::vec(bytes, 0..60),
    )
        .prop_map(|(head, all)| [head.as_bytes().to_vec(), all.concat()].concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(100), rng_seed: prop::test_runner::RngSeed::Fixed(20_250_710), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn records_do_not_depend_on_how_bytes_arrive(bytes in pieces()) {
        fuzzed::scanner(&bytes);
    }

    #[test]
    fn stamps_agree(text in "[0-9０-９]{0,8}[-/年. T]{0,2}[0-9]{0,4}[-/月. ]{0,2}[0-9]{0,2}[ 日T]{0,2}[0-9]{0,2}[:时]{0,1}[0-9]{0,2}.{0,6}") {
        fuzzed::time(&text);
    }

    #[test]
    fn numbers_agree(text in "[-+ (（]{0,2}[0-9０-９,，. ]{0,30}[eE]{0,1}[-+]{0,1}[0-9]{0,3}[%)）]{0,1}") {
        fuzzed::number(&text);
    }

    #[test]
    fn manifests_are_read_or_refused(lines in prop::collection::vec("(\\[park\\]|\\[\\[readings\\]\\]|\\[period\\]|name = \"x\"|year = [0-9]{1,9}|files = \\[\"\\*\"\\]|layout = \"(long|wide)\"|[a-z_]{1,9} = (1|\"x\"|\\{\\}|\\[\\])|.{0,9})", 0..12)) {
        fuzzed::manifest(&lines.join("\n"));
    }

    #[test]
    fn files_of_readings_are_read_or_refused(bytes in pieces()) {
        let folder = tempfile::tempdir().expect("a folder");
        fuzzed::readings(folder.path(), &bytes);
    }

    #[test]
    fn ledgers_are_read_or_refused(bytes in pieces()) {
        let folder = tempfile::tempdir().expect("a folder");
        fuzzed::certificates(folder.path(), &bytes);
    }
}

/// What fuzzing found: a header `t` with three bytes of another letter behind it was cut within that letter; hours of a header overflowed.
#[test]
fn what_fuzzing_found_stays_mended() {
    for header in ["meter_id,ti韊,value", "meter_id,date,71582789:00,71582789.0,4294967295时", "meter_id,time,t韊a"] {
        for filling in ["", "\n", "\n\n", "\n\n\n"] {
            let folder = tempfile::tempdir().expect("a folder");
            fuzzed::readings(folder.path(), format!("{header}\nM1,2025-01-01,10\n{filling}").as_bytes());
        }
    }
}
