//! A park from a folder of exports: `park.toml` and `meters.csv`, with what a person must fill in marked as such.

#![allow(
    clippy::format_push_string,
    clippy::format_collect,
    reason = "a text is put together once; `write!` to a text cannot fail and would say otherwise"
)]

use std::collections::BTreeMap;

use super::flows::kind_of;
use super::snippet::{certificates_table, quoted};
use super::{Role, Shape, Survey};
use crate::dossier::{Dimension, Record, Unit};
use crate::say::{Message, is_unseen};

/// A file of the folder, as surveyed, or why it could not be.
#[derive(Clone, Debug)]
pub struct Export {
    /// Its name relative to the folder.
    pub name: String,
    /// What it looks like.
    pub survey: Result<Survey, Message>,
}

/// The texts of a park.
#[derive(Clone, Debug)]
pub struct Draft {
    /// `park.toml`.
    pub park: String,
    /// `meters.csv`; `None` where the folder has a registry.
    pub meters: Option<String>,
    /// Meters in it.
    pub count: usize,
    /// What a person must fill in.
    pub open: Vec<String>,
}

/// A meter as far as it is known.
struct Row {
    id: String,
    carrier: &'static str,
    flow: &'static str,
    source: &'static str,
    unit: &'static str,
    told: String,
    /// What must be filled in.
    open: Vec<&'static str>,
}

/// Mark of what a person must fill in.
const FILL: &str = "请填写 / fill in:";

/// Drafts a park. `None` if no file holds readings.
pub fn draft(folder: &str, exports: &[Export]) -> Option<Draft> {
    let surveyed: Vec<(&str, &Survey)> = exports.iter().filter_map(|e| Some((e.name.as_str(), e.survey.as_ref().ok()?))).collect();
    let readings: Vec<(&str, &Survey)> = surveyed.iter().copied().filter(|(_, s)| s.shape.is_readings()).collect();
    if readings.is_empty() {
        return None;
    }
    let names: Vec<&str> = exports.iter().map(|e| e.name.as_str()).collect();
    let registry = surveyed.iter().find(|(_, s)| s.shape == Shape::Declared("meters")).map(|(name, _)| *name);
    let rows = if registry.is_some() { Vec::new() } else { rows(&readings) };
    let mut open: Vec<String> =
        rows.iter().filter(|r| !r.open.is_empty()).map(|r| format!("meters.csv: {} of {}", r.open.join(", "), r.id)).collect();
    let mut text = String::from(
        "# 由 lingtan init 根据本文件夹的导出文件写成；标有“请填写 / fill in”之处须由人补全。\n\
         # Written by `lingtan init` from the exports of this folder; a person must complete what is marked so.\n\n",
    );
    text += &format!("[park]\n# {FILL} the park's name; this is the folder's\nname = {}\n", quoted(folder));
    text += &format!("# {FILL} the province, for the location-based side figure\n# province = \"内蒙古\"\n\n");
    open.insert(0, "park.toml: the name of the park".to_owned());
    text += "# The period; without it, the calendar year that the readings cover most.\n";
    if let Some(year) = year(&readings) {
        text += &format!("# [period]\n# year = {year}\n");
    }
    text += &format!(
        "\n[policy]\nname = \"cn-national\"\n# {FILL} the park's own value, and its source\n\
         # electricity_equivalent = {{ value = \"0.2856\", unit = \"kgce/kWh\", source = \"…\" }}\n\n"
    );
    text += &format!("[meters]\nfile = {}\n", quoted(registry.unwrap_or("meters.csv")));
    text += "# loads_complete = true   # if the load meters cover the whole park, so that the balance must close\n";
    text += &told(&rows);
    for group in groups(&readings) {
        let members: Vec<&str> = group.iter().map(|(name, _)| *name).collect();
        let best = group.iter().max_by_key(|(name, s)| (certainty(s), std::cmp::Reverse(*name)))?;
        let table = best.1.readings_table(&patterns(&members, &names))?;
        text.push('\n');
        text += &if mixed_steps(&group) { without(&table, "interval") } else { table };
        open.extend(table_open(best.1).into_iter().map(|what| format!("park.toml: {what} of {}", members[0])));
    }
    text += &other_tables(&surveyed, &names, &mut open);
    let unread: Vec<String> = exports
        .iter()
        .filter_map(|e| match &e.survey {
            Err(why) => Some(format!("#   {}: {why}\n", e.name)),
            Ok(s) if matches!(s.shape, Shape::Unknown | Shape::Nem) => {
                Some(format!("#   {}: {}\n", e.name, s.notes.first().map_or("", String::as_str)))
            }
            Ok(_) => None,
        })
        .map(|line| line.chars().map(|c| if is_unseen(c) && c != '\n' { ' ' } else { c }).collect())
        .collect();
    if !unread.is_empty() {
        text += &format!("\n# Not read (`lingtan inspect FILE` says more):\n{}", unread.concat());
    }
    let meters = registry.is_none().then(|| csv(&rows));
    Some(Draft { park: text, meters, count: rows.len(), open })
}

