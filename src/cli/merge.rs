//! `lingtan merge`: reports of parks that were checked apart, told as one check of all of them tells them, or the groups that must be checked together.
//!
//! The reports are read twice: first one after another, of each its codes and what was asked of its run; then, once they are known to be those of one
//! run, to be told. So no more of them are held at once than a form needs.

use std::collections::BTreeMap;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use anyhow::bail;
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use rayon::prelude::*;

use super::check::worst;
use super::deliver::{Parks, deliver_each, targets};
use super::{Format, Publishing, exit, print, threads};
use crate::check::{Group, Judged, Merged, is_denied, merge};
use crate::files::{digest_of, open_outside};
use crate::report::stored::{Values, told};
use crate::report::{Told, groups};
use crate::say;
use crate::say::Message;

/// Reports that are read side by side.
const TOGETHER: usize = 32;

/// Arguments of `merge`.
#[derive(Clone, Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  lingtan merge north.json south.json\n  lingtan merge parks.jsonl --format html --output parks.html\n  lingtan merge parks.jsonl --together groups.jsonl --format json"
)]
pub(super) struct MergeArguments {
    /// JSON reports, or JSON Lines of them (`-`: standard input), in the order of the parks
    #[arg(value_name = "REPORT", required = true)]
    reports: Vec<PathBuf>,
    /// Reports of parks that were checked together: each takes the place of the one on the same folder; may be given again
    #[arg(long, value_name = "REPORT")]
    together: Vec<PathBuf>,
    #[command(flatten)]
    pub(super) publishing: Publishing,
}

pub(super) fn run(arguments: &MergeArguments) -> anyhow::Result<u8> {
    let publishing = &arguments.publishing;
    let all = || arguments.reports.iter().chain(&arguments.together);
    if all().filter(|path| *path == Path::new("-")).count() > 1 {
        bail!(say!("standard input can be read once: give `-` once"));
    }
    let read: Vec<(&'static str, &Path)> = all().map(|path| ("REPORT", path.as_path())).collect();
    let targets = targets(publishing, &read)?;
    let _ = threads::start(None);
    let mut set =
        Set { sources: Vec::new(), instead: BTreeMap::new(), refused: Vec::new(), seen: Vec::new(), deny: publishing.deny.is_some() };
    for path in &arguments.reports {
        set.sources.push(Source::of(path)?);
    }
    let (mut parts, mut codes) = (Vec::new(), Vec::new());
    set.read_first(&arguments.together, &mut parts, &mut codes)?;
    if parts.is_empty() {
        bail!(say!("no report was given"));
    }
    match merge(&parts)? {
        Merged::Apart(groups) => {
            tell_groups(&groups, &parts, publishing)?;
            Ok(exit::DIFFERENT)
        }
        Merged::OneRun(refused) => {
            for (code, why) in codes.iter_mut().zip(&refused) {
                if let Some(why) = why {
                    print::error(why);
                    *code = exit::ERROR;
                }
            }
            set.refused = refused;
            deliver_each(&set, publishing, &targets)?;
            Ok(worst(&codes, publishing.exit_zero))
        }
    }
}

/// Names the groups of parks that must be checked together.
fn tell_groups(groups: &[Group], parts: &[Option<Judged>], publishing: &Publishing) -> anyhow::Result<()> {
    // As `check` takes it.
    let folder = |at: usize| parts[at].as_ref().map(|judged| judged.folder.as_str()).filter(|folder| !folder.is_empty()).unwrap_or(".");
    let named: Vec<groups::Group> = groups
        .iter()
        .map(|group| groups::Group {
            folders: group.members.iter().map(|at| folder(*at).to_owned()).collect(),
            shared: group.shared.iter().map(|(codes, places)| (codes.clone(), places.map(|at| folder(at).to_owned()))).collect(),
        })
        .collect();
    match publishing.format {
        Format::Json => print::out(&groups::render_json(&named)),
        Format::Jsonl => print::out(&groups::render_lines(&named)),
        _ => print::plain(&groups::render(&named, publishing.manner.look.style().lang)),
    }
}

/// Where reports are read.
struct Source {
    shown: String,
    path: PathBuf,
    /// What standard input held, compressed, since it can be read once.
    held: Option<Vec<u8>>,
}

impl Source {
    fn of(path: &Path) -> anyhow::Result<Self> {
        let stdin = path == Path::new("-");
        let held = if stdin {
            let mut held = GzEncoder::new(Vec::new(), Compression::fast());
            io::copy(&mut io::stdin().lock(), &mut held).and_then(|_| held.finish()).map(Some)?
        } else {
            None
        };
        let shown = if stdin { "-".to_owned() } else { path.display().to_string() };
        Ok(Self { shown, path: path.to_path_buf(), held })
    }

    fn open(&self) -> anyhow::Result<Values<Box<dyn BufRead + '_>>> {
        let read: Box<dyn Read + '_> = match &self.held {
            Some(held) => Box::new(GzDecoder::new(&held[..])),
            None => Box::new(open_outside(&self.path)?),
        };
        Ok(Values::of(Box::new(BufReader::with_capacity(1 << 18, read))))
    }

    /// The parks of the source in their order, some of them read side by side.
    fn each(&self, mut take: impl FnMut(Vec<u8>, Told) -> anyhow::Result<()>) -> anyhow::Result<()> {
        let at = |why: Message| why.at(self.shown.as_str());
        let mut values = self.open()?;
        let mut some = false;
        loop {
            let mut all = Vec::with_capacity(TOGETHER);
            while all.len() < TOGETHER
                && let Some(bytes) = values.next_object().map_err(at)?
            {
                all.push(bytes);
            }
            if all.is_empty() {
                break;
            }
            some = true;
            let read: Vec<Result<Told, Message>> = all.par_iter().map(|bytes| told(bytes)).collect();
            for (bytes, told) in all.into_iter().zip(read) {
                take(bytes, told.map_err(at)?)?;
            }
        }
        if some { Ok(()) } else { Err(at(say!("holds no report")).into()) }
    }
}

