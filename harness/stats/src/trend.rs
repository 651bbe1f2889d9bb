//! A slow trend: the slope that the median pair of values has, and whether it could be chance.

use statrs::distribution::{ContinuousCDF, Normal};

use crate::number::{finite, from_count, from_large_count, to_count};
use crate::order::finite_copy;
use crate::ranks::normal_two_sided;
use crate::{Interval, in_place};

/// Most values for which arrangements are counted, as scipy has it; beyond that 33! is no longer a
/// whole number of 128 bits either.
const EXACT_LIMIT: usize = 33;

/// The trend of a series.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Trend {
    /// Median of the slopes between all pairs of values, in the unit of the values per unit of position.
    pub slope: f64,
    /// Confidence interval of [`Self::slope`].
    pub interval: Interval,
    /// Pairs of values that ascend less those that descend.
    pub score: i64,
    /// Two-sided probability of a score at least that far from 0 if there were no trend.
    pub p_value: f64,
}

/// Theil and Sen's slope with Mann and Kendall's test.
///
/// - `positions`: one per value, strictly ascending.
/// - `values`: in the order of the positions, one unit.
/// - `confidence`: nominal coverage of the interval, above 0 and below 1, as in 0.95.
/// - `None` for fewer than 2 values, when the lengths differ, when positions do not ascend, when any
///   number is not finite, or for another `confidence`.
/// - O(n²) time and memory.
///
/// The p value counts arrangements for up to 33 different values, else it is a normal approximation with
/// correction for ties. Both are those of `scipy.stats.kendalltau`, the interval is that of
/// `scipy.stats.theilslopes`. Assumes independent noise: a slow wave of the machine looks like a trend.
///
/// Source: Theil (1950); Sen (1968), "Estimates of the regression coefficient based on Kendall's tau",
/// Journal of the American Statistical Association 63(324); Mann (1945), "Nonparametric tests against
/// trend", Econometrica 13(3); Kendall (1970), "Rank correlation methods", 4th edition, chapters 4 and 5.
pub fn trend(positions: &[f64], values: &[f64], confidence: f64) -> Option<Trend> {
    let values = finite_copy(values)?;
    let is_ascending = positions.windows(2).all(|pair| pair[0] < pair[1]);
    let is_share = confidence > 0.0 && confidence < 1.0;
    let is_sound = positions.iter().all(|position| position.is_finite());
    if values.len() < 2
        || positions.len() != values.len()
        || !is_ascending
        || !is_share
        || !is_sound
    {
        return None;
    }
    let count = values.len();
    let mut slopes = Vec::with_capacity(count * (count - 1) / 2);
    let mut score = 0_i64;
    for later in 1..count {
        for earlier in 0..later {
            let rise = values[later] - values[earlier];
            score += i64::from(rise > 0.0) - i64::from(rise < 0.0);
            slopes.push(finite(rise / (positions[later] - positions[earlier]))?);
        }
    }
    let ties = Ties::of(&values);
    let slope = in_place::median(&mut slopes)?;
    let interval = interval(&mut slopes, ties.variance, confidence);
    let p_value = if ties.has_any || count > EXACT_LIMIT {
        approximate(score, ties.variance)
    } else {
        exact_two_sided(score, count)
    };
    Some(Trend { slope, interval, score, p_value })
}

/// What equal values do to the spread of the score.
struct Ties {
    has_any: bool,
    /// Of the score, if there is no trend.
    variance: f64,
}

impl Ties {
    fn of(values: &[f64]) -> Self {
        let mut sorted = values.to_vec();
        sorted.sort_unstable_by(f64::total_cmp);
        let term = |count: usize| {
            let count = from_count(count);
            count * (count - 1.0) * (2.0 * count + 5.0)
        };
        let groups = sorted.chunk_by(|a, b| a.total_cmp(b).is_eq());
        let tied: f64 = groups.map(|group| term(group.len())).sum();
        Self { has_any: tied > 0.0, variance: ((term(values.len()) - tied) / 18.0).max(0.0) }
    }
}

