//! What a row says of itself beside its meter, its time and its number: the unit and the multiplier of the number, its direction, and whether it is a
//! tariff part or reactive.

use std::collections::{BTreeMap, BTreeSet};

use super::tariff;
use crate::dossier::{Code, Meter};
use crate::input::field::{narrow, trimmed};
pub(super) use crate::input::ratio::ratio;
use crate::input::readings::log::{DefectLog, Finding};
use crate::input::table::heading::{Heading, Part, Way};
use crate::input::worded::Worded;
use crate::measure::Exact;
use crate::say;
use crate::say::{Message, Part as Hole};

/// What the number of a row is of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Kind {
    /// Against the direction in which the meter counts.
    pub(super) reverse: bool,
    /// A tariff part of a total in another row.
    pub(super) part: bool,
    /// Reactive: no energy.
    pub(super) reactive: bool,
}

/// What a word of a column of kinds says, `None` where it is not known.
pub(super) fn kind(word: &str) -> Option<Kind> {
    let text = trimmed(&narrow(word)).to_lowercase();
    let text =
        ["日冻结", "月冻结", "整点冻结", "冻结", "整点", "当前"].iter().find_map(|before| text.strip_prefix(before)).unwrap_or(&text);
    let plain = Kind::default();
    match text {
        "正" | "下网" | "购电" | "受电" | "用电" | "p+" | "+p" | "a+" | "+a" => return Some(plain),
        "反" | "上网" | "送电" | "返送" | "倒送" | "p-" | "-p" | "a-" | "-a" => return Some(Kind { reverse: true, ..plain }),
        "q+" | "+q" | "q-" | "-q" | "r+" | "+r" | "r-" | "-r" | "q1" | "q2" | "q3" | "q4" => return Some(Kind { reactive: true, ..plain }),
        _ => {}
    }
    let heading = Heading::of(text)?;
    if heading.phase {
        return None;
    }
    Some(Kind { reverse: heading.way == Some(Way::Reverse), part: heading.part == Some(Part::Tariff), reactive: heading.reactive })
}

/// Totals and their parts that stand in rows of their own, and the words that say which is which.
#[derive(Debug, Default)]
pub(super) struct Kinds {
    /// Meter and time of a total, its value and place; the values of its parts.
    sums: BTreeMap<(usize, Vec<u8>), Sum>,
    /// Meters with totals, and with parts.
    totals: BTreeSet<usize>,
    parts: BTreeMap<usize, (u64, String)>,
    /// Whether some word was known, and the first that was not.
    known: bool,
    odd: Option<(u64, String)>,
}

#[derive(Debug, Default)]
struct Sum {
    total: Option<((Exact, u32), u32)>,
    parts: Vec<(Exact, u32)>,
}

/// Meters and times whose parts are held against their total at once.
const HELD: usize = 100_000;

impl Kinds {
    /// Notes a word that was understood, or one that was not.
    pub(super) fn note(&mut self, line: u64, word: &str, understood: bool) {
        if understood {
            self.known = true;
        } else if self.odd.is_none() {
            self.odd = Some((line, word.to_owned()));
        }
    }

    /// Takes the value of a row, a total or a part.
    pub(super) fn take(&mut self, meter: usize, when: Vec<u8>, part: Option<(u64, &str)>, value: Option<(Exact, u32)>, place: u32) {
        match part {
            None => self.totals.insert(meter),
            Some((line, word)) => self.parts.insert(meter, (line, word.to_owned())).is_none(),
        };
        if self.sums.len() > HELD {
            self.sums.clear();
        }
        let Some(value) = value else { return };
        let sum = self.sums.entry((meter, when)).or_default();
        match part {
            None => sum.total = Some((value, place)),
            Some(_) => sum.parts.push(value),
        }
    }

