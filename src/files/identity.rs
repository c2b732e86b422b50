//! Whether a file is still the one that was opened first: its digest and its figures must come of the same bytes.
//!
//! A run opens some files more than once (to find the period, to read once more with more kept, under two tables). An exporter that replaces or
//! rewrites a file meanwhile would give a report the digest of other bytes than its figures.

use std::collections::BTreeMap;
use std::fs::Metadata;
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

/// What tells one state of a file from another without reading it: size, time of the last change, and where the system has them its device, inode and
/// time of the last change of status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Identity {
    size: u64,
    modified: Option<SystemTime>,
    system: [i64; 4],
}

impl Identity {
    fn of(data: &Metadata) -> Self {
        Self { size: data.len(), modified: data.modified().ok(), system: system(data) }
    }
}

#[cfg(unix)]
#[allow(clippy::cast_possible_wrap, reason = "compared only, never computed with")]
fn system(data: &Metadata) -> [i64; 4] {
    use std::os::unix::fs::MetadataExt;
    [data.dev() as i64, data.ino() as i64, data.ctime(), data.ctime_nsec()]
}

#[cfg(not(unix))]
fn system(_: &Metadata) -> [i64; 4] {
    [0; 4]
}

/// The files that a run has opened, each as it was when it was opened first.
#[derive(Debug, Default)]
pub(super) struct Opened(Mutex<BTreeMap<String, Identity>>);

impl Opened {
    /// Notes a file that was opened; `false` if it is not the one of that name that was opened before.
    pub(super) fn note(&self, name: &str, data: &Metadata) -> bool {
        let identity = Identity::of(data);
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match known.get(name) {
            Some(first) => *first == identity,
            None => known.insert(name.to_owned(), identity).is_none(),
        }
    }

    /// The first file below `root` that is no longer as it was when it was opened.
    pub(super) fn changed(&self, root: &Path) -> Option<String> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_same = |name: &str, first: &Identity| std::fs::metadata(root.join(name)).is_ok_and(|data| Identity::of(&data) == *first);
        known.iter().find(|(name, first)| !is_same(name, first)).map(|(name, _)| name.clone())
    }
}
