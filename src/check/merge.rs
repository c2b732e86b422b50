//! Reports of parks that were checked apart, as if one run had checked all of them in their order: where that is so, and which parks must be checked
//! together else.
//!
//! A run that checks several parks counts a certificate for the first of them that claims it; each later one says so (`run.claimed`) and rejects it. So
//! reports are those of one run if no two parks count the same code, and each claims of the parks before it what its report says that it does.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::Counted;
use super::parks::{namesake, period_name};
use crate::account::certificates::claims::{Holders, folded_name};
use crate::dossier::{Codes, LedgerEntry};
use crate::files::{digest_of, place_of};
use crate::input::ledger::of_this_run;
use crate::measure::Period;
use crate::report::Report;
use crate::report::criteria::PolicyBy;
use crate::report::purchases::CodesReport;
use crate::say;
use crate::say::Message;

/// What a report says that others must be held against.
#[derive(Debug)]
pub(crate) struct Judged {
    /// The park's folder, empty for the working directory; none where the report does not say it.
    pub(crate) folder: Option<String>,
    /// The file that holds the report.
    pub(crate) source: String,
    /// What messages call it.
    shown: String,
    counted: Counted,
    claims: Vec<LedgerEntry>,
    /// What was asked of the run, and is the same for all parks of one.
    asked: Asked,
}

/// A park's name, folded, and its period.
pub(crate) type Identity = (String, Period);

/// What was asked of a run, in words of the report; a digest of what is long.
#[derive(Debug)]
struct Asked {
    build: String,
    policy: String,
    settings: String,
    ledger: String,
    readings: String,
    scenario: String,
    /// Of a period that is no natural year; of others it makes no difference.
    interim: Option<String>,
    /// Where one was used.
    last_year: Option<String>,
}

/// Parks that must be checked together.
#[derive(Debug)]
pub(crate) struct Group {
    /// Their places in the order given.
    pub(crate) members: Vec<usize>,
    /// Codes that two of them count, with the places of these.
    pub(crate) shared: Vec<(Codes, [usize; 2])>,
}

/// What reports come to together.
#[derive(Debug)]
pub(crate) enum Merged {
    /// Those of one run; where one run refuses a park, the reason.
    OneRun(Vec<Option<Message>>),
    /// Parks that count certificates of each other, or were judged beside others than those before them.
    Apart(Vec<Group>),
}

impl Judged {
    /// What a report of a file says; its codes must be as many as it counts.
    pub(crate) fn of(report: &Report, source: &str) -> Result<Self, Message> {
        let altered = |key: &str| say!("`{key}` is not as this program writes it: the report was altered", key);
        let codes = |all: &[CodesReport], key: &str| -> Result<Vec<Codes>, Message> {
            all.iter().map(|codes| read_codes(codes).ok_or_else(|| altered(key))).collect()
        };
        let certificates = codes(&report.certificates.counted_codes, "certificates.counted_codes")?;
        if certificates.iter().map(Codes::quantity).sum::<u128>() != u128::from(report.certificates.counted) {
            return Err(altered("certificates.counted_codes"));
        }
        let trades = codes(&report.trades.counted_codes, "trades.counted_codes")?;
        let period = report.period.days().ok_or_else(|| altered("period"))?;
        let claim = |claim: &crate::report::schema::ClaimedReport| {
            let ends = (claim.first_id.as_str(), claim.last_id.as_str());
            of_this_run(&claim.park, &claim.period, ends, u128::from(claim.quantity)).ok_or_else(|| altered("run.claimed"))
        };
        Ok(Self {
            shown: match &report.run.folder {
                Some(folder) if folder.is_empty() => ".".to_owned(),
                Some(folder) => folder.clone(),
                None => format!("{source} ({})", report.park.name),
            },
            folder: report.run.folder.clone(),
            source: source.to_owned(),
            counted: Counted {
                park: report.park.name.clone(),
                folder: report.run.folder.as_ref().map(PathBuf::from).unwrap_or_default(),
                period,
                period_name: period_name(period),
                codes: [certificates, trades].concat(),
            },
            claims: report.run.claimed.iter().map(claim).collect::<Result<_, _>>()?,
            asked: Asked::of(report),
        })
    }

    /// The folder as messages show it; the file and the park where it is not known.
    pub(crate) fn shown(&self) -> &str {
        &self.shown
    }

    /// The park's name.
    pub(crate) fn park(&self) -> &str {
        &self.counted.park
    }

    /// The park and the period, by which certificates are told apart.
    pub(crate) fn identity(&self) -> Identity {
        (folded_name(&self.counted.park), self.counted.period)
    }
}

fn read_codes(codes: &CodesReport) -> Option<Codes> {
    of_this_run("", "", (&codes.first_id, &codes.last_id), u128::from(codes.quantity)).map(|entry| entry.codes)
}

