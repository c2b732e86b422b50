//! What `lingtan explain` says: every rule, defect, figure, setting and change, and the indicators of the built-in policies, in both languages.
//!
//! A rule is explained by the documentation of its module and by its clause in the national policy; a setting by its registry entry and the policy's
//! default; defects and figures by the catalogue of texts. A name may be given in either language.

mod change;
mod figure;
mod folder;
mod indicator;
mod method;
mod rule;
mod setting;
#[cfg(test)]
mod tests;
mod topic;

pub use change::{CHANGES, IMPOSSIBLE};
pub use figure::FIGURES;
use topic::{Topic, labelled};

use super::page::{Align, Cell, Ink, Page, Style, Table};
use super::words::Lang;
use crate::dossier::Code;
use crate::rule::RULES;
use crate::standard::SETTINGS;

/// What a report can say beside its rules.
const SUBJECTS: &[&str] = &["readings", "projection", "corrections", "scenario"];

impl Topic {
    /// Every topic, in the order of the list.
    fn all() -> impl Iterator<Item = Self> {
        let rules = RULES.iter().map(|rule| Self::Rule(rule.id));
        let defects = Code::ALL.iter().map(|code| Self::Defect(code.name()));
        let figures = FIGURES.iter().map(|id| Self::Figure(id));
        let settings = SETTINGS.iter().map(|setting| Self::Setting(setting.name));
        let changes = ["changes"].iter().chain(CHANGES).chain(change::WORDS).chain(IMPOSSIBLE).map(|id| Self::Change(id));
        let subjects = SUBJECTS.iter().map(|id| Self::Subject(id));
        rules.chain(defects).chain(figures).chain(settings).chain(changes).chain(subjects).chain(folder::topics())
    }

    /// One line about it.
    fn line(self, lang: Lang) -> &'static str {
        match self {
            Self::Setting(name) => setting::what(name, lang),
            Self::Key(_) | Self::Column(_) | Self::Flow(_) => lang.find(&self.key("meaning")).unwrap_or_default(),
            _ => self.name(lang).unwrap_or_default(),
        }
    }

    /// Whether a name means it: its id, its name in either language, or, of a certificate's defect, the reason alone.
    fn is_called(self, name: &str) -> bool {
        let id = self.id();
        let called = |lang: Lang| self.name(lang) == Some(name);
        id == name
            || called(Lang::En)
            || called(Lang::Zh)
            || (matches!(self, Self::Defect(_)) && id.strip_prefix("certificate-") == Some(name))
            || folder::is_called(self, name)
            || (matches!(self, Self::Figure(_)) && Lang::En.find(&self.key("symbol")) == Some(name))
    }
}

/// Everything that can be explained, grouped, a line each.
pub fn list(style: &Style) -> String {
    let lang = style.lang;
    let mut page = Page::new(*style);
    let groups =
        ["explain.rules", "explain.defects", "explain.figures", "explain.settings", "explain.changes", "explain.subjects", "explain.files"];
    let group_of = |topic: &Topic| match topic {
        Topic::Rule(_) => 0,
        Topic::Defect(_) => 1,
        Topic::Figure(_) => 2,
        Topic::Setting(_) => 3,
        Topic::Change(_) => 4,
        Topic::Subject(_) => 5,
        Topic::File(_) => 6,
        // Listed by their file: `explain park.toml`, `explain meters.csv`.
        Topic::Key(_) | Topic::Column(_) | Topic::Flow(_) => 7,
    };
    for (number, group) in groups.into_iter().enumerate() {
        page.heading(lang.word(group));
        let mut table = Table::new(&[("", Align::Left), ("", Align::Left)]).flexible();
        for topic in Topic::all().filter(|t| group_of(t) == number) {
            table.row(vec![topic.id().into(), Cell::inked(topic.line(lang), Ink::Faint)]);
        }
        page.table(2, &table);
    }
    page.heading(lang.word("explain.indicators"));
    let mut table = Table::new(&[("", Align::Left), ("", Align::Left)]).flexible();
    indicator::list(&mut table, lang);
    page.table(2, &table);
    page.blank();
    page.paragraph(0, Ink::Plain, lang.word("explain.how"));
    page.finish()
}

