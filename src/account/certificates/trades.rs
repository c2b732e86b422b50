//! Green-power trades, judged like certificates (METHOD 3, Z): a trade counts by the codes of the certificates that settle it.
//!
//! Its MWh count in full where it has at least as many codes, rounded down, that nothing else has claimed, and one at least; else as many MWh as it has
//! such codes. What is recognised is the retired certificate: a code of which the park's own records say that it was not retired, or was retired for
//! another entity or of another time, settles no trade, and neither does one of a project whose energy a meter counts. What does not count is told with
//! its reason, row by row.

use std::collections::BTreeSet;

use super::code_set::CodeSet;
use super::names::folded;
use super::{Elsewhere, Reason, Terms, claims, objections, words};
use crate::dossier::{Certificate, Codes, Position, Trade};
use crate::measure::Exact;
use crate::say;
use crate::say::Message;

/// A row of which traded energy counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CountedTrade {
    /// Its place among the trades.
    pub trade: usize,
    /// How much of it counts, `MWh`.
    pub mwh: Exact,
}

/// Traded energy that does not count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TradeRejection {
    /// The contract.
    pub contract: String,
    /// How much, `MWh`.
    pub mwh: Exact,
    /// Why.
    pub reason: Reason,
    /// What would help.
    pub why: Message,
    /// The row.
    pub position: Position,
}

/// The trades as judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JudgedTrades {
    /// Energy presented, `MWh`.
    pub presented: Exact,
    /// Energy that counts, `MWh`.
    pub counted: Exact,
    /// The rows of which energy counts, in order.
    pub rows: Vec<CountedTrade>,
    /// The codes that counted trades claim, in order, neighbours as one range.
    pub codes: Vec<Codes>,
    /// What does not count, in the order of rows.
    pub rejected: Vec<TradeRejection>,
    /// Energy of rows without codes that counts only because a setting says so, with the first row.
    pub uncertified: Option<(Exact, Position)>,
}

/// Judges trades, in the order of files and rows.
pub fn judge_trades(certificates: &[Certificate], terms: &Terms<'_>) -> JudgedTrades {
    let against = if terms.trades.iter().any(|trade| trade.codes.is_some()) { objections(certificates, terms) } else { CodeSet::default() };
    let mut elsewhere = CodeSet::default();
    for (at, entry) in terms.ledger.iter().enumerate().filter(|(_, entry)| !claims::is_own(entry, terms.park, terms.period)) {
        elsewhere.insert(&entry.codes, Elsewhere::Entry(at));
    }
    let mut taken: CodeSet<Elsewhere> = CodeSet::default();
    let mut judged = JudgedTrades {
        presented: Exact::zero(),
        counted: Exact::zero(),
        rows: Vec::new(),
        codes: Vec::new(),
        rejected: Vec::new(),
        uncertified: None,
    };
    let mut seen = BTreeSet::new();
    for (at, trade) in terms.trades.iter().enumerate() {
        judged.presented += &trade.mwh;
        let key = (folded(&trade.contract), trade.month, trade.codes.clone());
        let metered = trade.project_code.as_ref().is_some_and(|projects| terms.is_metered(projects));
        let whole = |reason, why| vec![(trade.mwh.clone(), reason, why)];
        let (counted, left) = if !terms.period.contains_month(trade.month) {
            let (month, start, end) = (trade.month, terms.period.start, terms.period.end);
            (Exact::zero(), whole(Reason::WrongVintage, say!("of {month}, and judged for {start} to {end}", month, start, end)))
        } else if metered {
            (Exact::zero(), whole(Reason::AlreadyClaimed, say!("the energy of its project is counted by a meter")))
        } else if !seen.insert(key) {
            (Exact::zero(), whole(Reason::Duplicate, say!("an earlier row states the same contract and month with the same codes")))
        } else if let Some(codes) = &trade.codes {
            by_codes(trade, at, codes, &mut Ground { certificates, against: &against, elsewhere: &elsewhere, taken: &mut taken }, terms)
        } else if terms.uncertified_trades {
            let (sum, _) = judged.uncertified.get_or_insert_with(|| (Exact::zero(), trade.position));
            *sum += &trade.mwh;
            (trade.mwh.clone(), Vec::new())
        } else {
            (Exact::zero(), whole(Reason::WithoutCertificate, uncertified()))
        };
        if counted.is_positive() {
            judged.counted += &counted;
            judged.rows.push(CountedTrade { trade: at, mwh: counted });
        }
        let rejected = left.into_iter().filter(|(mwh, _, _)| mwh.is_positive());
        judged.rejected.extend(rejected.map(|(mwh, reason, why)| TradeRejection {
            contract: trade.contract.clone(),
            mwh,
            reason,
            why,
            position: trade.position,
        }));
    }
    judged.codes = taken.list();
    judged
}

fn uncertified() -> Message {
    say!("what is recognised is the certificate: state the codes that settle the trade (`certificate_first_id`, `certificate_last_id`)")
}

type Left = Vec<(Exact, Reason, Message)>;

/// What is known of codes while trades are judged.
struct Ground<'a> {
    certificates: &'a [Certificate],
    /// Codes of which rows of certificates say that they do not count, with the reason and the row.
    against: &'a CodeSet<(Reason, usize)>,
    elsewhere: &'a CodeSet<Elsewhere>,
    taken: &'a mut CodeSet<Elsewhere>,
}

/// How much of a trade counts by its codes, and what of it does not. Its codes are its own from now on.
fn by_codes(trade: &Trade, at: usize, codes: &Codes, ground: &mut Ground<'_>, terms: &Terms<'_>) -> (Exact, Left) {
    let number = |n: u128| Exact::from(i128::try_from(n).unwrap_or(i128::MAX));
    let (mut free, mut held) = (0_u128, Vec::new());
    let spoken = ground.against.part(codes);
    held.extend(spoken.held.into_iter().map(|(codes, (reason, row))| {
        let position = ground.certificates[row].position;
        let file = terms.inputs.get(position.file).map_or("", |input| input.name.as_str());
        let why = say!("its certificate does not count ({file}:{line}: {reason})", file, line = position.line, reason => reason.said());
        (codes.quantity(), reason, why)
    }));
    let parted: Vec<_> = spoken.free.iter().map(|codes| ground.elsewhere.part(codes)).collect();
    let mut parts = Vec::new();
    for parted in parted {
        held.extend(parted.held.into_iter().map(|(codes, by)| (codes.quantity(), Reason::AlreadyClaimed, words::elsewhere(by, terms))));
        parts.extend(parted.free);
    }
    for part in parts {
        let again = ground.taken.part(&part);
        held.extend(again.held.into_iter().map(|(codes, by)| (codes.quantity(), Reason::Duplicate, words::elsewhere(by, terms))));
        for own in again.free {
            free = free.saturating_add(own.quantity());
            ground.taken.add(own, Elsewhere::Trade(at));
        }
    }
    let free = number(free);
    // Where nothing of its codes is free, a trade of less than one MWh has none that could settle it.
    if free.is_positive() && free >= trade.mwh.floor() {
        return (trade.mwh.clone(), Vec::new());
    }
    let mut left = &trade.mwh - &free;
    let mut rejected = Left::new();
    for (quantity, reason, why) in held {
        let mwh = number(quantity).min(left.clone());
        left -= &mwh;
        rejected.push((mwh, reason, why));
    }
    rejected.push((left, Reason::WithoutCertificate, say!("the trade has fewer certificates than MWh; {more}", more => uncertified())));
    (free, rejected)
}
