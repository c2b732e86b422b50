//! Tables whose columns align on a terminal, by display width.

use std::fmt::Write as _;

use super::style::{Ink, Style};
use super::{clean, width, wrap};

/// On which side of its column a cell stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Align {
    Left,
    Right,
}

/// A cell.
#[derive(Clone, Debug)]
pub(crate) struct Cell {
    text: String,
    ink: Ink,
}

impl Cell {
    pub(crate) fn inked(text: impl AsRef<str>, ink: Ink) -> Self {
        Self { text: clean(text.as_ref()), ink }
    }
}

impl<T: AsRef<str>> From<T> for Cell {
    fn from(text: T) -> Self {
        Self::inked(text, Ink::Plain)
    }
}

enum Row {
    Cells(Vec<Cell>),
    Note(Ink, String),
    Title(String),
}

/// A table.
pub(crate) struct Table {
    aligns: Vec<Align>,
    head: Vec<Cell>,
    rows: Vec<Row>,
    flexible: Option<usize>,
}

/// Columns between two cells.
const GAP: usize = 2;
/// The least width of a column that gives way; where there is less, its cells stand below their rows.
const LEAST: usize = 24;

impl Table {
    /// A table of columns, each with its heading; no line of headings where all are empty.
    pub(crate) fn new(columns: &[(&str, Align)]) -> Self {
        Self {
            aligns: columns.iter().map(|c| c.1).collect(),
            head: columns.iter().map(|c| Cell::inked(c.0, Ink::Faint)).collect(),
            rows: Vec::new(),
            flexible: None,
        }
    }

    /// Lets the last column give way: its cells break into lines where the page is narrow.
    pub(crate) fn flexible(mut self) -> Self {
        self.flexible = self.aligns.len().checked_sub(1);
        self
    }

    pub(crate) fn row(&mut self, cells: Vec<Cell>) {
        self.rows.push(Row::Cells(cells));
    }

    /// A line below the last row, across all columns.
    pub(crate) fn note(&mut self, ink: Ink, text: impl Into<String>) {
        self.rows.push(Row::Note(ink, text.into()));
    }

    /// A line above the rows that follow, which stand a little to the right of it.
    pub(crate) fn title(&mut self, text: impl Into<String>) {
        self.rows.push(Row::Title(text.into()));
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    pub(super) fn write(&self, indent: usize, style: &Style, text: &mut String) {
        let widths = self.widths(style.width.saturating_sub(indent));
        let below = self.flexible.filter(|column| widths[*column] == 0);
        if self.head.iter().any(|cell| !cell.text.is_empty()) {
            self.write_row(&self.head[..below.unwrap_or(self.head.len())], &widths, indent, style, text);
        }
        for row in &self.rows {
            match row {
                Row::Cells(cells) => {
                    self.write_row(&cells[..below.unwrap_or(cells.len())], &widths, indent, style, text);
                    if let Some(cell) = below.and_then(|column| cells.get(column)).filter(|cell| !cell.text.is_empty()) {
                        write_lines(&cell.text, indent + 2 * GAP, cell.ink, style, text);
                    }
                }
                Row::Note(ink, note) => write_lines(note, indent + GAP, *ink, style, text),
                Row::Title(title) => write_lines(title, indent.saturating_sub(GAP), Ink::Plain, style, text),
            }
        }
    }

    fn widths(&self, page: usize) -> Vec<usize> {
        let cells = |column: usize| {
            let rows = self.rows.iter().filter_map(move |row| match row {
                Row::Cells(cells) => cells.get(column),
                Row::Note(..) | Row::Title(_) => None,
            });
            rows.chain(self.head.get(column))
        };
        let mut widths: Vec<usize> = (0..self.aligns.len()).map(|c| cells(c).map(|cell| width(&cell.text)).max().unwrap_or(0)).collect();
        if let Some(column) = self.flexible {
            let others: usize = widths.iter().enumerate().filter(|(c, _)| *c != column).map(|(_, w)| w + GAP).sum();
            let room = page.saturating_sub(others);
            widths[column] = if widths[column] <= room || room >= LEAST { widths[column].min(room) } else { 0 };
        }
        widths
    }

    fn write_row(&self, cells: &[Cell], widths: &[usize], indent: usize, style: &Style, text: &mut String) {
        let parts: Vec<Vec<String>> = cells
            .iter()
            .enumerate()
            .map(|(column, cell)| if self.flexible == Some(column) { wrap(&cell.text, widths[column]) } else { vec![cell.text.clone()] })
            .collect();
        for number in 0..parts.iter().map(Vec::len).max().unwrap_or(0) {
            let mut line = " ".repeat(indent);
            let mut owed = 0;
            for (column, cell) in cells.iter().enumerate() {
                let part = parts[column].get(number).map_or("", String::as_str);
                let spare = widths[column].saturating_sub(width(part));
                let (before, after) = match self.aligns[column] {
                    Align::Left => (0, spare),
                    Align::Right => (spare, 0),
                };
                owed += before;
                if !part.is_empty() {
                    line += &" ".repeat(owed);
                    owed = 0;
                    line += &cell.ink.paint(part, style.color);
                }
                owed += after + GAP;
            }
            text.push_str(line.trim_end());
            text.push('\n');
        }
    }
}

fn write_lines(what: &str, indent: usize, ink: Ink, style: &Style, text: &mut String) {
    for line in wrap(what, style.width.saturating_sub(indent)) {
        let _ = writeln!(text, "{}{}", " ".repeat(indent), ink.paint(&line, style.color));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(table: &Table, columns: usize) -> String {
        let mut text = String::new();
        table.write(2, &Style { width: columns, ..Style::default() }, &mut text);
        text
    }

    #[test]
    fn columns_align_by_display_width() {
        let mut table = Table::new(&[("名称", Align::Left), ("MWh", Align::Right), ("", Align::Left)]);
        table.row(vec!["下网电量".into(), "1,234".into(), "P".into()]);
        table.row(vec!["load".into(), "".into(), "L".into()]);
        table.note(Ink::Faint, "a note");
        assert_eq!(written(&table, 60), "  名称        MWh\n  下网电量  1,234  P\n  load             L\n    a note\n");
    }

    #[test]
    fn a_flexible_column_gives_way() {
        let mut table = Table::new(&[("", Align::Left), ("", Align::Left)]).flexible();
        table.row(vec!["k".into(), "a source that is rather long".into()]);
        assert_eq!(written(&table, 32), "  k  a source that is rather\n     long\n");
        assert_eq!(written(&table, 26), "  k\n      a source that is\n      rather long\n");
    }
}
