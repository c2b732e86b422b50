//! What a scenario would make of the park, beside what it is.

use super::escape::{Sheet, escape};
use crate::report::schema::Report;
use crate::report::text::scenario::{Beside, assumption, figures, rules, said, title, verdict};

pub(super) fn write(sheet: &mut Sheet, report: &Report) {
    let Some(scenario) = &report.scenario else { return };
    let lang = sheet.lang;
    sheet.heading(3, &escape(&title(scenario, lang)));
    sheet.line(&escape(&lang.fill("scenario.about", &[&scenario.file])));
    let changes = scenario.changes.iter().map(|change| {
        let (what, came) = said(change, lang);
        vec![escape(&what), escape(&came)]
    });
    sheet.table(&[lang.word("scenario.what"), lang.word("scenario.comes-to")], changes.collect());
    sheet.line(&format!("**{}**", escape(&verdict(report, scenario, lang))));
    let row = |beside: Beside| {
        let name =
            if beside.notes.is_empty() { beside.name } else { format!("{}{}", beside.name, lang.in_brackets(&lang.list(&beside.notes))) };
        [name, beside.base, beside.then, beside.difference, beside.last].map(|cell| escape(&cell)).to_vec()
    };
    let columns = |first, last| {
        [lang.word(first), lang.word("scenario.park"), lang.word("scenario.then"), lang.word("scenario.difference"), lang.word(last)]
    };
    sheet.table(&columns("column.rule", "scenario.outcome"), rules(report, scenario, lang).into_iter().map(row).collect());
    sheet.table(&columns("column.figure", "column.unit"), figures(scenario, lang).into_iter().map(row).collect());
    let assumptions = scenario.assumptions.iter().map(|name| vec![escape(assumption(name, lang))]);
    sheet.table(&[lang.word("scenario.assumptions")], assumptions.collect());
}
