//! Reports of parks that were checked apart, read to be told together: by `merge` in the formats of `check`, by `portfolio` in one table.
//!
//! They are read twice: first one after another, of each its codes and what was asked of its run; then, once they are known to be those of one run, to be
//! told. So no more of them are held at once than a form needs.

use std::collections::BTreeMap;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use anyhow::bail;
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use rayon::prelude::*;

use super::{exit, print, threads};
use crate::check::{Group, Identity, Judged, Merged, is_denied, merge};
use crate::files::{digest_of, open_outside};
use crate::report::Told;
use crate::report::groups::{self, Member};
use crate::report::stored::{Values, told, told_again};
use crate::say;
use crate::say::Message;

/// Reports that are read side by side.
const TOGETHER: usize = 32;

/// Reports to be told together.
#[derive(Clone, Debug, clap::Args)]
pub(super) struct Reports {
    /// JSON reports, or JSON Lines of them (`-`: standard input), in the order of the parks
    #[arg(value_name = "REPORT", required = true)]
    pub(super) reports: Vec<PathBuf>,
    /// Reports of parks that were checked together: each takes the place of the one on the same folder; may be given again
    #[arg(long, value_name = "REPORT")]
    together: Vec<PathBuf>,
}

/// What reports come to together.
pub(super) enum Together {
    /// Those of one run.
    OneRun(OneRun),
    /// Parks that must be checked together.
    Apart(Vec<groups::Group>),
}

/// Reports of one run.
pub(super) struct OneRun {
    /// What others were held against, in the order given; none of a park that could not be checked.
    pub(super) parts: Vec<Option<Judged>>,
    /// Their exit codes.
    pub(super) codes: Vec<u8>,
    sources: Vec<Source>,
    /// Reports that take the place of others.
    instead: Vec<Vec<u8>>,
    /// Of each report as it was read first its digest, and which of `instead` takes its place.
    seen: Vec<(String, Option<usize>)>,
    /// Why one run refuses a park.
    refused: Vec<Option<Message>>,
    deny: bool,
}

impl Reports {
    /// The files that are read, with the name of what names them.
    pub(super) fn files(&self) -> Vec<(&'static str, &Path)> {
        self.all().map(|path| ("REPORT", path.as_path())).collect()
    }

    fn all(&self) -> impl Iterator<Item = &PathBuf> {
        self.reports.iter().chain(&self.together)
    }

    /// Reads the reports and holds them against each other; says on standard error which parks could not be checked. `deny` leaves a pass undecided that rests on
    /// warnings.
    pub(super) fn read(&self, deny: bool) -> anyhow::Result<Together> {
        if self.all().filter(|path| *path == Path::new("-")).count() > 1 {
            bail!(say!("standard input can be read once: give `-` once"));
        }
        let _ = threads::start(None);
        let sources = self.reports.iter().map(|path| Source::of(path)).collect::<Result<_, _>>()?;
        let mut run = OneRun::read_first(sources, &self.together, deny)?;
        if run.parts.is_empty() {
            bail!(say!("no report was given"));
        }
        match merge(&run.parts)? {
            Merged::Apart(groups) => Ok(Together::Apart(named(&groups, &run.parts))),
            Merged::OneRun(refused) => {
                run.refused = vec![None; run.parts.len()];
                for (at, why) in refused.into_iter().enumerate() {
                    if let Some(why) = why {
                        run.refuse(at, why);
                    }
                }
                Ok(Together::OneRun(run))
            }
        }
    }
}

impl OneRun {
    /// How many parks there are.
    pub(super) fn count(&self) -> usize {
        self.parts.len()
    }

    /// Tells a park as one that could not be checked, if it is not told so already.
    pub(super) fn refuse(&mut self, at: usize, why: Message) {
        if self.refused[at].is_none() {
            print::error(&why);
            self.codes[at] = exit::ERROR;
            self.refused[at] = Some(why);
        }
    }

    /// Reads all reports once: what others must be held against, and their exit codes.
    fn read_first(sources: Vec<Source>, together: &[PathBuf], deny: bool) -> anyhow::Result<Self> {
        let mut run =
            Self { parts: Vec::new(), codes: Vec::new(), sources, instead: Vec::new(), seen: Vec::new(), refused: Vec::new(), deny };
        let mut instead = Instead::default();
        for path in together {
            let source = Source::of(path)?;
            source.each(told, |bytes, mut told| {
                let judged = judged(&told, &source.shown)?;
                let code = code_of(&mut told, deny);
                instead.enter(&told, judged, code).map_err(|why| why.at(source.shown.as_str()))?;
                run.instead.push(bytes);
                Ok(())
            })?;
        }
        let mut errors = Vec::new();
        for source in &run.sources {
            source.each(told, |bytes, mut told| {
                let own = judged(&told, &source.shown)?;
                let at = instead.find(folder_of(&told), own.as_ref().map(Judged::identity).as_ref());
                run.seen.push((digest_of(&bytes), at));
                let (judged, code) = match at.map(|at| instead.all[at].judged.take()) {
                    Some(Some(instead)) => instead,
                    Some(None) => return Err(say!("two reports are on {folder}", folder = told.name()).at(source.shown.as_str()).into()),
                    None => {
                        errors.extend(told.result.as_ref().err().cloned());
                        (own, code_of(&mut told, deny))
                    }
                };
                run.parts.push(judged);
                run.codes.push(code);
                Ok(())
            })?;
        }
        errors.iter().for_each(print::error);
        if let Some(left) = instead.all.iter().find(|replacement| replacement.judged.is_some()) {
            bail!(say!("--together has a report on {folder}, of which there is none to be replaced", folder = left.name.as_str()));
        }
        Ok(run)
    }

