//! Several columns of readings that may say their quality: which is meant must be stated, and what is stated hides no column that says it is one.

use super::TableOptions;
use super::columns::QUALITY;
use super::header::folded;
use crate::say;
use crate::say::{Message, Part};

/// Why a table of readings is refused: it has several columns of quality and nothing says which is meant, or the manifest names one that hides another.
pub(in crate::input) fn hidden_quality(header: &[String], options: &TableOptions) -> Option<Message> {
    if options.headless {
        return None;
    }
    let knows = |cell: &str| QUALITY.iter().any(|known| folded(known) == folded(cell));
    let Some(taken) = options.columns.get("quality") else {
        let is_stated = |cell: &str| options.columns.values().any(|stated| folded(stated) == folded(cell));
        let all: Vec<&str> = header.iter().map(|cell| cell.trim()).filter(|cell| knows(cell) && !is_stated(cell)).collect();
        let first = (*all.first()?).to_owned();
        return (all.len() > 1).then(|| {
            say!(
                "several columns may say the quality of a reading ({known}), and nothing says which is meant: state it as `columns = { quality = \"{first}\" }`",
                known => Part::names(all.iter().map(|cell| format!("`{cell}`"))),
                first
            )
        });
    };
    // Of two that are columns of quality by their names, one may be of the device: the manifest says which is meant.
    let is_own = |cell: &str| ["quality", "质量", "数据质量", "data_quality"].iter().any(|own| folded(own) == folded(cell));
    let hides = |cell: &&String| folded(cell) != folded(taken) && if knows(taken) { is_own(cell) } else { knows(cell) };
    let other = header.iter().find(hides)?;
    Some(say!(
        "`columns` names `{taken}` for `quality`, and the file has a column `{other}`, whose words would be passed over: take `quality` out of `columns`, or the column out of the file",
        taken = taken.trim(),
        other = other.trim()
    ))
}
