//! What rules and figures are called.

use super::words::Lang;

/// What a rule is called: its id in English, its term in Chinese.
pub(super) fn rule_name(lang: Lang, id: &str) -> &str {
    match lang {
        Lang::En => id,
        Lang::Zh => lang.find(&format!("rule.{id}.name")).or_else(|| lang.find(&format!("indicator.{id}.name"))).unwrap_or(id),
    }
}

/// What a figure is called, with its symbol.
pub(super) fn figure_name(lang: Lang, id: &str) -> String {
    let name = lang.find(&format!("figure.{id}.name")).unwrap_or(id);
    match lang.find(&format!("figure.{id}.symbol")) {
        Some(symbol) => format!("{name} {symbol}"),
        None => name.to_owned(),
    }
}
