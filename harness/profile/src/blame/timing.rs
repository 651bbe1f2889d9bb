//! Functions whose time moved, for where counts say nothing. Times of profiled runs are noisy, so only
//! large movements are told, and always after those of counts.

use super::amounts::{Amount, Amounts};
use super::profiles::Movement;

/// Smallest share of the whole time that a function must have moved by, and how many times its own it must
/// have become.
struct Limits {
    share: f64,
    factor: f64,
}

/// Where counts were taken beside: the times of one run under a profiler scatter by up to 40 %.
const BESIDE_COUNTS: Limits = Limits { share: 0.25, factor: 2.0 };
/// Where there is nothing but times.
const ALONE: Limits = Limits { share: 0.1, factor: 1.25 };

/// Rows whose time moved a lot in the wanted way, the largest movement first.
pub(super) fn slowed(amounts: &Amounts<'_>, movement: Movement) -> Vec<usize> {
    let Some(column) = amounts.column("time") else { return Vec::new() };
    let is_alone =
        amounts.metrics.iter().all(|metric| super::comparable::is_timed(metric.as_str()));
    let limits = if is_alone { ALONE } else { BESIDE_COUNTS };
    let total = amounts.total(column);
    let least = limits.share * total.base.max(total.head);
    let is_large = |amount: Amount| {
        let (low, high) = (amount.base.min(amount.head), amount.base.max(amount.head));
        high - low >= least && high >= limits.factor * low && high > low
    };
    let is_wanted = |amount: Amount| match movement {
        Movement::Rise => amount.change() > 0.0,
        Movement::Fall => amount.change() < 0.0,
        Movement::Any => true,
    };
    let time = |row: &usize| amounts.rows[*row][column];
    let mut rows: Vec<_> =
        (0..amounts.rows.len()).filter(|row| is_large(time(row)) && is_wanted(time(row))).collect();
    rows.sort_by(|one, other| time(other).change().abs().total_cmp(&time(one).change().abs()));
    rows
}
