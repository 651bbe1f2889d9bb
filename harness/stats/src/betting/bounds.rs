//! Which effects the pairs exclude: the test, asked about every effect at once.

use super::SequentialTest;
use super::sequence::{Claim, Direction};
use crate::Interval;

/// Halvings after which the ends of an interval have all digits that a log ratio deserves.
const HALVINGS: usize = 64;

impl SequentialTest {
    /// The effects that the pairs so far leave possible: an interval that holds the effect after
    /// all pairs at once, in every look, with a probability of at least 1 - `alpha`.
    ///
    /// - An effect is outside once the evidence that it is too small, or that it is too large, has
    ///   ever reached 2 / `alpha`. Natural logarithms of head / base. More pairs never widen it.
    /// - `None` while a side is unbounded (fewer pairs than can reach that), when the pairs exclude
    ///   every effect (it changed while measuring), or when `alpha` is not above 0 and below 1.
    /// - O(n) time, some 40 microseconds for 100 pairs.
    ///
    /// Source: Howard, Ramdas, `McAuliffe` & Sekhon (2021), "Time-uniform, nonparametric,
    /// nonasymptotic confidence sequences", The Annals of Statistics 49(2).
    pub fn confidence_sequence(&self, alpha: f64) -> Option<Interval> {
        let limit = limit_of(0.5 * alpha)?;
        let low = self.bound(Direction::Above, limit)?;
        let high = self.bound(Direction::Below, limit)?;
        (low <= high).then_some(Interval { low, high })
    }

    /// The smallest slowdown that the pairs so far exclude with an error of at most `beta`, the
    /// natural logarithm of head / base: what this run would have seen. It may be negative, when
    /// head is faster.
    ///
    /// - At most the rule's `smallest` exactly when the evidence for "not slower" has ever reached
    ///   1 / `beta`. More pairs never raise it.
    /// - `None` when there are too few pairs to exclude anything, or when `beta` is not above 0 and
    ///   below 1.
    /// - O(n) time, some 20 microseconds for 100 pairs.
    pub fn smallest_excluded(&self, beta: f64) -> Option<f64> {
        self.bound(Direction::Below, limit_of(beta)?)
    }

    /// The outermost effect on the far side of `direction` that is excluded at `limit`: the largest
    /// that the true one lies above, or the smallest that it lies below.
    fn bound(&self, direction: Direction, limit: f64) -> Option<f64> {
        // Beyond all scores and spans the evidence stays the same.
        let reach = self.settled.iter().map(|pair| pair.score.abs() + pair.bet.span());
        let reach = 2.0 * reach.fold(0.0, f64::max);
        let (mut excluded, mut possible) = match direction {
            Direction::Above => (-reach, reach),
            Direction::Below => (reach, -reach),
        };
        if !self.excludes(Claim::new(direction, excluded), limit) {
            return None;
        }
        for _ in 0..HALVINGS {
            let middle = f64::midpoint(excluded, possible);
            if self.excludes(Claim::new(direction, middle), limit) {
                excluded = middle;
            } else {
                possible = middle;
            }
        }
        Some(excluded)
    }

    /// Whether the evidence for `claim` has ever reached `limit`. It falls as the hypothesis
    /// approaches and passes the scores, which is what makes halving right.
    fn excludes(&self, mut claim: Claim, limit: f64) -> bool {
        self.settled.iter().any(|pair| {
            claim.settle(&pair.bet, pair.score);
            claim.value().now >= limit
        })
    }
}

fn limit_of(error: f64) -> Option<f64> {
    (error > 0.0 && error < 1.0).then(|| 1.0 / error)
}
