//! Annotations of GitHub Actions: workflow commands on standard output, and nothing else there.
//!
//! GitHub shows ten errors, ten warnings and ten notices of a step and drops the rest in silence. So at most ten of each are written, the gravest first, and the
//! last notice says how many more there are.

use super::page::is_unseen;
use super::schema::{DefectReport, Report, RuleReport};
use super::told::{Told, denied_warnings};
use super::words::Lang;
use crate::dossier::Effect;
use crate::report::criteria::State;
use crate::rule::{Outcome, Verdict};
use crate::standard::{Comparison, Level};

/// Annotations of a kind that GitHub shows for one step.
const SHOWN: usize = 10;

const KINDS: [&str; 3] = ["error", "warning", "notice"];

struct Annotation {
    kind: usize,
    file: Option<String>,
    line: Option<u64>,
    title: String,
    message: String,
}

/// The annotations of all parks.
pub fn render(told: &[Told]) -> String {
    let mut all = Vec::new();
    // Rules before defects, over all parks: what decides must not be crowded out.
    for park in told {
        rules(park, &mut all);
    }
    for park in told {
        let report = park.result.as_ref().ok();
        all.extend(report.into_iter().flat_map(|report| report.defects.iter()).map(|d| defect(park, d)));
    }
    let mut text = String::new();
    let mut left = [0; KINDS.len()];
    let of = |kind: usize| all.iter().filter(move |a| a.kind == kind);
    let over = (0..KINDS.len()).any(|kind| of(kind).count() > SHOWN);
    for kind in 0..KINDS.len() {
        // The closing notice takes the place of one.
        let room = if over && KINDS[kind] == "notice" { SHOWN - 1 } else { SHOWN };
        left[kind] = of(kind).count().saturating_sub(room);
        for annotation in of(kind).take(room) {
            text += &command(annotation);
        }
    }
    if over {
        let message = format!(
            "not shown: {} more error(s), {} more warning(s), {} more notice(s); the other formats of `lingtan check` list all",
            left[0], left[1], left[2]
        );
        text += &command(&Annotation { kind: 2, file: None, line: None, title: "lingtan: more".to_owned(), message });
    }
    text
}

fn rules(park: &Told, all: &mut Vec<Annotation>) {
    let mut say = |kind: usize, title: &str, message: String| {
        let title = format!("lingtan: {title}");
        all.push(Annotation { kind, file: Some(park.path("park.toml")), line: Some(1), title, message });
    };
    let report = match &park.result {
        Ok(report) => report,
        Err(message) => return say(0, "could not run", message.to_string()),
    };
    let name = &report.park.name;
    for rule in &report.rules {
        let kind = match (rule.level, rule.outcome) {
            (Level::Required, Outcome::Fail) => 0,
            (Level::Required, Outcome::Indeterminate) | (Level::Data, Outcome::Fail) => 1,
            (_, Outcome::Fail) => 2,
            _ => continue,
        };
        say(kind, &format!("{} {}", rule.id, rule.outcome), said(name, rule));
    }
    if let Some(note) = super::force::noted(report, Lang::En) {
        say(2, "judged for reference", format!("{name}: {note}"));
    }
    if report.period.interim && !report.run.interim {
        say(1, "verdict withheld", format!("{name}: the period is no natural year, so that no verdict is given"));
    }
    if report.period.interim && report.run.interim {
        let interim = super::by_whose_law::interim(report).map_or_else(String::new, |message| message.to_string());
        say(1, "interim verdict", format!("{name}: {interim}"));
    }
    let in_effect = report.verdict_in_effect();
    if in_effect != report.verdict {
        let kind = usize::from(in_effect != Verdict::Fail);
        say(kind, &format!("{in_effect} under the built-in law"), format!("{name}: {in_effect} under {}", report.criteria.built_in));
    }
    // One annotation for all of it: what is said beside the verdict must not be crowded out, nor crowd out.
    let beside: Vec<String> = super::by_whose_law::beside(report).iter().map(ToString::to_string).collect();
    if !beside.is_empty() {
        say(1, "beside the verdict", format!("{name}: {}", beside.join("\n")));
    }
    if let Some(without) = report.without_corrections.as_ref().filter(|w| !w.depends.is_empty()) {
        let depends = without.depends.join(", ");
        say(
            1,
            "depends on corrections",
            format!("{name}: {} with corrections, {} without them; what depends on them: {depends}", report.verdict, without.verdict),
        );
    }
    if park.denied {
        say(1, "warnings denied", format!("{name}: {}", denied_warnings()));
    }
    say(2, "verdict", verdict(report));
}

