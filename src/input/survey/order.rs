//! Which of two numbers is the day, where a year stands last: proved by a day past 12, or by dates that follow one another.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::found::{OrderFound, Role};
use super::rows::{Gathering, Row, Source};
use super::sheet::Sheet;
use super::understood::Understood;
use crate::input::error::InputError;
use crate::input::field::{self, DateOrder, StampError, narrow, trimmed};
use crate::say;

/// Roles of columns that hold dates.
const DATED: [Role; 4] = [Role::Time, Role::Date, Role::Start, Role::End];

/// Whether a year stands last in some date of the sample, or has two digits.
pub(super) fn needed(sheet: &Sheet, understood: &Understood) -> bool {
    let columns: Vec<usize> = DATED.iter().filter_map(|role| understood.at(role)).collect();
    sheet.rows.iter().any(|(_, cells)| columns.iter().any(|&at| cells.get(at).is_some_and(|c| parts(c).is_some())))
}

/// A date whose order has to be found.
enum Parts {
    /// Two numbers, and the year behind them.
    YearLast(u32, u32, i32),
    /// Three numbers of two digits at most.
    Short(u32, u32, u32),
}

/// The numbers of a date whose year stands last, or has two digits.
fn parts(cell: &str) -> Option<Parts> {
    let text = narrow(trimmed(cell)).into_owned();
    let date = text.split([' ', 'T']).next()?;
    let mut numbers = date.split(['/', '.', '-']);
    let (first, second, last) = (numbers.next()?, numbers.next()?, numbers.next()?);
    let is_short = |digits: &str| (1..=2).contains(&digits.len());
    if numbers.next().is_some() || !is_short(first) || !is_short(second) {
        return None;
    }
    let (first, second) = (first.parse().ok()?, second.parse().ok()?);
    match last.len() {
        4 => Some(Parts::YearLast(first, second, last.parse().ok()?)),
        1 | 2 => Some(Parts::Short(first, second, last.parse().ok()?)),
        _ => None,
    }
}

/// Dates that are told apart.
const MOST: usize = 5000;

/// What the dates of some rows show.
#[derive(Default)]
struct Dates {
    /// Proofs that the day stands first, or the month: line and cell.
    dmy: Option<(u64, String)>,
    mdy: Option<(u64, String)>,
    seen: BTreeSet<(u32, u32, i32)>,
    short: BTreeSet<(u32, u32, u32)>,
    /// The cell before.
    last: Vec<u8>,
}

impl Dates {
    fn note(&mut self, cell: &[u8], line: u64) {
        if self.last == cell {
            return;
        }
        self.last.clear();
        self.last.extend_from_slice(cell);
        let cell = String::from_utf8_lossy(cell);
        let (first, second, year) = match parts(&cell) {
            Some(Parts::YearLast(first, second, year)) => (first, second, year),
            Some(Parts::Short(first, second, last)) => {
                if self.short.len() < MOST {
                    self.short.insert((first, second, last));
                }
                return;
            }
            None => return,
        };
        if first > 12 && second <= 12 && self.dmy.is_none() {
            self.dmy = Some((line, cell.into_owned()));
        } else if second > 12 && first <= 12 && self.mdy.is_none() {
            self.mdy = Some((line, cell.into_owned()));
        }
        if self.seen.len() < MOST {
            self.seen.insert((first, second, year));
        }
    }

    fn join(&mut self, other: Self, behind: u64) {
        let at = |proof: Option<(u64, String)>| proof.map(|(line, cell)| (line + behind, cell));
        self.dmy = self.dmy.take().or(at(other.dmy));
        self.mdy = self.mdy.take().or(at(other.mdy));
        self.seen.extend(other.seen);
        self.short.extend(other.short);
    }
}

/// Looks at every date of the file.
pub(super) fn find(understood: &Understood, source: &mut Source<'_, '_>) -> Result<OrderFound, InputError> {
    let columns: Vec<usize> = DATED.iter().filter_map(|role| understood.at(role)).collect();
    let take = |dates: &mut Dates, row: Row<'_>| {
        if let Row::Data(record) = row {
            for at in &columns {
                dates.note(record.get(*at), record.line);
            }
        }
    };
    let gathered = source.gather(&Gathering { start: &Dates::default, take: &take })?;
    let mut all = Dates::default();
    for part in gathered.parts {
        all.join(part.state, part.line);
    }
    Ok(if all.short.is_empty() { conclude(all.dmy, all.mdy, &all.seen) } else { conclude_short(&all.short) })
}

