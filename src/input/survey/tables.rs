//! Tables of a park other than readings, told by their headers.

use super::columns::{Understood, cells};
use super::sheet::Sheet;
use super::words::found_in;
use super::{Role, Shape};
use crate::input::headers;
use crate::input::table::{find_column, folded};

/// Finds one of them.
pub(super) fn small(sheet: &Sheet, found: &mut Understood) -> bool {
    let cells = cells(sheet);
    let has = |names: &[&str]| find_column(&cells, None, names).is_some();
    let alias = |table: &'static [headers::Column], name: &str| table.iter().find(|c| c.name == name).map_or(&[][..], |c| c.aliases);
    let named = |name: &'static str| has(&[name]) || has(alias(headers::CERTIFICATES, name));
    let ids = named("certificate_id") || named("first_id");
    let folded: Vec<String> = cells.iter().map(|c| folded(c)).collect();
    let speaks = |word: &str| folded.iter().any(|c| c.contains(word));
    let known = found_in(&cells, headers::CERTIFICATES);
    let retirements = named("status") || named("retired_on") || named("beneficiary");
    let (shape, table): (Shape, &'static [headers::Column]) = if ids && known >= 3 && retirements {
        (Shape::Certificates, headers::CERTIFICATES)
    } else if (speaks("生产年月") || ids) && (speaks("交易") || speaks("成交") || speaks("订单") || speaks("核发") || known >= 2)
    {
        found.notes.push(
            "an issuing or trade record proves a purchase, not a retirement (核销): ask the platform for the retirement list with the codes, the status, the \
             retirement date and the beneficiary, and name that under [certificates]"
                .to_owned(),
        );
        (Shape::CertificateTrades, headers::CERTIFICATES)
    } else {
        let declared: [(&'static str, &'static [headers::Column]); 6] = [
            ("meters", headers::METERS),
            ("trades", headers::TRADES),
            ("products", headers::PRODUCTS),
            ("indicators", headers::INDICATORS),
            ("factors", headers::FACTORS),
            ("offsets", headers::OFFSETS),
        ];
        let whole = |table: &[headers::Column]| table.iter().filter(|c| c.required).all(|c| has(&[c.name]) || has(c.aliases));
        match declared.into_iter().find(|(_, table)| whole(table)) {
            Some((name, table)) => (Shape::Declared(name), table),
            None => return false,
        }
    };
    found.shape = shape;
    for column in table {
        let names: Vec<&str> = std::iter::once(column.name).chain(column.aliases.iter().copied()).collect();
        if let Some(at) = find_column(&cells, None, &names).filter(|at| found.is_free(*at)) {
            found.set(at, Role::Known(column.name));
        }
    }
    true
}
