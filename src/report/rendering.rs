//! The key `rendering`: what the forms for people need beyond the rest of the report, so that each of them can be made of the JSON alone, to the byte.
//! Nothing in it is judged.

use std::str::FromStr;

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::Report;
use super::schema::{DefectReport, Detail, RUNGS};
use crate::account::{Carpet, Day, MeterDays, MonthSupply, Slot};
use crate::measure::{Amount, Electricity, Exact, Fractions, Month, fractions_written, with_fractions};
use crate::say;
use crate::say::Message;

/// What forms for people need beyond the rest of the report.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct Rendering {
    /// Electricity of each month by source.
    pub supply: Vec<SupplyReport>,
    /// The share of direct green supply through the year and the day; absent where the report has no such picture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub carpet: Option<CarpetReport>,
    /// The days of the meters that want the most.
    pub calendar: Vec<CalendarReport>,
    /// What each citation says in our words, in English and in Chinese: those of the rules in their order, then those of acceptance.
    pub paraphrases: Vec<[String; 2]>,
    /// The messages of the defects in their order, each a phrase with what stands in its holes.
    pub messages: Vec<Value>,
    /// The exact fractions behind decimals that were rounded to twelve places: one where all numbers that are written so are the same, else those of each
    /// in the order in which they stand.
    pub fractions: Fractions,
}

/// Electricity of a month by source, `MWh`.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct SupplyReport {
    /// Month, YYYY-MM.
    pub month: String,
    /// Consumption.
    pub consumption: Exact,
    /// Renewable energy of direct lines.
    pub lines: Exact,
    /// Renewable generation on site.
    pub onsite: Exact,
    /// Renewable energy that stores released.
    pub released: Exact,
    /// Nuclear energy of direct lines.
    pub nuclear: Exact,
    /// On-site fossil generation.
    pub fossil: Exact,
    /// Grid import that green-power trades cover.
    pub traded: Exact,
    /// Grid import that certificates cover.
    pub certified: Exact,
    /// The rest.
    pub rest: Exact,
    /// Steps of the run in which something is not known.
    pub uncertain: u64,
}

/// Days by slots of the day.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct CarpetReport {
    /// First day.
    pub first: NaiveDay,
    /// Slots of a day.
    pub per_day: usize,
    /// A text a day with a sign a slot: tenths of consumption that direct green supply covers, from `0` to `9` and `a` for all; `-` where nothing was
    /// consumed, `?` where it is not known.
    pub days: Vec<String>,
}

/// The days of a meter.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct CalendarReport {
    /// The place of the meter in `data`, from 0.
    pub meter: usize,
    /// A sign a day: `o` out of service, `c` complete, `e` with estimates, `p` partly missing, `m` missing.
    pub days: String,
}

/// A day as a text.
pub type NaiveDay = String;

impl From<Detail> for Rendering {
    fn from(detail: Detail) -> Self {
        Self {
            supply: detail.supply.into_iter().map(supply_report).collect(),
            carpet: detail.carpet.map(|carpet| CarpetReport {
                first: carpet.first.to_string(),
                per_day: carpet.per_day,
                days: carpet.slots.chunks(carpet.per_day.max(1)).map(|day| day.iter().map(|slot| sign_of_slot(*slot)).collect()).collect(),
            }),
            calendar: detail
                .calendar
                .into_iter()
                .map(|meter| CalendarReport { meter: meter.meter, days: meter.days.iter().map(|day| sign_of_day(*day)).collect() })
                .collect(),
            paraphrases: detail.paraphrases,
            messages: detail.messages.iter().map(Message::to_json).collect(),
            fractions: detail.fractions,
        }
    }
}

impl TryFrom<Rendering> for Detail {
    type Error = &'static str;

