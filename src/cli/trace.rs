//! `lingtan trace`: where a figure comes from, down to files and lines.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{anyhow, bail};

use super::checked::way_of;
use super::progress::Progress;
use super::terminal::{Manner, TextOrJson};
use super::{exit, print};
use crate::check::examine;
use crate::input::error::InputError;
use crate::input::given;
use crate::input::ledger::Ledger;
use crate::input::lines::lines;
use crate::measure::Period;
use crate::report::trace::{Node, Target, Tracer, render, render_json};
use crate::report::words::Lang;
use crate::say;

/// Arguments of `trace`.
#[derive(Clone, Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  lingtan trace fixtures/parks/full-pass direct_green_share\n  lingtan trace . electricity.grid_import --rows\n  lingtan trace . months.2025-03.share --format json"
)]
pub(super) struct TraceArguments {
    /// The park's folder
    park: PathBuf,
    /// A figure (`electricity.grid_import`), a month (2025-03, months.2025-03.share), a rule or a meter
    figure: String,
    /// Print the original lines of the files, each behind its file and line
    #[arg(long)]
    rows: bool,
    /// Break each meter down by month
    #[arg(long)]
    months: bool,
    /// Format
    #[arg(long, value_enum, default_value = "text")]
    format: TextOrJson,
    /// Period: 2025, 2025-06, 2025-01..2025-06 or 2025-01-01..2025-06-30
    #[arg(long)]
    period: Option<String>,
    /// Policy: a built-in name or a file
    #[arg(long)]
    policy: Option<String>,
    /// A policy setting: NAME=VALUE
    #[arg(long, value_name = "NAME=VALUE")]
    set: Vec<String>,
    /// Certificates that earlier runs counted (CSV)
    #[arg(long, value_name = "FILE")]
    ledger: Option<PathBuf>,
    #[command(flatten)]
    pub(super) manner: Manner,
}

pub(super) fn run(arguments: &TraceArguments) -> anyhow::Result<u8> {
    let style = arguments.manner.look.style();
    let ledger = arguments.ledger.as_ref().map(|path| Ledger::read(path)).transpose()?.map(Arc::new);
    let way = way_of(arguments.period.as_deref(), arguments.policy.as_ref(), &arguments.set, ledger)?;
    let park = arguments.park.as_path();
    let (shown, passed) = Progress::start(arguments.manner.quiet, std::slice::from_ref(&arguments.park));
    // Every reading is wanted, also where the accounts need a sum only.
    let check = way.of(park).interim().all_values().counted(passed);
    let (text, found) = examine(&check, |case, assessment, _| {
        let lang = if arguments.format == TextOrJson::Json { Lang::En } else { style.lang };
        let target = Target::find(case, assessment, &arguments.figure, lang)?;
        let scope = target.scope(case.dossier.period);
        let meters: Vec<usize> = (0..case.dossier.meters.len()).collect();
        let read = |scope: Period, meters: &[usize]| {
            given(park, case.dossier, meters, scope).map_err(|errors| lang.say(&print::said(&print::lines(&errors, InputError::said))))
        };
        // Which meters stand in the tree is known once it is drawn; only their files are read again.
        let bare = Tracer { case, assessment, given: &[], scope, by_month: false, lang }.trace(&target);
        let named = ids(&bare);
        let meters: Vec<usize> = meters.into_iter().filter(|&m| named.contains(case.dossier.meters[m].id.as_str())).collect();
        let given = read(scope, &meters)?;
        let mut tree = Tracer { case, assessment, given: &given, scope, by_month: arguments.months, lang }.trace(&target);
        if arguments.rows {
            print_rows(park, &mut tree, lang)?;
        }
        let period = format!("{}..{}", scope.start, scope.end);
        Ok::<_, String>((
            match arguments.format {
                TextOrJson::Json => render_json(&case.dossier.name, &period, &tree),
                TextOrJson::Text => render(&tree, &style),
            },
            true,
        ))
    })?
    .map_err(|message: String| anyhow!(message))?;
    drop(shown);
    if !found {
        bail!(say!("nothing was found"));
    }
    print::out(&text)?;
    Ok(exit::PASS)
}

fn ids(node: &Node) -> BTreeSet<&str> {
    let mut all: BTreeSet<&str> = node.parts.iter().flat_map(ids).collect();
    all.insert(node.id.as_str());
    all
}

/// Puts the text of their lines under all nodes that stand on rows. Each file is read once.
fn print_rows(park: &Path, tree: &mut Node, lang: Lang) -> Result<(), String> {
    let mut wanted: BTreeMap<(String, Option<String>), BTreeSet<u64>> = BTreeMap::new();
    each(tree, &mut |node| {
        if let Some(rows) = &node.rows {
            wanted.entry((rows.file.clone(), rows.sheet.clone())).or_default().extend(rows.lines.iter().chain(rows.unused.keys()));
        }
    });
    let mut texts = BTreeMap::new();
    for ((file, sheet), numbers) in wanted {
        let found = lines(park, &file, sheet.as_deref(), &numbers).map_err(|e| lang.say(&e.said()))?;
        texts.insert((file, sheet), found.into_iter().collect::<BTreeMap<u64, String>>());
    }
    each(tree, &mut |node| {
        if let Some(rows) = &mut node.rows
            && let Some(found) = texts.get(&(rows.file.clone(), rows.sheet.clone()))
        {
            let all: BTreeSet<u64> = rows.lines.iter().chain(rows.unused.keys()).copied().collect();
            rows.text = all.into_iter().filter_map(|line| Some((line, found.get(&line)?.clone()))).collect();
        }
    });
    Ok(())
}

fn each(node: &mut Node, f: &mut impl FnMut(&mut Node)) {
    f(node);
    for part in &mut node.parts {
        each(part, f);
    }
}
