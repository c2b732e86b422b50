//! A growing set of certificate codes that says which part of a row it holds already. Codes are never enumerated.
//!
//! Single codes are kept as texts in order. Ranges are kept by the place of their serial, then by prefix and suffix, then by first
//! serial, all disjoint. Texts of one length sort as their serials do, so whatever can meet a range lies between its first and last
//! code, wherever the serials of the two stand.

use std::collections::{BTreeMap, BTreeSet};

use crate::dossier::Codes;

/// Bytes of a code, and where in it the serial starts and ends.
type Shape = (usize, usize, usize);

/// First serial to last serial.
type Stretches = BTreeMap<u128, u128>;

/// A set of certificate codes.
#[derive(Clone, Debug, Default)]
pub(super) struct CodeSet {
    singles: BTreeSet<String>,
    ranges: BTreeMap<Shape, BTreeMap<(String, String), Stretches>>,
}

/// A row's codes, parted by whether a set holds them.
#[derive(Clone, Debug, Default)]
pub(super) struct Parted {
    /// Those that it holds: stretches without gaps in order, then those held at intervals only.
    pub(super) held: Vec<Codes>,
    /// Those that it does not hold, in order.
    pub(super) free: Vec<Codes>,
}

impl CodeSet {
    /// Adds codes.
    pub(super) fn insert(&mut self, codes: &Codes) {
        for free in self.part(codes).free {
            self.add(free);
        }
    }

    /// Adds codes that the set does not hold.
    pub(super) fn add(&mut self, codes: Codes) {
        if codes.first == codes.last {
            self.singles.insert(codes.first_code());
        } else {
            let shape = (codes.length(), codes.prefix.len(), codes.prefix.len() + codes.width);
            self.ranges.entry(shape).or_default().entry((codes.prefix, codes.suffix)).or_default().insert(codes.first, codes.last);
        }
    }

    /// Parts codes by whether the set holds them.
    pub(super) fn part(&self, codes: &Codes) -> Parted {
        let shared = self.shared(codes);
        if shared.is_empty() {
            return Parted { held: Vec::new(), free: vec![codes.clone()] };
        }
        // stretches of the codes' own serials, swept from the left; what is held at intervals only is taken out one by one
        let (mut stretches, mut combs) = (Vec::new(), Vec::new());
        for part in shared {
            match codes.stretch(&part) {
                Some(stretch) => stretches.push(stretch),
                None => combs.push(part),
            }
        }
        stretches.sort_unstable();
        let mut parted = Parted::default();
        let mut next = codes.first;
        let mut pending: Option<(u128, u128)> = None;
        for (first, last) in stretches {
            if first > next {
                parted.free.push(codes.between(next, first - 1));
            }
            next = last + 1;
            match &mut pending {
                Some((_, end)) if *end + 1 == first => *end = last,
                Some((start, end)) => {
                    parted.held.push(codes.between(*start, *end));
                    pending = Some((first, last));
                }
                None => pending = Some((first, last)),
            }
        }
        parted.held.extend(pending.map(|(first, last)| codes.between(first, last)));
        if next <= codes.last {
            parted.free.push(codes.between(next, codes.last));
        }
        for comb in combs {
            parted.free = parted.free.iter().flat_map(|free| free.difference(&comb)).collect();
            parted.held.push(comb);
        }
        parted
    }

    /// What codes have in common with the set: disjoint sets.
    fn shared(&self, codes: &Codes) -> Vec<Codes> {
        let (first, last) = (codes.first_code(), codes.last_code());
        let mut found = Vec::new();
        if first == last {
            if self.singles.contains(&first) {
                return vec![codes.clone()];
            }
        } else {
            let between = self.singles.range(first.clone()..=last.clone()).filter(|code| codes.contains(code));
            found.extend(between.map(|code| Codes::single(code)));
        }
        for ((length, start, end), keys) in &self.ranges {
            if *length == codes.length() {
                shared_of_shape(keys, (*start, *end), codes, (&first, &last), &mut found);
            }
        }
        found
    }
}

