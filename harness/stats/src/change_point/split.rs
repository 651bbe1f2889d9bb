//! The best single split of a series by the energy distance of what lies on its two sides.

use crate::number::from_count;

/// A split of a series in two neighbouring parts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Split {
    /// Index of the first value of the second part.
    pub index: usize,
    /// Index after the last value of the second part: what follows belongs to neither.
    pub end: usize,
    /// How unlike the parts are: m n / (m + n) times their energy distance, in the unit of the
    /// values. 0 or less for parts that are alike.
    pub divergence: f64,
}

/// The split of a beginning of `values` whose parts are most unlike each other.
///
/// - `values`: in the order of time, one unit, finite.
/// - Each part has at least `least` values (2 where less is asked for). Of equal splits the first.
/// - `None` when there are too few values, when any is not finite, or when their distances leave
///   the range of finite numbers.
/// - O(n²) time, O(n) memory.
///
/// The second part may end before the last value, so that a change that was taken back later is
/// found as clearly as one that stayed.
///
/// Source: Matteson & James (2014), "A nonparametric approach for multiple change point analysis of
/// multivariate data", Journal of the American Statistical Association 109(505), equations 5 to 7
/// with α = 1, doi 10.1080/01621459.2013.849605.
pub fn best_split(values: &[f64], least: usize) -> Option<Split> {
    let least = least.max(2);
    if values.len() < 2 * least || values.iter().any(|value| !value.is_finite()) {
        return None;
    }
    let best = Search::new(values.len()).best(values, least)?;
    best.divergence.is_finite().then_some(best)
}

/// The room that a search needs, to be used again for the next one.
pub(super) struct Search {
    /// By index: sum of distances between all pairs of values before it.
    before: Vec<f64>,
    /// By index: sum of distances between all pairs of values from it to the present end.
    after: Vec<f64>,
    /// By count n: 1 / (n - 1).
    inverse: Vec<f64>,
}

impl Search {
    /// Room for series of at most `count` values.
    pub(super) fn new(count: usize) -> Self {
        let inverse = (0..=count).map(|n| 1.0 / (from_count(n) - 1.0)).collect();
        Self { before: vec![0.0; count + 1], after: vec![0.0; count + 1], inverse }
    }

    /// [`best_split`] of finite values, no more than there is room for.
    pub(super) fn best(&mut self, values: &[f64], least: usize) -> Option<Split> {
        self.after.fill(0.0);
        let mut best: Option<Split> = None;
        for last in 0..values.len() {
            self.extend(values, last);
            let end = last + 1;
            if end < 2 * least {
                continue;
            }
            let (index, excess) = self.best_of(end, least);
            let divergence = 2.0 * excess / from_count(end);
            if best.is_none_or(|best| divergence > best.divergence) {
                best = Some(Split { index, end, divergence });
            }
        }
        best
    }

    /// Moves the end of the second part behind `last`.
    fn extend(&mut self, values: &[f64], last: usize) {
        let newest = values[last];
        let mut distances = 0.0;
        for (sum, value) in self.after[..last].iter_mut().zip(&values[..last]).rev() {
            distances += (value - newest).abs();
            *sum += distances;
        }
        self.before[last + 1] = self.after[0];
    }

    /// The best split of the values before `end`, with (m + n) / 2 times its divergence.
    fn best_of(&self, end: usize, least: usize) -> (usize, f64) {
        let whole = self.before[end];
        let mut best = (least, f64::NEG_INFINITY);
        for index in least..=end - least {
            let (first, second) = (self.before[index], self.after[index]);
            let between = whole - first - second;
            let excess = between
                - from_count(end - index) * self.inverse[index] * first
                - from_count(index) * self.inverse[end - index] * second;
            if excess > best.1 {
                best = (index, excess);
            }
        }
        best
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The definition, sum by sum.
    fn divergence(first: &[f64], second: &[f64]) -> f64 {
        let (m, n) = (from_count(first.len()), from_count(second.len()));
        let between: f64 =
            first.iter().flat_map(|x| second.iter().map(move |y| (x - y).abs())).sum();
        let within = |part: &[f64]| -> f64 {
            let pairs = |i: usize| part[..i].iter().map(move |x| (x - part[i]).abs());
            (0..part.len()).flat_map(pairs).sum()
        };
        let energy = 2.0 / (m * n) * between
            - 2.0 / (m * (m - 1.0)) * within(first)
            - 2.0 / (n * (n - 1.0)) * within(second);
        m * n / (m + n) * energy
    }

    #[test]
    fn the_fast_sums_are_those_of_the_definition() {
        let values: Vec<f64> =
            (0..40).map(|i| f64::from(i * 37 % 41) + f64::from(i / 17)).collect();
        let found = best_split(&values, 3).unwrap();
        let mut best = f64::NEG_INFINITY;
        for end in 6..=values.len() {
            for index in 3..=end - 3 {
                best = best.max(divergence(&values[..index], &values[index..end]));
            }
        }
        assert!((found.divergence - best).abs() < 1e-9, "{found:?}, expected {best}");
        let same = divergence(&values[..found.index], &values[found.index..found.end]);
        assert!((same - best).abs() < 1e-9);
    }

    #[test]
    fn a_step_is_split_where_it_is() {
        let values = [1.0, 1.1, 0.9, 1.0, 1.05, 2.0, 2.1, 1.9, 2.0];
        assert_eq!(best_split(&values, 2).unwrap().index, 5);
    }

    #[test]
    fn a_change_that_was_taken_back_ends_where_it_was_taken_back() {
        let mut values = vec![1.0; 30];
        values[10..15].fill(2.0);
        let split = best_split(&values, 3).unwrap();
        assert!((split.index, split.end) == (10, 15) || split.index == 15, "{split:?}");
    }

    #[test]
    fn what_can_not_be_split_gives_none() {
        assert_eq!(best_split(&[1.0, 2.0, 3.0], 2), None);
        assert_eq!(best_split(&[1.0, 2.0, f64::NAN, 4.0], 2), None);
        assert_eq!(best_split(&[f64::MAX, -f64::MAX, f64::MAX, -f64::MAX], 2), None);
    }
}
