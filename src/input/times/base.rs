//! The part of a date that stands outside the rows: as park.toml states it, in the title above the header, in the name of the sheet, the file or its
//! folder. Where several of them speak, they must agree.

use crate::input::field::PartialDate;
use crate::input::template::{Name, Names, Template};
use crate::input::titled::is_of_making;
use crate::say;
use crate::say::{Message, Part};

/// What `date` of a table states.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DateOf {
    /// This, or a part of it: `2025`, `2025-06`, `2025-06-01`.
    Stated(PartialDate),
    /// What a name of the file says: `{stem}`, `{sheet}`, `{title}`, `{folder}`.
    Named(Template),
}

impl std::fmt::Display for DateOf {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Stated(date) => date.fmt(f),
            Self::Named(template) => template.fmt(f),
        }
    }
}

/// The part of a date that is known of a file.
#[derive(Clone, Debug, Default)]
pub(in crate::input) struct Base {
    /// What is known.
    pub(in crate::input) known: PartialDate,
    /// Names that speak of different years or months, with what they say.
    contrary: Vec<String>,
}

impl Base {
    /// What is known of a file; an error where what is stated says nothing.
    pub(in crate::input) fn of(stated: Option<&DateOf>, names: &Names) -> Result<Self, Message> {
        let mut base = Self::by_names(names);
        match stated {
            None => {}
            Some(DateOf::Stated(date)) => base = Self { known: date.or(base.known), ..base },
            Some(DateOf::Named(template)) => {
                let title = names.title.iter().filter(|row| !is_of_making(row)).cloned().collect();
                let text = template.fill(&Names { title, ..names.clone() });
                let found = PartialDate::named(&text, true);
                if found == PartialDate::default() {
                    return Err(say!(
                        "`date` takes its date from `{text}`, which states no one year or month: write it out, such as `date = \"2025-06\"`",
                        text = crate::near::shown(&text)
                    ));
                }
                // What the stated names do not say, the others may.
                base = Self { known: found.or(base.known), ..base };
            }
        }
        Ok(base)
    }

    fn by_names(names: &Names) -> Self {
        let title: Vec<&String> = names.title.iter().filter(|row| !is_of_making(row)).collect();
        let title: String = title.into_iter().fold(String::new(), |all, row| all + " " + row);
        let texts = [title, names.get(Name::Sheet), names.get(Name::Stem), names.get(Name::Folder)];
        // The folders around that of the file say only what is not known yet: 2025年/9月/关口.xlsx.
        let around = names.path.rsplit('/').skip(2);
        let mut base = Self::default();
        for (at, text) in texts.iter().map(String::as_str).chain(around).map(str::trim).enumerate().filter(|(_, text)| !text.is_empty()) {
            if at >= texts.len() && base.known.year.is_some() && base.known.month.is_some() {
                break;
            }
            let found = PartialDate::named(text, false);
            if found != PartialDate::default() && !found.agrees(base.known) {
                base.contrary.push(text.to_owned());
            }
            base.known = base.known.or(found);
        }
        // A name that says nothing certain says nothing.
        if !base.contrary.is_empty() {
            base.known = PartialDate::default();
        }
        base
    }

    /// Why a year or a month is not known.
    pub(in crate::input) fn lacks(&self, what: Message) -> Message {
        if self.contrary.is_empty() {
            say!("{what} is not said by the rows, the title, the sheet, the file or its folder: state it, such as `date = \"2025\"` or `date = \"2025-06\"`", what => what)
        } else {
            let known = Part::names(self.contrary.iter().map(|text| format!("`{}`", crate::near::shown(text))));
            say!("the names of the file speak of different years or months ({known}): state the right one, such as `date = \"2025-06\"`", known => known)
        }
    }
}
