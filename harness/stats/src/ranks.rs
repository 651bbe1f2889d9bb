//! What the two rank tests share: ranks with ties, the normal tail, the outcome.

use statrs::distribution::{ContinuousCDF, Normal};

use crate::number::from_count;

/// Outcome of a two-sided rank test.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RankTest {
    /// The test's statistic, as each test defines it.
    pub statistic: f64,
    /// Probability, in 0..=1, of a statistic at least this extreme on either side if nothing had
    /// changed.
    pub p_value: f64,
    /// Whether [`Self::p_value`] counts arrangements, rather than being a normal approximation.
    pub is_exact: bool,
}

/// Ranks of some values.
pub(crate) struct Ranks {
    /// One per value, in the order of the values; from 1; equal values share their mean rank.
    pub(crate) ranks: Vec<f64>,
    /// Sum of t^3 - t over the groups of t equal values; 0 without ties.
    pub(crate) tie_term: f64,
}

/// Ranks of `values`, which are finite and hold no negative zero. O(n log n) time, O(n) memory.
pub(crate) fn ranks_of(values: &[f64]) -> Ranks {
    let mut places: Vec<usize> = (0..values.len()).collect();
    places.sort_unstable_by(|&a, &b| values[a].total_cmp(&values[b]));
    let mut ranks = vec![0.0; values.len()];
    let mut tie_term = 0.0;
    let mut before = 0.0;
    for equals in places.chunk_by(|&a, &b| values[a].total_cmp(&values[b]).is_eq()) {
        let size = from_count(equals.len());
        for &place in equals {
            ranks[place] = before + f64::midpoint(1.0, size);
        }
        tie_term += size.powi(3) - size;
        before += size;
    }
    Ranks { ranks, tie_term }
}

/// Probability that a standard normal number is at least `deviation` away from 0 on either side;
/// 1 for a `deviation` of 0 or less.
pub(crate) fn normal_two_sided(deviation: f64) -> f64 {
    (2.0 * Normal::standard().sf(deviation.max(0.0))).min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_values_share_their_mean_rank() {
        let ranked = ranks_of(&[20.0, 10.0, 20.0, 5.0, 20.0]);
        assert_eq!(ranked.ranks, [4.0, 2.0, 4.0, 1.0, 4.0]);
        assert!((ranked.tie_term - 24.0).abs() < 1e-12);
    }

    #[test]
    fn far_tails_keep_their_digits() {
        // Twice the normal tail beyond 10 deviations, as scipy.stats.norm.sf gives it.
        assert!((normal_two_sided(10.0) / 1.523_970_604_832_105e-23 - 1.0).abs() < 1e-10);
    }
}
