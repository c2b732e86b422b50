//! The settings in effect: what was stated, over the defaults of the policy.

use std::collections::BTreeMap;

use super::Standard;
use super::clause::{Clause, Level};
use super::constant::Constants;
use super::reading::Reading;
use super::setting::{
    Accuracy, Estimation, ExportCredit, Feedstock, Kind, LEVELS, LIMITS, SETTINGS, Setting, SettingError, Transferred, Uncertified, Vintage,
};
use super::written::{Written, decimal_text, equivalent, intensity_units, share_units};
use crate::measure::{Exact, Period};
use crate::say;

/// A setting as somebody stated it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stated<'a> {
    /// The value as text.
    pub value: &'a str,
    /// Its unit; the setting's own where absent.
    pub unit: Option<&'a str>,
    /// Where it comes from.
    pub source: Option<&'a str>,
}

/// A setting with the value in effect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Effective {
    /// Its full name.
    pub name: String,
    /// Its value, exactly, in `unit`; read back as a setting it gives the same.
    pub value: String,
    /// Its unit, where it is a quantity.
    pub unit: Option<String>,
    /// Whether it is the policy's default.
    pub is_default: bool,
    /// Where it comes from: the policy's citation, or what was stated with it.
    pub source: Option<String>,
}

/// Which standards of offsets count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OffsetStandards {
    /// Any that is named.
    Any,
    /// These alone.
    These(Vec<String>),
}

impl OffsetStandards {
    fn parse(text: &str) -> Self {
        if text.trim() == "any" {
            return Self::Any;
        }
        Self::These(text.split([',', '，', '、']).map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect())
    }
}

/// The settings in effect, read and checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Every setting that has a value, in the order of the registry; limits and levels only where stated.
    pub list: Vec<Effective>,
    /// How the open points that are no settings are read: as the method does, unless another reading is asked for.
    pub reading: Reading,
    electricity_equivalent: Exact,
    baseline: Exact,
    vintage: Vintage,
    trades_without_certificates: Uncertified,
    transferred_certificates: Transferred,
    storage_round_trip: Option<Exact>,
    export_credit: ExportCredit,
    estimation: Estimation,
    accuracy: Accuracy,
    feedstock_energy: Feedstock,
    recognition_cap: Option<Exact>,
    nuclear_purchased: Option<Exact>,
    offset_vintage_years: u32,
    offset_standards: OffsetStandards,
    limits: BTreeMap<&'static str, Exact>,
    levels: BTreeMap<&'static str, Level>,
}

