//! A code as it is compared (METHOD 4): whatever a spreadsheet, an input method or a printer made of its signs, equal codes are equal texts.

use unicode_normalization::UnicodeNormalization;

/// A code of a certificate or a project for comparison: compatibility forms (full width, circled, superscript) as plain signs, upper case, dashes as
/// hyphens, without blanks and without signs that are not seen (zero width, soft hyphen, direction of writing, variation).
pub fn plain_code(text: &str) -> String {
    // Upper case may itself need normalising, and the other way round.
    let upper: String = text.nfkc().flat_map(char::to_uppercase).collect();
    upper.nfkc().filter(|c| !is_unseen(*c)).map(|c| if is_dash(c) { '-' } else { c }).collect()
}

/// Whether signs that are not seen stand in a word: what looks like a known word is another with them.
pub fn has_unseen(word: &str) -> bool {
    word.chars().any(|c| is_unseen(c) && !c.is_whitespace())
}

fn is_unseen(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}')
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}')
        || matches!(c, '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

fn is_dash(c: char) -> bool {
    matches!(c, '\u{2010}'..='\u{2015}' | '\u{2043}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}')
}

#[cfg(test)]
mod tests {
    use super::plain_code;

    #[test]
    fn what_is_seen_alike_is_one_code() {
        for written in [
            "GEC-2025-000123",
            "gec-2025-000123",
            " GEC-2025-000 123\u{3000}",
            "ＧＥＣ－２０２５－０００１２３",
            "GEC\u{2010}2025\u{2011}000123",
            "GEC-2025-000\u{200b}123\u{feff}",
            "GEC-\u{ad}2025-000123",
            "\u{202a}GEC-2025-000123\u{202c}",
            "GEC-2025-000①②③",
        ] {
            assert_eq!(plain_code(written), "GEC-2025-000123", "{written:?}");
        }
    }
}
