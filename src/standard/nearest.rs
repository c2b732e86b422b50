//! The known name that was probably meant.

use crate::say;
use crate::say::Message;

/// The known name nearest to what was written; one that begins with it is nearer than any other.
pub(crate) fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<String> {
    let distance = |candidate: &&str| (!candidate.starts_with(name), strsim::damerau_levenshtein(name, candidate));
    known.min_by_key(distance).map(str::to_owned)
}

/// The end of a message that names the nearest known name.
pub(super) fn did_you_mean(nearest: Option<&str>) -> Message {
    nearest.map_or_else(Message::nothing, |name| say!("; the nearest known name is `{name}`", name))
}
