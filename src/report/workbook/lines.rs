//! What stands on a sheet, line by line: titles, heads of tables, rows of cells, sentences.

use super::number::{Number, format, look, number, places_alone, places_of};
use crate::report::page::clean;
use crate::report::view::{Block, Cell, Column, Piece, Section, Shown, Table, Text, Tone, Value};
use crate::report::words::Lang;

/// A cell as it is written.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Put {
    /// Its number with the format that shows it; none of a text.
    pub(super) number: Option<(Number, String)>,
    pub(super) text: String,
    pub(super) tone: Tone,
}

impl Put {
    fn text(text: &Text, tone: Tone) -> Self {
        Self { number: None, text: written(text), tone }
    }
}

/// A line of a sheet.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Line {
    /// The title of the sheet.
    Title(Tone, String),
    /// A title below that.
    Heading(String),
    /// A sentence over the whole breadth.
    Sentence(Tone, String),
    /// The head of a table: the name of each column, and whether numbers stand in it.
    Head(Vec<(String, bool)>),
    /// A row of the table above.
    Row(Vec<Put>),
    Blank,
}

/// A sentence, with what is typed between backticks.
fn sentence(text: &Text) -> String {
    let shown = |piece: &Piece| match piece {
        Piece::Code(text) => format!("`{}`", clean(text)),
        Piece::Plain(text) | Piece::Strong(text) => clean(text),
        Piece::Break => "\n".to_owned(),
    };
    text.0.iter().map(shown).collect()
}

/// A text for a cell: in it nothing that moves a cursor or turns the direction of writing, but the ends of lines.
fn written(text: &Text) -> String {
    text.words().split('\n').map(clean).collect::<Vec<_>>().join("\n")
}

/// Sections as a page for reading, in their order.
pub(super) fn page(sections: &[Section]) -> Vec<Line> {
    let mut lines = Vec::new();
    for section in sections {
        let heading = written(&section.heading);
        if section.first {
            lines.push(Line::Title(section.tone, heading));
        } else {
            lines.push(Line::Blank);
            lines.extend(Some(heading).filter(|heading| !heading.is_empty()).map(Line::Heading));
        }
        for block in &section.blocks {
            match block {
                Block::Heading(text) => lines.extend([Line::Blank, Line::Heading(written(text))]),
                Block::Paragraph(tone, text) => lines.push(Line::Sentence(*tone, sentence(text))),
                Block::List(all) => lines.extend(all.iter().map(|text| Line::Sentence(Tone::Plain, sentence(text)))),
                Block::Table(table) if table.shown != Shown::InCells && !table.rows.is_empty() => read(table, &mut lines),
                Block::Table(_) => {}
            }
        }
    }
    lines
}

/// A table for reading: numbers look as on every page.
fn read(table: &Table, lines: &mut Vec<Line>) {
    let places = table.on_page();
    let put = |cell: &Cell| {
        let mut put = Put::text(&cell.text, cell.tone);
        // As the text, a page rounds for the eye; the sheets of rows have every digit.
        put.number = cell.value.as_ref().and_then(|value| Some((number(value)?, look(&put.text, value)?)));
        put
    };
    let rows: Vec<Vec<Put>> = table.rows.iter().map(|row| places.iter().map(|at| put(&row[*at])).collect()).collect();
    let numbers = |at: usize| rows.iter().any(|row| row[at].number.is_some());
    let head = places.iter().enumerate().map(|(at, column)| (clean(&table.columns[*column].head), numbers(at)));
    lines.push(Line::Head(head.collect()));
    lines.extend(rows.into_iter().map(Line::Row));
    lines.push(Line::Blank);
}

/// Where rows come from, in a workbook of several parks: its name and its folder.
pub(super) type Origin<'a> = Option<(&'a str, &'a str)>;

/// The tables of sections of one kind, of all parks: those alike are one table.
#[derive(Default)]
pub(super) struct Tables {
    tables: Vec<Table>,
    sentences: Vec<Line>,
}

impl Tables {
    /// Whether there is nothing to be written.
    pub(super) fn is_empty(&self) -> bool {
        self.tables.is_empty() && self.sentences.is_empty()
    }

    /// Takes the tables of a section; what it says in sentences stands below them all.
    pub(super) fn take(&mut self, section: Section, origin: Origin<'_>, lang: Lang) {
        let heading = section.heading.words();
        let titles: Vec<String> =
            section.blocks.iter().filter_map(|block| if let Block::Table(table) = block { table.title.clone() } else { None }).collect();
        let mut said = Vec::new();
        for block in section.blocks {
            match block {
                Block::Heading(text) => said.push(Line::Heading(written(&text))),
                Block::Paragraph(_, text) if titles.contains(&text.words()) => {}
                Block::Paragraph(tone, text) => said.push(Line::Sentence(tone, sentence(&text))),
                Block::List(all) => said.extend(all.iter().map(|text| Line::Sentence(Tone::Plain, sentence(text)))),
                Block::Table(table) if table.shown != Shown::OnPages => self.join(table, &heading, origin, lang),
                Block::Table(_) => {}
            }
        }
        if let Some((park, _)) = origin.filter(|_| !said.is_empty()) {
            self.sentences.push(Line::Heading(clean(park)));
        }
        self.sentences.append(&mut said);
    }

