//! A park from a folder of exports: `park.toml` and `meters.csv`, with what a person must fill in marked as such.

#![allow(
    clippy::format_push_string,
    clippy::format_collect,
    reason = "a text is put together once; `write!` to a text cannot fail and would say otherwise"
)]

use std::collections::BTreeMap;

use super::found::{Export, Role, Shape, Survey, Told};
use super::registry;
use super::settle;
use super::snippet::{certificates_table, comment, quoted, to_fill};
use crate::dossier::Record;
use crate::say;
use crate::say::{Message, Part};

/// The texts of a park.
#[derive(Clone, Debug)]
pub struct Draft {
    /// `park.toml`.
    pub park: String,
    /// `meters.csv`; `None` where the folder has a registry.
    pub meters: Option<String>,
    /// The same with its open cells filled by something, to read the draft back.
    pub trial: Option<String>,
    /// The cells of the registry, its header first.
    pub cells: Vec<Vec<String>>,
    /// Meters in it.
    pub count: usize,
    /// The year of all readings, where all are of one.
    pub year: Option<i32>,
    /// What a person must fill in.
    pub open: Vec<Message>,
    /// What is only guessed.
    pub guessed: Vec<Message>,
    /// Tables at the end of `park.toml` for files whose energies cannot be read, so that `check` stops until a person has settled each.
    pub unsettled: String,
    /// Files, sheets and columns that are not read, and why.
    pub left: Vec<Message>,
}

/// Drafts a park, with its comments in the language of `said`. `None` if no file holds readings.
pub fn draft(folder: &str, exports: &[Export], said: Told<'_>) -> Option<Draft> {
    let mut exports = exports.to_vec();
    settle::settle(&mut exports);
    let exports = &exports[..];
    let fill = |what: Message| comment(&to_fill(what), said) + "\n";
    let note = |what: Message| comment(&what, said) + "\n";
    let surveyed: Vec<(&str, &Survey)> = exports.iter().flat_map(|e| e.survey.iter().flatten().map(|s| (e.name.as_str(), s))).collect();
    let readings: Vec<(&str, &Survey)> = surveyed.iter().copied().filter(|(_, s)| s.shape.is_readings()).collect();
    if readings.is_empty() {
        return None;
    }
    let names: Vec<&str> = exports.iter().map(|e| e.name.as_str()).collect();
    let registered = surveyed.iter().find(|(_, s)| s.shape == Shape::Declared("meters")).map(|(name, _)| *name);
    let lists: Vec<&Survey> = surveyed.iter().filter(|(_, s)| s.shape == Shape::Meters).map(|(_, s)| *s).collect();
    let rows = if registered.is_some() { Vec::new() } else { registry::rows(&readings, &lists) };
    let mut open: Vec<Message> = rows
        .iter()
        .filter(|r| !r.open.is_empty())
        .map(|r| {
            let cells = say!("{cells} of {meter}", cells => Part::names(&r.open), meter = r.id);
            let why = r.asked.iter().fold(cells, |all, why| say!("{id}: {why}", id => all, why => why.clone()));
            why.at("meters.csv")
        })
        .collect();
    let mut text =
        note(say!("Written by `lingtan init` from the exports of this folder; a person must complete what is marked with \"fill in\"."));
    text += &format!("\n[park]\n{}name = {}\n", fill(say!("the park's name; this is the folder's")), quoted(folder));
    text += &format!("{}# province = \"内蒙古\"\n\n", fill(say!("the province, for the location-based side figure")));
    open.insert(0, say!("the name of the park").at("park.toml"));
    text += &note(say!("The period; without it, the calendar year that the readings cover most."));
    if let Some(year) = year(&readings) {
        text += &format!("# [period]\n# year = {year}\n");
    }
    text += &format!(
        "\n[policy]\nname = \"cn-national\"\n{}# electricity_equivalent = {{ value = \"0.2856\", unit = \"kgce/kWh\", source = \"…\" }}\n\n",
        fill(say!("the equivalent value of electricity that the park states, and its source"))
    );
    text += &format!("[meters]\nfile = {}\n", quoted(registered.unwrap_or("meters.csv")));
    text += &format!("# loads_complete = true   {}", note(say!("if the load meters cover the whole park, so that the balance must close")));
    text += &registry::told(&rows, said);
    for group in groups(&readings) {
        let members: Vec<&str> = group.iter().map(|(name, _)| *name).collect();
        let best = group.iter().max_by_key(|(name, s)| (certainty(s), std::cmp::Reverse(*name)))?;
        let table = best.1.readings_table(&patterns(&members, &names), said)?;
        text.push('\n');
        text += &if mixed_steps(&group) { without(&table, "interval") } else { table };
        let left = table_open(best.1).into_iter();
        open.extend(left.map(|key| say!("{key} of {file}", key, file = members[0]).at("park.toml")));
    }
    text += &other_tables(&surveyed, &names, &mut open, said);
    let left = left_out(exports);
    if !left.is_empty() {
        text += &format!("\n{}", note(say!("Not read (`lingtan inspect FILE` says more):")));
        text += &left.iter().map(|line| comment(&say!("  {line}", line => line.clone()), said) + "\n").collect::<String>();
    }
    let mut unsettled = String::new();
    for (name, sheet) in running(&surveyed) {
        let file = sheet.map_or_else(|| name.to_owned(), |sheet| crate::input::table::in_sheet(name, sheet));
        open.push(say!("export the energies of {file}, or take its table out, if other files hold them", file).at("park.toml"));
        unsettled += &format!(
            "\n{}[[readings]]\nfiles = [{}]\n{}",
            fill(say!(
                "this file holds energies that cannot be read; export them row by row and draft again, or take this table out, if other files hold them"
            )),
            quoted(name),
            sheet.map_or_else(String::new, |sheet| format!("sheet = {}\n", quoted(sheet)))
        );
    }
    let meters = registered.is_none().then(|| registry::csv(&rows, said));
    let guessed = registry::guessed(&rows);
    let trial = registered.is_none().then(|| registry::trial(&rows));
    let cells = std::iter::once(registry::COLUMNS.map(str::to_owned).to_vec())
        .chain(rows.iter().map(|row| registry::cells(row, said).to_vec()))
        .collect();
    Some(Draft { park: text, meters, trial, cells, count: rows.len(), year: only_year(&readings), open, guessed, unsettled, left })
}

