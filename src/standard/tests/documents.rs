//! Every number of the law has its words, its document, a day and a standing; documents are in force when they say so.

use chrono::NaiveDate;

use super::*;
use crate::standard::factors;
use crate::standard::keys::Keys;
use crate::toml::Table;

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

/// Every citation of every built-in policy, with what it is cited for.
fn cited() -> Vec<(String, Citation)> {
    let mut all = Vec::new();
    for name in Standard::names() {
        let standard = Standard::built_in(name).expect(name);
        let indicators = standard.indicators.iter().map(|indicator| &indicator.clause);
        let clauses = standard.clauses.iter().chain(indicators).map(|clause| (clause.id.to_owned(), clause.citation.clone()));
        let constants = standard.cited_constants.iter().map(|constant| (constant.name.to_owned(), constant.citation.clone()));
        let settings = SETTINGS.iter().filter_map(|s| Some((s.name.to_owned(), standard.default_of(s.name)?.citation.clone())));
        let notes = standard.notes.iter().map(|note| ("note".to_owned(), note.clone()));
        all.extend(clauses.chain(constants).chain(settings).chain(notes).map(|(of, citation)| (format!("{name}: {of}"), citation)));
    }
    for fuel in factors::fuels() {
        for printed in [&fuel.coal_equivalent, &fuel.ncv, &fuel.carbon, &fuel.oxidation].into_iter().flatten() {
            all.push((format!("factors: {}", fuel.name), printed.citation.clone()));
        }
    }
    // Of any other year the latest before it is taken.
    let years: std::collections::BTreeSet<i32> = (2000..2100).filter_map(|year| Some(factors::national(year)?.year)).collect();
    for year in years {
        let national = factors::national(year).expect("averages");
        all.push((format!("factors: national {year}"), national.citation.clone()));
    }
    let also: Vec<_> =
        all.iter().flat_map(|(of, citation)| citation.also.iter().map(move |also| (format!("{of}, also"), also.clone()))).collect();
    all.extend(also);
    all
}

/// What fails until a new edition, factor or province has its quote or what it says, its source, its date and how sure it is.
#[test]
fn every_number_has_its_words_its_document_a_day_and_a_standing() {
    for (of, citation) in cited() {
        let document = &citation.document;
        assert!(!citation.quote().is_empty() && !citation.item.is_empty(), "{of}: no words or no item");
        assert!(!document.title.is_empty(), "{of}: no document");
        let said = |what: &str| {
            assert!(document.note.iter().all(|note| !note.is_empty()), "{of}: {} has no {what} and does not say why", document.key);
        };
        if document.day().is_none() {
            said("day");
        }
        if document.url.is_none() {
            said("address");
        }
        // What this program decides is never more than a decision.
        assert!(document.key != "LINGTAN" || citation.standing == Standing::Decision, "{of}");
    }
}

/// A document that two texts list is the same in both.
#[test]
fn a_document_is_listed_alike_wherever_it_is_listed() {
    let national = national();
    let table = Table::parse(factors::TEXT).expect("TOML");
    let listed = Document::read_all(&Keys::root(&table), std::collections::BTreeMap::new()).expect("documents");
    for (key, document) in &listed {
        if let Some(other) = national.documents.get(key) {
            assert_eq!(document, other, "{key}");
        }
    }
    assert!(listed.contains_key("STATISTICS") && listed.contains_key("EF-2022"));
}

