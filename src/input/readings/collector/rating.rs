//! What a meter's rating says of its readings, and what these say of the rating.

use super::Collector;
use crate::dossier::{Code, Effect};
use crate::measure::{Civil, Step};
use crate::say;

/// Readings above 1.2 × the rating from which on, and one in how many readings, it is the rating that is wrong.
const ABOVE: (u64, u64) = (8, 100);

impl Collector<'_> {
    /// Counts a reading above 1.2 × its meter's rating; whether the rating stands.
    pub(in crate::input) fn note_above(&mut self, meter: usize, place: u32) -> bool {
        let above = &mut self.states[meter].above;
        *above = (above.0 + 1, above.1.min(place));
        !self.memory.is_unrated(meter)
    }

    /// Holds a total over several intervals against its meter's rating. One that no meter of the rating can count over all of that time is no
    /// moment of disturbance: the rating is what is wrong, or the total.
    pub(in crate::input) fn judge_total(&mut self, meter: usize, step: Step, total: i128, time: (Civil, Civil), place: u32) {
        let Some(rating) = self.meters[meter].rating.clone() else { return };
        let scale = self.series(meter, step).scale;
        if total.abs() > super::most_grains(scale, &rating, (time.1.0 - time.0.0) / 60) {
            self.note_above(meter, place);
            self.states[meter].total_above = true;
        }
    }

    /// Once all is read: if too many readings contradict the rating, they stand and it does not.
    pub(in crate::input) fn settle_rating(&mut self, meter: usize) {
        let (above, place) = self.states[meter].above;
        if above == 0 {
            return;
        }
        let present: u64 = self.states[meter]
            .series
            .iter()
            .map(|s| {
                s.spreads.len() as u64
                    + s.summed
                        .as_ref()
                        .map_or_else(|| (0..s.len()).filter(|&cell| s.has(cell)).count() as u64, |summed| summed.present.count())
            })
            .sum();
        if !self.memory.is_unrated(meter) {
            let all = present + above;
            if self.states[meter].total_above || (above >= ABOVE.0 && above * ABOVE.1 > all) || above * 2 > all {
                self.memory.unrate(meter);
                self.again = true;
                self.keep_values(meter);
            }
            return;
        }
        let registered = &self.meters[meter];
        let message = say!(
            "{above} of {all} readings of {id} are above 1.2 × its rating of {rating} {unit}: the readings stand, and nothing is bounded by the rating; correct the rating, the unit or the multiplier",
            above,
            all = present,
            id = registered.id,
            rating = registered.rating.clone().unwrap_or_else(crate::measure::Exact::zero),
            unit = if registered.carrier == crate::dossier::Carrier::Electricity {
                "kW".to_owned()
            } else {
                format!("{}/h", super::base_unit(registered))
            }
        );
        self.defect(Code::ContradictedRating, Effect::Blocks, Some(meter), Some(place), above, message);
    }
}