/// What codes have in common with the ranges whose serials stand at `start..end`.
fn shared_of_shape(
    keys: &BTreeMap<(String, String), Stretches>,
    (start, end): (usize, usize),
    codes: &Codes,
    (first, last): (&str, &str),
    found: &mut Vec<Codes>,
) {
    // where a place cuts a character, the codes have no digit there, and nothing is shared
    let (Some(low), Some(high)) = (first.get(..start), last.get(..start)) else { return };
    let low_key = (low.to_owned(), String::new());
    for ((prefix, suffix), stretches) in keys.range(low_key..).take_while(|((prefix, _), _)| prefix.as_str() <= high) {
        let digits =
            |text: &str| text.get(start..end).filter(|t| t.bytes().all(|b| b.is_ascii_digit())).and_then(|t| t.parse::<u128>().ok());
        let least = if prefix == low { digits(first) } else { Some(0) };
        let most = if prefix == high { digits(last) } else { Some(u128::MAX) };
        let (Some(least), Some(most)) = (least, most) else { continue };
        let range = |(first, last): (&u128, &u128)| Codes {
            prefix: prefix.clone(),
            suffix: suffix.clone(),
            width: end - start,
            first: *first,
            last: *last,
        };
        let before = stretches.range(..least).next_back().filter(|(_, last)| **last >= least);
        let from = stretches.range(least..).take_while(|(first, _)| **first <= most);
        found.extend(before.into_iter().chain(from).filter_map(|stretch| codes.intersection(&range(stretch))));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn all(set: &Codes) -> BTreeSet<String> {
        (set.first..=set.last).map(|serial| set.between(serial, serial).first_code()).collect()
    }

    fn codes(prefix: &str, width: u32, a: u128, b: u128, suffix: &str) -> Codes {
        let (a, b) = (a % 10_u128.pow(width), b % 10_u128.pow(width));
        Codes { prefix: prefix.to_owned(), suffix: suffix.to_owned(), width: width as usize, first: a.min(b), last: a.max(b) }
    }

    prop_compose! {
        fn any_codes()(prefix in "(证|A|A1|1|12|A12)?", width in 0..4_u32, suffix in "(1|2|12|-1|2A|证)?", a in 0..1000_u128, b in 0..1000_u128, near in any::<bool>()) -> Codes {
            codes(&prefix, width, a, if near { a + b % 3 } else { b }, &suffix)
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1000))]
        #[test]
        fn parts_are_those_of_the_codes(rows in prop::collection::vec(any_codes(), 0..12)) {
            let (mut set, mut plain) = (CodeSet::default(), BTreeSet::new());
            for row in rows {
                let own = all(&row);
                let parted = set.part(&row);
                let gather = |parts: &[Codes]| parts.iter().flat_map(all).collect::<Vec<String>>();
                let (held, free) = (gather(&parted.held), gather(&parted.free));
                prop_assert_eq!(held.len() + free.len(), own.len());
                prop_assert_eq!(held.into_iter().collect::<BTreeSet<_>>(), own.intersection(&plain).cloned().collect::<BTreeSet<_>>());
                prop_assert_eq!(free.into_iter().collect::<BTreeSet<_>>(), own.difference(&plain).cloned().collect::<BTreeSet<_>>());
                set.insert(&row);
                plain.extend(own);
            }
        }
    }

    #[test]
    fn neighbours_are_told_as_one_part() {
        let mut set = CodeSet::default();
        for serial in [3, 4, 5, 9] {
            set.insert(&codes("G", 3, serial, serial, "-25"));
        }
        let parted = set.part(&codes("G", 3, 1, 10, "-25"));
        let print = |parts: &[Codes]| parts.iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(print(&parted.held), ["G003-25..G005-25", "G009-25"]);
        assert_eq!(print(&parted.free), ["G001-25..G002-25", "G006-25..G008-25", "G010-25"]);
    }
}
