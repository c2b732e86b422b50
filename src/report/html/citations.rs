//! What each rule asks, by what formula, and where the law says it, in the words of the document or, marked as such, in ours.

use maud::{Markup, html};

use super::sheet::{Sheet, prose};
use crate::report::names::rule_title;
use crate::report::schema::RuleReport;
use crate::report::words::{Lang, is_chinese};
use crate::standard::Words;

pub(super) fn write(sheet: &Sheet<'_>) -> Markup {
    let body = html! { @for rule in &sheet.report.rules { (of_rule(sheet, rule)) } };
    sheet.section("citations", sheet.word("html.citations"), &body)
}

fn of_rule(sheet: &Sheet<'_>, rule: &RuleReport) -> Markup {
    let lang = sheet.lang;
    let about = lang.find(&format!("rule.{}.about", rule.id)).unwrap_or_default();
    let paragraphs: Vec<&str> = about.split("\n\n").map(str::trim).filter(|p| !p.is_empty()).collect();
    let citation = &rule.citation;
    let level = lang.named("explain.level-", rule.level.name());
    // The page's language holds unless the quoted words are of the other.
    let other = |text: &str| match (lang, is_chinese(text)) {
        (Lang::En, true) => Some("zh-CN"),
        (Lang::Zh, false) => Some("en"),
        _ => None,
    };
    let colon = match lang {
        Lang::En => ": ",
        Lang::Zh => "：",
    };
    html! {
        div class="citation" {
            (sheet.heading(2, &format!("cite-{}", rule.id), &html! { (rule_title(lang, rule.id)) " " code { (rule.id) } " " span class="level" { (level) } }))
            @for paragraph in paragraphs { p { (prose(&paragraph.replace('\n', " "))) } }
            @if citation.words == Words::Literal && (lang == Lang::En || is_chinese(&citation.quote)) { blockquote lang=[other(&citation.quote)] { p { (crate::report::page::clean(&citation.quote)) } } }
            @let ours = &citation.paraphrase[lang as usize];
            @if !ours.is_empty() {
                p class="paraphrase" {
                    span class="note" { (lang.word(if citation.words == Words::Decision { "words.decision" } else { "words.paraphrase" })) (colon) }
                    (crate::report::page::clean(ours))
                }
            }
            p class="source" {
                (crate::report::page::clean(&lang.of_policy(&citation.document)))
                @if !citation.item.is_empty() { (colon) (crate::report::page::clean(&lang.of_policy(&citation.item))) }
                " · " (lang.named("standing.", citation.standing.name()))
                @if let Some(days) = crate::report::force::days(rule, lang) { " · " (days) }
                @if let Some(url) = &citation.url { " · " span class="url" { (address(url)) } }
            }
        }
    }
}

/// Where a document can be read, without its scheme: the page names no address that a browser would follow.
pub(super) fn address(url: &str) -> String {
    crate::report::page::clean(url.split_once("://").map_or(url, |(_, rest)| rest))
}