/// The year in which most of the files lie.
fn year(readings: &[(&str, &Survey)]) -> Option<i32> {
    use chrono::Datelike;
    let mut years = BTreeMap::new();
    for times in readings.iter().filter_map(|(_, s)| s.times.as_ref()) {
        let middle = times.first.plus((times.last.0 - times.first.0) / 2);
        *years.entry(middle.day().year()).or_insert(0_usize) += 1;
    }
    years.into_iter().max_by_key(|&(year, count)| (count, year)).map(|(year, _)| year)
}

fn rows(readings: &[(&str, &Survey)]) -> Vec<Row> {
    let mut rows: BTreeMap<String, Row> = BTreeMap::new();
    for (name, survey) in readings {
        for meter in &survey.meters {
            let column = survey.columns.iter().find(|c| matches!(&c.role, Role::OfMeter(id) if *id == meter.id));
            let value = || survey.columns.iter().find(|c| matches!(c.role, Role::Value | Role::Energy | Role::EndReading));
            let unit = column.or_else(value).and_then(|c| c.unit).filter(|u| !u.guess).map(|u| u.unit);
            // A few negatives are defects; a meter that counts both directions has many.
            let row = row(&meter.id, name, unit, meter.negatives * 50 > meter.readings);
            rows.entry(meter.id.clone()).or_insert(row);
        }
    }
    rows.into_values().collect()
}

fn row(id: &str, file: &str, unit: Option<Unit>, negatives: bool) -> Row {
    let kind = kind_of(&[id, file], negatives);
    let electric = unit.is_some_and(|u| u.dimension == Dimension::Power || u.name().ends_with("Wh"));
    let carrier = if kind.carrier.is_empty() && electric { "electricity" } else { kind.carrier };
    let mut open = Vec::new();
    let unit = unit.map_or("", Unit::name);
    for (column, cell) in [("carrier", carrier), ("flow", kind.flow), ("unit", unit)] {
        if cell.is_empty() {
            open.push(column);
        }
    }
    if matches!(kind.flow, "grid-net" | "storage-net") {
        open.push("positive");
    }
    let told = if kind.told_by.is_empty() { String::new() } else { format!("by `{}`", kind.told_by) };
    Row { id: id.to_owned(), carrier, flow: kind.flow, source: kind.source, unit, told, open }
}

/// Comments on the meters: what must be filled in, and what was told by a word.
fn told(rows: &[Row]) -> String {
    let one_line = |text: &str| text.chars().map(|c| if is_unseen(c) { ' ' } else { c }).collect::<String>();
    let mut text = String::new();
    let open: Vec<String> =
        rows.iter().filter(|r| !r.open.is_empty()).map(|r| format!("#   {}: {}\n", one_line(&r.id), r.open.join(", "))).collect();
    if !open.is_empty() {
        text += &format!("# {FILL} these cells of meters.csv\n{}", open.concat());
        text += "#   flow of electricity: grid-import grid-export grid-net direct-line onsite-renewable onsite-fossil storage-charge\n";
        text += "#     storage-discharge storage-net load auxiliary curtailed; of heat and fuels: consumption import export production\n";
        text += "#   positive of a signed flow: import or export (grid-net), charge or discharge (storage-net)\n";
    }
    text += &format!("# {FILL} in meters.csv, where they apply: multiplier (倍率 = CT × PT), rating_kw, parent\n");
    let guessed: Vec<String> = rows
        .iter()
        .filter(|r| !r.told.is_empty() && !r.flow.is_empty())
        .map(|r| format!("#   {}: {} {}\n", one_line(&r.id), r.flow, r.told))
        .collect();
    if !guessed.is_empty() && !rows.is_empty() {
        text += &format!("# Told by a word of the id or the file, to be looked over:\n{}", guessed.concat());
    }
    if rows.is_empty() { String::new() } else { text }
}

