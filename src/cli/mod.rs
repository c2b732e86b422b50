//! The front door: reads the command line, calls the library, prints. One file per command.

mod arguments;
mod check;
mod checked;
mod deliver;
pub mod exit;
mod explain;
mod exports;
mod guide;
mod help;
mod init;
mod inspect;
mod ledger;
mod merge;
mod meters_workbook;
mod policy;
mod portfolio;
mod print;
mod progress;
mod record;
mod reports;
mod terminal;
mod threads;
mod trace;
mod verify;

use std::path::PathBuf;

use clap::{CommandFactory, Parser, Subcommand, ValueEnum};

use crate::files::expanded;
use crate::report::words::Lang;
use crate::say;
use crate::say::Part;
use arguments::{CheckArguments, ExplainArguments, InspectArguments};
use terminal::{Language, Look};

/// 零碳: checks a zero-carbon industrial park against China's rules, from its own meter exports and certificates.
#[derive(Debug, Parser)]
#[command(name = "lingtan", version, about, disable_help_subcommand = true)]
struct Arguments {
    /// Language of text (default: that of the locale, else English); data are never localised
    #[arg(long, value_enum)]
    lang: Option<Language>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Check one or more parks
    Check(Box<CheckArguments>),
    /// Merge reports of parks that were checked apart, if no two count the same certificate: what one check of all of them says
    Merge(Box<merge::MergeArguments>),
    /// Tell many parks from their reports alone: by province and stage of acceptance, the required figures with their margins, what each lacks
    Portfolio(Box<portfolio::PortfolioArguments>),
    /// Explain a rule, a defect, a figure, a setting or a change
    Explain(ExplainArguments),
    /// Show where a figure, a month, a rule or a meter comes from, down to files and lines
    Trace(Box<trace::TraceArguments>),
    /// Recompute a JSON report from its inputs and compare
    Verify(verify::VerifyArguments),
    /// Say what changed between two JSON reports, cause first
    Diff(verify::DiffArguments),
    /// Print the JSON Schema of the report, or of the portfolio
    #[command(after_help = "Examples:\n  lingtan schema\n  lingtan schema portfolio")]
    Schema {
        /// Of what
        #[arg(value_enum, default_value = "report")]
        of: SchemaOf,
    },
    /// Print a completion script for a shell
    #[command(after_help = "Example:\n  lingtan completions bash > ~/.local/share/bash-completion/completions/lingtan")]
    Completions {
        /// Shell
        shell: clap_complete::Shell,
    },
    /// Print the manual: that of the program and of all commands, or of one command
    #[command(after_help = "Examples:\n  lingtan man | man -l -\n  lingtan man check > lingtan-check.1")]
    Man {
        /// Command
        command: Option<String>,
        /// Language of text (default: that of the locale, else English); data are never localised
        #[arg(long, value_enum)]
        lang: Option<Language>,
    },
    /// Say what files look like: encoding, layout, unit, period, gaps, and the table of park.toml that would read them
    Inspect(InspectArguments),
    /// Write park.toml and meters.csv from the exports found in a folder
    #[command(after_help = "Example:\n  lingtan init my-park")]
    Init {
        /// Folder (default: the current one)
        #[arg(value_name = "DIR", default_value = ".")]
        folder: PathBuf,
        /// Write the registry as a workbook (meters.xlsx) with drop-down lists in Chinese, instead of meters.csv
        #[arg(long)]
        workbook: bool,
        #[command(flatten)]
        look: Look,
    },
    /// List a ledger of certificates, and follow its chain of hashes
    Ledger(ledger::LedgerArguments),
    /// Print a page of the manual, the method included; without a name, list the pages
    #[command(after_help = "Examples:\n  lingtan guide\n  lingtan guide raw-exports --lang zh\n  lingtan guide method 4")]
    Guide {
        /// Name of a page
        page: Option<String>,
        /// Number of a section of the page, such as one that `explain` names
        section: Option<u32>,
        #[command(flatten)]
        look: Look,
    },
    /// List the built-in policies, or print one, `factors`, `list-52` or `regions`, with the sources
    #[command(
        after_help = "Examples:\n  lingtan policy\n  lingtan policy cn-national\n  lingtan policy factors\n  lingtan policy list-52\n  lingtan policy regions"
    )]
    Policy {
        /// Name of a policy, `factors`, `list-52` (the national parks) or `regions`
        name: Option<String>,
        #[command(flatten)]
        look: Look,
    },
}

/// What has a JSON Schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum SchemaOf {
    /// The report on one park, `lingtan.report/1`
    Report,
    /// Many parks, `lingtan.portfolio/1`
    Portfolio,
}

