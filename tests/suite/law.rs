//! The law as a park meets it: in force or not yet, a province's own limits and indicators, the list of national parks, offsets beside the verdict, and
//! the other readings of what the texts leave open.

#![allow(clippy::disallowed_methods, reason = "tests read and write files of their own")]

use crate::support;

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use support::{check, lingtan};
use tempfile::TempDir;

/// A park with a gateway and solar generation by the month, and certificates of the year: 6,000 and `solar` MWh a month, C = 50,000 MWh.
fn park(park: &str, year: i32, solar: u32, further: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let tables = further.iter().filter(|(name, _)| is_table(name)).map(|(name, _)| table(name)).collect::<String>();
    let policy = further.iter().find(|(name, _)| *name == "[policy]").map_or("", |(_, text)| text);
    let manifest = format!(
        "[park]\nname = \"a park\"\n{park}\n[period]\nyear = {year}\n[policy]\n{policy}\n[meters]\nfile = \"meters.csv\"\n\
         [[readings]]\nfiles = [\"readings.csv\"]\nlayout = \"long\"\n\
         [certificates]\nfiles = [\"certificates.csv\"]\nbeneficiaries = [\"us\"]\n{tables}"
    );
    write(&folder, "park.toml", &manifest);
    write(
        &folder,
        "meters.csv",
        "meter_id,carrier,flow,unit,source\nGATE,electricity,grid-import,MWh,\nPV,electricity,onsite-renewable,MWh,solar\n",
    );
    let mut readings = "meter_id,time,value\n".to_owned();
    for month in 1..=12 {
        let _ = writeln!(readings, "GATE,{year}-{month:02},6000\nPV,{year}-{month:02},{solar}");
    }
    write(&folder, "readings.csv", &readings);
    let certificates = format!(
        "first_id,last_id,generation_month,status,retired_on,beneficiary\nGEC000000000001,GEC000000050000,{year}-06,retired,{year}-12-01,us\n"
    );
    write(&folder, "certificates.csv", &certificates);
    for (name, text) in further.iter().filter(|(name, _)| is_table(name)) {
        write(&folder, name, text);
    }
    folder
}

fn is_table(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|extension| extension == "csv")
}

fn table(file: &str) -> String {
    format!("[{}]\nfiles = [\"{file}\"]\n", file.trim_end_matches(".csv"))
}

fn write(folder: &TempDir, name: &str, text: &str) {
    fs::write(folder.path().join(name), text).expect("written");
}

fn rule<'a>(report: &'a Value, id: &str) -> &'a Value {
    report["rules"].as_array().expect("rules").iter().find(|rule| rule["id"] == id).unwrap_or_else(|| panic!("{id}: {report}"))
}

/// A report with each run of blanks as one, in Chinese with none: lines are broken where they are full.
fn in_format(folder: &Path, format: &str, lang: &str) -> String {
    let details: &[&str] = if format == "text" { &["--details"] } else { &[] };
    let all = [&["check", folder.to_str().expect("UTF-8"), "--quiet", "--format", format, "--lang", lang], details].concat();
    let told = String::from_utf8(lingtan(&all).stdout).expect("UTF-8");
    told.split_whitespace().collect::<Vec<_>>().join(if lang == "zh" { "" } else { " " })
}

