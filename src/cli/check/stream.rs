//! `check --parks-from`: parks that are named one a line, each checked by itself, its report on a line as soon as those before it are told. No more parks
//! are held at once than are being checked.

use std::collections::BTreeMap;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use anyhow::bail;

use crate::check::{Check, CheckError, Checked, one};
use crate::cli::arguments::{CheckArguments, Format};
use crate::cli::checked::{tell, way};
use crate::cli::{exit, print, threads};
use crate::files::open_outside;
use crate::input::ledger::Ledger;
use crate::report::json;
use crate::say;
use crate::say::Message;

/// Lines that may wait for one before them, for each thread.
const AHEAD: usize = 4;

pub(super) fn run(list: &Path, arguments: &CheckArguments) -> anyhow::Result<u8> {
    if arguments.publishing.format != Format::Jsonl {
        bail!(say!("--parks-from tells a report a line: add --format jsonl"));
    }
    let ledger = arguments.ledger.as_ref().map(|path| Ledger::read(path)).transpose()?.map(Arc::new);
    let way = way(arguments, ledger)?;
    let lines: Box<dyn BufRead + Send> =
        if list == Path::new("-") { Box::new(BufReader::new(io::stdin())) } else { Box::new(BufReader::new(open_outside(list)?)) };
    let workers = threads::start(arguments.threads);
    // Parks stand side by side: each has one thread.
    let board = Board {
        lines: Mutex::new(Lines { lines, next: 0 }),
        state: Mutex::default(),
        changed: Condvar::new(),
        most: (workers * AHEAD) as u64,
    };
    let way = if workers > 1 { way.threads(1) } else { way };
    std::thread::scope(|scope| {
        for _ in 1..workers {
            if std::thread::Builder::new().spawn_scoped(scope, || board.work(&way, arguments)).is_err() {
                break;
            }
        }
        board.work(&way, arguments);
    });
    let state = board.state.into_inner().unwrap_or_else(PoisonError::into_inner);
    match state.failed {
        Some(error) => Err(error),
        None => Ok(exit::worst(&state.codes, arguments.publishing.exit_zero)),
    }
}

/// What the threads of a run share.
struct Board {
    /// Apart from the rest: whoever waits for a line keeps nobody from telling a park.
    lines: Mutex<Lines>,
    state: Mutex<State>,
    changed: Condvar,
    /// How far a park may be before the one that is told next.
    most: u64,
}

struct Lines {
    lines: Box<dyn BufRead + Send>,
    /// Number of the next park to be checked.
    next: u64,
}

#[derive(Default)]
struct State {
    /// Number of the next park to be told.
    told: u64,
    /// Lines that wait for others.
    waiting: BTreeMap<u64, String>,
    /// The exit codes there were, each once.
    codes: Vec<u8>,
    failed: Option<anyhow::Error>,
}

impl Lines {
    /// The next folder: a line that is not blank, or why it is none.
    fn folder(&mut self) -> io::Result<Option<Result<PathBuf, Message>>> {
        loop {
            let mut line = Vec::new();
            if self.lines.read_until(b'\n', &mut line)? == 0 {
                return Ok(None);
            }
            let Ok(text) = String::from_utf8(line) else { return Ok(Some(Err(say!("--parks-from: a line is not UTF-8")))) };
            let text = text.trim_end_matches(['\n', '\r']);
            if !text.trim().is_empty() {
                return Ok(Some(Ok(PathBuf::from(text))));
            }
        }
    }
}

impl Board {
    /// Checks parks until there are no more.
    fn work(&self, way: &Check, arguments: &CheckArguments) {
        while let Some((number, folder)) = self.take() {
            let checked = match folder {
                Ok(folder) => one(&way.of(folder)),
                Err(why) => Checked::refused(PathBuf::new(), CheckError::Request(why)),
            };
            let code = exit::of(checked.verdict());
            let line = json::line(&tell(checked, arguments).0);
            self.put(number, line, code);
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next park, once it is near enough to those that are told.
    fn take(&self) -> Option<(u64, Result<PathBuf, Message>)> {
        let mut lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        let mut state = self.state();
        while state.failed.is_none() && lines.next >= state.told + self.most {
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        if state.failed.is_some() {
            return None;
        }
        drop(state);
        let folder = lines.folder().unwrap_or_else(|error| {
            self.state().failed = Some(print::because(say!("the list of parks"), error));
            None
        })?;
        lines.next += 1;
        Some((lines.next - 1, folder))
    }

    /// Tells a park, and those after it that waited for it.
    fn put(&self, number: u64, line: String, code: u8) {
        let mut state = self.state();
        state.waiting.insert(number, line);
        if !state.codes.contains(&code) {
            state.codes.push(code);
        }
        loop {
            let told = state.told;
            let Some(line) = state.waiting.remove(&told) else { break };
            if let Err(error) = print::out(&line) {
                state.failed.get_or_insert(error);
            }
            state.told += 1;
        }
        self.changed.notify_all();
    }
}
