//! Figures of electricity: flows, what of them is renewable, and the meters under them.

use super::{How, Node, Op, Rows, Tracer};
use crate::account::{Bins, Flows, Mode, alone, as_corrected, as_read, base_unit, own_months};
use crate::dossier::{Carrier, Correction, Direction, Flow, Source};
use crate::measure::{Exact, Month};
use crate::report::words::Lang;

const MWH: &str = "MWh";
const KWH_PER_MWH: i64 = 1000;

/// The energy of a flow, bin by bin.
type Pick = fn(&Flows) -> &Vec<i128>;

/// What a symbol is the sum of.
struct Symbol {
    id: &'static str,
    flows: &'static [Flow],
    pick: Pick,
}

impl Symbol {
    /// Whether it is energy that leaves a meter of two directions.
    fn is_outward(&self) -> bool {
        matches!(self.id, "grid_export" | "storage_discharge")
    }
}

const SYMBOLS: [Symbol; 8] = [
    Symbol { id: "grid_import", flows: &[Flow::GridImport, Flow::GridNet], pick: |b| &b.import },
    Symbol { id: "grid_export", flows: &[Flow::GridExport, Flow::GridNet], pick: |b| &b.export },
    Symbol { id: "direct_line", flows: &[Flow::DirectLine], pick: |b| &b.direct },
    Symbol { id: "onsite_renewable", flows: &[Flow::OnsiteRenewable, Flow::Auxiliary], pick: |b| &b.onsite },
    Symbol { id: "onsite_fossil", flows: &[Flow::OnsiteFossil], pick: |b| &b.fossil },
    Symbol { id: "storage_charge", flows: &[Flow::StorageCharge, Flow::StorageNet], pick: |b| &b.charge },
    Symbol { id: "storage_discharge", flows: &[Flow::StorageDischarge, Flow::StorageNet], pick: |b| &b.discharge },
    Symbol { id: "load", flows: &[Flow::Load], pick: |b| &b.load },
];

