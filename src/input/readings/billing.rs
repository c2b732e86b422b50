//! Bills of a meter become energies of months; what is no calendar month keeps its total, whose split is not known.

use super::bill::Bill;
use super::conversion::{Conversion, base_unit};
use super::intake::Intake;
use super::log::Finding;
use super::meter::{Energy, MeterReadings};
use crate::dossier::{Code, Effect, Spread, State};
use crate::measure::{Civil, Exact, SECONDS_PER_DAY, Step};
use crate::say;

/// Turns the bills of a meter into energies per month.
pub(in crate::input) fn energies(own: &mut MeterReadings<'_>, intake: &mut Intake<'_>, mut bills: Vec<Bill>) {
    if bills.is_empty() {
        return;
    }
    bills.sort_by_key(|b| (b.start, b.end, b.place));
    let bills = distinct(own, intake, bills);
    let bills = closed(own, intake, bills);
    let (from, until) = (own.scope.period.from(), own.scope.period.until());
    let id = own.scope.meter.id.clone();
    tell_jumps(own, intake, &bills);
    let (mut outside, mut idle, mut used) = (Vec::new(), Vec::new(), Vec::with_capacity(bills.len()));
    for bill in bills {
        if bill.end <= from || bill.start >= until {
            outside.push(bill.place);
            continue;
        }
        if own.scope.is_idle(bill.start, bill.end) {
            idle.push(bill.place);
        }
        let Some((value, decimals)) = bill.conversion.energy(bill.energy.0, bill.energy.1) else {
            used.push(bill);
            continue;
        };
        let step = Step::Month;
        let whole = step.floor(bill.start) == bill.start && step.next(bill.start) == bill.end;
        if whole && bill.others.is_empty() {
            if let Some(cell) = own.series(intake, step).cell(step.index(bill.start)) {
                own.put_energy(intake, step, cell, Energy { value: (value, decimals), place: bill.place, is_estimated: bill.estimated });
            }
            used.push(bill);
            continue;
        }
        let series = own.series(intake, step);
        // Rows that contradict each other: anything from the least to the greatest, all of them in one scale.
        let term = |(conversion, (rise, places)): &(Conversion, (i128, u32))| conversion.energy(*rise, *places);
        let others: Vec<Vec<(i128, u32)>> = bill.others.iter().filter_map(|terms| terms.iter().map(term).collect()).collect();
        let energies: Vec<(i128, u32)> = std::iter::once((value, decimals)).chain(others.iter().flatten().copied()).collect();
        let mut grains = series.all_grains(&energies).into_iter();
        let Some(total) = grains.next().flatten() else {
            used.push(bill);
            continue;
        };
        let mut stated = vec![total];
        stated.extend(others.iter().filter_map(|terms| grains.by_ref().take(terms.len()).sum::<Option<i128>>()));
        let ends = stated.iter().min().copied().zip(stated.iter().max().copied());
        let disputed = ends.filter(|ends| ends.0 < ends.1);
        let least = ends.map_or(total, |ends| ends.0);
        let flow = own.scope.meter.flow;
        if least < 0 && !flow.is_signed() && !flow.has_own_use() {
            refuse_negative(own, intake, &bill, least);
            continue;
        }
        if least < 0 && flow.has_own_use() {
            own.note_own_use(bill.place);
        }
        let most = ends.map_or(total, |ends| if ends.1 > -ends.0 { ends.1 } else { ends.0 });
        own.judge_total(intake, step, most, (bill.start, bill.end), bill.place);
        let series = own.series(intake, step);
        series.spreads.push(Spread {
            from: bill.start,
            until: bill.end,
            total,
            disputed,
            place: bill.place,
            corrected: false,
            estimated: bill.estimated,
        });
        if whole {
            used.push(bill);
            continue;
        }
        let amount = series.base_units(total);
        let message = say!(
            "the bill of {id} from {start} to {end} is no calendar month; its {amount} {unit} are split evenly over its days",
            id,
            start = bill.start,
            end = bill.end,
            amount,
            unit = base_unit(own.scope.meter)
        );
        let during = Some((bill.start, bill.end));
        intake.log.push(own.scope.meter, Finding::new(Code::BillSplit, Effect::Notes, message).at(bill.place).during(during));
        used.push(bill);
    }
    for place in outside {
        own.note_outside(&intake.log, place);
    }
    for place in idle {
        own.note_idle(&intake.log, place);
    }
    cover(own, intake, &used);
}

/// Lists the months of a bill whose energy is not known, since the multiplier changes within it.
pub(in crate::input) fn unknown(own: &mut MeterReadings<'_>, intake: &mut Intake<'_>, (start, end): (Civil, Civil), place: u32) {
    let mut month = Step::Month.floor(start);
    while month < end {
        let series = own.series(intake, Step::Month);
        if let Some(cell) = series.cell(Step::Month.index(month)) {
            series.list(cell, place);
        }
        month = Step::Month.next(month);
    }
    own.multiplier_change(&mut intake.log, (start, end), place, 1);
}

