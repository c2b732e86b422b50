//! Sets of certificate codes: what two of them share, what one has beyond another. Codes are never enumerated.

use std::fmt;

/// A set of certificate codes that are equal but for one run of digits: `prefix`, a number of `width` digits, `suffix`.
/// A single code is a set of one. One certificate is one `MWh`.
///
/// Two sets may have chosen different runs: digits of one's serial may stand in the other's prefix or suffix. The operations below
/// are exact all the same, since they compare codes as texts, place by place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Codes {
    /// Text before the serial.
    pub prefix: String,
    /// Text after the serial.
    pub suffix: String,
    /// Digits of the serial, leading zeros included; at most [`Codes::MAX_WIDTH`].
    pub width: usize,
    /// First serial.
    pub first: u128,
    /// Last serial, not below the first.
    pub last: u128,
}

impl Codes {
    /// Digits that a serial may have.
    pub const MAX_WIDTH: usize = 38;

    /// The set of one code, whose serial is its last run of digits (of a longer run, the last 38 digits).
    pub fn single(code: &str) -> Self {
        let end = code.rfind(|c: char| c.is_ascii_digit()).map_or(code.len(), |at| at + 1);
        let start =
            code[..end].rfind(|c: char| !c.is_ascii_digit()).map_or(0, |at| at + code[at..].chars().next().map_or(1, char::len_utf8));
        let start = start.max(end.saturating_sub(Self::MAX_WIDTH));
        let serial = value(&code.as_bytes()[start..end]);
        Self { prefix: code[..start].to_owned(), suffix: code[end..].to_owned(), width: end - start, first: serial, last: serial }
    }

    /// How many codes it holds.
    pub fn quantity(&self) -> u128 {
        self.last - self.first + 1
    }

    /// Its first code.
    pub fn first_code(&self) -> String {
        self.code(self.first)
    }

    /// Its last code.
    pub fn last_code(&self) -> String {
        self.code(self.last)
    }

    fn code(&self, serial: u128) -> String {
        let Self { prefix, suffix, width, .. } = self;
        if *width == 0 { format!("{prefix}{suffix}") } else { format!("{prefix}{serial:0width$}{suffix}") }
    }

    /// Bytes of each of its codes.
    pub fn length(&self) -> usize {
        self.prefix.len() + self.width + self.suffix.len()
    }

    /// The place after its serial.
    fn end(&self) -> usize {
        self.prefix.len() + self.width
    }

    /// Whether a code is in it.
    pub fn contains(&self, code: &str) -> bool {
        let serial = code.strip_prefix(self.prefix.as_str()).and_then(|rest| rest.strip_suffix(self.suffix.as_str()));
        serial.is_some_and(|digits| {
            digits.len() == self.width
                && digits.bytes().all(|b| b.is_ascii_digit())
                && (self.first..=self.last).contains(&value(digits.as_bytes()))
        })
    }

    /// The codes that both hold: always one set, since outside its own serial each fixes every place.
    pub fn intersection(&self, other: &Self) -> Option<Self> {
        if self.prefix == other.prefix && self.suffix == other.suffix && self.width == other.width {
            let (first, last) = (self.first.max(other.first), self.last.min(other.last));
            return (first <= last).then(|| Self { first, last, ..self.clone() });
        }
        let length = self.length();
        if length != other.length() {
            return None;
        }
        // what each fixes, place by place; a place that neither fixes is in both serials
        let (ours, theirs) = (self.first_code().into_bytes(), other.first_code().into_bytes());
        let mut merged = Vec::with_capacity(length);
        for at in 0..length {
            merged.push(match (self.fixes(at), other.fixes(at)) {
                (true, true) if ours[at] != theirs[at] => return None,
                (true, false) if !ours[at].is_ascii_digit() => return None,
                (false, true) if !theirs[at].is_ascii_digit() => return None,
                (true, _) => ours[at],
                (false, _) => theirs[at],
            });
        }
        let start = self.prefix.len().max(other.prefix.len());
        let end = self.end().min(other.end()).max(start);
        let (first_a, last_a) = self.within(&merged, start, end)?;
        let (first_b, last_b) = other.within(&merged, start, end)?;
        let (first, last) = (first_a.max(first_b), last_a.min(last_b));
        let prefix = String::from_utf8(merged[..start].to_vec()).ok()?;
        let suffix = String::from_utf8(merged[end..].to_vec()).ok()?;
        (first <= last).then_some(Self { prefix, suffix, width: end - start, first, last })
    }

