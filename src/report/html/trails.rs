//! The lines under the figures, each span of lines once: figures name them by their numbers.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::sheet::Sheet;
use crate::report::page::clean;
use crate::report::page::number::count;
use crate::report::schema::{Report, TrailReport};

/// Spans that are shown; the others are folded.
const SHOWN: usize = 60;

/// Spans of lines in the order of their files, with their numbers from 1.
pub(super) struct Trails<'a>(BTreeMap<Span<'a>, usize>);

/// File, first line, last line, rows.
type Span<'a> = (&'a str, u64, u64, u64);

fn span(trail: &TrailReport) -> Span<'_> {
    (&trail.file, trail.first_line, trail.last_line, trail.rows)
}

impl<'a> Trails<'a> {
    /// Those of all figures of a report.
    pub(super) fn of(report: &'a Report) -> Self {
        let mut all: BTreeMap<Span<'a>, usize> =
            report.figures.values().flat_map(|figure| &figure.trail).map(|trail| (span(trail), 0)).collect();
        all.values_mut().zip(1..).for_each(|(number, at)| *number = at);
        Self(all)
    }

    /// The numbers of a figure's spans, such as `1–4, 7`.
    pub(super) fn numbers(&self, sheet: &Sheet<'_>, trail: &[TrailReport]) -> Markup {
        let mut numbers: Vec<usize> = trail.iter().filter_map(|trail| self.0.get(&span(trail)).copied()).collect();
        numbers.sort_unstable();
        let runs: Vec<&[usize]> = numbers.chunk_by(|one, next| one + 1 == *next).collect();
        let link = |number: usize| html! { a href={ "#" (sheet.anchor(&format!("trail-{}", number.min(SHOWN + super::sheet::MOST)))) } { (number) } };
        html! {
            @for (at, run) in runs.iter().enumerate() {
                @if at > 0 { ", " }
                (link(run[0]))
                @if run.len() > 1 { "–" (link(run[run.len() - 1])) }
            }
        }
    }

    /// The spans themselves.
    pub(super) fn table(&self, sheet: &Sheet<'_>) -> Markup {
        let row = |(&(file, first, last, rows), number): (&Span<'_>, &usize)| {
            html! {
                tr id=(sheet.anchor(&format!("trail-{number}"))) {
                    td class="number" { (number) }
                    th scope="row" { span class="place" { (clean(file)) } }
                    td class="number" { (first) "–" (last) }
                    td class="number" { (count(rows)) }
                }
            }
        };
        let rows: Vec<Markup> = self.0.iter().map(row).collect();
        if rows.is_empty() {
            return html! {};
        }
        let head = [
            (sheet.word("html.trail-number"), true),
            (sheet.word("column.file"), false),
            (sheet.word("html.trail-lines"), true),
            (sheet.word("column.rows"), true),
        ];
        sheet.long_table("trails-table", sheet.word("html.trails-caption"), &head, &rows, SHOWN)
    }
}
