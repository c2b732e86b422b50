//! What may come or could be: the year of an interim run, other readings of the rules, a scenario.

use super::section::{Cell, Section, Table, Text, Tone, Value};
use crate::report::names::rule_name;
use crate::report::schema::Report;
use crate::report::text::scenario::Beside;
use crate::report::text::{projection as said_of_projection, readings as said_of_readings, scenario as said_of_scenario};
use crate::report::words::Lang;
use crate::rule::Verdict;

/// What may come of the year; none of a whole year.
pub(crate) fn projection(report: &Report, lang: Lang) -> Option<Section> {
    let projection = report.projection.as_ref()?;
    let mut section = Section::new(lang.word("section.projection"));
    if let Some(why) = projection.unavailable {
        section.say(lang.named("projection.", why.name()));
    }
    let Some(year) = &projection.year_end else { return Some(section) };
    section.say(said_of_projection::how(year, lang).join(if lang == Lang::En { " " } else { "" }));
    section.say_all(said_of_projection::warnings(year, lang));
    let rows = said_of_projection::totals(year, lang).into_iter().map(|total| {
        let [to_date, value] = total.values.map(|(number, text)| Cell::valued(text, Some(Value::Number(number))));
        vec![total.name.into(), to_date, value, total.unit.into(), total.band.into()]
    });
    let columns = ["column.figure", "projection.to-date", "projection.year-end", "column.unit", "projection.band"];
    section.table(Table::whole(columns.map(|key| lang.word(key)), rows.collect()));
    let rules = said_of_projection::rules(report, year, lang).into_iter().map(|told| {
        let [measured, band, limit, outlook] = told.cells;
        let tone = told.rule.outlook.map_or(Tone::Neither, Tone::from);
        vec![rule_name(lang, told.rule.id).into(), measured.into(), band.into(), limit.into(), Cell::toned(outlook, tone)]
    });
    let rows: Vec<Vec<Cell>> = rules.collect();
    let columns = ["column.rule", "projection.projected", "projection.band", "column.limit", "projection.outlook"];
    if !rows.is_empty() {
        section.table(Table::whole(columns.map(|key| lang.word(key)), rows));
    }
    section.say_all(said_of_projection::needs(report, year, lang));
    Some(section)
}

/// What other readings of the rules would make of the park; none where they were not asked for.
pub(crate) fn readings(report: &Report, lang: Lang) -> Option<Section> {
    let readings = report.readings.as_ref()?;
    let mut section = Section::new(lang.word("section.readings"));
    section.say(lang.word("readings.about"));
    let verdict = |verdict: Verdict| Cell::toned(lang.named("verdict.", verdict.name()), verdict);
    let rows = readings.alone.iter().filter_map(|read| {
        let (instead, in_force) = said_of_readings::instead(readings, read, lang)?;
        Some(vec![instead.into(), in_force.into(), verdict(read.verdict), said_of_readings::said(report, read, lang).into()])
    });
    let columns = ["readings.instead", "readings.in-force", "column.verdict", "readings.rules"];
    section.table(Table::new(columns.map(|key| lang.word(key)), rows.collect()));
    section.say_all(said_of_readings::concluded(readings, lang).into_iter().map(|(_, told)| told));
    if readings.combinations.varied.is_empty() {
        return Some(section);
    }
    let rows = readings.combinations.all.iter().map(|combination| {
        let (read, turned) = said_of_readings::combined(readings, combination, lang);
        vec![read.into(), verdict(combination.verdict), turned.into()]
    });
    section.heading(lang.word("readings.all-combinations"));
    let columns = [lang.word("readings.instead"), lang.word("column.verdict"), lang.word("readings.turned")];
    section.table(Table::new(columns, rows.collect()));
    Some(section)
}

/// What a scenario would make of the park, beside what it is; none where none was tried.
pub(crate) fn scenario(report: &Report, lang: Lang) -> Option<Section> {
    let scenario = report.scenario.as_ref()?;
    let mut section = Section::new(said_of_scenario::title(scenario, lang));
    section.say(lang.fill("scenario.about", &[&scenario.file]));
    let changes = scenario.changes.iter().map(|change| {
        let (what, came) = said_of_scenario::said(change, lang);
        vec![what.into(), came.into()]
    });
    section.table(Table::new([lang.word("scenario.what"), lang.word("scenario.comes-to")], changes.collect()));
    section.say(Text::strong(said_of_scenario::verdict(report, scenario, lang)));
    let columns = |first, last| [first, "scenario.park", "scenario.then", "scenario.difference", last].map(|key| lang.word(key));
    let rules = said_of_scenario::rules(report, scenario, lang).into_iter().map(|of| beside(of, lang));
    section.table(Table::new(columns("column.rule", "scenario.outcome"), rules.collect()));
    let figures = said_of_scenario::figures(scenario, lang).into_iter().map(|of| beside(of, lang));
    section.table(Table::new(columns("column.figure", "column.unit"), figures.collect()));
    let assumptions = scenario.assumptions.iter().map(|name| vec![said_of_scenario::assumption(name, lang).into()]);
    section.table(Table::new([lang.word("scenario.assumptions")], assumptions.collect()));
    Some(section)
}

fn beside(of: Beside, lang: Lang) -> Vec<Cell> {
    let notes = if of.notes.is_empty() { String::new() } else { lang.in_brackets(&lang.list(&of.notes)) };
    let cells = [format!("{}{notes}", of.name), of.base, of.then, of.difference, of.last];
    cells.map(Cell::from).to_vec()
}
