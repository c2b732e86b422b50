//! The certificate ledger: how many count, and why the others do not.

use std::collections::BTreeMap;

use crate::report::page::number::count;
use crate::report::page::{Align, Ink, Page, Table};
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
        let sum = reasons.entry(rejection.reason).or_insert((0, 0, place));
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
        let name = lang.find(&format!("rejection.{reason}")).unwrap_or(reason);
        table.row(vec![name.into(), count(certificates).into(), count(rows).into(), first.into()]);
    }
    if !table.is_empty() {
        page.table(2, &table);
    }
}
