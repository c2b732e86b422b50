//! Competing interpretations of the rules: where the texts are silent, the method decides, and this says what each other decision would make of the park.
//!
//! Open points, each with the interpretations that are known of it: the equivalent value of electricity and the factor of fossil electricity, to both sides,
//! feedstock in or out of W, natural gas in or out of clean energy, certificates of the same year or within validity, transferred certificates and
//! trades without certificates counted or not, a cap on what is recognised, nuclear electricity that was bought on the market, the higher share of
//! direct lines asked of the year before its deadline, and whether certificates and trades count towards direct supply up to consumption:
//! min(R + T + C, U) / U. A point that has no object in this park (no cap and no nuclear purchase stated, another year) has one interpretation only.
//!
//! Each other interpretation is judged alone, on the whole evidence with its bounds and by all rules; then all combinations of those that move any
//! number are. An outcome depends on an interpretation where two combinations that differ in that interpretation alone differ in the outcome. The verdict is
//! always that of the interpretations in force.

use std::collections::BTreeMap;

use super::assessment::Verdict;
use super::verdict::{findings, verdict_of};
use super::{Case, Finding};
use crate::account::{Accounts, settle_again};
use crate::closed_list::closed_list;
use crate::measure::Exact;
use crate::standard::{Feedstock, Kind, Level, Reading, Setting, Settings, Standard, Vintage};

/// The policy whose factor is that of the annex.
const NATIONAL: &str = "cn-national";
/// The rule whose limit rises at a deadline that may be read in two ways.
const DIRECT_LOAD: &str = "direct-load";

closed_list! {
    /// An open point.
    OpenPoint {
        /// Equivalent value of electricity.
        Equivalent = "electricity_equivalent",
        /// Factor of fossil electricity.
        Factor = "electricity_factor",
        /// Feedstock in the park's energy.
        Feedstock = "feedstock_energy",
        /// What clean energy is.
        CleanEnergy = "clean_energy",
        /// Generation months of certificates.
        Vintage = "vintage",
        /// What counts as direct supply.
        DirectSupply = "direct_supply",
        /// Certificates that were transferred to the park.
        Transferred = "transferred_certificates",
        /// Trades without certificates.
        TradesAlone = "trades_without_certificates",
        /// A cap on what is recognised of trades and certificates.
        RecognitionCap = "recognition_cap",
        /// Nuclear electricity that was bought on the market.
        Nuclear = "nuclear_purchased",
        /// From which year the higher share of direct lines is asked.
        DirectLoad = "direct_load",
    }
}

impl OpenPoint {
    /// Unit of its values, where they are quantities.
    pub fn unit(self) -> Option<&'static str> {
        match self {
            Self::Equivalent => Some("kgce/kWh"),
            Self::Factor => Some("tCO2/MWh"),
            _ => None,
        }
    }
}

/// An open point with its interpretations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The point.
    pub point: OpenPoint,
    /// The interpretation in force, then the others.
    pub values: Vec<String>,
}

/// What the rules say under some interpretations.
#[derive(Clone, Debug)]
pub struct Interpreted {
    /// The points that are read otherwise, and how.
    pub otherwise: Vec<(OpenPoint, String)>,
    /// The verdict.
    pub verdict: Verdict,
    /// The findings.
    pub findings: Vec<Finding>,
    /// C, W and E, which an interpretation may move though no rule shows it.
    totals: [Option<Exact>; 3],
}

/// An outcome that depends on interpretations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dependence {
    /// The rule; `None` is the verdict.
    pub rule: Option<&'static str>,
    /// How many of the combinations have which outcome.
    pub outcomes: BTreeMap<&'static str, usize>,
    /// The interpretations that it depends on.
    pub on: Vec<OpenPoint>,
    /// Those of them that turn it alone.
    pub alone: Vec<OpenPoint>,
}

/// The interpretations of a case.
#[derive(Clone, Debug)]
pub struct Interpretations {
    /// The open points.
    pub choices: Vec<Choice>,
    /// What the rules say under the interpretations in force.
    pub in_force: Interpreted,
    /// Each other interpretation alone, with whether it moves anything.
    pub alone: Vec<(Interpreted, bool)>,
    /// The points of which an interpretation moves something.
    pub varied: Vec<OpenPoint>,
    /// All combinations of these, the interpretations in force first.
    pub combinations: Vec<Interpreted>,
    /// The verdict and the rules that depend on an interpretation.
    pub depends: Vec<Dependence>,
}

