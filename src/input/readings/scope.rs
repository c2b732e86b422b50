//! A meter, the period that is judged, and the part of it in which the meter is in service.

use crate::dossier::Meter;
use crate::measure::{Civil, Period};

/// A meter in the period that is judged.
#[derive(Clone, Copy, Debug)]
pub(in crate::input) struct Scope<'a> {
    /// As it is registered.
    pub(in crate::input) meter: &'a Meter,
    /// The period.
    pub(in crate::input) period: Period,
    /// The part of it in which the meter is in service.
    pub(in crate::input) window: Option<(Civil, Civil)>,
}

impl<'a> Scope<'a> {
    /// The scope of a meter.
    pub(in crate::input) fn of(meter: &'a Meter, period: Period) -> Self {
        let window = period.within(meter.service.from, meter.service.to).map(|w| (w.from(), w.until()));
        Self { meter, period, window }
    }

    /// Whether a time lies in the period, and in part on days on which the meter is out of service.
    pub(in crate::input) fn is_idle(&self, from: Civil, until: Civil) -> bool {
        let (from, until) = (from.max(self.period.from()), until.min(self.period.until()));
        from <= until && !self.serves(from, until)
    }

    /// Whether the meter is in service, in the period, through a whole time.
    pub(in crate::input) fn serves(&self, from: Civil, until: Civil) -> bool {
        self.window.is_some_and(|(start, end)| start <= from && until <= end)
    }
}
