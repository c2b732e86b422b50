//! Which cells of a series have a reading: most series have nearly all, so that a few runs say it.

use std::fmt;

/// A set of cells: runs of them while these are few, else a bit for each.
#[derive(Clone)]
pub struct IntervalSet {
    length: usize,
    kept: Kept,
}

#[derive(Clone)]
enum Kept {
    /// From one cell to another, exclusive; rising, apart from each other. The last is empty where there is none, and at hand where readings come in
    /// the order of time.
    Runs {
        earlier: Vec<(u32, u32)>,
        last: (u32, u32),
    },
    Words(Vec<u64>),
}

impl IntervalSet {
    /// No cell of so many.
    pub fn new(length: usize) -> Self {
        let kept = if u32::try_from(length).is_ok() {
            Kept::Runs { earlier: Vec::new(), last: (0, 0) }
        } else {
            Kept::Words(vec![0; length.div_ceil(64)])
        };
        Self { length, kept }
    }

    /// Whether a cell is in the set.
    #[inline]
    pub fn has(&self, cell: usize) -> bool {
        match &self.kept {
            Kept::Runs { earlier, last } => holding(earlier, *last, cell).is_ok(),
            Kept::Words(words) => words.get(cell >> 6).is_some_and(|word| word >> (cell & 63) & 1 == 1),
        }
    }

    /// Puts a cell in; whether it is new there.
    #[inline]
    pub fn put(&mut self, cell: usize) -> bool {
        let new = cell < self.length && !self.has(cell);
        if new {
            self.fill(cell, 1);
        }
        new
    }

    /// Puts so many cells in, from one on.
    pub fn fill(&mut self, from: usize, count: usize) {
        let until = (from + count).min(self.length);
        if from >= until {
            return;
        }
        match &mut self.kept {
            Kept::Runs { earlier, last } => {
                #[allow(clippy::cast_possible_truncation, reason = "there are fewer than 2^32 cells")]
                let mut run = (from as u32, until as u32);
                if last.1 == run.0 {
                    last.1 = run.1;
                    return;
                }
                if last.0 < last.1 {
                    earlier.push(*last);
                }
                if last.1 < run.0 {
                    *last = run;
                } else {
                    let first = earlier.partition_point(|other| other.1 < run.0);
                    let behind = earlier.partition_point(|other| other.0 <= run.1);
                    if let Some((before, after)) = earlier[first..behind].first().zip(earlier[first..behind].last()) {
                        run = (run.0.min(before.0), run.1.max(after.1));
                    }
                    earlier.splice(first..behind, [run]);
                    *last = earlier.pop().unwrap_or(run);
                }
                // A run takes as much as 64 bits.
                if earlier.len() > self.length / 256 + 4 {
                    self.kept = Kept::Words(self.words());
                }
            }
            Kept::Words(words) => set(words, from, until),
        }
    }

    /// How many cells from one on, at most so many, are not in the set.
    #[inline]
    pub fn absent_from(&self, from: usize, most: usize) -> usize {
        let until = (from + most).min(self.length);
        match &self.kept {
            Kept::Runs { earlier, last } => match holding(earlier, *last, from) {
                Ok(_) => 0,
                Err(next) => next.map_or(until, |next| until.min(next)).saturating_sub(from),
            },
            Kept::Words(words) => alike(words, from, until, 0),
        }
    }

    /// How many cells from one on, at most so many, are in the set.
    #[inline]
    pub fn present_from(&self, from: usize, most: usize) -> usize {
        let until = (from + most).min(self.length);
        match &self.kept {
            Kept::Runs { earlier, last } => holding(earlier, *last, from).map_or(0, |end| until.min(end).saturating_sub(from)),
            Kept::Words(words) => alike(words, from, until, u64::MAX),
        }
    }

    /// Number of cells in the set.
    pub fn count(&self) -> u64 {
        match &self.kept {
            Kept::Runs { earlier, last } => earlier.iter().chain([last]).map(|run| u64::from(run.1 - run.0)).sum(),
            Kept::Words(words) => words.iter().map(|word| u64::from(word.count_ones())).sum(),
        }
    }

    /// Number of cells of a range that are in the set.
    pub fn count_within(&self, from: usize, until: usize) -> u32 {
        match &self.kept {
            Kept::Runs { earlier, last } => {
                let behind = &earlier[earlier.partition_point(|run| run.1 as usize <= from)..];
                let inside = behind.iter().chain([last]).take_while(|run| (run.0 as usize) < until);
                let counts = inside.map(|run| until.min(run.1 as usize).saturating_sub(from.max(run.0 as usize)));
                u32::try_from(counts.sum::<usize>()).unwrap_or(u32::MAX)
            }
            Kept::Words(words) => spans(from, until).map(|(word, bits)| words.get(word).map_or(0, |word| (word & bits).count_ones())).sum(),
        }
    }

    /// Whether no cell is in the set.
    pub fn is_empty(&self) -> bool {
        match &self.kept {
            Kept::Runs { last, .. } => last.0 == last.1,
            Kept::Words(words) => words.iter().all(|&word| word == 0),
        }
    }