/// Files, or sheets, that hold energies of which none can be read.
fn running<'s>(surveyed: &[(&'s str, &'s Survey)]) -> Vec<(&'s str, Option<&'s String>)> {
    let of = |(name, survey): &(&'s str, &'s Survey)| -> Vec<(&'s str, Option<&'s String>)> {
        let own = survey.running_totals.then_some((*name, survey.sheet.as_ref()));
        own.into_iter().chain(survey.running_sheets.iter().map(|sheet| (*name, Some(sheet)))).collect()
    };
    surveyed.iter().flat_map(of).collect()
}

/// Files, sheets and columns that no table of the draft reads, each with its reason; like reasons of many files are told once.
fn left_out(exports: &[Export]) -> Vec<Message> {
    let mut files: Vec<(Message, Vec<&str>)> = Vec::new();
    let mut add = |why: Message, name| match files.iter_mut().find(|(known, _)| *known == why) {
        Some((_, names)) => names.push(name),
        None => files.push((why, vec![name])),
    };
    for export in exports {
        match &export.survey {
            Err(why) => add(why.clone(), export.name.as_str()),
            Ok(all) if all.iter().all(|s| matches!(s.shape, Shape::Unknown | Shape::Nem)) => {
                add(all.iter().find_map(|s| s.notes.first().cloned()).unwrap_or_else(Message::nothing), export.name.as_str());
            }
            Ok(_) => {}
        }
    }
    let sheets = exports
        .iter()
        .flat_map(|e| e.survey.iter().flatten().flat_map(move |s| s.unread.iter().map(move |(sheet, why)| (&e.name, sheet, why))));
    let sheets: Vec<(String, Message)> =
        sheets.map(|(name, sheet, why)| (crate::input::table::in_sheet(name, sheet), why.clone())).collect();
    for (name, why) in &sheets {
        add(why.clone(), name.as_str());
    }
    for (name, why) in
        exports.iter().flat_map(|e| e.survey.iter().flatten().flat_map(move |s| s.lost.iter().map(move |why| (&e.name, why))))
    {
        add(why.clone(), name);
    }
    let mut columns: Vec<(Message, Vec<&str>)> = Vec::new();
    for export in exports {
        let all: Vec<&Survey> = export.survey.iter().flatten().filter(|s| s.shape.is_readings()).collect();
        let mut told = std::collections::BTreeSet::new();
        for column in all.iter().flat_map(|s| &s.columns) {
            let Role::Unused(why) = &column.role else { continue };
            let read = all.iter().any(|s| {
                s.columns.iter().any(|c| c.number == column.number && c.name == column.name && !matches!(c.role, Role::Unused(_)))
            });
            if read || column.name.is_empty() || !told.insert(column.name.as_str()) {
                continue;
            }
            let what = say!("the column `{column}`: {why}", column = column.name, why => why.clone());
            match columns.iter_mut().find(|(known, _)| *known == what) {
                Some((_, names)) => names.push(export.name.as_str()),
                None => columns.push((what, vec![export.name.as_str()])),
            }
        }
    }
    files.into_iter().chain(columns).map(|(why, names)| why.at(of_files(&names))).collect()
}