/// The reports of a merge.
struct Set {
    sources: Vec<Source>,
    /// What stands in the place of the report of a folder.
    instead: BTreeMap<String, Vec<u8>>,
    /// Why one run refuses a park.
    refused: Vec<Option<Message>>,
    /// Digests of the reports as they were read first.
    seen: Vec<String>,
    deny: bool,
}

impl Set {
    /// Reads all reports once: what others must be held against, and their exit codes.
    fn read_first(&mut self, together: &[PathBuf], parts: &mut Vec<Option<Judged>>, codes: &mut Vec<u8>) -> anyhow::Result<()> {
        let mut judged_instead = BTreeMap::new();
        for path in together {
            let source = Source::of(path)?;
            source.each(|bytes, told| {
                let judged = judged(&told, &source.shown)?;
                let code = code_of(&told, self.deny);
                if self.instead.insert(told.folder.clone(), bytes).is_some() {
                    return Err(say!("two reports are on {folder}", folder = told.name()).at(source.shown.as_str()).into());
                }
                judged_instead.insert(told.folder, (judged, code));
                Ok(())
            })?;
        }
        let mut seen = Vec::new();
        let mut errors = Vec::new();
        for source in &self.sources {
            source.each(|bytes, told| {
                seen.push(digest_of(&bytes));
                let (judged, code) = match judged_instead.remove(&told.folder) {
                    Some(instead) => instead,
                    None if self.instead.contains_key(&told.folder) => {
                        return Err(say!("two reports are on {folder}", folder = told.name()).at(source.shown.as_str()).into());
                    }
                    None => {
                        errors.extend(told.result.as_ref().err().cloned());
                        (judged(&told, &source.shown)?, code_of(&told, self.deny))
                    }
                };
                parts.push(judged);
                codes.push(code);
                Ok(())
            })?;
        }
        errors.iter().for_each(print::error);
        self.seen = seen;
        if let Some(folder) = judged_instead.keys().next() {
            bail!(say!("--together has a report on {folder}, of which there is none to be replaced", folder));
        }
        Ok(())
    }
}

fn judged(told: &Told, shown: &str) -> anyhow::Result<Option<Judged>> {
    let Ok(report) = &told.result else { return Ok(None) };
    let judged =
        Judged::of(report).map_err(|why| Message::list([say!("the report on {park}", park = told.name()), why], say!(": ")).at(shown))?;
    Ok(Some(judged))
}

fn code_of(told: &Told, deny: bool) -> u8 {
    match &told.result {
        Err(_) => exit::ERROR,
        Ok(report) => match report.verdict_in_effect() {
            "pass" if !(deny && is_denied(report)) => exit::PASS,
            "fail" => exit::FAIL,
            _ => exit::INDETERMINATE,
        },
    }
}

impl Parks for Set {
    fn count(&self) -> usize {
        self.seen.len()
    }

    fn each(&self, take: &mut dyn FnMut(Told) -> anyhow::Result<()>) -> anyhow::Result<()> {
        let mut number = 0;
        for source in &self.sources {
            source.each(|bytes, mut park| {
                if self.seen.get(number).is_none_or(|seen| *seen != digest_of(&bytes)) {
                    return Err(say!("changed while it was read").at(source.shown.as_str()).into());
                }
                if let Some(bytes) = self.instead.get(&park.folder) {
                    park = told(bytes)?;
                }
                if let Some(why) = self.refused.get(number).and_then(Option::as_ref) {
                    park.result = Err(why.clone());
                }
                park.denied = self.deny && park.result.as_ref().is_ok_and(is_denied);
                number += 1;
                take(park)
            })?;
        }
        Ok(())
    }
}
