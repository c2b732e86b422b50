//! Several parks in one table, worst first: verdict, the two figures that decide, the rule that does, and the totals.
//!
//! A sum is given only where every park has its part of it: a sum of what is known would look like the whole.

use super::names::rule_name;
use super::page::number::{UNKNOWN, count, places, rounded};
use super::page::{Align, Cell, Ink, Page, Style, Table};
use super::standing::{TOTALS, VERDICTS, ink, rank, value, word};
use super::told::Told;
use super::words::Lang;
use super::{Report, text};
use crate::measure::Exact;
use crate::rule::Verdict;
use crate::standard::Level;

/// A park in the table.
pub(super) struct Line<'a> {
    pub(super) told: &'a Told,
    /// Its place among the parks that could be read, from 1; the number of its report.
    pub(super) number: Option<usize>,
    /// Its verdict; none where it could not be read.
    pub(super) outcome: Option<Verdict>,
    /// The required rules that made it what it is, or why there is none.
    pub(super) why: String,
    /// Its totals, in the places of their columns.
    pub(super) totals: Vec<Option<(Exact, String)>>,
}

impl Line<'_> {
    /// The outcome as a word.
    pub(super) fn word(&self, lang: Lang) -> String {
        let interim = if matches!(&self.told.result, Ok(report) if report.period.interim) {
            lang.in_brackets(lang.word("summary.interim"))
        } else {
            String::new()
        };
        format!("{}{interim}", word(self.outcome, lang))
    }

    /// Its stage on the way to recognition.
    pub(super) fn stage(&self, lang: Lang) -> String {
        self.told.result.as_ref().ok().map_or_else(|| UNKNOWN.to_owned(), |report| report.acceptance.stage_in_words(lang))
    }

    pub(super) fn value(&self, id: &str) -> Option<Exact> {
        value(self.told.result.as_ref().ok()?, id)
    }

    /// A figure of the park, times a number, rounded for the eye.
    pub(super) fn shown(&self, id: &str, places: u32, by: i64) -> String {
        self.value(id).map_or_else(|| UNKNOWN.to_owned(), |value| rounded(&(&value * &Exact::from(by)), places))
    }
}

/// The table of parks: the worst first, of equals the one with the most required rules that failed, then could not be decided, then in the order given; its sums, and how many parks came to what.
pub(super) struct Overview<'a> {
    pub(super) lines: Vec<Line<'a>>,
    pub(super) sums: Vec<Option<(Exact, String)>>,
    pub(super) tally: String,
}

pub(super) fn overview<'a>(told: &'a [Told], lang: Lang) -> Overview<'a> {
    // One number of places for each column of totals.
    let all = |id: &str| -> Vec<Option<Exact>> { told.iter().map(|told| value(told.result.as_ref().ok()?, id)).collect() };
    let widths: Vec<u32> = TOTALS.iter().map(|(id, _)| places(all(id).iter().flatten())).collect();
    let shown = |value: Exact, places: u32| {
        let text = rounded(&value, places);
        (value, text)
    };
    let mut read = 0;
    let line = |told: &'a Told| {
        let report = told.result.as_ref().ok();
        read += usize::from(report.is_some());
        let totals = TOTALS.iter().zip(&widths).map(|((id, _), places)| Some(shown(value(report?, id)?, *places))).collect();
        (rank(told), Line { told, number: report.map(|_| read), outcome: told.outcome(), why: why(told, lang), totals })
    };
    let mut lines: Vec<(_, Line<'a>)> = told.iter().map(line).collect();
    lines.sort_by_key(|(rank, _)| *rank);
    let sum = |id: &str| all(id).into_iter().try_fold(Exact::zero(), |sum, value| Some(&sum + &value?));
    let sums = TOTALS.iter().zip(&widths).map(|((id, _), places)| Some(shown(sum(id)?, *places))).collect();
    Overview { lines: lines.into_iter().map(|(_, line)| line).collect(), sums, tally: tally(told, lang) }
}

