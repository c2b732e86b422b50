//! What rules, figures and provinces are called.

use super::words::Lang;
use crate::standard::regions;

/// What a rule is called: its id in English, its term in Chinese.
pub(super) fn rule_name(lang: Lang, id: &str) -> &str {
    match lang {
        Lang::En => id,
        Lang::Zh => rule_title(lang, id),
    }
}

/// What a rule, or an indicator of a policy's own, is called in words.
pub(super) fn rule_title(lang: Lang, id: &str) -> &str {
    lang.find(&format!("rule.{id}.name")).or_else(|| lang.find(&format!("indicator.{id}.name"))).unwrap_or(id)
}

/// What a province is called, by its short Chinese name: that name where it is not known.
pub(super) fn province_name(lang: Lang, name: &str) -> &str {
    let region = regions::all().iter().find(|region| region.name == name).filter(|_| lang == Lang::En);
    region.map_or(name, |region| &region.english)
}

/// What a figure is called, with its symbol.
pub(super) fn figure_name(lang: Lang, id: &str) -> String {
    let name = lang.find(&format!("figure.{id}.name")).unwrap_or(id);
    match lang.find(&format!("figure.{id}.symbol")) {
        Some(symbol) => format!("{name} {symbol}"),
        None => name.to_owned(),
    }
}
