//! What `explain` says of a park's own files: the keys of park.toml, the columns of the registry, and the words for flows.

use super::super::page::{Ink, Page};
use super::topic::{Topic, labelled};
use crate::dossier::Flow;
use crate::dossier::headers::METERS;

/// The files.
pub(super) const PARK_FILES: &[&str] = &["park.toml", "meters.csv"];

/// The keys of park.toml, each with its table.
pub(super) const KEYS: &[&str] = &[
    "park.name",
    "park.province",
    "park.scope",
    "park.utc_offset",
    "period.year",
    "period.start",
    "period.end",
    "policy.name",
    "meters.file",
    "meters.loads_complete",
    "readings.files",
    "readings.layout",
    "readings.time_label",
    "readings.unit",
    "readings.quantity",
    "readings.interval",
    "readings.utc_offset",
    "readings.where",
    "readings.qualities",
    "readings.snap",
    "readings.midnight",
    "readings.meter",
    "readings.date",
    "readings.resets",
    "readings.encoding",
    "readings.delimiter",
    "readings.skip_rows",
    "readings.header",
    "readings.sheet",
    "readings.date_order",
    "readings.missing",
    "readings.decimal",
    "readings.columns",
    "certificates.files",
    "certificates.beneficiaries",
    "certificates.statuses",
    "trades.files",
    "products.files",
    "indicators.files",
    "factors.files",
    "offsets.files",
    "corrections.files",
];

/// Every key, column and flow.
pub(super) fn topics() -> impl Iterator<Item = Topic> {
    let files = PARK_FILES.iter().map(|file| Topic::File(file));
    let keys = KEYS.iter().map(|key| Topic::Key(key));
    let columns = METERS.iter().map(|column| Topic::Column(column.name));
    let flows = Flow::all(true).chain(Flow::all(false)).map(|flow| Topic::Flow(flow.name()));
    files.chain(keys).chain(columns).chain(flows)
}

/// Whether a name means a topic of these beside its id: the key without its table, a Chinese header, a Chinese word of a flow.
pub(super) fn is_called(topic: Topic, name: &str) -> bool {
    match topic {
        Topic::Key(id) => id.rsplit_once('.').is_some_and(|(_, key)| key == name),
        Topic::Column(id) => {
            METERS.iter().any(|column| column.name == id && column.aliases.iter().any(|alias| alias.eq_ignore_ascii_case(name)))
        }
        Topic::Flow(id) => Flow::parse(id).is_some_and(|flow| flow.words().any(|word| word == name)),
        _ => false,
    }
}

/// What else is known of a topic than its meaning and example.
pub(super) fn write(page: &mut Page, topic: Topic) {
    let lang = page.style.lang;
    let between = if lang == super::Lang::En { ", " } else { "、" };
    match topic {
        Topic::File(file) => {
            page.blank();
            let of: Vec<Topic> = topics()
                .filter(|t| if file == "park.toml" { matches!(t, Topic::Key(_)) } else { matches!(t, Topic::Column(_) | Topic::Flow(_)) })
                .collect();
            for topic in of {
                page.hanging(2, &format!("{}  ", topic.id()), Ink::Plain, lang.find(&topic.key("meaning")).unwrap_or_default());
            }
        }
        Topic::Column(id) => {
            let headers = METERS.iter().find(|column| column.name == id).map(|column| column.aliases.join(between)).unwrap_or_default();
            if !headers.is_empty() {
                labelled(page, lang.word("explain.headers"), &headers);
            }
            if id == "flow" {
                for flow in Flow::all(true).chain(Flow::all(false)) {
                    page.hanging(2, &format!("{}  ", flow.name()), Ink::Plain, &flow.words().skip(1).collect::<Vec<_>>().join(between));
                }
            }
        }
        Topic::Flow(id) => {
            if let Some(flow) = Flow::parse(id) {
                labelled(page, lang.word("explain.words"), &flow.words().skip(1).collect::<Vec<_>>().join(between));
                let carrier = if flow.is_electric() { "electricity" } else { "natural-gas" };
                let unit = if flow.is_electric() { "kWh" } else { "m3" };
                labelled(page, lang.word("explain.example"), &format!("G01,{carrier},{id},{unit}"));
            }
        }
        _ => {}
    }
}