fn approximate(score: i64, variance: f64) -> f64 {
    if variance <= 0.0 {
        return 1.0;
    }
    normal_two_sided(size(score) / variance.sqrt())
}

/// Distance of a score from 0.
fn size(score: i64) -> f64 {
    from_large_count(u128::from(score.unsigned_abs()))
}

/// Sen's interval: the slopes that lie as far from the middle as the score spreads.
fn interval(slopes: &mut [f64], variance: f64, confidence: f64) -> Interval {
    slopes.sort_unstable_by(f64::total_cmp);
    let count = from_count(slopes.len());
    let spread = -Normal::standard().inverse_cdf(0.5 * (1.0 - confidence)) * variance.sqrt();
    let last = slopes.len() - 1;
    // Half to even, as numpy rounds.
    let high = to_count(f64::midpoint(count, spread).round_ties_even()).min(last);
    let low = to_count((f64::midpoint(count, -spread).round_ties_even() - 1.0).max(0.0));
    Interval { low: slopes[low.min(high)], high: slopes[high] }
}

/// Probability of a score at least that far from 0 when every order of `count` different values is equally
/// likely, by counting the orders by their number of descending pairs.
fn exact_two_sided(score: i64, count: usize) -> f64 {
    let pairs = count * (count - 1) / 2;
    // The smaller number of pairs of one kind.
    let descending = to_count((from_count(pairs) - size(score)) / 2.0);
    let mut orders = vec![0.0; descending + 1];
    orders[0] = 1.0;
    // Shares instead of numbers: 33! has 37 digits.
    for size in 2..=count {
        let before = orders.clone();
        let mut sum = 0.0;
        for (place, share) in orders.iter_mut().enumerate() {
            sum += before[place];
            if place >= size {
                sum -= before[place - size];
            }
            *share = sum / from_count(size);
        }
    }
    (2.0 * orders.iter().sum::<f64>()).min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_has_its_own_slope() {
        let trend = trend(&[0.0, 1.0, 3.0, 6.0], &[1.0, 3.0, 7.0, 13.0], 0.95).unwrap();
        assert!((trend.slope - 2.0).abs() < 1e-12);
        assert_eq!(trend.score, 6);
        // Two of the 24 orders of four values are as steep.
        assert!((trend.p_value - 2.0 / 24.0).abs() < 1e-12);
    }

    #[test]
    fn equal_values_have_no_trend() {
        let positions: Vec<f64> = (0..50).map(f64::from).collect();
        let trend = trend(&positions, &[4.0; 50], 0.95).unwrap();
        assert!(trend.slope.abs() < 1e-12);
        assert!((trend.p_value - 1.0).abs() < 1e-12);
    }

    #[test]
    fn mirrored_values_have_the_mirrored_trend() {
        let positions: Vec<f64> = (0..12).map(f64::from).collect();
        let values: Vec<f64> = (0..12).map(|i| f64::from(i * 5 % 13) + f64::from(i)).collect();
        let mirrored: Vec<f64> = values.iter().map(|value| -value).collect();
        let (one, other) =
            (trend(&positions, &values, 0.9).unwrap(), trend(&positions, &mirrored, 0.9).unwrap());
        assert!((one.slope + other.slope).abs() < 1e-12);
        assert_eq!(one.score, -other.score);
        assert!((one.p_value - other.p_value).abs() < 1e-12);
    }

    #[test]
    fn what_has_no_trend_gives_none() {
        assert_eq!(trend(&[0.0], &[1.0], 0.95), None);
        assert_eq!(trend(&[0.0, 0.0], &[1.0, 2.0], 0.95), None);
        assert_eq!(trend(&[0.0, 1.0], &[1.0, f64::NAN], 0.95), None);
        assert_eq!(trend(&[0.0, 1.0, 2.0], &[1.0, 2.0], 0.95), None);
        assert_eq!(trend(&[0.0, 1.0], &[1.0, 2.0], 1.0), None);
    }
}
