//! Puts corrections in place of readings, and marks the defects that they and the waivers explain.
//!
//! A correction stands in place of every reading of its meter in its span, missing, listed or read: a reading that was good enough to keep needs no
//! correction. Its total is exact and its split over the intervals is not known, as with a register that was not read for a while. It cannot part an
//! interval, a bill, a register gap or the end of the period, for nobody knows the energy on either side: that is an error. So is a second correction
//! of the same time.
//!
//! There is no clock: an approval has expired if it ends before the period or the span does. What has expired, or concerns nothing of the period, is not
//! used and is reported. A defect that is of no particular time is explained by what covers the whole period.

use super::declared::grains;
use super::error::InputError;
use super::row::Sheet;
use crate::dossier::{
    Carrier, Code, Completeness, Correction, Defect, Defects, Effect, Factor, Meter, Series, Spread, Standing, State, Uncorrected,
};
use crate::input::readings::collector::Collected;
use crate::input::readings::conversion::base_unit;
use crate::measure::{Civil, Exact, Period, SECONDS_PER_DAY, Step};
use crate::say;
use crate::say::Message;

/// What corrections are applied to.
pub(super) struct Ground<'a> {
    pub(super) meters: &'a [Meter],
    pub(super) factors: &'a [Factor],
    pub(super) period: Period,
    pub(super) sheet: Sheet<'a>,
}

impl Ground<'_> {
    fn error(&self, correction: &Correction, message: Message) -> InputError {
        InputError::at(self.sheet.file(correction.position), correction.position.line, message)
    }

    fn defect(&self, code: Code, effect: Effect, correction: &Correction, message: Message) -> Defect {
        let position = correction.position;
        Defect::new(code, effect, message.at(format!("{}:{}", self.sheet.file(position), position.line)))
            .at(position)
            .of(self.meters[correction.meter].id.clone())
            .during((correction.from, correction.until))
    }

    /// `the correction of M017 from 2025-03-01 to 2025-03-04`
    fn named(&self, correction: &Correction) -> Message {
        let (from, to) = correction.span();
        let id = &self.meters[correction.meter].id;
        if correction.value.is_some() {
            say!("the correction of {id} from {from} to {to}", id, from, to)
        } else {
            say!("the waiver of {id} from {from} to {to}", id, from, to)
        }
    }

    /// The part of the period in which a meter was in service.
    fn window(&self, meter: usize) -> Option<(Civil, Civil)> {
        let service = self.meters[meter].service;
        self.period.within(service.from, service.to).map(|w| (w.from(), w.until()))
    }
}

/// Decides what becomes of each correction, and puts those with a value in place. Returns what the corrected meters were before.
pub(super) fn apply(
    corrections: &mut [Correction],
    collected: &mut Collected,
    defects: &mut Defects,
    ground: &Ground<'_>,
) -> Result<Vec<Uncorrected>, Vec<InputError>> {
    let mut told = Vec::new();
    for correction in corrections.iter_mut() {
        told.extend(judge(correction, ground));
    }
    let mut errors = overlaps(corrections, ground);
    let mut before: Vec<Uncorrected> = Vec::new();
    let places = places(corrections, collected);
    for (correction, place) in corrections.iter_mut().zip(places).filter(|(c, _)| c.standing == Standing::Applied) {
        let meter = correction.meter;
        if !before.iter().any(|b| b.meter == meter) {
            let (series, completeness) = (collected.series[meter].clone(), collected.completeness[meter].clone());
            before.push(Uncorrected { meter, series, completeness });
        }
        let mut series = if let Some(series) = collected.series[meter].take() {
            series
        } else if let Some(step) = step_of(correction, collected, ground) {
            Series::new(step, ground.period.from(), ground.period.until())
        } else {
            errors.push(ground.error(correction, off_grid(correction, ground, Step::DAY)));
            continue;
        };
        if let Err(message) = put(correction, &mut series, place, ground) {
            errors.push(ground.error(correction, message));
        }
        collected.series[meter] = Some(series);
    }
    if !errors.is_empty() {
        return Err(errors);
    }
    for other in &before {
        collected.completeness[other.meter] = recount(collected.series[other.meter].as_ref(), ground.window(other.meter));
    }
    explain(corrections, defects, ground);
    for correction in corrections.iter_mut().filter(|c| c.standing == Standing::Waiver) {
        // Nothing to explain: neither a defect, nor a meter that was not read at all.
        if correction.explains == 0 && collected.series[correction.meter].is_some() {
            correction.standing = Standing::Unused;
            let message = say!(
                "{name} explains no defect of that meter that lies within it: check the meter and the span, or take the row out",
                name => ground.named(correction)
            );
            told.push(ground.defect(Code::UnusedCorrection, Effect::Discards, correction, message));
        }
    }
    for defect in told {
        defects.push(defect);
    }
    Ok(before)
}

