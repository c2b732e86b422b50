//! The help of the commands in Chinese: the command line as it is declared, said in the words of a catalogue, in columns that hold wide characters.
//!
//! English help is the parser's own and reads no catalogue; this is made only where Chinese is asked for.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::sync::LazyLock;

use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{Arg, Command};

use crate::report::{width, wrap};

const CATALOGUE: &str = include_str!("help.toml");

/// Widest left column; what is wider stands on a line of its own.
const LEFT: usize = 26;

/// The Chinese of the texts of the command line, by their English.
static WORDS: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| {
    let table: toml::Table = CATALOGUE.parse().unwrap_or_else(|error| panic!("help.toml: {error}"));
    let entries = table.values().filter_map(toml::Value::as_table).flat_map(toml::Table::values);
    let text = |entry: &toml::Value, lang: &str| entry.get(lang).and_then(toml::Value::as_str).unwrap_or_default().to_owned();
    entries.map(|entry| (text(entry, "en"), text(entry, "zh"))).collect()
});

/// The Chinese of a text, if the catalogue has it; one that it lacks stays as it is, and a test looks for those.
fn chinese(english: &str) -> Option<&'static str> {
    WORDS.get(english).map(String::as_str)
}

/// The command line in Chinese. What it parses are texts only: it is for telling, not for reading arguments.
pub(super) fn in_chinese(mut command: Command) -> Command {
    command.build();
    translated(command)
}

fn translated(command: Command) -> Command {
    let mut command = command.mut_args(argument_in_chinese);
    if let Some(about) = command.get_about().and_then(|about| chinese(&about.to_string())) {
        command = command.about(about);
    }
    if let Some(after) = command.get_after_help().map(ToString::to_string) {
        let after = after.replacen("Examples:", "示例：", 1).replacen("Example:", "示例：", 1);
        command = command.after_help(after);
    }
    command.mut_subcommands(translated)
}

fn argument_in_chinese(mut argument: Arg) -> Arg {
    if let Some(help) = argument.get_help().and_then(|help| chinese(&help.to_string())) {
        argument = argument.help(help);
    }
    let names: Option<Vec<&str>> = names(&argument).iter().map(|name| chinese(name)).collect();
    let choices: Vec<PossibleValue> = argument.get_possible_values();
    if let Some(names) = names.filter(|names| !names.is_empty()) {
        argument = argument.value_names(names);
    }
    if !choices.is_empty() && argument.get_action().takes_values() {
        let said = choices.into_iter().map(|choice| match choice.get_help().and_then(|help| chinese(&help.to_string())) {
            Some(help) => choice.help(help),
            None => choice,
        });
        argument = argument.value_parser(PossibleValuesParser::new(said.collect::<Vec<_>>()));
    }
    argument
}

/// The names of an argument's values, as the help shows them.
fn names(argument: &Arg) -> Vec<String> {
    if !argument.is_positional() && !argument.get_action().takes_values() {
        return Vec::new();
    }
    match argument.get_value_names() {
        Some(names) => names.iter().map(ToString::to_string).collect(),
        None => vec![argument.get_id().as_str().replace('_', "-").to_ascii_uppercase()],
    }
}

/// The help that a command line asks for, in Chinese, for so many columns.
pub(super) fn asked(command: Command, arguments: &[OsString], columns: usize) -> String {
    let whole = in_chinese(command);
    let words: Vec<&str> = arguments.iter().skip(1).filter_map(|word| word.to_str()).collect();
    let inner = words.iter().find_map(|word| whole.find_subcommand(word));
    page(inner.unwrap_or(&whole), words.contains(&"--help"), columns)
}

/// The usage line, without the word before it.
fn usage(command: &Command) -> String {
    let line = command.clone().render_usage().to_string();
    in_signs(line.strip_prefix("Usage: ").unwrap_or(&line))
}

