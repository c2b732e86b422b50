//! Where a figure comes from: formula and citation, flows, meters, files, lines. Every value is what its parts make of it.

mod carried;
mod electric;
mod json;
mod node;
mod rule;
mod show;

use std::collections::BTreeMap;

pub use json::render as render_json;
pub use node::{How, Node, Op, Rows};
pub use show::render;

use super::explain::FIGURES;
use super::words::Lang;
use crate::account::enters;
use crate::dossier::{Given, Position};
use crate::measure::{Exact, Month, Period};
use crate::rule::{Assessment, Case};

/// What of a report is traced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A figure of the report.
    Figure(&'static str),
    /// A month: all its figures, or one of them.
    Month(Month, Option<&'static str>),
    /// A rule.
    Rule(&'static str),
    /// A meter.
    Meter(usize),
}

/// Figures of a month.
const MONTHLY: [&str; 4] = ["grid_import", "direct_green", "consumption", "share"];

impl Target {
    /// What a name means in a case, or a message with the nearest known name.
    pub fn find(case: &Case<'_>, assessment: &Assessment, name: &str, lang: Lang) -> Result<Self, String> {
        let name = name.trim();
        let name = name.strip_prefix("figures.").or_else(|| name.strip_prefix("rules.")).unwrap_or(name);
        if let Some(id) = FIGURES.iter().find(|id| **id == name) {
            return Ok(Self::Figure(id));
        }
        if let Some(finding) = assessment.findings.iter().find(|f| f.id == name) {
            return Ok(Self::Rule(finding.id));
        }
        if let Some(meter) = case.dossier.meters.iter().position(|m| m.id == name) {
            return Ok(Self::Meter(meter));
        }
        let month = name.strip_prefix("months.").unwrap_or(name);
        let (month, figure) = month.split_once('.').map_or((month, None), |(month, figure)| (month, Some(figure)));
        let months: Vec<String> = case.dossier.period.months().map(|m| m.to_string()).collect();
        if let Some(month) = case.dossier.period.months().find(|m| m.to_string() == month) {
            let found = figure.map(|figure| MONTHLY.iter().find(|known| **known == figure));
            match found {
                None => return Ok(Self::Month(month, None)),
                Some(Some(figure)) => return Ok(Self::Month(month, Some(figure))),
                Some(None) => {}
            }
        }
        // Names in Chinese, and short ones without their group.
        let called = |id: &&&str| lang_names(id).contains(&name) || id.rsplit('.').next() == Some(name);
        if let Some(id) = FIGURES.iter().find(called) {
            return Ok(Self::Figure(id));
        }
        let of_months = months.iter().flat_map(|m| MONTHLY.iter().map(move |f| format!("months.{m}.{f}")));
        let mut known: Vec<String> = FIGURES.iter().map(|f| (*f).to_owned()).collect();
        known.extend(assessment.findings.iter().map(|f| f.id.to_owned()));
        known.extend(case.dossier.meters.iter().map(|m| m.id.clone()));
        known.extend(of_months.chain(months.iter().cloned()));
        let near = known.into_iter().min_by_key(|k| (!k.contains(name), strsim::damerau_levenshtein(k, name))).unwrap_or_default();
        Err(lang.fill("trace.unknown", &[&super::page::clean(name), &super::page::clean(&near)]))
    }

    /// The part of the period that it is of.
    pub fn scope(&self, period: Period) -> Period {
        match self {
            Self::Month(month, _) => period.within(Some(month.first_day()), Some(month.last_day())).unwrap_or(period),
            _ => period,
        }
    }
}

fn lang_names(id: &str) -> Vec<&'static str> {
    [Lang::En, Lang::Zh].into_iter().filter_map(|l| l.find(&format!("figure.{id}.name"))).collect()
}

/// What trees are made of.
pub struct Tracer<'a> {
    /// The assessed case.
    pub case: &'a Case<'a>,
    /// Its findings.
    pub assessment: &'a Assessment,
    /// What each file gave to each meter, in the scope of the target.
    pub given: &'a [Given],
    /// Part of the period.
    pub scope: Period,
    /// Whether meters are also broken down by month.
    pub by_month: bool,
    /// Language of labels.
    pub lang: Lang,
}