/// Whether it still holds and concerns the period, and what is to be said of it.
fn judge(correction: &mut Correction, ground: &Ground<'_>) -> Vec<Defect> {
    let name = ground.named(correction);
    let (period, by) = (ground.period, crate::near::shown(&correction.approved_by));
    if !correction.outlives(period.end) {
        correction.standing = Standing::Expired;
        let end = if correction.expires < period.end { say!("the period ends ({end})", end = period.end) } else { say!("its span ends") };
        let message = say!(
            "{name}, approved by {by}, expired on {day}, before {end}; it is not used: have it approved anew, or take the row out",
            name => name, by, day = correction.expires, end => end
        );
        return vec![ground.defect(Code::ExpiredCorrection, Effect::Discards, correction, message)];
    }
    let meets = |(from, until): (Civil, Civil)| correction.from < until && from < correction.until;
    if !ground.window(correction.meter).is_some_and(meets) {
        correction.standing = Standing::Unused;
        let message = say!(
            "{name} lies outside {start} to {end} or the meter's days of service; it is not used: check its days, or take the row out",
            name => name, start = period.start, end = period.end
        );
        return vec![ground.defect(Code::UnusedCorrection, Effect::Discards, correction, message)];
    }
    match correction.approved_on {
        Some(day) if correction.value.is_some() && day < correction.last_day() => {
            let message = say!(
                "{name} was approved on {day}, before its span had ended: what was not yet measured was approved; it is used",
                name => name, day
            );
            vec![ground.defect(Code::EarlyApproval, Effect::Notes, correction, message)]
        }
        _ => Vec::new(),
    }
}

/// Corrections that still hold and state a value for the same time of the same meter.
fn overlaps(corrections: &[Correction], ground: &Ground<'_>) -> Vec<InputError> {
    let mut errors = Vec::new();
    let live: Vec<&Correction> = corrections.iter().filter(|c| c.value.is_some() && c.standing != Standing::Expired).collect();
    for (number, correction) in live.iter().enumerate() {
        let same = |other: &&&Correction| other.meter == correction.meter && other.from < correction.until && correction.from < other.until;
        if let Some(other) = live[..number].iter().find(same) {
            let message = say!(
                "{name} overlaps the one at {place}: two values for one time contradict each other; keep one of them",
                name => ground.named(correction),
                place = format!("{}:{}", ground.sheet.file(other.position), other.position.line)
            );
            errors.push(ground.error(correction, message));
        }
    }
    errors
}

/// The place of each correction's row.
fn places(corrections: &[Correction], collected: &mut Collected) -> Vec<u32> {
    let mut places = Vec::new();
    let mut open: Option<(usize, u32, u64)> = None;
    for correction in corrections {
        let position = correction.position;
        let (file, base, last) = match open {
            Some(open) if open.0 == position.file => open,
            before => {
                if let Some((_, _, last)) = before {
                    collected.places.close(last);
                }
                (position.file, collected.places.open(position.file), 0)
            }
        };
        open = Some((file, base, last.max(position.line)));
        places.push(base.saturating_add(u32::try_from(position.line).unwrap_or(u32::MAX)));
    }
    if let Some((_, _, last)) = open {
        collected.places.close(last);
    }
    places
}

