//! `lingtan verify` and `lingtan diff`: a report against its inputs, and two reports against each other.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{anyhow, bail};
use serde_json::{Value, json};

use super::terminal::{Manner, TextOrJson};
use super::{exit, print};
use crate::check::{COMMAND_LINE, Check, Request};
use crate::dossier::{LedgerEntry, Stated};
use crate::files::{FileError, Files};
use crate::input::Overrides;
use crate::input::error::InputError;
use crate::input::ledger::{Ledger, of_this_run};
use crate::input::manifest::MANIFEST;
use crate::input::scenario::Plan;
use crate::report::compare::{Difference, compare, compare_whole, describe};
use crate::report::criteria::{PolicyBy, State};
use crate::report::digest_of_folder;
use crate::report::json::inert;
use crate::report::last_year::kept_year;
use crate::report::scenario::ScenarioRun;
use crate::report::schema::{ClaimedReport, RunSettings};
use crate::report::stored::{Stored, load};
use crate::report::text::Style;
use crate::report::words::Lang;
use crate::rule::Verdict;
use crate::say;
use crate::standard::Standard;

/// Arguments of `verify`.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "Example:\n  lingtan check park --format json --output report.json\n  lingtan verify report.json park")]
pub(super) struct VerifyArguments {
    /// The report
    report: PathBuf,
    /// The park's folder, or one that holds it (default: that of the report if it holds a park.toml, else the current one); one for each report of an array
    park: Vec<PathBuf>,
    /// Expect the report to be by this policy
    #[arg(long, value_name = "NAME")]
    expect_policy: Option<String>,
    /// Expect this verdict
    #[arg(long, value_name = "VERDICT", value_parser = ["pass", "fail", "indeterminate"])]
    expect_verdict: Option<String>,
    /// Expect that every criterion is built in
    #[arg(long, value_name = "WHICH", value_parser = ["built-in"])]
    criteria: Option<String>,
    /// The ledger that the report was made with, where it lies elsewhere now
    #[arg(long, value_name = "FILE")]
    ledger: Option<PathBuf>,
    /// Format
    #[arg(long, value_enum, default_value = "text")]
    format: TextOrJson,
    #[command(flatten)]
    pub(super) manner: Manner,
}

/// Arguments of `diff`.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "Example:\n  lingtan diff report-2025-06.json report-2025-12.json")]
pub(super) struct DiffArguments {
    /// The earlier report
    old: PathBuf,
    /// The later report
    new: PathBuf,
    /// Format
    #[arg(long, value_enum, default_value = "text")]
    format: TextOrJson,
    /// All that follows from what changed, not only the first of each section
    #[arg(long)]
    details: bool,
    #[command(flatten)]
    pub(super) manner: Manner,
}

/// Recomputes reports from their inputs and compares.
pub(super) fn verify(arguments: &VerifyArguments) -> anyhow::Result<u8> {
    let reports = load(&arguments.report)?;
    let beside = arguments.report.parent().filter(|p| p.join(MANIFEST).is_file());
    let base = beside.map_or_else(|| PathBuf::from("."), Path::to_path_buf);
    let given = if arguments.park.is_empty() { vec![base] } else { arguments.park.clone() };
    if given.len() > 1 && given.len() != reports.len() {
        let folders = given.len();
        bail!(
            say!("holds {reports} report(s), and {folders} folders are given", reports = reports.len(), folders)
                .at(arguments.report.display().to_string())
        );
    }
    let style = arguments.manner.look.style();
    // What is data is in English.
    let lang = if arguments.format == TextOrJson::Json { Lang::En } else { style.lang };
    let mut all = Vec::new();
    for (number, stated) in reports.iter().enumerate() {
        let folder = if given.len() > 1 { given[number].clone() } else { folder_of(stated, &given[0])? };
        let mut found = against_inputs(stated, &folder, arguments.ledger.as_deref(), lang)?;
        found.extend(unmet(stated, arguments));
        all.push((stated.name().to_owned(), found));
    }
    if arguments.format == TextOrJson::Text && !arguments.manner.quiet {
        for stated in &reports {
            print::plain(&about(stated, lang))?;
        }
    }
    let about = reports.iter().map(summary).collect();
    tell(&all, about, arguments.format, &style, "verify", arguments.manner.quiet, true)
}

