//! What a table says is read or refused, and never passed over: each park here passes if one thing of its gateway's export is overlooked.
//!
//! The truth of every park: PV makes 100 + 110 + 120 = 330 kWh in three days, the gateway takes 1,100 + 1,200 + 1,300 = 3,600 kWh from the grid unless
//! a case says otherwise, so that the share of direct supply is 330 / 3,930 = 8.4 % and the park fails.

#![allow(clippy::disallowed_methods, reason = "tests read and write files of their own")]

use crate::support;

use std::path::Path;

use serde_json::Value;
use support::check;

const REGISTRY: &str =
    "meter_id,carrier,flow,unit,multiplier,source\nGATE,electricity,grid-import,kWh,,\nPV,electricity,onsite-renewable,kWh,,solar\n";
const DAYS: [&str; 3] = ["2025-03-01", "2025-03-02", "2025-03-03"];

struct Park {
    folder: tempfile::TempDir,
}

impl Park {
    fn new(gate: &str, layout: &str, options: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let manifest = format!(
            "[park]\nname = \"table\"\n[period]\nstart = \"2025-03-01\"\nend = \"2025-03-03\"\n[meters]\nfile = \"meters.csv\"\n\
             [[readings]]\nfiles = [\"gate*\"]\nlayout = \"{layout}\"\n{options}\n[[readings]]\nfiles = [\"pv.csv\"]\n"
        );
        let park = Self { folder };
        park.write("park.toml", &manifest);
        park.write("meters.csv", REGISTRY);
        park.write("gate.csv", gate);
        park.write("pv.csv", "meter_id,time,value\nPV,2025-03-01,100\nPV,2025-03-02,110\nPV,2025-03-03,120\n");
        park
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.folder.path().join(name), text).expect("a file is written");
    }

    fn check(&self) -> (i32, Value, String) {
        check(Path::new(self.folder.path()), &["--interim", "--lang", "en"])
    }

    /// Whether the park comes to so many MWh of import and fails, as it must.
    fn comes_to(&self, import: &str, what: &str) {
        let (code, report, errors) = self.check();
        let found = &report["figures"]["electricity.grid_import"]["value"];
        assert_eq!((code, found.as_str()), (1, Some(import)), "{what}: {errors}");
    }

    /// Whether the park is refused by a message with a word in it.
    fn refused(&self, word: &str, what: &str) {
        let (code, _, errors) = self.check();
        assert!(code == 2 && errors.contains(word), "{what}: exit {code}: {errors}");
    }

    /// Whether the park is not decided because of a defect of a code.
    fn open(&self, code: &str, what: &str) {
        let (exit, report, errors) = self.check();
        let found = report["defects"].as_array().is_some_and(|all| all.iter().any(|defect| defect["code"] == code));
        assert!(exit == 3 && found, "{what}: exit {exit}: {errors} {}", report["defects"]);
    }
}

/// A row for each day behind a header: what stands behind the date.
fn daily(header: &str, cells: [&str; 3]) -> String {
    let rows: Vec<String> = DAYS.iter().zip(cells).map(|(day, cells)| format!("GATE,{day},{cells}\n")).collect();
    format!("{header}\n{}", rows.concat())
}

/// Rows for each day and each of some words.
fn each(header: &str, cells: &[&str]) -> String {
    let rows: Vec<String> = DAYS.iter().flat_map(|day| cells.iter().map(move |cells| format!("GATE,{day},{cells}\n"))).collect();
    format!("{header}\n{}", rows.concat())
}

