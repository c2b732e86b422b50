//! What the park declares beside its meters: products, indicators, factors, offsets, and the ledger of earlier runs.

mod factors;
mod indicators;
mod offsets;
mod products;
mod ratio;

pub use factors::factors;
pub use indicators::indicators;
pub use offsets::offsets;
pub use products::products;