impl Asked {
    fn of(report: &Report) -> Self {
        let run = &report.run;
        let digest = |text: &String| digest_of(text.as_bytes());
        let tool = &report.tool;
        let by_command_line = report.criteria.policy_by == PolicyBy::CommandLine;
        let policy = by_command_line.then(|| format!("{} {}", report.policy.name, report.policy.sha256));
        let settings = report.assumptions.iter().filter(|setting| setting.source.as_deref() == Some(super::COMMAND_LINE));
        let mut settings: Vec<String> = settings.map(|setting| format!("{}={}", setting.setting, setting.value)).collect();
        settings.sort_unstable();
        settings.dedup();
        let ledger = run.ledger.as_ref().map(|name| {
            let digest = report.inputs.iter().find(|input| input.file == *name).map(|input| input.sha256.as_str());
            format!("{name} {}", digest.unwrap_or_default())
        });
        Self {
            build: format!("{} {} {}", tool.name, tool.version, tool.commit.unwrap_or_default()),
            policy: [policy, run.policy.as_ref().map(digest)].into_iter().flatten().collect::<Vec<_>>().join(" "),
            settings: settings.join(" "),
            ledger: ledger.unwrap_or_default(),
            readings: run.readings.unwrap_or_default().to_owned(),
            scenario: run.scenario.as_ref().map(|tried| format!("{} {}", tried.file, digest(&tried.text))).unwrap_or_default(),
            interim: report.period.interim.then(|| (if run.interim { "--interim" } else { "" }).to_owned()),
            last_year: run.last_year.as_ref().map(|year| year.sha256.clone()),
        }
    }

    /// What was asked, by the names of it; `None` of what makes no difference to the report.
    fn named(&self) -> [(Message, Option<&String>); 8] {
        [
            (say!("the program"), Some(&self.build)),
            (say!("the policy of the command line"), Some(&self.policy)),
            (say!("the settings of the command line"), Some(&self.settings)),
            (say!("the ledger"), Some(&self.ledger)),
            (say!("other readings of the rules"), Some(&self.readings)),
            (say!("the scenario"), Some(&self.scenario)),
            (say!("figures to date"), self.interim.as_ref()),
            (say!("the earlier year"), self.last_year.as_ref()),
        ]
    }
}

/// Holds reports against each other, in the order given; `None` stands for a park that could not be checked.
pub(crate) fn merge(parts: &[Option<Judged>]) -> Result<Merged, Message> {
    one_way(parts)?;
    let refused = namesakes(parts)?;
    let counting = |at: &usize| parts[*at].is_some() && refused[*at].is_none();
    let mut people = Identities::default();
    for at in (0..parts.len()).filter(counting) {
        if let Some(judged) = &parts[at] {
            people.enter(judged.identity(), at);
        }
    }
    let mut holders = Holders::default();
    let mut groups = Groups::of(parts.len());
    let mut shared: Vec<(Codes, [usize; 2])> = Vec::new();
    let mut stale = Vec::new();
    for at in (0..parts.len()).filter(counting) {
        let Some(judged) = &parts[at] else { continue };
        let first = people.first(&judged.identity()).unwrap_or(at);
        for codes in &judged.counted.codes {
            for (codes, other) in holders.enter(codes, first) {
                groups.join(other, at);
                shared.push((codes, [other, at]));
            }
        }
        if !people.claims_hold(at, &judged.claims) {
            stale.push(at);
            judged.claims.iter().filter_map(|claim| people.first(&of_claim(claim)?)).for_each(|other| groups.join(other, at));
        }
    }
    // A park that is given twice is of one group.
    for all in people.places.values().filter(|all| all.len() > 1) {
        if all.iter().any(|at| groups.is_joined(*at)) {
            for at in all {
                groups.join(all[0], *at);
            }
        }
    }
    if shared.is_empty() && stale.is_empty() { Ok(Merged::OneRun(refused)) } else { Ok(Merged::Apart(groups.list(&stale, shared))) }
}

/// Refuses reports that no one run could have given, whatever the certificates.
fn one_way(parts: &[Option<Judged>]) -> Result<(), Message> {
    let mut first: [Option<&Judged>; 8] = [None; 8];
    for judged in parts.iter().flatten() {
        for (at, (what, own)) in judged.asked.named().into_iter().enumerate() {
            let Some(own) = own else { continue };
            let before = *first[at].get_or_insert(judged);
            let other = before.asked.named()[at].1.map_or("", String::as_str);
            if own != other {
                let said = |text: &str| if text.is_empty() { say!("none") } else { Message::verbatim(text) };
                let why = say!(
                    "judged otherwise than {other}, as no one run does: {what}: {theirs} there, {own} here; check the parks again in the same way",
                    other = before.shown(),
                    what => what,
                    theirs => said(other),
                    own => said(own)
                );
                return Err(why.at(judged.shown()));
            }
        }
    }
    Ok(())
}

