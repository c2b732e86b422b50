//! What a section of the report is made of: a heading, paragraphs, lists and tables of cells. A section says what stands where; how it looks is the
//! renderer's own.

use crate::measure::Exact;
use crate::report::page::number::{UNKNOWN, all_digits, count};
use crate::rule::{Outcome, Verdict};

/// How something stands or stands out. A renderer shows it by a colour, a sign, or not at all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Tone {
    #[default]
    Plain,
    Strong,
    Faint,
    Good,
    Bad,
    Doubt,
    /// Of what has no outcome, such as a rule that does not apply.
    Neither,
    /// Of a park that could not be read.
    Unread,
}

impl From<Outcome> for Tone {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Pass => Self::Good,
            Outcome::Fail => Self::Bad,
            Outcome::Indeterminate => Self::Doubt,
            Outcome::NotApplicable | Outcome::Exempt => Self::Neither,
        }
    }
}

impl From<Verdict> for Tone {
    fn from(verdict: Verdict) -> Self {
        Outcome::from(verdict).into()
    }
}

/// A piece of a text. None holds markup: whatever a renderer would act on, it escapes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    Plain(String),
    Strong(String),
    /// A name, a digest or a command, as it is typed.
    Code(String),
    /// The end of a line within a cell.
    Break,
}

/// A text in pieces.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Text(pub(crate) Vec<Piece>);

impl<T: Into<String>> From<T> for Text {
    fn from(text: T) -> Self {
        Self(vec![Piece::Plain(text.into())])
    }
}

impl Text {
    pub(crate) fn strong(text: impl Into<String>) -> Self {
        Self(vec![Piece::Strong(text.into())])
    }

    pub(crate) fn code(text: impl Into<String>) -> Self {
        Self(vec![Piece::Code(text.into())])
    }

    /// Lines of a cell.
    pub(crate) fn lines<T: Into<String>>(lines: impl IntoIterator<Item = T>) -> Self {
        let mut pieces = Vec::new();
        for line in lines {
            if !pieces.is_empty() {
                pieces.push(Piece::Break);
            }
            pieces.push(Piece::Plain(line.into()));
        }
        Self(pieces)
    }

    /// The text with a further piece.
    pub(crate) fn and(mut self, piece: Piece) -> Self {
        self.0.push(piece);
        self
    }

    /// The text with plain text behind it.
    pub(crate) fn then(self, text: impl Into<String>) -> Self {
        self.and(Piece::Plain(text.into()))
    }

    /// The words alone, a line break for each end of a line.
    pub(crate) fn words(&self) -> String {
        self.0
            .iter()
            .map(|piece| match piece {
                Piece::Plain(text) | Piece::Strong(text) | Piece::Code(text) => text.as_str(),
                Piece::Break => "\n",
            })
            .collect()
    }
}

/// What a cell measures or counts, to the last digit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Value {
    /// How many.
    Count(u64),
    /// A quantity in the unit that the table says.
    Number(Exact),
    /// A part of a whole, 1 for all of it; people read it as a percentage.
    Share(Exact),
}

/// A cell: what it says, and the value behind that.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Cell {
    pub(crate) text: Text,
    pub(crate) value: Option<Value>,
    pub(crate) tone: Tone,
}

impl<T: Into<Text>> From<T> for Cell {
    fn from(text: T) -> Self {
        Self { text: text.into(), value: None, tone: Tone::Plain }
    }
}

impl Cell {
    pub(crate) fn toned(text: impl Into<Text>, tone: impl Into<Tone>) -> Self {
        Self { text: text.into(), value: None, tone: tone.into() }
    }

    pub(crate) fn valued(text: impl Into<Text>, value: Option<Value>) -> Self {
        Self { text: text.into(), value, tone: Tone::Plain }
    }

    /// A count.
    pub(crate) fn count(number: u64) -> Self {
        Self::valued(count(number), Some(Value::Count(number)))
    }

    /// A number with every digit; a dash for one that is not known.
    pub(crate) fn digits(number: Option<&Exact>) -> Self {
        let text = number.map_or_else(|| UNKNOWN.to_owned(), all_digits);
        Self::valued(text, number.cloned().map(Value::Number))
    }

    /// What is not known.
    pub(crate) fn unknown() -> Self {
        UNKNOWN.into()
    }
}

/// Where a column is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Shown {
    #[default]
    Everywhere,
    /// On pages for reading: a sentence that says what several cells of a workbook hold.
    OnPages,
    /// In workbooks: a number of its own, or a name by which rows are found.
    InCells,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Column {
    pub(crate) head: String,
    /// Its head in a workbook, where that is another.
    pub(crate) called: Option<String>,
    /// Unit of all its numbers, where they have one; pages say it elsewhere.
    pub(crate) unit: Option<&'static str>,
    pub(crate) shown: Shown,
}

impl<T: Into<String>> From<T> for Column {
    fn from(head: T) -> Self {
        Self { head: head.into(), called: None, unit: None, shown: Shown::Everywhere }
    }
}

