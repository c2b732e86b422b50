//! A rule: what it asks, and what the national policy says of it.

use super::topic::{cite, labelled};
use crate::measure::Exact;
use crate::report::page::number::all_digits;
use crate::report::page::{Ink, Page};
use crate::report::words::Lang;
use crate::standard::{Clause, Comparison, Limit, Standard};

/// The policy whose clause is printed.
const POLICY: &str = "cn-national";

pub(super) fn write(page: &mut Page, id: &str) {
    let lang = page.style.lang;
    let about = lang.find(&format!("rule.{id}.about")).unwrap_or_default();
    for (number, paragraph) in about.trim().split("\n\n").enumerate() {
        if number > 0 {
            page.blank();
        }
        // The documentation is broken at the width of its source; a page breaks it anew.
        let joined: Vec<&str> = paragraph.lines().map(str::trim).collect();
        page.paragraph(0, Ink::Plain, &joined.join(" "));
    }
    page.blank();
    if let Some(example) = lang.find(&format!("rule.{id}.example")) {
        labelled(page, lang.word("explain.example"), example);
    }
    if let Some(standard) = Standard::built_in(POLICY) {
        let clause = standard.clause(id);
        let level = lang.find(&format!("explain.level-{}", clause.level)).unwrap_or_default();
        let mut said = vec![level.to_owned()];
        said.extend(limits(clause, lang));
        if let Some(from) = &clause.advisory_from_tce {
            said.push(lang.fill("explain.advisory-from", &[&all_digits(from)]));
        }
        let separator = if lang == Lang::En { "; " } else { "；" };
        labelled(page, &lang.fill("explain.in-policy", &[&POLICY]), &said.join(separator));
        cite(page, lang.word("explain.document"), &clause.citation);
    }
    labelled(page, lang.word("explain.settings-of"), &lang.list(&[format!("limits.{id}"), format!("levels.{id}")]));
}

/// The limits of a clause in words.
pub(super) fn limits(clause: &Clause, lang: Lang) -> Vec<String> {
    if let Some(divisor) = &clause.divisor {
        return vec![lang.fill("explain.limit-baseline", &[divisor])];
    }
    if clause.limits.is_empty() {
        return vec![lang.word("explain.no-limit").to_owned()];
    }
    clause.limits.iter().map(|limit| said(clause, limit, lang)).collect()
}

fn said(clause: &Clause, limit: &Limit, lang: Lang) -> String {
    let value = match clause.unit.as_str() {
        // The one rule that counts rows has no unit either.
        "1" if clause.id != "certificate-ledger" => format!("{}{}", all_digits(&(&limit.value * &Exact::from(100_i64))), lang.percent()),
        "1" => all_digits(&limit.value),
        unit => format!("{} {unit}", all_digits(&limit.value)),
    };
    let mut text = match clause.comparison {
        Comparison::AtLeast => lang.fill("explain.at-least", &[&value]),
        Comparison::AtMost => lang.fill("explain.at-most", &[&value]),
        Comparison::Above => lang.fill("explain.above", &[&value]),
    };
    let mut when = Vec::new();
    when.extend(limit.min_tce.as_ref().map(|tce| lang.fill("explain.from-tce", &[&all_digits(tce)])));
    when.extend(limit.max_tce.as_ref().map(|tce| lang.fill("explain.below-tce", &[&all_digits(tce)])));
    when.extend(limit.from.map(|day| lang.fill("explain.from-day", &[&day])));
    when.extend(limit.to.map(|day| lang.fill("explain.to-day", &[&day])));
    if !when.is_empty() {
        text += &lang.in_brackets(&lang.list(&when));
    }
    text
}
