//! A growing set of certificate codes that says which part of a row it holds already, and what is known of each part. Codes are never
//! enumerated.
//!
//! Single codes are kept as texts in order. Ranges are kept by the place of their serial, then by prefix and suffix, then by first
//! serial, all disjoint. Texts of one length sort as their serials do, so whatever can meet a range lies between its first and last
//! code, wherever the serials of the two stand.

use std::collections::BTreeMap;

use crate::dossier::Codes;

/// Bytes of a code, and where in it the serial starts and ends.
type Shape = (usize, usize, usize);

/// First serial to last serial, and what is known of them.
type Stretches<V> = BTreeMap<u128, (u128, V)>;

/// A set of certificate codes, each with what is known of it.
#[derive(Clone, Debug)]
pub(super) struct CodeSet<V = ()> {
    singles: BTreeMap<String, V>,
    ranges: BTreeMap<Shape, BTreeMap<(String, String), Stretches<V>>>,
}

impl<V> Default for CodeSet<V> {
    fn default() -> Self {
        Self { singles: BTreeMap::new(), ranges: BTreeMap::new() }
    }
}

/// A row's codes, parted by whether a set holds them.
#[derive(Clone, Debug)]
pub(super) struct Parted<V = ()> {
    /// Those that it holds, with what it knows of them: stretches without gaps in order, then those held at intervals only.
    pub(super) held: Vec<(Codes, V)>,
    /// Those that it does not hold, in order.
    pub(super) free: Vec<Codes>,
}

impl<V: Copy + Eq> CodeSet<V> {
    /// Adds codes; of those that it holds it keeps what it knows.
    pub(super) fn insert(&mut self, codes: &Codes, known: V) {
        for free in self.part(codes).free {
            self.add(free, known);
        }
    }

    /// Adds codes that the set does not hold.
    pub(super) fn add(&mut self, codes: Codes, known: V) {
        if codes.first == codes.last {
            self.singles.insert(codes.first_code(), known);
        } else {
            let shape = (codes.length(), codes.prefix.len(), codes.prefix.len() + codes.width);
            let stretches = self.ranges.entry(shape).or_default().entry((codes.prefix, codes.suffix)).or_default();
            stretches.insert(codes.first, (codes.last, known));
        }
    }

    /// Its codes in order, neighbours as one range.
    pub(super) fn list(&self) -> Vec<Codes> {
        let mut all: Vec<Codes> = self.singles.keys().map(|code| Codes::single(code)).collect();
        for ((_, start, end), keys) in &self.ranges {
            for ((prefix, suffix), stretches) in keys {
                let range = |(&first, &(last, _)): (&u128, &(u128, V))| Codes {
                    prefix: prefix.clone(),
                    suffix: suffix.clone(),
                    width: end - start,
                    first,
                    last,
                };
                all.extend(stretches.iter().map(range));
            }
        }
        all.sort_unstable();
        let mut joined: Vec<Codes> = Vec::with_capacity(all.len());
        for codes in all {
            match joined.last_mut() {
                Some(before)
                    if before.last + 1 == codes.first
                        && (before.width, &before.prefix, &before.suffix) == (codes.width, &codes.prefix, &codes.suffix) =>
                {
                    before.last = codes.last;
                }
                _ => joined.push(codes),
            }
        }
        joined
    }

    /// Parts codes by whether the set holds them. Neighbours of which the same is known are one part.
    pub(super) fn part(&self, codes: &Codes) -> Parted<V> {
        let shared = self.shared(codes);
        if shared.is_empty() {
            return Parted { held: Vec::new(), free: vec![codes.clone()] };
        }
        // stretches of the codes' own serials, swept from the left; what is held at intervals only is taken out one by one
        let (mut stretches, mut combs) = (Vec::new(), Vec::new());
        for (part, known) in shared {
            match codes.stretch(&part) {
                Some((first, last)) => stretches.push((first, last, known)),
                None => combs.push((part, known)),
            }
        }
        stretches.sort_unstable_by_key(|(first, _, _)| *first);
        let mut parted = Parted { held: Vec::new(), free: Vec::new() };
        let mut next = codes.first;
        let mut pending: Option<(u128, u128, V)> = None;
        for (first, last, known) in stretches {
            if first > next {
                parted.free.push(codes.between(next, first - 1));
            }
            next = last + 1;
            match &mut pending {
                Some((_, end, before)) if *end + 1 == first && *before == known => *end = last,
                other => {
                    parted.held.extend(other.take().map(|(first, last, known)| (codes.between(first, last), known)));
                    *other = Some((first, last, known));
                }
            }
        }
        parted.held.extend(pending.map(|(first, last, known)| (codes.between(first, last), known)));
        if next <= codes.last {
            parted.free.push(codes.between(next, codes.last));
        }
        for (comb, known) in combs {
            parted.free = parted.free.iter().flat_map(|free| free.difference(&comb)).collect();
            parted.held.push((comb, known));
        }
        parted
    }

