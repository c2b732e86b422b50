//! Points of a day: the columns of a wide table by their labels.

use super::field::clock_range;
use super::table::folded;
use crate::say;
use crate::say::Message;

/// Numbers of points in a day that a wide table may have.
pub(super) const POINTS: [usize; 4] = [288, 96, 48, 24];

/// A column of a wide table: the interval that it holds, by its number in the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Point {
    pub(super) column: usize,
    pub(super) slot: usize,
}

/// What the header of a point says: a time of day in minutes, or its number.
#[derive(Clone, Copy)]
enum PointLabel {
    Minutes(u32),
    Number(usize),
}

fn point_label(cell: &str) -> Option<PointLabel> {
    let text = folded(cell);
    let text = text.as_str();
    if let Some((hours, minutes)) = text.split_once([':', '时']) {
        let minutes = minutes.trim_end_matches('分').trim_end_matches(":00");
        let minutes = if minutes.is_empty() { "0" } else { minutes };
        return clock(hours.trim_start_matches(['t', 'p']), minutes);
    }
    if let Some((hours, part)) = text.split_once('.') {
        // Hours with a decimal part: 0.0, 0.5, 1.0 …
        let hours: u32 = hours.parse().ok()?;
        let hundredths: u32 = format!("{part:0<2}").get(..2)?.parse().ok()?;
        return (hours <= 24 && part.len() <= 2 && (hundredths * 60).is_multiple_of(100))
            .then(|| PointLabel::Minutes(hours * 60 + hundredths * 60 / 100));
    }
    if let Some(digits) = text.strip_prefix('t').filter(|d| d.len() == 4 && d.bytes().all(|b| b.is_ascii_digit())) {
        return clock(&digits[..2], &digits[2..]);
    }
    let digits =
        text.trim_start_matches(['v', 'p', 't', 'h', 'q']).trim_start_matches("点").trim_start_matches("第").trim_end_matches("点");
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    if digits.len() == 4 && digits == text { clock(&digits[..2], &digits[2..]) } else { digits.parse().ok().map(PointLabel::Number) }
}

fn clock(hours: &str, minutes: &str) -> Option<PointLabel> {
    let (hours, minutes): (u32, u32) = (hours.parse().ok()?, minutes.parse().ok()?);
    (hours <= 24 && minutes < 60 && hours * 60 + minutes <= 1440).then(|| PointLabel::Minutes(hours * 60 + minutes))
}

/// The points of a wide header: a day's worth of times or numbers.
pub(super) fn points(header: &[String], named: &[usize]) -> (Vec<Point>, usize) {
    let ranges = ranges(header, named);
    if !ranges.0.is_empty() {
        return ranges;
    }
    let labels: Vec<(usize, PointLabel)> = header
        .iter()
        .enumerate()
        .filter(|(at, _)| !named.contains(at))
        .filter_map(|(at, cell)| point_label(cell).map(|label| (at, label)))
        .collect();
    let times: Vec<(usize, u32)> =
        labels.iter().filter_map(|(at, l)| if let PointLabel::Minutes(m) = l { Some((*at, *m)) } else { None }).collect();
    let numbers: Vec<(usize, usize)> =
        labels.iter().filter_map(|(at, l)| if let PointLabel::Number(n) = l { Some((*at, *n)) } else { None }).collect();
    if POINTS.contains(&times.len()) {
        let per_day = times.len();
        let step = 1440 / u32::try_from(per_day).unwrap_or(1440);
        let ends = !times.iter().any(|(_, m)| *m == 0) || times.iter().any(|(_, m)| *m == 1440);
        let slot = |minutes: u32| minutes.is_multiple_of(step).then_some(()).and_then(|()| (minutes / step).checked_sub(u32::from(ends)));
        let found: Vec<Point> =
            times.iter().filter_map(|&(column, m)| Some(Point { column, slot: slot(m)? as usize })).filter(|p| p.slot < per_day).collect();
        if all_slots(&found, per_day) {
            return (found, per_day);
        }
    }
    if POINTS.contains(&numbers.len()) {
        let per_day = numbers.len();
        let first = numbers.iter().map(|(_, n)| *n).min().unwrap_or(1);
        let found: Vec<Point> = numbers.iter().map(|&(column, n)| Point { column, slot: n - first }).collect();
        if first <= 1 && all_slots(&found, per_day) {
            return (found, per_day);
        }
    }
    (Vec::new(), 0)
}

