//! A rule on a scale: where it passes, the limit, the measured value, and how far what is unknown could move it.

use maud::{Markup, html};

use super::chart::{Axis, picture, round_up};
use super::sheet::Sheet;
use crate::measure::Exact;
use crate::report::schema::RuleReport;
use crate::report::text::scale::Scale;

const WIDTH: i64 = 340;
const LEFT: i64 = 10;
const RIGHT: i64 = WIDTH - 10;

/// The scale of a rule; nothing where it has no limit.
pub(super) fn gauge(sheet: &Sheet<'_>, rule: &RuleReport) -> Markup {
    let lang = sheet.lang;
    let Some(limit) = &rule.limit else { return html! {} };
    let scale = Scale::of(rule, lang);
    let drawn = |x: &Option<Exact>| x.as_ref().map(|x| scale.drawn(x));
    let (measured, lower, upper) = (drawn(&rule.measured), drawn(&rule.lower), drawn(&rule.upper));
    let limit_here = scale.drawn(limit);
    let known: Vec<&Exact> = [&measured, &lower, &upper].into_iter().flatten().collect();
    let axis = axis(&limit_here, &known, rule.unit == "1" && rule.id != "certificate-ledger");
    let at_least = rule.comparison == "at-least";
    let (start, end) = (LEFT.to_string(), RIGHT.to_string());
    let limit_at = axis.place(&limit_here);
    let (pass_from, pass_to) =
        if at_least { (axis.at(&limit_here), Exact::from(RIGHT)) } else { (Exact::from(LEFT), axis.at(&limit_here)) };
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
        rect class="track" x=(start) y="24" width=((RIGHT - LEFT)) height="14" {}
        rect class="passing" x=(pass_from.to_fixed(1)) y="24" width=((&pass_to - &pass_from).to_fixed(1)) height="14" {}
        @for (tick, text) in axis.ticks(4) {
            line class="tick" x1=(axis.place(&tick)) x2=(axis.place(&tick)) y1="38" y2="43" {}
            text class="small" x=(axis.place(&tick)) y="55" text-anchor=(anchor(&axis.at(&tick))) { (text) }
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
        text class="limit-text" x=(limit_at) y="12" text-anchor=(anchor(&axis.at(&limit_here))) { (limit_said) }
        @if unknown { text x=((WIDTH / 2)) y="35" text-anchor="middle" { (sheet.word("html.not-known")) } }
    };
    let description = bounds.unwrap_or_default();
    picture(&sheet.anchor(&format!("scale-{}", rule.id)), (340, 60), &said, &description, &body)
}

/// Text near an end of the scale stands inside it.
fn anchor(at: &Exact) -> &'static str {
    match () {
        () if *at < Exact::from(LEFT + 36) => "start",
        () if *at > Exact::from(RIGHT - 36) => "end",
        () => "middle",
    }
}

/// An axis that shows everything known; from zero, unless what is known lies so close to the limit that only a part of the axis shows it apart.
fn axis(limit: &Exact, known: &[&Exact], share: bool) -> Axis {
    let all = || known.iter().copied().chain([limit]);
    let (least, most) = (all().min().unwrap_or(limit), all().max().unwrap_or(limit));
    let zero = Exact::zero();
    let hundred = Exact::from(100_i64);
    let low = least.min(&zero).clone();
    let high = if share && *most <= hundred { hundred } else { round_up(&(most * &Exact::ratio(5, 4)), 4) };
    let spread = most - least;
    let span = &high - &low;
    if spread.is_zero() || &spread * &Exact::from(12_i64) > span {
        return Axis::new(low, high, LEFT, RIGHT);
    }
    let margin = &spread * &Exact::ratio(3, 4);
    let (from, to) = (least - &margin, most + &margin);
    let from = if from < low { low } else { from };
    let to = if to > high { high } else { to };
    Axis::new(from, to, LEFT, RIGHT)
}
