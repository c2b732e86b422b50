//! Exact numbers as texts of a report, and back: a decimal that was rounded to its twelve places has its fraction beside it.
//!
//! serde hands no state to the numbers that it reads or writes, so the fractions of one report stand in a table of the thread while that is done.

use std::cell::RefCell;
use std::collections::BTreeMap;

use num_bigint::BigInt;
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Exact;

/// The fractions behind decimals that were rounded, by the decimal: one where all numbers that are written so are the same, else those of each in the
/// order in which they are written.
pub type Fractions = BTreeMap<String, Vec<String>>;

thread_local! {
    /// What is being collected: each decimal with the numbers that are written so.
    static WRITTEN: RefCell<Option<BTreeMap<String, Vec<Exact>>>> = const { RefCell::new(None) };
    /// What is being read, with the place of the next of each.
    static READ: RefCell<Option<BTreeMap<String, (Vec<Exact>, usize)>>> = const { RefCell::new(None) };
}

/// The fractions of all numbers that are written meanwhile.
pub fn fractions_written(write: impl FnOnce()) -> Fractions {
    WRITTEN.set(Some(BTreeMap::new()));
    write();
    let written = WRITTEN.take().unwrap_or_default();
    let rounded = written.into_iter().filter(|(text, all)| all.iter().any(|number| Exact::parse(text).as_ref() != Some(number)));
    rounded
        .map(|(text, mut all)| {
            if all.iter().all(|number| *number == all[0]) {
                all.truncate(1);
            }
            (text, all.iter().map(|number| format!("{}/{}", number.numer(), number.denom())).collect())
        })
        .collect()
}

/// Reads with the fractions that were written; `None` where one of them is not what its decimal was rounded from.
pub fn with_fractions<T>(fractions: &Fractions, read: impl FnOnce() -> T) -> Option<T> {
    let number = |decimal: &str, text: &String| fraction(text).filter(|number| number.to_string() == decimal);
    let of = |(decimal, all): (&String, &Vec<String>)| {
        let all: Vec<Exact> = all.iter().map(|text| number(decimal, text)).collect::<Option<_>>()?;
        (!all.is_empty()).then(|| (decimal.clone(), (all, 0)))
    };
    READ.set(Some(fractions.iter().map(of).collect::<Option<_>>()?));
    let result = read();
    READ.take();
    Some(result)
}

fn fraction(text: &str) -> Option<Exact> {
    let (numer, denom) = text.split_once('/')?;
    let (numer, denom): (BigInt, BigInt) = (numer.parse().ok()?, denom.parse().ok()?);
    (denom > BigInt::from(0)).then(|| Exact::of_big(numer, denom))
}

impl Serialize for Exact {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        WRITTEN.with_borrow_mut(|written| {
            if let Some(written) = written {
                written.entry(self.to_string()).or_default().push(self.clone());
            }
        });
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Exact {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let known = READ.with_borrow_mut(|read| {
            let (all, next) = read.as_mut()?.get_mut(&text)?;
            let number = all.get((*next).min(all.len() - 1)).cloned();
            *next += 1;
            number
        });
        known
            .or_else(|| Self::parse(&text).filter(|number| number.to_string() == text))
            .ok_or_else(|| D::Error::custom(format_args!("`{text}` is no decimal as a report writes it")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_rounded_reads_back_exactly() {
        let near = Exact::ratio(1, 2) - Exact::ratio(1, 10_i128.pow(20));
        let numbers = vec![Exact::ratio(1, 3), near, Exact::ratio(1, 2), Exact::from(7_i64), Exact::ratio(1, 3)];
        let mut text = String::new();
        let fractions = fractions_written(|| text = serde_json::to_string(&numbers).expect("JSON"));
        assert_eq!(text, r#"["0.333333333333","0.5","0.5","7","0.333333333333"]"#);
        assert_eq!(fractions.keys().collect::<Vec<_>>(), ["0.333333333333", "0.5"]);
        let read: Vec<Exact> = with_fractions(&fractions, || serde_json::from_str(&text).expect("numbers")).expect("fractions");
        assert_eq!(read, numbers);
        let altered = Fractions::from([("0.333333333333".to_owned(), vec!["1/4".to_owned()])]);
        assert!(with_fractions(&altered, || ()).is_none(), "a fraction that is not that of its decimal");
    }
}
