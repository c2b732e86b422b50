//! The registry's rows, right and wrong.

use super::*;
use crate::dossier::{Direction, Flow, Source, Use};
use crate::input::row::tests::rows;

const NAMES: &[&str] = &["meter_id", "carrier", "flow", "unit"];

fn exact(text: &str) -> Exact {
    Exact::parse(text).expect(text)
}

fn read(rows: &[Row]) -> Result<Vec<Meter>, Vec<String>> {
    let files = ["meters.csv".to_owned()];
    meters(rows, &Sheet { files: &files, ..Sheet::default() }).map_err(|errors| errors.iter().map(ToString::to_string).collect())
}

/// The errors of one more column over a row of the four that are required.
fn errors(column: &'static str, line: &str) -> Vec<String> {
    read(&rows(&[NAMES, &[column]].concat(), &[line])).expect_err(line)
}

#[test]
fn a_meter_says_all_that_it_is() {
    let names = [
        NAMES,
        &["multiplier", "multiplier_applied", "rating", "rating_kw", "ncv", "source", "positive", "accuracy_class", "from", "digits"],
    ];
    let found = read(&rows(
        &names.concat(),
        &[
            "M1|electricity|grid-net|kWh|6,000|no||2500|||export|0.5S|2025-01-01|6",
            "G1|天然气|consumption|万m3|10|是|0.5||389.31||||2025年3月1日|",
            "D1|electricity|direct-line|MWh|||||||||||".trim_end_matches('|'),
            "B1|biomass|consumption|kg|0.1||||0.0145|non-fossil||||",
        ],
    ))
    .expect("a registry");
    assert_eq!(found[0].multiplier, exact("6000"));
    assert_eq!((found[0].positive, found[0].digits, found[0].accuracy_class.clone()), (Some(Direction::Out), Some(6), Some(exact("0.5"))));
    assert_eq!(found[0].rating, Some(exact("2500")));
    // 0.5 万m3 per hour are 5000 m3 per hour; 389.31 GJ per 万m3 are 0.038931 GJ per m3
    assert_eq!((found[1].multiplier.clone(), found[1].rating.clone()), (Exact::one(), Some(exact("5000"))));
    assert_eq!(found[1].ncv, Some(exact("0.038931")));
    assert_eq!((found[2].flow, found[2].source.clone(), found[2].multiplier.clone()), (Flow::DirectLine, Source::Unstated, Exact::one()));
    // 0.0145 GJ per kg are 14.5 GJ per t
    assert_eq!((found[3].ncv.clone(), found[3].source.clone(), found[3].used_as), (Some(exact("14.5")), Source::NonFossil, Use::Fuel));
}

#[test]
fn a_multiplier_may_change_and_nothing_else() {
    let names = [NAMES, &["multiplier", "from", "to", "parent"]].concat();
    let found = read(&rows(
        &names,
        &[
            "M1|electricity|grid-import|kWh|60|2025-03-16||",
            "M2|electricity|load|kWh|||2025-06-30|M1",
            "M1|electricity|grid-import|kWh|40||2025-03-15|",
            "M2|electricity|load|kWh||2025-07-01||M1",
            "M3|electricity|load|kWh||||M2",
        ],
    ))
    .expect("a registry");
    assert_eq!(found.iter().map(|m| (m.id.as_str(), m.parent)).collect::<Vec<_>>(), [("M1", None), ("M2", Some(0)), ("M3", Some(1))]);
    let at = |day: u32, hour: i64| {
        crate::measure::Civil::midnight(chrono::NaiveDate::from_ymd_opt(2025, 3, day).expect("a day")).plus(hour * 3600)
    };
    assert_eq!(found[0].multiplier_over(at(15, 23), at(16, 0)), Some(&exact("40")));
    assert_eq!(found[0].multiplier_over(at(16, 0), at(16, 1)), Some(&exact("60")));
    assert_eq!(found[0].multiplier_over(at(15, 23), at(16, 1)), None);
    assert_eq!((found[0].service.from, found[0].service.to), (None, None));
    // equal multipliers are no change
    assert!(found[1].multipliers.is_empty());
    for (second, words) in [
        ("M1|electricity|load|kWh|60|2025-03-15||", "both rows are in service from 2025-03-15 to 2025-03-15"),
        ("M1|electricity|load|kWh|60||2025-03-20|", "both rows are in service"),
        ("M1|electricity|load|kWh|60|2025-03-18||", "from 2025-03-16 to 2025-03-17 neither row is in service"),
        ("M1|electricity|load|MWh|60|2025-03-16||", "differ in `unit`"),
        ("M1|electricity|load|kWh|60|||", "keep one row"),
    ] {
        let found = read(&rows(&names, &["M1|electricity|load|kWh|40||2025-03-15|", second])).expect_err(second);
        assert!(found.len() == 1 && found[0].starts_with("meters.csv:3: ") && found[0].contains(words), "{second}: {found:?}");
    }
}

