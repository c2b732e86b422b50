//! Readings of a cumulative register, before they are energies.

use super::super::conversion::Conversion;
use crate::measure::{Civil, Exact, Step};

/// How readings of a register are given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::input) struct GivenAs {
    /// From its numbers to energies.
    pub(in crate::input) conversion: Conversion,
    /// Seconds by which a stamp may be off its grid.
    pub(in crate::input) snap: i64,
    /// Whether the register starts again from zero at each midnight.
    pub(in crate::input) resets_daily: bool,
}

/// A reading of a register.
#[derive(Clone, Copy, Debug)]
pub(in crate::input) struct Reading {
    pub(in crate::input) at: Civil,
    pub(in crate::input) mantissa: i128,
    pub(in crate::input) decimals: u32,
    pub(in crate::input) estimated: bool,
    pub(in crate::input) place: u32,
    pub(in crate::input) given: GivenAs,
}

/// A reading as it is kept until all are there: many are given in one form.
#[derive(Clone, Copy, Debug)]
pub(in crate::input) struct Kept {
    at: Civil,
    /// The halves of its digits, so that no room is left between the fields.
    digits: (i64, u64),
    place: u32,
    /// Number of the form in which it was given.
    form: u32,
    decimals: u16,
    estimated: bool,
}

/// The readings of a register, as they come.
#[derive(Clone, Debug, Default)]
pub(in crate::input) struct Readings {
    kept: Vec<Kept>,
    forms: Vec<GivenAs>,
}

impl Readings {
    /// Whether there are none.
    pub(in crate::input) fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    /// Adds a reading.
    pub(in crate::input) fn push(&mut self, reading: Reading) {
        let form = self.forms.iter().rposition(|f| *f == reading.given).unwrap_or_else(|| {
            self.forms.push(reading.given);
            self.forms.len() - 1
        });
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the lower half")]
        let low = reading.mantissa as u64;
        #[allow(clippy::cast_possible_truncation, reason = "what is left is the upper half")]
        let high = (reading.mantissa >> 64) as i64;
        self.kept.push(Kept {
            at: reading.at,
            digits: (high, low),
            place: reading.place,
            form: u32::try_from(form).unwrap_or(u32::MAX),
            // No number has more than some hundred decimals.
            decimals: u16::try_from(reading.decimals).unwrap_or(u16::MAX),
            estimated: reading.estimated,
        });
    }

    /// How many there are.
    pub(in crate::input) fn len(&self) -> usize {
        self.kept.len()
    }

    /// All of them.
    pub(in crate::input) fn all(&self) -> Vec<Reading> {
        let of = |kept: &Kept| {
            let mantissa = i128::from(kept.digits.0) << 64 | i128::from(kept.digits.1);
            let (decimals, estimated, given) = (kept.decimals.into(), kept.estimated, self.forms[kept.form as usize]);
            Reading { at: kept.at, mantissa, decimals, estimated, place: kept.place, given }
        };
        self.kept.iter().map(of).collect()
    }
}

/// A register whose readings have followed each other so far.
#[derive(Clone, Debug)]
pub(in crate::input) struct Rising {
    /// Step from one reading to the next.
    pub(in crate::input) step: Step,
    /// The same in minutes.
    pub(in crate::input) minutes: u32,
    /// The last reading.
    pub(in crate::input) last: Reading,
    /// Whether its row is noted as used.
    pub(in crate::input) noted: bool,
    /// Readings with those given right behind them for the same time.
    pub(in crate::input) twice: Vec<(Reading, Reading)>,
    /// Readings with the next ones, where those in between are missing.
    pub(in crate::input) gaps: Vec<(Reading, Reading)>,
    /// Times that were read, and how many of them come right after the one before.
    pub(in crate::input) times: (u64, u64),
    /// The last reading in grains, where the next ones may take the fast path.
    pub(in crate::input) total: Option<i64>,
}

impl Rising {
    /// The minute of the last reading.
    pub(in crate::input) fn minute(&self) -> Option<i32> {
        i32::try_from(self.last.at.0 / 60).ok()
    }
}

/// Whether two readings of one time differ.
pub(in crate::input) fn is_contradicted(a: &Reading, b: &Reading) -> bool {
    (a.mantissa, a.decimals) != (b.mantissa, b.decimals) && exact(a.mantissa, a.decimals) != exact(b.mantissa, b.decimals)
}

/// What a register shows, as a number.
pub(in crate::input) fn exact(mantissa: i128, decimals: u32) -> Exact {
    Exact::from(mantissa).over(&crate::dossier::power_of_ten(decimals)).unwrap_or_else(Exact::zero)
}
