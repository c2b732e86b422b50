//! `lingtan guide`: the pages of the manual, the method included.

use anyhow::bail;

use super::terminal::Look;
use super::{exit, print};
use crate::guide::{PAGES, Page};
use crate::input::field::near;
use crate::report::words::Lang;
use crate::say;
use crate::say::Part;

pub(super) fn run(name: Option<&str>, section: Option<u32>, look: Look) -> anyhow::Result<u8> {
    let lang = look.style().lang;
    let text = |page: &Page| if lang == Lang::En { page.english } else { page.chinese };
    let Some(name) = name else {
        let lines: Vec<String> = PAGES.iter().map(|page| format!("{:<18}{}\n", page.name, Page::title(text(page)))).collect();
        print::plain(&lines.concat())?;
        return Ok(exit::PASS);
    };
    let Some(page) = Page::named(name) else {
        let known: Vec<&str> = PAGES.iter().map(|page| page.name).collect();
        let near = near(name, known.iter().copied());
        bail!(say!("`{name}` is no page of the guide{near}; known: {known}", name, near => near, known => Part::names(known)));
    };
    let text = text(page);
    let Some(number) = section else {
        print::plain(text)?;
        return Ok(exit::PASS);
    };
    let Some(section) = Page::section(text, number) else {
        bail!(say!("the page `{name}` has no section {number}", name, number));
    };
    print::plain(section)?;
    Ok(exit::PASS)
}
