//! How far the reading of files is: on standard error, on a terminal, of work that takes longer than a second.

use std::fmt::Write;
use std::io::{self, IsTerminal};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::{Builder, JoinHandle};
use std::time::Duration;

use indicatif::{BinaryBytes, ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};

use crate::files::Passed;

/// Between two looks at the count.
const TICK: Duration = Duration::from_millis(100);
/// Looks before anything is shown: a second.
const PATIENCE: u32 = 10;

/// A line that tells how much was read, until it is dropped.
pub(super) struct Progress {
    done: Arc<AtomicBool>,
    teller: Option<JoinHandle<()>>,
}

impl Progress {
    /// Starts to tell, and gives the count to be told; neither where nobody looks.
    pub(super) fn start(quiet: bool) -> (Option<Self>, Option<Passed>) {
        if quiet || !io::stderr().is_terminal() {
            return (None, None);
        }
        let passed = Passed::new(AtomicU64::new(0));
        let done = Arc::new(AtomicBool::new(false));
        let (count, over) = (passed.clone(), done.clone());
        // Where the system gives no thread for it, nothing is shown.
        match Builder::new().spawn(move || tell(&count, &over)) {
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

fn tell(passed: &AtomicU64, done: &AtomicBool) {
    let over = || done.load(Ordering::Relaxed);
    for _ in 0..PATIENCE {
        if over() {
            return;
        }
        std::thread::park_timeout(TICK);
    }
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr()).with_elapsed(TICK * PATIENCE);
    if let Ok(style) = ProgressStyle::with_template("{spinner} {bytes} {rate} {elapsed}") {
        bar.set_style(style.with_key("rate", rate));
    }
    while !over() {
        bar.set_position(passed.load(Ordering::Relaxed));
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
