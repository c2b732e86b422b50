//! Markdown for pull requests: GitHub's tables, in either language, within the length of one comment.
//!
//! A comment holds 65,536 characters. Long lists are shortened, all alike and no more than needed, and say how many entries are left out; where that is not
//! enough for many parks, the last ones are left out and counted. Names and messages come from the park's files: `escape` takes from them whatever Markdown, HTML
//! or GitHub would act on.

mod changes;
mod corrections;
mod escape;
mod mark;
mod next;
mod portfolio;
mod projection;
mod readings;
mod scenario;
mod sections;

use escape::{Sheet, escape};
use mark::{UNREAD, mark};

use super::schema::Report;
use super::told::Told;
use super::words::Lang;
use crate::rule::Verdict;
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
        portfolio::write(&mut sheet, told);
    }
    for park in told.iter().take(shown) {
        match &park.result {
            Ok(report) => of_park(&mut sheet, park, report),
            Err(message) => {
                sheet.heading(2, &format!("{} {}", UNREAD, escape(park.name())));
                sheet.line(&format!("**{}**: {}", lang.word("markdown.could-not-run"), escape(&lang.say(message))));
            }
        }
    }
    if shown < told.len() {
        sheet.line(&lang.fill("markdown.more-parks", &[&(told.len() - shown)]));
    }
    sheet.finish()
}

fn of_park(sheet: &mut Sheet, park: &Told, report: &Report) {
    let lang = sheet.lang;
    let verdict = report.verdict_in_effect();
    sheet.heading(2, &format!("{} {}: {}", mark(verdict), escape(&report.park.name), word(report, verdict, lang)));
    for message in super::criteria::beside(report) {
        sheet.line(&format!("⚠️ **{}**", escape(&lang.say(&message))));
    }
    sections::head(sheet, report);
    corrections::head(sheet, report);
    if park.denied {
        sheet.line(&format!("**{}**", lang.word("markdown.denied")));
    }
    sections::rules(sheet, report, Level::Required);
    next::write(sheet, report);
    for level in [Level::Guiding, Level::Advisory, Level::Data] {
        sections::rules(sheet, report, level);
    }
    sections::deciding(sheet, report);
    sections::headroom(sheet, report);
    sections::acceptance(sheet, report);
    changes::write(sheet, report);
    scenario::write(sheet, report);
    projection::write(sheet, report);
    readings::write(sheet, report);
    sections::figures(sheet, report);
    sections::matching(sheet, report);
    sections::months(sheet, report);
    sections::certificates(sheet, report);
    sections::trades(sheet, report);
    corrections::write(sheet, report);
    sections::defects(sheet, report);
    sections::completeness(sheet, report);
    sections::register(sheet, report);
    sections::assumptions(sheet, report);
    sections::built_in(sheet, report);
    sections::citations(sheet, report);
    sections::tables(sheet, report);
    sections::inputs(sheet, report);
}

fn word(report: &Report, verdict: Verdict, lang: Lang) -> String {
    let interim = if report.period.interim { lang.in_brackets(lang.word("summary.interim")) } else { String::new() };
    format!("{}{interim}", lang.find(&format!("verdict.{verdict}")).unwrap_or(verdict.name()))
}