    fn try_from(read: Rendering) -> Result<Self, Self::Error> {
        let carpet = |carpet: CarpetReport| {
            let slots: Vec<Slot> = carpet.days.iter().flat_map(|day| day.chars()).map(slot_of_sign).collect::<Option<_>>()?;
            let whole = carpet.per_day > 0 && carpet.days.iter().all(|day| day.len() == carpet.per_day);
            whole.then_some(Carpet { first: NaiveDate::from_str(&carpet.first).ok()?, per_day: carpet.per_day, slots })
        };
        let days =
            |of: &CalendarReport| Some(MeterDays { meter: of.meter, days: of.days.chars().map(day_of_sign).collect::<Option<_>>()? });
        Ok(Self {
            supply: read.supply.into_iter().map(month_supply).collect::<Option<_>>().ok_or("rendering.supply names no month")?,
            carpet: read.carpet.map(|read| carpet(read).ok_or("rendering.carpet is none")).transpose()?,
            calendar: read.calendar.iter().map(days).collect::<Option<_>>().ok_or("rendering.calendar is none")?,
            paraphrases: read.paraphrases,
            messages: read
                .messages
                .iter()
                .map(Message::of_json)
                .collect::<Option<_>>()
                .ok_or("rendering.messages has what is no message")?,
            fractions: read.fractions,
        })
    }
}

fn supply_report(month: MonthSupply) -> SupplyReport {
    let mwh = |energy: &Electricity| energy.exact().clone();
    SupplyReport {
        month: month.month.to_string(),
        consumption: mwh(&month.consumption),
        lines: mwh(&month.lines),
        onsite: mwh(&month.onsite),
        released: mwh(&month.released),
        nuclear: mwh(&month.nuclear),
        fossil: mwh(&month.fossil),
        traded: mwh(&month.traded),
        certified: mwh(&month.certified),
        rest: mwh(&month.rest),
        uncertain: month.uncertain,
    }
}

fn month_supply(read: SupplyReport) -> Option<MonthSupply> {
    let day = NaiveDate::from_str(&format!("{}-01", read.month)).ok()?;
    Some(MonthSupply {
        month: Month::of(day),
        consumption: Electricity::of(read.consumption),
        lines: Electricity::of(read.lines),
        onsite: Electricity::of(read.onsite),
        released: Electricity::of(read.released),
        nuclear: Electricity::of(read.nuclear),
        fossil: Electricity::of(read.fossil),
        traded: Electricity::of(read.traded),
        certified: Electricity::of(read.certified),
        rest: Electricity::of(read.rest),
        uncertain: read.uncertain,
    })
}

fn sign_of_slot(slot: Slot) -> char {
    match slot {
        Slot::Unknown => '?',
        Slot::Idle => '-',
        Slot::Tenths(tenths) => char::from_digit(u32::from(tenths), 11).unwrap_or('?'),
    }
}

fn slot_of_sign(sign: char) -> Option<Slot> {
    Some(match sign {
        '?' => Slot::Unknown,
        '-' => Slot::Idle,
        sign => Slot::Tenths(u8::try_from(sign.to_digit(11)?).ok()?),
    })
}

const DAYS: [(Day, char); 5] = [(Day::Out, 'o'), (Day::Complete, 'c'), (Day::Estimated, 'e'), (Day::Partial, 'p'), (Day::Missing, 'm')];

fn sign_of_day(day: Day) -> char {
    DAYS.iter().find(|(known, _)| *known == day).map_or('o', |(_, sign)| *sign)
}

fn day_of_sign(sign: char) -> Option<Day> {
    DAYS.iter().find(|(_, known)| *known == sign).map(|(day, _)| *day)
}

/// Completes what the report says of its own texts and numbers, once all of it is there.
pub(super) fn complete(report: &mut Report) {
    let rules = report.rules.iter().map(|rule| &rule.citation);
    report.detail.paraphrases = rules.chain(&report.acceptance.says).map(|citation| citation.paraphrase.clone()).collect();
    // The defects, of which there may be many, and their messages hold no such numbers.
    let defects = std::mem::take(&mut report.defects);
    report.detail.fractions = fractions_written(|| {
        // A sink takes whatever is written to it.
        let _ = serde_json::to_writer(std::io::sink(), &*report);
    });
    report.detail.messages = defects.iter().map(|defect| defect.message.clone()).collect();
    report.defects = defects;
}

