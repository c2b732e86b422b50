//! Many parks: how many came to what, sums, totals, then the parks, the worst first. Nothing of it is shortened.

use super::section::{Cell, Section, Table, Text, Tone};
use crate::report::names::{figure_name, province_name, rule_name};
use crate::report::page::number::{UNKNOWN, count};
use crate::report::portfolio::phrases::{GroupName, OUTCOMES, notes, of_rule, short_sum, stage, sum, symbol, tables, tally, verdict};
use crate::report::portfolio::{FIGURES, GroupTotals, ParkEntry, Portfolio, RuleTotals};
use crate::report::standing::{VERDICTS, word};
use crate::report::words::Lang;

/// All of it.
pub(crate) fn of(portfolio: &Portfolio, lang: Lang) -> Vec<Section> {
    let mut all = vec![head(portfolio, lang), rules(portfolio, lang)];
    all.extend(tables(portfolio).into_iter().map(|(key, groups, name)| totals(lang.word(key), groups, name, lang)));
    all.push(parks(portfolio, lang));
    all
}

fn head(portfolio: &Portfolio, lang: Lang) -> Section {
    let mut section = Section::first(lang.fill("portfolio.heading", &[&count(portfolio.parks.len() as u64)]), Tone::Plain);
    section.say(tally(&portfolio.all.counts, lang));
    for note in notes(portfolio, lang) {
        section.toned(Tone::Bad, note);
    }
    let sums = FIGURES.iter().filter_map(|(figure, _)| Some((*figure, portfolio.all.sums.get(figure)?)));
    let rows = sums.map(|(figure, found)| {
        let (value, without) = sum(found, lang);
        vec![figure_name(lang, figure).into(), value.into(), without.into()]
    });
    section.table(Table::whole([lang.word("column.figure"), lang.word("portfolio.sums"), ""], rows.collect()));
    section
}

fn rules(portfolio: &Portfolio, lang: Lang) -> Section {
    let mut section = Section::new(lang.word("portfolio.by-rule"));
    let outcomes = OUTCOMES.map(|outcome| lang.named("outcome.", outcome.name()));
    let columns = [&[lang.word("column.rule")][..], &outcomes, &[lang.word("portfolio.not-asked")]].concat();
    let row = |rule: &RuleTotals| {
        let counts = OUTCOMES.map(|outcome| Cell::count(rule.of(outcome) as u64));
        [vec![rule_name(lang, rule.id).into()], counts.to_vec(), vec![Cell::count(rule.without as u64)]].concat()
    };
    section.table(Table::whole(columns, portfolio.by_rule.iter().map(row).collect()));
    section
}

fn totals(title: &str, groups: &[GroupTotals], name: GroupName, lang: Lang) -> Section {
    let mut section = Section::new(title);
    let sums = FIGURES.map(|(figure, unit)| lang.fill("portfolio.sum-of", &[&symbol(figure, lang), &unit]));
    let columns = ["", lang.word("portfolio.parks")].into_iter().chain(VERDICTS.map(|verdict| word(verdict, lang)));
    let columns: Vec<String> = columns.map(str::to_owned).chain(sums).collect();
    let row = |group: &GroupTotals| {
        let counts = VERDICTS.map(|verdict| Cell::count(group.counts.of(verdict) as u64));
        let sums = FIGURES.iter().map(|(figure, _)| group.sums.get(figure).map_or_else(Cell::unknown, |sum| short_sum(sum, lang).into()));
        [vec![name(group, lang).into(), Cell::count(group.counts.parks as u64)], counts.to_vec(), sums.collect()].concat()
    };
    section.table(Table::whole(columns, groups.iter().map(row).collect()));
    section
}

fn parks(portfolio: &Portfolio, lang: Lang) -> Section {
    let mut section = Section::new(lang.fill("portfolio.title", &[&count(portfolio.parks.len() as u64)]));
    let first = ["column.park", "column.file", "portfolio.province", "acceptance.stage", "column.verdict"].map(|key| lang.word(key));
    let rules: Vec<&str> = portfolio.by_rule.iter().map(|rule| rule_name(lang, rule.id)).collect();
    let columns = [&first[..], &rules, &[lang.word("portfolio.lacks")]].concat();
    section.table(Table::whole(columns, portfolio.parks.iter().map(|park| row(park, portfolio, lang)).collect()));
    section
}

fn row(park: &ParkEntry, portfolio: &Portfolio, lang: Lang) -> Vec<Cell> {
    let rules = portfolio
        .by_rule
        .iter()
        .map(|totals| park.rule(totals.id).map_or_else(Cell::unknown, |rule| Cell::toned(of_rule(rule, lang), rule.outcome)));
    let first = vec![
        park.name().into(),
        park.folder.as_deref().unwrap_or(UNKNOWN).into(),
        park.province.as_deref().map_or(UNKNOWN, |name| province_name(lang, name)).into(),
        stage(park, lang).into(),
        Cell::toned(verdict(park, lang), park.verdict.map_or(Tone::Unread, Tone::from)),
    ];
    // Why it could not be read, what must be known beside its verdict, what it lacks.
    let said = park.error.iter().chain(&park.notes).map(|message| lang.say(message));
    let lacks = Text::lines(said.chain(park.lacks.iter().map(|lack| lack.said.clone())));
    [first, rules.collect(), vec![lacks.into()]].concat()
}
