//! Which meters of the drafted registry measure what others measure too, so that each energy counts once: linked by `parent`, as a guess with its reason,
//! or asked for where the numbers do not tell.

use std::collections::BTreeSet;

use super::lines::{self, Point};
use super::parts::{Energy, Member, Relation, Shared, is_delivery, is_plain, is_same, is_surely_delivery, relations};
use super::registry_row::Row;
use crate::say;

/// Words of meters that measure the whole of others; 总装 and 总部 are none.
const WHOLES: [&str; 29] = [
    "总表",
    "总进",
    "总计",
    "总量",
    "总发电",
    "总用电",
    "总关口",
    "总回路",
    "总柜",
    "总开关",
    "并网",
    "合计",
    "关口",
    "汇总",
    "小计",
    "共计",
    "全园",
    "全站",
    "全厂",
    "全部",
    "全区",
    "overall",
    "subtotal",
    "三相",
    "全天",
    "total",
    "merged",
    "main meter",
    "main incomer",
];

/// Words of meters that check another.
const CHECKS: [&str; 8] = ["副表", "备表", "校核", "备用表", "关口副", "副关口", "check", "backup"];

/// Links the rows that measure what others measure too. Of each row, its energy and its files.
pub(super) fn count_once(rows: &mut [Row], energies: &[&Energy], files: &[&BTreeSet<&str>]) {
    deliveries(rows, energies, files);
    one_meter(rows, energies);
    one_way(rows, energies);
    relate(rows, energies);
    nameless(rows, energies);
}

/// Says which meter of which no word tells the flow has the energy of another: a bill by its account number, beside the curve of the same line.
fn nameless(rows: &mut [Row], energies: &[&Energy]) {
    const FLOWS: [&str; 4] = ["grid-import", "grid-export", "onsite-renewable", "direct-line"];
    for at in 0..rows.len() {
        if !rows[at].flow.is_empty() || rows[at].carrier != "electricity" || !rows[at].parent.is_empty() || !rows[at].asked.is_empty() {
            continue;
        }
        let is_of = |other: &usize| {
            let row = &rows[*other];
            *other != at && FLOWS.contains(&row.flow) && row.parent.is_empty() && is_same(energies[at], energies[*other])
        };
        let Some(other) = (0..rows.len()).find(is_of) else { continue };
        let (flow, source, whole) = (rows[other].flow, rows[other].source, rows[other].id.clone());
        let row = &mut rows[at];
        row.guesses.push(say!(
            "parent: its energy is that of `{other}` under another name, so that `{other}` alone counts",
            other = whole.as_str()
        ));
        row.open.retain(|open| *open != "flow");
        (row.flow, row.source, row.parent, row.whole) = (flow, source, whole, true);
    }
}

/// The meters that stand below no other.
fn points<'a>(rows: &[Row], (ids, names): (&'a [String], &'a [String]), energies: &[&'a Energy]) -> Vec<Point<'a>> {
    let free = rows.iter().enumerate().filter(|(_, row)| row.parent.is_empty());
    free.map(|(place, row)| Point {
        place,
        id: &ids[place],
        name: &names[place],
        flow: row.flow,
        source: row.source,
        energy: energies[place],
    })
    .collect()
}

