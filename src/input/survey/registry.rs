//! The draft of the registry: a row for each meter, from what the files say of it; what is only guessed is marked, with its reason.

use std::collections::{BTreeMap, BTreeSet};

use super::counted_once::count_once;
use super::flows::{Kind, kind_of, positive_of, without_reports};
use super::found::{Column, Role, Survey, Told, stem};
use super::lines::REVERSE;
use super::meter::{Day, MeterSurvey};
use super::overlap;
use super::parts::Energy;
use super::registry_row::Row;
use super::sense::{Quantity, sense};
use super::snippet::{comment, to_fill};
use crate::dossier::{Dimension, Unit};
use crate::input::manifest::Layout;
use crate::input::table::{folded, with_unit};
use crate::input::worded::Worded;
use crate::measure::Step;
use crate::say;
use crate::say::{Message, Part};

/// What the files say of a meter.
#[derive(Default)]
struct Known<'a> {
    label: Option<&'a str>,
    /// Header of its column, and what stands above it.
    column: Option<&'a str>,
    above: Option<&'a str>,
    /// The title of the section of its rows.
    section: Option<&'a str>,
    /// The name of its file, where the file is its own.
    file: Option<&'a str>,
    units: Vec<Unit>,
    /// What a day comes to in the files that state a unit, and in those that state none.
    levels: [Vec<u128>; 2],
    /// The word by which its rows are chosen: 有功（总）.
    kind: Option<&'a str>,
    multiplier: Option<&'a str>,
    /// What words say of a multiplier, where no column gives one.
    worded: Option<(Worded, String)>,
    /// Whether its values are energies, and what says so; `None` of register readings.
    energies: Option<Message>,
    /// Whether it is read as a register for no other reason than that its values never fall.
    rises: bool,
    negatives: u64,
    readings: u64,
    energy: Energy,
    /// The files that it stands in.
    files: BTreeSet<&'a str>,
}

/// Readings from which on a series that never falls is a register's (METHOD 10).
const RISING: u64 = 96;
/// How many times as large the days of two files of one unit never are.
const JUMP: u128 = 30;

/// The rows of all meters, in the order of their ids.
pub(super) fn rows<'a>(readings: &[(&'a str, &'a Survey)], lists: &[&'a Survey]) -> Vec<Row> {
    let mut known: BTreeMap<&str, Known<'_>> = BTreeMap::new();
    let mut self_use = false;
    for (name, survey) in readings {
        for meter in &survey.meters {
            let column = survey.columns.iter().find(|c| matches!(&c.role, Role::OfMeter(id) if *id == meter.id));
            let is_value = |role: &Role| matches!(role, Role::Value | Role::Energy | Role::EndReading | Role::Across(..) | Role::Point(_));
            // Of a bill's columns one may state the unit of all.
            let with_unit = || survey.columns.iter().find(|c| is_value(&c.role) && c.unit.is_some_and(|u| !u.guess));
            let value = || with_unit().or_else(|| survey.columns.iter().find(|c| is_value(&c.role)));
            let column = column.or_else(value);
            let entry = known.entry(meter.id.as_str()).or_default();
            entry.label = entry.label.or(meter.label.as_deref());
            entry.section = entry.section.or(meter.section.as_deref());
            if let Some(column) = column {
                let own = matches!(column.role, Role::OfMeter(_) | Role::Value | Role::Energy);
                entry.column = entry.column.or(Some(column.name.as_str()).filter(|_| own));
                entry.above = entry.above.or(Some(column.above.as_str()).filter(|a| own && !a.is_empty()));
                self_use |= column.name.contains("自发自用");
                let unit = meter.unit.or(column.unit.filter(|u| !u.guess).map(|u| u.unit));
                entry.units.extend(unit.filter(|unit| !entry.units.contains(unit)));
                let days = u128::try_from(meter.days.len()).unwrap_or(0);
                let sum = meter.days.iter().map(|day| day.sum).sum::<i128>().unsigned_abs();
                if let Some(level) = sum.checked_div(days).filter(|level| *level > 0) {
                    entry.levels[usize::from(unit.is_none())].push(level);
                }
            }
            let words = || survey.filters.iter().find_map(|(_, words)| if let [word] = &words[..] { Some(word.as_str()) } else { None });
            entry.rises |= survey.layout == Some(Layout::Register)
                && !survey.daily
                && column.is_some_and(|column| column.cumulative && !says_register(&column.name));
            entry.kind = entry.kind.or_else(words);
            entry.files.insert(name);
            entry.file = entry.file.or(survey.own.as_ref().filter(|_| !survey.titled).map(|_| stem(name)));
            entry.multiplier = entry.multiplier.or(meter.multiplier.as_deref());
            entry.worded = entry.worded.take().or_else(|| worded(&meter.id, meter.label.as_deref(), column, survey));
            entry.energies = entry.energies.take().or_else(|| energies(survey, column));
            let unit = meter.unit.or(column.and_then(|c| c.unit).map(|u| u.unit));
            if let Some(days) = energies_of(survey, meter, unit) {
                // Bills are of months, or nearly.
                let of_bills = || (survey.layout == Some(Layout::Bill)).then_some(Step::Month);
                entry.energy.add(&days, meter.step.or_else(of_bills), scale(unit));
            }
            entry.negatives += meter.negatives;
            entry.readings += meter.readings;
        }
    }
    take_lists(&mut known, lists);
    let mut rows: Vec<Row> = known.iter().map(|(id, known)| row(id, known, self_use)).collect();
    let energies: Vec<&Energy> = known.values().map(|known| &known.energy).collect();
    let files: Vec<&BTreeSet<&str>> = known.values().map(|known| &known.files).collect();
    count_once(&mut rows, &energies, &files);
    rows
}

