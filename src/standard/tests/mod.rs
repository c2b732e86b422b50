//! The built-in data says what the documents say, and the figures of the method follow from it.

mod documents;
mod files;
mod list;
mod settings;

use super::*;
use crate::measure::{Exact, Period};

fn exact(text: &str) -> Exact {
    Exact::parse(text).expect(text)
}

fn national() -> Standard {
    Standard::built_in("cn-national").expect("built in")
}

fn hunan() -> Standard {
    Standard::built_in("cn-hunan").expect("built in")
}

fn year(year: i32) -> Period {
    Period::year(year).expect("a year")
}

fn stated<'a>(value: &'a str, unit: Option<&'a str>) -> Stated<'a> {
    Stated { value, unit, source: None }
}

fn with(name: &str, value: &str, unit: Option<&str>) -> Result<Settings, SettingError> {
    Settings::resolve(&national(), [(name, stated(value, unit))])
}

#[test]
fn every_rule_has_a_clause_with_a_citation() {
    for name in Standard::names() {
        let standard = Standard::built_in(name).expect(name);
        assert_eq!(standard.name, name);
        assert_eq!(standard.clauses.iter().map(|clause| clause.id).collect::<Vec<_>>(), RULES);
        let cited = standard.clauses.iter().map(|clause| &clause.citation);
        for citation in cited.chain(standard.cited_constants.iter().map(|constant| &constant.citation)) {
            assert!(!citation.document.title.is_empty() && !citation.item.is_empty() && !citation.quote().is_empty());
            let is_ours = citation.quote().starts_with("our decision: ");
            assert_eq!(is_ours, citation.words() == Words::Decision, "{}", citation.quote());
            let [en, zh] = &citation.paraphrase;
            let is_chinese = |text: &str| text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
            if let Some(quote) = &citation.literal {
                // Letter for letter, so in the language of the document; for the others there is what it means.
                assert!(!en.is_empty() && (is_chinese(quote) || !zh.is_empty()), "{quote}");
                assert!(quote.starts_with('“') && quote.ends_with('”'), "{quote}");
                assert_eq!(quote.matches('“').count(), quote.matches('”').count(), "{quote}");
            } else {
                // Our own words must not pass for a quotation, in neither language.
                assert!(!en.is_empty() && is_chinese(zh), "{en} / {zh}");
                assert!(!en.contains('“') && !zh.contains('“'), "{en} / {zh}");
            }
        }
        for clause in &standard.clauses {
            assert!(["1", "tCO2/tce"].contains(&clause.unit.as_str()), "{}", clause.id);
            let has_limit = !clause.limits.is_empty() || clause.divisor.is_some();
            assert_eq!(has_limit, clause.id != "metering-coverage", "{}", clause.id);
        }
    }
}

/// Rule, level, comparison, limit of 2025.
#[test]
fn the_limits_are_those_of_the_method() {
    let standard = national();
    for (rule, level, comparison, limit) in [
        ("direct-green-share", Level::Required, Comparison::AtLeast, "0.5"),
        ("clean-energy-share", Level::Guiding, Comparison::AtLeast, "0.9"),
        ("product-energy", Level::Guiding, Comparison::AtLeast, "1"),
        ("solid-waste", Level::Guiding, Comparison::AtLeast, "0.8"),
        ("waste-energy", Level::Guiding, Comparison::AtLeast, "0.5"),
        ("water-reuse", Level::Guiding, Comparison::AtLeast, "0.8"),
        ("direct-self-use", Level::Advisory, Comparison::AtLeast, "0.6"),
        ("direct-load", Level::Advisory, Comparison::AtLeast, "0.3"),
        ("direct-export", Level::Advisory, Comparison::AtMost, "0.2"),
        ("estimated-share", Level::Data, Comparison::AtMost, "0.1"),
        ("balance-closure", Level::Data, Comparison::AtMost, "0.02"),
        ("certificate-ledger", Level::Data, Comparison::AtMost, "0"),
        ("sub-meter-reconciliation", Level::Data, Comparison::AtMost, "0.05"),
    ] {
        let clause = standard.clause(rule);
        assert_eq!((clause.level, clause.comparison), (level, comparison), "{rule}");
        assert_eq!(clause.limit_on(&year(2025)), Some(&exact(limit)), "{rule}");
    }
    assert_eq!(standard.clause("metering-coverage").limit_on(&year(2025)), None);
    assert_eq!(standard.clause("estimated-share").warn, Some(exact("0.05")));
}

#[test]
fn a_period_is_judged_by_the_limit_of_its_last_day() {
    let standard = national();
    let clause = standard.clause("direct-load");
    let limit = |period: &str| clause.limit_on(&Period::parse(period).expect(period)).cloned();
    assert_eq!(limit("2029"), Some(exact("0.3")));
    assert_eq!(limit("2029-04..2030-03"), Some(exact("0.35")));
    assert_eq!(limit("2030"), Some(exact("0.35")));
}

#[test]
fn tiers_go_by_the_energy_of_the_park() {
    let standard = national();
    let clause = standard.clause("carbon-intensity-tier");
    let tier = |tce: &str| clause.tier(&year(2025), &exact(tce)).map(|limit| limit.value.clone());
    assert_eq!(tier("199999.999"), None);
    assert_eq!(tier("200000"), Some(exact("0.2")));
    assert_eq!(tier("999999.999"), Some(exact("0.2")));
    assert_eq!(tier("1000000"), Some(exact("0.3")));
    assert_eq!(clause.limit_on(&year(2025)), None);
}

