//! The words of the registry's columns, English and Chinese.

use crate::dossier::{Carrier, Direction, FUELS, Flow, Source, Use};
use crate::input::cell::join;
use crate::input::field::near;
use crate::input::row::Fault;
use crate::say;
use crate::say::Part;

/// Renewable sources: name, and other words for it.
const RENEWABLE: &[(&str, &[&str])] = &[
    ("wind", &["风电", "风力", "风能", "风力发电"]),
    ("solar", &["光伏", "太阳能", "光伏发电", "分布式光伏", "pv", "photovoltaic"]),
    ("hydro", &["水电", "水力", "水能", "水力发电", "water"]),
    ("biomass", &["生物质", "生物质能", "生物质发电"]),
    ("biogas", &["沼气"]),
    ("geothermal", &["地热", "地热能"]),
    ("ocean", &["海洋能", "潮汐", "潮汐能", "tidal", "wave"]),
    ("renewable", &["可再生", "可再生能源"]),
];

/// The other sources.
const SOURCES: &[(&str, &[&str], Source)] = &[
    ("nuclear", &["核电", "核能", "核"], Source::Nuclear),
    ("fossil", &["化石", "化石能源", "非可再生"], Source::Fossil),
    ("non-fossil", &["非化石", "非化石能源"], Source::NonFossil),
];

const USES: &[(&str, &[&str], Use)] = &[
    ("fuel", &["燃料"], Use::Fuel),
    ("feedstock", &["原料"], Use::Feedstock),
    ("conversion", &["加工转换", "能源加工转换", "转换"], Use::Conversion),
    ("bunker", &["国际燃料舱", "国际航运", "国际航空"], Use::Bunker),
];

/// The carriers, for messages.
pub(super) fn carriers() -> Part {
    join(Carrier::names())
}

/// The flows that a carrier may have, for messages.
pub(super) fn flows(carrier: Option<Carrier>) -> Part {
    match carrier {
        Some(carrier) => join(Flow::names(carrier == Carrier::Electricity)),
        None => join(Flow::names(true).chain(Flow::names(false))),
    }
}

/// Reads a carrier.
pub(super) fn carrier(text: &str) -> Result<Carrier, Fault> {
    Carrier::parse(text).or_else(|| Carrier::parse(&text.to_lowercase())).ok_or_else(|| {
        let chinese = FUELS.iter().map(|f| f.1);
        Fault::new(say!(
            "`carrier` `{text}` is not known{near}; known carriers: {known}",
            text, near => near(text, Carrier::names().chain(chinese)), known => join(Carrier::names())
        ))
    })
}

/// Reads a flow, which must be one of its carrier.
pub(super) fn flow(text: &str, carrier: Option<Carrier>) -> Result<Flow, Fault> {
    if text.trim() == "自发自用" {
        return Err(Fault::new(say!(
            "`flow` `自发自用` leaves out what is exported: generation is self-use and export together. Write `onsite-renewable` (自发电量（含上网）) where the meter \
             counts all that is generated; where only self-use is metered, write `load`, and register the generator's meter as well"
        )));
    }
    let known = Flow::parse(text).or_else(|| Flow::parse(&text.to_lowercase()));
    let electric = carrier.map(|c| c == Carrier::Electricity);
    let lawful = || electric.into_iter().chain(if electric.is_none() { &[true, false][..] } else { &[] }.iter().copied());
    let names = || lawful().flat_map(Flow::names);
    match (known, carrier) {
        (None, _) => Err(Fault::new(
            say!("`flow` `{text}` is not known{near}; known flows: {known}", text, near => near(text, names()), known => join(names())),
        )),
        (Some(flow), Some(carrier)) if Some(flow.is_electric()) != electric => Err(Fault::new(
            say!("`flow` `{name}` is none of {carrier}; its flows are {known}", name = flow.name(), carrier, known => join(names())),
        )),
        (Some(flow), _) => Ok(flow),
    }
}

/// Reads the meaning of a positive reading. A meter of one direction may state its own direction and no other.
pub(super) fn positive(text: Option<&str>, flow: Flow) -> Result<Option<Direction>, Fault> {
    let (inward, outward): (&[&str], &[&str]) = match flow {
        Flow::GridNet | Flow::GridImport | Flow::GridExport => {
            (&["import", "下网", "下网电量", "受电"], &["export", "上网", "上网电量", "送电"])
        }
        Flow::StorageNet | Flow::StorageCharge | Flow::StorageDischarge => {
            (&["discharge", "放电", "放电电量"], &["charge", "充电", "充电电量"])
        }
        _ => (&[], &[]),
    };
    let Some(text) = text else {
        return if flow.is_signed() {
            Err(Fault::new(say!(
                "`positive` is empty, and `{name}` is a signed flow; say what a positive reading means: `{inward}` or `{outward}`",
                name = flow.name(),
                inward = inward[0],
                outward = outward[0]
            )))
        } else {
            Ok(None)
        };
    };
    let word = text.to_lowercase();
    let direction = if inward.contains(&word.as_str()) {
        Direction::In
    } else if outward.contains(&word.as_str()) {
        Direction::Out
    } else if inward.is_empty() {
        return Err(Fault::new(say!(
            "`positive` `{text}` is stated for `{name}`, which is no signed flow; leave it empty",
            text,
            name = flow.name()
        )));
    } else {
        let known = [inward[0], outward[0]];
        return Err(Fault::new(say!(
            "`positive` `{text}` is not known{near}; write `{inward}` or `{outward}`",
            text, near => near(text, known), inward = known[0], outward = known[1]
        )));
    };
    match (flow, direction) {
        (Flow::GridNet | Flow::StorageNet, _) => Ok(Some(direction)),
        (Flow::GridImport | Flow::StorageDischarge, Direction::In) | (Flow::GridExport | Flow::StorageCharge, Direction::Out) => Ok(None),
        _ => Err(Fault::new(say!(
            "`positive` `{text}` contradicts the flow `{name}`; a meter that counts both directions is `grid-net` or `storage-net`",
            text,
            name = flow.name()
        ))),
    }
}

