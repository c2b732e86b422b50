//! Certificates and green-power trades: how much counts, what does not with its place, and the codes of what does.

use super::section::{Cell, Column, Section, Table, Text};
use crate::account::certificates::Reason;
use crate::report::page::number::count;
use crate::report::purchases::CodesReport;
use crate::report::schema::Report;
use crate::report::text::certificates::{claimed, traded};
use crate::report::words::Lang;

/// The certificates, then the trades.
pub(crate) fn of(report: &Report, lang: Lang) -> Section {
    let ledger = &report.certificates;
    let mut section = Section::new(lang.word("section.certificates"));
    if ledger.presented == 0 && ledger.rejected.is_empty() {
        section.say(lang.word("certificates.none"));
    } else {
        certificates(&mut section, report, lang);
    }
    trades(&mut section, report, lang);
    let codes = [("certificates.counted-codes", &ledger.counted_codes), ("trades.counted-codes", &report.trades.counted_codes)];
    for (key, codes) in codes.into_iter().filter(|(_, codes)| !codes.is_empty()) {
        let title = lang.word(key);
        section.say(Text::strong(title));
        let rows = codes.iter().map(|c: &CodesReport| vec![c.first_id.as_str().into(), c.last_id.as_str().into(), Cell::count(c.quantity)]);
        let columns = [
            Column::from("1").called(lang.word("column.first-code")),
            Column::from("n").called(lang.word("column.last-code")),
            Column::from(lang.word("column.certificates")),
        ];
        section.table(Table::new(columns, rows.collect()).titled(title));
    }
    section
}

/// Certificates and trades that do not count, row by row; none where all count.
pub(crate) fn rejected(report: &Report, lang: Lang) -> Option<Section> {
    let tables = [rejected_certificates(report, lang), rejected_trades(report, lang)].into_iter().filter(|table| !table.rows.is_empty());
    let mut section = Section::new(lang.word("certificates.rejected"));
    tables.for_each(|table| section.table(table));
    (!section.blocks.is_empty()).then_some(section)
}

fn certificates(section: &mut Section, report: &Report, lang: Lang) {
    let ledger = &report.certificates;
    let rejected = ledger.rejected.iter().fold(0_u64, |sum, r| sum.saturating_add(r.quantity));
    let totals = [ledger.presented, ledger.counted, rejected, ledger.unused];
    let said = totals.map(count);
    section.say(lang.fill("certificates.totals", &[&said[0], &said[1], &said[2], &said[3]]));
    let columns = ["presented", "counted", "rejected", "unused"].map(|name| format!("certificates.column.{name}"));
    let columns = columns.map(|key| lang.find(&key).unwrap_or_default().to_owned());
    section.table(Table::whole(columns, vec![totals.map(Cell::count).to_vec()]).titled(lang.word("section.certificates")).in_cells());
    section.say_all(claimed(report, lang));
    section.table(rejected_certificates(report, lang).on_pages());
}

fn rejected_certificates(report: &Report, lang: Lang) -> Table {
    let rows = report
        .certificates
        .rejected
        .iter()
        .map(|r| vec![reason(r.reason, lang), r.certificate.as_str().into(), Cell::count(r.quantity), place(&r.file, r.line, lang)]);
    let columns = [
        Column::from(lang.word("column.reason")),
        Column::from(lang.word("section.certificates")).called(lang.word("column.codes")),
        Column::from(lang.word("column.certificates")),
        Column::from(lang.word("column.place")),
    ];
    Table::new(columns, rows.collect()).titled(lang.word("certificates.rejected"))
}

fn trades(section: &mut Section, report: &Report, lang: Lang) {
    let trades = &report.trades;
    if trades.presented.is_zero() && trades.rejected.is_empty() {
        return;
    }
    section.say(traded(report, lang));
    let totals = [&trades.presented, &trades.counted, &trades.uncertified].map(|energy| Cell::digits(Some(energy)));
    let columns = ["presented", "counted", "uncertified"].map(|name| format!("trades.column.{name}"));
    let columns = columns.map(|key| Column::from(lang.find(&key).unwrap_or_default()).of_unit("MWh"));
    section.table(Table::whole(columns, vec![totals.to_vec()]).titled(lang.word("trades.title")).in_cells());
    section.table(rejected_trades(report, lang).on_pages());
}

fn rejected_trades(report: &Report, lang: Lang) -> Table {
    let rows = report
        .trades
        .rejected
        .iter()
        .map(|r| vec![reason(r.reason, lang), r.contract.as_str().into(), Cell::digits(Some(&r.mwh)), place(&r.file, r.line, lang)]);
    let columns = [
        Column::from(lang.word("column.reason")),
        Column::from(lang.word("trades.contract")),
        Column::from("MWh").called(lang.word("trades.column.energy")).of_unit("MWh"),
        Column::from(lang.word("column.place")),
    ];
    Table::new(columns, rows.collect()).titled(lang.word("trades.rejected"))
}

fn reason(reason: Reason, lang: Lang) -> Cell {
    lang.named("rejection.", reason.name()).into()
}

/// A place in a file.
pub(super) fn place(file: &str, line: u64, lang: Lang) -> Cell {
    lang.fill("defects.place", &[&file, &line]).into()
}
