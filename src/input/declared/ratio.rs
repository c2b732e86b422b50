//! Units of factors: a mass of CO2 (or of standard coal, or an energy) for each unit of a quantity.

use crate::dossier::{Code, Unit};
use crate::input::cell::join;
use crate::input::field::narrow;
use crate::input::field::near;
use crate::input::row::Fault;
use crate::measure::Exact;
use crate::say;
use crate::say::Message;

/// What stands above the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Above {
    /// Carbon dioxide.
    Carbon,
    /// Standard coal.
    Coal,
    /// Energy, in GJ.
    Energy,
}

/// A factor's unit, split at its line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Ratio<'a> {
    /// What stands above the line.
    pub(super) above: Above,
    /// Its size: tonnes for a mass, GJ for an energy.
    pub(super) size: Exact,
    /// The text below the line.
    pub(super) below: &'a str,
}

/// Reads `tCO2/t`, `kgCO₂/m³`, `kgce/kg`, `GJ/万m3`. CO2 equivalents are refused: the method counts CO2 only.
pub(super) fn ratio<'a>(column: &str, text: &'a str) -> Result<Ratio<'a>, Fault> {
    let unknown = |why: Message| {
        Fault::coded(Code::UnknownUnit.name(), say!("`{column}` `{text}` {why}; write it as tCO2/t or kgCO2/m3", column, text, why => why))
    };
    let (above, below) = text.split_once(['/', '／']).ok_or_else(|| unknown(say!("is no mass for each unit of a quantity")))?;
    let word: String = narrow(above).to_lowercase().replace('₂', "2").chars().filter(|c| !matches!(c, ' ' | '-' | '_')).collect();
    let (above, size) = match word.as_str() {
        "tco2" | "吨co2" | "吨二氧化碳" | "t二氧化碳" => (Above::Carbon, Exact::one()),
        "kgco2" | "千克co2" | "公斤co2" | "千克二氧化碳" | "公斤二氧化碳" | "kg二氧化碳" => {
            (Above::Carbon, Exact::ratio(1, 1000))
        }
        "gco2" | "克co2" | "克二氧化碳" => (Above::Carbon, Exact::ratio(1, 1_000_000)),
        "tce" | "吨标准煤" | "吨标煤" => (Above::Coal, Exact::one()),
        "kgce" | "千克标准煤" | "公斤标准煤" => (Above::Coal, Exact::ratio(1, 1000)),
        "gj" | "吉焦" => (Above::Energy, Exact::one()),
        "mj" | "兆焦" => (Above::Energy, Exact::ratio(1, 1000)),
        other if other.contains("co2e") || other.contains("当量") => {
            return Err(unknown(say!("is in CO2 equivalents, and the method counts CO2 only; state the CO2 part")));
        }
        _ => return Err(unknown(say!("is not known"))),
    };
    Ok(Ratio { above, size, below: below.trim() })
}

/// The unit below the line.
pub(super) fn per(column: &str, text: &str, below: &str) -> Result<Unit, Fault> {
    Unit::parse(below).ok_or_else(|| {
        let names = || Unit::names();
        Fault::coded(
            Code::UnknownUnit.name(),
            say!(
                "`{column}` `{text}` is for each `{below}`, which is not a unit{near}; known units: {known}",
                column, text, below, near => near(below, names()), known => join(names())
            ),
        )
    })
}