/// What stands for options and commands in a usage line, in Chinese.
pub(super) fn in_signs(usage: &str) -> String {
    usage.replace("[OPTIONS]", "[选项]").replace("<COMMAND>", "<命令>").replace("[COMMAND]", "[命令]")
}

/// The headings of a page of the manual, in Chinese.
pub(super) fn manual(page: &str) -> String {
    const HEADINGS: [(&str, &str); 8] = [
        ("NAME", "名称"),
        ("SYNOPSIS", "概要"),
        ("DESCRIPTION", "说明"),
        ("OPTIONS", "选项"),
        ("SUBCOMMANDS", "命令"),
        ("EXTRA", "其他"),
        ("VERSION", "版本"),
        ("AUTHORS", "作者"),
    ];
    let line = |line: &str| {
        let heading = line.strip_prefix(".SH ").and_then(|name| HEADINGS.iter().find(|(known, _)| *known == name));
        heading.map_or_else(
            || {
                let line = line
                    .replace("Possible values:", "可用值：")
                    .replace("[default: ", "[缺省值：")
                    .replace("[possible values: ", "[可用值：");
                in_signs(&line).replace("<\\fIsubcommands\\fR>", "<\\fI命令\\fR>")
            },
            |(_, name)| format!(".SH {name}"),
        )
    };
    page.lines().map(|text| line(text) + "\n").collect()
}

fn page(command: &Command, long: bool, columns: usize) -> String {
    let mut text = String::new();
    if let Some(about) = command.get_about() {
        text += &(wrap(&about.to_string(), columns).join("\n") + "\n\n");
    }
    text += &format!("用法：{}\n", usage(command));
    let commands = command.get_subcommands().filter(|inner| !inner.is_hide_set());
    let commands: Vec<Item> = commands
        .map(|inner| Item {
            left: inner.get_name().to_owned(),
            right: inner.get_about().map(ToString::to_string).unwrap_or_default(),
            choices: Vec::new(),
        })
        .collect();
    let shown = || command.get_arguments().filter(|argument| !argument.is_hide_set());
    let positional: Vec<Item> = shown().filter(|argument| argument.is_positional()).map(|argument| item(argument, long)).collect();
    let options: Vec<Item> = shown().filter(|argument| !argument.is_positional()).map(|argument| item(argument, long)).collect();
    for (heading, items) in [("命令", commands), ("参数", positional), ("选项", options)] {
        if !items.is_empty() {
            text += &format!("\n{heading}：\n{}", listed(&items, columns));
        }
    }
    if let Some(after) = command.get_after_help() {
        text += &format!("\n{after}\n");
    }
    text
}

/// A line of a list, with its choices where they are explained.
struct Item {
    left: String,
    right: String,
    choices: Vec<(String, String)>,
}

fn item(argument: &Arg, long: bool) -> Item {
    let takes = argument.is_positional() || argument.get_action().takes_values();
    let names: Vec<String> = argument.get_value_names().unwrap_or_default().iter().map(ToString::to_string).collect();
    let left = if argument.is_positional() {
        let several = argument.get_num_args().is_some_and(|range| range.max_values() > 1);
        let name = names.join(" ");
        let name = if argument.is_required_set() { format!("<{name}>") } else { format!("[{name}]") };
        if several { name + "..." } else { name }
    } else {
        let short = argument.get_short().map_or_else(|| "    ".to_owned(), |short| format!("-{short}, "));
        let value = if takes { format!(" <{}>", names.join("> <")) } else { String::new() };
        format!("{short}--{}{value}", argument.get_long().unwrap_or_default())
    };
    let mut right = argument.get_help().map(ToString::to_string).unwrap_or_default();
    let choices = if takes { argument.get_possible_values() } else { Vec::new() };
    let explained = long && choices.iter().any(|choice| choice.get_help().is_some());
    if !choices.is_empty() && !explained {
        let all: Vec<&str> = choices.iter().map(PossibleValue::get_name).collect();
        right += &format!(" [可用值：{}]", all.join("、"));
    }
    let default = argument.get_default_values();
    if takes && !default.is_empty() {
        let all: Vec<String> = default.iter().map(|value| value.to_string_lossy().into_owned()).collect();
        right += &format!(" [缺省值：{}]", all.join("、"));
    }
    let said = |choice: &PossibleValue| (choice.get_name().to_owned(), choice.get_help().map(ToString::to_string).unwrap_or_default());
    Item { left, right, choices: if explained { choices.iter().map(said).collect() } else { Vec::new() } }
}

