//! What a total adds that is known while its split over bins is not (a register gap, a bill, a correction: METHOD 8).
//!
//! Each bin takes a part of the total, and R and import follow that part in a straight line, but for a *dead zone* in which they do not move and a
//! *reach* at which they stop: a generator's part first meets its own auxiliaries and exported energy, say, and then counts as R. Over all bins the
//! effect of a total t lies between min((t − Σ dead zones)⁺, least reach) and min((t − least dead zone)⁺, Σ reaches). Both are exact where nothing else
//! is unknown in these bins and dead zones or reaches alone are at work; else they are bounds from outside: dead zones and reaches are taken at
//! whichever end of all else that is unknown, and several totals are added one after the other.

use super::hull::{Interval, Shared};
use super::totals::Totals;
use super::weights::Weights;
use crate::account::balance::role::Role;
use crate::account::bounds::unknown::{Split, UNBOUNDED};

/// Dead zones and reaches of an effect over some bins.
#[derive(Clone, Copy, Debug)]
struct Zones {
    least_dead: i128,
    all_dead: i128,
    least_reach: i128,
    all_reach: i128,
}

impl Zones {
    fn of(bins: impl Iterator<Item = (Interval, Interval)>) -> Self {
        let mut zones = Self { least_dead: UNBOUNDED, all_dead: 0, least_reach: UNBOUNDED, all_reach: 0 };
        for (dead, reach) in bins {
            zones.least_dead = zones.least_dead.min(dead.low);
            zones.all_dead += dead.high;
            zones.least_reach = zones.least_reach.min(reach.low);
            zones.all_reach += reach.high;
        }
        zones
    }

    fn effect(&self, amount: i128) -> Interval {
        let low = (amount - self.all_dead).max(0).min(self.least_reach);
        let high = (amount - self.least_dead).max(0).min(self.all_reach);
        // Both hold; the first is no more than the second but for rounding at a reach of nothing.
        Interval { low: low.min(high), high }
    }

    /// The amounts at which the effect turns.
    fn turns(&self) -> [i128; 4] {
        [self.all_dead, self.all_dead + self.least_reach, self.least_dead, self.least_dead + self.all_reach]
    }
}

/// How a quantity follows an amount: what raises it, what lowers it, and per unit of the amount between what else it moves.
#[derive(Clone, Copy, Debug, Default)]
struct Move {
    up: Option<Zones>,
    down: Option<Zones>,
    slack: (i128, i128),
}

impl Move {
    fn up(zones: Zones) -> Self {
        Self { up: Some(zones), ..Self::default() }
    }

    fn down(zones: Zones) -> Self {
        Self { down: Some(zones), ..Self::default() }
    }

    /// By the amount itself, times a factor.
    fn times(factor: i128) -> Self {
        Self { slack: (factor, factor), ..Self::default() }
    }

    /// Beside it, anything between two multiples of the amount.
    fn and(self, low: i128, high: i128) -> Self {
        Self { slack: (self.slack.0 + low, self.slack.1 + high), ..self }
    }

    fn at(&self, amount: i128) -> Interval {
        let effect = |zones: &Option<Zones>| zones.map_or(Interval::default(), |zones| zones.effect(amount));
        let slack = Interval { low: self.slack.0 * amount, high: self.slack.1 * amount };
        effect(&self.up).less(effect(&self.down)).plus(slack)
    }

    fn turns(&self) -> impl Iterator<Item = i128> {
        self.up.into_iter().chain(self.down).flat_map(|zones| zones.turns())
    }
}

/// How all that matters follows the amount of a total.
#[derive(Clone, Copy, Debug, Default)]
struct Moves {
    /// R.
    green: Move,
    /// P.
    import: Move,
    /// R + P.
    both: Move,
    /// X, where it is inferred.
    export: Move,
    /// Supply of nuclear lines.
    nuclear: Move,
    /// Supply of its netting group, where it has one.
    supply: Move,
    /// U per unit, without on-site fossil generation and with it.
    used: [i128; 2],
}

