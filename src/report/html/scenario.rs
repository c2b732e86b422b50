//! What a scenario would make of the park, beside what it is.

use maud::{Markup, html};

use super::sheet::{Sheet, badge, digits, number};
use crate::measure::Exact;
use crate::report::page::clean;
use crate::report::scenario::ScenarioReport;
use crate::report::text::scenario::{Beside, assumption, figures, rules, said, title, verdict};

pub(super) fn write(sheet: &Sheet<'_>) -> Option<Markup> {
    let (report, lang) = (sheet.report, sheet.lang);
    let scenario = report.scenario.as_ref()?;
    let changes: Vec<Markup> = scenario
        .changes
        .iter()
        .map(|change| {
            let (what, came) = said(change, lang);
            html! { tr { th scope="row" { (clean(&what)) } td { (clean(&came)) } } }
        })
        .collect();
    let head = [(sheet.word("scenario.what"), false), (sheet.word("scenario.comes-to"), false)];
    let columns = |first, last| {
        let sides = ["scenario.park", "scenario.then", "scenario.difference"].map(|key| (sheet.word(key), true));
        [(sheet.word(first), false), sides[0], sides[1], sides[2], (sheet.word(last), false)]
    };
    let ruled: Vec<Markup> = rules(report, scenario, lang).iter().map(|beside| row(sheet, beside)).collect();
    let figured: Vec<Markup> = figures(scenario, lang).iter().map(|beside| row(sheet, beside)).collect();
    let body = html! {
        p { (clean(&lang.fill("scenario.about", &[&scenario.file]))) }
        (sheet.table("scenario-changes", &clean(&title(scenario, lang)), &head, &changes))
        p { (badge(scenario.verdict, lang)) " " (verdict(report, scenario, lang)) }
        (sheet.table("scenario-rules", sheet.word("scenario.rules"), &columns("column.rule", "scenario.outcome"), &ruled))
        (sheet.table("scenario-figures", sheet.word("scenario.figures"), &columns("column.figure", "column.unit"), &figured))
        (all(sheet, scenario))
        p { (sheet.word("scenario.assumptions")) }
        ul { @for name in &scenario.assumptions { li { (assumption(name, lang)) } } }
    };
    Some(sheet.section("scenario", sheet.word("section.scenario"), &body))
}

fn row(sheet: &Sheet<'_>, beside: &Beside) -> Markup {
    html! {
        tr {
            th scope="row" {
                (clean(&beside.name))
                @for note in &beside.notes { span class="under" { (note) } }
            }
            td class="number" { (beside.base) }
            td class="number" { (beside.then) }
            td class="number" { (beside.difference) }
            td { @if let Some(outcome) = beside.outcome { (badge(outcome, sheet.lang)) " " } (beside.last) }
        }
    }
}

/// Every figure with every digit, folded.
fn all(sheet: &Sheet<'_>, scenario: &ScenarioReport) -> Markup {
    let lang = sheet.lang;
    let rows: Vec<Markup> = scenario
        .figures
        .iter()
        .map(|figure| {
            let signed = |d: &Exact| number(d, &format!("{}{}", if d.is_positive() { "+" } else { "" }, d));
            html! {
                tr {
                    th scope="row" { (crate::report::text::figure_name(lang, figure.id)) }
                    td class="number" { (digits(figure.base.value.as_ref())) }
                    td class="number" { (digits(figure.scenario.value.as_ref())) }
                    td class="number" { @match &figure.difference { Some(d) => (signed(d)), None => (digits(None)) } }
                    td { (figure.unit) }
                }
            }
        })
        .collect();
    let sides = ["scenario.park", "scenario.then", "scenario.difference"].map(|key| (sheet.word(key), true));
    let head = [(sheet.word("column.figure"), false), sides[0], sides[1], sides[2], (sheet.word("column.unit"), false)];
    html! {
        details {
            summary { (sheet.word("scenario.all-figures")) }
            (sheet.table("scenario-all", sheet.word("scenario.all-figures"), &head, &rows))
        }
    }
}