#[test]
fn links_are_places_in_the_registry() {
    let names = [NAMES, &["parent", "less"]].concat();
    let found = read(&rows(
        &names,
        &[
            "M1|electricity|grid-import|kWh||M2 M3",
            "M2|electricity|load|kWh|M1|",
            "M3|electricity|load|MW|M2|",
            "A|electricity|auxiliary|kWh|PV|",
            "PV|electricity|onsite-renewable|kWh||",
        ],
    ))
    .expect("a registry");
    assert_eq!(found[0].less, [1, 2]);
    assert_eq!(found.iter().map(|m| m.parent).collect::<Vec<_>>(), [None, Some(0), Some(1), Some(4), None]);
}

#[test]
fn unknown_names_are_told_with_the_nearest_known_one() {
    let error = errors("parent", "M1|electricity|load|kvarh|");
    assert_eq!(error.len(), 1);
    assert!(error[0].starts_with("[unknown-unit] meters.csv:2: `unit` `kvarh` is not a unit"), "{error:?}");
    assert!(errors("parent", "M1|electricity|load|MHw|")[0].contains("did you mean `MWh`?"));
    assert!(errors("parent", "M17|electricity|load|kWh|M71")[0].starts_with("[unknown-meter] meters.csv:2: `parent` `M71`"));
    assert!(errors("less", "M17|electricity|load|kWh|M18")[0].contains("did you mean `M17`?"));
    assert!(errors("source", "M1|electrcity|load|kWh|")[0].contains("did you mean `electricity`?"));
    assert!(errors("source", "M1|electricity|grid-inport|kWh|")[0].contains("did you mean `grid-import`?"));
    assert!(errors("source", "M1|electricity|direct-line|kWh|soler")[0].contains("did you mean `solar`?"));
    assert!(errors("use", "M1|diesel|consumption|t|fule")[0].contains("did you mean `fuel`?"));
    assert!(errors("positive", "M1|electricity|grid-net|kWh|exports")[0].contains("did you mean `export`?"));
    assert!(errors("multiplier_applied", "M1|electricity|load|kWh|perhaps")[0].contains("neither"));
}

#[test]
fn what_cannot_be_meant_is_an_error() {
    for (column, line, words) in [
        ("positive", "M1|electricity|grid-net|kWh|", "signed flow"),
        ("positive", "M1|electricity|grid-import|kWh|export", "contradicts"),
        ("source", "M1|electricity|direct-line|kWh|fossil", "contradicts"),
        ("source", "M1|electricity|onsite-renewable|kWh|nuclear", "not renewable"),
        ("source", "M1|electricity|onsite-fossil|kWh|wind", "contradicts"),
        ("source", "M1|electricity|consumption|kWh|", "none of electricity"),
        ("source", "M1|natural-gas|load|m3|", "none of natural-gas"),
        ("source", "M1|electricity|load|t|", "does not measure electricity"),
        ("source", "M1|heat|import|t|", "does not measure heat"),
        ("source", "M1|diesel|consumption|kW|", "does not measure diesel"),
        ("multiplier", "M1|electricity|load|kWh|-1", "must be above zero"),
        ("multiplier", "M1|electricity|load|kWh|0", "must be above zero"),
        ("rating_kw", "M1|electricity|load|kWh|-5", "must be above zero"),
        ("rating_kw", "M1|diesel|consumption|t|5", "state `rating`, in t per hour"),
        ("rating", "M1|electricity|load|kWh|5", "state `rating_kw`"),
        ("loss_percent", "M1|electricity|direct-line|kWh|100", "below 100"),
        ("loss_percent", "M1|electricity|direct-line|kWh|-0.1", "at least 0"),
        ("digits", "M1|electricity|load|kWh|19", "1 to 18"),
        ("digits", "M1|electricity|load|kWh|5.5", "1 to 18"),
        ("ncv", "M1|natural-gas|consumption|GJ|0.0389", "energy already"),
        ("ncv", "M1|electricity|load|kWh|1", "only fuels"),
        ("use", "M1|electricity|load|kWh|feedstock", "only fuels"),
        ("accuracy_class", "M1|electricity|load|kWh|good", "not a class"),
        ("from", "M1|electricity|load|kWh|3/4/2025", "date_order"),
        ("from", "|electricity|load|kWh|", "`meter_id` is empty"),
    ] {
        let found = errors(column, line);
        assert!(found.len() == 1 && found[0].contains(words), "{column} {line}: {found:?}");
    }
    assert!(
        read(&rows(&[NAMES, &["from", "to"]].concat(), &["M1|electricity|load|kWh|2025-02-01|2025-01-31"])).expect_err("a span")[0]
            .contains("after")
    );
}

