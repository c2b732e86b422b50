//! The quality of the data: a calendar of each meter, those that want the most first, and how complete each is.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use chrono::NaiveDate;
use maud::{Markup, html};

use super::carpet::month_ticks;
use super::chart::position;
use super::months::swatch;
use super::sheet::{Sheet, digits, name, number};
use crate::account::{Day, MeterDays};
use crate::measure::Exact;
use crate::report::page::clean;
use crate::report::page::number::{all_digits, count};
use crate::report::register::MeterReport;
use crate::report::schema::DataReport;
use crate::report::text::register::{remarks, service};
use crate::report::text::scale::Scale;
use crate::report::words::Lang;

/// Meters whose days are drawn where no more than these want something.
const WHOLE: usize = 12;
/// Meters in the table of completeness before the others are folded.
const SHOWN: usize = 30;

pub(super) fn write(sheet: &Sheet<'_>) -> Markup {
    let (report, lang) = (sheet.report, sheet.lang);
    let wanting = report.data.iter().filter(|d| d.missing > 0 || d.estimated > 0 || d.present < d.expected).count();
    let all = count(report.data.len() as u64);
    let said = if wanting == 0 {
        lang.fill("completeness.all", &[&all])
    } else {
        lang.fill("html.completeness-some", &[&count(wanting as u64), &all])
    };
    let body = html! {
        p { (said) }
        (calendar(sheet))
        (completeness(sheet))
        (register(sheet))
        (materiality(sheet))
    };
    sheet.section("quality", sheet.word("html.quality"), &body)
}

fn height(day: Day) -> u32 {
    match day {
        Day::Out => 0,
        Day::Complete => 4,
        Day::Estimated => 7,
        Day::Partial => 10,
        Day::Missing => 14,
    }
}

fn class(day: Day) -> &'static str {
    match day {
        Day::Out => "d-out",
        Day::Complete => "d-complete",
        Day::Estimated => "d-estimated",
        Day::Partial => "d-partial",
        Day::Missing => "d-missing",
    }
}

const DAYS: [(Day, &str); 5] = [
    (Day::Complete, "html.day.complete"),
    (Day::Estimated, "html.day.estimated"),
    (Day::Partial, "html.day.partial"),
    (Day::Missing, "html.day.missing"),
    (Day::Out, "html.day.out"),
];

/// A row of days for each meter; worse days stand taller, so that they are seen without colour.
fn calendar(sheet: &Sheet<'_>) -> Markup {
    let (report, lang) = (sheet.report, sheet.lang);
    // Those that want something, and a few of the others.
    let whole = |m: &MeterDays| m.days.iter().all(|d| matches!(d, Day::Complete | Day::Out));
    let wanting = report.detail.calendar.iter().filter(|m| !whole(m)).count();
    let meters = &report.detail.calendar[..report.detail.calendar.len().min(wanting.max(WHOLE))];
    let Some(first) = NaiveDate::parse_from_str(&report.period.start, "%Y-%m-%d").ok().filter(|_| !meters.is_empty()) else {
        return html! {};
    };
    let left = report.data.len().saturating_sub(meters.len());
    let days = meters.first().map_or(0, |m| m.days.len());
    let axis = html! {
        svg class="days" viewBox="0 0 730 16" aria-hidden="true" focusable="false" {
            @for (at, label) in month_ticks(first, days) {
                @let x = position(&(Exact::from(at * 730).over(&Exact::from(i128::try_from(days.max(1)).unwrap_or(1))).unwrap_or_else(Exact::zero)));
                line class="tick" x1=(x) x2=(x) y1="0" y2="16" {}
                text class="small" x=(position(&(Exact::parse(&x).unwrap_or_else(Exact::zero) + Exact::from(3_i64)))) y="12" { (label) }
            }
        }
    };
    let rows: Vec<Markup> = meters
        .iter()
        .enumerate()
        .filter_map(|(at, m)| Some((at, m, report.data.get(m.meter)?)))
        .map(|(at, m, data)| {
            html! {
                tr {
                    th scope="row" { (name(&data.meter)) }
                    td class="number" { (count(data.missing)) }
                    td class="strip" { (strip(sheet, at, &data.meter, &m.days)) }
                }
            }
        })
        .collect();
    let caption = lang.word("html.calendar-caption");
    let body = html! {
        div class="scroll" tabindex="0" role="region" aria-label=(caption) {
            table class="calendar" {
                caption { (caption) }
                thead {
                    tr {
                        th scope="col" { (sheet.word("column.meter")) }
                        th scope="col" class="number" { (sheet.word("column.missing")) }
                        th scope="col" { span class="unseen" { (sheet.word("html.days-column")) } (axis) }
                    }
                }
                tbody { @for row in rows { (row) } }
            }
        }
        ul class="legend" { @for (day, key) in DAYS { li { (swatch(class(day))) (sheet.lang.word(key)) } } }
        @if left > 0 { p class="remark" { (lang.fill("html.calendar-left", &[&count(meters.len() as u64), &count(left as u64)])) } }
    };
    sheet.part("calendar", sheet.word("html.calendar"), &body)
}