/// The step of a meter that was not read at all: the finest of the others of its carrier on whose grid the span lies, else the day.
fn step_of(correction: &Correction, collected: &Collected, ground: &Ground<'_>) -> Option<Step> {
    let carrier = ground.meters[correction.meter].carrier;
    let others = ground.meters.iter().zip(&collected.series).filter(|(m, _)| m.carrier == carrier);
    let mut steps: Vec<Step> = others.filter_map(|(_, s)| s.as_ref().map(|s| s.step)).collect();
    steps.sort();
    steps.push(Step::DAY);
    let fits = |step: &Step| [correction.from, correction.until].into_iter().all(|at| step.floor(at) == at);
    steps.into_iter().find(fits)
}

fn off_grid(correction: &Correction, ground: &Ground<'_>, step: Step) -> Message {
    let name = ground.named(correction);
    let id = &ground.meters[correction.meter].id;
    say!(
        "{name} does not begin and end with an interval of {id}, which is a {step} long: part of an interval cannot be corrected; let the span begin and end with one",
        name => name, id, step => step.said()
    )
}

/// Puts a correction into its meter's series.
fn put(correction: &mut Correction, series: &mut Series, place: u32, ground: &Ground<'_>) -> Result<(), Message> {
    let registered = &ground.meters[correction.meter];
    let (from, until) = (correction.from, correction.until);
    let name = ground.named(correction);
    let service = registered.service;
    let outside = service.from.is_some_and(|day| from < Civil::midnight(day))
        || service.to.is_some_and(|day| Civil::midnight(day).plus(SECONDS_PER_DAY) < until);
    if outside {
        return Err(
            say!("{name} reaches beyond the days of service of {id}; let it begin and end within them", name => name, id = registered.id),
        );
    }
    if from < ground.period.from() || ground.period.until() < until {
        return Err(say!(
            "{name} reaches beyond the period ({start} to {end}): how much of its value lies inside is not known; state a row for each side",
            name => name, start = ground.period.start, end = ground.period.end
        ));
    }
    if let Some(day) = change_of_factor(correction, ground) {
        return Err(say!(
            "the factor of {carrier} changes on {day}, within the span: how much was used before it is not known; state a row for the days before that day and one from it",
            carrier = registered.carrier,
            day
        ));
    }
    edges(correction, series, ground)?;
    let cells = series.cells_within(from, until);
    if registered.flow.is_signed() && cells.len() > 1 {
        return Err(say!(
            "{id} counts both ways, and the total of several intervals does not say how much went each way: state a row for each {step}, or a `note` in place of the value",
            id = registered.id, step => series.step.said()
        ));
    }
    if let Some(rating) = &registered.rating {
        let most = rating * &Exact::ratio(i128::from(until.0 - from.0), 3600);
        if correction.amount.abs() * Exact::from(10_i64) > &most * &Exact::from(12_i64) {
            let unit = base_unit(registered);
            return Err(say!(
                "{name} states {amount} {unit}, above 1.2 × {most} {unit} (its rating over that time): check the value, its unit and the rating",
                name => name, amount = correction.amount, unit, most
            ));
        }
    }
    let total = grains(&correction.amount).and_then(|(number, decimals)| series.grains(number, decimals));
    let total = total.ok_or_else(|| say!("{name} has more digits than can be added exactly", name => name))?;
    let mut replaced = 0_i128;
    for cell in cells {
        if series.has(cell) {
            replaced += series.cells.get(cell).abs();
            correction.replaced += 1;
            series.discard(cell);
        }
        series.states[cell].clear(State::BILLED);
        series.states[cell].set(State::SPREAD);
        series.states[cell].set(State::CORRECTED);
        correction.intervals += 1;
    }
    let within = |spread: &Spread| from <= spread.from && spread.until <= until;
    for spread in series.spreads.iter().filter(|s| within(s)) {
        replaced += spread.total.abs();
        correction.replaced += 1;
    }
    series.spreads.retain(|s| !within(s));
    correction.replaced_amount = series.base_units(replaced);
    series.spreads.push(Spread { from, until, total, disputed: None, place, corrected: true, estimated: false });
    Ok(())
}