/// What an amount of a total does.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shift {
    green: Interval,
    import: Interval,
    both: Interval,
    export: Interval,
    nuclear: Interval,
    supply: Interval,
    used: [i128; 2],
}

/// A total of unknown split, as the extremes take it.
#[derive(Clone, Debug)]
pub(super) struct Spreading {
    /// One for each amount that must be looked at.
    shifts: Vec<Shift>,
}

/// The change of a figure by a total, beyond what is known without it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::account) enum Of {
    /// P.
    Import,
    /// X.
    Export,
    /// Supply of its netting group.
    Supply,
}

impl Spreading {
    /// That of a split, given its bins; any part of it lies in them afterwards.
    pub(super) fn of(split: &Split, bins: &mut [&mut Shared], inferred: bool) -> Self {
        let amount = split.total.abs();
        let moves = if inferred { from_loads(split, bins) } else { metered(split, bins) };
        for bin in bins {
            bin.widen(split);
        }
        let mut amounts = vec![amount];
        if split.is_open() {
            let least = split.least.abs();
            amounts.push(least);
            let all = [moves.green, moves.import, moves.both, moves.export, moves.nuclear, moves.supply];
            amounts.extend(all.iter().flat_map(Move::turns).filter(|&turn| least < turn && turn < amount));
            amounts.sort_unstable();
            amounts.dedup();
        }
        let shift = |amount: i128| Shift {
            green: moves.green.at(amount),
            import: moves.import.at(amount),
            both: moves.both.at(amount),
            export: moves.export.at(amount),
            nuclear: moves.nuclear.at(amount),
            supply: moves.supply.at(amount),
            used: moves.used.map(|used| used * amount),
        };
        Self { shifts: amounts.into_iter().map(shift).collect() }
    }

    /// What it adds at the greatest (or least) value of the weighted sum.
    pub(super) fn best(&self, weights: &Weights, greatest: bool) -> Totals {
        let all = self.shifts.iter().flat_map(|shift| shift.ends(weights.fossil, greatest));
        let scored = all.map(|totals| (weights.score(&totals), totals));
        let best = scored.reduce(|best, next| if (next.0 > best.0) == greatest && next.0 != best.0 { next } else { best });
        best.map_or_else(Totals::default, |(_, totals)| totals)
    }

    /// Between what it changes a figure.
    pub(super) fn range(&self, of: Of) -> (i128, i128) {
        let ends = self.shifts.iter().map(|shift| match of {
            Of::Import => shift.import,
            Of::Export => shift.export,
            Of::Supply => shift.supply,
        });
        let (low, high) = (ends.clone().map(|end| end.low).min(), ends.map(|end| end.high).max());
        (low.unwrap_or(0), high.unwrap_or(0))
    }
}

impl Shift {
    /// The corners of R and import at one end, R and then import going as far as their sum allows, and the other way about.
    fn ends(&self, fossil: bool, greatest: bool) -> [Totals; 2] {
        let used = self.used[usize::from(fossil)];
        let end = |interval: Interval| if greatest { interval.high } else { interval.low };
        let within = |interval: Interval, rest: i128| {
            if greatest { rest.min(interval.high).max(interval.low) } else { rest.max(interval.low).min(interval.high) }
        };
        let (green, import) = (end(self.green), end(self.import));
        let both = end(self.both);
        let nuclear = end(self.nuclear);
        [
            Totals { green, used, import: within(self.import, both - green), nuclear },
            Totals { green: within(self.green, both - import), used, import, nuclear },
        ]
    }
}

const NONE: Interval = Interval { low: 0, high: 0 };
const FAR: Interval = Interval { low: UNBOUNDED, high: UNBOUNDED };

/// How far a group's net energy lies below zero.
fn below(bin: &Shared, split: &Split) -> Interval {
    bin.net(split).map_or(NONE, Interval::below)
}

