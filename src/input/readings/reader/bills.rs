//! Rows of bills: two dates, two register readings and a multiplier, or an energy (layout `bill`).

use super::{Reader, Trouble};
use crate::dossier::{Code, Effect};
use crate::input::readings::bill::Bill;
use crate::input::readings::collector::Collector;
use crate::input::readings::entry::{Given, Quality};
use crate::input::readings::log::Finding;
use crate::input::scan::Record;
use crate::input::table::bills::BillColumns;
use crate::input::table::columns::Columns;
use crate::measure::{Civil, Exact};
use crate::near::shown;
use crate::say;

impl Reader<'_> {
    pub(super) fn bill(&mut self, record: &Record<'_>, fixed: Option<usize>, collector: &mut Collector<'_>) -> Result<(), Trouble> {
        let Some(meter) = self.meter(record, fixed, collector.meters)? else { return Ok(()) };
        let Some(own) = self.told_apart(record, meter, collector)? else { return Ok(()) };
        let ends = self.bill_ends(record)?;
        let ((start, from_date), (end, to_date)) = ends;
        if end < start || (end == start && !(from_date && to_date)) {
            return Err(Trouble::Row(say!("the bill ends before it starts")));
        }
        let Columns { start_reading, end_reading, energy, reverse_bill, .. } = self.columns;
        let forward = BillColumns { start_reading, end_reading, energy };
        let result = self.bill_of(record, own, ends, forward, collector);
        if !reverse_bill.are_enough() {
            return result;
        }
        let of_reverse = match self.reverse_of(meter, collector.meters) {
            Some(reverse) if reverse_bill.all().any(|at| !record.get(at).is_empty()) => {
                self.bill_of(record, reverse, ends, reverse_bill, collector)
            }
            Some(_) => Ok(()),
            None => {
                self.note_unregistered_bill(record, meter, reverse_bill);
                Ok(())
            }
        };
        result.and(of_reverse)
    }

    /// Takes the bill of one direction.
    pub(super) fn bill_of(
        &mut self,
        record: &Record<'_>,
        meter: usize,
        ((start, from_date), (end, to_date)): ((Civil, bool), (Civil, bool)),
        columns: BillColumns,
        collector: &mut Collector<'_>,
    ) -> Result<(), Trouble> {
        let mut of_cells = None;
        let mut number = |this: &mut Self, column: Option<usize>| -> Result<Option<(i128, u32)>, Trouble> {
            let Some(column) = column else { return Ok(None) };
            let (given, unit) = this.number(record, column)?;
            of_cells = of_cells.or(unit);
            match given {
                Given::Missing => Ok(None),
                Given::Number(mantissa, decimals) => Ok(Some((mantissa, decimals))),
                Given::Bad(text, why) => Err(Trouble::Row(say!("`{text}` {why}", text = shown(&text), why => why))),
            }
        };
        let (first, last) = (number(self, columns.start_reading)?, number(self, columns.end_reading)?);
        let stated = number(self, columns.energy)?;
        let multiplier = self.stated_multiplier(record)?;
        let exact = |(mantissa, decimals): (i128, u32)| {
            Exact::from(mantissa).over(&crate::dossier::power_of_ten(decimals)).unwrap_or_else(Exact::zero)
        };
        let place = collector.place(record.line);
        let dates_only = from_date && to_date;
        let quality = self.quality(record);
        if quality == Quality::Bad {
            // Its time is missing.
            return Ok(());
        }
        let estimated = quality == Quality::Estimated;
        if let Some(column) = columns.energy {
            self.judge_tariff(record, meter, column, collector);
        }
        let registered = &collector.meters[meter];
        if let (Some(first), Some(last)) = (first, last) {
            let decimals = first.1.max(last.1);
            let rise = exact(last) - exact(first);
            let id = registered.id.clone();
            if rise.is_negative() {
                return Err(Trouble::Row(say!(
                    "the register of {id} falls from {first} to {last}: a reset or an exchange of the meter",
                    id,
                    first = exact(first),
                    last = exact(last)
                )));
            }
            let Some(in_force) = registered.multiplier_over(start, end).or(multiplier.as_ref()).cloned() else {
                collector.take_unknown_bill(meter, (start, end), place);
                return Ok(());
            };
            let multiplier = multiplier.unwrap_or_else(|| in_force.clone());
            let applied = registered.multiplier_applied == Some(true) && registered.stated_multiplier.as_ref() == Some(&multiplier);
            if multiplier != in_force && registered.stated_multiplier.is_some() && !applied && collector.multipliers.is_news(meter) {
                let message = say!(
                    "the bill of {id} is made with a multiplier of {multiplier}, its meter is registered with {in_force}: correct `multiplier` of {id}, or leave it empty so that the bill's is used",
                    id = id.clone(),
                    multiplier = multiplier.clone(),
                    in_force
                );
                collector.push(meter, Finding::new(Code::RegistryConflict, Effect::Blocks, message).at(place));
            } else if registered.stated_multiplier.is_none()
                && registered.multipliers.is_empty()
                && let Some(why) = collector.multipliers.bill(registered, meter, &multiplier, place)
                && collector.multipliers.is_news(meter)
            {
                collector.push(meter, Finding::new(Code::RegistryConflict, Effect::Blocks, why).at(place));
            }
            let registered = &collector.meters[meter];
            let counted = &rise * &multiplier;
            let row_unit = self.unit_of_row(record, of_cells)?;
            let (own, billed) = (self.unit(None, registered, row_unit)?, self.unit(columns.energy, registered, row_unit)?);
            let mut others = Vec::new();
            if let Some(stated) = stated.map(exact)
                && &stated * &billed.size() != &counted * &own.size()
            {
                let (said, read) = (&stated * &billed.size(), &counted * &own.size());
                // Losses that a bill adds are a few per cent; what differs by more is one of two figures, and it is not known which.
                let gap = (&said - &read).abs() * Exact::from(20_i64);
                let disputed = gap >= said.abs() && gap >= read.abs();
                others.extend(said.over(&(&own.size() * &multiplier)).filter(|_| disputed).and_then(|rise| {
                    let scaled = rise * crate::dossier::power_of_ten(BILL_DECIMALS);
                    let outward = if said > read { scaled.ceil() } else { scaled.floor() };
                    Some((outward.to_i128()?, BILL_DECIMALS))
                }));
                let message = say!(
                    "the bill of {id} states {stated} {billed}, but ({last} − {first}) × {multiplier} = {counted} {own}; the readings are used",
                    id,
                    stated,
                    billed,
                    last = exact(last),
                    first = exact(first),
                    multiplier,
                    counted,
                    own
                );
                let effect = if disputed { Effect::Discards } else { Effect::Notes };
                collector.push(meter, Finding::new(Code::BillMismatch, effect, message).at(place));
            }
            let row_unit = self.unit_of_row(record, of_cells)?;
            let conversion = self.conversion(meter, None, collector, Some(&multiplier), row_unit)?;
            let scaled = rise * crate::dossier::power_of_ten(decimals);
            let mantissa = scaled.to_i128().ok_or_else(|| Trouble::Row(say!("its readings have more digits than can be added exactly")))?;
            let energy = (mantissa, decimals);
            let others = others.into_iter().map(|energy| vec![(conversion, energy)]).collect();
            let readings = Some((exact(first), exact(last)));
            collector.take_bill(meter, Bill { start, end, dates_only, energy, place, conversion, readings, estimated, others });
            return Ok(());
        }
        let Some(energy) = stated else {
            return Err(Trouble::Row(say!("the bill gives neither both readings nor an energy")));
        };
        // A stated energy has its multiplier in it already.
        let row_unit = self.unit_of_row(record, of_cells)?;
        let conversion = self.conversion(meter, columns.energy, collector, Some(&Exact::one()), row_unit)?;
        let bill = Bill { start, end, dates_only, energy, place, conversion, readings: None, estimated, others: Vec::new() };
        collector.take_bill(meter, bill);
        Ok(())
    }
}

/// Decimals to which a bill's stated energy is kept where it bounds what the readings say.
const BILL_DECIMALS: u32 = 9;
