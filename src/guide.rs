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
    "park-folder" "raw-exports" "missing-evidence" "certificates" "corrections" "monthly-use" "what-if" "interpretations" "several-parks" "tracing" "ci" "method"
};

impl Page {
    /// The page of a name.
    pub fn named(name: &str) -> Option<&'static Self> {
        PAGES.iter().find(|page| page.name == name)
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

    #[test]
    fn both_languages_hold_the_same_headings_and_commands() {
        for page in PAGES {
            assert!(!Page::title(page.english).is_empty() && !Page::title(page.chinese).is_empty(), "{}", page.name);
            assert_eq!(outline(page.english), outline(page.chinese), "{}", page.name);
        }
    }
}
