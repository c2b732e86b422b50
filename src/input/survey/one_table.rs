//! Surveys one table: its first rows, what its columns are, then all its rows, in each way in which they have to be read.

use std::io::Read;

use super::around::Around;
use super::columns::understand;
use super::count::count as count_rows;
use super::found::{Role, Shape, Survey, stem};
use super::marked::Marked;
use super::rows::{Open, Source};
use super::sense::planned_table;
use super::sheet::{Profile, Sheet};
use super::sums::Keep;
use super::understood::Understood;
use super::{foreign, kinds, look, order};
use crate::dossier::Unit;
use crate::files::Ranges;
use crate::input::error::InputError;
use crate::input::manifest::Layout;
use crate::input::readings::reader::unit_of_names;
use crate::input::table::{title_unit, with_unit};
use crate::input::template::Names;
use crate::say;
use crate::say::{Message, Part as Words};

/// Surveys a table in each way in which it has to be read. `name` is its name in messages, `stem` gives the id of a file of one meter; `open`
/// gives its bytes from the start, as often as they are needed.
pub fn survey<'o>(name: &'o str, mut open: impl FnMut() -> Result<Box<dyn Read + 'o>, InputError> + 'o) -> Result<Vec<Survey>, InputError> {
    survey_in(name, None, &mut open, None)
}

/// Surveys a table, of a sheet of a workbook where that has a name, and of a large file by its ranges and what is kept of it.
pub(super) fn survey_in(
    name: &str,
    in_sheet: Option<&str>,
    open: &mut Open<'_>,
    large: Option<(&Ranges, Keep)>,
) -> Result<Vec<Survey>, InputError> {
    let mut opened = Marked::open(open()?, name)?;
    let bom = opened.has_mark();
    let shown = in_sheet.map_or_else(|| name.to_owned(), |sheet| crate::input::table::in_sheet(name, sheet));
    let mut sheet = Sheet::read(&mut opened, &shown)?;
    if let Some(survey) = foreign::nem(&sheet, &shown, open()?)? {
        return Ok(vec![survey]);
    }
    let mut marked = || Ok(Box::new(Marked::open(open()?, name)?) as Box<dyn Read>);
    let ranges = large.map(|(ranges, _)| ranges);
    let mut source = Source { name: &shown, open: &mut marked, ranges, delimiter: sheet.delimiter, skip: sheet.skip };
    let numbers: Vec<bool> = sheet.profiles.iter().map(Profile::is_measured).collect();
    let further = look::new_rows(&numbers, &|record| sheet.is_header(record), &mut source)?;
    sheet.take_further(further);
    let folder = name.rsplit_once('/').map_or("", |(folder, _)| folder);
    sheet.called = sheet.title_rows.iter().map(String::as_str).chain(in_sheet).chain([name]).collect::<Vec<_>>().join(" ");
    let names = Names { path: name.to_owned(), sheet: in_sheet.map(str::to_owned), ..Names::default() };
    let title = sheet.unit;
    sheet.unit = sheet.unit.or_else(|| unit_of_names(&names));
    let around = Around {
        path: name,
        stem: stem(name),
        folder,
        sheet: in_sheet,
        own: sheet.titled.as_ref().map_or(stem(name), |titled| titled.id.as_str()),
    };
    // Bills are few, and each is compared with the next.
    let keep = |way: &Understood| large.map_or(Keep::All, |(_, keep)| if way.layout == Some(Layout::Bill) { Keep::All } else { keep });
    let mut count = |mut understood: Understood| -> Result<Survey, InputError> {
        let order = if order::needed(&sheet, &understood) { Some(order::find(&understood, &mut source)?) } else { None };
        if let Some(clock) = &mut understood.clock {
            clock.ordered(order.as_ref().and_then(|found| found.order));
            clock.look(&mut source)?;
        }
        let keep = keep(&understood);
        let mut survey = count_rows(&sheet, understood, order, keep, &mut source)?;
        if bom && survey.encoding == "UTF-8" {
            survey.encoding += " with a byte order mark";
        }
        Ok(survey)
    };
    let mut ways = understand(&sheet, &around);
    // A sentence above a table is no title of it.
    let titles = sheet.title_rows.iter().map(String::as_str).filter(|title| !title.contains(['，', '。', '；', ';']));
    if let Some(word) = in_sheet.into_iter().chain(name.split('/')).chain(titles).find_map(planned_table) {
        ways.iter_mut().filter(|way| way.shape.is_readings()).for_each(|way| leave_planned(way, word));
    }
    if let Some(why) = title.and_then(|title| ways.iter().find_map(|way| differs_from_title(way, title))) {
        return Err(InputError::at(&shown, sheet.header.as_ref().map_or(0, |header| header.line), why).coded("unknown-unit"));
    }
    let mut all: Vec<Survey> = ways.iter().cloned().map(&mut count).collect::<Result<_, _>>()?;
    take_passed(&ways, &mut all, &mut count)?;
    Ok(all)
}

/// Reads the meters whose rows all say another word than those that were read, by that word; names those of which then no row is read.
fn take_passed(
    ways: &[Understood],
    all: &mut Vec<Survey>,
    count: &mut dyn FnMut(Understood) -> Result<Survey, InputError>,
) -> Result<(), InputError> {
    let Some(passed) = all.first().map(|first| first.passed.clone()) else { return Ok(()) };
    for (word, ids) in passed {
        let is_read =
            |id: &&String| all.iter().flat_map(|s| &s.meters).any(|meter| meter.id.strip_prefix(id.as_str()).is_some_and(is_suffix));
        let unread: Vec<&String> = ids.iter().filter(|id| !is_read(id)).collect();
        if unread.is_empty() {
            continue;
        }
        let way = ways.first().and_then(|way| kinds::another(way, &word)).filter(|_| unread.len() == ids.len());
        if let Some(way) = way {
            all.push(count(way)?);
            continue;
        }
        let names = Words::names(unread.iter().take(5).map(|id| format!("`{id}`")));
        all[0].lost.push(say!(
            "{count} meter(s), {names}: rows that say `{word}` are not read, and no others are theirs",
            count = unread.len(),
            names => names,
            word
        ));
    }
    Ok(())
}

/// Whether what stands behind the id of a row's meter is nothing, or the mark of a direction or a part.
fn is_suffix(rest: &str) -> bool {
    rest.is_empty() || rest.starts_with('/')
}

/// Leaves a table that does not hold what was metered in the period.
fn leave_planned(way: &mut Understood, word: &'static str) {
    (way.shape, way.layout) = (Shape::Unknown, None);
    way.notes.insert(0, say!("its name or title speaks of `{word}`: it does not hold what was metered in the period", word));
}

/// Why a table cannot be read whose title and a header of its values state different units.
fn differs_from_title(way: &Understood, title: Unit) -> Option<Message> {
    let holds_values = |role: &Role| matches!(role, Role::Value | Role::OfMeter(_) | Role::StartReading | Role::EndReading | Role::Energy);
    way.columns.iter().filter(|column| holds_values(&column.role)).find_map(|column| {
        let unit = with_unit(&column.name).1.and_then(Unit::parse).filter(|unit| title_unit::differ(title, *unit))?;
        Some(title_unit::contradiction(title, &column.name, unit))
    })
}
