//! Output of industrial processes with its factor.

use super::ratio::{Above, Ratio, ratio};
use crate::dossier::{Code, Defects, Effect, Product, Unit};
use crate::input::cell;
use crate::input::error::InputError;
use crate::input::field::{self, is_source, narrow, trimmed};
use crate::input::row::{Fault, Row, Sheet};
use crate::measure::{Exact, Month};
use crate::say;

/// Reads products. A row that cannot be read is a blocking defect; units of output and factor that do not meet are errors.
/// Output in a known unit is in base units (t, m³, kWh), as is what its factor is per; any other noun stays as it is.
pub fn products(rows: &[Row], sheet: &Sheet<'_>, defects: &mut Defects) -> Result<Vec<Product>, Vec<InputError>> {
    let (mut found, mut errors) = (Vec::new(), Vec::new());
    for row in rows {
        match product(row, sheet) {
            Ok(Ok(product)) => found.push(product),
            Ok(Err(mismatch)) => errors.push(mismatch.error(row.position, sheet)),
            Err(fault) => defects.push(fault.unparsable(row.position, sheet, Effect::Blocks)),
        }
    }
    if errors.is_empty() { Ok(found) } else { Err(errors) }
}

/// The outer fault is a row that cannot be read, the inner one units that do not meet.
fn product(row: &Row, sheet: &Sheet<'_>) -> Result<Result<Product, Fault>, Fault> {
    let (month, year) = time(row, sheet)?;
    let name = cell::required(row, "product", sheet)?;
    let needed = |column: &str| -> Result<Exact, Fault> {
        cell::amount(row, column, sheet)?.ok_or_else(|| Fault::new(say!("`{column}` of {name} is empty; state it", column, name)))
    };
    let (output, factor) = (needed("output")?, needed("factor")?);
    if !factor.is_positive() {
        return Err(Fault::new(say!(
            "`factor` of {name} is 0: a process without emissions is none of this table; take the row out, or state the factor",
            name
        )));
    }
    let source =
        cell::text(row, "source", sheet).ok_or_else(|| Fault::new(say!("`source` of the factor of {name} is empty; name it", name)))?;
    if !is_source(source) {
        return Err(Fault::new(say!(
            "`source` `{source}` of the factor of {item} names no source; write at least four letters or characters (report, document, date)",
            source,
            item = name
        )));
    }
    let units = units(cell::required(row, "unit", sheet)?, cell::required(row, "factor_unit", sheet)?);
    Ok(units.map(|(unit_size, factor_size)| Product {
        name: name.to_owned(),
        month,
        year,
        output: output * &unit_size,
        factor: factor * &factor_size,
        source: source.to_owned(),
        position: row.position,
    }))
}

/// A month, or a year.
fn time(row: &Row, sheet: &Sheet<'_>) -> Result<(Option<Month>, Option<i32>), Fault> {
    let month = cell::text(row, "month", sheet)
        .map(|text| field::month(text).map_err(|e| Fault::new(say!("`month` `{text}`: {why}", text, why => e.said()))))
        .transpose()?;
    let year = cell::text(row, "year", sheet).map(year).transpose()?;
    match (month, year) {
        (Some(month), Some(year)) if month.year != year => {
            Err(Fault::new(say!("`month` {month} is not in `year` {year}; correct one, or state one only", month, year)))
        }
        (None, None) => Err(Fault::new(say!("neither `month` nor `year` is stated; one tells when the output was made"))),
        (Some(month), _) => Ok((Some(month), None)),
        (None, year) => Ok((None, year)),
    }
}

fn year(text: &str) -> Result<i32, Fault> {
    let plain = narrow(text);
    let digits = plain.trim_end_matches(['年', '度', ' ']);
    let lawful = digits.len() == 4 && digits.bytes().all(|b| b.is_ascii_digit());
    let year = if lawful { digits.parse().ok().filter(|year| *year > 0) } else { None };
    year.ok_or_else(|| Fault::new(say!("`year` `{text}` is not a year of four digits", text)))
}