    /// Says where parts do not add up to their total; the error is a table whose rows cannot be told apart: line and what is wrong.
    pub(super) fn finish(&mut self, meters: &[Meter], log: &mut DefectLog<'_>) -> Result<(), (u64, Message)> {
        let Self { sums, totals, parts, known, odd } = std::mem::take(self);
        if let (true, Some((line, word))) = (known, odd) {
            return Err((
                line,
                say!(
                    "`{word}` says in its column what the number of the row is of, and is not known; select the rows that are read in the [[readings]] table, such as `where = { 数据项 = \"正向有功总\" }`",
                    word = crate::near::shown(&word)
                ),
            ));
        }
        if let Some((meter, (line, word))) = parts.iter().find(|(meter, _)| !totals.contains(meter)) {
            return Err((
                *line,
                say!(
                    "rows of {id} give parts of the day (`{word}`) and none gives their total; export the total (总), or register each part as a meter of its own and select its rows with `where`",
                    id = meters[*meter].id,
                    word = crate::near::shown(word)
                ),
            ));
        }
        for ((meter, _), sum) in sums {
            let Some((total, place)) = sum.total.filter(|_| sum.parts.len() >= 2) else { continue };
            if let Some(why) = tariff::mismatch(total, &sum.parts) {
                let message = say!("{id}: {why}", id = crate::near::shown(&meters[meter].id), why => why.0);
                log.push(&meters[meter], Finding::new(Code::TariffMismatch, why.1, message).at(place));
            }
        }
        Ok(())
    }
}

/// What files say of the multipliers of meters of which the registry says nothing.
#[derive(Debug, Default)]
pub(super) struct Multipliers {
    /// Multiplier that the files state, and the place of the first row that does.
    pub(super) used: BTreeMap<usize, (Exact, u32)>,
    /// Multipliers of bills.
    billed: BTreeMap<usize, (Exact, u32)>,
    /// Meters of which a register was read without a multiplier in its file.
    without: BTreeSet<usize>,
    /// Meters of which a conflict was said.
    told: BTreeSet<usize>,
}

/// What is to be made of a multiplier that a row states.
pub(super) enum Multiplier {
    /// The registry's applies, which says the same or that it is applied already.
    Registered,
    /// The row's applies.
    Row,
    /// They differ, or it cannot be told.
    Conflict(Message),
}

/// Holds the multiplier of a row against the registry; `counts` says that the numbers are what a register shows.
pub(super) fn judge(meter: &Meter, stated: &Exact, counts: bool) -> Multiplier {
    let id = crate::near::shown(&meter.id);
    match (&meter.stated_multiplier, meter.multiplier_applied) {
        (Some(own), _) if own == stated => Multiplier::Registered,
        (Some(_), _) if meter.multipliers.iter().any(|(_, own)| own == stated) => Multiplier::Registered,
        (Some(own), _) => Multiplier::Conflict(say!(
            "the row states the multiplier {stated} for {id}, the registry {own}: correct `multiplier` of {id}, or leave it empty so that the file's is used",
            stated,
            id,
            own
        )),
        (None, Some(true)) => Multiplier::Registered,
        (None, Some(false)) => Multiplier::Row,
        (None, None) if counts || *stated == Exact::one() => Multiplier::Row,
        (None, None) => Multiplier::Conflict(say!(
            "the row states the multiplier {stated} for {id}, and nothing says whether it is in its energy already: state `multiplier_applied` of {id} in the registry, `yes` if it is, `no` if not",
            stated,
            id
        )),
    }
}