/// Says which meters stand at two points of one line, so that what passes both counts once, at the park's end.
fn one_way(rows: &mut [Row], energies: &[&Energy]) {
    let (ids, names): (Vec<String>, Vec<String>) = rows.iter().map(|row| (row.id.clone(), row.names())).unzip();
    let points = |rows: &[Row]| points(rows, (&ids, &names), energies);
    for (sending, receiving) in lines::ends(&points(rows)) {
        let (whole, flow, source) = (rows[receiving].id.clone(), rows[receiving].flow, rows[receiving].source);
        let row = &mut rows[sending];
        row.guesses.push(say!(
            "parent: by its name it is the far end of the line of which `{whole}` is the park's end, so that `{whole}` alone counts",
            whole = whole.as_str()
        ));
        (row.flow, row.source, row.parent) = (flow, source, whole);
    }
    for (generator, line) in lines::feeders(&points(rows)) {
        let (whole, flow) = (rows[line].id.clone(), rows[line].flow);
        let row = &mut rows[generator];
        row.guesses.push(say!(
            "parent: the direct line `{whole}` delivers what this meter and others generate, less a loss: the same energy, so that `{whole}` alone counts; if it is a plant of its own, state onsite-renewable and no parent",
            whole = whole.as_str()
        ));
        (row.flow, row.parent) = (flow, whole);
    }
    for (more, less) in lines::twins(&points(rows)) {
        let other = rows[less].id.clone();
        rows[more].ask_flow(say!(
            "its energy is that of `{other}` but for a loss that hardly changes: if it is the other end of the same line, or another meter of the same store, state the flow of `{other}` and `parent`, or take it out; if not, say what it counts",
            other
        ));
    }
    if let Some((generators, line, export)) = lines::divided(&points(rows)) {
        let (line, fed) = (rows[line].id.clone(), rows[export].id.clone());
        for at in generators.into_iter().chain([export]) {
            rows[at].ask_flow(say!(
                "what is generated is what `{line}` delivers and `{fed}` feeds into the grid together: if the plant stands outside the park, `{line}` alone counts, and these are to be taken out; if not, say what each counts",
                line,
                fed
            ));
        }
    }
}

/// Says which meters are a further figure of another, so that each energy counts once, and which directions of a generator's meter are turned.
fn one_meter(rows: &mut [Row], energies: &[&Energy]) {
    let (ids, names): (Vec<String>, Vec<String>) = rows.iter().map(|row| (row.id.clone(), row.names())).unzip();
    for (figure, whole, is_own) in lines::further_figures(&points(rows, (&ids, &names), energies)) {
        let (row, whole) = (&mut rows[figure], ids[whole].clone());
        if is_own {
            row.guesses.push(say!(
                "parent: it is a further figure of `{whole}`, or a part of it, so that `{whole}` alone counts",
                whole = whole.as_str()
            ));
            row.parent = whole;
        } else {
            row.ask_flow(say!(
                "by its name it is a further figure of `{whole}`, and its numbers do not tell: if it is, or is a part of it, state the flow of `{whole}` and `parent`; if not, say what it counts",
                whole
            ));
        }
    }
    for (forward, reverse) in lines::turned(&points(rows, (&ids, &names), energies)) {
        let (flow, source) = (rows[forward].flow, rows[forward].source);
        let row = &mut rows[reverse];
        (row.flow, row.source) = (flow, source);
        row.open.retain(|open| *open != "flow");
        row.guesses.push(say!("flow: it counts many times what the forward direction does: what the plant gives"));
        let row = &mut rows[forward];
        (row.flow, row.source, row.parent) = ("auxiliary", "", ids[reverse].clone());
        row.guesses.push(say!("flow: the reverse direction counts what the plant gives, this one what it takes"));
    }
}

/// Says which meter that is called a whole has the energy of one part alone, to the last digit: it stands between the part and its whole.
fn between(rows: &mut [Row], energies: &[&Energy], flow: &str) {
    for at in 0..rows.len() {
        if rows[at].flow != flow || !rows[at].parent.is_empty() || !rows[at].is_called(&WHOLES) {
            continue;
        }
        let is_part = |other: &usize| {
            let row = &rows[*other];
            *other != at && row.flow == flow && !row.parent.is_empty() && row.parent != rows[at].id
        };
        let part = (0..rows.len()).filter(is_part).find(|other| Shared::of(energies[at], &[energies[*other]]).is_sum(28));
        let Some(part) = part else { continue };
        let (id, whole) = (rows[at].id.clone(), std::mem::take(&mut rows[part].parent));
        if whole == id {
            continue;
        }
        rows[part].parent.clone_from(&id);
        let of = rows[part].id.clone();
        rows[at].guesses.push(say!(
            "parent: its energy is that of `{part}`, which is a part of `{whole}`",
            part = of,
            whole = whole.as_str()
        ));
        rows[at].parent = whole;
    }
}

