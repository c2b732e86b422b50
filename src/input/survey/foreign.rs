//! Files that are no delimited tables of a park: packed and binary ones by their first bytes, Australian NEM12 data by its records.

use std::collections::BTreeMap;
use std::io::{self, Read};

use super::found::{Column, Role, Shape, Survey};
use super::marked::Marked;
use super::meter::MeterSurvey;
use super::sheet::Sheet;
use crate::dossier::Unit;
use crate::input::encoding::Text;
use crate::input::error::InputError;
use crate::input::field::{self, Stamp};
use crate::input::scan::{Delimiter, Records};
use crate::measure::{Civil, Step};
use crate::say;

/// Surveys NEM12 or NEM13 data; `None` if the sheet holds none.
pub(super) fn nem<R: Read>(sheet: &Sheet, name: &str, raw: R) -> Result<Option<Survey>, InputError> {
    let first: Vec<&Vec<String>> = sheet.header.iter().map(|h| &h.cells).chain(sheet.rows.iter().map(|r| &r.1)).take(3).collect();
    let cell = |row: usize, at: usize| first.get(row).and_then(|r| r.get(at)).map_or("", String::as_str);
    let marked = cell(0, 0) == "100" && cell(0, 1).to_uppercase().starts_with("NEM1");
    let bare = cell(0, 0) == "200" && cell(1, 0) == "300" && first.get(1).is_some_and(|r| r.len() > 24);
    if !marked && !bare {
        return Ok(None);
    }
    let io = |e: io::Error| InputError::io(name, 0, &e);
    let text = Text::open(Marked::open(raw, name)?, None).map_err(io)?;
    let mut records = Records::new(text, Delimiter::Byte(b','));
    let mut count = Nem::default();
    while let Some(record) = records.next().map_err(io)? {
        count.rows += 1;
        count.note(&record.texts());
    }
    let version = if marked { cell(0, 1).to_uppercase() } else { "NEM12".to_owned() };
    let encoding = records.encoding().to_owned();
    Ok(Some(count.survey(sheet, encoding, &version, marked)))
}

/// What is counted in NEM12 data.
#[derive(Default)]
struct Nem {
    rows: u64,
    current: Option<String>,
    unit: String,
    minutes: u32,
    meters: BTreeMap<String, MeterSurvey>,
}

impl Nem {
    fn note(&mut self, cells: &[String]) {
        let get = |at: usize| cells.get(at).map_or("", String::as_str);
        match get(0) {
            "200" => {
                let id = format!("{} {}", get(1), get(4)).trim().to_owned();
                get(7).clone_into(&mut self.unit);
                self.minutes = get(8).parse().ok().filter(|m| (1..=1440).contains(m) && 1440 % m == 0).unwrap_or(30);
                let step = Some(Step::Minutes(self.minutes));
                self.meters.entry(id.clone()).or_insert_with(|| MeterSurvey { step, ..MeterSurvey::named(&id) });
                self.current = Some(id);
            }
            "300" => {
                let Some(meter) = self.current.as_ref().and_then(|id| self.meters.get_mut(id)) else { return };
                let Ok(Stamp::Day(day)) = field::stamp(get(1), None) else { return };
                let points = usize::try_from(1440 / self.minutes).unwrap_or(0);
                let values = cells.iter().skip(2).take(points);
                meter.readings += values.filter(|v| field::decimal(v.as_bytes()).is_some()).count() as u64;
                let start = Civil::midnight(day);
                meter.first = Some(meter.first.map_or(start, |first| first.min(start)));
                let end = start.plus(86_400);
                meter.last = Some(meter.last.map_or(end, |last| last.max(end)));
            }
            _ => {}
        }
    }

    fn survey(self, sheet: &Sheet, encoding: String, version: &str, marked: bool) -> Survey {
        let units = Unit::parse(&self.unit).map_or("kWh", Unit::name);
        let mut notes = vec![say!(
            "this is Australian {version} meter data (AEMO), not a table: it has no header row; the first cell of each row says what the row is (100 file, 200 \
             meter and register, 300 a day of intervals, 400 quality, 500 transaction, 900 end)",
            version
        )];
        if !marked {
            notes.push(say!("the 100 row that should open the file is missing"));
        }
        if version.starts_with("NEM13") {
            notes.push(say!(
                "NEM13 holds accumulated readings (250 rows): write one row for each into a billing sheet with start, end, start_reading, end_reading"
            ));
        } else {
            notes.push(say!(
                "remedy: save the 300 rows of each 200 row as a file of their own, named after the meter, and read them with: layout = \"wide\", header = false, \
                 columns = { date = \"2\" }, meter = \"{file}\", unit = \"{unit}\"",
                file = "{stem}",
                unit = units
            ));
        }
        let columns = vec![Column {
            number: 1,
            name: String::new(),
            role: Role::Unused(say!("kind of the row")),
            unit: None,
            above: String::new(),
            power: false,
            cumulative: false,
        }];
        let meters: Vec<MeterSurvey> = self.meters.into_values().collect();
        Survey {
            encoding,
            sheet: None,
            alike: Vec::new(),
            sheets: 0,
            filters: Vec::new(),
            suffix: String::new(),
            own: None,
            titled: false,
            named: false,
            base: None,
            several_units: false,
            beside: false,
            daily: false,
            epoch: None,
            unread: Vec::new(),
            passed: BTreeMap::new(),
            lost: Vec::new(),
            running_totals: false,
            running_sheets: Vec::new(),
            power: false,
            worded: None,
            apart: None,
            apart_counts: false,
            line_ending: sheet.line_ending,
            delimiter: Delimiter::Byte(b','),
            header: None,
            skip: 0,
            shape: Shape::Nem,
            layout: None,
            columns,
            rows: self.rows,
            placeholders: 0,
            thousands: 0,
            missing_words: Vec::new(),
            unreadable: Vec::new(),
            order: None,
            times: None,
            meters,
            notes,
        }
    }
}
