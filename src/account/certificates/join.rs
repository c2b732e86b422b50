//! Records of the same certificates joined by their codes: which of them presents a code, and what the others say of it.
//!
//! A code is presented once for all kinds of record: by the list that proves its retirement, else by the register, the holding, the
//! purchase, the issue that names it. A record that names a code twice presents it again. Rows of registers stand by themselves: they
//! are merged with other kinds of record only. Nothing is joined by project or month, which would multiply rows.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::code_set::CodeSet;
use super::names::folded;
use crate::dossier::{Certificate, Codes, Kind, Record};

/// What the records say of certificates beside their retirement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Evidence {
    /// First and last day of generation; where records disagree, from the earliest to the latest that any of them says.
    pub(super) generated: Option<(NaiveDate, NaiveDate)>,
    /// Kind: the least tradable that any record says.
    pub(super) kind: Kind,
    /// Whether any record names a project whose energy is metered.
    pub(super) metered: bool,
}

impl Evidence {
    fn and(self, other: Self, own: Option<(NaiveDate, NaiveDate)>) -> Self {
        let wider = |span: (NaiveDate, NaiveDate)| own.is_some_and(|own| span.0 <= own.0 && own.1 <= span.1);
        let generated = match (self.generated, other.generated) {
            // a record that is only less exact says nothing new
            (generated, Some(span)) if wider(span) => generated,
            (Some(a), Some(b)) => Some((a.0.min(b.0), a.1.max(b.1))),
            (a, b) => a.or(b),
        };
        Self { generated, kind: self.kind.max(other.kind), metered: self.metered || other.metered }
    }
}

/// What two records say differently of the same certificates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Matter {
    /// When they were generated.
    Generation,
    /// For whom they were bought, held or retired.
    Beneficiary,
}

/// Certificates of which two rows disagree.
#[derive(Clone, Debug)]
pub(super) struct Disagreement {
    /// The row with the retirement.
    pub(super) row: usize,
    /// The other row.
    pub(super) other: usize,
    pub(super) matter: Matter,
    /// Some of the codes.
    pub(super) codes: Codes,
    /// How many they are.
    pub(super) quantity: u128,
}

/// Disagreements by row (of beneficiaries by file: a buyer is often the same throughout), matter, the other file and what the two say.
type Disagreements = BTreeMap<(usize, Matter, usize, String), Disagreement>;

/// What rows say of codes: in each layer a code stands once, so that rows that say different things of it are all kept.
#[derive(Debug, Default)]
struct Layers(Vec<CodeSet<usize>>);

impl Layers {
    /// Adds a row's codes, but for those of which a row that says the `same` is known.
    fn add(&mut self, codes: &Codes, row: usize, same: impl Fn(usize) -> bool) {
        let mut rest = vec![codes.clone()];
        for at in 0.. {
            if rest.is_empty() {
                break;
            }
            if at == self.0.len() {
                self.0.push(CodeSet::default());
            }
            let mut deeper = Vec::new();
            for codes in rest {
                let parted = self.0[at].part(&codes);
                deeper.extend(parted.held.into_iter().filter(|(_, other)| !same(*other)).map(|(codes, _)| codes));
                parted.free.into_iter().for_each(|free| self.0[at].add(free, row));
            }
            rest = deeper;
        }
    }
}

/// A row's codes, by how it presents them.
#[derive(Debug, Default)]
pub(super) struct Presented {
    /// Those that no stronger record presents.
    pub(super) own: Vec<Codes>,
    /// Those that a stronger record presents, and an earlier row of this kind was merged with.
    pub(super) again: Vec<Codes>,
}

/// Rows of records, joined by their codes.
#[derive(Debug)]
pub(super) struct Join<'a> {
    rows: &'a [Certificate],
    evidence: Vec<Evidence>,
    /// Beneficiaries as they are compared.
    names: Vec<String>,
    registers: Layers,
    others: Layers,
    /// The codes that records of a kind name.
    named: BTreeMap<Record, CodeSet>,
    /// The codes of a kind that were merged with a stronger record.
    merged: BTreeMap<Record, CodeSet>,
    /// What rows disagree about.
    pub(super) disagreements: Disagreements,
}

impl<'a> Join<'a> {
    /// Joins rows.
    pub(super) fn of(rows: &'a [Certificate], metered: impl Fn(&str) -> bool) -> Self {
        let evidence: Vec<Evidence> = rows
            .iter()
            .map(|row| Evidence { generated: row.generated, kind: row.kind, metered: row.project_code.as_deref().is_some_and(&metered) })
            .collect();
        let names = rows.iter().map(|row| folded(&row.beneficiary)).collect();
        let mut join = Self {
            rows,
            evidence,
            names,
            registers: Layers::default(),
            others: Layers::default(),
            named: BTreeMap::new(),
            merged: BTreeMap::new(),
            disagreements: BTreeMap::new(),
        };
        if join.is_mixed() {
            join.gather();
        }
        join
    }

