//! The frame of a picture: size, name and description for those who do not see it, an axis from exact numbers to positions, the shared patterns.

use maud::{Markup, html};

use crate::measure::Exact;
use crate::report::page::number::grouped;

/// Patterns that set areas apart without colour, once a page.
pub(super) fn patterns() -> Markup {
    html! {
        svg class="patterns" width="0" height="0" aria-hidden="true" focusable="false" {
            defs {
                @for (id, width, turn) in [("hatch", "3", "rotate(45)"), ("hatch-back", "2", "rotate(-45)"), ("hatch-unknown", "1.6", "rotate(45)")] {
                    pattern id=(id) width="6" height="6" patternUnits="userSpaceOnUse" patternTransform=(turn) {
                        rect class={ (id) "-ground" } width="6" height="6" {}
                        rect class={ (id) "-line" } width=(width) height="6" {}
                    }
                }
            }
        }
    }
}

/// A picture that names and describes itself.
pub(super) fn picture(id: &str, (width, height): (u32, u32), title: &str, description: &str, body: &Markup) -> Markup {
    let (title_id, description_id) = (format!("{id}-title"), format!("{id}-description"));
    html! {
        svg class="picture" role="img" viewBox={ "0 0 " (width) " " (height) } aria-labelledby={ (title_id) " " (description_id) } {
            title id=(title_id) { (title) }
            desc id=(description_id) { (description) }
            (body)
        }
    }
}

/// A position for the eye.
pub(super) fn position(number: &Exact) -> String {
    let fixed = number.to_fixed(1);
    let short = fixed.strip_suffix(".0").unwrap_or(&fixed);
    if short == "-0" { "0".to_owned() } else { short.to_owned() }
}

/// A straight axis from numbers to positions.
pub(super) struct Axis {
    low: Exact,
    high: Exact,
    from: Exact,
    to: Exact,
}

impl Axis {
    /// The axis of `low` to `high`, drawn between two positions. A span of nothing becomes one of 1.
    pub(super) fn new(low: Exact, high: Exact, from: i64, to: i64) -> Self {
        let high = if high > low { high } else { &low + &Exact::one() };
        Self { low, high, from: from.into(), to: to.into() }
    }

    /// Where a number stands; outside the axis, at its nearest end.
    pub(super) fn at(&self, number: &Exact) -> Exact {
        let inside = number.max(&self.low).min(&self.high);
        let part = (inside - &self.low) / (&self.high - &self.low);
        &self.from + &(part * &(&self.to - &self.from))
    }

    /// Where a number stands, as text.
    pub(super) fn place(&self, number: &Exact) -> String {
        position(&self.at(number))
    }

    /// The length between two numbers, as text.
    pub(super) fn length(&self, a: &Exact, b: &Exact) -> String {
        position(&(self.at(a) - self.at(b)).abs())
    }

    /// Round numbers along the axis, at most so many spaces between them, each with its text.
    pub(super) fn ticks(&self, most: i64) -> Vec<(Exact, String)> {
        let (step, places) = step(&(&self.high - &self.low), most);
        let first = (&self.low / &step).ceil() * &step;
        let mut all = Vec::new();
        let mut tick = first;
        while tick <= self.high && all.len() < 64 {
            // Every axis writes its zero alike.
            let text = if tick.is_zero() { "0".to_owned() } else { grouped(&tick.to_fixed(places)) };
            all.push((tick.clone(), text));
            tick += &step;
        }
        all
    }
}

/// The least of 1, 2, 5 × 10^n that divides a span into at most so many parts, with the decimal places that it needs.
pub(super) fn step(span: &Exact, most: i64) -> (Exact, u32) {
    for power in -12_i32..=24 {
        for lead in [1, 2, 5] {
            let step = Exact::parse(&format!("{lead}e{power}")).unwrap_or_else(Exact::one);
            if &step * &Exact::from(most) >= *span {
                return (step, power.min(0).unsigned_abs());
            }
        }
    }
    (span.clone(), 0)
}

/// The least round number at or above a number.
pub(super) fn round_up(number: &Exact, most: i64) -> Exact {
    let (step, _) = step(number, most);
    (number / &step).ceil() * &step
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exact(text: &str) -> Exact {
        Exact::parse(text).expect(text)
    }

    #[test]
    fn steps_are_round() {
        assert_eq!(step(&exact("100"), 5), (exact("20"), 0));
        assert_eq!(step(&exact("0.21"), 5), (exact("0.05"), 2));
        assert_eq!(step(&exact("74509"), 5), (exact("20000"), 0));
        assert_eq!(round_up(&exact("74509"), 5), exact("80000"));
    }

    #[test]
    fn an_axis_keeps_what_lies_outside_at_its_end() {
        let axis = Axis::new(exact("0"), exact("50"), 10, 110);
        assert_eq!(axis.place(&exact("25")), "60");
        assert_eq!(axis.place(&exact("-5")), "10");
        assert_eq!(axis.place(&exact("70")), "110");
        assert_eq!(axis.length(&exact("10"), &exact("20")), "20");
        let ticks: Vec<String> = axis.ticks(5).into_iter().map(|t| t.1).collect();
        assert_eq!(ticks, ["0", "10", "20", "30", "40", "50"]);
        // Nothing between: the axis still has a length.
        assert_eq!(Axis::new(exact("3"), exact("3"), 0, 100).place(&exact("3")), "0");
    }
}
