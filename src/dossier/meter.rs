//! The meter registry: what each meter measures, in which unit, and where it stands.

use chrono::NaiveDate;

use super::{Carrier, Position, Unit, Validity};
use crate::measure::{Civil, Exact};

/// What a meter's energy is to the park (METHOD 3; CONTRACT 1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Flow {
    /// Grid import (下网电量).
    GridImport,
    /// Grid export (上网电量).
    GridExport,
    /// One signed meter at the grid connection.
    GridNet,
    /// Direct line or incremental distribution network (绿电直连 / 增量配电网接入).
    DirectLine,
    /// Generation on site from renewable sources, exported energy included (自发电量（含上网）).
    OnsiteRenewable,
    /// Generation on site from fossil fuel (自备).
    OnsiteFossil,
    /// Storage charge.
    StorageCharge,
    /// Storage discharge.
    StorageDischarge,
    /// One signed meter at a store.
    StorageNet,
    /// End use.
    Load,
    /// A generator's own use.
    Auxiliary,
    /// Energy that a generator could have made and did not.
    Curtailed,
    /// Use of a fuel or of heat.
    Consumption,
    /// Heat or fuel that enters the park.
    Import,
    /// Heat or fuel that leaves the park.
    Export,
    /// Heat or fuel made in the park.
    Production,
}

/// A flow: name, Chinese name, other Chinese words for it, and whether it is one of electricity.
type Named = (Flow, &'static str, &'static str, &'static [&'static str], bool);

/// The flows. 自发自用 is no word for any: officially it leaves out what is exported, so that it is neither generation nor load.
const FLOWS: &[Named] = &[
    (Flow::GridImport, "grid-import", "下网电量", &["下网", "购电", "外购电", "关口下网"], true),
    (Flow::GridExport, "grid-export", "上网电量", &["上网", "余电上网", "售电", "关口上网"], true),
    (Flow::GridNet, "grid-net", "关口净电量", &["关口", "净下网", "双向关口"], true),
    (Flow::DirectLine, "direct-line", "绿电直连", &["直连", "直供", "专线直供", "增量配电网接入"], true),
    (Flow::OnsiteRenewable, "onsite-renewable", "自发电量（含上网）", &["自发", "自发电量", "可再生发电", "新能源发电", "园内发电"], true),
    (Flow::OnsiteFossil, "onsite-fossil", "自备", &["自备电厂", "自备电源", "自备发电"], true),
    (Flow::StorageCharge, "storage-charge", "储能充电", &["充电", "充电电量"], true),
    (Flow::StorageDischarge, "storage-discharge", "储能放电", &["放电", "放电电量"], true),
    (Flow::StorageNet, "storage-net", "储能净电量", &["储能", "储能双向"], true),
    (Flow::Load, "load", "用电负荷", &["负荷", "用电", "用户"], true),
    (Flow::Auxiliary, "auxiliary", "厂用电", &["站用电", "厂用"], true),
    (Flow::Curtailed, "curtailed", "弃电", &["弃光", "弃风", "弃电量"], true),
    (Flow::Consumption, "consumption", "消费", &["消耗", "用量", "消费量"], false),
    (Flow::Import, "import", "外购", &["购入", "购进"], false),
    (Flow::Export, "export", "外供", &["外销", "送出"], false),
    (Flow::Production, "production", "产出", &["自产", "产量"], false),
];

impl Flow {
    /// Reads an English or Chinese name, or another Chinese word.
    pub fn parse(text: &str) -> Option<Self> {
        FLOWS.iter().find(|f| f.1 == text || f.2 == text || f.3.contains(&text)).map(|f| f.0)
    }

    /// Its Chinese name.
    pub fn chinese(self) -> &'static str {
        FLOWS.iter().find(|f| f.0 == self).map_or("", |f| f.2)
    }

    /// Every flow of electricity, or of the other carriers.
    pub fn all(electric: bool) -> impl Iterator<Item = Self> {
        FLOWS.iter().filter(move |f| f.4 == electric).map(|f| f.0)
    }

    /// All words that mean it, its names first.
    pub fn words(self) -> impl Iterator<Item = &'static str> {
        FLOWS.iter().filter(move |f| f.0 == self).flat_map(|f| [f.1, f.2].into_iter().chain(f.3.iter().copied()))
    }

    /// Its kebab-case name.
    pub fn name(self) -> &'static str {
        FLOWS.iter().find(|f| f.0 == self).map_or("", |f| f.1)
    }

    /// Whether it is a flow of electricity (else of heat or a fuel).
    pub fn is_electric(self) -> bool {
        FLOWS.iter().any(|f| f.0 == self && f.4)
    }

    /// Names of the flows of electricity, or of the other carriers.
    pub fn names(electric: bool) -> impl Iterator<Item = &'static str> {
        FLOWS.iter().filter(move |f| f.4 == electric).map(|f| f.1)
    }

    /// Whether readings of both signs are lawful because the meter counts two directions.
    pub fn is_signed(self) -> bool {
        matches!(self, Self::GridNet | Self::StorageNet)
    }

    /// Whether a negative reading is the plant's own use and no defect.
    pub fn has_own_use(self) -> bool {
        matches!(self, Self::DirectLine | Self::OnsiteRenewable)
    }
}

