//! Units in the headers of small tables: what they say is used, converted exactly, or refused; it is never dropped.

use crate::dossier::{Dimension, Unit};
use crate::input::field::{is_missing, narrow, number};
use crate::input::row::Row;
use crate::measure::Exact;
use crate::say;
use crate::say::Message;

/// What the numbers of a column are in.
enum Measure {
    /// Always this unit.
    In(&'static str),
    /// Always tonnes of carbon dioxide.
    Carbon,
    /// Always per cent.
    Percent,
    /// The unit that another column of the row states.
    Beside(&'static str),
    /// What the unit of another column of the row is per, in this.
    Per(&'static str, &'static str),
}

fn measure(kind: &str, column: &str) -> Option<Measure> {
    Some(match (kind, column) {
        ("trades", "mwh") => Measure::In("MWh"),
        ("meters", "rating_kw") => Measure::In("kW"),
        ("meters", "loss_percent") => Measure::Percent,
        ("products", "output") | ("factors", "factor") | ("indicators", "value" | "limit") | ("corrections", "value") => {
            Measure::Beside("unit")
        }
        ("products", "factor") => Measure::Beside("factor_unit"),
        ("factors", "ncv") => Measure::Per("unit", "GJ"),
        ("factors", "coal_equivalent") => Measure::Per("unit", "tce"),
        ("offsets", "tco2") => Measure::Carbon,
        _ => return None,
    })
}

/// Whether a column holds numbers in a unit.
pub(super) fn is_measured(column: &str) -> bool {
    ["mwh", "rating_kw", "output", "factor", "tco2", "ncv", "coal_equivalent", "multiplier", "loss_percent", "numerator", "denominator"]
        .contains(&column)
}

/// Applies the units in the headers to the rows of a table; the error names a line where it is of one row.
pub(super) fn apply(kind: &str, rows: &mut [Row], units: &[(&'static str, String)]) -> Result<(), (Option<u64>, Message)> {
    for (column, unit) in units {
        let refused = |line: Option<u64>| {
            let message = say!(
                "the header of `{column}` states the unit `{unit}`, which cannot be used there; state the numbers in the unit that this table asks for (`lingtan explain` tells it), or take the unit out of the header",
                column,
                unit
            );
            (line, message)
        };
        match measure(kind, column) {
            Some(Measure::In(target)) => {
                let (from, to) = (Unit::parse(unit), Unit::parse(target));
                let factor =
                    from.zip(to).filter(|(from, to)| from.dimension == to.dimension).and_then(|(from, to)| from.size().over(&to.size()));
                scale(rows, column, &factor.ok_or_else(|| refused(None))?).map_err(|line| refused(Some(line)))?;
            }
            Some(Measure::Carbon) => {
                let factor = carbon(unit).ok_or_else(|| refused(None))?;
                scale(rows, column, &factor).map_err(|line| refused(Some(line)))?;
            }
            Some(Measure::Percent) if matches!(narrow(unit).trim(), "%" | "percent") => {}
            Some(Measure::Percent) => return Err(refused(None)),
            Some(Measure::Beside(other)) => beside(rows, column, unit, other)?,
            Some(Measure::Per(other, of)) => {
                for row in rows.iter().filter(|row| !is_missing(row.get(column), &[])) {
                    let below = row.get(other).split_once('/').map_or("", |(_, below)| below).to_owned();
                    if !same(unit, &format!("{of}/{below}")) {
                        return Err(refused(Some(row.position.line)));
                    }
                }
            }
            // Counts and money have columns of their own; a unit of energy, power, mass or carbon must mean something.
            None if kind == "certificates" || kind == "ledger" => {}
            None if is_physical(unit) => return Err(refused(None)),
            None => {}
        }
    }
    Ok(())
}

/// Applies the units that rows of a table state whose column has one unit by itself; one that the header contradicts is an error.
pub(super) fn of_rows(kind: &str, rows: &mut [Row], units: &[(&'static str, String)]) -> Result<(), (Option<u64>, Message)> {
    let column = match kind {
        "trades" => "mwh",
        "offsets" => "tco2",
        _ => return Ok(()),
    };
    let header = units.iter().find(|(of, _)| *of == column).map(|(_, unit)| unit.as_str());
    for row in rows {
        let own = row.get("unit").to_owned();
        if is_missing(&own, &[]) {
            continue;
        }
        let factor = match measure(kind, column) {
            Some(Measure::Carbon) => carbon(&own),
            _ => Unit::parse(&own)
                .filter(|unit| unit.dimension == Dimension::Energy)
                .and_then(|unit| unit.size().over(&Unit::parse("MWh")?.size())),
        };
        let at = Some(row.position.line);
        let Some(factor) = factor else {
            // 单位 is a unit, and it is a company.
            if own.chars().count() > 4 && own.chars().all(|c| !c.is_ascii() && c.is_alphabetic()) {
                continue;
            }
            let message = say!("`{own}` in the column `unit` is no unit of `{column}`: correct it, or leave it empty", own, column);
            return Err((at, message));
        };
        match header {
            Some(unit) if !same(unit, &own) && carbon(unit).is_none_or(|of| carbon(&own) != Some(of)) => {
                let message = say!(
                    "the header of `{column}` states the unit `{unit}`, the column `{other}` of the row `{own}`: correct one of them",
                    column,
                    unit,
                    other = "unit",
                    own
                );
                return Err((at, message));
            }
            Some(_) => {}
            None => scale(std::slice::from_mut(row), column, &factor).map_err(|line| {
                (Some(line), say!("`{own}` in the column `unit` is no unit of `{column}`: correct it, or leave it empty", own, column))
            })?,
        }
    }
    Ok(())
}

fn is_physical(unit: &str) -> bool {
    Unit::parse(unit).is_some_and(|unit| unit.dimension != Dimension::Mass || unit.name() != "t")
        || carbon(unit).is_some() && !same(unit, "t")
}

/// Whether two spellings are of one unit.
fn same(one: &str, other: &str) -> bool {
    let plain = |text: &str| narrow(text).to_lowercase().replace([' ', '₂'], "").replace('³', "3");
    if plain(one) == plain(other) {
        return true;
    }
    match (one.split_once('/'), other.split_once('/')) {
        (Some((a, b)), Some((c, d))) => same(a, c) && same(b, d),
        (None, None) => match (Unit::parse(one), Unit::parse(other)) {
            (Some(one), Some(other)) => one.dimension == other.dimension && one.size() == other.size(),
            _ => false,
        },
        _ => false,
    }
}

/// Tonnes in one of a unit of carbon.
fn carbon(unit: &str) -> Option<Exact> {
    let plain = narrow(unit).to_lowercase().replace(' ', "").replace('₂', "2");
    let plain = plain.trim_end_matches("当量").trim_end_matches("eq").trim_end_matches('e');
    let (plain, times) = plain.strip_prefix('万').map_or((plain, 1_i64), |rest| (rest, 10_000));
    Some(match plain {
        "t" | "tco2" | "吨" | "吨co2" | "吨二氧化碳" => Exact::from(times),
        "kg" | "kgco2" | "千克" | "千克co2" | "千克二氧化碳" | "公斤" => Exact::from(times).over(&Exact::from(1000_i64))?,
        _ => return None,
    })
}

/// Multiplies the numbers of a column; the error is the line of one that has no finite decimals then.
fn scale(rows: &mut [Row], column: &'static str, factor: &Exact) -> Result<(), u64> {
    if *factor == Exact::one() {
        return Ok(());
    }
    for row in rows {
        // What is no number is said where it is read.
        let Ok(Some(value)) = number(row.get(column), &[]) else { continue };
        let text = decimal(&(value * factor)).ok_or(row.position.line)?;
        row.cells.insert(column, text);
    }
    Ok(())
}

/// A number with all its decimals, `None` where they do not end.
fn decimal(value: &Exact) -> Option<String> {
    let mut scaled = value.abs();
    for places in 0..30_usize {
        if let Some(whole) = scaled.to_i128() {
            let digits = format!("{whole:0>width$}", width = places + 1);
            let (head, tail) = digits.split_at(digits.len() - places);
            let sign = if value.is_negative() { "-" } else { "" };
            return Some(if places == 0 { format!("{sign}{head}") } else { format!("{sign}{head}.{tail}") });
        }
        scaled = scaled * Exact::from(10_i64);
    }
    None
}

/// Puts the unit of a header into the rows that state none; two that differ are an error.
fn beside(rows: &mut [Row], column: &'static str, unit: &str, other: &'static str) -> Result<(), (Option<u64>, Message)> {
    for row in rows {
        let own = row.get(other);
        if is_missing(own, &[]) {
            row.cells.insert(other, unit.to_owned());
        } else if !same(own, unit) {
            let message = say!(
                "the header of `{column}` states the unit `{unit}`, the column `{other}` of the row `{own}`: correct one of them",
                column,
                unit,
                other,
                own
            );
            return Err((Some(row.position.line), message));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::row::tests::rows;

    fn applied(kind: &str, names: &[&'static str], line: &str, unit: (&'static str, &str)) -> Result<String, String> {
        let mut rows = rows(names, &[line]);
        apply(kind, &mut rows, &[(unit.0, unit.1.to_owned())]).map_err(|(_, why)| why.to_string())?;
        Ok(names.iter().map(|name| rows[0].get(name)).collect::<Vec<_>>().join("|"))
    }

    /// 480 kWh are 0.48 MWh; a company is no unit; a unit that the header contradicts, or that is of something else, is refused.
    #[test]
    fn a_unit_in_a_row_is_used_or_refused() {
        let of = |kind: &str, line: &str, column: &'static str, unit: &str| {
            let mut rows = rows(&[column, "unit"], &[line]);
            let units: Vec<_> = if unit.is_empty() { Vec::new() } else { vec![(column, unit.to_owned())] };
            of_rows(kind, &mut rows, &units).map_err(|(_, why)| why.to_string())?;
            Ok::<String, String>(rows[0].get(column).to_owned())
        };
        for (kind, line, column, unit, expected) in [
            ("trades", "480|kWh", "mwh", "", Some("0.48")),
            ("trades", "480|万千瓦时", "mwh", "", Some("4800")),
            ("trades", "480|", "mwh", "", Some("480")),
            ("trades", "480|MWh", "mwh", "MWh", Some("480")),
            ("trades", "480|某某售电有限公司", "mwh", "", Some("480")),
            ("trades", "480|kWh", "mwh", "MWh", None),
            ("trades", "480|t", "mwh", "", None),
            ("trades", "480|兆", "mwh", "", None),
            ("offsets", "500|kgCO2e", "tco2", "", Some("0.5")),
            ("offsets", "500|tCO2e", "tco2", "tCO2", Some("500")),
        ] {
            assert_eq!(of(kind, line, column, unit).ok().as_deref(), expected, "{kind} {line} {unit}");
        }
    }

    #[test]
    fn a_unit_in_a_header_is_used_or_refused() {
        assert_eq!(applied("trades", &["mwh"], "1,250", ("mwh", "kWh")), Ok("1.25".to_owned()));
        assert_eq!(applied("trades", &["mwh"], "3", ("mwh", "万kWh")), Ok("30".to_owned()));
        assert_eq!(applied("trades", &["mwh"], "3", ("mwh", "MWh")), Ok("3".to_owned()));
        assert!(applied("trades", &["mwh"], "1", ("mwh", "GJ")).is_err());
        assert!(applied("trades", &["mwh"], "1", ("mwh", "t")).is_err());
        assert_eq!(applied("meters", &["rating_kw"], "2.5", ("rating_kw", "MW")), Ok("2500".to_owned()));
        assert_eq!(applied("offsets", &["tco2"], "500", ("tco2", "kgCO2e")), Ok("0.5".to_owned()));
        assert_eq!(applied("products", &["output", "unit"], "5|", ("output", "万吨")), Ok("5|万吨".to_owned()));
        assert!(applied("products", &["output", "unit"], "5|t", ("output", "万吨")).is_err());
        assert_eq!(applied("factors", &["factor", "unit"], "2|kgCO2/kWh", ("factor", "kgCO2/kWh")), Ok("2|kgCO2/kWh".to_owned()));
        assert!(applied("factors", &["factor", "unit"], "2|tCO2/MWh", ("factor", "kgCO2/kWh")).is_err());
        assert_eq!(applied("factors", &["ncv", "unit"], "2|tCO2/t", ("ncv", "GJ/t")), Ok("2|tCO2/t".to_owned()));
        assert!(applied("factors", &["ncv", "unit"], "2|tCO2/t", ("ncv", "MJ/kg")).is_err());
        assert!(applied("meters", &["multiplier"], "2", ("multiplier", "kWh")).is_err());
    }
}
