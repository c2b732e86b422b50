//! Times of the day as written, with their offset from UTC.

use super::scan::{Scan, number, short};
use super::stamped::StampError;

/// Seconds of the day, and the offset from UTC.
pub(super) type Time = (i64, Option<i32>);

/// `0:15`, `00:15:00.000`, `0015`, `00时15分`, `1:15:00 AM`, each with `Z` or `+08:00`.
pub(super) fn time(scan: &mut Scan<'_>) -> Result<Time, StampError> {
    let mut half = [("上午", 0), ("下午", 12)].into_iter().find(|(word, _)| scan.word(word)).map(|(_, hours)| hours);
    scan.blanks();
    let head = scan.digits();
    let (mut hour, minute, second) = match head.len() {
        1 | 2 => clock(scan, number(head))?,
        4 => (number(&head[..2]), number(&head[2..]), 0),
        6 => (number(&head[..2]), number(&head[2..4]), number(&head[4..])),
        _ => return Err(StampError::Unreadable),
    };
    scan.blanks();
    if half.is_none() {
        half = [("AM", 0), ("PM", 12), ("am", 0), ("pm", 12)].into_iter().find(|(word, _)| scan.word(word)).map(|(_, hours)| hours);
        scan.blanks();
    }
    if let Some(hours) = half {
        if !(1..=12).contains(&hour) {
            return Err(StampError::NoSuchTime);
        }
        hour = hour % 12 + hours;
    }
    let lawful = hour < 24 && minute < 60 && second < 60 || (hour, minute, second) == (24, 0, 0);
    let offset = offset(scan)?;
    match (scan.at_end(), lawful) {
        (false, _) => Err(StampError::Unreadable),
        (true, false) => Err(StampError::NoSuchTime),
        (true, true) => Ok((i64::from(hour * 3600 + minute * 60 + second), offset)),
    }
}

/// Minutes and seconds after the hour.
fn clock(scan: &mut Scan<'_>, hour: u32) -> Result<(u32, u32, u32), StampError> {
    let unreadable = StampError::Unreadable;
    let two = |digits: &str| if digits.len() == 2 { Ok(number(digits)) } else { Err(unreadable) };
    if scan.one_of(&['时', '点']).is_some() {
        let minute = if scan.at_end() { 0 } else { short(scan.digits())? };
        if !scan.at_end() && !scan.word("分") {
            return Err(unreadable);
        }
        let second = if scan.at_end() { 0 } else { short(scan.digits())? };
        return if scan.at_end() || scan.word("秒") { Ok((hour, minute, second)) } else { Err(unreadable) };
    }
    scan.one_of(&[':']).ok_or(unreadable)?;
    let minute = two(scan.digits())?;
    if scan.one_of(&[':']).is_none() {
        return Ok((hour, minute, 0));
    }
    let second = two(scan.digits())?;
    if scan.one_of(&['.', ',']).is_some() && scan.digits().is_empty() {
        return Err(unreadable);
    }
    Ok((hour, minute, second))
}

fn offset(scan: &mut Scan<'_>) -> Result<Option<i32>, StampError> {
    if scan.one_of(&['Z', 'z']).is_some() {
        return Ok(Some(0));
    }
    let Some(sign) = scan.one_of(&['+', '-']) else { return Ok(None) };
    let head = scan.digits();
    let (hours, minutes) = match head.len() {
        1 | 2 if scan.one_of(&[':']).is_some() => (number(head), short(scan.digits())?),
        1 | 2 => (number(head), 0),
        4 => (number(&head[..2]), number(&head[2..])),
        _ => return Err(StampError::Unreadable),
    };
    let seconds = i32::try_from(hours * 3600 + minutes * 60).unwrap_or(0);
    let seconds = if sign == '-' { -seconds } else { seconds };
    if minutes > 59 || !is_zone(seconds) { Err(StampError::NoSuchTime) } else { Ok(Some(seconds)) }
}

/// Whether a zone can be so many seconds ahead of UTC: quarter hours from −12 to +14.
pub(super) fn is_zone(seconds: i32) -> bool {
    seconds % 900 == 0 && (-12 * 3600..=14 * 3600).contains(&seconds)
}