fn strip(sheet: &Sheet<'_>, at: usize, meter: &str, days: &[Day]) -> Markup {
    let mut paths: BTreeMap<Day, String> = BTreeMap::new();
    let mut counts: BTreeMap<Day, u64> = BTreeMap::new();
    let mut day = 0;
    while day < days.len() {
        let run = days[day..].iter().take_while(|d| **d == days[day]).count();
        let high = height(days[day]);
        if high > 0 {
            let _ = write!(paths.entry(days[day]).or_default(), "M{day} {}h{run}v{high}h-{run}z", 14 - high);
        }
        *counts.entry(days[day]).or_default() += run as u64;
        day += run;
    }
    let said: Vec<String> =
        counts.iter().rev().map(|(d, n)| sheet.lang.fill("html.days-of", &[&day_word(sheet, *d), &count(*n)])).collect();
    let id = sheet.anchor(&format!("days-{at}"));
    html! {
        svg class="days" role="img" viewBox={ "0 0 " (days.len()) " 14" } preserveAspectRatio="none" aria-labelledby={ (id) "-title " (id) "-description" } {
            title id={ (id) "-title" } { (crate::report::page::clean(meter)) }
            desc id={ (id) "-description" } { (sheet.lang.list(&said)) }
            @for (day, path) in &paths { path class=(class(*day)) d=(path) {} }
        }
    }
}

fn day_word<'a>(sheet: &Sheet<'a>, day: Day) -> &'a str {
    let key = DAYS.iter().find(|(d, _)| *d == day).map_or("html.day.out", |(_, key)| key);
    sheet.lang.word(key)
}

/// What a meter measures, in which unit, and by what its values are multiplied.
fn measures(sheet: &Sheet<'_>, meter: &MeterReport) -> Markup {
    let one = Exact::one();
    let single = [(None, &meter.multiplier)];
    let several: Vec<(Option<&String>, &Exact)> = meter.multipliers.iter().map(|part| (part.from.as_ref(), &part.multiplier)).collect();
    let multiplier = if several.is_empty() { &single[..] } else { &several[..] };
    let used_as = meter.used_as.and_then(|used| sheet.lang.find(&format!("html.use-{used}")));
    html! {
        code { (meter.carrier) " " (meter.flow) } " " (meter.registered_unit)
        @for (from, factor) in multiplier.iter().filter(|(_, factor)| multiplier.len() > 1 || **factor != one) {
            " × " (number(factor, &all_digits(factor)))
            @if let Some(day) = from { (sheet.lang.in_brackets(&sheet.lang.fill("html.from-day", &[day]))) }
        }
        @if let Some(loss) = &meter.loss_percent { " − " (number(loss, &all_digits(loss))) (sheet.lang.percent()) }
        @if let Some(used) = used_as { span class="under" { (used) } }
        @if let Some(parent) = &meter.parent { span class="under" { (clean(&sheet.lang.fill("html.below", &[parent]))) } }
    }
}

