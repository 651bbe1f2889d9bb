//! The Mann-Whitney rank-sum test of two independent samples.

use crate::number::{from_count, from_large_count, to_count};
use crate::order::finite_copy;
use crate::ranks::{normal_two_sided, ranks_of};
use crate::{RankTest, Sides};

/// Most values of a side for which arrangements are counted; R's `wilcox.test` has the same idea.
const EXACT_LIMIT: usize = 50;

/// The Mann-Whitney (Wilcoxon rank-sum) test, two-sided: whether both sides have one distribution.
///
/// - The statistic is U of head: the number of pairs of values in which head is the larger, an
///   equal pair counting one half.
/// - Exact for up to 50 values per side without equal values, else a normal approximation with
///   correction for ties and continuity.
/// - When all values are equal the p value is 1.
/// - `None` when a side has no values or one that is not finite.
/// - O(n log n) time, with at most 130,000 additions for the exact count.
///
/// Assumes independent values. Values taken one after the other on a shared machine are not; where
/// runs are paired, prefer [`crate::signed_rank()`].
///
/// Not `statrs::stats_tests::mannwhitneyu` (0.19): its exact p value is the complement when the
/// first sample is the smaller, enumerates all C(n + m, n) arrangements, and its tail is
/// `1 - cdf`, which is 0 beyond 8 deviations.
///
/// Source: Mann & Whitney (1947), The Annals of Mathematical Statistics 18(1); Hollander, Wolfe &
/// Chicken (2014), section 4.1.
pub fn rank_sum(sides: Sides<'_>) -> Option<RankTest> {
    let (mut pooled, base) = (finite_copy(sides.head)?, finite_copy(sides.base)?);
    let (head_count, base_count) = (pooled.len(), base.len());
    pooled.extend(base);
    let ranked = ranks_of(&pooled);
    let head_ranks: f64 = ranked.ranks[..head_count].iter().sum();
    let statistic = head_ranks - 0.5 * from_count(head_count) * from_count(head_count + 1);
    let pairs = from_count(head_count) * from_count(base_count);
    let smaller = statistic.min(pairs - statistic);

    let is_exact = ranked.tie_term <= 0.0 && head_count.max(base_count) <= EXACT_LIMIT;
    let p_value = if is_exact {
        exact_two_sided(to_count(smaller), head_count, base_count)
    } else {
        let variance = variance(pairs, pooled.len(), ranked.tie_term);
        approximate_two_sided(pairs / 2.0 - smaller, variance)
    };
    Some(RankTest { statistic, p_value, is_exact })
}

/// Probability, doubled, that U is at most `smaller` when each arrangement of the two sides is
/// equally likely.
fn exact_two_sided(smaller: usize, first: usize, second: usize) -> f64 {
    // The number of arrangements with U = u is the coefficient of q^u in the Gaussian binomial
    // coefficient, the product of (1 - q^(second + i)) / (1 - q^i) for i = 1..=first (Andrews,
    // "The theory of partitions", chapter 3). Dividing first keeps every coefficient positive.
    let mut ways = vec![0_u128; smaller + 1];
    ways[0] = 1;
    let mut all = 1_u128;
    for i in 1..=first {
        for u in i..=smaller {
            ways[u] += ways[u - i];
        }
        for u in (second + i..=smaller).rev() {
            ways[u] -= ways[u - second - i];
        }
        all = all * (second + i) as u128 / i as u128;
    }
    let favourable: u128 = ways.iter().sum();
    (2.0 * from_large_count(favourable) / from_large_count(all)).min(1.0)
}

/// Variance of U for `pairs` of `count` values in all, of which ties take some away.
fn variance(pairs: f64, count: usize, tie_term: f64) -> f64 {
    let n = from_count(count);
    pairs / 12.0 * (n + 1.0 - tie_term / (n * (n - 1.0)))
}

fn approximate_two_sided(below_mean: f64, variance: f64) -> f64 {
    if variance <= 0.0 {
        return 1.0;
    }
    normal_two_sided((below_mean - 0.5) / variance.sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn critical_values_are_those_of_the_published_table() {
        // Largest U with a two-sided p of at most 5 %: Milton (1964), "An extended table of
        // critical values for the Mann-Whitney two-sample statistic", Journal of the American
        // Statistical Association 59(307).
        let table = [
            (4, 4, 0),
            (5, 5, 2),
            (5, 6, 3),
            (8, 8, 13),
            (10, 10, 23),
            (15, 15, 64),
            (20, 20, 127),
            (3, 20, 8),
            (12, 20, 69),
        ];
        for (first, second, critical) in table {
            for (m, n) in [(first, second), (second, first)] {
                assert!(exact_two_sided(critical, m, n) <= 0.05, "U = {critical} of {m}, {n}");
                assert!(
                    exact_two_sided(critical + 1, m, n) > 0.05,
                    "U = {critical} + 1 of {m}, {n}"
                );
            }
        }
    }

    #[test]
    fn the_largest_exact_count_is_a_probability() {
        let middle = exact_two_sided(EXACT_LIMIT * EXACT_LIMIT / 2, EXACT_LIMIT, EXACT_LIMIT);
        assert!((middle - 1.0).abs() < 1e-15);
        let least = exact_two_sided(0, EXACT_LIMIT, EXACT_LIMIT);
        // Both ends of C(100, 50) arrangements.
        let all = from_large_count(100_891_344_545_564_193_334_812_497_256);
        assert!((least / (2.0 / all) - 1.0).abs() < 1e-14);
    }

    #[test]
    fn swapping_the_sides_mirrors_the_statistic_and_keeps_the_p_value() {
        let (base, head) = ([1.0, 2.0, 5.0, 7.5], [3.0, 4.0, 8.0, 9.0, 2.5]);
        let one = rank_sum(Sides { base: &base, head: &head }).unwrap();
        let other = rank_sum(Sides { base: &head, head: &base }).unwrap();
        assert!((one.statistic + other.statistic - 20.0).abs() < 1e-12);
        assert_eq!(one.p_value.to_bits(), other.p_value.to_bits());
    }

    #[test]
    fn equal_values_are_no_evidence() {
        let outcome = rank_sum(Sides { base: &[2.0; 30], head: &[2.0; 5] }).unwrap();
        assert!((outcome.p_value - 1.0).abs() < 1e-15);
        let single = rank_sum(Sides { base: &[2.0], head: &[2.0] }).unwrap();
        assert!((single.p_value - 1.0).abs() < 1e-15);
    }

    #[test]
    fn what_can_not_be_ranked_gives_none() {
        assert_eq!(rank_sum(Sides { base: &[], head: &[1.0] }), None);
        assert_eq!(rank_sum(Sides { base: &[1.0], head: &[] }), None);
        assert_eq!(rank_sum(Sides { base: &[f64::NAN], head: &[1.0] }), None);
    }
}