/// What a positive reading of a signed meter means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Grid import, or storage discharge: energy into the park's network.
    In,
    /// Grid export, or storage charge: energy out of the park's network.
    Out,
}

/// Origin of energy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// Not stated.
    Unstated,
    /// Nuclear power: non-fossil, not renewable.
    Nuclear,
    /// Fossil fuel.
    Fossil,
    /// Not fossil, without saying what.
    NonFossil,
    /// A renewable source, by the name given (wind, solar, hydro, biomass, …).
    Renewable(String),
}

/// What a fuel is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// Burnt in the park.
    Fuel,
    /// Raw material (原料).
    Feedstock,
    /// Turned into another carrier (能源加工转换).
    Conversion,
    /// International bunker: counted, and listed apart.
    Bunker,
}

/// A registered meter.
#[derive(Clone, Debug)]
pub struct Meter {
    /// Its id.
    pub id: String,
    /// What it measures.
    pub carrier: Carrier,
    /// What its energy is to the park.
    pub flow: Flow,
    /// Unit of its readings, unless a table of readings says otherwise.
    pub unit: Unit,
    /// Factor that every value is multiplied by (综合倍率), 1 once applied.
    pub multiplier: Exact,
    /// The multiplier that the registry states, whether it is to be applied or not.
    pub stated_multiplier: Option<Exact>,
    /// Whether the registry says that values have it in them already.
    pub multiplier_applied: Option<bool>,
    /// The multipliers of a meter whose multiplier changes during its service, in order of days, each with the first day on which it holds (`None`: from the
    /// beginning of the service, of which the registry gives no day). Empty where it stays.
    pub multipliers: Vec<(Option<NaiveDate>, Exact)>,
    /// The meter above it, by its place in the registry.
    pub parent: Option<usize>,
    /// Meaning of a positive reading, of signed meters.
    pub positive: Option<Direction>,
    /// Rating of the measured circuit, after the multiplier: kW for electricity, base units of the meter's dimension per hour for others.
    pub rating: Option<Exact>,
    /// Meters whose energy is subtracted per interval.
    pub less: Vec<usize>,
    /// Accuracy class in per cent.
    pub accuracy_class: Option<Exact>,
    /// Integer digits of its register.
    pub digits: Option<u32>,
    /// Loss between the generating end and the park, in per cent of each reading.
    pub loss_percent: Option<Exact>,
    /// Origin of its energy.
    pub source: Source,
    /// Project code of its generator.
    pub project_code: Option<String>,
    /// Name for people.
    pub label: Option<String>,
    /// What a fuel is used for.
    pub used_as: Use,
    /// Measured net calorific value, GJ per base unit of the meter's dimension.
    pub ncv: Option<Exact>,
    /// What of its row is only a guess, until a person has looked it over.
    pub guess: Option<String>,
    /// Days on which it was in service.
    pub service: Validity,
    /// Why nothing replaces it on days on which it is out of service (closed, dismantled).
    pub service_note: Option<String>,
    /// Its row in the registry.
    pub position: Position,
}

impl Meter {
    /// Whether it counts at the park's boundary: it has no parent, or is the auxiliary meter of a generator.
    pub fn at_boundary(&self) -> bool {
        self.parent.is_none() || self.flow == Flow::Auxiliary
    }

    /// The multiplier of what was measured from `from` until `until`; `None` if it changes in between.
    pub fn multiplier_over(&self, from: Civil, until: Civil) -> Option<&Exact> {
        let at = |time: Civil| self.multipliers.iter().rposition(|(day, _)| day.is_none_or(|day| Civil::midnight(day) <= time));
        let (first, last) = (at(from), at(if until > from { until.plus(-1) } else { from }));
        if first != last {
            return None;
        }
        Some(first.or((!self.multipliers.is_empty()).then_some(0)).map_or(&self.multiplier, |at| &self.multipliers[at].1))
    }

    /// Whether the energy that it measures is fossil: as stated, else as the carrier is by itself (heat: fossil).
    pub fn is_fossil(&self) -> bool {
        match (&self.source, self.carrier) {
            (Source::Fossil, _) => true,
            (Source::Unstated, Carrier::Fuel(fuel)) => fuel.is_fossil(),
            (Source::Unstated, Carrier::Heat) => true,
            _ => false,
        }
    }
}
