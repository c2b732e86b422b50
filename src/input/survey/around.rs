//! What stands around a table: the title above it, the sheet's name, the file's name. They may say the year and month that the rows leave out.

use super::calendar::{self, Named};
use super::found::Place;
use super::sheet::Sheet;
use crate::input::field::PartialDate;
use crate::input::titled::is_of_making;

/// Where the year or month stands that the rows do not say, and what it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Base {
    pub(super) place: Place,
    pub(super) named: Named,
}

/// The names around a table.
#[derive(Clone, Copy, Debug)]
pub(super) struct Around<'a> {
    /// The file's path in the folder.
    pub(super) path: &'a str,
    /// The file's name without folder and ending.
    pub(super) stem: &'a str,
    /// The folder that the file lies in.
    pub(super) folder: &'a str,
    /// The sheet.
    pub(super) sheet: Option<&'a str>,
    /// The meter of a table that names none.
    pub(super) own: &'a str,
}

impl Around<'_> {
    /// All that is named, each place for itself, the title first.
    fn named(&self, sheet: &Sheet) -> Vec<Base> {
        let title =
            sheet.titles.iter().map(|text| calendar::named(text)).max_by_key(|n| (n.year.is_some() && n.month.is_some(), n.year.is_some()));
        let folder = self.folder.rsplit('/').next().map(calendar::named);
        let places = [
            (Place::Title, title),
            (Place::Sheet, self.sheet.map(calendar::named)),
            (Place::Stem, Some(calendar::named(self.stem))),
            (Place::Folder, folder),
        ];
        places.into_iter().filter_map(|(place, named)| Some(Base { place, named: named? })).filter(|b| !b.named.is_nothing()).collect()
    }

    /// The day that the title, the sheet's or the file's name says.
    pub(super) fn day(&self, sheet: &Sheet) -> Option<Base> {
        let title: String = sheet.title_rows.iter().filter(|row| !is_of_making(row)).fold(String::new(), |all, row| all + " " + row);
        let places = [(Place::Title, Some(title.as_str())), (Place::Sheet, self.sheet), (Place::Stem, Some(self.stem))];
        places
            .into_iter()
            .find_map(|(place, text)| {
                let found = PartialDate::named(text?, true);
                let whole = found.year.is_some() && found.month.is_some() && found.day.is_some();
                whole.then_some(Base { place, named: Named { year: found.year, month: found.month } })
            })
            .or_else(|| {
                // The sheet of a day, in the file of a month.
                self.sheet.filter(|name| name.contains(['日', '号']) && calendar::day_number(name).is_some())?;
                Some(Base { place: Place::Sheet, ..self.month(sheet)? })
            })
    }

    /// A year.
    pub(super) fn year(&self, sheet: &Sheet) -> Option<Base> {
        self.named(sheet).into_iter().find(|base| base.named.year.is_some())
    }

    /// A month with its year: of one place, else the month of one and the year of another.
    pub(super) fn month(&self, sheet: &Sheet) -> Option<Base> {
        let all = self.named(sheet);
        let whole = all.iter().find(|base| base.named.year.is_some() && base.named.month.is_some()).copied();
        whole.or_else(|| {
            let month = all.iter().find(|base| base.named.month.is_some())?;
            let year = all
                .iter()
                .find_map(|base| base.named.year)
                .or_else(|| self.folder.rsplit('/').find_map(|folder| calendar::named(folder).year))?;
            Some(Base { place: month.place, named: Named { year: Some(year), month: month.named.month } })
        })
    }

    /// What completes the days or months of a column that say no month or no year.
    pub(super) fn completes(&self, sheet: &Sheet, at: usize) -> Option<Base> {
        let header: String = sheet.name(at).chars().filter(|c| !c.is_whitespace()).collect();
        let profile = &sheet.profiles[at];
        if profile.filled == 0
            || !["日期", "日", "时间", "日序", "date", "day", "月份", "月", "month"].contains(&header.to_lowercase().as_str())
        {
            return None;
        }
        let all = |is: &dyn Fn(&str) -> bool| profile.distinct.iter().all(|cell| is(cell));
        let month_header = header.contains('月') || header.eq_ignore_ascii_case("month");
        if !month_header && all(&|cell| calendar::day_number(cell).is_some()) {
            return self.month(sheet);
        }
        let is_month =
            |cell: &str| calendar::month_header(cell).is_some() || (month_header && cell.parse().is_ok_and(|n: u32| (1..=12).contains(&n)));
        if all(&is_month) || all(&|cell| calendar::month_day(cell).is_some()) {
            return self.year(sheet);
        }
        None
    }
}

/// A cell that names a day or month, completed by what stands around the table: as the readers write it.
pub(super) fn completed(cell: &str, base: Base) -> Option<String> {
    let year = base.named.year?;
    if let Some(month) = base.named.month
        && let Some(day) = calendar::day_number(cell)
    {
        return Some(format!("{year}-{month:02}-{day:02}"));
    }
    if let Some((month, day)) = calendar::month_day(cell) {
        return Some(format!("{year}-{month:02}-{day:02}"));
    }
    let month = calendar::month_header(cell).and_then(|m| m.month).or_else(|| cell.trim().parse().ok().filter(|n| (1..=12).contains(n)))?;
    Some(format!("{year}-{month:02}"))
}