/// Under Hunan a share of direct supply below a half does not fail a park whose I is below its limit; it is told as advisory.
///
/// P = 72,000, G = 28,000, U = 100,000 MWh: ρ = 0.28. W = 100,000 × 0.2856 = 28,560 tce. E = (72,000 − 50,000) × 0.8325 = 18,315 t; I = 0.641281…, limit 1.0.
#[test]
fn hunan_has_no_rule_of_direct_supply() {
    let solar = [
        ("[policy]", "name = \"cn-hunan\""),
        ("indicators.csv", "indicator,numerator,denominator,unit,source\n技工贸收入,105,100,亿元,accounts\n"),
    ];
    // 28,000 MWh a year: 2,333 a month would leave 4 over, so the year is 12 × 2,333 + 4.
    let folder = park("province = \"湖南\"", 2026, 2333, &solar);
    let readings = fs::read_to_string(folder.path().join("readings.csv")).expect("read").replace("PV,2026-12,2333", "PV,2026-12,2337");
    write(&folder, "readings.csv", &readings);
    let (code, report, errors) = check(folder.path(), &[]);
    assert_eq!((code, &report["verdict"]), (0, &json!("pass")), "{errors}");
    let direct = rule(&report, "direct-green-share");
    assert_eq!((&direct["measured"], &direct["level"], &direct["outcome"]), (&json!("0.28"), &json!("advisory"), &json!("fail")));
    let tier = rule(&report, "carbon-intensity-tier");
    assert_eq!((&tier["measured"], &tier["limit"], &tier["outcome"]), (&json!("0.641281512605"), &json!("1"), &json!("pass")));
    assert_eq!((&tier["in_force_from"], &tier["judged_for_reference"]), (&json!("2025-12-24"), &json!(false)));
    // The seventh indicator of its table: it grew, by 5 %.
    let growth = rule(&report, "revenue-growth");
    assert_eq!((&growth["measured"], &growth["comparison"], &growth["outcome"]), (&json!("1.05"), &json!("above"), &json!("pass")));
    assert_eq!(report["acceptance"]["says"][0]["quote"], json!("“备注：以上指标可根据实际建设情况在验收时进行适当微调。”"));
    assert!(in_format(folder.path(), "text", "zh").contains("技工贸收入"));
    // What did not grow fails, and decides nothing.
    write(&folder, "indicators.csv", "indicator,numerator,denominator,unit,source\nrevenue-growth,100,100,亿元,accounts\n");
    let (code, report, _) = check(folder.path(), &[]);
    assert_eq!((code, &rule(&report, "revenue-growth")["outcome"]), (0, &json!("fail")));
    // An indicator that neither the program nor the policy knows is told, with the nearest.
    write(&folder, "indicators.csv", "indicator,numerator,denominator,unit,source\nrevenue-growht,1,1,亿元,accounts\n");
    let (_, report, _) = check(folder.path(), &[]);
    let defect = &report["defects"].as_array().expect("defects")[0];
    assert_eq!((&defect["code"], &defect["line"]), (&json!("unparsable-row"), &json!(2)), "{report}");
    assert!(defect["message"].as_str().expect("text").contains("`revenue-growth`"), "{defect}");
}

/// A period before the documents is judged all the same, and every form says so at the rule and beside the verdict.
#[test]
fn a_period_before_the_law_is_judged_for_reference() {
    let folder = park("province = \"山东\"", 2022, 8000, &[]);
    let (_, before, errors) = check(folder.path(), &[]);
    for (id, from) in [("direct-green-share", "2025-06-30"), ("near-zero", "2025-12-26"), ("direct-load", "2025-05-21")] {
        let rule = rule(&before, id);
        assert_eq!((&rule["in_force_from"], &rule["judged_for_reference"]), (&json!(from), &json!(true)), "{id}: {errors}");
    }
    let guard = rule(&before, "metering-coverage");
    assert_eq!((&guard["in_force_from"], &guard["judged_for_reference"]), (&Value::Null, &json!(false)));
    assert_eq!(before["policy"]["edition"], json!("2026-11-28"));
    for format in ["text", "markdown", "html", "junit", "github", "sarif"] {
        let told = in_format(folder.path(), format, "en");
        assert!(told.contains("judged for reference: in force from 2025-06-30"), "{format}: {told}");
        assert!(told.contains("The law was not in force at the end of the period"), "{format}");
    }
    assert!(in_format(folder.path(), "csv", "en").contains("judged for reference"));
    for format in ["text", "markdown", "html"] {
        let told = in_format(folder.path(), format, "zh");
        assert!(told.contains("仅供参照判定：自2025-06-30起施行") && told.contains("核算期末有关文件未在施行期内"), "{format}");
    }
    // It changes no outcome: the same evidence of 2025 has the same.
    let (_, after, _) = check(park("province = \"山东\"", 2025, 8000, &[]).path(), &[]);
    for id in ["direct-green-share", "near-zero", "carbon-intensity-tier"] {
        assert_eq!(rule(&before, id)["outcome"], rule(&after, id)["outcome"], "{id}");
    }
    assert!(after["rules"].as_array().expect("rules").iter().all(|rule| rule["judged_for_reference"] == json!(false)));
}

