//! Single changes that would flip a required rule: the least that makes a failed rule no longer fail, the most that a passed rule can bear.
//!
//! Each change moves the totals in a straight line, so that ρ and I turn only at a few amounts: where ρ or I meets a limit, where P − T − C
//! reaches zero, and where W reaches another tier. Between two of these nothing turns; the rule is judged at the whole units on either side of
//! each of them, and the first at which its outcome is another is the answer. Nothing is searched, nothing is rounded but the amount itself, to
//! the unit that tells it apart (1e-6 `MWh`, 1e-6 of a fuel's unit, one certificate), on the side that holds.

use super::point::{PointCriteria, PointResult};
use super::{Case, Finding, Outcome};
use crate::account::{Change, Lever, Slope, Totals, changes};
use crate::closed_list::closed_list;
use crate::measure::Exact;
use crate::standard::Level;

/// What can be said of the changes to a park.
#[derive(Clone, Debug, Default)]
pub struct Changes {
    /// By rule.
    pub rules: Vec<RuleChanges>,
    /// Required rules of which nothing can be said, and why.
    pub unavailable: Vec<(&'static str, Unavailable)>,
}

closed_list! {
    /// Why nothing can be said of a rule.
    Unavailable {
        /// A data rule failed: the evidence does not carry the rule.
        Blocked = "blocked",
        /// Its value is not known.
        Undefined = "undefined",
        /// The bounds of W reach over several tiers.
        SeveralTiers = "several-tiers",
    }
}

/// The changes of one rule.
#[derive(Clone, Debug)]
pub struct RuleChanges {
    /// Rule.
    pub rule: &'static str,
    /// Its outcome on the point figures.
    pub outcome: Outcome,
    /// Whether its bounds meet in the point figures; else the changes hold for these only.
    pub exact: bool,
    /// The changes.
    pub changes: Vec<BreakEven>,
}

/// One change, and what it comes to.
#[derive(Clone, Debug)]
pub struct BreakEven {
    /// The change.
    pub change: Change,
    /// Whether it helps the rule (a failed one), else how much it can bear.
    pub helps: bool,
    /// What it takes, or why it cannot flip the rule.
    pub amount: Result<Reached, Impossible>,
}

/// An amount, and what comes of it.
#[derive(Clone, Debug)]
pub struct Reached {
    /// The least that is needed, or the most that can be borne.
    pub amount: Exact,
    /// What the rule becomes: at the amount if needed, one unit beyond it if borne.
    pub becomes: Outcome,
    /// The required rules at the amount.
    pub effects: Vec<PointResult>,
}

closed_list! {
    /// Why no amount flips a rule.
    Never {
        /// The change never enters the rule.
        NeverCounts = "never-counts",
        /// It would take more than there is.
        BeyondAvailable = "beyond-available",
        /// No amount of it can.
        NeverEnough = "never-enough",
        /// The rule passes even without any of it.
        PassesWithout = "passes-without",
    }
}

/// Why a change cannot flip a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Impossible {
    /// It never enters the rule.
    NeverCounts,
    /// It would take more than there is of it, which is this.
    BeyondAvailable(Exact),
    /// No amount of it can.
    NeverEnough,
    /// The rule passes even without any of it.
    PassesWithout,
}

impl Impossible {
    /// The same as a word.
    pub fn never(&self) -> Never {
        match self {
            Self::NeverCounts => Never::NeverCounts,
            Self::BeyondAvailable(_) => Never::BeyondAvailable,
            Self::NeverEnough => Never::NeverEnough,
            Self::PassesWithout => Never::PassesWithout,
        }
    }
}

/// The changes that would flip the required rules of a case.
pub(super) fn break_evens(case: &Case<'_>, findings: &[Finding]) -> Changes {
    let mut all = Changes::default();
    let totals = Totals::of(case.accounts, &case.standard.constants, case.settings);
    let open = changes(case.dossier, case.accounts, &case.standard.constants);
    let criteria = PointCriteria { standard: case.standard, settings: case.settings, period: case.dossier.period };
    for finding in findings.iter().filter(|f| f.level == Level::Required && super::required::REQUIRED.contains(&f.id)) {
        if matches!(finding.outcome, Outcome::NotApplicable | Outcome::Exempt) {
            continue;
        }
        let (Some(totals), Some(_)) = (&totals, &finding.measured) else {
            all.unavailable.push((finding.id, if finding.blocked { Unavailable::Blocked } else { Unavailable::Undefined }));
            continue;
        };
        if finding.blocked || finding.limit.is_none() {
            all.unavailable.push((finding.id, if finding.blocked { Unavailable::Blocked } else { Unavailable::SeveralTiers }));
            continue;
        }
        let now = criteria.judge_one(finding.id, totals);
        let exact = finding.lower == finding.measured && finding.upper == finding.measured;
        let changes = open
            .iter()
            .filter(|c| finding.id != "direct-green-share" || c.lever.meter().is_none())
            .map(|c| break_even(&criteria, totals, &now, c))
            .collect();
        all.rules.push(RuleChanges { rule: finding.id, outcome: now.outcome, exact, changes });
    }
    all
}