/// Says where what a plant's own table calls 上网 is what the plant delivers, less its own use, and not what leaves the park: the park's gateway stands
/// in another file.
fn deliveries(rows: &mut [Row], energies: &[&Energy], files: &[&BTreeSet<&str>]) {
    let share = |one: usize, other: usize| files[one].intersection(files[other]).next().is_some();
    let of = |rows: &[Row], flow: &str| (0..rows.len()).filter(|at| rows[*at].flow == flow).collect::<Vec<_>>();
    let (exports, imports) = (of(rows, "grid-export"), of(rows, "grid-import"));
    let plants: Vec<usize> = ["onsite-renewable", "direct-line"].iter().flat_map(|flow| of(rows, flow)).collect();
    for &export in &exports {
        // What is called surplus, or all of it, leaves the plant for the grid.
        if ["余电", "全额"].iter().any(|word| rows[export].id.contains(word)) {
            continue;
        }
        let elsewhere = imports.iter().any(|import| !share(*import, export)) && imports.iter().all(|import| !share(*import, export));
        let plant = plants.iter().find(|plant| share(**plant, export) && is_delivery(energies[export], energies[**plant]));
        let (true, Some(&plant)) = (elsewhere, plant) else { continue };
        let whole = rows[plant].id.clone();
        let (flow, source) = (rows[plant].flow, rows[plant].source);
        let sure = is_surely_delivery(energies[export], energies[plant]);
        let other = sure && exports.iter().any(|other| *other != export && !share(*other, export) && rows[*other].flow == "grid-export");
        let row = &mut rows[export];
        if other {
            row.guesses.clear();
            row.guesses.push(say!(
                "parent: it stands beside the generation of `{whole}` and is nearly that: what the plant delivers, not what leaves the park, whose gateway stands in another file",
                whole = whole.as_str()
            ));
            (row.flow, row.source, row.parent, row.whole) = (flow, source, whole, true);
        } else {
            row.ask_flow(say!(
                "it is nearly the generation of `{whole}`: if the plant delivers it into the park, state the flow of `{whole}` and `parent`, or take it out; if it leaves the park, state grid-export",
                whole
            ));
        }
    }
}