#[test]
fn a_listed_park_says_how_far_it_is_from_acceptance() {
    let stage = |manifest: &str, year: i32| {
        let (_, report, errors) = check(park(manifest, year, 8000, &[]).path(), &[]);
        assert!(report.is_object(), "{errors}");
        let codes: Vec<String> = report["defects"].as_array().expect("defects").iter().map(|d| d["code"].to_string()).collect();
        (report["acceptance"].clone(), codes)
    };
    let listed = "list = \"宁夏银川苏银产业园\"\nprovince = \"宁夏回族自治区\"\nscope = \"whole\"";
    let (acceptance, codes) = stage(listed, 2026);
    assert_eq!((&acceptance["stage"], &acceptance["end_year"]), (&json!("construction"), &json!(2027)));
    assert_eq!(acceptance["listed"]["number"], json!(48));
    assert!(!codes.contains(&"\"list-conflict\"".to_owned()), "{codes:?}");
    // W = 168,000 × 0.2856 is below 200,000 tce: no core indicator applies, the two other required rules come first.
    let conditions = acceptance["conditions"].as_array().expect("conditions");
    let roles: Vec<&str> = conditions.iter().filter_map(|c| c["role"].as_str()).collect();
    assert_eq!(roles, ["required", "required", "reference", "reference", "reference", "reference", "reference"]);
    assert_eq!(acceptance["holding"], json!(conditions.iter().filter(|c| c["holds"] == json!(true)).count()));
    assert_eq!(stage(listed, 2027).0["stage"], json!("due"));
    let (own, codes) = stage("list = \"宁夏银川苏银产业园\"\nprovince = \"甘肃\"\nscope = \"sub-park\"", 2028);
    assert_eq!(own["stage"], json!("due"));
    assert_eq!(codes.iter().filter(|code| *code == "\"list-conflict\"").count(), 2, "{codes:?}");
    let (other, _) = stage("province = \"宁夏\"", 2026);
    assert_eq!((&other["stage"], &other["end_year"]), (&json!("not-listed"), &Value::Null));
    // A typo is refused with the nearest name and the line.
    let (code, _, errors) = check(park("list = \"宁夏银川苏因产业园\"", 2026, 8000, &[]).path(), &[]);
    assert!(code == 2 && errors.contains("park.toml:3") && errors.contains("`宁夏银川苏银产业园`"), "{errors}");
    // Several parks: the table says of each its stage.
    let (one, two) = (park(listed, 2026, 8000, &[]), park("", 2026, 8000, &[]));
    let own = fs::read_to_string(two.path().join("park.toml")).expect("a manifest").replace("\"a park\"", "\"another park\"");
    write(&two, "park.toml", &own);
    let paths = [one.path().to_str().expect("UTF-8"), two.path().to_str().expect("UTF-8")];
    for format in ["text", "markdown", "html"] {
        let output = lingtan(&["check", paths[0], paths[1], "--quiet", "--format", format, "--lang", "en"]);
        let told = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(told.contains("under construction, construction ends 2027") && told.contains("not listed"), "{format}");
    }
}