/// What output and factor are multiplied by: output to base units, factor to tCO2 for each of them.
fn units(unit: &str, factor_unit: &str) -> Result<(Exact, Exact), Fault> {
    let Ratio { above, size, below } = ratio("factor_unit", factor_unit)?;
    if above != Above::Carbon {
        return Err(Fault::new(say!("`factor_unit` `{factor_unit}` is no mass of CO2; write it as tCO2/{unit}", factor_unit, unit)));
    }
    let mismatch = || {
        let message =
            say!("output in `{unit}` cannot be multiplied by a factor in `{factor_unit}`; state both for the same unit", unit, factor_unit);
        Fault::coded(Code::UnknownUnit.name(), message)
    };
    match (Unit::parse(unit), Unit::parse(below)) {
        (Some(output), Some(per)) if output.dimension == per.dimension => Ok((output.size(), &size / &per.size())),
        (None, None) if narrow(trimmed(unit)) == narrow(trimmed(below)) => Ok((Exact::one(), size)),
        _ => Err(mismatch()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::row::tests::rows;

    const NAMES: &[&str] = &["product", "month", "year", "output", "unit", "factor", "factor_unit", "source"];

    fn read(lines: &[&str]) -> (Result<Vec<Product>, Vec<InputError>>, Vec<String>) {
        let mut defects = Defects::default();
        let found = products(&rows(NAMES, lines), &Sheet::default(), &mut defects);
        (found, defects.iter().map(|d| d.message.to_string()).collect())
    }

    #[test]
    fn output_meets_its_factor() {
        let (found, defects) = read(&[
            "clinker|2025-03||1.5|万t|0.535|tCO2/t|lab report",
            "lime||2025年|2,000|kg|683|kgCO2/吨|lab report",
            "槽|2025年4月|2025|12|台|5|kgCO2/台|lab report",
        ]);
        let found = found.expect("products");
        let emissions: Vec<String> = found.iter().map(|p| (&p.output * &p.factor).to_string()).collect();
        // 15,000 t × 0.535; 2 t × 0.683; 12 × 0.005
        assert_eq!(emissions, ["8025", "1.366", "0.06"]);
        assert_eq!((found[0].month, found[0].year), (Month::new(2025, 3), None));
        assert_eq!((found[1].month, found[1].year), (None, Some(2025)));
        assert_eq!((found[2].month, found[2].year), (Month::new(2025, 4), None));
        assert!(defects.is_empty());
    }

    #[test]
    fn units_that_do_not_meet_are_errors() {
        for line in [
            "clinker|2025-03||1|t|1|tCO2/m3|lab report",
            "a|2025-03||1|件|1|tCO2/台|lab report",
            "a|2025-03||1|t|1|tCO2e/t|lab report",
            "a|2025-03||1|t|1|tce/t|lab report",
            "a|2025-03||1|件|1|tCO2/t|lab report",
        ] {
            let (found, defects) = read(&[line]);
            assert!(found.is_err() && defects.is_empty(), "{line}");
        }
    }

    #[test]
    fn rows_that_cannot_be_read_block() {
        for (line, words) in [
            ("a|||1|t|1|tCO2/t|lab report", "neither `month` nor `year`"),
            ("a|2025-03|2024|1|t|1|tCO2/t|lab report", "not in `year`"),
            ("a||25|1|t|1|tCO2/t|lab report", "four digits"),
            ("a|2025-03||-|t|1|tCO2/t|lab report", "`output` of a is empty"),
            ("a|2025-03||-1|t|1|tCO2/t|lab report", "cannot be negative"),
            ("a|2025-03||1|t|about 1|tCO2/t|lab report", "not a number"),
            ("a|2025-03||1|t|1|tCO2/t|", "`source` of the factor of a is empty"),
        ] {
            let (found, defects) = read(&[line]);
            assert!(found.expect("no error").is_empty() && defects.len() == 1 && defects[0].contains(words), "{line}: {defects:?}");
        }
    }
}
