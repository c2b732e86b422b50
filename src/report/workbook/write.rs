//! Lines to a sheet of a workbook: formats, widths, what stays in sight, and how it is printed.

use std::collections::BTreeMap;

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, IgnoreError, Workbook, Worksheet, XlsxError};

use super::lines::{Line, Put};
use super::names::Names;
use crate::report::page::{width, wrap};
use crate::report::view::Tone;
use crate::report::words::Lang;

/// Rows of a sheet.
pub(super) const ROWS: usize = 1_048_576;
/// Units of UTF-16 of a cell's text, with room for what is said of the rest; a spreadsheet holds 32,767.
const LONGEST: usize = 32_000;
/// The widest column, in characters, but for a name or a digest in it that has no blank.
const WIDEST: usize = 44;
/// The same of a page, whose tables share their columns.
const WIDEST_OF_PAGE: usize = 32;
/// The longest name without a blank that keeps to one line.
const NAME: usize = 66;
/// The widest that a head makes its column.
const HEAD: usize = 16;
/// Room for the decimal places of a number.
const PLACES: usize = 7;
/// Lines of a row; a spreadsheet shows no higher one.
const HIGHEST: usize = 26;
/// A4.
const PAPER: u8 = 9;
/// Height of a line in points.
const LINE: u32 = 15;

/// A sheet to be written.
pub(super) struct Sheet {
    /// Its name, before it is made lawful.
    pub(super) name: String,
    pub(super) lines: Vec<Line>,
    /// Whether it is a table to compute with: its head stays in sight and filters it.
    pub(super) computed: bool,
}

/// What a cell looks like.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Look {
    Title(u8),
    Heading,
    Head(bool),
    Sentence(u8),
    Text(u8, bool),
    Number(u8, String),
}

/// The sheets of a workbook as they are written.
pub(super) struct Writer<'a> {
    book: &'a mut Workbook,
    names: Names,
    formats: BTreeMap<Look, Format>,
    lang: Lang,
    /// Rows of a sheet; what is beyond goes on in a further sheet.
    most: usize,
}

impl<'a> Writer<'a> {
    pub(super) fn new(book: &'a mut Workbook, lang: Lang, most: usize) -> Self {
        Self { book, names: Names::new(), formats: BTreeMap::new(), lang, most }
    }

    /// Writes a sheet, and where it has more lines than a sheet holds, further ones, which say so.
    pub(super) fn write(&mut self, sheet: &Sheet) -> Result<(), XlsxError> {
        let columns = sheet.lines.iter().map(breadth).max().unwrap_or(1).max(1);
        let widths = widths(&sheet.lines, columns, sheet.computed);
        let mut name = self.names.take(&sheet.name);
        let mut at = 0;
        let mut before = None;
        while at < sheet.lines.len() || before.is_none() {
            let mut part = Vec::new();
            if let Some(before) = &before {
                part.push(Line::Title(Tone::Plain, self.lang.fill("workbook.continued-from", &[before])));
                let head = sheet.lines[..at].iter().rposition(|line| matches!(line, Line::Head(_)));
                part.extend(head.filter(|_| matches!(sheet.lines[at], Line::Row(_))).map(|head| sheet.lines[head].clone()));
            }
            // One line is kept for what is said of the rest.
            let room = self.most - 1 - part.len();
            let end = if sheet.lines.len() - at <= room + 1 { sheet.lines.len() } else { at + room };
            part.extend_from_slice(&sheet.lines[at..end]);
            let next = (end < sheet.lines.len()).then(|| self.names.take(&sheet.name));
            part.extend(next.as_ref().map(|next| Line::Sentence(Tone::Bad, self.lang.fill("workbook.continued-on", &[next]))));
            self.write_part(&name, &part, &widths, sheet.computed)?;
            at = end;
            before = Some(name);
            match next {
                Some(next) => name = next,
                None => break,
            }
        }
        Ok(())
    }

