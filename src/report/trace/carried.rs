//! Certificates and trades, heat and fuels, process output, and the ratios made of them.

use super::{How, Node, Op, Tracer};
use crate::account::{Part, Place, base_unit};
use crate::dossier::Use;
use crate::measure::Exact;
use crate::standard::{ExportCredit, Feedstock, factors};

const TCO2: &str = "tCO2";
const TCE: &str = "tce";

type Wanted = fn(&Part) -> bool;

impl Tracer<'_> {
    /// T: the rows of trades in the period.
    pub(super) fn traded(&self) -> Node {
        let dossier = self.case.dossier;
        let rows = self
            .case
            .accounts
            .trades
            .rows
            .iter()
            .map(|row| {
                let t = &dossier.trades[row.trade];
                let node = Node::stated(&t.contract, format!("{} · {}", t.contract, t.month), row.mwh.clone(), "MWh");
                Node { rows: Some(self.at(t.position)), ..node }
            })
            .collect();
        let value = Some(self.case.accounts.traded.mwh().clone());
        Node::of("electricity.green_traded", "", value, "MWh", How::Sum, rows)
    }

    /// C: the rows of certificates that count, in whole or in part, and what one is worth.
    pub(super) fn eligible(&self) -> Node {
        let judged = &self.case.accounts.certificates;
        let whole = |n: u128| Exact::from(i128::try_from(n).unwrap_or(i128::MAX));
        let rows: Vec<Node> = judged
            .rows
            .iter()
            .map(|row| {
                let found = self.case.dossier.certificates.iter().find(|c| c.position == row.position);
                let label = found.map_or_else(String::new, |c| {
                    format!("{} {}", c.generated.map_or_else(String::new, |g| g.0.to_string()), c.beneficiary)
                });
                Node { rows: Some(self.at(row.position)), ..Node::stated("certificate", label, whole(row.quantity), "1") }
            })
            .collect();
        let mut counted =
            Node::of("counted", self.lang.word("trace.certificates").to_owned(), Some(whole(judged.counted)), "1", How::Sum, rows)
                .with(Op::Times);
        let mut reasons: Vec<(&str, u128)> = Vec::new();
        for rejection in &judged.rejected {
            match reasons.iter_mut().find(|r| r.0 == rejection.reason.name()) {
                Some(reason) => reason.1 += rejection.quantity,
                None => reasons.push((rejection.reason.name(), rejection.quantity)),
            }
        }
        if !reasons.is_empty() {
            let said: Vec<String> = reasons.iter().map(|(reason, n)| format!("{reason} {n}")).collect();
            counted = counted.note(self.lang.fill("trace.rejected", &[&self.lang.list(&said)]));
        }
        let energy = self.constant("certificate_energy", &self.case.standard.constants.certificate_energy, "MWh").with(Op::Times);
        let value = Some(self.case.accounts.eligible.mwh().clone());
        Node::of("electricity.certificates_eligible", "", value, "MWh", How::Product, vec![counted, energy])
    }

    /// A constant of the policy with its clause.
    fn constant(&self, name: &str, value: &Exact, unit: &str) -> Node {
        let cited = self.case.standard.cited_constants.iter().find(|c| c.name == name);
        let unit = cited.map_or(unit, |c| c.unit);
        let node = Node::stated(&format!("constants.{name}"), name.replace('_', " "), value.clone(), unit);
        match cited {
            Some(cited) => node.note(self.lang.fill("trace.source", &[&self.lang.of_policy(&cited.citation.to_string())])),
            None => node,
        }
    }

    /// k, as stated or by default.
    fn equivalent(&self) -> Node {
        let k = self.case.settings.electricity_equivalent();
        let setting = self.case.settings.list.iter().find(|s| s.name == "electricity_equivalent");
        let source = setting.and_then(|s| s.source.clone()).unwrap_or_default();
        let by = self.said(if setting.is_some_and(|s| s.is_default) { "default" } else { "own" });
        Node::stated("electricity_equivalent", "k", k.clone(), "tce/MWh")
            .note(format!("{by}{}", self.lang.fill("trace.source-of", &[&self.lang.of_policy(&source)])))
    }

    /// A figure of energy, of emissions, or a ratio.
    pub(super) fn carried(&self, id: &str) -> Node {
        let fig = |name: &str, op: Op| self.figure(name).with(op);
        let sum = |parts: Vec<Node>, unit: &str| Node::of(id, "", None, unit, How::Sum, parts);
        let product = |parts: Vec<Node>, unit: &str| Node::of(id, "", None, unit, How::Product, parts);
        let all = |group: &str, names: &[&str]| names.iter().map(|n| fig(&format!("{group}.{n}"), Op::Plus)).collect::<Vec<_>>();
        let with_feedstock = self.case.settings.feedstock_energy() == Feedstock::Included;
        match id {
            "energy.fuel" => sum(
                self.of_parts(
                    false,
                    |p| matches!(p.place, Place::Fuel | Place::Conversion | Place::Feedstock),
                    |p| with_feedstock || p.place != Place::Feedstock,
                ),
                TCE,
            ),
            "energy.electricity" => product(vec![self.net().with(Op::Times), self.equivalent().with(Op::Times)], TCE),
            "energy.heat" => sum(self.of_parts(false, |p| matches!(p.place, Place::FossilHeat | Place::CleanHeat), |_| true), TCE),
            "energy.other" => sum(self.of_parts(false, |p| p.place == Place::Other, |_| true), TCE),
            "energy.total" => sum(all("energy", &["fuel", "electricity", "heat", "other"]), TCE),
            "emissions.fuel" => sum(self.of_parts(true, |p| p.place == Place::Fuel, |_| true), TCO2),
            "emissions.conversion" => sum(self.of_parts(true, |p| p.place == Place::Conversion, |_| true), TCO2),
            "emissions.heat" => sum(self.of_parts(true, |p| p.place == Place::FossilHeat, |_| true), TCO2),
            "emissions.bunker" => {
                let is = |p: &Part| self.case.dossier.meters[p.meter].used_as == Use::Bunker;
                sum(self.of_parts(true, |p| p.place == Place::Fuel, is), TCO2)
            }
            "emissions.electricity" => self.emissions_of_electricity(),
            "emissions.process" => self.process(),
            "emissions.total" => sum(all("emissions", &["fuel", "conversion", "electricity", "heat", "process"]), TCO2),
            "emissions.location_based_electricity" => self.location(),
            "direct_green_share" => {
                product(vec![fig("electricity.direct_green", Op::Times), fig("electricity.consumption", Op::Over)], "1")
            }
            "carbon_intensity" => product(vec![fig("emissions.total", Op::Times), fig("energy.total", Op::Over)], "tCO2/tce"),
            "clean_energy_share" => product(vec![self.clean().with(Op::Times), fig("energy.total", Op::Over)], "1"),
            _ => Node::default(),
        }
    }

    /// Quantity × factor of each meter of heat or fuel.
    fn of_parts(&self, emissions: bool, wanted: Wanted, also: impl Fn(&Part) -> bool) -> Vec<Node> {
        let parts: Vec<&Part> = self.case.accounts.parts.iter().filter(|p| wanted(p) && also(p)).collect();
        let count = |meter: usize| self.case.accounts.parts.iter().filter(|p| p.meter == meter).count();
        parts.into_iter().map(|part| self.of_part(part, emissions, count(part.meter) > 1)).collect()
    }

    fn of_part(&self, part: &Part, emissions: bool, several: bool) -> Node {
        let registered = &self.case.dossier.meters[part.meter];
        let base = base_unit(registered);
        let unit = if emissions { TCO2 } else { TCE };
        let mut quantity = self.reading(part.meter);
        if several || quantity.value.as_ref() != Some(&part.quantity.0) {
            quantity.op = Op::Beside;
            let label = self.said(if several { "part-of-meter" } else { "usable" });
            quantity = Node::of(&registered.id, label, Some(part.quantity.0.clone()), base, How::Bins, vec![quantity]);
        }
        let op = if part.sign < 0 { Op::Minus } else { Op::Plus };
        let label = self.meter_label(part.meter);
        let factor = if emissions { &part.per_unit.emissions } else { &part.per_unit.energy };
        let Some(factor) = factor else {
            return Node::of(&registered.id, label, None, unit, How::Product, vec![quantity.with(Op::Times)])
                .with(op)
                .note(self.lang.word("trace.no-factor").to_owned());
        };
        let value = &part.quantity.0 * factor;
        let source = self.factor_source(part, emissions);
        let stated = Node::stated(
            &format!("factors.{}", registered.carrier),
            self.said(if emissions { "factor" } else { "coefficient" }),
            factor.clone(),
            &format!("{unit}/{base}"),
        );
        let own = self.case.dossier.factors.iter().find(|f| Some(&f.source) == part.source.as_ref() && f.item == registered.carrier.name());
        let default = if emissions { part.per_unit.default_emissions } else { part.per_unit.default_energy };
        let stated = Node { rows: own.filter(|_| !default).map(|f| self.at(f.position)), ..stated.note(source) };
        Node::of(&registered.id, label, Some(value), unit, How::Product, vec![quantity.with(Op::Times), stated.with(Op::Times)]).with(op)
    }

    fn factor_source(&self, part: &Part, emissions: bool) -> String {
        let registered = &self.case.dossier.meters[part.meter];
        let heat = matches!(part.place, Place::FossilHeat | Place::CleanHeat);
        let default = if emissions { part.per_unit.default_emissions } else { part.per_unit.default_energy };
        let cited = |name: &str| {
            let found = self.case.standard.cited_constants.iter().find(|c| c.name == name);
            found.map(|c| self.lang.of_policy(&c.citation.to_string())).unwrap_or_default()
        };
        let printed = factors::fuel(registered.carrier.name());
        let source = match (emissions, default) {
            (true, true) if heat => cited("heat_factor"),
            (true, true) => {
                printed.and_then(|f| f.carbon.as_ref()).map(|p| self.lang.of_policy(&p.citation.to_string())).unwrap_or_default()
            }
            (false, _) if heat => cited("heat_coal_equivalent"),
            (false, true) => printed
                .and_then(|f| f.coefficient(part.per_unit.default_emissions))
                .map(|p| self.lang.of_policy(&p.citation.to_string()))
                .unwrap_or_default(),
            (false, false) if registered.ncv.is_some() => self.lang.fill("trace.by-ncv", &[&registered.id]),
            _ => part.source.clone().unwrap_or_default(),
        };
        let by = self.said(if default || (heat && !emissions) { "default" } else { "own" });
        if source.is_empty() {
            String::new()
        } else {
            format!("{by}{}", self.lang.fill("trace.source-of", &[&self.lang.of_policy(&source)]))
        }
    }

    fn emissions_of_electricity(&self) -> Node {
        let constants = &self.case.standard.constants;
        let factor = self.constant("electricity_factor", &constants.electricity_factor, "tCO2/MWh");
        let residual = self.figure("electricity.residual");
        let charged = residual.value.as_ref().map(|r| r * &constants.electricity_factor);
        let product = vec![residual.with(Op::Times), factor.clone().with(Op::Times)];
        if self.case.settings.export_credit() == ExportCredit::None {
            return Node::of("emissions.electricity", "", None, TCO2, How::Product, product);
        }
        let mut parts = vec![Node::of("charged", self.lang.word("trace.charged").to_owned(), charged, TCO2, How::Product, product)];
        let electric = &self.case.accounts.electric;
        let fossil = electric.export.value.mwh() - &electric.bins.grid.mwh(electric.attribution.export.iter().sum());
        let credit = &fossil * &constants.electricity_factor;
        let stated = Node::stated("fossil-export", self.lang.word("trace.fossil-export").to_owned(), fossil, "MWh").with(Op::Times);
        parts.push(
            Node::of(
                "export-credit",
                self.lang.word("trace.export-credit").to_owned(),
                Some(credit),
                TCO2,
                How::Product,
                vec![stated, factor.with(Op::Times)],
            )
            .with(Op::Minus),
        );
        Node::of("emissions.electricity", "", None, TCO2, How::Sum, parts)
    }

    fn process(&self) -> Node {
        use chrono::Datelike;
        let dossier = self.case.dossier;
        let counted = dossier.products.iter().filter(|p| match (p.month, p.year) {
            (Some(month), _) => dossier.period.contains_month(month),
            (None, year) => year == Some(dossier.period.start.year()),
        });
        let parts = counted
            .map(|p| {
                let output = Node {
                    rows: Some(self.at(p.position)),
                    ..Node::stated("output", self.lang.word("trace.output").to_owned(), p.output.clone(), "")
                };
                let factor = Node::stated("factor", self.lang.word("trace.factor").to_owned(), p.factor.clone(), TCO2)
                    .note(self.lang.fill("trace.source", &[&p.source]));
                let value = &p.output * &p.factor;
                Node::of(&p.name, p.name.clone(), Some(value), TCO2, How::Product, vec![output.with(Op::Times), factor.with(Op::Times)])
            })
            .collect();
        Node::of("emissions.process", "", None, TCO2, How::Sum, parts)
    }

    fn location(&self) -> Node {
        use chrono::Datelike;
        let dossier = self.case.dossier;
        let mut parts = vec![self.figure("electricity.grid_import").with(Op::Times)];
        let year = dossier.period.end.year();
        if let Some(province) = &dossier.province
            && let Some((of, factor)) = factors::grid(province, year)
        {
            let node = Node::stated("grid", self.lang.fill("trace.grid-factor", &[province, &of]), factor, "tCO2/MWh").with(Op::Times);
            let cited = factors::grid_average(province, of).map(|g| g.citation.to_string()).unwrap_or_default();
            parts.push(node.note(self.lang.fill("trace.source", &[&cited])));
        }
        Node::of("emissions.location_based_electricity", "", None, TCO2, How::Product, parts)
    }

    /// Clean energy: (R + Z + nuclear) k + non-fossil heat and fuels.
    fn clean(&self) -> Node {
        let electric = &self.case.accounts.electric;
        let mut parts = vec![self.figure("electricity.direct_green"), self.figure("electricity.zero_rated")];
        let nuclear = electric.bins.grid.mwh(electric.bins.flows.nuclear.iter().sum());
        if !nuclear.is_zero() {
            parts.push(Node::stated("nuclear", self.lang.word("trace.nuclear").to_owned(), nuclear, "MWh"));
        }
        let sum = parts.iter().map(|p| p.value.clone()).sum::<Option<Exact>>();
        let k = self.case.settings.electricity_equivalent();
        let energy = sum.as_ref().map(|s| s * k);
        let electricity = Node::of("clean-electricity", self.lang.word("trace.clean-electricity").to_owned(), sum, "MWh", How::Sum, parts);
        let product = vec![electricity.with(Op::Times), self.equivalent().with(Op::Times)];
        let mut all =
            vec![Node::of("clean-electricity", self.lang.word("trace.clean-electricity").to_owned(), energy, TCE, How::Product, product)];
        all.extend(self.of_parts(false, |p| matches!(p.place, Place::Other | Place::CleanHeat), |_| true));
        let mut total = Some(Exact::zero());
        for node in &all {
            total = total.zip(node.value.as_ref()).map(|(t, v)| if node.op == Op::Minus { t - v } else { t + v });
        }
        Node::of("clean-energy", self.lang.word("trace.clean-energy").to_owned(), total, TCE, How::Sum, all)
    }

    /// What a meter of heat or fuel adds to emissions and energy.
    pub(super) fn contributions_of_carrier(&self, meter: usize) -> Vec<Node> {
        let mut all = Vec::new();
        for part in self.case.accounts.parts.iter().filter(|p| p.meter == meter) {
            let (emission, energy) = match part.place {
                Place::Fuel => (Some("emissions.fuel"), Some("energy.fuel")),
                Place::Conversion => (Some("emissions.conversion"), Some("energy.fuel")),
                Place::Feedstock => (None, Some("energy.fuel")),
                Place::Other => (None, Some("energy.other")),
                Place::FossilHeat => (Some("emissions.heat"), Some("energy.heat")),
                Place::CleanHeat => (None, Some("energy.heat")),
            };
            for (figure, emissions) in [(emission, true), (energy, false)] {
                let Some(figure) = figure else { continue };
                let mut node = self.of_part(part, emissions, true);
                figure.clone_into(&mut node.id);
                node.label = self.figure_name(figure);
                all.push(node);
            }
        }
        all
    }
}