    /// Whether a place of the code is outside the serial.
    fn fixes(&self, at: usize) -> bool {
        at < self.prefix.len() || at >= self.end()
    }

    /// Least and greatest number at the places `start..end` of its serial, the other places of the serial being as in `text`.
    fn within(&self, text: &[u8], start: usize, end: usize) -> Option<(u128, u128)> {
        if start == end {
            // every place is fixed
            let serial = value(&text[self.prefix.len()..self.end()]);
            return (self.first..=self.last).contains(&serial).then_some((0, 0));
        }
        let (before, after) = (&text[self.prefix.len()..start], &text[end..self.end()]);
        let (unit, size) = (tens(after.len()), tens(end - start));
        // serial = base + x × unit, for x below size
        let base = value(before) * size * unit + value(after);
        let last = self.last.checked_sub(base)? / unit;
        let first = self.first.saturating_sub(base).div_ceil(unit);
        (first <= last && first < size).then(|| (first, last.min(size - 1)))
    }

    /// The codes of this set that `other` does not hold, in order.
    ///
    /// At most three sets, unless `other` holds only every 10^k-th of these codes (its serial ends before this one's does): then as
    /// many sets as there are gaps or as there are endings between two of its codes, whichever is less. Neither number exceeds the square
    /// root of [`Codes::quantity`] by more than two.
    pub fn difference(&self, other: &Self) -> Vec<Self> {
        let Some(shared) = self.intersection(other) else { return vec![self.clone()] };
        let (first, last) = self.serials(&shared);
        let mut rest = Vec::new();
        if first > self.first {
            rest.push(Self { last: first - 1, ..self.clone() });
        }
        let gaps = shared.last - shared.first;
        let unit = if gaps > 0 { tens(self.end() - shared.end()) } else { 1 };
        if unit > 1 && gaps < unit {
            rest.extend((0..gaps).map(|gap| first + gap * unit).map(|at| Self { first: at + 1, last: at + unit - 1, ..self.clone() }));
        } else if unit > 1 {
            rest.extend(self.other_endings(&shared, unit));
        }
        if last < self.last {
            rest.push(Self { first: last + 1, ..self.clone() });
        }
        rest
    }

    /// The codes between the first and the last of `shared` with other last digits, one set for each ending.
    fn other_endings(&self, shared: &Self, unit: u128) -> impl Iterator<Item = Self> {
        let digits = self.end() - shared.end();
        let own = value(&shared.suffix.as_bytes()[..digits]);
        let tail = self.suffix.clone();
        let shared = shared.clone();
        (0..unit).filter(move |ending| *ending != own).map(move |ending| {
            // a greater ending follows the first shared code, a lesser one precedes the last
            let (first, last) = if ending > own { (shared.first, shared.last - 1) } else { (shared.first + 1, shared.last) };
            Self { suffix: format!("{ending:0digits$}{tail}"), first, last, ..shared.clone() }
        })
    }

    /// Serials in this set of the first and last code of a part of it.
    fn serials(&self, part: &Self) -> (u128, u128) {
        let serial = |code: String| value(&code.as_bytes()[self.prefix.len()..self.end()]);
        (serial(part.first_code()), serial(part.last_code()))
    }

    /// A part of this set as a stretch of its serials, where it is one without gaps.
    pub fn stretch(&self, part: &Self) -> Option<(u128, u128)> {
        let (first, last) = self.serials(part);
        (last - first + 1 == part.quantity()).then_some((first, last))
    }

    /// The part of this set between two of its serials.
    #[must_use]
    pub fn between(&self, first: u128, last: u128) -> Self {
        Self { first, last, ..self.clone() }
    }
}

/// A single code, or `FIRST..LAST`.
impl fmt::Display for Codes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.first_code())?;
        if self.last > self.first { write!(f, "..{}", self.last_code()) } else { Ok(()) }
    }
}

/// The value of ASCII digits, at most [`Codes::MAX_WIDTH`].
fn value(digits: &[u8]) -> u128 {
    digits.iter().fold(0, |n, d| n * 10 + u128::from(d - b'0'))
}

