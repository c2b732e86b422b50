//! The report as a workbook: a page for reading, then a sheet for each kind of rows, with numbers as numbers.
//!
//! Of several parks the first sheet is the table of them, each has a page of its own, and the sheets of rows hold the rows of all, with the park before
//! them. No cell holds a formula. The same reports make the same bytes.

mod lines;
mod names;
mod number;
#[cfg(test)]
mod tests;
mod write;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

use self::lines::{Tables, page};
use self::write::{ROWS, Sheet, Writer};
use super::page::clean;
use super::schema::Report;
use super::told::{Told, reports};
use super::view::{
    Section, certificates, corrections, defects, electricity, evidence, figures, foresight, head, needs, parks, rules, values,
};
use super::words::Lang;
use crate::standard::Level;

/// The bytes of the workbook of all parks.
pub fn render(told: &[Told], lang: Lang) -> Result<Vec<u8>, XlsxError> {
    written(&sheets(told, lang), told, lang, ROWS)
}

/// The bytes of a workbook of sheets of at most so many rows.
fn written(sheets: &[Sheet], told: &[Told], lang: Lang, most: usize) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let title = match told {
        [one] => lang.fill("html.title", &[&clean(one.name())]),
        _ => lang.fill("html.title-several", &[&told.len()]),
    };
    let program = concat!(env!("CARGO_PKG_NAME"), " ", env!("CARGO_PKG_VERSION"));
    // Nothing of a clock.
    let day = ExcelDateTime::from_ymd(2025, 1, 1)?;
    book.set_properties(&DocProperties::new().set_title(title).set_author(program).set_creation_datetime(&day));
    let mut writer = Writer::new(&mut book, lang, most);
    for sheet in sheets {
        writer.write(sheet)?;
    }
    book.save_to_buffer()
}

/// The sheets: pages for reading first.
fn sheets(told: &[Told], lang: Lang) -> Vec<Sheet> {
    let several = told.len() > 1;
    let name = |key: &str| lang.word(key).to_owned();
    let read = |name: String, sections: &[Section]| Sheet { name, lines: page(sections), computed: false };
    let mut all = Vec::new();
    if several {
        all.push(read(name("workbook.sheet.parks"), &[parks::of(told, lang)]));
    }
    for park in told {
        let name = if several { park.name().to_owned() } else { name("workbook.sheet.verdict") };
        all.push(match &park.result {
            Ok(report) => read(name, &verdict(park, report, lang)),
            Err(message) => read(name, &[head::unread(park.name(), lang.say(message), lang)]),
        });
    }
    for (key, sections) in ROWS_OF {
        let mut tables = Tables::default();
        for park in told {
            let Ok(report) = &park.result else { continue };
            let origin = several.then_some((park.name(), park.folder.as_str()));
            for section in sections(report, lang) {
                tables.take(section, origin, lang);
            }
        }
        let name = name(&format!("workbook.sheet.{key}"));
        let title = match reports(told).next() {
            Some(report) if !several => format!("{name} · {}", clean(&report.park.name)),
            _ => name.clone(),
        };
        if !tables.is_empty() {
            all.push(Sheet { name, lines: tables.lines(&title, lang), computed: true });
        }
    }
    all
}

/// The page of a park: the verdict, what decides it, what to do, and what could come.
fn verdict(park: &Told, report: &Report, lang: Lang) -> Vec<Section> {
    let all = [
        Some(head::of(park, report, lang)),
        rules::of_level(report, Level::Required, lang),
        needs::next(report, lang),
        needs::deciding(report, lang),
        needs::headroom(report, lang),
        Some(needs::acceptance(report, lang)),
        needs::changes(report, lang),
        foresight::scenario(report, lang),
        foresight::projection(report, lang),
        foresight::readings(report, lang),
        evidence::materiality(report, lang),
    ];
    all.into_iter().flatten().collect()
}

/// The sections of a report that stand on one sheet.
type Sections = fn(&Report, Lang) -> Vec<Section>;

/// The sheets of rows, by the keys of their names.
const ROWS_OF: [(&str, Sections); 14] = [
    ("rules", |report, lang| Level::ALL.iter().filter_map(|level| rules::of_level(report, *level, lang)).collect()),
    ("electricity", |report, lang| vec![electricity::balance(report, lang), electricity::matching(report, lang)]),
    ("months", |report, lang| electricity::months(report, lang).into_iter().collect()),
    ("emissions", |report, lang| {
        let [emissions, energy] =
            [("emissions", "tCO2"), ("energy", "tce")].map(|(group, unit)| figures::of_group(report, group, unit, lang));
        vec![emissions, energy, figures::net_zero(report, lang)]
    }),
    ("figures", |report, lang| vec![figures::all(report, lang)]),
    ("meters", |report, lang| vec![evidence::register(report, lang)]),
    ("completeness", |report, lang| vec![evidence::completeness(report, lang)]),
    ("certificates", |report, lang| vec![certificates::of(report, lang)]),
    ("rejected", |report, lang| certificates::rejected(report, lang).into_iter().collect()),
    ("corrections", |report, lang| corrections::of(report, lang).into_iter().collect()),
    ("defects", |report, lang| vec![defects::all(report, lang)]),
    ("values", |report, lang| {
        let mut all = values::assumptions(report, lang);
        all.push(values::built_in(report, lang));
        all
    }),
    ("sources", |report, lang| vec![rules::citations(report, lang)]),
    ("inputs", |report, lang| {
        let mut all = vec![evidence::inputs(report, lang), evidence::read_tables(report, lang)];
        all.extend(evidence::unread_files(report, lang));
        all
    }),
];