fn metered(split: &Split, bins: &[&mut Shared]) -> Moves {
    let raises = split.total >= 0;
    let sign = if raises { 1 } else { -1 };
    let zones = |of: &dyn Fn(&Shared) -> (Interval, Interval)| Zones::of(bins.iter().map(|bin| of(bin)));
    // Supply over export.
    let over = |bin: &Shared| bin.hull.renewable.plus(bin.hull.released).less(bin.hull.export);
    let mut moves = Moves { used: [sign, sign], ..Moves::default() };
    match split.role {
        Role::Import => moves.import = Move::times(sign),
        Role::Export => {
            moves.used = [-sign, -sign];
            moves.green =
                if raises { Move::down(zones(&|bin| (NONE, over(bin).above()))) } else { Move::up(zones(&|bin| (over(bin).below(), FAR))) };
        }
        Role::Renewable if split.group.is_some() => {
            let others = |bin: &Shared| {
                let net = bin.net(split).unwrap_or_default();
                let (all, own) = (over(bin), net.above());
                (net, Interval { low: all.low - own.low, high: all.high - own.high })
            };
            moves.green = if raises {
                Move::up(zones(&|bin| {
                    let (net, others) = others(bin);
                    (net.below().most(others.plus(net).below()), FAR)
                }))
            } else {
                Move::down(zones(&|bin| {
                    let (net, others) = others(bin);
                    (NONE, net.less(others.below()).above())
                }))
            };
        }
        Role::Renewable if raises => moves.green = Move::up(zones(&|bin| (over(bin).below(), FAR))),
        Role::Nuclear if split.group.is_some() => {
            let net = |bin: &Shared| bin.net(split).unwrap_or_default();
            moves.nuclear =
                if raises { Move::up(zones(&|bin| (net(bin).below(), FAR))) } else { Move::down(zones(&|bin| (NONE, net(bin).above()))) };
        }
        Role::Nuclear if raises => moves.nuclear = Move::times(1),
        // A generator's own use, wherever it lies, is no supply.
        Role::Renewable | Role::Nuclear => {}
        Role::Fossil => moves.used = [0, sign],
        Role::Charge | Role::Discharge => {
            moves.used = [0, 0];
            moves.green = match (split.role, raises) {
                (Role::Charge, true) => Move::default().and(-1, 0),
                (Role::Discharge, true) => Move::default().and(0, 1),
                _ => Move::default().and(-1, 1),
            };
        }
        Role::Net => (moves.import, moves.green) = (Move::default().and(-1, 1), Move::default().and(-1, 1)),
        Role::Store => (moves.used, moves.green) = ([0, 0], Move::default().and(-1, 1)),
        Role::Load => moves.used = [0, 0],
    }
    // Import stands for itself.
    moves.both = match split.role {
        Role::Import => moves.import,
        Role::Net => Move::default().and(-2, 2),
        _ => moves.green,
    };
    moves
}