/// Judges a case under every interpretation. At most 4 values of one point, 3 of another and 2 of the others are known, and only points that move something
/// are combined.
pub fn interpretations(case: &Case<'_>, interim: bool) -> Interpretations {
    let choices = choices(case);
    let in_force = interpret(case, interim, &choices, &vec![0; choices.len()]);
    let mut known: BTreeMap<Vec<usize>, Interpreted> = BTreeMap::new();
    let (mut alone, mut varied) = (Vec::new(), Vec::new());
    for (at, choice) in choices.iter().enumerate() {
        for value in 1..choice.values.len() {
            let mut picked = vec![0; choices.len()];
            picked[at] = value;
            let other = interpret(case, interim, &choices, &picked);
            let moves = other.differs(&in_force);
            if moves && !varied.contains(&at) {
                varied.push(at);
            }
            known.insert(picked, other.clone());
            alone.push((other, moves));
        }
    }
    known.insert(vec![0; choices.len()], in_force.clone());
    let mut all = vec![vec![0; choices.len()]];
    for &at in &varied {
        let further = |picked: &Vec<usize>| (0..choices[at].values.len()).map(move |v| (picked.clone(), v)).collect::<Vec<_>>();
        all = all.iter().flat_map(further).map(|(mut picked, v)| (picked[at] = v, picked).1).collect();
    }
    let combinations: BTreeMap<Vec<usize>, Interpreted> = all
        .into_iter()
        .map(|picked| {
            let read = known.remove(&picked).unwrap_or_else(|| interpret(case, interim, &choices, &picked));
            (picked, read)
        })
        .collect();
    let depends = depends(&choices, &varied, &combinations);
    let varied = varied.into_iter().map(|at| choices[at].point).collect();
    Interpretations { choices, in_force, alone, varied, combinations: combinations.into_values().collect(), depends }
}

impl Interpreted {
    /// The outcome of a rule, or the verdict.
    fn outcome(&self, rule: Option<&str>) -> &'static str {
        let Some(rule) = rule else { return self.verdict.name() };
        self.findings.iter().find(|f| f.id == rule).map_or("", |f| f.outcome.name())
    }

    fn differs(&self, other: &Self) -> bool {
        let apart = |(a, b): (&Finding, &Finding)| differ(a, b);
        self.verdict != other.verdict || self.totals != other.totals || self.findings.iter().zip(&other.findings).any(apart)
    }
}

/// Whether a rule says something else.
pub fn differ(a: &Finding, b: &Finding) -> bool {
    (a.outcome, a.level) != (b.outcome, b.level)
        || (&a.measured, &a.lower, &a.upper, &a.limit) != (&b.measured, &b.lower, &b.upper, &b.limit)
}

/// The open points, each with the interpretation in force and those others that are known.
fn choices(case: &Case<'_>) -> Vec<Choice> {
    let (standard, settings) = (case.standard, case.settings);
    let constants = &standard.constants;
    let numbers = |in_force: &Exact, known: Vec<Option<Exact>>| {
        let mut values = vec![in_force.clone()];
        for value in known.into_iter().flatten() {
            if !values.contains(&value) {
                values.push(value);
            }
        }
        values.iter().map(ToString::to_string).collect()
    };
    let words = |in_force: &str, known: &[&str]| {
        let others = known.iter().filter(|w| **w != in_force);
        std::iter::once(&in_force).chain(others).map(|w| (*w).to_owned()).collect()
    };
    let default = Settings::resolve(standard, []).ok().map(|s| s.electricity_equivalent().clone());
    let equivalents = [&constants.electricity_equivalent_sensitivity, &constants.electricity_equivalent_sensitivity_low];
    let taken = |value: &Exact| settings.otherwise(standard, OpenPoint::Equivalent.name(), &value.to_string()).is_some();
    // A setting of two words, in force and otherwise; none where the program has no such setting.
    let of_setting = |point: OpenPoint| {
        let in_force = settings.list.iter().find(|s| s.name == point.name())?;
        match Setting::find(point.name()).ok()?.0.kind {
            Kind::Words(known) => Some(words(&in_force.value, known)),
            _ => None,
        }
    };
    let annex = Standard::built_in(NATIONAL).map(|national| national.constants.electricity_factor);
    OpenPoint::ALL
        .iter()
        .copied()
        .filter_map(|point| {
            let values = match point {
                OpenPoint::Equivalent => {
                    let others = equivalents.iter().map(|value| Some((*value).clone()).filter(taken));
                    numbers(settings.electricity_equivalent(), std::iter::once(default.clone()).chain(others).collect())
                }
                OpenPoint::Factor => {
                    numbers(&constants.electricity_factor, vec![annex.clone(), Some(constants.electricity_factor_sensitivity.clone())])
                }
                OpenPoint::Feedstock => words(settings.feedstock_energy().name(), Feedstock::WORDS),
                OpenPoint::Vintage => words(settings.vintage().name(), Vintage::WORDS),
                OpenPoint::CleanEnergy => words("non-fossil", &["with-natural-gas"]),
                OpenPoint::DirectSupply => words("physical", &["with-certificates"]),
                OpenPoint::Transferred | OpenPoint::TradesAlone => of_setting(point)?,
                OpenPoint::RecognitionCap => {
                    let cap = settings.recognition_cap()?;
                    words(&cap.to_string(), &["none"])
                }
                OpenPoint::Nuclear => {
                    settings.nuclear_purchased().filter(|bought| bought.is_positive())?;
                    words("not-counted", &["counted"])
                }
                OpenPoint::DirectLoad => {
                    strict_limit(case)?;
                    words("at-deadline", &["year-before"])
                }
            };
            Some(Choice { point, values })
        })
        .collect()
}