/// Title, number, day and days of force, one by one.
#[test]
fn documents_have_the_days_that_they_say() {
    let national = national();
    for (key, number, date, from, until) in [
        ("NOTICE", "发改环资〔2025〕910号", "2025-06-30", Some("2025-06-30"), None),
        ("ANNEX-3", "发改环资〔2025〕910号附件3", "2025-06-30", Some("2025-06-30"), None),
        ("ANNEX-4", "发改环资〔2025〕910号附件4", "2025-06-30", Some("2025-06-30"), None),
        ("LIST-52", "发改办环资〔2025〕1082号", "2025-12-26", Some("2025-12-26"), None),
        ("PLAN-22", "国发〔2026〕22号", "2026-07-05", Some("2026-07-05"), None),
        ("GUIDE-622", "发改能源〔2026〕622号", "2026-06-01", Some("2026-06-01"), None),
        ("DIRECT-650", "发改能源〔2025〕650号", "2025-05-21", Some("2025-05-21"), None),
        ("DIRECT-688", "发改能源〔2026〕688号", "2026-05-14", Some("2026-05-14"), None),
        ("GEC-2024", "国能发新能规〔2024〕67号", "2024-08-26", Some("2024-08-26"), None),
        ("GBT-2589", "GB/T 2589-2020", "2020-09-29", Some("2021-04-01"), None),
    ] {
        let document = &national.documents[key];
        assert_eq!(document.number.as_deref(), Some(number), "{key}");
        assert_eq!(document.day(), Some(day(date)), "{key}");
        assert_eq!((document.in_force_from, document.in_force_until), (from.map(day), until.map(day)), "{key}");
    }
    let certificates = &national.documents["GEC-2026"];
    assert_eq!((certificates.in_force_from, certificates.in_force_until), (Some(day("2026-01-07")), Some(day("2029-01-06"))));
    assert_eq!(national.documents["READING-2025"].url.as_deref(), Some("https://www.ndrc.gov.cn/xxgk/jd/jd/202507/t20250708_1399064.html"));
    assert_eq!(hunan().documents["HUNAN"].to_string(), "湖南省零碳园区建设方案（暂行），湘工信节能〔2025〕467号，2025-12-24");
    for name in Standard::names() {
        assert!(Standard::built_in(name).expect(name).edition.is_some(), "{name} states no edition");
    }
}

/// 2.1 rests on the reading and not on the notice; the equivalent values on what gives them and not on the standard, which gives none.
#[test]
fn numbers_rest_on_the_documents_that_give_them() {
    let national = national();
    let default = |setting: &str| national.default_of(setting).expect(setting).citation.document.key.clone();
    assert_eq!((default("baseline"), default("electricity_equivalent")), ("READING-2025".to_owned(), "COMPANY-MANUAL".to_owned()));
    let constant = |name: &str| {
        let constant = national.cited_constants.iter().find(|c| c.name == name).expect(name);
        (constant.value.to_string(), constant.citation.document.key.clone())
    };
    assert_eq!(constant("electricity_equivalent_sensitivity"), ("0.3024".to_owned(), "CEC-2024".to_owned()));
    assert_eq!(constant("electricity_equivalent_sensitivity_low"), ("0.28078".to_owned(), "DB31-783".to_owned()));
    for fuel in factors::fuels() {
        let Some(coefficient) = &fuel.coal_equivalent else { continue };
        let statistics = ["briquettes", "naphtha", "petroleum-coke", "coke-oven-gas", "converter-gas"].contains(&fuel.name.as_str());
        let expected = if statistics { "STATISTICS" } else { "GBT-2589" };
        assert_eq!(coefficient.citation.document.key, expected, "{}", fuel.name);
    }
}

#[test]
fn a_document_is_in_force_from_its_day_and_until_its_end() {
    let national = national();
    let force = |key: &str, period: &str| national.documents[key].force(&Period::parse(period).expect(period));
    assert_eq!(force("ANNEX-3", "2022"), Force::NotYet(day("2025-06-30")));
    assert_eq!(force("ANNEX-3", "2024-07-01..2025-06-29"), Force::NotYet(day("2025-06-30")));
    assert_eq!(force("ANNEX-3", "2024-07-01..2025-06-30"), Force::Holds);
    assert_eq!(force("ANNEX-3", "2025"), Force::Holds);
    assert_eq!(force("GEC-2026", "2028"), Force::Holds);
    assert_eq!(force("GEC-2026", "2029"), Force::NoLonger(day("2029-01-06")));
    assert_eq!(force("LINGTAN", "1999"), Force::Holds);
    let own = "name = \"own\"\nextends = \"cn-national\"\n[documents]\nOURS = \"our own\"\n";
    assert_eq!(Standard::parse(own).expect("a policy").documents["OURS"].to_string(), "our own");
    let wrong = "name = \"own\"\nextends = \"cn-national\"\n[documents.OURS]\ntitle = \"our own\"\nin_force = 2026-01-01\n";
    assert!(Standard::parse(wrong).expect_err("unknown").to_string().contains("unknown key `in_force` in `[documents.OURS]`"));
}
