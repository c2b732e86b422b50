//! What the rules say by the built-in law (METHOD 11).
//!
//! Criteria and evidence are two things. Whoever runs the program may set criteria, and a park may bring a policy file of its own: each criterion that is
//! another than the built-in law's is told, with what the park would come to by the built-in one. What the method lets a park state (its baseline, its
//! equivalent value, factors, calorific values, the other settings) is told in the same way, and by itself: there the built-in value is a default.

use std::collections::BTreeSet;

use super::assessment::Verdict;
use super::{Assessment, Case, Judged, Outcome};
use crate::account::{Accounts, settle, settle_again};
use crate::closed_list::closed_list;
use crate::dossier::{Carrier, Dimension, Dossier, Factor};
use crate::measure::{Exact, Period, kwh_in_gj};
use crate::standard::{Clause, Difference, Settings, Standard, Stated, factors};

/// The law of a run, and the built-in one beside it.
pub struct Law<'a> {
    /// The policy of the run.
    pub standard: &'a Standard,
    /// Its settings in force.
    pub settings: &'a Settings,
    /// The built-in policy: the same, or the one that a policy file extends.
    pub built_in: &'a Standard,
    /// Whether the park brought the policy itself, so that the built-in one decides too.
    pub brought_by_park: bool,
    /// Names of the settings that whoever runs the program gave.
    pub given: &'a BTreeSet<String>,
}

closed_list! {
    /// Who changed a criterion.
    By {
        /// Whoever ran the program, with `--set`.
        CommandLine = "command-line",
        /// A policy file.
        PolicyFile = "policy-file",
    }
}

/// A criterion that is another than the built-in law's.
#[derive(Clone, Debug)]
pub struct Changed {
    /// The setting, or the path of the key in a policy file.
    pub setting: String,
    /// Its value.
    pub value: Option<String>,
    /// The built-in value.
    pub built_in: Option<String>,
    /// What is quoted for it.
    pub source: Option<String>,
    /// Who changed it.
    pub by: By,
    /// What the rule that it concerns, or the verdict where it concerns more than one, comes to with this criterion alone as it is built in.
    pub outcome_as_built_in: Outcome,
}

/// A value that the park states where the method has a default.
#[derive(Clone, Debug)]
pub struct StatedValue {
    /// The setting, or `factors.ITEM`, or `ncv.METER`.
    pub setting: String,
    /// Its value.
    pub value: String,
    /// Unit of both values, where they have one.
    pub unit: Option<String>,
    /// The built-in value; `None` where there is none.
    pub built_in: Option<String>,
    /// Source that is stated with it.
    pub source: Option<String>,
    /// The verdict and the required rules that come to something else with the built-in value in its place.
    pub turns: Vec<&'static str>,
    /// The verdict with the built-in value in its place; `None` where there is none.
    pub verdict_as_built_in: Option<Verdict>,
}

/// Criteria and stated values of a run, judged.
#[derive(Clone, Debug)]
pub struct Criteria {
    /// Name of the built-in policy.
    pub built_in: String,
    /// Every criterion that is another than its own.
    pub changed: Vec<Changed>,
    /// What the rules say by the built-in law, of the same evidence and stated values.
    pub as_built_in: Judged,
    /// Whether the built-in law decides too: the park brought its policy itself.
    pub built_in_decides: bool,
    /// What the park states where the method has a default.
    pub stated: Vec<StatedValue>,
    /// What the rules say with the default in the place of every stated value.
    pub without_stated: Judged,
}

/// Judges a case by the built-in law, and with each stated value as it is built in. `unestimated` is what the rules say without estimation, where the park
/// asks for it. The dossier is as before when this returns.
pub fn criteria(
    dossier: &mut Dossier,
    (accounts, assessment): (&Accounts, &Assessment),
    law: &Law<'_>,
    interim: bool,
    unestimated: Option<Judged>,
) -> Criteria {
    let base = Base { accounts, assessment, law, interim };
    let changed = base.changed(dossier);
    let as_built_in = if changed.is_empty() && law.standard == law.built_in {
        Judged::same(assessment)
    } else {
        let settings = base.settings(law.built_in, dossier, |name| law.given.contains(name));
        settings.map_or_else(|| Judged::same(assessment), |settings| base.judge(dossier, law.built_in, &settings).0)
    };
    let (stated, without_stated) = base.stated(dossier, unestimated);
    Criteria { built_in: law.built_in.name.clone(), changed, as_built_in, built_in_decides: law.brought_by_park, stated, without_stated }
}

