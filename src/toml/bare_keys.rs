//! Keys in Chinese, written without quotes: `where = { 数据项 = "正向有功" }`. TOML asks for quotes there; whoever copies a header from a table does not
//! know that.

/// The text with quotes around bare keys that are not ASCII; lines stay where they are. Strings and comments are left alone.
pub(super) fn quoted(text: &str) -> String {
    let mut found = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let taken = match c {
            '#' => rest.find('\n').unwrap_or(rest.len()),
            '"' | '\'' => string(rest, c),
            c if is_bare(c) => {
                let end = rest.find(|c| !is_bare(c)).unwrap_or(rest.len());
                let (key, behind) = rest.split_at(end);
                if !key.is_ascii() && behind.trim_start_matches([' ', '\t']).starts_with(['=', '.', ']']) {
                    found.push('"');
                    found.push_str(key);
                    found.push('"');
                    rest = behind;
                    continue;
                }
                end
            }
            c => c.len_utf8(),
        };
        found.push_str(&rest[..taken]);
        rest = &rest[taken..];
    }
    found
}

/// Bytes of the string that starts a text, up to its end or that of the text.
fn string(text: &str, quote: char) -> usize {
    let three: String = [quote; 3].iter().collect();
    let (open, close) = if text.starts_with(&three) { (3, three.as_str()) } else { (1, &three[..1]) };
    let mut at = open;
    while at < text.len() {
        if text[at..].starts_with(close) {
            return at + close.len();
        }
        let c = text[at..].chars().next().map_or(1, char::len_utf8);
        at += c;
        if quote == '"' && text[..at].ends_with('\\') {
            at += text[at..].chars().next().map_or(0, char::len_utf8);
        }
    }
    text.len()
}

fn is_bare(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '-' | '_') || (!c.is_ascii() && !c.is_whitespace() && !matches!(c, '，' | '＝' | '“' | '”'))
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn bare_chinese_keys_are_quoted_and_nothing_else_is() {
        for (text, same) in [
            ("where = { 数据项 = \"正向有功\" }", "where = { \"数据项\" = \"正向有功\" }"),
            ("qualities = { 补采 = \"estimated\", ok = \"good\" }", "qualities = { \"补采\" = \"estimated\", ok = \"good\" }"),
            ("a = \"表 = 1\" # 列 = 2", "a = \"表 = 1\" # 列 = 2"),
            ("a = '列 = \\' # x", "a = '列 = \\' # x"),
            ("a = \"\\\"列 = 1\"", "a = \"\\\"列 = 1\""),
            ("[layout.国网]\nbase = \"wide\"", "[layout.\"国网\"]\nbase = \"wide\""),
            ("a = [\"电量\", \"功率\"]", "a = [\"电量\", \"功率\"]"),
        ] {
            assert_eq!(quoted(text), same);
        }
    }
}
