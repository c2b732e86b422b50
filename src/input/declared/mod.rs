//! What the park declares beside its meters: products, indicators, factors, offsets, corrections of readings, and the ledger of earlier runs.

mod corrections;
mod factors;
mod indicators;
mod offsets;
mod products;
mod ratio;

pub use corrections::corrections;
pub(super) use corrections::grains;
pub use factors::factors;
pub use indicators::indicators;
pub use offsets::offsets;
pub use products::products;