    /// What codes have in common with the set: disjoint sets.
    fn shared(&self, codes: &Codes) -> Vec<(Codes, V)> {
        let (first, last) = (codes.first_code(), codes.last_code());
        let mut found = Vec::new();
        if first == last {
            if let Some(known) = self.singles.get(&first) {
                return vec![(codes.clone(), *known)];
            }
        } else {
            let between = self.singles.range(first.clone()..=last.clone()).filter(|(code, _)| codes.contains(code));
            found.extend(between.map(|(code, known)| (Codes::single(code), *known)));
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
fn shared_of_shape<V: Copy>(
    keys: &BTreeMap<(String, String), Stretches<V>>,
    (start, end): (usize, usize),
    codes: &Codes,
    (first, last): (&str, &str),
    found: &mut Vec<(Codes, V)>,
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
        let range = |first: u128, last: u128| Codes { prefix: prefix.clone(), suffix: suffix.clone(), width: end - start, first, last };
        let before = stretches.range(..least).next_back().filter(|(_, (last, _))| *last >= least);
        let from = stretches.range(least..).take_while(|(first, _)| **first <= most);
        let met = before.into_iter().chain(from);
        found.extend(met.filter_map(|(first, (last, known))| Some((codes.intersection(&range(*first, *last))?, *known))));
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

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
            let (mut set, mut plain) = (CodeSet::<()>::default(), BTreeSet::new());
            let gather = |parts: &[Codes]| parts.iter().flat_map(all).collect::<Vec<String>>();
            for row in rows {
                let own = all(&row);
                let parted = set.part(&row);
                let kept: Vec<Codes> = parted.held.iter().map(|(codes, ())| codes.clone()).collect();
                let (held, free) = (gather(&kept), gather(&parted.free));
                prop_assert_eq!(held.len() + free.len(), own.len());
                prop_assert_eq!(held.into_iter().collect::<BTreeSet<_>>(), own.intersection(&plain).cloned().collect::<BTreeSet<_>>());
                prop_assert_eq!(free.into_iter().collect::<BTreeSet<_>>(), own.difference(&plain).cloned().collect::<BTreeSet<_>>());
                set.insert(&row, ());
                plain.extend(own);
            }
            let listed = gather(&set.list());
            prop_assert_eq!(listed.len(), plain.len());
            prop_assert_eq!(listed.into_iter().collect::<BTreeSet<_>>(), plain);
        }
    }

    #[test]
    fn neighbours_are_told_as_one_part() {
        let mut set = CodeSet::default();
        for serial in [3, 4, 5, 6, 9] {
            set.insert(&codes("G", 3, serial, serial, "-25"), serial == 6);
        }
        let parted = set.part(&codes("G", 3, 1, 10, "-25"));
        let print = |parts: &[Codes]| parts.iter().map(ToString::to_string).collect::<Vec<_>>();
        let held: Vec<(String, bool)> = parted.held.iter().map(|(codes, known)| (codes.to_string(), *known)).collect();
        let told: Vec<(&str, bool)> = held.iter().map(|(codes, known)| (codes.as_str(), *known)).collect();
        assert_eq!(told, [("G003-25..G005-25", false), ("G006-25", true), ("G009-25", false)]);
        assert_eq!(print(&parted.free), ["G001-25..G002-25", "G007-25..G008-25", "G010-25"]);
    }
}
