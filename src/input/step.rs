//! The step of a meter, inferred from its stamps.

use chrono::Datelike;

use crate::measure::{Civil, Step};

/// Steps that are looked for, longest first; those that are no usual step need more evidence.
const STEPS: [(u32, usize); 16] = [
    (1440, 2),
    (720, 8),
    (480, 8),
    (360, 8),
    (240, 8),
    (180, 8),
    (120, 8),
    (60, 2),
    (30, 2),
    (20, 2),
    (15, 2),
    (10, 2),
    (5, 2),
    (3, 8),
    (2, 8),
    (1, 2),
];

/// The longest step on whose grid at least four of five stamps lie, all with the same offset from it. `stamps` are distinct, ascending. `None` if
/// they are too few.
pub(super) fn infer(stamps: &[Civil]) -> Option<Step> {
    if stamps.len() < 2 {
        return None;
    }
    let enough = |count: usize| count * 5 >= stamps.len() * 4;
    let month_ends = stamps.iter().filter(|s| s.0.rem_euclid(86_400) == 0 && s.day().day() == 1).count();
    if enough(month_ends) {
        return Some(Step::Month);
    }
    STEPS.into_iter().filter(|(_, least)| stamps.len() >= *least).map(|(minutes, _)| minutes).find_map(|minutes| {
        let offsets = stamps.iter().map(|s| s.0.rem_euclid(i64::from(minutes) * 60));
        // If more than half have one offset, it is the one that is left when others are struck off against it.
        let (mut likely, mut lead) = (0, 0_usize);
        for offset in offsets.clone() {
            match lead {
                0 => (likely, lead) = (offset, 1),
                _ if offset == likely => lead += 1,
                _ => lead -= 1,
            }
        }
        enough(offsets.filter(|&offset| offset == likely).count()).then_some(Step::Minutes(minutes))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stamps(minutes: &[i64]) -> Vec<Civil> {
        minutes.iter().map(|m| Civil(m * 60)).collect()
    }

    #[test]
    fn the_step_shows_in_any_order_and_with_gaps() {
        assert_eq!(infer(&stamps(&[0, 15, 30, 60, 75])), Some(Step::Minutes(15)));
        assert_eq!(infer(&stamps(&[1, 16, 31, 46])), Some(Step::Minutes(15)));
        assert_eq!(infer(&stamps(&[0, 60, 180, 240])), Some(Step::Minutes(60)));
        assert_eq!(infer(&stamps(&[1440, 2880, 5760])), Some(Step::DAY));
        assert_eq!(infer(&stamps(&[0, 15, 30, 37, 45, 60, 75, 90, 105, 120])), Some(Step::Minutes(15)));
        assert_eq!(infer(&stamps(&[7])), None);
    }
}
