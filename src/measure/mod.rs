//! What a number is: exact values, quantities with their units, bounds, periods, steps, and the trail back to the evidence.
//!
//! Nothing here knows a file, a meter or a rule. No binary floating point: every value is an exact rational.

mod exact;
mod period;
mod quantity;
mod span;
mod trail;

pub use exact::{Exact, Fractions, fractions_written, with_fractions};
pub use period::{Civil, Month, Period, SECONDS_PER_DAY, Step};
pub use quantity::{Amount, CoalEquivalent, Electricity, Emissions, Heat, Share, kwh_in_gj};
pub use span::Span;
pub use trail::{Lines, Trail};
