//! Reports of parks that were checked one by one, merged: what one run of all of them would have said.

#![allow(clippy::disallowed_methods, reason = "tests read and write files of their own")]

use crate::support;

use lingtan::check::Check;
use lingtan::report::rendering;
use support::{fixture, folders};

/// Whatever a form for people says can be made of the JSON report alone.
#[test]
fn a_report_reads_back_from_its_own_json() {
    for park in folders(&fixture("parks")) {
        let mut ways = vec![Check::new(&park), Check::new(&park).interim().interpretations()];
        ways.push(Check::new(&park).scenario(fixture("scenarios/pv-and-battery.toml")).expect("a scenario"));
        for way in ways {
            let Ok(report) = way.run() else { continue };
            let text = serde_json::to_string(&report).expect("JSON");
            let read = rendering::read(&serde_json::from_str(&text).expect("JSON")).unwrap_or_else(|why| panic!("{}: {why}", park.display()));
            assert_eq!(format!("{read:#?}"), format!("{report:#?}"), "{}", park.display());
        }
    }
}
