//! The two corrections of the BCa interval: for bias, and for a spread that changes with the value.

use statrs::distribution::{ContinuousCDF, Normal};

use crate::number::from_count;

/// Where the ends of the interval lie among the sorted replicates, as shares of their number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Levels {
    pub(super) low: f64,
    pub(super) high: f64,
}

/// The levels for a nominal `confidence`. Equals (1 ± `confidence`) / 2 without bias and
/// acceleration.
///
/// Source: Efron & Tibshirani (1993), "An introduction to the bootstrap", equation 14.10.
pub(super) fn levels(bias: f64, acceleration: f64, confidence: f64) -> Levels {
    let normal = Normal::standard();
    let quantile = normal.inverse_cdf(0.5 * (1.0 - confidence));
    let level = |quantile: f64| {
        let shifted = bias + quantile;
        let stretch = 1.0 - acceleration * shifted;
        // The correction has a pole; behind it the level is the end it was running towards.
        let corrected =
            if stretch > 0.0 { bias + shifted / stretch } else { shifted.signum() * f64::MAX };
        normal.cdf(corrected)
    };
    Levels { low: level(quantile), high: level(-quantile) }
}

/// Bias correction: the normal quantile of the share of `replicates` below the estimate, those
/// equal to it counting one half, since statistics such as the median repeat themselves.
///
/// Source: Efron & Tibshirani (1993), equation 14.14; the halves as in scipy's `bootstrap`.
pub(super) fn bias(replicates: &[f64], estimate: f64) -> f64 {
    let below = replicates.iter().filter(|replicate| **replicate < estimate).count();
    let above = replicates.iter().filter(|replicate| **replicate > estimate).count();
    let count = from_count(replicates.len());
    let share = 0.5 + 0.5 * (from_count(below) - from_count(above)) / count;
    // No more extreme than the replicates can show: the quantile of 0 and 1 is not finite.
    let least = 0.5 / count;
    Normal::standard().inverse_cdf(share.clamp(least, 1.0 - least))
}

/// Acceleration from the jackknife values of each sample; 0 where the statistic does not vary.
/// Its size is at most 1/6.
///
/// Source: Efron & Tibshirani (1993), equation 14.15, and 15.36 for several samples; both as in
/// scipy's `bootstrap`.
pub(super) fn acceleration(jackknives: &[Vec<f64>]) -> f64 {
    let influences: Vec<Vec<f64>> = jackknives.iter().map(|values| influences_of(values)).collect();
    let largest = influences.iter().flatten().fold(0.0, |most: f64, value| most.max(value.abs()));
    if largest <= 0.0 {
        return 0.0;
    }
    let moment = |power: i32| -> f64 {
        // Relative to the largest, so that no power of a tiny number vanishes.
        let values = influences.iter().flatten();
        values.map(|value| (value / largest).powi(power)).sum()
    };
    moment(3) / (6.0 * moment(2).powf(1.5))
}

/// How much each value pulls the statistic up, as (n - 1)/n times the mean of the jackknife values
/// less its own.
fn influences_of(jackknife: &[f64]) -> Vec<f64> {
    let count = from_count(jackknife.len());
    let mean = jackknife.iter().map(|value| value / count).sum::<f64>();
    jackknife.iter().map(|value| (mean - value) * (count - 1.0) / count).collect()
}
