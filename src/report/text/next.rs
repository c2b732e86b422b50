//! What to do next, in words: one sentence an action, and the command that explains it.

use super::changes::{carrier_name, shown};
use super::deciding::days;
use super::defects;
use super::scale::Scale;
use crate::report::names::rule_name;
use crate::report::next::{ActionReport, OptionReport};
use crate::report::page::number::count;
use crate::report::page::{Ink, Page, cut, width};
use crate::report::schema::Report;
use crate::report::words::Lang;
use crate::rule::Verdict;

/// Actions on one screen; the others stand in the whole report.
const ON_SCREEN: usize = 3;

/// The first actions, each on one line with its command; where that is too short and there is room for two, the command stands on the second. A sentence that is
/// still too long is cut, a command never.
pub(super) fn write_first(page: &mut Page, report: &Report, roomy: bool) {
    let lang = page.style.lang;
    if report.next.is_empty() {
        return;
    }
    page.heading(lang.word("section.next"));
    let room = page.style.width.saturating_sub(2);
    for (number, action) in (1..).zip(report.next.iter().take(ON_SCREEN)) {
        let (sentence, command) = (format!("{number}. {}", said(report, action, lang)), format!("→ {}", action.command));
        let rest = room.saturating_sub(width(&command) + 1);
        if roomy && width(&sentence) > rest {
            page.line(2, &[(&cut(&sentence, room), Ink::Plain)]);
            page.line(5, &[(&command, Ink::Faint)]);
        } else {
            page.line(2, &[(&cut(&sentence, rest), Ink::Plain), (" ", Ink::Plain), (&command, Ink::Faint)]);
        }
    }
}

/// All actions.
pub(super) fn write(page: &mut Page, report: &Report) {
    let lang = page.style.lang;
    if report.next.is_empty() {
        return;
    }
    page.heading(lang.word("section.next"));
    for (number, action) in (1..).zip(&report.next) {
        page.paragraph(2, Ink::Plain, &format!("{number}. {}", said(report, action, lang)));
        page.paragraph(5, Ink::Faint, &action.command);
    }
}

/// An action as a sentence.
pub(in crate::report) fn said(report: &Report, action: &ActionReport, lang: Lang) -> String {
    let names: Vec<String> = action.rules.iter().map(|id| rule_name(lang, id).to_owned()).collect();
    let names = lang.list(&names);
    match action.action {
        "mend" => mend(action, &names, lang),
        "repair-evidence" => {
            let of = action.of.unwrap_or_default();
            let reason = report.rules.iter().find(|rule| rule.id == of).and_then(|rule| rule.reason.as_ref());
            let reason = reason.map_or_else(String::new, |reason| lang.in_brackets(&lang.reason(reason)));
            lang.fill("next.repair-evidence", &[&rule_name(lang, of), &reason, &names])
        }
        "read-again" => read_again(report, action, &names, lang),
        "supply-directly" => {
            let amount = action.amount.as_ref().map_or_else(String::new, |amount| shown(amount, "MWh", lang, true));
            lang.fill("next.supply-directly", &[&names, &amount])
        }
        "obtain-certificates" => lang.fill("next.obtain-certificates", &[&names, &count(action.count.unwrap_or_default())]),
        "change" if action.options.is_empty() => lang.fill("next.no-change", &[&names]),
        "change" => change(action, &names, lang),
        "meet-built-in-law" => {
            let verdict = report.criteria.verdict_as_built_in;
            let verdict = lang.named("verdict.", verdict.name());
            lang.fill("next.meet-built-in-law", &[&report.criteria.built_in, &verdict])
        }
        "complete-year" => lang.word("next.complete-year").to_owned(),
        _ => look_up(report, action, &names, lang),
    }
}

fn mend(action: &ActionReport, names: &str, lang: Lang) -> String {
    let code = action.of.unwrap_or_default();
    let what = defects::short_name(code, lang);
    let place = match (&action.file, action.line, &action.meter) {
        (Some(file), Some(line), _) => lang.in_brackets(&format!("{file}:{line}")),
        (_, _, Some(meter)) => lang.in_brackets(meter),
        _ => String::new(),
    };
    let key = if code.starts_with("certificate-") { "next.mend-certificates" } else { "next.mend" };
    lang.fill(key, &[&what, &count(action.count.unwrap_or_default()), &place, &names])
}

fn read_again(report: &Report, action: &ActionReport, names: &str, lang: Lang) -> String {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let days = days(&text(&action.from), &text(&action.to), lang);
    let meter = text(&action.meter);
    if action.decides == Some(true) {
        return lang.fill("next.read-decides", &[&meter, &days, &names]);
    }
    let rule = action.rules.first().and_then(|id| report.rules.iter().find(|rule| rule.id == *id));
    match rule.zip(action.effect.as_ref()) {
        Some((rule, effect)) => lang.fill("next.read-moves", &[&meter, &days, &names, &Scale::of(rule, lang).effect(effect, lang)]),
        None => lang.fill("next.read-bounds", &[&meter, &days, &names]),
    }
}

/// The changes after which every required rule passes, where there are any, else those that are enough for the rule alone.
fn change(action: &ActionReport, names: &str, lang: Lang) -> String {
    let passes = |option: &&OptionReport| option.verdict == Verdict::Pass;
    let whole = action.options.iter().any(|option| passes(&option));
    let options: Vec<String> = action.options.iter().filter(|option| !whole || passes(option)).map(|o| option(o, lang)).collect();
    let key = if whole { "next.change-passes" } else { "next.change" };
    lang.fill(key, &[&names, &options.join(lang.word("next.or"))])
}

/// A change with its amount.
fn option(option: &OptionReport, lang: Lang) -> String {
    let amount = shown(&option.amount, option.unit, lang, true);
    let direction = lang.named("changes.", option.direction.name());
    match (&option.meter, &option.carrier) {
        (Some(meter), Some(carrier)) => lang.fill("next.option-of-meter", &[&amount, &direction, &carrier_name(carrier, lang), meter]),
        _ => lang.fill(&format!("next.option-{}", option.change), &[&amount, &direction]),
    }
}

fn look_up(report: &Report, action: &ActionReport, names: &str, lang: Lang) -> String {
    let Some(id) = action.rules.first() else { return lang.word("summary.none-applied").to_owned() };
    let rule = report.rules.iter().find(|rule| rule.id == *id);
    match rule.and_then(|rule| rule.reason.as_ref()) {
        Some(reason) => lang.fill("next.look-up", &[&names, &lang.reason(reason)]),
        None => lang.fill("next.look-up", &[&names, &lang.find("outcome.indeterminate").unwrap_or_default()]),
    }
}
