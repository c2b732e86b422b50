//! A ledger of certificates for people and programs: entries in their order, sums by park and period, and the chain of hashes.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::page::number::count;
use super::page::{Align, Ink, Page, Style, Table};
use crate::dossier::{Chain, LedgerEntry};

/// A ledger to be listed.
#[derive(Clone, Copy, Debug)]
pub struct Listing<'a> {
    /// Its name.
    pub file: &'a str,
    /// Its entries in their order.
    pub entries: &'a [LedgerEntry],
    /// Its chain of hashes.
    pub chain: &'a Chain,
}

fn whole(number: u128) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}

fn line(entry: &LedgerEntry) -> u64 {
    entry.position.map_or(0, |position| position.line)
}

/// Certificates and entries by park and period.
fn sums<'a>(entries: &'a [LedgerEntry]) -> BTreeMap<(&'a str, &'a str), (u128, u64)> {
    let mut sums: BTreeMap<(&'a str, &'a str), (u128, u64)> = BTreeMap::new();
    for entry in entries {
        let sum = sums.entry((&entry.park, &entry.period)).or_default();
        sum.0 = sum.0.saturating_add(entry.codes.quantity());
        sum.1 += 1;
    }
    sums
}

/// The listing as text.
pub fn render(listing: &Listing<'_>, style: &Style) -> String {
    let lang = style.lang;
    let mut page = Page::new(*style);
    page.line(0, &[(listing.file, Ink::Strong)]);
    let all = listing.entries.iter().fold(0_u128, |sum, entry| sum.saturating_add(entry.codes.quantity()));
    let entries = count(listing.entries.len() as u64);
    page.paragraph(2, Ink::Plain, &lang.fill("ledger.totals", &[&count(whole(all)), &entries]));
    let (ink, told) = match listing.chain {
        Chain::Plain => (Ink::Doubt, lang.word("ledger.plain").to_owned()),
        Chain::Intact(last) => (Ink::Good, lang.fill("ledger.intact", &[last])),
        Chain::Broken { line, stated, computed } => (Ink::Bad, lang.fill("ledger.broken", &[line, stated, computed])),
    };
    page.paragraph(2, ink, &told);
    if !listing.entries.is_empty() {
        page.heading(lang.word("ledger.by-park"));
        let mut table = Table::new(&[
            (lang.word("ledger.park"), Align::Left),
            (lang.word("ledger.period"), Align::Left),
            (lang.word("column.certificates"), Align::Right),
            (lang.word("ledger.entries"), Align::Right),
        ]);
        for ((park, period), (certificates, entries)) in sums(listing.entries) {
            table.row(vec![park.into(), period.into(), count(whole(certificates)).into(), count(entries).into()]);
        }
        page.table(2, &table);
        page.heading(lang.word("ledger.entries"));
        let mut table = Table::new(&[
            (lang.word("ledger.line"), Align::Right),
            (lang.word("ledger.codes"), Align::Left),
            (lang.word("column.certificates"), Align::Right),
            (lang.word("ledger.park"), Align::Left),
            (lang.word("ledger.period"), Align::Left),
        ]);
        for entry in listing.entries {
            table.row(vec![
                count(line(entry)).into(),
                entry.codes.to_string().into(),
                count(whole(entry.codes.quantity())).into(),
                entry.park.as_str().into(),
                entry.period.as_str().into(),
            ]);
        }
        page.table(2, &table);
    }
    page.finish()
}

/// The listing as JSON.
pub fn render_json(listing: &Listing<'_>) -> String {
    let entry = |entry: &LedgerEntry| {
        json!({
            "line": line(entry), "first_id": entry.codes.first_code(), "last_id": entry.codes.last_code(), "quantity": whole(entry.codes.quantity()),
            "park": entry.park, "period": entry.period,
        })
    };
    let sum = |((park, period), (certificates, entries)): ((&str, &str), (u128, u64))| json!({ "park": park, "period": period, "certificates": whole(certificates), "entries": entries });
    let chain = match listing.chain {
        Chain::Plain => json!({ "state": "none" }),
        Chain::Intact(last) => json!({ "state": "intact", "last": last }),
        Chain::Broken { line, stated, computed } => json!({ "state": "broken", "line": line, "stated": stated, "computed": computed }),
    };
    let value = json!({
        "schema": "lingtan.ledger/1",
        "file": listing.file,
        "chain": chain,
        "parks": sums(listing.entries).into_iter().map(sum).collect::<Vec<Value>>(),
        "entries": listing.entries.iter().map(entry).collect::<Vec<Value>>(),
    });
    super::json::inert(format!("{value:#}\n"))
}
