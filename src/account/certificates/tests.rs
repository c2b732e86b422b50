//! Certificates as a registry, a trade desk and an earlier run would present them.

use std::sync::LazyLock;

use chrono::NaiveDate;

use super::*;
use crate::dossier::{Code, Codes, LedgerEntry, Record, Status, Trade};
use crate::measure::{Exact, Period};

fn day(text: &str) -> NaiveDate {
    text.parse().expect(text)
}

/// Retired in time for the park, generated in March 2025, at `line` of the first file.
fn retired(line: u64, prefix: &str, first: u128, last: u128) -> Certificate {
    Certificate {
        record: Record::Register,
        lot: Lot::Coded(range(prefix, first, last)),
        generated: Some((day("2025-03-01"), day("2025-03-31"))),
        status: Status::Retired,
        retired_on: Some(day("2026-01-10")),
        beneficiary: "园区（一期）".to_owned(),
        retired_by: String::new(),
        kind: Kind::Tradable,
        project_code: None,
        position: Position { file: 0, line },
    }
}

fn range(prefix: &str, first: u128, last: u128) -> Codes {
    Codes { prefix: prefix.to_owned(), suffix: String::new(), width: 7, first, last }
}

static NAMED: LazyLock<(Vec<String>, BTreeSet<String>)> =
    LazyLock::new(|| (vec!["园区(一期)".to_owned()], BTreeSet::from(["P7".to_owned()])));

fn with<'a>(certificates: &[Certificate], change: impl FnOnce(&mut Terms<'a>)) -> Judged {
    let (beneficiaries, projects) = &*NAMED;
    let mut terms = Terms {
        park: "园区",
        period: Period::year(2025).expect("a year"),
        beneficiaries,
        trades: &[],
        metered_projects: projects,
        ledger: &[],
        vintage: Vintage::SameYear,
        validity_months: 24,
        early: (2024, 2025),
        transferred_count: true,
        uncertified_trades: false,
        inputs: &[],
    };
    change(&mut terms);
    judge(certificates, &terms)
}