/// Why the points of a header may not be all that the table has: further columns of numbers beside them, of which there are no fewer, that nothing
/// explains.
pub(super) fn more_points(points: usize, unexplained: &[usize], below: &[(u64, Vec<String>)]) -> Option<Message> {
    if points == 0 || unexplained.len() < points {
        return None;
    }
    let is_number = |cell: &str| {
        let cell = cell.trim().trim_start_matches('-');
        cell.starts_with(|c: char| c.is_ascii_digit()) && cell.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ','))
    };
    let rows = || below.iter().take(5).map(|(_, cells)| cells);
    let numbers = unexplained.iter().filter(|&&at| rows().any(|cells| cells.get(at).is_some_and(|cell| is_number(cell)))).count();
    (numbers >= points).then(|| {
        say!(
            "a column for each of the points of a day ({points} have a known name, and beside them are {numbers} columns of numbers whose names say nothing)",
            points,
            numbers
        )
    })
}

/// The points of a header of ranges: 00:00-00:15, 0-1时, 0-1.
fn ranges(header: &[String], named: &[usize]) -> (Vec<Point>, usize) {
    let hours = |cell: &str| {
        let (from, until) = cell.split_once(['-', '~'])?;
        let number = |text: &str| text.trim().parse::<u32>().ok().filter(|hour| *hour <= 24);
        let (from, until) = (number(from)?, number(until)?);
        (until == from + 1).then_some((from * 60, until * 60))
    };
    let found: Vec<(usize, (u32, u32))> = header
        .iter()
        .enumerate()
        .filter(|(at, _)| !named.contains(at))
        .filter_map(|(at, cell)| clock_range(cell).or_else(|| hours(cell.trim())).map(|range| (at, range)))
        .collect();
    let per_day = found.len();
    let Some(length) = u32::try_from(per_day).ok().filter(|_| POINTS.contains(&per_day)).map(|count| 1440 / count) else {
        return (Vec::new(), 0);
    };
    let slot = |(from, until): (u32, u32)| (until - from == length && from % length == 0).then_some((from / length) as usize);
    let points: Vec<Point> = found.iter().filter_map(|&(column, range)| Some(Point { column, slot: slot(range)? })).collect();
    if points.len() == per_day && all_slots(&points, per_day) { (points, per_day) } else { (Vec::new(), 0) }
}

fn all_slots(points: &[Point], per_day: usize) -> bool {
    let mut seen = vec![false; per_day];
    for point in points {
        if point.slot >= per_day || std::mem::replace(&mut seen[point.slot], true) {
            return false;
        }
    }
    seen.into_iter().all(|s| s)
}

/// The points of a table without a header: the columns behind the named ones.
pub(super) fn numbered_points(width: usize, from: usize) -> (Vec<Point>, usize) {
    let left = width.saturating_sub(from);
    match POINTS.into_iter().find(|&n| n <= left) {
        Some(per_day) => ((0..per_day).map(|slot| Point { column: from + slot, slot }).collect(), per_day),
        None => (Vec::new(), 0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slots(header: &[String]) -> (usize, Vec<usize>) {
        let (points, per_day) = points(header, &[0]);
        (per_day, points.iter().map(|p| p.slot).collect())
    }

    #[test]
    fn points_of_a_day_are_found_by_any_label() {
        let expected = (96, (0..96).collect::<Vec<_>>());
        let time = |m: usize| format!("{:02}:{:02}", m / 60, m % 60);
        let with = |f: &dyn Fn(usize) -> String| -> Vec<String> { std::iter::once("date".to_owned()).chain((0..96).map(f)).collect() };
        assert_eq!(slots(&with(&|i| time((i + 1) * 15))), expected);
        assert_eq!(slots(&with(&|i| time(i * 15))), expected);
        assert_eq!(slots(&with(&|i| format!("T{}", time((i + 1) * 15).replace(':', "")))), expected);
        assert_eq!(slots(&with(&|i| format!("v{}", i + 1))), expected);
        assert_eq!(slots(&with(&|i| format!("v{:02}", i + 1))), expected);
        assert_eq!(slots(&with(&|i| format!("点{}", i + 1))), expected);
        let pivot: Vec<String> = std::iter::once("date".to_owned()).chain((0..48).map(|i| format!("{}.{}", i / 2, i % 2 * 5))).collect();
        assert_eq!(slots(&pivot), (48, (0..48).collect()));
        for parted in ["-", "~", "至"] {
            assert_eq!(slots(&with(&|i| format!("{}{parted}{}", time(i * 15), time((i + 1) * 15)))), expected);
        }
        let hours =
            |label: &dyn Fn(usize) -> String| -> Vec<String> { std::iter::once("date".to_owned()).chain((0..24).map(label)).collect() };
        for header in
            [hours(&|h| format!("{h}-{}时", h + 1)), hours(&|h| format!("{h}时-{}时", h + 1)), hours(&|h| format!("{h}-{}", h + 1))]
        {
            assert_eq!(slots(&header), (24, (0..24).collect()));
        }
    }
}
