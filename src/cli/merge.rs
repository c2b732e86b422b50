//! `lingtan merge`: reports of parks that were checked apart, told as one check of all of them tells them, or the groups that must be checked together.

use super::arguments::{Format, Publishing};
use super::deliver::{deliver_each, targets};
use super::reports::{Reports, Together};
use super::{exit, print};
use crate::report::groups;
use crate::say;

/// Arguments of `merge`.
#[derive(Clone, Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  lingtan merge north.json south.json\n  lingtan merge parks.jsonl --format html --output parks.html\n  lingtan merge parks.jsonl --together groups.jsonl --format json"
)]
pub(super) struct MergeArguments {
    #[command(flatten)]
    pub(super) reports: Reports,
    #[command(flatten)]
    pub(super) publishing: Publishing,
}

pub(super) fn run(arguments: &MergeArguments) -> anyhow::Result<u8> {
    let publishing = &arguments.publishing;
    let targets = targets(publishing, &arguments.reports.files())?;
    match arguments.reports.read(publishing.deny.is_some())? {
        Together::Apart(groups) => {
            tell_groups(&groups, publishing)?;
            Ok(exit::DIFFERENT)
        }
        Together::OneRun(run) => {
            for target in &targets {
                let lacking = run.parts.iter().flatten().find(|judged| judged.folder.is_none());
                if let (Some(judged), Some(form)) = (lacking, target.with_folders(run.count() > 1)) {
                    let why = say!(
                        "the report on {park} does not say the folder, which the form {form} names: write it with `lingtan check FOLDER --format jsonl`",
                        park = judged.park(),
                        form
                    );
                    return Err(why.at(judged.source.as_str()).into());
                }
            }
            deliver_each(&run, publishing, &targets)?;
            Ok(exit::worst(&run.codes, publishing.exit_zero))
        }
    }
}

/// Names the groups of parks that must be checked together.
fn tell_groups(groups: &[groups::Group], publishing: &Publishing) -> anyhow::Result<()> {
    match publishing.format {
        Format::Json => print::out(&groups::render_json(groups)),
        Format::Jsonl => print::out(&groups::render_lines(groups)),
        _ => print::plain(&groups::render(groups, publishing.manner.look.style().lang)),
    }
}
