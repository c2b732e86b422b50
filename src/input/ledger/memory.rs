//! What is kept beside a ledger: the hash of the last entry that a run recorded, and the folders of the parks whose certificates were recorded.
//!
//! A ledger tells parks apart by name and period alone, so that its bytes do not depend on where a park lies. Which folder a name stands for is kept
//! here: a second folder of the same name could count once more what the first counted.

use std::path::{Component, Path, PathBuf};

use crate::files::locked::remembered;
use crate::files::place_of;

/// What is kept beside a ledger.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Memory {
    /// The hash of the last entry that a run recorded.
    pub head: Option<String>,
    /// The parks whose certificates were recorded, in the order in which each was first.
    pub parks: Vec<Recorded>,
}

/// A park whose certificates a run recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// Its name.
    pub park: String,
    /// The period as the ledger writes it.
    pub period: String,
    /// Its folder, seen from the folder of the ledger.
    pub folder: String,
}

impl Memory {
    /// What is kept beside a ledger; nothing where no run recorded in it.
    pub fn of(ledger: &Path) -> Self {
        remembered(ledger).map_or_else(Self::default, |text| Self::parse(&text))
    }

    /// The hash on the first line, then a list of name, period and folder on each.
    fn parse(text: &str) -> Self {
        let (parks, heads): (Vec<&str>, Vec<&str>) = text.lines().partition(|line| line.starts_with('['));
        let recorded = |line: &str| {
            let [park, period, folder] = serde_json::from_str::<[String; 3]>(line).ok()?;
            Some(Recorded { park, period, folder })
        };
        Self {
            head: heads.first().map(|head| head.trim().to_owned()).filter(|head| !head.is_empty()),
            parks: parks.into_iter().filter_map(recorded).collect(),
        }
    }

    /// The text that [`Memory::of`] reads back.
    pub fn text(&self) -> String {
        let lines = self.parks.iter().map(|Recorded { park, period, folder }| serde_json::json!([park, period, folder]).to_string());
        self.head.iter().cloned().chain(lines).collect::<Vec<_>>().join("\n")
    }
}

/// A park's folder as it is seen from the folder of a ledger, so that a tree of both can be moved; the whole path where they share no beginning.
pub fn folder_from(ledger: &Path, park: &Path) -> String {
    let (ledger, park) = (place_of(ledger), place_of(park));
    let from: Vec<Component<'_>> = ledger.parent().map(|folder| folder.components().collect()).unwrap_or_default();
    let to: Vec<Component<'_>> = park.components().collect();
    let shared = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    if shared == 0 {
        return park.display().to_string();
    }
    let up = std::iter::repeat_n(Component::ParentDir, from.len() - shared);
    let names = up.chain(to[shared..].iter().copied()).map(|part| part.as_os_str().to_string_lossy().into_owned());
    let path = names.collect::<Vec<_>>().join("/");
    if path.is_empty() { ".".to_owned() } else { path }
}

/// The folder that [`folder_from`] named.
pub fn folder_at(ledger: &Path, folder: &str) -> PathBuf {
    let place = place_of(ledger);
    place.parent().map_or_else(|| PathBuf::from(folder), |parent| parent.join(folder))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_read_back() {
        let recorded = Recorded { park: "示范, \"园区\"\n".to_owned(), period: "2025".to_owned(), folder: "../b".to_owned() };
        let memory = Memory { head: Some("1341".to_owned()), parks: vec![recorded.clone(), recorded] };
        assert_eq!(Memory::parse(&memory.text()), memory);
        assert_eq!(Memory::parse("1341\n"), Memory { head: Some("1341".to_owned()), parks: Vec::new() });
        assert_eq!(Memory::parse(""), Memory::default());
    }
}
