//! What one pair of runs says, with a logarithm that has the same bits on every machine.

use std::f64::consts::{LN_2, SQRT_2};

/// No ratio and no product of two finite numbers has a logarithm beyond this.
const LARGEST_LOGARITHM: f64 = 1_500.0;

/// One pair of adjacent runs: how the two differ, and how slow both were.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PairScore {
    /// `ln(head / base)`: positive when head is larger. No unit.
    pub score: f64,
    /// The mean of both logarithms, in any unit that all pairs of one test share.
    ///
    /// A pair that was slow as a whole met noise and says less. Which run was head must not
    /// matter here: anything else that swapping base and head leaves alone is as good, and a
    /// constant when nothing is known.
    pub level: f64,
}

impl PairScore {
    /// The score of the values of `base` and `head`: one unit, both above zero.
    ///
    /// - `None` when one is not above zero or not finite.
    /// - Swapping the two negates the score to the last bit, and both numbers have the same bits
    ///   on every machine: no logarithm of the platform is used. Each logarithm is off by
    ///   less than 1e-15 of itself.
    /// - O(1).
    pub fn of(base: f64, head: f64) -> Option<Self> {
        let is_measured = |value: f64| value > 0.0 && value.is_finite();
        if !is_measured(base) || !is_measured(head) {
            return None;
        }
        let score = if head >= base { above(head, base) } else { -above(base, head) };
        Some(Self { score, level: 0.5 * (logarithm(base) + logarithm(head)) })
    }

    /// Whether both numbers can come from two finite values above zero.
    pub(super) fn is_possible(self) -> bool {
        self.score.abs() <= LARGEST_LOGARITHM && self.level.abs() <= LARGEST_LOGARITHM
    }
}

/// `ln(larger / smaller)`.
fn above(larger: f64, smaller: f64) -> f64 {
    let ratio = larger / smaller;
    if ratio.is_finite() { logarithm(ratio) } else { logarithm(larger) - logarithm(smaller) }
}

/// The natural logarithm of `number`, finite and above zero.
///
/// From additions, multiplications and one division alone, which IEEE 754 defines to the last bit:
/// the powers of two are split off, and the rest is the series of 2 artanh(s).
pub(super) fn logarithm(number: f64) -> f64 {
    let (mantissa, exponent) = split(number);
    let s = (mantissa - 1.0) / (mantissa + 1.0);
    let square = s * s;
    // |s| <= 0.172, so that what is left out is below 2^-56 of the sum.
    let series =
        (0..11).rev().fold(0.0, |sum, index| sum * square + 1.0 / f64::from(2 * index + 1));
    exponent * LN_2 + 2.0 * s * series
}

/// `number` as mantissa times two to an exponent, the mantissa nearest to one.
fn split(number: f64) -> (f64, f64) {
    const FRACTION: u64 = (1 << 52) - 1;
    const ONE: u64 = 1023 << 52;
    const TWO_TO_54: f64 = 18_014_398_509_481_984.0;
    if number < f64::MIN_POSITIVE {
        let (mantissa, exponent) = split(number * TWO_TO_54);
        return (mantissa, exponent - 54.0);
    }
    let bits = number.to_bits();
    let biased = u32::try_from(bits >> 52).unwrap_or_default();
    let (mantissa, exponent) =
        (f64::from_bits((bits & FRACTION) | ONE), f64::from(biased) - 1023.0);
    if mantissa > SQRT_2 { (0.5 * mantissa, exponent + 1.0) } else { (mantissa, exponent) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_logarithm_is_that_of_the_platform_but_for_the_last_bits() {
        let mut number = 5e-324;
        while number < f64::MAX / 1.7 {
            let (found, expected) = (logarithm(number), number.ln());
            let error = (found - expected).abs();
            assert!(error <= 4.0 * f64::EPSILON * expected.abs(), "{number}: {found} {expected}");
            number *= 1.618_033_9;
        }
        for step in 0..2_000 {
            let number = 0.7 + f64::from(step) * 0.000_35;
            let error = (logarithm(number) - number.ln()).abs();
            assert!(error <= 4.0 * f64::EPSILON * number.ln().abs(), "{number}");
        }
    }

    #[test]
    fn the_logarithm_never_changes_a_bit() {
        // The doubles nearest to the true values.
        let bits = [2.0, 1.02, 0.05, 1e300].map(|number| logarithm(number).to_bits());
        let expected = [
            0x3fe6_2e42_fefa_39ef,
            0x3f94_4723_d272_a7f6,
            0xc007_f742_7b73_e391,
            0x4085_9634_47f8_7fb5,
        ];
        assert_eq!(bits, expected, "{bits:x?}");
    }

    #[test]
    fn swapping_the_sides_negates_the_score_and_keeps_the_level() {
        for (base, head) in [(0.031, 0.0317), (4e9, 3.9e9), (1e-300, 1e300), (5e-324, 1e308)] {
            let pair = PairScore::of(base, head).unwrap();
            let swapped = PairScore::of(head, base).unwrap();
            assert_eq!(pair.score.to_bits(), (-swapped.score).to_bits());
            assert_eq!(pair.level.to_bits(), swapped.level.to_bits());
            assert!(pair.is_possible() && pair.score != 0.0);
        }
    }

    #[test]
    fn the_score_does_not_depend_on_the_unit() {
        let (seconds, pair) = ((0.0313, 0.0327), PairScore::of(0.0313, 0.0327).unwrap());
        let doubled = PairScore::of(1024.0 * seconds.0, 1024.0 * seconds.1).unwrap();
        assert_eq!(pair.score.to_bits(), doubled.score.to_bits());
        let nanoseconds = PairScore::of(1e9 * seconds.0, 1e9 * seconds.1).unwrap();
        assert!((pair.score - nanoseconds.score).abs() < 1e-15);
    }

    #[test]
    fn what_is_no_measurement_has_no_score() {
        for bad in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            assert_eq!(PairScore::of(bad, 1.0), None);
            assert_eq!(PairScore::of(1.0, bad), None);
        }
    }
}