/// Why one run refuses a park: another folder before it has a park of its name and period. Whether that is another one must be known.
fn namesakes(parts: &[Option<Judged>]) -> Result<Vec<Option<Message>>, Message> {
    let mut known: BTreeMap<Identity, Vec<&Judged>> = BTreeMap::new();
    let mut refused: Vec<Option<Message>> = vec![None; parts.len()];
    for (at, judged) in parts.iter().enumerate() {
        let Some(judged) = judged else { continue };
        let place = |judged: &Judged| place_of(Path::new(judged.shown()));
        let before = known.entry(judged.identity()).or_default();
        if let Some(other) = before.iter().find(|other| other.folder.is_none() || judged.folder.is_none()) {
            let why = say!(
                "of this name and period is {other} too; whether both are one folder a report without `run.folder` does not say: write them with `lingtan check FOLDER --format jsonl`",
                other = other.shown()
            );
            return Err(why.at(judged.shown()));
        }
        match before.iter().find(|other| other.folder != judged.folder && place(other) != place(judged)) {
            Some(other) => refused[at] = Some(namesake(&judged.counted, other.shown()).at(judged.shown())),
            None => before.push(judged),
        }
    }
    Ok(refused)
}

/// The park and the period of a claim.
fn of_claim(claim: &LedgerEntry) -> Option<Identity> {
    Some((folded_name(&claim.park), Period::parse(claim.period.trim())?))
}

/// Where the parks that are told apart stand.
#[derive(Default)]
struct Identities {
    places: BTreeMap<Identity, Vec<usize>>,
}

impl Identities {
    fn enter(&mut self, identity: Identity, at: usize) {
        self.places.entry(identity).or_default().push(at);
    }

    fn first(&self, identity: &Identity) -> Option<usize> {
        self.places.get(identity)?.first().copied()
    }

    /// Whether a report claims of the parks before it what one run makes it claim: of each that counts a code, once, in their order.
    fn claims_hold(&self, at: usize, claims: &[LedgerEntry]) -> bool {
        let mut told: BTreeMap<&Claim, usize> = BTreeMap::new();
        let keys: Option<Vec<Claim>> = claims.iter().map(|claim| Some((of_claim(claim)?, claim.codes.clone()))).collect();
        let Some(keys) = keys else { return false };
        let mut last = 0;
        for key in &keys {
            let before = self.places.get(&key.0).map(Vec::as_slice).unwrap_or_default();
            let number = told.entry(key).or_default();
            match before.get(*number).filter(|place| **place < at && **place >= last) {
                Some(place) => last = *place,
                None => return false,
            }
            *number += 1;
        }
        let times = |identity| self.places.get(identity).map_or(0, |all| all.iter().filter(|place| **place < at).count());
        told.iter().all(|(key, number)| times(&key.0) == *number)
    }
}

/// Park and period that a code is claimed from, and the codes.
type Claim = (Identity, Codes);

/// Sets of places that belong together.
struct Groups {
    parents: Vec<usize>,
    joined: Vec<bool>,
}

impl Groups {
    fn of(count: usize) -> Self {
        Self { parents: (0..count).collect(), joined: vec![false; count] }
    }

    fn root(&mut self, mut at: usize) -> usize {
        while self.parents[at] != at {
            self.parents[at] = self.parents[self.parents[at]];
            at = self.parents[at];
        }
        at
    }

    fn is_joined(&self, at: usize) -> bool {
        self.joined[at]
    }

    fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.root(one), self.root(other));
        self.joined[one] = true;
        self.joined[other] = true;
        self.parents[one.max(other)] = one.min(other);
    }

    /// The groups of several, and single ones that were judged beside parks that are not before them.
    fn list(mut self, stale: &[usize], shared: Vec<(Codes, [usize; 2])>) -> Vec<Group> {
        for at in stale {
            self.join(*at, *at);
        }
        let mut groups: BTreeMap<usize, Group> = BTreeMap::new();
        let roots: Vec<usize> = (0..self.parents.len()).map(|at| self.root(at)).collect();
        for (at, root) in roots.iter().enumerate().filter(|(at, root)| self.joined[*at] || self.joined[**root]) {
            groups.entry(*root).or_insert_with(|| Group { members: Vec::new(), shared: Vec::new() }).members.push(at);
        }
        for (codes, places) in shared {
            if let Some(group) = groups.get_mut(&roots[places[0]]) {
                group.shared.push((codes, places));
            }
        }
        groups.into_values().collect()
    }
}