/// What changed between two reports, or two arrays of them matched by their parks.
pub(super) fn diff(arguments: &DiffArguments) -> anyhow::Result<u8> {
    let (old, new) = (load(&arguments.old)?, load(&arguments.new)?);
    let style = arguments.manner.look.style();
    let mut all = Vec::new();
    if let ([old], [new]) = (old.as_slice(), new.as_slice()) {
        all.push((new.name().to_owned(), compare(&old.value, &new.value)));
    } else {
        let mut rest: Vec<&Stored> = new.iter().collect();
        for report in &old {
            let found = rest.iter().position(|other| other.name() == report.name()).map(|at| rest.remove(at));
            all.push((report.name().to_owned(), compare(&report.value, found.map_or(&Value::Null, |found| &found.value))));
        }
        all.extend(rest.into_iter().map(|report| (report.name().to_owned(), compare(&Value::Null, &report.value))));
    }
    tell(&all, Vec::new(), arguments.format, &style, "diff", arguments.manner.quiet, arguments.details)
}

/// What whoever runs `verify` expects of a report and it does not say.
fn unmet(report: &Stored, arguments: &VerifyArguments) -> Vec<Difference> {
    let expected = |what: &str, expected: Option<&String>, path: &str, stated: Option<&str>| {
        let stated = stated.unwrap_or_default();
        expected.filter(|expected| expected.as_str() != stated).map(|expected| Difference {
            path: format!("expected.{what}.{path}"),
            old: stated.to_owned(),
            new: expected.clone(),
        })
    };
    let policy = report.policy.as_ref().map(|policy| policy.name.as_str());
    let criteria = report.criteria.as_ref().map(|criteria| criteria.state.name());
    [
        expected("policy", arguments.expect_policy.as_ref(), "name", policy),
        expected("verdict", arguments.expect_verdict.as_ref(), "outcome", report.verdict_in_effect().map(Verdict::name)),
        expected("criteria", arguments.criteria.as_ref(), "state", criteria),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// What stands where a report says nothing that can be read.
const UNREAD: &str = "—";

/// Park, period, verdict, policy, edition, every changed criterion and the stated values on which an outcome depends: what a report that verifies is a report of.
fn about(report: &Stored, lang: Lang) -> String {
    let text = |text: Option<&String>| text.cloned().unwrap_or_else(|| UNREAD.to_owned());
    let verdict = |verdict: Option<Verdict>| verdict.map_or(UNREAD, |v| lang.named("verdict.", v.name())).to_owned();
    let (period, policy, criteria) = (report.period.as_ref(), report.policy.as_ref(), report.criteria.as_ref());
    let is_interim = period.is_some_and(|period| period.interim);
    let interim = if is_interim { lang.in_brackets(lang.word("summary.interim")) } else { String::new() };
    let mut lines = vec![lang.say(&say!(
        "{park}, {start} to {end}{interim}: {verdict} by {policy} ({title}), edition {edition}",
        park = text(report.park.as_ref().map(|park| &park.name)),
        start = text(period.map(|period| &period.start)),
        end = text(period.map(|period| &period.end)),
        interim,
        verdict = verdict(report.verdict),
        policy = text(policy.map(|policy| &policy.name)),
        title = lang.of_policy(&text(policy.map(|policy| &policy.title))),
        edition = text(policy.and_then(|policy| policy.edition.as_ref()))
    ))];
    if criteria.is_none_or(|criteria| criteria.state != State::BuiltIn || criteria.built_in_decides) {
        lines.push(lang.say(&say!(
            "  not the built-in law alone; by the built-in {built_in}: {verdict}",
            built_in = text(criteria.map(|criteria| &criteria.built_in)),
            verdict = verdict(criteria.map(|criteria| criteria.verdict_as_built_in))
        )));
    }
    for one in criteria.iter().flat_map(|criteria| &criteria.changed) {
        lines.push(lang.say(&say!(
            "  changed criterion: {setting} = {value}, built in {built_in}",
            setting = one.setting.as_str(),
            value = text(one.value.as_ref()),
            built_in = text(one.built_in.as_ref())
        )));
    }
    for one in report.depends_on() {
        let unit = one.unit.as_deref().filter(|unit| *unit != "1").map_or_else(String::new, |unit| format!(" {unit}"));
        lines.push(lang.say(&say!(
            "  an outcome depends on a stated value: {setting} = {value}{unit}, built in {built_in}; source: {source}",
            setting = one.setting.as_str(),
            value = one.value.as_str(),
            unit,
            built_in = text(one.built_in.as_ref()),
            source = text(one.source.as_ref())
        )));
    }
    lines.join("\n") + "\n"
}

/// The same as data.
fn summary(report: &Stored) -> Value {
    let policy = report.policy.as_ref();
    json!({
        "park": report.park.as_ref().map(|park| &park.name), "period": report.period, "verdict": report.verdict,
        "verdict_in_effect": report.verdict_in_effect(),
        "policy": policy.map(|policy| &policy.name), "policy_sha256": policy.map(|policy| &policy.sha256),
        "edition": policy.and_then(|policy| policy.edition.as_ref()), "rests_on": policy.map(|policy| &policy.rests_on),
        "criteria": report.criteria, "depends_on": report.depends_on(), "tool": report.tool,
    })
}

/// The digests of a report's inputs, by name.
fn inputs(report: &Stored) -> impl Iterator<Item = (&str, &str)> {
    report.inputs.iter().map(|input| (input.file.as_str(), input.sha256.as_str()))
}

/// The folder, it or one directly below it, that holds most of the inputs of a report.
fn folder_of(report: &Stored, base: &Path) -> anyhow::Result<PathBuf> {
    let files = Files::of(base)?;
    let score = |folder: &PathBuf| {
        let files = Files::of(folder).ok()?;
        let found = inputs(report).filter_map(|(name, sha256)| Some(files.digest(name)? == sha256));
        let (same, there) = found.fold((0, 0), |(same, there), equal| (same + usize::from(equal), there + 1));
        (there > 0).then_some((same, there))
    };
    if base.join(MANIFEST).is_file() {
        return Ok(base.to_path_buf());
    }
    let scored = files.folders_with(MANIFEST).into_iter().filter_map(|folder| Some((score(&folder)?, folder)));
    // Of equal ones the first by name.
    let best = scored.reduce(|best, other| if other.0 > best.0 { other } else { best });
    let best = best.map(|(_, folder)| folder);
    // A park whose park.toml is gone still holds its other inputs.
    best.or_else(|| score(&base.to_path_buf()).filter(|(same, _)| *same > 0).map(|_| base.to_path_buf())).ok_or_else(|| {
        anyhow!(
            say!("no park.toml here or in a folder of it: give the folder of the park {name}", name = report.name())
                .at(base.display().to_string())
        )
    })
}

/// What a report says otherwise than its inputs.
fn against_inputs(stated: &Stored, folder: &Path, ledger: Option<&Path>, lang: Lang) -> anyhow::Result<Vec<Difference>> {
    let outcome = request(stated, ledger).and_then(|request| nearest(stated, folder, &request));
    let why = match outcome {
        Ok(found) => return Ok(found),
        Err(why) => why,
    };
    // It cannot be computed as the report says: either its inputs are other ones, or it names what there is not.
    let files = Files::of(folder)?;
    let mut found = Vec::new();
    for (name, sha256) in inputs(stated) {
        let outside = ledger_name(stated) == Some(name);
        let now = if outside { ledger_digest(stated, name, ledger) } else { files.digest(name) };
        if now.as_deref() != Some(sha256) {
            let path = format!("inputs.{name}.sha256");
            found.push(Difference { path, old: sha256.to_owned(), new: now.unwrap_or_default() });
        }
    }
    let failure = Difference { path: "run".to_owned(), old: String::new(), new: lang.say(&print::said(&why)) };
    if !found.is_empty() {
        found.push(failure);
        return Ok(found);
    }
    match Check::new(folder).run() {
        Ok(recomputed) => {
            let mut all = vec![failure];
            all.extend(compare(&stated.value, &serde_json::to_value(&recomputed)?));
            Ok(all)
        }
        Err(_) => Err(why),
    }
}

fn ledger_name(report: &Stored) -> Option<&str> {
    report.run.as_ref()?.ledger.as_deref()
}

/// The ledger as a report saw it: one that has grown since is its beginning.
fn ledger_of(report: &Stored, path: &Path, elsewhere: Option<&Path>) -> anyhow::Result<Ledger> {
    let name = path.display().to_string();
    let seen = report.inputs.iter().find(|input| input.file == name).map(|input| (input.bytes, input.sha256.as_str()));
    // It goes by the name that the report gives it, wherever it lies now.
    let read = Ledger::read(elsewhere.unwrap_or(path)).map(|ledger| Ledger { shown: path.display().to_string(), ..ledger });
    match (read, seen) {
        (Ok(ledger), Some((bytes, sha256))) => Ok(ledger.as_it_was(bytes, sha256)),
        // It was to be written, and there was nothing to record.
        (Err(FileError::Missing(_)), Some((0, _))) => Ok(Ledger::of(path, Vec::new())),
        (ledger, _) => Ok(ledger?),
    }
}

fn ledger_digest(report: &Stored, name: &str, elsewhere: Option<&Path>) -> Option<String> {
    ledger_of(report, Path::new(name), elsewhere).ok().map(|ledger| ledger.digested().sha256)
}

/// What other parks of its run counted of a report's certificates, as it states.
fn claimed(run: &RunSettings) -> anyhow::Result<Vec<LedgerEntry>> {
    let read = |claim: &ClaimedReport| {
        let ends = (claim.first_id.as_str(), claim.last_id.as_str());
        let unread =
            || anyhow!(say!("run.claimed: {claim} is no claim that can be read", claim = format!("{} {}..{}", claim.park, ends.0, ends.1)));
        of_this_run(&claim.park, &claim.period, ends, u128::from(claim.quantity)).ok_or_else(unread)
    };
    run.claimed.iter().map(read).collect()
}

/// What a report says otherwise than its inputs give. It states the settings of the command line twice; where one of them was edited, the other explains
/// more of the report.
fn nearest(stated: &Stored, folder: &Path, request: &Request) -> anyhow::Result<Vec<Difference>> {
    let against = |settings: BTreeMap<String, Stated>| -> anyhow::Result<Vec<Difference>> {
        let overrides = Overrides { settings, ..request.overrides.clone() };
        let check = Check { park: folder.to_path_buf(), request: Request { overrides, ..request.clone() } };
        let mut recomputed = serde_json::to_value(check.run()?)?;
        place(stated, &mut recomputed);
        Ok(compare_whole(&stated.value, &recomputed))
    };
    let given = given_settings(stated);
    let (assumed, of_policy): (BTreeMap<_, _>, BTreeMap<_, _>) =
        given.into_iter().map(|(name, [assumed, of_policy])| ((name.clone(), assumed), (name, of_policy))).unzip();
    if assumed == of_policy {
        return against(assumed);
    }
    match (against(assumed), against(of_policy)) {
        (Ok(one), Ok(other)) => Ok(if other.len() < one.len() { other } else { one }),
        (one, other) => one.or(other),
    }
}

/// Gives what was recomputed the folder that the report says, wherever it lies now, and the digest that belongs to it.
fn place(stated: &Stored, recomputed: &mut Value) {
    if let Some(folder) = stated.run.as_ref().and_then(|run| run.folder.as_deref()) {
        recomputed["run"]["folder"] = json!(folder);
        recomputed["run"]["folder_sha256"] = json!(digest_of_folder(folder, inputs(stated)));
    }
}

/// How the run of a report was asked for.
fn request(report: &Stored, elsewhere: Option<&Path>) -> anyhow::Result<Request> {
    let Some(period) = report.period() else { bail!(say!("the report states no period that can be read")) };
    let Some(run) = &report.run else { bail!(say!("`{key}` is not as this program writes it: the report was altered", key = "run")) };
    let ledger = run.ledger.as_ref().map(|path| ledger_of(report, Path::new(path), elsewhere)).transpose()?.map(Arc::new);
    // A built-in policy that was given is named; what the park names stands in its manifest.
    let is_given = report.criteria.as_ref().is_some_and(|criteria| criteria.policy_by == PolicyBy::CommandLine);
    let name = report.policy.as_ref().map(|policy| policy.name.clone());
    let policy = name.filter(|name| is_given && Standard::built_in(name).is_some());
    let parsed = |tried: &ScenarioRun| Plan::parse(&tried.file, &tried.text).map_err(|errors| print::lines(&errors, InputError::said));
    let scenario = run.scenario.as_ref().map(parsed).transpose()?.map(Arc::new);
    // One more unread file in the folder makes a difference, unless it is a report, such as this one.
    let unread_files = Some(report.unread_files.iter().cloned().collect());
    let claimed = claimed(run)?;
    let overrides = Overrides { period: Some(period), policy, ledger, claimed, scenario, unread_files, ..Overrides::default() };
    let last_years = run.last_year.iter().map(|kept| kept_year(report.name(), kept)).collect::<Result<_, _>>()?;
    let (own, interim, interpretations) = (run.policy.clone(), run.interim, run.readings == Some("all"));
    Ok(Request { overrides, policy: own, interim, interpretations, last_years, ..Request::default() })
}

/// The settings that a report has from the command line, each as its assumptions and as its policy state it.
fn given_settings(report: &Stored) -> BTreeMap<String, [Stated; 2]> {
    let stated = |value: &String| Stated { value: value.clone(), unit: None, source: Some(COMMAND_LINE.to_owned()) };
    let given = report.assumptions.iter().filter(|assumption| assumption.source.as_deref() == Some(COMMAND_LINE));
    given
        .map(|assumption| {
            let of_policy = report.policy.as_ref().and_then(|policy| policy.settings.get(&assumption.setting)).unwrap_or(&assumption.value);
            (assumption.setting.clone(), [stated(&assumption.value), stated(of_policy)])
        })
        .collect()
}

/// Prints what differs; no difference is success.
fn tell(
    all: &[(String, Vec<Difference>)],
    about: Vec<Value>,
    format: TextOrJson,
    style: &Style,
    command: &str,
    quiet: bool,
    details: bool,
) -> anyhow::Result<u8> {
    let same = all.iter().all(|(_, found)| found.is_empty());
    match format {
        TextOrJson::Json => {
            let value = |d: &Difference| {
                json!({
                    "kind": if d.is_cause() { "cause" } else { "effect" }, "section": d.section(), "path": d.path,
                    "old": d.old, "new": d.new, "change": d.change().map(|c| c.to_string()),
                })
            };
            let parks: Vec<Value> = all
                .iter()
                .map(|(name, found)| json!({ "park": name, "differences": found.iter().map(value).collect::<Vec<_>>() }))
                .collect();
            let mut told = json!({ "schema": format!("lingtan.{command}/1"), "same": same, "parks": parks });
            if !about.is_empty() {
                told["reports"] = Value::Array(about);
            }
            print::out(&inert(format!("{told:#}\n")))?;
        }
        TextOrJson::Text if same && quiet => {}
        TextOrJson::Text => print::out(&describe(all, style, command, details))?,
    }
    Ok(if same { exit::PASS } else { exit::DIFFERENT })
}
