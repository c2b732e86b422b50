//! The threads of a run: as many as were asked for where the system gives them, else those that there are (`ulimit -u`, limits of containers).

use std::sync::{Condvar, Mutex, PoisonError};

use crate::check::threads_of;

/// Threads beside those of the accounts that a run may need at once: the one that shows progress, and one that ends while another begins.
const BESIDE: usize = 2;

/// Starts the pool of the accounts; how many threads the run may use. A pool that stands already is as good.
///
/// The pool can be asked for once, and all its threads must start then; so it is tried first how many threads there are.
pub(super) fn start(asked: Option<usize>) -> usize {
    let wanted = threads_of(asked);
    let to_be_had = to_be_had(wanted + BESIDE);
    let builder = rayon::ThreadPoolBuilder::new();
    if to_be_had == wanted + BESIDE {
        let _ = builder.num_threads(wanted).build_global();
        return wanted;
    }
    // Others may take threads meanwhile: some are left to them.
    match to_be_had / 2 {
        0 | 1 => {
            // The thread that calls is the pool.
            let _ = builder.num_threads(1).use_current_thread().build_global();
            1
        }
        some => {
            let _ = builder.num_threads(some).build_global();
            some
        }
    }
}

/// How many threads, of those wanted, can stand side by side.
fn to_be_had(wanted: usize) -> usize {
    let (open, opened) = (Mutex::new(false), Condvar::new());
    let wait = || {
        let mut open = open.lock().unwrap_or_else(PoisonError::into_inner);
        while !*open {
            open = opened.wait(open).unwrap_or_else(PoisonError::into_inner);
        }
    };
    std::thread::scope(|scope| {
        let started = (0..wanted).take_while(|_| std::thread::Builder::new().spawn_scoped(scope, wait).is_ok()).count();
        *open.lock().unwrap_or_else(PoisonError::into_inner) = true;
        opened.notify_all();
        started
    })
}
