//! Defects by effect and code: what each means, what to do, the first few with file and line, the others folded.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::sheet::{Sheet, name, prose};
use crate::dossier::Effect;
use crate::report::page::clean;
use crate::report::page::number::count;
use crate::report::schema::DefectReport;
use crate::report::words::Lang;
use crate::say::Message;

/// Defects of a code that are shown; the others are folded.
const SHOWN: usize = 5;

pub(super) fn write(sheet: &Sheet<'_>) -> Markup {
    let (report, lang) = (sheet.report, sheet.lang);
    let body = html! {
        @if report.defects.is_empty() { p { (sheet.word("defects.none")) } }
        @for effect in Effect::ALL.iter().copied() {
            @let codes = of_effect(&report.defects, effect);
            @if !codes.is_empty() {
                (sheet.part(&format!("defects-{effect}"), lang.named("effect.", effect.name()), &html! {
                    @for (code, defects) in &codes { (of_code(sheet, code, defects)) }
                }))
            }
        }
    };
    sheet.section("defects", sheet.word("section.defects"), &body)
}

fn of_effect(defects: &[DefectReport], effect: Effect) -> BTreeMap<&str, Vec<&DefectReport>> {
    let mut codes: BTreeMap<&str, Vec<&DefectReport>> = BTreeMap::new();
    for defect in defects.iter().filter(|d| d.effect == effect) {
        codes.entry(defect.code.name()).or_default().push(defect);
    }
    codes
}

fn of_code(sheet: &Sheet<'_>, code: &str, defects: &[&DefectReport]) -> Markup {
    let lang = sheet.lang;
    let concerned = defects.iter().fold(0_u64, |sum, d| sum.saturating_add(d.count));
    let called = crate::report::text::defects::name(code, lang);
    let phrase = |what: &str| lang.find(&format!("defect.{code}.{what}"));
    let rows: Vec<Markup> = defects.iter().map(|d| row(sheet, d)).collect();
    let caption = lang.fill("defects.head", &[&code, &called, &count(concerned)]);
    let mut head = vec![(sheet.word("html.place"), false), (sheet.word("column.meter"), false), (sheet.word("html.count"), true)];
    head.push((sheet.word("html.said"), false));
    html! {
        div class="defect" {
            (sheet.long_table("places", &caption, &head, &rows, SHOWN))
            p class="faint" {
                @if let Some(meaning) = phrase("meaning") { (prose(meaning)) " " }
                @if let Some(remedy) = phrase("remedy") { strong { (sheet.word("explain.remedy")) } @if lang == Lang::En { ": " } @else { "：" } (prose(remedy)) }
            }
        }
    }
}

/// The message without the place, which has a column of its own.
fn message(defect: &DefectReport) -> &Message {
    match (&defect.file, defect.line) {
        (Some(file), Some(line)) if defect.message.place() == Some(format!("{file}:{line}").as_str()) => defect.message.without_place(),
        _ => &defect.message,
    }
}

fn row(sheet: &Sheet<'_>, defect: &DefectReport) -> Markup {
    html! {
        tr {
            td {
                @match (&defect.file, defect.line) {
                    (Some(file), Some(line)) => (sheet.place(file, line)),
                    (Some(file), None) => span class="place" { (clean(file)) },
                    _ => (sheet.word("defects.by-accounts")),
                }
            }
            td { @if let Some(meter) = &defect.meter { (name(meter)) } }
            td class="number" { (count(defect.count)) }
            td class="message" {
                (prose(&sheet.lang.say(message(defect))))
                @if let Some(place) = &defect.explained {
                    span class="under" { (clean(&sheet.lang.fill("correction.explained", &[place]))) }
                }
            }
        }
    }
}