/// One change and one rule.
fn break_even(criteria: &PointCriteria<'_>, totals: &Totals, now: &PointResult, change: &Change) -> BreakEven {
    let helps = now.outcome == Outcome::Fail;
    let said = |amount| BreakEven { change: change.clone(), helps, amount };
    if now.id == "direct-green-share" && change.lever != Lever::DirectSupply {
        return said(Err(Impossible::NeverCounts));
    }
    let slope = if helps { change.slope.clone() } else { opposite(&change.slope) };
    let most = if helps { &change.most_help } else { &change.most_harm };
    let at = |units: i128| totals.after(&slope, &(Exact::from(units) * &change.grain));
    let turned = |units: &i128| criteria.judge_one(now.id, &at(*units)).outcome != now.outcome;
    let candidates = candidates(criteria, totals, &slope, &change.grain);
    let most_units = most.as_ref().map(|most| whole((most / &change.grain).floor()));
    let Some(first) = candidates.iter().find(|u| turned(u)).copied() else { return said(Err(Impossible::NeverEnough)) };
    if most_units.is_some_and(|most| first > most) {
        let none_left = !helps && change.lever.more_helps();
        let most = most.clone().unwrap_or_else(Exact::zero);
        return said(Err(if none_left { Impossible::PassesWithout } else { Impossible::BeyondAvailable(most) }));
    }
    let amount = if helps { first } else { first - 1 };
    said(Ok(Reached {
        amount: Exact::from(amount) * &change.grain,
        becomes: criteria.judge_one(now.id, &at(first)).outcome,
        effects: criteria.judge(&at(amount)),
    }))
}

/// Numbers of units, above 0 and rising, at which any outcome can first be another.
fn candidates(criteria: &PointCriteria<'_>, totals: &Totals, slope: &Slope, grain: &Exact) -> Vec<i128> {
    let mut turns = vec![Exact::zero()];
    // Where `start + amount × step` is zero.
    let mut zero_of = |start: Exact, step: Exact| turns.extend((-start).over(&step).filter(|amount| !amount.is_negative()));
    let one = totals.after(slope, &Exact::one());
    let (zero, unit) = (|t: &Totals| &t.import - &t.zero_rated, |a: Exact, b: &Exact| (a.clone(), b - &a));
    let (start, step) = unit(zero(totals), &zero(&one));
    zero_of(start, step);
    let share = criteria.standard.clause("direct-green-share");
    if let Some(limit) = criteria.settings.limit_for(share, &criteria.period, None) {
        let (start, step) = unit(&totals.green - &(&limit * &totals.used), &(&one.green - &(&limit * &one.used)));
        zero_of(start, step);
    }
    if let (Some(energy), Some(energy_one), Some(other), Some(other_one)) =
        (totals.energy(), one.energy(), &totals.other_emissions, &one.other_emissions)
    {
        let step = &energy_one - &energy;
        zero_of(energy.clone(), step.clone());
        for id in ["near-zero", "carbon-intensity-tier"] {
            let clause = criteria.standard.clause(id);
            let sizes = clause.limits.iter().flat_map(|l| [&l.min_tce, &l.max_tce]).chain([&clause.advisory_from_tce]).flatten();
            for size in sizes {
                let scale = criteria.annual(&Exact::one());
                zero_of(&energy * &scale - size, &step * &scale);
            }
            let limits = clause.limits.iter().map(|l| l.value.clone()).chain(criteria.settings.limit_for(clause, &criteria.period, None));
            for limit in limits {
                for charged in [true, false] {
                    let emissions = |t: &Totals, other: &Exact| if charged { zero(t) * &t.factor + other } else { other.clone() };
                    let start = emissions(totals, other) - &(&limit * &energy);
                    let end = emissions(&one, other_one) - &(&limit * &energy_one);
                    let (start, step) = unit(start, &end);
                    zero_of(start, step);
                }
            }
        }
    }
    let mut units: Vec<i128> = turns
        .iter()
        .map(|turn| whole((turn / grain).floor()))
        .flat_map(|floor| [floor, floor.saturating_add(1)])
        .filter(|u| *u > 0)
        .collect();
    units.sort_unstable();
    units.dedup();
    units
}

fn whole(number: Exact) -> i128 {
    number.to_i128().unwrap_or(i128::MAX)
}

fn opposite(slope: &Slope) -> Slope {
    let turned = |x: &Option<Exact>| x.as_ref().map(|x| -x);
    Slope {
        green: turned(&slope.green),
        import: turned(&slope.import),
        zero_rated: turned(&slope.zero_rated),
        emissions: turned(&slope.emissions),
        energy: turned(&slope.energy),
    }
}
