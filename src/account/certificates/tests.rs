//! Certificates as a registry, a trade desk and an earlier run would present them.

use std::sync::LazyLock;

use chrono::NaiveDate;

use super::*;
use crate::dossier::Codes;
use crate::measure::Exact;

fn day(text: &str) -> NaiveDate {
    text.parse().expect(text)
}

/// Retired in time for the park, generated in March 2025, at `line` of the first file.
fn retired(line: u64, prefix: &str, first: u128, last: u128) -> Certificate {
    Certificate {
        codes: range(prefix, first, last),
        generated: (day("2025-03-01"), day("2025-03-31")),
        status: Status::Retired,
        retired_on: Some(day("2026-01-10")),
        beneficiary: "园区（一期）".to_owned(),
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
    certificate.generated = (day("2022-03-01"), day("2022-03-31"));
    certificate.kind = Kind::SelfUse;
    certificate.project_code = Some("P7".to_owned());
    assert_eq!(judge(&certificate), Some(Reason::NotRetired));
    certificate.status = Status::Retired;
    assert_eq!(judge(&Certificate { retired_on: None, ..certificate.clone() }), Some(Reason::NotRetired));
    assert_eq!(judge(&certificate), Some(Reason::WrongBeneficiary));
    certificate.beneficiary = "园区(一期) ".to_owned();
    assert_eq!(judge(&certificate), Some(Reason::WrongVintage));
    certificate.generated = (day("2025-03-01"), day("2025-03-31"));
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
    let generated = |first: &str, last: &str| Certificate { generated: (day(first), day(last)), ..retired(2, "G", 1, 5) };
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
        generated: (day(first), day(last)),
        retired_on: Some(day(retired_on)),
        ..retired(2, "G", 1, 5)
    };
    let judge = |c: &Certificate| reason(c, |t| t.vintage = Vintage::WithinValidity);
    // 2023-02 ends with 2025-01, in the period; 2023-01 ends with 2024-12, before it
    assert_eq!(judge(&generated("2023-02-01", "2023-02-28", "2025-01-31")), None);
    assert_eq!(judge(&generated("2023-02-01", "2023-02-28", "2025-02-01")), Some(Reason::Expired));
    assert_eq!(judge(&generated("2023-01-01", "2023-02-28", "2024-12-31")), Some(Reason::WrongVintage));
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
        position: Position::default(),
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
    // 20 + 5 presented; 3..8 and 15..16 are claimed, 18..20 of the second row are duplicates
    assert_eq!((judged.presented, judged.counted), (25, 14));
    let told: Vec<_> = judged.rejected.iter().map(|r| (r.certificate.as_str(), r.quantity, r.reason.name(), r.position.line)).collect();
    assert_eq!(
        told,
        [
            ("G0000003..G0000008", 6, "already-claimed", 2),
            ("G0000015..G0000016", 2, "already-claimed", 2),
            ("G0000018..G0000020", 3, "duplicate", 3),
        ]
    );
    assert_eq!(judged.rows.iter().map(|r| (r.quantity, r.position.line)).collect::<Vec<_>>(), [(12, 2), (2, 3)]);
}

#[test]
fn only_counted_codes_make_duplicates() {
    let held = Certificate { status: Status::Held, ..retired(2, "G", 1, 10) };
    let single = Certificate { codes: Codes::single("G0000004"), ..retired(4, "G", 4, 4) };
    let judged = with(&[held, retired(3, "G", 1, 5), single], |_| {});
    let told: Vec<_> = judged.rejected.iter().map(|r| (r.certificate.as_str(), r.reason.name())).collect();
    assert_eq!(told, [("G0000001..G0000010", "not-retired"), ("G0000004", "duplicate")]);
    assert_eq!((judged.presented, judged.counted), (16, 5));
}

#[test]
fn large_files_are_judged_without_enumeration() {
    let mut certificates: Vec<Certificate> = (0..100_000_u128).map(|n| retired(2, "G", n * 7 % 100_000, n * 7 % 100_000)).collect();
    // ends in a date: the serial of a single code is then the date
    certificates.extend((0..50_000).map(|n| Certificate { codes: Codes::single(&format!("D{n:07}-2025")), ..retired(3, "D", 0, 0) }));
    certificates.extend((0..10_000).map(|n| retired(4, "R", n * 100, n * 100 + 99)));
    certificates.extend((0..10_000).map(|n| Certificate {
        codes: Codes { suffix: "-2025".to_owned(), ..range("D", n * 100, n * 100 + 99) },
        ..retired(5, "D", 0, 0)
    }));
    certificates.push(retired(6, "G", 0, 999_999));
    certificates.push(Certificate { codes: Codes { width: 14, ..range("X", 0, 1_000_000_000_000) }, ..retired(7, "X", 0, 0) });
    let judged = with(&certificates, |_| {});
    // G: a million in all; D: a million in all; R: a million; X: a million million and one
    assert_eq!(judged.counted, 3_000_000 + 1_000_000_000_001);
    assert_eq!(judged.rejected.iter().map(|r| r.quantity).sum::<u128>(), 100_000 + 50_000);
}
