//! What it all rests on: the completeness of meters, the register, how the tables were read, and the files.

use super::read_tables::told;
use super::section::{Cell, Column, Piece, Section, Table, Text};
use crate::report::page::number::count;
use crate::report::register::MeterReport;
use crate::report::schema::{DataReport, Report};
use crate::report::text::register::{makeup, remarks, service};
use crate::report::words::Lang;

/// Meters by what they lack, the worst first.
pub(crate) fn completeness(report: &Report, lang: Lang) -> Section {
    let mut section = Section::new(lang.word("section.completeness"));
    let mut meters: Vec<&DataReport> = report.data.iter().collect();
    meters.sort_by_key(|d| std::cmp::Reverse((d.missing, d.estimated)));
    let all = count(meters.len() as u64);
    let incomplete = meters.iter().filter(|d| d.missing > 0 || d.estimated > 0).count() as u64;
    section.say(match incomplete {
        0 => lang.fill("completeness.all", &[&all]),
        some => lang.fill("html.completeness-some", &[&count(some), &all]),
    });
    let row = |d: &&DataReport| {
        let mut row = vec![d.meter.as_str().into()];
        row.extend([d.expected, d.present, d.missing, d.estimated, d.corrected].map(Cell::count));
        row
    };
    let columns = [
        Column::from(lang.word("column.meter")),
        Column::from(lang.word("column.expected")),
        Column::from(lang.word("column.present")),
        Column::from(lang.word("column.missing")),
        Column::from(lang.word("column.estimated")),
        Column::in_cells(lang.word("column.corrected")),
    ];
    section.table(Table::new(columns, meters.iter().map(row).collect()));
    section
}

/// The register of meters.
pub(crate) fn register(report: &Report, lang: Lang) -> Section {
    let mut section = Section::new(lang.word("register.title"));
    section.say_all(remarks(report, lang));
    let row = |m: &MeterReport| {
        let enters = if m.enters.is_empty() { lang.word("register.uncounted").to_owned() } else { m.enters.join(" ") };
        vec![
            m.id.as_str().into(),
            format!("{}, {}", m.carrier, m.flow).into(),
            Cell::digits(m.energy.as_ref()),
            m.unit.into(),
            service(m, lang).into(),
            enters.into(),
        ]
    };
    let columns = ["column.meter", "register.carrier", "register.energy", "column.unit", "register.in-service", "register.enters"]
        .map(|key| lang.word(key));
    section.table(Table::new(columns, report.meters.iter().map(row).collect()));
    section
}

/// What the required rules rest on; none where none does.
pub(crate) fn materiality(report: &Report, lang: Lang) -> Option<Section> {
    if report.materiality.is_empty() {
        return None;
    }
    let mut section = Section::new(lang.word("materiality.title"));
    for (rule, made) in &report.materiality {
        for part in [&made.numerator, &made.denominator] {
            section.say(Text::strong(*rule).then(" ").then(makeup(part, lang)));
        }
    }
    Some(section)
}

/// How each table was read.
pub(crate) fn read_tables(report: &Report, lang: Lang) -> Section {
    let mut section = Section::new(lang.word("section.tables"));
    let rows = told(report, lang).into_iter().map(|told| {
        let options = if told.options.is_empty() { None } else { Some(lang.fill("tables.options", &[&told.options])) };
        let columns = [told.read].into_iter().chain(told.left).chain(options);
        vec![Text::lines(told.files).into(), told.how.into(), Text::lines(columns).into()]
    });
    section.table(Table::new([lang.word("column.file"), lang.word("column.how"), lang.word("column.columns")], rows.collect()));
    section
}

/// The files that no table reads; none where all are read.
pub(crate) fn unread_files(report: &Report, lang: Lang) -> Option<Section> {
    if report.unread_files.is_empty() {
        return None;
    }
    let mut section = Section::new(lang.word("section.unread-files"));
    let rows = report.unread_files.iter().map(|file| vec![file.as_str().into()]);
    section.table(Table::new([lang.word("column.file")], rows.collect()));
    Some(section)
}

/// The files that were read with their digests, and the program that read them.
pub(crate) fn inputs(report: &Report, lang: Lang) -> Section {
    let mut section = Section::new(lang.word("section.inputs"));
    let rows =
        report.inputs.iter().map(|i| vec![i.file.as_str().into(), Cell::count(i.rows), Cell::count(i.bytes), Text::code(&i.sha256).into()]);
    let columns = [lang.word("column.file"), lang.word("column.rows"), lang.word("column.bytes"), lang.word("column.digest")];
    section.table(Table::new(columns, rows.collect()));
    let tool = [report.tool.name, report.tool.version, &report.policy.name, &report.policy.sha256];
    section.say(lang.fill("inputs.tool", &[&tool[0], &tool[1], &tool[2], &tool[3]]));
    let said = |key: &str, file: &str| Text::from(format!("{}: {file}", lang.word(key)));
    section.say_all(report.run.ledger.iter().map(|ledger| said("html.run-ledger", ledger)));
    let scenario = report.scenario.iter();
    section.say_all(scenario.map(|tried| said("html.scenario-file", &format!("{} ", tried.file)).and(Piece::Code(tried.sha256.clone()))));
    let last = report.run.last_year.iter();
    section.say_all(last.map(|last| said("html.last-year", "").and(Piece::Code(last.sha256.clone()))));
    section
}