/// What all judgements start from.
struct Base<'a> {
    accounts: &'a Accounts,
    assessment: &'a Assessment,
    law: &'a Law<'a>,
    interim: bool,
}

impl Base<'_> {
    /// The settings under a policy, some of those that were stated or given left out.
    fn settings(&self, standard: &Standard, dossier: &Dossier, leave_out: impl Fn(&str) -> bool) -> Option<Settings> {
        let kept = dossier.settings.iter().filter(|(name, _)| !leave_out(name));
        let stated =
            kept.map(|(name, s)| (name.as_str(), Stated { value: &s.value, unit: s.unit.as_deref(), source: s.source.as_deref() }));
        let mut settings = Settings::resolve(standard, stated).ok()?;
        settings.reading = self.law.settings.reading;
        Some(settings)
    }

    /// What the rules say by another law; and whether emissions and energy are known, if they were.
    fn judge(&self, dossier: &Dossier, standard: &Standard, settings: &Settings) -> (Judged, bool) {
        let now = self.law.settings;
        let balance_stands = settings.accuracy() == now.accuracy() && settings.storage_round_trip() == now.storage_round_trip();
        let accounts =
            if balance_stands { settle_again(self.accounts, dossier, standard, settings) } else { settle(dossier, standard, settings) };
        let known = (accounts.energy.is_some() || self.accounts.energy.is_none())
            && (accounts.emissions.is_some() || self.accounts.emissions.is_none());
        let case = Case { dossier, accounts: &accounts, standard, settings };
        (Judged::of(&case, self.interim), known)
    }

    /// Every criterion that is another than the built-in law's, each judged alone as it is built in.
    fn changed(&self, dossier: &Dossier) -> Vec<Changed> {
        let law = self.law;
        let outcome = |judged: Option<Judged>, rule: Option<&str>| {
            let judged = judged.unwrap_or_else(|| Judged::same(self.assessment));
            rule.and_then(|rule| judged.finding(rule)).map_or_else(|| judged.verdict.into(), |finding| finding.outcome)
        };
        let mut all = Vec::new();
        for Difference { setting, rule, value, built_in, source } in law.standard.differences(law.built_in) {
            // What somebody states over the policy's default is told as that.
            if dossier.settings.contains_key(&setting) {
                continue;
            }
            let difference = Difference { setting, rule, value, built_in, source };
            let standard = law.standard.without(&difference, law.built_in);
            let judged = self.settings(&standard, dossier, |_| false).map(|settings| self.judge(dossier, &standard, &settings).0);
            let Difference { setting, rule, value, built_in, source } = difference;
            all.push(Changed { setting, value, built_in, source, by: By::PolicyFile, outcome_as_built_in: outcome(judged, rule) });
        }
        for name in law.given {
            let Some(own) = law.settings.list.iter().find(|setting| setting.name == *name) else { continue };
            let rule = name.split_once('.').map(|(_, rule)| rule);
            let built_in = self.built_in_value(dossier, name);
            let value = shown(&own.value, own.unit.as_deref());
            if built_in.as_ref() == Some(&value) {
                continue;
            }
            let judged =
                self.settings(law.standard, dossier, |other| other == name).map(|settings| self.judge(dossier, law.standard, &settings).0);
            all.push(Changed {
                setting: name.clone(),
                value: Some(value),
                built_in,
                source: None,
                by: By::CommandLine,
                outcome_as_built_in: outcome(judged, rule),
            });
        }
        all
    }

    /// The built-in value of a setting, a limit or a level.
    fn built_in_value(&self, dossier: &Dossier, name: &str) -> Option<String> {
        let built_in = self.law.built_in;
        if let Some(rule) = name.strip_prefix("levels.") {
            return Some(built_in.clause(rule).level.name().to_owned());
        }
        let defaults = Settings::resolve(built_in, []).ok()?;
        if let Some(rule) = name.strip_prefix("limits.") {
            return limit_of(built_in.clause(rule), &defaults, &dossier.period);
        }
        let default = defaults.list.iter().find(|setting| setting.name == name)?;
        Some(shown(&default.value, default.unit.as_deref()))
    }

    /// What the park states where the method has a default; each judged alone, then all together, as they are built in.
    fn stated(&self, dossier: &mut Dossier, unestimated: Option<Judged>) -> (Vec<StatedValue>, Judged) {
        let law = self.law;
        let mut all = Vec::new();
        let entry = |setting: String, value: String, unit: Option<String>, source: Option<String>| StatedValue {
            setting,
            value,
            unit,
            built_in: None,
            source,
            turns: Vec::new(),
            verdict_as_built_in: None,
        };
        let judged = |mut stated: StatedValue, (judged, known): (Judged, bool)| {
            if known {
                stated.turns = judged.turns(self.assessment);
                stated.verdict_as_built_in = Some(judged.verdict);
            } else {
                stated.built_in = None;
            }
            stated
        };
        let names: Vec<String> = dossier.settings.keys().filter(|name| !law.given.contains(*name)).cloned().collect();
        let defaults = Settings::resolve(law.standard, []).ok();
        for name in &names {
            let Some(own) = law.settings.list.iter().find(|setting| setting.name == *name) else { continue };
            let default = defaults.as_ref().and_then(|d| d.list.iter().find(|setting| setting.name == *name));
            let mut stated = entry(name.clone(), own.value.clone(), own.unit.clone(), own.source.clone());
            stated.built_in = default.map(|default| default.value.clone());
            if default.is_some_and(|default| default.value == own.value) {
                stated.verdict_as_built_in = Some(self.assessment.verdict);
                all.push(stated);
                continue;
            }
            let other = if name == "estimation" {
                unestimated.clone()
            } else {
                let settings = self.settings(law.standard, dossier, |other| other == name);
                settings.map(|settings| self.judge(dossier, law.standard, &settings).0)
            };
            all.push(match other {
                Some(other) => judged(stated, (other, true)),
                None => stated,
            });
        }
        let own = std::mem::take(&mut dossier.factors);
        let items: BTreeSet<&str> = own.iter().map(|factor| factor.item.as_str()).collect();
        for item in &items {
            dossier.factors = own.iter().filter(|factor| factor.item != *item).cloned().collect();
            let rows: Vec<_> = own.iter().filter(|factor| factor.item == *item).collect();
            let values: Vec<String> = rows.iter().map(|factor| written(factor)).collect();
            let sources: BTreeSet<&str> = rows.iter().map(|factor| factor.source.as_str()).collect();
            let source = sources.into_iter().collect::<Vec<_>>().join("; ");
            let mut stated = entry(format!("factors.{item}"), values.join("; "), None, Some(source));
            stated.built_in = self.default_of(item, &rows);
            all.push(judged(stated, self.judge(dossier, law.standard, law.settings)));
        }
        dossier.factors = own;
        for meter in 0..dossier.meters.len() {
            let Some(ncv) = dossier.meters[meter].ncv.take() else { continue };
            let of = &dossier.meters[meter];
            let unit = Some(format!("GJ/{}", of.unit.dimension.base()));
            let mut stated = entry(format!("ncv.{}", of.id), ncv.to_string(), unit, None);
            stated.built_in = default_ncv(of.carrier).map(ToString::to_string);
            let other = self.judge(dossier, law.standard, law.settings);
            dossier.meters[meter].ncv = Some(ncv);
            all.push(judged(stated, other));
        }
        let judged = all.iter().any(|stated| stated.verdict_as_built_in.is_some());
        let without = judged.then(|| self.without_all(dossier, &names)).flatten();
        let without = without.unwrap_or_else(|| Judged::same(self.assessment));
        // Readings that are estimated cannot be taken out again: what they alone make worse is told.
        (all, unestimated.filter(|other| other.verdict > without.verdict).unwrap_or(without))
    }

    /// What the rules say with the default in the place of every stated value that has one.
    fn without_all(&self, dossier: &mut Dossier, names: &[String]) -> Option<Judged> {
        let law = self.law;
        let settings = self.settings(law.standard, dossier, |name| names.iter().any(|own| own == name))?;
        let all = std::mem::take(&mut dossier.factors);
        dossier.factors = all.iter().filter(|factor| self.default_of(&factor.item, &[factor]).is_none()).cloned().collect();
        let ncvs: Vec<Option<Exact>> =
            dossier.meters.iter_mut().map(|meter| meter.ncv.take_if(|_| default_ncv(meter.carrier).is_some())).collect();
        let (judged, known) = self.judge(dossier, law.standard, &settings);
        for (meter, ncv) in dossier.meters.iter_mut().zip(ncvs) {
            meter.ncv = ncv.or(meter.ncv.take());
        }
        dossier.factors = all;
        known.then_some(judged)
    }

    /// The defaults of a fuel or of heat for what rows of factors state.
    fn default_of(&self, item: &str, rows: &[&Factor]) -> Option<String> {
        let constants = &self.law.standard.constants;
        if item == Carrier::Heat.name() {
            return Some([constants.heat_factor.to_string().as_str(), "tCO2/GJ"].join("\u{20}"));
        }
        let fuel = factors::fuel(item)?;
        let states = |of: fn(&Factor) -> bool| rows.iter().any(|row| of(row));
        let co2 = fuel.co2(None, constants).filter(|_| states(|row| row.factor.is_some()));
        let ncv = fuel.ncv.as_ref().filter(|_| states(|row| row.ncv.is_some()));
        let coal = fuel.coal(None, constants).filter(|_| states(|row| row.coal_equivalent.is_some()));
        let parts = [
            co2.map(|value| [value.to_string(), format!("tCO2/{}", fuel.per)].join("\u{20}")),
            ncv.map(|ncv| format!("{} GJ/{}", ncv.value, fuel.per)),
            coal.map(|value| format!("{value}\u{20}tce/{}", fuel.per)),
        ];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        (!parts.is_empty()).then(|| parts.join(", "))
    }
}

