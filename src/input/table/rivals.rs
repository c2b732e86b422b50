//! Several columns that may be one: `status` beside 状态, `quantity` beside 核销量（张）. The exact name wins where they agree row by row; where they
//! differ in a row, nothing says which of them is meant.

use super::TableOptions;
use super::header::{folded, with_unit};
use crate::dossier::Status;
use crate::dossier::headers::Column;
use crate::input::field::{is_missing, narrow, number, trimmed};
use crate::input::scan::Record;
use crate::near::shown;
use crate::say;
use crate::say::Message;

/// Columns from which no figure follows: two of them may say two things.
const NAMES: [&str; 8] = ["label", "project", "province", "source", "price", "order_id", "traded_on", "issued_on"];

/// A column that is read, by our name, and another that its names fit as well.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::input) struct Rival {
    name: &'static str,
    taken: (usize, String),
    other: (usize, String),
    /// Whether the manifest names the column that is read.
    stated: bool,
}

/// The columns that the names of one that is read fit as well, and that nothing else is read from.
pub(in crate::input) fn rivals(
    header: &[String],
    columns: &[Column],
    found: &[(&'static str, usize)],
    options: &TableOptions,
) -> Vec<Rival> {
    if options.headless {
        return Vec::new();
    }
    let is_taken = |at: usize| found.iter().any(|&(_, taken)| taken == at);
    let mut all = Vec::new();
    for &(name, at) in found.iter().filter(|(name, _)| !NAMES.contains(name)) {
        let Some(column) = columns.iter().find(|column| column.name == name) else { continue };
        let stated = options.columns.contains_key(name);
        let fits = |cell: &str| {
            let (whole, plain) = (folded(cell), folded(&with_unit(cell).0));
            std::iter::once(&column.name).chain(column.aliases).any(|known| [&whole, &plain].contains(&&folded(known)))
        };
        let others = header.iter().enumerate().filter(|(other, cell)| !is_taken(*other) && !cell.trim().is_empty() && fits(cell));
        all.extend(others.map(|(other, cell)| Rival { name, taken: (at, header[at].clone()), other: (other, cell.clone()), stated }));
    }
    all
}

/// Why a row cannot be read: two columns of one role say different things in it.
pub(in crate::input) fn conflict(record: &Record<'_>, rivals: &[Rival]) -> Option<Message> {
    rivals.iter().find_map(|rival| {
        let (taken, other) = (record.text(rival.taken.0), record.text(rival.other.0));
        if rival.stated {
            // Of several that fit, the manifest says which is meant; it takes the place of none that alone says something, or of our own name.
            let is_empty = |text: &str| is_missing(text.trim(), &[]);
            let is_own = folded(&rival.other.1) == folded(rival.name);
            let hides = !is_empty(&other) && (is_empty(&taken) || (is_own && !agree(rival.name, &taken, &other)));
            return hides.then(|| {
                say!(
                    "`columns` names `{taken}` for `{name}`, and the column `{other}` says `{second}` where that one says `{first}`: correct `columns`",
                    taken = rival.taken.1.trim(),
                    other = rival.other.1.trim(),
                    name = rival.name,
                    first = shown(&taken),
                    second = shown(&other)
                )
            });
        }
        (!agree(rival.name, &taken, &other)).then(|| {
            say!(
                "the columns `{taken}` and `{other}` may both be `{name}`, and say `{first}` and `{second}`: state which is meant as `columns = { {name} = \"{taken}\" }`",
                taken = rival.taken.1.trim(),
                other = rival.other.1.trim(),
                name = rival.name,
                first = shown(&taken),
                second = shown(&other)
            )
        })
    })
}

/// Whether two cells say the same, or one says nothing.
fn agree(name: &str, one: &str, other: &str) -> bool {
    let plain = |text: &str| narrow(trimmed(text)).to_lowercase();
    let (one, other) = (plain(one), plain(other));
    if one.is_empty() || other.is_empty() || one == other {
        return true;
    }
    if name == "status" {
        return Status::parse(&one) == Status::parse(&other);
    }
    if let (Ok(Some(one)), Ok(Some(other))) = (number(&one, &[]), number(&other, &[])) {
        return one == other;
    }
    // Dates in two notations, one of them perhaps longer: 2025年6月 and 2025-06-30.
    let digits = |text: &str| -> String {
        let parts = text.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty());
        parts.fold(String::new(), |all, part| all + if part.len() == 1 { "0" } else { "" } + part)
    };
    let (one, other) = (digits(&one), digits(&other));
    one.len() >= 6 && other.len() >= 6 && (one.starts_with(&other) || other.starts_with(&one))
}

#[cfg(test)]
mod tests {
    use super::agree;

    #[test]
    fn cells_that_say_the_same_agree() {
        for (name, one, other) in [
            ("status", "retired", "已核销"),
            ("retired_on", "2025-12-31", "2025/12/31 08:00"),
            ("generation_month", "2025年6月", "2025-06"),
            ("generation_month", "202506", "2025-06"),
            ("quantity", "1000", "1,000"),
            ("beneficiary", "甲", ""),
        ] {
            assert!(agree(name, one, other), "{name}: {one} {other}");
        }
        for (name, one, other) in [
            ("status", "retired", "持有"),
            ("retired_on", "2025-12-31", "2024-01-01"),
            ("generation_month", "2025-06", "2023-06"),
            ("quantity", "116000", "5"),
            ("beneficiary", "甲", "乙"),
            ("unit", "m3", "万m3"),
        ] {
            assert!(!agree(name, one, other), "{name}: {one} {other}");
        }
    }
}
