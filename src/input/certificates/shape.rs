//! Which kind of record a certificate file is, told by its header: platforms, exchanges and registries export very different tables.

use std::io::Read;

use crate::dossier::headers::CERTIFICATES;
use crate::dossier::understanding::Understanding;
use crate::dossier::{Defect, Position, Record};
use crate::files::{Digested, Files};
use crate::input::error::InputError;
use crate::input::field::narrow;
use crate::input::row::Row;
use crate::input::small::{fault, unread, width};
use crate::input::table::misspelt::misspelt;
use crate::input::table::rivals::{Rival, conflict, rivals};
use crate::input::table::understand::of_small;
use crate::input::table::{Kept, Recognise, Table, TableOptions, find_column, twins, with_unit};
use crate::measure::Exact;
use crate::say;
use crate::say::Message;

/// Every kind of record, in the order in which a header is held against them.
const RECORDS: &[Record] = &[Record::Register, Record::Retirement, Record::Purchase, Record::Holding, Record::Issue];

/// The kind of record of a table with some of the columns, or the columns that a whole list misses.
pub(in crate::input) fn record(has: impl Fn(&str) -> bool) -> Result<Record, Vec<Message>> {
    let code = has("certificate_id") || has("first_id");
    let generated = has("generation_month") || has("generation_start");
    let beneficiary = has("beneficiary") || has("retired_by");
    let (status, retired) = (has("status"), has("retired_on"));
    let ordered = ["order_id", "order_status", "buyer", "price"].into_iter().any(&has);
    let issued = has("issued") || (has("issued_tradable") && has("issued_untradable"));
    if code && generated && status && retired && beneficiary {
        Ok(Record::Register)
    } else if code && retired && beneficiary {
        Ok(Record::Retirement)
    } else if code && !retired && (ordered || (has("traded_on") && !status)) {
        Ok(Record::Purchase)
    } else if code && !retired && generated && status {
        Ok(Record::Holding)
    } else if (code && !retired && (issued || has("issued_on"))) || (!code && generated && issued) {
        Ok(Record::Issue)
    } else if !code && !retired && generated && has("quantity") && (ordered || has("traded_on")) {
        Ok(Record::Purchase)
    } else {
        let mut missing: Vec<Message> = [("status", status), ("retired_on", retired), ("beneficiary", beneficiary)]
            .into_iter()
            .filter(|(_, has)| !has)
            .map(|(name, _)| Message::verbatim(format_args!("`{name}`")))
            .collect();
        if !code {
            missing.push(say!("`certificate_id` or `first_id`"));
        }
        if !generated {
            missing.push(say!("`generation_month` or `generation_start`"));
        }
        Err(missing)
    }
}

/// How many certificates one of a column's unit is.
pub(super) type Scale = (&'static str, Exact);

/// A header as understood.
struct Understood {
    record: Record,
    columns: Vec<(&'static str, usize)>,
    /// Columns whose header states a unit that is known, with it.
    scales: Vec<Scale>,
    /// Columns whose header states a unit that is not known.
    odd: Vec<String>,
    /// Names of the manifest that this header does not have.
    unmet: Vec<String>,
}

/// What is asked of a header.
struct Wanted<'a> {
    options: &'a TableOptions,
    /// The kinds of record that are looked for.
    records: &'a [Record],
    /// Whether every name that the manifest gives must be there: with files of several shapes, each has only its own.
    strict: bool,
}

impl Recognise for Wanted<'_> {
    type Columns = Understood;

    fn recognise(&self, header: &[String]) -> Result<Understood, Vec<Message>> {
        let mut found =
            Understood { record: Record::Register, columns: Vec::new(), scales: Vec::new(), odd: Vec::new(), unmet: Vec::new() };
        let mut missing = Vec::new();
        for column in CERTIFICATES {
            let stated = self.options.columns.get(column.name);
            let names: Vec<&str> = std::iter::once(column.name).chain(column.aliases.iter().copied()).collect();
            let by_alias = || if self.options.headless { None } else { find_column(header, None, &names) };
            let at = match stated {
                Some(_) => find_column(header, stated, &[]),
                None => by_alias(),
            };
            if at.is_none() && stated.is_some() {
                found.unmet.push(column.name.to_owned());
                if self.strict {
                    missing.push(Message::verbatim(format_args!("`{}`", column.name)));
                }
            }
            let Some(at) = at.or_else(|| if stated.is_some() && !self.strict { by_alias() } else { None }) else { continue };
            found.columns.push((column.name, at));
            if COUNTS.contains(&column.name)
                && let Some(unit) = with_unit(&header[at]).1
            {
                match scale(unit) {
                    Some(scale) => found.scales.push((column.name, scale)),
                    None => found.odd.push(header[at].clone()),
                }
            }
        }
        match record(|name| found.columns.iter().any(|(column, _)| *column == name)) {
            Ok(record) if missing.is_empty() && self.records.contains(&record) => Ok(Understood { record, ..found }),
            Ok(_) if missing.is_empty() => Err(vec![say!("`status`, `retired_on` and `beneficiary`")]),
            Ok(_) => Err(missing),
            Err(others) => Err(others.into_iter().chain(missing).fold(Vec::new(), |mut all, one| {
                if !all.contains(&one) {
                    all.push(one);
                }
                all
            })),
        }
    }
}

