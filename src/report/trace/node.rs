//! A tree of numbers: each with the operation that makes it of its parts, so that anybody can check it.

use std::collections::BTreeMap;

use crate::closed_list::closed_list;
use crate::measure::Exact;

/// What a part is in the operation of the node above it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Op {
    /// Added.
    #[default]
    Plus,
    /// Subtracted.
    Minus,
    /// Multiplied.
    Times,
    /// What is divided by.
    Over,
    /// One of those of which the least is taken.
    Of,
    /// Beside the operation: shown, not counted.
    Beside,
}

impl Op {
    /// Its sign.
    pub fn sign(self) -> &'static str {
        match self {
            Self::Plus => "+",
            Self::Minus => "−",
            Self::Times => "×",
            Self::Over => "÷",
            Self::Of | Self::Beside => "·",
        }
    }
}

closed_list! {
    /// How a value comes of the parts.
    #[derive(Default)]
    How {
        /// It does not: it stands in a file, a policy or a setting.
        #[default]
        Stated = "stated",
        /// Sum of its parts by their signs.
        Sum = "sum",
        /// Product, divided by what is divided by.
        Product = "product",
        /// The least of its parts.
        Least = "least",
        /// Interval by interval, by the formula that the note gives; the sum over all intervals is shown.
        Bins = "interval-by-interval",
    }
}

/// Rows of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rows {
    /// The file.
    pub file: String,
    /// The sheet, of a workbook.
    pub sheet: Option<String>,
    /// The lines, ascending.
    pub lines: Vec<u64>,
    /// Further lines of the meter in the file that are not used, with the code of the defect that says why.
    pub unused: BTreeMap<u64, &'static str>,
    /// The text of both, where asked for.
    pub text: Vec<(u64, String)>,
}

/// A number, and what it is made of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Node {
    /// What it is in the node above.
    pub op: Op,
    /// Name of a figure, rule, meter or file, the same in every language.
    pub id: String,
    /// What it is called.
    pub label: String,
    /// The value; `None` where the evidence gives none.
    pub value: Option<Exact>,
    /// Unit.
    pub unit: String,
    /// How it comes of the parts.
    pub how: How,
    /// The formula in symbols, the source of a factor, what was left out.
    pub notes: Vec<String>,
    /// The rows on which it stands.
    pub rows: Option<Rows>,
    /// Its parts.
    pub parts: Vec<Node>,
}

impl Node {
    /// A number that stands somewhere.
    pub(super) fn stated(id: &str, label: impl Into<String>, value: Exact, unit: &str) -> Self {
        Self { id: id.to_owned(), label: label.into(), value: Some(value), unit: unit.to_owned(), ..Self::default() }
    }

    /// A number made of parts.
    pub(super) fn of(id: &str, label: impl Into<String>, value: Option<Exact>, unit: &str, how: How, parts: Vec<Node>) -> Self {
        Self { id: id.to_owned(), label: label.into(), value, unit: unit.to_owned(), how, parts, ..Self::default() }
    }

    pub(super) fn with(mut self, op: Op) -> Self {
        self.op = op;
        self
    }

    pub(super) fn note(mut self, note: impl Into<String>) -> Self {
        let note = note.into();
        if !note.is_empty() {
            self.notes.push(note);
        }
        self
    }

    /// Whether its value is what the operation makes of its parts; `None` where there is nothing to check.
    pub fn adds_up(&self) -> Option<bool> {
        let value = self.value.as_ref()?;
        let parts: Vec<&Node> = self.parts.iter().filter(|p| p.op != Op::Beside).collect();
        let known: Vec<&Exact> = parts.iter().map(|p| p.value.as_ref()).collect::<Option<_>>()?;
        let made = match self.how {
            How::Stated | How::Bins => return None,
            How::Sum => {
                let mut sum = Exact::zero();
                for (part, number) in parts.iter().zip(known) {
                    sum = if part.op == Op::Minus { sum - number } else { sum + number };
                }
                sum
            }
            How::Product => {
                let mut product = Exact::one();
                for (part, number) in parts.iter().zip(known) {
                    product = if part.op == Op::Over { product.over(number)? } else { product * number };
                }
                product
            }
            How::Least => known.into_iter().min()?.clone(),
        };
        Some(made == *value)
    }
}
