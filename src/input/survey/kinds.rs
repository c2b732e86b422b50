//! Rows that say in a column what their number is of: 有功（总）, 反向有功（总）, 无功, a tariff part. Of one meter and time they are several, and
//! each is read by its word.

use super::found::Role;
use super::lines::REVERSE;
use super::sense::{KindWord, Quantity, is_kind, kind_word};
use super::sheet::Sheet;
use super::understood::Understood;
use super::words::{self, UnitFound};
use crate::dossier::Unit;
use crate::input::table::with_unit;
use crate::say;
use crate::say::{Message, Part};

/// The ways in which the rows have to be read: one for each direction that is counted.
pub(super) fn split(sheet: &Sheet, mut found: Understood) -> Vec<Understood> {
    let Some((at, words)) = column(sheet, &found) else { return vec![found] };
    let left: Vec<&KindWord> = words.iter().filter(|w| w.left.is_some()).collect();
    let counted: Vec<&KindWord> = words.iter().filter(|w| w.left.is_none()).collect();
    if left.is_empty() && counted.len() == 1 && !counted[0].reverse {
        take_unit(sheet, &mut found, &counted[0].word);
        let is_stated = (0..sheet.width).any(|at| found.columns[at].unit.is_some_and(|unit| !unit.guess));
        found.power |= counted[0].quantity == Some(Quantity::Power) && !is_stated;
        return vec![found];
    }
    // Parts of the day, or phases, of which none is the total: each is counted for itself.
    let parts: Vec<&KindWord> = left.iter().copied().filter(|word| word.is_part).collect();
    if counted.is_empty() && parts.len() > 1 {
        found.set(at, Role::Kind);
        found.notes.push(say!(
            "the rows say in `{column}` that they are {words}, and none is their total: each is a meter of its own, and together they are it",
            column = sheet.name(at),
            words => Part::names(parts.iter().map(|word| format!("`{}`", word.word)))
        ));
        return parts
            .into_iter()
            .map(|part| {
                let mut one = found.clone();
                one.filters.push((at, vec![part.word.clone()]));
                take_unit(sheet, &mut one, &part.word);
                one.suffix = format!("{}/{}", if part.reverse { REVERSE } else { "" }, part.word);
                one
            })
            .collect();
    }
    if counted.is_empty() {
        found.notes.push(say!(
            "the rows say in `{column}` that they are {words}: none of these is a total that could be counted",
            column = sheet.name(at),
            words => Part::names(words.iter().map(|w| w.word.clone()))
        ));
        return vec![found];
    }
    found.set(at, Role::Kind);
    if !left.is_empty() {
        let names = Part::names(left.iter().map(|w| format!("`{}`", w.word)));
        found.notes.push(say!("rows of which `{column}` says {words} are not counted: reactive energy is no energy, and parts are in their total", column = sheet.name(at), words => names));
    }
    let mut all = Vec::new();
    for reverse in [false, true] {
        let Some((best, others)) = best(&counted, reverse) else { continue };
        let mut one = found.clone();
        one.filters.push((at, vec![best.word.clone()]));
        take_unit(sheet, &mut one, &best.word);
        if reverse {
            REVERSE.clone_into(&mut one.suffix);
        }
        if best.quantity == Some(Quantity::Power) {
            one.power = true;
        }
        if !others.is_empty() {
            one.notes.push(chosen(&best.word, best.quantity, &others));
        }
        all.push(one);
    }
    all
}

/// The way of reading the rows of another word, as one way reads those of its own; `None` where the word is of nothing that is counted.
pub(super) fn another(way: &Understood, word: &str) -> Option<Understood> {
    let at = way.at(&Role::Kind)?;
    let kind = kind_word(word).filter(|kind| kind.left.is_none())?;
    let mut one = way.clone();
    one.filters.retain(|(column, _)| *column != at);
    one.filters.push((at, vec![kind.word.clone()]));
    (if kind.reverse { REVERSE } else { "" }).clone_into(&mut one.suffix);
    one.power = kind.quantity == Some(Quantity::Power);
    one.notes.clear();
    let unit = with_unit(word).1.and_then(Unit::parse).map(|unit| UnitFound { unit, guess: false });
    for column in one.columns.iter_mut().filter(|column| column.role == Role::Value) {
        column.unit = unit.or_else(|| words::unit_of(&column.name));
    }
    Some(one)
}

/// Takes the unit that a word states, 正向有功电量(kWh), for the columns of numbers whose headers state none.
fn take_unit(sheet: &Sheet, found: &mut Understood, word: &str) {
    let Some(unit) = with_unit(word).1.and_then(Unit::parse) else { return };
    for at in 0..sheet.width {
        let stated = found.columns[at].unit.is_some_and(|unit| !unit.guess);
        if found.is_free(at) && sheet.profiles[at].is_numbers() && !stated {
            found.columns[at].unit = Some(UnitFound { unit, guess: false });
        }
    }
}

/// What was taken of several, and what was left.
pub(super) fn chosen(taken: &str, quantity: Option<Quantity>, left: &[String]) -> Message {
    let what = quantity.unwrap_or(Quantity::Energy).said();
    say!("of one device `{taken}` is taken ({what}), and {left} left", taken, what => what, left => Part::names(left.iter().map(|l| format!("`{l}`"))))
}

/// The column of such words, with what they say.
fn column(sheet: &Sheet, found: &Understood) -> Option<(usize, Vec<KindWord>)> {
    (0..sheet.width).filter(|at| found.is_free(*at)).find_map(|at| {
        let profile = &sheet.profiles[at];
        if profile.is_numbers() || profile.distinct.len() >= 50 {
            return None;
        }
        let words: Vec<KindWord> = profile.distinct.iter().filter_map(|cell| kind_word(cell)).collect();
        // Whatever its header is called: several parts of the day in it.
        let parts = words.iter().filter(|word| word.is_part).count() > 1;
        let named = is_kind(sheet.name(at)) || parts;
        let is_column = named && !words.is_empty() && words.len() == profile.distinct.len();
        is_column.then(|| (at, sheet.words(at).into_iter().filter_map(kind_word).collect()))
    })
}

/// The word that is counted of a direction: energy of the interval, else the register, else power; and those that it leaves.
fn best<'a>(words: &[&'a KindWord], reverse: bool) -> Option<(&'a KindWord, Vec<String>)> {
    let of: Vec<&KindWord> = words.iter().copied().filter(|w| w.reverse == reverse).collect();
    let rank = |w: &KindWord| (w.quantity.unwrap_or(Quantity::Energy), !w.word.contains('总'), w.word.chars().count());
    let best = of.iter().copied().min_by_key(|w| rank(w))?;
    let others = of.iter().filter(|w| w.word != best.word).map(|w| w.word.clone()).collect();
    Some((best, others))
}
