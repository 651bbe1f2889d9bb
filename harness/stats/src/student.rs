//! Student's t test of one sample, for few values that are taken to be normal.

use statrs::distribution::{ContinuousCDF, StudentsT};

use crate::Summary;
use crate::number::{finite, from_count};

/// Outcome of a t test.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StudentTest {
    /// Distance of the mean from the centre, in standard errors.
    pub statistic: f64,
    /// One-sided p value against "the mean is at most the centre".
    pub p_above: f64,
    /// One-sided p value against "the mean is at least the centre".
    pub p_below: f64,
}

/// Tests whether the mean of `values` differs from `centre`, both in one unit.
///
/// Assumes independent values that are normal: with few of them there is nothing to tell otherwise.
///
/// `None` for fewer than two values, when one or `centre` is not finite, and when all are equal, of
/// which no spread can be learnt. Source: Student (1908), "The probable error of a mean",
/// Biometrika 6(1).
pub fn student_test(values: &[f64], centre: f64) -> Option<StudentTest> {
    let summary = Summary::of(values)?;
    let deviation = summary.standard_deviation.filter(|deviation| *deviation > 0.0)?;
    let count = from_count(summary.count);
    let statistic = finite((summary.mean - centre) / (deviation / count.sqrt()))?;
    let distribution = StudentsT::new(0.0, 1.0, count - 1.0).ok()?;
    // Each from its own lower tail: 1 - p would have lost the digits of a small one.
    let p_above = finite(distribution.cdf(-statistic))?;
    let p_below = finite(distribution.cdf(statistic))?;
    Some(StudentTest { statistic, p_above, p_below })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mirrored_values_swap_the_sides() {
        let values = [0.3, 0.1, 0.25, -0.05];
        let test = student_test(&values, 0.02).unwrap();
        let mirrored = student_test(&values.map(|value| -value), -0.02).unwrap();
        assert!((test.statistic + mirrored.statistic).abs() < 1e-12);
        assert!((test.p_above - mirrored.p_below).abs() < 1e-12);
        assert!((test.p_above + test.p_below - 1.0).abs() < 1e-12);
        assert!(test.p_above < test.p_below);
    }

    #[test]
    fn two_values_have_the_cauchy_distribution() {
        // Mean 3, standard error 1: one half less arctan(3) / pi.
        let test = student_test(&[2.0, 4.0], 0.0).unwrap();
        let expected = 0.5 - 3.0_f64.atan() / std::f64::consts::PI;
        assert!((test.p_above - expected).abs() < 1e-12, "{test:?}");
    }

    #[test]
    fn what_has_no_spread_or_no_number_has_no_test() {
        assert_eq!(student_test(&[0.1; 7], 0.0), None);
        assert_eq!(student_test(&[0.1], 0.0), None);
        assert_eq!(student_test(&[], 0.0), None);
        assert_eq!(student_test(&[0.1, f64::NAN], 0.0), None);
        assert_eq!(student_test(&[0.1, 0.2], f64::INFINITY), None);
    }
}
