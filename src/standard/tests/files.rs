//! Policy files of a park's own: what they may leave out, and how a mistake in them is said.

use super::*;

/// A policy file that extends the national one and adds `more`.
fn own(more: &str) -> Result<Standard, StandardError> {
    Standard::parse(&format!("name = \"own\"\nextends = \"cn-national\"\n{more}"))
}

const CITED: &str = "document = \"LINGTAN\"\nitem = \"x\"\nquote = \"y\"\nstanding = \"text\"\n";

#[test]
fn a_policy_file_says_only_what_differs() {
    let more = format!("[rules.water-reuse]\nlevel = \"required\"\n{CITED}[settings.vintage]\ndefault = \"within-validity\"\n{CITED}");
    let standard = own(&more).expect("a policy");
    let clause = standard.clause("water-reuse");
    assert_eq!((clause.level, clause.limit_on(&year(2025))), (Level::Required, Some(&exact("0.8"))));
    assert_eq!(Settings::resolve(&standard, []).expect("defaults").vintage(), Vintage::WithinValidity);
    let absolute = own(&format!("[rules.near-zero]\nlimits = [{{ value = \"0.25\" }}]\n{CITED}")).expect("a policy");
    assert_eq!(absolute.clause("near-zero").divisor, None);
    // What it does not state of the rules that are required in the nation is advisory in it; other levels are inherited.
    for rule in ["direct-green-share", "near-zero", "carbon-intensity-tier"] {
        assert_eq!(absolute.clause(rule).level, Level::Advisory, "{rule}");
    }
    assert_eq!((absolute.clause("solid-waste").level, absolute.clause("estimated-share").level), (Level::Guiding, Level::Data));
    let stated = own(&format!("[rules.near-zero]\nlevel = \"required\"\n{CITED}")).expect("a policy");
    assert_eq!(stated.clause("near-zero").level, Level::Required);
}

#[test]
fn a_malformed_policy_names_the_key_and_the_nearest() {
    for (more, line, said, hint) in [
        ("ruls = 1", 3, "unknown key `ruls`", "`rules`"),
        ("[rules.water-resue]\nlevel = \"required\"", 3, "unknown key `water-resue` in `[rules]`", "`water-reuse`"),
        ("[rules.water-reuse]\nlimts = []", 4, "unknown key `limts` in `[rules.water-reuse]`", "`limits`"),
        ("[rules.water-reuse]\nlevel = \"requird\"", 4, "`level = \"requird\"`", "`required`"),
        (
            "[rules.water-reuse]\nlimits = [\n  { value = \"1\" },\n  { valu = \"1\" },\n]",
            6,
            "unknown key `valu` in `[[rules.water-reuse.limits]]`",
            "`value`",
        ),
        ("[rules.water-reuse]\nlimits = [{ value = 0.5 }]", 4, "`value`", "in quotes"),
        (
            "[[rules.water-reuse.limits]]\nvalue = \"1\"\n[[rules.water-reuse.limits]]\nfrom = 2030-01-01\nvalue = 0.5",
            7,
            "`value`",
            "in quotes",
        ),
        ("[rules.water-reuse]\nlimits = [{ value = \"1\", from = \"2030-02-30\" }]", 4, "`from`", "a date"),
        ("[rules.water-reuse]\nlimits = [{ value = \"1\" }, { value = \"2\" }]", 4, "`limits`", "same day"),
        ("[rules.water-reuse]\nunit = \"%\"", 4, "`unit = \"%\"`", "tCO2/tce"),
        ("[rules.water-reuse]\nlimits = [{ value = \"1\", from = 2031-01-01, to = 2030-12-31 }]", 4, "`value`", "some day"),
        ("[rules.water-reuse]\nlimits = [{ value = \"1\", min_tce = 9, max_tce = 9 }]", 4, "`value`", "some park"),
        ("[rules.water-reuse]\nlevel = \"required\"", 3, "`rules.water-reuse.document`", "missing"),
        ("[rules.water-reuse]\ndocument = \"ANNEX-5\"", 4, "`document = \"ANNEX-5\"`", "`ANNEX-"),
        ("[settings.vintag]\ndefault = \"x\"", 3, "unknown key `vintag` in `[settings]`", "`vintage`"),
        ("[constants.heat_facto]\nvalue = \"1\"", 3, "unknown key `heat_facto` in `[constants]`", "`heat_factor`"),
        ("[constants.heat_factor]\nvalue = \"1\"\nunit = \"kgCO2/GJ\"", 5, "`unit = \"kgCO2/GJ\"`", "`tCO2/GJ`"),
        ("rules.near-zero.divisor = \"0\"", 3, "`divisor`", "above 0"),
        ("[rules", 3, "TOML", ""),
    ] {
        let error = own(more).expect_err(more);
        let text = error.to_string();
        assert!(error.line() == line && text.contains(said) && text.contains(hint), "{more}: {}: {text}", error.line());
    }
    let refused = own(&format!("[settings.electricity_equivalent]\ndefault = \"0.1229\"\n{CITED}"));
    assert!(matches!(refused, Err(StandardError::Setting { line: 4, .. })));
    let unknown = Standard::parse("name = \"own\"\nextends = \"cn-nation\"").expect_err("unknown").to_string();
    assert!(unknown.contains("`cn-national`"), "{unknown}");
    let alone = Standard::parse("name = \"own\"").expect_err("nothing").to_string();
    assert!(alone.contains("is missing"), "{alone}");
}

