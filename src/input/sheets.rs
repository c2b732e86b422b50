//! Which sheets of a workbook are read: those that the manifest names; else the one whose header is understood, or, of readings, all that look
//! alike, with one header and names that differ in their numbers only (1月 … 12月). Several that do not look alike are an error that names them.

use super::error::InputError;
use super::scan::Delimiter;
use super::source::{self, Opened, Source};
use super::table::{Recognise, Table, TableOptions, folded, in_sheet};
use super::workbook::{self, Book};
use crate::files::{Digested, Files};
use crate::say;
use crate::say::{Message, Part};

type Understood<C> = (Table<Source>, <C as Recognise>::Columns);

impl Table<Source> {
    /// Opens a file of a park and finds its header: in a workbook, the stated sheet, else the first whose header is understood.
    pub fn open<C: Recognise>(files: &Files, name: &str, options: &TableOptions, columns: &C) -> Result<(Self, C::Columns), InputError> {
        let stream = files.open(name).map_err(|e| InputError::file(&e))?;
        let (mut book, digested) = match source::open(stream, name)? {
            Opened::Text(text) => return Table::from(text, name, options, columns),
            Opened::Book(book, digested) => (book, digested),
        };
        let sheets = book.candidates(&options.sheets).map_err(|why| InputError::at(name, 0, why))?;
        first(&mut book, &digested, name, options, columns, &sheets)
    }

    /// Opens a file of a park and finds its header; of a workbook, each of the sheets that are read.
    pub fn open_each<C: Recognise>(
        files: &Files,
        name: &str,
        options: &TableOptions,
        columns: &C,
    ) -> Result<Vec<(Self, C::Columns)>, InputError> {
        let stream = files.open(name).map_err(|e| InputError::file(&e))?;
        match source::open(stream, name)? {
            Opened::Text(text) => Table::from(text, name, options, columns).map(|table| vec![table]),
            Opened::Book(mut book, digested) => each(&mut book, &digested, name, options, columns),
        }
    }
}

/// How the text of a sheet is read.
fn of_sheet(options: &TableOptions) -> TableOptions {
    TableOptions { encoding: Some(encoding_rs::UTF_8), delimiter: Some(Delimiter::Byte(workbook::DELIMITER)), ..options.clone() }
}

fn open<C: Recognise>(
    book: &mut Book,
    digested: &Digested,
    name: &str,
    options: &TableOptions,
    columns: &C,
    sheet: &str,
) -> Result<Result<Understood<C>, InputError>, InputError> {
    let text = book.sheet(sheet).map_err(|why| InputError::at(name, 0, why))?;
    let shown = in_sheet(name, &text.name);
    let table = Table::from(Source::of_sheet(text, digested.clone()), &shown, options, columns);
    Ok(table.map(|(mut table, understood)| {
        table.sheet = Some(sheet.to_owned());
        (table, understood)
    }))
}

/// The first of some sheets whose header is understood.
pub(super) fn first<C: Recognise>(
    book: &mut Book,
    digested: &Digested,
    name: &str,
    options: &TableOptions,
    columns: &C,
    sheets: &[String],
) -> Result<Understood<C>, InputError> {
    let is_stated = !options.sheets.is_empty() || options.every_sheet;
    let options = of_sheet(options);
    let (mut refused, mut found) = (None, None);
    for sheet in sheets {
        match open(book, digested, name, &options, columns, sheet)? {
            Ok(understood) if is_stated => return Ok(understood),
            Ok(understood) => match &found {
                None => found = Some(understood),
                Some((first, _)) if header(first) == header(&understood.0) => return Err(twice(name, &[first, &understood.0])),
                Some(_) => {}
            },
            Err(refusal) => refused = refused.or(Some(refusal)),
        }
    }
    found.ok_or_else(|| none(refused, name, sheets))
}

/// Why a small table is refused of which two sheets have the header: one of them would be passed over.
fn twice(name: &str, tables: &[&Table<Source>]) -> InputError {
    let names: Vec<String> = tables.iter().filter_map(|table| table.sheet.clone()).collect();
    let first = names.first().cloned().unwrap_or_default();
    let known = Part::names(names.iter().map(|sheet| format!("`{sheet}`")));
    let why = say!(
        "several sheets have the header of this table ({known}), and one of them alone is read: state it as `sheet = \"{first}\"`, or put their rows into one",
        known => known,
        first
    );
    InputError::at(name, 0, why)
}

