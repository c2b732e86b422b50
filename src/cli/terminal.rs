//! What the terminal and the environment say about how text is shown: language, colour, width.

use std::env;
use std::io::{self, IsTerminal};

use clap::ValueEnum;

use crate::report::text::{Style, WIDTH};
use crate::report::words::Lang;

/// Language of text, as an argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Language {
    /// English
    En,
    /// 中文
    Zh,
}

/// How something is shown, for every command that tells something.
#[derive(Clone, Copy, Debug, clap::Args)]
pub(super) struct Look {
    /// Language of text (default: that of the locale, else English); data are never localised
    #[arg(long, value_enum)]
    pub(super) lang: Option<Language>,
    /// Colour of text
    #[arg(long, value_enum, default_value = "auto")]
    pub(super) color: Colour,
}

/// How a command speaks that may take its time or has notes beside what it tells.
#[derive(Clone, Copy, Debug, clap::Args)]
pub(super) struct Manner {
    #[command(flatten)]
    pub(super) look: Look,
    /// No messages but errors
    #[arg(long, short)]
    pub(super) quiet: bool,
}

impl Look {
    /// How text on standard output is shown.
    pub(super) fn style(self) -> Style {
        style(self.lang, self.color, true)
    }

    /// How text in a file is shown, whose width and colours no terminal decides.
    pub(super) fn style_of_file(self) -> Style {
        style(self.lang, Colour::Never, false)
    }
}

/// Formats of commands that answer a person or a script.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum TextOrJson {
    /// For a terminal
    Text,
    /// As data
    Json,
}

/// When colours are used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Colour {
    /// On a terminal, unless `NO_COLOR` is set
    #[default]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// Narrowest and widest page: narrower ones could not hold a table, wider ones are hard to read.
const WIDTHS: (usize, usize) = (60, 160);

/// How text is shown: on standard output, or in a file, whose width and colours no terminal decides.
fn style(language: Option<Language>, colour: Colour, on_stdout: bool) -> Style {
    let lang = language.map_or_else(super::print::lang, |language| speaks(Some(language)));
    let is_terminal = on_stdout && io::stdout().is_terminal();
    let color = match colour {
        Colour::Always => true,
        Colour::Never => false,
        Colour::Auto => coloured(on_stdout, is_terminal, |name| env::var(name).ok()),
    };
    // A console of Windows shows colours once it is asked to; an old one cannot.
    let color = color && (!is_terminal || anstyle_query::windows::enable_ansi_colors().unwrap_or(true));
    Style { lang, color, width: if is_terminal { of_terminal() } else { WIDTH } }
}

/// The language asked for, else that of the locale.
pub(super) fn speaks(asked: Option<Language>) -> Lang {
    match asked {
        Some(Language::En) => Lang::En,
        Some(Language::Zh) => Lang::Zh,
        // Windows and macOS keep the language in their settings, not in variables.
        None => of_locale(["LC_ALL", "LC_MESSAGES", "LANG"].map(|name| env::var(name).ok()).into_iter().chain([sys_locale::get_locale()])),
    }
}

/// Whether text is coloured where no argument says so: `NO_COLOR` forbids it, `CLICOLOR_FORCE` asks for it in a pipe too, else a terminal that can.
fn coloured(on_stdout: bool, is_terminal: bool, variable: impl Fn(&str) -> Option<String>) -> bool {
    let set = |name: &str| variable(name).is_some_and(|value| !value.is_empty() && value != "0");
    if variable("NO_COLOR").is_some_and(|value| !value.is_empty()) {
        return false;
    }
    if on_stdout && set("CLICOLOR_FORCE") {
        return true;
    }
    is_terminal && variable("CLICOLOR").is_none_or(|value| value != "0") && variable("TERM").is_none_or(|term| term != "dumb")
}

/// The language of a locale: the first variable that says something decides, as for every program.
fn of_locale(variables: impl IntoIterator<Item = Option<String>>) -> Lang {
    let first = variables.into_iter().flatten().find(|value| !value.is_empty());
    first.and_then(|value| Lang::parse(&value)).unwrap_or_default()
}

/// Columns of a text on standard output.
pub(super) fn columns() -> usize {
    if io::stdout().is_terminal() { of_terminal() } else { WIDTH }
}

/// Columns of the terminal.
fn of_terminal() -> usize {
    let stated = env::var("COLUMNS").ok().and_then(|columns| columns.trim().parse::<usize>().ok()).filter(|&columns| columns > 0);
    let asked = || terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    stated.or_else(asked).unwrap_or(WIDTH).clamp(WIDTHS.0, WIDTHS.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_variable_that_says_something_decides() {
        let locale = |all: &str, messages: &str, lang: &str| of_locale([all, messages, lang].map(|v| Some(v.to_owned())));
        assert_eq!(locale("", "", "zh_CN.UTF-8"), Lang::Zh);
        assert_eq!(locale("C", "zh_CN.UTF-8", "zh_CN.UTF-8"), Lang::En);
        assert_eq!(locale("zh_TW", "", "en_US"), Lang::Zh);
        assert_eq!(locale("", "", ""), Lang::En);
        assert_eq!(of_locale([None, None, None]), Lang::En);
    }

    #[test]
    fn colours_follow_the_terminal_and_the_environment() {
        let asked = |on_stdout: bool, is_terminal: bool, set: &[(&str, &str)]| {
            coloured(on_stdout, is_terminal, |name| set.iter().find(|(n, _)| *n == name).map(|(_, value)| (*value).to_owned()))
        };
        assert!(asked(true, true, &[]) && !asked(true, false, &[]));
        assert!(asked(true, false, &[("CLICOLOR_FORCE", "1")]) && !asked(true, false, &[("CLICOLOR_FORCE", "0")]));
        assert!(!asked(false, false, &[("CLICOLOR_FORCE", "1")]), "no colours in a file");
        assert!(!asked(true, true, &[("NO_COLOR", "1"), ("CLICOLOR_FORCE", "1")]));
        assert!(asked(true, true, &[("NO_COLOR", "")]));
        assert!(!asked(true, true, &[("CLICOLOR", "0")]) && !asked(true, true, &[("TERM", "dumb")]));
    }

    #[test]
    fn a_file_is_as_wide_as_no_terminal_says() {
        let style = style(Some(Language::Zh), Colour::Auto, false);
        assert_eq!(style, Style { lang: Lang::Zh, color: false, width: WIDTH });
    }
}
