//! A setting: what it decides, which values it takes, its default and where that stands.

use super::topic::{cite, labelled};
use crate::report::page::Page;
use crate::report::words::Lang;
use crate::standard::{Kind, SETTINGS, Setting, Standard};

/// The policy whose defaults are printed.
const POLICY: &str = "cn-national";

/// What a setting decides.
pub(super) fn what(name: &str, lang: Lang) -> &'static str {
    let found = SETTINGS.iter().find(|setting| setting.name == name);
    found.map_or("", |setting| match lang {
        Lang::En => setting.en,
        Lang::Zh => setting.zh,
    })
}

pub(super) fn write(page: &mut Page, name: &str) {
    let lang = page.style.lang;
    let Some(setting) = SETTINGS.iter().find(|setting| setting.name == name) else { return };
    labelled(page, lang.word("explain.meaning"), what(name, lang));
    labelled(page, lang.word("explain.allowed"), &allowed(setting, lang));
    if let Some(unit) = setting.unit.filter(|unit| *unit != "1") {
        labelled(page, lang.word("explain.unit"), unit);
    }
    match Standard::built_in(POLICY).as_ref().and_then(|standard| standard.default_of(name)) {
        Some(default) => {
            let unit = default.unit.as_deref().map_or(String::new(), |unit| format!(" {unit}"));
            let policy = lang.in_brackets(POLICY);
            labelled(page, lang.word("explain.default"), &format!("{}{unit}{policy}", default.value));
            cite(page, lang.word("explain.source"), &default.citation);
        }
        None => labelled(page, lang.word("explain.default"), lang.word("setting.default-of-rule")),
    }
    let example = match setting.kind {
        Kind::Limit => "--set limits.direct-green-share=60%".to_owned(),
        Kind::Level => "--set levels.direct-green-share=advisory".to_owned(),
        Kind::Words(words) => format!("--set {name}={}", words.last().copied().unwrap_or_default()),
        Kind::Equivalent => format!("--set {name}=0.2960"),
        Kind::Intensity => format!("--set {name}=2.4"),
        Kind::Efficiency => format!("--set {name}=0.88"),
        Kind::Energy => format!("--set {name}=12000"),
        Kind::Years => format!("--set {name}=3"),
        Kind::Names => format!("--set {name}=CCER"),
    };
    labelled(page, lang.word("explain.example"), &example);
}

/// The values that a setting takes, in words.
pub(super) fn allowed(setting: &Setting, lang: Lang) -> String {
    let word = match setting.kind {
        Kind::Words(words) => {
            let said: Vec<&str> = words.iter().map(|word| lang.named("setting.word.", word)).collect();
            return said.join(if lang == Lang::En { "; " } else { "；" });
        }
        Kind::Equivalent => "setting.equivalent",
        Kind::Intensity => "setting.intensity",
        Kind::Efficiency => "setting.efficiency",
        Kind::Energy => "setting.energy",
        Kind::Years => "setting.years",
        Kind::Names => "setting.names",
        Kind::Limit => "setting.limit",
        Kind::Level => "setting.level",
    };
    lang.find(word).unwrap_or_default().to_owned()
}
