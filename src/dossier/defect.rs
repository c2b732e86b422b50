//! What is wrong with the evidence: coded, located, counted.

use std::collections::BTreeMap;

use super::Position;
use crate::closed_list::closed_list;
use crate::measure::Civil;
use crate::say;
use crate::say::Message;

closed_list! {
    /// What a defect does to the assessment.
    Effect {
        /// Something that a rule needs cannot be had.
        Blocks = "blocks",
        /// A reading or row is not used.
        Discards = "discards",
        /// It is said, and changes nothing.
        Notes = "notes",
    }
}

closed_list! {
    /// Code of a defect: kebab-case, a noun phrase.
    #[allow(missing_docs)]
    Code {
        MissingInterval = "missing-interval",
        DuplicateReading = "duplicate-reading",
        ConflictingReading = "conflicting-reading",
        OverlappingReading = "overlapping-reading",
        NegativeReading = "negative-reading",
        OwnUseReading = "own-use-reading",
        UnexplainedDischarge = "unexplained-discharge",
        OffGridReading = "off-grid-reading",
        UnknownStep = "unknown-step",
        FrozenReading = "frozen-reading",
        NightGeneration = "night-generation",
        ClockShift = "clock-shift",
        Spike = "spike",
        ContradictedRating = "contradicted-rating",
        CumulativeSeries = "cumulative-series",
        IdenticalSeries = "identical-series",
        RegisterReset = "register-reset",
        RegisterGlitch = "register-glitch",
        RegisterRollover = "register-rollover",
        TariffMismatch = "tariff-mismatch",
        MultiplierChange = "multiplier-change",
        BillMismatch = "bill-mismatch",
        BillSplit = "bill-split",
        InclusiveBillEnd = "inclusive-bill-end",
        EstimatedReading = "estimated-reading",
        ExpiredCorrection = "expired-correction",
        UnusedCorrection = "unused-correction",
        EarlyApproval = "early-approval",
        UnparsableRow = "unparsable-row",
        MissingFactor = "missing-factor",
        DefaultCoalFactor = "default-coal-factor",
        UnusualFactor = "unusual-factor",
        UnusedRow = "unused-row",
        MissingOutput = "missing-output",
        SectionTitle = "section-title",
        UnknownMeter = "unknown-meter",
        UnknownUnit = "unknown-unit",
        UnknownQuality = "unknown-quality",
        RegistryConflict = "registry-conflict",
        UnreadFile = "unread-file",
        OutsidePeriod = "outside-period",
        OutOfServiceReading = "out-of-service-reading",
        ServiceGap = "service-gap",
        UncountedFuel = "uncounted-fuel",
        MissingFuel = "missing-fuel",
        InferredFlow = "inferred-flow",
        IncompleteLoads = "incomplete-loads",
        OpenGuess = "open-guess",
        UnknownProvince = "unknown-province",
        ListConflict = "list-conflict",
        UnknownStatus = "unknown-status",
        UncompletedOrder = "uncompleted-order",
        ConflictingCertificate = "conflicting-certificate",
        InexactBeneficiary = "inexact-beneficiary",
        CertificateNotRetired = "certificate-not-retired",
        CertificateExpired = "certificate-expired",
        CertificateWrongVintage = "certificate-wrong-vintage",
        CertificateWrongBeneficiary = "certificate-wrong-beneficiary",
        CertificateDuplicate = "certificate-duplicate",
        CertificateNotTradable = "certificate-not-tradable",
        CertificateAlreadyClaimed = "certificate-already-claimed",
        CertificateRetiredBeforeGeneration = "certificate-retired-before-generation",
        TradeWithoutCertificate = "trade-without-certificates",
    }
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Defect {
    /// Its code.
    pub code: Code,
    /// What it does.
    pub effect: Effect,
    /// The meter concerned.
    pub meter: Option<String>,
    /// Where it stands.
    pub position: Option<Position>,
    /// Readings, rows or intervals concerned.
    pub count: u64,
    /// Place, excerpt, arithmetic and remedy in one sentence.
    pub message: Message,
    /// The time that it is of, where it is of one.
    pub during: Option<(Civil, Civil)>,
    /// The correction or waiver that explains it.
    pub explained: Option<Position>,
}

impl Defect {
    /// One that says what is wrong; it counts once, and is of no meter, place or time until these are given.
    pub fn new(code: Code, effect: Effect, message: Message) -> Self {
        Self { code, effect, meter: None, position: None, count: 1, message, during: None, explained: None }
    }

    /// With where it stands; `None` where it stands nowhere.
    #[must_use]
    pub fn at(self, position: impl Into<Option<Position>>) -> Self {
        Self { position: position.into(), ..self }
    }

    /// With the meter concerned.
    #[must_use]
    pub fn of(self, meter: impl Into<Option<String>>) -> Self {
        Self { meter: meter.into(), ..self }
    }

    /// With the number of readings, rows or intervals concerned.
    #[must_use]
    pub fn count(self, count: u64) -> Self {
        Self { count, ..self }
    }

    /// With the time that it is of: its start and its end, exclusive.
    #[must_use]
    pub fn during(self, span: impl Into<Option<(Civil, Civil)>>) -> Self {
        Self { during: span.into(), ..self }
    }
}

/// Defects listed one by one for a code, meter and file; the rest of them are counted in one entry.
const LISTED: usize = 1000;
/// Defects listed one by one for a code and file; beyond, those of a meter are counted in one entry.
const LISTED_IN_FILE: usize = 10_000;

/// The defects found so far.
#[derive(Clone, Debug, Default)]
pub struct Defects {
    list: Vec<Defect>,
    listed: BTreeMap<(Code, Option<usize>), Listed>,
}

/// What is listed of a code in a file: how many in all, and by meter how many, and which entry counts the rest of them.
#[derive(Clone, Debug, Default)]
struct Listed {
    all: usize,
    /// By meter; the name of none is empty.
    meters: BTreeMap<String, (usize, Option<usize>)>,
}

impl Defects {
    /// Records a defect. Past the first thousand of one code, meter and file, and past the first ten thousand of one code and file, those of a
    /// meter are counted in one entry that stands at the first of them.
    pub fn push(&mut self, defect: Defect) {
        let file = defect.position.map(|p| p.file);
        let meter = defect.meter.clone().unwrap_or_default();
        if self.count(defect.code, &meter, file, defect.count) {
            return;
        }
        let listed = self.listed.entry((defect.code, file)).or_default();
        let (number, rest) = listed.meters.entry(meter).or_insert((0, None));
        if *number < LISTED && listed.all < LISTED_IN_FILE {
            *number += 1;
            listed.all += 1;
            self.list.push(defect);
        } else {
            *rest = Some(self.list.len());
            let message = say!("{first} (and further ones of this kind, counted here)", first => defect.message);
            self.list.push(Defect { message, during: None, ..defect });
        }
    }

    /// All of them, in the order found.
    pub fn into_list(self) -> Vec<Defect> {
        self.list
    }

    /// Records several.
    pub fn extend(&mut self, defects: impl IntoIterator<Item = Defect>) {
        defects.into_iter().for_each(|defect| self.push(defect));
    }

    /// Counts further defects of a code, meter and file, if they are no longer listed one by one.
    pub fn count(&mut self, code: Code, meter: &str, file: Option<usize>, count: u64) -> bool {
        let rest = self.listed.get(&(code, file)).and_then(|listed| listed.meters.get(meter)?.1);
        if let Some(at) = rest {
            self.list[at].count += count;
        }
        rest.is_some()
    }

    /// Every defect, to be marked as explained.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut Defect> {
        self.list.iter_mut()
    }

    /// All defects, ordered by place, code and meter.
    pub fn into_sorted(mut self) -> Vec<Defect> {
        self.list.sort_by(order);
        self.list
    }

    /// These and further ones, ordered by place, code and meter.
    pub fn sorted_with<'a>(&'a self, further: &'a Self) -> Vec<&'a Defect> {
        let mut all: Vec<&Defect> = self.list.iter().chain(&further.list).collect();
        all.sort_by(|a, b| order(a, b));
        all
    }

    /// The defects in the order found.
    pub fn iter(&self) -> impl Iterator<Item = &Defect> {
        self.list.iter()
    }
}

fn order(a: &Defect, b: &Defect) -> std::cmp::Ordering {
    let facts = (a.position, a.code, &a.meter, a.count).cmp(&(b.position, b.code, &b.meter, b.count));
    facts.then_with(|| a.message.to_string().cmp(&b.message.to_string()))
}
