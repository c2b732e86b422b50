//! Tables of a park other than readings, told by their headers.

use super::found::{Role, Shape};
use super::sheet::Sheet;
use super::understood::{Understood, cells};
use crate::dossier::Record;
use crate::dossier::headers;
use crate::input::certificates;
use crate::input::table::find_column;
use crate::say;
use crate::say::Message;

/// Finds one of them.
pub(super) fn small(sheet: &Sheet, found: &mut Understood) -> bool {
    let cells = cells(sheet);
    let has = |names: &[&str]| find_column(&cells, None, names).is_some();
    let whole = |table: &[headers::Column]| table.iter().filter(|c| c.required).all(|c| has(&[c.name]) || has(c.aliases));
    let named = |name: &str| headers::CERTIFICATES.iter().find(|c| c.name == name).is_some_and(|c| has(&[c.name]) || has(c.aliases));
    let (shape, table): (Shape, &'static [headers::Column]) = if let Ok(record) = certificates::record(named)
        && (record == Record::Register || !whole(headers::TRADES))
    {
        found.notes.extend(remark(record, named("certificate_id") || named("first_id")));
        (Shape::Certificates(record), headers::CERTIFICATES)
    } else {
        let declared: [(&'static str, &'static [headers::Column]); 7] = [
            ("corrections", headers::CORRECTIONS),
            ("meters", headers::METERS),
            ("trades", headers::TRADES),
            ("products", headers::PRODUCTS),
            ("indicators", headers::INDICATORS),
            ("factors", headers::FACTORS),
            ("offsets", headers::OFFSETS),
        ];
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

/// Whether a table settles trades of the electricity market, and measures nothing: 售电方 and 购电方 beside prices, below 绿电交易结算单.
pub(super) fn settlement(sheet: &Sheet, found: &mut Understood, path: &str) -> bool {
    let header: String = sheet.header.iter().flat_map(|header| &header.cells).map(String::as_str).collect::<Vec<_>>().join(" ");
    let titles = sheet.title_rows.iter().map(String::as_str).chain([path]).collect::<Vec<_>>().join(" ");
    let has = |text: &str, words: &[&str]| words.iter().any(|word| text.contains(word));
    let parties = |text: &str| has(text, &["售电方", "售方", "卖方", "发电方"]) && has(text, &["购电方", "购方", "买方", "用电方"]);
    let prices = has(&header, &["价格", "单价", "电价", "电费", "金额", "价值"]);
    let settles = has(&titles, &["交易结算", "绿电交易", "电力交易", "交易中心", "直连结算", "项目结算单", "结算依据"]);
    if !(prices && (parties(&header) || parties(&titles) || settles)) {
        return false;
    }
    found.notes.push(say!(
        "it settles trades of the electricity market: its quantities are sold and bought, not metered; name the meters' own exports, and give trades with certificates under [trades]"
    ));
    true
}

/// What a record of certificates does not prove, and what would.
fn remark(record: Record, coded: bool) -> Option<Message> {
    match (record, coded) {
        (Record::Register, _) => None,
        (Record::Retirement, _) => Some(say!(
            "a list of retirements: where it has no month of generation, the record of the purchase with the codes gives it; name both under [certificates]"
        )),
        (Record::Holding | Record::Purchase | Record::Issue, true) => Some(say!(
            "an issuing, holding or trade record proves a purchase at most, not a retirement (核销): also name the platform's list of retirements with the \
             codes, the retirement date and the beneficiary under [certificates]; the two are joined by code"
        )),
        (Record::Holding | Record::Purchase | Record::Issue, false) => Some(say!(
            "an issuing or trade record proves a purchase at most, not a retirement (核销), and without codes no retirement can be joined to it: ask the \
             platform for the list of retirements with the codes, the retirement date and the beneficiary, and name that under [certificates]"
        )),
    }
}
