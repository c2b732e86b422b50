//! What a scenario would make of the park, in words and side by side: what is supposed and comes of it, rules, figures, what is taken for granted.

use super::scale::Scale;
use crate::measure::Exact;
use crate::report::names::{figure_name, rule_name};
use crate::report::page::number::{UNKNOWN, all_digits, count, places, rounded};
use crate::report::page::{Align, Cell, Ink, Page, Table};
use crate::report::scenario::{FigureBeside, RuleBeside, ScenarioReport, SupposedReport};
use crate::report::schema::{Report, RuleReport};
use crate::report::standing::outcome_ink;
use crate::report::words::Lang;
use crate::rule::{Outcome, Verdict};
use crate::standard::Level;

/// Figures that stand beside each other for people; the ratios stand among the rules, and JSON and CSV have all.
const FIGURES: &[&str] = &[
    "electricity.consumption",
    "electricity.direct_green",
    "electricity.grid_import",
    "electricity.grid_export",
    "electricity.direct_line",
    "electricity.onsite_renewable",
    "electricity.onsite_fossil",
    "electricity.storage_charge",
    "electricity.storage_discharge",
    "electricity.green_traded",
    "electricity.certificates_eligible",
    "electricity.zero_rated",
    "electricity.residual",
    "emissions.total",
    "energy.total",
];

/// A line of two values and their difference.
pub(in crate::report) struct Beside {
    /// What they are of.
    pub(in crate::report) name: String,
    /// As it is.
    pub(in crate::report) base: String,
    /// As it would be.
    pub(in crate::report) then: String,
    /// The latter less the former.
    pub(in crate::report) difference: String,
    /// Unit, or outcome.
    pub(in crate::report) last: String,
    /// The outcome as it would be, where it is a rule's.
    pub(in crate::report) outcome: Option<Outcome>,
    /// What the numbers do not say.
    pub(in crate::report) notes: Vec<String>,
}

pub(super) fn write(page: &mut Page, report: &Report) {
    let Some(scenario) = &report.scenario else { return };
    let lang = page.style.lang;
    page.heading(&title(scenario, lang));
    page.paragraph(2, Ink::Plain, &lang.fill("scenario.about", &[&scenario.file]));
    for change in &scenario.changes {
        let (what, came) = said(change, lang);
        page.paragraph(2, Ink::Strong, &what);
        if !came.is_empty() {
            page.paragraph(6, Ink::Plain, &came);
        }
    }
    page.paragraph(2, outcome_ink(scenario.verdict), &verdict(report, scenario, lang));
    page.blank();
    let columns = |first: &'static str, last: &'static str| {
        [
            (lang.word(first), Align::Left),
            (lang.word("scenario.park"), Align::Right),
            (lang.word("scenario.then"), Align::Right),
            (lang.word("scenario.difference"), Align::Right),
            (lang.word(last), Align::Left),
        ]
    };
    let mut table = Table::new(&columns("column.rule", "scenario.outcome"));
    for beside in rules(report, scenario, lang) {
        fill(&mut table, beside);
    }
    page.table(2, &table);
    page.blank();
    let mut table = Table::new(&columns("column.figure", "column.unit"));
    for beside in figures(scenario, lang) {
        fill(&mut table, beside);
    }
    page.table(2, &table);
    page.blank();
    page.line(2, &[(lang.word("scenario.assumptions"), Ink::Plain)]);
    for name in &scenario.assumptions {
        page.hanging(2, "· ", Ink::Faint, assumption(name, lang));
    }
}

fn fill(table: &mut Table, beside: Beside) {
    let ink = beside.outcome.map_or(Ink::Faint, outcome_ink);
    let last = Cell::inked(beside.last, ink);
    table.row(vec![beside.name.into(), beside.base.into(), beside.then.into(), beside.difference.into(), last]);
    for note in beside.notes {
        table.note(Ink::Faint, note);
    }
}

/// The heading, with the name that the file gives.
pub(in crate::report) fn title(scenario: &ScenarioReport, lang: Lang) -> String {
    let word = lang.word("section.scenario");
    scenario.name.as_ref().map_or_else(|| word.to_owned(), |name| lang.fill("scenario.named", &[&word, name]))
}

