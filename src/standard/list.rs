//! The national parks under construction: the first list (LIST-52), as it was published.
//!
//! A park on it is not yet recognised: recognition is by inspection after its construction period. Two sources agree row by row.

use std::sync::LazyLock;

use super::nearest::{did_you_mean, nearest};
use super::{Citation, Document, Standard};
use crate::say;
use crate::say::Message;

/// The list as shipped: number, name, province, scope, first and last year of construction.
pub(super) const TEXT: &str = include_str!("list-52.csv");

/// Key of the document that published it.
const DOCUMENT: &str = "LIST-52";

/// A park of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedPark {
    /// Its number on the list.
    pub number: u32,
    /// Its name.
    pub name: String,
    /// Its province, municipality, autonomous region or the Corps, by the short name.
    pub province: String,
    /// `whole` (整体) or `sub-park` (园中园).
    pub scope: String,
    /// Year in which construction starts, the base year.
    pub start_year: i32,
    /// Year in which construction ends.
    pub end_year: i32,
}

static PARKS: LazyLock<Vec<ListedPark>> = LazyLock::new(|| {
    let mut reader = csv::Reader::from_reader(TEXT.as_bytes());
    let rows = reader.records().map(|row| row.expect("the built-in list can be read; a test holds it"));
    rows.map(|row| {
        let number = |at: usize| row[at].parse().expect("a number of the built-in list");
        ListedPark {
            number: u32::try_from(number(0)).expect("a number of the built-in list"),
            name: row[1].to_owned(),
            province: row[2].to_owned(),
            scope: row[3].to_owned(),
            start_year: number(4),
            end_year: number(5),
        }
    })
    .collect()
});

/// The parks, in the order of the list.
pub fn parks() -> &'static [ListedPark] {
    &PARKS
}

/// The document that published the list.
pub fn document() -> Document {
    let national = Standard::built_in("cn-national");
    national.and_then(|national| national.documents.get(DOCUMENT).cloned()).expect("the national policy cites the list; a test holds it")
}

/// A name without what does not tell parks apart: blanks, full width, and the brackets around a part of it.
fn plain(name: &str) -> String {
    let half = |c: char| match c {
        '（' => '(',
        '）' => ')',
        c => c,
    };
    name.chars().filter(|c| !c.is_whitespace() && !matches!(c, '\u{200b}' | '\u{feff}')).map(half).collect()
}

/// The park of a name; `None` if the list has none.
pub fn find(name: &str) -> Option<&'static ListedPark> {
    let wanted = plain(name);
    PARKS.iter().find(|park| plain(&park.name) == wanted)
}

/// Why a name that was stated as one of the list is none, with the nearest that it has.
pub fn not_listed(name: &str) -> Message {
    let near = did_you_mean(nearest(name, PARKS.iter().map(|park| park.name.as_str())).as_deref());
    say!("`list = \"{name}\"`: the list of national parks has no park of that name{near}; `lingtan policy list-52` prints all", name, near => near)
}

/// What the notice with the list says of acceptance.
pub fn citation() -> Option<Citation> {
    Standard::built_in("cn-national")?.notes.into_iter().find(|note| note.document.key == DOCUMENT)
}
