//! Texts of the manifest that take a part of a file's names: `meter = "{stem}"`, `date = "{sheet}"`.

use super::field::near;
use super::titled;
use crate::say;
use crate::say::{Message, Part};

/// A text with places for the names of the file that is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    parts: Vec<Piece>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Text(String),
    Name(Name),
}

/// A name that a file has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Name {
    /// Its own, without its ending.
    Stem,
    /// Its sheet's.
    Sheet,
    /// What stands above the header.
    Title,
    /// What a row above the header calls the meter of the rows below: 表计：1#进线.
    TitleMeter,
    /// That of the folder in which it lies.
    Folder,
}

const NAMES: [(&str, Name); 5] =
    [("stem", Name::Stem), ("sheet", Name::Sheet), ("title", Name::Title), ("title.meter", Name::TitleMeter), ("folder", Name::Folder)];

/// The names of a file that is read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names {
    /// Its path in the park.
    pub path: String,
    /// The sheet at hand, of a workbook.
    pub sheet: Option<String>,
    /// The rows above the header, each with its cells.
    pub title: Vec<String>,
    /// The meter that they name, or that those of a former block named.
    pub meter: Option<String>,
}

impl std::fmt::Display for Template {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.parts.iter().try_for_each(|part| match part {
            Piece::Text(text) => f.write_str(text),
            Piece::Name(name) => write!(f, "{{{}}}", NAMES.iter().find(|(_, known)| known == name).map_or("", |(name, _)| name)),
        })
    }
}

impl Template {
    /// Reads a text with `{stem}`, `{sheet}`, `{title}`, `{title.meter}` and `{folder}` in it, `None` where it has no such place.
    pub fn parse(text: &str) -> Result<Option<Self>, Message> {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some((before, behind)) = rest.split_once('{') {
            let Some((name, after)) = behind.split_once('}') else { break };
            let Some(&(_, found)) = NAMES.iter().find(|(known, _)| *known == name.trim()) else {
                let known = NAMES.map(|(known, _)| known);
                let near = near(name.trim(), known);
                let known = Part::names(known.map(|name| format!("{{{name}}}")));
                let name = format!("{{{}}}", name.trim());
                return Err(say!("`{name}` is not a name that a file has (known: {known}){near}", name, known => known, near => near));
            };
            parts.push(Piece::Text(before.to_owned()));
            parts.push(Piece::Name(found));
            rest = after;
        }
        parts.push(Piece::Text(rest.to_owned()));
        parts.retain(|part| *part != Piece::Text(String::new()));
        Ok(parts.iter().any(|part| matches!(part, Piece::Name(_))).then_some(Self { parts }))
    }

    /// Whether it takes a name.
    pub fn takes(&self, name: Name) -> bool {
        self.parts.contains(&Piece::Name(name))
    }

    /// The text for a file.
    pub fn fill(&self, names: &Names) -> String {
        self.parts
            .iter()
            .map(|part| match part {
                Piece::Text(text) => text.clone(),
                Piece::Name(name) => names.get(*name),
            })
            .collect()
    }
}

impl Names {
    /// Takes the rows above a header.
    pub fn entitle(&mut self, rows: Vec<String>) {
        self.meter = titled::of_block(rows.iter().map(String::as_str)).map(|titled| titled.id).or(self.meter.take());
        self.title = rows;
    }

    /// One of the names; empty where the file has none such.
    pub fn get(&self, name: Name) -> String {
        let base = self.path.rsplit('/').next().unwrap_or(&self.path);
        match name {
            Name::Stem => {
                let base = base.strip_suffix(".gz").unwrap_or(base);
                base.rsplit_once('.').map_or(base, |(stem, _)| stem).to_owned()
            }
            Name::Sheet => self.sheet.as_deref().unwrap_or_default().trim().to_owned(),
            Name::Title => self.title.join(" "),
            Name::TitleMeter => self.meter.clone().unwrap_or_default(),
            Name::Folder => self.path.rsplit('/').nth(1).unwrap_or_default().to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_take_their_places() {
        let mut names = Names { path: "2025年5月/关口.csv.gz".to_owned(), sheet: Some(" 1# ".to_owned()), ..Names::default() };
        names.entitle(vec!["表计：2#进线".to_owned()]);
        // A title that names no meter leaves the one of the block before.
        names.entitle(vec!["日报".to_owned()]);
        let filled = |text: &str| Template::parse(text).expect("known names").map(|t| t.fill(&names));
        assert_eq!(filled("{folder} {stem}").as_deref(), Some("2025年5月 关口"));
        assert_eq!(filled("M-{sheet}/{title}").as_deref(), Some("M-1#/日报"));
        assert_eq!(filled("{title.meter}").as_deref(), Some("2#进线"));
        assert_eq!(filled("2025-01"), None);
        assert!(Template::parse("{sheets}").is_err_and(|why| why.to_string().contains("`sheet`")));
    }
}
