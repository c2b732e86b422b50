//! Texts of the park's files in Markdown: nothing acts on them.

use crate::report::page::is_unseen;

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