/// The names of files, as one where they are many.
fn of_files(names: &[&str]) -> String {
    match names {
        [one] => (*one).to_owned(),
        [first, .., last] => format!("{first} … {last} ({})", names.len()),
        [] => String::new(),
    }
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

/// The year of all readings, where all are of one.
fn only_year(readings: &[(&str, &Survey)]) -> Option<i32> {
    use chrono::Datelike;
    let spans =
        || readings.iter().map(|(_, survey)| survey.times.as_ref().map(|times| (times.first.day().year(), times.last.day().year())));
    let (year, _) = spans().next()??;
    spans().all(|span| span == Some((year, year))).then_some(year)
}

/// How much a survey can tell of what one table of readings says.
fn certainty(survey: &Survey) -> usize {
    let times = survey.times.as_ref();
    let order = usize::from(survey.order.as_ref().is_some_and(|o| o.order.is_some()));
    order + times.map_or(0, |t| usize::from(t.convention.label.is_some()) + usize::from(t.step.is_some()))
}

/// Files that one table can read: the same but for what some of them cannot tell.
pub(super) fn groups<'a>(readings: &[(&'a str, &'a Survey)]) -> Vec<Vec<(&'a str, &'a Survey)>> {
    let mut buckets: BTreeMap<String, Vec<(&str, &Survey)>> = BTreeMap::new();
    for (name, survey) in readings {
        let table = survey.readings_table(&[], &|message| message.to_string()).unwrap_or_default();
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
pub(super) fn table_open(survey: &Survey) -> Vec<&'static str> {
    let mut open = Vec::new();
    if survey.order.as_ref().is_some_and(|o| o.order.is_none()) {
        open.push("date_order");
    }
    let Some(times) = &survey.times else { return open };
    if matches!(survey.shape, Shape::Long | Shape::MeterColumns)
        && times.step.or(times.loose.map(|(step, _)| step)).is_some()
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
fn other_tables(surveyed: &[(&str, &Survey)], names: &[&str], open: &mut Vec<Message>, said: Told<'_>) -> String {
    let fill = |what: Message| comment(&to_fill(what), said) + "\n";
    let of_park = |what: Message| what.at("park.toml");
    let of = |shape: Shape| -> Vec<&str> { surveyed.iter().filter(|(_, s)| s.shape == shape).map(|(name, _)| *name).collect() };
    let list = |members: &[&str]| patterns(members, names).iter().map(|p| quoted(p)).collect::<Vec<_>>().join(", ");
    let mut text = String::new();
    let kind = |name: &str| {
        surveyed.iter().find_map(|(n, s)| if let (true, Shape::Certificates(kind)) = (*n == name, s.shape) { Some(kind) } else { None })
    };
    let certificates: Vec<&str> = surveyed.iter().map(|(name, _)| *name).filter(|name| kind(name).is_some()).collect();
    if !certificates.is_empty() {
        text.push('\n');
        text += &certificates_table(&patterns(&certificates, names), said);
        open.push(of_park(say!("beneficiaries of the certificates")));
        if !certificates.iter().any(|name| matches!(kind(name), Some(Record::Register | Record::Retirement))) {
            text += &fill(say!(
                "the platform's list of retirements (核销) among the files: these prove that certificates were issued or bought, not a retirement"
            ));
            open.push(of_park(say!("the list of retirements of the certificates")));
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
            "\n{}# [corrections]\n# files = [{}]\n",
            fill(say!("corrections stand in place of readings: a person decides whether they are taken in")),
            list(&corrections)
        );
        open.push(of_park(say!("whether the corrections found are taken in")));
    }
    text
}