fn csv(rows: &[Row]) -> String {
    let mut text = String::from("请填写空格处（说明见 park.toml）/ fill in the empty cells (park.toml says which must be)\n");
    text += "meter_id,carrier,flow,unit,multiplier,multiplier_applied,parent,positive,rating_kw,source,label\n";
    for row in rows {
        let id = if row.id.contains(['"', ',', '\n', '\r', ';', '\t']) || row.id.starts_with(' ') {
            format!("\"{}\"", row.id.replace('"', "\"\""))
        } else {
            row.id.clone()
        };
        text += &format!("{id},{},{},{},,,,,,{},\n", row.carrier, row.flow, row.unit, row.source);
    }
    text
}

/// How much a survey can tell of what one table of readings says.
fn certainty(survey: &Survey) -> usize {
    let times = survey.times.as_ref();
    let order = usize::from(survey.order.as_ref().is_some_and(|o| o.order.is_some()));
    order + times.map_or(0, |t| usize::from(t.convention.label.is_some()) + usize::from(t.step.is_some()))
}

/// Files that one table can read: the same but for what some of them cannot tell.
fn groups<'a>(readings: &[(&'a str, &'a Survey)]) -> Vec<Vec<(&'a str, &'a Survey)>> {
    let mut buckets: BTreeMap<String, Vec<(&str, &Survey)>> = BTreeMap::new();
    for (name, survey) in readings {
        let table = survey.readings_table(&[]).unwrap_or_default();
        let header = survey.header.as_ref().map(|h| h.cells.join("\u{1f}")).unwrap_or_default();
        let told = ["time_label", "date_order", "interval", "#"];
        let fixed: Vec<&str> =
            table.lines().filter(|line| !told.iter().any(|t| line.starts_with(t))).map(|l| l.split("   #").next().unwrap_or(l)).collect();
        buckets.entry(format!("{}\u{1e}{header}", fixed.join("\n"))).or_default().push((name, survey));
    }
    let mut groups = Vec::new();
    for bucket in buckets.into_values() {
        let label = |s: &Survey| s.times.as_ref().and_then(|t| t.convention.label).map(|l| l == crate::input::manifest::Label::End);
        let order = |s: &Survey| s.order.as_ref().and_then(|o| o.order).map(super::snippet::order_name);
        let labels: std::collections::BTreeSet<_> = bucket.iter().filter_map(|(_, s)| label(s)).collect();
        let orders: std::collections::BTreeSet<_> = bucket.iter().filter_map(|(_, s)| order(s)).collect();
        if labels.len() <= 1 && orders.len() <= 1 {
            groups.push(bucket);
            continue;
        }
        let mut apart: BTreeMap<_, Vec<(&str, &Survey)>> = BTreeMap::new();
        for (name, survey) in bucket {
            apart.entry((label(survey), order(survey))).or_default().push((name, survey));
        }
        groups.extend(apart.into_values());
    }
    groups.sort_by_key(|group| group[0].0);
    groups
}

fn mixed_steps(group: &[(&str, &Survey)]) -> bool {
    let steps: Vec<_> = group.iter().map(|(_, s)| s.times.as_ref().and_then(|t| t.step)).collect();
    steps.iter().any(|s| *s != steps[0])
}

fn without(table: &str, key: &str) -> String {
    table.lines().filter(|line| !line.starts_with(key)).map(|line| format!("{line}\n")).collect()
}