/// A report as its JSON says it: whatever is made of it is what would be made of the report that was written. What the program would not have written so
/// is no report of it.
pub fn read(value: &Value) -> Result<Report, Message> {
    let fractions = value.get("rendering").and_then(|rendering| rendering.get("fractions"));
    let Some(fractions) = fractions.and_then(|fractions| Fractions::deserialize(fractions).ok()) else {
        return Err(say!("the report lacks `rendering`, of which other forms are made; write it again with this version"));
    };
    let altered = |key: &str| say!("`{key}` is not as this program writes it: the report was altered", key);
    let report = with_fractions(&fractions, || Report::deserialize(value)).ok_or_else(|| altered("rendering.fractions"))?;
    let mut report = report.map_err(|error| say!("not a report of this version: {error}", error))?;
    restore(&mut report).map_err(altered)?;
    match written_otherwise(value, &json!(report), "") {
        Some(key) => Err(altered(&key)),
        None => super::coherent::contradiction(&report).map_or(Ok(report), |key| Err(altered(&key))),
    }
}

/// The same of a text; `None` where it is no report, or none that was written by this program.
pub(super) fn read_text(text: &str) -> Option<Report> {
    #[derive(Deserialize)]
    struct Head {
        rendering: Of,
    }
    #[derive(Deserialize)]
    struct Of {
        fractions: Fractions,
    }
    let head: Head = serde_json::from_str(text).ok()?;
    let mut report: Report = with_fractions(&head.rendering.fractions, || serde_json::from_str(text).ok())??;
    restore(&mut report).ok()?;
    super::coherent::contradiction(&report).is_none().then_some(report)
}

/// Gives a report that was read what stands in `rendering`: the facts of its messages, our words for what is cited. The key where that does not fit, or
/// where the folder does not.
fn restore(report: &mut Report) -> Result<(), &'static str> {
    if !report.is_in_place() {
        return Err("run.folder");
    }
    let messages = std::mem::take(&mut report.detail.messages);
    let same = |(defect, message): (&DefectReport, &Message)| defect.message.to_string() == message.to_string();
    if messages.len() != report.defects.len() || !report.defects.iter().zip(&messages).all(same) {
        return Err("rendering.messages");
    }
    for (defect, message) in report.defects.iter_mut().zip(&messages) {
        defect.message = message.clone();
    }
    report.detail.messages = messages;
    let cited = report.rules.len() + report.acceptance.says.len();
    if report.detail.paraphrases.len() != cited {
        return Err("rendering.paraphrases");
    }
    let citations = report.rules.iter_mut().map(|rule| &mut rule.citation).chain(&mut report.acceptance.says);
    for (citation, paraphrase) in citations.zip(&report.detail.paraphrases) {
        citation.paraphrase.clone_from(paraphrase);
    }
    // A program that stores JSON may have sorted its keys; all others have an order of their own.
    let place = |rung: &String| RUNGS.iter().position(|known| known == rung);
    let mut rungs: Vec<_> = std::mem::take(&mut report.matching).into_iter().collect();
    rungs.sort_by_key(|(rung, _)| place(rung));
    report.matching = rungs.into_iter().collect();
    let unregistered = report.detail.calendar.iter().any(|meter| meter.meter >= report.data.len());
    if unregistered { Err("rendering.calendar") } else { Ok(()) }
}

/// Where a report is written otherwise than the program would write it.
fn written_otherwise(read: &Value, written: &Value, path: &str) -> Option<String> {
    let inner = |key: &str| if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
    match (read, written) {
        (Value::Object(a), Value::Object(b)) => {
            let missing = b.keys().find(|key| !a.contains_key(*key)).map(|key| inner(key));
            missing.or_else(|| {
                a.iter().find_map(|(key, value)| match b.get(key) {
                    Some(other) => written_otherwise(value, other, &inner(key)),
                    None => Some(inner(key)),
                })
            })
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            a.iter().zip(b).enumerate().find_map(|(at, (a, b))| written_otherwise(a, b, &format!("{path}[{at}]")))
        }
        (a, b) => (a != b).then(|| path.to_owned()),
    }
}