/// What the verdict would be.
pub(in crate::report) fn verdict(report: &Report, scenario: &ScenarioReport, lang: Lang) -> String {
    let name = |verdict: Verdict| lang.named("verdict.", verdict.name());
    if report.verdict == scenario.verdict {
        return lang.fill("scenario.verdict-same", &[&name(scenario.verdict)]);
    }
    lang.fill("scenario.verdict", &[&name(scenario.verdict), &name(report.verdict)])
}

/// What is taken for granted, in words.
pub(in crate::report) fn assumption(name: &str, lang: Lang) -> &str {
    lang.named("scenario.assumption.", name)
}

fn mwh(energy: &Exact) -> String {
    format!("{} MWh", rounded(energy, places([energy])))
}

/// What is supposed, and what comes of it.
pub(in crate::report) fn said(change: &SupposedReport, lang: Lang) -> (String, String) {
    let with = |text: String, further: String| if further.is_empty() { text } else { lang.fill("scenario.list", &[&text, &further]) };
    let unknown = |steps: u64| if steps == 0 { String::new() } else { lang.fill("scenario.unknown", &[&count(steps)]) };
    match change {
        SupposedReport::Generation { technology, flow, mw, profile, profile_mw, generated, displaced, exported, unknown_steps } => {
            let source = lang.named("scenario.source.", technology);
            let flow = lang.named("scenario.flow.", flow);
            let what = lang.fill("scenario.generation", &[&all_digits(mw), &source, &flow, &lang.list(profile), &all_digits(profile_mw)]);
            let came = lang.fill("scenario.generation-came", &[&mwh(generated), &mwh(displaced), &mwh(exported)]);
            (what, with(came, unknown(*unknown_steps)))
        }
        SupposedReport::Battery { mwh: energy, mw, round_trip, charged, discharged, left, still_steps } => {
            let trip = Scale::of_unit("1", lang).limit(round_trip);
            let what = lang.fill("scenario.battery", &[&all_digits(energy), &all_digits(mw), &trip]);
            let came = lang.fill("scenario.battery-came", &[&mwh(charged), &mwh(discharged), &mwh(left)]);
            let still = if *still_steps == 0 { String::new() } else { lang.fill("scenario.still", &[&count(*still_steps)]) };
            (what, with(came, still))
        }
        SupposedReport::Scale { of, meters, percent, quantities, displaced, exported, unknown_steps } => {
            let sign = if percent.is_positive() { "+" } else { "" };
            let percent = format!("{sign}{}", all_digits(percent)).replace('-', "−");
            let what = lang.fill("scenario.scale", &[&carrier(of, lang), &percent, &lang.list(meters)]);
            let one = |q: &crate::report::scenario::QuantityBeside| {
                let shown = |x: &Exact| format!("{} {}", rounded(x, places([&q.base, &q.scenario])), q.unit);
                lang.fill("scenario.scale-came", &[&shown(&q.scenario), &shown(&q.base)])
            };
            let came = lang.list(&quantities.iter().map(one).collect::<Vec<_>>());
            let signed = |x: &Exact| format!("{}{}", if x.is_positive() { "+" } else { "" }, mwh(x));
            let moved = displaced.as_ref().zip(exported.as_ref());
            let moved = moved.map_or_else(String::new, |(d, e)| lang.fill("scenario.exchange-came", &[&signed(&-d), &signed(e)]));
            (what, with(with(came, moved), unknown(unknown_steps.unwrap_or(0))))
        }
        SupposedReport::Certificates { mwh: energy } => (lang.fill("scenario.certificates", &[&mwh(energy)]), String::new()),
        SupposedReport::Trades { mwh: energy } => (lang.fill("scenario.trades", &[&mwh(energy)]), String::new()),
    }
}

/// A carrier by its term; a meter by its id.
pub(in crate::report) fn carrier(of: &str, lang: Lang) -> String {
    match (lang, of) {
        (Lang::En, _) => of.to_owned(),
        (Lang::Zh, "electricity") => lang.word("figure.energy.electricity.name").to_owned(),
        (Lang::Zh, "heat") => lang.word("factor.heat").to_owned(),
        (Lang::Zh, _) => crate::standard::factors::fuel(of).map_or_else(|| of.to_owned(), |fuel| fuel.term.clone()),
    }
}