impl Settings {
    /// The defaults of a policy with what was stated over them.
    pub fn resolve<'a>(standard: &Standard, stated: impl IntoIterator<Item = (&'a str, Stated<'a>)>) -> Result<Self, SettingError> {
        let stated: BTreeMap<&str, Stated> = stated.into_iter().collect();
        for name in stated.keys() {
            Setting::find(name)?;
        }
        let mut settings = Self {
            list: Vec::new(),
            reading: Reading::default(),
            electricity_equivalent: Exact::zero(),
            baseline: Exact::zero(),
            vintage: Vintage::SameYear,
            trades_without_certificates: Uncertified::Rejected,
            transferred_certificates: Transferred::Counted,
            storage_round_trip: None,
            export_credit: ExportCredit::None,
            estimation: Estimation::Off,
            accuracy: Accuracy::Off,
            feedstock_energy: Feedstock::Excluded,
            recognition_cap: None,
            nuclear_purchased: None,
            offset_vintage_years: 0,
            offset_standards: OffsetStandards::Any,
            limits: BTreeMap::new(),
            levels: BTreeMap::new(),
        };
        for setting in SETTINGS.iter().filter(|setting| !setting.is_of_rules()) {
            let own = stated.get(setting.name);
            let (value, unit, source) = match (own, standard.default_of(setting.name)) {
                (Some(own), _) => (own.value, own.unit, own.source.map(str::to_owned)),
                (None, Some(default)) => (default.value.as_str(), default.unit.as_deref(), Some(default.citation.to_string())),
                (None, None) => continue,
            };
            let written = Written { name: setting.name, value: value.trim(), unit };
            let value = settings.take(setting, written, &standard.constants)?;
            let unit = setting.unit.filter(|_| Exact::parse(&value).is_some()).map(str::to_owned);
            let name = setting.name.to_owned();
            settings.list.push(Effective { name, value, unit, is_default: own.is_none(), source });
        }
        for clause in &standard.clauses {
            for prefix in [LIMITS, LEVELS] {
                let name = format!("{prefix}{}", clause.id);
                let Some(own) = stated.get(name.as_str()) else { continue };
                let written = Written { name: &name, value: own.value.trim(), unit: own.unit };
                let (value, unit) = settings.take_of_rule(clause, written, prefix == LIMITS)?;
                let source = own.source.map(str::to_owned);
                settings.list.push(Effective { name, value, unit, is_default: false, source });
            }
        }
        Ok(settings)
    }

    /// These settings with one of them read otherwise; `None` if it does not take the value.
    pub fn otherwise(&self, standard: &Standard, name: &str, value: &str) -> Option<Self> {
        let kept = self.list.iter().filter(|s| s.name != name).map(|s| {
            let stated = Stated { value: &s.value, unit: s.unit.as_deref(), source: s.source.as_deref() };
            (s.name.as_str(), stated)
        });
        let other = (name, Stated { value, unit: None, source: None });
        let settings = Self::resolve(standard, kept.chain([other])).ok()?;
        Some(Self { reading: self.reading, ..settings })
    }

    /// Reads a setting and keeps it; gives its text in the registry's unit.
    fn take(&mut self, setting: &Setting, written: Written, constants: &Constants) -> Result<String, SettingError> {
        match setting.kind {
            Kind::Equivalent => {
                self.electricity_equivalent = equivalent(written, &constants.electricity_calorific)?;
                return Ok(decimal_text(&self.electricity_equivalent));
            }
            Kind::Intensity => {
                self.baseline = written.decimal(&intensity_units())?;
                if !self.baseline.is_positive() {
                    return Err(written.refused(say!("a baseline is above 0")));
                }
                return Ok(decimal_text(&self.baseline));
            }
            Kind::Efficiency if written.value == "measured" => self.storage_round_trip = None,
            Kind::Efficiency => {
                let efficiency = written.decimal(&share_units())?;
                if !efficiency.is_positive() || efficiency > Exact::one() {
                    return Err(written.refused(say!("an efficiency is above 0 and at most 1")));
                }
                return Ok(decimal_text(self.storage_round_trip.insert(efficiency)));
            }
            Kind::Energy => {
                let amount = if written.value == "none" { None } else { Some(written.energy()?) };
                let text = amount.as_ref().map_or_else(|| "none".to_owned(), decimal_text);
                *(if setting.name == "recognition_cap" { &mut self.recognition_cap } else { &mut self.nuclear_purchased }) = amount;
                return Ok(text);
            }
            Kind::Years => self.offset_vintage_years = written.years()?,
            Kind::Names => {
                self.offset_standards = OffsetStandards::parse(written.value);
                if self.offset_standards == OffsetStandards::These(Vec::new()) {
                    return Err(written.refused(say!("it names no standard")));
                }
            }
            Kind::Words(_) => match setting.name {
                "vintage" => self.vintage = written.word()?,
                "trades_without_certificates" => self.trades_without_certificates = written.word()?,
                "transferred_certificates" => self.transferred_certificates = written.word()?,
                "export_credit" => self.export_credit = written.word()?,
                "estimation" => self.estimation = written.word()?,
                "accuracy" => self.accuracy = written.word()?,
                _ => self.feedstock_energy = written.word()?,
            },
            // one a rule: `take_of_rule`
            Kind::Limit | Kind::Level => {}
        }
        Ok(written.value.to_owned())
    }

    /// Reads a limit or a level of a rule and keeps it; gives its text and unit.
    fn take_of_rule(&mut self, clause: &Clause, written: Written, is_limit: bool) -> Result<(String, Option<String>), SettingError> {
        if !is_limit {
            let level: Level = written.word()?;
            // a data rule may be left at its level; no other rule can become one
            if level == Level::Data && clause.level != Level::Data {
                return Err(written.not_one_of(&Level::WORDS[..3]));
            }
            self.levels.insert(clause.id, level);
            return Ok((level.name().to_owned(), None));
        }
        let is_share = clause.unit == "1" && clause.id != "certificate-ledger";
        let limit = written.decimal(&if clause.unit == "1" { share_units() } else { intensity_units() })?;
        if limit.is_negative() {
            return Err(written.refused(say!("a limit is not below 0")));
        }
        if is_share && limit > Exact::one() {
            return Err(written.refused(say!("a share is at most 1; write half as 0.5 or 50%")));
        }
        let text = decimal_text(&limit);
        self.limits.insert(clause.id, limit);
        Ok((text, Some(clause.unit.clone())))
    }

    /// Equivalent value of electricity (等价值), tce/MWh (the same number in kgce/kWh).
    pub fn electricity_equivalent(&self) -> &Exact {
        &self.electricity_equivalent
    }

    /// Average emissions per unit of energy of existing parks, tCO2/tce.
    pub fn baseline(&self) -> &Exact {
        &self.baseline
    }

    /// Which generation months of certificates count.
    pub fn vintage(&self) -> Vintage {
        self.vintage
    }

    /// Whether green-power trades without codes of certificates count.
    pub fn trades_without_certificates(&self) -> Uncertified {
        self.trades_without_certificates
    }

    /// Whether transferred certificates of conventional hydropower count.
    pub fn transferred_certificates(&self) -> Transferred {
        self.transferred_certificates
    }

    /// The stated round-trip efficiency of storage, above 0 up to 1; `None` where it is measured.
    pub fn storage_round_trip(&self) -> Option<&Exact> {
        self.storage_round_trip.as_ref()
    }

    /// Whether exported electricity lowers emissions.
    pub fn export_credit(&self) -> ExportCredit {
        self.export_credit
    }

    /// Whether gaps in readings are filled.
    pub fn estimation(&self) -> Estimation {
        self.estimation
    }

    /// Whether the bounds include the accuracy class of the meters.
    pub fn accuracy(&self) -> Accuracy {
        self.accuracy
    }

    /// Whether feedstock enters the park's energy.
    pub fn feedstock_energy(&self) -> Feedstock {
        self.feedstock_energy
    }

    /// Most that is recognised of trades and certificates, MWh; `None` where no cap is stated.
    pub fn recognition_cap(&self) -> Option<&Exact> {
        self.recognition_cap.as_ref()
    }

    /// Nuclear electricity that was bought on the market, MWh, where it is stated.
    pub fn nuclear_purchased(&self) -> Option<&Exact> {
        self.nuclear_purchased.as_ref()
    }

    /// How many years the vintage of an offset may lie before the end of the period.
    pub fn offset_vintage_years(&self) -> u32 {
        self.offset_vintage_years
    }

    /// Which standards of offsets count.
    pub fn offset_standards(&self) -> &OffsetStandards {
        &self.offset_standards
    }

    /// The limit stated for a rule, in the unit of its clause.
    pub fn limit(&self, rule: &str) -> Option<&Exact> {
        self.limits.get(rule)
    }

    /// The level stated for a rule.
    pub fn level(&self, rule: &str) -> Option<Level> {
        self.levels.get(rule).copied()
    }

    /// The limit by which a rule is judged: the stated one, else the baseline's share, else the one for parks of any
    /// size, else the tier of a park of `tce` a year.
    pub fn limit_for(&self, clause: &Clause, period: &Period, tce: Option<&Exact>) -> Option<Exact> {
        let share = || clause.divisor.as_ref().and_then(|divisor| self.baseline.over(divisor));
        let tier = || tce.and_then(|tce| clause.tier(period, tce)).map(|limit| limit.value.clone());
        self.limit(clause.id).cloned().or_else(share).or_else(|| clause.limit_on(period).cloned()).or_else(tier)
    }

    /// The level at which a rule stands: the stated one, else the clause's, which is advisory for a park of `tce` a year
    /// that is large enough for it.
    pub fn level_for(&self, clause: &Clause, tce: Option<&Exact>) -> Level {
        let is_large = tce.zip(clause.advisory_from_tce.as_ref()).is_some_and(|(tce, from)| tce >= from);
        let own = if is_large { Level::Advisory } else { clause.level };
        self.level(clause.id).unwrap_or(own)
    }
}
