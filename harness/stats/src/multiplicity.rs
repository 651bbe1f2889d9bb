//! Many comparisons at once: limits and p values that hold for the whole suite.
//!
//! An adjusted p value is compared with the limit of the whole suite; a plain p value with the
//! adjusted limit. Both say the same.

use crate::number::from_count;

/// Bonferroni's limit for each of `comparisons` p values, so that the chance of any false alarm
/// among them is at most `alpha`, however they depend on each other. `alpha` itself for none.
///
/// Source: Dunn (1961), "Multiple comparisons among means", Journal of the American Statistical
/// Association 56(293).
pub fn bonferroni_alpha(alpha: f64, comparisons: usize) -> f64 {
    alpha / from_count(comparisons.max(1))
}

/// Bonferroni's adjusted p values: each times their number, at most 1.
///
/// In the order of `p_values`. `None` when any is not in 0..=1. O(n).
///
/// Source: Dunn (1961).
pub fn bonferroni(p_values: &[f64]) -> Option<Vec<f64>> {
    are_probabilities(p_values).then_some(())?;
    let count = from_count(p_values.len());
    Some(p_values.iter().map(|p_value| (p_value * count).min(1.0)).collect())
}

/// Holm's adjusted p values: the same guarantee as Bonferroni's, never larger.
///
/// In the order of `p_values`. `None` when any is not in 0..=1. O(n log n).
///
/// Source: Holm (1979), "A simple sequentially rejective multiple test procedure", Scandinavian
/// Journal of Statistics 6(2).
pub fn holm(p_values: &[f64]) -> Option<Vec<f64>> {
    are_probabilities(p_values).then_some(())?;
    let mut adjusted = vec![0.0; p_values.len()];
    let mut largest: f64 = 0.0;
    for (before, place) in places_ascending(p_values).into_iter().enumerate() {
        let remaining = from_count(p_values.len() - before);
        // A p value is never adjusted below a smaller one.
        largest = largest.max((p_values[place] * remaining).min(1.0));
        adjusted[place] = largest;
    }
    Some(adjusted)
}

/// Holm's limit for plain p values: those at or below it are exactly those that Holm's procedure
/// rejects when the chance of any false alarm may be `alpha`.
///
/// With r of m rejected it is `alpha / (m - r)`, or `alpha` when all are. It depends on all p
/// values, so it is known only when the last one is. `None` when any is not in 0..=1.
/// O(n log n).
///
/// Source: Holm (1979).
pub fn holm_alpha(p_values: &[f64], alpha: f64) -> Option<f64> {
    let kept = holm(p_values)?.iter().filter(|adjusted| **adjusted > alpha).count();
    Some(bonferroni_alpha(alpha, kept))
}

/// Benjamini and Hochberg's adjusted p values: those at or below a limit hold at most that share
/// of false alarms on average, for independent or positively dependent comparisons. For lists that
/// inform; a gate needs [`holm`] or [`bonferroni`].
///
/// In the order of `p_values`. `None` when any is not in 0..=1. O(n log n).
///
/// Source: Benjamini & Hochberg (1995), "Controlling the false discovery rate", Journal of the
/// Royal Statistical Society B 57(1).
pub fn benjamini_hochberg(p_values: &[f64]) -> Option<Vec<f64>> {
    are_probabilities(p_values).then_some(())?;
    let count = from_count(p_values.len());
    let mut adjusted = vec![0.0; p_values.len()];
    let mut smallest: f64 = 1.0;
    for (before, place) in places_ascending(p_values).into_iter().enumerate().rev() {
        // A p value is never adjusted above a larger one.
        smallest = smallest.min(p_values[place] * count / from_count(before + 1));
        adjusted[place] = smallest;
    }
    Some(adjusted)
}

fn are_probabilities(p_values: &[f64]) -> bool {
    p_values.iter().all(|p_value| (0.0..=1.0).contains(p_value))
}

fn places_ascending(p_values: &[f64]) -> Vec<usize> {
    let mut places: Vec<usize> = (0..p_values.len()).collect();
    places.sort_by(|&a, &b| p_values[a].total_cmp(&p_values[b]));
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The fifteen p values of the trial in Benjamini & Hochberg (1995), of which they reject four
    /// at 5 % where Bonferroni's and Hochberg's familywise procedures reject three.
    const THROMBOLYSIS: [f64; 15] = [
        0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262,
        0.5719, 0.6528, 0.7590, 1.0,
    ];

    fn rejected(adjusted: &[f64]) -> usize {
        adjusted.iter().filter(|p_value| **p_value <= 0.05).count()
    }

    #[test]
    fn the_published_example_is_decided_as_published() {
        assert_eq!(rejected(&bonferroni(&THROMBOLYSIS).unwrap()), 3);
        assert_eq!(rejected(&holm(&THROMBOLYSIS).unwrap()), 3);
        assert_eq!(rejected(&benjamini_hochberg(&THROMBOLYSIS).unwrap()), 4);
    }

    #[test]
    fn limits_and_adjusted_values_decide_alike() {
        for alpha in [0.0005, 0.005, 0.01, 0.05, 0.2, 0.9] {
            let limit = holm_alpha(&THROMBOLYSIS, alpha).unwrap();
            let adjusted = holm(&THROMBOLYSIS).unwrap();
            for (p_value, adjusted) in THROMBOLYSIS.iter().zip(&adjusted) {
                assert_eq!(*p_value <= limit, *adjusted <= alpha, "{p_value} at {alpha}");
            }
            let limit = bonferroni_alpha(alpha, THROMBOLYSIS.len());
            let adjusted = bonferroni(&THROMBOLYSIS).unwrap();
            for (p_value, adjusted) in THROMBOLYSIS.iter().zip(&adjusted) {
                assert_eq!(*p_value <= limit, *adjusted <= alpha, "{p_value} at {alpha}");
            }
        }
    }

    #[test]
    fn answers_come_in_the_order_of_the_questions() {
        let adjusted = holm(&[0.5, 0.01, 0.02]).unwrap();
        let expected = [0.5, 0.03, 0.04];
        assert!(adjusted.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-15), "{adjusted:?}");
    }

    #[test]
    fn what_is_no_probability_gives_none() {
        for bad in [f64::NAN, -0.1, 1.1] {
            assert_eq!(bonferroni(&[0.5, bad]), None);
            assert_eq!(holm(&[0.5, bad]), None);
            assert_eq!(holm_alpha(&[0.5, bad], 0.05), None);
            assert_eq!(benjamini_hochberg(&[0.5, bad]), None);
        }
        assert_eq!(holm(&[]), Some(vec![]));
        assert_eq!(holm_alpha(&[], 0.05), Some(0.05));
    }
}