/// What the staff's own lists say of meters, by their numbers or their names, holds where the exports say nothing. A multiplier of which it is not
/// known of which meter, or at what time, it is, is asked for.
fn take_lists<'a>(known: &mut BTreeMap<&'a str, Known<'a>>, lists: &[&'a Survey]) {
    let plain = |id: &str| id.trim_start_matches('0').to_owned();
    let listed: Vec<&MeterSurvey> = lists.iter().flat_map(|list| &list.meters).collect();
    let unclear =
        || Some((Worded { multiplier: None, applied: Some(false) }, listed.first().map_or_else(String::new, |first| first.id.clone())));
    let mut met = false;
    for (id, entry) in known.iter_mut() {
        let names = |meter: &MeterSurvey| {
            let label = meter.label.as_deref().unwrap_or_default();
            label.split(' ').any(|name| name.chars().count() > 2 && id.contains(name))
        };
        let by_number: Vec<&&MeterSurvey> = listed.iter().filter(|meter| plain(&meter.id) == plain(id)).collect();
        let of = if by_number.is_empty() { listed.iter().filter(|meter| names(meter)).collect() } else { by_number };
        let Some(first) = of.first() else { continue };
        met = true;
        entry.label = entry.label.or(first.label.as_deref());
        if entry.multiplier.is_none() {
            let one = of.iter().all(|meter| meter.multiplier == first.multiplier);
            match &first.multiplier {
                Some(multiplier) if one => entry.multiplier = Some(multiplier),
                _ => entry.worded = entry.worded.take().or_else(unclear),
            }
        }
    }
    if !met && listed.iter().any(|meter| meter.multiplier.as_deref().is_none_or(|multiplier| multiplier != "1")) {
        for entry in known.values_mut().filter(|entry| entry.multiplier.is_none() && entry.worded.is_none()) {
            entry.worded = unclear();
        }
    }
}

/// The size of a unit of energy or power in watt-hours or watts; of any other, that of kWh.
fn scale(unit: Option<Unit>) -> i128 {
    overlap::size(unit.filter(|unit| matches!(unit.dimension, Dimension::Energy | Dimension::Power)))
}

/// The energies of a meter's days: those of a register are what it rises by from day to day, those of power what it comes to over its steps. `None` of
/// bills that give registers alone.
fn energies_of(survey: &Survey, meter: &MeterSurvey, unit: Option<Unit>) -> Option<Vec<Day>> {
    if survey.column(&Role::EndReading).is_some() && survey.column(&Role::Energy).is_none() {
        return None;
    }
    let of = |sum: &dyn Fn(&Day) -> i128| meter.days.iter().map(|day| Day { sum: sum(day), ..*day }).collect();
    if survey.power || unit.is_some_and(|unit| unit.dimension == Dimension::Power) {
        let seconds = i128::from(meter.step.and_then(Step::seconds)?);
        return Some(of(&|day| day.sum.saturating_mul(seconds) / 3600));
    }
    if survey.layout != Some(Layout::Register) {
        return Some(meter.days.clone());
    }
    let multiplier: i128 = meter.multiplier.as_deref().map_or(Ok(1), str::parse).ok()?;
    if survey.daily {
        return Some(of(&|day| day.most.saturating_mul(multiplier)));
    }
    let rises = meter.days.windows(2).map(|pair| Day { sum: (pair[1].first - pair[0].first).saturating_mul(multiplier), ..pair[0] });
    Some(rises.filter(|day| day.sum >= 0).collect())
}