/// An origin of energy with the word for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceOf {
    /// The origin.
    pub source: Source,
    /// Its English word.
    pub name: &'static str,
}

/// The origin that a word means, English or Chinese.
pub fn source_of(text: &str) -> Option<SourceOf> {
    let word = text.to_lowercase();
    let meant = |name: &str, others: &[&str]| name == word || others.contains(&word.as_str());
    let other = SOURCES.iter().find(|(name, others, _)| meant(name, others));
    let other = other.map(|(name, _, source)| SourceOf { source: source.clone(), name });
    other.or_else(|| {
        let found = RENEWABLE.iter().find(|(name, others)| meant(name, others));
        found.map(|(name, _)| SourceOf { source: Source::Renewable((*name).to_owned()), name })
    })
}

/// The English words of the origins.
pub fn source_names() -> impl Iterator<Item = &'static str> {
    RENEWABLE.iter().map(|r| r.0).chain(SOURCES.iter().map(|s| s.0))
}

/// Reads an origin of energy, which must be one that the flow can have.
pub(super) fn source(text: Option<&str>, flow: Option<Flow>) -> Result<Source, Fault> {
    let Some(text) = text else { return Ok(Source::Unstated) };
    let Some(SourceOf { source, .. }) = source_of(text) else {
        let names = source_names;
        return Err(Fault::new(
            say!("`source` `{text}` is not known{near}; known sources: {known}", text, near => near(text, names()), known => join(names())),
        ));
    };
    let remedy = match (flow, &source) {
        (Some(Flow::DirectLine), Source::Fossil) => say!("a direct line delivers non-fossil energy; fossil supply is `grid-import`"),
        (Some(Flow::OnsiteRenewable), Source::Fossil) => say!("fossil generation on site is `onsite-fossil`"),
        (Some(Flow::OnsiteRenewable), Source::Nuclear) => say!("nuclear power is not renewable; it reaches a park by a `direct-line`"),
        (Some(Flow::OnsiteFossil), Source::Nuclear | Source::NonFossil | Source::Renewable(_)) => {
            say!("non-fossil generation on site is `onsite-renewable`")
        }
        _ => return Ok(source),
    };
    Err(Fault::new(
        say!("`source` `{text}` contradicts the flow `{flow}`: {remedy}", text, flow = flow.map_or("", Flow::name), remedy => remedy),
    ))
}

/// Reads what a fuel is used for.
pub(super) fn used_as(text: Option<&str>, carrier: Option<Carrier>) -> Result<Use, Fault> {
    let Some(text) = text else { return Ok(Use::Fuel) };
    let word = text.to_lowercase();
    let names = || USES.iter().map(|u| u.0);
    let found = USES.iter().find(|(name, others, _)| *name == word || others.contains(&word.as_str()));
    match (found, carrier) {
        (None, _) => Err(Fault::new(
            say!("`use` `{text}` is not known{near}; known uses: {known}", text, near => near(text, names()), known => join(names())),
        )),
        (Some((name, _, used_as)), Some(Carrier::Electricity)) if *used_as != Use::Fuel => {
            Err(Fault::new(say!("`use` `{name}` is stated for electricity; only fuels and heat have a use, leave it empty", name)))
        }
        (Some((_, _, used_as)), _) => Ok(*used_as),
    }
}

/// Whether a word is one of an origin, a use, a direction, or yes or no.
pub(in crate::input) fn is_known(word: &str) -> bool {
    let directions = ["import", "export", "charge", "discharge", "下网", "上网", "受电", "送电", "放电", "充电"];
    source_of(word).is_some()
        || USES.iter().any(|(name, others, _)| *name == word || others.contains(&word))
        || directions.contains(&word)
        || yes("", Some(word)).is_ok()
}

/// Reads yes or no; empty is no.
pub(super) fn yes(name: &str, text: Option<&str>) -> Result<bool, Fault> {
    match text.map(str::to_lowercase).as_deref() {
        None | Some("no" | "false" | "否" | "n" | "0" | "未乘") => Ok(false),
        Some("yes" | "true" | "是" | "y" | "1" | "已乘") => Ok(true),
        Some(other) => Err(Fault::new(say!("`{name}` `{other}` is neither `yes` nor `no`", name, other))),
    }
}