/// The limit of direct lines that a strict interpretation of the deadline asks of the period, where it is another than the one in force: that of a year later.
fn strict_limit(case: &Case<'_>) -> Option<Exact> {
    let clause = case.standard.clause(DIRECT_LOAD);
    if case.settings.limit(DIRECT_LOAD).is_some() {
        return None;
    }
    let next = case.dossier.period.next_year()?;
    let strict = clause.limit_on(&next)?;
    (clause.limit_on(&case.dossier.period) != Some(strict)).then(|| strict.clone())
}

/// Judges a case with each open point read as picked.
fn interpret(case: &Case<'_>, interim: bool, choices: &[Choice], picked: &[usize]) -> Interpreted {
    let (mut standard, mut settings) = (case.standard.clone(), case.settings.clone());
    let mut otherwise = Vec::new();
    for (choice, &value) in choices.iter().zip(picked).filter(|(_, value)| **value > 0) {
        let value = choice.values[value].clone();
        match choice.point {
            OpenPoint::Factor => standard.constants.electricity_factor = Exact::parse(&value).unwrap_or_else(Exact::zero),
            OpenPoint::CleanEnergy => settings.reading = Reading { gas_is_clean: true, ..settings.reading },
            OpenPoint::DirectSupply => settings.reading = Reading { certificates_are_direct: true, ..settings.reading },
            OpenPoint::Nuclear => settings.reading = Reading { nuclear_counts: true, ..settings.reading },
            OpenPoint::DirectLoad => {
                if let Some(limit) = strict_limit(case) {
                    standard.limit_everywhere(DIRECT_LOAD, limit);
                }
            }
            point => settings = settings.otherwise(&standard, point.name(), &value).unwrap_or(settings),
        }
        otherwise.push((choice.point, value));
    }
    let settled: Accounts;
    let accounts = if otherwise.is_empty() {
        case.accounts
    } else {
        settled = settle_again(case.accounts, case.dossier, &standard, &settings);
        &settled
    };
    let case = Case { accounts, standard: &standard, settings: &settings, ..*case };
    let findings = findings(&case);
    let totals = [
        Some(accounts.eligible.mwh().clone()),
        accounts.energy.as_ref().map(|w| w.value.tce().clone()),
        accounts.emissions.as_ref().map(|e| e.value.t().clone()),
    ];
    Interpreted { otherwise, verdict: verdict_of(&case, interim, &findings), findings, totals }
}

/// Of the verdict and each rule that is no data rule: the interpretations that it depends on.
fn depends(choices: &[Choice], varied: &[usize], all: &BTreeMap<Vec<usize>, Interpreted>) -> Vec<Dependence> {
    let Some(in_force) = all.values().next() else { return Vec::new() };
    let rules = in_force.findings.iter().filter(|f| f.level != Level::Data).map(|f| Some(f.id));
    let turned = |rule: Option<&'static str>, at: usize, only_alone: bool| {
        let from = |picked: &Vec<usize>| if only_alone { picked.iter().all(|v| *v == 0) } else { picked[at] == 0 };
        all.iter().filter(|(picked, _)| from(picked)).any(|(picked, read)| {
            (1..choices[at].values.len()).any(|value| {
                let mut other = picked.clone();
                other[at] = value;
                all.get(&other).is_some_and(|other| other.outcome(rule) != read.outcome(rule))
            })
        })
    };
    std::iter::once(None)
        .chain(rules)
        .filter_map(|rule| {
            let of = |only_alone: bool| -> Vec<OpenPoint> {
                varied.iter().filter(|&&at| turned(rule, at, only_alone)).map(|&at| choices[at].point).collect()
            };
            let on = of(false);
            if on.is_empty() {
                return None;
            }
            let mut outcomes = BTreeMap::new();
            for read in all.values() {
                *outcomes.entry(read.outcome(rule)).or_default() += 1;
            }
            Some(Dependence { rule, outcomes, on, alone: of(true) })
        })
        .collect()
}