/// Columns that count certificates.
const COUNTS: [&str; 4] = ["quantity", "issued", "issued_tradable", "issued_untradable"];

/// Certificates in one of a unit.
fn scale(unit: &str) -> Option<Exact> {
    let unit = narrow(unit).to_lowercase();
    let (unit, times) = unit.strip_prefix('万').map_or((unit.as_str(), 1_i64), |rest| (rest, 10_000));
    match unit {
        "张" | "个" | "份" | "枚" | "本" | "mwh" | "兆瓦时" | "兆瓦·时" => Some(Exact::from(times)),
        "kwh" | "千瓦时" | "度" => Exact::from(times).over(&Exact::from(1000_i64)),
        _ => None,
    }
}

/// A certificate file as read.
pub(in crate::input) struct Filed {
    pub(in crate::input) record: Record,
    pub(super) scales: Vec<Scale>,
    pub(in crate::input) rows: Vec<Row>,
    /// Rows without totals and foot notes.
    pub(in crate::input) count: u64,
    /// Name in messages.
    pub(in crate::input) shown: String,
    pub(in crate::input) digested: Digested,
    /// Names of the manifest's `columns` that no header of this file has.
    pub(in crate::input) unmet: Vec<String>,
    /// The sheet, of a workbook.
    pub(in crate::input) sheet: Option<String>,
    /// How it was understood.
    pub(in crate::input) understood: Understanding,
    /// Rows that cannot be read.
    pub(in crate::input) defects: Vec<Defect>,
}

/// Reads a file. With `mixed`, the manifest's names need not all be in it.
pub(in crate::input) fn read(files: &Files, name: &str, file: usize, options: &TableOptions, mixed: bool) -> Result<Filed, InputError> {
    // A whole list anywhere in a workbook is preferred to a summary that happens to stand before it.
    let strict = (1..=RECORDS.len()).filter(|n| *n != 3 && *n != 4).map(|n| (&RECORDS[..n], true));
    let lenient = (1..=RECORDS.len()).filter(|n| mixed && *n != 3 && *n != 4).map(|n| (&RECORDS[..n], false));
    let mut refused = None;
    for (records, strict) in strict.chain(lenient) {
        match Table::open(files, name, options, &Wanted { options, records, strict }) {
            Ok((table, understood)) => return rows(table, file, understood, options),
            Err(error) => refused = refused.or(Some(error)),
        }
    }
    Err(refused.unwrap_or_else(|| InputError::at(name, 0, say!("the file cannot be read"))))
}

fn rows(
    mut table: Table<crate::input::source::Source>,
    file: usize,
    understood: Understood,
    options: &TableOptions,
) -> Result<Filed, InputError> {
    let shown = table.shown_name().to_owned();
    if let Some(odd) = understood.odd.first() {
        let message = say!(
            "the header `{odd}` counts certificates in a unit that is not known; known are 张, 个, 份, MWh and kWh, each also with 万 before it",
            odd
        );
        return Err(InputError::at(&shown, table.header_line, message));
    }
    if let Some(why) = misspelt(&table.header, CERTIFICATES, &understood.columns) {
        return Err(InputError::at(&shown, table.header_line, why));
    }
    if let Some(why) = understood.columns.iter().filter_map(|&(_, at)| table.header.get(at)).find_map(|cell| twins(&table.header, cell)) {
        return Err(InputError::at(&shown, table.header_line, why));
    }
    let (told, sheet) = (of_small(&table, "certificates", options, &understood.columns), table.sheet.clone());
    let rivals = rivals(&table.header, CERTIFICATES, &understood.columns, options);
    let telling = ["certificate_id", "first_id", "order_id", "generation_month"];
    let either = understood.columns.iter().filter(|(name, _)| telling.contains(name)).map(|&(_, at)| at).collect();
    table.kept = Kept { either, ..Kept::default() };
    let (rows, left_out, defects) = taken(&mut table, file, &understood.columns, &rivals)?;
    let (_, count, digested) = table.finish()?;
    let Understood { record, scales, unmet, .. } = understood;
    Ok(Filed { record, scales, rows, count: count - left_out, shown, digested, unmet, sheet, understood: told, defects })
}