#[test]
fn bounds_of_energy_may_straddle_tiers() {
    let standard = national();
    let clause = standard.clause("carbon-intensity-tier");
    let between = |lower: Option<&str>, upper: Option<&str>| -> Vec<Option<String>> {
        let (lower, upper) = (lower.map(exact), upper.map(exact));
        let tiers = clause.tiers_between(&year(2025), lower.as_ref(), upper.as_ref());
        tiers.iter().map(|tier| tier.map(|limit| limit.value.to_string())).collect()
    };
    let tier = |value: &str| Some(value.to_owned());
    assert_eq!(between(Some("100"), Some("199999")), [None]);
    assert_eq!(between(Some("100"), Some("200000")), [None, tier("0.2")]);
    assert_eq!(between(Some("250000"), Some("900000")), [tier("0.2")]);
    assert_eq!(between(Some("900000"), Some("1000000")), [tier("0.2"), tier("0.3")]);
    assert_eq!(between(Some("900000"), None), [tier("0.2"), tier("0.3")]);
    assert_eq!(between(None, None), [None, tier("0.2"), tier("0.3")]);
    assert_eq!(between(None, Some("50000")), [None]);
}

#[test]
fn near_zero_is_a_tenth_of_the_baseline_and_advisory_for_large_parks() {
    let standard = national();
    let clause = standard.clause("near-zero");
    let settings = Settings::resolve(&standard, []).expect("defaults");
    assert_eq!(settings.limit_for(clause, &year(2025), None), Some(exact("0.21")));
    assert_eq!(settings.level_for(clause, Some(&exact("999999"))), Level::Required);
    assert_eq!(settings.level_for(clause, Some(&exact("1000000"))), Level::Advisory);
    let own = with("baseline", "1.8", Some("tCO₂/tce")).expect("a baseline");
    assert_eq!(own.limit_for(clause, &year(2025), None), Some(exact("0.18")));
    let stated = with("limits.near-zero", "0.3", None).expect("a limit");
    assert_eq!(stated.limit_for(clause, &year(2025), None), Some(exact("0.3")));
}

#[test]
fn hunan_overrides_and_inherits() {
    let (standard, base) = (hunan(), national());
    let tier = |at: i32, tce: &str| {
        let clause = standard.clause("carbon-intensity-tier");
        clause.tier(&year(at), &exact(tce)).map(|limit| limit.value.to_string())
    };
    for (at, small, large) in [(2026, "1", "1.1"), (2027, "1", "1.1"), (2028, "0.7", "0.8"), (2030, "0.7", "0.8"), (2035, "0.3", "0.5")] {
        assert_eq!(tier(at, "20000").as_deref(), Some(small), "{at}");
        assert_eq!(tier(at, "1000000").as_deref(), Some(large), "{at}");
    }
    assert_eq!(tier(2027, "19999"), None);
    for (rule, limits) in [
        ("clean-energy-share", ["0.6", "0.7", "0.9"]),
        ("solid-waste", ["0.8", "0.85", "0.95"]),
        ("waste-energy", ["0.5", "0.55", "0.6"]),
        ("water-reuse", ["0.8", "0.85", "0.9"]),
    ] {
        for (at, limit) in [2027, 2030, 2031].into_iter().zip(limits) {
            assert_eq!(standard.clause(rule).limit_on(&year(at)), Some(&exact(limit)), "{rule} {at}");
        }
        assert_eq!(standard.clause(rule).level, Level::Guiding);
    }
    assert_eq!(standard.clause("carbon-intensity-tier").level, Level::Required);
    assert_eq!(standard.clause("near-zero").level, Level::Advisory);
    assert_eq!(standard.clause("near-zero").divisor, Some(exact("10")));
    // The provincial table has no indicator of direct supply: the national half is for reference.
    assert_eq!(standard.clause("direct-green-share").level, Level::Advisory);
    assert_eq!(standard.clause("direct-green-share").limits, base.clause("direct-green-share").limits);
    assert_eq!(standard.notes.len(), 1);
    assert_eq!(standard.notes[0].literal.as_deref(), Some("“备注：以上指标可根据实际建设情况在验收时进行适当微调。”"));
    assert_eq!(standard.constants, base.constants);
    assert_eq!(standard.extends.as_deref(), Some("cn-national"));
}

/// METHOD, sanity figures: an all-electric park at k = 0.2856.
#[test]
fn the_sanity_figures_follow() {
    let standard = national();
    let c = &standard.constants;
    let settings = Settings::resolve(&standard, []).expect("defaults");
    let k = settings.electricity_equivalent();
    // I = 0.8325 (1 − z) / 0.2856, so I ≤ limit where z ≥ 1 − limit × 0.2856 / 0.8325
    let needed = |limit: &str| Exact::one() - exact(limit) * k / c.electricity_factor.clone();
    assert_eq!((needed("0.2") * exact("100")).to_fixed(2), "93.14");
    assert_eq!((needed("0.3") * exact("100")).to_fixed(2), "89.71");
    assert_eq!((&c.electricity_factor / k).to_fixed(3), "2.915");
    assert_eq!((&c.heat_factor / &c.heat_coal_equivalent).to_fixed(3), "3.224");
    let gas = factors::fuel("natural-gas").expect("a fuel");
    let intensity = gas.co2(None, c).expect("co2") / gas.coal(None, c).expect("coal");
    assert_eq!(intensity.to_fixed(2), "1.63");
    assert_eq!(c.certificate_validity.to_i128(), Some(24));
    assert_eq!(c.carbon_to_dioxide, Exact::ratio(44, 12));
}