/// Every meter, the least complete first.
fn completeness(sheet: &Sheet<'_>) -> Markup {
    let percent = Scale::of_unit("1", sheet.lang);
    let registered = &sheet.report.meters;
    let corrected = sheet.report.data.iter().any(|d| d.corrected > 0);
    let mut data: Vec<(&DataReport, Option<&MeterReport>)> =
        sheet.report.data.iter().enumerate().map(|(at, d)| (d, registered.get(at))).collect();
    data.sort_by_key(|(d, _)| std::cmp::Reverse((d.missing, d.estimated)));
    let rows: Vec<Markup> = data
        .into_iter()
        .map(|(d, meter)| {
            let share = Exact::from(i128::from(d.present)).over(&Exact::from(i128::from(d.expected)));
            html! {
                tr {
                    th scope="row" { (name(&d.meter)) @if let Some(label) = meter.and_then(|m| m.label.as_ref()) { span class="under" { (name(label)) } } }
                    td { @if let Some(meter) = meter { (measures(sheet, meter)) } }
                    @for n in [d.expected, d.present, d.missing, d.estimated] { td class="number" { (count(n)) } }
                    @if corrected { td class="number" { (count(d.corrected)) } }
                    td class="number" { (share.map_or_else(|| "—".to_owned(), |s| percent.part(&s))) }
                }
            }
        })
        .collect();
    let mut head = vec![
        (sheet.word("column.meter"), false),
        (sheet.word("html.measures"), false),
        (sheet.word("column.expected"), true),
        (sheet.word("column.present"), true),
        (sheet.word("column.missing"), true),
        (sheet.word("column.estimated"), true),
    ];
    if corrected {
        head.push((sheet.word("html.corrected"), true));
    }
    head.push((sheet.word("html.coverage"), true));
    let table = sheet.long_table("meters-table", sheet.word("html.completeness-caption"), &head, &rows, SHOWN);
    sheet.part("completeness", sheet.word("section.completeness"), &table)
}

/// What else the registry states of a meter.
fn stated(meter: &MeterReport, lang: Lang) -> Vec<String> {
    let mut all = vec![lang.fill("register.unit", &[&meter.registered_unit])];
    if meter.multiplier_applied == Some(true) {
        all.push(lang.word("register.applied").to_owned());
    }
    if let Some(direction) = meter.positive {
        all.push(lang.word(if direction == "in" { "register.positive-in" } else { "register.positive-out" }).to_owned());
    }
    if !meter.less.is_empty() {
        all.push(lang.fill("register.less", &[&meter.less.join(" ")]));
    }
    for (key, value) in [("register.rating", &meter.rating), ("register.ncv", &meter.ncv)] {
        all.extend(value.as_ref().map(|value| lang.fill(key, &[value])));
    }
    all
}

/// The register: what each meter measured, and the figures that it enters.
fn register(sheet: &Sheet<'_>) -> Markup {
    let (report, lang) = (sheet.report, sheet.lang);
    let row = |m: &MeterReport| {
        html! {
            tr {
                th scope="row" { (name(&m.id)) @if let Some(label) = &m.label { span class="under" { (name(label)) } } }
                td { code { (m.carrier) " " (m.flow) } @if let Some(source) = &m.source { span class="under" { (name(source)) } }
                    @for stated in stated(m, lang) { span class="under" { (name(&stated)) } }
                }
                td class="number" { (digits(m.energy.as_ref())) }
                td { (m.unit) }
                td { (service(m, lang)) }
                td {
                    @if m.is_uncounted() { (lang.word("register.uncounted")) }
                    @for figure in &m.enters { code { (figure) } " " }
                }
                td { @for file in &m.files { span class="under" { (name(file)) } } }
            }
        }
    };
    let rows: Vec<Markup> = report.meters.iter().map(row).collect();
    let head = [
        (sheet.word("column.meter"), false),
        (sheet.word("register.carrier"), false),
        (sheet.word("register.energy"), true),
        (sheet.word("column.unit"), false),
        (sheet.word("register.in-service"), false),
        (sheet.word("register.enters"), false),
        (sheet.word("register.files"), false),
    ];
    let body = html! {
        p { (sheet.word("register.lead")) }
        @for remark in remarks(report, lang) { p { (clean(&remark)) } }
        (sheet.long_table("register-table", sheet.word("register.title"), &head, &rows, SHOWN))
    };
    sheet.part("register", sheet.word("register.title"), &body)
}

/// What the required rules rest on.
fn materiality(sheet: &Sheet<'_>) -> Markup {
    let mut rows = Vec::new();
    for (rule, made) in &sheet.report.materiality {
        for part in [&made.numerator, &made.denominator] {
            rows.push(html! {
                tr {
                    th scope="row" { code { (rule) } }
                    td { code { (part.figure) } }
                    @for (_, share) in part.shares() { td class="number" { (digits(share)) } }
                }
            });
        }
    }
    if rows.is_empty() {
        return html! {};
    }
    let shares = ["measured", "estimated", "corrected", "missing", "declared", "defaults"];
    let mut head = vec![(sheet.word("column.rule"), false), (sheet.word("materiality.figure"), false)];
    head.extend(shares.map(|key| (sheet.lang.named("materiality.", key), true)));
    let table = sheet.table("", sheet.word("materiality.title"), &head, &rows);
    sheet.part("materiality", sheet.word("materiality.title"), &table)
}
