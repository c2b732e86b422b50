//! How text is shown.

use crate::report::words::Lang;

/// Width of a page that no terminal says.
pub const WIDTH: usize = 100;

/// How text is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// Language.
    pub lang: Lang,
    /// Whether colours are used (ANSI escapes).
    pub color: bool,
    /// Columns of the page.
    pub width: usize,
}

impl Default for Style {
    fn default() -> Self {
        Self { lang: Lang::En, color: false, width: WIDTH }
    }
}

/// How a piece of text stands out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Ink {
    #[default]
    Plain,
    Strong,
    Faint,
    Good,
    Bad,
    Doubt,
}

impl Ink {
    pub(super) fn paint(self, text: &str, color: bool) -> String {
        let code = match self {
            Self::Strong => "1",
            Self::Faint => "2",
            Self::Good => "32",
            Self::Bad => "31",
            Self::Doubt => "33",
            Self::Plain => "",
        };
        if color && !code.is_empty() && !text.is_empty() { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
    }
}