/// The header as headers are compared.
fn header(table: &Table<Source>) -> Vec<String> {
    table.header.iter().map(|cell| folded(cell)).filter(|cell| !cell.is_empty()).collect()
}

/// Every sheet that is read.
pub(super) fn each<C: Recognise>(
    book: &mut Book,
    digested: &Digested,
    name: &str,
    options: &TableOptions,
    columns: &C,
) -> Result<Vec<Understood<C>>, InputError> {
    let sheets = book.candidates(&options.sheets).map_err(|why| InputError::at(name, 0, why))?;
    let read = of_sheet(options);
    let (mut found, mut refused) = (Vec::new(), None);
    for sheet in &sheets {
        match open(book, digested, name, &read, columns, sheet)? {
            Ok(understood) => found.push(understood),
            // A sheet that is named is to be read; one that a pattern means may be a cover.
            Err(refusal) if options.sheets.iter().any(|stated| stated.trim() == sheet.trim()) => return Err(refusal),
            Err(refusal) => refused = refused.or(Some(refusal)),
        }
    }
    if found.is_empty() {
        return Err(none(refused, name, &sheets));
    }
    let is_stated = !options.sheets.is_empty() || options.every_sheet;
    if found.len() > 1 && !is_stated && !are_alike(&found) {
        let names: Vec<String> = found.iter().filter_map(|(table, _)| table.sheet.clone()).collect();
        let known = Part::names(names.iter().map(|sheet| format!("`{sheet}`")));
        let first = names.first().cloned().unwrap_or_default();
        return Err(InputError::at(
            name,
            0,
            say!(
                "several sheets hold readings ({known}), and it is not said which are meant: state `sheet = \"*\"` for all of them, or those that are, such as `sheet = [\"{first}\"]`; `meter = \"{name}\"` where each sheet is of the meter of its name",
                known => known,
                first,
                name = "{sheet}"
            ),
        ));
    }
    Ok(found)
}

/// Whether sheets have one header, and names that differ in their numbers only.
fn are_alike<C>(found: &[(Table<Source>, C)]) -> bool {
    let series = |table: &Table<Source>| table.sheet.as_deref().map(numberless).unwrap_or_default();
    found.windows(2).all(|pair| header(&pair[0].0) == header(&pair[1].0) && series(&pair[0].0) == series(&pair[1].0))
}

/// Whether names of sheets differ in their numbers only.
pub(super) fn is_series<'a>(names: impl IntoIterator<Item = &'a str>) -> bool {
    let mut names = names.into_iter().map(numberless);
    names.next().is_none_or(|first| names.all(|name| name == first))
}

/// The name of a sheet with a sign in place of each number: a digit, a Chinese numeral, or the name of a month.
fn numberless(name: &str) -> String {
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let folded = folded(name);
    if MONTHS.iter().any(|month| folded.starts_with(month)) && folded.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return "#".to_owned();
    }
    let mut shown = String::new();
    for sign in folded.chars() {
        let sign = if sign.is_ascii_digit() || "一二三四五六七八九十".contains(sign) { '#' } else { sign };
        if sign != '#' || !shown.ends_with('#') {
            shown.push(sign);
        }
    }
    shown
}

/// Why no sheet is read.
fn none(refused: Option<InputError>, name: &str, sheets: &[String]) -> InputError {
    let others = if sheets.len() > 1 {
        say!(" (nor has any other of its sheets: {known})", known => Part::names(sheets))
    } else {
        Message::nothing()
    };
    match refused {
        Some(refusal) => InputError { message: say!("{message}{others}", message => refusal.message, others => others), ..refusal },
        None => InputError::at(name, 0, say!("the workbook has no sheet")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_a_series_differ_in_their_numbers() {
        for names in
            [["1月", "12月"], ["一月", "十二月"], ["2025-01", "2025-12"], ["Jan", "December"], ["Sheet1", "Sheet2"], ["3月份 ", "11月份"]]
        {
            assert_eq!(numberless(names[0]), numberless(names[1]), "{names:?}");
        }
        for names in [["关口", "光伏"], ["1月", "1月备份"], ["1#进线", "1#出线"]] {
            assert_ne!(numberless(names[0]), numberless(names[1]), "{names:?}");
        }
    }
}
