//! Logarithms of the values, turned so that more is worse: the scale on which a change is judged.

use paceline_model::Direction;
use paceline_stats::{self as stats, Bootstrap, Sides, in_place};

use crate::sample::Sample;

/// Coverage of the interval that reports show.
pub(super) const CONFIDENCE: f64 = 0.95;

const RESAMPLES: usize = 2_000;

/// Enough for a rank test to reach any error limit of a suite: 1 / C(16, 8) is 0.008 %.
const FEWEST_BEST: usize = 8;

/// The values of both sides as scores: ln(base) and ln(head), the best quarter of each.
pub(super) struct Scores {
    base: Vec<f64>,
    head: Vec<f64>,
}

/// The change on the log scale; positive is worse.
pub(super) struct Change {
    pub(super) point: f64,
    pub(super) low: f64,
    pub(super) high: f64,
}

impl Scores {
    /// The scores of positive values.
    pub(super) fn new(sample: &Sample, direction: Direction) -> Self {
        let sign = match direction {
            Direction::LowerIsBetter => 1.0,
            Direction::HigherIsBetter => -1.0,
        };
        let log = |values: &[f64]| values.iter().map(|value| sign * value.ln()).collect::<Vec<_>>();
        Self { base: best_quarter(log(&sample.base)), head: best_quarter(log(&sample.head)) }
    }

    /// Difference of the sides' medians, with a BCa interval that is seeded from the scores.
    pub(super) fn change(&self) -> Option<Change> {
        let Self { base, head } = self;
        let seed = stats::seed_from(&[base, head]);
        let bootstrap = Bootstrap { resamples: RESAMPLES, confidence: CONFIDENCE, seed };
        let point = stats::median(head)? - stats::median(base)?;
        let interval = bootstrap.shift_interval(Sides { base, head }, in_place::median)?;
        Some(Change { point, low: interval.low, high: interval.high })
    }

    /// Probability of scores this high if the change were `limit`; 1 where there is no test.
    pub(super) fn p_above(&self, limit: f64) -> f64 {
        self.p(|value| value - limit)
    }

    /// Probability of scores this low if the change were `limit`; 1 where there is no test.
    pub(super) fn p_below(&self, limit: f64) -> f64 {
        self.p(|value| limit - value)
    }

    /// One-sided p value against "not above 0" after `turn`, which shifts and may mirror.
    fn p(&self, turn: impl Fn(f64) -> f64) -> f64 {
        // Turning head by the limit and base by nothing keeps their distance.
        let origin = turn(0.0);
        let base: Vec<_> = self.base.iter().map(|score| turn(*score) - origin).collect();
        let head: Vec<_> = self.head.iter().map(|score| turn(*score)).collect();
        let sides = Sides { base: &base, head: &head };
        let is_above = stats::hodges_lehmann_shift(sides).unwrap_or(0.0) > 0.0;
        // Half of the two-sided value, on the side to which the ranks lean.
        stats::rank_sum(sides).map_or(1.0, |test| {
            if is_above { test.p_value / 2.0 } else { 1.0 - test.p_value / 2.0 }
        })
    }

    /// The smallest p value that this number of values could give at all: 1 / C(n + m, n), by
    /// products that stay small.
    pub(super) fn smallest_p(&self) -> f64 {
        let mut p = 1.0;
        for (step, _) in self.base.iter().enumerate() {
            let step = as_number(step + 1);
            p *= step / (as_number(self.head.len()) + step);
        }
        p
    }
}

/// The best quarter of one side's scores, at least [`FEWEST_BEST`] where there are so many.
///
/// What else a shared machine does only ever adds time, often for seconds on end: recordings of one
/// program minutes apart differ by 12 % in their medians and by 3 % in their fastest runs. Where no
/// pair shares the noise, slow runs say more about the neighbours than about the code.
fn best_quarter(mut scores: Vec<f64>) -> Vec<f64> {
    scores.sort_by(f64::total_cmp);
    scores.truncate(scores.len().div_ceil(4).max(FEWEST_BEST));
    scores
}

#[expect(clippy::cast_precision_loss, reason = "no sample has 2^52 values")]
fn as_number(count: usize) -> f64 {
    count as f64
}
