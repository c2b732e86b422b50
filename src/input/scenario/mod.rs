//! A scenario file (`--scenario FILE`): what is supposed to be otherwise in a park, as TOML.
//!
//! ```toml
//! [scenario]
//! name = "20 MW of PV and a battery"
//!
//! [[change]]                   # generation on site or over a direct line, by the park's own readings
//! add = "solar"                # the source, as in the registry's column `source`
//! mw = "20"
//! flow = "onsite-renewable"    # or "direct-line"; default: the flow of the profile's meters
//! profile = ["PV-1"]           # meters whose readings are scaled; default: the park's generators of this source
//! profile_mw = "40"            # their capacity, where the registry gives no `rating_kw`
//!
//! [[change]]                   # storage, charged from what would otherwise be exported
//! add = "battery"
//! mwh = "10"
//! mw = "5"
//! round_trip = "0.9"
//!
//! [[change]]                   # all meters of a carrier, or (`meter = "GAS"`) one
//! scale = "natural-gas"
//! percent = "-15"
//!
//! [[change]]                   # or "trades": purchase that is zero-rated
//! add = "certificates"
//! mwh = "1200"
//! ```
//!
//! An unknown key is an error that names the nearest known one, with its line; so is whatever the park cannot bear. Numbers are exact decimals, in
//! quotes or not. The file may lie anywhere and is only read.

mod resolve;

use super::error::InputError;
use super::field::near;
use super::registry::{self, SourceOf};
use crate::dossier::{Carrier, Flow, Meter, Source};
use crate::files::digest_of;
use crate::measure::Exact;
use crate::near::shown;
use crate::say;
use crate::say::{Message, Part};
use crate::toml::{Faults, Keys, Lined, Table};

/// A scenario file, read without a park.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Name of the file.
    pub file: String,
    /// Its text.
    pub text: String,
    /// SHA-256 of its text.
    pub sha256: String,
    name: Option<String>,
    changes: Vec<Change>,
}

/// A change as the file asks for it.
#[derive(Clone, Debug)]
struct Change {
    line: u64,
    what: What,
}

#[derive(Clone, Debug)]
enum What {
    Generation { source: SourceOf, flow: Option<Lined<Flow>>, mw: Exact, profile: Option<Vec<Lined<String>>>, profile_mw: Option<Exact> },
    Storage { mwh: Exact, mw: Exact, round_trip: Exact },
    ScaleCarrier { carrier: Lined<Carrier>, percent: Exact },
    ScaleMeter { meter: Lined<String>, percent: Exact },
    Certificates { quantity: u128 },
    Trades { mwh: Exact },
}

/// Everything that one park or one grid could hold, and more: numbers above are slips of the unit.
const MOST: i64 = 10_000_000;
/// Decimal places of a number.
const PLACES: u32 = 9;

/// Keys of a change by its kind.
const GENERATION: &[&str] = &["add", "mw", "flow", "profile", "profile_mw"];
const STORAGE: &[&str] = &["add", "mwh", "mw", "round_trip"];
const PURCHASE: &[&str] = &["add", "mwh"];
const SCALE: &[&str] = &["scale", "percent"];
const SCALE_METER: &[&str] = &["meter", "percent"];

/// What can be added beside generation.
const ADDED: [&str; 3] = ["battery", "certificates", "trades"];

impl Plan {
    /// Reads the text of a scenario file.
    pub fn parse(file: &str, text: &str) -> Result<Self, Vec<InputError>> {
        let faults = Faults::default();
        let read = Table::parse(text).map(|table| Self::tables(Keys::new(&table, &faults)));
        let read = read.map_err(|fault| faults.add(fault));
        let errors: Vec<InputError> = faults.into_sorted().into_iter().map(|fault| InputError::of(file, fault)).collect();
        let (name, changes) = read.ok().filter(|_| errors.is_empty()).ok_or(errors)?;
        Ok(Self { file: file.to_owned(), text: text.to_owned(), sha256: digest_of(text.as_bytes()), name, changes })
    }