/// The explanation of a name, or a message that names the nearest known one.
pub fn explain(name: &str, style: &Style) -> Result<String, String> {
    let name = name.trim();
    let mut page = Page::new(*style);
    // `limits.near-zero` is one of the settings `limits.RULE-ID`.
    let of_rule = crate::standard::Setting::find(name).ok().map(|(setting, _)| Topic::Setting(setting.name));
    let found: Vec<Topic> = Topic::all().filter(|topic| topic.is_called(name)).collect();
    let found = if found.is_empty() { of_rule.into_iter().collect() } else { found };
    if found.is_empty() && indicator::write(&mut page, name) {
        return Ok(page.finish());
    }
    if found.is_empty() {
        return Err(style.lang.fill("explain.unknown", &[&super::page::clean(name), &nearest(name)]));
    }
    for topic in found {
        page.blank();
        title(&mut page, topic);
        match topic {
            Topic::Rule(id) => rule::write(&mut page, id),
            Topic::Defect(_) => parts(&mut page, topic, &["meaning", "effect", "remedy", "example"]),
            Topic::Figure(_) => parts(&mut page, topic, &["meaning", "formula", "example", "symbol", "unit", "source"]),
            Topic::Setting(id) => setting::write(&mut page, id),
            Topic::Subject(_) => parts(&mut page, topic, &["meaning", "formula", "effect", "example", "source"]),
            Topic::Change(_) => parts(&mut page, topic, &["meaning", "effect", "formula", "example", "source"]),
            Topic::File(_) | Topic::Key(_) | Topic::Column(_) | Topic::Flow(_) => {
                parts(&mut page, topic, &["meaning", "example"]);
                folder::write(&mut page, topic);
            }
        }
        method::write(&mut page, topic);
    }
    Ok(page.finish())
}

/// The known name nearest to one that is not known.
fn nearest(name: &str) -> String {
    let mut known: Vec<&str> = Topic::all().map(Topic::id).collect();
    if !name.is_ascii() {
        known = Topic::all().filter_map(|topic| topic.name(Lang::Zh)).collect();
    }
    let distance = |candidate: &&str| (!candidate.contains(name), strsim::damerau_levenshtein(name, candidate));
    known.into_iter().min_by_key(distance).unwrap_or_default().to_owned()
}

fn title(page: &mut Page, topic: Topic) {
    let lang = page.style.lang;
    let kind = lang.word(match topic {
        Topic::Rule(_) => "explain.rule",
        Topic::Defect(_) => "explain.defect",
        Topic::Figure(_) => "explain.figure",
        Topic::Setting(_) => "explain.setting",
        Topic::Subject(_) => "explain.subject",
        Topic::Change(_) => "explain.change",
        Topic::File(_) => "explain.file",
        Topic::Key(_) => "explain.key",
        Topic::Column(_) => "explain.column",
        Topic::Flow(_) => "explain.flow",
    });
    let kind = lang.in_brackets(kind);
    let mut names = Vec::new();
    names.extend(topic.name(lang));
    // The official Chinese term helps a reader of English; the other way round there is nothing to learn.
    if lang == Lang::En {
        names.extend(topic.name(lang.other()));
    }
    names.dedup();
    let names = if names.is_empty() { String::new() } else { format!("  {}", names.join(" · ")) };
    page.line(0, &[(topic.id(), Ink::Strong), (&kind, Ink::Faint), (&names, Ink::Plain)]);
    page.blank();
}

/// Parts of a topic, each under its label.
fn parts(page: &mut Page, topic: Topic, parts: &[&str]) {
    let lang = page.style.lang;
    for part in parts {
        let label = lang.named("explain.", part);
        if let Some(text) = lang.find(&topic.key(part)) {
            labelled(page, label, text);
        }
    }
}
