//! The certificate ledger: how many count, and why the others do not.

use crate::report::names::rule_name;
use std::collections::BTreeMap;

use crate::report::page::number::{all_digits, count};
use crate::report::page::{Align, Ink, Page, Table};
use crate::report::purchases::CodesReport;
use crate::report::schema::{ClaimedReport, Report};
use crate::report::words::Lang;

/// What parks before this one in the same run count of its certificates.
pub(in crate::report) fn claimed(report: &Report, lang: Lang) -> Vec<String> {
    let said = |claim: &ClaimedReport| {
        lang.fill("certificates.claimed", &[&count(claim.quantity), &claim.first_id, &claim.last_id, &claim.park, &claim.period])
    };
    report.run.claimed.iter().map(said).collect()
}

pub(super) fn write(page: &mut Page, report: &Report) {
    let lang = page.style.lang;
    let ledger = &report.certificates;
    page.heading(lang.word("section.certificates"));
    if ledger.presented == 0 && ledger.rejected.is_empty() {
        page.paragraph(2, Ink::Plain, lang.word("certificates.none"));
        return;
    }
    let rejected: u64 = ledger.rejected.iter().fold(0, |sum, r| sum.saturating_add(r.quantity));
    let totals = [count(ledger.presented), count(ledger.counted), count(rejected), count(ledger.unused)];
    page.paragraph(2, Ink::Plain, &lang.fill("certificates.totals", &[&totals[0], &totals[1], &totals[2], &totals[3]]));
    for said in claimed(report, lang) {
        page.paragraph(2, Ink::Doubt, &said);
    }
    // By reason: certificates, rows, the first place.
    let mut reasons: BTreeMap<&str, (u64, u64, String)> = BTreeMap::new();
    for rejection in &ledger.rejected {
        let place = lang.fill("defects.place", &[&rejection.file, &rejection.line]);
        let sum = reasons.entry(rejection.reason.name()).or_insert((0, 0, place));
        sum.0 = sum.0.saturating_add(rejection.quantity);
        sum.1 += 1;
    }
    let mut table = Table::new(&[
        (lang.word("column.reason"), Align::Left),
        (lang.word("column.certificates"), Align::Right),
        (lang.word("column.rows"), Align::Right),
        (lang.word("column.first-at"), Align::Left),
    ]);
    for (reason, (certificates, rows, first)) in reasons {
        let name = lang.named("rejection.", reason);
        table.row(vec![name.into(), count(certificates).into(), count(rows).into(), first.into()]);
    }
    if !table.is_empty() {
        page.table(2, &table);
    }
    codes(page, &ledger.counted_codes, "certificates.counted-codes");
}

/// Ranges of codes that are shown one by one.
const RANGES: usize = 10;

fn codes(page: &mut Page, codes: &[CodesReport], title: &str) {
    let lang = page.style.lang;
    if codes.is_empty() {
        return;
    }
    let said = |c: &CodesReport| lang.fill("certificates.range", &[&c.first_id, &c.last_id, &count(c.quantity)]);
    let mut all: Vec<String> = codes.iter().take(RANGES).map(said).collect();
    if codes.len() > RANGES {
        all.push(lang.fill("certificates.more-codes", &[&count((codes.len() - RANGES) as u64)]));
    }
    page.paragraph(2, Ink::Faint, &lang.fill("materiality.of", &[&lang.find(title).unwrap_or_default(), &lang.list(&all)]));
}

/// Green-power trades: how much counts, and why the rest does not.
pub(super) fn write_trades(page: &mut Page, report: &Report) {
    let lang = page.style.lang;
    let trades = &report.trades;
    if trades.presented.is_zero() && trades.rejected.is_empty() {
        return;
    }
    page.paragraph(2, Ink::Plain, &traded(report, lang));
    let mut table = Table::new(&[
        (lang.word("trades.contract"), Align::Left),
        ("MWh", Align::Right),
        (lang.word("column.reason"), Align::Left),
        (lang.word("column.place"), Align::Left),
    ]);
    for rejection in trades.rejected.iter().take(RANGES) {
        let reason = lang.named("rejection.", rejection.reason.name());
        let place = lang.fill("defects.place", &[&rejection.file, &rejection.line]);
        table.row(vec![(&rejection.contract).into(), all_digits(&rejection.mwh).into(), reason.into(), place.into()]);
    }
    if trades.rejected.len() > RANGES {
        table.note(Ink::Faint, lang.fill("certificates.more-codes", &[&count((trades.rejected.len() - RANGES) as u64)]));
    }
    if !table.is_empty() {
        page.table(2, &table);
    }
    codes(page, &trades.counted_codes, "trades.counted-codes");
}

/// How much of the trades counts, in a sentence.
pub(in crate::report) fn traded(report: &Report, lang: Lang) -> String {
    let trades = &report.trades;
    let rejected = &trades.presented - &trades.counted;
    let [presented, counted, rejected, uncertified] = [&trades.presented, &trades.counted, &rejected, &trades.uncertified].map(all_digits);
    lang.fill("trades.totals", &[&presented, &counted, &rejected, &uncertified])
}

/// What hangs on trades that no certificate settles, where an outcome does.
pub(in crate::report) fn uncertified(report: &Report, lang: Lang) -> Option<String> {
    let trades = &report.trades;
    if trades.depends.is_empty() {
        return None;
    }
    let counts = report.policy.settings.get("trades_without_certificates").is_some_and(|value| value == "counted");
    let names: Vec<String> = trades.depends.iter().map(|rule| rule_name(lang, rule).to_owned()).collect();
    let key = if counts { "trades.depends-counted" } else { "trades.depends-rejected" };
    Some(lang.fill(key, &[&all_digits(&trades.uncertified), &lang.list(&names)]))
}