    fn write_part(&mut self, name: &str, lines: &[Line], widths: &[usize], computed: bool) -> Result<(), XlsxError> {
        let mut sheet = Worksheet::new();
        sheet.set_name(name)?;
        for (at, width) in (0_u16..).zip(widths) {
            sheet.set_column_width(at, u32::try_from(width + 2).unwrap_or(8))?;
        }
        for (row, line) in (0_u32..).zip(lines) {
            self.write_line(&mut sheet, row, line, widths)?;
        }
        let last = u32::try_from(lines.len()).unwrap_or(u32::MAX).saturating_sub(1);
        let right = u16::try_from(widths.len()).unwrap_or(1).saturating_sub(1);
        // Codes and ids are texts by intent.
        sheet.ignore_error_range(0, 0, last, right, IgnoreError::NumberStoredAsText)?;
        let head = lines.iter().take(3).position(|line| matches!(line, Line::Head(_))).filter(|_| computed);
        let head = head.and_then(|head| u32::try_from(head).ok());
        sheet.set_freeze_panes(head.map_or(1, |head| head + 1), 0)?;
        if let Some(head) = head {
            // Further tables have heads of their own.
            let alone = lines.iter().filter(|line| matches!(line, Line::Head(_))).count() == 1;
            let rows = lines[head as usize + 1..].iter().take_while(|line| matches!(line, Line::Row(_))).count();
            let heads = u16::try_from(breadth(&lines[head as usize])).unwrap_or(1);
            sheet.autofilter(head, 0, head + u32::try_from(rows).unwrap_or(0), heads.saturating_sub(1))?;
            sheet.set_repeat_rows(0, if alone { head } else { 0 })?;
        } else {
            sheet.set_screen_gridlines(false);
        }
        sheet.set_paper_size(PAPER).set_landscape().set_print_fit_to_pages(1, 0).set_margins(0.5, 0.5, 0.6, 0.6, 0.3, 0.3);
        sheet.set_footer("&L&A&R&P / &N");
        self.book.push_worksheet(sheet);
        Ok(())
    }

    fn write_line(&mut self, sheet: &mut Worksheet, row: u32, line: &Line, widths: &[usize]) -> Result<(), XlsxError> {
        match line {
            Line::Blank => {}
            Line::Title(tone, text) => {
                let look = self.format(Look::Title(*tone as u8));
                sheet.write_string_with_format(row, 0, cut(text, self.lang), &look)?;
                sheet.set_row_height(row, 2 * LINE)?;
            }
            Line::Heading(text) => {
                let look = self.format(Look::Heading);
                sheet.write_string_with_format(row, 0, cut(text, self.lang), &look)?;
            }
            Line::Sentence(tone, text) => {
                let text = cut(text, self.lang);
                let look = self.format(Look::Sentence(*tone as u8));
                let right = u16::try_from(widths.len()).unwrap_or(1).saturating_sub(1);
                if right > 0 {
                    sheet.merge_range(row, 0, row, right, &text, &look)?;
                } else {
                    sheet.write_string_with_format(row, 0, text.as_str(), &look)?;
                }
                let columns: usize = widths.iter().map(|width| width + 2).sum();
                set_height(sheet, row, height(&text, columns - 1))?;
            }
            Line::Head(names) => {
                for (at, (name, numbers)) in (0_u16..).zip(names) {
                    let look = self.format(Look::Head(*numbers));
                    sheet.write_string_with_format(row, at, cut(name, self.lang), &look)?;
                }
                let lines = names.iter().zip(widths).map(|((name, _), column)| height(name, *column)).max();
                set_height(sheet, row, lines.unwrap_or(1))?;
            }
            Line::Row(cells) => {
                let lines =
                    cells.iter().zip(widths).filter(|(cell, _)| cell.number.is_none()).map(|(cell, column)| height(&cell.text, *column));
                set_height(sheet, row, lines.max().unwrap_or(1))?;
                for ((at, cell), width) in (0_u16..).zip(cells).zip(widths) {
                    self.write_cell(sheet, row, at, cell, *width)?;
                }
            }
        }
        Ok(())
    }

    fn write_cell(&mut self, sheet: &mut Worksheet, row: u32, at: u16, cell: &Put, column: usize) -> Result<(), XlsxError> {
        if let Some((number, shown)) = &cell.number {
            let look = self.format(Look::Number(cell.tone as u8, shown.clone()));
            sheet.write_number_with_format(row, at, number.double, &look)?;
        } else if !cell.text.is_empty() {
            let text = cut(&cell.text, self.lang);
            let wraps = height(&text, column) > 1;
            let mut look = self.format(Look::Text(cell.tone as u8, wraps));
            if text.starts_with(['=', '+', '-', '@']) {
                // Still a text once it has been edited.
                look = look.set_quote_prefix();
            }
            sheet.write_string_with_format(row, at, text, &look)?;
        }
        Ok(())
    }

    fn format(&mut self, look: Look) -> Format {
        self.formats.entry(look).or_insert_with_key(format_of).clone()
    }
}

