//! Which role the readings of a meter play in the balance of electricity.

use crate::dossier::{Direction, Flow, Meter, Source};

/// Role of an energy in the balance: it says to which flows the energy adds, and with which sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Grid import.
    Import,
    /// Grid export.
    Export,
    /// Signed at the grid, import positive.
    Net,
    /// Renewable supply (direct line or on site), own use negative.
    Renewable,
    /// Nuclear direct line.
    Nuclear,
    /// On-site fossil generation.
    Fossil,
    /// Storage charge.
    Charge,
    /// Storage discharge.
    Discharge,
    /// Signed at a store, charge positive.
    Store,
    /// Load.
    Load,
}

impl Role {
    /// Role of a meter's readings at the boundary; `None` where they are in no flow of the balance.
    pub(in crate::account) fn of(meter: &Meter) -> Option<Self> {
        Self::of_flow(meter.flow, meter.source == Source::Nuclear)
    }

    /// Role of a flow.
    pub(in crate::account) fn of_flow(flow: Flow, nuclear: bool) -> Option<Self> {
        Some(match flow {
            Flow::GridImport => Self::Import,
            Flow::GridExport => Self::Export,
            Flow::GridNet => Self::Net,
            Flow::DirectLine if nuclear => Self::Nuclear,
            Flow::DirectLine | Flow::OnsiteRenewable | Flow::Auxiliary => Self::Renewable,
            Flow::OnsiteFossil => Self::Fossil,
            Flow::StorageCharge => Self::Charge,
            Flow::StorageDischarge => Self::Discharge,
            Flow::StorageNet => Self::Store,
            Flow::Load => Self::Load,
            _ => return None,
        })
    }

    /// Whether the positive readings of a signed meter are export or discharge, so that they are counted with the other sign.
    pub(in crate::account) fn is_turned(self, positive: Option<Direction>) -> bool {
        matches!((self, positive), (Self::Net, Some(Direction::Out)) | (Self::Store, Some(Direction::In)))
    }

    /// Whether it is the role of a store.
    pub(in crate::account) fn is_stored(self) -> bool {
        matches!(self, Self::Charge | Self::Discharge | Self::Store)
    }
}