    /// Each park in its turn; they can be gone through again and again.
    pub(super) fn each(&self, take: &mut dyn FnMut(Told) -> anyhow::Result<()>) -> anyhow::Result<()> {
        let mut number = 0;
        for source in &self.sources {
            let changed = || say!("changed while it was read").at(source.shown.as_str());
            // What was taken before is known by its digest, and anything else refused.
            source.each(told_again, |bytes, mut park| {
                let (_, instead) = self.seen.get(number).filter(|(digest, _)| *digest == digest_of(&bytes)).ok_or_else(changed)?;
                if let Some(bytes) = instead.and_then(|at| self.instead.get(at)) {
                    park = told_again(bytes)?;
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

/// The groups with their members by name.
fn named(groups: &[Group], parts: &[Option<Judged>]) -> Vec<groups::Group> {
    let member = |at: usize| match parts[at].as_ref() {
        Some(judged) if judged.folder.is_none() => Member::Report { file: judged.source.clone(), park: judged.park().to_owned() },
        // As `check` takes it.
        judged => Member::Folder(judged.map_or(".", Judged::shown).to_owned()),
    };
    let group = |group: &Group| groups::Group {
        members: group.members.iter().map(|at| member(*at)).collect(),
        shared: group.shared.iter().map(|(codes, places)| (codes.clone(), places.map(member))).collect(),
    };
    groups.iter().map(group).collect()
}

/// How the bytes of a report are read.
type ReadReport = fn(&[u8]) -> Result<Told, Message>;

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

    /// The parks of the source in their order, some of them read side by side, by `read`.
    fn each(&self, read: ReadReport, mut take: impl FnMut(Vec<u8>, Told) -> anyhow::Result<()>) -> anyhow::Result<()> {
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
            let read: Vec<Result<Told, Message>> = all.par_iter().map(|bytes| read(bytes)).collect();
            for (bytes, told) in all.into_iter().zip(read) {
                take(bytes, told.map_err(at)?)?;
            }
        }
        if some { Ok(()) } else { Err(at(say!("holds no report")).into()) }
    }
}

/// Which report takes the place of which: the one on the same folder; where one of the two does not say its folder, the one on the same park and period.
#[derive(Default)]
struct Instead {
    all: Vec<Replacement>,
    by_folder: BTreeMap<String, usize>,
    by_park: BTreeMap<Identity, Vec<usize>>,
}

struct Replacement {
    /// What messages call it.
    name: String,
    folder: Option<String>,
    /// What others must be held against, and the exit code; none once it has taken its place.
    judged: Option<(Option<Judged>, u8)>,
}

impl Instead {
    /// One more; no two may stand for the same.
    fn enter(&mut self, told: &Told, judged: Option<Judged>, code: u8) -> Result<(), Message> {
        let folder = folder_of(told);
        let park = judged.as_ref().map(Judged::identity);
        if self.find(folder, park.as_ref()).is_some() {
            return Err(say!("two reports are on {folder}", folder = told.name()));
        }
        let at = self.all.len();
        if let Some(folder) = folder {
            self.by_folder.insert(folder.to_owned(), at);
        }
        if let Some(park) = park {
            self.by_park.entry(park).or_default().push(at);
        }
        let name = judged.as_ref().map_or_else(|| told.name().to_owned(), |judged| judged.shown().to_owned());
        self.all.push(Replacement { name, folder: folder.map(str::to_owned), judged: Some((judged, code)) });
        Ok(())
    }

    fn find(&self, folder: Option<&str>, park: Option<&Identity>) -> Option<usize> {
        let same = folder.and_then(|folder| self.by_folder.get(folder).copied());
        same.or_else(|| {
            let mut all = self.by_park.get(park?)?.iter().copied();
            all.find(|at| folder.is_none() || self.all[*at].folder.is_none())
        })
    }
}

/// The folder, where it is known.
fn folder_of(told: &Told) -> Option<&str> {
    match &told.result {
        Ok(report) => report.run.folder.as_deref(),
        Err(_) => Some(&told.folder),
    }
}

fn judged(told: &Told, shown: &str) -> anyhow::Result<Option<Judged>> {
    let Ok(report) = &told.result else { return Ok(None) };
    let judged = Judged::of(report, shown)
        .map_err(|why| Message::list([say!("the report on {park}", park = told.name()), why], say!(": ")).at(shown))?;
    Ok(Some(judged))
}

/// The exit code of a park; a pass that rests on what is denied is left undecided.
fn code_of(told: &mut Told, deny: bool) -> u8 {
    told.denied = deny && told.result.as_ref().is_ok_and(is_denied);
    exit::of(told.outcome())
}
