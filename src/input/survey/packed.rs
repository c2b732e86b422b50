//! Surveys of files as they lie on the disk: text as it is, gzip archives unpacked, workbooks sheet by sheet; sheets that look alike are one.

use std::io::Cursor;

use super::calendar;
use super::found::{Role, Shape, Survey};
use super::one_table::{survey, survey_in};
use super::sums::Keep;
use super::twice::Covered;
use crate::files::{Ranges, Stream};
use crate::input::error::InputError;
use crate::input::source::{self, Opened, Source};
use crate::input::worded::Worded;
use crate::input::workbook::Book;
use crate::say;
use crate::say::{Message, Part};

/// Surveys a file, in each way in which it has to be read; `open` gives it from the start, as often as it is needed.
pub fn survey_file(name: &str, mut open: impl FnMut() -> Result<Stream, InputError>) -> Result<Vec<Survey>, InputError> {
    let mut gzip = match source::open(open()?, name)? {
        Opened::Book(book, _) => return of_book(name, *book),
        Opened::Text(source) => matches!(source, Source::Gzip(_)),
    };
    let mut all = survey(name, || match source::open(open()?, name)? {
        Opened::Text(source) => {
            gzip = matches!(source, Source::Gzip(_));
            Ok(Box::new(source))
        }
        Opened::Book(..) => Err(InputError::at(name, 0, say!("the file changed while it was read"))),
    })?;
    if gzip {
        for found in &mut all {
            found.encoding += " in a gzip archive";
        }
    }
    Ok(all)
}

/// Surveys a large text file of the disk by its ranges. All its rows are read, and of each meter the sums by days; of its readings those of some
/// days are looked at one by one.
pub fn survey_large(
    name: &str,
    ranges: &Ranges,
    size: u64,
    mut open: impl FnMut() -> Result<Stream, InputError>,
) -> Result<Vec<Survey>, InputError> {
    survey_in(name, None, &mut || Ok(Box::new(open()?)), Some((ranges, Keep::of(size))))
}