/// Two columns, the right one wrapped.
fn listed(items: &[Item], columns: usize) -> String {
    let left = items.iter().map(|item| width(&item.left)).filter(|width| *width <= LEFT).max().unwrap_or(0);
    let indent = " ".repeat(left + 4);
    let room = columns.saturating_sub(left + 4).max(24);
    let mut text = String::new();
    for item in items {
        let mut lines = wrap(&item.right, room).into_iter();
        let blanks = (left + 2).checked_sub(width(&item.left));
        match blanks {
            Some(blanks) => text += &format!("  {}{}{}\n", item.left, " ".repeat(blanks), lines.next().unwrap_or_default()),
            None => text += &format!("  {}\n", item.left),
        }
        lines.for_each(|line| text += &format!("{indent}{line}\n"));
        let widest = item.choices.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
        for (name, what) in &item.choices {
            let behind = format!("\n{indent}{}", " ".repeat(widest + 4));
            let lines = wrap(what, room.saturating_sub(widest + 4));
            text += &format!("{indent}  {name:<widest$}  {}\n", lines.join(&behind));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// Every text that the help of a command shows: what it and its arguments do, names of values, choices.
    fn texts(command: &Command, into: &mut BTreeSet<String>) {
        into.extend(command.get_about().map(ToString::to_string));
        for argument in command.get_arguments() {
            into.insert(argument.get_help().map_or_else(|| panic!("{}: no help", argument.get_id()), ToString::to_string));
            into.extend(names(argument));
            let choices = argument.get_possible_values();
            into.extend(choices.iter().filter_map(|choice| choice.get_help().map(ToString::to_string)));
        }
        for inner in command.get_subcommands() {
            assert!(inner.get_about().is_some(), "{}", inner.get_name());
            texts(inner, into);
        }
    }

    #[test]
    fn every_text_of_the_command_line_stands_in_both_languages_and_none_is_stale() {
        let mut command = crate::cli::command();
        command.build();
        let mut said = BTreeSet::new();
        texts(&command, &mut said);
        let unknown: Vec<_> = said.iter().filter(|text| chinese(text).is_none()).collect();
        assert!(unknown.is_empty(), "without Chinese: {unknown:#?}");
        let stale: Vec<_> = WORDS.keys().filter(|text| !said.contains(*text)).collect();
        assert!(stale.is_empty(), "said nowhere: {stale:#?}");
        for (english, chinese) in &*WORDS {
            assert!(crate::report::words::is_chinese(chinese), "{english}: {chinese}");
        }
    }

    #[test]
    fn no_page_is_wider_than_asked_or_breaks_its_columns() {
        let whole = in_chinese(crate::cli::command());
        for columns in [80, 120] {
            for command in std::iter::once(&whole).chain(whole.get_subcommands()) {
                for long in [false, true] {
                    let page = page(command, long, columns);
                    // Examples and usage are commands to be copied: they are not broken.
                    let help = page.split("示例：").next().unwrap_or_default();
                    for line in help.lines().filter(|line| !line.starts_with("用法：")) {
                        assert!(width(line) <= columns, "{}: {line}", command.get_name());
                    }
                    assert!(page.contains("用法：") && page.contains("选项：") && !page.contains("Print help"), "{page}");
                }
            }
        }
    }
}