/// What a table of readings leaves open.
fn table_open(survey: &Survey) -> Vec<&'static str> {
    let mut open = Vec::new();
    if survey.order.as_ref().is_some_and(|o| o.order.is_none()) {
        open.push("date_order");
    }
    let Some(times) = &survey.times else { return open };
    if matches!(survey.shape, Shape::Long | Shape::MeterColumns)
        && times.step.is_some()
        && times.convention.label.is_none()
        && !times.convention.bare
    {
        open.push("time_label");
    }
    open
}

/// Patterns that mean exactly the members: for each folder one glob for all of it or for a common beginning, else the names.
fn patterns(members: &[&str], all: &[&str]) -> Vec<String> {
    let mut folders: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for member in members {
        let folder = member.rfind('/').map_or("", |at| &member[..=at]);
        folders.entry(folder).or_default().push(&member[folder.len()..]);
    }
    folders.into_iter().flat_map(|(folder, bases)| patterns_in(folder, &bases, all)).collect()
}

/// Patterns of files of one folder.
fn patterns_in(folder: &str, bases: &[&str], all: &[&str]) -> Vec<String> {
    let names = || bases.iter().map(|base| format!("{folder}{base}")).collect();
    let ending = bases[0].rfind('.').map_or("", |at| &bases[0][at..]);
    if bases.len() == 1 || bases.iter().any(|base| !base.ends_with(ending)) {
        return names();
    }
    let common: String = bases
        .iter()
        .skip(1)
        .fold(bases[0].to_owned(), |common, base| common.chars().zip(base.chars()).take_while(|(a, b)| a == b).map(|(a, _)| a).collect());
    let common = common.trim_end_matches(ending);
    let others: Vec<&str> = all
        .iter()
        .copied()
        .chain(["meters.csv"])
        .filter_map(|name| name.strip_prefix(folder))
        .filter(|base| !base.contains('/') && !bases.contains(base) && base.ends_with(ending))
        .collect();
    let plain = |text: &str| !text.contains(['*', '?', '[', ']']);
    let exact =
        |beginning: &&str| plain(folder) && plain(beginning) && plain(ending) && !others.iter().any(|base| base.starts_with(*beginning));
    ["", common].into_iter().find(exact).map_or_else(names, |beginning| vec![format!("{folder}{beginning}*{ending}")])
}

/// Certificates, trades and the other tables that were found.
fn other_tables(surveyed: &[(&str, &Survey)], names: &[&str], open: &mut Vec<String>) -> String {
    let of = |shape: Shape| -> Vec<&str> { surveyed.iter().filter(|(_, s)| s.shape == shape).map(|(name, _)| *name).collect() };
    let list = |members: &[&str]| patterns(members, names).iter().map(|p| quoted(p)).collect::<Vec<_>>().join(", ");
    let mut text = String::new();
    let kind = |name: &str| {
        surveyed.iter().find_map(|(n, s)| if let (true, Shape::Certificates(kind)) = (*n == name, s.shape) { Some(kind) } else { None })
    };
    let certificates: Vec<&str> = surveyed.iter().map(|(name, _)| *name).filter(|name| kind(name).is_some()).collect();
    if !certificates.is_empty() {
        text.push('\n');
        text += &certificates_table(&patterns(&certificates, names));
        open.push("park.toml: beneficiaries of the certificates".to_owned());
        if !certificates.iter().any(|name| matches!(kind(name), Some(Record::Register | Record::Retirement))) {
            text += &format!(
                "# {FILL} the platform's list of retirements (核销) among the files: these prove that certificates were issued or bought, not a retirement\n"
            );
            open.push("park.toml: the list of retirements of the certificates".to_owned());
        }
    }
    for table in ["trades", "products", "indicators", "factors", "offsets"] {
        let members = of(Shape::Declared(table));
        if !members.is_empty() {
            text += &format!("\n[{table}]\nfiles = [{}]\n", list(&members));
        }
    }
    let corrections = of(Shape::Declared("corrections"));
    if !corrections.is_empty() {
        // What stands in place of readings is taken in by a person, not by a program that found a file.
        text += &format!(
            "\n# {FILL} corrections stand in place of readings: a person decides whether they are taken in\n# [corrections]\n# files = [{}]\n",
            list(&corrections)
        );
        open.push("park.toml: whether the corrections found are taken in".to_owned());
    }
    text
}
