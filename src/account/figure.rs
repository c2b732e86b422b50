//! A figure of the report: a value with its bounds, its unit and the evidence under it.

use crate::measure::{Amount, Exact, Span, Trail};

/// A figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// Name, such as `electricity.grid_import`.
    pub id: &'static str,
    /// The value with its bounds; `None` where the evidence does not give one.
    pub span: Option<(Exact, Option<Exact>, Option<Exact>)>,
    /// Unit.
    pub unit: &'static str,
    /// The rows that it rests on.
    pub trail: Trail,
    /// Whether it is inferred and not metered (METHOD 9).
    pub inferred: bool,
}

impl Figure {
    /// Whether its value lies within its bounds, as that of every figure must.
    pub fn lies_within(&self) -> bool {
        let Some((value, lower, upper)) = &self.span else { return true };
        lower.as_ref().is_none_or(|lower| lower <= value) && upper.as_ref().is_none_or(|upper| value <= upper)
    }

    /// A figure from a span, if there is one.
    pub(super) fn of<T: Amount>(id: &'static str, span: Option<&Span<T>>, trail: Trail) -> Self {
        let bound = |b: &Option<T>| b.as_ref().map(|b| b.exact().clone());
        let span = span.map(|s| (s.value.exact().clone(), bound(&s.lower), bound(&s.upper)));
        Self { id, span, unit: T::UNIT, trail, inferred: false }
    }
}
