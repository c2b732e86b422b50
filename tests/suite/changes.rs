//! Every change that a report names is made to the inputs of random parks, which are read anew: it flips its rule, one step less does not, and the
//! other required rules come to what was said of them.
//!
//! `LINGTAN_CASES` sets the number of parks.

#![allow(clippy::disallowed_methods, reason = "tests read and write files of their own")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use lingtan::check::Check;
use lingtan::measure::Exact;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::Value;

use crate::support::cases;

const DAYS: usize = 28;
/// Readings are whole millionths of a `MWh`, a tonne or a cubic metre.
const MICRO: i64 = 1_000_000;

/// A park of one month with daily readings.
#[derive(Clone, Debug)]
struct Park {
    daily: BTreeMap<&'static str, Vec<i64>>,
    certificates: i64,
    trades: i64,
    coal_factor: &'static str,
}

const METERS: [(&str, &str); 8] = [
    ("GATE", "electricity,grid-import,MWh,,"),
    ("OUT", "electricity,grid-export,MWh,,"),
    ("LINE", "electricity,direct-line,MWh,wind,"),
    ("PV", "electricity,onsite-renewable,MWh,solar,"),
    ("CHG", "electricity,storage-charge,MWh,,"),
    ("DIS", "electricity,storage-discharge,MWh,,"),
    ("COAL", "raw-coal,consumption,t,,"),
    ("STEAM", "heat,import,GJ,,"),
];

impl Park {
    fn write(&self, folder: &Path) {
        let put = |name: &str, text: String| std::fs::write(folder.join(name), text).expect("written");
        put(
            "park.toml",
            "[park]\nname = \"P\"\n[period]\nstart = \"2025-02-01\"\nend = \"2025-02-28\"\n[meters]\nfile = \"meters.csv\"\n\
             [[readings]]\nfiles = [\"readings.csv\"]\nlayout = \"long\"\n[certificates]\nfiles = [\"certificates.csv\"]\nbeneficiaries = [\"P\"]\n\
             [trades]\nfiles = [\"trades.csv\"]\n[factors]\nfiles = [\"factors.csv\"]\n"
                .to_owned(),
        );
        let mut meters = "meter_id,carrier,flow,unit,source,\n".to_owned();
        let mut readings = "meter_id,time,value\n".to_owned();
        for (id, row) in METERS {
            let _ = writeln!(meters, "{id},{row}");
            for (day, value) in self.daily[id].iter().enumerate() {
                let _ = writeln!(readings, "{id},2025-02-{:02},{}", day + 1, decimal(*value));
            }
        }
        put("meters.csv", meters);
        put("readings.csv", readings);
        let mut certificates = "first_id,last_id,generation_month,status,retired_on,beneficiary\n".to_owned();
        if self.certificates > 0 {
            let _ = writeln!(certificates, "GEC000000001,GEC{:09},2025-02,retired,2025-03-20,P", self.certificates);
        }
        put("certificates.csv", certificates);
        // As many codes as whole MWh, apart from those of the certificates.
        let codes = match self.trades / MICRO {
            0 => ",".to_owned(),
            whole => format!("GEC800000001,GEC{}", 800_000_000 + whole),
        };
        put(
            "trades.csv",
            format!("contract_id,month,mwh,certificate_first_id,certificate_last_id\nT1,2025-02,{},{codes}\n", decimal(self.trades)),
        );
        put("factors.csv", format!("item,factor,unit,source\nraw-coal,{},tCO2/t,measured\n", self.coal_factor));
    }

    /// The rules and changes as `check --interim` reports them.
    fn report(&self) -> Value {
        let folder = tempfile::tempdir().expect("a folder");
        self.write(folder.path());
        let report = Check::new(folder.path()).interim().run().expect("a park that can be read");
        serde_json::to_value(report).expect("a report")
    }

    /// The park after a change of so many steps; `None` where the test's own simple way of making it has no room.
    fn after(&self, change: &Value, steps: i64) -> Option<Self> {
        let mut park = self.clone();
        let more = change["direction"] == "more";
        let signed = if more { steps } else { -steps };
        match (change["change"].as_str()?, change["meter"].as_str()) {
            ("certificates", _) => park.certificates += signed,
            ("trades", _) => park.trades += signed,
            ("direct-supply", _) => {
                let mut left = steps;
                for day in 0..DAYS {
                    let of = |id: &str| self.daily[id][day];
                    let renewable = of("LINE") + of("PV");
                    if of("CHG") != 0 || of("OUT") > renewable {
                        continue;
                    }
                    let room = if more { of("GATE") } else { of("LINE").min(renewable - of("OUT")) };
                    let moved = left.min(room);
                    left -= moved;
                    let moved = if more { moved } else { -moved };
                    park.daily.get_mut("LINE")?[day] += moved;
                    park.daily.get_mut("GATE")?[day] -= moved;
                }
                if left > 0 {
                    return None;
                }
            }
            (_, Some(meter)) => {
                let values = park.daily.iter_mut().find(|(id, _)| **id == meter)?.1;
                let mut left = signed;
                for value in values {
                    let moved = left.max(-*value);
                    *value += moved;
                    left -= moved;
                }
                assert_eq!(left, 0, "more than is burnt");
            }
            _ => return None,
        }
        Some(park)
    }
}

fn decimal(micro: i64) -> String {
    format!("{}.{:06}", micro / MICRO, micro % MICRO)
}

