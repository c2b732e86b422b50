//! A Markdown page: headings, lines, tables, and texts that nothing acts on.

use crate::report::page::is_unseen;
use crate::report::words::Lang;

/// Characters of a text that are shown; one that is longer is cut, and says so.
const LONGEST_TEXT: usize = 400;

/// A text of the park's files as plain text: no markup, HTML, table cell, link, mention or reference comes of it.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::new();
    let mut cut = text.chars();
    for c in cut.by_ref().take(LONGEST_TEXT) {
        match c {
            '&' => escaped += "&amp;",
            '<' => escaped += "&lt;",
            '>' => escaped += "&gt;",
            // An empty comment parts what GitHub would read as a mention, a reference or an address.
            '@' | '#' => {
                escaped.push(c);
                escaped += "<!-- -->";
            }
            ':' if text.contains("://") => escaped += ":<!-- -->",
            '.' if text.to_ascii_lowercase().contains("www.") => escaped += "<!-- -->.",
            '\\' | '|' | '`' | '*' | '_' | '[' | ']' | '~' | '$' | '!' => {
                escaped.push('\\');
                escaped.push(c);
            }
            '\n' | '\r' | '\t' => escaped.push(' '),
            c if is_unseen(c) => {
                escaped.push('\u{fffd}');
            }
            c => escaped.push(c),
        }
    }
    if cut.next().is_some() {
        escaped.push('…');
    }
    escaped
}

/// A page as it is written.
pub(super) struct Sheet {
    pub(super) lang: Lang,
    cap: usize,
    text: String,
}

impl Sheet {
    pub(super) fn new(lang: Lang, cap: usize) -> Self {
        Self { lang, cap, text: String::new() }
    }

    /// A heading; its text is Markdown.
    pub(super) fn heading(&mut self, level: usize, text: &str) {
        self.text += &format!("{} {text}\n\n", "#".repeat(level));
    }

    /// A paragraph; its text is Markdown.
    pub(super) fn line(&mut self, text: &str) {
        self.text += text;
        self.text += "\n\n";
    }

    /// A list of lines of at most as many as the page allows, but three at least, and how many more there are. Lines are Markdown.
    pub(super) fn list(&mut self, lines: &[String]) {
        let shown = lines.len().min(self.cap.max(3));
        self.line(&lines[..shown].join("\n"));
        if shown < lines.len() {
            let text = self.lang.fill("markdown.more", &[&(lines.len() - shown)]);
            self.line(&text);
        }
    }

    /// A table that is never shortened. Cells are Markdown.
    pub(super) fn whole_table(&mut self, columns: &[&str], rows: Vec<Vec<String>>) {
        self.rows(columns, rows);
    }

    /// A table of at most as many rows as the page allows, and how many more there are.
    pub(super) fn table(&mut self, columns: &[&str], mut rows: Vec<Vec<String>>) {
        let more = rows.len().saturating_sub(self.cap);
        rows.truncate(self.cap);
        if !rows.is_empty() {
            self.rows(columns, rows);
        }
        if more > 0 {
            let text = self.lang.fill("markdown.more", &[&more]);
            self.line(&text);
        }
    }

    fn rows(&mut self, columns: &[&str], rows: Vec<Vec<String>>) {
        self.text += &format!("| {} |\n|{}\n", columns.join(" | "), " --- |".repeat(columns.len()));
        for row in rows {
            self.text += &format!("| {} |\n", row.join(" | "));
        }
        self.text.push('\n');
    }

    pub(super) fn finish(self) -> String {
        let mut text = self.text.trim_end().to_owned();
        text.push('\n');
        text
    }
}

#[cfg(test)]
mod tests {
    use super::escape;

    #[test]
    fn nothing_acts_on_a_hostile_name() {
        assert_eq!(escape("a|b"), "a\\|b");
        assert_eq!(escape("a\\|b"), "a\\\\\\|b");
        assert_eq!(escape("<img src=x onerror=1>"), "&lt;img src=x onerror=1&gt;");
        assert_eq!(escape("[x](http://e.cn)"), "\\[x\\](http:<!-- -->//e.cn)");
        assert_eq!(escape("`rm`"), "\\`rm\\`");
        assert_eq!(escape("@all #1"), "@<!-- -->all #<!-- -->1");
        assert_eq!(escape("a\nb\u{202e}c\u{1b}"), "a b\u{fffd}c\u{fffd}");
        assert_eq!(escape("www.e.cn"), "www<!-- -->.e<!-- -->.cn");
        assert_eq!(escape(&"长".repeat(500)).chars().count(), 401);
    }
}