    /// The cells of a range that are not in the set, as runs from one to another, exclusive, ascending.
    pub fn absent_runs(&self, from: usize, until: usize) -> impl Iterator<Item = (usize, usize)> + '_ {
        let (mut at, until) = (from, until.min(self.length));
        std::iter::from_fn(move || {
            at += self.present_from(at, until.saturating_sub(at));
            let first = at;
            at += self.absent_from(at, until.saturating_sub(at));
            (first < at).then_some((first, at))
        })
    }

    /// Cells of a range that are not in the set, ascending.
    pub fn absent(&self, from: usize, until: usize) -> impl Iterator<Item = usize> + '_ {
        self.absent_runs(from, until).flat_map(|(first, until)| first..until)
    }

    /// A bit for each cell, 64 in a word.
    pub fn words(&self) -> Vec<u64> {
        match &self.kept {
            Kept::Runs { earlier, last } => {
                let mut words = vec![0; self.length.div_ceil(64)];
                for run in earlier.iter().chain([last]) {
                    set(&mut words, run.0 as usize, run.1 as usize);
                }
                words
            }
            Kept::Words(words) => words.clone(),
        }
    }
}

/// The cells that are not in it, however it is kept.
impl fmt::Debug for IntervalSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.absent_runs(0, self.length)).finish()
    }
}

/// Where the run that holds a cell ends; or else where the next one starts, if there is one.
#[inline]
fn holding(earlier: &[(u32, u32)], last: (u32, u32), cell: usize) -> Result<usize, Option<usize>> {
    if cell >= last.1 as usize {
        return Err(None);
    }
    let run = if cell >= last.0 as usize { last } else { earlier_run(earlier, last, cell) };
    if run.0 as usize <= cell { Ok(run.1 as usize) } else { Err(Some(run.0 as usize)) }
}

/// The first run that ends behind a cell.
#[cold]
fn earlier_run(earlier: &[(u32, u32)], last: (u32, u32), cell: usize) -> (u32, u32) {
    earlier.get(earlier.partition_point(|run| run.1 as usize <= cell)).copied().unwrap_or(last)
}

/// How many cells from one to another are alike.
#[inline]
fn alike(words: &[u64], from: usize, until: usize, alike: u64) -> usize {
    let mut at = from;
    while at < until {
        let others = (words[at >> 6] ^ alike) >> (at & 63);
        if others != 0 {
            at += others.trailing_zeros() as usize;
            break;
        }
        at = (at | 63) + 1;
    }
    at.min(until).saturating_sub(from)
}

fn set(words: &mut [u64], from: usize, until: usize) {
    for (word, bits) in spans(from, until) {
        words[word] |= bits;
    }
}

/// The words in which the cells of a range are, each with their bits in it.
fn spans(from: usize, until: usize) -> impl Iterator<Item = (usize, u64)> {
    (from >> 6..until.div_ceil(64)).filter(move |_| from < until).map(move |word| {
        let (first, end) = (from.max(word << 6), until.min((word + 1) << 6));
        (word, u64::MAX >> (64 - (end - first)) << (first & 63))
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// In whatever order cells come, alone or many together, runs and bits tell what a plain set of them tells.
        #[test]
        fn runs_and_bits_are_sets(
            length in 1_usize..1500,
            fills in proptest::collection::vec((0_usize..1600, prop_oneof![Just(1_usize), 1_usize..200]), 0..60),
            asked in proptest::collection::vec((0_usize..1600, 0_usize..1600), 20),
        ) {
            let (mut bits, mut words) = (IntervalSet::new(length), IntervalSet::new(length));
            words.kept = Kept::Words(words.words());
            let mut plain = BTreeSet::new();
            for (from, count) in fills {
                if count == 1 {
                    let new = from < length && !plain.contains(&from);
                    prop_assert_eq!(bits.put(from), new);
                    prop_assert_eq!(words.put(from), new);
                } else {
                    bits.fill(from, count);
                    words.fill(from, count);
                }
                plain.extend((from..from + count).filter(|&cell| cell < length));
            }
            for bits in [&bits, &words] {
                prop_assert_eq!(bits.count(), plain.len() as u64);
                prop_assert_eq!(bits.is_empty(), plain.is_empty());
                for &(a, b) in &asked {
                    let inside = |cell: &usize| *cell < length;
                    prop_assert_eq!(bits.has(a), plain.contains(&a));
                    prop_assert_eq!(bits.absent_from(a, b), (a..a + b).filter(inside).take_while(|cell| !plain.contains(cell)).count());
                    prop_assert_eq!(bits.present_from(a, b), (a..a + b).take_while(|cell| plain.contains(cell)).count());
                    prop_assert_eq!(bits.count_within(a, b) as usize, (a..b).filter(|cell| plain.contains(cell)).count());
                    let absent: Vec<usize> = (a..b).filter(inside).filter(|cell| !plain.contains(cell)).collect();
                    prop_assert_eq!(bits.absent(a, b).collect::<Vec<_>>(), absent);
                }
            }
            prop_assert_eq!(bits.words(), words.words());
        }
    }
}
