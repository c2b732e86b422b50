//! The day and the year at one look: a column for each day, a row for each hour, dark where direct green supply covers much of consumption. What is
//! not known is hatched and never shown as zero.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use chrono::{Datelike, Days};
use maud::{Markup, html};

use super::chart::{picture, position};
use super::months::swatch;
use super::sheet::Sheet;
use crate::account::{Carpet, Slot};
use crate::measure::{Exact, Month};
use crate::report::page::number::count;
use crate::report::text::scale::Scale;

const LEFT: i64 = 46;
const TOP: i64 = 8;
const WIDE: i64 = 746;
const HIGH: i64 = 240;

pub(super) fn write(sheet: &Sheet<'_>) -> Markup {
    let Some(carpet) = &sheet.report.detail.carpet else {
        let monthly = sheet.report.resolution.step == "month" && !sheet.report.detail.supply.is_empty();
        let body = html! { p { (sheet.word("html.carpet-monthly")) } };
        return if monthly {
            sheet.part("carpet", sheet.word("html.carpet"), &body)
        } else {
            html! {}
        };
    };
    let body = html! {
        p { (sheet.word(if carpet.per_day == 1 { "html.carpet-lead-daily" } else { "html.carpet-lead" })) }
        figure {
            (drawn(sheet, carpet))
            figcaption { (legend(sheet, carpet)) }
        }
        (table(sheet, carpet))
    };
    sheet.part("carpet", sheet.word("html.carpet"), &body)
}

fn class(slot: Slot) -> String {
    match slot {
        Slot::Unknown => "k-unknown".to_owned(),
        Slot::Idle => "k-idle".to_owned(),
        Slot::Tenths(tenths) => format!("k{tenths}"),
    }
}

/// The areas of each class, as one path: runs of equal days in a row of hours.
fn areas(carpet: &Carpet) -> BTreeMap<Slot, String> {
    let mut paths: BTreeMap<Slot, String> = BTreeMap::new();
    let days = carpet.days();
    for row in 0..carpet.per_day {
        let mut day = 0;
        while day < days {
            let slot = carpet.slots[day * carpet.per_day + row];
            let run = (day..days).take_while(|d| carpet.slots[d * carpet.per_day + row] == slot).count();
            let _ = write!(paths.entry(slot).or_default(), "M{day} {row}h{run}v1h-{run}z");
            day += run;
        }
    }
    paths
}

fn drawn(sheet: &Sheet<'_>, carpet: &Carpet) -> Markup {
    let days = i64::try_from(carpet.days()).unwrap_or(1).max(1);
    let rows = i64::try_from(carpet.per_day).unwrap_or(1).max(1);
    let high = if rows == 1 { 48 } else { HIGH };
    let across = Exact::ratio(i128::from(WIDE), i128::from(days));
    let down = Exact::ratio(i128::from(high), i128::from(rows));
    let body = html! {
        rect class="k-idle" x=(LEFT) y=(TOP) width=(WIDE) height=(high) {}
        g transform={ "translate(" (LEFT) " " (TOP) ") scale(" (across.to_fixed(5)) " " (down.to_fixed(5)) ")" } class="crisp" {
            @for (slot, path) in areas(carpet) { @if slot != Slot::Unknown { path class=(class(slot)) d=(path) {} } }
        }
        // The hatching keeps its own size: its shapes are not scaled.
        @for (day, run, row) in unknown(carpet) {
            rect class="k-unknown" x=(position(&(Exact::from(LEFT) + Exact::from(day) * &across))) y=(position(&(Exact::from(TOP) + Exact::from(row.0) * &down)))
                width=(position(&(Exact::from(run) * &across))) height=(position(&(Exact::from(row.1) * &down))) {}
        }
        rect class="frame" x=(LEFT) y=(TOP) width=(WIDE) height=(high) {}
        @if rows > 1 {
            @for hour in [0_i64, 6, 12, 18, 24] {
                @let y = TOP + high * hour / 24;
                line class="tick" x1=((LEFT - 4)) x2=(LEFT) y1=(y) y2=(y) {}
                text class="small" x=((LEFT - 7)) y=((y + 4)) text-anchor="end" { (format!("{hour:02}:00")) }
            }
        }
        @for (at, label) in month_starts(carpet) {
            @let x = Exact::from(LEFT) + Exact::from(at) * &across;
            line class="tick" x1=(position(&x)) x2=(position(&x)) y1=((TOP + high)) y2=((TOP + high + 5)) {}
            text class="small" x=(position(&(&x + &Exact::from(2_i64)))) y=((TOP + high + 17)) { (label) }
        }
    };
    let size = if rows == 1 { (800, 80) } else { (800, 272) };
    picture(&sheet.anchor("carpet-picture"), size, sheet.word("html.carpet"), sheet.word("html.carpet-lead"), &body)
}

