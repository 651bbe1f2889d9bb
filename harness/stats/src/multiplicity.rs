//! Many comparisons at once: limits and p values that hold for the whole suite.
//!
//! An adjusted p value is compared with the limit of the whole suite; a plain p value with the
//! adjusted limit. Both say the same. E-values, which sequential tests give, have a procedure of
//! their own.

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

/// The e-BH procedure: the places of the e-values that it selects, ascending. Of what it selects, at
/// most the share `level` is a false alarm on average, however the comparisons depend on each other.
/// For lists that inform.
///
/// With K e-values it selects the k largest, for the largest k of which each is at least
/// K / (k `level`). Each must be of one moment, as the last pair's: the largest that a running test
/// ever reached is no e-value. `None` when one is negative or not a number, or when `level` is not
/// above 0 and below 1. Infinity is the strongest evidence. O(n log n).
///
/// Source: Wang & Ramdas (2022), "False discovery rate control with e-values", Journal of the Royal
/// Statistical Society B 84(3), arXiv:2009.02824.
pub fn e_benjamini_hochberg(e_values: &[f64], level: f64) -> Option<Vec<usize>> {
    let are_sound = e_values.iter().all(|e_value| *e_value >= 0.0);
    (are_sound && level > 0.0 && level < 1.0).then_some(())?;
    let needed = from_count(e_values.len()) / level;
    let mut places: Vec<usize> = (0..e_values.len()).collect();
    places.sort_by(|&a, &b| e_values[b].total_cmp(&e_values[a]));
    let is_enough = |count: &usize| from_count(*count) * e_values[places[*count - 1]] >= needed;
    let selected = (1..=places.len()).rev().find(is_enough).unwrap_or(0);
    places.truncate(selected);
    places.sort_unstable();
    Some(places)
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

    /// The largest set of which each e-value is at least K / (size `level`): the paper's definition,
    /// by trying all sets.
    fn by_definition(e_values: &[f64], level: f64) -> Vec<usize> {
        let all = from_count(e_values.len());
        let sets = (0_u32..1 << e_values.len()).map(|set| {
            (0..e_values.len()).filter(|place| set & 1 << place != 0).collect::<Vec<_>>()
        });
        let is_consistent = |set: &Vec<usize>| {
            let limit = all / (level * from_count(set.len()));
            set.iter().all(|place| e_values[*place] >= limit)
        };
        sets.filter(is_consistent).max_by_key(Vec::len).unwrap()
    }

    #[test]
    fn the_selected_e_values_are_those_of_the_definition() {
        let mut state = 1_u32;
        for round in 0..400 {
            let e_values: Vec<_> = (0..round % 9)
                .map(|_| {
                    state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    // Few steps, so that ties and limits that are met exactly occur.
                    f64::from(state >> 24).powi(2) / 256.0
                })
                .collect();
            for level in [0.05, 0.25, 0.5] {
                let found = e_benjamini_hochberg(&e_values, level).unwrap();
                assert_eq!(found, by_definition(&e_values, level), "{e_values:?} at {level}");
            }
        }
    }

    #[test]
    fn e_values_that_are_calibrated_alone_are_selected_together() {
        // Four comparisons at 5 %: 80 is needed of one, 40 of two, 26.7 of three.
        let select = |e_values: &[f64]| e_benjamini_hochberg(e_values, 0.05).unwrap();
        assert_eq!(select(&[1.0, 80.0, 0.5, 2.0]), [1]);
        assert_eq!(select(&[1.0, 79.9, 0.5, 2.0]), [0; 0]);
        assert_eq!(select(&[41.0, 1.0, 0.5, 40.0]), [0, 3]);
        assert_eq!(select(&[27.0, f64::INFINITY, 0.0, 27.0]), [0, 1, 3]);
        assert_eq!(select(&[20.0; 4]), [0, 1, 2, 3]);
        assert_eq!(select(&[]), [0; 0]);
    }

    #[test]
    fn inverse_p_values_are_selected_as_benjamini_and_hochberg_do() {
        let e_values = THROMBOLYSIS.map(|p_value| 1.0 / p_value);
        assert_eq!(e_benjamini_hochberg(&e_values, 0.05), Some(vec![0, 1, 2, 3]));
        for level in [0.001, 0.01, 0.2, 0.9] {
            let adjusted = benjamini_hochberg(&THROMBOLYSIS).unwrap();
            let expected: Vec<_> = (0..15).filter(|place| adjusted[*place] <= level).collect();
            assert_eq!(e_benjamini_hochberg(&e_values, level), Some(expected), "at {level}");
        }
    }

    #[test]
    fn what_is_no_e_value_gives_none() {
        for bad in [f64::NAN, -0.1, f64::NEG_INFINITY] {
            assert_eq!(e_benjamini_hochberg(&[50.0, bad], 0.05), None);
        }
        for bad in [0.0, 1.0, -0.1, f64::NAN] {
            assert_eq!(e_benjamini_hochberg(&[50.0], bad), None);
        }
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