impl Report {
    /// Lets go of all that the table and the lines of cause below it do not show, where many reports are held for them.
    pub(crate) fn keep_overview(&mut self) {
        self.figures.values_mut().for_each(|figure| figure.trail = Vec::new());
        self.detail = super::schema::Detail::default();
        self.certificates.counted_codes = Vec::new();
        self.certificates.rejected = Vec::new();
        self.trades.counted_codes = Vec::new();
        self.trades.rejected = Vec::new();
        self.meters = Vec::new();
        self.assumptions = Vec::new();
        self.inputs = Vec::new();
        self.tables = Vec::new();
        self.unread_files = Vec::new();
        self.data = Vec::new();
        self.defects = Vec::new();
        self.materiality.clear();
        self.sensitivities = Vec::new();
        self.policy.settings.clear();
        self.acceptance.says = Vec::new();
        self.run.policy = None;
        self.run.scenario = None;
        self.run.last_year = None;
        self.projection = None;
        let cited = self.rules.iter_mut().map(|rule| &mut rule.citation);
        for citation in cited {
            citation.document = String::new();
            citation.item = String::new();
            citation.quote = String::new();
            citation.url = None;
            citation.paraphrase = <[String; 2]>::default();
        }
    }
}

/// The table as text.
pub fn render(told: &[Told], style: &Style) -> String {
    let lang = style.lang;
    let mut page = Page::new(*style);
    page.heading(&lang.fill("portfolio.title", &[&count(told.len() as u64)]));
    let overview = overview(told, lang);
    let mut columns = vec![
        (lang.word("column.park"), Align::Left),
        (lang.word("column.verdict"), Align::Left),
        (lang.word("acceptance.stage"), Align::Left),
        ("ρ %", Align::Right),
        ("I tCO2/tce", Align::Right),
    ];
    columns.extend(TOTALS.iter().map(|(_, head)| (*head, Align::Right)));
    columns.push((lang.word("portfolio.decided-by"), Align::Left));
    let mut table = Table::new(&columns).flexible();
    let total = |total: &Option<(Exact, String)>| Cell::from(total.as_ref().map_or(UNKNOWN, |(_, text)| text).to_owned());
    for line in &overview.lines {
        let mut row: Vec<Cell> = vec![
            line.told.name().into(),
            Cell::inked(line.word(lang), ink(line.outcome)),
            line.stage(lang).into(),
            line.shown("direct_green_share", 2, 100).into(),
            line.shown("carbon_intensity", 4, 1).into(),
        ];
        row.extend(line.totals.iter().map(total));
        row.push(line.why.clone().into());
        table.row(row);
    }
    let mut sums: Vec<Cell> = vec![Cell::inked(lang.word("portfolio.all"), Ink::Strong), "".into(), "".into(), "".into(), "".into()];
    sums.extend(overview.sums.iter().map(total));
    sums.push(overview.tally.into());
    table.row(sums);
    page.table(2, &table);
    page.finish()
}

/// The table, a line of cause for each park that does not pass, in the order of the table, and the command that shows the rest.
pub fn screen(told: &[Told], style: &Style) -> String {
    let mut page = Page::new(*style);
    for line in overview(told, style.lang).lines {
        if let Some(cause) = line.told.result.as_ref().ok().and_then(|report| text::screen::cause(report, style)) {
            page.line(2, &[(&cause, Ink::Plain)]);
        }
    }
    let parts = [render(told, style), page.finish(), text::screen::more(style)];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n")
}

/// The table, then the whole report of each park in the order given.
pub fn render_all(told: &[Told], style: &Style) -> String {
    let reports = super::reports(told).map(|report| text::render(report, style));
    std::iter::once(render(told, style)).chain(reports).collect::<Vec<_>>().join("\n")
}

/// The required rules that made a verdict what it is, or why there is none.
fn why(told: &Told, lang: Lang) -> String {
    let report = match &told.result {
        Ok(report) => report,
        Err(message) => return lang.say(message).lines().next().unwrap_or_default().to_owned(),
    };
    if told.denied {
        return "--deny warnings".to_owned();
    }
    if report.verdict_in_effect() != report.verdict {
        return lang.fill("criteria.under-built-in", &[&report.criteria.built_in]);
    }
    let rules = report.rules_at(Level::Required).filter(|rule| rule.outcome == report.verdict.into() && report.verdict != Verdict::Pass);
    let names: Vec<String> = rules.map(|rule| rule_name(lang, rule.id).to_owned()).collect();
    match report.verdict {
        Verdict::Pass => String::new(),
        _ if !names.is_empty() => lang.list(&names),
        _ if report.period.interim => lang.word("portfolio.interim").to_owned(),
        _ => lang.word("summary.none-applied").to_owned(),
    }
}

/// How many parks came to what.
fn tally(told: &[Told], lang: Lang) -> String {
    let counts = VERDICTS.map(|wanted| (wanted, told.iter().filter(|told| told.outcome() == wanted).count()));
    lang.list(&counts.iter().filter(|(_, n)| *n > 0).map(|(outcome, n)| format!("{n} {}", word(*outcome, lang))).collect::<Vec<_>>())
}
