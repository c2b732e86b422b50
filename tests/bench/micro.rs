//! Micro-benchmarks of the plain reader's scanner, times and numbers, and of whole parks: `cargo bench`.

use std::hint::black_box;
use std::path::Path;

use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};
use lingtan::input::encoding::Text;
use lingtan::input::field::{decimal, fixed_stamp, stamp};
use lingtan::input::scan::{Delimiter, Records};
use lingtan::input::{Overrides, read};

fn main() {
    divan::main();
}

/// A long export of one meter: 10,000 rows.
fn export() -> Vec<u8> {
    let mut text = b"meter_id,time,value\n".to_vec();
    for n in 0..10_000 {
        let (day, quarter) = (n / 96 % 28 + 1, n % 96);
        text.extend(
            format!("M00001,2025-02-{day:02} {:02}:{:02},{}.{:03}\n", quarter / 4, quarter % 4 * 15, n * 37 % 180, n * 7 % 1000).bytes(),
        );
    }
    text
}

#[divan::bench]
fn scanner(bencher: Bencher<'_, '_>) {
    let text = export();
    bencher.counter(BytesCount::new(text.len())).bench(|| {
        let mut records = Records::new(Text::open(&text[..], None).expect("bytes"), Delimiter::Byte(b','));
        let mut fields = 0;
        while let Some(record) = records.next().expect("bytes") {
            fields += record.len();
        }
        fields
    });
}

#[divan::bench(args = ["2025-02-03 04:15", "2025-02-03T04:15:00+08:00", "2025/2/3 4:15"])]
fn time(bencher: Bencher<'_, '_>, text: &str) {
    bencher.counter(ItemsCount::new(1_u32)).bench(|| fixed_stamp(black_box(text.as_bytes())));
}

#[divan::bench(args = ["2025年2月3日 4时15分", "20250203 0415"])]
fn time_of_any_kind(bencher: Bencher<'_, '_>, text: &str) {
    bencher.counter(ItemsCount::new(1_u32)).bench(|| stamp(black_box(text), None));
}

#[divan::bench(args = ["0", "123.456", "-1234567.891"])]
fn number(bencher: Bencher<'_, '_>, text: &str) {
    bencher.counter(ItemsCount::new(1_u32)).bench(|| decimal(black_box(text.as_bytes())));
}

#[divan::bench(args = ["full-pass", "gbk-wide", "register-year"], sample_count = 20)]
fn park(bencher: Bencher<'_, '_>, name: &str) {
    let park = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/parks").join(name);
    bencher.bench(|| read(&park, &Overrides::default()).expect("a park"));
}
