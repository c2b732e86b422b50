//! What one file gave to one meter: the part of a meter's total that an inspector can follow by hand.

use super::Unit;
use crate::measure::Exact;

/// The readings of a meter in one file (or one sheet of it) that are used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// Index into [`super::Dossier::inputs`].
    pub file: usize,
    /// The sheet, of a workbook.
    pub sheet: Option<String>,
    /// Meter.
    pub meter: usize,
    /// Unit in which the file states them.
    pub unit: Unit,
    /// Whether the numbers are those of a cumulative register, whose differences are the energy.
    pub cumulative: bool,
    /// Sum of the numbers (of a register: of their differences) as they stand in the file, before multiplier and unit; `None` where rows bring multipliers of their own.
    pub stated: Option<Exact>,
    /// What a stated number is multiplied by beside the multiplier: base units per unit, and hours for mean power.
    pub size: Exact,
    /// Energy or quantity, multiplier applied, in base units (kWh for electricity).
    pub total: Exact,
    /// Readings used.
    pub readings: u64,
    /// Lines of the rows that they stand on, ascending.
    pub lines: Vec<u64>,
}
