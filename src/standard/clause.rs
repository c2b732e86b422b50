//! What one rule asks: its level, its limits by date and by size of park, and where that stands.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::citation::Citation;
use super::document::Document;
use super::keys::Keys;
use crate::closed_list::closed_list;
use crate::measure::{Exact, Period};
use crate::say;
use crate::toml::Fault;

/// The rules, in the order of the report.
pub const RULES: &[&str] = &[
    "direct-green-share",
    "near-zero",
    "carbon-intensity-tier",
    "clean-energy-share",
    "product-energy",
    "solid-waste",
    "waste-energy",
    "water-reuse",
    "direct-self-use",
    "direct-load",
    "direct-export",
    "metering-coverage",
    "estimated-share",
    "balance-closure",
    "certificate-ledger",
    "sub-meter-reconciliation",
];

/// Units of measured values and limits.
const UNITS: &[&str] = &["1", "tCO2/tce"];

closed_list! {
    /// What a rule's outcome means for the verdict.
    Level {
        /// Decides the verdict.
        Required = "required",
        /// A reference value (引导性指标).
        Guiding = "guiding",
        /// Reported; never decides.
        Advisory = "advisory",
        /// Guards the evidence of other rules.
        Data = "data",
    }

    /// On which side of its limit a measured value passes; exactly at the limit it does.
    Comparison {
        /// At the limit or above.
        AtLeast = "at-least",
        /// At the limit or below.
        AtMost = "at-most",
        /// Above the limit; of what has to grow, above the period before.
        Above = "above",
    }

    /// How an indicator of a policy's own is measured.
    Measure {
        /// By the rule of the program that has its id.
        Rule = "rule",
        /// A share that the park declares: numerator over denominator.
        Ratio = "ratio",
        /// A value that the park declares, in the indicator's unit.
        Value = "value",
        /// Growth without a number: the period's value as numerator, that of the period before as denominator.
        Growth = "growth",
        /// Offsets that count over the emissions of the park.
        OffsetShare = "offset-share",
    }
}

impl Comparison {
    /// Whether an unrounded value passes.
    pub fn holds(self, measured: &Exact, limit: &Exact) -> bool {
        match self {
            Self::AtLeast => measured >= limit,
            Self::AtMost => measured <= limit,
            Self::Above => measured > limit,
        }
    }

    /// By how much a value keeps a limit: positive on the passing side.
    pub fn margin(self, measured: &Exact, limit: &Exact) -> Exact {
        match self {
            Self::AtLeast | Self::Above => measured - limit,
            Self::AtMost => limit - measured,
        }
    }

    /// Whether all values between two bounds pass, or none does; `None` where they lie on both sides of the limit, or a side is open.
    pub fn decides(self, (lower, upper): (Option<&Exact>, Option<&Exact>), limit: &Exact) -> Option<bool> {
        let (worst, best) = match self {
            Self::AtLeast | Self::Above => (lower, upper),
            Self::AtMost => (upper, lower),
        };
        if worst.is_some_and(|worst| self.holds(worst, limit)) {
            return Some(true);
        }
        best.is_some_and(|best| !self.holds(best, limit)).then_some(false)
    }

    /// Its sign before a limit.
    pub fn sign(self) -> &'static str {
        match self {
            Self::AtLeast => "≥",
            Self::AtMost => "≤",
            Self::Above => ">",
        }
    }
}

/// A limit, with the days on which it is in force and the sizes of park that it binds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limit {
    /// The limit, in the clause's unit.
    pub value: Exact,
    /// First day in force, open where absent.
    pub from: Option<NaiveDate>,
    /// Last day in force, open where absent.
    pub to: Option<NaiveDate>,
    /// Least annual energy that it binds, tce, included.
    pub min_tce: Option<Exact>,
    /// Annual energy below which it binds, tce, excluded.
    pub max_tce: Option<Exact>,
    /// The kind of park that it binds, one of the policy's; any where absent.
    pub kind: Option<String>,
}

