//! The summary of one sample, and the interval of its mean.

use statrs::distribution::{ContinuousCDF, StudentsT};

use crate::number::{finite, from_count};
use crate::order::ascending;
use crate::{Interval, in_place, quantile};

/// What one sample looks like. Everything but `count` is in the unit of the values.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Summary {
    /// Number of values, at least 1.
    pub count: usize,
    /// Arithmetic mean.
    pub mean: f64,
    /// Median, as [`crate::median`] gives it.
    pub median: f64,
    /// Smallest value.
    pub minimum: f64,
    /// Largest value.
    pub maximum: f64,
    /// Sample standard deviation, with n - 1; `None` for a single value.
    pub standard_deviation: Option<f64>,
    /// Median of the distances from the median, unscaled.
    pub median_absolute_deviation: f64,
}

impl Summary {
    /// The summary of `values`: any order, one unit, the same bits whatever the order.
    ///
    /// `None` when there are none, when any is not finite, or when their squares leave the range
    /// of finite numbers (beyond about 1e150). O(n log n) time, O(n) memory.
    pub fn of(values: &[f64]) -> Option<Self> {
        let mut sorted = ascending(values)?;
        let (minimum, maximum) = (*sorted.first()?, *sorted.last()?);
        let count = from_count(sorted.len());
        let median = quantile::of_ascending(&sorted, 0.5)?;
        // Distances from the median, so that equal values have exactly their own mean and no
        // spread; then the corrected two-pass algorithm of Chan, Golub & LeVeque (1983).
        let mean = median + sorted.iter().map(|value| value - median).sum::<f64>() / count;
        let mean = finite(mean)?.clamp(minimum, maximum);
        let residue: f64 = sorted.iter().map(|value| value - mean).sum();
        let squares: f64 = sorted.iter().map(|value| (value - mean).powi(2)).sum();
        let squares = finite(squares - residue.powi(2) / count)?.max(0.0);
        let standard_deviation = (sorted.len() > 1).then(|| (squares / (count - 1.0)).sqrt());
        for value in &mut sorted {
            *value = (*value - median).abs();
        }
        Some(Self {
            count: sorted.len(),
            mean,
            median,
            minimum,
            maximum,
            standard_deviation,
            median_absolute_deviation: in_place::median(&mut sorted)?,
        })
    }

    /// A standard deviation that outliers hardly touch: 1.4826 times the median absolute
    /// deviation, which on normal values estimates the same as the standard deviation.
    ///
    /// Source: Rousseeuw & Croux (1993), "Alternatives to the median absolute deviation", Journal
    /// of the American Statistical Association 88(424).
    pub fn robust_deviation(&self) -> f64 {
        1.4826 * self.median_absolute_deviation
    }

    /// Student's t interval of the mean; of no width when all values are equal.
    ///
    /// - `confidence`: nominal coverage, above 0 and below 1, as in 0.95.
    /// - `None` for a single value or for another `confidence`.
    ///
    /// Assumes independent values and a mean that is close to normal. Source: Student (1908), "The
    /// probable error of a mean", Biometrika 6(1).
    pub fn mean_interval(&self, confidence: f64) -> Option<Interval> {
        let deviation = self.standard_deviation?;
        if !(confidence > 0.0 && confidence < 1.0) {
            return None;
        }
        let count = from_count(self.count);
        let distribution = StudentsT::new(0.0, 1.0, count - 1.0).ok()?;
        // The lower tail: 1 - (1 - confidence) / 2 would have lost the digits that matter.
        let deviations = -distribution.inverse_cdf(0.5 * (1.0 - confidence));
        let half_width = finite(deviations * deviation / count.sqrt())?;
        let low = finite(self.mean - half_width)?;
        Some(Interval { low, high: finite(self.mean + half_width)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_values_have_their_own_mean_and_no_spread() {
        let summary = Summary::of(&[0.1; 7]).unwrap();
        assert_eq!(summary.mean.to_bits(), 0.1_f64.to_bits());
        assert_eq!(summary.standard_deviation, Some(0.0));
        assert_eq!(summary.mean_interval(0.95), Some(Interval { low: 0.1, high: 0.1 }));
    }

    #[test]
    fn a_single_value_has_no_deviation_and_no_interval() {
        let summary = Summary::of(&[3.0]).unwrap();
        assert_eq!((summary.mean, summary.median), (3.0, 3.0));
        assert_eq!(summary.standard_deviation, None);
        assert_eq!(summary.mean_interval(0.95), None);
    }

    #[test]
    fn the_order_of_the_values_does_not_change_a_bit() {
        let values: Vec<f64> = (0..101).map(|i| f64::from(i * 37 % 101).sqrt() / 3.0).collect();
        let reversed: Vec<f64> = values.iter().rev().copied().collect();
        assert_eq!(Summary::of(&values), Summary::of(&reversed));
    }

    #[test]
    fn a_small_spread_far_from_zero_is_not_lost() {
        // NIST Statistical Reference Datasets, NumAcc4: mean 10000000.2, deviation 0.1.
        let mut values = vec![10_000_000.2];
        for _ in 0..500 {
            values.extend([10_000_000.1, 10_000_000.3]);
        }
        let summary = Summary::of(&values).unwrap();
        assert!((summary.mean - 10_000_000.2).abs() < 1e-8);
        assert!((summary.standard_deviation.unwrap() - 0.1).abs() < 1e-8);
    }

    #[test]
    fn what_has_no_summary_gives_none() {
        assert_eq!(Summary::of(&[]), None);
        assert_eq!(Summary::of(&[1.0, f64::NAN]), None);
        assert_eq!(Summary::of(&[-f64::MAX, f64::MAX]), None);
        let summary = Summary::of(&[1.0, 2.0]).unwrap();
        for confidence in [0.0, 1.0, -1.0, f64::NAN] {
            assert_eq!(summary.mean_interval(confidence), None);
        }
    }
}
