//! What two reports differ in, in short: the verdict, then the evidence, then the criteria, then the rules that come out otherwise.

use super::difference::{Difference, STATED};
use super::page::{Ink, Page};
use super::words::Lang;
use crate::measure::Exact;

/// Lines of a kind; what is beyond is counted.
const MOST: usize = 8;

/// A path as a section, the entry's name, and the field.
fn parts(path: &str) -> Option<(&str, &str, &str)> {
    let (section, rest) = path.split_once('.')?;
    let (name, field) = rest.rsplit_once('.')?;
    Some((section, name, field))
}

/// Writes the headline of a park.
pub(super) fn write(found: &[Difference], lang: Lang, page: &mut Page) {
    page.heading(lang.word("headline.title"));
    let verdict =
        |d: &Difference| (d.path == "verdict").then(|| lang.fill("headline.verdict", &[&outcome(lang, &d.old), &outcome(lang, &d.new)]));
    let groups: [(&str, Vec<String>); 3] = [
        ("evidence", found.iter().filter_map(|d| evidence(d, found, lang)).collect()),
        ("criteria", found.iter().filter_map(|d| criteria(d, lang)).collect()),
        ("outcomes", found.iter().filter_map(verdict).chain(found.iter().filter_map(|d| rule(d, found, lang))).collect()),
    ];
    for (title, lines) in groups {
        let title = lang.fill(&format!("headline.{title}"), &[]);
        for line in lines.iter().take(MOST) {
            page.paragraph(2, Ink::Plain, &format!("{title}{line}"));
        }
        if lines.len() > MOST {
            page.paragraph(2, Ink::Faint, &format!("{title}{}", lang.fill("headline.more", &[&(lines.len() - MOST)])));
        }
    }
}

fn outcome(lang: Lang, id: &str) -> String {
    if id.is_empty() { "—".to_owned() } else { lang.fill(&format!("outcome.{id}"), &[]) }
}

/// A change of a meter, or of a file.
fn evidence(d: &Difference, found: &[Difference], lang: Lang) -> Option<String> {
    let dash = |text: &str| if text.is_empty() || text == "null" { "—".to_owned() } else { text.to_owned() };
    if let Some(meter) = d.path.strip_prefix("meters.").filter(|_| d.old.starts_with('{') || d.new.starts_with('{')) {
        return Some(lang.fill(if d.new.is_empty() { "headline.meter-gone" } else { "headline.meter-new" }, &[&meter]));
    }
    if let Some(name) = d.path.strip_prefix("corrections.").filter(|_| d.old.is_empty() || d.new.is_empty()) {
        return Some(lang.fill(if d.new.is_empty() { "headline.correction-gone" } else { "headline.correction-new" }, &[&name]));
    }
    match parts(&d.path)? {
        ("meters", meter, field) if STATED.contains(&field.split('[').next().unwrap_or(field)) => {
            Some(lang.fill("headline.meter", &[&meter, &field, &dash(&d.old), &dash(&d.new)]))
        }
        ("inputs", file, "rows") => {
            let change = d.change()?;
            let sign = if change.is_positive() { "+" } else { "" };
            Some(lang.fill("headline.rows", &[&file, &format!("{sign}{change}"), &d.new]))
        }
        // A file of as many rows and another content.
        ("inputs", file, "sha256") => {
            let rows = format!("inputs.{file}.rows");
            (!found.iter().any(|other| other.path == rows)).then(|| lang.fill("headline.content", &[&file]))
        }
        _ => {
            let file = d.path.strip_prefix("inputs.")?;
            (d.old.is_empty() || d.new.is_empty())
                .then(|| lang.fill(if d.new.is_empty() { "headline.file-gone" } else { "headline.file-new" }, &[&file]))
        }
    }
}

/// A change of the criteria, or of a value that the park states.
fn criteria(d: &Difference, lang: Lang) -> Option<String> {
    let is_criteria =
        matches!(d.section(), "policy" | "assumptions") || d.path.starts_with("criteria.") || d.path.starts_with("stated.values");
    let told =
        is_criteria && d.is_cause() && !d.path.ends_with("sha256") && !d.old.starts_with(['{', '[']) && !d.new.starts_with(['{', '[']);
    told.then(|| lang.fill("headline.criterion", &[&d.path, &value(lang, &d.old), &value(lang, &d.new)]))
}

fn value(lang: Lang, text: &str) -> String {
    if text.is_empty() || text == "null" { "—".to_owned() } else { lang.of_report(text) }
}

/// A rule that comes out otherwise, with what was measured.
fn rule(d: &Difference, found: &[Difference], lang: Lang) -> Option<String> {
    let ("rules", id, "outcome") = parts(&d.path)? else { return None };
    let measured = found.iter().find(|other| other.path == format!("rules.{id}.measured"));
    let measured = measured.map_or_else(String::new, |m| {
        let short = |text: &str| Exact::parse(text).map_or_else(|| "—".to_owned(), |number| number.rounded(4).to_string());
        lang.fill("headline.measured", &[&short(&m.old), &short(&m.new)])
    });
    Some(lang.fill("headline.rule", &[&id, &outcome(lang, &d.old), &outcome(lang, &d.new), &measured]))
}