/// What words say of a meter's multiplier: those of its header and name, else those around its rows.
fn worded(id: &str, label: Option<&str>, column: Option<&Column>, survey: &Survey) -> Option<(Worded, String)> {
    if survey.column(&Role::Multiplier).is_some() || survey.columns.iter().any(|c| matches!(c.role, Role::Known("ct_ratio" | "pt_ratio"))) {
        return None;
    }
    let own = [Some(id), label, column.map(|c| c.name.as_str())];
    let own = Worded::among(own.into_iter().flatten()).map(|(told, text)| (told, text.to_owned()));
    own.or_else(|| survey.worded.clone())
}

/// What says that the values of a survey are energies, not readings of a register.
fn energies(survey: &Survey, column: Option<&Column>) -> Option<Message> {
    if survey.layout == Some(Layout::Register) || survey.column(&Role::EndReading).is_some() || survey.power {
        return None;
    }
    let column = column?;
    let unit = column.unit.filter(|u| !u.guess).map(|u| u.unit.name());
    let worded = matches!(sense(&column.name).quantity, Some(Quantity::Energy | Quantity::Day));
    match (unit, worded || survey.shape.is_across()) {
        (Some(unit), _) => Some(say!("the values are energies in {unit}, and a multiplier belongs to the readings of a register", unit)),
        (None, true) => Some(say!(
            "the values of `{column}` are energies, and a multiplier belongs to the readings of a register",
            column = column.name
        )),
        (None, false) => None,
    }
}

/// Whether a header speaks of a register, so that its values never fall as a matter of course.
fn says_register(header: &str) -> bool {
    // 总 is a total of the parts of the day or of all time; 总进线 is a line.
    const WORDS: [&str; 22] = [
        "示",
        "止码",
        "表底",
        "底码",
        "读数",
        "表码",
        "有功总",
        "总有功",
        "(总",
        "（总",
        "总电",
        "总发",
        "总用",
        "累",
        "reading",
        "register",
        "stand",
        "index",
        "total",
        "tot",
        "1.8.",
        "2.8.",
    ];
    let text = header.to_lowercase();
    let plain = folded(&with_unit(&text).0);
    plain.ends_with('总') || sense(header).quantity == Some(Quantity::Register) || WORDS.iter().any(|word| text.contains(word))
}

/// What a meter is whose rows have a title (二、上网侧): that says it, where the meter's own words say nothing, or no more than that it stands at the
/// boundary.
fn in_section(own: Kind, section: Option<&str>) -> Kind {
    let of_section = section.map(|title| kind_of(&[title], false)).filter(|kind| !kind.flow.is_empty());
    match of_section {
        Some(told) if own.flow.is_empty() && own.carrier.is_empty() || own.guess && own.flow == "grid-import" => {
            Kind { guess: true, ..told }
        }
        _ => own,
    }
}

