//! Every figure with every digit, its bounds, and its trail: the files and lines to follow it by hand.

use maud::{Markup, html};

use super::sheet::{Sheet, digits};
use crate::report::page::clean;
use crate::report::page::number::count;
use crate::report::schema::{FigureReport, TrailReport};
use crate::report::text::figure_name;

/// Files of a trail that are shown; the others are folded.
const SHOWN: usize = 8;
/// Files of a trail that a page holds.
const MOST: usize = 400;

pub(super) fn write(sheet: &Sheet<'_>) -> Option<Markup> {
    let head = [
        (sheet.word("html.figure"), false),
        (sheet.word("column.value"), true),
        (sheet.word("html.lower"), true),
        (sheet.word("html.upper"), true),
        (sheet.word("explain.unit"), false),
        (sheet.word("html.trail"), false),
    ];
    let groups = [("electricity.", "section.electricity"), ("energy.", "section.energy"), ("emissions.", "section.emissions"), ("", "section.ratios")];
    let body = html! {
        p { (sheet.word("html.figures-lead")) }
        @for (prefix, key) in groups {
            @let rows: Vec<Markup> = sheet.report.figures.iter()
                .filter(|(id, _)| if prefix.is_empty() { !id.contains('.') } else { id.starts_with(prefix) })
                .map(|(id, figure)| row(sheet, id, figure)).collect();
            @if !rows.is_empty() { (sheet.table("figures-table", sheet.lang.word(key), &head, &rows)) }
        }
    };
    Some(sheet.section("figures", sheet.word("html.figures"), &body))
}

fn row(sheet: &Sheet<'_>, id: &str, figure: &FigureReport) -> Markup {
    let lang = sheet.lang;
    html! {
        tr id=(sheet.anchor(&format!("figure-{id}"))) {
            th scope="row" {
                (figure_name(lang, id))
                @if figure.inferred { (lang.in_brackets(sheet.word("electricity.inferred"))) }
                span class="under" { code { (id) } }
                @if let Some(formula) = lang.find(&format!("figure.{id}.formula")) { span class="under" { (formula) } }
            }
            td class="number" { (digits(figure.value.as_ref())) }
            td class="number" { (bound(sheet, figure, figure.lower.as_ref())) }
            td class="number" { (bound(sheet, figure, figure.upper.as_ref())) }
            td { (figure.unit) }
            td { (trail(sheet, &figure.trail)) }
        }
    }
}

fn bound(sheet: &Sheet<'_>, figure: &FigureReport, bound: Option<&crate::measure::Exact>) -> Markup {
    match (bound, &figure.value) {
        (Some(bound), _) => digits(Some(bound)),
        (None, Some(_)) => html! { (sheet.word("html.no-bound")) },
        (None, None) => digits(None),
    }
}

fn trail(sheet: &Sheet<'_>, files: &[TrailReport]) -> Markup {
    let (first, further) = files.split_at(SHOWN.min(files.len()));
    let (held, left) = further.split_at(MOST.min(further.len()));
    html! {
        @if files.is_empty() { span class="faint" { (sheet.word("html.no-trail")) } }
        @else {
            ul class="trail" { @for t in first { (lines(sheet, t)) } }
            @if !held.is_empty() {
                details { summary { (sheet.lang.fill("inputs.more", &[&count(further.len() as u64)])) } ul class="trail" { @for t in held { (lines(sheet, t)) } } }
            }
            @if !left.is_empty() { p class="faint" { (sheet.lang.fill("html.left-out", &[&count(left.len() as u64)])) } }
        }
    }
}

fn lines(sheet: &Sheet<'_>, trail: &TrailReport) -> Markup {
    html! {
        li {
            span class="place" { (clean(&trail.file)) } " "
            (sheet.lang.fill("html.lines", &[&trail.first_line, &trail.last_line, &count(trail.rows)]))
        }
    }
}
