//! The report as one HTML file for operators and inspectors: no script, no request, readable on a screen, in the dark and on paper.
//!
//! Markup is made by `maud`, which escapes all text; text of the evidence passes `clean` before, so that it can neither leave its
//! place nor turn the direction of writing. The pictures are plain shapes of SVG made here: the chart libraries that were looked at write colours and
//! fonts into every element, so that neither a dark page nor a reader's own font can change them, and compute positions in floating point. Here a
//! position is an exact number rounded for the eye, colours are classes of the style sheet, and text is text.
//!
//! One file a section. Numbers in sentences and pictures are rounded for the eye; the table of figures gives every digit, and each rounded number carries
//! its own in `data value`.

mod about;
mod acceptance;
mod assumptions;
mod carpet;
mod certificates;
mod changes;
mod chart;
mod citations;
mod corrections;
mod deciding;
mod defects;
mod electricity;
mod emissions;
mod figures;
mod gauge;
mod head;
mod inputs;
mod ladder;
mod months;
mod next;
mod overview;
#[doc(hidden)]
pub mod portfolio;
mod projection;
mod quality;
mod readings;
mod rules;
mod scenario;
mod sheet;
mod tables;
mod totals;
mod trails;
mod waterfall;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use self::sheet::Sheet;
use super::page::clean;
use super::told::{Told, reports};
use super::words::Lang;

const STYLE: &str = include_str!("style.css");

/// The page of one park, or of several with an overview first.
pub fn render(told: &[Told], lang: Lang) -> String {
    let several = told.len() > 1;
    let title = match told {
        [one] => lang.fill("html.title", &[&clean(one.name())]),
        _ => lang.fill("html.title-several", &[&told.len()]),
    };
    let body = html! {
        (chart::patterns())
        main {
            @if several {
                (overview::write(told, lang))
            }
            @for (number, report) in reports(told).enumerate() {
                (park(&Sheet::new(report, lang, several.then_some(number + 1))))
            }
        }
    };
    document(&title, lang, &body)
}

/// A page that needs nothing but itself.
fn document(title: &str, lang: Lang, body: &Markup) -> String {
    let code = match lang {
        Lang::En => "en",
        Lang::Zh => "zh-CN",
    };
    let page = html! {
        (DOCTYPE)
        html lang=(code) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                // Nothing may be fetched and no script may run, whatever the evidence says.
                meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'";
                meta name="color-scheme" content="light dark";
                meta name="generator" content=(format!("{} {}", env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION")));
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body { (body) }
        }
    };
    page.into_string() + "\n"
}

/// What a reader needs to judge the verdict comes first, four pages on paper; the appendix is what it all rests on.
fn park(sheet: &Sheet<'_>) -> Markup {
    let appendix = [
        Some(certificates::write(sheet)),
        Some(acceptance::write(sheet)),
        changes::write(sheet),
        projection::write(sheet),
        scenario::write(sheet),
        readings::write(sheet),
        Some(rules::write(sheet)),
        Some(electricity::write_time(sheet)),
        Some(emissions::write_ratios(sheet)),
        Some(quality::write(sheet)),
        corrections::write(sheet),
        Some(defects::write(sheet)),
        Some(assumptions::write(sheet)),
        Some(figures::write(sheet)),
        Some(citations::write(sheet)),
        Some(tables::write(sheet)),
        Some(inputs::write(sheet)),
        Some(about::write(sheet)),
    ];
    html! {
        article class="park" {
            (head::write(sheet))
            (head::rules_required(sheet))
            @if let Some(next) = next::write(sheet) { (next) }
            (head::notes(sheet))
            (head::contents(sheet))
            @if let Some(deciding) = deciding::write(sheet) { (deciding) }
            @if let Some(headroom) = deciding::write_headroom(sheet) { (headroom) }
            (totals::write(sheet))
            (electricity::write(sheet))
            (emissions::write(sheet))
            div class="appendix" {
                p class="eyebrow" { (sheet.word("html.appendix")) }
                @for section in appendix.into_iter().flatten() { (section) }
            }
        }
    }
}