/// Offsets count by vintage and standard, beside the verdict. E = (72,000 − 50,000) × 0.8325 = 18,315 t.
#[test]
fn net_zero_is_reached_by_offsets_that_count_alone() {
    let head = "offset_id,tco2,standard,vintage,retired_on,beneficiary\n";
    let layer = |rows: &str, further: &[&str]| {
        let text = format!("{head}{rows}");
        let (code, report, _) = check(park("", 2025, 8000, &[("offsets.csv", &text)]).path(), further);
        (code, report["net_zero"].clone())
    };
    // 2020 is five years before the end of 2025, 2019 six.
    let rows = "A,18000,CCER,2020,2025-11-01,us\nB,315,VCS,2024-03,2025-02-01,us\nC,5,CCER,2019,2025-02-01,us\nD,5,,2024,2025-02-01,us\n\
                E,5,CCER,2024,,us\nF,5,CCER,2024,2024-12-31,us\nG,5,CCER,2024,2025-02-01,them\nH,5,CCER,soon,2025-02-01,us\n";
    let (code, net_zero) = layer(rows, &[]);
    assert_eq!((&net_zero["offsets"], &net_zero["net"], &net_zero["reached"]), (&json!("18315"), &json!("0"), &json!(true)), "{net_zero}");
    let reasons: Vec<(&str, &str)> = net_zero["rejected"]
        .as_array()
        .expect("rejected")
        .iter()
        .map(|o| (o["offset"].as_str().unwrap(), o["reason"].as_str().unwrap()))
        .collect();
    let expected = [
        ("C", "wrong-vintage"),
        ("D", "wrong-standard"),
        ("E", "not-retired"),
        ("F", "outside-period"),
        ("G", "wrong-beneficiary"),
        ("H", "wrong-vintage"),
    ];
    assert_eq!(reasons, expected);
    let (same, short) = layer("A,18314.9,CCER,2024,2025-11-01,us\n", &[]);
    assert_eq!((code, &short["reached"]), (same, &json!(false)), "it is no part of the verdict");
    let (_, strict) = layer(rows, &["--set", "offset_standards=VCS", "--set", "offset_vintage_years=1"]);
    assert_eq!(strict["offsets"], json!("315"));
}

/// Readings to both sides, and what a park states: the option has two names, the key of JSON one.
#[test]
fn the_readings_hold_both_sides() {
    let stated = "recognition_cap = { value = \"40000\", unit = \"MWh\", source = \"a notice\" }\nnuclear_purchased = { value = \"3000\", unit = \"MWh\", source = \"contracts\" }";
    let folder = park("", 2025, 8000, &[("[policy]", stated)]);
    let (_, report, errors) = check(folder.path(), &["--interpretations", "all"]);
    assert_eq!(check(folder.path(), &["--readings", "all"]).1, report, "{errors}");
    let points = report["readings"]["points"].as_array().expect("points");
    let point = |name: &str| points.iter().find(|p| p["reading"] == name).unwrap_or_else(|| panic!("{name}: {points:?}"));
    assert_eq!(point("electricity_equivalent")["others"], json!(["0.3024", "0.28078"]));
    assert_eq!(point("electricity_factor")["others"], json!(["0.8273"]));
    // Z = min(P, min(T + C, cap)) = 40,000: I = 32,000 × 0.8325 / (168,000 × 0.2856).
    assert_eq!(report["figures"]["electricity.zero_rated"]["value"], json!("40000"));
    assert_eq!(point("recognition_cap"), &json!({ "reading": "recognition_cap", "in_force": "40000", "others": ["none"], "unit": null }));
    assert_eq!(point("nuclear_purchased")["others"], json!(["counted"]));
    assert!(points.iter().all(|p| p["reading"] != "direct_load"), "2025 is not the year before the deadline");
    let of_2029 = check(park("", 2029, 8000, &[]).path(), &["--readings", "all"]).1;
    let points = of_2029["readings"]["points"].as_array().expect("points");
    let deadline = points.iter().find(|p| p["reading"] == "direct_load").expect("the deadline");
    assert_eq!((&deadline["in_force"], &deadline["others"]), (&json!("at-deadline"), &json!(["year-before"])));
    assert!(points.iter().all(|p| p["reading"] != "recognition_cap" && p["reading"] != "nuclear_purchased"));
    let sensitivities: Vec<(&Value, &Value)> =
        report["sensitivities"].as_array().expect("sensitivities").iter().map(|s| (&s["setting"], &s["value"])).collect();
    for expected in [("electricity_factor", "0.8273"), ("electricity_equivalent", "0.3024"), ("electricity_equivalent", "0.28078")] {
        assert!(sensitivities.contains(&(&json!(expected.0), &json!(expected.1))), "{expected:?}: {sensitivities:?}");
    }
}