fn rule<'a>(report: &'a Value, id: &str) -> &'a Value {
    report["rules"].as_array().expect("rules").iter().find(|r| r["id"] == id).expect("a rule")
}

fn parks() -> impl Strategy<Value = Park> {
    let scale = prop_oneof![Just(300_i64), Just(2_000), Just(3_000), Just(12_000)];
    let factor = prop_oneof![Just("1.9003"), Just("0.12"), Just("2.64")];
    let shares = (0_i64..40, 0_i64..1_200, 0_i64..400, 0_i64..30, 0_i64..6);
    (scale, factor, shares, 60_i64..115, any::<u64>()).prop_map(|(scale, coal_factor, shares, covered, seed)| {
        let (storing, line, pv, coal, steam) = shares;
        let mut state = seed | 1;
        let mut draw = |up_to: i64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            i64::try_from(state >> 34).unwrap_or(0) % up_to.max(1)
        };
        let mut daily: BTreeMap<&'static str, Vec<i64>> = METERS.iter().map(|(id, _)| (*id, vec![0; DAYS])).collect();
        for day in 0..DAYS {
            let mut put = |id: &'static str, value: i64| daily.get_mut(id).expect("a meter")[day] = value;
            put("GATE", scale * MICRO / 2 + draw(scale * 1_000) * 1_000 + draw(1_000));
            put("LINE", scale * line * 1_000 + draw(scale * 100) * 1_000);
            put("PV", scale * pv * 1_000 / 2 + draw(scale * 50) * 1_000);
            put("COAL", scale * coal * 1_500 + draw(1_000));
            put("STEAM", scale * steam * 10_000);
            let (charges, releases) = (draw(100) < storing, draw(100) < storing);
            if charges {
                put("CHG", draw(scale * 50) * 1_000);
            } else if releases {
                put("DIS", draw(scale * 40) * 1_000);
            }
            if draw(10) == 0 {
                put("OUT", draw(scale * 100) * 1_000);
            }
        }
        let import: i64 = daily["GATE"].iter().sum();
        let zero_rated = import / 100 * covered;
        let trades = zero_rated / if seed % 7 == 0 { 400 } else { 3 };
        Park { certificates: (zero_rated - trades) / MICRO, trades, daily, coal_factor }
    })
}

/// Makes every change of a park's report; gives how many were tried.
fn hold(park: &Park) -> Result<BTreeMap<String, usize>, TestCaseError> {
    let mut tried: BTreeMap<String, usize> = BTreeMap::new();
    let report = park.report();
    let Some(rules) = report["changes"]["rules"].as_array() else { return Ok(tried) };
    for entry in rules {
        let id = entry["id"].as_str().expect("an id");
        let now = &rule(&report, id)["outcome"];
        prop_assert_eq!(now, &entry["outcome"]);
        prop_assert_eq!(&entry["exact"], true);
        for change in entry["changes"].as_array().expect("changes") {
            let Some(amount) = change["amount"].as_str() else {
                prop_assert!(change["impossible"].is_string());
                *tried.entry(format!("{} impossible", change["impossible"])).or_default() += 1;
                continue;
            };
            let step = Exact::parse(change["step"].as_str().expect("a step")).expect("a step");
            let steps = Exact::parse(amount).expect("an amount").over(&step).and_then(|s| s.to_i128()).expect("whole steps");
            let steps = i64::try_from(steps).expect("so many");
            let needed = change["amount_is"] == "needed";
            prop_assert!(steps >= i64::from(needed), "{} {}", id, change);
            let turned = if needed { steps } else { steps + 1 };
            let kept = turned - 1;
            if let (Some(before), Some(after)) = (park.after(change, kept), park.after(change, turned)) {
                let (before, after) = (before.report(), after.report());
                prop_assert_eq!(&rule(&before, id)["outcome"], now, "{}: {} already turns at one step less", id, change);
                prop_assert_eq!(&rule(&after, id)["outcome"], &change["becomes"], "{}: {} does not turn", id, change);
                let at = if needed { &after } else { &before };
                for effect in change["effects"].as_array().expect("effects") {
                    let other = rule(at, effect["id"].as_str().expect("an id"));
                    for key in ["level", "measured", "outcome"] {
                        prop_assert_eq!(&effect[key], &other[key], "{}: {} {}", id, change, key);
                    }
                }
                *tried.entry(format!("{} {}", change["change"], change["amount_is"])).or_default() += 1;
            }
        }
    }
    Ok(tried)
}

#[test]
fn a_change_made_to_the_inputs_flips_its_rule_and_one_step_less_does_not() {
    let cases = cases(100);
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let tried = std::cell::RefCell::new(BTreeMap::<String, usize>::new());
    let result = runner.run(&parks(), |park| {
        for (what, count) in hold(&park)? {
            *tried.borrow_mut().entry(what).or_default() += count;
        }
        Ok(())
    });
    if let Err(error) = result {
        panic!("{error}");
    }
    // Each lever was pulled both ways, and each reason why it cannot be was seen.
    let tried = tried.into_inner();
    for lever in ["direct-supply", "certificates", "trades", "fuel"] {
        for way in ["needed", "borne"] {
            assert!(tried.contains_key(&format!("\"{lever}\" \"{way}\"")), "{lever} {way}: {tried:?}");
        }
    }
    assert!(tried.keys().any(|k| k.contains("beyond-available")) && tried.keys().any(|k| k.contains("passes-without")), "{tried:?}");
}
