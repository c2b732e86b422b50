//! The portfolio for spreadsheets and scripts, never localised: a row a park (`section` is `park`), the worst first, then the totals (`all`, `province`,
//! `stage`, `period`), whose rows carry counts of parks and sums with the number of parks that have no figure. A further required rule has columns of its own.
//!
//! As the CSV of one park: UTF-8 with a byte order mark, CRLF between records, no cell that a spreadsheet takes for a formula.

use std::collections::BTreeMap;

use super::{FIGURES, GroupTotals, ParkEntry, Portfolio};
use crate::measure::Exact;
use crate::report::csv::{records, text_cell};
use crate::rule::{Stage, Verdict};

/// Columns before those of rules and figures.
const FIRST: [&str; 11] =
    ["section", "name", "folder", "park", "province", "stage", "end_year", "period_start", "period_end", "policy", "verdict"];
/// Columns of a rule, behind its name.
const OF_RULE: [&str; 7] = ["outcome", "measured", "lower", "upper", "unit", "limit", "margin"];
/// Columns of a figure, behind its name.
const OF_FIGURE: [&str; 3] = ["unit", "lower", "upper"];
/// Columns behind those of figures.
const LAST: [&str; 8] = ["parks", "pass", "fail", "indeterminate", "unread", "lacks", "notes", "error"];

/// Cells by column.
type Row = BTreeMap<String, String>;

impl Portfolio {
    /// The portfolio as CSV.
    pub fn to_csv(&self) -> String {
        let columns = self.columns();
        let groups = [("province", &self.by_province), ("stage", &self.by_stage), ("period", &self.by_period)];
        let groups = groups.iter().flat_map(|(section, groups)| groups.iter().map(|group| of_group(section, group)));
        let rows = self.parks.iter().map(of_park).chain([of_group("all", &self.all)]).chain(groups);
        let rows = rows.map(|row| columns.iter().map(|column| row.get(column).cloned().unwrap_or_default()).collect::<Vec<_>>());
        "\u{feff}".to_owned() + &records(std::iter::once(columns.clone()).chain(rows))
    }

    fn columns(&self) -> Vec<String> {
        let rules = self.by_rule.iter().flat_map(|rule| OF_RULE.map(|column| format!("{}.{column}", rule.id)));
        let figures = FIGURES.iter().flat_map(|(figure, _)| {
            let further = OF_FIGURE.iter().chain(&["unknown"]).map(move |column| format!("{figure}.{column}"));
            std::iter::once((*figure).to_owned()).chain(further)
        });
        FIRST.map(str::to_owned).into_iter().chain(rules).chain(figures).chain(LAST.map(str::to_owned)).collect()
    }
}

fn of_park(park: &ParkEntry) -> Row {
    let mut row = Row::new();
    let mut text = |column: &str, text: Option<&str>| drop(row.insert(column.to_owned(), text.map(text_cell).unwrap_or_default()));
    let period = park.period.as_ref();
    text("section", Some("park"));
    text("folder", park.folder.as_deref());
    text("park", park.park.as_deref());
    text("province", park.province.as_deref());
    text("stage", park.stage.map(Stage::name));
    text("end_year", park.end_year.map(|year| year.to_string()).as_deref());
    text("period_start", period.map(|period| period.start.as_str()));
    text("period_end", period.map(|period| period.end.as_str()));
    text("policy", park.policy.as_deref());
    text("verdict", park.verdict.map(Verdict::name));
    let lacks: Vec<&str> = park.lacks.iter().map(|lack| lack.text.as_str()).collect();
    text("lacks", Some(&lacks.join("; ")));
    let notes: Vec<String> = park.notes.iter().map(ToString::to_string).collect();
    text("notes", Some(&notes.join("; ")));
    text("error", park.error.as_ref().map(ToString::to_string).as_deref());
    for rule in &park.rules {
        let numbers = [&rule.measured, &rule.lower, &rule.upper].map(|bound| number(bound.as_ref()));
        let [measured, lower, upper] = numbers;
        let cells = [
            rule.outcome.name().to_owned(),
            measured,
            lower,
            upper,
            text_cell(&rule.unit),
            number(rule.limit.as_ref()),
            number(rule.margin.as_ref()),
        ];
        row.extend(OF_RULE.map(|column| format!("{}.{column}", rule.id)).into_iter().zip(cells));
    }
    for (id, figure) in &park.figures {
        row.insert((*id).to_owned(), number(figure.value.as_ref()));
        let cells = [figure.unit.to_owned(), number(figure.lower.as_ref()), number(figure.upper.as_ref())];
        row.extend(OF_FIGURE.map(|column| format!("{id}.{column}")).into_iter().zip(cells));
    }
    row
}

fn of_group(section: &str, group: &GroupTotals) -> Row {
    let counts = &group.counts;
    let numbers = [counts.parks, counts.pass, counts.fail, counts.indeterminate, counts.unread];
    let mut row: Row = LAST.iter().zip(numbers).map(|(column, number)| ((*column).to_owned(), number.to_string())).collect();
    row.insert("section".to_owned(), section.to_owned());
    row.insert("name".to_owned(), group.name.as_deref().map(text_cell).unwrap_or_default());
    for (figure, sum) in &group.sums {
        row.insert((*figure).to_owned(), number(sum.value.as_ref()));
        row.insert(format!("{figure}.unit"), sum.unit.to_owned());
        row.insert(format!("{figure}.unknown"), sum.unknown.to_string());
    }
    row
}

fn number(number: Option<&Exact>) -> String {
    number.map(ToString::to_string).unwrap_or_default()
}
