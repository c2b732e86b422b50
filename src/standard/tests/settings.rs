//! Settings: defaults, units, refusals, and the nearest name.

use super::*;

#[test]
fn the_calorific_value_of_electricity_is_refused() {
    for (value, unit) in [("0.1229", None), ("0.1229", Some("tce/MWh")), ("122.9", Some("gce/kWh")), ("0.123", None), ("0.12284", None)] {
        let error = with("electricity_equivalent", value, unit).expect_err(value);
        assert!(matches!(&error, SettingError::Refused { reason, .. } if reason.to_string().contains("等价值")), "{error}");
    }
    assert!(with("electricity_equivalent", "285.6", None).expect_err("grams").to_string().contains("gce/kWh"));
    let settings = with("electricity_equivalent", "285.6", Some("gce/kWh")).expect("a value");
    assert_eq!(settings.electricity_equivalent(), &exact("0.2856"));
    assert_eq!((settings.list[0].value.as_str(), settings.list[0].unit.as_deref()), ("0.2856", Some("kgce/kWh")));
    assert!(!settings.list[0].is_default);
    assert!(matches!(with("electricity_equivalent", "0.3", Some("kWh")), Err(SettingError::Unit { .. })));
}

#[test]
fn defaults_are_said_with_their_source() {
    let settings = Settings::resolve(&national(), []).expect("defaults");
    assert!(settings.list.iter().all(|setting| setting.is_default && setting.source.is_some()));
    let text: Vec<String> = settings.list.iter().map(|s| format!("{}={}", s.name, s.value)).collect();
    let expected = [
        "electricity_equivalent=0.2856",
        "baseline=2.1",
        "vintage=same-year",
        "trades_without_certificates=rejected",
        "transferred_certificates=counted",
        "storage_round_trip=measured",
        "export_credit=none",
        "estimation=off",
        "accuracy=off",
        "feedstock_energy=excluded",
        "recognition_cap=none",
        "nuclear_purchased=none",
        "offset_vintage_years=5",
        "offset_standards=any",
    ];
    assert_eq!(text, expected);
}

#[test]
fn settings_in_effect_read_back_as_the_same() {
    let own = [
        ("electricity_equivalent", stated("301.23456789012345", Some("gce/kWh"))),
        ("baseline", stated("1.9", None)),
        ("vintage", stated("within-validity", None)),
        ("trades_without_certificates", stated("counted", None)),
        ("transferred_certificates", stated("informational", None)),
        ("storage_round_trip", stated("88%", None)),
        ("export_credit", stated("fossil-export", None)),
        ("estimation", stated("interpolate", None)),
        ("accuracy", stated("stated", None)),
        ("feedstock_energy", stated("included", None)),
        ("recognition_cap", stated("12.5", Some("万kWh"))),
        ("nuclear_purchased", stated("0", None)),
        ("offset_vintage_years", stated("3", None)),
        ("offset_standards", stated("CCER, VCS", None)),
        ("limits.direct-green-share", stated("45", Some("%"))),
        ("levels.direct-green-share", stated("guiding", None)),
    ];
    let settings = Settings::resolve(&national(), own).expect("settings");
    assert_eq!(settings.vintage(), Vintage::WithinValidity);
    assert_eq!(settings.storage_round_trip(), Some(&exact("0.88")));
    assert_eq!(settings.export_credit(), ExportCredit::FossilExport);
    assert_eq!(settings.estimation(), Estimation::Interpolate);
    assert_eq!(settings.accuracy(), Accuracy::Stated);
    assert_eq!(settings.feedstock_energy(), Feedstock::Included);
    assert_eq!(settings.limit("direct-green-share"), Some(&exact("0.45")));
    assert_eq!(settings.level("direct-green-share"), Some(Level::Guiding));
    // 12.5 × 10,000 kWh = 125 MWh
    assert_eq!((settings.recognition_cap(), settings.nuclear_purchased()), (Some(&exact("125")), Some(&exact("0"))));
    assert_eq!(settings.offset_vintage_years(), 3);
    assert_eq!(settings.offset_standards(), &OffsetStandards::These(vec!["CCER".to_owned(), "VCS".to_owned()]));
    let again = settings.list.iter().map(|s| (s.name.as_str(), stated(&s.value, None)));
    assert_eq!(Settings::resolve(&national(), again).expect("the same"), settings);
}

#[test]
fn a_setting_that_is_not_known_names_the_nearest() {
    let said = |name: &str, value: &str| with(name, value, None).expect_err(name).to_string();
    assert!(said("vintge", "same-year").ends_with("the nearest known name is `vintage`"));
    assert!(said("limits.direct-green", "0.5").contains("`limits.direct-green-share`"));
    assert!(said("vintage", "same-yaer").contains("`same-year`"));
    assert!(said("limits.direct-green-share", "50").contains("50%"));
    assert!(said("limits.water-reuse", "-0.1").contains("below 0"));
    assert!(said("storage_round_trip", "1.2").contains("at most 1"));
    assert!(said("storage_round_trip", "maesured").contains("a decimal"));
    assert!(said("recognition_cap", "-1").contains("below 0"));
    assert!(said("offset_vintage_years", "2.5").contains("whole number"));
    assert!(said("offset_standards", "，").contains("names no standard"));
    assert!(said("baseline", "0").contains("above 0"));
    assert!(said("levels.near-zero", "data").contains("required, guiding, advisory"));
    assert!(with("levels.estimated-share", "data", None).is_ok());
}

#[test]
fn every_setting_is_documented_in_both_languages() {
    for setting in SETTINGS {
        assert!(setting.en.ends_with('.') && setting.zh.ends_with('。'), "{}", setting.name);
        assert!(!setting.allowed().is_empty());
    }
    assert_eq!(Setting::names().count(), SETTINGS.len() - 2 + 2 * RULES.len());
    assert_eq!(Setting::find("limits.near-zero").map(|(s, rule)| (s.kind, rule)), Ok((Kind::Limit, Some("near-zero"))));
    assert!(Setting::find("limits.RULE-ID").is_err());
}
