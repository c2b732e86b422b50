//! A page of text for a terminal: headings, paragraphs, tables. Knows width and colour, nothing of parks.
//!
//! All text comes in through [`clean`], so that no name of a file or meter can move the cursor, change colours or turn the direction of writing.

pub(crate) mod number;
mod style;
mod table;
mod wrap;

use std::fmt::Write as _;

pub(crate) use style::Ink;
pub use style::{Style, WIDTH};
pub(crate) use table::{Align, Cell, Table};
pub(crate) use wrap::{clean, cut, is_unseen, width, wrap};

/// A page that is being written.
pub(crate) struct Page {
    /// How it is shown.
    pub(crate) style: Style,
    text: String,
}

impl Page {
    pub(crate) fn new(style: Style) -> Self {
        Self { style, text: String::new() }
    }

    /// The text.
    pub(crate) fn finish(self) -> String {
        self.text
    }

    /// An empty line, never two together and none at the top.
    pub(crate) fn blank(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }

    /// A heading after an empty line.
    pub(crate) fn heading(&mut self, text: &str) {
        self.blank();
        self.line(0, &[(text, Ink::Strong)]);
    }

    /// A line, as long as it comes.
    pub(crate) fn line(&mut self, indent: usize, pieces: &[(&str, Ink)]) {
        let mut line = " ".repeat(indent);
        for (text, ink) in pieces {
            line += &ink.paint(&clean(text), self.style.color);
        }
        let _ = writeln!(self.text, "{}", line.trim_end());
    }

    /// A paragraph, broken to the width of the page.
    pub(crate) fn paragraph(&mut self, indent: usize, ink: Ink, text: &str) {
        self.hanging(indent, "", ink, text);
    }

    /// A paragraph behind a label; its further lines stand below its first.
    pub(crate) fn hanging(&mut self, indent: usize, label: &str, ink: Ink, text: &str) {
        let label = clean(label);
        let hang = indent + width(&label);
        for (number, part) in wrap(text, self.style.width.saturating_sub(hang)).iter().enumerate() {
            if number == 0 {
                self.line(indent, &[(&label, Ink::Faint), (part, ink)]);
            } else {
                self.line(hang, &[(part, ink)]);
            }
        }
    }

    /// A table.
    pub(crate) fn table(&mut self, indent: usize, table: &Table) {
        table.write(indent, &self.style, &mut self.text);
    }
}