/// Rectangles of what is not known: runs of days that are not known in the same rows. First day, days, first row and rows.
fn unknown(carpet: &Carpet) -> Vec<(i64, i64, (i64, i64))> {
    let columns: Vec<Vec<(i64, i64)>> = (0..carpet.days())
        .map(|day| {
            let mut runs: Vec<(i64, i64)> = Vec::new();
            for row in 0..carpet.per_day {
                if carpet.slots[day * carpet.per_day + row] == Slot::Unknown {
                    let row = i64::try_from(row).unwrap_or(0);
                    match runs.last_mut() {
                        Some((from, length)) if *from + *length == row => *length += 1,
                        _ => runs.push((row, 1)),
                    }
                }
            }
            runs
        })
        .collect();
    let mut all = Vec::new();
    let mut day = 0;
    while day < columns.len() {
        let run = columns[day..].iter().take_while(|c| **c == columns[day]).count();
        for &rows in &columns[day] {
            all.push((i64::try_from(day).unwrap_or(0), i64::try_from(run).unwrap_or(1), rows));
        }
        day += run;
    }
    all
}

/// The first day of each month on the carpet, and of the carpet, with the month; the year where it begins.
pub(super) fn month_ticks(first: chrono::NaiveDate, days: usize) -> Vec<(i64, String)> {
    let mut all: Vec<(i64, String)> = Vec::new();
    for offset in 0..days {
        let Some(day) = first.checked_add_days(Days::new(offset as u64)) else { break };
        if offset == 0 || day.day() == 1 {
            // A month of which only the last days are here has no room for its name.
            let room = offset > 0 || day.day() <= 20;
            let name = if day.month() == 1 || offset == 0 { Month::of(day).to_string() } else { day.month().to_string() };
            all.push((i64::try_from(offset).unwrap_or(0), if room { name } else { String::new() }));
        }
    }
    if all.len() > 26 { all.into_iter().filter(|(_, name)| name.contains('-')).collect() } else { all }
}

fn month_starts(carpet: &Carpet) -> Vec<(i64, String)> {
    month_ticks(carpet.first, carpet.days())
}

fn legend(sheet: &Sheet<'_>, carpet: &Carpet) -> Markup {
    let suffix = sheet.lang.percent();
    let has = |slot: Slot| carpet.slots.contains(&slot);
    html! {
        ul class="legend ramp" {
            @for tenths in 0..=9_u8 { li { (swatch(&format!("k{tenths}"))) (format!("{}–{}{suffix}", u32::from(tenths) * 10, u32::from(tenths) * 10 + 10)) } }
            li { (swatch("k10")) "100" (suffix) }
            @if has(Slot::Unknown) { li { (swatch("k-unknown")) (sheet.word("html.slot-unknown")) } }
            @if has(Slot::Idle) { li { (swatch("k-idle")) (sheet.word("html.slot-idle")) } }
        }
    }
}

/// Hours of each month by what is known of them.
fn table(sheet: &Sheet<'_>, carpet: &Carpet) -> Markup {
    // At least half, less than half, none of a tenth, unknown, idle.
    let mut months: BTreeMap<Month, [u64; 4]> = BTreeMap::new();
    for (at, slot) in carpet.slots.iter().enumerate() {
        let Some(day) = carpet.first.checked_add_days(Days::new((at / carpet.per_day.max(1)) as u64)) else { continue };
        let counts = months.entry(Month::of(day)).or_default();
        match slot {
            Slot::Tenths(5..) => counts[0] += 1,
            Slot::Tenths(_) => counts[1] += 1,
            Slot::Unknown => counts[2] += 1,
            Slot::Idle => counts[3] += 1,
        }
    }
    let percent = Scale::of_unit("1", sheet.lang);
    let rows: Vec<Markup> = months
        .iter()
        .map(|(month, counts)| {
            let known = counts[0] + counts[1];
            let share = Exact::from(i128::from(counts[0])).over(&Exact::from(i128::from(known)));
            html! {
                tr {
                    th scope="row" { (month) }
                    @for n in counts { td class="number" { (count(*n)) } }
                    td class="number" { (share.map_or_else(|| "—".to_owned(), |s| percent.part(&s))) }
                }
            }
        })
        .collect();
    let head = [
        (sheet.word("column.month"), false),
        (sheet.word("html.slots-half"), true),
        (sheet.word("html.slots-less"), true),
        (sheet.word("html.slot-unknown"), true),
        (sheet.word("html.slot-idle"), true),
        (sheet.word("html.slots-half-share"), true),
    ];
    let caption = sheet.word(if carpet.per_day == 1 { "html.carpet-caption-daily" } else { "html.carpet-caption" });
    html! { details class="alternative" { summary { (sheet.word("html.as-table")) } (sheet.table("tight", caption, &head, &rows)) } }
}
