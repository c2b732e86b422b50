//! Many parks as Markdown, never shortened.

use super::sheet::Sheet;
use crate::report::portfolio::Portfolio;
use crate::report::view::portfolio;
use crate::report::words::Lang;

/// The page.
pub fn render(parks: &Portfolio, lang: Lang) -> String {
    let mut sheet = Sheet::new(lang, usize::MAX);
    portfolio::of(parks, lang).iter().for_each(|section| sheet.section(section));
    sheet.finish()
}