fn of_book(name: &str, mut book: Book) -> Result<Vec<Survey>, InputError> {
    let error = |why| InputError::at(name, 0, why);
    let names = book.candidates(&[]).map_err(error)?;
    let (mut all, mut refused): (Vec<Survey>, Option<InputError>) = (Vec::new(), None);
    for sheet in &names {
        let text = book.sheet(sheet).map_err(error)?.text;
        match survey_in(name, Some(sheet), &mut || Ok(Box::new(Cursor::new(text.as_slice()))), None) {
            Ok(found) => all.extend(found.into_iter().map(|mut one| {
                "a sheet of a workbook".clone_into(&mut one.encoding);
                one.sheet = Some(sheet.clone());
                one.sheets = names.len();
                one
            })),
            Err(why) => refused = refused.or(Some(why)),
        }
    }
    if all.is_empty() {
        return Err(refused.unwrap_or_else(|| error(say!("the workbook has no sheet that holds anything"))));
    }
    // Sheets without a table of any kind (covers, remarks) are told of, where another has one.
    let unknown = || all.iter().filter(|s| s.shape == Shape::Unknown).filter_map(|s| Some((s, s.sheet.clone()?)));
    let useless: Vec<String> = unknown().map(|(_, sheet)| sheet).collect();
    let running: Vec<String> = unknown().filter(|(s, _)| s.running_totals).map(|(_, sheet)| sheet).collect();
    let left = unknown().map(|(s, sheet)| (sheet, s.notes.first().cloned().unwrap_or_else(|| say!("no table was found in it"))));
    let left: Vec<(String, Message)> = left.collect();
    if useless.len() < all.len() {
        all.retain(|s| s.shape != Shape::Unknown);
    } else {
        all.truncate(1);
    }
    let mut unread: Vec<(String, Message)> = if useless.len() < names.len() { left } else { Vec::new() };
    unread.extend(leave_totals(&mut all));
    name_by_sheet(&mut all);
    // A sheet of remarks may say how the numbers of the others are to be read.
    let remarks = |book: &mut Book| {
        useless.iter().find_map(|name| {
            let text = String::from_utf8_lossy(&book.sheet(name).ok()?.text).into_owned();
            let (told, line) = Worded::among(text.lines())?;
            Some((told, line.to_owned()))
        })
    };
    if all.iter().any(|one| one.shape.is_readings() && one.worded.is_none())
        && let Some(told) = remarks(&mut book)
    {
        all.iter_mut().filter(|one| one.worded.is_none()).for_each(|one| one.worded = Some(told.clone()));
    }
    let mut all = merged(all);
    all.sort_by_key(|s| !s.shape.is_readings());
    if names.len() > 1 {
        for found in &mut all {
            let sheet = found.sheet.clone().unwrap_or_default();
            found.notes.push(if found.alike.is_empty() {
                say!("this is the sheet `{sheet}` of {count}: {names}", sheet, count = names.len(), names => Part::names(&names))
            } else {
                say!(
                    "the sheets from `{sheet}` to `{last}` are alike, and read as one: {count}",
                    sheet,
                    last = found.alike.last().map_or("", String::as_str),
                    count = found.alike.len() + 1
                )
            });
        }
    }
    if let Some(first) = all.first_mut().filter(|first| first.shape != Shape::Unknown) {
        for (sheet, why) in &unread {
            first.notes.push(say!("the sheet `{sheet}` is not read: {why}", sheet, why => why.clone()));
        }
        first.unread = unread;
        first.running_sheets = running;
    }
    let others: Vec<String> = all.iter().skip(1).filter(|s| s.shape.is_readings()).filter_map(|s| s.sheet.clone()).collect();
    let others: Vec<String> = others.into_iter().filter(|s| Some(s) != all[0].sheet.as_ref()).map(|s| format!("`{s}`")).collect();
    if !others.is_empty() {
        all[0].notes.push(
            say!("{sheets} hold readings too: give each a `[[readings]]` table of its own with its `sheet`", sheets => Part::names(others)),
        );
    }
    Ok(all)
}

/// Whether two sheets are read by the same words.
fn alike(a: &Survey, b: &Survey) -> bool {
    let roles = |s: &Survey| {
        s.columns
            .iter()
            .map(|c| if let Role::Unused(_) = c.role { (c.name.clone(), None) } else { (c.name.clone(), Some((c.role.clone(), c.unit))) })
            .collect::<Vec<_>>()
    };
    a.shape == b.shape
        && a.layout == b.layout
        && a.filters == b.filters
        && a.suffix == b.suffix
        && a.base == b.base
        && a.titled == b.titled
        && (a.titled || a.own == b.own)
        && a.daily == b.daily
        && a.power == b.power
        && a.header.as_ref().map(|h| &h.cells) == b.header.as_ref().map(|h| &h.cells)
        && roles(a).iter().filter(|r| r.1.is_some()).eq(roles(b).iter().filter(|r| r.1.is_some()))
}

/// Whether two sheets hold readings of the same time.
fn meet(a: &Survey, b: &Survey) -> bool {
    match (&a.times, &b.times) {
        (Some(a), Some(b)) => a.first <= b.last && b.first <= a.last,
        _ => false,
    }
}

/// Takes out the sheets that hold totals of what others hold, and says so. Of a sheet that holds a meter beside them, that meter stays.
fn leave_totals(all: &mut Vec<Survey>) -> Vec<(String, Message)> {
    let covered: Vec<Covered> = all
        .iter()
        .map(|one| {
            Covered::by(one, all.iter().filter(|other| other.sheet != one.sheet && other.shape.is_readings()).map(|other| (other, "")))
        })
        .collect();
    let mut told: Vec<(String, Message)> = Vec::new();
    let mut covered = covered.into_iter();
    all.retain_mut(|one| {
        let Some(covered) = covered.next().filter(|covered| !covered.is_nothing() && one.shape.is_readings()) else { return true };
        let why = if covered.differs {
            say!("it is called a total of the other sheets, and is not their sum: look at which is right")
        } else {
            say!("it holds totals of what the other sheets hold")
        };
        let sheet = one.sheet.clone().unwrap_or_default();
        if one.keep_beyond(&covered, &why) {
            return true;
        }
        if !told.iter().any(|(known, _)| *known == sheet) {
            told.push((sheet, why));
        }
        false
    });
    told
}