impl Limit {
    /// Whether it is in force on a period's last day.
    fn in_force(&self, period: Period) -> bool {
        self.from.is_none_or(|from| from <= period.end) && self.to.is_none_or(|to| period.end <= to)
    }

    /// Whether it binds a park of `tce` a year.
    fn binds(&self, tce: &Exact) -> bool {
        self.min_tce.as_ref().is_none_or(|min| min <= tce) && self.max_tce.as_ref().is_none_or(|max| tce < max)
    }

    /// Whether some day and some park fall under both.
    fn overlaps(&self, other: &Self) -> bool {
        let before = |to: Option<NaiveDate>, from: Option<NaiveDate>| to.zip(from).is_some_and(|(t, f)| t < f);
        let below = |max: &Option<Exact>, min: &Option<Exact>| max.as_ref().zip(min.as_ref()).is_some_and(|(max, min)| max <= min);
        let apart = self.kind.as_ref().zip(other.kind.as_ref()).is_some_and(|(own, other)| own != other);
        !(apart
            || before(self.to, other.from)
            || before(other.to, self.from)
            || below(&self.max_tce, &other.min_tce)
            || below(&other.max_tce, &self.min_tce))
    }

    pub(super) fn read(keys: &Keys<'_>) -> Result<Self, Fault> {
        keys.only(&["value", "from", "to", "min_tce", "max_tce", "kind"])?;
        let limit = Self {
            value: keys.need_number("value")?,
            from: keys.day("from")?,
            to: keys.day("to")?,
            min_tce: keys.number("min_tce")?,
            max_tce: keys.number("max_tce")?,
            kind: keys.text("kind")?.map(str::to_owned),
        };
        if !limit.overlaps(&limit) {
            return Err(keys.unfit("value", &limit.value.to_string(), say!("a limit that some day and some park fall under")));
        }
        Ok(limit)
    }
}

/// What one rule asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clause {
    /// Rule id, one of [`RULES`].
    pub id: &'static str,
    /// The indicator's Chinese term.
    pub term: String,
    /// How it is measured: by the rule of its id, or as an indicator of the policy's own that the park declares.
    pub measure: Measure,
    /// What its outcome means for the verdict.
    pub level: Level,
    /// On which side of the limit a value passes.
    pub comparison: Comparison,
    /// Unit of measured value and limit: `1` or `tCO2/tce`.
    pub unit: String,
    /// Its limits; no two hold for the same day and park. Empty where the rule has none of its own.
    pub limits: Vec<Limit>,
    /// The limit is the setting `baseline` divided by this.
    pub divisor: Option<Exact>,
    /// Annual energy, tce, from which the rule is advisory only.
    pub advisory_from_tce: Option<Exact>,
    /// Value beyond which the report warns though the rule passes, in the clause's unit.
    pub warn: Option<Exact>,
    /// Where this stands.
    pub citation: Citation,
}

impl Clause {
    /// The limit for parks of any size, in force on the period's last day. `None` where limits go by size, or there is none.
    pub fn limit_on(&self, period: &Period) -> Option<&Exact> {
        let any_size = |limit: &&Limit| limit.min_tce.is_none() && limit.max_tce.is_none();
        self.limits.iter().filter(any_size).find(|limit| limit.in_force(*period)).map(|limit| &limit.value)
    }

    /// The limit in force on the period's last day for a park of `tce` a year; `None` where no tier applies.
    pub fn tier(&self, period: &Period, tce: &Exact) -> Option<&Limit> {
        self.limits.iter().find(|limit| limit.in_force(*period) && limit.binds(tce))
    }