/// Holds what words around the rows say of a multiplier against the registry; `counts` says that the numbers are what a register shows.
pub(super) fn judge_worded(meter: &Meter, told: &Worded, text: &str, counts: bool) -> Option<Message> {
    let (id, text) = (crate::near::shown(&meter.id), crate::near::shown(text));
    let own = meter.stated_multiplier.as_ref();
    let is_own = |stated: &Exact| own == Some(stated) || meter.multipliers.iter().any(|(_, of)| of == stated);
    let is_one = own.is_none_or(|own| *own == Exact::one()) && meter.multipliers.is_empty();
    match (&told.multiplier, own) {
        (Some(stated), _) if is_own(stated) => None,
        (Some(stated), Some(own)) => Some(say!(
            "`{text}` states the multiplier {stated} for {id}, the registry {own}: correct `multiplier` of {id}",
            text,
            stated = stated.clone(),
            id,
            own = own.clone()
        )),
        // The registry says that the numbers have it in them, or the text does.
        (_, None) if meter.multiplier_applied == Some(true) || told.applied == Some(true) => None,
        (Some(stated), None) if counts || told.applied == Some(false) => Some(say!(
            "`{text}` states the multiplier {stated}, by which the numbers of {id} are still to be multiplied, and the registry gives {id} none: state `multiplier` of {id} in the registry, or `multiplier_applied = yes` if it is in the numbers",
            text,
            stated = stated.clone(),
            id
        )),
        (Some(stated), None) => Some(say!(
            "`{text}` states the multiplier {stated} for {id}, and nothing says whether it is in the numbers already: state `multiplier_applied` of {id} in the registry, `yes` if it is, else `multiplier`",
            text,
            stated = stated.clone(),
            id
        )),
        (None, _) if is_one => Some(say!(
            "`{text}` says that the numbers of {id} are still to be multiplied, and the registry gives {id} no multiplier: state `multiplier` of {id} in the registry, or `multiplier_applied = yes` if it is in the numbers",
            text,
            id
        )),
        (None, _) => None,
    }
}

impl Multipliers {
    /// Notes that values of a meter are read without a multiplier in their file.
    pub(super) fn absent(&mut self, meter: usize) {
        self.without.insert(meter);
    }

    /// Notes a multiplier that is used; the message is of one that differs from those before.
    pub(super) fn note(&mut self, meter: &Meter, index: usize, stated: &Exact, place: u32) -> Option<Message> {
        let (before, _) = self.used.entry(index).or_insert_with(|| (stated.clone(), place));
        Self::differs(meter, before, stated)
    }

    fn differs(meter: &Meter, before: &Exact, stated: &Exact) -> Option<Message> {
        let id = crate::near::shown(&meter.id);
        (before != stated).then(|| {
            say!(
                "the row states the multiplier {stated} for {id}, rows before it {before}: register the meter with a row for each multiplier, `from` and `to` saying when it holds",
                stated, id, before = before.clone()
            )
        })
    }

    /// Notes the multiplier of a bill; the message is of one that differs from those before.
    pub(super) fn bill(&mut self, meter: &Meter, index: usize, stated: &Exact, place: u32) -> Option<Message> {
        let (before, _) = self.billed.entry(index).or_insert_with(|| (stated.clone(), place));
        Self::differs(meter, before, stated)
    }

    /// Whether a conflict of a meter was not said before.
    pub(super) fn is_news(&mut self, index: usize) -> bool {
        self.told.insert(index)
    }

    /// Meters whose multiplier some of their files state and others do not, with the place where it is stated.
    pub(super) fn partly(&self) -> Vec<(usize, Exact, u32)> {
        let one = Exact::one();
        let of = |(&meter, (stated, place)): (&usize, &(Exact, u32))| (meter, stated.clone(), *place);
        self.used.iter().chain(&self.billed).map(of).filter(|(meter, stated, _)| *stated != one && self.without.contains(meter)).collect()
    }
}

/// Names for a message, without repetition.
pub(super) fn names<'a>(all: impl Iterator<Item = &'a str>) -> Hole {
    let distinct: BTreeSet<&str> = all.collect();
    Hole::names(distinct.into_iter().map(str::to_owned))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_kinds() {
        let of = |reverse, part, reactive| Some(Kind { reverse, part, reactive });
        for (word, kind_of) in [
            ("正向有功总", of(false, false, false)),
            ("有功(总)", of(false, false, false)),
            ("总", of(false, false, false)),
            ("尖", of(false, true, false)),
            ("有功峰", of(false, true, false)),
            ("平段", of(false, true, false)),
            ("反向有功总", of(true, false, false)),
            ("反向有功", of(true, false, false)),
            ("反向有功谷", of(true, true, false)),
            ("无功总", of(false, false, true)),
            ("正向无功", of(false, false, true)),
            ("日冻结正向有功总", of(false, false, false)),
            ("反向", of(true, false, false)),
            ("最大需量", None),
            ("00:00-01:00", None),
            ("考核", None),
        ] {
            assert_eq!(kind(word), kind_of, "{word}");
        }
    }
}
