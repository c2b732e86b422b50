//! From the numbers of a column to energies: which unit and which multiplier hold, and where two sources contradict each other.

use super::{Reader, Trouble};
use crate::dossier::{Code, Dimension, Effect, Meter, Unit};
use crate::input::error::InputError;
use crate::input::field::{self};
use crate::input::manifest::Layout;
use crate::input::qualified::{self, Multiplier};
use crate::input::readings::collector::Collector;
use crate::input::readings::conversion::Conversion;
use crate::input::readings::log::Finding;
use crate::input::scan::Record;
use crate::input::table::columns::Columns;
use crate::input::table::{title_unit, with_unit};
use crate::input::worded::Worded;
use crate::measure::Exact;
use crate::near::shown;
use crate::say;
use crate::say::Message;

impl Reader<'_> {
    /// The conversion of a meter's values in this file, of a multiplier and a unit that the row states, where it states any.
    pub(super) fn conversion(
        &mut self,
        meter: usize,
        column: Option<usize>,
        collector: &mut Collector<'_>,
        multiplier: Option<&Exact>,
        row_unit: Option<Unit>,
    ) -> Result<Conversion, Trouble> {
        let of_file = multiplier.is_none() && row_unit.is_none();
        if of_file {
            let last = self.converted.filter(|(of, _)| *of == meter).map(|(_, conversion)| conversion);
            if let Some(conversion) = last.or_else(|| self.conversions.get(&meter).copied()) {
                self.converted = Some((meter, conversion));
                return Ok(conversion);
            }
            if self.table.layout == Layout::Register {
                collector.multipliers.absent(meter);
            }
            self.worded(meter, column, collector);
        }
        let registered = &collector.meters[meter];
        let unit = self.unit(column, registered, row_unit)?;
        if self.table.unit.is_none()
            && row_unit.or_else(|| self.unit_of_header(column)).or(self.columns.unit_above).or(self.columns.unit_named).is_some()
        {
            let place = collector.place(self.line.max(1));
            collector.units.note(meter, registered, unit, place);
        }
        if self.table.layout == Layout::Register && (unit.dimension == Dimension::Power || self.table.power) {
            let why = say!(
                "readings of a register are read as what a counter shows, and those of {id} are in {unit}, which is power: read power with layout = \"long\", or correct the unit",
                id = shown(&registered.id),
                unit
            );
            return Err(Trouble::File(InputError::at(self.name, 0, why).coded("unknown-unit")));
        }
        self.contradiction(column, unit, registered)?;
        let changing = multiplier.is_none() && !registered.multipliers.is_empty();
        let one = Exact::one();
        let applied = multiplier.unwrap_or(if changing { &one } else { &registered.multiplier });
        let conversion = Conversion::of(registered, unit, self.table.power, applied)
            .map_err(|why| Trouble::File(InputError::at(self.name, 0, why).coded("unknown-unit")))?;
        let conversion = if changing { conversion.changing() } else { conversion };
        // Each of them can be held exactly.
        for (_, multiplier) in registered.multipliers.iter().filter(|_| changing) {
            Conversion::of(registered, unit, self.table.power, multiplier)
                .map_err(|why| Trouble::File(InputError::at(self.name, 0, why).coded("unknown-unit")))?;
        }
        if of_file {
            self.conversions.insert(meter, conversion);
            self.converted = Some((meter, conversion));
        }
        Ok(conversion)
    }

    /// Holds what words say of a multiplier against the registry: those of the column's header, of the meter's name, and of what stands around the rows.
    pub(super) fn worded(&self, meter: usize, column: Option<usize>, collector: &mut Collector<'_>) {
        let Columns { multiplier, ratios, value, end_reading, energy, .. } = &self.columns;
        if multiplier.is_some() || ratios.iter().any(Option::is_some) {
            return;
        }
        let header = column.or(*value).or(*end_reading).or(*energy).and_then(|at| self.header.get(at));
        let meters = collector.meters;
        let own = [Some(&meters[meter].id), meters[meter].label.as_ref(), header];
        let own = Worded::among(own.into_iter().flatten().map(String::as_str));
        let around = self.worded.as_ref().map(|(told, text)| (told.clone(), text.as_str()));
        if let Some((told, text)) = own.or(around) {
            self.judge_worded(meter, &told, text, collector);
        }
    }

    pub(super) fn judge_worded(&self, meter: usize, told: &Worded, text: &str, collector: &mut Collector<'_>) {
        let Some(why) = qualified::judge_worded(&collector.meters[meter], told, text, self.table.layout == Layout::Register) else {
            return;
        };
        if collector.multipliers.is_news(meter) {
            let place = collector.place(0);
            collector.push(meter, Finding::new(Code::RegistryConflict, Effect::Blocks, why).at(place));
        }
    }

    /// The conversion of a row's values, which may state its unit and its multiplier.
    pub(super) fn row_conversion(
        &mut self,
        record: &Record<'_>,
        meter: usize,
        column: Option<usize>,
        of_cell: Option<Unit>,
        collector: &mut Collector<'_>,
    ) -> Result<Conversion, Trouble> {
        let stated = self.stated_multiplier(record)?;
        let unit = self.unit_of_row(record, of_cell)?;
        if stated.is_none() && unit.is_none() {
            return self.conversion(meter, column, collector, None, None);
        }
        if let Some((of, at, of_unit, of_multiplier, conversion)) = &self.row_conversion
            && (*of, *at, *of_unit) == (meter, column, unit)
            && *of_multiplier == stated
        {
            return Ok(*conversion);
        }
        let registered = &collector.meters[meter];
        let place = collector.place(record.line);
        let (multiplier, conflict) = match &stated {
            None => (None, None),
            Some(row) => match qualified::judge(registered, row, self.table.layout == Layout::Register) {
                Multiplier::Registered => (None, None),
                Multiplier::Row => (Some(row.clone()), collector.multipliers.note(registered, meter, row, place)),
                Multiplier::Conflict(why) => (None, Some(why)),
            },
        };
        if let Some(why) = conflict
            && collector.multipliers.is_news(meter)
        {
            collector.push(meter, Finding::new(Code::RegistryConflict, Effect::Blocks, why).at(place));
        }
        let conversion = self.conversion(meter, column, collector, multiplier.as_ref(), unit)?;
        self.row_conversion = Some((meter, column, unit, stated, conversion));
        Ok(conversion)
    }

    /// The multiplier that a row states.
    pub(super) fn stated_multiplier(&self, record: &Record<'_>) -> Result<Option<Exact>, Trouble> {
        let Columns { multiplier, ratios, .. } = &self.columns;
        let mut product = None;
        for column in [*multiplier, ratios[0], ratios[1]].into_iter().flatten() {
            let text = record.text(column);
            if field::is_missing(&text, &self.table.source.options.missing) {
                continue;
            }
            let factor = qualified::ratio(&text).ok_or_else(|| {
                Trouble::Row(say!("the multiplier `{text}` is neither a number above zero nor a ratio such as 200/5", text = shown(&text)))
            })?;
            product = Some(product.map_or(factor.clone(), |product: Exact| product * &factor));
        }
        Ok(product)
    }

    /// The unit that a row states, in a column of its own or behind the number.
    pub(super) fn unit_of_row(&self, record: &Record<'_>, of_cell: Option<Unit>) -> Result<Option<Unit>, Trouble> {
        let of_row = self.stated_unit(record)?;
        match (of_row, of_cell) {
            (Some(row), Some(cell)) if row != cell => {
                let why =
                    say!("a number of the row is in {cell}, its column of units says {row}: correct the one that is wrong", cell, row);
                Err(Trouble::File(InputError::at(self.name, record.line, why).coded("unknown-unit")))
            }
            (row, cell) => Ok(cell.or(row)),
        }
    }

    /// The unit that a row states in a column of its own, or behind the word that says what its number is of.
    pub(super) fn stated_unit(&self, record: &Record<'_>) -> Result<Option<Unit>, Trouble> {
        let Some(column) = self.columns.row_unit else {
            let word = |at: &usize| with_unit(&record.text(*at)).1.and_then(Unit::parse);
            return Ok(self.columns.items.iter().find_map(word));
        };
        let text = record.text(column);
        if field::is_missing(&text, &self.table.source.options.missing) {
            return Ok(None);
        }
        if let Some(unit) = Unit::parse(&text) {
            return Ok(Some(unit));
        }
        // 单位 is a unit, and it is a company.
        let is_name = text.chars().count() > 6
            || ["公司", "厂", "局", "园", "部", "中心", "车间", "院", "所", "站"].iter().any(|word| text.ends_with(word));
        if is_name && !self.table.source.options.columns.contains_key("unit") {
            return Ok(None);
        }
        let why = say!(
            "`{text}` in the column `{header}` is no unit of energy, power or fuel; select the rows that are read in the [[readings]] table, such as `where = { {header} = \"kWh\" }`",
            text = shown(&text),
            header = shown(self.header.get(column).map_or("", |cell| cell.trim()))
        );
        Err(Trouble::File(InputError::at(self.name, record.line, why).coded("unknown-unit")))
    }

    /// A header that speaks of power over values that would be taken for energy.
    pub(super) fn contradiction(&self, column: Option<usize>, unit: Unit, registered: &Meter) -> Result<(), Trouble> {
        if self.table.says_quantity || self.table.unit.is_some() || unit.dimension != Dimension::Energy {
            return Ok(());
        }
        let Some((_, header)) = self.columns.powers.iter().find(|(at, _)| Some(*at) == column.or(self.columns.value)) else {
            return Ok(());
        };
        let why = say!(
            "the column `{header}` speaks of power, and {id} would be read in {unit}, which is energy: state what it holds in its [[readings]] table, such as `unit = \"kW\"`, or `quantity = \"energy\"` if it is energy",
            header = shown(header),
            id = registered.id,
            unit
        );
        Err(Trouble::File(InputError::at(self.name, 0, why).coded("unknown-unit")))
    }

    /// The unit that the header of a column states, or that of all columns.
    fn unit_of_header(&self, column: Option<usize>) -> Option<Unit> {
        let own = self.columns.units.iter().find(|(at, _)| Some(*at) == column).map(|&(_, unit)| unit);
        own.or(self.columns.unit)
    }

    /// The unit of a column: as its row, its header or park.toml says, which must not differ; else the meter's.
    pub(super) fn unit(&self, column: Option<usize>, registered: &Meter, row: Option<Unit>) -> Result<Unit, Trouble> {
        let header = self.unit_of_header(column);
        let Columns { unit_above: title, unit_named: named, .. } = self.columns;
        if let (Some(title), Some(header)) = (title, header)
            && title_unit::differ(title, header)
        {
            let at = column.or(self.columns.value).or(self.columns.energy);
            let name = at.and_then(|at| self.header.get(at)).map_or("", |name| name.trim());
            let why = title_unit::contradiction(title, name, header);
            return Err(Trouble::File(InputError::at(self.name, 0, why).coded("unknown-unit")));
        }
        // What stands around the columns speaks where their headers do not, and the name of a file where nothing within it does.
        let title = title.filter(|_| header.is_none());
        let named = named.filter(|_| header.or(title).is_none());
        let said = [
            (self.table.unit, Message::verbatim("park.toml")),
            (row, say!("the row")),
            (header, say!("the header")),
            (title, say!("the title")),
            (named, say!("the name of the file or the sheet")),
        ];
        let mut found: Option<(Unit, &Message)> = None;
        for (unit, by) in said.iter().filter_map(|(unit, by)| unit.map(|unit| (unit, by))) {
            let Some((first, first_by)) = found else {
                found = Some((unit, by));
                continue;
            };
            if first.dimension != unit.dimension || first.size() != unit.size() {
                let why = say!(
                    "{by} says that the values of {id} are in {unit}, {first_by} that they are in {first}: correct `unit` in the [[readings]] table, or the file",
                    by => by.clone(), id = shown(&registered.id), unit, first_by => first_by.clone(), first
                );
                return Err(Trouble::File(InputError::at(self.name, 0, why).coded("unknown-unit")));
            }
        }
        match found {
            Some((unit, _)) => Ok(unit),
            None => self.registered_unit(registered),
        }
    }

    /// The registered unit of a meter, which must not be another than the one that the meter's id states: 进线有功功率(kW).
    pub(super) fn registered_unit(&self, registered: &Meter) -> Result<Unit, Trouble> {
        let name = registered.id.as_str();
        let stated = with_unit(name).1.and_then(Unit::parse);
        let Some(unit) = stated.filter(|unit| unit.dimension != registered.unit.dimension || unit.size() != registered.unit.size()) else {
            return Ok(registered.unit);
        };
        let why = say!(
            "no header states the unit; the name `{name}` says {unit}, the registry {registered}: state `unit` in the [[readings]] table, or correct the registry",
            name = shown(name),
            unit,
            registered = registered.unit
        );
        Err(Trouble::File(InputError::at(self.name, 0, why).coded("unknown-unit")))
    }
}