    /// Reads its tables: the name, and the changes that have no fault.
    fn tables(top: Keys<'_>) -> (Option<String>, Vec<Change>) {
        top.only(&["scenario", "change"]);
        let mut name = None;
        if let Some(about) = top.table("scenario") {
            about.only(&["name"]);
            name = about.text("name").map(|name| name.trim().to_owned()).filter(|name| !name.is_empty());
        }
        let tables = top.tables("change");
        if tables.is_empty() && top.faults().count() == 0 {
            top.error_at(0, say!("it changes nothing: write a `[[change]]` with `add = …`, `scale = …` or `meter = …`"));
        }
        let changes = tables.into_iter().filter_map(|table| Some(Change { line: table.line(), what: change(table)? }));
        (name, changes.collect())
    }

    /// The line of a change, counted from 0; 0 where there is no such change.
    pub fn line_of(&self, change: usize) -> u64 {
        self.changes.get(change).map_or(0, |change| change.line)
    }

    /// Whether the single readings of a meter are needed.
    pub(super) fn needs(&self, meter: &Meter) -> bool {
        self.changes.iter().any(|change| match &change.what {
            What::Generation { source, profile, .. } => match profile {
                Some(profile) => profile.iter().any(|named| named.value == meter.id),
                None => meter.source == source.source,
            },
            What::ScaleMeter { meter: id, .. } => id.value == meter.id,
            _ => false,
        })
    }
}

/// Reads one change.
fn change(table: Keys<'_>) -> Option<What> {
    let kinds: Vec<&str> = ["add", "scale", "meter"].into_iter().filter(|kind| table.has(kind)).collect();
    match kinds[..] {
        ["add"] => added(table),
        ["scale"] => {
            table.only(SCALE);
            let named = text(table, "scale")?;
            let carrier = Carrier::parse(&named.value).filter(|carrier| *carrier != Carrier::Electricity);
            if carrier.is_none() && Carrier::parse(&named.value).is_some() {
                table.error_at(
                    named.line,
                    say!("`scale = \"electricity\"`: electricity has many flows; scale a generator by its meter (`meter = \"…\"`), or a fuel or heat"),
                );
            } else if carrier.is_none() {
                let names = || Carrier::names().filter(|name| *name != "electricity");
                let hint = near(&named.value, names());
                table.error_at(named.line, say!("`scale = \"{name}\"` is no carrier{near}; carriers: {known}", name = named.value, near => hint, known => Part::names(names())));
            }
            let percent = percent(table)?;
            Some(What::ScaleCarrier { carrier: named.of(carrier?), percent })
        }
        ["meter"] => {
            table.only(SCALE_METER);
            let meter = text(table, "meter")?;
            Some(What::ScaleMeter { meter, percent: percent(table)? })
        }
        [] => {
            table.only(&["add", "scale", "meter", "mw", "mwh", "flow", "profile", "profile_mw", "round_trip", "percent"]);
            table.error_at(table.line(), say!("this change says neither `add` nor `scale` nor `meter`"));
            None
        }
        _ => {
            table.error_at(table.line(), say!("this change says {kinds}; a change is one of them", kinds => Part::names(kinds)));
            None
        }
    }
}

fn added(table: Keys<'_>) -> Option<What> {
    let named = text(table, "add")?;
    match named.value.as_str() {
        "battery" => {
            table.only(STORAGE);
            let (mwh, mw) = (amount(table, "mwh"), amount(table, "mw"));
            let round_trip = number(table, "round_trip", say!("the round-trip efficiency of the battery, such as \"0.9\""));
            if let Some(given) = round_trip.as_ref().filter(|given| !given.value.is_positive() || given.value > Exact::one()) {
                table.error_at(given.line, say!("`round_trip` {value} lies outside 0 to 1 (0.9 is 90 %)", value = given.value));
            }
            Some(What::Storage { mwh: mwh?, mw: mw?, round_trip: round_trip?.value })
        }
        "certificates" => {
            table.only(PURCHASE);
            let mwh = amount(table, "mwh")?;
            let quantity = mwh.to_i128().and_then(|n| u128::try_from(n).ok());
            if quantity.is_none() {
                table.error("mwh", say!("`mwh` {mwh}: certificates are whole, 1 MWh each", mwh));
            }
            Some(What::Certificates { quantity: quantity? })
        }
        "trades" => {
            table.only(PURCHASE);
            Some(What::Trades { mwh: amount(table, "mwh")? })
        }
        word => {
            let Some(source) = registry::source_of(word).filter(|of| of.source != Source::Fossil) else {
                let names = || registry::source_names().filter(|name| *name != "fossil").chain(ADDED);
                let hint = near(word, names());
                table.error_at(named.line, say!("`add = \"{word}\"` is not known{near}; what can be added: {known}", word, near => hint, known => Part::names(names())));
                return None;
            };
            table.only(GENERATION);
            let mw = amount(table, "mw");
            let flow = flow(table);
            let profile = profile(table);
            if table.all().is_empty_list("profile") {
                table.error("profile", say!("`profile` is empty: name the meters, or leave it out"));
            }
            let profile_mw = if table.has("profile_mw") { Some(amount(table, "profile_mw")?) } else { None };
            if profile_mw.as_ref().is_some_and(Exact::is_zero) {
                table.error("profile_mw", say!("`profile_mw` is 0: it is the capacity that the profile's meters measure"));
            }
            Some(What::Generation { source, flow, mw: mw?, profile, profile_mw })
        }
    }
}

