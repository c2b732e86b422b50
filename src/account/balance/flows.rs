//! The known energy of each flow, bin by bin, in run units (METHOD 3): what the point figures rest on.

use super::role::Role;

/// A generator with its auxiliary meters, or the park's on-site generation with them: netted bin by bin.
#[derive(Clone, Debug)]
pub struct Group {
    /// Net energy per bin.
    pub net: Vec<i128>,
    /// Whether it is generation on site (else a direct line).
    pub onsite: bool,
    /// Whether it is nuclear.
    pub nuclear: bool,
}

/// Energy of each flow, per bin. What is unknown stands in it at its point value.
#[derive(Clone, Debug)]
pub struct Flows {
    /// Whether import and export are inferred from loads (METHOD 9).
    pub inferred: bool,
    /// P.
    pub import: Vec<i128>,
    /// X.
    pub export: Vec<i128>,
    /// D (its supply where import is inferred).
    pub direct: Vec<i128>,
    /// Supply of nuclear lines.
    pub nuclear: Vec<i128>,
    /// G (its supply where import is inferred).
    pub onsite: Vec<i128>,
    /// r = D⁺ + G⁺ of renewable sources.
    pub renewable: Vec<i128>,
    /// What of r the direct lines supply.
    pub lines: Vec<i128>,
    /// F.
    pub fossil: Vec<i128>,
    /// `S_c`.
    pub charge: Vec<i128>,
    /// `S_d`.
    pub discharge: Vec<i128>,
    /// L.
    pub load: Vec<i128>,
    /// Netting groups.
    pub groups: Vec<Group>,
    /// Stated curtailed energy of the run.
    pub curtailed: i128,
    /// Whether a curtailed meter is incomplete.
    pub curtailed_incomplete: bool,
}

impl Flows {
    /// Flows of nothing over so many bins.
    pub(in crate::account) fn empty(length: usize, inferred: bool) -> Self {
        let zeros = || vec![0_i128; length];
        Self {
            inferred,
            import: zeros(),
            export: zeros(),
            direct: zeros(),
            nuclear: zeros(),
            onsite: zeros(),
            renewable: zeros(),
            lines: zeros(),
            fossil: zeros(),
            charge: zeros(),
            discharge: zeros(),
            load: zeros(),
            groups: Vec::new(),
            curtailed: 0,
            curtailed_incomplete: false,
        }
    }

    /// U of a bin.
    pub fn consumption(&self, b: usize) -> i128 {
        if self.inferred {
            self.load[b] + self.charge[b] - self.discharge[b]
        } else {
            self.import[b] + self.direct[b] + self.onsite[b] + self.fossil[b] - self.export[b]
        }
    }

    /// N, end use, of a bin.
    pub fn end_use(&self, b: usize) -> i128 {
        self.consumption(b) - self.charge[b] + self.discharge[b]
    }

    /// Adds a known energy of a role to a bin. A signed energy parts by its sign here, so that what is netted must be netted before.
    pub(in crate::account) fn add(&mut self, b: usize, role: Role, onsite: bool, value: i128) {
        match role {
            Role::Import => self.import[b] += value,
            Role::Export => self.export[b] += value,
            Role::Net => {
                self.import[b] += value.max(0);
                self.export[b] += (-value).max(0);
            }
            Role::Renewable => {
                let counted = if self.inferred { value.max(0) } else { value };
                if onsite {
                    self.onsite[b] += counted;
                } else {
                    self.direct[b] += counted;
                    self.lines[b] += value.max(0);
                }
                self.renewable[b] += value.max(0);
            }
            Role::Nuclear => {
                self.direct[b] += if self.inferred { value.max(0) } else { value };
                self.nuclear[b] += value.max(0);
            }
            Role::Fossil => self.fossil[b] += value,
            Role::Charge => self.charge[b] += value,
            Role::Discharge => self.discharge[b] += value,
            Role::Store => {
                self.charge[b] += value.max(0);
                self.discharge[b] += (-value).max(0);
            }
            Role::Load => self.load[b] += value,
        }
    }

    /// Adds a known energy to its netting group, or to its flows where it has none.
    pub(in crate::account) fn add_to(&mut self, b: usize, role: Role, onsite: bool, group: Option<usize>, value: i128) {
        match group {
            Some(group) => self.groups[group].net[b] += value,
            None => self.add(b, role, onsite, value),
        }
    }

    /// Adds the net energy of each netting group to the flows: the net is generation, its positive part supply.
    pub(in crate::account) fn add_groups(&mut self) {
        let groups = std::mem::take(&mut self.groups);
        for group in &groups {
            let role = if group.nuclear { Role::Nuclear } else { Role::Renewable };
            for (b, &net) in group.net.iter().enumerate() {
                self.add(b, role, group.onsite, net);
            }
        }
        self.groups = groups;
    }

    /// METHOD 9: import and export of each bin from the loads, where there is no gateway meter.
    pub(in crate::account) fn infer(&mut self) {
        if !self.inferred {
            return;
        }
        for b in 0..self.import.len() {
            let need = self.inferred_need(b);
            self.import[b] = need.max(0);
            self.export[b] = (-need).max(0);
        }
    }

    /// L + `S_c` − D⁺ − G⁺ − F − `S_d` of a bin.
    pub(in crate::account) fn inferred_need(&self, b: usize) -> i128 {
        self.load[b] + self.charge[b] - self.direct[b] - self.onsite[b] - self.fossil[b] - self.discharge[b]
    }
}
