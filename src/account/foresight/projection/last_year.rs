//! What the months of an earlier natural year added.

use std::collections::BTreeMap;

use super::super::timeline::{Component, Piece};
use crate::measure::{Exact, Month};

/// The months of an earlier natural year of the same park.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LastYear {
    /// The park.
    pub park: String,
    /// The year.
    pub year: i32,
    /// SHA-256 of the report that says it.
    pub sha256: String,
    /// What each month added, by its number from 1; a component that is not known is absent.
    pub months: BTreeMap<u32, Vec<Option<Exact>>>,
}

impl LastYear {
    fn month(&self, component: Component, month: u32) -> Option<&Exact> {
        self.months.get(&month)?.get(component as usize)?.as_ref()
    }

    /// What a day of a month added, on the mean of that month.
    pub(super) fn daily(&self, component: Component, month: u32) -> Exact {
        let days = Month::new(self.year, month).map_or(1, super::Days::of_month);
        self.month(component, month).map_or_else(Exact::zero, |sum| sum / &Exact::from(days))
    }

    /// What pieces of this year are to the same days of that one; `None` where a month of the component is not known or is below zero, or nothing of it
    /// was there then.
    pub(super) fn growth<'a>(&self, component: Component, pieces: impl Iterator<Item = &'a Piece>) -> Option<Exact> {
        let usable = (1..=12).all(|month| self.month(component, month).is_some_and(|sum| !sum.is_negative()));
        if !usable {
            return None;
        }
        let (mut now, mut then) = (Exact::zero(), Exact::zero());
        for piece in pieces {
            now += piece.amounts.of(component);
            then += &(self.daily(component, Month::of(piece.start).month) * Exact::from(piece.days));
        }
        then.is_positive().then(|| now.over(&then)).flatten()
    }
}