fn default_ncv(carrier: Carrier) -> Option<&'static Exact> {
    let Carrier::Fuel(fuel) = carrier else { return None };
    factors::fuel(fuel.name())?.ncv.as_ref().map(|ncv| &ncv.value)
}

/// The limit that the built-in law gives a rule in a period.
fn limit_of(clause: &Clause, settings: &Settings, period: &Period) -> Option<String> {
    let of_any_size = settings.limit_for(clause, period, None);
    of_any_size.map(|limit| shown(&limit.to_string(), Some(&clause.unit))).or_else(|| clause.limits_text())
}

fn shown(value: &str, unit: Option<&str>) -> String {
    match unit {
        Some(unit) if unit != "1" => format!("{value}\u{20}{unit}"),
        _ => value.to_owned(),
    }
}

/// A factor row, per base unit; per GJ what is measured in energy.
fn written(factor: &Factor) -> String {
    let (base, size) = match factor.per.dimension {
        Dimension::Energy => ("GJ", kwh_in_gj()),
        other => (other.base(), Exact::one()),
    };
    let number = |value: &Option<Exact>| value.as_ref().map(|value| value * &size);
    let (co2, ncv, coal) = (number(&factor.factor), number(&factor.ncv), number(&factor.coal_equivalent));
    let parts = [
        co2.map(|value| format!("{value}\u{20}tCO2/{base}")),
        ncv.map(|value| format!("{value}\u{20}GJ/{base}")),
        coal.map(|value| format!("{value}\u{20}tce/{base}")),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}