fn verdict(report: &Report) -> String {
    let (period, criteria) = (&report.period, &report.criteria);
    let interim = if period.interim { ", interim" } else { "" };
    let as_built_in = if criteria.state == State::Stated || criteria.built_in_decides {
        format!("; {} under the built-in law {}", criteria.verdict_as_built_in, criteria.built_in)
    } else {
        String::new()
    };
    let name = &report.park.name;
    format!("{name}: {} ({} to {}{interim}, {}{as_built_in})", report.verdict, period.start, period.end, report.policy.name)
}

fn said(park: &str, rule: &RuleReport) -> String {
    let sign = match rule.comparison {
        Comparison::AtLeast => ">=",
        Comparison::Above => ">",
        Comparison::AtMost => "<=",
    };
    let unit = if rule.unit == "1" { String::new() } else { format!(" {}", rule.unit) };
    let mut text = format!("{park}: {} rule {}", rule.level, rule.id);
    if let Some(measured) = &rule.measured {
        text += &format!(", measured {measured}{unit}");
    }
    if let Some(limit) = &rule.limit {
        text += &format!(", limit {sign} {limit}{unit}");
    }
    if rule.lower != rule.upper || rule.lower != rule.measured {
        let bound = |b: &Option<crate::measure::Exact>| b.as_ref().map_or_else(|| "none".to_owned(), ToString::to_string);
        text += &format!(", bounds {} to {}", bound(&rule.lower), bound(&rule.upper));
    }
    if let Some(reason) = &rule.reason {
        text += &format!(": {reason}");
    }
    if let Some(force) = super::force::of_rule(rule, Lang::En) {
        text += &format!("; {force}");
    }
    text
}

fn defect(park: &Told, defect: &DefectReport) -> Annotation {
    let kind = match defect.effect {
        Effect::Blocks => 0,
        Effect::Discards if defect.explained.is_none() => 1,
        Effect::Discards | Effect::Notes => 2,
    };
    // What has no place in a file stands at the manifest, as in SARIF: an annotation without a file does not tell one park from another.
    let (file, line) = defect.file.as_deref().map_or(("park.toml", Some(1)), |file| (file, defect.line));
    let explained = defect.explained.as_ref().map_or_else(String::new, |place| format!(" (explained by {place})"));
    let message = format!("{}{explained}", defect.message);
    Annotation { kind, file: Some(park.path(file)), line, title: format!("lingtan: {}", defect.code), message }
}

fn command(annotation: &Annotation) -> String {
    let mut properties = Vec::new();
    if let Some(file) = &annotation.file {
        properties.push(format!("file={}", property(file)));
        properties.extend(annotation.line.map(|line| format!("line={line}")));
    }
    properties.push(format!("title={}", property(&annotation.title)));
    format!("::{} {}::{}\n", KINDS[annotation.kind], properties.join(","), data(&annotation.message))
}

/// A message: what would end it is escaped, and nothing reaches the terminal of a log that could do more than be seen.
fn data(text: &str) -> String {
    let seen = text.chars().map(|c| if is_unseen(c) && !matches!(c, '\r' | '\n') { '\u{fffd}' } else { c }).collect::<String>();
    seen.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A property: what would end it or the list is escaped too.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
