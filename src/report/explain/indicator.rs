//! An indicator that a built-in policy has of its own, beside the rules: how a park declares it, what the policy asks, and where that stands.

use super::rule::limits;
use super::topic::{cite, labelled};
use crate::report::page::{Cell, Ink, Page, Table};
use crate::report::words::Lang;
use crate::standard::{Indicator, Measure, Standard};

/// The indicators of the built-in policies with the policy of each, in the order of the policies.
fn all() -> Vec<(String, Indicator)> {
    let policies = Standard::names().filter_map(Standard::built_in);
    policies.flat_map(|policy| policy.indicators.clone().into_iter().map(move |own| (policy.name.clone(), own))).collect()
}

/// Adds a line for each to the list of what can be explained.
pub(super) fn list(table: &mut Table, lang: Lang) {
    for (policy, own) in all() {
        let name = format!("{} ({policy})", own.name[lang as usize]);
        table.row(vec![own.clause.id.into(), Cell::inked(&name, Ink::Faint)]);
    }
}

/// Explains the indicators of a name; whether there was one.
pub(super) fn write(page: &mut Page, name: &str) -> bool {
    let lang = page.style.lang;
    let found: Vec<(String, Indicator)> = all().into_iter().filter(|(_, own)| own.is_named(name)).collect();
    for (policy, own) in &found {
        let clause = &own.clause;
        let kind = lang.in_brackets(lang.word("explain.indicator"));
        let mut names = vec![own.name[lang as usize].as_str()];
        if lang == Lang::En {
            names.push(&own.name[Lang::Zh as usize]);
        }
        page.blank();
        page.line(0, &[(clause.id, Ink::Strong), (&kind, Ink::Faint), (&format!("  {}", names.join(" · ")), Ink::Plain)]);
        page.blank();
        let measure = match clause.measure {
            Measure::Rule | Measure::Ratio => "explain.measure-ratio",
            Measure::Value => "explain.measure-value",
            Measure::Growth => "explain.measure-growth",
            Measure::OffsetShare => "explain.measure-offset-share",
        };
        labelled(page, lang.word("explain.meaning"), &lang.fill(measure, &[&clause.id, &clause.unit]));
        let mut said = vec![lang.find(&format!("explain.level-{}", clause.level)).unwrap_or_default().to_owned()];
        said.extend(limits(clause, lang));
        labelled(page, &lang.fill("explain.in-policy", &[policy]), &said.join(if lang == Lang::En { "; " } else { "；" }));
        cite(page, lang.word("explain.document"), &clause.citation);
    }
    !found.is_empty()
}
