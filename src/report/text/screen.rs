//! The report on one screen: the verdict, the required rules, what holds the park back, what to do next, what else was asked, what to look at in the evidence,
//! and the command that shows the rest. At most [`LINES`] lines of [`WIDTH`](super::WIDTH) columns for one park, however much is wrong with it.

use super::scale::Scale;
use super::{changes, defects, next, readings, rules, scenario, summary};
use crate::dossier::{Code, Effect};
use crate::report::names::{figure_name, rule_name};
use crate::report::page::number::{count, places, rounded};
use crate::report::page::{Ink, Page, Style, WIDTH, cut};
use crate::report::schema::{DefectReport, Report, RuleReport};
use crate::report::standing::outcome_ink;
use crate::report::words::Lang;
use crate::rule::{Outcome, Verdict};
use crate::standard::{Level, Standard};

/// Lines of a screen.
pub const LINES: usize = 40;
/// Lines of the required rules.
const RULES: usize = 11;
/// Lines of what holds the park back.
const CAUSES: usize = 5;
/// Lines of what to do next: one for each action, and where nothing else was asked, a second for its command.
const NEXT: [usize; 2] = [5, 8];
/// Lines of what else was asked.
const ASKED: usize = 6;
/// Kinds of defects that are named.
const DEFECTS: usize = 5;
/// Lines that the head has at least.
const HEAD: usize = 8;

/// The report on one screen. The evidence has the lines that the parts above it leave, and the head, with what must be known first, what is then left.
pub fn render(report: &Report, style: &Style) -> String {
    let style = Style { width: style.width.min(WIDTH), ..*style };
    let lines = |parts: &[String]| parts.iter().map(|part| part.lines().count()).sum::<usize>();
    let asked = part(&style, ASKED, |page| asked(page, report));
    let roomy = asked.is_empty();
    let mut below = vec![
        part(&style, RULES, |page| {
            rules::write(page, report, Level::Required);
            missed(page, report);
        }),
        part(&style, CAUSES, |page| causes(page, report)),
        part(&style, NEXT[usize::from(roomy)], |page| next::write_first(page, report, roomy)),
        asked,
    ];
    let more = more(&style);
    let left = LINES - HEAD - lines(&below) - more.lines().count();
    below.push(part(&style, left.min(DEFECTS + 4), |page| evidence(page, report)));
    below.push(more);
    part(&style, LINES - lines(&below), |page| head(page, report)) + &below.concat()
}

/// The command that shows the rest.
pub(in crate::report) fn more(style: &Style) -> String {
    let mut page = Page::new(*style);
    page.line(0, &[(style.lang.word("screen.more"), Ink::Faint)]);
    page.finish()
}

/// The lines of a part, with an empty line behind them; what is beyond `most` is cut, and the cut is seen.
fn part(style: &Style, most: usize, write: impl FnOnce(&mut Page)) -> String {
    let mut page = Page::new(*style);
    write(&mut page);
    let text = page.finish();
    let mut lines: Vec<&str> = text.lines().skip_while(|line| line.is_empty()).collect();
    if lines.is_empty() || most < 3 {
        return String::new();
    }
    if lines.len() > most - 1 {
        lines.truncate(most - 2);
        lines.push("  …");
    }
    lines.join("\n") + "\n\n"
}

fn head(page: &mut Page, report: &Report) {
    let lang = page.style.lang;
    summary::head(page, report);
    let verdict = report.verdict_in_effect();
    let ink = outcome_ink(verdict);
    let word = |lang: Lang| lang.named("verdict.", verdict.name());
    let both = format!("{}  {}", word(lang), word(lang.other()));
    let interim = if report.period.interim { lang.in_brackets(lang.word("summary.interim")) } else { String::new() };
    page.blank();
    page.line(0, &[(lang.word("verdict.label"), Ink::Strong), ("  ", Ink::Plain), (&both, ink), (&interim, Ink::Doubt)]);
    for (ink, note) in summary::noted(report, lang) {
        page.paragraph(2, ink, &note);
    }
}

/// What holds a park back that does not pass, in one line: what to do first, else the month that pulls it down.
pub(in crate::report) fn cause(report: &Report, style: &Style) -> Option<String> {
    let lang = style.lang;
    if report.verdict_in_effect() == Verdict::Pass {
        return None;
    }
    let line = report.next.first().map(|action| next::said(report, action, lang)).or_else(|| lowest_month(report, lang))?;
    Some(cut(&format!("{}: {line}", report.park.name), style.width.min(WIDTH).saturating_sub(2)))
}

/// The advisory rules of a policy of its own that are not met: they decide nothing, and the nation may require them.
fn missed(page: &mut Page, report: &Report) {
    if Standard::built_in(&report.policy.name).is_some_and(|policy| policy.extends.is_none()) {
        return;
    }
    let lang = page.style.lang;
    let named = |rule: &RuleReport| {
        let measured = rule.measured.as_ref().map(|measured| Scale::of(rule, lang).shown(measured));
        measured.map_or_else(|| rule_name(lang, rule.id).to_owned(), |measured| format!("{} {measured}", rule_name(lang, rule.id)))
    };
    let all: Vec<String> = report.rules_at(Level::Advisory).filter(|rule| rule.outcome == Outcome::Fail).map(named).collect();
    if !all.is_empty() {
        let line = lang.fill("screen.missed", &[&all.join(lang.word("screen.and"))]);
        page.line(2, &[(&cut(&line, page.style.width.saturating_sub(2)), Ink::Plain)]);
    }
}