fn row(id: &str, known: &Known<'_>, self_use: bool) -> Row {
    let file = known.file.map(without_reports).unwrap_or_default();
    let own_file = known.file.is_some_and(|f| id.starts_with(f) || f.contains(id));
    let own = if own_file { file.as_str() } else { id };
    // Of a column that its file's name is put before, its own words decide where they tell a flow.
    let column = id.rsplit_once('/').map(|(_, column)| column).filter(|column| known.column.is_some_and(|name| name.contains(column)));
    let own = column.filter(|column| !kind_of(&[column], false).flow.is_empty()).unwrap_or(own);
    let texts: Vec<&str> = [Some(own), known.label, known.column, known.above].into_iter().flatten().filter(|t| !t.is_empty()).collect();
    // A few negatives are defects; a meter that counts both directions has many.
    let with_direction: Vec<String> =
        texts.iter().map(|t| if id.ends_with(REVERSE) { format!("{t}{REVERSE}") } else { (*t).to_owned() }).collect();
    let with_direction: Vec<&str> = with_direction.iter().map(String::as_str).collect();
    let kind = in_section(kind_of(&with_direction, known.negatives * 50 > known.readings), known.section);
    // A unit that the id itself states (进线有功功率(kW)) holds where the files state none.
    let by_name = || [Some(id), known.label].into_iter().flatten().find_map(|name| Unit::parse(with_unit(name).1?));
    // A file without a unit whose days are far from those of the others is in another.
    let jumps = known.levels[0]
        .iter()
        .any(|stated| known.levels[1].iter().any(|silent| silent.saturating_mul(JUMP) < *stated || stated.saturating_mul(JUMP) < *silent));
    let factor = [known.column, known.above, Some(id)].into_iter().flatten().any(super::words::has_factor);
    let unit = match known.units[..] {
        _ if factor => None,
        [] => by_name(),
        [unit] if !jumps => Some(unit),
        _ => None,
    };
    let worded =
        [known.kind, known.column].into_iter().flatten().any(|text| ["有功", "电量", "电能"].iter().any(|word| text.contains(word)));
    let electric = worded && unit.is_none() || unit.is_some_and(|u| u.dimension == Dimension::Power || u.name().ends_with("Wh"));
    let volume = unit.is_some_and(|u| u.dimension == Dimension::Volume);
    let (mut guesses, mut open, mut asked) = (Vec::new(), Vec::new(), Vec::new());
    let carrier = match kind.carrier {
        "" if electric => "electricity",
        // A word of electricity beside a unit of volume is no word of this meter.
        "electricity" if volume => "",
        carrier => carrier,
    };
    if factor {
        asked.push(say!("its header speaks of a factor beside its unit: state the unit of its numbers with that factor in it"));
    }
    if jumps {
        asked.push(say!(
            "some of its files state a unit and others none, and their numbers are over {count} times as large or as small: state `unit` in the [[readings]] table of each",
            count = JUMP
        ));
    }
    let flow = if carrier.is_empty() || (carrier == "electricity") != (kind.carrier == "electricity") { "" } else { kind.flow };
    if !flow.is_empty() && kind.guess {
        guesses.push(say!("flow by `{word}`", word = kind.told_by));
    }
    if known.rises {
        guesses.push(say!("readings of a register: they never fall; if they are energies, state `layout = \"long\"` in park.toml"));
    }
    if ["自发自用", "自用电", "selfuse", "selfconsumption"].contains(&kind.told_by) {
        asked.push(say!("`自发自用` leaves out what is exported: generation is self-use and export together; register the generator's meter, or say what this one counts"));
    } else if flow == "onsite-renewable" && self_use && kind.guess {
        guesses.push(say!("a column of 自发自用 stands beside it: it must count all generation, exported energy included"));
    }
    let unit = unit.map_or("", Unit::name);
    let (multiplier, applied) = match (known.multiplier, &known.energies) {
        (None, energies) => match &known.worded {
            None => (String::new(), ""),
            Some((told, text)) => match (&told.multiplier, told.applied, energies) {
                (_, Some(true), _) => (String::new(), "yes"),
                (Some(stated), Some(false), _) | (Some(stated), _, None) => {
                    guesses.push(say!("multiplier by `{text}`", text = crate::near::shown(text)));
                    (stated.to_string(), "")
                }
                _ => {
                    open.push("multiplier");
                    asked.push(say!(
                        "`{text}` speaks of a multiplier: state `multiplier` if the numbers are still to be multiplied by it, else `multiplier_applied` as yes",
                        text = crate::near::shown(text)
                    ));
                    ("?".to_owned(), "")
                }
            },
        },
        (Some("1"), _) => (String::new(), ""),
        (Some(stated), Some(why)) => {
            guesses.push(say!("multiplier_applied: {why}", why => why.clone()));
            (stated.to_owned(), "yes")
        }
        (Some(stated), None) => (stated.to_owned(), ""),
    };
    for (column, cell) in [("carrier", carrier), ("flow", flow), ("unit", unit)] {
        if cell.is_empty() {
            open.push(column);
        }
    }
    let texts: Vec<&str> = [Some(id), known.label, known.column, known.above].into_iter().flatten().collect();
    let positive = positive_of(flow, &texts);
    if matches!(flow, "grid-net" | "storage-net") && positive.is_empty() {
        open.push("positive");
    }
    let label = known.label.or(known.above.filter(|above| !id.contains(above))).unwrap_or_default().to_owned();
    let mut row = Row {
        id: id.to_owned(),
        carrier,
        flow,
        source: if flow.is_empty() { "" } else { kind.source },
        unit,
        multiplier,
        applied,
        parent: String::new(),
        positive,
        whole: false,
        label,
        guesses,
        open,
        asked,
    };
    // So few numbers may rise by themselves, as those of a park that grows.
    if known.rises && known.readings < RISING {
        row.ask_flow(say!(
            "its {count} numbers never fall, and no word says whether they are energies or what a register shows: keep `layout = \"register\"` in park.toml for a register, state `layout = \"long\"` for energies, then say what it counts",
            count = known.readings
        ));
    }
    row
}

