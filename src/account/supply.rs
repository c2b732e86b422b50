//! Where the electricity of each month came from: an account of consumption by source, for the eye. No rule uses it.
//!
//! Direct use follows the attribution of METHOD 3, summed over the bins of a month: what was charged and exported is taken from lines and on-site
//! generation in proportion to what each supplied in the month. The zero-rated purchase Z is settled once for the whole run; a month bears the part
//! of it that its grid import is of the run's.

use std::ops::Range;

use super::balance::electricity::Mode;
use super::settle::Accounts;
use crate::measure::{Amount, Electricity, Exact, Month};

/// The consumption of a month by source. The sources and the rest add up to U.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MonthSupply {
    /// The month.
    pub month: Month,
    /// U.
    pub consumption: Electricity,
    /// Renewable energy of direct lines, used without detour.
    pub lines: Electricity,
    /// Renewable generation on site, used without detour.
    pub onsite: Electricity,
    /// Renewable energy that stores released.
    pub released: Electricity,
    /// Nuclear energy of direct lines.
    pub nuclear: Electricity,
    /// On-site fossil generation.
    pub fossil: Electricity,
    /// Grid import that green-power trades cover.
    pub traded: Electricity,
    /// Grid import that certificates cover.
    pub certified: Electricity,
    /// What none of these covers: the rest of grid import, and losses of storage.
    pub rest: Electricity,
    /// Bins in which a reading is missing, contested, or known as part of a longer total only.
    pub uncertain: u64,
}

/// Sums of a month, in run units.
#[derive(Default)]
struct Sums {
    used: i128,
    supplied: i128,
    lines: i128,
    direct: i128,
    released: i128,
    nuclear: i128,
    fossil: i128,
    import: i128,
    uncertain: u64,
}

/// Consumption by month and source; nothing where consumption is not known at all.
pub fn supply(accounts: &Accounts) -> Vec<MonthSupply> {
    let electric = &accounts.electric;
    if electric.mode == Mode::Neither {
        return Vec::new();
    }
    let (bins, attribution) = (&electric.bins, &electric.attribution);
    let uncertain = uncertain(accounts);
    let sums_of = |bins_of: Range<usize>| {
        let mut sums = Sums::default();
        for b in bins_of {
            let exported = attribution.export[b].min(bins.flows.renewable[b]);
            sums.used += bins.flows.consumption(b);
            sums.supplied += bins.flows.renewable[b];
            sums.lines += bins.flows.lines[b];
            sums.direct += bins.flows.renewable[b] - attribution.charge[b] - exported;
            sums.released += attribution.discharge[b] - (attribution.export[b] - exported);
            sums.nuclear += bins.flows.nuclear[b];
            sums.fossil += bins.flows.fossil[b];
            sums.import += bins.flows.import[b];
            sums.uncertain += u64::from(uncertain[b]);
        }
        sums
    };
    let months = bins.grid.in_turn(Month::of).into_iter().map(|(month, bins_of)| (month, sums_of(bins_of)));
    let import = electric.import.value.mwh();
    let zero_rated = accounts.zero_rated.value.mwh();
    let traded = accounts.traded.mwh().min(zero_rated).clone();
    let certified = zero_rated - &traded;
    let of_import = |covered: &Exact, month: &Exact| covered.over(import).map_or_else(Exact::zero, |share| share * month);
    months
        .map(|(month, sums)| {
            let mwh = |units: i128| bins.grid.mwh(units);
            let lines = if sums.supplied == 0 { Exact::zero() } else { mwh(sums.direct) * Exact::ratio(sums.lines, sums.supplied) };
            let onsite = mwh(sums.direct) - &lines;
            let (used, released, imported) = (mwh(sums.used), mwh(sums.released), mwh(sums.import));
            let (nuclear, fossil) = (mwh(sums.nuclear), mwh(sums.fossil));
            let (traded, certified) = (of_import(&traded, &imported), of_import(&certified, &imported));
            let covered: Exact = [&lines, &onsite, &released, &nuclear, &fossil, &traded, &certified].into_iter().sum();
            MonthSupply {
                month,
                rest: Electricity::of(&used - &covered),
                consumption: Electricity::of(used),
                lines: Electricity::of(lines),
                onsite: Electricity::of(onsite),
                released: Electricity::of(released),
                nuclear: Electricity::of(nuclear),
                fossil: Electricity::of(fossil),
                traded: Electricity::of(traded),
                certified: Electricity::of(certified),
                uncertain: sums.uncertain,
            }
        })
        .collect()
}

/// Whether in a bin something is not known for certain.
pub(super) fn uncertain(accounts: &Accounts) -> Vec<bool> {
    let bins = &accounts.electric.bins;
    let mut found = bins.unknowns.bins_with(&bins.grid, |_| true);
    for (b, _) in bins.unknowns.splits.iter().flat_map(|s| &s.bins) {
        found[*b] = true;
    }
    found
}