    /// Every tier that a park between `lower` and `upper` tce a year (both included, unbounded where absent) may fall
    /// under, from small to large, each once. `None` among them: a park of some size in between falls under no tier.
    pub fn tiers_between(&self, period: &Period, lower: Option<&Exact>, upper: Option<&Exact>) -> Vec<Option<&Limit>> {
        let mut sizes: Vec<Exact> = self
            .limits
            .iter()
            .filter(|limit| limit.in_force(*period))
            .flat_map(|limit| [&limit.min_tce, &limit.max_tce])
            .flatten()
            .filter(|size| lower.is_none_or(|lower| lower < size) && upper.is_none_or(|upper| *size <= upper))
            .cloned()
            .collect();
        sizes.sort();
        let below_all = sizes.first().or(upper).map_or_else(Exact::zero, |size| size - &Exact::one());
        sizes.insert(0, lower.cloned().unwrap_or(below_all));
        let mut tiers = Vec::new();
        for size in &sizes {
            let tier = self.tier(period, size);
            if !tiers.contains(&tier) {
                tiers.push(tier);
            }
        }
        tiers
    }

    /// The level of a rule in a policy that extends this one and does not state it: what is required here is advisory there.
    pub(super) fn inherited_level(&self) -> Level {
        if self.level == Level::Required { Level::Advisory } else { self.level }
    }

    /// Reads a rule's table; what it does not say is taken from `base`, the same rule of the policy that is extended.
    pub(super) fn read(
        id: &'static str,
        keys: &Keys<'_>,
        documents: &BTreeMap<String, Document>,
        base: Option<&Self>,
    ) -> Result<Self, Fault> {
        let own = ["term", "level", "comparison", "unit", "limits", "divisor", "advisory_from_tce", "warn"];
        keys.only(&[&own[..], &Citation::KEYS].concat())?;
        let text = |key: &str, inherited: Option<&String>| match inherited {
            Some(inherited) => Ok(keys.text(key)?.map_or_else(|| inherited.clone(), str::to_owned)),
            None => keys.need(key).map(str::to_owned),
        };
        // a limit of its own and a share of the baseline exclude each other; whichever is written replaces the other
        let (limits, divisor) = match (keys.list("limits")?, keys.number("divisor")?) {
            (Some(_), Some(_)) => {
                let expected = say!("either limits or a divisor of the baseline, not both");
                return Err(keys.unfit("divisor", "limits too", expected));
            }
            (Some(limits), None) => (limits.iter().map(Limit::read).collect::<Result<Vec<_>, _>>()?, None),
            (None, Some(divisor)) if divisor.is_positive() => (Vec::new(), Some(divisor)),
            (None, Some(divisor)) => {
                return Err(keys.unfit("divisor", &divisor.to_string(), say!("a number above 0")));
            }
            (None, None) => base.map_or_else(Default::default, |b| (b.limits.clone(), b.divisor.clone())),
        };
        apart(&limits, keys)?;
        let unit = text("unit", base.map(|b| &b.unit))?;
        if !UNITS.contains(&unit.as_str()) {
            return Err(keys.not_one_of("unit", &unit, UNITS));
        }
        Ok(Self {
            id,
            term: text("term", base.map(|b| &b.term))?,
            measure: Measure::Rule,
            level: keys.there("level", keys.word("level")?.or(base.map(Self::inherited_level)))?,
            comparison: keys.there("comparison", keys.word("comparison")?.or(base.map(|b| b.comparison)))?,
            unit,
            limits,
            divisor,
            advisory_from_tce: keys.number("advisory_from_tce")?.or_else(|| base.and_then(|b| b.advisory_from_tce.clone())),
            warn: keys.number("warn")?.or_else(|| base.and_then(|b| b.warn.clone())),
            citation: Citation::read(keys, documents)?,
        })
    }
}

/// No two limits hold for the same day and park.
pub(super) fn apart(limits: &[Limit], keys: &Keys<'_>) -> Result<(), Fault> {
    for (at, first) in limits.iter().enumerate() {
        if let Some(second) = limits[at + 1..].iter().find(|second| first.overlaps(second)) {
            let (first, second) = (first.value.to_string(), second.value.to_string());
            let message = say!(
                "`{key}`: two limits, {first} and {second}, hold for the same day and the same size of park",
                key = "limits",
                first,
                second
            );
            return Err(keys.fault("limits", message));
        }
    }
    Ok(())
}
