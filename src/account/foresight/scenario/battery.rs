//! A battery that is supposed: a greedy dispatch on what would otherwise be exported, bin by bin.

use num_bigint::BigInt;
use num_traits::ToPrimitive;

use super::Came;
use crate::account::balance::bins::Bins;
use crate::account::balance::role::Role;
use crate::account::profile::minutes;
use crate::measure::Exact;

/// Lets a battery of so many kWh and kW charge and discharge.
pub(super) fn dispatch(bins: &mut Bins, energy: &Exact, power: &Exact, round_trip: &Exact) -> Came {
    let grain = bins.grid.unit.per_picomwh();
    let per_kwh = bins.grid.unit.per_mwh() / Exact::from(1000_i64);
    let unknown = uncertain(bins);
    // The content is kept × the denominator of the efficiency, so that every sum is whole.
    let (numerator, denominator) = (round_trip.numer(), round_trip.denom());
    let full = (energy * &per_kwh).floor().numer() * &denominator;
    let mut content = BigInt::from(0);
    let (mut charged, mut discharged, mut still) = (0_i128, 0_i128, 0_u64);
    for (b, unknown) in unknown.into_iter().enumerate() {
        if unknown {
            still += 1;
            continue;
        }
        let hours = Exact::ratio(i128::from(minutes(bins.grid.step, bins.grid.start(b))), 60);
        let most = (power * &hours * &per_kwh).floor().to_i128().unwrap_or(i128::MAX);
        let spare = bins.flows.export[b].min(bins.flows.renewable[b]).max(0);
        let import = bins.flows.import[b].max(0);
        if spare > import {
            let room = whole(&((&full - &content) / &numerator));
            let taken = spare.min(most).min(room) / grain * grain;
            bins.flows.export[b] -= taken;
            bins.flows.charge[b] += taken;
            content += BigInt::from(taken) * &numerator;
            charged += taken;
        } else {
            let held = whole(&(&content / &denominator));
            let given = import.min(most).min(held) / grain * grain;
            bins.flows.import[b] -= given;
            bins.flows.discharge[b] += given;
            content -= BigInt::from(given) * &denominator;
            discharged += given;
        }
    }
    let left = Exact::of_big(content, denominator) / bins.grid.unit.per_mwh();
    Came::Storage { charged: bins.grid.mwh(charged), discharged: bins.grid.mwh(discharged), left, still }
}

fn whole(number: &BigInt) -> i128 {
    number.to_i128().unwrap_or(i128::MAX)
}

/// Bins in which something of the balance is not known.
fn uncertain(bins: &Bins) -> Vec<bool> {
    let counts = |role: Role| bins.flows.inferred || role != Role::Load;
    let mut found = bins.unknowns.bins_with(&bins.grid, |place| place.terms.iter().any(|part| counts(part.role)));
    for (b, _) in bins.unknowns.splits.iter().filter(|split| counts(split.role)).flat_map(|split| &split.bins) {
        found[*b] = true;
    }
    found
}
