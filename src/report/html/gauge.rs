//! A rule on a scale: where it passes, the limit, the measured value, and how far what is unknown could move it.

use maud::{Markup, html};

use super::chart::{Axis, picture, position, round_up};
use super::sheet::Sheet;
use crate::measure::Exact;
use crate::report::schema::RuleReport;
use crate::report::text::scale::Scale;
use crate::standard::Comparison;

const LEFT: i64 = 10;

/// Where a scale stands: a picture is as wide as its place, so that its text keeps the size of the text around it.
#[derive(Clone, Copy)]
pub(super) enum Room {
    /// On the card of a required rule.
    Card,
    /// In the column of a table.
    Column,
}

impl Room {
    fn width(self) -> i64 {
        match self {
            Self::Card => 340,
            Self::Column => 200,
        }
    }
}

/// The scale of a rule; nothing where it has no limit.
pub(super) fn gauge(sheet: &Sheet<'_>, rule: &RuleReport, room: Room) -> Markup {
    let (lang, right) = (sheet.lang, room.width() - LEFT);
    let Some(limit) = &rule.limit else { return html! {} };
    let scale = Scale::of(rule, lang);
    let drawn = |x: &Option<Exact>| x.as_ref().map(|x| scale.drawn(x));
    let (measured, lower, upper) = (drawn(&rule.measured), drawn(&rule.lower), drawn(&rule.upper));
    let limit_here = scale.drawn(limit);
    // Scales of one unit that stand beside each other start and end alike.
    let beside = sheet.report.rules.iter().filter(|other| other.level == rule.level && other.unit == rule.unit && other.id != rule.id);
    let beside: Vec<Exact> = beside
        .filter(|_| matches!(room, Room::Card))
        .flat_map(|other| [&other.measured, &other.lower, &other.upper, &other.limit])
        .filter_map(drawn)
        .collect();
    let known: Vec<&Exact> = [&measured, &lower, &upper].into_iter().flatten().chain(&beside).collect();
    let axis = axis(&limit_here, &known, rule.unit == "1" && rule.id != "certificate-ledger", right);
    let at_least = rule.comparison != Comparison::AtMost;
    let (start, end) = (LEFT.to_string(), right.to_string());
    let limit_at = axis.place(&limit_here);
    let (pass_from, pass_to) =
        if at_least { (axis.at(&limit_here), Exact::from(right)) } else { (Exact::from(LEFT), axis.at(&limit_here)) };
    let sign = if at_least { "≥" } else { "≤" };
    let limit_said = format!("{sign} {}", scale.limit(limit));
    let unknown = rule.measured.is_none();
    // The bounds as a bar; an open side runs to the edge and ends in an arrow.
    let bar = measured.as_ref().map(|m| {
        let from = lower.as_ref().map_or_else(|| start.clone(), |l| axis.place(l));
        let to = upper.as_ref().map_or_else(|| end.clone(), |u| axis.place(u));
        (from, to, lower.is_none(), upper.is_none(), axis.place(m))
    });
    let said = match &rule.measured {
        Some(m) => lang.fill("html.gauge", &[&scale.shown(m), &limit_said]),
        None => lang.fill("html.gauge-unknown", &[&limit_said]),
    };
    let bounds = rule.measured.as_ref().and_then(|m| scale.bounds(m, rule.lower.as_ref(), rule.upper.as_ref(), Some(limit), lang));
    let body = html! {
        rect class="track" x=(start) y="24" width=((right - LEFT)) height="14" {}
        rect class="passing" x=(pass_from.to_fixed(1)) y="24" width=((&pass_to - &pass_from).to_fixed(1)) height="14" {}
        @for (tick, text) in axis.ticks(match room { Room::Card => 4, Room::Column => 2 }) {
            line class="tick" x1=(axis.place(&tick)) x2=(axis.place(&tick)) y1="38" y2="43" {}
            @let (x, anchor) = kept_inside(&axis.at(&tick), &text, 4, right);
            text class="small" x=(x) y="55" text-anchor=(anchor) { (text) }
        }
        @if let Some((from, to, open_below, open_above, at)) = &bar {
            @if from != to {
                line class="bounds" x1=(from) x2=(to) y1="31" y2="31" {}
                @if *open_below { path class="bounds-end" d={ "M" (start) " 31l8 -5v10z" } {} }
                @else { line class="bounds-cap" x1=(from) x2=(from) y1="26" y2="36" {} }
                @if *open_above { path class="bounds-end" d={ "M" (end) " 31l-8 -5v10z" } {} }
                @else { line class="bounds-cap" x1=(to) x2=(to) y1="26" y2="36" {} }
            }
            path class={ "measured " (rule.outcome) } d={ "M" (at) " 23l6 8l-6 8l-6 -8z" } {}
        }
        line class="limit" x1=(limit_at) x2=(limit_at) y1="17" y2="41" {}
        @let (x, anchor) = kept_inside(&axis.at(&limit_here), &limit_said, 5, right);
        text class="limit-text" x=(x) y="12" text-anchor=(anchor) { (limit_said) }
        @if unknown { text x=((room.width() / 2)) y="35" text-anchor="middle" { (sheet.word("html.not-known")) } }
    };
    let description = bounds.unwrap_or_default();
    let width = u32::try_from(room.width()).unwrap_or(340);
    picture(&sheet.anchor(&format!("scale-{}", rule.id)), (width, 60), &said, &description, &body)
}

/// Where a text stands that is centred on a place, or begins or ends with the scale where it would leave it; half a character takes so many units.
fn kept_inside(at: &Exact, text: &str, half: i64, right: i64) -> (String, &'static str) {
    let half = Exact::from(half * i64::try_from(crate::report::page::width(text)).unwrap_or(0));
    match () {
        () if at - &half < Exact::from(LEFT) => (LEFT.to_string(), "start"),
        () if at + &half > Exact::from(right) => (right.to_string(), "end"),
        () => (position(at), "middle"),
    }
}

/// An axis that shows everything known; from zero, unless what is known lies so close to the limit that only a part of the axis shows it apart.
fn axis(limit: &Exact, known: &[&Exact], share: bool, right: i64) -> Axis {
    let all = || known.iter().copied().chain([limit]);
    let (least, most) = (all().min().unwrap_or(limit), all().max().unwrap_or(limit));
    let zero = Exact::zero();
    let hundred = Exact::from(100_i64);
    let low = least.min(&zero).clone();
    let high = if share && *most <= hundred { hundred } else { round_up(&(most * &Exact::ratio(5, 4)), 4) };
    let spread = most - least;
    let span = &high - &low;
    if spread.is_zero() || &spread * &Exact::from(12_i64) > span {
        return Axis::new(low, high, LEFT, right);
    }
    let margin = &spread * &Exact::ratio(3, 4);
    let (from, to) = (least - &margin, most + &margin);
    let from = if from < low { low } else { from };
    let to = if to > high { high } else { to };
    Axis::new(from, to, LEFT, right)
}
