//! What a scenario would make of the park, beside what it is.

use crate::report::names::{figure_name, rule_title};
use maud::{Markup, html};

use super::sheet::{Sheet, badge, digits, number};
use crate::measure::Exact;
use crate::report::page::clean;
use crate::report::scenario::ScenarioReport;
use crate::report::text::scenario::{Beside, assumption, figures, rules, said, title, verdict};
use crate::report::words::Lang;
use crate::rule::Outcome;

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
            td {
                @match beside.outcome {
                    // The badge says the outcome; what else is said of it stands behind.
                    Some(outcome) => { (badge(outcome, sheet.lang)) (said_beyond(&beside.last, outcome, sheet.lang)) },
                    None => (beside.last),
                }
            }
        }
    }
}

fn said_beyond(said: &str, outcome: Outcome, lang: Lang) -> &str {
    said.strip_prefix(lang.named("outcome.", outcome.name())).unwrap_or(said)
}

/// A number on one side, with its bounds where they are not the number.
fn side(value: Option<&Exact>, lower: Option<&Exact>, upper: Option<&Exact>) -> Markup {
    html! {
        (digits(value))
        @if value.is_some() && (lower != value || upper != value) { span class="under" { (digits(lower)) " … " (digits(upper)) } }
    }
}

/// Every figure, rule and headroom with every digit, folded.
fn all(sheet: &Sheet<'_>, scenario: &ScenarioReport) -> Markup {
    let lang = sheet.lang;
    let row = |name: &str, sides: [Markup; 2], difference: Option<&Exact>, unit: &str| {
        let signed = |d: &Exact| number(d, &format!("{}{}", if d.is_positive() { "+" } else { "" }, d));
        html! {
            tr {
                th scope="row" { (name) }
                @for side in sides { td class="number" { (side) } }
                td class="number" { @match difference { Some(d) => (signed(d)), None => (digits(None)) } }
                td { (unit) }
            }
        }
    };
    let mut rows = Vec::new();
    for figure in &scenario.figures {
        let sides = [&figure.base, &figure.scenario].map(|s| side(s.value.as_ref(), s.lower.as_ref(), s.upper.as_ref()));
        rows.push(row(&figure_name(lang, figure.id), sides, figure.difference.as_ref(), figure.unit));
    }
    for rule in &scenario.rules {
        let difference = rule.base.measured.as_ref().zip(rule.scenario.measured.as_ref()).map(|(base, then)| then - base);
        let sides = [&rule.base, &rule.scenario].map(|s| side(s.measured.as_ref(), s.lower.as_ref(), s.upper.as_ref()));
        let unit =
            sheet.report.rules.iter().find(|r| r.id == rule.id).map(|r| r.unit.as_str()).filter(|unit| *unit != "1").unwrap_or_default();
        rows.push(row(rule_title(lang, rule.id), sides, difference.as_ref(), unit));
    }
    for headroom in &scenario.headroom {
        let difference = headroom.base.as_ref().zip(headroom.scenario.as_ref()).map(|(base, then)| then - base);
        let sides = [&headroom.base, &headroom.scenario].map(|s| digits(s.as_ref()));
        rows.push(row(&lang.fill("scenario.headroom", &[&rule_title(lang, headroom.id)]), sides, difference.as_ref(), headroom.unit));
    }
    let sides = ["scenario.park", "scenario.then", "scenario.difference"].map(|key| (sheet.word(key), true));
    let head = [(sheet.word("column.figure"), false), sides[0], sides[1], sides[2], (sheet.word("column.unit"), false)];
    html! {
        details {
            summary { (sheet.word("scenario.all-figures")) }
            (sheet.table("scenario-all", sheet.word("scenario.all-figures"), &head, &rows))
        }
    }
}