/// A sheet that names no meter, beside others of the same time, is its meter's: it is called by the sheet's name.
fn name_by_sheet(all: &mut [Survey]) {
    let named: Vec<bool> = (0..all.len())
        .map(|at| {
            let one = &all[at];
            let by_column = one.columns.iter().any(|c| matches!(c.role, Role::OfMeter(_)));
            let dated = one.sheet.as_deref().map(calendar::named).is_some_and(|n| !n.is_nothing());
            let meets = || {
                all.iter()
                    .enumerate()
                    .any(|(other, s)| other != at && s.sheet != one.sheet && s.shape.is_readings() && meet(one, s) && shares_an_id(one, s))
            };
            one.shape.is_readings() && (one.own.is_some() || by_column) && !dated && all.len() > 1 && meets()
        })
        .collect();
    for (one, _) in all.iter_mut().zip(named).filter(|(_, named)| *named) {
        let Some(sheet) = one.sheet.clone() else { continue };
        one.titled = false;
        if let Some(own) = one.own.replace(sheet.clone()) {
            for meter in &mut one.meters {
                meter.id = meter.id.replacen(&own, &sheet, 1);
            }
        } else {
            one.prefix(&sheet);
        }
    }
}

fn shares_an_id(a: &Survey, b: &Survey) -> bool {
    a.meters.iter().any(|m| b.meters.iter().any(|o| o.id == m.id))
}

/// Surveys of like sheets put together.
fn merged(all: Vec<Survey>) -> Vec<Survey> {
    let mut out: Vec<Survey> = Vec::new();
    for one in all {
        let known = out.iter_mut().find(|known| known.sheet != one.sheet && alike(known, &one) && known.shape.is_readings());
        match known {
            Some(known) => known.join(one),
            None => out.push(one),
        }
    }
    out
}

impl Survey {
    /// Puts a name before the ids of columns.
    pub(super) fn prefix(&mut self, name: &str) {
        for column in &mut self.columns {
            if let Role::OfMeter(id) = &mut column.role {
                *id = format!("{name}/{id}");
            }
        }
        for meter in &mut self.meters {
            meter.id = format!("{name}/{}", meter.id);
        }
    }

