//! The columns of a file of readings: by the names that park.toml gives them, our own names, their usual Chinese headers.

use super::Recognise;
use super::bills::directions;
use super::columns::{
    CURRENT_RATIO, Columns, DATE, END, END_READING, ENERGY, METER, MULTIPLIER, QUALITY, START, START_READING, TIME, UNIT, VOLTAGE_RATIO,
};
use super::header::{find_column, folded, with_unit};
use super::heading::{Candidate, Chosen, Heading, Quantity, choose};
use super::left_over::{KIND, left_over};
use super::title_unit::unit_of_title;
use crate::dossier::Unit;
use crate::dossier::understanding::Role;
use crate::input::manifest::{Layout, MeterOf, Readings};
use crate::input::points::{more_points, numbered_points, points};
use crate::input::quality;
use crate::input::tariff::Tariff;
use crate::input::times::columns::{BILLING, TimeColumns, without_zone};
use crate::say;
use crate::say::{Message, Part};

impl Recognise for Readings {
    type Columns = Columns;

    fn names_stand_below(&self) -> bool {
        self.layout == Layout::Wide
    }

    fn recognise_among(
        &self,
        above: &[(u64, Vec<String>)],
        header: &[String],
        below: &[(u64, Vec<String>)],
    ) -> Result<Columns, Vec<Message>> {
        let mut columns = self.recognise(header)?;
        columns.times.below(above);
        if self.source.options.headless {
            return Ok(columns);
        }
        if self.layout == Layout::Wide && columns.date.is_none() && columns.times.are_months_across() {
            let taken = columns.taken();
            columns.date = TimeColumns::days_beside(header, below, &|at| !taken.contains(&at));
        }
        if self.layout == Layout::Wide && columns.times.are_days_across() {
            let taken = columns.taken();
            let named = [columns.row_unit, columns.multiplier];
            let is_free = |at: usize| !named.contains(&Some(at)) && (!taken.contains(&at) || columns.date == Some(at));
            columns.times.clock = TimeColumns::clock_beside(header, below, &is_free);
            columns.date = columns.date.filter(|_| columns.times.clock.is_none());
        }
        columns.unit_above = above.iter().rev().find_map(|(_, cells)| unit_of_title(cells));
        if columns.quality.is_none() {
            // A column that no header explains and in which only words of quality stand.
            let tells = |at: &usize| {
                let mut cells =
                    below.iter().filter_map(|(_, cells)| cells.get(*at)).map(|cell| cell.trim()).filter(|cell| !cell.is_empty()).peekable();
                cells.peek().is_some() && cells.all(quality::is_telling)
            };
            let unexplained = self.unexplained(&columns, header);
            columns.quality = unexplained.iter().copied().find(tells);
            columns.quality_by_values = columns.quality.is_some();
            if columns.quality.is_none() {
                let is_empty = |at: &usize| below.iter().all(|(_, cells)| cells.get(*at).is_none_or(|cell| cell.trim().is_empty()));
                columns.silent = unexplained.into_iter().filter(is_empty).collect();
            }
        }
        if let Some(why) = more_points(columns.points.len(), &self.unexplained(&columns, header), below) {
            return Err(vec![why]);
        }
        Ok(columns)
    }

