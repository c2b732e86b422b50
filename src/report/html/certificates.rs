//! The certificate ledger: how many were presented, how many count, and each that does not, with its reason and its line.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::chart::{Axis, picture};
use super::sheet::{Sheet, digits, name, prose};
use crate::measure::Exact;
use crate::report::page::number::count;
use crate::report::purchases::{CodesReport, TradeRejectionReport};
use crate::report::text::certificates::{claimed, traded};

/// Rejected certificates that are shown; the others are folded.
const SHOWN: usize = 30;

pub(super) fn write(sheet: &Sheet<'_>) -> Markup {
    let (ledger, lang) = (&sheet.report.certificates, sheet.lang);
    let title = sheet.word("section.certificates");
    if ledger.presented == 0 && ledger.rejected.is_empty() {
        return sheet.section("certificates", title, &html! { p { (sheet.word("certificates.none")) } (trades(sheet)) });
    }
    let rejected: u64 = ledger.rejected.iter().fold(0, |sum, r| sum.saturating_add(r.quantity));
    let totals = [count(ledger.presented), count(ledger.counted), count(rejected), count(ledger.unused)];
    let body = html! {
        p { (lang.fill("certificates.totals", &[&totals[0], &totals[1], &totals[2], &totals[3]])) }
        @for said in claimed(sheet.report, lang) { p class="remark" { (name(&said)) } }
        (drawn(sheet, rejected))
        @if ledger.rejected.is_empty() { p { (sheet.word("html.none-rejected")) } }
        @else { (by_reason(sheet)) (rejections(sheet)) }
        (codes(sheet, "certificates.counted-codes", &ledger.counted_codes))
        (trades(sheet))
    };
    sheet.section("certificates", title, &body)
}

/// Used, not needed, rejected, on one bar.
fn drawn(sheet: &Sheet<'_>, rejected: u64) -> Markup {
    let ledger = &sheet.report.certificates;
    let used = ledger.counted.saturating_sub(ledger.unused);
    let parts = [
        ("certified", used, "html.ledger-used"),
        ("spare", ledger.unused, "html.ledger-unused"),
        ("rejected", rejected, "html.ledger-rejected"),
    ];
    let exact = |n: u64| Exact::from(i128::from(n));
    let whole = parts.iter().fold(0_u64, |sum, p| sum.saturating_add(p.1));
    if whole == 0 {
        return html! {};
    }
    let axis = Axis::new(Exact::zero(), exact(whole), 1, 799);
    let mut foot = 0_u64;
    let mut segments = Vec::new();
    for (class, number, _) in parts {
        segments.push((class, exact(foot), exact(foot.saturating_add(number))));
        foot = foot.saturating_add(number);
    }
    let body = html! {
        @for (class, from, to) in &segments {
            @if from != to { rect class={ "segment s-" (class) } x=(axis.place(from)) y="1" width=(axis.length(from, to)) height="26" {} }
        }
    };
    html! {
        figure {
            (picture(&sheet.anchor("ledger-picture"), (800, 28), sheet.word("section.certificates"), sheet.word("html.ledger-description"), &body))
            figcaption {
                ul class="legend" {
                    @for (class, number, key) in parts { li { (super::months::swatch(&format!("s-{class}"))) (sheet.lang.fill(key, &[&count(number)])) } }
                }
            }
        }
    }
}

fn reason_name<'a>(sheet: &Sheet<'a>, reason: &'a str) -> &'a str {
    sheet.lang.named("rejection.", reason)
}

fn by_reason(sheet: &Sheet<'_>) -> Markup {
    let mut reasons: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
    for rejection in &sheet.report.certificates.rejected {
        let sum = reasons.entry(rejection.reason.name()).or_default();
        sum.0 = sum.0.saturating_add(rejection.quantity);
        sum.1 += 1;
    }
    let rows: Vec<Markup> = reasons
        .into_iter()
        .map(|(reason, (certificates, rows))| {
            let meaning = sheet.lang.find(&format!("defect.certificate-{reason}.meaning")).unwrap_or_default();
            html! {
                tr {
                    th scope="row" { (reason_name(sheet, reason)) " " code { (reason) } }
                    td class="number" { (count(certificates)) }
                    td class="number" { (count(rows)) }
                    td { (prose(meaning)) }
                }
            }
        })
        .collect();
    let head = [
        (sheet.word("column.reason"), false),
        (sheet.word("column.certificates"), true),
        (sheet.word("column.rows"), true),
        (sheet.word("explain.meaning"), false),
    ];
    sheet.table("", sheet.word("html.by-reason"), &head, &rows)
}

/// Codes that count, as ranges.
fn codes(sheet: &Sheet<'_>, key: &str, codes: &[CodesReport]) -> Markup {
    if codes.is_empty() {
        return html! {};
    }
    let row = |c: &CodesReport| html! { tr { th scope="row" { (name(&c.first_id)) } td { (name(&c.last_id)) } td class="number" { (count(c.quantity)) } } };
    let rows: Vec<Markup> = codes.iter().map(row).collect();
    let head = [("1", false), ("n", false), (sheet.word("column.certificates"), true)];
    sheet.long_table("", sheet.lang.word(key), &head, &rows, SHOWN)
}

/// Green-power trades: how much counts, what does not, and the codes that they claim.
fn trades(sheet: &Sheet<'_>) -> Markup {
    let (trades, lang) = (&sheet.report.trades, sheet.lang);
    if trades.presented.is_zero() && trades.rejected.is_empty() {
        return html! {};
    }
    let row = |r: &TradeRejectionReport| {
        html! {
            tr {
                th scope="row" { (name(&r.contract)) }
                td class="number" { (digits(Some(&r.mwh))) }
                td { (reason_name(sheet, r.reason.name())) }
                td { (sheet.place(&r.file, r.line)) }
            }
        }
    };
    let rows: Vec<Markup> = trades.rejected.iter().map(row).collect();
    let head =
        [(sheet.word("trades.contract"), false), ("MWh", true), (sheet.word("column.reason"), false), (sheet.word("html.place"), false)];
    html! {
        p { (traded(sheet.report, lang)) }
        @if !rows.is_empty() { (sheet.long_table("", sheet.word("trades.rejected"), &head, &rows, SHOWN)) }
        (codes(sheet, "trades.counted-codes", &trades.counted_codes))
    }
}

fn rejections(sheet: &Sheet<'_>) -> Markup {
    let rows: Vec<Markup> = sheet
        .report
        .certificates
        .rejected
        .iter()
        .map(|r| {
            html! {
                tr {
                    th scope="row" { (name(&r.certificate)) }
                    td class="number" { (count(r.quantity)) }
                    td { (reason_name(sheet, r.reason.name())) }
                    td { (sheet.place(&r.file, r.line)) }
                }
            }
        })
        .collect();
    let head = [
        (sheet.word("html.certificate"), false),
        (sheet.word("column.certificates"), true),
        (sheet.word("column.reason"), false),
        (sheet.word("html.place"), false),
    ];
    sheet.long_table("", sheet.word("html.rejected-caption"), &head, &rows, SHOWN)
}
