//! Workbooks that are text: the HTML pages that web platforms name `.xls`, and the XML of Excel 2003 (SpreadsheetML). Both become the rows and
//! cells that a spreadsheet shows when it opens them. Other XML (Green Button, ESPI and the like) is refused by name.

use std::borrow::Cow;

use encoding_rs::{Encoding, GB18030, UTF_8};
use html5gum::{Token, Tokenizer};

use super::sheet_cells::{Cells, Value};
use crate::say;
use crate::say::Message;

/// Bytes within which a file shows what it is.
pub(super) const HEAD: usize = 1024;
/// Places that spanning cells may cover, and columns that a row may have.
const MOST_PLACES: usize = 2 << 20;
const MOST_COLUMNS: u32 = 16_384;
const MOST_ROWS: u32 = 1 << 20;

/// What a text that opens with a tag is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Html,
    Spreadsheet,
}

/// A sheet of such a workbook.
pub(super) struct Page {
    /// Its name.
    pub(super) name: String,
    /// Whether a spreadsheet hides it.
    pub(super) hidden: bool,
    /// Its cells, in the order of rows.
    pub(super) cells: Cells,
}

/// Whether a file opens as markup does: an HTML page, SpreadsheetML or other XML, never a table whose first name stands in angle brackets.
pub(super) fn is_markup(head: &[u8]) -> bool {
    // Nearly every file shows by its first byte that it is none.
    if !head.first().is_some_and(|first| matches!(first, b'<' | b'M' | b' ' | b'\r' | b'\n' | b'\t' | 0xef | 0xfe | 0xff)) {
        return false;
    }
    let text = opening(head);
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    ["<html", "<!doctype", "<table", "<head", "<meta", "<body", "<style", "<div", "<!--", "<?xml", "<workbook", "<feed", "mime-version:"]
        .iter()
        .any(|start| text.starts_with(start))
}

/// The first characters in lower case, whatever the encoding.
fn opening(head: &[u8]) -> String {
    let head = &head[..head.len().min(HEAD)];
    let encoding = Encoding::for_bom(head).map_or(UTF_8, |(found, _)| found);
    encoding.decode(head).0.to_lowercase()
}

/// The sheets of a text that [`is_markup`].
pub(super) fn pages(bytes: &[u8]) -> Result<Vec<Page>, Message> {
    let kind = kind(&opening(bytes))?;
    let text = decoded(bytes)?;
    let mut reader = Reader {
        kind,
        pages: Vec::new(),
        row: 0,
        column: 0,
        places: 0,
        blocked: Vec::new(),
        cell: None,
        taken: false,
        remark: false,
        depth: 0,
    };
    reader.read(&text)?;
    if reader.pages.iter().all(|page| page.cells.is_empty()) {
        return Err(match kind {
            Kind::Html => say!("this is an HTML page without a table; export the data as .xlsx or CSV"),
            Kind::Spreadsheet => say!("this is a workbook in Excel's XML of 2003 whose sheets are empty"),
        });
    }
    Ok(reader.pages)
}

fn kind(opening: &str) -> Result<Kind, Message> {
    let text = opening.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    if text.starts_with("mime-version:") {
        return Err(say!("this is a web archive (MHTML) and no workbook; open it in Excel or WPS and save it as .xlsx"));
    }
    if text.contains("urn:schemas-microsoft-com:office:spreadsheet") && !text.contains("<html") {
        return Ok(Kind::Spreadsheet);
    }
    let root = text.split('<').skip(1).map(str::trim).find(|tag| !tag.starts_with(['?', '!', '/']));
    let name: String = root.unwrap_or_default().chars().take_while(|c| c.is_alphanumeric() || matches!(c, ':' | '_' | '-' | '.')).collect();
    let is_page = ["html", "table", "head", "meta", "body", "style", "div"].contains(&name.as_str());
    if is_page || (name.is_empty() && !text.starts_with("<?xml")) {
        return Ok(Kind::Html);
    }
    let green = text.contains("espi") || text.contains("greenbutton") || name == "feed" || name.ends_with(":feed");
    Err(if green {
        say!("this is XML of Green Button (ESPI), which is not read; export the readings as CSV or .xlsx")
    } else {
        say!("this is XML (`<{name}>`) and no table; export the data as CSV or .xlsx", name)
    })
}