/// Says which meters of one flow measure what others measure too, so that no energy counts twice.
fn relate(rows: &mut [Row], energies: &[&Energy]) {
    for flow in ["", "grid-import", "grid-export", "onsite-renewable", "direct-line", "onsite-fossil"] {
        let called = |row: &Row| row.is_called(&WHOLES) || row.names().ends_with('总');
        let members: Vec<usize> = (0..rows.len()).filter(|at| rows[*at].flow == flow).collect();
        let names: Vec<String> = members.iter().map(|at| rows[*at].id.clone()).collect();
        let group: Vec<Member<'_>> = members
            .iter()
            .zip(&names)
            .map(|(&place, name)| Member { place, energy: energies[place], name, named: called(&rows[place]) })
            .collect();
        for (whole, relation) in relations(&group, flow == "onsite-renewable") {
            let id = rows[whole].id.clone();
            match relation {
                Relation::Whole(parts) => {
                    for part in parts.into_iter().filter(|part| rows[*part].parent.is_empty()).collect::<Vec<_>>() {
                        rows[part].parent.clone_from(&id);
                        rows[part].guesses.push(say!(
                            "parent: the readings of `{whole}` are those of this meter and others together, so that it alone counts",
                            whole = id.as_str()
                        ));
                    }
                }
                Relation::Same(other) if rows[whole].parent.is_empty() => {
                    let other = rows[other].id.clone();
                    let row = &mut rows[whole];
                    row.guesses.push(say!(
                        "parent: its energy is that of `{other}` under another name, in a coarser step, so that `{other}` alone counts",
                        other = other.as_str()
                    ));
                    (row.parent, row.whole) = (other, true);
                }
                Relation::Alike(_) if flow.is_empty() => {}
                Relation::Alike(other) if rows[whole].parent.is_empty() && rows[other].parent.is_empty() => alike(rows, whole, other),
                Relation::Unclear(other)
                    if rows[whole].parent.is_empty() && rows[other].parent.is_empty() && rows[whole].label.is_empty() =>
                {
                    let other = rows[other].id.clone();
                    let row = &mut rows[whole];
                    row.ask_flow(say!(
                        "its name tells no other plant than that of `{other}`: if it counts the same generation, state `parent`, or take it out; if not, say what it counts",
                        other
                    ));
                }
                Relation::Same(_) | Relation::Alike(_) | Relation::Unclear(_) => {}
            }
        }
    }
    for flow in ["onsite-renewable", "direct-line"] {
        between(rows, energies, flow);
        ask_for_wholes(rows, flow);
    }
    // What measures all of its parent stands between it and its parts: together they would be more than it.
    let between: Vec<(String, String)> = rows.iter().filter(|row| row.whole).map(|row| (row.parent.clone(), row.id.clone())).collect();
    for (parent, id) in between {
        for row in rows.iter_mut().filter(|row| row.parent == parent && row.id != id) {
            row.parent.clone_from(&id);
        }
    }
}

/// Asks for a meter of generation that is called a whole, or has no name of its own, beside others that it is not known to be apart from: counted with
/// them it may be their energy twice.
fn ask_for_wholes(rows: &mut [Row], flow: &str) {
    let own = |row: &Row| row.flow == flow && row.parent.is_empty();
    let is_whole = |row: &Row| row.is_called(&WHOLES) || is_plain(&row.id);
    let of_one_source = |a: &Row, b: &Row| a.source.is_empty() || b.source.is_empty() || a.source == b.source;
    let has_parts = |rows: &[Row], id: &str| rows.iter().any(|row| row.parent == id);
    let asked: Vec<(usize, String)> = (0..rows.len())
        .filter(|&at| own(&rows[at]) && is_whole(&rows[at]) && !has_parts(rows, &rows[at].id))
        .filter_map(|at| {
            let apart = |other: &Row| other.id != rows[at].id && own(other) && of_one_source(other, &rows[at]);
            let other = rows.iter().find(|other| apart(other) && (!is_whole(other) || has_parts(rows, &other.id)))?;
            Some((at, other.id.clone()))
        })
        .collect();
    for (at, other) in asked {
        let row = &mut rows[at];
        row.ask_flow(say!(
            "by its name it may measure what `{other}` and others measure too, and its numbers do not tell: if so, state the `parent` of these, or take it out; if not, say what it counts",
            other
        ));
    }
}

/// Of two meters with nearly one energy, a check meter, or the same energy at another point of its way: one counts, where it is plain which.
fn alike(rows: &mut [Row], one: usize, other: usize) {
    let is_check = |row: &Row| row.is_called(&CHECKS);
    let (child, whole) = if is_check(&rows[other]) && !is_check(&rows[one]) { (other, one) } else { (one, other) };
    let whole = rows[whole].id.clone();
    let row = &mut rows[child];
    if is_check(row) || row.flow != "grid-import" {
        row.guesses.push(say!(
            "parent: its energy is that of `{whole}` within some per cent (a check meter, or another point of one way), so that `{whole}` alone counts",
            whole = whole.as_str()
        ));
        (row.parent, row.whole) = (whole, true);
    } else {
        row.ask_flow(say!(
            "its energy is that of `{whole}` within some per cent: if it measures the same, state `parent`, or take it out; if not, say what it counts",
            whole
        ));
    }
}
