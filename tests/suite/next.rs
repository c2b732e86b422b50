//! What to do next: the key `next` names, for every required rule that is not passed, what would bring it nearer to a pass, most urgent first.

#![allow(clippy::disallowed_methods, reason = "tests read and write files of their own")]

use crate::support;

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::{Value, json};
use support::{check, copy_folder, fixture, folders, lingtan};

fn next_of(park: &Path, further: &[&str]) -> Vec<Value> {
    let (_, report, said) = check(park, further);
    report["next"].as_array().unwrap_or_else(|| panic!("{}: {said}", park.display())).clone()
}

fn actions(next: &[Value]) -> Vec<&str> {
    next.iter().map(|action| action["action"].as_str().expect("an action")).collect()
}

/// Every park and every defect of the fixtures: no open rule is left without an action, and every command that is named runs.
#[test]
fn every_open_rule_has_an_action_whose_command_runs() {
    let parks = [folders(&fixture("parks")), folders(&fixture("defects"))].concat();
    let mut commands = BTreeSet::new();
    for park in parks {
        for further in [&[][..], &["--interim"]] {
            let (_, report, _) = check(&park, further);
            let Some(rules) = report["rules"].as_array() else { continue };
            let next = report["next"].as_array().expect("a list");
            let named: BTreeSet<&str> = next.iter().flat_map(|a| a["rules"].as_array().expect("rules")).filter_map(Value::as_str).collect();
            for rule in rules.iter().filter(|rule| rule["level"] == "required") {
                let open = rule["outcome"] == "fail" || rule["outcome"] == "indeterminate";
                let id = rule["id"].as_str().expect("an id");
                assert!(!open || named.contains(id), "{} {further:?}: nothing to do for {id}: {next:#?}", park.display());
            }
            assert!(report["verdict"] == "pass" || !next.is_empty(), "{} {further:?}", park.display());
            commands.extend(next.iter().map(|action| action["command"].as_str().expect("a command").to_owned()));
        }
    }
    assert!(commands.len() > 10, "{commands:?}");
    for command in commands {
        let arguments: Vec<&str> = command.strip_prefix("lingtan ").expect("the program's own").split(' ').collect();
        let output = lingtan(&arguments);
        assert!(output.status.success(), "{command}: {}", String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
fn a_park_that_passes_has_nothing_to_do() {
    assert_eq!(next_of(&fixture("parks/full-pass"), &[]), Vec::<Value>::new());
}

/// 41 % of 800,000 MWh is supplied directly: 9 points are wanting, 72,000 MWh.
#[test]
fn a_failed_share_says_how_much_direct_supply_is_wanting() {
    let next = next_of(&fixture("parks/fail-direct-green-share"), &[]);
    assert_eq!(actions(&next), ["change"]);
    assert_eq!(next[0]["rules"], json!(["direct-green-share"]));
    let options = next[0]["options"].as_array().expect("options");
    assert_eq!(options.len(), 1, "certificates never count as direct supply: {options:?}");
    let want = json!({
        "change": "direct-supply", "meter": null, "carrier": null, "direction": "more", "amount": "72000", "unit": "MWh", "verdict": "pass",
    });
    assert_eq!(options[0], want);
    assert_eq!(next[0]["command"], "lingtan explain direct-supply");
}

/// Of PV-1 the days from 8 to 27 July are missing and nothing else is.
#[test]
fn an_open_rule_says_which_readings_decide_it() {
    let next = next_of(&fixture("parks/indeterminate-missing-data"), &[]);
    assert_eq!(actions(&next), ["read-again"]);
    assert_eq!((&next[0]["meter"], &next[0]["from"], &next[0]["to"]), (&json!("PV-1"), &json!("2025-07-08"), &json!("2025-07-27")));
    assert_eq!((&next[0]["decides"], &next[0]["command"]), (&json!(true), &json!("lingtan explain missing-interval")));
}

#[test]
fn a_blocked_rule_names_the_defect_that_blocks_it() {
    let next = next_of(&fixture("parks/indeterminate-missing-factor"), &[]);
    assert_eq!(actions(&next), ["mend"]);
    assert_eq!((&next[0]["of"], &next[0]["file"], &next[0]["line"]), (&json!("missing-factor"), &json!("meters.csv"), &json!(5)));
    assert_eq!(next[0]["rules"], json!(["near-zero", "carbon-intensity-tier"]));
}

#[test]
fn a_part_of_a_year_is_to_be_completed_or_judged_to_date() {
    let park = fixture("parks/interim-half-year");
    assert_eq!(actions(&next_of(&park, &[])).last(), Some(&"complete-year"));
    // Judged to date it passes, but at the year's end it lacks certificates.
    assert_eq!(actions(&next_of(&park, &["--interim"])), ["obtain-certificates", "obtain-certificates"]);
}

/// 9,475 whole certificates would mend the rule: so many that were presented and not retired come before all else, one less does not.
#[test]
fn certificates_that_do_not_count_come_first_where_they_would_be_enough() {
    let (folder, park) = (tempfile::tempdir().expect("a folder"), fixture("parks/fail-near-zero"));
    for (last, want) in [("209475", ["mend", "change"]), ("209474", ["change", "mend"])] {
        let copy = folder.path().join(last);
        copy_folder(&park, &copy);
        let file = copy.join("certificates.csv");
        let rows = std::fs::read_to_string(&file).expect("rows");
        let quantity = &last[2..];
        let row = format!("GEC25PV000000200001,GEC25PV000000{last},2025-06,issued,,示范零碳产业园管理委员会,{quantity}\n");
        std::fs::write(&file, rows + &row).expect("a file");
        let next = next_of(&copy, &[]);
        assert_eq!(actions(&next), want);
        let mend = next.iter().find(|action| action["action"] == "mend").expect("one");
        assert_eq!((&mend["of"], &mend["count"]), (&json!("certificate-not-retired"), &json!(quantity.parse::<u64>().expect("a number"))));
    }
}