    /// Puts the rows of a table under those of its kind, with where they come from before them.
    fn join(&mut self, table: Table, heading: &str, origin: Origin<'_>, lang: Lang) {
        let places = table.in_workbook();
        let mut columns: Vec<Column> = Vec::new();
        let mut before: Vec<Cell> = Vec::new();
        if let Some((park, folder)) = origin {
            columns.extend([lang.word("column.park"), lang.word("column.folder")].map(Column::from));
            before.extend([park, folder].map(Cell::from));
        }
        if let Some(part) = &table.part {
            columns.push(Column::from(part.head.as_str()));
            before.push(part.name.as_str().into());
        }
        columns.extend(places.iter().map(|at| table.columns[*at].clone()));
        let rows = table.rows.into_iter().map(|row| before.iter().cloned().chain(places.iter().map(|at| row[*at].clone())).collect());
        // Tables of one part have that part's kind for their title, others their own or their section's.
        let title = table.title.or_else(|| table.part.is_none().then(|| heading.to_owned()));
        if let Some(known) = self.tables.iter_mut().find(|known| known.columns == columns && known.title == title) {
            known.rows.extend(rows);
        } else {
            let rows = rows.collect();
            self.tables.push(Table { title, part: None, columns, rows, whole: true, shown: Shown::InCells });
        }
    }

    /// The lines of a sheet: the first table at the top, so that its head stays in sight, then the others with their titles, then the sentences.
    pub(super) fn lines(self, title: &str, lang: Lang) -> Vec<Line> {
        let mut lines = vec![Line::Title(Tone::Plain, title.to_owned())];
        for (at, table) in self.tables.into_iter().enumerate() {
            if at > 0 {
                lines.push(Line::Blank);
                lines.extend(table.title.clone().map(|title| Line::Heading(clean(&title))));
            }
            computed(table, &mut lines, lang);
        }
        if !self.sentences.is_empty() {
            lines.push(Line::Blank);
        }
        lines.extend(self.sentences);
        lines
    }
}

/// A table to compute with: numbers as they are, the unit of a column in its head, and beside a column with numbers that a spreadsheet would round another
/// with every digit of those as a text.
fn computed(table: Table, lines: &mut Vec<Line>, lang: Lang) {
    let own = |at: usize| table.rows.iter().filter_map(move |row| row.get(at)?.value.as_ref());
    let columns: Vec<Shape> = (0..table.columns.len())
        .map(|at| Shape {
            numbers: own(at).next().is_some(),
            places: table.columns[at].unit.map(|_| places_of(own(at))),
            beside: own(at).any(|value| number(value).is_some_and(|number| !number.fits)),
        })
        .collect();
    let mut head = Vec::new();
    for (column, shape) in table.columns.iter().zip(&columns) {
        let name = column.called.as_ref().unwrap_or(&column.head);
        let name = column.unit.map_or_else(|| name.clone(), |unit| format!("{name}{}", lang.in_brackets(unit)));
        let exact = shape.beside.then(|| (lang.fill("workbook.exact", &[&clean(&name)]), false));
        head.push((clean(&name), shape.numbers));
        head.extend(exact);
    }
    lines.push(Line::Head(head));
    for row in &table.rows {
        let mut cells = Vec::new();
        for (cell, shape) in row.iter().zip(&columns) {
            let put = computed_cell(cell, shape.places);
            let exact = put.number.as_ref().filter(|(number, _)| !number.fits).map(|(number, _)| number.exact.clone());
            cells.push(put);
            if shape.beside {
                cells.push(Put { number: None, text: exact.unwrap_or_default(), tone: Tone::Plain });
            }
        }
        lines.push(Line::Row(cells));
    }
}

/// What a column holds.
struct Shape {
    /// Whether numbers stand in it.
    numbers: bool,
    /// Places of them all, where they are of one unit; else each has its own.
    places: Option<u32>,
    /// Whether a column with every digit stands beside it.
    beside: bool,
}

fn computed_cell(cell: &Cell, places: Option<u32>) -> Put {
    let mut put = Put::text(&cell.text, cell.tone);
    let shown = |value: &Value| format(value, places.unwrap_or_else(|| places_alone(value)));
    put.number = cell.value.as_ref().and_then(|value| Some((number(value)?, shown(value))));
    put
}
