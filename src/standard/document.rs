//! The documents of the law: title, number, dates, the days on which each is in force, and where it can be read.

use std::collections::BTreeMap;
use std::fmt;

use chrono::NaiveDate;

use super::keys::Keys;
use crate::measure::Period;
use crate::toml::Fault;

/// A document that numbers of a policy or of the factors are cited from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// Key by which a policy cites it, such as `ANNEX-3`.
    pub key: String,
    /// Title, with the English in brackets where the document is not known by its Chinese title.
    pub title: String,
    /// Number under which it was issued.
    pub number: Option<String>,
    /// Day of the document.
    pub date: Option<NaiveDate>,
    /// Day on which it was published, where that is another day or the only one known.
    pub published: Option<NaiveDate>,
    /// First day in force; `None` of what is no rule of law (a decision of this program, a table of coefficients).
    pub in_force_from: Option<NaiveDate>,
    /// Last day in force, where the document ends.
    pub in_force_until: Option<NaiveDate>,
    /// Where it can be read.
    pub url: Option<String>,
    /// What else there is to say of it, in English and in Chinese: a missing date, a copy that was read in place of the original.
    pub note: [String; 2],
}

/// How a period stands to the days on which a document is in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Force {
    /// In force on the period's last day, or a document without such days.
    Holds,
    /// Not yet in force on the period's last day: in force from this day.
    NotYet(NaiveDate),
    /// No longer in force on the period's last day: in force until this day.
    NoLonger(NaiveDate),
}

impl Document {
    /// Whether it is in force on a period's last day.
    pub fn force(&self, period: &Period) -> Force {
        match (self.in_force_from, self.in_force_until) {
            (Some(from), _) if period.end < from => Force::NotYet(from),
            (_, Some(until)) if until < period.end => Force::NoLonger(until),
            _ => Force::Holds,
        }
    }

    /// The day of the document, else that of its publication.
    pub fn day(&self) -> Option<NaiveDate> {
        self.date.or(self.published)
    }

    /// A document under its key: a table, or its title alone in a policy file of a park's own.
    fn read(key: &str, keys: &Keys<'_>) -> Result<Self, Fault> {
        let key = key.to_owned();
        if keys.is_text(&key) {
            return Ok(Self { title: keys.need(&key)?.trim().to_owned(), key, ..Self::default() });
        }
        let table = keys.there(&key, keys.under(&key)?)?;
        table.only(&["title", "number", "date", "published", "in_force_from", "in_force_until", "url", "note"])?;
        let text = |key: &str| table.text(key).map(|text| text.map(str::to_owned));
        Ok(Self {
            key,
            title: table.need("title")?.to_owned(),
            number: text("number")?,
            date: table.day("date")?,
            published: table.day("published")?,
            in_force_from: table.day("in_force_from")?,
            in_force_until: table.day("in_force_until")?,
            url: text("url")?,
            note: table.in_both("note")?,
        })
    }

    /// The documents under `documents`, over those of the policy that is extended.
    pub(super) fn read_all(keys: &Keys<'_>, base: BTreeMap<String, Self>) -> Result<BTreeMap<String, Self>, Fault> {
        let mut documents = base;
        if let Some(own) = keys.under("documents")? {
            for key in own.names() {
                documents.insert(key.to_owned(), Self::read(key, &own)?);
            }
        }
        Ok(documents)
    }
}

/// Title, number and day on one line.
impl fmt::Display for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.title)?;
        if let Some(number) = &self.number {
            write!(f, "，{number}")?;
        }
        self.day().map_or(Ok(()), |day| write!(f, "，{day}"))
    }
}