/// The order of dates of three short numbers: the one by which all are days, else the one by which they follow one another.
fn conclude_short(seen: &BTreeSet<(u32, u32, u32)>) -> OrderFound {
    let days = |order: DateOrder| -> Option<i64> {
        let day = |&(a, b, c): &(u32, u32, u32)| {
            let (year, month, day) = match order {
                DateOrder::Ymd => (a, b, c),
                DateOrder::Dmy => (c, b, a),
                DateOrder::Mdy => (c, a, b),
            };
            NaiveDate::from_ymd_opt(2000 + i32::try_from(year).ok()?, month, day)
        };
        let all: Vec<NaiveDate> = seen.iter().map(day).collect::<Option<_>>()?;
        Some((*all.iter().max()? - *all.iter().min()?).num_days() + 1)
    };
    let possible: Vec<(DateOrder, i64)> =
        [DateOrder::Ymd, DateOrder::Dmy, DateOrder::Mdy].into_iter().filter_map(|order| Some((order, days(order)?))).collect();
    let count = i64::try_from(seen.len()).unwrap_or(i64::MAX);
    let dense: Vec<DateOrder> =
        possible.iter().filter(|(_, days)| count >= 3 && *days * 9 <= count * 10).map(|(order, _)| *order).collect();
    let said = |order: DateOrder| match order {
        DateOrder::Ymd => say!("year, month, day"),
        DateOrder::Dmy => say!("day, month, year"),
        DateOrder::Mdy => say!("month, day, year"),
    };
    match (&possible[..], &dense[..]) {
        ([], _) => OrderFound { order: None, why: say!("cannot be told: in no order are all of its dates days") },
        (&[(order, _)], _) => {
            OrderFound { order: Some(order), why: say!("only as {order} are all of its dates days", order => said(order)) }
        }
        (_, &[order]) => {
            OrderFound { order: Some(order), why: say!("its {count} days follow one another only as {order}", count, order => said(order)) }
        }
        _ => OrderFound { order: None, why: say!("cannot be told: its years have two digits, and several orders are possible") },
    }
}

fn conclude(dmy: Option<(u64, String)>, mdy: Option<(u64, String)>, seen: &BTreeSet<(u32, u32, i32)>) -> OrderFound {
    match (dmy, mdy) {
        (Some((line, cell)), None) => {
            OrderFound { order: Some(DateOrder::Dmy), why: say!("proved by line {line}: `{cell}` has no month before its day", line, cell) }
        }
        (None, Some((line, cell))) => {
            OrderFound { order: Some(DateOrder::Mdy), why: say!("proved by line {line}: `{cell}` has a day that is no month", line, cell) }
        }
        (Some(a), Some(b)) => OrderFound {
            order: None,
            why: say!(
                "both orders stand in it (line {first}: `{one}`, line {second}: `{other}`): split the file, or export it again",
                first = a.0,
                one = a.1,
                second = b.0,
                other = b.1
            ),
        },
        (None, None) => {
            let days = |swap: bool| -> Option<i64> {
                let all: Option<Vec<NaiveDate>> = seen
                    .iter()
                    .map(|&(a, b, year)| if swap { NaiveDate::from_ymd_opt(year, a, b) } else { NaiveDate::from_ymd_opt(year, b, a) })
                    .collect();
                let all = all?;
                Some((*all.iter().max()? - *all.iter().min()?).num_days() + 1)
            };
            let count = i64::try_from(seen.len()).unwrap_or(i64::MAX);
            let contiguous = |swap| days(swap) == Some(count);
            match (count >= 3, contiguous(false), contiguous(true)) {
                (true, true, false) => OrderFound {
                    order: Some(DateOrder::Dmy),
                    why: say!("its {count} days follow one another only as {order}", count, order => say!("day, month, year")),
                },
                (true, false, true) => OrderFound {
                    order: Some(DateOrder::Mdy),
                    why: say!("its {count} days follow one another only as {order}", count, order => say!("month, day, year")),
                },
                _ => OrderFound { order: None, why: say!("cannot be told: no day is past 12") },
            }
        }
    }
}

/// Whether a stamp fails only for want of an order.
pub(super) fn is_ambiguous(cell: &str) -> bool {
    field::stamp(cell, None) == Err(StampError::AmbiguousOrder)
}