/// The rows of a table, how many were no rows of data, and those that cannot be read.
fn taken<R: Read>(
    table: &mut Table<R>,
    file: usize,
    columns: &[(&'static str, usize)],
    rivals: &[Rival],
) -> Result<(Vec<Row>, u64, Vec<Defect>), InputError> {
    let (mut rows, mut left_out) = (Vec::new(), 0);
    let (name, width) = (table.shown_name().to_owned(), width(&table.header));
    let mut defects = Vec::new();
    while let Some(record) = table.next()? {
        let line = record.line;
        if record.broken {
            return Err(InputError::at(&name, line, say!("a quote is opened and never closed: close it, or double it")));
        }
        let why = fault(&record, width);
        let differing = conflict(&record, rivals);
        let cells = record.texts();
        let row = Row {
            position: Position { file, line: record.line },
            cells: columns.iter().map(|&(column, at)| (column, cells.get(at).cloned().unwrap_or_default())).collect(),
        };
        if is_total(&cells, &row) || is_note(&cells) {
            left_out += 1;
        } else if let Some(why) = differing {
            return Err(InputError::at(&name, line, why));
        } else if let Some(why) = why {
            defects.push(unread(why, Position { file, line }, &name));
        } else {
            rows.push(row);
        }
    }
    Ok((rows, left_out, defects))
}

/// Whether a row sums up others: it says so, and names no certificate, order or month.
fn is_total(cells: &[String], row: &Row) -> bool {
    const WORDS: [&str; 4] = ["合计", "总计", "小计", "共计"];
    let says = |cell: &str| WORDS.iter().any(|word| cell.replace(' ', "").starts_with(word));
    let named = ["certificate_id", "first_id", "last_id", "order_id", "generation_month"];
    cells.iter().any(|cell| says(cell)) && named.iter().all(|name| row.get(name).is_empty() || says(row.get(name)))
}

/// Whether a row is a foot note: one cell that says so.
fn is_note(cells: &[String]) -> bool {
    const WORDS: [&str; 8] = ["注：", "注:", "备注", "说明", "导出", "制表", "打印", "数据来源"];
    let mut filled = cells.iter().filter(|cell| !cell.is_empty());
    let first = filled.next();
    filled.next().is_none() && first.is_some_and(|cell| WORDS.iter().any(|word| cell.starts_with(word)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(header: &str) -> Result<Record, Vec<Message>> {
        let header: Vec<String> = header.split(',').map(str::to_owned).collect();
        let options = TableOptions::default();
        Wanted { options: &options, records: RECORDS, strict: true }.recognise(&header).map(|found| found.record)
    }

    #[test]
    fn a_header_tells_what_its_record_proves() {
        for (header, record) in [
            ("certificate_id,generation_month,status,retired_on,beneficiary", Record::Register),
            ("绿证编号,生产年月,状态,核销日期,核销主体", Record::Register),
            ("起始编码,终止编码,核销时间,受益方", Record::Retirement),
            ("绿证编码,电量生产年月,核销量（张）,核销时间,核销主体,受益方", Record::Retirement),
            ("成交时间,交易类型,购方主体名称,购方省份,交易年份,生产年月,补贴类型,绿证编码,成交数量(个),成交单价(元/个)", Record::Purchase),
            ("订单编号,成交时间,买方名称,电力生产年月,交易量（张）,价格,交易金额", Record::Purchase),
            ("订单号,订单时间,交易方名称,电量生产年月,交易量（张）,金额,订单状态,单价", Record::Purchase),
            ("绿证编号,电量生产年月,项目名称,绿证状态", Record::Holding),
            ("绿证编号,电量生产年月,绿证状态,交易时间", Record::Holding),
            ("电量生产年月,省份,城市,核发量,已上架,未上架,已出售,未出售,可交易量,不可交易量,普通绿证,绿电绿证", Record::Issue),
            ("绿证编码,电量生产年月,核发日期,项目名称", Record::Issue),
        ] {
            assert_eq!(of(header), Ok(record), "{header}");
        }
    }

    #[test]
    fn a_list_that_proves_nothing_is_asked_for_what_it_misses() {
        assert_eq!(of("certificate_id,generation_month,retired_on,status"), Err(vec![Message::verbatim("`beneficiary`")]));
        assert_eq!(
            of("certificate_id,generation_month"),
            Err(["`status`", "`retired_on`", "`beneficiary`"].map(Message::verbatim).to_vec())
        );
        assert_eq!(of("生产年月,电量").map_err(|m| m.len()), Err(4));
    }

    #[test]
    fn units_of_a_count_are_known_or_refused() {
        let is = |unit: &str| scale(unit).map(|s| s.to_string());
        assert_eq!(
            [is("张"), is("万张"), is("MWh"), is("万千瓦时")],
            [Some("1"), Some("10000"), Some("1"), Some("10")].map(|s| s.map(str::to_owned))
        );
        assert_eq!(is("元"), None);
    }
}
