//! What is known of the policies of each provincial-level region, and of the Xinjiang Production and Construction Corps.
//!
//! A row says what was found and where, and whether its numbers are a built-in policy. Where nothing was found it says that: a search that found
//! nothing is no proof that there is nothing.

use std::sync::LazyLock;

use chrono::NaiveDate;

use super::citation::Standing;
use super::keys::Keys;
use crate::closed_list::closed_list;
use crate::toml::{Fault, Table};

/// The data as shipped.
pub(super) const TEXT: &str = include_str!("regions.toml");

closed_list! {
    /// What is known of whether a policy is in force.
    State {
        /// It is.
        InForce = "in-force",
        /// A draft for comment.
        Draft = "draft",
        /// It is not known.
        Unknown = "unknown",
    }
}

/// A policy of a region.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegionalPolicy {
    /// Title.
    pub title: String,
    /// Number under which it was issued.
    pub number: Option<String>,
    /// Its date as far as it is known: a year, a month or a day.
    pub date: String,
    /// Whether it is in force.
    pub state: State,
    /// The built-in policy that holds its numbers; `None` where it has none here.
    pub built_in: Option<String>,
    /// What is known of its indicators, in English and in Chinese.
    pub note: [String; 2],
    /// Words of the source.
    pub quote: String,
    /// The source.
    pub url: String,
    /// How sure it is.
    pub standing: Standing,
}

/// A region.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Region {
    /// Short Chinese name.
    pub name: String,
    /// English name.
    pub english: String,
    /// Its policies; none where nothing was found.
    pub policies: Vec<RegionalPolicy>,
}

struct Regions {
    searched: NaiveDate,
    all: Vec<Region>,
}

static REGIONS: LazyLock<Regions> = LazyLock::new(|| read(TEXT).expect("the built-in regions can be read; a test holds it"));

/// The regions, in the official order.
pub fn all() -> &'static [Region] {
    &REGIONS.all
}

/// What may follow the short name of a region in its full name.
const SUFFIXES: &[&str] = &["", "省", "市", "自治区", "壮族自治区", "回族自治区", "维吾尔自治区"];

/// The region that a text names: in Chinese, short or in full, or in English.
pub fn named(text: &str) -> Option<&'static Region> {
    let text = text.trim();
    let in_chinese = |region: &&Region| text.strip_prefix(region.name.as_str()).is_some_and(|rest| SUFFIXES.contains(&rest));
    let small = text.to_lowercase();
    let in_english = |region: &&Region| {
        let rest = small.strip_prefix(&region.english.to_lowercase());
        rest.is_some_and(|rest| rest.is_empty() || [" province", " municipality", " autonomous region"].contains(&rest))
    };
    all().iter().find(in_chinese).or_else(|| all().iter().find(in_english))
}

/// The day of the search.
pub fn searched() -> NaiveDate {
    REGIONS.searched
}

fn read(text: &str) -> Result<Regions, Fault> {
    let table = Table::parse(text)?;
    let keys = Keys::root(&table);
    keys.only(&["searched", "regions"])?;
    let searched = keys.there("searched", keys.day("searched")?)?;
    let mut all = Vec::new();
    for region in keys.list("regions")?.unwrap_or_default() {
        region.only(&["name", "en", "policies"])?;
        let policies = region.list("policies")?.unwrap_or_default();
        let policies = policies.iter().map(policy).collect::<Result<_, _>>()?;
        all.push(Region { name: region.need("name")?.to_owned(), english: region.need("en")?.to_owned(), policies });
    }
    Ok(Regions { searched, all })
}

fn policy(keys: &Keys<'_>) -> Result<RegionalPolicy, Fault> {
    keys.only(&["title", "number", "date", "state", "built_in", "note", "quote", "url", "standing"])?;
    Ok(RegionalPolicy {
        title: keys.need("title")?.to_owned(),
        number: keys.text("number")?.map(str::to_owned),
        date: keys.need("date")?.to_owned(),
        state: keys.there("state", keys.word("state")?)?,
        built_in: keys.text("built_in")?.map(str::to_owned),
        note: keys.in_both("note")?,
        quote: keys.need("quote")?.to_owned(),
        url: keys.need("url")?.to_owned(),
        standing: keys.there("standing", keys.word("standing")?)?,
    })
}