/// The day within a correction's span on which a factor of its carrier starts or ends to hold.
fn change_of_factor(correction: &Correction, ground: &Ground<'_>) -> Option<chrono::NaiveDate> {
    let carrier = ground.meters[correction.meter].carrier;
    let factors = ground.factors.iter().filter(|f| carrier != Carrier::Electricity && f.item == carrier.name());
    let days = factors.flat_map(|f| [f.validity.from, f.validity.to.and_then(|day| day.succ_opt())]).flatten();
    days.filter(|&day| correction.from < Civil::midnight(day) && Civil::midnight(day) < correction.until).min()
}

/// Whether a correction begins and ends where intervals, bills and register gaps do.
fn edges(correction: &Correction, series: &Series, ground: &Ground<'_>) -> Result<(), Message> {
    let registered = &ground.meters[correction.meter];
    for at in [correction.from, correction.until] {
        if let Some(spread) = series.spreads.iter().find(|s| s.from < at && at < s.until) {
            return Err(say!(
                "{name} parts the time from {from} to {until}, for which {id} has one total ({amount} {unit}) and no split: let it cover that time whole, or leave it out",
                name => ground.named(correction),
                from = spread.from,
                until = spread.until,
                id = registered.id,
                amount = series.base_units(spread.total),
                unit = base_unit(registered)
            ));
        }
        let closes_bill = series.spreads.iter().any(|s| s.from == at || s.until == at);
        let known = series.cell(series.step.index(at)).is_some_and(|cell| series.has(cell));
        if series.step.floor(at) != at && (known || !closes_bill) {
            return Err(off_grid(correction, ground, series.step));
        }
    }
    Ok(())
}

/// How complete a corrected meter is.
fn recount(series: Option<&Series>, window: Option<(Civil, Civil)>) -> Completeness {
    let mut count = Completeness::default();
    let (Some(series), Some((from, until))) = (series, window) else { return count };
    for cell in series.cells_within(from, until) {
        let state = series.states[cell];
        count.expected += 1;
        let corrected = state.has(State::CORRECTED);
        if state.has(State::PRESENT) || state.has(State::BILLED) || corrected {
            count.present += 1;
            count.estimated += u64::from(state.has(State::ESTIMATED) || corrected);
            count.corrected += u64::from(corrected);
        } else {
            count.missing += 1;
        }
    }
    count
}

/// Marks the defects that corrections and waivers explain, each by the first that does.
fn explain(corrections: &mut [Correction], defects: &mut Defects, ground: &Ground<'_>) {
    let whole = |c: &Correction| c.from <= ground.period.from() && ground.period.until() <= c.until;
    for defect in defects.iter_mut().filter(|d| d.effect != Effect::Blocks || d.code == Code::IdenticalSeries) {
        let Some(id) = &defect.meter else { continue };
        let explains = |c: &&mut Correction| {
            matches!(c.standing, Standing::Applied | Standing::Waiver)
                && ground.meters[c.meter].id == *id
                && match defect.during {
                    Some((from, until)) => c.from <= from && until <= c.until,
                    None => whole(c),
                }
        };
        if let Some(correction) = corrections.iter_mut().find(explains) {
            correction.explains += 1;
            defect.explained = Some(correction.position);
        }
    }
}
