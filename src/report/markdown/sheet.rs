//! Sections as Markdown: headings, lines, lists, and GitHub's tables.

use super::escape::escape;
use crate::report::view::{Block, Cell, Piece, Section, Shown, Table, Text, Tone};
use crate::report::words::Lang;

/// A page that is being written.
pub(super) struct Sheet {
    lang: Lang,
    /// Entries of a list or table that is not kept whole.
    cap: usize,
    text: String,
}

/// A sign that stands out in a long page; none for what only stands out by its letters.
fn sign(tone: Tone) -> Option<&'static str> {
    match tone {
        Tone::Good => Some("✅"),
        Tone::Bad => Some("❌"),
        Tone::Doubt => Some("❔"),
        Tone::Neither => Some("➖"),
        Tone::Unread => Some("⛔"),
        Tone::Plain | Tone::Strong | Tone::Faint => None,
    }
}

fn inline(text: &Text) -> String {
    text.0
        .iter()
        .map(|piece| match piece {
            Piece::Plain(text) => escape(text),
            Piece::Strong(text) => format!("**{}**", escape(text)),
            Piece::Code(text) => format!("`{text}`"),
            Piece::Break => "<br>".to_owned(),
        })
        .collect()
}

fn signed(tone: Tone, text: &Text) -> String {
    sign(tone).map_or_else(|| inline(text), |sign| format!("{sign} {}", inline(text)))
}

impl Sheet {
    pub(super) fn new(lang: Lang, cap: usize) -> Self {
        Self { lang, cap, text: String::new() }
    }

    /// A section with its heading.
    pub(super) fn section(&mut self, section: &Section) {
        if !section.heading.words().is_empty() {
            self.heading(if section.first { 2 } else { 3 }, &signed(section.tone, &section.heading));
        }
        for block in &section.blocks {
            match block {
                Block::Heading(text) => self.heading(4, &inline(text)),
                Block::Paragraph(Tone::Bad, text) => self.line(&format!("⚠️ **{}**", inline(text))),
                Block::Paragraph(_, text) => self.line(&inline(text)),
                Block::List(lines) => self.list(lines),
                Block::Table(table) if table.shown != Shown::InCells => self.table(table),
                Block::Table(_) => {}
            }
        }
    }

    /// A sentence of the catalogue.
    pub(super) fn sentence(&mut self, text: &str) {
        self.line(&inline(&text.into()));
    }

    fn heading(&mut self, level: usize, text: &str) {
        self.text += &format!("{} {text}\n\n", "#".repeat(level));
    }

    fn line(&mut self, text: &str) {
        self.text += text;
        self.text += "\n\n";
    }

    /// Lines, of which the page allows three at least, and how many more there are.
    fn list(&mut self, lines: &[Text]) {
        let shown = lines.len().min(self.cap.max(3));
        let text: Vec<String> = lines[..shown].iter().map(inline).collect();
        self.line(&text.join("\n"));
        self.left_out(lines.len() - shown);
    }

    /// A table of as many rows as the page allows, and how many more there are.
    fn table(&mut self, table: &Table) {
        let places = table.on_page();
        let shown = if table.whole { table.rows.len() } else { table.rows.len().min(self.cap) };
        if shown > 0 || table.whole {
            let heads: Vec<&str> = places.iter().map(|at| table.columns[*at].head.as_str()).collect();
            self.text += &format!("| {} |\n|{}\n", heads.join(" | "), " --- |".repeat(heads.len()));
            for row in &table.rows[..shown] {
                let cell = |cell: &Cell| signed(cell.tone, &cell.text);
                let cells: Vec<String> = places.iter().map(|at| cell(&row[*at])).collect();
                self.text += &format!("| {} |\n", cells.join(" | "));
            }
            self.text.push('\n');
        }
        self.left_out(table.rows.len() - shown);
    }

    fn left_out(&mut self, more: usize) {
        if more > 0 {
            self.sentence(&self.lang.fill("markdown.more", &[&more]));
        }
    }

    pub(super) fn finish(self) -> String {
        let mut text = self.text.trim_end().to_owned();
        text.push('\n');
        text
    }
}
