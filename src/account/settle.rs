//! The accounts of a park: electricity, certificates, emissions, energy, and the figures of the report.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use super::accuracy::{self, Slack};
use super::balance::electricity::{self, Electric, Mode};
use super::balance::subtraction::completeness;
use super::carriers::{self, Part, Place};
use super::certificates::{Judged, JudgedTrades, Terms, Vintage, judge, judge_trades};
use super::contradicted;
use super::figure::Figure;
use super::net_zero::Offsets;
use super::ratios::{Bounded, Rest, carbon_intensity, clean_energy_share, direct_green_share};
use super::service::{self, service_gaps};
use super::supposed::Supposed;
use super::trails::Trails;
use super::{declared, indicators, listing, net_zero};
use crate::dossier::{Carrier, Code, Completeness, Defect, Dossier, Effect, Flow, Position, Use};
use crate::measure::{Amount, CoalEquivalent, Electricity, Emissions, Exact, Period, Share, Span};
use crate::say;
use crate::standard::{Accuracy, ExportCredit, Feedstock, Settings, Standard, factors};

/// Everything that follows from a dossier.
#[derive(Clone, Debug)]
pub struct Accounts {
    /// Electricity.
    pub electric: Electric,
    /// The certificate ledger.
    pub certificates: Judged,
    /// The trades.
    pub trades: JudgedTrades,
    /// T, green-power trading settled with certificates.
    pub traded: Electricity,
    /// C, eligible certificates.
    pub eligible: Electricity,
    /// Z.
    pub zero_rated: Span<Electricity>,
    /// P − Z.
    pub residual: Span<Electricity>,
    /// Whole certificates that were not needed.
    pub unused: u128,
    /// Quantities of heat and fuels.
    pub parts: Vec<Part>,
    /// E.
    pub emissions: Option<Span<Emissions>>,
    /// W.
    pub energy: Option<Span<CoalEquivalent>>,
    /// ρ.
    pub direct_green_share: Bounded,
    /// I.
    pub carbon_intensity: Bounded,
    /// The clean-energy share.
    pub clean_energy_share: Bounded,
    /// The clean-energy share with natural gas counted as clean, as some statistics read it.
    pub clean_energy_with_gas: Option<Share>,
    /// I with the fossil factor of the year after, and with the other equivalent value: the sensitivities that the method asks for.
    pub sensitivities: Vec<(&'static str, Exact, Option<Exact>)>,
    /// Net-zero layer.
    pub offsets: Offsets,
    /// The figures of the report, in its order.
    pub figures: Vec<Figure>,
    /// How complete each meter is, what is subtracted from it included.
    pub completeness: Vec<Completeness>,
    /// What is wrong that only the accounts show.
    pub defects: Vec<Defect>,
    /// How far the accuracy of each meter lets its total move.
    slack: Vec<Slack>,
}

impl Accounts {
    /// A figure by its name.
    pub fn figure(&self, id: &str) -> Option<&Figure> {
        self.figures.iter().find(|f| f.id == id)
    }
}

/// Settles a dossier under a standard and its settings.
pub fn settle(dossier: &Dossier, standard: &Standard, settings: &Settings) -> Accounts {
    let mut defects = Vec::new();
    let mut electric = electricity::settle(dossier, settings, &mut defects);
    let slack = if settings.accuracy() == Accuracy::Stated { accuracy::widen(dossier, &mut electric) } else { Vec::new() };
    settle_rest(dossier, standard, settings, electric, slack, defects, &Supposed::default())
}

/// Settles a dossier anew under other constants or settings that leave the balance of electricity as it is: any but those of storage, estimation
/// and accuracy. Defects of that balance are not told again.
pub fn settle_again(before: &Accounts, dossier: &Dossier, standard: &Standard, settings: &Settings) -> Accounts {
    settle_rest(dossier, standard, settings, before.electric.clone(), before.slack.clone(), Vec::new(), &Supposed::default())
}

/// What follows once electricity is settled, and what is supposed beside it.
pub(super) fn settle_rest(
    dossier: &Dossier,
    standard: &Standard,
    settings: &Settings,
    electric: Electric,
    slack: Vec<Slack>,
    mut defects: Vec<Defect>,
    supposed: &Supposed,
) -> Accounts {
    let constants = &standard.constants;
    let k = settings.electricity_equivalent();
    let stated = settings.accuracy() == Accuracy::Stated;
    let known = electric.mode != Mode::Neither;
    let (mut certificates, trades) = certificates(dossier, dossier.period, standard, settings, &electric);
    tell_uncertified(&trades, &mut defects);
    defects.append(&mut certificates.defects);
    certificates.counted = certificates.counted.saturating_add(supposed.certificates);
    let traded = &trades.counted + &supposed.traded;
    let eligible = Exact::from(i128::try_from(certificates.counted).unwrap_or(i128::MAX)) * &constants.certificate_energy;
    let mut both = &traded + &eligible;
    if let Some(cap) = settings.recognition_cap().filter(|cap| **cap < both) {
        both = cap.clone();
    }
    if let Some(nuclear) = settings.nuclear_purchased().filter(|_| settings.reading.nuclear_counts) {
        both += nuclear;
    }
    let least = |x: &Exact| if *x < both { x.clone() } else { both.clone() };
    let beyond = |x: &Exact| if *x > both { x - &both } else { Exact::zero() };
    let mut zero_rated: Span<Electricity> = electric.import.map_up(least);
    // However much is imported, no more than T + C of it is zero-rated.
    zero_rated.upper = zero_rated.upper.or_else(|| Some(Electricity::of(both.clone())));
    let residual: Span<Electricity> = electric.import.map_up(beyond);
    let needed = zero_rated.value.mwh() - &traded;
    let needed = if needed.is_negative() { Exact::zero() } else { needed };
    let needed = needed.ceil().to_i128().and_then(|n| u128::try_from(n).ok()).unwrap_or(0);
    let unused = certificates.counted.saturating_sub(needed);

    service::tell(dossier, &service_gaps(dossier), &mut defects);
    contradicted::tell(dossier, &mut defects);
    let totals = |meter: usize| super::profile::total(dossier, meter);
    service::tell_sources(dossier, &totals, &mut defects);
    service::tell_fuel(dossier, electric.fossil.value.mwh().is_positive(), &mut defects);
    let mut parts = carriers::parts(dossier, standard, settings, &mut defects);
    defects.extend(super::unusual::unusual_factors(dossier, standard, &parts));
    defects.extend(super::unusual::default_coal(dossier, &parts));
    declared::tell(dossier, &mut defects);
    supposed.scale(&mut parts);
    if stated {
        accuracy::widen_parts(dossier, &mut parts);
    }
    let fuel = carriers::emissions(&parts, &|p| p.place == Place::Fuel);
    let conversion = carriers::emissions(&parts, &|p| p.place == Place::Conversion);
    let heat = carriers::emissions(&parts, &|p| p.place == Place::FossilHeat);
    let bunker = carriers::emissions(&parts, &|p| p.place == Place::Fuel && dossier.meters[p.meter].used_as == Use::Bunker);
    let products: Vec<&crate::dossier::Product> = dossier.products.iter().filter(|p| declared::counts(dossier, p)).collect();
    let process: Span<Emissions> = Span::known(Emissions::of(products.iter().map(|p| &p.output * &p.factor).sum()));
    let export_credit = match settings.export_credit() {
        ExportCredit::None => Exact::zero(),
        ExportCredit::FossilExport => {
            let renewable: i128 = electric.attribution.export.iter().sum();
            (electric.export.value.mwh() - &electric.bins.grid.mwh(renewable)) * &constants.electricity_factor
        }
    };
    let mut of_electricity = residual.map_up::<Emissions>(|x| x * &constants.electricity_factor - &export_credit);
    // What of the export is not renewable depends on all that is unknown: between nothing and all of it.
    let credits = settings.export_credit() == ExportCredit::FossilExport;
    let credit_open = (credits && !electric.ready.ends.all.is_exact()).then(|| {
        let most = electric.export.upper.as_ref().map(|x| x.mwh() * &constants.electricity_factor - &export_credit);
        (-&export_credit, most)
    });
    if let Some((least, most)) = &credit_open {
        let lower = of_electricity.lower.take().zip(most.clone());
        of_electricity.lower = lower.map(|(e, most)| Emissions::of(e.t() - &most));
        of_electricity.upper = of_electricity.upper.take().map(|e| Emissions::of(e.t() - least));
    }
    let of_electricity = known.then_some(of_electricity);
    let emissions = sum([fuel.clone(), conversion.clone(), of_electricity.clone(), heat.clone(), Some(process.clone())]);

    let fuel_energy = carriers::energy(&parts, &|p| matches!(p.place, Place::Fuel | Place::Conversion | Place::Feedstock));
    let heat_energy = carriers::energy(&parts, &|p| matches!(p.place, Place::FossilHeat | Place::CleanHeat));
    let other_energy = carriers::energy(&parts, &|p| p.place == Place::Other);
    let is_gas = |p: &Part| matches!(p.place, Place::Fuel | Place::Conversion) && dossier.meters[p.meter].carrier.name() == "natural-gas";
    let is_clean = |p: &Part| carriers::is_clean(p) || (settings.reading.gas_is_clean && is_gas(p));
    let clean = carriers::energy(&parts, &is_clean);
    // What the other reading adds; nothing where it is in force already.
    let gas = carriers::energy(&parts, &|p| is_gas(p) && !is_clean(p));
    let of_net = known.then(|| electric.net.times::<CoalEquivalent>(k));
    let energy = sum([fuel_energy.clone(), of_net.clone(), heat_energy.clone(), other_energy.clone()]);

    let coal = |span: &Option<Span<CoalEquivalent>>| span.as_ref().map(|s| s.value.tce().clone());
    let rest = Rest {
        emissions: sum([fuel.clone(), conversion.clone(), heat.clone(), Some(process.clone())]).map(|s| s.value.t().clone()),
        energy: sum([fuel_energy.clone(), heat_energy.clone(), other_energy.clone()]).map(|s| s.value.tce().clone()),
        least_energy: energy.as_ref().and_then(|w| w.lower.as_ref()).map(|w| w.tce().clone()),
        clean: coal(&clean),
        others: carriers::others(&parts, &is_clean),
        runs: OnceLock::new(),
        ranks: super::bounds::deciding::ranks(dossier.meters.iter().map(|m| m.id.as_str())),
        zero_rated: both.clone(),
        export_credit,
        credit_open,
        slack: slack.clone(),
    };
    let undefined = || Bounded { span: None, deciding: Vec::new(), outside: false };
    let (share, intensity, clean_share) = if known {
        let counted = if settings.reading.certificates_are_direct { both.clone() } else { Exact::zero() };
        let required = || (direct_green_share(&electric, &rest, &counted), carbon_intensity(&electric, &rest, constants, k));
        let ((share, intensity), clean_share) = rayon::join(required, || clean_energy_share(&electric, &rest, k));
        (share, intensity, clean_share)
    } else {
        (undefined(), undefined(), undefined())
    };
    let with_gas = clean_share.span.as_ref().zip(coal(&gas)).zip(coal(&energy)).and_then(|((s, gas), w)| {
        let added = gas.over(&w)?;
        Some(Share::of(s.value.one() + &added))
    });
    indicators::unknown(dossier, standard, &mut defects);
    listing::conflicts(dossier, &mut defects);
    let sensitivities = sensitivities(standard, settings, &electric, &rest, &zero_rated);
    let offsets = net_zero::offsets(dossier, settings, emissions.as_ref());
    let mut accounts = Accounts {
        electric,
        certificates,
        trades,
        traded: Electricity::of(traded),
        eligible: Electricity::of(eligible),
        zero_rated,
        residual,
        unused,
        parts,
        emissions,
        energy,
        direct_green_share: share,
        carbon_intensity: intensity,
        clean_energy_share: clean_share,
        clean_energy_with_gas: with_gas,
        sensitivities,
        offsets,
        figures: Vec::new(),
        completeness: (0..dossier.meters.len()).map(|m| completeness(dossier, m)).collect(),
        defects,
        slack,
    };
    let carriers = Carried { fuel, conversion, of_electricity, heat, process, bunker, fuel_energy, of_net, heat_energy, other_energy };
    accounts.figures = figures(dossier, &mut accounts, &carriers, &both, settings.feedstock_energy() == Feedstock::Included);
    accounts
}

/// The terms of E and W.
struct Carried {
    fuel: Option<Span<Emissions>>,
    conversion: Option<Span<Emissions>>,
    of_electricity: Option<Span<Emissions>>,
    heat: Option<Span<Emissions>>,
    process: Span<Emissions>,
    bunker: Option<Span<Emissions>>,
    fuel_energy: Option<Span<CoalEquivalent>>,
    of_net: Option<Span<CoalEquivalent>>,
    heat_energy: Option<Span<CoalEquivalent>>,
    other_energy: Option<Span<CoalEquivalent>>,
}

/// The sum of all terms, if all are known.
fn sum<T: Amount + std::ops::Add<Output = T>, const N: usize>(terms: [Option<Span<T>>; N]) -> Option<Span<T>> {
    terms.into_iter().try_fold(Span::zero(), |total, term| Some(total + term?))
}

/// T + C as all that is presented would count in another period, such as the whole year of an interim run.
pub fn purchases(dossier: &Dossier, accounts: &Accounts, standard: &Standard, settings: &Settings, period: Period) -> Exact {
    let (certificates, trades) = certificates(dossier, period, standard, settings, &accounts.electric);
    let both =
        trades.counted + Exact::from(i128::try_from(certificates.counted).unwrap_or(i128::MAX)) * &standard.constants.certificate_energy;
    settings.recognition_cap().filter(|cap| **cap < both).cloned().unwrap_or(both)
}

/// Says that trades without certificates count because a setting says so.
fn tell_uncertified(trades: &JudgedTrades, defects: &mut Vec<Defect>) {
    let Some((mwh, position)) = &trades.uncertified else { return };
    let message =
        say!("{mwh} MWh of trades without codes of certificates count, because the setting `trades_without_certificates` says so", mwh);
    defects.push(Defect::new(Code::TradeWithoutCertificate, Effect::Notes, message).at(*position));
}

/// The certificates and the trades of a dossier, judged for a period.
fn certificates(
    dossier: &Dossier,
    period: Period,
    standard: &Standard,
    settings: &Settings,
    electric: &Electric,
) -> (Judged, JudgedTrades) {
    let generators = electric.meters(&[Flow::DirectLine, Flow::OnsiteRenewable]);
    // What a sub-meter measures counts with the generator or line above it.
    let counted = |meter: &usize| std::iter::successors(Some(*meter), |&at| dossier.meters[at].parent).any(|at| generators.contains(&at));
    let metered_projects: BTreeSet<String> = (0..dossier.meters.len())
        .filter(counted)
        .filter_map(|m| dossier.meters[m].project_code.as_deref())
        .flat_map(|codes| codes.split(';'))
        .map(str::to_owned)
        .collect();
    let constants = &standard.constants;
    let validity = constants.certificate_validity.to_i128().and_then(|m| u32::try_from(m).ok()).unwrap_or(24);
    let year = |year: &Exact| year.to_i128().and_then(|y| i32::try_from(y).ok()).unwrap_or_default();
    let vintage = match settings.vintage() {
        crate::standard::Vintage::SameYear => Vintage::SameYear,
        crate::standard::Vintage::WithinValidity => Vintage::WithinValidity,
    };
    let terms = Terms {
        park: &dossier.name,
        period,
        beneficiaries: &dossier.beneficiaries,
        trades: &dossier.trades,
        metered_projects: &metered_projects,
        ledger: &dossier.ledger,
        vintage,
        validity_months: validity,
        early: (year(&constants.certificate_early_before), year(&constants.certificate_early_until)),
        transferred_count: settings.transferred_certificates() == crate::standard::Transferred::Counted,
        uncertified_trades: settings.trades_without_certificates() == crate::standard::Uncertified::Counted,
        inputs: &dossier.inputs,
    };
    (judge(&dossier.certificates, &terms), judge_trades(&dossier.certificates, &terms))
}

/// I at other readings of the method's defaults: name, value, I.
fn sensitivities(
    standard: &Standard,
    settings: &Settings,
    electric: &Electric,
    rest: &Rest,
    zero_rated: &Span<Electricity>,
) -> Vec<(&'static str, Exact, Option<Exact>)> {
    let constants = &standard.constants;
    let intensity = |factor: &Exact, k: &Exact| -> Option<Exact> {
        let residual = electric.import.value.mwh() - zero_rated.value.mwh();
        let emissions = residual * factor + rest.emissions.as_ref()? - &rest.export_credit;
        let energy = electric.net.value.mwh() * k + rest.energy.as_ref()?;
        if energy.is_positive() { emissions.over(&energy) } else { None }
    };
    let known = electric.mode != Mode::Neither;
    let (factor, other_factor) = (&constants.electricity_factor, &constants.electricity_factor_sensitivity);
    let (k, other_k) = (settings.electricity_equivalent(), &constants.electricity_equivalent_sensitivity);
    let low_k = &constants.electricity_equivalent_sensitivity_low;
    vec![
        ("electricity_factor", other_factor.clone(), known.then(|| intensity(other_factor, k)).flatten()),
        ("electricity_equivalent", other_k.clone(), known.then(|| intensity(factor, other_k)).flatten()),
        ("electricity_equivalent", low_k.clone(), known.then(|| intensity(factor, low_k)).flatten()),
    ]
}

/// The figures of the report, in its order.
fn figures(dossier: &Dossier, accounts: &mut Accounts, carried: &Carried, both: &Exact, feedstock: bool) -> Vec<Figure> {
    let trails = Trails::of(dossier);
    let e = &accounts.electric;
    let known = e.mode != Mode::Neither;
    let inferred = e.mode == Mode::Inferred;
    let of = |flows: &[Flow]| e.meters(flows);
    let balance = e.balance_meters();
    let gateway = if inferred { balance.clone() } else { of(&[Flow::GridImport, Flow::GridNet]) };
    let outward = if inferred { balance.clone() } else { of(&[Flow::GridExport, Flow::GridNet]) };
    let onsite = [Flow::OnsiteRenewable, Flow::Auxiliary];
    let traded_rows: Vec<Position> = accounts.trades.rows.iter().map(|row| dossier.trades[row.trade].position).collect();
    let certificate_rows: Vec<Position> = accounts.certificates.rows.iter().map(|r| r.position).collect();
    let products: Vec<Position> = dossier.products.iter().filter(|p| declared::counts(dossier, p)).map(|p| p.position).collect();
    let metered = |meters: &[usize]| trails.meters(meters);
    // Meters and rows of declared tables under one figure.
    let evidence = |meters: &[&[usize]], rows: &[&[Position]]| {
        let mut trail = trails.meters(&meters.concat());
        trail.extend(&Trails::rows_at(rows.concat()));
        trail
    };
    let of_parts = |wanted: &dyn Fn(&Part) -> bool| {
        let mut meters: Vec<usize> = accounts.parts.iter().filter(|p| wanted(p)).map(|p| p.meter).collect();
        meters.dedup();
        meters
    };
    let fuels = of_parts(&|p| matches!(p.place, Place::Fuel | Place::Conversion) || (p.place == Place::Feedstock && feedstock));
    let heats = of_parts(&|p| matches!(p.place, Place::FossilHeat | Place::CleanHeat));
    let others = of_parts(&|p| p.place == Place::Other);
    let emitting = of_parts(&carriers::emits);
    let networks = {
        let flows = [Flow::GridImport, Flow::GridExport, Flow::GridNet, Flow::DirectLine, Flow::OnsiteRenewable, Flow::Auxiliary];
        if inferred { balance.clone() } else { of(&flows) }
    };
    let zero_rated_trail = evidence(&[&gateway], &[&traded_rows, &certificate_rows]);
    let energy_meters: [&[usize]; 4] = [&networks, &fuels, &heats, &others];
    let intensity_trail = evidence(&[&networks, &fuels, &heats, &others, &emitting], &[&traded_rows, &certificate_rows, &products]);
    let clean_trail = evidence(&[&balance, &networks, &fuels, &heats, &others], &[&traded_rows, &certificate_rows]);
    let when = |condition: bool, span: &Span<Electricity>| condition.then(|| span.clone());
    let balance_residual = when(known && e.by_flow.contains_key(&Flow::Load), &e.residual);
    let unused: Span<Electricity> = {
        let turned = -accounts.zero_rated.clone();
        turned.map_up(|x| both + x)
    };
    let location = location(dossier, accounts.electric.import.map_up(Clone::clone), known, &mut accounts.defects);
    let mut all = vec![
        Figure::of("electricity.grid_import", when(known, &e.import).as_ref(), metered(&gateway)),
        Figure::of("electricity.grid_export", when(known, &e.export).as_ref(), metered(&outward)),
        Figure::of("electricity.direct_line", Some(&e.direct), metered(&of(&[Flow::DirectLine]))),
        Figure::of("electricity.onsite_renewable", Some(&e.onsite), metered(&of(&onsite))),
        Figure::of("electricity.onsite_fossil", Some(&e.fossil), metered(&of(&[Flow::OnsiteFossil]))),
        Figure::of("electricity.storage_charge", Some(&e.charge), metered(&of(&[Flow::StorageCharge, Flow::StorageNet]))),
        Figure::of("electricity.storage_discharge", Some(&e.discharge), metered(&of(&[Flow::StorageDischarge, Flow::StorageNet]))),
        Figure::of("electricity.consumption", when(known, &e.consumption).as_ref(), metered(&balance)),
        Figure::of("electricity.direct_green", when(known, &e.green).as_ref(), metered(&balance)),
        Figure::of("electricity.load", e.by_flow.contains_key(&Flow::Load).then_some(&e.load), metered(&of(&[Flow::Load]))),
        Figure::of("electricity.balance_residual", balance_residual.as_ref(), {
            let mut meters = e.balance_meters();
            meters.extend(e.meters(&[Flow::Load]));
            trails.meters(&meters)
        }),
        Figure::of("electricity.green_traded", Some(&Span::known(accounts.traded.clone())), evidence(&[], &[&traded_rows])),
        Figure::of("electricity.certificates_eligible", Some(&Span::known(accounts.eligible.clone())), evidence(&[], &[&certificate_rows])),
        Figure::of("electricity.zero_rated", when(known, &accounts.zero_rated).as_ref(), zero_rated_trail.clone()),
        Figure::of("electricity.unused_zero_rated", when(known, &unused).as_ref(), zero_rated_trail.clone()),
        Figure::of("electricity.residual", when(known, &accounts.residual).as_ref(), zero_rated_trail.clone()),
        Figure::of("energy.fuel", carried.fuel_energy.as_ref(), metered(&fuels)),
        Figure::of("energy.electricity", carried.of_net.as_ref(), metered(&networks)),
        Figure::of("energy.heat", carried.heat_energy.as_ref(), metered(&heats)),
        Figure::of("energy.other", carried.other_energy.as_ref(), metered(&others)),
        Figure::of("energy.total", accounts.energy.as_ref(), evidence(&energy_meters, &[])),
        Figure::of("emissions.fuel", carried.fuel.as_ref(), metered(&of_parts(&|p| p.place == Place::Fuel))),
        Figure::of("emissions.conversion", carried.conversion.as_ref(), metered(&of_parts(&|p| p.place == Place::Conversion))),
        Figure::of("emissions.electricity", carried.of_electricity.as_ref(), zero_rated_trail),
        Figure::of("emissions.heat", carried.heat.as_ref(), metered(&of_parts(&|p| p.place == Place::FossilHeat))),
        Figure::of("emissions.process", Some(&carried.process), evidence(&[], &[&products])),
        Figure::of(
            "emissions.total",
            accounts.emissions.as_ref(),
            evidence(&[&gateway, &emitting], &[&traded_rows, &certificate_rows, &products]),
        ),
        Figure::of(
            "emissions.bunker",
            carried.bunker.as_ref(),
            metered(&of_parts(&|p| p.place == Place::Fuel && dossier.meters[p.meter].used_as == Use::Bunker)),
        ),
        Figure::of("emissions.location_based_electricity", location.as_ref(), metered(&gateway)),
        Figure::of("direct_green_share", accounts.direct_green_share.span.as_ref(), metered(&balance)),
        Figure::of("carbon_intensity", accounts.carbon_intensity.span.as_ref(), intensity_trail),
        Figure::of("clean_energy_share", accounts.clean_energy_share.span.as_ref(), clean_trail),
    ];
    for figure in &mut all {
        figure.inferred = inferred && matches!(figure.id, "electricity.grid_import" | "electricity.grid_export");
        if figure.id == "carbon_intensity" {
            figure.unit = "tCO2/tce";
        }
    }
    all
}

/// P × the average factor of the province's grid, of the latest year not after the period: a side figure.
fn location(dossier: &Dossier, import: Span<Electricity>, known: bool, defects: &mut Vec<Defect>) -> Option<Span<Emissions>> {
    use chrono::Datelike;
    let province = dossier.province.as_ref().filter(|_| known)?;
    if let Some((_, factor)) = factors::grid(province, dossier.period.end.year()) {
        Some(import.times(&factor))
    } else {
        let names: Vec<&str> = factors::provinces().map(|(zh, _)| zh).collect();
        let message = say!(
            "no grid factor is published for the province `{province}` and this period; the location-based side figure is left out (known: {known})",
            province,
            known = names.join(" ")
        );
        defects.push(Defect::new(Code::UnknownProvince, Effect::Notes, message));
        None
    }
}

/// Whether a meter enters U, R, E or W, so that its readings must be there.
pub(crate) fn enters(dossier: &Dossier, electric: &Electric, meter: usize) -> bool {
    let registered = &dossier.meters[meter];
    match registered.carrier {
        Carrier::Electricity => registered.at_boundary() && electric.uses(registered.flow),
        _ => carriers::place(registered).is_some_and(|(place, _)| place != Place::Feedstock),
    }
}
