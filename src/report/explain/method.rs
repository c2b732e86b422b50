//! Where the method says it: the sections of the guide's page `method` that a topic rests on.

use std::collections::BTreeSet;

use super::topic::{Topic, labelled};
use crate::guide::Page as Guide;
use crate::report::page::Page;
use crate::report::words::{Lang, keys_under};

/// The numbers that stand behind `METHOD ` in a text.
pub(super) fn cited(text: &str) -> BTreeSet<u32> {
    let numbers = text.split("METHOD ").skip(1).map(|rest| rest.split(|c: char| !c.is_ascii_digit()).next().unwrap_or_default());
    numbers.filter_map(|number| number.parse().ok()).collect()
}

/// The section of a topic whose texts name none.
fn usual(topic: Topic) -> u32 {
    match topic {
        Topic::Rule("direct-green-share" | "balance-closure") => 3,
        Topic::Rule("certificate-ledger") => 4,
        Topic::Defect(id) if id.starts_with("certificate-") || id.contains("beneficiary") => 4,
        Topic::Defect("list-conflict") => 2,
        Topic::Defect(_) | Topic::Setting("estimation" | "accuracy") => 8,
        Topic::Setting("vintage" | "transferred_certificates") => 4,
        Topic::Setting("storage_round_trip" | "trades_without_certificates" | "recognition_cap" | "nuclear_purchased") => 3,
        Topic::Setting("export_credit" | "offset_vintage_years" | "offset_standards") => 5,
        Topic::Setting("electricity_equivalent" | "feedstock_energy") => 6,
        Topic::Subject(_) => 12,
        Topic::File(_) | Topic::Key(_) => 10,
        Topic::Column(_) | Topic::Flow(_) => 3,
        Topic::Rule(_) | Topic::Setting(_) | Topic::Figure(_) | Topic::Change(_) => 7,
    }
}

/// The sections that a topic rests on.
pub(super) fn sections(topic: Topic) -> BTreeSet<u32> {
    let prefix = topic.key("");
    let named: BTreeSet<u32> = keys_under(&prefix).filter_map(|key| Lang::En.find(&format!("{prefix}{key}"))).flat_map(cited).collect();
    if named.is_empty() { BTreeSet::from([usual(topic)]) } else { named }
}

/// A line for each section, with the command that prints it.
pub(super) fn write(page: &mut Page, topic: Topic) {
    let lang = page.style.lang;
    let Some(method) = Guide::named("method") else { return };
    let text = if lang == Lang::En { method.english } else { method.chinese };
    for number in sections(topic) {
        if let Some(section) = Guide::section(text, number) {
            let title = section.lines().next().unwrap_or_default().trim_start_matches('#').trim();
            labelled(page, lang.word("explain.method"), &lang.fill("explain.method-section", &[&title, &number]));
        }
    }
}
