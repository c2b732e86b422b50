//! A rule: what was measured against which limit, and the figures under it.

use super::{How, Node, Op, Tracer};
use crate::measure::Exact;

impl Tracer<'_> {
    pub(super) fn rule(&self, id: &str) -> Node {
        let lang = self.lang;
        let Some(finding) = self.assessment.findings.iter().find(|f| f.id == id) else { return Node::default() };
        let mut parts = Vec::new();
        let figure = match id {
            "direct-green-share" | "direct-load" => Some("direct_green_share"),
            "near-zero" | "carbon-intensity-tier" => Some("carbon_intensity"),
            "clean-energy-share" => Some("clean_energy_share"),
            _ => None,
        };
        let mut how = How::Stated;
        if let Some(figure) = figure {
            parts.push(self.figure(figure));
            how = How::Sum;
        } else if id == "direct-self-use" || id == "direct-export" {
            parts.extend(self.of_line(id == "direct-export"));
            how = How::Product;
        } else {
            parts.extend(self.declared(id));
            parts.extend(finding.figures.iter().map(|f| self.figure(f).with(Op::Beside)));
        }
        let name = lang.find(&format!("rule.{id}.name")).unwrap_or(id);
        let mut node = Node::of(id, name, finding.measured.clone(), &finding.unit, how, parts);
        if node.value.is_none() || node.adds_up() == Some(false) {
            node.how = How::Stated;
            node.parts.iter_mut().for_each(|p| p.op = Op::Beside);
        }
        let outcome = lang.named("outcome.", finding.outcome.name());
        let shown = |x: &Option<Exact>| x.as_ref().map_or_else(|| "—".to_owned(), ToString::to_string);
        let sign = finding.comparison.sign();
        node = node.note(self.lang.fill("trace.outcome", &[&outcome, &sign, &shown(&finding.limit), &shown(&finding.margin)]));
        if let Some(reason) = &finding.reason {
            node = node.note(lang.reason(reason));
        }
        if finding.lower != finding.measured || finding.upper != finding.measured {
            node = node.note(self.lang.fill("trace.bounds", &[&shown(&finding.lower), &shown(&finding.upper)]));
        }
        node.note(self.lang.fill("trace.source", &[&lang.of_policy(&finding.citation.to_string())]))
    }

    /// R / (r + curtailed), or `X_re` / (r + curtailed).
    fn of_line(&self, export: bool) -> Vec<Node> {
        let electric = &self.case.accounts.electric;
        let curtailed = electric.bins.grid.mwh(electric.bins.flows.curtailed);
        let supply = self.supply();
        let sum = supply.value.as_ref().map(|s| s + &curtailed);
        let mut under = vec![supply];
        if !curtailed.is_zero() {
            under.push(Node::stated("curtailed", self.lang.word("trace.curtailed").to_owned(), curtailed, "MWh"));
        }
        let over = Node::of("available", self.lang.word("trace.available").to_owned(), sum, "MWh", How::Sum, under).with(Op::Over);
        let top = if export {
            let value = electric.bins.grid.mwh(electric.attribution.export.iter().sum());
            Node::of("exported", self.lang.word("trace.exported").to_owned(), Some(value), "MWh", How::Bins, Vec::new())
                .note(self.lang.word("trace.exported-formula").to_owned())
        } else {
            self.figure("electricity.direct_green")
        };
        vec![top.with(Op::Times), over]
    }

    /// The rows that declare an indicator.
    fn declared(&self, id: &str) -> Vec<Node> {
        let rows = self.case.dossier.indicators.iter().filter(|i| i.indicator == id);
        rows.map(|row| {
            let mut parts = Vec::new();
            let (top, under) = (row.numerator.clone(), row.denominator.clone());
            parts.extend(
                top.clone().map(|n| Node::stated("numerator", self.lang.word("trace.numerator").to_owned(), n, &row.unit).with(Op::Times)),
            );
            parts.extend(
                under
                    .clone()
                    .map(|d| Node::stated("denominator", self.lang.word("trace.denominator").to_owned(), d, &row.unit).with(Op::Over)),
            );
            let value = top.zip(under).and_then(|(n, d)| n.over(&d));
            let label = row.product.clone().unwrap_or_default();
            let node =
                Node::of(id, label, value, "1", How::Product, parts).with(Op::Beside).note(self.lang.fill("trace.source", &[&row.source]));
            Node { rows: Some(self.at(row.position)), ..node }
        })
        .collect()
    }
}
