//! The pages of the manual, the method included: one Markdown file a page and language under `src/guide`, told by `lingtan guide`.
//!
//! To add a page: write `NAME.en.md` and `NAME.zh.md` with as many headings and the same commands, and add a line to [`PAGES`]. A test holds the two languages
//! to each other, and another runs every command that stands in an `sh` block.

/// A page in both languages. Its title is its first heading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    /// What `lingtan guide` calls it.
    pub name: &'static str,
    /// In English, Markdown.
    pub english: &'static str,
    /// In Chinese, Markdown.
    pub chinese: &'static str,
}

macro_rules! pages {
    ($($name:literal)*) => {
        &[$(Page {
            name: $name,
            english: include_str!(concat!("guide/", $name, ".en.md")),
            chinese: include_str!(concat!("guide/", $name, ".zh.md")),
        }),*]
    };
}

/// Every page, in the order in which a newcomer would read them.
pub const PAGES: &[Page] = pages! {
    "park-folder" "raw-exports" "missing-evidence" "certificates" "corrections" "monthly-use" "what-if" "interpretations" "several-parks" "many-parks" "tracing" "ci" "law" "method"
};

/// The pages as documentation.
#[cfg(all(doc, not(doctest)))]
#[expect(
    rustdoc::broken_intra_doc_links,
    reason = "in the method `[T]`, `[S]` and `[D]` tell where a statement comes from; they are no links"
)]
pub mod pages {
    #[doc = include_str!("guide/park-folder.en.md")]
    pub mod park_folder {}
    #[doc = include_str!("guide/raw-exports.en.md")]
    pub mod raw_exports {}
    #[doc = include_str!("guide/missing-evidence.en.md")]
    pub mod missing_evidence {}
    #[doc = include_str!("guide/certificates.en.md")]
    pub mod certificates {}
    #[doc = include_str!("guide/corrections.en.md")]
    pub mod corrections {}
    #[doc = include_str!("guide/monthly-use.en.md")]
    pub mod monthly_use {}
    #[doc = include_str!("guide/what-if.en.md")]
    pub mod what_if {}
    #[doc = include_str!("guide/interpretations.en.md")]
    pub mod interpretations {}
    #[doc = include_str!("guide/several-parks.en.md")]
    pub mod several_parks {}
    #[doc = include_str!("guide/many-parks.en.md")]
    pub mod many_parks {}
    #[doc = include_str!("guide/tracing.en.md")]
    pub mod tracing {}
    #[doc = include_str!("guide/ci.en.md")]
    pub mod ci {}
    #[doc = include_str!("guide/law.en.md")]
    pub mod law {}
    #[doc = include_str!("guide/method.en.md")]
    pub mod method {}
}

impl Page {
    /// The page of a name.
    pub fn named(name: &str) -> Option<&'static Self> {
        PAGES.iter().find(|page| page.name == name)
    }

    /// The numbered section of a language's text, from its heading (`## 4. …`) up to the next of that depth.
    pub fn section(text: &str, number: u32) -> Option<&str> {
        let heading = format!("## {number}. ");
        let start = if text.starts_with(&heading) { 0 } else { text.find(&format!("\n{heading}"))? + 1 };
        let rest = &text[start..];
        Some(rest.find("\n## ").map_or(rest, |end| &rest[..=end]))
    }

    /// Its title in a language's text: the first heading.
    pub fn title(text: &str) -> &str {
        text.lines().find_map(|line| line.strip_prefix("# ")).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Headings by their depth and the commands of a page.
    fn outline(text: &str) -> (Vec<usize>, Vec<&str>) {
        let (mut headings, mut commands, mut fence) = (Vec::new(), Vec::new(), None);
        for line in text.lines() {
            match (fence, line.strip_prefix("```")) {
                (None, Some(kind)) => fence = Some(kind),
                (Some(_), Some(_)) => fence = None,
                (Some("sh"), None) => commands.push(line),
                (None, None) if line.starts_with('#') => headings.push(line.bytes().take_while(|b| *b == b'#').count()),
                _ => {}
            }
        }
        (headings, commands)
    }

    /// A page of the manual is a page of the documentation too.
    #[test]
    fn every_page_is_documented() {
        let source = include_str!("guide.rs");
        for page in PAGES {
            assert!(source.contains(&format!("pub mod {} {{}}", page.name.replace('-', "_"))), "{}", page.name);
        }
    }

    #[test]
    fn both_languages_hold_the_same_headings_and_commands() {
        for page in PAGES {
            assert!(!Page::title(page.english).is_empty() && !Page::title(page.chinese).is_empty(), "{}", page.name);
            assert_eq!(outline(page.english), outline(page.chinese), "{}", page.name);
        }
    }
}
