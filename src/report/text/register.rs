//! The register of meters, and what the required rules rest on.

use super::scale::Scale;
use crate::report::materiality::PartReport;
use crate::report::names::{figure_name, rule_name};
use crate::report::page::number::{all_digits, count};
use crate::report::page::{Align, Ink, Page, Table};
use crate::report::register::MeterReport;
use crate::report::schema::Report;
use crate::report::words::Lang;

/// Meters that are shown one by one.
const METERS: usize = 40;

/// The days on which a meter was in service, where the registry limits them.
pub(in crate::report) fn service(meter: &MeterReport, lang: Lang) -> String {
    let day = |day: &Option<String>| day.clone().unwrap_or_else(|| "…".to_owned());
    if meter.from.is_none() && meter.to.is_none() {
        return String::new();
    }
    lang.fill("register.service", &[&day(&meter.from), &day(&meter.to)])
}

/// What must be said of the meters in words: those that count for nothing, and why some have no successor.
pub(in crate::report) fn remarks(report: &Report, lang: Lang) -> Vec<String> {
    let uncounted: Vec<String> = report.meters.iter().filter(|m| m.is_uncounted()).map(|m| m.id.clone()).collect();
    let mut all = vec![if uncounted.is_empty() {
        lang.word("register.all-counted").to_owned()
    } else {
        lang.fill("register.some-uncounted", &[&lang.list(&uncounted)])
    }];
    let noted = report.meters.iter().filter_map(|m| Some(lang.fill("register.noted", &[&m.id, m.service_note.as_ref()?])));
    all.extend(noted);
    all
}

/// The shares of a part that are not nothing, in words.
pub(in crate::report) fn makeup(part: &PartReport, lang: Lang) -> String {
    let percent = Scale::of_unit("1", lang);
    let known = part.shares().into_iter().filter_map(|(key, share)| Some((key, share?)));
    let shares: Vec<String> = known
        .filter(|(_, share)| !share.is_zero())
        .map(|(key, share)| {
            let name = lang.named("materiality.", key);
            lang.fill("materiality.share", &[&name, &percent.part(share)])
        })
        .collect();
    let said = if shares.is_empty() { lang.word("materiality.unknown").to_owned() } else { lang.list(&shares) };
    lang.fill("materiality.of", &[&figure_name(lang, part.figure), &said])
}

pub(super) fn write(page: &mut Page, report: &Report) {
    let lang = page.style.lang;
    if report.meters.is_empty() {
        return;
    }
    page.heading(lang.word("register.title"));
    for remark in remarks(report, lang) {
        page.paragraph(2, Ink::Plain, &remark);
    }
    let mut table = Table::new(&[
        (lang.word("column.meter"), Align::Left),
        (lang.word("register.carrier"), Align::Left),
        (lang.word("register.energy"), Align::Right),
        (lang.word("column.unit"), Align::Left),
        (lang.word("register.in-service"), Align::Left),
        ("", Align::Left),
    ]);
    for meter in report.meters.iter().take(METERS) {
        let flow = format!("{}, {}", meter.carrier, meter.flow);
        let energy = meter.energy.as_ref().map_or_else(|| "—".to_owned(), all_digits);
        let mark = if meter.is_uncounted() { lang.word("register.uncounted") } else { "" };
        table.row(vec![(&meter.id).into(), flow.into(), energy.into(), meter.unit.into(), service(meter, lang).into(), mark.into()]);
    }
    if report.meters.len() > METERS {
        table.note(Ink::Faint, lang.fill("completeness.more", &[&count((report.meters.len() - METERS) as u64)]));
    }
    page.table(2, &table);
    if report.materiality.is_empty() {
        return;
    }
    page.heading(lang.word("materiality.title"));
    for (rule, made) in &report.materiality {
        page.paragraph(2, Ink::Plain, rule_name(lang, rule));
        for part in [&made.numerator, &made.denominator] {
            page.paragraph(4, Ink::Plain, &makeup(part, lang));
        }
    }
}