/// A policy may set limits by kind of park, and have a value and a share of offsets among its indicators.
#[test]
fn a_policy_may_ask_what_the_nation_does_not() {
    let cited =
        "document = \"OURS\"\nitem = \"table 1\"\nquote = \"“≤0.9”\"\nparaphrase = { en = \"x\", zh = \"甲\" }\nstanding = \"text\"\n";
    let policy = format!(
        "name = \"ours\"\nextends = \"cn-national\"\n[documents.OURS]\ntitle = \"our plan\"\nin_force_from = 2026-01-01\n\
         [kinds]\nchemical = {{ en = \"chemical park\", zh = \"化工园区\" }}\nother = {{ en = \"other park\", zh = \"非化工园区\" }}\n\
         [rules.carbon-intensity-tier]\nlevel = \"required\"\nlimits = [{{ value = \"0.9\", kind = \"chemical\" }}, {{ value = \"0.1\", kind = \"other\" }}]\n{cited}\
         [indicators.output]\nname = {{ en = \"Output\", zh = \"单位产值\" }}\nlevel = \"required\"\nmeasure = \"value\"\ncomparison = \"at-most\"\nunit = \"tce/10^4CNY\"\n\
         limits = [{{ value = \"0.35\" }}]\n{cited}\
         [indicators.offsets-held]\nname = {{ en = \"Share of offsets\", zh = \"碳排放抵销比例\" }}\nlevel = \"guiding\"\nmeasure = \"offset-share\"\ncomparison = \"at-most\"\n\
         limits = [{{ value = \"0.1\" }}]\n{cited}"
    );
    let tables = [
        ("indicators.csv", "indicator,value,numerator,denominator,unit,source\n单位产值,0.35,,,tce/万元,statistics\n"),
        ("offsets.csv", "offset_id,tco2,standard,vintage,retired_on,beneficiary\nA,3663,CCER,2026,2026-05-01,us\n"),
    ];
    let run = |manifest: &str| {
        let folder = park(manifest, 2026, 8000, &tables);
        write(&folder, "ours.toml", &policy);
        let file = folder.path().join("ours.toml");
        let (code, report, errors) = check(folder.path(), &["--policy", file.to_str().expect("UTF-8")]);
        (code, report, errors)
    };
    // I = 18,315 / (168,000 × 0.2856) = 0.3817…: below 0.9, above 0.1. Offsets 3,663 / 18,315 = 0.2.
    let (_, report, errors) = run("kind = \"chemical\"");
    assert_eq!(rule(&report, "carbon-intensity-tier")["outcome"], json!("pass"), "{errors}");
    assert_eq!(rule(&report, "output")["outcome"], json!("pass"));
    let share = rule(&report, "offsets-held");
    assert_eq!((&share["measured"], &share["outcome"]), (&json!("0.2"), &json!("fail")));
    assert_eq!(rule(&run("kind = \"other\"").1, "carbon-intensity-tier")["outcome"], json!("fail"));
    // Without its kind nothing is guessed.
    let (code, _, errors) = run("");
    assert!(code == 2 && errors.contains("[park] kind") && errors.contains("chemical"), "{errors}");
}

#[test]
fn the_policies_the_parks_and_the_regions_are_listed() {
    let told = |arguments: &[&str]| String::from_utf8(lingtan(arguments).stdout).expect("UTF-8");
    for (lang, words) in
        [("en", ["Edition of the law: 2026-11-28", "in force from 2025-06-30"]), ("zh", ["政策版本：2026-11-28", "自 2025-06-30 起施行"])]
    {
        let all = told(&["policy", "--lang", lang]).split_whitespace().collect::<Vec<_>>().join(" ");
        for word in ["cn-national", "cn-hunan", "cn-jiangsu", "factors", "list-52", "regions"].into_iter().chain(words) {
            assert!(all.contains(word), "{word}: {all}");
        }
        let parks = told(&["policy", "list-52", "--lang", lang]);
        assert!(parks.contains("贵州贵阳大数据科创城") && parks.contains("2025–2029") && parks.contains("1082号"), "{parks}");
        let regions = told(&["policy", "regions", "--lang", lang]);
        let nothing = if lang == "en" { "nothing found" } else { "未查到" };
        assert!(regions.matches(nothing).count() >= 14 && regions.contains("湘工信节能〔2025〕467号"), "{regions}");
    }
    for name in ["cn-national", "cn-hunan", "cn-jiangsu", "factors"] {
        let text = told(&["policy", name]);
        assert!(text.contains("standing") && text.contains("url = "), "{name}");
        assert!(!text.contains("51100") && !text.contains("1360号") && !text.contains("389号"), "{name}");
    }
}