impl Tracer<'_> {
    fn bins(&self) -> &Bins {
        &self.case.accounts.electric.bins
    }

    /// The sum of something over the bins of the scope, `MWh`.
    fn over(&self, of: impl Fn(usize) -> i128) -> Exact {
        let bins = self.bins();
        let inside = |&b: &usize| (self.scope.start..=self.scope.end).contains(&bins.grid.start(b).day());
        bins.grid.mwh((0..bins.grid.len()).filter(inside).map(of).sum())
    }

    fn known(&self) -> bool {
        self.case.accounts.electric.mode != Mode::Neither
    }

    fn inferred(&self) -> bool {
        self.case.accounts.electric.mode == Mode::Inferred
    }

    /// A figure of the group `electricity`.
    pub(super) fn electric(&self, id: &str) -> Node {
        let name = id.rsplit('.').next().unwrap_or(id);
        match name {
            "consumption" => self.consumption(),
            "direct_green" => self.direct_green(),
            "balance_residual" => self.residual_of_balance(),
            "green_traded" => self.traded(),
            "certificates_eligible" => self.eligible(),
            "zero_rated" => {
                let both = self.traded_and_eligible();
                let parts = vec![self.figure("electricity.grid_import").with(Op::Of), both.with(Op::Of)];
                Node::of(id, "", None, MWH, How::Least, parts)
            }
            "unused_zero_rated" => {
                let parts = vec![self.traded_and_eligible(), self.figure("electricity.zero_rated").with(Op::Minus)];
                Node::of(id, "", None, MWH, How::Sum, parts)
            }
            "residual" => {
                let parts = vec![self.figure("electricity.grid_import"), self.figure("electricity.zero_rated").with(Op::Minus)];
                Node::of(id, "", None, MWH, How::Sum, parts)
            }
            _ => self.flow(name),
        }
    }

    fn traded_and_eligible(&self) -> Node {
        let sum = self.case.accounts.traded.mwh() + self.case.accounts.eligible.mwh();
        let parts = vec![self.figure("electricity.green_traded"), self.figure("electricity.certificates_eligible")];
        Node::of("zero-rated-available", "T + C", Some(sum), MWH, How::Sum, parts)
    }

    /// A flow by its figure's name, of the scope.
    pub(super) fn flow(&self, name: &str) -> Node {
        let full = format!("electricity.{name}");
        let label = self.figure_name(&full);
        let Some(symbol) = SYMBOLS.iter().find(|s| s.id == name) else { return Node::default() };
        let value = self.over(|b| (symbol.pick)(&self.bins().flows)[b]);
        let from_loads = self.inferred() && matches!(name, "grid_import" | "grid_export");
        if from_loads {
            let parts = self.balance_meters().into_iter().map(|m| self.signed(m).with(Op::Beside)).collect();
            return Node::of(&full, label, Some(value), MWH, How::Bins, parts).note(self.lang.word("trace.inferred").to_owned());
        }
        let meters = self.meters_of(symbol);
        let parts: Vec<Node> = meters.into_iter().map(|m| self.in_flow(m, symbol.pick, symbol.is_outward())).collect();
        let parts = self.complete(&value, parts, MWH, "netted");
        Node::of(&full, label, Some(value), MWH, How::Sum, parts)
    }

    fn balance_meters(&self) -> Vec<usize> {
        self.case.accounts.electric.balance_meters()
    }

    fn meters_of(&self, symbol: &Symbol) -> Vec<usize> {
        let meters = &self.case.dossier.meters;
        let electric = &self.case.accounts.electric;
        let of_line = |m: usize| meters[m].flow == Flow::Auxiliary && meters[m].parent.is_some_and(|p| meters[p].flow == Flow::DirectLine);
        let mut found = electric.meters(symbol.flows);
        found.retain(|&m| !of_line(m));
        if symbol.id == "direct_line" {
            found.extend(electric.meters(&[Flow::Auxiliary]).into_iter().filter(|&m| of_line(m)));
        }
        found
    }

    /// What a meter adds to a flow: all that it read, less what it read the other way.
    fn in_flow(&self, meter: usize, pick: Pick, outward: bool) -> Node {
        let mut whole = self.signed(meter);
        if outward && self.case.dossier.meters[meter].flow.is_signed() {
            // Import and charge are positive, so that export and discharge are taken with the other sign.
            whole.op = Op::Minus;
        }
        if self.case.dossier.meters[meter].flow == Flow::Auxiliary {
            return whole;
        }
        let bins = alone(self.case.dossier, &self.case.accounts.electric, meter);
        let value = self.over(|b| pick(&bins.flows)[b]);
        self.part_of_meter(meter, whole, value)
    }

    /// A part of what a meter read: the readings of one sign.
    fn part_of_meter(&self, meter: usize, whole: Node, value: Exact) -> Node {
        let signed = match (&whole.value, whole.op) {
            (Some(number), Op::Minus) => -number,
            (Some(number), _) => number.clone(),
            (None, _) => return whole,
        };
        if signed == value {
            return whole;
        }
        let label = self.lang.fill("trace.one-sign", &[&self.case.dossier.meters[meter].id]);
        let parts = self.complete(&value, vec![whole], MWH, "other-sign");
        Node::of(&self.case.dossier.meters[meter].id, label, Some(value), MWH, How::Sum, parts)
    }

    /// All that a meter counts, signed, after loss and what is subtracted, in `MWh`.
    fn signed(&self, meter: usize) -> Node {
        let registered = &self.case.dossier.meters[meter];
        let bins = alone(self.case.dossier, &self.case.accounts.electric, meter);
        let total = self.over(|b| {
            // Only one of these is other than zero for a meter, but for those of two directions.
            bins.flows.import[b] - bins.flows.export[b]
                + bins.flows.direct[b]
                + bins.flows.onsite[b]
                + bins.flows.fossil[b]
                + bins.flows.charge[b]
                - bins.flows.discharge[b]
                + bins.flows.load[b]
        });
        let total = match registered.flow {
            Flow::GridExport | Flow::StorageDischarge => -total,
            _ => total,
        };
        let read = self.reading(meter);
        let mut parts = vec![
            read.with(Op::Times),
            Node::stated("", self.lang.word("trace.kwh-per-mwh").to_owned(), Exact::from(KWH_PER_MWH), "kWh/MWh").with(Op::Over),
        ];
        if let Some(loss) = &registered.loss_percent {
            let factor = Exact::one() - (loss / &Exact::from(100_i64));
            let stated = Node::stated("", self.lang.fill("trace.loss", &[loss]), factor, "1").with(Op::Times);
            parts.push(Node { rows: Some(self.at(registered.position)), ..stated });
        }
        let mut node = Node::of(&registered.id, self.meter_label(meter), Some(total.clone()), MWH, How::Product, parts);
        if registered.flow == Flow::Auxiliary {
            node.op = Op::Minus;
            node.value = Some(-&total);
        }
        let turned = match registered.flow {
            Flow::GridNet => registered.positive == Some(Direction::Out),
            Flow::StorageNet => registered.positive == Some(Direction::In),
            _ => false,
        };
        if turned {
            // A signed meter whose positive readings go the other way.
            node.parts.push(Node::stated("", self.lang.word("trace.turned").to_owned(), -Exact::one(), "1").with(Op::Times));
        }
        if node.adds_up() == Some(false) {
            let parts = std::mem::take(&mut node.parts);
            let read = parts.iter().fold(Exact::one(), |product, part| match (&part.value, part.op) {
                (Some(number), Op::Over) => product.over(number).unwrap_or(product),
                (Some(number), _) => product * number,
                (None, _) => product,
            });
            let all = Node::of(&registered.id, self.lang.word("trace.all-readings").to_owned(), Some(read), MWH, How::Product, parts);
            node.how = How::Sum;
            node.parts = self.complete(&node.value.clone().unwrap_or_else(Exact::zero), vec![all], MWH, "not-usable");
        }
        node
    }

    pub(super) fn meter_label(&self, meter: usize) -> String {
        let registered = &self.case.dossier.meters[meter];
        let carrier = crate::report::text::scenario::carrier(registered.carrier.name(), self.lang);
        let flow = format!("{carrier} · {}", self.lang.word(&format!("trace.flow.{}", registered.flow.name())));
        let what = match (&registered.label, self.lang) {
            (Some(label), Lang::En) => format!("{flow}; {label}"),
            (Some(label), Lang::Zh) => format!("{flow}；{label}"),
            (None, _) => flow,
        };
        format!("{}{}", registered.id, self.lang.in_brackets(&what))
    }

    /// What a meter read: the sum over its files, multiplier and unit applied, less what is subtracted from it.
    pub(super) fn reading(&self, meter: usize) -> Node {
        let dossier = self.case.dossier;
        let registered = &dossier.meters[meter];
        let unit = base_unit(registered);
        let own = as_read(dossier, meter, self.scope);
        let mut files: Vec<Node> = self.given.iter().filter(|g| g.meter == meter).map(|g| self.file(g, unit)).collect();
        files.extend(
            as_corrected(dossier, meter, self.scope).into_iter().map(|(correction, value)| self.correction(correction, value, unit)),
        );
        let files = self.complete(&own, files, unit, "no-file");
        let mut node =
            Node::of(&registered.id, self.lang.fill("trace.as-read", &[&registered.id]), Some(own.clone()), unit, How::Sum, files);
        let c = &dossier.completeness[meter];
        if self.scope == dossier.period {
            node = node.note(self.lang.fill("trace.count", &[&c.expected, &c.present, &c.missing, &c.estimated]));
            if c.corrected > 0 {
                node = node.note(self.lang.fill("trace.corrected", &[&c.corrected]));
            }
        }
        node = node.note(self.discarded(&registered.id));
        node.parts.extend(self.by_month(own_months(dossier, meter, self.scope), unit));
        if registered.less.is_empty() {
            return node;
        }
        let mut total = own;
        let mut parts = vec![node];
        for &other in &registered.less {
            let less = self.reading(other);
            if let Some(number) = &less.value {
                total -= number;
            }
            parts.push(less.with(Op::Minus));
        }
        Node::of(&registered.id, self.lang.fill("trace.less", &[&registered.id]), Some(total), unit, How::Sum, parts)
    }

    /// What a correction puts in place of readings.
    fn correction(&self, correction: &Correction, value: Exact, unit: &str) -> Node {
        let (from, to) = correction.span();
        let label = self.lang.fill("trace.correction", &[&from, &to, &correction.approved_by, &correction.reason]);
        let rows = self.at(correction.position);
        Node { rows: Some(rows.clone()), ..Node::stated(&rows.file, label, value, unit) }
    }

    fn discarded(&self, meter: &str) -> String {
        let mut counts: Vec<(&str, u64)> = Vec::new();
        for defect in self.case.dossier.defects.clone().into_sorted() {
            if defect.meter.as_deref() == Some(meter) && defect.effect != crate::dossier::Effect::Notes {
                match counts.iter_mut().find(|c| c.0 == defect.code.name()) {
                    Some(count) => count.1 += defect.count,
                    None => counts.push((defect.code.name(), defect.count)),
                }
            }
        }
        if counts.is_empty() {
            return String::new();
        }
        let said: Vec<String> = counts.iter().map(|(code, count)| format!("{code} {count}")).collect();
        self.lang.fill("trace.discarded", &[&self.lang.list(&said)])
    }

    fn file(&self, given: &crate::dossier::Given, unit: &str) -> Node {
        let dossier = self.case.dossier;
        let registered = &dossier.meters[given.meter];
        let name = &dossier.inputs[given.file].name;
        let shown = given.sheet.as_ref().map_or_else(|| name.clone(), |sheet| format!("{name}[{sheet}]"));
        let range = match (given.lines.first(), given.lines.last()) {
            (Some(first), Some(last)) => self.lang.fill("trace.lines", &[first, last, &given.lines.len(), &given.readings]),
            _ => String::new(),
        };
        let unused = dossier.defects.iter().filter(|defect| defect.effect == crate::dossier::Effect::Discards);
        let unused = unused.filter(|defect| defect.meter.as_deref() == Some(registered.id.as_str()));
        let unused = unused.filter_map(|defect| Some((defect.position.filter(|at| at.file == given.file)?.line, defect.code.name())));
        // A row of several readings of which one is used is used.
        let unused = unused.filter(|(line, _)| !given.lines.contains(line)).collect();
        let rows = Rows { file: name.clone(), sheet: given.sheet.clone(), lines: given.lines.clone(), unused, text: Vec::new() };
        let mut node = Node { rows: Some(rows), ..Node::stated(&shown, "", given.total.clone(), unit) };
        if let Some(stated) = &given.stated {
            node.how = How::Product;
            let mut parts = vec![
                Node::stated(
                    "",
                    self.said(if given.cumulative { "sum-of-differences" } else { "sum-of-readings" }),
                    stated.clone(),
                    given.unit.name(),
                )
                .with(Op::Times),
            ];
            if registered.multiplier != Exact::one() {
                let label = self.lang.fill("trace.multiplier", &[&dossier.file_line(registered.position)]);
                parts.push(Node::stated("", label, registered.multiplier.clone(), "1").with(Op::Times));
            }
            if given.size != Exact::one() {
                parts.push(
                    Node::stated("", self.lang.word("trace.unit").to_owned(), given.size.clone(), &format!("{unit}/{}", given.unit.name()))
                        .with(Op::Times),
                );
            }
            node.parts = parts;
        }
        node.label = range;
        node
    }

    fn consumption(&self) -> Node {
        let bins = self.bins();
        let value = self.over(|b| bins.flows.consumption(b));
        let terms: &[(&str, Op)] = if self.inferred() {
            &[("load", Op::Plus), ("storage_charge", Op::Plus), ("storage_discharge", Op::Minus)]
        } else {
            &[
                ("grid_import", Op::Plus),
                ("direct_line", Op::Plus),
                ("onsite_renewable", Op::Plus),
                ("onsite_fossil", Op::Plus),
                ("grid_export", Op::Minus),
            ]
        };
        Node::of("electricity.consumption", self.figure_name("electricity.consumption"), Some(value), MWH, How::Sum, self.terms(terms))
    }

    fn terms(&self, terms: &[(&str, Op)]) -> Vec<Node> {
        terms.iter().map(|&(name, op)| self.flow(name).with(op)).filter(|n| !is_nothing(n)).collect()
    }

    /// P + D + G − X, or from loads, which enters energy.
    pub(super) fn net(&self) -> Node {
        let net = self.case.accounts.electric.net.value.mwh().clone();
        let terms: &[(&str, Op)] = if self.inferred() {
            &[("load", Op::Plus), ("storage_charge", Op::Plus), ("storage_discharge", Op::Minus), ("onsite_fossil", Op::Minus)]
        } else {
            &[("grid_import", Op::Plus), ("direct_line", Op::Plus), ("onsite_renewable", Op::Plus), ("grid_export", Op::Minus)]
        };
        let label = if self.inferred() { "L + S_c − S_d − F" } else { "P + D + G − X" };
        Node::of("net", label, Some(net), MWH, How::Sum, self.terms(terms))
    }

    fn residual_of_balance(&self) -> Node {
        let mut parts = vec![self.consumption()];
        parts.extend(self.terms(&[("load", Op::Minus), ("storage_charge", Op::Minus), ("storage_discharge", Op::Plus)]));
        Node::of("electricity.balance_residual", "", None, MWH, How::Sum, parts)
    }

    /// R of the scope.
    pub(super) fn direct_green(&self) -> Node {
        let bins = self.bins();
        let shares = &self.case.accounts.electric.attribution;
        let value = self.over(|b| shares.direct_green(&bins.flows, b));
        let mut parts = vec![self.supply()];
        let stored = |name: &str| {
            let mut node = self.flow(name);
            node.op = Op::Beside;
            node
        };
        let mut add = |id: &str, op: Op, value: Exact, beside: Vec<Node>| {
            if !value.is_zero() || beside.iter().any(|n| !is_nothing(n)) {
                let beside = beside.into_iter().filter(|n| !is_nothing(n)).collect();
                let node = Node::of(id, self.said(id), Some(value), MWH, How::Bins, beside).with(op);
                parts.push(node.note(self.said(&format!("{id}-formula"))));
            }
        };
        add("stored", Op::Minus, self.over(|b| shares.charge[b]), vec![stored("storage_charge")]);
        add("released", Op::Plus, self.over(|b| shares.discharge[b]), vec![stored("storage_discharge")]);
        add("exported", Op::Minus, self.over(|b| shares.export[b]), vec![stored("grid_export")]);
        Node::of("electricity.direct_green", self.figure_name("electricity.direct_green"), Some(value), MWH, How::Sum, parts)
    }

    /// r = D⁺ + G⁺ of renewable sources.
    pub(super) fn supply(&self) -> Node {
        let bins = self.bins();
        let dossier = self.case.dossier;
        let value = self.over(|b| bins.flows.renewable[b]);
        let electric = &self.case.accounts.electric;
        let auxiliaries = electric.meters(&[Flow::Auxiliary]);
        let whole_park = auxiliaries.iter().any(|&a| dossier.meters[a].parent.is_none());
        let netted = |m: usize| {
            let registered = &dossier.meters[m];
            registered.flow == Flow::Auxiliary
                || auxiliaries.iter().any(|&a| dossier.meters[a].parent == Some(m))
                || (whole_park && registered.flow == Flow::OnsiteRenewable)
        };
        let generators: Vec<usize> = electric
            .meters(&[Flow::DirectLine, Flow::OnsiteRenewable, Flow::Auxiliary])
            .into_iter()
            .filter(|&m| dossier.meters[m].source != Source::Nuclear)
            .collect();
        let mut parts: Vec<Node> =
            generators.iter().filter(|&&m| !netted(m)).map(|&m| self.in_flow(m, |flows| &flows.renewable, false)).collect();
        let group: Vec<Node> = generators.iter().filter(|&&m| netted(m)).map(|&m| self.signed(m).with(Op::Beside)).collect();
        if !group.is_empty() {
            let apart: Exact = parts.iter().filter_map(|p| p.value.clone()).sum();
            let label = self.lang.word("trace.netted-supply").to_owned();
            parts.push(
                Node::of("netted", label, Some(&value - &apart), MWH, How::Bins, group)
                    .note(self.lang.word("trace.netted-supply-formula").to_owned()),
            );
        }
        Node::of("supply", self.lang.word("trace.supply").to_owned(), Some(value), MWH, How::Sum, parts)
    }

    /// Figures of a month.
    pub(super) fn month(&self, month: Month, figure: Option<&str>) -> Node {
        let one = |name: &str| match name {
            "grid_import" => self.flow("grid_import"),
            "direct_green" => self.direct_green(),
            "consumption" => self.consumption(),
            _ => {
                let (green, used) = (self.direct_green(), self.consumption());
                let value = green.value.as_ref().zip(used.value.as_ref()).filter(|(_, u)| u.is_positive()).and_then(|(g, u)| g.over(u));
                Node::of("share", "R / U", value, "1", How::Product, vec![green.with(Op::Times), used.with(Op::Over)])
            }
        };
        let id = format!("months.{month}");
        let mut node = if let Some(figure) = figure {
            Node { id: format!("{id}.{figure}"), ..one(figure) }
        } else {
            let parts = super::MONTHLY.iter().map(|f| Node { id: format!("{id}.{f}"), ..one(f).with(Op::Beside) }).collect();
            Node::of(&id, month.to_string(), None, "", How::Stated, parts)
        };
        if !self.known() {
            node = Node::of(&id, month.to_string(), None, "", How::Stated, Vec::new()).note(self.lang.word("trace.no-value").to_owned());
        }
        node
    }

    /// What a meter of electricity adds to each flow.
    pub(super) fn contributions_of_electricity(&self, meter: usize) -> Vec<Node> {
        let registered = &self.case.dossier.meters[meter];
        if registered.carrier != Carrier::Electricity || !registered.at_boundary() {
            return Vec::new();
        }
        let bins = alone(self.case.dossier, &self.case.accounts.electric, meter);
        let mut all: Vec<(&str, String, Pick)> = Vec::new();
        for symbol in SYMBOLS.iter().filter(|s| self.meters_of(s).contains(&meter)) {
            all.push((symbol.id, self.figure_name(&format!("electricity.{}", symbol.id)), symbol.pick));
        }
        // Net of auxiliary meters, supply is no longer that of one meter.
        let netted = self.case.accounts.electric.by_flow.contains_key(&Flow::Auxiliary);
        if matches!(registered.flow, Flow::DirectLine | Flow::OnsiteRenewable) && registered.source != Source::Nuclear && !netted {
            all.push(("supply", self.lang.word("trace.supply").to_owned(), |b| &b.renewable));
        }
        let value = |pick: Pick| self.over(|b| pick(&bins.flows)[b]);
        all.into_iter().map(|(id, label, pick)| Node::stated(id, label, value(pick), MWH)).collect()
    }
}

/// Whether a term has nothing under it.
pub(super) fn is_nothing(node: &Node) -> bool {
    node.value.as_ref().is_some_and(Exact::is_zero) && node.parts.is_empty()
}
