//! Many parks as Markdown, never shortened.

use super::sheet::Sheet;
use crate::report::portfolio::Portfolio;
use crate::report::view::portfolio;
use crate::report::words::Lang;

/// The page.
pub fn render(parks: &Portfolio, lang: Lang) -> String {
    let mut sheet = Sheet::new(lang, usize::MAX);
    for section in portfolio::of(parks, lang) {
        sheet.section(&section);
    }
    sheet.finish()
}