#[test]
fn all_errors_are_told_in_the_order_of_rows() {
    let names = [NAMES, &["parent"]].concat();
    let found = read(&rows(
        &names,
        &[
            "M1|electricity|load|kWh|M3",
            "M2|electricity|load|kvar|M1",
            "M3|electricity|load|kWh|M2",
            "M1|gas|load|kWh|M9",
            "M5|electricity|load|kWh|M5",
        ],
    ))
    .expect_err("errors");
    let lines: Vec<&str> = found.iter().map(|e| e.split("meters.csv:").nth(1).map_or("", |rest| &rest[..1])).collect();
    // a circle, a unit, a repeated id with an unknown parent and carrier, a meter above itself
    assert_eq!(lines, ["2", "3", "5", "5", "5", "6"], "{found:#?}");
    assert!(found[0].contains("M1 → M3 → M2 → M1"), "{found:?}");
    assert!(found[5].contains("M5 → M5"));
}

#[test]
fn linked_meters_measure_the_same() {
    let names = [NAMES, &["parent", "less"]].concat();
    for (line, words) in [
        ("M2|heat|consumption|GJ|M1|", "measures electricity"),
        ("M2|electricity|auxiliary|kWh|M1|", "no generator"),
        ("M2|electricity|load|kWh||M2", "itself"),
        ("M2|electricity|load|kWh||M1 M1", "twice"),
        ("M2|natural-gas|consumption|t|M3|", "read in m3"),
        ("M2|electricity|auxiliary|kWh|M4|", "netted with renewable"),
        ("M2|electricity|storage-charge|kWh||M1", "storage-net"),
        ("M2|electricity|storage-discharge|kWh||M1", "storage-net"),
    ] {
        let found = read(&rows(
            &names,
            &["M1|electricity|grid-import|kWh||", line, "M3|natural-gas|import|m3||", "M4|electricity|onsite-fossil|kWh||"],
        ))
        .expect_err(line);
        assert!(found.len() == 1 && found[0].contains(words), "{line}: {found:?}");
    }
}

#[test]
fn chinese_words_mean_flows_and_carriers() {
    let found = read(&rows(
        NAMES,
        &[
            "M1|电|下网|kWh",
            "M2|电力|余电上网|kWh",
            "M3|电力|自发|kWh",
            "M4|电|直连|kWh",
            "M5|电|充电|kWh",
            "M6|天然气|消费|m3",
            "M7|蒸汽|外购|GJ",
        ],
    ))
    .expect("a registry");
    let flows: Vec<Flow> = found.iter().map(|m| m.flow).collect();
    let wanted =
        [Flow::GridImport, Flow::GridExport, Flow::OnsiteRenewable, Flow::DirectLine, Flow::StorageCharge, Flow::Consumption, Flow::Import];
    assert_eq!(flows, wanted);
    // Self-use leaves out what is exported: it is no word for generation.
    let errors = read(&rows(NAMES, &["M1|电|自发自用|kWh"])).expect_err("self-use");
    assert!(errors[0].contains("onsite-renewable"), "{errors:?}");
}

#[test]
fn an_id_that_a_spreadsheet_rounded_is_refused_by_its_name() {
    let errors = errors("label", "1.3E+11|electricity|load|kWh|空压站");
    assert!(errors.len() == 1 && errors[0].contains("空压站") && errors[0].contains("1.3E+11"), "{errors:?}");
}