/// The only reason, if all of a certificate was rejected; `None` if all of it counts.
fn reason(certificate: &Certificate, change: impl FnOnce(&mut Terms<'static>)) -> Option<Reason> {
    let judged = with(std::slice::from_ref(certificate), change);
    assert_eq!(judged.presented, judged.counted + judged.rejected.iter().map(|r| r.quantity).sum::<u128>());
    assert_eq!(judged.rejected.len() + judged.rows.len(), 1);
    judged.rejected.first().map(|r| r.reason)
}

#[test]
fn the_first_reason_is_the_one_that_is_told() {
    let mut certificate = retired(2, "G", 1, 5);
    let judge = |certificate: &Certificate| reason(certificate, |_| {});
    assert_eq!(judge(&certificate), None);
    // wrong in every way; each step mends the reason told
    certificate.status = Status::Held;
    certificate.beneficiary = "别家".to_owned();
    certificate.generated = Some((day("2022-03-01"), day("2022-03-31")));
    certificate.kind = Kind::SelfUse;
    certificate.project_code = Some("P7".to_owned());
    assert_eq!(judge(&certificate), Some(Reason::NotRetired));
    certificate.status = Status::Retired;
    assert_eq!(judge(&Certificate { retired_on: None, ..certificate.clone() }), Some(Reason::NotRetired));
    assert_eq!(judge(&certificate), Some(Reason::WrongBeneficiary));
    certificate.beneficiary = "园区(一期) ".to_owned();
    assert_eq!(judge(&certificate), Some(Reason::WrongVintage));
    certificate.generated = Some((day("2025-03-01"), day("2025-03-31")));
    certificate.retired_on = Some(day("2027-03-01"));
    assert_eq!(judge(&certificate), Some(Reason::Expired));
    certificate.retired_on = Some(day("2027-02-28"));
    assert_eq!(judge(&certificate), Some(Reason::NotTradable));
    certificate.kind = Kind::Tradable;
    assert_eq!(judge(&certificate), Some(Reason::AlreadyClaimed));
    certificate.project_code = Some("P8".to_owned());
    assert_eq!(judge(&certificate), None);
    assert_eq!(judge(&Certificate { kind: Kind::Bundled, ..certificate }), Some(Reason::AlreadyClaimed));
}

#[test]
fn an_unknown_status_or_no_beneficiary_never_counts() {
    let certificate = retired(2, "G", 1, 5);
    assert_eq!(
        reason(&Certificate { status: Status::Unknown("在途".to_owned()), ..certificate.clone() }, |_| {}),
        Some(Reason::NotRetired)
    );
    assert_eq!(
        reason(&Certificate { beneficiary: String::new(), ..certificate.clone() }, |t| t.beneficiaries = &[]),
        Some(Reason::WrongBeneficiary)
    );
}

#[test]
fn generation_lies_in_the_months_of_the_period() {
    let generated = |first: &str, last: &str| Certificate { generated: Some((day(first), day(last))), ..retired(2, "G", 1, 5) };
    let year = |c: &Certificate| reason(c, |_| {});
    assert_eq!(year(&generated("2025-12-31", "2026-01-01")), Some(Reason::WrongVintage));
    assert_eq!(year(&generated("2025-01-01", "2025-12-31")), None);
    // an interim run from mid January to June: whole months only
    let interim = |c: &Certificate| reason(c, |t| t.period = Period::parse("2025-01-15..2025-06-30").expect("a period"));
    assert_eq!(interim(&generated("2025-01-16", "2025-01-31")), Some(Reason::WrongVintage));
    assert_eq!(interim(&generated("2025-02-01", "2025-06-30")), None);
    assert_eq!(interim(&generated("2025-06-01", "2025-07-01")), Some(Reason::WrongVintage));
}

#[test]
fn within_validity_reaches_back_two_years() {
    let generated = |first: &str, last: &str, retired_on: &str| Certificate {
        generated: Some((day(first), day(last))),
        retired_on: Some(day(retired_on)),
        ..retired(2, "G", 1, 5)
    };
    let judge = |c: &Certificate| reason(c, |t| t.vintage = Vintage::WithinValidity);
    // what was generated before 2024 is valid until the end of 2025, two years or not
    assert_eq!(judge(&generated("2023-02-01", "2023-02-28", "2025-12-31")), None);
    assert_eq!(judge(&generated("2023-02-01", "2023-02-28", "2026-01-01")), Some(Reason::Expired));
    // 2024-02 ends with 2026-01, in the year 2026; 2024-01 ends with 2025-12, before it
    let later = |c: &Certificate| {
        reason(c, |t| {
            t.vintage = Vintage::WithinValidity;
            t.period = Period::year(2026).expect("a year");
        })
    };
    assert_eq!(later(&generated("2024-02-01", "2024-02-29", "2026-01-31")), None);
    assert_eq!(later(&generated("2024-02-01", "2024-02-29", "2026-02-01")), Some(Reason::Expired));
    assert_eq!(later(&generated("2024-01-01", "2024-02-29", "2025-12-31")), Some(Reason::WrongVintage));
    assert_eq!(judge(&generated("2025-12-01", "2026-01-31", "2026-01-31")), Some(Reason::WrongVintage));
}

#[test]
fn parts_are_claimed_by_trades_and_earlier_runs() {
    let trades = [Trade {
        contract: "C1".to_owned(),
        month: Month { year: 2025, month: 3 },
        mwh: Exact::from(5_i64),
        codes: Some(range("G", 3, 7)),
        project_code: None,
        position: Position::default(),
    }];
    let entry = |first, last, park: &str, period: &str| LedgerEntry {
        codes: range("G", first, last),
        park: park.to_owned(),
        period: period.to_owned(),
        position: None,
    };
    // this park's own 2025 entry, in either spelling of the year, claims nothing
    let ledger = [
        entry(6, 8, "别园", "2025"),
        entry(15, 16, "园区", "2024"),
        entry(1, 20, "园区", "2025"),
        entry(1, 20, " 园区", "2025-01-01..2025-12-31"),
    ];
    let certificates = [retired(2, "G", 1, 20), retired(3, "G", 18, 22)];
    let judged = with(&certificates, |t| (t.trades, t.ledger) = (&trades, &ledger));
    // 20 + 5 presented; 3..7 are claimed by the trade, 8 and 15..16 by the ledger, 18..20 of the second row are duplicates
    assert_eq!((judged.presented, judged.counted), (25, 14));
    let told: Vec<_> = judged.rejected.iter().map(|r| (r.certificate.as_str(), r.quantity, r.reason.name(), r.position.line)).collect();
    assert_eq!(
        told,
        [
            ("G0000003..G0000007", 5, "already-claimed", 2),
            ("G0000008", 1, "already-claimed", 2),
            ("G0000015..G0000016", 2, "already-claimed", 2),
            ("G0000018..G0000020", 3, "duplicate", 3),
        ]
    );
    assert_eq!(judged.rows.iter().map(|r| (r.quantity, r.position.line)).collect::<Vec<_>>(), [(12, 2), (2, 3)]);
}

#[test]
fn only_counted_codes_make_duplicates() {
    let held = Certificate { status: Status::Held, ..retired(2, "G", 1, 10) };
    let single = Certificate { lot: Lot::Coded(Codes::single("G0000004")), ..retired(4, "G", 4, 4) };
    let judged = with(&[held, retired(3, "G", 1, 5), single], |_| {});
    let told: Vec<_> = judged.rejected.iter().map(|r| (r.certificate.as_str(), r.reason.name())).collect();
    assert_eq!(told, [("G0000001..G0000010", "not-retired"), ("G0000004", "duplicate")]);
    assert_eq!((judged.presented, judged.counted), (16, 5));
}

#[test]
fn large_files_are_judged_without_enumeration() {
    let mut certificates: Vec<Certificate> = (0..100_000_u128).map(|n| retired(2, "G", n * 7 % 100_000, n * 7 % 100_000)).collect();
    // ends in a date: the serial of a single code is then the date
    certificates
        .extend((0..50_000).map(|n| Certificate { lot: Lot::Coded(Codes::single(&format!("D{n:07}-2025"))), ..retired(3, "D", 0, 0) }));
    certificates.extend((0..10_000).map(|n| retired(4, "R", n * 100, n * 100 + 99)));
    certificates.extend((0..10_000).map(|n| Certificate {
        lot: Lot::Coded(Codes { suffix: "-2025".to_owned(), ..range("D", n * 100, n * 100 + 99) }),
        ..retired(5, "D", 0, 0)
    }));
    certificates.push(retired(6, "G", 0, 999_999));
    certificates.push(Certificate { lot: Lot::Coded(Codes { width: 14, ..range("X", 0, 1_000_000_000_000) }), ..retired(7, "X", 0, 0) });
    let judged = with(&certificates, |_| {});
    // G: a million in all; D: a million in all; R: a million; X: a million million and one
    assert_eq!(judged.counted, 3_000_000 + 1_000_000_000_001);
    assert_eq!(judged.rejected.iter().map(|r| r.quantity).sum::<u128>(), 100_000 + 50_000);
}

/// A row of a record that is no register, at `line`.
fn of(record: Record, line: u64, first: u128, last: u128) -> Certificate {
    let bare = Certificate { record, status: Status::Held, retired_on: None, ..retired(line, "G", first, last) };
    match record {
        Record::Retirement => Certificate {
            status: Status::Retired,
            retired_on: Some(day("2026-01-10")),
            generated: None,
            beneficiary: "园区(一期)".to_owned(),
            ..bare
        },
        _ => Certificate { beneficiary: String::new(), ..bare },
    }
}

fn told(judged: &Judged) -> Vec<(&str, u128, &str, u64)> {
    judged.rejected.iter().map(|r| (r.certificate.as_str(), r.quantity, r.reason.name(), r.position.line)).collect()
}

#[test]
fn a_purchase_and_its_retirement_are_one_certificate() {
    // 100 bought, 60 of them retired: 60 count, 40 are not retired; the month comes from the purchase
    let judged = with(&[of(Record::Purchase, 2, 1, 100), of(Record::Retirement, 3, 1, 60)], |_| {});
    assert_eq!((judged.presented, judged.counted), (100, 60));
    assert_eq!(told(&judged), [("G0000061..G0000100", 40, "not-retired", 2)]);
    // a holding and a purchase of the same codes are one as well, told at the holding
    let judged = with(&[of(Record::Purchase, 2, 1, 100), of(Record::Holding, 3, 1, 100), of(Record::Issue, 4, 1, 120)], |_| {});
    assert_eq!(judged.presented, 120);
    assert_eq!(told(&judged), [("G0000001..G0000100", 100, "not-retired", 3), ("G0000101..G0000120", 20, "not-retired", 4)]);
}

#[test]
fn a_record_that_names_a_code_twice_presents_it_twice() {
    // bought twice, retired once: one counts, the second purchase is a duplicate
    let judged = with(&[of(Record::Purchase, 2, 1, 10), of(Record::Purchase, 3, 6, 10), of(Record::Retirement, 4, 1, 10)], |_| {});
    assert_eq!((judged.presented, judged.counted), (15, 10));
    assert_eq!(told(&judged), [("G0000006..G0000010", 5, "duplicate", 3)]);
    // bought once, retired twice
    let judged = with(&[of(Record::Purchase, 2, 1, 10), of(Record::Retirement, 3, 1, 10), of(Record::Retirement, 4, 10, 10)], |_| {});
    assert_eq!((judged.presented, judged.counted), (11, 10));
    assert_eq!(told(&judged), [("G0000010", 1, "duplicate", 4)]);
}

#[test]
fn a_retirement_without_a_month_cannot_be_judged_alone() {
    let judged = with(&[of(Record::Purchase, 2, 1, 5), of(Record::Retirement, 3, 1, 10)], |_| {});
    assert_eq!((judged.presented, judged.counted, judged.defects.len()), (5, 5, 1));
    assert_eq!((judged.defects[0].code, judged.defects[0].position.map(|p| p.line)), (Code::UnparsableRow, Some(3)));
    assert!(
        judged.defects[0].message.to_string().contains("5 retired certificate(s) from `G0000006..G0000010`"),
        "{}",
        judged.defects[0].message
    );
    // for another entity it is decided all the same
    let other = Certificate { beneficiary: "别家".to_owned(), ..of(Record::Retirement, 3, 1, 10) };
    let judged = with(&[other], |_| {});
    assert_eq!(told(&judged), [("G0000001..G0000010", 10, "wrong-beneficiary", 3)]);
    assert!(judged.defects.is_empty());
}

#[test]
fn records_that_disagree_count_only_if_they_would_by_both() {
    let bought = Certificate {
        generated: Some((day("2024-12-01"), day("2024-12-31"))),
        beneficiary: "售电公司".to_owned(),
        ..of(Record::Purchase, 2, 1, 4)
    };
    let listed = Certificate { generated: Some((day("2025-01-01"), day("2025-01-31"))), ..of(Record::Retirement, 3, 1, 10) };
    let by_the_buyer = Certificate { retired_by: "售电公司".to_owned(), ..listed.clone() };
    assert_eq!(with(&[bought.clone(), by_the_buyer], |_| {}).defects.len(), 1);
    let judged = with(&[bought, listed], |_| {});
    assert_eq!((judged.presented, judged.counted), (10, 6));
    assert_eq!(told(&judged), [("G0000001..G0000004", 4, "wrong-vintage", 3)]);
    let said: Vec<(Code, u64)> = judged.defects.iter().map(|d| (d.code, d.count)).collect();
    assert_eq!(said, [(Code::ConflictingCertificate, 4), (Code::ConflictingCertificate, 4)]);
    assert!(
        judged.defects[0].message.to_string().contains(":3: ") && judged.defects[0].message.to_string().contains(":2"),
        "{}",
        judged.defects[0].message
    );
}

#[test]
fn a_beneficiary_in_other_signs_counts_and_is_said() {
    let judged = with(&[retired(2, "G", 1, 5), retired(3, "G", 6, 9)], |_| {});
    assert_eq!((judged.counted, judged.defects.len()), (9, 1));
    assert_eq!((judged.defects[0].code, judged.defects[0].count), (Code::InexactBeneficiary, 2));
    assert!(
        judged.defects[0].message.to_string().contains("`园区（一期）` is taken for the beneficiary `园区(一期)`"),
        "{}",
        judged.defects[0].message
    );
    let near = Certificate { beneficiary: "园区一期".to_owned(), ..retired(2, "G", 1, 5) };
    let judged = with(&[near], |_| {});
    assert_eq!((judged.counted, judged.rejected[0].reason), (0, Reason::WrongBeneficiary));
    assert!(judged.rejected[0].why.to_string().contains("`园区(一期)` is near"), "{}", judged.rejected[0].why);
}

#[test]
fn a_bundled_certificate_stays_so_whichever_record_says_it() {
    let bundled = Certificate { kind: Kind::Bundled, ..of(Record::Holding, 2, 1, 4) };
    let judged = with(&[bundled, of(Record::Retirement, 3, 1, 4)], |_| {});
    assert_eq!(told(&judged), [("G0000001..G0000004", 4, "already-claimed", 3)]);
}

#[test]
fn what_has_no_code_is_never_joined() {
    let order = Certificate { lot: Lot::Uncoded { quantity: 10, name: "D1".to_owned() }, ..of(Record::Purchase, 2, 1, 1) };
    let listed = Certificate { generated: order.generated, ..of(Record::Retirement, 3, 1, 10) };
    let judged = with(&[order, listed], |_| {});
    assert_eq!((judged.presented, judged.counted), (20, 10));
    assert_eq!(told(&judged), [("D1", 10, "not-retired", 2)]);
    assert!(judged.rejected[0].why.to_string().contains("without codes"), "{}", judged.rejected[0].why);
}

#[test]
fn records_of_a_million_million_are_joined() {
    let wide = |record, line, first, last| Certificate {
        lot: Lot::Coded(Codes { width: 14, ..range("X", first, last) }),
        ..of(record, line, 0, 0)
    };
    let judged = with(&[wide(Record::Purchase, 2, 1, 1_000_000_000_000), wide(Record::Retirement, 3, 500, 1_000_000_000_099)], |_| {});
    // 499 are bought only; 999,999,999,501 are both; the last 99 have no month
    assert_eq!((judged.presented, judged.counted), (1_000_000_000_000, 999_999_999_501));
}

mod joined {
    use proptest::prelude::*;

    use super::*;

    /// Rows of a kind: serials from 0 to 39 each, some named twice.
    fn lots() -> impl Strategy<Value = Vec<(u128, u128)>> {
        prop::collection::vec((0..40_u128, 1..12_u128), 0..6)
            .prop_map(|lots| lots.into_iter().map(|(a, n)| (a, (a + n - 1).min(39))).collect())
    }

    fn all(kinds: &[(Record, &[(u128, u128)])]) -> Vec<Certificate> {
        let lots = kinds.iter().flat_map(|(record, lots)| lots.iter().map(move |lot| (*record, *lot)));
        lots.zip(2..).map(|((record, (first, last)), line)| of(record, line, first, last)).collect()
    }

    fn sums(judged: &Judged) -> (u128, u128, std::collections::BTreeMap<&'static str, u128>) {
        let mut reasons = std::collections::BTreeMap::new();
        for rejection in &judged.rejected {
            *reasons.entry(rejection.reason.name()).or_insert(0) += rejection.quantity;
        }
        (judged.presented, judged.counted, reasons)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]
        #[test]
        fn cuts_and_order_change_nothing(bought in lots(), held in lots(), retired in lots(), turn in 0..6_usize) {
            let kinds = [(Record::Purchase, &bought[..]), (Record::Holding, &held[..]), (Record::Retirement, &retired[..])];
            let whole = with(&all(&kinds), |_| {});
            prop_assert_eq!(whole.presented, whole.counted + whole.rejected.iter().map(|r| r.quantity).sum::<u128>());
            // what counts, worked out code by code: retired, and its month known from a purchase or holding
            let named = |lots: &[(u128, u128)], serial: u128| lots.iter().any(|(first, last)| (*first..=*last).contains(&serial));
            let good = (0..40).filter(|&s| named(&retired, s) && (named(&bought, s) || named(&held, s))).count() as u128;
            prop_assert_eq!(whole.counted, good);
            // one row for each code
            let single = |lots: &[(u128, u128)]| lots.iter().flat_map(|(first, last)| (*first..=*last).map(|s| (s, s))).collect::<Vec<_>>();
            let cut = [single(&bought), single(&held), single(&retired)];
            let cut = with(&all(&[(Record::Purchase, &cut[0]), (Record::Holding, &cut[1]), (Record::Retirement, &cut[2])]), |_| {});
            prop_assert_eq!(sums(&cut), sums(&whole));
            // rows of a kind and the kinds in another order
            let turned = |lots: &[(u128, u128)]| { let mut lots = lots.to_vec(); lots.reverse(); if !lots.is_empty() { let n = turn % lots.len(); lots.rotate_left(n); } lots };
            let other = [turned(&bought), turned(&held), turned(&retired)];
            let mut kinds = [(Record::Purchase, &other[0][..]), (Record::Holding, &other[1][..]), (Record::Retirement, &other[2][..])];
            kinds.rotate_left(turn % 3);
            prop_assert_eq!(sums(&with(&all(&kinds), |_| {})), sums(&whole));
            // the same evidence given twice counts once
            let twice = [&bought[..], &bought[..]].concat();
            let again = [&retired[..], &retired[..]].concat();
            let twice = with(&all(&[(Record::Purchase, &twice), (Record::Holding, &held), (Record::Retirement, &again)]), |_| {});
            prop_assert_eq!(twice.counted, whole.counted);
            prop_assert_eq!(twice.presented, twice.counted + twice.rejected.iter().map(|r| r.quantity).sum::<u128>());
        }
    }
}