/// The text, in the encoding of its mark, else as it declares, else UTF-8 where it is that, else GB18030.
fn decoded(bytes: &[u8]) -> Result<Cow<'_, str>, Message> {
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        return Ok(encoding.decode_without_bom_handling(&bytes[length..]).0);
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok(Cow::Borrowed(text));
    }
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(4 * HEAD)]).to_lowercase();
    let declared = ["charset=", "encoding="].iter().find_map(|key| {
        let rest = head.split(key).nth(1)?.trim_start_matches(['"', '\'', ' ']);
        let label: String = rest.chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).collect();
        Encoding::for_label(label.as_bytes()).filter(|found| *found != UTF_8)
    });
    let (text, _, broken) = declared.unwrap_or(GB18030).decode(bytes);
    if broken { Err(say!("the text is neither UTF-8 nor GB18030; open the file in Excel or WPS and save it as .xlsx")) } else { Ok(text) }
}

/// A cell that is open.
struct Open {
    text: String,
    across: u32,
    down: u32,
    number: bool,
}

struct Reader {
    kind: Kind,
    pages: Vec<Page>,
    row: u32,
    column: u32,
    /// Places that spanning cells cover so far.
    places: usize,
    /// Columns that a cell above reaches into, with the row behind its last.
    blocked: Vec<(u32, u32)>,
    cell: Option<Open>,
    /// Whether characters belong to the open cell.
    taken: bool,
    /// Whether a remark on a cell is open.
    remark: bool,
    /// Tables that are open: one inside a cell is part of its text.
    depth: u32,
}

impl Reader {
    fn read(&mut self, text: &str) -> Result<(), Message> {
        let mut hidden = None;
        for token in Tokenizer::new(text) {
            let Ok(token) = token;
            match token {
                Token::StartTag(tag) => {
                    let name = local(&tag.name);
                    let of = |wanted: &str| {
                        tag.attributes.iter().find(|(key, _)| local(key) == wanted).map(|(_, v)| String::from_utf8_lossy(v).into_owned())
                    };
                    self.start(&name, &of)?;
                    if tag.self_closing && self.kind == Kind::Spreadsheet {
                        self.end(&name)?;
                    }
                    hidden = (name == "visible").then(String::new);
                }
                Token::EndTag(tag) => {
                    let name = local(&tag.name);
                    if name == "visible"
                        && let (Some(said), Some(page)) = (hidden.take(), self.pages.last_mut())
                    {
                        page.hidden = said.to_lowercase().contains("hidden");
                    }
                    self.end(&name)?;
                }
                Token::String(said) => {
                    let said = String::from_utf8_lossy(&said);
                    if let Some(word) = &mut hidden {
                        word.push_str(&said);
                    }
                    if let Some(cell) = self.cell.as_mut().filter(|_| self.taken) {
                        cell.text.push_str(&said);
                    }
                }
                _ => {}
            }
        }
        self.close_cell()
    }