#[test]
fn the_texts_are_there_to_print() {
    assert_eq!(Standard::names().collect::<Vec<_>>(), ["cn-national", "cn-hunan", "cn-jiangsu"]);
    assert!(Standard::text("cn-hunan").is_some_and(|text| text.contains("extends")));
    assert!(Standard::text("factors").is_some_and(|text| text.contains("natural-gas")));
    assert_eq!(Standard::text("cn-nowhere"), None);
}

/// What provinces have and the nation has not: limits by kind of park, indicators of their own, growth without a number, a share of offsets.
#[test]
fn a_policy_may_have_kinds_and_indicators_of_its_own() {
    let text = format!(
        "[kinds]\nchemical = {{ en = \"chemical park\", zh = \"化工园区\" }}\nother = {{ en = \"other park\", zh = \"非化工园区\" }}\n\
         [rules.carbon-intensity-tier]\nlevel = \"required\"\nlimits = [{{ value = \"0.9\", kind = \"chemical\" }}, {{ value = \"0.4\", kind = \"other\" }}]\n{CITED}\
         [indicators.offset-share]\nname = {{ en = \"Share of offsets\", zh = \"碳排放抵销比例\" }}\nlevel = \"guiding\"\nmeasure = \"offset-share\"\ncomparison = \"at-most\"\nlimits = [{{ value = \"0.1\" }}]\n{CITED}\
         [indicators.output]\nname = {{ en = \"Output\", zh = \"产值\" }}\nlevel = \"required\"\nmeasure = \"growth\"\n{CITED}"
    );
    let standard = own(&text).expect("a policy");
    let of = |kind: &str| standard.clone().of_kind(Some(kind)).expect(kind).clause("carbon-intensity-tier").limit_on(&year(2026)).cloned();
    assert_eq!((of("chemical"), of("other")), (Some(exact("0.9")), Some(exact("0.4"))));
    let untold = standard.clone().of_kind(None).expect_err("no kind").to_string();
    assert!(untold.contains("[park] kind") && untold.contains("化工园区"), "{untold}");
    assert!(standard.clone().of_kind(Some("chemicals")).expect_err("unknown").to_string().contains("`chemical`"));
    let [offsets, growth] = standard.indicators.as_slice() else { panic!("{:?}", standard.indicators) };
    assert_eq!((offsets.clause.id, offsets.clause.measure), ("offset-share", Measure::OffsetShare));
    assert_eq!((growth.clause.comparison, growth.clause.limit_on(&year(2026))), (Comparison::Above, Some(&exact("1"))));
    assert!(growth.is_named("产值") && growth.is_named("output") && !growth.is_named("产"));
    for (more, hint) in [
        ("[indicators.x]\nname = { en = \"x\", zh = \"甲\" }\nlevel = \"data\"\nmeasure = \"ratio\"\n", "guard"),
        ("[indicators.near-zero]\nname = { en = \"x\", zh = \"甲\" }\n", "no rule has"),
        (
            "[indicators.x]\nname = { en = \"x\", zh = \"甲\" }\nlevel = \"guiding\"\nmeasure = \"ratio\"\ncomparison = \"at-least\"\n",
            "`indicators.x.limits` is missing",
        ),
        ("[rules.water-reuse]\nlimits = [{ value = \"1\", kind = \"chemical\" }]\n", "kind"),
    ] {
        let error = own(&format!("{more}{CITED}")).expect_err(more).to_string();
        assert!(error.contains(hint), "{more}: {error}");
    }
}

/// The reference values of Jiangsu are for reference: none of its rules is required.
#[test]
fn jiangsu_has_twenty_reference_values() {
    let jiangsu = Standard::built_in("cn-jiangsu").expect("built in");
    assert_eq!(jiangsu.indicators.len(), 19);
    assert!(jiangsu.indicators.iter().all(|indicator| indicator.clause.level == Level::Advisory));
    assert!(jiangsu.clauses.iter().all(|clause| clause.level != Level::Required));
    assert_eq!(jiangsu.clause("water-reuse").limit_on(&year(2026)), Some(&exact("0.85")));
    let limit = |id: &str| jiangsu.indicators.iter().find(|i| i.clause.id == id).and_then(|i| i.clause.limit_on(&year(2026)).cloned());
    assert_eq!(limit("energy-per-value-added"), Some(exact("0.35")));
    assert_eq!(limit("general-solid-waste"), Some(exact("0.96")));
    assert_eq!(limit("research-spending"), Some(exact("0.035")));
    assert_eq!(limit("innovation-platforms"), Some(exact("1")));
}