    /// Takes in a sheet that is read alike.
    fn join(&mut self, other: Self) {
        self.alike.extend(other.sheet);
        self.rows += other.rows;
        self.placeholders += other.placeholders;
        self.thousands += other.thousands;
        self.unreadable.extend(other.unreadable);
        for meter in other.meters {
            match self.meters.iter_mut().find(|m| m.id == meter.id) {
                Some(known) => known.join(meter),
                None => self.meters.push(meter),
            }
        }
        match (&mut self.times, other.times) {
            (Some(times), Some(more)) => {
                times.first = times.first.min(more.first);
                times.last = times.last.max(more.last);
                times.step = times.step.filter(|step| Some(*step) == more.step);
            }
            (times @ None, more) => *times = more,
            (Some(_), None) => {}
        }
        for word in other.missing_words {
            if !self.missing_words.contains(&word) {
                self.missing_words.push(word);
            }
        }
        for note in other.notes {
            if !self.notes.contains(&note) {
                self.notes.push(note);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::MeterSurvey;
    use super::*;
    use crate::measure::Civil;
    use proptest::prelude::*;

    /// A long table of a few meters and days: rows of one meter after the other or of one time after the other, perhaps below a title, with words that
    /// stand for no value, a direction that only the last meter has, and a unit.
    fn table(meters: usize, days: i64, by_meter: bool, title: bool) -> String {
        let row = |meter: usize, hour: i64| {
            let at = Civil(1_735_689_600 + hour * 3600);
            let value = if hour % 29 == 7 { "--".to_owned() } else { format!("{}.5", (hour * 7 + hour * hour * 3) % 41) };
            format!("表{meter},{at},{value}\n")
        };
        let hours = 1..=days * 24;
        let rows: String = if by_meter {
            (0..meters).flat_map(|meter| hours.clone().map(move |hour| row(meter, hour))).collect()
        } else {
            hours.flat_map(|hour| (0..meters).map(move |meter| row(meter, hour))).collect()
        };
        format!("{}计量点名称,数据时间,电量(kWh)\n{rows}", if title { "园区电量,,\n" } else { "" })
    }

    /// What a draft follows from.
    fn told(all: &[Survey]) -> Vec<String> {
        let meter = |m: &MeterSurvey| {
            format!(
                "{:?}",
                (
                    &m.id,
                    m.readings,
                    m.first,
                    m.last,
                    m.step,
                    m.negatives,
                    m.placeholders,
                    m.unreadable,
                    m.cumulative,
                    m.falls,
                    m.daily,
                    &m.days
                )
            )
        };
        let of = |s: &Survey| {
            let table = s.readings_table(&["a.csv".to_owned()], &ToString::to_string).unwrap_or_default();
            let meters: Vec<String> = s.meters.iter().map(meter).collect();
            format!("{:?} {} {} {} {table} {meters:#?}", s.shape, s.encoding, s.rows, s.placeholders)
        };
        all.iter().map(of).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        /// A file read by ranges says what it says read as a whole, and no order of its rows changes it.
        #[test]
        fn neither_ranges_nor_the_order_of_rows_change_what_a_file_says(meters in 1_usize..6, days in 8_i64..30, title: bool, chinese: bool, pieces in 2_u64..12) {
            let folder = tempfile::tempdir().expect("a folder");
            let mut all = Vec::new();
            for by_meter in [false, true] {
                let text = table(meters, days, by_meter, title);
                let text = if chinese { encoding_rs::GB18030.encode(&text).0.into_owned() } else { text.into_bytes() };
                let path = folder.path().join("a.csv");
                std::fs::write(&path, &text).expect("written");
                let open = || Stream::open(&path, "a.csv").map_err(|e| InputError::file(&e));
                let ranges = Ranges::in_pieces(&path, "a.csv", text.len() as u64 / pieces).expect("a file").expect("text");
                prop_assert!(ranges.count() > 1);
                all.push(told(&survey_file("a.csv", open).expect("a table")));
                all.push(told(&survey_large("a.csv", &ranges, text.len() as u64, open).expect("a table")));
            }
            for one in &all[1..] {
                prop_assert_eq!(one, &all[0]);
            }
        }
    }

    /// Quoted fields that hold line ends cannot be cut: such a file is read in order, and says the same.
    #[test]
    fn a_field_of_several_lines_is_not_cut() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.csv");
        let row = |n: usize| format!("M{},2025-01-{:02} {:02}:00,{n}.5,\"a\n,b\"", n % 4, n / 96 + 1, n / 4 % 24);
        let rows = (0..400).map(row).collect::<Vec<_>>().join("\n");
        std::fs::write(&path, format!("meter_id,time,kWh,note\n{rows}")).expect("written");
        let open = || Stream::open(&path, "a.csv").map_err(|e| InputError::file(&e));
        let ranges = Ranges::in_pieces(&path, "a.csv", 500).expect("a file").expect("text");
        let (whole, parted) = (survey_file("a.csv", open).expect("a table"), survey_large("a.csv", &ranges, 1, open).expect("a table"));
        assert_eq!(whole[0].rows, 400);
        assert_eq!(told(&parted), told(&whole));
    }
}