/// The same where import and export follow from the loads: R = min(supply, left), import = left − R, as far as anything is left.
fn from_loads(split: &Split, bins: &[&mut Shared]) -> Moves {
    let raises = split.total >= 0;
    let sign = if raises { 1 } else { -1 };
    let zones = |of: &dyn Fn(&Shared) -> (Interval, Interval)| Zones::of(bins.iter().map(|bin| of(bin)));
    // Supply beyond what is left to use, and both with what stores release of it.
    let beyond = |bin: &Shared| bin.hull.renewable.less(bin.hull.left());
    let supply = |bin: &Shared| bin.hull.renewable.plus(bin.hull.released);
    let left = |bin: &Shared| bin.hull.left().plus(bin.hull.released);
    let net = |bin: &Shared| bin.net(split).unwrap_or_default();
    let capped = |dead: Interval, reach: Interval| reach.less(dead).above();
    // More is left: what `reach` says is all that the amount can do in a bin.
    let more = |reach: &dyn Fn(&Shared) -> Interval| Moves {
        green: Move::up(zones(&|bin| {
            let dead = left(bin).below();
            (dead, beyond(bin).above().least(supply(bin).above()).least(capped(dead, reach(bin))))
        })),
        import: Move::up(zones(&|bin| (beyond(bin).above(), capped(beyond(bin).above(), reach(bin))))),
        both: Move::up(zones(&|bin| (left(bin).below(), capped(left(bin).below(), reach(bin))))),
        export: Move::down(zones(&|bin| (NONE, beyond(bin).above().least(reach(bin))))),
        ..Moves::default()
    };
    // Less is left, once the group's net energy is above zero.
    let fewer = || Moves {
        green: Move::down(zones(&|bin| (below(bin, split).plus(beyond(bin).below()), supply(bin).least(left(bin).above()).above()))),
        import: Move::down(zones(&|bin| (below(bin, split), beyond(bin).below()))),
        both: Move::down(zones(&|bin| (below(bin, split), left(bin).above()))),
        export: Move::up(zones(&|bin| (below(bin, split).plus(beyond(bin).below()), FAR))),
        ..Moves::default()
    };
    let unlimited = |_: &Shared| FAR;
    let group_supply = || {
        if raises { Move::up(zones(&|bin| (below(bin, split), FAR))) } else { Move::down(zones(&|bin| (NONE, net(bin).above()))) }
    };
    match (split.role, raises) {
        (Role::Load, true) => Moves { used: [sign, sign], ..more(&unlimited) },
        (Role::Load, false) => Moves { used: [sign, sign], ..fewer() },
        (Role::Charge, _) => {
            let moves = if raises { more(&unlimited) } else { fewer() };
            let (low, high) = if raises { (-1, 0) } else { (-1, 1) };
            Moves { used: [sign, sign], green: moves.green.and(low, high), both: moves.both.and(low, high), ..moves }
        }
        (Role::Discharge, _) => {
            let moves = if raises { fewer() } else { more(&unlimited) };
            let (low, high) = if raises { (0, 1) } else { (-1, 1) };
            Moves { used: [-sign, -sign], green: moves.green.and(low, high), both: Move::default().and(-1, 1), ..moves }
        }
        (Role::Fossil, true) => Moves { used: [-sign, 0], ..fewer() },
        (Role::Fossil, false) => Moves { used: [-sign, 0], ..more(&unlimited) },
        (Role::Renewable, true) => {
            let taken = zones(&|bin| (below(bin, split), beyond(bin).below().least(left(bin).above())));
            let exported = Move::up(zones(&|bin| (below(bin, split).plus(beyond(bin).below()), FAR)));
            let supply = group_supply();
            Moves { green: Move::up(taken), import: Move::down(taken), export: exported, supply, ..Moves::default() }
        }
        (Role::Renewable, false) if split.group.is_some() => {
            let lost = zones(&|bin| {
                let dead = beyond(bin).least(supply(bin)).above();
                (dead, capped(dead, net(bin).above()))
            });
            let kept = Move::down(zones(&|bin| (NONE, beyond(bin).above().least(net(bin).above()))));
            Moves { green: Move::down(lost), import: Move::up(lost), export: kept, supply: group_supply(), ..Moves::default() }
        }
        (Role::Nuclear, true) => Moves { nuclear: group_supply(), supply: group_supply(), ..fewer() },
        (Role::Nuclear, false) if split.group.is_some() => {
            Moves { nuclear: group_supply(), supply: group_supply(), ..more(&|bin| net(bin).above()) }
        }
        (Role::Renewable | Role::Nuclear, false) => Moves::default(),
        (Role::Store, _) => {
            let any = Move::default().and(-1, 1);
            Moves { green: any, import: any, both: Move::default().and(-2, 2), export: any, used: [sign, sign], ..Moves::default() }
        }
        (Role::Import | Role::Export | Role::Net, _) => Moves::default(),
    }
}