impl Column {
    /// A column for pages alone.
    pub(crate) fn on_pages(head: impl Into<String>) -> Self {
        Self { shown: Shown::OnPages, ..head.into().into() }
    }

    /// A column for workbooks alone.
    pub(crate) fn in_cells(head: impl Into<String>) -> Self {
        Self { shown: Shown::InCells, ..head.into().into() }
    }

    /// The column with another head in a workbook.
    pub(crate) fn called(self, head: impl Into<String>) -> Self {
        Self { called: Some(head.into()), ..self }
    }

    /// The column with the unit of all its numbers.
    pub(crate) fn of_unit(self, unit: &'static str) -> Self {
        Self { unit: Some(unit), ..self }
    }
}

/// What a table is part of: those of one kind stand in one table where rows are many, with a column that tells the parts apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Part {
    /// What tells them apart.
    pub(crate) head: String,
    /// Which of them this is.
    pub(crate) name: String,
}

/// A table; every row has a cell for every column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Table {
    /// What it holds, where pages need no word for it.
    pub(crate) title: Option<String>,
    pub(crate) part: Option<Part>,
    pub(crate) columns: Vec<Column>,
    pub(crate) rows: Vec<Vec<Cell>>,
    /// Whether it is never shortened.
    pub(crate) whole: bool,
    pub(crate) shown: Shown,
}

impl Table {
    /// A table that a page may shorten, if it says so.
    pub(crate) fn new<C: Into<Column>>(columns: impl IntoIterator<Item = C>, rows: Vec<Vec<Cell>>) -> Self {
        let columns = columns.into_iter().map(Into::into).collect();
        Self { title: None, part: None, columns, rows, whole: false, shown: Shown::Everywhere }
    }

    /// A table that is never shortened.
    pub(crate) fn whole<C: Into<Column>>(columns: impl IntoIterator<Item = C>, rows: Vec<Vec<Cell>>) -> Self {
        Self { whole: true, ..Self::new(columns, rows) }
    }

    /// The same as part of a larger one.
    pub(crate) fn part(self, head: impl Into<String>, name: impl Into<String>) -> Self {
        Self { part: Some(Part { head: head.into(), name: name.into() }), ..self }
    }

    /// The same with a title.
    pub(crate) fn titled(self, title: impl Into<String>) -> Self {
        Self { title: Some(title.into()), ..self }
    }

    /// The same for workbooks alone.
    pub(crate) fn in_cells(self) -> Self {
        Self { shown: Shown::InCells, ..self }
    }

    /// The same for pages alone.
    pub(crate) fn on_pages(self) -> Self {
        Self { shown: Shown::OnPages, ..self }
    }

    /// The places of the columns that a page shows.
    pub(crate) fn on_page(&self) -> Vec<usize> {
        self.places(Shown::OnPages)
    }

    /// The places of the columns that a workbook shows.
    pub(crate) fn in_workbook(&self) -> Vec<usize> {
        self.places(Shown::InCells)
    }

    fn places(&self, here: Shown) -> Vec<usize> {
        let shown = |column: &Column| column.shown == Shown::Everywhere || column.shown == here;
        (0..self.columns.len()).filter(|at| shown(&self.columns[*at])).collect()
    }
}

/// A part of a section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Block {
    /// A heading below that of the section.
    Heading(Text),
    Paragraph(Tone, Text),
    /// Lines of one kind, of which a page may leave out the last, if it says so.
    List(Vec<Text>),
    Table(Table),
}

/// A section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Section {
    pub(crate) heading: Text,
    /// How what the heading says stands.
    pub(crate) tone: Tone,
    /// Whether it begins a park, or all parks.
    pub(crate) first: bool,
    pub(crate) blocks: Vec<Block>,
}

impl Section {
    pub(crate) fn new(heading: impl Into<Text>) -> Self {
        Self { heading: heading.into(), tone: Tone::Plain, first: false, blocks: Vec::new() }
    }

    /// The section with which a park begins, or all parks.
    pub(crate) fn first(heading: impl Into<Text>, tone: impl Into<Tone>) -> Self {
        Self { tone: tone.into(), first: true, ..Self::new(heading) }
    }

    pub(crate) fn heading(&mut self, text: impl Into<Text>) {
        self.blocks.push(Block::Heading(text.into()));
    }

    pub(crate) fn say(&mut self, text: impl Into<Text>) {
        self.toned(Tone::Plain, text);
    }

    pub(crate) fn toned(&mut self, tone: impl Into<Tone>, text: impl Into<Text>) {
        self.blocks.push(Block::Paragraph(tone.into(), text.into()));
    }

    pub(crate) fn say_all<T: Into<Text>>(&mut self, texts: impl IntoIterator<Item = T>) {
        texts.into_iter().for_each(|text| self.say(text));
    }

    pub(crate) fn list(&mut self, lines: Vec<Text>) {
        self.blocks.push(Block::List(lines));
    }

    pub(crate) fn table(&mut self, table: Table) {
        self.blocks.push(Block::Table(table));
    }
}
