//! What every section uses: headings of the right level, anchors, names, places, numbers, tables that say how much they leave out.

use maud::{Markup, html};

use crate::measure::Exact;
use crate::report::page::clean;
use crate::report::page::number::{UNKNOWN, all_digits, count};
use crate::report::schema::Report;
pub(super) use crate::report::standing::mark;
use crate::report::words::Lang;
use crate::rule::Outcome;

/// Rows that a list shows on the page; what is beyond stands in JSON, and the page says how much that is.
pub(super) const MOST: usize = 1_000;

/// A report that is being written in a language.
pub(super) struct Sheet<'a> {
    pub(super) report: &'a Report,
    pub(super) lang: Lang,
    /// Number of the park on a page of several.
    number: Option<usize>,
}

impl<'a> Sheet<'a> {
    pub(super) fn new(report: &'a Report, lang: Lang, number: Option<usize>) -> Self {
        Self { report, lang, number }
    }

    /// The id of an element: its own on a page of one park, with the park's number before it on a page of several.
    pub(super) fn anchor(&self, id: &str) -> String {
        match self.number {
            None => id.to_owned(),
            Some(number) => format!("park-{number}-{id}"),
        }
    }

    /// The number of the report among several, from 1.
    pub(super) fn number(&self) -> Option<usize> {
        self.number
    }

    /// A phrase.
    pub(super) fn word(&self, key: &'a str) -> &'a str {
        self.lang.word(key)
    }

    /// A heading: 0 is the park's own.
    pub(super) fn heading(&self, depth: usize, id: &str, text: &Markup) -> Markup {
        let id = self.anchor(id);
        match depth + usize::from(self.number.is_some()) {
            0 => html! { h1 id=(id) { (text) } },
            1 => html! { h2 id=(id) { (text) } },
            2 => html! { h3 id=(id) { (text) } },
            _ => html! { h4 id=(id) { (text) } },
        }
    }

    /// A section with its heading.
    pub(super) fn section(&self, id: &str, title: &str, body: &Markup) -> Markup {
        html! {
            section class=(id) aria-labelledby=(self.anchor(id)) {
                (self.heading(1, id, &html! { (title) }))
                (body)
            }
        }
    }

    /// A section within a section.
    pub(super) fn part(&self, id: &str, title: &str, body: &Markup) -> Markup {
        html! {
            div class="part" {
                (self.heading(2, id, &html! { (title) }))
                (body)
            }
        }
    }

    /// A table with a caption, which scrolls where the page is too narrow for it.
    #[allow(clippy::unused_self, reason = "the sheet's own, as `long_table` is")]
    pub(super) fn table(&self, class: &str, caption: &str, head: &[(&str, bool)], rows: &[Markup]) -> Markup {
        html! {
            div class="scroll" tabindex="0" role="region" aria-label=(caption) {
                table class=(class) {
                    caption { (caption) }
                    thead { tr { @for (name, number) in head { th scope="col" class=[number.then_some("number")] { (name) } } } }
                    tbody { @for row in rows { (row) } }
                }
            }
        }
    }

    /// A table of the first rows, the others folded below it; beyond the most that a page holds, only their number.
    pub(super) fn long_table(&self, class: &str, caption: &str, head: &[(&str, bool)], rows: &[Markup], shown: usize) -> Markup {
        let (first, further) = rows.split_at(shown.min(rows.len()));
        let (held, left) = further.split_at(MOST.min(further.len()));
        html! {
            (self.table(class, caption, head, first))
            @if !held.is_empty() {
                details {
                    summary { (self.lang.fill("html.further-rows", &[&count(held.len() as u64)])) }
                    (self.table(class, &self.lang.fill("html.continued", &[&caption]), head, held))
                }
            }
            @if !left.is_empty() {
                p class="faint" { (self.lang.fill("html.left-out", &[&count(left.len() as u64)])) }
            }
        }
    }

    /// A place in a file, with its line.
    pub(super) fn place(&self, file: &str, line: u64) -> Markup {
        html! { span class="place" { (self.lang.fill("defects.place", &[&clean(file), &line])) } }
    }
}

/// A name that the park gave.
pub(super) fn name(text: &str) -> Markup {
    html! { bdi class="name" { (clean(text)) } }
}

/// A sentence in which names of settings and files stand between backticks.
pub(super) fn prose(text: &str) -> Markup {
    let text = clean(text);
    html! {
        @for (at, piece) in text.split('`').enumerate() {
            @if at % 2 == 1 { code { (piece) } } @else { (piece) }
        }
    }
}

/// A number rounded for the eye, carrying every digit.
pub(super) fn number(exact: &Exact, shown: &str) -> Markup {
    html! { data value=(exact) { (shown) } }
}

/// A number with every digit; a dash for one that is not known.
pub(super) fn digits(exact: Option<&Exact>) -> Markup {
    exact.map_or_else(|| html! { span class="unknown" { (UNKNOWN) } }, |exact| number(exact, &all_digits(exact)))
}

/// The badge of an outcome.
pub(super) fn badge(outcome: impl Into<Outcome>, lang: Lang) -> Markup {
    let outcome = outcome.into();
    html! {
        span class={ "badge " (outcome) } {
            span class="mark" aria-hidden="true" { (mark(outcome)) } " "
            (lang.named("outcome.", outcome.name()))
        }
    }
}
