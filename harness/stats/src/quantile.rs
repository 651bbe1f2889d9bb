//! Medians and other quantiles.

use crate::number::{finite, from_count, to_count};
use crate::order::{ascending, finite_copy};

/// Median of `values`: the mean of the two middle ones when their number is even.
///
/// - `values`: any order, one unit; the result is in that unit.
/// - `None` when there are none or when any is not finite.
/// - O(n) time and memory.
///
/// Source: Hyndman & Fan (1996), definition 7 at p = 0.5.
pub fn median(values: &[f64]) -> Option<f64> {
    crate::in_place::median(&mut finite_copy(values)?)
}

/// The value below which a share `probability` of `values` lies, interpolated between neighbours.
///
/// - `values`: any order, one unit; the result is in that unit.
/// - `None` when there are none, when any is not finite, or when `probability` is not in 0..=1.
/// - O(n log n) time, O(n) memory.
///
/// Source: Hyndman & Fan (1996), "Sample quantiles in statistical packages", The American
/// Statistician 50(4), definition 7: what R, `NumPy` and Excel do by default.
pub fn quantile(values: &[f64], probability: f64) -> Option<f64> {
    if !(0.0..=1.0).contains(&probability) {
        return None;
    }
    of_ascending(&ascending(values)?, probability)
}

/// [`quantile`] of values that [`ascending`] gave.
pub(crate) fn of_ascending(sorted: &[f64], probability: f64) -> Option<f64> {
    let position = probability * from_count(sorted.len().checked_sub(1)?);
    let index = to_count(position);
    let low = *sorted.get(index)?;
    let high = sorted.get(index + 1).copied().unwrap_or(low);
    finite(low + position.fract() * (high - low))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_of_an_even_number_of_values_lies_between_the_middle_two() {
        assert_eq!(median(&[4.0, 1.0, 3.0, 2.0]), Some(2.5));
        assert_eq!(median(&[5.0, 1.0, 3.0]), Some(3.0));
    }

    #[test]
    fn quantiles_reach_from_the_smallest_to_the_largest_value() {
        let values = [30.0, 10.0, 20.0, 40.0];
        assert_eq!(quantile(&values, 0.0), Some(10.0));
        assert_eq!(quantile(&values, 1.0), Some(40.0));
        assert_eq!(quantile(&values, 0.25), Some(17.5));
    }

    #[test]
    fn what_has_no_quantile_gives_none() {
        assert_eq!(median(&[]), None);
        assert_eq!(median(&[1.0, f64::NAN]), None);
        assert_eq!(quantile(&[1.0, f64::INFINITY], 0.5), None);
        assert_eq!(quantile(&[1.0], 1.5), None);
        assert_eq!(quantile(&[1.0], f64::NAN), None);
    }

    #[test]
    fn huge_values_do_not_overflow_the_median() {
        assert_eq!(median(&[f64::MAX, f64::MAX]), Some(f64::MAX));
    }
}