    fn recognise(&self, header: &[String]) -> Result<Columns, Vec<Message>> {
        let mut missing = Vec::new();
        let stated = |name: &str| self.source.options.columns.get(name);
        let find = |name: &str, aliases: &[&str]| {
            // Without a header only what the manifest numbers is known.
            if self.source.options.headless && stated(name).is_none() { None } else { find_column(header, stated(name), aliases) }
        };
        // A zone that stands in a header is no part of its name.
        let zoneless: Option<Vec<String>> = header
            .iter()
            .any(|cell| without_zone(cell).is_some())
            .then(|| header.iter().map(|cell| without_zone(cell).unwrap_or_else(|| cell.clone())).collect());
        let find_time = |name: &str, aliases: &[&str]| {
            let plain = || zoneless.as_deref().filter(|_| stated(name).is_none() && !self.source.options.headless);
            find(name, aliases).or_else(|| find_column(plain()?, None, aliases))
        };
        let named = |key: &str| stated(key).cloned();
        let mut lacking = Vec::new();
        // A column that is stated to be another is none of quality.
        let options = &self.source.options.columns;
        let others = options.iter().filter(|(key, _)| key.as_str() != "quality").map(|(_, name)| name);
        let others: Vec<&String> = others.chain(self.meter_columns.iter().map(|(_, column)| column)).collect();
        let is_other = |at: usize| others.iter().any(|name| find_column(header, Some(name), &[]) == Some(at));
        let mut columns = Columns {
            quality: find("quality", QUALITY).filter(|at| stated("quality").is_some() || !is_other(*at)),
            multiplier: find("multiplier", MULTIPLIER),
            ratios: [find("ct_ratio", CURRENT_RATIO), find("pt_ratio", VOLTAGE_RATIO)],
            row_unit: find("unit", UNIT),
            width: header.iter().rposition(|cell| !cell.trim().is_empty()).map_or(0, |last| last + 1),
            ..Columns::default()
        };
        if matches!(self.meter, None | Some(MeterOf::Around(..))) && self.meter_columns.is_empty() {
            columns.meter = find("meter_id", METER);
            if columns.meter.is_none() {
                missing.push(wanted("meter_id", stated("meter_id")));
            }
        }
        match self.layout {
            Layout::Wide => {
                columns.date = find_time("date", DATE).or_else(|| find("time", DATE));
                columns.times = TimeColumns::of_months(header, &named, columns.date, &mut lacking);
                let ratios = [columns.multiplier, columns.ratios[0], columns.ratios[1], columns.row_unit];
                let named: Vec<usize> =
                    [columns.meter, columns.date, columns.quality].into_iter().chain(ratios).flatten().chain(columns.times.all()).collect();
                (columns.points, columns.per_day) = if self.source.options.headless {
                    numbered_points(header.len(), named.iter().max().map_or(0, |m| m + 1))
                } else {
                    points(header, &named)
                };
                if columns.points.is_empty() && !self.source.options.headless {
                    columns.times.across = TimeColumns::find_across(header, &named);
                }
                let dateless = columns.date.is_none() && self.date.is_none() && columns.times.month.is_none();
                if dateless && (columns.times.across.is_empty() || stated("date").is_some()) {
                    missing.push(wanted("date", stated("date")));
                }
                if columns.points.is_empty() && columns.times.across.is_empty() {
                    missing.push(say!(
                        "24, 48, 96 or 288 points (T0015…T2400, 00:15…24:00, 00:00-00:15…, v1…v96), or months or days across (1月…12月, 1日…31日)"
                    ));
                }
            }
            Layout::Long | Layout::Register => {
                columns.date = if stated("date").is_some() { find("date", &[]) } else { None };
                columns.time = find_time("time", TIME);
                columns.times =
                    TimeColumns::find(header, &named, self.source.options.headless, &mut columns.time, &mut columns.date, &mut lacking);
                if stated("date").is_some() && columns.date.is_none() {
                    missing.push(wanted("date", stated("date")));
                }
                let is_told = columns.date.is_some() || columns.times.are_several() || self.date.is_some();
                if columns.time.is_none() && !is_told {
                    missing.push(wanted("time", stated("time")));
                }
                self.values(header, &mut columns, &mut missing);
            }
            Layout::Bill => {
                columns.start = find_time("start", START);
                columns.end = find_time("end", END);
                if columns.start.is_none() && columns.end.is_none() {
                    columns.times = TimeColumns::of_months(header, &named, None, &mut lacking);
                    columns.times.period = find("period", BILLING);
                }
                // Of several columns of one name, as tariff parts under a row of 尖 峰 平 谷 总 have, none is meant by it.
                let alone = |at: &usize| header.iter().filter(|cell| folded(cell) == folded(&header[*at])).count() == 1;
                let only = |name: &str, aliases: &[&str]| find(name, aliases).filter(alone).or_else(|| whole_of(header, aliases));
                columns.start_reading = only("start_reading", START_READING);
                columns.end_reading = only("end_reading", END_READING);
                columns.energy =
                    find("energy", ENERGY).filter(alone).filter(|&at| !is_odd_unit(&header[at])).or_else(|| whole_of(header, ENERGY));
                // What park.toml names is of one direction, and the other has a table of its own.
                let is_named = ["start_reading", "end_reading", "energy"].iter().any(|name| stated(name).is_some());
                if !is_named && !self.source.options.headless {
                    let [forward, reverse] = directions(header);
                    if columns.start_reading.is_none() && columns.end_reading.is_none() {
                        (columns.start_reading, columns.end_reading) = (forward.start_reading, forward.end_reading);
                    }
                    columns.energy = columns.energy.or(forward.energy);
                    columns.reverse_bill = reverse;
                    if let Some(at) = reverse.energy {
                        columns.units.extend(unit_of(header, at).map(|unit| (at, unit)));
                    }
                }
                if let Some(at) = columns.energy {
                    columns.units.extend(unit_of(header, at).map(|unit| (at, unit)));
                    columns.tariffs.extend(Tariff::of(header, at));
                }
                // Without either, the names of the file may say the month.
                let is_dated = columns.start.is_none() && columns.end.is_none() && stated("start").is_none() && stated("end").is_none();
                for (name, column) in [("start", columns.start), ("end", columns.end)] {
                    if column.is_none() && !is_dated {
                        missing.push(wanted(name, stated(name)));
                    }
                }
                if columns.energy.is_none() {
                    for (name, column) in [("start_reading", columns.start_reading), ("end_reading", columns.end_reading)] {
                        if column.is_none() {
                            missing.push(wanted(name, stated(name)));
                        }
                    }
                }
            }
        }
        for (key, header) in lacking {
            missing.push(wanted(key, Some(&header)));
        }
        if columns.multiplier.is_some() {
            columns.ratios = [None, None];
        }
        if !self.source.options.headless {
            let taken = columns.taken();
            let selects = |cell: &str| self.source.options.selected.iter().any(|(name, _)| folded(name) == folded(cell));
            let is_kind = |cell: &str| KIND.iter().any(|name| folded(name) == folded(cell)) && !selects(cell);
            columns.kinds = (0..header.len()).filter(|at| !taken.contains(at) && is_kind(&header[*at])).collect();
            let is_item = |cell: &str| selects(cell) || left_over(cell).0 == Role::Kind;
            columns.items = (0..header.len()).filter(|at| !taken.contains(at) && is_item(&header[*at])).collect();
        }
        if missing.is_empty() { Ok(columns) } else { Err(missing) }
    }
}