/// The required rule that is passed with the least margin for its limit.
fn tightest(report: &Report) -> Option<&RuleReport> {
    let passed = report.rules_at(Level::Required).filter(|rule| rule.outcome == Outcome::Pass);
    let kept = passed.filter_map(|rule| Some((rule, rule.margin.as_ref()?, rule.limit.as_ref()?)));
    kept.min_by(|one, other| (one.1 * other.2).cmp(&(other.1 * one.2))).map(|(rule, ..)| rule)
}

/// The month and the source that pull the two figures down; of a park that passes, also what the tightest rule can bear.
fn causes(page: &mut Page, report: &Report) {
    let lang = page.style.lang;
    let mut lines: Vec<String> = [lowest_month(report, lang), greatest_source(report, lang)].into_iter().flatten().collect();
    let open = report.rules_at(Level::Required).any(|rule| matches!(rule.outcome, Outcome::Fail | Outcome::Indeterminate));
    if !open {
        lines.extend(tightest(report).and_then(|rule| bears(report, rule, lang)));
    }
    if lines.is_empty() {
        return;
    }
    page.heading(lang.word(if open { "screen.causes" } else { "screen.tightest" }));
    for line in lines {
        page.line(2, &[(&cut(&line, page.style.width.saturating_sub(2)), Ink::Plain)]);
    }
}

/// What a scenario, and what other readings of the rules, would make of the verdict, where the run was asked for them.
fn asked(page: &mut Page, report: &Report) {
    let lang = page.style.lang;
    let scenario = report.scenario.as_ref().map(|s| (scenario::title(s, lang), scenario::verdict(report, s, lang)));
    let readings = report.readings.as_ref().map(|r| (lang.word("section.readings").to_owned(), readings::of_verdict(r, lang)));
    let room = page.style.width.saturating_sub(2);
    for (title, answer) in [scenario, readings].into_iter().flatten() {
        page.heading(&cut(&title, room));
        page.line(2, &[(&cut(&answer, room), Ink::Plain)]);
    }
}

/// The month with the least share of direct green supply.
fn lowest_month(report: &Report, lang: Lang) -> Option<String> {
    let known = report.months.iter().filter(|month| month.share.is_some());
    let lowest = known.min_by(|one, other| one.share.cmp(&other.share))?;
    let (share, used) = (lowest.share.as_ref()?, lowest.consumption.as_ref()?);
    let scale = Scale::of(report.rules.iter().find(|rule| rule.id == "direct-green-share")?, lang);
    Some(lang.fill("screen.lowest-month", &[&lowest.month, &scale.shown(share), &rounded(used, places([used]))]))
}

/// The source of most emissions.
fn greatest_source(report: &Report, lang: Lang) -> Option<String> {
    let value = |id: &str| report.figures.get(id).and_then(|figure| figure.value.clone());
    let total = value("emissions.total").filter(|total| !total.is_zero())?;
    let sources = ["emissions.fuel", "emissions.conversion", "emissions.electricity", "emissions.heat", "emissions.process"];
    let (id, most) = sources.iter().filter_map(|id| Some((*id, value(id)?))).max_by(|one, other| one.1.cmp(&other.1))?;
    let places = places([&total]);
    Some(lang.fill("screen.greatest-source", &[&figure_name(lang, id), &rounded(&most, places), &rounded(&total, places)]))
}

/// The most that a rule can bear.
fn bears(report: &Report, rule: &RuleReport, lang: Lang) -> Option<String> {
    let found = report.changes.as_ref()?.rules.iter().find(|changes| changes.id == rule.id)?;
    let said = changes::said(report, found, lang);
    let (_, first) = said.changes.iter().find(|(change, _)| change.amount.is_some())?;
    Some(lang.fill("screen.change", &[&rule_name(lang, rule.id), &first.sentence(lang)]))
}

/// The kinds of defects, worst first, each with the first of its kind; then the files that nothing read.
fn evidence(page: &mut Page, report: &Report) {
    let lang = page.style.lang;
    let mut kinds: Vec<(u64, &DefectReport)> = Vec::new();
    for defect in report.defects.iter().filter(|defect| defect.code != Code::UnreadFile) {
        match kinds.iter_mut().find(|(_, first)| (first.code, first.effect) == (defect.code, defect.effect)) {
            Some((concerned, _)) => *concerned += defect.count,
            None => kinds.push((defect.count, defect)),
        }
    }
    kinds.sort_by_key(|(concerned, first)| (first.effect, std::cmp::Reverse(*concerned)));
    let unread = &report.unread_files;
    if kinds.is_empty() && unread.is_empty() {
        return;
    }
    page.heading(lang.word("screen.evidence"));
    let room = page.style.width.saturating_sub(2);
    for (concerned, first) in kinds.iter().take(DEFECTS) {
        let ink = match first.effect {
            Effect::Blocks => Ink::Bad,
            Effect::Discards => Ink::Doubt,
            Effect::Notes => Ink::default(),
        };
        let name = defects::short_name(first.code.name(), lang);
        let line = lang.fill("screen.defect", &[&name, &count(*concerned), &lang.say(&first.message)]);
        page.line(2, &[(&cut(&line, room), ink)]);
    }
    if kinds.len() > DEFECTS {
        page.line(2, &[(&lang.fill("screen.further", &[&count((kinds.len() - DEFECTS) as u64)]), Ink::Faint)]);
    }
    if !unread.is_empty() {
        let line = lang.fill("screen.unread", &[&count(unread.len() as u64), &unread.join(", ")]);
        page.line(2, &[(&cut(&line, room), Ink::Doubt)]);
    }
}
