//! Markdown for pull requests: GitHub's tables, in either language, within the length of one comment.
//!
//! A comment holds 65,536 characters. Long lists are shortened, all alike and no more than needed, and say how many entries are left out; where that is not
//! enough for many parks, the last ones are left out and counted. Names and messages come from the park's files: `escape` takes from them whatever Markdown, HTML
//! or GitHub would act on.

mod escape;
#[doc(hidden)]
pub mod portfolio;
mod sheet;

use sheet::Sheet;

use super::schema::Report;
use super::told::Told;
use super::view::{
    Section, certificates, corrections, defects, electricity, evidence, figures, foresight, head, needs, parks, rules, values,
};
use super::words::Lang;
use crate::standard::Level;

/// Characters of a comment on GitHub.
pub const LONGEST: usize = 65_536;

/// Entries of a list, from the longest that is tried to none.
const CAPS: [usize; 10] = [2_000, 500, 200, 100, 50, 20, 10, 5, 2, 0];

/// The page of all parks.
pub fn render(told: &[Told], lang: Lang) -> String {
    let fits = |text: &String| text.chars().count() <= LONGEST;
    let whole = CAPS.into_iter().map(|cap| page(told, told.len(), lang, cap)).find(fits);
    let fewer = || (0..told.len()).rev().map(|parks| page(told, parks, lang, 0)).find(fits);
    whole.or_else(fewer).unwrap_or_default()
}

/// The page with lists of at most `cap` entries, and the first `shown` parks.
fn page(told: &[Told], shown: usize, lang: Lang, cap: usize) -> String {
    let mut sheet = Sheet::new(lang, cap);
    if told.len() > 1 {
        sheet.section(&parks::of(told, lang));
    }
    for park in told.iter().take(shown) {
        match &park.result {
            Ok(report) => sections(park, report, lang).iter().for_each(|section| sheet.section(section)),
            Err(message) => sheet.section(&head::unread(park.name(), lang.say(message), lang)),
        }
    }
    if shown < told.len() {
        sheet.sentence(&lang.fill("markdown.more-parks", &[&(told.len() - shown)]));
    }
    sheet.finish()
}

/// The sections of a park's page, in their order.
fn sections(park: &Told, report: &Report, lang: Lang) -> Vec<Section> {
    let level = |level: Level| rules::of_level(report, level, lang);
    let mut all = vec![
        Some(head::of(park, report, lang)),
        level(Level::Required),
        needs::next(report, lang),
        level(Level::Guiding),
        level(Level::Advisory),
        level(Level::Data),
        needs::deciding(report, lang),
        needs::headroom(report, lang),
        Some(needs::acceptance(report, lang)),
        needs::changes(report, lang),
        foresight::scenario(report, lang),
        foresight::projection(report, lang),
        foresight::readings(report, lang),
        Some(figures::all(report, lang)),
        Some(figures::net_zero(report, lang)),
        Some(electricity::matching(report, lang)),
        electricity::months(report, lang),
        Some(certificates::of(report, lang)),
        corrections::of(report, lang),
        Some(defects::all(report, lang)),
        Some(evidence::completeness(report, lang)),
        Some(evidence::register(report, lang)),
        evidence::materiality(report, lang),
    ];
    all.extend(values::assumptions(report, lang).into_iter().map(Some));
    all.extend([
        Some(values::built_in(report, lang)),
        Some(rules::citations(report, lang)),
        Some(evidence::read_tables(report, lang)),
        evidence::unread_files(report, lang),
        Some(evidence::inputs(report, lang)),
    ]);
    all.into_iter().flatten().collect()
}
