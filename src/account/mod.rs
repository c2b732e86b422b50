//! What follows from the evidence: arithmetic, no opinion. No file, no clock, nothing that can fail.

mod accuracy;
mod alone;
mod bins;
mod bounds;
mod carriers;
pub mod certificates;
mod change;
mod deciding;
mod electricity;
pub mod estimate;
mod extremes;
mod figure;
mod less;
mod matching;
mod profile;
mod ratios;
mod settle;
mod storage;
mod totals;
mod trails;

pub use alone::{alone, as_read, own_months};
pub use bins::{Bins, Role};
pub use carriers::{Part, Place, place};
pub use change::{Change, Lever, changes};
pub use deciding::Deciding;
pub use electricity::{Electric, Mode, MonthAccount};
pub use figure::Figure;
pub use matching::Rung;
pub(crate) use profile::{base_unit, total_range};
pub use ratios::Bounded;
pub(crate) use settle::enters;
pub use settle::{Accounts, Offsets, settle};
pub use storage::Attribution;
pub use totals::{Slope, Totals};
pub use trails::Trails;
