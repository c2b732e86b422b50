//! Many parks on a terminal: how many came to what, totals by province, stage and period, then the parks, the worst first.

use crate::report::names::{figure_name, province_name, rule_name};
use crate::report::page::number::{UNKNOWN, count};
use crate::report::page::{Align, Cell, Ink, Page, Style, Table, cut};
use crate::report::portfolio::phrases::{GroupName, OUTCOMES, bare_sum, notes, of_rule, stage, sum, tables, tally, verdict};
use crate::report::portfolio::{Counts, FIGURES, GroupTotals, ParkEntry, Portfolio, SumReport};
use crate::report::standing::{TOTALS, VERDICTS, ink, mark, outcome_ink, word};
use crate::report::words::Lang;
use crate::rule::Verdict;

/// The portfolio as text.
pub fn render(portfolio: &Portfolio, style: &Style) -> String {
    let lang = style.lang;
    let mut page = Page::new(*style);
    page.heading(&lang.fill("portfolio.heading", &[&count(portfolio.parks.len() as u64)]));
    page.paragraph(2, Ink::Plain, &tally(&portfolio.all.counts, lang));
    for note in notes(portfolio, lang) {
        page.paragraph(2, Ink::Doubt, &note);
    }
    sums(&mut page, &portfolio.all);
    rules(&mut page, portfolio);
    for (key, groups, name) in tables(portfolio) {
        totals(&mut page, lang.word(key), groups, name);
    }
    parks(&mut page, portfolio);
    page.finish()
}

fn sums(page: &mut Page, all: &GroupTotals) {
    let lang = page.style.lang;
    page.heading(lang.word("portfolio.sums"));
    let mut table = Table::new(&[("", Align::Left), ("", Align::Right), ("", Align::Left)]);
    for (figure, _) in FIGURES {
        let Some(found) = all.sums.get(figure) else { continue };
        let (value, without) = sum(found, lang);
        table.row(vec![figure_name(lang, figure).into(), value.into(), Cell::inked(without, Ink::Doubt)]);
    }
    page.table(2, &table);
}

fn rules(page: &mut Page, portfolio: &Portfolio) {
    let lang = page.style.lang;
    if portfolio.by_rule.is_empty() {
        return;
    }
    page.heading(lang.word("portfolio.by-rule"));
    let mut columns = vec![(lang.word("column.rule"), Align::Left)];
    columns.extend(OUTCOMES.map(|outcome| (lang.named("outcome.", outcome.name()), Align::Right)));
    columns.push((lang.word("portfolio.not-asked"), Align::Right));
    let mut table = Table::new(&columns);
    for rule in &portfolio.by_rule {
        let mut row = vec![Cell::from(rule_name(lang, rule.id))];
        row.extend(OUTCOMES.map(|outcome| Cell::from(count(rule.of(outcome) as u64))));
        row.push(count(rule.without as u64).into());
        table.row(row);
    }
    page.table(2, &table);
}

fn totals(page: &mut Page, title: &str, groups: &[GroupTotals], name: GroupName) {
    let lang = page.style.lang;
    page.heading(title);
    let mut columns = vec![("", Align::Left), (lang.word("portfolio.parks"), Align::Right)];
    columns.extend(VERDICTS.map(|verdict| (verdict.map_or_else(|| word(None, lang), |verdict| mark(verdict.into())), Align::Right)));
    columns.extend(TOTALS.map(|(_, head)| (head, Align::Right)));
    let mut table = Table::new(&columns);
    for group in groups {
        let mut row = vec![Cell::from(name(group, lang)), count(group.counts.parks as u64).into()];
        row.extend(VERDICTS.map(|verdict| Cell::inked(count(group.counts.of(verdict) as u64), ink_of(verdict, &group.counts))));
        row.extend(TOTALS.iter().map(|(figure, _)| Cell::from(group.sums.get(figure).map_or_else(String::new, starred))));
        table.row(row);
    }
    if groups.iter().flat_map(|group| group.sums.values()).any(|sum| sum.unknown > 0) {
        table.note(Ink::Faint, lang.word("portfolio.starred"));
    }
    page.table(2, &table);
}

/// A sum without its unit, which its column says, with a star where it is without parks of which it is not known.
fn starred(sum: &SumReport) -> String {
    if sum.unknown > 0 { bare_sum(sum) + "*" } else { bare_sum(sum) }
}

fn ink_of(verdict: Option<Verdict>, counts: &Counts) -> Ink {
    if counts.of(verdict) == 0 { Ink::Faint } else { ink(verdict) }
}

fn parks(page: &mut Page, portfolio: &Portfolio) {
    let lang = page.style.lang;
    page.heading(&lang.fill("portfolio.title", &[&count(portfolio.parks.len() as u64)]));
    let mut columns = vec![(lang.word("column.park"), Align::Left), (lang.word("column.verdict"), Align::Left)];
    columns.extend(portfolio.by_rule.iter().map(|rule| (rule_name(lang, rule.id), Align::Left)));
    let mut table = Table::new(&columns);
    let room = page.style.width.saturating_sub(4);
    let several_periods = portfolio.periods() > 1;
    for park in &portfolio.parks {
        let mut row = vec![Cell::inked(park.name(), Ink::Strong), Cell::inked(verdict(park, lang), ink(park.verdict))];
        row.extend(portfolio.by_rule.iter().map(|totals| match park.rule(totals.id) {
            Some(rule) => Cell::inked(format!("{} {}", mark(rule.outcome), of_rule(rule, lang)), outcome_ink(rule.outcome)),
            None => Cell::from(UNKNOWN),
        }));
        table.row(row);
        for (ink, line) in lines(park, several_periods, lang) {
            table.note(ink, cut(&line, room));
        }
    }
    page.table(2, &table);
}

/// What else is said of a park: province, stage and, where there are several, period; why it could not be read, what must be known beside its verdict, the
/// first of what it lacks and how much more there is.
fn lines(park: &ParkEntry, several_periods: bool, lang: Lang) -> Vec<(Ink, String)> {
    let mut about: Vec<String> = park.province.iter().map(|name| province_name(lang, name).to_owned()).collect();
    about.extend(park.stage.map(|_| stage(park, lang)));
    let period = park.period.as_ref().filter(|_| several_periods);
    about.extend(period.map(|period| lang.fill("summary.period-span", &[&period.start, &period.end])));
    let mut lines: Vec<(Ink, String)> = (!about.is_empty()).then(|| (Ink::Faint, about.join(" · "))).into_iter().collect();
    lines.extend(park.error.iter().map(|why| (Ink::Bad, lang.say(why))));
    lines.extend(park.notes.iter().map(|note| (Ink::Doubt, lang.say(note))));
    if let Some(first) = park.lacks.first() {
        let more = park.lacks.len() - 1;
        let more = if more > 0 { lang.in_brackets(&lang.fill("portfolio.more-lacks", &[&count(more as u64)])) } else { String::new() };
        lines.push((Ink::Plain, format!("→ {}{more}", first.said)));
    }
    lines
}