impl Tracer<'_> {
    /// The tree of a target.
    pub fn trace(&self, target: &Target) -> Node {
        match target {
            Target::Figure(id) => self.figure(id),
            Target::Month(month, figure) => self.month(*month, *figure),
            Target::Rule(id) => self.rule(id),
            Target::Meter(meter) => self.contributions(*meter),
        }
    }

    /// A figure of the report.
    pub(crate) fn figure(&self, id: &str) -> Node {
        let mut node = self.figure_of(id);
        let value = self.case.accounts.figure(id).and_then(|f| f.span.as_ref()).map(|s| s.0.clone());
        if value.is_none() {
            node.notes.insert(0, self.lang.word("trace.no-value").to_owned());
        }
        node.value = value;
        id.clone_into(&mut node.id);
        node.label = self.figure_name(id);
        if let Some(figure) = self.case.accounts.figure(id) {
            figure.unit.clone_into(&mut node.unit);
            if let Some((point, lower, upper)) = &figure.span
                && (lower.as_ref() != Some(point) || upper.as_ref() != Some(point))
            {
                let shown = |end: &Option<Exact>| end.as_ref().map_or_else(|| "—".to_owned(), ToString::to_string);
                node.notes.push(self.lang.fill("trace.bounds", &[&shown(lower), &shown(upper)]));
            }
        }
        for (key, part) in [("trace.formula", "formula"), ("trace.source", "source")] {
            if let Some(text) = self.lang.find(&format!("figure.{id}.{part}")) {
                node.notes.push(self.lang.fill(key, &[&text]));
            }
        }
        node
    }

    fn figure_of(&self, id: &str) -> Node {
        match id.split_once('.') {
            Some(("electricity", _)) => self.electric(id),
            _ => self.carried(id),
        }
    }

    fn figure_name(&self, id: &str) -> String {
        let name = self.lang.find(&format!("figure.{id}.name")).unwrap_or(id);
        match self.lang.find(&format!("figure.{id}.symbol")) {
            Some(symbol) => format!("{name} {symbol}"),
            None => name.to_owned(),
        }
    }

    fn said(&self, key: &str) -> String {
        self.lang.word(&format!("trace.{key}")).to_owned()
    }

    /// Rows at one place of a declared table.
    fn at(&self, position: Position) -> Rows {
        Rows { file: self.case.dossier.inputs[position.file].name.clone(), lines: vec![position.line], ..Rows::default() }
    }

    /// Appends what is left over to parts that must add up to a value.
    fn complete(&self, value: &Exact, mut parts: Vec<Node>, unit: &str, why: &str) -> Vec<Node> {
        let probe = Node::of("", "", Some(value.clone()), unit, How::Sum, parts.clone());
        if probe.adds_up() == Some(false) {
            let sum = parts.iter().filter(|p| p.op != Op::Beside).fold(Exact::zero(), |sum, part| match (&part.value, part.op) {
                (Some(number), Op::Minus) => sum - number,
                (Some(number), _) => sum + number,
                (None, _) => sum,
            });
            let rest = value - &sum;
            let (op, rest) = if rest.is_negative() { (Op::Minus, -rest) } else { (Op::Plus, rest) };
            parts.push(Node::stated("rest", self.said(why), rest, unit).with(op));
        }
        parts
    }

    /// What a meter adds, and where.
    fn contributions(&self, meter: usize) -> Node {
        let registered = &self.case.dossier.meters[meter];
        let mut parts = Vec::new();
        if registered.carrier == crate::dossier::Carrier::Electricity {
            parts.extend(self.contributions_of_electricity(meter));
        } else {
            parts.extend(self.contributions_of_carrier(meter));
        }
        let mut own = self.reading(meter);
        own.op = Op::Beside;
        for part in &mut parts {
            part.op = Op::Beside;
        }
        parts.insert(0, own);
        let mut node = Node::of(&registered.id, self.meter_label(meter), None, "", How::Stated, parts);
        if !enters(self.case.dossier, &self.case.accounts.electric, meter) {
            node = node.note(self.lang.word("trace.informs").to_owned());
        }
        node
    }

    fn by_month(&self, months: BTreeMap<Month, Exact>, unit: &str) -> Vec<Node> {
        if !self.by_month {
            return Vec::new();
        }
        let total: Exact = months.values().sum();
        let rows = months.into_iter().map(|(month, value)| Node::stated(&month.to_string(), "", value, unit)).collect();
        vec![Node::of("months", self.lang.word("trace.by-month").to_owned(), Some(total), unit, How::Sum, rows).with(Op::Beside)]
    }
}
