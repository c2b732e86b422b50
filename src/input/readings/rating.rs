//! What a meter's rating says of its readings, and what these say of the rating.

use super::conversion::{base_unit, most_grains};
use super::intake::Intake;
use super::log::{DefectLog, Finding};
use super::meter::MeterReadings;
use crate::dossier::{Code, Effect};
use crate::measure::{Civil, Step};
use crate::say;

/// Readings above 1.2 × the rating from which on, and one in how many readings, it is the rating that is wrong.
const ABOVE: (u64, u64) = (8, 100);

impl MeterReadings<'_> {
    /// Counts a reading above 1.2 × its meter's rating; whether the rating stands.
    pub(in crate::input) fn note_above(&mut self, place: u32) -> bool {
        let above = &mut self.above;
        *above = (above.0 + 1, above.1.min(place));
        !self.retention.is_unrated
    }

    /// Holds a total over several intervals against its meter's rating. One that no meter of the rating can count over all of that time is no
    /// moment of disturbance: the rating is what is wrong, or the total.
    pub(in crate::input) fn judge_total(&mut self, intake: &Intake<'_>, step: Step, total: i128, time: (Civil, Civil), place: u32) {
        let Some(rating) = &self.scope.meter.rating else { return };
        let scale = self.series(intake, step).scale;
        if total.abs() > most_grains(scale, rating, (time.1.0 - time.0.0) / 60) {
            self.note_above(place);
            self.total_above = true;
        }
    }

    /// Once all is read: if too many readings contradict the rating, they stand and it does not.
    pub(in crate::input) fn settle_rating(&mut self, log: &mut DefectLog<'_>) {
        let (above, place) = self.above;
        if above == 0 {
            return;
        }
        let present: u64 = self
            .series
            .iter()
            .map(|s| {
                s.spreads.len() as u64
                    + s.totals
                        .as_ref()
                        .map_or_else(|| (0..s.len()).filter(|&cell| s.has(cell)).count() as u64, |summed| summed.present.count())
            })
            .sum();
        if !self.retention.is_unrated {
            let all = present + above;
            if self.total_above || (above >= ABOVE.0 && above * ABOVE.1 > all) || above * 2 > all {
                self.retention.is_unrated = true;
                self.again = true;
                self.keep_values();
            }
            return;
        }
        let meter = self.scope.meter;
        let message = say!(
            "{above} of {all} readings of {id} are above 1.2 × its rating of {rating} {unit}: the readings stand, and nothing is bounded by the rating; correct the rating, the unit or the multiplier",
            above,
            all = present,
            id = meter.id,
            rating = meter.rating.clone().unwrap_or_else(crate::measure::Exact::zero),
            unit = if meter.carrier == crate::dossier::Carrier::Electricity { "kW".to_owned() } else { format!("{}/h", base_unit(meter)) }
        );
        log.push(meter, Finding::new(Code::ContradictedRating, Effect::Blocks, message).at(place).count(above));
    }
}
