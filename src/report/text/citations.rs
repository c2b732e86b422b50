//! What each rule rests on: the document, the place in it, and its words.

use crate::report::force;
use crate::report::names::rule_name;
use crate::report::page::{Ink, Page};
use crate::report::schema::{CitationReport, Report, RuleReport};
use crate::report::words::{Lang, is_chinese};
use crate::standard::Words;

pub(super) fn write(page: &mut Page, report: &Report) {
    let lang = page.style.lang;
    page.heading(lang.word("html.citations"));
    for rule in &report.rules {
        let colon = if lang == Lang::En { ": " } else { "：" };
        page.hanging(2, &format!("{}{colon}", rule_name(lang, rule.id)), Ink::Plain, &place(&rule.citation, lang));
        page.paragraph(4, Ink::Faint, &standing(rule, lang));
        for words in quoted(&rule.citation, lang) {
            page.paragraph(4, Ink::Faint, &words);
        }
    }
}

/// How sure a citation is, from when its document is in force, and where it can be read.
pub(in crate::report) fn standing(rule: &RuleReport, lang: Lang) -> String {
    let citation = &rule.citation;
    let sure = lang.named("standing.", citation.standing.name()).to_owned();
    let parts: Vec<String> = [Some(sure), force::days(rule, lang), citation.url.clone()].into_iter().flatten().collect();
    parts.join(" · ")
}

/// What stands there: the document's own words, and what it says in ours, marked as such.
pub(in crate::report) fn quoted(citation: &CitationReport, lang: Lang) -> Vec<String> {
    let colon = if lang == Lang::En { ": " } else { "：" };
    // A Chinese page gives the meaning of what a document says in English; its own words stand in the other forms.
    let literal = (citation.words == Words::Literal && (lang == Lang::En || is_chinese(&citation.quote))).then(|| citation.quote.clone());
    let ours = &citation.paraphrase[lang as usize];
    let key = if citation.words == Words::Decision { "words.decision" } else { "words.paraphrase" };
    let ours = (!ours.is_empty()).then(|| format!("{}{colon}{ours}", lang.word(key)));
    literal.into_iter().chain(ours).filter(|words| !words.is_empty()).collect()
}

/// Document and place.
pub(in crate::report) fn place(citation: &CitationReport, lang: Lang) -> String {
    let colon = if lang == Lang::En { ": " } else { "：" };
    let item = if citation.item.is_empty() { String::new() } else { format!("{colon}{}", lang.of_policy(&citation.item)) };
    format!("{}{item}", lang.of_policy(&citation.document))
}
