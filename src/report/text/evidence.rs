//! What it all rests on: the completeness of meters, and the files.

use crate::report::page::number::count;
use crate::report::page::{Align, Cell, Ink, Page, Table};
use crate::report::schema::{DataReport, Report};
use crate::report::view::read_tables::told;

/// Meters that are shown one by one.
const METERS: usize = 8;
/// Files that are shown one by one.
const FILES: usize = 40;
/// Complete meters that are named.
const NAMED: usize = 60;
/// Characters of a digest that are shown.
const DIGEST: usize = 12;

/// Meters with missing or estimated intervals, the worst first.
pub(super) fn write_completeness(page: &mut Page, report: &Report) {
    let lang = page.style.lang;
    if report.data.is_empty() {
        return;
    }
    page.heading(lang.word("section.completeness"));
    let mut wanting: Vec<&DataReport> = report.data.iter().filter(|d| d.missing > 0 || d.estimated > 0 || d.present < d.expected).collect();
    let all = count(report.data.len() as u64);
    if wanting.is_empty() {
        page.paragraph(2, Ink::Plain, &lang.fill("completeness.all", &[&all]));
        complete(page, report);
        return;
    }
    page.paragraph(2, Ink::Plain, &lang.fill("completeness.some", &[&count(wanting.len() as u64), &all]));
    wanting.sort_by_key(|d| std::cmp::Reverse((d.missing, d.estimated)));
    let mut table = Table::new(&[
        (lang.word("column.meter"), Align::Left),
        (lang.word("column.expected"), Align::Right),
        (lang.word("column.present"), Align::Right),
        (lang.word("column.missing"), Align::Right),
        (lang.word("column.estimated"), Align::Right),
    ]);
    for meter in wanting.iter().take(METERS) {
        let numbers = [meter.expected, meter.present, meter.missing, meter.estimated];
        let mut cells: Vec<Cell> = vec![(&meter.meter).into()];
        cells.extend(numbers.into_iter().map(|n| Cell::from(count(n))));
        table.row(cells);
    }
    if wanting.len() > METERS {
        table.note(Ink::Faint, lang.fill("completeness.more", &[&count((wanting.len() - METERS) as u64)]));
    }
    page.table(4, &table);
    complete(page, report);
}

/// The names of the complete meters.
fn complete(page: &mut Page, report: &Report) {
    let lang = page.style.lang;
    let all: Vec<&DataReport> = report.data.iter().filter(|d| d.missing == 0 && d.estimated == 0 && d.present >= d.expected).collect();
    let names: Vec<String> = all.iter().take(NAMED).map(|d| d.meter.clone()).collect();
    if names.is_empty() {
        return;
    }
    let more = if all.len() > NAMED {
        lang.in_brackets(&lang.fill("completeness.more", &[&count((all.len() - NAMED) as u64)]))
    } else {
        String::new()
    };
    page.paragraph(2, Ink::Faint, &format!("{}{more}", lang.fill("completeness.complete", &[&lang.list(&names)])));
}

/// How the tables were read, and the files that nothing read.
pub(super) fn write_tables(page: &mut Page, report: &Report) {
    let lang = page.style.lang;
    page.heading(lang.word("section.tables"));
    for told in told(report, lang) {
        let mut files: Vec<String> = told.files.iter().take(NAMED).cloned().collect();
        if told.files.len() > NAMED {
            files.push(lang.fill("inputs.more", &[&count((told.files.len() - NAMED) as u64)]));
        }
        page.paragraph(2, Ink::Plain, &lang.list(&files));
        page.paragraph(4, Ink::Faint, &told.how);
        page.paragraph(4, Ink::Plain, &told.read);
        for left in &told.left {
            page.paragraph(4, Ink::Plain, left);
        }
        if !told.options.is_empty() {
            page.paragraph(4, Ink::Faint, &lang.fill("tables.options", &[&told.options]));
        }
    }
    if !report.unread_files.is_empty() {
        page.heading(lang.word("section.unread-files"));
        for file in report.unread_files.iter().take(FILES) {
            page.paragraph(2, Ink::Plain, file);
        }
        if report.unread_files.len() > FILES {
            page.paragraph(2, Ink::Faint, &lang.fill("inputs.more", &[&count((report.unread_files.len() - FILES) as u64)]));
        }
    }
}

/// The files that were read, with the beginnings of their digests; JSON has them whole.
pub(super) fn write_inputs(page: &mut Page, report: &Report) {
    let lang = page.style.lang;
    page.heading(lang.word("section.inputs"));
    let sum = |of: fn(&crate::report::schema::InputReport) -> u64| count(report.inputs.iter().map(of).fold(0, u64::saturating_add));
    let totals = [count(report.inputs.len() as u64), sum(|i| i.rows), sum(|i| i.bytes)];
    page.paragraph(2, Ink::Plain, &lang.fill("inputs.totals", &[&totals[0], &totals[1], &totals[2]]));
    let mut table = Table::new(&[
        (lang.word("column.file"), Align::Left),
        (lang.word("column.rows"), Align::Right),
        (lang.word("column.bytes"), Align::Right),
        (lang.word("column.digest"), Align::Left),
    ]);
    for input in report.inputs.iter().take(FILES) {
        table.row(vec![(&input.file).into(), count(input.rows).into(), count(input.bytes).into(), short(&input.sha256).into()]);
    }
    if report.inputs.len() > FILES {
        table.note(Ink::Faint, lang.fill("inputs.more", &[&count((report.inputs.len() - FILES) as u64)]));
    }
    page.table(2, &table);
    page.blank();
    let tool = [report.tool.name, report.tool.version, &report.policy.name, short(&report.policy.sha256)];
    page.paragraph(0, Ink::Faint, &lang.fill("inputs.tool", &[&tool[0], &tool[1], &tool[2], &tool[3]]));
    page.paragraph(0, Ink::Faint, lang.word("hint.explain"));
}

fn short(digest: &str) -> &str {
    digest.get(..DIGEST).unwrap_or(digest)
}