fn flow(table: Keys<'_>) -> Option<Lined<Flow>> {
    let named = text(table, "flow")?;
    let lawful = [Flow::OnsiteRenewable, Flow::DirectLine];
    let found = Flow::parse(&named.value).filter(|flow| lawful.contains(flow));
    if found.is_none() {
        table.faults().add(table.all().not_one_of("flow", &named.value, &lawful.map(Flow::name)));
    }
    Some(named.of(found?))
}

/// A quantity that is not negative.
fn amount(table: Keys<'_>, key: &str) -> Option<Exact> {
    let what = match key {
        "mw" => say!("a capacity in MW, such as \"20\""),
        "profile_mw" => say!("the capacity in MW that the profile's meters measure"),
        _ => say!("an energy in MWh, such as \"10\""),
    };
    let given = number(table, key, what)?;
    if given.value.is_negative() {
        table.error_at(
            given.line,
            say!(
                "`{key}` {value} is negative: what is added is more than nothing (`meter` with `percent` takes away)",
                key,
                value = given.value
            ),
        );
        return None;
    }
    if given.value > Exact::from(MOST) {
        table.error_at(given.line, say!("`{key}` {value} is more than {most}: check its unit", key, value = given.value, most = MOST));
        return None;
    }
    Some(given.value)
}

/// A text without blanks at its ends.
fn text(table: Keys<'_>, key: &str) -> Option<Lined<String>> {
    Some(Lined { value: table.text(key)?.trim().to_owned(), line: table.line_of(key) })
}

/// The meters whose readings are scaled, each with its line.
fn profile(table: Keys<'_>) -> Option<Vec<Lined<String>>> {
    let meters = table.texts("profile").into_iter().map(|meter| meter.of(meter.value.trim().to_owned()));
    table.has("profile").then(|| meters.collect())
}

/// An exact decimal, in quotes or not, which must be there.
fn number(table: Keys<'_>, key: &str, what: Message) -> Option<Lined<Exact>> {
    if !table.has(key) {
        table.error(key, say!("`{key}` is missing: {what}", key, what => what));
        return None;
    }
    let text = table.numeral(key, || what.clone())?;
    let plain = text.trim().trim_start_matches('+');
    let Some(value) = Exact::parse(&plain.replace('_', "")) else {
        let excerpt = shown(plain);
        table.error(key, say!("`{key}` must be {what}; `{text}` is no number", key, what => what, text = excerpt));
        return None;
    };
    if value.rounded(PLACES) != value {
        table.error(key, say!("`{key}` has more than {places} decimal places", key, places = PLACES));
        return None;
    }
    Some(Lined { value, line: table.line_of(key) })
}

fn percent(table: Keys<'_>) -> Option<Exact> {
    let given = number(table, "percent", say!("per cent with its sign, such as \"-15\""))?;
    if given.value < Exact::from(-100_i64) {
        table.error_at(given.line, say!("`percent` {value}: less than nothing cannot be left (at least -100)", value = given.value));
        return None;
    }
    if given.value > Exact::from(MOST) {
        table.error_at(given.line, say!("`percent` {value} is more than {most}", value = given.value, most = MOST));
        return None;
    }
    Some(given.value)
}

#[cfg(test)]
mod tests;
