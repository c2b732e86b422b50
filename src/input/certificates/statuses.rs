//! What the words of a status mean: those of registers, of lists of retirements and of orders, and those that a manifest maps.

use std::collections::BTreeMap;

use super::orders::{self, Order};
use crate::dossier::Status;
use crate::input::field::{narrow, trimmed};

/// The status of a row of a list of retirements: retired, unless a word says otherwise.
pub(super) fn retirement(word: Option<&str>, statuses: &BTreeMap<String, String>) -> Status {
    let Some(word) = word else { return Status::Retired };
    match (status(word, statuses), orders::order(Some(word), statuses)) {
        (Status::Unknown(_), Order::Completed) => Status::Retired,
        (known, _) => known,
    }
}

/// The status that a word means: by the manifest's map, else by the usual words.
pub(super) fn status(word: &str, statuses: &BTreeMap<String, String>) -> Status {
    let mapped = statuses.iter().find(|(theirs, _)| trimmed(theirs) == word);
    match Status::parse(mapped.map_or(word, |(_, ours)| trimmed(ours))) {
        Status::Unknown(_) => Status::Unknown(word.to_owned()),
        known => known,
    }
}

/// Whether a word is one of a status of certificates or of an order.
pub(in crate::input) fn is_known(word: &str) -> bool {
    let none = BTreeMap::new();
    let word = narrow(trimmed(word)).to_lowercase();
    !matches!(status(&word, &none), Status::Unknown(_)) || !matches!(orders::order(Some(&word), &none), Order::Unknown(_))
}

/// What a word of a registry means, where it is known and a map gives it another meaning.
pub(in crate::input) fn remapped(word: &str, meaning: &str) -> Option<String> {
    let none = BTreeMap::new();
    let (word, meaning) = (narrow(trimmed(word)).to_lowercase(), narrow(trimmed(meaning)).to_lowercase());
    let known = status(&word, &none);
    // A word that speaks of retirement and denies it has its meaning too.
    let within = ["未", "不", "待", "拟", "撤", "取消", "失败", "部分", "冻结", "过期", "pending", "cancel", "revoke", "fail"];
    let denies = within.iter().any(|part| word.contains(part)) || ["un", "non", "not ", "part"].iter().any(|start| word.starts_with(start));
    if denies && status(&meaning, &none) == Status::Retired && matches!(known, Status::Unknown(_)) {
        return Some(Status::Held.name().to_owned());
    }
    if !matches!(known, Status::Unknown(_)) {
        return (status(&meaning, &none) != known).then(|| known.name().to_owned());
    }
    let became = |word: &str| match orders::order(Some(word), &none) {
        Order::Completed => "completed",
        Order::Uncompleted(_) => "cancelled",
        Order::Unknown(_) => "",
    };
    let known = became(&word);
    (!known.is_empty() && became(&meaning) != known).then(|| known.to_owned())
}