/// The rules beside each other: the required ones, and those of the others that the scenario moves.
pub(in crate::report) fn rules(report: &Report, scenario: &ScenarioReport, lang: Lang) -> Vec<Beside> {
    let shown = |beside: &&RuleBeside| {
        let required =
            [&beside.base, &beside.scenario].iter().any(|side| side.level == Level::Required && side.outcome != Outcome::NotApplicable);
        required || beside.turns || beside.base.measured != beside.scenario.measured
    };
    let of = |beside: &RuleBeside| Some((report.rules.iter().find(|rule| rule.id == beside.id)?, beside.clone()));
    scenario.rules.iter().filter(shown).filter_map(of).map(|(rule, beside)| rule_beside(rule, &beside, lang)).collect()
}

fn rule_beside(rule: &RuleReport, beside: &RuleBeside, lang: Lang) -> Beside {
    let scale = Scale::of(rule, lang);
    let (base, then) = (&beside.base, &beside.scenario);
    let value = |measured: &Option<Exact>| measured.as_ref().map_or_else(|| UNKNOWN.to_owned(), |m| scale.shown(m));
    let difference = base.measured.as_ref().zip(then.measured.as_ref()).map(|(base, then)| then - base);
    let outcome = |outcome: Outcome| lang.named("outcome.", outcome.name());
    let mut notes = Vec::new();
    if let Some(measured) = &then.measured
        && let Some(bounds) = scale.bounds(measured, then.lower.as_ref(), then.upper.as_ref(), then.limit.as_ref(), lang)
    {
        notes.push(lang.fill("scenario.bounds", &[&bounds]));
    }
    if base.level != then.level {
        notes.push(lang.fill("scenario.level", &[&lang.named("section.", then.level.name())]));
    }
    Beside {
        name: rule_name(lang, beside.id).to_owned(),
        base: value(&base.measured),
        then: value(&then.measured),
        difference: difference.map_or_else(|| UNKNOWN.to_owned(), |d| scale.difference(&d, lang)),
        last: if beside.turns {
            lang.fill("scenario.turned", &[&outcome(base.outcome), &outcome(then.outcome)])
        } else {
            outcome(then.outcome).to_owned()
        },
        outcome: Some(then.outcome),
        notes,
    }
}

/// The figures beside each other that are anything on either side, then what rules need or can spare.
pub(in crate::report) fn figures(scenario: &ScenarioReport, lang: Lang) -> Vec<Beside> {
    let is = |value: &Option<Exact>| value.as_ref().is_some_and(|value| !value.is_zero());
    let find = |id: &&str| scenario.figures.iter().find(|figure| figure.id == *id);
    let there = |figure: &&FigureBeside| is(&figure.base.value) || is(&figure.scenario.value);
    let figures = FIGURES.iter().filter_map(find).filter(there).map(|figure| {
        let name = figure_name(lang, figure.id);
        numbers(name, figure.base.value.as_ref(), figure.scenario.value.as_ref(), figure.unit)
    });
    let headroom = scenario.headroom.iter().map(|headroom| {
        let name = lang.fill("scenario.headroom", &[&rule_name(lang, headroom.id)]);
        numbers(name, headroom.base.as_ref(), headroom.scenario.as_ref(), headroom.unit)
    });
    figures.chain(headroom).collect()
}

fn numbers(name: String, base: Option<&Exact>, then: Option<&Exact>, unit: &str) -> Beside {
    let places = places(base.into_iter().chain(then));
    let shown = |value: Option<&Exact>| value.map_or_else(|| UNKNOWN.to_owned(), |value| rounded(value, places));
    let difference = base.zip(then).map(|(base, then)| then - base);
    let sign = difference.as_ref().map_or("", |d| if d.is_positive() { "+" } else { "" });
    let difference = format!("{sign}{}", shown(difference.as_ref()));
    Beside { name, base: shown(base), then: shown(then), difference, last: unit.to_owned(), outcome: None, notes: Vec::new() }
}
