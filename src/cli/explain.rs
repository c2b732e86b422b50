//! `lingtan explain`: a rule, a defect, a figure or a setting, in either language.

use anyhow::anyhow;

use super::arguments::ExplainArguments;
use super::{exit, print};
use crate::report::explain::{explain, list};

pub(super) fn run(arguments: &ExplainArguments) -> anyhow::Result<u8> {
    let style = arguments.look.style();
    let text = match &arguments.name {
        None => list(&style),
        Some(name) => explain(name, &style).map_err(|message| anyhow!(message))?,
    };
    print::out(&text)?;
    Ok(exit::PASS)
}