/// Runs the program; returns its exit code.
pub fn run() -> u8 {
    let given: Vec<std::ffi::OsString> = std::env::args_os().collect();
    let arguments = match Arguments::try_parse_from(&given) {
        Ok(arguments) => arguments,
        Err(error) => {
            print::speak(terminal::speaks(asked(&given)));
            return refused(error, &given);
        }
    };
    print::speak(terminal::speaks(arguments.command.lang().or(arguments.lang)));
    let result = match arguments.command {
        Command::Check(mut arguments) => {
            arguments.parks = expanded(&arguments.parks);
            check::run(&arguments)
        }
        Command::Merge(mut arguments) => {
            arguments.reports.reports = expanded(&arguments.reports.reports);
            merge::run(&arguments)
        }
        Command::Portfolio(mut arguments) => {
            arguments.reports.reports = expanded(&arguments.reports.reports);
            portfolio::run(&arguments)
        }
        Command::Trace(arguments) => trace::run(&arguments),
        Command::Explain(arguments) => explain::run(&arguments),
        Command::Inspect(mut arguments) => {
            arguments.files = expanded(&arguments.files);
            inspect::run(&arguments)
        }
        Command::Init { folder, workbook, look } => init::run(&folder, workbook, look),
        Command::Ledger(arguments) => ledger::run(&arguments),
        Command::Guide { page, section, look } => guide::run(page.as_deref(), section, look),
        Command::Policy { name, look } => policy::run(name.as_deref(), look),
        Command::Verify(arguments) => verify::verify(&arguments),
        Command::Diff(arguments) => verify::diff(&arguments),
        Command::Schema { of } => {
            let schema = match of {
                SchemaOf::Report => crate::report::schema(),
                SchemaOf::Portfolio => crate::report::portfolio::schema(),
            };
            print::out(&schema).map(|()| exit::PASS)
        }
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Arguments::command(), "lingtan", &mut script);
            print::out(&String::from_utf8_lossy(&script)).map(|()| exit::PASS)
        }
        Command::Man { command, .. } => man(command.as_deref()),
    };
    match result {
        Ok(code) => code,
        Err(error) => {
            print::error(&print::said(&error));
            exit::ERROR
        }
    }
}

impl Command {
    /// The language asked for.
    fn lang(&self) -> Option<Language> {
        match self {
            Self::Check(arguments) => arguments.publishing.manner.look.lang,
            Self::Merge(arguments) => arguments.publishing.manner.look.lang,
            Self::Portfolio(arguments) => arguments.manner.look.lang,
            Self::Trace(arguments) => arguments.manner.look.lang,
            Self::Verify(arguments) => arguments.manner.look.lang,
            Self::Diff(arguments) => arguments.manner.look.lang,
            Self::Explain(arguments) => arguments.look.lang,
            Self::Ledger(arguments) => arguments.look.lang,
            Self::Inspect(arguments) => arguments.look.lang,
            Self::Init { look, .. } | Self::Guide { look, .. } | Self::Policy { look, .. } => look.lang,
            Self::Man { lang, .. } => *lang,
            Self::Schema { .. } | Self::Completions { .. } => None,
        }
    }
}

/// The command line, as it is declared.
fn command() -> clap::Command {
    Arguments::command()
}

/// Says what a command line asks for that runs nothing (help, the version), or why it cannot be understood.
fn refused(error: clap::Error, given: &[std::ffi::OsString]) -> u8 {
    use clap::error::ErrorKind::{DisplayHelp, DisplayHelpOnMissingArgumentOrSubcommand};
    let code = if error.use_stderr() { exit::ERROR } else { exit::PASS };
    if print::lang() == Lang::En {
        print::usage(&error, None);
    } else if matches!(error.kind(), DisplayHelp | DisplayHelpOnMissingArgumentOrSubcommand) {
        print::usage(&error, Some(&help::asked(command(), given, terminal::columns())));
    } else {
        // The same mistake, seen by the command line whose values have Chinese names.
        let seen = help::in_chinese(command()).try_get_matches_from(given).err().unwrap_or(error);
        print::usage(&seen, Some(&print::lang().usage(&help::in_signs(&seen.render().to_string()))));
    }
    code
}

/// The language that a command line asks for which cannot be understood otherwise.
fn asked(arguments: &[std::ffi::OsString]) -> Option<Language> {
    let words: Vec<String> = arguments.iter().map(|word| word.to_string_lossy().into_owned()).collect();
    let behind = words.windows(2).filter(|two| two[0] == "--lang").map(|two| two[1].as_str());
    let joined = words.iter().filter_map(|word| word.strip_prefix("--lang="));
    behind.chain(joined).find_map(|word| Language::from_str(word, true).ok())
}

/// The day of the manual, which no clock may give.
const MANUAL: &str = "2026-11-25";

/// The manual, one page after another.
fn man(name: Option<&str>) -> anyhow::Result<u8> {
    let lang = print::lang();
    let mut whole = match lang {
        Lang::En => command().disable_help_subcommand(true),
        Lang::Zh => help::in_chinese(command().disable_help_subcommand(true)),
    };
    whole.build();
    let commands: Vec<clap::Command> = whole.get_subcommands().cloned().collect();
    let pages = match name {
        None => std::iter::once(whole.clone()).chain(commands).collect(),
        Some(name) => {
            let found: Vec<clap::Command> = commands.iter().filter(|c| c.get_name() == name).cloned().collect();
            if found.is_empty() {
                let known: Vec<&str> = commands.iter().map(clap::Command::get_name).collect();
                anyhow::bail!(say!("`{name}` is no command; known: {known}", name, known => Part::names(known)));
            }
            found
        }
    };
    let mut text = Vec::new();
    for page in pages {
        let title = page.get_display_name().unwrap_or_else(|| page.get_name()).to_owned();
        let source = concat!("lingtan ", env!("CARGO_PKG_VERSION"));
        clap_mangen::Man::new(page.display_name(title.clone())).title(title).date(MANUAL).source(source).render(&mut text)?;
    }
    let text = String::from_utf8_lossy(&text);
    let text = if lang == Lang::En { text.into_owned() } else { help::manual(&text) };
    print::out(&text).map(|()| exit::PASS)
}
