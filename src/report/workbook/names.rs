//! Names of sheets: 31 characters without those that a spreadsheet forbids, each once.

use std::collections::BTreeSet;

use crate::report::page::clean;

/// Characters of a name, in UTF-16 as a spreadsheet counts them.
const LONGEST: usize = 31;

/// The names that are taken; spreadsheets take names that differ in case for one.
pub(super) struct Names(BTreeSet<String>);

impl Names {
    /// `History` is the spreadsheet's own.
    pub(super) fn new() -> Self {
        Self(BTreeSet::from(["history".to_owned()]))
    }

    /// A lawful name that is not taken yet, as near to the one wanted as can be.
    pub(super) fn take(&mut self, wanted: &str) -> String {
        let lawful: String = clean(wanted).chars().map(|c| if "[]:*?/\\".contains(c) { '_' } else { c }).collect();
        let lawful = lawful.trim_matches(|c: char| c == '\'' || c.is_whitespace());
        let lawful = if lawful.is_empty() { "_" } else { lawful };
        let mut number = 1;
        loop {
            let behind = if number == 1 { String::new() } else { format!(" ({number})") };
            let name = format!("{}{behind}", cut(lawful, LONGEST - behind.len()));
            if self.0.insert(name.to_lowercase()) {
                return name;
            }
            number += 1;
        }
    }
}

fn cut(text: &str, most: usize) -> &str {
    let mut units = 0;
    let end = text.char_indices().find(|(_, c)| {
        units += c.len_utf16();
        units > most
    });
    text[..end.map_or(text.len(), |(at, _)| at)].trim_end_matches(['\'', ' '])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_lawful_and_each_is_taken_once() {
        let mut names = Names::new();
        let taken: Vec<String> =
            ["A/B:C*D?[E]\\", "a_b_c_d__e__", "'quoted'", "", "  ", "history", "零碳园区"].map(|name| names.take(name)).to_vec();
        assert_eq!(taken, ["A_B_C_D__E__", "a_b_c_d__e__ (2)", "quoted", "_", "_ (2)", "history (2)", "零碳园区"]);
        let long = "某某经济技术开发区零碳园区建设试点第一期工程项目（含增量配电网）二区";
        let taken = [long, long].map(|name| names.take(name));
        assert!(taken.iter().all(|name| name.encode_utf16().count() <= LONGEST) && taken[0] != taken[1], "{taken:?}");
        assert!(taken[1].ends_with(" (2)") && long.starts_with(&taken[0]));
        // A character of two units is not cut in half.
        assert_eq!(names.take(&"𠀀".repeat(16)), "𠀀".repeat(15));
    }
}