/// Comments on the meters in park.toml: what must be filled in, and what to know for it.
pub(super) fn told(rows: &[Row], said: Told<'_>) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let line = |what: Message| comment(&say!("  {line}", line => what), said) + "\n";
    let mut text = String::new();
    let open: Vec<String> = rows
        .iter()
        .filter(|r| !r.open.is_empty())
        .map(|r| line(say!("{cells}", cells => Part::names(&r.open)).at(r.id.as_str())))
        .collect();
    if !open.is_empty() {
        text += &(comment(&to_fill(say!("these cells of meters.csv")), said) + "\n");
        text += &open.concat();
        text += &line(say!(
            "flow of electricity: {first}",
            first => Part::names(["grid-import", "grid-export", "grid-net", "direct-line", "onsite-renewable", "onsite-fossil", "storage-charge"])
        ));
        text += &line(say!(
            "  {more}; of heat and fuels: {others}",
            more => Part::names(["storage-discharge", "storage-net", "load", "auxiliary", "curtailed"]),
            others => Part::names(["consumption", "import", "export", "production"])
        ));
        text += &line(say!("positive of a signed flow: import or export (grid-net), charge or discharge (storage-net)"));
    }
    text += &rows.iter().flat_map(|r| r.asked.iter().map(|why| line(why.clone().at(r.id.as_str())))).collect::<String>();
    text += &(comment(&to_fill(say!("in meters.csv, where they apply: multiplier (CT × PT), rating_kw, parent")), said) + "\n");
    text
}

/// What is guessed, meter by meter, for the screen.
pub(super) fn guessed(rows: &[Row]) -> Vec<Message> {
    rows.iter().flat_map(|r| r.guesses.iter().map(|why| why.clone().at(r.id.as_str()))).collect()
}

/// The columns of the draft.
pub(super) const COLUMNS: [&str; 12] = [
    "meter_id",
    "carrier",
    "flow",
    "unit",
    "multiplier",
    "multiplier_applied",
    "parent",
    "positive",
    "rating_kw",
    "source",
    "label",
    "guess",
];

/// The cells of a row, in the order of the columns.
pub(super) fn cells(row: &Row, said: Told<'_>) -> [String; 12] {
    let guess: Vec<String> = row.guesses.iter().map(said).collect();
    let text = |t: &str| t.to_owned();
    [
        row.id.clone(),
        text(row.carrier),
        text(row.flow),
        text(row.unit),
        row.multiplier.clone(),
        text(row.applied),
        row.parent.clone(),
        text(row.positive),
        String::new(),
        text(row.source),
        row.label.clone(),
        guess.join("; "),
    ]
}

/// The registry with every open cell filled by something that can be read, to try how the files are read: what is tried says nothing of the park.
pub(super) fn trial(rows: &[Row]) -> String {
    let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let mut text = "meter_id,carrier,flow,unit,multiplier,multiplier_applied,positive\n".to_owned();
    for row in rows {
        let unit = Unit::parse(row.unit).map(|u| u.dimension);
        let carrier = match (row.carrier, unit) {
            ("", Some(Dimension::Volume)) => "natural-gas",
            ("", Some(Dimension::Mass | Dimension::Coal)) => "raw-coal",
            ("", _) => "electricity",
            (carrier, _) => carrier,
        };
        let electric = carrier == "electricity";
        let flow = if row.flow.is_empty() { if electric { "load" } else { "consumption" } } else { row.flow };
        let unit = match (row.unit, carrier) {
            ("", "electricity") => "kWh",
            ("", "natural-gas") => "m3",
            ("", "heat") => "GJ",
            ("", _) => "t",
            (unit, _) => unit,
        };
        let positive = match flow {
            _ if !row.positive.is_empty() => row.positive,
            "grid-net" => "import",
            "storage-net" => "discharge",
            _ => "",
        };
        // An open multiplier is tried as none.
        let multiplier = row.multiplier.trim_matches('?');
        text += &format!("{},{carrier},{flow},{unit},{multiplier},{},{positive}\n", quoted(&row.id), row.applied);
    }
    text
}

/// The registry as Chinese Excel opens it: with a byte order mark, and lines that end as it ends them.
pub(super) fn csv(rows: &[Row], said: Told<'_>) -> String {
    let quoted = |cell: &String| {
        if cell.contains(['"', ',', '\n', '\r', ';', '\t']) || cell.starts_with(' ') {
            format!("\"{}\"", cell.replace('"', "\"\""))
        } else {
            cell.clone()
        }
    };
    let mut lines = vec![
        quoted(&said(&say!("fill in the empty cells (park.toml says which must be); empty a cell of `guess` once it is looked over"))),
        COLUMNS.join(","),
    ];
    lines.extend(rows.iter().map(|row| cells(row, said).iter().map(quoted).collect::<Vec<_>>().join(",")));
    format!("\u{feff}{}\r\n", lines.join("\r\n"))
}
