//! How the open points of the method that are no settings are read. A run reads them as the method does; another reading is only ever told
//! beside it.

/// How the open points that are no settings are read; by default as the method does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// Whether natural gas is clean energy (清洁能源), as in some statistics; the method counts non-fossil energy only.
    pub gas_is_clean: bool,
    /// Whether certificates and trades count as direct supply, up to consumption; the method never counts them.
    pub certificates_are_direct: bool,
    /// Whether nuclear electricity that is bought on the market counts as certificates do (GUIDE-622); by annex 4 it does not.
    pub nuclear_counts: bool,
}
