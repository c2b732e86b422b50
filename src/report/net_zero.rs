//! What the net-zero layer says beside its numbers: whether it is reached, what counts by vintage and standard, and what does not and why.

use super::page::number::all_digits;
use super::schema::NetZero;
use super::words::Lang;

/// Whether net zero is reached; it is never part of the verdict.
pub(super) fn reached(layer: &NetZero, lang: Lang) -> &'static str {
    match layer.reached {
        Some(true) => lang.word("net-zero.reached"),
        Some(false) => lang.word("net-zero.not-reached"),
        None => lang.word("net-zero.open"),
    }
}

/// The offsets, each with its tonnes: first those that count, by vintage and standard, then those that do not.
pub(super) fn offsets(layer: &NetZero, lang: Lang) -> Vec<String> {
    let counted = layer.counted.iter().map(|o| lang.fill("net-zero.counted", &[&all_digits(&o.tco2), &o.vintage, &o.standard]));
    let rejected = layer.rejected.iter().map(|o| {
        let reason = lang.named("net-zero.reason-", o.reason.name());
        lang.fill("net-zero.rejected", &[&all_digits(&o.tco2), &o.offset, &reason, &format!("{}:{}", o.file, o.line)])
    });
    counted.chain(rejected).collect()
}