fn format_of(look: &Look) -> Format {
    let plain = Format::new().set_align(FormatAlign::Top);
    match look {
        Look::Title(tone) => toned(plain.set_bold().set_font_size(15).set_indent(1), *tone),
        Look::Heading => plain.set_bold().set_font_size(12).set_indent(1),
        Look::Head(numbers) => {
            let head = plain.set_bold().set_text_wrap().set_background_color(Color::RGB(0x00E7_EDF3)).set_border_bottom(FormatBorder::Thin);
            if *numbers { head.set_align(FormatAlign::Right) } else { head }.set_indent(1)
        }
        Look::Sentence(tone) => toned(plain.set_text_wrap().set_indent(1), *tone),
        // A text does not touch the number before it.
        Look::Text(tone, wraps) => toned(if *wraps { plain.set_text_wrap() } else { plain }.set_indent(1), *tone),
        Look::Number(tone, shown) => toned(plain.set_num_format(shown).set_align(FormatAlign::Right).set_indent(1), *tone),
    }
}

/// The colour of a tone; every tone also has its word.
fn toned(format: Format, tone: u8) -> Format {
    match tone {
        tone if tone == Tone::Good as u8 => format.set_font_color(Color::RGB(0x0017_6B37)),
        tone if tone == Tone::Bad as u8 || tone == Tone::Unread as u8 => format.set_font_color(Color::RGB(0x00B0_1E1E)),
        tone if tone == Tone::Doubt as u8 => format.set_font_color(Color::RGB(0x008A_5A00)),
        tone if tone == Tone::Neither as u8 || tone == Tone::Faint as u8 => format.set_font_color(Color::RGB(0x0060_6A75)),
        tone if tone == Tone::Strong as u8 => format.set_bold(),
        _ => format,
    }
}

/// Cells of a line.
fn breadth(line: &Line) -> usize {
    match line {
        Line::Head(names) => names.len(),
        Line::Row(cells) => cells.len(),
        Line::Title(..) | Line::Heading(_) | Line::Sentence(..) | Line::Blank => 1,
    }
}

/// Widths of the columns by what stands in them.
fn widths(lines: &[Line], columns: usize, computed: bool) -> Vec<usize> {
    let mut widths = vec![6; columns];
    let widest = if computed { WIDEST } else { WIDEST_OF_PAGE };
    let line = |text: &str| {
        width(text).min(widest).max(text.split(' ').map(width).max().unwrap_or(0).min(if text.is_ascii() { NAME } else { widest }))
    };
    for own in lines {
        let cells: Vec<usize> = match own {
            // The arrow of a filter takes the room of two.
            Line::Head(names) => names.iter().map(|(name, _)| (width(name) + 2).min(HEAD)).collect(),
            Line::Row(cells) => {
                let text = |cell: &Put| cell.text.split('\n').map(line).max().unwrap_or(0);
                // Of a number, not all digits are shown.
                let number = |cell: &Put| width(&cell.text).min(width(cell.text.split('.').next().unwrap_or_default()) + PLACES);
                cells.iter().map(|cell| if computed && cell.number.is_some() { number(cell) } else { text(cell) }).collect()
            }
            Line::Title(..) | Line::Heading(_) | Line::Sentence(..) | Line::Blank => continue,
        };
        for (known, own) in widths.iter_mut().zip(cells) {
            *known = own.max(*known);
        }
    }
    widths
}

/// Lines that a text takes in a column.
fn height(text: &str, column: usize) -> usize {
    // The letters of Latin script are narrower than the digits by which columns are measured.
    let room = |line: &str| if line.is_ascii() { (column + 1) * 9 / 8 } else { column + 1 };
    text.split('\n').map(|line| if width(line) <= room(line) { 1 } else { wrap(line, room(line)).len() }).sum()
}

/// Sets the height of a row of several lines; a spreadsheet does not always fit it to what stands there.
fn set_height(sheet: &mut Worksheet, row: u32, lines: usize) -> Result<(), XlsxError> {
    if lines > 1 {
        sheet.set_row_height(row, LINE * u32::try_from(lines.min(HIGHEST)).unwrap_or(1))?;
    }
    Ok(())
}

/// A text as long as a cell holds; one that is longer says how much is left out.
fn cut(text: &str, lang: Lang) -> String {
    let mut units = 0;
    let Some((end, _)) = text.char_indices().find(|(_, c)| {
        units += c.len_utf16();
        units > LONGEST
    }) else {
        return text.to_owned();
    };
    format!("{}… {}", &text[..end], lang.fill("workbook.cut", &[&text[end..].chars().count()]))
}
