//! By what and how the report was made, so that anyone can make it again.

use maud::{Markup, html};

use super::sheet::{Sheet, name, prose};
use crate::report::page::clean;

pub(super) fn write(sheet: &Sheet<'_>) -> Markup {
    let (report, lang) = (sheet.report, sheet.lang);
    let yes = |b: bool| sheet.lang.word(if b { "html.yes" } else { "html.no" });
    let settings: Vec<String> = report.policy.settings.iter().map(|(name, value)| format!("{}={}", clean(name), clean(value))).collect();
    let body = html! {
        dl class="pairs wide" {
            div { dt { (sheet.word("html.tool")) } dd { (report.tool.name) " " (report.tool.version) } }
            div { dt { (sheet.word("html.schema")) } dd { code { (report.schema) } } }
            div { dt { (sheet.word("summary.policy")) } dd { (name(&report.policy.name)) (lang.in_brackets(&clean(&lang.of_policy(&report.policy.title)))) @if let Some(edition) = &report.policy.edition { " · " (lang.fill("summary.edition", &[edition])) } } }
            div { dt { (sheet.word("html.policy-digest")) } dd { code class="digest" { (report.policy.sha256) } } }
            div { dt { (sheet.word("explain.settings")) } dd { @for setting in &settings { code { (setting) } " " } } }
            div { dt { (sheet.word("html.run-interim")) } dd { (yes(report.run.interim)) } }
            div { dt { (sheet.word("html.run-ledger")) } dd { @match &report.run.ledger { Some(ledger) => (name(ledger)), None => (sheet.word("html.none")) } } }
            @if let Some(readings) = report.run.readings { div { dt { (sheet.word("html.readings-asked")) } dd { code { (readings) } } } }
            @if let Some(scenario) = &report.scenario { div { dt { (sheet.word("html.scenario-file")) } dd { (name(&scenario.file)) " " code class="digest" { (scenario.sha256) } } } }
            @if let Some(last) = &report.run.last_year { div { dt { (sheet.word("html.last-year")) } dd { code class="digest" { (last.sha256) } } } }
        }
        p { (prose(sheet.word("html.verify"))) }
        p class="faint" { (prose(sheet.word("hint.explain"))) }
    };
    sheet.section("about", sheet.word("html.about"), &body)
}
