//! The registry as a workbook: text cells, so that a spreadsheet rounds no id, and drop-down lists of the Chinese words.

use rust_xlsxwriter::{DataValidation, DocProperties, ExcelDateTime, Format, Workbook};

use crate::dossier::headers::METERS;
use crate::dossier::{Carrier, FUELS, Flow};

/// Rows for which the lists are offered.
const ROWS: u32 = 2000;

/// The bytes of a workbook of these cells, the names of the columns first.
pub(super) fn bytes(cells: &[Vec<String>]) -> anyhow::Result<Vec<u8>> {
    let mut book = Workbook::new();
    // Nothing of a clock: the same cells make the same bytes.
    book.set_properties(&DocProperties::new().set_creation_datetime(&ExcelDateTime::from_ymd(2025, 1, 1)?));
    let sheet = book.add_worksheet();
    sheet.set_name("表计台账")?;
    let text = Format::new().set_num_format("@");
    let head = Format::new().set_num_format("@").set_bold();
    let columns: Vec<&str> = cells.first().map(|row| row.iter().map(String::as_str).collect()).unwrap_or_default();
    for (at, name) in (0_u16..).zip(&columns) {
        sheet.set_column_format(at, &text)?;
        sheet.set_column_width(at, if matches!(*name, "meter_id" | "label" | "guess") { 28 } else { 14 })?;
        sheet.write_string_with_format(0, at, chinese(name), &head)?;
        let words = words(name);
        if !words.is_empty() {
            let list: Vec<&str> = words.iter().map(String::as_str).collect();
            sheet.add_data_validation(1, at, ROWS, at, &DataValidation::new().allow_list_strings(&list)?)?;
        }
    }
    for (line, row) in (1_u32..).zip(cells.iter().skip(1)) {
        for (at, (cell, name)) in (0_u16..).zip(row.iter().zip(&columns)) {
            sheet.write_string_with_format(line, at, said(name, cell), &text)?;
        }
    }
    sheet.set_freeze_panes(1, 1)?;
    Ok(book.save_to_buffer()?)
}

/// The Chinese header of a column.
fn chinese(name: &str) -> String {
    let column = METERS.iter().find(|column| column.name == name);
    column
        .and_then(|column| column.aliases.iter().find(|alias| !alias.is_ascii()))
        .map_or_else(|| name.to_owned(), |alias| (*alias).to_owned())
}

/// The Chinese words that a column takes.
fn words(name: &str) -> Vec<String> {
    let all: Vec<&str> = match name {
        "carrier" => ["电力", "热力"].into_iter().chain(FUELS.iter().map(|fuel| fuel.1)).collect(),
        "flow" => Flow::all(true).chain(Flow::all(false)).map(Flow::chinese).collect(),
        "unit" => vec!["kWh", "MWh", "万kWh", "kW", "MW", "m3", "Nm3", "万m3", "t", "kg", "GJ", "MJ"],
        "multiplier_applied" => vec!["是", "否"],
        "positive" => vec!["下网", "上网", "充电", "放电"],
        "source" => vec!["光伏", "风电", "水电", "生物质", "核电", "化石", "非化石"],
        _ => Vec::new(),
    };
    all.into_iter().map(str::to_owned).collect()
}

/// A cell of a column in Chinese, where it is one of its words.
fn said(name: &str, cell: &str) -> String {
    let word = match name {
        "carrier" => match Carrier::parse(cell) {
            Some(Carrier::Electricity) => Some("电力"),
            Some(Carrier::Heat) => Some("热力"),
            Some(Carrier::Fuel(fuel)) => FUELS.get(fuel.0).map(|fuel| fuel.1),
            None => None,
        },
        "flow" => Flow::parse(cell).map(Flow::chinese),
        "multiplier_applied" => Some(cell).filter(|c| *c == "yes").map(|_| "是"),
        "source" => [("solar", "光伏"), ("wind", "风电")].iter().find(|(en, _)| *en == cell).map(|(_, zh)| *zh),
        _ => None,
    };
    word.map_or_else(|| cell.to_owned(), str::to_owned)
}
