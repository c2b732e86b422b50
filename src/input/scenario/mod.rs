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

mod keys;
mod resolve;

use self::keys::{Entry, Keys};
use super::error::InputError;
use super::field::near;
use super::registry::{self, SourceOf};
use crate::dossier::{Carrier, Flow, Meter, Source};
use crate::files::digest_of;
use crate::measure::Exact;
use crate::say;
use crate::say::Part;

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
    Generation { source: SourceOf, flow: Option<Entry<Flow>>, mw: Exact, profile: Option<Entry<Vec<String>>>, profile_mw: Option<Exact> },
    Storage { mwh: Exact, mw: Exact, round_trip: Exact },
    ScaleCarrier { carrier: Entry<Carrier>, percent: Exact },
    ScaleMeter { meter: Entry<String>, percent: Exact },
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
        let mut top = Keys::top(file, text)?;
        top.only(&["scenario", "change"]);
        let mut errors = Vec::new();
        let mut name = None;
        if let Some(mut about) = top.table("scenario") {
            about.only(&["name"]);
            name = about.text("name").map(|name| name.value).filter(|name| !name.trim().is_empty());
            errors.extend(about.errors);
        }
        let mut changes = Vec::new();
        let tables = top.tables("change");
        if tables.is_empty() && top.errors.is_empty() {
            top.error(0, say!("it changes nothing: write a `[[change]]` with `add = …`, `scale = …` or `meter = …`"));
        }
        for mut table in tables {
            let what = change(&mut table);
            if let Some(what) = what.filter(|_| table.errors.is_empty()) {
                changes.push(Change { line: table.line, what });
            }
            errors.extend(table.errors);
        }
        errors.extend(top.errors);
        errors.sort_by_key(|error| error.line);
        if errors.is_empty() {
            let sha256 = digest_of(text.as_bytes());
            return Ok(Self { file: file.to_owned(), text: text.to_owned(), sha256, name, changes });
        }
        Err(errors)
    }

    /// Whether the single readings of a meter are needed.
    pub(super) fn needs(&self, meter: &Meter) -> bool {
        self.changes.iter().any(|change| match &change.what {
            What::Generation { source, profile, .. } => match profile {
                Some(profile) => profile.value.contains(&meter.id),
                None => meter.source == source.source,
            },
            What::ScaleMeter { meter: id, .. } => id.value == meter.id,
            _ => false,
        })
    }
}

/// Reads one change.
fn change(table: &mut Keys<'_>) -> Option<What> {
    let kinds: Vec<&str> = ["add", "scale", "meter"].into_iter().filter(|kind| table.has(kind)).collect();
    match kinds[..] {
        ["add"] => added(table),
        ["scale"] => {
            table.only(SCALE);
            let named = table.text("scale")?;
            let carrier = Carrier::parse(&named.value).filter(|carrier| *carrier != Carrier::Electricity);
            if carrier.is_none() && Carrier::parse(&named.value).is_some() {
                table.error(
                    named.line,
                    say!("`scale = \"electricity\"`: electricity has many flows; scale a generator by its meter (`meter = \"…\"`), or a fuel or heat"),
                );
            } else if carrier.is_none() {
                let names = || Carrier::names().filter(|name| *name != "electricity");
                let hint = near(&named.value, names());
                table.error(named.line, say!("`scale = \"{name}\"` is no carrier{near}; carriers: {known}", name = named.value, near => hint, known => Part::names(names())));
            }
            let percent = percent(table)?;
            Some(What::ScaleCarrier { carrier: named.of(carrier?), percent })
        }
        ["meter"] => {
            table.only(SCALE_METER);
            let meter = table.text("meter")?;
            Some(What::ScaleMeter { meter, percent: percent(table)? })
        }
        [] => {
            table.only(&["add", "scale", "meter", "mw", "mwh", "flow", "profile", "profile_mw", "round_trip", "percent"]);
            let line = table.line;
            table.error(line, say!("this change says neither `add` nor `scale` nor `meter`"));
            None
        }
        _ => {
            let line = table.line;
            table.error(line, say!("this change says {kinds}; a change is one of them", kinds => Part::names(kinds)));
            None
        }
    }
}