#[test]
fn a_unit_is_used_wherever_it_stands() {
    // A meter that is registered by its power: what a file states is its own.
    let stated = |gate: &str| {
        let park = Park::new(gate, "long", "");
        park.write("meters.csv", &REGISTRY.replacen(",kWh,", ",kW,", 1));
        park
    };
    for header in ["电量(MWh)", "电量/MWh", "电量 MWh", "电量MWh", "电量【MWh】", "电量（单位：兆瓦时）", "value_MWh"]
    {
        stated(&daily(&format!("表号,数据日期,{header}"), ["1.1", "1.2", "1.3"])).comes_to("3.6", header);
    }
    stated(&daily("表号,数据日期,电量,单位", ["1.1,MWh", "1.2,MWh", "1.3,MWh"])).comes_to("3.6", "a column of units");
    let titled = format!("某园区用电表,单位：万kWh\n{}", daily("表号,数据日期,电量", ["0.11", "0.12", "0.13"]));
    stated(&titled).comes_to("3.6", "a unit above the header");
    // In kWh by the registry, the file's MWh are in doubt.
    let text = daily("表号,数据日期,电量(MWh)", ["1.1", "1.2", "1.3"]);
    Park::new(&text, "long", "").open("registry-conflict", "header and registry differ");
    let both = daily("表号,数据日期,电量(kWh),单位", ["1.1,MWh", "1.2,MWh", "1.3,MWh"]);
    Park::new(&both, "long", "").refused("MWh", "header and row differ");
    Park::new(&daily("表号,数据日期,电量(MWh)", ["1.1", "1.2", "1.3"]), "long", "unit = \"kWh\"")
        .refused("the header", "option and header differ");
    Park::new(&daily("表号,数据日期,电量(kWh/t)", ["1", "2", "3"]), "long", "").refused("电量(kWh/t)", "a ratio is no energy");
}

#[test]
fn a_row_of_more_cells_than_the_header_is_not_read() {
    Park::new(&daily("表号,数据日期,电量(kWh)", ["1,100.5", "1,200.5", "1,300.0"]), "long", "").open("unparsable-row", "thousands");
    Park::new(&daily("表号,数据日期,电量,备注", ["1,100.5,", "1,200.5,", "1,300.0,"]), "long", "")
        .open("unparsable-row", "thousands and a remark");
    Park::new(&daily("表号,数据日期,电量(kWh)", ["1100,", "1200,", "1300,"]), "long", "")
        .comes_to("3.6", "an empty cell at the end is none");
}

#[test]
fn a_second_header_starts_the_columns_anew() {
    let text = "表号,日期,电量(kWh),备注\nGATE,2025-03-01,1100,\n表号,备注,电量(MWh),日期\nGATE,,1.2,2025-03-02\nGATE,,1.3,2025-03-03\n";
    Park::new(text, "long", "").comes_to("3.6", "another unit and another order");
}

#[test]
fn multipliers_of_the_file_are_used_where_the_registry_is_silent() {
    // (101.80 − 100.00) × 2,000 = 3,600 kWh.
    let text = format!("{}GATE,2025-03-04,101.80,2000\n", daily("表号,抄表时间,示数,倍率", ["100.00,2000", "100.50,2000", "101.10,2000"]));
    let park = Park::new(&text, "register", "");
    park.comes_to("3.6", "倍率");
    park.write("meters.csv", &REGISTRY.replace("kWh,,\nPV", "kWh,40,\nPV"));
    park.open("registry-conflict", "file and registry differ");
    let ratios = text.replace("倍率", "CT变比,PT变比").replace(",2000", ",100/5,10000/100");
    Park::new(&ratios, "register", "").comes_to("3.6", "CT × PT");
    // Whether energies have it in them already cannot be told.
    let energies = daily("表号,数据日期,电量,综合倍率", ["0.5,6000", "0.6,6000", "0.2,6000"]);
    let park = Park::new(&energies, "long", "");
    park.open("registry-conflict", "energies beside a multiplier");
    park.write("meters.csv", &REGISTRY.replace("multiplier,", "multiplier_applied,").replace("kWh,,\nPV", "kWh,no,\nPV"));
    park.comes_to("7.8", "(0.5 + 0.6 + 0.2) × 6,000 kWh");
}

