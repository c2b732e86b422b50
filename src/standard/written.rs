//! The text of a setting, read: words, decimals with their units, and the equivalent value of electricity.

use super::nearest::nearest;
use super::setting::SettingError;
use crate::closed_list::Word;
use crate::measure::Exact;
use crate::say;
use crate::say::{Message, Part};

/// A setting's text with the unit that was given for it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Written<'a> {
    pub(super) name: &'a str,
    pub(super) value: &'a str,
    pub(super) unit: Option<&'a str>,
}

impl Written<'_> {
    /// One of the words of an enumeration.
    pub(super) fn word<T: Word>(self) -> Result<T, SettingError> {
        self.no_unit()?;
        T::parse(self.value).ok_or_else(|| self.not_one_of(T::WORDS))
    }

    /// The value is none of `words`.
    pub(super) fn not_one_of(self, words: &[&'static str]) -> SettingError {
        SettingError::Value {
            name: self.name.to_owned(),
            value: self.value.to_owned(),
            expected: say!("one of {words}", words => Part::names(words)),
            nearest: nearest(self.value, words.iter().copied()),
        }
    }

    /// A decimal in the first of `units`, each of which is given with its size in the first; that one is taken where no
    /// unit is written.
    pub(super) fn decimal(self, units: &[(&str, Exact)]) -> Result<Exact, SettingError> {
        let (value, unit) = match self.value.trim().strip_suffix(['%', '％']) {
            Some(value) if self.unit.is_none() => (value, Some("%")),
            _ => (self.value, self.unit),
        };
        let number = Exact::parse(value).ok_or_else(|| SettingError::Value {
            name: self.name.to_owned(),
            value: self.value.to_owned(),
            expected: say!("a decimal"),
            nearest: None,
        })?;
        let Some(unit) = unit else { return Ok(number) };
        let found = units.iter().find(|(known, _)| plain(known) == plain(unit));
        found.map(|(_, size)| &number * size).ok_or_else(|| SettingError::Unit {
            name: self.name.to_owned(),
            unit: unit.to_owned(),
            expected: Message::list(units.iter().map(|(known, _)| Message::verbatim(known)), say!(", ")),
        })
    }

    /// An amount of electricity of 0 or more, MWh.
    pub(super) fn energy(self) -> Result<Exact, SettingError> {
        let units = [("MWh", Exact::one()), ("kWh", Exact::ratio(1, 1000)), ("万kWh", Exact::from(10_i64)), ("GWh", Exact::from(1000_i64))];
        let amount = self.decimal(&units)?;
        if amount.is_negative() { Err(self.refused(say!("an amount of electricity is not below 0"))) } else { Ok(amount) }
    }

    /// A whole number of years, at most 50.
    pub(super) fn years(self) -> Result<u32, SettingError> {
        let unit = self.unit.filter(|unit| !["year", "years", "年"].contains(unit));
        if unit.is_some() {
            return Err(SettingError::Unit {
                name: self.name.to_owned(),
                unit: unit.unwrap_or_default().to_owned(),
                expected: say!("no unit"),
            });
        }
        self.value.parse().ok().filter(|years| *years <= 50).ok_or_else(|| SettingError::Value {
            name: self.name.to_owned(),
            value: self.value.to_owned(),
            expected: say!("a whole number of years, 0 to 50"),
            nearest: None,
        })
    }

    /// The setting refused for a reason.
    pub(super) fn refused(self, reason: Message) -> SettingError {
        let value = [Some(self.value), self.unit].into_iter().flatten().collect::<Vec<_>>().join(" ");
        SettingError::Refused { name: self.name.to_owned(), value, reason }
    }

    fn no_unit(self) -> Result<(), SettingError> {
        self.unit.map_or(Ok(()), |unit| {
            let (name, unit) = (self.name.to_owned(), unit.to_owned());
            Err(SettingError::Unit { name, unit, expected: say!("no unit") })
        })
    }
}

/// A unit without case, spaces and subscripts.
fn plain(unit: &str) -> String {
    unit.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_lowercase().replace('₂', "2").replace('％', "%")
}

/// Least and greatest plausible equivalent value, kgce/kWh (METHOD 6).
const PLAUSIBLE: [(i128, i128); 2] = [(25, 100), (40, 100)];

/// Reads the equivalent value of electricity, kgce/kWh. The calorific value, however rounded, is refused, and so is
/// anything below it, and what can only be gce/kWh.
pub(super) fn equivalent(written: Written, calorific: &Exact) -> Result<Exact, SettingError> {
    let units = [("kgce/kWh", Exact::one()), ("tce/MWh", Exact::one()), ("gce/kWh", Exact::ratio(1, 1000))];
    let value = written.decimal(&units)?;
    if value.rounded(3) <= calorific.rounded(3) {
        return Err(written.refused(say!("{calorific} kgce/kWh is the calorific value of electricity (当量值); the indicators of zero-carbon parks ask for the equivalent value (等价值), what power plants burn for a kWh, about 0.29", calorific)));
    }
    if value > Exact::one() {
        return Err(written.refused(say!("above 1 kgce/kWh; grams are stated with the unit gce/kWh")));
    }
    let [least, most] = PLAUSIBLE.map(|(above, below)| Exact::ratio(above, below));
    if value < least || value > most {
        return Err(written.refused(say!(
            "no plausible equivalent value (等价值): what power plants burn for a kWh lies between {least} and {most} kgce/kWh",
            least,
            most
        )));
    }
    Ok(value)
}

/// Units of a share.
pub(super) fn share_units() -> [(&'static str, Exact); 2] {
    [("1", Exact::one()), ("%", Exact::ratio(1, 100))]
}

/// Units of emissions per unit of energy.
pub(super) fn intensity_units() -> [(&'static str, Exact); 2] {
    [("tCO2/tce", Exact::one()), ("kgCO2/kgce", Exact::one())]
}

/// The decimal in full: settings are read from decimals, so it terminates.
pub(super) fn decimal_text(value: &Exact) -> String {
    let fixed = value.to_fixed(130);
    fixed.trim_end_matches('0').trim_end_matches('.').to_owned()
}