    fn start(&mut self, name: &str, of: &dyn Fn(&str) -> Option<String>) -> Result<(), Message> {
        let number = |key: &str| of(key).and_then(|text| text.trim().parse::<u32>().ok());
        match (self.kind, name) {
            (Kind::Html, "table") => {
                self.depth += 1;
                if self.pages.is_empty() {
                    self.pages.push(Page { name: "Sheet1".to_owned(), hidden: false, cells: Cells::new() });
                }
            }
            (Kind::Html, "tr") if self.depth == 1 => {
                self.close_cell()?;
                self.column = 0;
            }
            (Kind::Html, "td" | "th") if self.depth == 1 => {
                self.close_cell()?;
                let span = |key: &str| number(key).unwrap_or(1).clamp(1, MOST_COLUMNS);
                self.cell = Some(Open { text: String::new(), across: span("colspan"), down: span("rowspan"), number: false });
                self.taken = true;
            }
            (Kind::Html, "br" | "p" | "tr" | "td") => {
                if let Some(cell) = &mut self.cell {
                    cell.text.push(' ');
                }
            }
            (Kind::Html, "style" | "script") => self.taken = false,
            (Kind::Spreadsheet, "worksheet") => {
                let name = of("name").unwrap_or_else(|| format!("Sheet{}", self.pages.len() + 1));
                self.pages.push(Page { name, hidden: false, cells: Cells::new() });
                (self.row, self.column) = (0, 0);
                self.blocked.clear();
            }
            (Kind::Spreadsheet, "row") => {
                if let Some(index) = number("index") {
                    self.row = index.saturating_sub(1);
                }
                self.column = 0;
            }
            (Kind::Spreadsheet, "cell") => {
                if let Some(index) = number("index") {
                    self.column = index.saturating_sub(1);
                }
                let span = |key: &str| number(key).unwrap_or(0).min(MOST_COLUMNS) + 1;
                self.cell = Some(Open { text: String::new(), across: span("mergeacross"), down: span("mergedown"), number: false });
            }
            // What a person remarked on a cell is no part of it.
            (Kind::Spreadsheet, "comment") => self.remark = true,
            (Kind::Spreadsheet, "data") if !self.remark => {
                self.taken = true;
                if let Some(cell) = &mut self.cell {
                    cell.number = of("type").is_some_and(|kind| kind == "Number");
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn end(&mut self, name: &str) -> Result<(), Message> {
        match (self.kind, name) {
            (Kind::Html, "table") => {
                if self.depth == 1 {
                    self.close_cell()?;
                }
                self.depth = self.depth.saturating_sub(1);
            }
            (Kind::Html, "tr") if self.depth == 1 => {
                self.close_cell()?;
                self.next_row();
            }
            (Kind::Html, "td" | "th") if self.depth == 1 => self.close_cell()?,
            (Kind::Html, "style" | "script") => self.taken = self.cell.is_some(),
            (Kind::Spreadsheet, "comment") => self.remark = false,
            (Kind::Spreadsheet, "data") => self.taken = false,
            (Kind::Spreadsheet, "cell") => self.close_cell()?,
            (Kind::Spreadsheet, "row") => self.next_row(),
            _ => {}
        }
        Ok(())
    }

    fn next_row(&mut self) {
        self.row += 1;
        self.column = 0;
        let row = self.row;
        self.blocked.retain(|(_, until)| *until > row);
    }

    /// Puts the open cell into its places: its text in each of them, a number over several rows in the first only, as merged cells of a workbook.
    fn close_cell(&mut self) -> Result<(), Message> {
        let Some(cell) = self.cell.take() else { return Ok(()) };
        self.taken = false;
        while self.blocked.iter().any(|&(column, until)| column == self.column && until > self.row) {
            self.column += 1;
        }
        let from = self.column;
        self.column = self.column.saturating_add(cell.across);
        self.places += (cell.across as usize).saturating_mul(cell.down as usize);
        if self.column > MOST_COLUMNS || self.row > MOST_ROWS || self.places > MOST_PLACES + cells(&self.pages) {
            return Err(say!("its merged cells cover too many places; undo the merging"));
        }
        if cell.down > 1 {
            let until = self.row.saturating_add(cell.down);
            self.blocked.extend((from..self.column).map(|column| (column, until)));
        }
        let text = cell.text.split_whitespace().collect::<Vec<_>>().join(" ");
        let Some(page) = self.pages.last_mut().filter(|_| !text.is_empty()) else { return Ok(()) };
        let is_number = cell.number || super::field::decimal(text.as_bytes()).is_some();
        let down = if is_number { 1 } else { cell.down };
        for row in self.row..self.row.saturating_add(down) {
            for column in from..self.column {
                let value = if cell.number { Value::Number(text.clone()) } else { Value::Text(moment(&text)) };
                page.cells.push((row, column, value));
            }
        }
        Ok(())
    }
}

/// Cells read so far, each of which is a place of its own.
fn cells(pages: &[Page]) -> usize {
    pages.iter().map(|page| page.cells.len()).sum()
}

/// A name without its namespace, in lower case.
fn local(name: &[u8]) -> String {
    let name = String::from_utf8_lossy(name).to_lowercase();
    name.rsplit(':').next().unwrap_or(&name).to_owned()
}

/// A moment of SpreadsheetML, `2025-03-01T00:00:00.000`, without a time where it has none; other text stays.
fn moment(text: &str) -> String {
    match text.strip_suffix(".000") {
        Some(bare) if bare.len() == 19 && bare.as_bytes()[10] == b'T' => bare.strip_suffix("T00:00:00").unwrap_or(bare).to_owned(),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(bytes: &[u8]) -> Vec<(String, Vec<(u32, u32, String)>)> {
        let text = |value: &Value| match value {
            Value::Text(text) | Value::Number(text) => text.clone(),
            Value::Moment(_) => String::new(),
        };
        let cells = |page: Page| page.cells.iter().map(|(row, column, value)| (*row, *column, text(value))).collect();
        pages(bytes).expect("pages").into_iter().map(|page| (page.name.clone(), cells(page))).collect()
    }

    #[test]
    fn spanning_cells_stand_in_each_of_their_places() {
        let page = "<html><body><table><tr><td rowspan=2>表号</td><th colspan=2>电量&nbsp;(kWh)</th></tr>\
                    <tr><td>峰</td><td>谷</td></tr><tr><td>G<br>1</td><td>1,5</td><td></td></tr></table></body></html>";
        let cell = |row, column, text: &str| (row, column, text.to_owned());
        let cells = [
            cell(0, 0, "表号"),
            cell(1, 0, "表号"),
            cell(0, 1, "电量 (kWh)"),
            cell(0, 2, "电量 (kWh)"),
            cell(1, 1, "峰"),
            cell(1, 2, "谷"),
            cell(2, 0, "G 1"),
            cell(2, 1, "1,5"),
        ];
        assert_eq!(shown(page.as_bytes()), [("Sheet1".to_owned(), cells.to_vec())]);
        let (gbk, _, _) = GB18030.encode(page);
        assert_eq!(shown(&gbk), shown(page.as_bytes()));
    }

    #[test]
    fn xml_of_2003_has_sheets_with_gaps() {
        let book = r#"<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
            <Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
            <Worksheet ss:Name="1月"><Table><Row ss:Index="3"><Cell><Data ss:Type="DateTime">2025-01-01T00:00:00.000</Data></Cell>
            <Cell ss:Index="3" ss:Formula="=1+1"><Data ss:Type="Number">2.5</Data><Comment><Data>no</Data></Comment></Cell></Row></Table></Worksheet>
            <Worksheet ss:Name="旧"><Table><Row><Cell><Data ss:Type="String">x</Data></Cell></Row></Table>
            <WorksheetOptions><Visible>SheetHidden</Visible></WorksheetOptions></Worksheet></Workbook>"#;
        let found = pages(book.as_bytes()).expect("pages");
        assert_eq!(found.iter().map(|p| (p.name.as_str(), p.hidden)).collect::<Vec<_>>(), [("1月", false), ("旧", true)]);
        let first = shown(book.as_bytes()).remove(0).1;
        assert_eq!(first, [(2, 0, "2025-01-01".to_owned()), (2, 2, "2.5".to_owned())]);
    }

    #[test]
    fn other_markup_is_refused_by_name() {
        let why = |text: &str| pages(text.as_bytes()).err().map(|m| m.to_string()).unwrap_or_default();
        assert!(
            why("<?xml version='1.0'?><feed xmlns='http://www.w3.org/2005/Atom'><x xmlns='http://naesb.org/espi'/></feed>")
                .contains("Green Button")
        );
        assert!(why("<?xml version='1.0'?><readings><r/></readings>").contains("`<readings>`"));
        assert!(why("MIME-Version: 1.0\nX: y").contains("MHTML"));
        assert!(why("<html><body>login</body></html>").contains("HTML"));
        assert!(!is_markup(b"<DATE>,<OPEN>\n"), "a name in angle brackets is no tag of a page");
    }
}
