//! How each table was read, in words: those that were read alike are told together.

use crate::dossier::understanding::{Use, Why};
use crate::report::page::number::count;
use crate::report::schema::Report;
use crate::report::tables::{ColumnReport, TableReport};
use crate::report::words::Lang;

/// Tables that were read alike, as the forms for people tell them.
pub(in crate::report) struct Told {
    /// The files, with their rows.
    pub(in crate::report) files: Vec<String>,
    /// Layout, encoding, delimiter, line of the header.
    pub(in crate::report) how: String,
    /// The columns that are read, then those that are held against them.
    pub(in crate::report) read: String,
    /// Those that are not used, and those that are not understood; empty where there are none.
    pub(in crate::report) left: Vec<String>,
    /// The options of park.toml; empty where there are none.
    pub(in crate::report) options: String,
}

/// The tables of a report, those together that were read alike, in the order of the first of each.
pub(in crate::report) fn told(report: &Report, lang: Lang) -> Vec<Told> {
    let mut groups: Vec<Vec<&TableReport>> = Vec::new();
    let like = |a: &TableReport, b: &TableReport| {
        (a.layout, a.encoding, &a.delimiter, a.header_line, &a.columns, &a.options)
            == (b.layout, b.encoding, &b.delimiter, b.header_line, &b.columns, &b.options)
    };
    for table in &report.tables {
        match groups.iter_mut().find(|group| like(group[0], table)) {
            Some(group) => group.push(table),
            None => groups.push(vec![table]),
        }
    }
    groups.iter().map(|group| tell(group, lang)).collect()
}

fn tell(group: &[&TableReport], lang: Lang) -> Told {
    let one = group[0];
    let name = |table: &&TableReport| {
        let sheet = table.sheet.as_ref().map(|sheet| format!("[{sheet}]")).unwrap_or_default();
        format!("{}{sheet}{}", table.file, lang.in_brackets(&lang.fill("tables.rows", &[&count(table.rows)])))
    };
    let delimiter = if one.delimiter.is_empty() { lang.word("tables.workbook") } else { &one.delimiter };
    let layout = lang.named("layout.", one.layout);
    let of = |used: Use| -> Vec<String> { one.columns.iter().filter(|c| c.used == used).map(|c| described(c, lang)).collect() };
    let read = lang.list(&of(Use::Used));
    let checked = of(Use::Checked);
    let read = if checked.is_empty() { read } else { format!("{read}; {}", lang.fill("tables.checked", &[&lang.list(&checked)])) };
    let left = [(Use::Unused, "tables.unused"), (Use::NotUnderstood, "tables.not-understood")];
    let left = left.into_iter().filter_map(|(used, key)| {
        let columns = of(used);
        (!columns.is_empty()).then(|| lang.fill(key, &[&lang.list(&columns)]))
    });
    let options: Vec<String> = one.options.iter().map(|(name, value)| format!("{name} = {value}")).collect();
    Told {
        files: group.iter().map(name).collect(),
        how: lang.fill("tables.how", &[&layout, &one.encoding, &delimiter, &one.header_line]),
        read,
        left: left.collect(),
        options: options.join("; "),
    }
}

/// A column: its header, and what it holds.
fn described(column: &ColumnReport, lang: Lang) -> String {
    let number = column.last.map_or_else(|| column.number.to_string(), |last| format!("{}–{last}", column.number));
    let header = if column.header.is_empty() { format!("#{number}") } else { format!("#{number} {}", column.header) };
    let role = lang.named("role.", &column.role);
    let meter = column.meter.as_ref().map(|meter| format!(" {meter}")).unwrap_or_default();
    let why = if column.why == Why::Stated { lang.in_brackets(lang.word("tables.stated")) } else { String::new() };
    format!("{header}: {role}{meter}{why}")
}
