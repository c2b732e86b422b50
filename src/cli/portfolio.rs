//! `lingtan portfolio`: many parks from their reports alone, in one table with totals, or the groups that must be checked together first.

use std::path::{Path, PathBuf};

use clap::ValueEnum;

use super::reports::{OneRun, Reports, Together};
use super::terminal::Manner;
use super::{exit, print};
use crate::check::repeated;
use crate::files::{place_of, write_all};
use crate::report::portfolio::{ParkEntry, Portfolio};
use crate::report::text::Style;
use crate::report::{groups, html, markdown, text};
use crate::say;

/// Arguments of `portfolio`.
#[derive(Clone, Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  lingtan portfolio parks.jsonl\n  lingtan portfolio north.json south.json --format html --output portfolio.html\n  lingtan portfolio parks.jsonl --together groups.jsonl --format csv"
)]
pub(super) struct PortfolioArguments {
    #[command(flatten)]
    pub(super) reports: Reports,
    /// Format of the portfolio
    #[arg(long, value_enum, default_value = "text")]
    format: PortfolioFormat,
    /// Write the portfolio to a file, whole or not at all (`-`: standard output)
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Leave a pass undecided that rests on warnings: a defect that blocks, evidence missing or discarded that moves a bound of a required rule, or a stated value, correction or changed criterion on which an outcome depends
    #[arg(long, value_name = "WHAT", value_parser = ["warnings"])]
    deny: Option<String>,
    /// End with 0 whatever the verdicts, for schedulers that take any other code for an error; errors still end with 2
    #[arg(long)]
    exit_zero: bool,
    #[command(flatten)]
    pub(super) manner: Manner,
}

/// Formats of the portfolio.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum PortfolioFormat {
    /// For a terminal
    Text,
    /// One page for a browser and for paper
    Html,
    /// Tables, never shortened
    Markdown,
    /// For spreadsheets: a row a park, then the totals
    Csv,
    /// For programs (`lingtan schema portfolio`)
    Json,
}

pub(super) fn run(arguments: &PortfolioArguments) -> anyhow::Result<u8> {
    let output = arguments.output.as_deref().filter(|path| *path != Path::new("-"));
    if let Some(path) = output {
        print::spared(&place_of(path), &arguments.reports.files())?;
    }
    match arguments.reports.read(arguments.deny.is_some())? {
        Together::Apart(groups) => {
            match arguments.format {
                PortfolioFormat::Json => print::out(&groups::render_json(&groups))?,
                _ => print::plain(&groups::render(&groups, arguments.manner.look.style().lang))?,
            }
            Ok(exit::DIFFERENT)
        }
        Together::OneRun(mut run) => {
            for (at, why) in repeated(&run.parts) {
                run.refuse(at, why);
            }
            let style = if output.is_some() { arguments.manner.look.style_of_file() } else { arguments.manner.look.style() };
            let told = render(&run, arguments.format, &style)?;
            match output {
                Some(path) => write_all(&[(path.to_path_buf(), told.into_bytes())])
                    .map_err(|error| print::because(say!("the report was not written"), error))?,
                None => print::out(&told)?,
            }
            Ok(exit::worst(&run.codes, arguments.exit_zero))
        }
    }
}

fn render(run: &OneRun, format: PortfolioFormat, style: &Style) -> anyhow::Result<String> {
    let mut parks = Vec::with_capacity(run.count());
    run.each(&mut |told| {
        parks.push(ParkEntry::of(parks.len() + 1, &told, style.lang));
        Ok(())
    })?;
    let portfolio = Portfolio::of(parks);
    Ok(match format {
        PortfolioFormat::Text => text::portfolio::render(&portfolio, style),
        PortfolioFormat::Html => html::portfolio::render(&portfolio, style.lang),
        PortfolioFormat::Markdown => markdown::portfolio::render(&portfolio, style.lang),
        PortfolioFormat::Csv => portfolio.to_csv(),
        PortfolioFormat::Json => portfolio.to_json(),
    })
}
