//! Numbers with the same digits on every machine.

/// `number` with 12 significant digits.
///
/// Exponentials and logarithms of the platform's library differ in the last bit from processor to
/// processor; what is shown and kept must not.
pub(crate) fn steady(number: f64) -> f64 {
    format!("{number:.11e}").parse().unwrap_or(number)
}

#[cfg(test)]
mod tests {
    use super::steady;

    #[test]
    fn neighbours_become_equal_and_large_steps_stay() {
        let number = 0.123_456_789_012_345_6;
        let next = f64::from_bits(f64::to_bits(number) + 1);
        assert!(number < next);
        assert_eq!(steady(number).to_bits(), steady(next).to_bits());
        assert!((steady(number) - number).abs() < 1e-12);
        for same in [0.0, -2.5, 1e-300, 3e300, f64::INFINITY] {
            assert_eq!(steady(same).to_bits(), f64::to_bits(same));
        }
        assert!(steady(f64::NAN).is_nan());
    }
}