fn added(table: &mut Keys<'_>) -> Option<What> {
    let named = table.text("add")?;
    match named.value.as_str() {
        "battery" => {
            table.only(STORAGE);
            let (mwh, mw) = (amount(table, "mwh"), amount(table, "mw"));
            let round_trip = table.number("round_trip", say!("the round-trip efficiency of the battery, such as \"0.9\""), PLACES);
            if let Some(given) = round_trip.as_ref().filter(|given| !given.value.is_positive() || given.value > Exact::one()) {
                table.error(given.line, say!("`round_trip` {value} lies outside 0 to 1 (0.9 is 90 %)", value = given.value));
            }
            Some(What::Storage { mwh: mwh?, mw: mw?, round_trip: round_trip?.value })
        }
        "certificates" => {
            table.only(PURCHASE);
            let line = table.line_of("mwh");
            let mwh = amount(table, "mwh")?;
            let quantity = mwh.to_i128().and_then(|n| u128::try_from(n).ok());
            if quantity.is_none() {
                table.error(line, say!("`mwh` {mwh}: certificates are whole, 1 MWh each", mwh));
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
                table.error(named.line, say!("`add = \"{word}\"` is not known{near}; what can be added: {known}", word, near => hint, known => Part::names(names())));
                return None;
            };
            table.only(GENERATION);
            let mw = amount(table, "mw");
            let flow = flow(table);
            let profile = table.texts("profile");
            if let Some(empty) = profile.as_ref().filter(|profile| profile.value.is_empty()) {
                table.error(empty.line, say!("`profile` is empty: name the meters, or leave it out"));
            }
            let line = table.line_of("profile_mw");
            let profile_mw = if table.has("profile_mw") { Some(amount(table, "profile_mw")?) } else { None };
            if profile_mw.as_ref().is_some_and(Exact::is_zero) {
                table.error(line, say!("`profile_mw` is 0: it is the capacity that the profile's meters measure"));
            }
            Some(What::Generation { source, flow, mw: mw?, profile, profile_mw })
        }
    }
}

fn flow(table: &mut Keys<'_>) -> Option<Entry<Flow>> {
    let named = table.text("flow").filter(|_| true)?;
    let lawful = [Flow::OnsiteRenewable, Flow::DirectLine];
    let found = Flow::parse(&named.value).filter(|flow| lawful.contains(flow));
    if found.is_none() {
        let names = lawful.map(Flow::name);
        let hint = near(&named.value, names);
        table.error(
            named.line,
            say!("`flow = \"{name}\"` is not one of {known}{near}", name = named.value, known => Part::names(names), near => hint),
        );
    }
    Some(named.of(found?))
}

/// A quantity that is not negative.
fn amount(table: &mut Keys<'_>, key: &str) -> Option<Exact> {
    let what = match key {
        "mw" => say!("a capacity in MW, such as \"20\""),
        "profile_mw" => say!("the capacity in MW that the profile's meters measure"),
        _ => say!("an energy in MWh, such as \"10\""),
    };
    let given = table.number(key, what, PLACES)?;
    if given.value.is_negative() {
        table.error(
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
        table.error(given.line, say!("`{key}` {value} is more than {most}: check its unit", key, value = given.value, most = MOST));
        return None;
    }
    Some(given.value)
}

fn percent(table: &mut Keys<'_>) -> Option<Exact> {
    let given = table.number("percent", say!("per cent with its sign, such as \"-15\""), PLACES)?;
    if given.value < Exact::from(-100_i64) {
        table.error(given.line, say!("`percent` {value}: less than nothing cannot be left (at least -100)", value = given.value));
        return None;
    }
    if given.value > Exact::from(MOST) {
        table.error(given.line, say!("`percent` {value} is more than {most}", value = given.value, most = MOST));
        return None;
    }
    Some(given.value)
}

#[cfg(test)]
mod tests;
