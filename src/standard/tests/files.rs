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
}

#[test]
fn a_malformed_policy_names_the_key_and_the_nearest() {
    for (more, key, hint) in [
        ("ruls = 1", "`ruls`", "`rules`"),
        ("[rules.water-resue]\nlevel = \"required\"", "`rules.water-resue`", "`water-reuse`"),
        ("[rules.water-reuse]\nlimts = []", "`rules.water-reuse.limts`", "`limits`"),
        ("[rules.water-reuse]\nlevel = \"requird\"", "`rules.water-reuse.level`", "`required`"),
        ("[rules.water-reuse]\nlimits = [{ valu = \"1\" }]", "`rules.water-reuse.limits[0].valu`", "`value`"),
        ("[rules.water-reuse]\nlimits = [{ value = 0.5 }]", "`rules.water-reuse.limits[0].value`", "in quotes"),
        ("[rules.water-reuse]\nlimits = [{ value = \"1\", from = \"2030-02-30\" }]", "limits[0].from", "a day"),
        ("[rules.water-reuse]\nlimits = [{ value = \"1\" }, { value = \"2\" }]", "`rules.water-reuse.limits`", "same day"),
        ("[rules.water-reuse]\nunit = \"%\"", "`rules.water-reuse.unit`", "`1`"),
        ("[rules.water-reuse]\nlimits = [{ value = \"1\", from = 2031-01-01, to = 2030-12-31 }]", "limits[0]", "some day"),
        ("[rules.water-reuse]\nlimits = [{ value = \"1\", min_tce = 9, max_tce = 9 }]", "limits[0]", "some park"),
        ("[rules.water-reuse]\nlevel = \"required\"", "`rules.water-reuse.document`", "missing"),
        ("[rules.water-reuse]\ndocument = \"ANNEX-5\"", "`rules.water-reuse.document`", "`ANNEX-"),
        ("[settings.vintag]\ndefault = \"x\"", "`settings.vintag`", "`vintage`"),
        ("[constants.heat_facto]\nvalue = \"1\"", "`constants.heat_facto`", "`heat_factor`"),
        ("[constants.heat_factor]\nvalue = \"1\"\nunit = \"kgCO2/GJ\"", "`constants.heat_factor.unit`", "`tCO2/GJ`"),
        ("[rules", "TOML", ""),
    ] {
        let error = own(more).expect_err(more).to_string();
        assert!(error.contains(key) && error.contains(hint), "{more}: {error}");
    }
    let refused = own(&format!("[settings.electricity_equivalent]\ndefault = \"0.1229\"\n{CITED}"));
    assert!(matches!(refused, Err(StandardError::Setting(_))));
    let unknown = Standard::parse("name = \"own\"\nextends = \"cn-nation\"").expect_err("unknown").to_string();
    assert!(unknown.contains("`cn-national`"), "{unknown}");
    let alone = Standard::parse("name = \"own\"").expect_err("nothing").to_string();
    assert!(alone.contains("is missing"), "{alone}");
}

#[test]
fn the_texts_are_there_to_print() {
    assert_eq!(Standard::names().collect::<Vec<_>>(), ["cn-national", "cn-hunan"]);
    assert!(Standard::text("cn-hunan").is_some_and(|text| text.contains("extends")));
    assert!(Standard::text("factors").is_some_and(|text| text.contains("natural-gas")));
    assert_eq!(Standard::text("cn-nowhere"), None);
}
