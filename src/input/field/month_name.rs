//! Months by their English names.

/// English names, of which the first three letters do.
const NAMES: [&str; 12] =
    ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];

/// The number of a month by its English name, whole or its first three letters.
pub(super) fn month_named(name: &str) -> Option<u32> {
    let name = name.to_ascii_lowercase();
    let whole = NAMES.iter().position(|n| *n == name || n[..3] == name || (name == "sept" && n.starts_with("sept")));
    whole.and_then(|at| u32::try_from(at + 1).ok())
}
