//! What adds to the totals, piece by piece.

use chrono::NaiveDate;

use crate::measure::Exact;

/// What adds to the totals. U is the sum of the first four; P + D + G − X is U without [`Component::Fossil`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Component {
    /// P, `MWh`.
    Import,
    /// R, `MWh`.
    Green,
    /// F, `MWh`.
    Fossil,
    /// The rest of U, `MWh`: nuclear lines, and less what stores lose, plants use themselves and exports take of other energy.
    Further,
    /// E', emissions beside those of purchased electricity, tCO2.
    Emissions,
    /// W', energy beside electricity, tce.
    Energy,
}

impl Component {
    /// Every component.
    pub const ALL: [Self; 6] = [Self::Import, Self::Green, Self::Fossil, Self::Further, Self::Emissions, Self::Energy];
    /// Those of electricity.
    pub const ELECTRIC: [Self; 4] = [Self::Import, Self::Green, Self::Fossil, Self::Further];
    /// Those beside it.
    pub const OTHER: [Self; 2] = [Self::Emissions, Self::Energy];
}

/// An amount of each component.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Amounts([Exact; 6]);

impl Default for Amounts {
    fn default() -> Self {
        Self::each(|_| Exact::zero())
    }
}

impl Amounts {
    /// What a function gives for each component.
    pub fn each(of: impl FnMut(Component) -> Exact) -> Self {
        Self(Component::ALL.map(of))
    }

    /// Of one component.
    pub fn of(&self, component: Component) -> &Exact {
        &self.0[component as usize]
    }

    /// Of one component, to be changed.
    pub fn of_mut(&mut self, component: Component) -> &mut Exact {
        &mut self.0[component as usize]
    }

    /// U.
    pub fn used(&self) -> Exact {
        Component::ELECTRIC.iter().map(|&s| self.of(s)).sum()
    }

    /// P + D + G − X.
    pub fn net(&self) -> Exact {
        self.used() - self.of(Component::Fossil)
    }

    /// Adds another.
    pub fn add(&mut self, other: &Self) {
        for component in Component::ALL {
            *self.of_mut(component) += other.of(component);
        }
    }

    /// Times a number.
    #[must_use]
    pub fn times(&self, factor: &Exact) -> Self {
        Self::each(|component| self.of(component) * factor)
    }
}

/// A day, or a month, of a contribution.
#[derive(Clone, Debug)]
pub struct Piece {
    /// Its first day.
    pub start: NaiveDate,
    /// Its days in the period.
    pub days: i64,
    /// Whether all of it is known.
    pub full: bool,
    /// What it adds.
    pub amounts: Amounts,
}

/// What adds to the totals, in time.
#[derive(Clone, Debug)]
pub struct Contribution {
    /// Whether its pieces are days; else months.
    pub daily: bool,
    /// Its pieces, in order.
    pub pieces: Vec<Piece>,
}
