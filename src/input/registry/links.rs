//! Links between meters: which id is which row, what stands above what, and what is subtracted from what.

use std::collections::{BTreeMap, BTreeSet};

use crate::dossier::{Carrier, Code, Flow, Meter, Source, Use};
use crate::input::cell::text;
use crate::input::field::near;
use crate::input::row::{Fault, Row, Sheet};
use crate::say;

/// The rows of the registry by meter id.
pub(super) struct Ids<'a> {
    rows: BTreeMap<&'a str, usize>,
}

impl<'a> Ids<'a> {
    /// Numbers the rows, each id by its first; the faults are ids that stand twice without days that would tell the rows apart.
    pub(super) fn of(rows: &'a [Row]) -> (Self, Vec<(usize, Fault)>) {
        let (mut ids, mut faults) = (BTreeMap::new(), Vec::new());
        for (at, row) in rows.iter().enumerate() {
            let id = row.get("meter_id");
            if id.is_empty() {
                continue;
            }
            if let Some(first) = ids.insert(id, at) {
                ids.insert(id, first);
                let dated = |row: &Row| !row.get("from").is_empty() || !row.get("to").is_empty();
                if dated(row) && dated(&rows[first]) {
                    continue;
                }
                let line = rows[first].position.line;
                faults.push((at, Fault::new(say!(
                    "meter `{id}` is registered twice (first at line {line}); keep one row, or let `from` and `to` say when each multiplier holds",
                    id,
                    line
                ))));
            }
        }
        (Self { rows: ids }, faults)
    }

    fn find(&self, column: &str, id: &str) -> Result<usize, Fault> {
        self.rows.get(id).copied().ok_or_else(|| {
            let near = near(id, self.rows.keys().copied());
            Fault::coded(
                Code::UnknownMeter.name(),
                say!("`{column}` `{id}` is no meter of this registry{near}; register it or correct the id", column, id, near => near),
            )
        })
    }

    /// The meter above a row's.
    pub(super) fn parent(&self, row: &Row, sheet: &Sheet<'_>) -> Result<Option<usize>, Fault> {
        text(row, "parent", sheet).map(|id| self.find("parent", id)).transpose()
    }

    /// The meters that a row's subtracts.
    pub(super) fn less(&self, row: &Row, sheet: &Sheet<'_>) -> Result<Vec<usize>, Vec<Fault>> {
        let (mut found, mut seen, mut faults) = (Vec::new(), BTreeSet::new(), Vec::new());
        for id in text(row, "less", sheet).unwrap_or("").split_whitespace() {
            match self.find("less", id) {
                Err(fault) => faults.push(fault),
                Ok(_) if id == row.get("meter_id") => faults.push(Fault::new(say!("`less` of `{id}` names the meter itself", id))),
                Ok(_) if !seen.insert(id) => faults.push(Fault::new(say!("`less` names `{id}` twice; it would be subtracted twice", id))),
                Ok(at) => found.push(at),
            }
        }
        if faults.is_empty() { Ok(found) } else { Err(faults) }
    }
}

/// Circles of parents, each told once, at the first of its rows.
pub(super) fn circles(parents: &[Option<usize>], rows: &[Row]) -> Vec<(usize, Fault)> {
    let mut faults = Vec::new();
    for start in 0..parents.len() {
        let mut path = vec![start];
        while let Some(above) = path.last().and_then(|at| parents[*at]) {
            if above == start {
                let names: Vec<&str> = path.iter().chain([&start]).map(|at| rows[*at].get("meter_id")).collect();
                faults.push((
                    start,
                    Fault::new(say!("parents form a circle: {circle}; a parent stands above its meter", circle = names.join(" → "))),
                ));
                break;
            }
            // an earlier row tells this circle, or it does not pass through `start`
            if above < start || path.contains(&above) {
                break;
            }
            path.push(above);
        }
    }
    faults
}

