//! A tree for a terminal: each number under the one that it is a part of, with the operation written out.

use std::collections::BTreeSet;

use super::json::is_shown_whole;
use super::{How, Node, Op};
use crate::measure::Exact;
use crate::report::page::number::{UNKNOWN, all_digits};
use crate::report::page::{Ink, Page, Style, clean, width, wrap};

/// The tree as text.
pub fn render(tree: &Node, style: &Style) -> String {
    let mut page = Page::new(*style);
    let mut seen = BTreeSet::new();
    write(&mut page, tree, "", "", true, &mut seen);
    page.finish()
}

fn shown(number: Option<&Exact>, unit: &str) -> String {
    let Some(number) = number else { return UNKNOWN.to_owned() };
    let about = if is_shown_whole(number) { "" } else { "≈ " };
    let unit = if unit.is_empty() || unit == "1" { String::new() } else { format!(" {unit}") };
    format!("{about}{}{unit}", all_digits(number))
}

/// Lines below a node: `first` begins its own line, `rest` those of its parts.
fn write(page: &mut Page, node: &Node, first: &str, rest: &str, is_root: bool, seen: &mut BTreeSet<String>) {
    let lang = page.style.lang;
    let sign = if is_root { String::new() } else { format!("{} ", node.op.sign()) };
    let is_file = node.rows.as_ref().is_some_and(|rows| node.id.starts_with(&rows.file));
    let name = match (is_root || is_file || node.label.is_empty(), node.label.is_empty()) {
        (true, false) => format!("{}  {}", node.id, node.label),
        (true, true) => node.id.clone(),
        (false, _) => node.label.clone(),
    };
    let value = if node.value.is_none() && node.unit.is_empty() { String::new() } else { shown(node.value.as_ref(), &node.unit) };
    let key = format!("{}|{}|{value}", node.id, node.label);
    let again = !node.parts.is_empty() && !is_root && !seen.insert(key);
    let place = node.rows.as_ref().filter(|_| !is_file).map_or_else(String::new, |rows| {
        let line = rows.lines.first().map_or_else(String::new, |line| format!(":{line}"));
        format!("  {}{line}", rows.file)
    });
    let open = format!("{first}{sign}");
    let head = [(open.as_str(), Ink::Faint), (name.as_str(), Ink::Strong), (place.as_str(), Ink::Faint)];
    let taken = width(&clean(&open)) + width(&clean(&name)) + width(&clean(&place));
    if taken + 2 + width(&value) <= page.style.width || value.is_empty() {
        let gap = if value.is_empty() { "" } else { "  " };
        page.line(0, &[head[0], head[1], head[2], (gap, Ink::Plain), (&value, Ink::Good)]);
    } else {
        // A long name goes on below itself; its place follows it there.
        let room = page.style.width.saturating_sub(width(&clean(&open)).max(width(rest) + 4)).max(20);
        let mut names = wrap(&name, room).into_iter();
        let first = names.next().unwrap_or_default();
        let fits = width(&clean(&open)) + width(&first) + width(&clean(&place)) <= page.style.width && names.len() == 0;
        page.line(0, &[head[0], (&first, Ink::Strong), (if fits { &place } else { "" }, Ink::Faint)]);
        for name in names {
            page.line(0, &[(rest, Ink::Faint), ("    ", Ink::Plain), (&name, Ink::Strong)]);
        }
        if !fits && !place.is_empty() {
            page.line(0, &[(rest, Ink::Faint), ("    ", Ink::Plain), (place.trim_start(), Ink::Faint)]);
        }
        page.line(0, &[(rest, Ink::Faint), ("    ", Ink::Plain), (&value, Ink::Good)]);
    }
    if again {
        page.line(0, &[(rest, Ink::Faint), ("    ", Ink::Plain), (lang.word("trace.above"), Ink::Faint)]);
        return;
    }
    let bar = if node.parts.is_empty() || is_formula(node) { "  " } else { "│ " };
    let note = |page: &mut Page, ink: Ink, text: &str| {
        let start = format!("{rest}{bar}  ");
        for part in wrap(text, page.style.width.saturating_sub(width(&start)).max(20)) {
            page.line(0, &[(&start, Ink::Faint), (&part, ink)]);
        }
    };
    if let Some(formula) = formula(node, lang) {
        note(page, Ink::Plain, &formula);
    }
    for text in &node.notes {
        note(page, Ink::Faint, text);
    }
    if let Some(rows) = &node.rows {
        for (line, text) in &rows.text {
            let place = format!("{rest}{bar}  {}:{line}: ", shown_file(rows));
            // What is not used is marked, so that the rest adds up.
            match rows.unused.get(line) {
                Some(code) => {
                    let mark = lang.fill("trace.not-used", &[code]);
                    page.line(0, &[(&place, Ink::Faint), (&visible(text), Ink::Faint), (&format!("  ✗ {mark}"), Ink::Faint)]);
                }
                None => page.line(0, &[(&place, Ink::Faint), (&visible(text), Ink::Plain)]),
            }
        }
    }
    if is_formula(node) {
        for part in &node.parts {
            for text in &part.notes {
                note(
                    page,
                    Ink::Faint,
                    &format!("{}{}{text}", part.label, if lang == crate::report::words::Lang::En { ": " } else { "：" }),
                );
            }
        }
        return;
    }
    // A factor that the line above shows already, and of which there is no more to say, is not said again.
    let plain = |part: &&Node| node.how != How::Product || !part.parts.is_empty() || !part.notes.is_empty() || part.rows.is_some();
    let parts: Vec<&Node> = node.parts.iter().filter(plain).collect();
    let last = parts.len();
    for (number, part) in parts.into_iter().enumerate() {
        let (branch, below) = if number + 1 == last { ("└─ ", "   ") } else { ("├─ ", "│  ") };
        write(page, part, &format!("{rest}{branch}"), &format!("{rest}{below}"), false, seen);
    }
}