impl Columns {
    /// The columns that have a role, but for those that speak of the registry.
    pub(in crate::input) fn taken(&self) -> Vec<usize> {
        let single =
            [self.meter, self.time, self.date, self.value, self.quality, self.start, self.end, self.start_reading, self.end_reading];
        let further = [self.energy, self.reverse];
        let several = self.meters.iter().map(|&(_, at)| at).chain(self.points.iter().map(|p| p.column));
        let across = self.times.across.iter().map(|&(at, _)| at);
        single
            .into_iter()
            .chain(further)
            .flatten()
            .chain(self.reverse_bill.all())
            .chain(several)
            .chain(self.times.all())
            .chain(across)
            .collect()
    }
}

/// The total among columns of one name and its tariff parts: 本月示数（总） beside 本月示数（尖）.
fn whole_of(header: &[String], names: &[&str]) -> Option<usize> {
    let totals: Vec<usize> = (0..header.len())
        .filter(|&at| {
            let cell = folded(&with_unit(&header[at]).0);
            let plain: String = cell.chars().filter(|c| !matches!(c, '(' | ')' | '[' | ']' | '【' | '】')).collect();
            let whole = plain.strip_suffix('总').or_else(|| plain.strip_suffix("有功总")).or_else(|| plain.strip_prefix('总'));
            whole.is_some_and(|whole| names.iter().any(|name| folded(name) == whole))
        })
        .collect();
    if let [one] = totals[..] { Some(one) } else { None }
}

impl Readings {
    /// The columns that no role has and that may hold values, by their headers.
    fn candidates(&self, header: &[String], columns: &Columns) -> Vec<Candidate> {
        let taken = columns.taken();
        (0..header.len())
            .filter(|at| !taken.contains(at) && !self.claimed.iter().any(|name| folded(name) == folded(&header[*at])))
            .filter_map(|column| Heading::of(&header[column]).map(|heading| Candidate { column, heading }))
            .collect()
    }

