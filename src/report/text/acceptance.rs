//! Where the park stands on the way to recognition, with the words of the documents.

use super::citations::quoted;
use crate::report::page::{Ink, Page};
use crate::report::schema::Report;

pub(super) fn write(page: &mut Page, report: &Report) {
    let lang = page.style.lang;
    page.heading(lang.word("acceptance.heading"));
    for line in report.acceptance.said(lang) {
        page.paragraph(2, Ink::Plain, &line);
    }
    for citation in &report.acceptance.says {
        page.paragraph(2, Ink::Plain, &super::citations::place(citation, lang));
        for words in quoted(citation, lang) {
            page.paragraph(4, Ink::Faint, &words);
        }
    }
}