#[test]
fn the_total_of_several_columns_is_taken_and_none_because_it_stands_first() {
    let parts = ["1,509,600,1110"; 3];
    Park::new(&daily("表号,数据日期,电量（峰）,电量（平）,电量（谷）,电量（总）", parts), "long", "")
        .comes_to("3.33", "the total is the last");
    let three = ["1,509,600"; 3];
    Park::new(&daily("表号,数据日期,电量（峰）,电量（平）,电量（谷）", three), "long", "").refused("电量（峰）", "parts without a total");
    Park::new(&daily("表号,数据日期,A相电量,B相电量,C相电量", three), "long", "").refused("A相电量", "phases");
    Park::new(&daily("表号,数据日期,发电量,用电量", ["1,1100", "2,1200", "3,1300"]), "long", "").refused("发电量", "two energies");
}

#[test]
fn each_direction_is_a_meter_of_its_own() {
    let text = daily("表号,数据日期,有功电量(反向),有功电量(正向)", ["1,1100", "2,1200", "3,1300"]);
    let park = Park::new(&text, "long", "");
    park.refused("反向", "the reverse is not registered");
    park.write("meters.csv", &format!("{REGISTRY}GATE/反向,electricity,grid-export,kWh,,\n"));
    park.comes_to("3.6", "both are registered");
    assert_eq!(park.check().1["figures"]["electricity.grid_export"]["value"], "0.006");
    Park::new(&text.replace(",1,1100", ",0,1100").replace(",2,1200", ",0,1200").replace(",3,1300", ",0,1300"), "long", "")
        .comes_to("3.6", "nothing flows back");
}

#[test]
fn columns_that_tell_rows_apart_are_used_or_refused() {
    let hours: Vec<String> = (0..24).map(|hour| format!("{hour:02}:00-{:02}:00,5", hour + 1)).collect();
    let hours: Vec<&str> = hours.iter().map(String::as_str).collect();
    for column in ["班次", "冻结点", "x"] {
        Park::new(&each(&format!("表号,日期,{column},电量(kWh)"), &hours), "long", "").refused(column, "equal values are no duplicates");
    }
    let kinds = ["尖,100", "峰,500", "平,300", "谷,300", "总,1200", "无功总,7"];
    Park::new(&each("表号,日期,数据项,电量", &kinds), "long", "").comes_to("3.6", "the total of 3 × 1,200 is taken");
    Park::new(&each("表号,日期,费率,电量", &["峰,1", "谷,1199"]), "long", "").refused("total", "rows of parts alone");
    let items = ["最大需量,1", "正向有功总,1200"];
    let park = Park::new(&each("表号,日期,数据项,数值", &items), "long", "");
    park.refused("最大需量", "a word that is not known");
    Park::new(&each("表号,日期,数据项,数值", &items), "long", "where = { 数据项 = \"正向有功总\" }").comes_to("3.6", "rows are selected");
}

#[test]
fn a_quality_that_is_not_known_never_counts_as_good() {
    let text = |header: &str, word: &str| each(&format!("表号,数据日期,电量(kWh),{header}"), &[&format!("0,{word}")]);
    for (header, word) in [("状态", "离线"), ("通讯状态", "断线"), ("采集结果", "失败"), ("质量", "offline")] {
        let (code, report, errors) = Park::new(&text(header, word), "long", "").check();
        assert_eq!((code, report["data"][0]["missing"].as_u64()), (3, Some(3)), "{header} {word}: {errors}");
    }
    Park::new(&text("状态", "青"), "long", "").open("unknown-quality", "a word of nobody's");
    Park::new(&text("状态", "离线"), "long", "qualities = { 离线 = \"good\" }").refused("离线", "a known word has its meaning");
}