fn shown_file(rows: &super::Rows) -> String {
    rows.sheet.as_ref().map_or_else(|| rows.file.clone(), |sheet| format!("{}[{sheet}]", rows.file))
}

/// Whether a node is a product of numbers that stand somewhere, told on one line.
fn is_formula(node: &Node) -> bool {
    node.how == How::Product
        && !node.parts.is_empty()
        && node.parts.iter().all(|p| p.parts.is_empty() && p.rows.as_ref().is_none_or(|r| r.text.is_empty()))
}

/// The operation with its numbers in it.
fn formula(node: &Node, lang: crate::report::words::Lang) -> Option<String> {
    let parts: Vec<&Node> = node.parts.iter().filter(|p| p.op != Op::Beside).collect();
    let number = |part: &Node, named: bool| {
        let value = shown(part.value.as_ref(), &part.unit);
        let place =
            part.rows.as_ref().map_or_else(String::new, |r| r.lines.first().map_or_else(String::new, |l| format!(", {}:{l}", r.file)));
        if named && !part.label.is_empty() { format!("{value}{}", lang.in_brackets(&format!("{}{place}", part.label))) } else { value }
    };
    match node.how {
        How::Stated => None,
        How::Bins => Some(lang.word("trace.bins").to_owned()),
        How::Least => Some(format!("= min({})", parts.iter().map(|p| number(p, false)).collect::<Vec<_>>().join("; "))),
        How::Sum if parts.len() > 12 => Some(lang.fill("trace.sum-of", &[&parts.len()])),
        How::Sum | How::Product => {
            let mut text = String::from("=");
            for (at, part) in parts.iter().enumerate() {
                let silent = at == 0 && matches!(part.op, Op::Plus | Op::Times);
                text += &if silent { String::from(" ") } else { format!(" {} ", part.op.sign()) };
                text += &number(part, is_formula(node));
            }
            (!parts.is_empty()).then_some(text)
        }
    }
}

/// A line of a file with its control characters made visible.
pub(super) fn visible(text: &str) -> String {
    let text = text.strip_suffix('\r').unwrap_or(text);
    text.chars()
        .map(|c| match u32::from(c) {
            code @ 0..=0x1f => char::from_u32(0x2400 + code).unwrap_or('\u{fffd}'),
            0x7f => '\u{2421}',
            _ => c,
        })
        .collect()
}
