//! Cells with numbers: decimal marks, units behind the number, placeholders, words of quality.

use super::{Reader, Trouble};
use crate::dossier::{Code, Unit};
use crate::input::error::InputError;
use crate::input::field::{self, Comma, Mark, MarkError, Marks};
use crate::input::manifest::QualityWord;
use crate::input::readings::collector::Collector;
use crate::input::readings::entry::{Given, Quality};
use crate::input::readings::log::Finding;
use crate::input::scan::Record;
use crate::input::{quality, workbook};
use crate::measure::Exact;
use crate::near::shown;
use crate::say;
use crate::say::Message;

impl Reader<'_> {
    pub(super) fn given(&self, cell: &[u8]) -> Given {
        let missing = &self.table.source.options.missing;
        if !missing.is_empty() && missing.iter().any(|m| m.trim().as_bytes() == cell) {
            return Given::Missing;
        }
        match field::decimal(cell) {
            Some((mantissa, decimals)) => Given::Number(mantissa, decimals),
            None => match field::decimal_text(&String::from_utf8_lossy(cell), missing) {
                Ok(Some((mantissa, decimals))) => Given::Number(mantissa, decimals),
                Ok(None) => Given::Missing,
                Err(_) => Given::Bad(String::from_utf8_lossy(cell).into_owned(), say!("is not a number")),
            },
        }
    }

    /// The number of a cell, with the unit that stands behind it, where one does.
    pub(super) fn number(&mut self, record: &Record<'_>, column: usize) -> Result<(Given, Option<Unit>), Trouble> {
        let cell = record.get(column);
        let commas = self.table.decimal == Some(Mark::Comma);
        if !commas || cell.iter().all(u8::is_ascii_digit) {
            let plain = field::decimal(cell).is_some();
            if plain || field::is_missing(&record.text(column), &self.table.source.options.missing) {
                return Ok((self.located(self.given(cell), column, record.line), None));
            }
        }
        let text = record.text(column).into_owned();
        if field::is_missing(&text, &self.table.source.options.missing) {
            return Ok((Given::Missing, None));
        }
        let bad = |this: &Self, why: Message| Ok((this.located(Given::Bad(text.clone(), why), column, record.line), None));
        let (digits, unit) = field::number_and_unit(&text);
        let unit = match (unit.as_str(), Unit::parse(&unit)) {
            ("", _) => None,
            (_, Some(unit)) => Some(unit),
            (_, None) => return bad(self, say!("is not a number")),
        };
        // Where no number of the column contradicts it, its points part thousands throughout: what was read before as decimals is not.
        if self.table.decimal.is_none() && field::parts_thousands(&digits) && self.mark_of(column)? == Ok(Mark::Comma) {
            let why = say!(
                "`{text}` parts its thousands by points, so that other numbers of the file may do so too: state `decimal = \",\"` for these files",
                text = shown(&text)
            );
            return Err(Trouble::File(InputError::at(self.name, record.line, why)));
        }
        let mark = match (self.table.decimal, field::comma(&digits)) {
            (Some(mark), _) => mark,
            (None, Comma::None | Comma::Thousands) => Mark::Point,
            (None, Comma::Neither) => return bad(self, say!("is not a number")),
            (None, Comma::Decimal | Comma::Open) => match self.mark_of(column)? {
                Ok(mark) => mark,
                Err(MarkError::Contrary) => {
                    return bad(self, say!("has a comma that other numbers of its column contradict"));
                }
                Err(MarkError::Open) => {
                    let header = shown(self.header.get(column).map_or("", |cell| cell.trim()));
                    let why = say!(
                        "`{text}` may be thousands or decimals, and no number of the column `{header}` tells which: state `decimal = \",\"` or `decimal = \".\"` for these files",
                        text = shown(&text),
                        header
                    );
                    return Err(Trouble::File(InputError::at(self.name, record.line, why)));
                }
            },
        };
        let plain = match mark {
            Mark::Comma => field::with_point(&digits),
            Mark::Point => Some(digits),
        };
        match plain.map(|plain| field::decimal_text(&plain, &[])) {
            Some(Ok(Some((mantissa, decimals)))) => Ok((Given::Number(mantissa, decimals), unit)),
            _ => bad(self, say!("is not a number")),
        }
    }

    /// What the commas of a column are, by a look at all of it; where it leaves them open, by the other columns of numbers, which one program wrote.
    pub(super) fn mark_of(&mut self, column: usize) -> Result<Result<Mark, MarkError>, Trouble> {
        if self.times.seen().is_none() {
            self.look().map_err(Trouble::File)?;
        }
        let Some(seen) = self.times.seen() else { return Ok(Err(MarkError::Open)) };
        let own = seen.marks.get(&column).copied().unwrap_or_default().decide();
        Ok(if own == Err(MarkError::Open) {
            seen.marks.values().fold(Marks::default(), |all, marks| all.with(*marks)).decide().map_err(|_| MarkError::Open)
        } else {
            own
        })
    }

    /// A value with the name of its cell, where it cannot be read and stands in a workbook.
    pub(super) fn located(&self, given: Given, column: usize, line: u64) -> Given {
        match given {
            Given::Bad(text, why) if self.sheeted => {
                let why = if workbook::is_uncomputed(&text) {
                    say!("is a formula whose result is not stored: open the workbook in Excel or WPS, save it, and read that")
                } else {
                    why
                };
                Given::Bad(format!("{}: {text}", workbook::cell_name(column, line)), why)
            }
            other => other,
        }
    }

    pub(super) fn quality(&mut self, record: &Record<'_>) -> Quality {
        let Some(column) = self.columns.quality else { return Quality::Good };
        let word = record.get(column);
        if word.is_empty() {
            return Quality::Good;
        }
        let word = String::from_utf8_lossy(word);
        let header = self.header.get(column).map_or("", String::as_str);
        match quality::meaning(header, &word, &self.table.qualities) {
            Some(QualityWord::Good) => Quality::Good,
            Some(QualityWord::Estimated) => Quality::Estimated,
            Some(QualityWord::Bad) => Quality::Bad,
            None if field::is_missing(&word, &self.table.source.options.missing) => Quality::Good,
            None => {
                self.odd_qualities.entry(word.into_owned()).or_insert((0, record.line)).0 += 1;
                Quality::Bad
            }
        }
    }

    /// A number with the decimals that are printed.
    pub(super) fn printed(&self, record: &Record<'_>, column: usize) -> Option<(Exact, u32)> {
        let text = record.text(column);
        let (mantissa, decimals) = field::decimal_text(&text, &self.table.source.options.missing).ok()??;
        let printed = text.split_once(['.', '．']).map_or(0, |(_, fraction)| fraction.trim().chars().count());
        Some((Exact::from(mantissa).over(&crate::dossier::power_of_ten(decimals))?, u32::try_from(printed).ok()?))
    }

    /// Says where the tariff parts of a total do not add up to it.
    pub(super) fn judge_tariff(&self, record: &Record<'_>, meter: usize, column: usize, collector: &mut Collector<'_>) {
        let Some(tariff) = self.columns.tariffs.iter().find(|t| t.total == column) else { return };
        if let Some(why) = tariff.mismatch(record, &self.table.source.options.missing) {
            let message = say!("{id}: {why}", id = shown(&collector.meters[meter].id), why => why.0.clone());
            let place = collector.place(record.line);
            collector.push(meter, Finding::new(Code::TariffMismatch, why.1, message).at(place));
        }
    }
}