    /// Whether there are records of another kind than registers: else every row stands by itself.
    pub(super) fn is_mixed(&self) -> bool {
        self.rows.iter().any(|row| row.record != Record::Register)
    }

    fn gather(&mut self) {
        let (evidence, names) = (&self.evidence, &self.names);
        for (at, row) in self.rows.iter().enumerate() {
            let Some(codes) = row.lot.codes() else { continue };
            let layers = if row.record == Record::Register { &mut self.registers } else { &mut self.others };
            layers.add(codes, at, |other| evidence[other] == evidence[at] && names[other] == names[at]);
            self.named.entry(row.record).or_default().insert(codes, ());
        }
    }

    /// A row's codes in parts of which all records say the same.
    pub(super) fn parts(&mut self, row: usize) -> Vec<(Codes, Evidence)> {
        let Some(codes) = self.rows[row].lot.codes() else { return Vec::new() };
        let own = self.rows[row].generated;
        let mut parts = vec![(codes.clone(), self.evidence[row])];
        let registers = if self.rows[row].record == Record::Register { &[][..] } else { &self.registers.0[..] };
        for layer in registers.iter().chain(&self.others.0) {
            let mut next = Vec::new();
            for (codes, evidence) in parts {
                let parted = layer.part(&codes);
                for (held, other) in parted.held {
                    disagree(self.rows, &self.names, (row, other), &held, &mut self.disagreements);
                    next.push((held, evidence.and(self.evidence[other], own)));
                }
                next.extend(parted.free.into_iter().map(|free| (free, evidence)));
            }
            parts = joined(next);
        }
        parts
    }

    /// How a row that proves no retirement presents its codes.
    pub(super) fn present(&mut self, row: usize) -> Presented {
        let Some(codes) = self.rows[row].lot.codes() else { return Presented::default() };
        let record = self.rows[row].record;
        let stronger: &[Record] = match record {
            Record::Retirement => &[],
            Record::Register => &[Record::Retirement],
            Record::Holding => &[Record::Retirement, Record::Register],
            Record::Purchase => &[Record::Retirement, Record::Register, Record::Holding],
            Record::Issue => &[Record::Retirement, Record::Register, Record::Holding, Record::Purchase],
        };
        let mut presented = Presented { own: vec![codes.clone()], again: Vec::new() };
        let mut taken = Vec::new();
        for set in stronger.iter().filter_map(|record| self.named.get(record)) {
            let mut free = Vec::new();
            for codes in presented.own {
                let parted = set.part(&codes);
                taken.extend(parted.held.into_iter().map(|(codes, ())| codes));
                free.extend(parted.free);
            }
            presented.own = free;
        }
        let merged = self.merged.entry(record).or_default();
        for codes in taken {
            let parted = merged.part(&codes);
            presented.again.extend(parted.held.into_iter().map(|(codes, ())| codes));
            parted.free.into_iter().for_each(|free| merged.add(free, ()));
        }
        presented
    }
}

/// Notes what a row with a retirement and another row say differently of codes.
fn disagree(rows: &[Certificate], names: &[String], (row, other): (usize, usize), codes: &Codes, found: &mut Disagreements) {
    // of two retirements of a code, the later one tells
    if row == other || (rows[other].retired().is_some() && other > row) {
        return;
    }
    let within = |a: (NaiveDate, NaiveDate), b: (NaiveDate, NaiveDate)| b.0 <= a.0 && a.1 <= b.1;
    let generation = rows[row].generated.zip(rows[other].generated).filter(|(a, b)| !within(*a, *b) && !within(*b, *a));
    let (name, agent) = (&names[other], folded(&rows[row].retired_by));
    let beneficiary = !names[row].is_empty() && !name.is_empty() && names[row] != *name && agent != *name;
    let said = [
        (row, Matter::Generation, generation.map(|(_, (first, last))| format!("{first} {last}"))),
        (rows[row].position.file, Matter::Beneficiary, beneficiary.then(|| format!("{}\u{1f}{name}", names[row]))),
    ];
    for (place, matter, said) in said {
        let Some(said) = said else { continue };
        let first = || Disagreement { row, other, matter, codes: codes.clone(), quantity: 0 };
        let told = found.entry((place, matter, rows[other].position.file, said)).or_insert_with(first);
        told.quantity = told.quantity.saturating_add(codes.quantity());
    }
}

/// Parts of a row in order, neighbours with the same evidence as one.
fn joined(mut parts: Vec<(Codes, Evidence)>) -> Vec<(Codes, Evidence)> {
    parts.sort_unstable_by(|a, b| a.0.cmp(&b.0));
    let mut all: Vec<(Codes, Evidence)> = Vec::with_capacity(parts.len());
    for (codes, evidence) in parts {
        match all.last_mut() {
            Some((before, same))
                if *same == evidence
                    && before.last + 1 == codes.first
                    && (before.width, &before.prefix, &before.suffix) == (codes.width, &codes.prefix, &codes.suffix) =>
            {
                before.last = codes.last;
            }
            _ => all.push((codes, evidence)),
        }
    }
    all
}
