//! Bounds: what of the evidence is unknown, and between which values it leaves each figure and each ratio (METHOD 8).

pub(in crate::account) mod deciding;
pub(in crate::account) mod extremes;
pub(in crate::account) mod prefix_sums;
pub(in crate::account) mod ratio;
pub(in crate::account) mod unknown;
pub(in crate::account) mod varying;
