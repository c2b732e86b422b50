//! How far the reading of files is: a bar on standard error, on a terminal, of work that takes longer than a second. How much there is to read is taken from the
//! sizes of all files in the folders; where more passes than that (archives, files outside), only how much was read is shown.

use std::fmt::Write;
use std::io::{self, IsTerminal};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::{Builder, JoinHandle};
use std::time::Duration;

use indicatif::{BinaryBytes, ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};

use crate::files::{Passed, bytes_below};

/// Between two looks at the count.
const TICK: Duration = Duration::from_millis(100);
/// Looks before anything is shown: a second.
const PATIENCE: u32 = 10;

/// The line where it is known how much there is.
const OF_ALL: &str = "{spinner} [{bar:30}] {bytes} / {total_bytes} {rate} {elapsed}";
/// The line where it is not.
const SO_FAR: &str = "{spinner} {bytes} {rate} {elapsed}";

/// A line that tells how much was read, until it is dropped.
pub(super) struct Progress {
    done: Arc<AtomicBool>,
    teller: Option<JoinHandle<()>>,
}

impl Progress {
    /// Starts to tell, and gives the count to be told; neither where nobody looks.
    pub(super) fn start(quiet: bool, folders: &[PathBuf]) -> (Option<Self>, Option<Passed>) {
        if quiet || !io::stderr().is_terminal() {
            return (None, None);
        }
        let passed = Passed::new(AtomicU64::new(0));
        let done = Arc::new(AtomicBool::new(false));
        let (count, over, folders) = (passed.clone(), done.clone(), folders.to_vec());
        // Where the system gives no thread for it, nothing is shown.
        match Builder::new().spawn(move || tell(&count, &over, &folders)) {
            Ok(teller) => (Some(Self { done, teller: Some(teller) }), Some(passed)),
            Err(_) => (None, None),
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.done.store(true, Ordering::Relaxed);
        if let Some(teller) = self.teller.take() {
            teller.thread().unpark();
            let _ = teller.join();
        }
    }
}

fn tell(passed: &AtomicU64, done: &AtomicBool, folders: &[PathBuf]) {
    let over = || done.load(Ordering::Relaxed);
    for _ in 0..PATIENCE {
        if over() {
            return;
        }
        std::thread::park_timeout(TICK);
    }
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr()).with_elapsed(TICK * PATIENCE);
    let style = |template: &str| {
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style.with_key("rate", rate));
        }
    };
    let mut all = Some(folders.iter().map(|folder| bytes_below(folder)).fold(0, u64::saturating_add)).filter(|all| *all > 0);
    if let Some(all) = all {
        bar.set_length(all);
        style(OF_ALL);
    } else {
        style(SO_FAR);
    }
    while !over() {
        let count = passed.load(Ordering::Relaxed);
        if all.is_some_and(|all| count > all) {
            all = None;
            bar.unset_length();
            style(SO_FAR);
        }
        bar.set_position(count);
        bar.tick();
        std::thread::park_timeout(TICK);
    }
    bar.finish_and_clear();
}

/// Bytes a second since the beginning: what was read before anything was shown counts too.
fn rate(state: &ProgressState, text: &mut dyn Write) {
    let a_second = u128::from(state.pos()) * 1000 / state.elapsed().as_millis().max(1);
    let _ = write!(text, "{}/s", BinaryBytes(u64::try_from(a_second).unwrap_or(u64::MAX)));
}
