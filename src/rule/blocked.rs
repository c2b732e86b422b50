//! Which rules a defect of effect `blocks` makes indeterminate (METHOD 2, blocked rows): those that would use the evidence that it is about.

use std::collections::{BTreeMap, BTreeSet};

use super::{Case, Finding, Outcome, RULES};
use crate::account::{Mode, Place, place};
use crate::dossier::{Carrier, Code, Defect, Effect, Flow, Position, Table};
use crate::standard::{Feedstock, Level, Measure};

/// Rules on electricity, on its carbon and on its share in clean energy.
const OF_ELECTRICITY: [&str; 7] =
    ["direct-green-share", "near-zero", "carbon-intensity-tier", "clean-energy-share", "direct-self-use", "direct-load", "direct-export"];
/// Rules on E and W.
const OF_CARBON: [&str; 3] = ["near-zero", "carbon-intensity-tier", "clean-energy-share"];
/// Rules on what a park declares.
const DECLARED: [&str; 4] = ["product-energy", "solid-waste", "waste-energy", "water-reuse"];

/// Makes every rule indeterminate whose evidence a defect blocks; the rule names each kind of defect that does, with the first place of it.
pub(super) fn block(case: &Case<'_>, findings: &mut [Finding]) {
    let mut named: BTreeMap<&'static str, Vec<(Code, String)>> = BTreeMap::new();
    let mut all: Vec<&Defect> = case.dossier.defects.iter().chain(&case.accounts.defects).filter(|d| stands(d)).collect();
    all.sort_by_key(|d| (d.position, d.code));
    for defect in all {
        for rule in rules_of(case, defect) {
            let defects = named.entry(rule).or_default();
            if defects.iter().all(|(code, _)| *code != defect.code) {
                defects.push((defect.code, said(case, defect)));
            }
        }
    }
    for finding in findings {
        // A data rule that fails says itself what it fails on.
        let failed = finding.level == Level::Data && finding.outcome == Outcome::Fail;
        if failed || matches!(finding.outcome, Outcome::NotApplicable | Outcome::Exempt) {
            continue;
        }
        let Some(defects) = named.remove(finding.id) else { continue };
        let list: Vec<String> = defects.into_iter().map(|(_, said)| said).collect();
        finding.outcome = Outcome::Indeterminate;
        finding.blocked = finding.level != Level::Data;
        finding.reason = Some(format!("blocked by {}: what this rule needs cannot be had", list.join(", ")));
    }
}

/// Whether a defect blocks, and no correction explains it.
fn stands(defect: &Defect) -> bool {
    defect.effect == Effect::Blocks && defect.explained.is_none()
}

/// A defect with its place, the same in every language.
fn said(case: &Case<'_>, defect: &Defect) -> String {
    let code = format!("`{}`", defect.code.name());
    let place = match (defect.position, &defect.meter) {
        (Some(at), _) => format!("({})", case.dossier.file_line(at)),
        (None, Some(meter)) => format!("({meter})"),
        (None, None) => return code,
    };
    [code, place].join(" ")
}

/// The rules that would use what a defect is about.
pub(super) fn rules_of(case: &Case<'_>, defect: &Defect) -> BTreeSet<&'static str> {
    let meters = &case.dossier.meters;
    let mut rules: BTreeSet<&'static str> = match (defect.code, &defect.meter) {
        (Code::UncountedFuel | Code::MissingFuel, _) => BTreeSet::from(OF_CARBON),
        (Code::UnexplainedDischarge | Code::IncompleteLoads, _) => BTreeSet::from(OF_ELECTRICITY),
        // The clean share needs no factor of CO2.
        (Code::MissingFactor, _) => {
            let known = case.accounts.clean_energy_share.span.is_some();
            OF_CARBON.into_iter().filter(|id| !known || *id != "clean-energy-share").collect()
        }
        (_, Some(id)) if meters.iter().any(|m| m.id == *id) => meters
            .iter()
            .enumerate()
            .filter(|(_, m)| m.id == *id)
            .flat_map(|(at, _)| rules_of_meter(case, at, &mut BTreeSet::new()))
            .collect(),
        _ => {
            let tables = defect.position.map(|at| case.dossier.tables_of(at.file)).unwrap_or_default();
            match defect.position.filter(|_| !tables.is_empty()) {
                Some(at) => tables.into_iter().flat_map(|table| rules_of_table(case, table, at)).collect(),
                None => RULES.iter().filter(|rule| rule.id != "certificate-ledger").map(|rule| rule.id).collect(),
            }
        }
    };
    if rules.contains("near-zero") {
        // A share of offsets is one of emissions.
        rules.extend(own(case, |measure| measure == Measure::OffsetShare));
    }
    if rules.is_empty() {
        // What enters no figure: that it cannot be read is said all the same.
        rules.insert("metering-coverage");
    }
    rules
}

/// Indicators of the policy's own that are measured in some way.
fn own(case: &Case<'_>, wanted: impl Fn(Measure) -> bool) -> impl Iterator<Item = &'static str> {
    case.standard.indicators.iter().filter(move |indicator| wanted(indicator.clause.measure)).map(|indicator| indicator.clause.id)
}

/// The rules that would use a row of a table.
fn rules_of_table(case: &Case<'_>, table: Table, at: Position) -> BTreeSet<&'static str> {
    match table {
        Table::Certificates | Table::Trades => BTreeSet::from(["certificate-ledger"]),
        Table::Products | Table::Factors => BTreeSet::from(OF_CARBON),
        Table::Indicators => match case.dossier.unread_indicators.get(&at) {
            Some(Some(name)) => RULES.iter().map(|rule| rule.id).filter(|id| id == name).collect(),
            // It may be of any indicator that a park declares.
            _ => DECLARED.into_iter().chain(own(case, |measure| measure != Measure::OffsetShare)).collect(),
        },
        // No rule of the program uses offsets; a policy may have a share of them.
        Table::Offsets => own(case, |measure| measure == Measure::OffsetShare).collect(),
        // A row of which not even the meter is known may be of any.
        Table::Readings | Table::Corrections => {
            (0..case.dossier.meters.len()).flat_map(|at| rules_of_meter(case, at, &mut BTreeSet::new())).collect()
        }
    }
}

/// The rules that a meter's readings enter, by itself or as what is subtracted from another meter.
fn rules_of_meter(case: &Case<'_>, index: usize, seen: &mut BTreeSet<usize>) -> BTreeSet<&'static str> {
    if !seen.insert(index) {
        return BTreeSet::new();
    }
    let meter = &case.dossier.meters[index];
    let electric = &case.accounts.electric;
    let mut rules: BTreeSet<&'static str> = BTreeSet::new();
    if meter.parent.is_some() {
        rules.insert("sub-meter-reconciliation");
    }
    match (meter.carrier, meter.flow) {
        (Carrier::Electricity, Flow::Curtailed) => rules.extend(["direct-self-use", "direct-export"]),
        (Carrier::Electricity, flow) if meter.at_boundary() => {
            if electric.uses(flow) || electric.mode == Mode::Neither {
                rules.extend(OF_ELECTRICITY);
            }
            rules.insert("balance-closure");
        }
        (Carrier::Electricity, _) => {}
        _ => {
            if place(meter).is_some_and(|(place, _)| place != Place::Feedstock || case.settings.feedstock_energy() == Feedstock::Included) {
                rules.extend(OF_CARBON);
            }
        }
    }
    for (other, _) in case.dossier.meters.iter().enumerate().filter(|(_, m)| m.less.contains(&index)) {
        rules.extend(rules_of_meter(case, other, seen));
    }
    rules
}