/// What a meter's links contradict: the carrier of the meters that it names, an auxiliary meter that serves no generator, and charge or discharge that
/// other meters are subtracted from.
pub(super) fn contradictions(meter: &Meter, meters: &[Option<Meter>]) -> Vec<Fault> {
    let mut faults = Vec::new();
    if !meter.less.is_empty() && matches!(meter.flow, Flow::StorageCharge | Flow::StorageDischarge) {
        faults.push(Fault::new(say!(
            "`less` is stated for `{id}`, which is `{flow}`: what is left of it may lie below zero, which no store charges or discharges; register the store as `storage-net`, or meter the use that `less` takes off by itself, with a `parent`",
            id = meter.id,
            flow = meter.flow.name()
        )));
    }
    if let Carrier::Fuel(fuel) = meter.carrier
        && fuel.is_fossil()
        && !matches!(meter.source, Source::Unstated | Source::Fossil)
    {
        faults.push(Fault::new(say!(
            "`source` of `{id}` is not fossil, and {carrier} is: burning it always emits; register biogas as `biogas`, biomass as `biomass`",
            id = meter.id,
            carrier = meter.carrier
        )));
    }
    let named = meter.parent.iter().map(|at| ("parent", *at)).chain(meter.less.iter().map(|at| ("less", *at)));
    for (column, other) in named.filter_map(|(column, at)| Some((column, meters[at].as_ref()?))) {
        if other.carrier != meter.carrier {
            faults.push(Fault::new(say!(
                "`{column}` `{other}` measures {carrier}, and `{id}` measures {own}; their quantities cannot be set against each other",
                column,
                other = other.id,
                carrier = other.carrier,
                id = meter.id,
                own = meter.carrier
            )));
        } else if other.unit.dimension != meter.unit.dimension && !electric(meter) {
            faults.push(Fault::new(say!(
                "`{column}` `{other}` is read in {unit}, and `{id}` in {own}; their quantities cannot be set against each other",
                column,
                other = other.id,
                unit = other.unit,
                id = meter.id,
                own = meter.unit
            )));
        } else if column == "parent" && !is_part_of(meter.flow, other.flow) {
            faults.push(Fault::new(say!(
                "`parent` `{parent}` of `{id}` is `{flow}`, and `{id}` is `{own}`: a sub-meter counts nowhere, since its parent counts what it measures, and this parent does not; leave `parent` empty, or correct a flow",
                parent = other.id,
                id = meter.id,
                flow = other.flow.name(),
                own = meter.flow.name()
            )));
        } else if column == "parent" && emits_less(other, meter) {
            faults.push(Fault::new(say!(
                "`parent` `{parent}` of `{id}` is feedstock or not fossil, and `{id}` is not: a sub-meter counts nowhere, since its parent counts what it measures, and this parent emits nothing; leave `parent` empty, or correct `use` or `source`",
                parent = other.id,
                id = meter.id
            )));
        } else if column == "parent" && meter.flow == Flow::Auxiliary && other.flow == Flow::OnsiteFossil {
            faults.push(Fault::new(say!(
                "`parent` `{parent}` of the auxiliary meter `{id}` is `{flow}`, and auxiliary meters are netted with renewable or nuclear supply; let `less` of `{parent}` name `{id}`, and make that a `load` with the same `parent`",
                parent = other.id,
                id = meter.id,
                flow = other.flow.name()
            )));
        } else if column == "parent" && meter.flow == Flow::Auxiliary && !is_generator(other.flow) {
            faults.push(Fault::new(say!(
                "`parent` `{parent}` of the auxiliary meter `{id}` is `{flow}`, no generator; name the generator that it serves, or make it a `load`",
                parent = other.id,
                id = meter.id,
                flow = other.flow.name()
            )));
        }
    }
    faults
}

/// Energy and mean power of electricity meet once readings are energy.
fn electric(meter: &Meter) -> bool {
    meter.carrier == crate::dossier::Carrier::Electricity
}

/// Whether a meter of one flow can measure a part of what a parent of another measures. Loads, and what only informs, break down any.
fn is_part_of(own: Flow, parent: Flow) -> bool {
    let signed = match own {
        Flow::GridImport | Flow::GridExport | Flow::GridNet => Flow::GridNet,
        Flow::StorageCharge | Flow::StorageDischarge | Flow::StorageNet => Flow::StorageNet,
        Flow::Load | Flow::Auxiliary | Flow::Curtailed | Flow::Production => return true,
        // What is consumed is a part of what is consumed, or of what came in for it.
        Flow::Consumption => return matches!(parent, Flow::Consumption | Flow::Import | Flow::Production),
        Flow::DirectLine | Flow::OnsiteRenewable | Flow::OnsiteFossil | Flow::Import | Flow::Export => own,
    };
    parent == own || parent == signed
}

/// Whether what a parent measures emits nothing by its use or its source, and what its sub-meter measures does.
fn emits_less(parent: &Meter, part: &Meter) -> bool {
    let fuels = matches!(part.carrier, Carrier::Fuel(_)) && part.flow == Flow::Consumption && parent.flow == Flow::Consumption;
    let by_use = fuels && parent.used_as == Use::Feedstock && part.used_as != Use::Feedstock;
    by_use || part.carrier == Carrier::Heat && parent.source == Source::NonFossil && part.source != Source::NonFossil
}

fn is_generator(flow: Flow) -> bool {
    matches!(flow, Flow::OnsiteRenewable | Flow::DirectLine)
}
