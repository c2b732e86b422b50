//! What `lingtan policy` lists: the built-in policies with their editions and the days from which they are in force, the list of national parks, and
//! what is known of the policies of each region.

use std::collections::BTreeSet;

use super::names::province_name;
use super::page::{Align, Ink, Page, Style, Table};
use super::words::Lang;
use crate::standard::{Document, Standard, list, regions};

/// The built-in policies, then the further tables.
pub fn policies(style: &Style) -> String {
    let lang = style.lang;
    let mut page = Page::new(*style);
    for standard in Standard::names().filter_map(Standard::built_in) {
        page.line(0, &[(&standard.name, Ink::Strong), ("  ", Ink::Plain), (&lang.of_policy(&standard.title), Ink::Plain)]);
        if let Some(edition) = standard.edition {
            page.paragraph(4, Ink::Faint, &lang.fill("summary.edition", &[&edition]));
        }
        for document in own_documents(&standard) {
            page.paragraph(4, Ink::Faint, &in_force(&document, lang));
        }
    }
    for (name, key) in [("factors", "law.factors"), ("list-52", "law.list"), ("regions", "law.regions")] {
        page.line(0, &[(name, Ink::Strong), ("  ", Ink::Plain), (lang.word(key), Ink::Plain)]);
    }
    page.finish()
}

/// The documents that a policy rests on, each once, those of its rules first; those of the policy that it extends are told there.
fn own_documents(standard: &Standard) -> Vec<Document> {
    let base = standard.extends.as_deref().and_then(Standard::built_in);
    let inherited = |key: &str| base.as_ref().is_some_and(|base| base.documents.contains_key(key));
    let clauses = standard.clauses.iter().chain(standard.indicators.iter().map(|indicator| &indicator.clause));
    let mut seen = BTreeSet::new();
    // Those of rules first, then the others on which settings, constants and notes rest.
    let cited = clauses.map(|clause| &clause.citation.document).chain(standard.documents.values());
    let own = cited.filter(|document| !inherited(&document.key) && document.key != "LINGTAN");
    own.filter(|document| seen.insert(document.key.clone())).cloned().collect()
}

/// A document with the days on which it is in force and where it can be read.
fn in_force(document: &Document, lang: Lang) -> String {
    let days = match (document.in_force_from, document.in_force_until) {
        (Some(from), Some(until)) => Some(lang.fill("force.between", &[&from, &until])),
        (Some(from), None) => Some(lang.fill("force.from", &[&from])),
        (None, _) => None,
    };
    let parts: Vec<String> = [Some(lang.of_policy(&document.to_string())), days, document.url.clone()].into_iter().flatten().collect();
    parts.join(" · ")
}

/// The parks of the list, in its order.
pub fn listed_parks(style: &Style) -> String {
    let lang = style.lang;
    let mut page = Page::new(*style);
    page.paragraph(0, Ink::Plain, &in_force(&list::document(), lang));
    let mut table = Table::new(&[
        ("", Align::Right),
        (lang.word("summary.park"), Align::Left),
        (lang.word("law.region"), Align::Left),
        (lang.word("law.scope"), Align::Left),
        (lang.word("law.construction"), Align::Left),
    ]);
    for park in list::parks() {
        let scope = lang.named("summary.scope-", &park.scope);
        let region = province_name(lang, &park.province);
        table.row(vec![
            park.number.to_string().into(),
            park.name.clone().into(),
            region.to_owned().into(),
            scope.to_owned().into(),
            format!("{}–{}", park.start_year, park.end_year).into(),
        ]);
    }
    page.table(0, &table);
    if let Some(recognition) = list::citation() {
        page.paragraph(0, Ink::Plain, recognition.quote());
        page.paragraph(0, Ink::Faint, &recognition.paraphrase[lang as usize]);
    }
    page.finish()
}

/// What is known of each region.
pub fn regions(style: &Style) -> String {
    let lang = style.lang;
    let mut page = Page::new(*style);
    page.paragraph(0, Ink::Plain, &lang.fill("law.searched", &[&regions::searched()]));
    for region in regions::all() {
        let name = if lang == Lang::En { format!("{} {}", region.name, region.english) } else { region.name.clone() };
        page.line(0, &[(&name, Ink::Strong)]);
        if region.policies.is_empty() {
            page.paragraph(4, Ink::Faint, lang.word("law.nothing-found"));
        }
        for policy in &region.policies {
            let state = lang.find(&format!("law.state-{}", policy.state)).unwrap_or_default();
            let numbers = match &policy.built_in {
                Some(name) => lang.fill("law.numbers-in", &[name]),
                None => lang.word("law.no-numbers").to_owned(),
            };
            let title = policy.number.as_ref().map_or_else(|| policy.title.clone(), |number| format!("{}，{number}", policy.title));
            page.paragraph(4, Ink::Plain, &[title, policy.date.clone(), state.to_owned(), numbers].join(" · "));
            page.paragraph(6, Ink::Faint, &policy.note[lang as usize]);
            page.paragraph(6, Ink::Faint, &policy.quote);
            page.paragraph(6, Ink::Faint, &policy.url);
        }
    }
    page.finish()
}
