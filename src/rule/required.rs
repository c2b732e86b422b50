//! The rules that decide unless a setting says otherwise.

/// Rules that are required unless a setting says otherwise; they depend on the data rules whatever their level in this run.
pub(super) const REQUIRED: [&str; 3] = ["direct-green-share", "near-zero", "carbon-intensity-tier"];