/// 10^places.
fn tens(places: usize) -> u128 {
    (0..places).fold(1, |n, _| n * 10)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    fn codes(prefix: &str, width: usize, first: u128, last: u128, suffix: &str) -> Codes {
        Codes { prefix: prefix.to_owned(), suffix: suffix.to_owned(), width, first, last }
    }

    fn all(set: &Codes) -> BTreeSet<String> {
        (set.first..=set.last).map(|serial| set.code(serial)).collect()
    }

    #[test]
    fn the_serial_of_a_single_code_is_its_last_run_of_digits() {
        assert_eq!(Codes::single("GEC-2025-0007A"), codes("GEC-2025-", 4, 7, 7, "A"));
        assert_eq!(Codes::single("绿证12号"), codes("绿证", 2, 12, 12, "号"));
        assert_eq!(Codes::single("ABC"), codes("ABC", 0, 0, 0, ""));
        assert_eq!(Codes::single("ABC").to_string(), "ABC");
        assert_eq!(Codes::single(&"9".repeat(40)).width, 38);
        assert_eq!(codes("A", 3, 7, 12, "").to_string(), "A007..A012");
    }

    #[test]
    fn sets_meet_whatever_run_each_chose() {
        // serial before a date, and a single code that took the date for its serial
        let range = codes("G", 4, 1, 100, "20250301");
        let single = Codes::single("G005020250301");
        assert_eq!(single.width, 12);
        assert_eq!(range.intersection(&single).map(|c| c.to_string()), Some("G005020250301".to_owned()));
        assert_eq!(range.intersection(&Codes::single("G010120250301")), None);
        assert_eq!(
            range.difference(&single).iter().map(ToString::to_string).collect::<Vec<_>>(),
            ["G000120250301..G004920250301", "G005120250301..G010020250301"]
        );
        assert!(range.contains("G010020250301") && !range.contains("G010020250302"));
    }

    #[test]
    fn huge_sets_are_not_enumerated() {
        let huge = codes("G", 14, 1, 1_000_000_000_000, "");
        let every_millionth = codes("G", 8, 0, 1_000_000, "000007");
        let shared = huge.intersection(&every_millionth).expect("a part");
        assert_eq!(shared.quantity(), 1_000_000);
        let rest = huge.difference(&every_millionth);
        assert_eq!(rest.iter().map(Codes::quantity).sum::<u128>(), 999_999_000_000);
        assert_eq!(every_millionth.difference(&huge).iter().map(Codes::quantity).sum::<u128>(), 1);
        let widest = codes("", 38, 0, 10_u128.pow(38) - 1, "");
        assert_eq!(widest.difference(&widest.between(5, 5)).iter().map(Codes::quantity).sum::<u128>(), 10_u128.pow(38) - 1);
    }

    prop_compose! {
        fn any_set()(prefix in "(A|A1|1|12|A12)?", width in 0..4_usize, suffix in "(1|2|12|-1|2A)?", a in 0..1000_u128, b in 0..1000_u128) -> Codes {
            let (a, b) = (a % tens(width), b % tens(width));
            codes(&prefix, width, a.min(b), a.max(b), &suffix)
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4000))]
        #[test]
        fn set_arithmetic_is_that_of_the_codes(a in any_set(), b in any_set()) {
            let (all_a, all_b) = (all(&a), all(&b));
            prop_assert_eq!(a.quantity(), all_a.len() as u128);
            let shared: BTreeSet<String> = a.intersection(&b).iter().flat_map(all).collect();
            prop_assert_eq!(&shared, &all_a.intersection(&all_b).cloned().collect::<BTreeSet<_>>());
            let parts = a.difference(&b);
            prop_assert_eq!(parts.iter().map(Codes::quantity).sum::<u128>(), (all_a.len() - shared.len()) as u128);
            let rest: BTreeSet<String> = parts.iter().flat_map(all).collect();
            prop_assert_eq!(&rest, &all_a.difference(&all_b).cloned().collect::<BTreeSet<_>>());
            for code in &all_b {
                prop_assert_eq!(a.contains(code), all_a.contains(code));
            }
            if let Some(part) = a.intersection(&b) {
                let (first, last) = a.serials(&part);
                let contiguous = (first..=last).all(|serial| b.contains(&a.code(serial)));
                prop_assert_eq!(a.stretch(&part).is_some(), contiguous);
            }
        }
    }
}