/// Drops bills that stand twice, and lists those that contradict each other.
fn distinct(own: &mut MeterReadings<'_>, intake: &mut Intake<'_>, bills: Vec<Bill>) -> Vec<Bill> {
    let id = own.scope.meter.id.clone();
    let mut kept: Vec<Bill> = Vec::with_capacity(bills.len());
    for bill in bills {
        let Some(last) = kept.last_mut().filter(|last| last.start == bill.start && last.end == bill.end) else {
            kept.push(bill);
            continue;
        };
        let value =
            |b: &Bill| b.conversion.energy(b.energy.0, b.energy.1).map(|(v, d)| Exact::from(v).over(&crate::dossier::power_of_ten(d)));
        let same_readings = last.readings.is_none() || bill.readings.is_none() || last.readings == bill.readings;
        let (code, effect, what) = if value(last) == value(&bill) && same_readings {
            (Code::DuplicateReading, Effect::Discards, say!("appears twice with the same energy; the second is discarded"))
        } else {
            last.others.push(vec![(bill.conversion, bill.energy)]);
            last.estimated |= bill.estimated;
            let what = if bill.may_follow(last) {
                // One meter in place of another: the energy may be that of both.
                last.others.push(vec![(last.conversion, last.energy), (bill.conversion, bill.energy)]);
                say!(
                    "appears twice, and its registers start elsewhere: if the meter was exchanged, give each bill the dates of its own (start, end); until then the first is used, and it may be any of them or both"
                )
            } else {
                say!("appears twice with different energies; the first in the order of files is used")
            };
            (Code::ConflictingReading, Effect::Notes, what)
        };
        let message = say!("the bill of {id} from {start} to {end} {what}", id, start = bill.start, end = bill.end, what => what);
        intake.log.push(own.scope.meter, Finding::new(code, effect, message).at(bill.place).during((bill.start, bill.end)));
    }
    kept
}

/// Bills whose ends are inclusive (a hole of one day between all of them) end a day later.
fn closed(own: &mut MeterReadings<'_>, intake: &mut Intake<'_>, mut bills: Vec<Bill>) -> Vec<Bill> {
    let holes: Vec<i64> = bills.windows(2).map(|w| w[1].start.0 - w[0].end.0).collect();
    let inclusive = !holes.is_empty() && holes.iter().all(|&h| h == SECONDS_PER_DAY) && bills.iter().all(|b| b.dates_only);
    if inclusive {
        for bill in &mut bills {
            bill.end = bill.end.plus(SECONDS_PER_DAY);
        }
        let id = own.scope.meter.id.clone();
        let message = say!("there is a hole of one day between all bills of {id}: their end dates are taken as included", id);
        let place = bills[0].place;
        intake.log.push(own.scope.meter, Finding::new(Code::InclusiveBillEnd, Effect::Notes, message).at(place).count(bills.len() as u64));
    }
    bills
}

/// Says where a bill starts above the reading with which the bill before it ended: what lies between them is on no bill.
fn tell_jumps(own: &mut MeterReadings<'_>, intake: &mut Intake<'_>, bills: &[Bill]) {
    let id = own.scope.meter.id.clone();
    let (from, until) = (own.scope.period.from(), own.scope.period.until());
    for pair in bills.windows(2).filter(|pair| pair[0].end == pair[1].start && from < pair[1].start && pair[1].start < until) {
        let (Some((_, last)), Some((first, _))) = (&pair[0].readings, &pair[1].readings) else { continue };
        // A meter that was exchanged starts anywhere, but mostly at nothing.
        if first <= last {
            continue;
        }
        let message = say!(
            "the bill of {id} from {start} starts with the reading {first}, and the one before it ends there with {last}: what lies between the two is on no bill; give the bill that is missing, or correct the readings",
            id = id.clone(),
            start = pair[1].start,
            first = first.clone(),
            last = last.clone()
        );
        let during = Some((pair[0].start, pair[1].end));
        intake.log.push(own.scope.meter, Finding::new(Code::BillMismatch, Effect::Blocks, message).at(pair[1].place).during(during));
    }
}

/// Lists a bill of no calendar month that states less than nothing: its time is missing.
fn refuse_negative(own: &mut MeterReadings<'_>, intake: &mut Intake<'_>, bill: &Bill, grains: i128) {
    let series = own.series(intake, Step::Month);
    let read = series.base_units(grains);
    let mut month = Step::Month.floor(bill.start);
    while month < bill.end {
        if let Some(cell) = series.cell(Step::Month.index(month)) {
            series.list(cell, bill.place);
        }
        month = Step::Month.next(month);
    }
    let registered = own.scope.meter;
    let message = say!(
        "the bill of {id} ({flow}) from {start} to {end} states {read} {unit}, and cannot be negative; it counts as missing: if the meter counts both ways, register it as signed",
        id = registered.id,
        flow = registered.flow.name(),
        start = bill.start,
        end = bill.end,
        read,
        unit = base_unit(registered)
    );
    let during = Some((bill.start, bill.end));
    intake.log.push(own.scope.meter, Finding::new(Code::NegativeReading, Effect::Discards, message).at(bill.place).during(during));
}

/// Marks the months that the bills cover.
fn cover(own: &mut MeterReadings<'_>, intake: &mut Intake<'_>, bills: &[Bill]) {
    let series = own.series(intake, Step::Month);
    for cell in 0..series.len() {
        let (start, end) = (series.start(cell), series.step.next(series.start(cell)));
        let covered: i64 = bills.iter().map(|b| (b.end.0.min(end.0) - b.start.0.max(start.0)).max(0)).sum();
        if covered >= end.0 - start.0 && !series.has(cell) && !series.states[cell].has(State::LISTED) {
            series.states[cell].set(State::BILLED);
        } else if covered > 0 && !series.has(cell) {
            series.states[cell].set(State::SPREAD);
        }
    }
}
