//! How much the scores of past pairs scatter: the scale of the next bet.

use super::PairScore;
use crate::in_place;

/// Makes the median absolute deviation of normal values their standard deviation.
const TO_STANDARD_DEVIATION: f64 = 1.4826;
/// At least this many pairs, and at least this share of all, say how noisy a level is.
const FEWEST_NEIGHBOURS: usize = 10;
const NEIGHBOURS_OF: usize = 3;

/// The pairs so far, sorted by score and by level.
#[derive(Debug, Clone, Default)]
pub(super) struct Past {
    scores: Vec<f64>,
    by_level: Vec<PairScore>,
    distances: Vec<f64>,
}

impl Past {
    pub(super) fn count(&self) -> usize {
        self.scores.len()
    }

    /// O(n), by moving memory: as fast as O(log n) for the few hundred pairs of a comparison.
    pub(super) fn insert(&mut self, pair: PairScore) {
        let place = self.scores.partition_point(|&score| score < pair.score);
        self.scores.insert(place, pair.score);
        let place = self.by_level.partition_point(|other| other.level < pair.level);
        self.by_level.insert(place, pair);
    }

    /// 1.4826 times the median distance from the median score, of the third of all pairs (at least
    /// ten) whose level is nearest to `level`, and of all that are as near as the last of them.
    /// `None` without pairs. O(n).
    pub(super) fn scale_at(&mut self, level: f64) -> Option<f64> {
        let median = self.median_score()?;
        let (first, end) = self.neighbours(level);
        self.distances.clear();
        let neighbours = self.by_level[first..end].iter();
        self.distances.extend(neighbours.map(|pair| (pair.score - median).abs()));
        Some(TO_STANDARD_DEVIATION * in_place::median(&mut self.distances)?)
    }

    /// The median score; `None` without pairs. O(1).
    pub(super) fn median_score(&self) -> Option<f64> {
        let upper = *self.scores.get(self.scores.len() / 2)?;
        if self.scores.len() % 2 == 1 {
            return Some(upper);
        }
        Some(f64::midpoint(self.scores[self.scores.len() / 2 - 1], upper))
    }

    /// The range of `by_level` that is nearest to `level`.
    fn neighbours(&self, level: f64) -> (usize, usize) {
        let count = self.by_level.len();
        let wanted = count.div_ceil(NEIGHBOURS_OF).max(FEWEST_NEIGHBOURS).min(count);
        let mut end = self.by_level.partition_point(|pair| pair.level < level);
        let mut first = end;
        let mut farthest = 0.0;
        loop {
            let below = first.checked_sub(1).map(|place| level - self.by_level[place].level);
            let above = self.by_level.get(end).map(|pair| pair.level - level);
            let (below, above) = (below.unwrap_or(f64::INFINITY), above.unwrap_or(f64::INFINITY));
            let nearest = below.min(above);
            // Those as far as the last one belong to it: their order would decide otherwise.
            if end - first >= wanted && nearest > farthest || nearest.is_infinite() {
                return (first, end);
            }
            farthest = nearest;
            if below <= above {
                first -= 1;
            } else {
                end += 1;
            }
        }
    }
}
