//! Parks that stand twice among reports: of one park and day, figures are to be summed once.

use std::collections::BTreeMap;

use super::merge::Judged;
use crate::measure::Period;
use crate::say;
use crate::say::Message;

/// Places of reports on a park of whose period a report before them tells a part already, each with the reason to leave it out. Parks are told apart by
/// their names.
pub(crate) fn repeated(parts: &[Option<Judged>]) -> Vec<(usize, Message)> {
    let mut known: BTreeMap<String, Vec<(Period, &Judged)>> = BTreeMap::new();
    let mut found = Vec::new();
    for (at, judged) in parts.iter().enumerate() {
        let Some(judged) = judged else { continue };
        let (park, period) = judged.identity();
        let before = known.entry(park).or_default();
        match before.iter().find(|(other, _)| other.start <= period.end && period.start <= other.end) {
            Some((_, other)) => {
                let why = say!(
                    "of {park} and its period, or a part of it, {other} tells too; give one report",
                    park = judged.park(),
                    other = other.shown()
                );
                found.push((at, why.at(judged.shown())));
            }
            None => before.push((period, judged)),
        }
    }
    found
}