    /// Finds the value columns: one, or one per meter.
    fn values(&self, header: &[String], columns: &mut Columns, missing: &mut Vec<Message>) {
        for (index, (_, column)) in self.meter_columns.iter().enumerate() {
            match find_column(header, Some(column), &[]) {
                Some(at) => {
                    columns.meters.push((index, at));
                    columns.units.extend(unit_of(header, at).map(|unit| (at, unit)));
                    columns.powers.extend(power_of(header, at));
                    columns.tariffs.extend(Tariff::of(header, at));
                }
                None => missing.push(Message::verbatim(format_args!("`{column}`"))),
            }
        }
        if !self.meter_columns.is_empty() {
            return;
        }
        let register = self.layout == Layout::Register;
        let name = if register { "reading" } else { "value" };
        let options = &self.source.options;
        let stated = options.columns.get(name).or_else(|| options.columns.get(if register { "value" } else { "reading" }));
        let quantities: &[Quantity] = if register { &[Quantity::Register] } else { &[Quantity::Amount, Quantity::Rate] };
        if stated.is_some() || options.headless {
            columns.value = if stated.is_some() { find_column(header, stated, &[]) } else { None };
        } else if let Some(own) =
            header.iter().position(|cell| [name, "value"].contains(&folded(&with_unit(cell).0).as_str()) && !is_odd_unit(cell))
        {
            columns.value = Some(own);
            // A column of the other direction beside it is that of a meter of its own.
            let others = self.candidates(header, columns);
            columns.reverse = choose(&others, quantities).ok().filter(|chosen| chosen.value.is_none()).and_then(|chosen| chosen.reverse);
        } else {
            let candidates = self.candidates(header, columns);
            match choose(&candidates, quantities) {
                // A table that names its meter says whose direction it is.
                Ok(Chosen { value: None, reverse: Some(only) }) if self.meter.is_some() => columns.value = Some(only),
                Ok(chosen) => {
                    columns.value = chosen.value;
                    columns.reverse = chosen.reverse;
                }
                Err(several) => {
                    missing.push(say!(
                        "`{name}` ({known}: nothing says which of them; state it as `columns = { value = \"…\" }`, or each as a meter of its own as `columns = { meters = { … } }`)",
                        name, known => Part::names(several.iter().map(|&at| header[at].trim().to_owned()))
                    ));
                    return;
                }
            }
        }
        if let Some(at) = columns.reverse {
            columns.units.extend(unit_of(header, at).map(|unit| (at, unit)));
            columns.powers.extend(power_of(header, at));
            columns.tariffs.extend(Tariff::of(header, at));
        }
        match columns.value.or(columns.reverse) {
            Some(_) if columns.value.is_none() => {}
            Some(at) => {
                columns.unit = unit_of(header, at);
                columns.powers.extend(power_of(header, at));
                columns.tariffs.extend(Tariff::of(header, at));
            }
            None => missing.push(wanted(name, stated)),
        }
    }
}

/// Whether a header states a unit that is none of energy, power or fuel: kWh/t.
fn is_odd_unit(cell: &str) -> bool {
    with_unit(cell).1.is_some_and(|unit| Unit::parse(unit).is_none())
}

/// The unit in a header.
fn unit_of(header: &[String], column: usize) -> Option<Unit> {
    header.get(column).and_then(|cell| with_unit(cell).1).and_then(Unit::parse)
}

/// A column whose header speaks of power without its unit.
fn power_of(header: &[String], column: usize) -> Option<(usize, String)> {
    let cell = header.get(column).filter(|_| unit_of(header, column).is_none())?;
    let text = folded(cell);
    let speaks =
        ["功率", "power"].iter().any(|word| text.contains(word)) && !["功率因数", "powerfactor", "电量"].iter().any(|w| text.contains(w));
    speaks.then(|| (column, cell.trim().to_owned()))
}

fn wanted(name: &str, stated: Option<&String>) -> Message {
    stated
        .map_or_else(|| Message::verbatim(format_args!("`{name}`")), |s| say!("`{name}` (named `{header}` in park.toml)", name, header = s))
}