#[test]
fn slips_of_the_pen_are_errors() {
    let text = daily("表号,数据日期,电量(kWh)", ["1", "2", "3"]);
    Park::new(&text, "long", "columns = { vaule = \"电量(kWh)\" }").refused("did you mean `value`", "a key of columns");
    Park::new(&text, "long", "where = { 数据项 = \"x\" }").refused("数据项", "a column that is not there");
    let park = Park::new(&text, "long", "");
    park.write("meters.csv", &REGISTRY.replace("multiplier", "multplier").replace("kWh,,\nPV", "kWh,1000,\nPV"));
    park.refused("`multiplier`", "a column of the registry");
}

#[test]
fn ids_are_read_as_they_were_before_a_spreadsheet_had_them() {
    for id in ["\"=\"\"GATE\"\"\"", "'GATE", "GATE\t", "ＧＡＴＥ"] {
        let text = daily("表号,数据日期,电量(kWh)", ["1100", "1200", "1300"]).replace("GATE", id);
        Park::new(&text, "long", "").comes_to("3.6", id);
    }
    let park = Park::new(&daily("表号,数据日期,电量(kWh)", ["1100", "1200", "1300"]).replace("GATE", "1.5E+12"), "long", "");
    park.write("meters.csv", &REGISTRY.replace("GATE", "1500000000123"));
    park.refused("1500000000123", "a rounded id");
}

#[test]
fn notes_below_a_table_are_no_rows() {
    let notes = "合 计,,3600\n全年合计,,3600\n说明：本表,,\n备注: x,,\n制表,张三,\n审核：李四,,\n填表人,王五,\n";
    let text = format!("{}{notes}", daily("表号,数据日期,电量(kWh)", ["1100", "1200", "1300"]));
    let park = Park::new(&text, "long", "");
    park.comes_to("3.6", "footers");
    let report = park.check().1;
    let table =
        report["tables"].as_array().and_then(|all| all.iter().find(|table| table["file"] == "gate.csv")).cloned().unwrap_or_default();
    assert_eq!((table["rows"].as_u64(), table["layout"].as_str(), table["header_line"].as_u64()), (Some(3), Some("long"), Some(1)));
    assert!(!report["defects"].as_array().is_some_and(|all| all.iter().any(|d| d["code"] == "unparsable-row")), "{}", report["defects"]);
}

#[test]
fn what_is_not_read_is_named() {
    let park = Park::new(&daily("表号,数据日期,电量(kWh),电费(元),颜色", ["1100,1,a", "1200,2,a", "1300,3,a"]), "long", "");
    park.write("april.csv", "x\n");
    park.write("~$gate.xlsx", "x\n");
    let report = park.check().1;
    assert_eq!(report["unread_files"], serde_json::json!(["april.csv"]));
    let table =
        report["tables"].as_array().and_then(|all| all.iter().find(|table| table["file"] == "gate.csv")).cloned().unwrap_or_default();
    let used: Vec<(&str, &str)> = table["columns"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|column| (column["role"].as_str().unwrap_or(""), column["used"].as_str().unwrap_or("")))
        .collect();
    let want = [("meter", "used"), ("time", "used"), ("value", "used"), ("money", "unused"), ("unknown", "not-understood")];
    assert_eq!(used, want);
}

#[test]
fn rows_of_a_bill_say_what_they_are_of() {
    let head = "户号,开始日期,结束日期,示数类型,上次示数,本次示数,倍率,电量\n";
    let row = |kind: &str, end: &str, energy: &str| format!("GATE,2025-03-01,2025-03-04,{kind},0,{end},2000,{energy}\n");
    let text = [row("有功(总)", "1.8", "3600"), row("峰", "0.8", "1600"), row("谷", "1.0", "2000"), row("无功(总)", "0.1", "200")].concat();
    Park::new(&format!("{head}{text}"), "bill", "").comes_to("3.6", "the total of active energy");
    let back = row("反向有功总", "0.1", "200");
    Park::new(&format!("{head}{text}{back}"), "bill", "").refused("GATE/反向", "reverse energy of a bill");
}
