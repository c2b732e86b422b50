//! Which declared rows are of the period (METHOD 5). Rows of other times, and months of the period for which a product declares nothing, are said: a year
//! that is mistyped would take emissions away.

use std::collections::BTreeMap;

use crate::dossier::{Code, Defect, Dossier, Effect, Position, Product};
use crate::measure::Month;
use crate::say;
use crate::say::Message;

/// Whether a product's output lies in the period: its month in it, or its year the period's year.
pub(super) fn counts(dossier: &Dossier, product: &Product) -> bool {
    match (product.month, product.year) {
        (Some(month), _) => dossier.period.contains_month(month),
        (None, Some(year)) => Month::of(dossier.period.start).year == year,
        (None, None) => false,
    }
}

/// Rows of products and factors that are not of the period, and months without the output of a product.
pub(super) fn tell(dossier: &Dossier, defects: &mut Vec<Defect>) {
    let products = dossier.products.iter().filter(|product| !counts(dossier, product)).map(|product| product.position);
    let factors = dossier.factors.iter().filter(|factor| dossier.period.within(factor.validity.from, factor.validity.to).is_none());
    let factors = factors.map(|factor| factor.position);
    tell_rows(
        dossier,
        products,
        |count, start, end| {
            say!(
                "{count} row(s) are of other times than {start} to {end}: their output does not count; check month and year",
                count,
                start,
                end
            )
        },
        defects,
    );
    tell_rows(
        dossier,
        factors,
        |count, start, end| {
            say!(
                "{count} row(s) hold on no day from {start} to {end}: these factors are not used; check `from` and `to`",
                count,
                start,
                end
            )
        },
        defects,
    );
    tell_missing(dossier, defects);
}

type Said = fn(u64, chrono::NaiveDate, chrono::NaiveDate) -> Message;

/// A note for each file, at its first such row.
fn tell_rows(dossier: &Dossier, rows: impl Iterator<Item = Position>, said: Said, defects: &mut Vec<Defect>) {
    let mut files: BTreeMap<usize, (Position, u64)> = BTreeMap::new();
    for row in rows {
        files.entry(row.file).or_insert((row, 0)).1 += 1;
    }
    for (first, count) in files.into_values() {
        let message = said(count, dossier.period.start, dossier.period.end).at(dossier.file_line(first));
        defects.push(Defect::new(Code::UnusedRow, Effect::Notes, message).at(first).count(count));
    }
}

/// Months of the period for which a product declares no output, neither by month nor for the year.
fn tell_missing(dossier: &Dossier, defects: &mut Vec<Defect>) {
    let mut products: BTreeMap<&str, Vec<&Product>> = BTreeMap::new();
    for product in &dossier.products {
        products.entry(product.name.trim()).or_default().push(product);
    }
    for (name, rows) in products {
        if rows.iter().any(|row| row.month.is_none() && counts(dossier, row)) {
            continue;
        }
        let has = |month: &Month| rows.iter().any(|row| row.month == Some(*month));
        let missing: Vec<Month> = dossier.period.months().filter(|month| !has(month)).collect();
        if let Some(first) = missing.first() {
            let message = say!(
                "{product} declares no output for {count} month(s) of the period, the first {first}: none counts there; declare it, 0 where nothing was made",
                product = name,
                count = missing.len(),
                first = *first
            );
            let position = rows[0].position;
            let defect = Defect::new(Code::MissingOutput, Effect::Notes, message.at(dossier.file_line(position)));
            defects.push(defect.at(position).count(missing.len() as u64));
        }
    }
}
